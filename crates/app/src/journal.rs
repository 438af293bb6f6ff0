//! The journal, as the auditor reads it.

use jiff::Timestamp;
use model::authority::Verb;
use model::id::{EntryId, OrgId, PersonId};
use store::journal::{self, Kept};
use store::{organisation, post};
use uuid::Uuid;

use crate::App;
use crate::cx::Cx;
use crate::refusal::Refusal;

/// Gives waiting entries their place in the order of all.
///
/// # Errors
/// [`store::Fault`].
pub async fn seal(app: &App) -> Result<usize, store::Fault> {
    journal::seal(app.store()).await
}

/// Entries of a page.
pub const PAGE: i64 = 50;

/// An entry with the names that today stand for its identities. They are not a part of it.
#[derive(Clone, Debug)]
pub struct Line {
    /// The entry.
    pub kept: Kept,
    /// Who, by today's name.
    pub by: Option<String>,
    /// About which organisation, by today's name.
    pub org: String,
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

/// A page of the journal about an organisation and all below it.
///
/// # Errors
/// [`Refusal::Unseen`] and [`Refusal::Denied`].
pub async fn page(
    cx: &Cx,
    org: OrgId,
    before: Before,
    event: Option<&str>,
) -> Result<Vec<Line>, Refusal> {
    let mut link = cx.link().await?;
    let org = organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeeJournal, &org)?;
    let before = (before.at, before.id);
    let kept = journal::latest(&mut link, &org.path, before, event, PAGE).await?;
    let mut lines = Vec::with_capacity(kept.len());
    for kept in kept {
        let by = match kept.by {
            Some(person) => post::name(&mut link, PersonId::new(person.uuid())).await?,
            None => None,
        };
        let org = organisation::find(&mut link, kept.org).await?;
        let org = org.map_or_else(String::new, |org| org.name.as_str().to_owned());
        lines.push(Line { kept, by, org });
    }
    Ok(lines)
}
