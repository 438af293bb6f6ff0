//! Every kind of rule by a table that was computed by hand.

use jiff::civil::date;
use model::scheme::rule::{
    AtLeast, Convert, Deduction, Each, Item, Late, Level, Step, Threshold, Tiers,
};
use model::scheme::{Fact, Reads, Rule};
use model::{Points, RecordKind};

use super::{Settled, settle};
use crate::fact::{Answer, Found};

fn points(text: &str) -> Points {
    Points::parse(text).unwrap()
}

/// `3` is three of them, `7/9` seven of nine, `0/0` none due, `-` no form yet, `=87.5` a result
/// from outside, `@2016-06-03` one on a day.
fn answer(text: &str) -> Answer {
    let found = |done: u32, due| Found {
        done,
        due,
        says: format!("有 {done}"),
        lacks: "某事".to_owned(),
        mend: "补做",
        ..Found::default()
    };
    if text == "-" {
        return Answer::NoForm(RecordKind::Opinion);
    }
    if let Some(value) = text.strip_prefix('=') {
        let value = points(value);
        let done = value.hundredths().unsigned_abs() / 100;
        return Answer::Found(Found { value: Some(value), ..found(done, None) });
    }
    if let Some(day) = text.strip_prefix('@') {
        return Answer::Found(Found { days: vec![day.parse().unwrap()], ..found(1, None) });
    }
    match text.split_once('/') {
        Some((done, due)) => {
            Answer::Found(found(done.parse().unwrap(), Some(due.parse().unwrap())))
        }
        None => Answer::Found(found(text.parse().unwrap(), None)),
    }
}

/// What a rule gives for each answer: points, or `无` for no suggestion.
fn table(rule: &Rule, most: &str, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        let settled = settle(rule, points(most), &|_| answer(text));
        assert_eq!(said(&settled), *expected, "{} of {most} for {text}", rule.kind().name());
        assert!(!settled.reason.is_empty());
    }
}

fn said(settled: &Settled) -> String {
    settled.suggestion.map_or_else(|| "无".to_owned(), |exact| exact.rounded().short())
}

fn reads(fact: Fact) -> Reads {
    Reads::fact(fact)
}

fn outside(name: &str) -> Reads {
    Reads { of: name.to_owned(), ..reads(Fact::Outside) }
}

fn at_least(at_least: u32) -> AtLeast {
    AtLeast { reads: reads(Fact::Lectures), at_least }
}

#[test]
fn present_gives_all_or_none() {
    table(
        &Rule::Present(at_least(1)),
        "2.5",
        &[("0", "0"), ("1", "2.5"), ("9", "2.5"), ("-", "无")],
    );
    table(&Rule::Present(at_least(2)), "1", &[("0", "0"), ("1", "0"), ("2", "1")]);
}

#[test]
fn a_checklist_gives_each_item_its_own() {
    let item = |n, p| Item { asks: at_least(n), points: points(p) };
    let rule = Rule::Checklist(vec![item(1, "1"), item(2, "0.5"), item(4, "1.25")]);
    let cases = [("0", "0"), ("1", "1"), ("2", "1.5"), ("3", "1.5"), ("4", "2.75"), ("-", "无")];
    table(&rule, "2.75", &cases);
}

#[test]
fn a_count_stops_at_its_cap() {
    let rule = Rule::Count(Each { reads: reads(Fact::TopicsDiscussed), each: points("0.5") });
    let cases = [("0", "0"), ("1", "0.5"), ("3", "1.5"), ("4", "2"), ("5", "2"), ("-", "无")];
    table(&rule, "2", &cases);
    table(&rule, "1.2", &[("2", "1"), ("3", "1.2"), ("4294967295", "1.2")]);
}

#[test]
fn a_ratio_is_rounded_half_up() {
    let rule = Rule::Ratio(reads(Fact::PledgesKept));
    let cases = [
        ("7/9", "3.11"), // 3.1111…
        ("2/3", "2.67"), // 2.6666…
        ("0/9", "0"),
        ("9/9", "4"),
        ("12/9", "4"), // never more than all
        ("0/0", "无"),
        ("0", "0"),        // it did not come to a ratio
        ("1/800", "0.01"), // 0.005, half up
        ("1/801", "0"),    // 0.00499…
        ("-", "无"),
    ];
    table(&rule, "4", &cases);
}

#[test]
fn tiers_give_the_step_that_is_reached() {
    let step = |at_least, p| Step { at_least, points: points(p) };
    let steps = vec![step(1, "2"), step(5, "4"), step(10, "5")];
    let rule = Rule::Tiers(Tiers { reads: reads(Fact::Opinions), steps });
    let cases =
        [("0", "0"), ("1", "2"), ("4", "2"), ("5", "4"), ("9", "4"), ("10", "5"), ("99", "5")];
    table(&rule, "5", &cases);
    table(&rule, "5", &[("-", "无")]);
}

#[test]
fn a_threshold_slopes_by_whole_steps() {
    let rule = |step_percent| {
        let reads = reads(Fact::MembersAppraised);
        Rule::Threshold(Threshold { reads, from_percent: 90, step_percent, less: points("0.1") })
    };
    let cases = [
        ("90/100", "2"),
        ("9/10", "2"),
        ("899/1000", "2"), // 0.1 % below: no whole step
        ("89/100", "1.9"),
        ("8/9", "1.9"), // 88.89 %: 1.11 % below
        ("5/9", "0"),   // 55.56 %: 34 steps cost 3.4
        ("71/100", "0.1"),
        ("70/100", "0"),
        ("100/100", "2"),
        ("0", "0"),
        ("0/0", "无"),
        ("-", "无"),
    ];
    table(&rule(1), "2", &cases);
    table(&rule(5), "2", &[("86/100", "2"), ("85/100", "1.9"), ("80/100", "1.8")]);
}

