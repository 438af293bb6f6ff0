//! The laws of an evaluation, for branches made up by chance.

use std::sync::LazyLock;

use model::record::content::Texts;
use model::scheme::RuleKind;
use model::{Points, RecordKind, Scheme};
use proptest::prelude::*;
use proptest::sample::Index;
use score::scheme::BUILT_IN;
use score::{Case, Evidence, Norms, Sheet, evaluate};

use crate::branch;

static SCHEMES: LazyLock<Vec<Scheme>> = LazyLock::new(|| {
    let texts = BUILT_IN.iter().map(|file| file.text).chain([KINDS]);
    texts.map(|text| score::scheme::read(text).scheme.unwrap()).collect()
});

/// A scheme with a rule of every kind, for branches of any sector.
const KINDS: &str = include_str!("kinds.toml");

/// A record as chance makes it: what kind, on which day, with what in it.
fn line() -> impl Strategy<Value = String> {
    let day = (5..=13_u8, 1..=28_u8).prop_map(|(month, day)| match month {
        13 => format!("2017-01-{day:02}"),
        month => format!("2016-{month:02}-{day:02}"),
    });
    let members = proptest::sample::subsequence((1..=7).collect::<Vec<u8>>(), 0..=7);
    let members =
        members.prop_map(|all| all.iter().map(ToString::to_string).collect::<Vec<_>>().join(","));
    let meeting = (
        proptest::sample::subsequence(
            vec![
                "mobilisation",
                "deployment",
                "topic_discussion",
                "group_study",
                "organisational_life",
                "appraisal",
            ],
            1..=6,
        ),
        proptest::sample::subsequence(vec!["1", "2", "3", "4"], 1..=4),
        members,
    )
        .prop_map(|(serves, topics, there)| {
            format!("serves={} topics={} present={there}", serves.join(","), topics.join(","))
        });
    let lecture = (
        proptest::sample::select(vec!["secretary", "guest"]),
        proptest::sample::select(vec!["classroom", "short"]),
    )
        .prop_map(|(by, form)| format!("lecturer={by} form={form}"));
    let plan = (0..3_u8).prop_map(|files| format!("adopted_by=board files={files}"));
    prop_oneof![
        3 => (day.clone(), meeting).prop_map(|(day, rest)| format!("meeting {day} {rest}")),
        1 => (day.clone(), lecture).prop_map(|(day, rest)| format!("party_lecture {day} {rest}")),
        1 => (day.clone(), plan).prop_map(|(day, rest)| format!("work_plan {day} {rest}")),
        1 => day.clone().prop_map(|day| format!("other {day} criteria=1.1,2.1")),
        1 => day.prop_map(|day| format!("opinion {day}")),
    ]
}

prop_compose! {
    fn text()(
        lines in proptest::collection::vec(line(), 0..12),
        sector in proptest::sample::select(vec!["农村", "国企", "高校"]),
        outside in proptest::collection::vec((0..3_usize, 0..200_u32), 0..3),
    ) -> String {
        let mut text = format!(
            "days 2016-06-01 2016-12-31\nterm 2016-01-01 2016-11-30\nsector {sector}\nsecretary 1\n\
             member 1-4 2010-01-01 -\nmember 5 2016-08-01 -\nmember 6 2010-01-01 2016-07-31\n\
             member 7 2010-01-01 - excused 2016-06-01 2016-09-30\n",
        );
        for (at, value) in outside {
            text.push_str(&format!("outside {} {value}\n", ["省级", "测评", "处分"][at]));
        }
        let letters = ('a'..='z').zip(lines);
        letters.for_each(|(letter, line)| text.push_str(&format!("{letter} {line}\n")));
        text
    }
}

fn sheet(scheme: &Scheme, case: &Case) -> Sheet {
    evaluate(scheme, &Norms::default(), case).0
}

/// What is settled by criterion; what no rule settles stays the same whatever is added, so it is
/// left out of the comparison.
fn settled(sheet: &Sheet) -> Vec<(String, Points)> {
    sheet
        .criteria
        .iter()
        .filter(|one| one.instead.is_none())
        .map(|one| (one.id.clone(), one.sum.settled))
        .collect()
}

fn never_lower(before: &Sheet, after: &Sheet, what: &str) {
    for ((id, before), (_, after)) in settled(before).iter().zip(settled(after)) {
        assert!(after >= *before, "{what} takes {id} from {before} to {after}");
    }
}

fn meeting(scheme: &Scheme, day: &str, rows: Vec<Texts>) -> Evidence {
    let text = format!(
        "z meeting {day} topics=1,2,3,4 serves=mobilisation,deployment,topic_discussion,\
         group_study,organisational_life,appraisal\n"
    );
    let mut evidence = branch::case(scheme, &text).evidence.remove(0);
    evidence.content.rows = rows;
    evidence
}

