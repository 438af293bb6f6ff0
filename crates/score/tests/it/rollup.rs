//! The roll-up against a recount that keeps all rows and reckons in exact fractions.

use model::{Points, Scheme, Status};
use proptest::prelude::*;
use score::rollup::{BLANK, Columns, Figures, share};
use score::{Group, Level, Marks, Rollup, Settler, Unit};

use crate::small;

/// A branch of the input.
#[derive(Clone, Debug)]
struct Branch {
    /// 市, 县, 党委, 类别.
    unit: [&'static str; 4],
    committee: Vec<Option<Points>>,
    bonus: Option<Points>,
}

impl Branch {
    fn outcome(&self, scheme: &Scheme) -> score::Outcome {
        let mut indicators = vec![None; scheme.indicators.len()];
        let none = vec![None; scheme.criteria_count()];
        let marks = Marks { committee: &self.committee, own: &none, bonus: self.bonus };
        Settler::new(scheme).settle(&marks, &mut indicators)
    }
}

const ALL: Columns = Columns { city: true, county: true, committee: true, sector: true };

fn rolled_up(branches: &[Branch], columns: Columns) -> Vec<Group> {
    let scheme = small::scheme();
    let mut rollup = Rollup::new(scheme, columns);
    for branch in branches {
        let [city, county, committee, sector] = branch.unit;
        let unit = Unit { city, county, committee, sector };
        rollup.add(&unit, &branch.committee, &branch.outcome(scheme));
    }
    rollup.lines().collect()
}

/// `number ÷ by` to the next whole, half up.
fn half_up(number: i128, by: i128) -> i128 {
    let (whole, rest) = (number.div_euclid(by), number.rem_euclid(by));
    if 2 * rest >= by { whole + 1 } else { whole }
}

fn as_points(hundredths: i128) -> Points {
    Points::from_hundredths(i32::try_from(hundredths).unwrap())
}

/// A group's figures, counted from its rows alone.
fn recount(branches: &[&Branch]) -> Figures {
    let scheme = small::scheme();
    let mut figures = Figures {
        branches: branches.len() as u64,
        bands: vec![0; scheme.bands.len()],
        sums: vec![0; scheme.criteria_count()],
        ..Figures::default()
    };
    let mut totals: Vec<i128> = Vec::new();
    for branch in branches {
        let outcome = branch.outcome(scheme);
        let status = Status::ALL.iter().position(|status| *status == outcome.status).unwrap();
        figures.statuses[status] += 1;
        let Some(total) = outcome.total else { continue };
        totals.push(total.hundredths().into());
        let band = scheme.bands.iter().position(|band| band.from <= total).unwrap();
        figures.bands[band] += 1;
        for (sum, points) in figures.sums.iter_mut().zip(&branch.committee) {
            *sum += u64::try_from(points.unwrap().hundredths()).unwrap();
        }
    }
    totals.sort_unstable();
    let count = totals.len();
    if count > 0 {
        let sum: i128 = totals.iter().sum();
        figures.mean = Some(as_points(half_up(sum, i128::try_from(count).unwrap())));
        let middle = totals[(count - 1) / 2] + totals[count / 2];
        figures.median = Some(as_points(half_up(middle, 2)));
        figures.least = Some(as_points(totals[0]));
        figures.most = Some(as_points(totals[count - 1]));
    }
    figures
}

/// The roll-up by the book: for each level the names by first appearance, for each name its rows.
fn by_the_book(branches: &[Branch], columns: Columns) -> Vec<Group> {
    let mut groups = Vec::new();
    let there = [columns.city, columns.county, columns.committee, columns.sector];
    for (level, depth) in Level::ALL.into_iter().zip([0..0, 0..1, 0..2, 0..3, 3..4]) {
        if depth.end > 0 && !there[depth.end - 1] {
            continue;
        }
        let mut keys: Vec<&[&str]> = Vec::new();
        if level == Level::Whole {
            keys.push(&[]);
        }
        for branch in branches {
            let key = &branch.unit[depth.clone()];
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        for key in keys {
            let rows = branches.iter().filter(|branch| branch.unit[depth.clone()] == *key);
            let figures = recount(&rows.collect::<Vec<_>>());
            let name = |at: usize| match key.get(at.wrapping_sub(depth.start)) {
                Some(&"") if there[at] => BLANK.to_owned(),
                Some(name) if there[at] => (*name).to_owned(),
                _ => String::new(),
            };
            let (city, county, committee, sector) = (name(0), name(1), name(2), name(3));
            groups.push(Group { level, city, county, committee, sector, figures });
        }
    }
    groups
}

/// Branches with few names, so that counties of one name stand in two cities, some blank; a name
/// whose column is not there is blank for all.
fn any_sheet() -> impl Strategy<Value = (Vec<Branch>, Columns)> {
    let names =
        [&["", "南", "北"], &["", "东山", "西山"], &["", "教育", "国资"], &["", "机关", "村"]];
    let unit = names.map(|names| proptest::sample::select(names.as_slice()));
    let most = [300, 200, 500];
    let marks = most.map(|most| proptest::option::weighted(0.85, 0..=most)).to_vec();
    let bonus = proptest::option::of(0..=100);
    let branch = (unit, marks, bonus).prop_map(|(unit, marks, bonus)| {
        let points = |hundredths: Option<i32>| hundredths.map(Points::from_hundredths);
        Branch { unit, committee: marks.into_iter().map(points).collect(), bonus: points(bonus) }
    });
    let columns = any::<[bool; 4]>().prop_map(|[city, county, committee, sector]| Columns {
        city,
        county,
        committee,
        sector,
    });
    (proptest::collection::vec(branch, 0..40), columns).prop_map(|(mut branches, columns)| {
        let there = [columns.city, columns.county, columns.committee, columns.sector];
        for branch in &mut branches {
            for (name, _) in branch.unit.iter_mut().zip(there).filter(|(_, there)| !there) {
                *name = "";
            }
        }
        (branches, columns)
    })
}

fn by_name(groups: &[Group]) -> Vec<String> {
    let mut lines: Vec<String> = groups.iter().map(|group| format!("{group:?}")).collect();
    lines.sort();
    lines
}

proptest! {
    #[test]
    fn the_roll_up_is_what_a_recount_gives((branches, columns) in any_sheet()) {
        prop_assert_eq!(rolled_up(&branches, columns), by_the_book(&branches, columns));
    }

    #[test]
    fn the_order_of_rows_changes_no_figure(
        ((branches, columns), shuffled) in any_sheet().prop_flat_map(|(branches, columns)| {
            (Just((branches.clone(), columns)), Just(branches).prop_shuffle())
        }),
    ) {
        let (one, two) = (rolled_up(&branches, columns), rolled_up(&shuffled, columns));
        prop_assert_eq!(by_name(&one), by_name(&two));
    }

    #[test]
    fn rates_and_lost_shares_are_exact_fractions_half_up((branches, columns) in any_sheet()) {
        for group in rolled_up(&branches, columns) {
            let figures = &group.figures;
            let (rated, all) = (i128::from(figures.rated()), i128::from(figures.branches));
            let rate = if all == 0 { 0 } else { half_up(rated * 10_000, all) };
            prop_assert_eq!(i128::from(figures.rate()), rate);
            for (index, (_, criterion)) in small::scheme().criteria().enumerate() {
                let sum = i128::from(figures.sums[index]);
                let most = i128::from(criterion.points.hundredths()) * rated;
                let mean = (rated > 0).then(|| as_points(half_up(sum, rated)));
                prop_assert_eq!(figures.criterion_mean(index), mean);
                let lost = (most > 0).then(|| half_up((most - sum) * 10_000, most));
                let said = figures.lost_share(index, criterion.points).map(i128::from);
                prop_assert_eq!(said, lost);
            }
        }
    }

    #[test]
    fn a_share_is_an_exact_fraction_half_up(part in 0..u64::MAX, more in 0..u64::MAX) {
        let whole = part.saturating_add(more);
        if whole > 0 {
            let exact = half_up(i128::from(part) * 10_000, whole.into());
            prop_assert_eq!(i128::from(share(part, whole)), exact);
        }
    }
}

/// Branches of a text, one a line: 市 县 党委 类别 and the committee's points; `_` is blank.
fn branches(text: &'static str) -> Vec<Branch> {
    let branch = |line: &'static str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let name = |at: usize| if words[at] == "_" { "" } else { words[at] };
        Branch {
            unit: [name(0), name(1), name(2), name(3)],
            committee: words[4..].iter().map(|word| small::points(word)).collect(),
            bonus: None,
        }
    };
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(branch).collect()
}

/// One line a group: its names, branches, rated, mean, median, least and most.
fn said(groups: &[Group]) -> String {
    let points = |points: Option<Points>| points.map_or("-".to_owned(), |p| p.to_string());
    let line = |group: &Group| {
        let names = [&group.city, &group.county, &group.committee, &group.sector];
        let figures = &group.figures;
        let four = [figures.mean, figures.median, figures.least, figures.most].map(points);
        let names = names.map(|name| if name.is_empty() { "·" } else { name.as_str() }).join(" ");
        let (word, rated) = (group.level.word(), figures.rated());
        format!("{word} {names}: {} {rated} {}\n", figures.branches, four.join(" "))
    };
    groups.iter().map(line).collect()
}

const SHEET: &str = "
    南 东山 教育 村   3 2 4.99
    北 东山 教育 _    3 2 5
    南 西山 教育 机关 3 2 -
    南 东山 _    村   3 2 4.98
    南 东山 教育 机关 - - -
    _  _    国资 村   0 0 0.01
";

#[test]
fn groups_stand_by_first_appearance_and_counties_of_one_name_stay_apart() {
    let expected = "\
合计 · · · ·: 6 4 7.50 9.99 0.01 10.00
市 南 · · ·: 4 2 9.99 9.99 9.98 9.99
市 北 · · ·: 1 1 10.00 10.00 10.00 10.00
市 (未填) · · ·: 1 1 0.01 0.01 0.01 0.01
县 南 东山 · ·: 3 2 9.99 9.99 9.98 9.99
县 北 东山 · ·: 1 1 10.00 10.00 10.00 10.00
县 南 西山 · ·: 1 0 - - - -
县 (未填) (未填) · ·: 1 1 0.01 0.01 0.01 0.01
党委 南 东山 教育 ·: 2 1 9.99 9.99 9.99 9.99
党委 北 东山 教育 ·: 1 1 10.00 10.00 10.00 10.00
党委 南 西山 教育 ·: 1 0 - - - -
党委 南 东山 (未填) ·: 1 1 9.98 9.98 9.98 9.98
党委 (未填) (未填) 国资 ·: 1 1 0.01 0.01 0.01 0.01
类别 · · · 村: 3 3 6.66 9.98 0.01 9.99
类别 · · · (未填): 1 1 10.00 10.00 10.00 10.00
类别 · · · 机关: 2 0 - - - -
";
    assert_eq!(said(&rolled_up(&branches(SHEET), ALL)), expected);
}

#[test]
fn a_level_without_its_column_is_left_out() {
    let sheet = branches("_ 东山 _ _ 3 2 5\n _ 西山 _ _ 3 2 4\n _ _ _ _ 3 2 4.5");
    let expected = "\
合计 · · · ·: 3 3 9.50 9.50 9.00 10.00
县 · 东山 · ·: 1 1 10.00 10.00 10.00 10.00
县 · 西山 · ·: 1 1 9.00 9.00 9.00 9.00
县 · (未填) · ·: 1 1 9.50 9.50 9.50 9.50
";
    let columns = Columns { county: true, ..Columns::default() };
    assert_eq!(said(&rolled_up(&sheet, columns)), expected);
    assert_eq!(said(&rolled_up(&[], ALL)), "合计 · · · ·: 0 0 - - - -\n");
}

#[test]
fn a_share_is_rounded_half_up_and_nought_of_nought_is_nought() {
    let cases = [
        (0, 0, 0),
        (0, 7, 0),
        (7, 7, 10_000),
        (1, 3, 3_333),
        (2, 3, 6_667),
        (1, 20_000, 1),
        (1, 20_001, 0),
        (u64::MAX, u64::MAX, 10_000),
    ];
    for (part, whole, expected) in cases {
        assert_eq!(share(part, whole), expected, "{part} of {whole}");
    }
}

#[test]
fn a_group_is_named_by_its_own_level() {
    let groups = rolled_up(&branches("南 东山 教育 村 3 2 5"), ALL);
    let names: Vec<&str> = groups.iter().map(Group::name).collect();
    assert_eq!(names, ["合计", "南", "东山", "教育", "村"]);
    assert_eq!(groups.iter().map(|group| group.level).collect::<Vec<_>>(), Level::ALL);
}
