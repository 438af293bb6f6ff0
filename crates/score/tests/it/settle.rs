//! What marks mean: the five statuses case by case, and what holds of any marks.

use model::{Points, Scheme, Status};
use proptest::prelude::*;
use proptest::sample::Index;
use score::{Marks, Outcome, Settler};

use crate::small;

/// What was given to a branch.
#[derive(Clone, Debug)]
struct Given {
    committee: Vec<Option<Points>>,
    own: Vec<Option<Points>>,
    bonus: Option<Points>,
}

impl Given {
    fn settle(&self, scheme: &Scheme) -> (Outcome, Vec<Option<Points>>) {
        // What a buffer held before must not matter.
        let mut indicators = vec![Some(Points::from_hundredths(77)); scheme.indicators.len()];
        let marks = Marks { committee: &self.committee, own: &self.own, bonus: self.bonus };
        let outcome = Settler::new(scheme).settle(&marks, &mut indicators);
        (outcome, indicators)
    }
}

/// The marks of a text such as `3 2 5 / - - - / 1`: the committee's, the branch's, the bonus.
fn given(text: &str) -> Given {
    let mut parts =
        text.split('/').map(|part| part.split_whitespace().map(small::points).collect::<Vec<_>>());
    let (committee, own) = (parts.next().unwrap(), parts.next().unwrap());
    Given { committee, own, bonus: parts.next().unwrap()[0] }
}

/// Everything that follows, in the words of the results' columns.
fn said(scheme: &Scheme, (outcome, indicators): &(Outcome, Vec<Option<Points>>)) -> String {
    let points = |points: Option<Points>| points.map_or("-".to_owned(), Points::short);
    let ids: Vec<&str> = scheme.criteria().map(|(_, criterion)| criterion.id.as_str()).collect();
    let named = |criteria: score::Criteria| {
        let ids: Vec<&str> = criteria.iter().map(|index| ids[index]).collect();
        if ids.is_empty() { "-".to_owned() } else { ids.join("、") }
    };
    let band = outcome.band.map_or("-", |band| scheme.bands[band].name.as_str());
    let indicators: Vec<String> = indicators.iter().copied().map(points).collect();
    format!(
        "{} 总分 {} 暂计 {} 自查 {} 附加 {} 缺 {} 未评 {} 等次 {band} 内容 {}",
        outcome.status,
        points(outcome.total),
        points(outcome.provisional),
        points(outcome.own_total),
        outcome.bonus.short(),
        named(outcome.missing),
        named(outcome.unrated),
        indicators.join(" "),
    )
}

fn check(text: &str, expected: &str) {
    let scheme = small::scheme();
    assert_eq!(said(scheme, &given(text).settle(scheme)), expected, "{text}");
}

#[test]
fn a_branch_is_rated_once_the_committee_gave_all() {
    check("3 2 5 / - - - / -", "已评定 总分 10 暂计 10 自查 - 附加 0 缺 - 未评 - 等次 好 内容 5 5");
    check("3 2 5 / 1 1 1 / 1", "已评定 总分 11 暂计 11 自查 3 附加 1 缺 - 未评 - 等次 好 内容 5 5");
    check("0 0 0 / 3 2 5 / -", "已评定 总分 0 暂计 0 自查 10 附加 0 缺 - 未评 - 等次 差 内容 0 0");
    check(
        "3 1.99 4 / 3 2 - / -",
        "已评定 总分 8.99 暂计 8.99 自查 - 附加 0 缺 - 未评 - 等次 差 内容 4.99 4",
    );
    // The bonus counts for the band.
    check(
        "3 1.99 4 / 3 2 - / 0.01",
        "已评定 总分 9 暂计 9 自查 - 附加 0.01 缺 - 未评 - 等次 好 内容 4.99 4",
    );
}

#[test]
fn a_partly_rated_branch_has_no_total_however_much_it_says_of_itself() {
    check(
        "3 - 5 / - - - / 1",
        "部分评定 总分 - 暂计 9 自查 - 附加 1 缺 1.2 未评 1.2 等次 - 内容 3 5",
    );
    check(
        "- - 5 / 3 2 5 / -",
        "部分评定 总分 - 暂计 10 自查 10 附加 0 缺 - 未评 1.1、1.2 等次 - 内容 5 5",
    );
    check(
        "- - 0 / - 2 5 / -",
        "部分评定 总分 - 暂计 2 自查 - 附加 0 缺 1.1 未评 1.1、1.2 等次 - 内容 2 0",
    );
}

#[test]
fn a_full_self_check_alone_is_provisional() {
    check(
        "- - - / 3 2 4.5 / 1",
        "暂定 总分 - 暂计 10.5 自查 9.5 附加 1 缺 - 未评 1.1、1.2、2.1 等次 - 内容 5 4.5",
    );
    check(
        "- - - / 0 0 0 / -",
        "暂定 总分 - 暂计 0 自查 0 附加 0 缺 - 未评 1.1、1.2、2.1 等次 - 内容 0 0",
    );
}

