//! 留痕, for the auditor.

use app::Refusal;
use app::journal::{self, Asked, Before, Filter, Line, Several, Unasked};
use axum::extract::{Path, Query, RawForm};
use axum::response::Response;
use model::event::Event;
use model::id::EntryId;
use serde::Deserialize;

use super::account::moment;
use super::change::Sent;
use super::entry::said;
use super::export::{Format, handed_out};
use super::organisation::address;
use super::refuse::{flawed, page as shown};
use super::who::{Signed, whole};
use crate::page::journal::{Journal, JournalEntry};
use crate::page::journal_entry::JournalEntryPage;
use crate::part::choice::Choice;
use crate::part::facts::Fact;
use crate::part::flaws::Flaws;
use crate::part::link::Link;
use crate::part::pager::Pager;
use crate::part::way::Way;

#[derive(Clone, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    event: String,
    #[serde(default)]
    person: String,
    #[serde(default)]
    org: String,
    #[serde(default)]
    before: String,
}

impl Wanted {
    fn asked(&self) -> Asked {
        let Self { from, to, event, person, org, .. } = self.clone();
        Asked { from, to, event, person, org }
    }
}

/// What was asked for, as pairs of a form.
fn pairs(asked: &Asked) -> Vec<(String, String)> {
    let Asked { from, to, event, person, org } = asked;
    let pairs = [("from", from), ("to", to), ("event", event), ("person", person), ("org", org)];
    let typed = pairs.into_iter().filter(|(_, value)| !value.is_empty());
    typed.map(|(name, value)| (name.to_owned(), value.clone())).collect()
}

/// The journal's address with what is asked for, and more.
fn place(asked: &Asked, more: &[(&str, &str)]) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(pairs(asked)).extend_pairs(more);
    match form.finish() {
        asked if asked.is_empty() => "/journal".to_owned(),
        asked => format!("/journal?{asked}"),
    }
}

pub(super) async fn page(signed: Signed, Query(query): Query<Wanted>) -> Response {
    let asked = query.asked();
    match Filter::read(&signed.cx, &asked).await {
        Ok(filter) => match listed(&signed, &asked, &filter, &query.before).await {
            Ok(page) => shown(&signed.frame(), &page),
            Err(refusal) => signed.refuse(&refusal),
        },
        Err(unasked) => not_asked(&signed, &asked, unasked),
    }
}

/// The page without a list, which says what to mend or whom to choose.
fn not_asked(signed: &Signed, asked: &Asked, unasked: Unasked) -> Response {
    match unasked {
        Unasked::Refused(Refusal::Flawed(flaws)) => {
            let page = Journal { flaws: said(&flaws), ..bare(asked) };
            flawed(&signed.frame(), &page)
        }
        Unasked::Refused(refusal) => signed.refuse(&refusal),
        Unasked::Several(Several { people, orgs }) => {
            let person = |(id, text): (model::id::PersonId, String)| {
                let chosen = Asked { person: id.to_string(), ..asked.clone() };
                Link::new(text, place(&chosen, &[]))
            };
            let org = |(id, text): (model::id::OrgId, String)| {
                let chosen = Asked { org: id.to_string(), ..asked.clone() };
                Link::new(text, place(&chosen, &[]))
            };
            let several = people.into_iter().map(person).chain(orgs.into_iter().map(org));
            shown(&signed.frame(), &Journal { several: several.collect(), ..bare(asked) })
        }
    }
}

/// The page with what was typed and nothing found yet.
fn bare(asked: &Asked) -> Journal {
    let mut events = vec![Choice::new("", "全部", asked.event.is_empty())];
    let known = Event::WORDS.iter();
    events.extend(known.map(|(name, word)| Choice::new(*name, *word, asked.event == *name)));
    Journal {
        way: Way { steps: Vec::new(), here: "留痕".to_owned() },
        action: "/journal".to_owned(),
        from: asked.from.clone(),
        to: asked.to.clone(),
        events,
        person: asked.person.clone(),
        org: asked.org.clone(),
        clear_href: (!pairs(asked).is_empty()).then(|| "/journal".to_owned()),
        flaws: Flaws::default(),
        ..Journal::default()
    }
}

