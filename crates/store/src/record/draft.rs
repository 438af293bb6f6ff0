//! Drafts: what is still being written of a record. A draft is overwritten as it is saved, and
//! nobody asks later who did it; what was submitted is a version.

use jiff::Timestamp;
use model::authority::{Permit, Verb};
use model::id::{AttachmentId, OrgId, RecordId};
use model::record::{Content, RecordKind};

use super::{corrupt, count, kind};
use crate::attachment;
use crate::fault::Fault;
use crate::link::Link;
use crate::row::Row;
use crate::statement::{args, sql};
use crate::write::Write;

macro_rules! columns {
    () => {
        "select d.id, d.kind, d.base, d.revision, d.at, p.name, d.content, d.files
        from record_draft d left join person p on p.id = d.by_person where d.org = $1"
    };
}

sql! {
    BEGIN = "insert into record_draft
        (org, id, kind, base, revision, at, by_person, content, files) values";
    SAVE = "update record_draft set base = $3, revision = $4, at = $5, by_person = $6,
        content = $7, files = $8 where org = $1 and id = $2 and revision = $4 - 1";
    FIND = concat!(columns!(), " and d.id = $2");
    OF_ORG = concat!(columns!(), " order by d.at desc, d.id desc limit $2");
    COUNT = "select count(*) from record_draft where org = $1";
    DROP = "delete from record_draft where org = $1 and id = $2";
}

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The record that it will be, or corrects.
    pub id: RecordId,
    /// What it is.
    pub kind: RecordKind,
    /// The version that it corrects; 0 for a new record.
    pub base: u32,
    /// How often it was saved.
    pub revision: u32,
    /// When it was saved last.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// What was typed so far.
    pub content: Content,
    /// Its files.
    pub files: Vec<AttachmentId>,
}

fn read(row: &Row) -> Result<Draft, Fault> {
    let files: String = row.get(7)?;
    let files = files.split(',').filter(|id| !id.is_empty());
    let files: Result<Vec<AttachmentId>, Fault> =
        files.map(|id| id.parse().map_err(|_| corrupt(id))).collect();
    Ok(Draft {
        id: row.id(0, RecordId::new)?,
        kind: kind(row, 1)?,
        base: count(row, 2)?,
        revision: count(row, 3)?,
        at: row.time(4)?,
        by: row.get::<Option<String>>(5)?.unwrap_or_default(),
        content: row.parsed(6, Content::parse)?,
        files: files?,
    })
}

/// A draft of a branch.
///
/// # Errors
/// [`Fault`].
pub async fn draft(link: &mut Link, org: OrgId, id: RecordId) -> Result<Option<Draft>, Fault> {
    link.row(FIND, args![org, id]).await?.as_ref().map(read).transpose()
}

/// The drafts of a branch, the latest first.
///
/// # Errors
/// [`Fault`].
pub async fn drafts(link: &mut Link, org: OrgId, most: i64) -> Result<Vec<Draft>, Fault> {
    link.rows(OF_ORG, args![org, most]).await?.iter().map(read).collect()
}

/// Saves a draft in place of its last revision; false where there are as many drafts as there may
/// be. Whoever calls looked at the revision first.
///
/// # Errors
/// [`Fault`], also where the revision before is not the one that is there.
pub async fn save(
    write: &mut Write,
    permit: &Permit,
    draft: &Draft,
    most: i64,
) -> Result<bool, Fault> {
    if permit.verb() != Verb::KeepLedger {
        return Err(Fault::Unfit("the permit is for something else".to_owned()));
    }
    let (org, at, by) = (permit.org(), write.at(), write.by());
    let Draft { id, kind, base, revision, content, files, .. } = draft;
    let ids: Vec<String> = files.iter().map(ToString::to_string).collect();
    let (base, revision) = (i64::from(*base), i64::from(*revision));
    let (content, ids) = (content.to_string(), ids.join(","));
    if revision == 1 {
        if write.number(COUNT, args![org]).await? >= most {
            return Ok(false);
        }
        let values = args![org, *id, kind.name(), base, revision, at, by, &content, &ids];
        write.insert(BEGIN, values.len(), values).await?;
    } else {
        let values = args![org, *id, base, revision, at, by, &content, &ids];
        if write.run(SAVE, values).await? != 1 {
            return Err(Fault::Unfit(format!("{id} has no draft before {revision}")));
        }
    }
    attachment::draft(write, org, *id, files).await?;
    Ok(true)
}

/// Throws a draft away; whether there was one. Its files are swept.
///
/// # Errors
/// [`Fault`].
pub async fn discard(write: &mut Write, permit: &Permit, id: RecordId) -> Result<bool, Fault> {
    if permit.verb() != Verb::KeepLedger {
        return Err(Fault::Unfit("the permit is for something else".to_owned()));
    }
    let dropped = done(write, permit.org(), id).await?;
    attachment::draft(write, permit.org(), id, &[]).await?;
    Ok(dropped)
}

/// Takes a draft away that was submitted, if there is one.
pub(super) async fn done(write: &mut Write, org: OrgId, id: RecordId) -> Result<bool, Fault> {
    Ok(write.run(DROP, args![org, id]).await? == 1)
}
