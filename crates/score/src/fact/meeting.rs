//! 会议: what it served, and whether the secretary was there.

use model::RecordKind;
use model::record::meeting::{MEMBER, STATE, serves};
use model::scheme::Fact;

use super::attendance::took_part;
use super::{Answer, Facts, Found};
use crate::case::Evidence;

/// The word in a meeting's record for what a fact asks.
fn served(fact: Fact) -> &'static str {
    match fact {
        Fact::Mobilisation => serves::MOBILISATION,
        Fact::Deployment => serves::DEPLOYMENT,
        Fact::GroupStudy => serves::GROUP_STUDY,
        Fact::OrganisationalLife => serves::ORGANISATIONAL_LIFE,
        Fact::AppraisalMeeting | Fact::SecretaryAppraised => serves::APPRAISAL,
        _ => serves::TOPIC_DISCUSSION,
    }
}

fn those<'c>(facts: &Facts<'c>, fact: Fact) -> impl Iterator<Item = &'c Evidence> {
    let served = served(fact);
    facts.of_kind(RecordKind::Meeting).filter(move |m| m.content.texts.has("serves", served))
}

/// Whether somebody was at a meeting, as far as it says who was: where nobody came, nothing was
/// held.
fn was_held(facts: &Facts<'_>, meeting: &Evidence) -> bool {
    let rows = &meeting.content.rows;
    rows.is_empty() || rows.iter().any(|row| took_part(row, facts.case))
}

pub(super) fn serving(facts: &Facts<'_>, fact: Fact) -> Answer {
    let held = those(facts, fact).filter(|meeting| was_held(facts, meeting));
    let mut found = Found::records(fact.word(), held, "补开并补记");
    if found.done == 0 && those(facts, fact).next().is_some() {
        found.says = format!("{}的记录里没有人到会", fact.word());
    }
    Answer::Found(found)
}

/// Meetings with the secretary present; what was made up for later was not led.
pub(super) fn with_secretary(facts: &Facts<'_>, fact: Fact) -> Answer {
    if facts.case.secretary.is_none() {
        return Answer::Unseen("这段时间没有支部书记", "由评定者给分并写明依据");
    }
    let own = facts.secretary();
    if own.is_empty() {
        return Answer::Unseen(
            "支部书记不在本支部党员名册里,看不出是否参加",
            "把书记列入党员名册后再算",
        );
    }
    let was_there = |meeting: &&Evidence| {
        meeting.content.rows.iter().any(|row| {
            let member = row.get(MEMBER).parse();
            row.get(STATE) == "present" && member.is_ok_and(|member| own.contains(&member))
        })
    };
    let mut found = Found::records(fact.word(), those(facts, fact).filter(was_there), "参加并补记");
    if found.done == 0 && those(facts, fact).next().is_some() {
        found.says = "开了会,参会名单里没有支部书记".to_owned();
    }
    Answer::Found(found)
}