async fn listed(
    signed: &Signed,
    asked: &Asked,
    filter: &Filter,
    begins: &str,
) -> Result<Journal, Refusal> {
    let before = before(begins).unwrap_or_else(Before::latest);
    let lines = journal::page(&signed.cx, filter, before).await?;
    let next = lines.last().filter(|_| lines.len() as i64 == journal::PAGE).map(|last| {
        let before = format!("{}_{}", last.kept.at.as_microsecond(), last.kept.id);
        place(asked, &[("before", &before)])
    });
    let first = (!begins.is_empty()).then(|| place(asked, &[]));
    // Who was chosen by an identity is shown by the name.
    let person = filter.person.as_ref().map_or(String::new(), |person| person.name.clone());
    let org = filter.org.as_ref().map_or(String::new(), |org| org.name.as_str().to_owned());
    Ok(Journal {
        person,
        org,
        asked: pairs(asked),
        form: signed.form(),
        entries: lines.iter().map(entry).collect(),
        pager: Pager { said: String::new(), first, next },
        ..bare(asked)
    })
}

/// Where a page begins, as its address says it.
fn before(text: &str) -> Option<Before> {
    let (at, id) = text.split_once('_')?;
    let at = jiff::Timestamp::from_microsecond(at.parse().ok()?).ok()?;
    Some(Before { at, id: id.parse::<EntryId>().ok()? })
}

fn entry(line: &Line) -> JournalEntry {
    JournalEntry {
        place: line.kept.leaf_index.map_or_else(String::new, |index| index.to_string()),
        href: format!("/journal/{}", line.kept.id),
        at: moment(line.kept.at),
        who: line.by.clone().unwrap_or_else(|| "系统".to_owned()),
        what: line.word.clone(),
        detail: line.says.clone(),
        organisation: Some(Link::new(&line.org, address(line.kept.org))),
    }
}

pub(super) async fn one(signed: Signed, Path(id): Path<String>) -> Response {
    let found = match id.parse() {
        Ok(id) => journal::entry(&signed.cx, id).await,
        Err(_) => Err(Refusal::Unseen),
    };
    match found {
        Ok(found) => shown(&signed.frame(), &entry_page(&found)),
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn entry_page(found: &journal::Whole) -> JournalEntryPage {
    let journal::Whole { line, body, rows, sealed } = found;
    let place =
        line.kept.leaf_index.map_or("还没有排序".to_owned(), |index| index.to_string());
    let sealed = match sealed {
        Some((hash, true)) => format!("{hash}(与原文相符)"),
        Some((hash, false)) => format!("{hash}(与原文不符,请告诉系统管理员)"),
        None => "排序后才有".to_owned(),
    };
    JournalEntryPage {
        way: Way { steps: vec![Link::new("留痕", "/journal")], here: line.word.clone() },
        what: line.word.clone(),
        detail: line.says.clone(),
        facts: vec![
            Fact::new("时间", moment(line.kept.at)),
            Fact::new("人员", line.by.clone().unwrap_or_else(|| "系统".to_owned())),
            Fact::new("党组织", &line.org),
            Fact::new("全部留痕中的序号", place),
            Fact::new("这个党组织的第几条", line.kept.org_seq.to_string()),
            Fact::new("写入的数据", format!("{} 行", rows.len())),
            Fact::new("哈希(SHA-256)", sealed),
        ],
        body: body.clone(),
    }
}

pub(super) async fn export(signed: Signed, sent: RawForm) -> Response {
    let sent = Sent::read(sent);
    let asked = Asked {
        from: sent.one("from"),
        to: sent.one("to"),
        event: sent.one("event"),
        person: sent.one("person"),
        org: sent.one("org"),
    };
    let filter = match Filter::read(&signed.cx, &asked).await {
        Ok(filter) => filter,
        Err(unasked) => return not_asked(&signed, &asked, unasked),
    };
    let (cx, format) = (signed.cx.clone(), Format::of(&sent.one("as")));
    let how = format.how();
    match whole(async move { journal::export(&cx, &filter, how).await }).await {
        Ok(exported) => handed_out(&signed, Ok((String::new(), exported.file)), "留痕", &format),
        Err(refusal) => not_asked(&signed, &asked, refusal.into()),
    }
}
