//! The journal, as the auditor reads it.

mod export;
mod sentence;

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use model::authority::{Role, Verb};
use model::day;
use model::event::Event;
use model::id::{EntryId, OrgId, PersonId};
use model::path::OrgPath;
use store::journal::{self, Kept, Which};
use store::organisation::Organisation;
use store::post::Person;
use store::{Link, Locks, organisation, post};
use uuid::Uuid;

pub use self::export::{Exported, export};
use crate::cx::Cx;
use crate::refusal::{Flawed, Refusal};
use crate::{App, midnight};

/// Gives waiting entries their place in the order of all.
///
/// # Errors
/// [`store::Fault`].
pub async fn seal(app: &App) -> Result<usize, store::Fault> {
    journal::seal(app.store()).await
}

/// The same, after another process that does so now.
///
/// # Errors
/// [`store::Fault`].
pub async fn seal_in_turn(app: &App) -> Result<usize, store::Fault> {
    journal::seal_in_turn(app.store()).await
}

/// Entries of a page.
pub const PAGE: i64 = 50;

/// Organisations or people that are offered where a name is that of several.
const OFFERED: i64 = 20;

/// An entry with the names that today stand for its identities. They are not a part of it.
#[derive(Clone, Debug)]
pub struct Line {
    /// The entry.
    pub kept: Kept,
    /// Who, by today's name; nobody for the program itself.
    pub by: Option<String>,
    /// About which organisation, by today's name.
    pub org: String,
    /// What, in a word.
    pub word: String,
    /// What exactly, in a sentence.
    pub says: String,
}

/// Where a page of the journal begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Before {
    /// Entries earlier than this one.
    pub at: Timestamp,
    /// And at the same moment those with a lesser identity.
    pub id: EntryId,
}

impl Before {
    /// The latest page.
    #[must_use]
    pub fn latest() -> Self {
        Self { at: Timestamp::MAX, id: EntryId::new(Uuid::max()) }
    }
}

/// What is asked for, as it was typed.
#[derive(Clone, Debug, Default)]
pub struct Asked {
    /// From this day on.
    pub from: String,
    /// Until this day, itself included.
    pub to: String,
    /// The name of an event.
    pub event: String,
    /// A person's name or identity.
    pub person: String,
    /// An organisation's name, code or identity.
    pub org: String,
}

/// What is asked for, read.
#[derive(Clone, Debug)]
pub struct Filter {
    scope: Organisation,
    within: OrgPath,
    since: Timestamp,
    until: Timestamp,
    event: Option<&'static str>,
    /// Whose entries are looked at.
    pub person: Option<Person>,
    /// About which organisation and all below it.
    pub org: Option<Organisation>,
}

/// Names that are those of several, to choose from.
#[derive(Clone, Debug, Default)]
pub struct Several {
    /// People, each with where a post is or was held.
    pub people: Vec<(PersonId, String)>,
    /// Organisations, each with the one above it.
    pub orgs: Vec<(OrgId, String)>,
}

/// Why nothing was looked for.
#[derive(Debug)]
pub enum Unasked {
    /// It is refused.
    Refused(Refusal),
    /// A name is that of several.
    Several(Several),
}

impl From<Refusal> for Unasked {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<store::Fault> for Unasked {
    fn from(fault: store::Fault) -> Self {
        Self::Refused(fault.into())
    }
}

impl Filter {
    /// Reads what was asked: the auditor's own scope is the widest.
    ///
    /// # Errors
    /// [`Unasked`].
    pub async fn read(cx: &Cx, asked: &Asked) -> Result<Self, Unasked> {
        let grant = cx.grants.iter().find(|grant| grant.role == Role::AuditAdministrator);
        let scope = grant.map(|grant| grant.org).ok_or(Refusal::Unseen)?;
        let mut link = cx.link().await?;
        let scope = organisation::find(&mut link, scope).await?.ok_or(Refusal::Unseen)?;
        cx.may(Verb::SeeJournal, &scope)?;
        let mut flaws = Vec::new();
        let mut day = |field, text: &str| match text.trim() {
            "" => None,
            text => {
                let day = day::parse(text);
                day.map_err(|not| flaws.push(Flawed::new(field, not.to_string()))).ok()
            }
        };
        let (from, to) = (day("from", &asked.from), day("to", &asked.to));
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            flaws.push(Flawed::new("to", format!("{to} 早于 {from},请改")));
        }
        if !flaws.is_empty() {
            return Err(Refusal::Flawed(flaws).into());
        }
        Refusal::unless_short("person", &asked.person)?;
        Refusal::unless_short("org", &asked.org)?;
        let person = person(&mut link, &scope, asked.person.trim()).await?;
        drop(link);
        let org = org(cx, &scope, asked.org.trim()).await?;
        let event = Event::WORDS.iter().find(|(name, _)| *name == asked.event);
        Ok(Self {
            within: org.as_ref().map_or(&scope.path, |org| &org.path).clone(),
            since: from.map_or(Timestamp::UNIX_EPOCH, midnight),
            until: to.map_or(Timestamp::MAX, |to| {
                midnight(to)
                    .saturating_add(SignedDuration::from_hours(24))
                    .unwrap_or(Timestamp::MAX)
            }),
            event: event.map(|(name, _)| *name),
            scope,
            person,
            org,
        })
    }

