//! Attendance of a topic: distinct members present at, or made up for, any of its meetings ÷ those
//! due on the day of the first.

use std::collections::BTreeSet;

use jiff::civil::Date;
use model::id::MemberId;
use model::record::content::Texts;
use model::record::meeting::{MADE_UP_ON, MEMBER, STATE, serves};
use model::scheme::Reads;
use model::{Flaw, Place, RecordKind, Scheme};

use super::{Answer, Facts, Found};
use crate::case::{Case, Evidence};
use crate::sheet::TopicAttendance;

/// A topic's discussions, and who was due and there.
pub(super) struct Topic<'c> {
    number: u32,
    meetings: Vec<&'c Evidence>,
    due: Vec<MemberId>,
    there: BTreeSet<MemberId>,
}

/// All topics of the scheme, in order.
pub(super) fn topics<'c>(
    scheme: &Scheme,
    case: &'c Case,
    counted: &[&'c Evidence],
    flaws: &mut Vec<Flaw>,
) -> Vec<Topic<'c>> {
    let discussions: Vec<(&Evidence, BTreeSet<MemberId>)> = counted
        .iter()
        .copied()
        .filter(|evidence| evidence.kind == RecordKind::Meeting)
        .filter(|m| m.content.texts.has("serves", serves::TOPIC_DISCUSSION))
        .map(|meeting| (meeting, attended(meeting, case, flaws)))
        // Where nobody came, nothing was held.
        .filter(|(_, there)| !there.is_empty())
        .collect();
    let of = |number: u32| {
        let slot = scheme.topic_slot(number);
        let own = discussions.iter().filter(|(meeting, _)| meeting.serves("topics", &slot));
        let own: Vec<&(&Evidence, BTreeSet<MemberId>)> = own.collect();
        let due = own.first().map_or_else(Vec::new, |(first, _)| due(case, first.day));
        let all: BTreeSet<MemberId> = own.iter().flat_map(|(_, there)| there).copied().collect();
        let there = due.iter().copied().filter(|member| all.contains(member)).collect();
        Topic { number, meetings: own.iter().map(|(meeting, _)| *meeting).collect(), due, there }
    };
    scheme.topics.iter().map(|topic| of(topic.number)).collect()
}

fn due(case: &Case, day: Date) -> Vec<MemberId> {
    let due = case.roster.iter().filter(|member| member.is_due(day));
    let due: BTreeSet<MemberId> = due.map(|member| member.id).collect();
    due.into_iter().collect()
}

/// Who was present, or made up for it within the campaign.
fn attended(meeting: &Evidence, case: &Case, flaws: &mut Vec<Flaw>) -> BTreeSet<MemberId> {
    let mut strangers = 0_u32;
    let mut there = BTreeSet::new();
    for row in meeting.content.rows.iter().filter(|row| took_part(row, case)) {
        match row.get(MEMBER).parse::<MemberId>() {
            Ok(id) if case.roster.iter().any(|member| member.id == id) => drop(there.insert(id)),
            _ => strangers += 1,
        }
    }
    if strangers > 0 {
        let day = meeting.day;
        let says = format!("{day} 的会议里有 {strangers} 人不在党员名册里,没有计入参加率");
        flaws.push(Flaw::new(Place::whole(), says));
    }
    there
}

/// Whether somebody was there, or made up for it within the campaign.
pub(super) fn took_part(row: &Texts, case: &Case) -> bool {
    match row.get(STATE) {
        "present" => true,
        "made_up" => {
            row.day(MADE_UP_ON).is_some_and(|day| case.window.to.is_none_or(|last| day <= last))
        }
        _ => false,
    }
}

impl Topic<'_> {
    pub(super) fn sheet(&self) -> TopicAttendance {
        let count = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
        let short = self.due.iter().copied().filter(|member| !self.there.contains(member));
        TopicAttendance {
            topic: self.number,
            held: !self.meetings.is_empty(),
            due: count(self.due.len()),
            there: count(self.there.len()),
            short: short.collect(),
        }
    }
}

fn topic<'f, 'c>(facts: &'f Facts<'c>, reads: &Reads) -> Option<&'f Topic<'c>> {
    facts.topics.iter().find(|topic| Some(topic.number) == reads.topic)
}

/// The discussions of a topic.
pub(super) fn discussion(facts: &Facts<'_>, reads: &Reads) -> Answer {
    let meetings = topic(facts, reads).map_or(&[][..], |topic| &topic.meetings);
    Answer::Found(Found::records(&reads.words(), meetings.iter().copied(), "补开并补记"))
}

/// Those who took part, of those due.
pub(super) fn ratio(facts: &Facts<'_>, reads: &Reads) -> Answer {
    let number = reads.topic.unwrap_or(0);
    let meetings = topic(facts, reads).map_or(&[][..], |topic| &topic.meetings);
    let words = format!("第 {number} 专题学习讨论");
    let mut found = Found::records(&words, meetings.iter().copied(), "补开并补记");
    let Some(sheet) = topic(facts, reads).map(Topic::sheet).filter(|sheet| sheet.held) else {
        return Answer::Found(found);
    };
    if sheet.due == 0 {
        return Answer::Unseen("第一次讨论那天名册里没有应到的党员", "补全党员名册后再算");
    }
    found.done = sheet.there;
    found.due = Some(sheet.due);
    let (due, there) = (sheet.due, sheet.there);
    found.says = format!("第 {number} 专题应到 {due} 人,参加或补学 {there} 人");
    if sheet.there < sheet.due {
        found.lacks = format!("第 {number} 专题学习 {} 人", sheet.due - sheet.there);
        found.mend = "补学并补记";
    }
    Answer::Found(found)
}

/// How many topics were discussed.
pub(super) fn discussed(facts: &Facts<'_>) -> Answer {
    let held = facts.topics.iter().filter_map(|topic| topic.meetings.first().copied());
    let mut found = Found::records("专题学习讨论", held, "补开并补记");
    let missing: Vec<String> = facts
        .topics
        .iter()
        .filter(|topic| topic.meetings.is_empty())
        .map(|topic| topic.number.to_string())
        .collect();
    if found.done > 0 {
        found.says = format!("讨论过 {} 个专题", found.done);
    }
    if !missing.is_empty() {
        found.lacks = format!("第 {} 专题学习讨论", missing.join("、"));
    }
    // One meeting may have discussed several topics; it is cited once.
    found.evidence.sort_unstable();
    found.evidence.dedup();
    Answer::Found(found)
}
