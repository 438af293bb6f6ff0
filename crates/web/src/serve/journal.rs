//! 留痕, for the auditor.

use app::Refusal;
use app::journal::{self, Before, Line};
use axum::extract::Query;
use axum::response::Response;
use model::authority::Role;
use model::event::Event;
use model::id::EntryId;
use serde::Deserialize;

use super::account::moment;
use super::organisation::address;
use super::refuse::page as shown;
use super::who::Signed;
use crate::page::journal::{Journal, JournalEntry};
use crate::part::choice::Choice;
use crate::part::link::Link;
use crate::part::pager::Pager;
use crate::part::way::Way;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    event: String,
    #[serde(default)]
    before: String,
}

pub(super) async fn page(signed: Signed, Query(asked): Query<Asked>) -> Response {
    match journal(&signed, &asked).await {
        Ok(page) => shown(&signed.frame(), &page),
        Err(refusal) => signed.refuse(&refusal),
    }
}

async fn journal(signed: &Signed, asked: &Asked) -> Result<Journal, Refusal> {
    let grant = signed.cx.grants.iter().find(|grant| grant.role == Role::AuditAdministrator);
    let org = grant.map(|grant| grant.org).ok_or(Refusal::Unseen)?;
    let word = Event::WORDS.iter().find(|(name, _)| *name == asked.event);
    let event = word.map(|(name, _)| *name);
    let before = before(&asked.before).unwrap_or_else(Before::latest);
    let lines = journal::page(&signed.cx, org, before, event).await?;
    let next = lines.last().filter(|_| lines.len() as i64 == journal::PAGE).map(|last| {
        let before = format!("{}_{}", last.kept.at.as_microsecond(), last.kept.id);
        format!("/journal?event={}&before={before}", asked.event)
    });
    let first = (!asked.before.is_empty()).then(|| format!("/journal?event={}", asked.event));
    let mut events = vec![Choice::new("", "全部", event.is_none())];
    let known = Event::WORDS.iter();
    events.extend(known.map(|(name, word)| Choice::new(*name, *word, event == Some(*name))));
    Ok(Journal {
        way: Way { steps: Vec::new(), here: "留痕".to_owned() },
        action: "/journal".to_owned(),
        events,
        clear_href: event.map(|_| "/journal".to_owned()),
        entries: lines.iter().map(entry).collect(),
        pager: Pager { said: String::new(), first, next },
        ..Journal::default()
    })
}

/// Where a page begins, as its address says it.
fn before(text: &str) -> Option<Before> {
    let (at, id) = text.split_once('_')?;
    let at = jiff::Timestamp::from_microsecond(at.parse().ok()?).ok()?;
    Some(Before { at, id: id.parse::<EntryId>().ok()? })
}

fn entry(line: &Line) -> JournalEntry {
    let word = Event::WORDS.iter().find(|(name, _)| *name == line.kept.event);
    // The bytes themselves, but for what other columns say.
    let body = String::from_utf8_lossy(&line.kept.body);
    let facts = body.lines().find_map(|line| line.strip_prefix("event ")).unwrap_or_default();
    let (_, detail) = facts.split_once(' ').unwrap_or_default();
    JournalEntry {
        place: line.kept.leaf_index.map_or_else(String::new, |index| index.to_string()),
        at: moment(line.kept.at),
        who: line.by.clone().unwrap_or_else(|| "系统".to_owned()),
        what: word.map_or(line.kept.event.as_str(), |(_, word)| word).to_owned(),
        detail: detail.to_owned(),
        organisation: Some(Link::new(&line.org, address(line.kept.org))),
    }
}