    fn which(&self) -> Which<'_> {
        let Self { within, since, event, person, .. } = self;
        let person = person.as_ref().map(|person| person.id);
        Which { within, since: *since, event: *event, person }
    }
}

async fn person(
    link: &mut Link,
    scope: &Organisation,
    typed: &str,
) -> Result<Option<Person>, Unasked> {
    if typed.is_empty() {
        return Ok(None);
    }
    if let Ok(id) = typed.parse::<PersonId>() {
        let name = post::name(link, id).await?.ok_or(Refusal::Unseen)?;
        return Ok(Some(Person { id, name }));
    }
    let mut found = post::named(link, typed, &scope.path, OFFERED).await?;
    match found.len() {
        0 => Err(Refusal::flaw("person", format!("没有找到「{typed}」,请写全姓名")).into()),
        1 => Ok(found.pop()),
        _ => {
            let mut people = Vec::with_capacity(found.len());
            for person in found {
                let place = post::place(link, person.id).await?.unwrap_or_default();
                people.push((person.id, format!("{} · {place}", person.name)));
            }
            Err(Unasked::Several(Several { people, orgs: Vec::new() }))
        }
    }
}

async fn org(cx: &Cx, scope: &Organisation, typed: &str) -> Result<Option<Organisation>, Unasked> {
    if typed.is_empty() {
        return Ok(None);
    }
    let seen = |org: &Organisation| scope.path.holds(&org.path);
    if let Ok(id) = typed.parse::<OrgId>() {
        let org = organisation::find(&mut cx.link().await?, id).await?;
        return Ok(Some(org.filter(seen).ok_or(Refusal::Unseen)?));
    }
    let search = crate::organisation::search(cx, typed, "").await;
    let hits = match search {
        Ok((hits, _)) => hits,
        Err(Refusal::Flawed(_)) => Vec::new(),
        Err(refusal) => return Err(refusal.into()),
    };
    let mut hits: Vec<_> = hits.into_iter().filter(|hit| seen(&hit.org)).collect();
    let is_whole = |hit: &crate::organisation::Hit| {
        hit.org.name.as_str() == typed
            || hit.org.code.as_ref().is_some_and(|code| code.as_str() == typed)
    };
    if hits.iter().filter(|hit| is_whole(hit)).count() == 1 {
        hits.retain(is_whole);
    }
    match hits.len() {
        0 => {
            Err(Refusal::flaw("org", format!("没有找到「{typed}」,请写两个以上的字或代码")).into())
        }
        1 => Ok(hits.pop().map(|hit| hit.org)),
        _ => {
            let hits = hits.into_iter().take(usize::try_from(OFFERED).unwrap_or(0));
            let name = |hit: crate::organisation::Hit| {
                let above = hit.way.last().map_or(String::new(), |above| format!(" · {above}"));
                (hit.org.id, format!("{}{above}", hit.org.name.as_str()))
            };
            let orgs = hits.map(name).collect();
            Err(Unasked::Several(Several { people: Vec::new(), orgs }))
        }
    }
}

