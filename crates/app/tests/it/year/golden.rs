//! The points as they were worked out by hand: golden.csv, explained in README.md.

use std::collections::BTreeMap;

use model::Points;
use model::assessment::Suggestion;
use model::organisation::Sector;
use score::{Marks, Settler};

use super::county::SCHEME;
use super::ledger;

const TEXT: &str = include_str!("golden.csv");

/// Criteria of the scheme.
const CRITERIA: usize = 17;

/// Lines by branch and word, each as its cells.
pub(super) struct Golden(BTreeMap<(usize, String), Vec<String>>);

impl Golden {
    pub(super) fn read() -> Self {
        let rows = cells(TEXT).into_iter().skip(1);
        Self(rows.map(|row| ((row[0].parse().unwrap(), row[1].clone()), row)).collect())
    }

    fn row(&self, no: usize, word: &str) -> Option<&[String]> {
        self.0.get(&(no, word.to_owned())).map(|row| &row[2..])
    }

    /// What has to be suggested, as written; a branch has its own line for the first period where
    /// that matters.
    fn suggested(&self, (no, period): (usize, u32)) -> Option<&[String]> {
        match period {
            1 => self.row(no, "一期建议"),
            _ => self.row(no, "建议"),
        }
    }

    /// Where suggestions are others than by hand.
    pub(super) fn differs(
        &self,
        of: (usize, u32),
        suggested: &[Option<Suggestion>],
    ) -> Vec<String> {
        let Some(row) = self.suggested(of) else { return Vec::new() };
        assert_eq!(suggested.len(), CRITERIA);
        let pairs = heads().into_iter().zip(suggested).zip(row);
        let differ = pairs.filter_map(|((head, suggestion), by_hand)| {
            let said = suggestion.map_or("无".to_owned(), |suggestion| suggestion.to_string());
            let (no, period) = of;
            (said != *by_hand)
                .then(|| format!("{no:02} {head} in {period}: {said}, by hand {by_hand}"))
        });
        differ.collect()
    }

    /// What the committee gives.
    pub(super) fn given(&self, no: usize) -> Option<Vec<Points>> {
        let row = self.row(no, "评定")?;
        Some(row[..CRITERIA].iter().map(|cell| Points::parse(cell).unwrap()).collect())
    }

    /// What a branch gives itself by what is suggested: that, or the most, or nothing.
    fn own(&self, no: usize) -> Vec<Option<Points>> {
        let of = if no == 20 { (no, 1) } else { (no, 2) };
        // Nobody may submit for 12, and 19 doesn't.
        let Some(row) = self.suggested(of).filter(|_| ![12, 19].contains(&no)) else {
            return vec![None; CRITERIA];
        };
        let most = |cell: &String| Points::parse(cell.rsplit('~').next().unwrap()).ok();
        row[..CRITERIA].iter().map(most).collect()
    }
}

fn heads() -> Vec<String> {
    cells(TEXT)[0][2..2 + CRITERIA].to_vec()
}

/// Cells of delimited text, a row a line.
fn cells(text: &str) -> Vec<Vec<String>> {
    let row = |line: &str| {
        let (mut cells, mut is_quoted) = (vec![String::new()], false);
        for c in line.chars() {
            match c {
                '"' => is_quoted = !is_quoted,
                ',' if !is_quoted => cells.push(String::new()),
                c => cells.last_mut().unwrap().push(c),
            }
        }
        cells
    };
    text.trim_start_matches('\u{feff}').lines().map(row).collect()
}

/// Compares the score sheet, cell by cell, and what the arithmetic makes of it.
pub(super) fn compare(sheet: &str) {
    let golden = Golden::read();
    let scheme = score::scheme::read(score::scheme::built_in(SCHEME).unwrap().text);
    let scheme = scheme.scheme.unwrap();
    let settler = Settler::new(&scheme);
    let rows = cells(sheet);
    assert_eq!(rows[0][0], "学党章学习教育考核表");
    let unit_heads = ["支部代码", "支部名称", "类别", "书记", "市", "县(市、区)", "上级党委"];
    let ids = heads();
    assert_eq!(rows[1][..7], unit_heads);
    assert_eq!(rows[1][7..24], ids[..]);
    // All but the one that was merged into another.
    let enrolled = ledger::branches().into_iter().filter(|branch| branch.no != 18);
    let (mut all, mut rated) = (0, 0);
    for branch in enrolled {
        all += 1;
        let code = format!("0369000000010{:02}", branch.no);
        let row = rows.iter().find(|row| row[0] == code).unwrap();
        assert_eq!(row[1..7], unit(&branch), "{code}");
        let points = |from: usize| -> Vec<Option<Points>> {
            let cells = row[from..from + CRITERIA].iter();
            cells.map(|cell| Points::parse(cell).ok()).collect()
        };
        let (committee, own) = (points(7), points(24));
        let given = golden.given(branch.no);
        let expected = given.map_or(vec![None; CRITERIA], |given| {
            rated += 1;
            given.into_iter().map(Some).collect()
        });
        assert_eq!(committee, expected, "{code} by its committee");
        assert_eq!(own, golden.own(branch.no), "{code} by itself");
        let mut indicators = vec![None; scheme.indicators.len()];
        let marks = Marks { committee: &committee, own: &own, bonus: None };
        let outcome = settler.settle(&marks, &mut indicators);
        let by_hand = golden.row(branch.no, "评定").map(|row| [&*row[17], &*row[18]]);
        let total = outcome.total.map(|total| total.to_string());
        let band = outcome.band.map(|band| scheme.bands[band].name.as_str());
        let said = total.as_deref().zip(band).map(|(total, band)| [total, band]);
        assert_eq!(said, by_hand, "{code}");
    }
    assert_eq!((all, rated, rows.len()), (20, 19, 22));
}

/// Compares the county's figures with those that the golden sheet adds up to.
pub(super) fn compare_figures(figures: &str) {
    // Of the 20 that take part at the end: 12, 14 and 19 did not check themselves in the first
    // half, 12 and 19 not in the second; 1, 5, 13 and 20 were confirmed then, 2 and 9 begun. In the
    // second half 21 was not begun and 20 not confirmed. The bands are those of golden.csv, and the
    // total is the sum of its totals.
    let by_hand = [
        ("enrolled", 20),
        ("p1.self", 17),
        ("p1.begun", 6),
        ("p1.submitted", 4),
        ("p1.rated", 4),
        ("p2.self", 18),
        ("p2.begun", 19),
        ("p2.submitted", 19),
        ("p2.rated", 18),
        ("rated", 19),
        ("band.0", 2),
        ("band.1", 3),
        ("band.2", 8),
        ("band.3", 6),
        ("total", 121_482),
        ("pair", 17),
    ];
    for (word, number) in by_hand {
        let expected = format!("{word}={number}");
        let has = figures.split(' ').any(|figure| figure == expected);
        assert!(has, "{expected} by hand, in {figures}");
    }
}

/// What the sheet says of a branch before its points.
fn unit(branch: &ledger::Branch) -> [String; 6] {
    let sector = Sector::named(&branch.sector).unwrap().word();
    let secretary = match branch.no {
        12 => String::new(),
        13 => "新任13".to_owned(),
        no => format!("书记{no:02}"),
    };
    let committee = match (branch.no, branch.below.as_str()) {
        (11, _) | (_, "b") => "白石镇党委",
        (_, "q") => "青禾镇党委",
        _ => "县直机关工委",
    };
    let (city, county) = ("甲市市委组织部", "青禾县委组织部");
    [&branch.name, sector, &secretary, city, county, committee].map(str::to_owned)
}
