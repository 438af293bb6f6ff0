//! 名册 of a day as a record asks for it: who was due, who was there, who is excused.

use std::collections::HashMap;

use jiff::civil::Date;
use model::id::{MemberId, OrgId};
use model::record::content::Texts;
use model::record::descriptor::{ATTENDANCE, FieldFlaw};
use model::record::meeting::{ATTENDED, MADE_UP_ON, MEMBER, STATE};
use model::roster::Excuse;
use store::roster::{self, Named};
use store::{Link, record};

use super::view::names_of;
use crate::refusal::Refusal;

/// A member with what was said of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// Who, by the identity of the stay.
    pub member: String,
    /// The name; where two are called the same, with what tells them apart.
    pub name: String,
    /// One of [`ATTENDED`]; blank where nothing was said.
    pub state: String,
    /// The day on which it was made up for, as typed.
    pub made_up_on: String,
    /// Why the member is excused, where that is so.
    pub excuse: &'static str,
}

/// The roster of a day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Roll {
    /// The day.
    pub day: Option<Date>,
    /// Those who are due.
    pub due: Vec<Line>,
    /// Those who are excused; they may have come all the same.
    pub excused: Vec<Line>,
}

impl Roll {
    /// The roster of a branch on a day, with what rows say; where they say nothing of a member
    /// who is due, `otherwise`.
    pub(super) async fn of(
        link: &mut Link,
        org: OrgId,
        day: Date,
        rows: &[Texts],
        otherwise: &str,
    ) -> Result<Self, Refusal> {
        let named = roster::on(link, org, day).await?;
        let said: HashMap<&str, &Texts> = rows.iter().map(|row| (row.get(MEMBER), row)).collect();
        // Whoever is 张三(2) there is so here too, also on a day on which there is but one.
        let names = names_of(link, org).await?;
        let mut roll = Self { day: Some(day), ..Self::default() };
        for Named { member, .. } in &named {
            let id = member.id.to_string();
            let row = said.get(id.as_str());
            let excuse = member.excused.iter().find(|(_, days)| days.hold(day));
            let excuse = excuse.map_or("", |(excuse, _)| word(*excuse));
            let state = match row {
                Some(row) => row.get(STATE),
                None if excuse.is_empty() => otherwise,
                None => "",
            };
            let line = Line {
                name: names.get(&member.id).cloned().unwrap_or_default(),
                state: state.to_owned(),
                made_up_on: row.map_or("", |row| row.get(MADE_UP_ON)).to_owned(),
                excuse,
                member: id,
            };
            if excuse.is_empty() { roll.due.push(line) } else { roll.excused.push(line) }
        }
        Ok(roll)
    }

    /// A flaw's sentence, with the name of whom it is about.
    pub(super) fn told(&self, rows: &[Texts], flaw: &FieldFlaw) -> String {
        flaw.told(|row| {
            let member = rows.get(row)?.get(MEMBER);
            let all = self.due.iter().chain(&self.excused);
            all.into_iter().find(|line| line.member == member).map(|line| line.name.clone())
        })
    }

    /// What is wrong with rows about this roster: somebody is missing, or is not on it.
    pub(super) fn flaws(&self, rows: &[Texts]) -> Vec<FieldFlaw> {
        if rows.is_empty() {
            return Vec::new();
        }
        let day = self.day.map_or_else(String::new, |day| day.to_string());
        let is_there = |line: &&Line| rows.iter().any(|row| row.get(MEMBER) == line.member);
        let missing: Vec<&str> = self.due.iter().filter(|line| !is_there(line)).map(name).collect();
        let on = |row: &&Texts| {
            let member = row.get(MEMBER);
            self.due.iter().chain(&self.excused).any(|line| line.member == member)
        };
        let strangers = rows.iter().filter(|row| !on(row)).count();
        let mut flaws = Vec::new();
        if !missing.is_empty() {
            let names = listed(&missing);
            let says = format!("{day} 的名册里有 {names},还没有填;已经列出,请核对");
            flaws.push(FieldFlaw::new(ATTENDANCE, says));
        }
        if strangers > 0 {
            let says = format!("有 {strangers} 人不在 {day} 的名册里,已经去掉,请核对");
            flaws.push(FieldFlaw::new(ATTENDANCE, says));
        }
        flaws
    }
}

fn name(line: &Line) -> &str {
    &line.name
}

/// Some names, and how many more.
fn listed(names: &[&str]) -> String {
    match names {
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            format!("{first}、{second}、{third}等 {} 人", names.len())
        }
        names => names.join("、"),
    }
}

fn word(excuse: Excuse) -> &'static str {
    Excuse::ALL.iter().find(|(one, ..)| *one == excuse).map_or("", |(.., word)| word)
}

/// What members are called; of those with one name, the second and later ones with a number.
pub(crate) fn names(named: &[Named]) -> HashMap<MemberId, String> {
    let mut seen: HashMap<&str, u32> = HashMap::new();
    let number = |one: &'_ Named| (one.member.id, one.name.clone());
    let mut names: HashMap<MemberId, String> = named.iter().map(number).collect();
    for one in named {
        let count = seen.entry(one.name.as_str()).or_default();
        *count += 1;
        if *count > 1 {
            names.insert(one.member.id, format!("{}({count})", one.name));
        }
    }
    names
}

/// The rows of the latest meeting of a branch that said who was there.
pub(super) async fn last(link: &mut Link, org: OrgId) -> Result<Vec<Texts>, Refusal> {
    const LOOKED_AT: i64 = 10;
    let kind = model::RecordKind::Meeting;
    let contents = record::contents(link, org, kind, LOOKED_AT).await?;
    let rows = contents.into_iter().map(|said| said.content.rows).find(|rows| !rows.is_empty());
    let mut rows = rows.unwrap_or_default();
    // Who made up for it last time was not there; whether they were this time is asked anew.
    for row in &mut rows {
        if row.get(STATE) == ATTENDED[1].0 {
            row.put(STATE, ATTENDED[2].0);
            row.put(MADE_UP_ON, "");
        }
    }
    Ok(rows)
}
