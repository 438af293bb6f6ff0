//! A record's page: what it says, who was there, its files, and what was changed when by whom.

use std::collections::HashMap;

use jiff::Timestamp;
use model::authority::Verb;
use model::id::{MemberId, OrgId, RecordId};
use model::record::meeting::{ATTENDED, MADE_UP_ON, MEMBER, STATE};
use model::record::{Content, Descriptor, Field, Shape, State, is_late};
use store::record::{self, File, Record, Version};
use store::{Link, organisation, roster};

use super::choices::Offers;
use super::roll::{Roll, names};
use super::{descriptor, seen};
use crate::cx::Cx;
use crate::day;
use crate::organisation::Organisation;
use crate::refusal::Refusal;

/// Versions that a page shows; nobody corrects a record more often by hand.
const SHOWN: i64 = 50;

/// What a record's page shows.
#[derive(Clone, Debug)]
pub struct View {
    /// The branch.
    pub org: Organisation,
    /// Those above it, from the highest.
    pub way: Vec<Organisation>,
    /// The record.
    pub record: Record,
    /// What its kind asks.
    pub asked: &'static Descriptor,
    /// What was answered, in words: the question, the answer. Blank answers are left out.
    pub said: Vec<(&'static str, String)>,
    /// Who was there, where that was asked.
    pub attendance: Option<Attendance>,
    /// The files of the latest version.
    pub files: Vec<File>,
    /// Every version, the latest first.
    pub revisions: Vec<Revision>,
    /// Whether it was entered long after its day.
    pub is_late: bool,
    /// Whether this person keeps the ledger.
    pub may_keep: bool,
    /// Whether a correction of it is being written.
    pub is_drafted: bool,
}

/// Who was there, in figures; by name for those who may know them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attendance {
    /// Those who were there, who made up for it, who did not: the word, how many, and the names.
    pub groups: Vec<(&'static str, usize, Vec<String>)>,
    /// Those who were excused, the same; none where names may not be known.
    pub excused: Vec<String>,
}

/// A version of a record, as history shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// Its number, from 1.
    pub n: u32,
    /// What was done.
    pub act: &'static str,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// Why.
    pub reason: String,
    /// What is different from the version before.
    pub changed: Vec<Changed>,
}

/// What is different between two versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The question.
    pub label: String,
    /// What it was.
    pub before: String,
    /// What it is.
    pub after: String,
}

/// A record's page.
///
/// # Errors
/// [`Refusal::Denied`] and [`Refusal::Unseen`].
pub async fn view(cx: &Cx, org: OrgId, id: RecordId) -> Result<View, Refusal> {
    let mut link = cx.link().await?;
    let org = seen(cx, &mut link, org).await?;
    let record = record::find(&mut link, org.id, id).await?.ok_or(Refusal::Unseen)?;
    let asked = descriptor(record.kind)?;
    let mut way = organisation::way(&mut link, &org.path).await?;
    way.pop();
    let may_keep = org.closed.is_none() && cx.may(Verb::KeepLedger, &org).is_ok();
    let may_name = cx.may(Verb::SeeRoster, &org).is_ok();
    let offers = Offers::of(&cx.app, &mut link, org.id, record.day).await?;
    let versions = record::versions(&mut link, org.id, id, SHOWN).await?;
    let latest = versions.first().ok_or(Refusal::Unseen)?;
    let names = if may_name { names_of(&mut link, org.id).await? } else { HashMap::new() };
    let rows = latest.content.rows.as_slice();
    let attendance = match asked.attendance && !rows.is_empty() {
        true => {
            let roll = Roll::of(&mut link, org.id, record.day, rows, "").await?;
            Some(Attendance::of(&latest.content, &names, &roll, may_name))
        }
        false => None,
    };
    let is_drafted = may_keep && record::draft(&mut link, org.id, id).await?.is_some();
    Ok(View {
        said: said(asked, &offers, &latest.content),
        attendance,
        files: latest.files.clone(),
        revisions: revisions(asked, &offers, &names, &versions),
        is_late: is_late(record.day, day(record.entered)),
        org,
        way,
        record,
        asked,
        may_keep,
        is_drafted,
    })
}

/// What members of a branch are called, all who ever were.
pub(super) async fn names_of(
    link: &mut Link,
    org: OrgId,
) -> Result<HashMap<MemberId, String>, Refusal> {
    Ok(names(&roster::of_branch(link, org).await?))
}