#[test]
fn a_deduction_stops_at_its_floor() {
    let rule = |fact, expected, floor| {
        let (reads, floor) = (reads(fact), points(floor));
        Rule::Deduction(Deduction { reads, expected, each: points("0.75"), floor })
    };
    let counted = rule(Fact::GroupStudy, Some(4), "0");
    table(
        &counted,
        "2",
        &[("4", "2"), ("5", "2"), ("3", "1.25"), ("2", "0.5"), ("1", "0"), ("0", "0"), ("-", "无")],
    );
    let counted = rule(Fact::GroupStudy, Some(4), "0.5");
    table(&counted, "2", &[("3", "1.25"), ("2", "0.5"), ("0", "0.5")]);
    let due = rule(Fact::PledgesKept, None, "0");
    table(&due, "2", &[("9/9", "2"), ("8/9", "1.25"), ("0/9", "0"), ("0", "0"), ("0/0", "2")]);
    let found = rule(Fact::Outside, None, "0");
    table(
        &found,
        "2",
        &[("0", "2"), ("1", "1.25"), ("=2", "0.5"), ("3", "0"), ("4294967295", "0")],
    );
}

#[test]
fn what_is_late_gives_a_part() {
    let rule = |late_percent| {
        let reads = reads(Fact::PlanAdopted);
        Rule::Late(Late { reads, due: date(2016, 5, 31), late_percent })
    };
    let days = [
        ("@2016-05-31", "3"),
        ("@2016-01-01", "3"),
        ("@2016-06-01", "1.5"),
        ("0", "0"),
        ("-", "无"),
    ];
    table(&rule(50), "3", &days);
    table(&rule(33), "0.05", &[("@2016-06-01", "0.02")]); // 0.0165
    table(&rule(30), "0.05", &[("@2016-06-01", "0.02")]); // 0.015, half up
    table(&rule(0), "3", &[("@2016-06-01", "0")]);
}

#[test]
fn a_result_from_outside_is_converted() {
    let rule = Rule::Convert(Convert { of: "群众测评".to_owned(), out_of: points("100") });
    let cases =
        [("=100", "5"), ("=87.5", "4.38"), ("=120", "5"), ("=0", "0"), ("0", "无"), ("-", "无")];
    table(&rule, "5", &cases);
    let rule = Rule::Convert(Convert { of: "千分制".to_owned(), out_of: points("1000") });
    table(&rule, "5", &[("=875", "4.38"), ("=873", "4.37"), ("=999.99", "5")]);
}

#[test]
fn a_bonus_adds_up_by_level_to_its_cap() {
    let level = |name: &str, each| Level { reads: outside(name), each: points(each) };
    let rule = Rule::Bonus(vec![level("省级", "3"), level("市级", "2")]);
    let asked = |province: &str, city: &str| {
        let ask = |reads: &Reads| answer(if reads.of == "省级" { province } else { city });
        said(&settle(&rule, points("5"), &ask))
    };
    let cases = [
        ("0", "0", "0"),
        ("1", "0", "3"),
        ("0", "1", "2"),
        ("1", "1", "5"),
        ("0", "2", "4"),
        ("2", "0", "5"),
        ("9", "9", "5"),
        ("-", "1", "无"),
        ("4294967295", "4294967295", "5"),
    ];
    for (province, city, expected) in cases {
        assert_eq!(asked(province, city), expected, "{province} {city}");
    }
}

#[test]
fn a_judgement_is_a_persons() {
    table(&Rule::Judgement, "3", &[("1", "无")]);
    let settled = settle(&Rule::Judgement, points("3"), &|_| answer("1"));
    assert_eq!(settled.reason, "由评定者在 0 到 3 分之间评判");
}

#[test]
fn a_line_says_why_and_what_would_change_it() {
    let settled = |rule: &Rule, most, text| {
        let settled = settle(rule, points(most), &|_| answer(text));
        format!("{} → {}", settled.reason, settled.change)
    };
    let present = Rule::Present(at_least(1));
    assert_eq!(settled(&present, "4", "0"), "有 0,得 0 分 → 缺某事:−4;补做后 +4");
    assert_eq!(settled(&present, "4", "1"), "有 1,得 4 分 → ");
    assert_eq!(
        settled(&present, "4", "-"),
        "「征集意见」还没有表单,不提建议分 → 由评定者给分,并写一句依据"
    );
    let ratio = Rule::Ratio(reads(Fact::PledgesKept));
    assert_eq!(settled(&ratio, "4", "2/3"), "有 2,4×2/3,约 2.67 分 → 缺某事:−1.33;补做后 +1.33");
    assert_eq!(settled(&ratio, "8", "0/0"), "有 0,不提建议分 → 补做后再算");
    let count = Rule::Count(Each { reads: reads(Fact::GroupStudy), each: points("0.5") });
    assert_eq!(
        settled(&count, "0.7", "1"),
        "有 1,每次 0.5 分,得 0.5 分(计满 0.7 分为止) → 再有 1 次某事并补记后 +0.2"
    );
}