fn day() -> impl Strategy<Value = String> {
    (6..=11_u8, 1..=28_u8).prop_map(|(month, day)| format!("2016-{month:02}-{day:02}"))
}

proptest! {
    #[test]
    fn points_lie_between_nought_and_the_most(text in text()) {
        for scheme in &*SCHEMES {
            let sheet = sheet(scheme, &branch::case(scheme, &text));
            let criteria = sheet.criteria.iter().map(|one| one.sum);
            let sums = criteria.chain(sheet.indicators.iter().copied());
            for sum in sums.chain([sheet.total, sheet.bonus_sum]) {
                prop_assert!(sum.settled >= Points::ZERO && sum.open >= Points::ZERO);
                prop_assert!(sum.settled + sum.open <= sum.most, "{sum:?}");
            }
            prop_assert_eq!(sheet.total.most, scheme.total);
            for (one, (_, criterion)) in sheet.criteria.iter().zip(scheme.criteria()) {
                prop_assert_eq!((&one.id, one.sum.most), (&criterion.id, criterion.points));
                prop_assert!(one.lines.iter().all(|line| !line.reason.is_empty()));
            }
        }
    }

    #[test]
    fn the_order_of_evidence_and_doing_it_again_are_no_matter(
        text in text(), seed in any::<Index>(),
    ) {
        for scheme in &*SCHEMES {
            let case = branch::case(scheme, &text);
            let mut other = case.clone();
            other.evidence.reverse();
            other.roster.reverse();
            if !other.evidence.is_empty() {
                let at = seed.index(other.evidence.len());
                other.evidence.rotate_left(at);
                let again = other.evidence[0].clone();
                other.evidence.push(again);
            }
            let norms = Norms::default();
            prop_assert_eq!(evaluate(scheme, &norms, &case).0, evaluate(scheme, &norms, &case).0);
            prop_assert_eq!(sheet(scheme, &case), sheet(scheme, &other));
        }
    }

    #[test]
    fn what_is_fulfilled_never_lowers(text in text(), day in day()) {
        for scheme in &*SCHEMES {
            let case = branch::case(scheme, &text);
            let before = sheet(scheme, &case);
            // A meeting for everything, with all who could be due.
            let mut more = case.clone();
            let rows = (1..=7).map(|n| branch::row(n, "present", "")).collect();
            more.evidence.push(meeting(scheme, &day, rows));
            never_lower(&before, &sheet(scheme, &more), "a full meeting");
            for line in ["z work_plan 2016-06-02 adopted_by=board files=1",
                "z party_lecture 2016-06-02 lecturer=secretary lecture_form=short",
                "z other 2016-06-02 criteria=1.1"] {
                let mut more = case.clone();
                more.evidence.extend(branch::case(scheme, line).evidence);
                never_lower(&before, &sheet(scheme, &more), line);
            }
            // Whoever was absent or not mentioned comes after all.
            for at in 0..case.evidence.len() {
                let mut more = case.clone();
                let meeting = &mut more.evidence[at];
                if meeting.kind != RecordKind::Meeting || meeting.content.rows.is_empty() {
                    continue;
                }
                let all = 1..=7;
                meeting.content.rows = all.map(|n| branch::row(n, "present", "")).collect();
                never_lower(&before, &sheet(scheme, &more), "everybody present");
            }
        }
    }

    #[test]
    fn what_is_not_fulfilled_never_raises_a_ratio(text in text(), day in day()) {
        for scheme in &*SCHEMES {
            let case = branch::case(scheme, &text);
            let before = sheet(scheme, &case);
            let ratios = |sheet: &Sheet| -> Vec<_> {
                let lines = sheet.criteria.iter().flat_map(|one| &one.lines);
                let ratios = lines.filter(|line| line.rule == Some(RuleKind::Ratio));
                ratios.map(|line| line.suggestion).collect()
            };
            let mut more = case.clone();
            let rows = (1..=7).map(|n| branch::row(n, "absent", "")).collect();
            more.evidence.push(meeting(scheme, &day, rows));
            prop_assert_eq!(ratios(&before), ratios(&sheet(scheme, &more)));
            // A member more who was due and never came.
            let mut more = case.clone();
            more.roster.extend(branch::case(scheme, "member 8 2010-01-01 -").roster);
            for (before, after) in ratios(&before).into_iter().zip(ratios(&sheet(scheme, &more))) {
                let points = |suggestion| match suggestion {
                    score::sheet::Suggestion::Points(points) => points,
                    _ => Points::ZERO,
                };
                prop_assert!(points(after) <= points(before));
            }
        }
    }
}