#[test]
fn a_part_of_the_self_check_alone_is_unfinished() {
    check(
        "- - - / 3 - - / -",
        "自查未完 总分 - 暂计 3 自查 - 附加 0 缺 1.2、2.1 未评 1.1、1.2、2.1 等次 - 内容 3 -",
    );
    check(
        "- - - / - - 0 / 0.5",
        "自查未完 总分 - 暂计 0.5 自查 - 附加 0.5 缺 1.1、1.2 未评 1.1、1.2、2.1 等次 - 内容 - 0",
    );
}

#[test]
fn a_branch_with_no_mark_is_unreported_whatever_its_bonus() {
    let nothing = "缺 1.1、1.2、2.1 未评 1.1、1.2、2.1 等次 - 内容 - -";
    let unreported = |bonus| format!("未报 总分 - 暂计 - 自查 - 附加 {bonus} {nothing}");
    check("- - - / - - - / -", &unreported("0"));
    check("- - - / - - - / 1", &unreported("1"));
}

/// Marks for the notice's scheme; a side gives nothing, something or everything about as often.
fn any_marks() -> impl Strategy<Value = Given> {
    let most: Vec<i32> =
        small::notice().criteria().map(|(_, criterion)| criterion.points.hundredths()).collect();
    let side = move || {
        let marks: Vec<_> = most
            .iter()
            .map(|most| {
                (any::<bool>(), 0..=*most).prop_map(|(there, points)| (there, Some(points)))
            })
            .collect();
        (0..3_u8, marks).prop_map(|(how_many, marks)| {
            let keep = |there: bool| how_many == 2 || (how_many == 1 && there);
            let marks = marks.into_iter();
            let kept = marks.map(|(there, points)| points.filter(|_| keep(there)));
            kept.map(|points| points.map(Points::from_hundredths)).collect::<Vec<_>>()
        })
    };
    let bonus = proptest::option::of((0..=1_000).prop_map(Points::from_hundredths));
    (side(), side(), bonus).prop_map(|(committee, own, bonus)| Given { committee, own, bonus })
}

proptest! {
    #[test]
    fn figures_of_any_marks_agree_with_each_other(marks in any_marks()) {
        let scheme = small::notice();
        let (outcome, indicators) = marks.settle(scheme);
        let most = Points::from_hundredths(11_000);
        prop_assert_eq!(outcome.total.is_some(), outcome.status == Status::Rated);
        prop_assert_eq!(outcome.band.is_some(), outcome.status == Status::Rated);
        prop_assert_eq!(outcome.provisional.is_some(), outcome.status != Status::Unreported);
        for total in outcome.total.into_iter().chain(outcome.provisional) {
            prop_assert!(Points::ZERO <= total && total <= most);
        }
        if let Some(total) = outcome.total {
            prop_assert_eq!(outcome.provisional, Some(total));
            let reached = scheme.bands.iter().position(|band| band.from <= total);
            prop_assert_eq!(outcome.band, reached);
        }
        let counted: Points = indicators.iter().flatten().copied().sum();
        match outcome.provisional {
            Some(provisional) => prop_assert_eq!(counted + outcome.bonus, provisional),
            None => prop_assert!(indicators.iter().all(Option::is_none)),
        }
        for (indicator, points) in scheme.indicators.iter().zip(&indicators) {
            prop_assert!(points.is_none_or(|points| points <= indicator.points));
        }
        for index in 0..scheme.criteria_count() {
            let unrated = marks.committee[index].is_none();
            prop_assert_eq!(outcome.unrated.contains(index), unrated);
            let missing = unrated && marks.own[index].is_none();
            prop_assert_eq!(outcome.missing.contains(index), missing);
            prop_assert!(!outcome.missing.contains(index) || outcome.unrated.contains(index));
        }
        prop_assert_eq!(outcome.unrated.len(), outcome.unrated.iter().count());
        let own: Option<Points> = marks.own.iter().copied().sum();
        prop_assert_eq!(outcome.own_total, own);
    }

    #[test]
    fn more_marks_never_turn_the_status_back(
        marks in any_marks(), at in any::<Index>(), by_committee in any::<bool>(),
    ) {
        let scheme = small::notice();
        let before = marks.settle(scheme).0.status;
        let mut more = marks.clone();
        let index = at.index(scheme.criteria_count());
        let side = if by_committee { &mut more.committee } else { &mut more.own };
        side[index].get_or_insert(Points::ZERO);
        let after = more.settle(scheme).0.status;
        prop_assert!(after <= before, "{} became {}", before, after);
    }

    #[test]
    fn what_a_branch_says_of_itself_never_changes_its_total(
        marks in any_marks(), others in any_marks(),
    ) {
        let scheme = small::notice();
        let other = Given { own: others.own, ..marks.clone() };
        let (one, two) = (marks.settle(scheme).0, other.settle(scheme).0);
        prop_assert_eq!(one.total, two.total);
        prop_assert_eq!(one.band, two.band);
        prop_assert_eq!(one.unrated, two.unrated);
    }
}