/// A page of the journal. Who looks at one person's entries leaves one too, for each page.
///
/// # Errors
/// [`Refusal`].
pub async fn page(cx: &Cx, filter: &Filter, before: Before) -> Result<Vec<Line>, Refusal> {
    if let Some(person) = &filter.person {
        let (cx, write) = cx.write(Locks::Orgs(vec![filter.scope.id])).await?;
        let event = Event::JournalRead { person: person.id };
        write.commit(EntryId::new(cx.app.identity()), filter.scope.id, event).await?;
    }
    let mut link = cx.link().await?;
    let mut names = Names::default();
    let mut lines = Vec::new();
    for kept in find(&mut link, filter, before, PAGE).await? {
        lines.push(names.line(cx, &mut link, kept).await?);
    }
    Ok(lines)
}

async fn find(
    link: &mut Link,
    filter: &Filter,
    before: Before,
    most: i64,
) -> Result<Vec<Kept>, Refusal> {
    let before = match before.at < filter.until {
        true => (before.at, before.id),
        // Of that moment itself none: it is the next day's first.
        false => (filter.until, EntryId::new(Uuid::nil())),
    };
    Ok(journal::find(link, filter.which(), before, most).await?)
}

/// An entry by itself.
#[derive(Clone, Debug)]
pub struct Whole {
    /// It, in words.
    pub line: Line,
    /// The bytes that are hashed, as text.
    pub body: String,
    /// The rows that it wrote, a line each.
    pub rows: Vec<String>,
    /// The hash that it was sealed by, in hexadecimal digits, and whether the bytes still give it.
    pub sealed: Option<(String, bool)>,
}

/// An entry about an organisation of the auditor's.
///
/// # Errors
/// [`Refusal::Unseen`].
pub async fn entry(cx: &Cx, id: EntryId) -> Result<Whole, Refusal> {
    let mut link = cx.link().await?;
    let (kept, hash) = journal::entry(&mut link, id).await?.ok_or(Refusal::Unseen)?;
    let org = organisation::find(&mut link, kept.org).await?.ok_or(Refusal::Unseen)?;
    // What is not theirs to read is not there.
    cx.may(Verb::SeeJournal, &org).map_err(|_| Refusal::Unseen)?;
    let now = journal::leaf_hash(&kept.body);
    let body = String::from_utf8_lossy(&kept.body).into_owned();
    Ok(Whole {
        rows: sentence::rows(&body),
        sealed: hash.map(|hash| (crate::session::hex(&hash), hash == now)),
        line: Names::default().line(cx, &mut link, kept).await?,
        body,
    })
}

/// The names of one answer, each asked for once.
#[derive(Default)]
struct Names(HashMap<Uuid, Option<String>>);

impl Names {
    async fn person(&mut self, link: &mut Link, id: Uuid) -> Result<Option<String>, Refusal> {
        if let Some(known) = self.0.get(&id) {
            return Ok(known.clone());
        }
        let name = post::name(link, PersonId::new(id)).await?;
        Ok(self.0.entry(id).or_insert(name).clone())
    }

    /// An organisation's, where it may be seen.
    async fn org(&mut self, cx: &Cx, link: &mut Link, id: Uuid) -> Result<Option<String>, Refusal> {
        if let Some(known) = self.0.get(&id) {
            return Ok(known.clone());
        }
        let org = organisation::find(link, OrgId::new(id)).await?;
        let org = org.filter(|org| cx.may(Verb::SeeOrganisation, org).is_ok());
        let name = org.map(|org| org.name.as_str().to_owned());
        Ok(self.0.entry(id).or_insert(name).clone())
    }

    async fn line(&mut self, cx: &Cx, link: &mut Link, kept: Kept) -> Result<Line, Refusal> {
        let by = match kept.by {
            Some(person) => self.person(link, person.uuid()).await?,
            None => None,
        };
        let org = self.org(cx, link, kept.org.uuid()).await?.unwrap_or_default();
        let body = String::from_utf8_lossy(&kept.body).into_owned();
        for (fact, value) in sentence::facts(&body) {
            let Ok(id) = value.parse::<Uuid>() else { continue };
            match fact {
                "person" => drop(self.person(link, id).await?),
                "from" | "to" | "below" | "into" => drop(self.org(cx, link, id).await?),
                _ => {}
            }
        }
        let name = |id: &str| self.0.get(&id.parse().ok()?).cloned().flatten();
        let says = sentence::sentence(&kept.event, &body, name);
        let word = Event::WORDS.iter().find(|(name, _)| *name == kept.event);
        let word = word.map_or(kept.event.as_str(), |(_, word)| word).to_owned();
        Ok(Line { kept, by, org, word, says })
    }
}