impl Attendance {
    fn of(
        content: &Content,
        names: &HashMap<MemberId, String>,
        roll: &Roll,
        may_name: bool,
    ) -> Self {
        let group = |(state, word): (&str, &'static str)| {
            let rows: Vec<_> = content.rows.iter().filter(|row| row.get(STATE) == state).collect();
            let name = |row: &&model::record::content::Texts| {
                let id = row.get(MEMBER).parse::<MemberId>().ok();
                let name = id.and_then(|id| names.get(&id).cloned());
                let name = name.unwrap_or_else(|| "已不在名册".to_owned());
                match row.get(MADE_UP_ON) {
                    "" => name,
                    on => format!("{name}({on} 补学)"),
                }
            };
            let named = if may_name { rows.iter().map(name).collect() } else { Vec::new() };
            (word, rows.len(), named)
        };
        let groups = ATTENDED.into_iter().map(group).filter(|(_, count, _)| *count > 0).collect();
        let excused = roll.excused.iter().filter(|line| may_name && line.state.is_empty());
        let excused = excused.map(|line| format!("{}({})", line.name, line.excuse)).collect();
        Self { groups, excused }
    }
}

/// What an answer says, in words.
pub(super) fn answer(offers: &Offers, field: &Field, content: &Content) -> String {
    match field.shape {
        Shape::Topics | Shape::Criteria | Shape::Cell => {
            let words = content.texts.words(field.name).map(|value| offers.word(field, value));
            words.collect::<Vec<_>>().join("、")
        }
        _ => field.words(&content.texts),
    }
}

fn said(asked: &Descriptor, offers: &Offers, content: &Content) -> Vec<(&'static str, String)> {
    let said = asked.fields.iter().map(|field| (field.label, answer(offers, field, content)));
    said.filter(|(_, answer)| !answer.is_empty()).collect()
}

/// Every version with what it changed.
fn revisions(
    asked: &Descriptor,
    offers: &Offers,
    names: &HashMap<MemberId, String>,
    versions: &[Version],
) -> Vec<Revision> {
    let revision = |(at, version): (usize, &Version)| {
        let before = versions.get(at + 1);
        let act = match (version.state, before.map(|before| before.state)) {
            (State::Withdrawn, _) => "撤回",
            (State::Submitted, Some(State::Withdrawn)) => "恢复",
            (State::Submitted, Some(State::Submitted)) => "更正",
            (State::Submitted, None) if version.n > 1 => "更正",
            (State::Submitted, None) => "提交",
        };
        let changed = before.map_or_else(Vec::new, |before| {
            let one = (&before.content, before.files.as_slice());
            changes(asked, offers, names, one, (&version.content, version.files.as_slice()))
        });
        Revision {
            n: version.n,
            act,
            at: version.at,
            by: version.by.as_ref().map_or_else(String::new, |(_, name)| name.clone()),
            reason: version.reason.clone(),
            changed,
        }
    };
    versions.iter().enumerate().map(revision).collect()
}

/// What is different between two contents with their files. Members who may not be named are
/// counted.
pub(super) fn changes(
    asked: &Descriptor,
    offers: &Offers,
    names: &HashMap<MemberId, String>,
    (one, one_files): (&Content, &[File]),
    (other, other_files): (&Content, &[File]),
) -> Vec<Changed> {
    let mut changed = Vec::new();
    let mut add = |label: &str, before: String, after: String| {
        if before != after {
            changed.push(Changed { label: label.to_owned(), before, after });
        }
    };
    for field in asked.fields {
        add(field.label, answer(offers, field, one), answer(offers, field, other));
    }
    let state = |content: &Content, member: &str| {
        let row = content.rows.iter().find(|row| row.get(MEMBER) == member);
        let state = row.map_or("", |row| row.get(STATE));
        let word = ATTENDED.iter().find(|(name, _)| *name == state).map_or("", |(_, word)| word);
        let on = row.map_or("", |row| row.get(MADE_UP_ON));
        if on.is_empty() { word.to_owned() } else { format!("{word}({on})") }
    };
    let mut members: Vec<&str> =
        one.rows.iter().chain(&other.rows).map(|row| row.get(MEMBER)).collect();
    members.sort_unstable();
    members.dedup();
    let mut unnamed = 0;
    for member in members {
        let (before, after) = (state(one, member), state(other, member));
        let name = member.parse::<MemberId>().ok().and_then(|id| names.get(&id));
        match name {
            Some(name) => add(name, before, after),
            None => unnamed += usize::from(before != after),
        }
    }
    if unnamed > 0 {
        add("参加情况", String::new(), format!("改了 {unnamed} 人"));
    }
    let listed =
        |files: &[File]| files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join("、");
    add("附件", listed(one_files), listed(other_files));
    changed
}
