//! Files of records (附件): they come in pieces, before and apart from the record that names them,
//! so that no transaction of a record moves megabytes. What is named by nothing is swept.

use jiff::Timestamp;
use model::authority::{Permit, Verb};
use model::id::{AttachmentId, OrgId, PersonId, RecordId};
use model::record::FileKind;

use crate::fault::Fault;
use crate::link::Link;
use crate::record::File;
use crate::row::Row;
use crate::statement::{Arg, args, sql};
use crate::write::Write;

sql! {
    STAGE = "insert into attachment
        (org, id, record, person, name, kind, bytes, state, staged) values";
    KEEP = "insert into attachment (org, id, record, person, name, kind, bytes, sent_digest,
        kept_digest, state, staged) values";
    PIECE = "insert into attachment_piece (org, attachment, number, content) values";
    GROW = "update attachment set bytes = $4 where org = $1 and id = $2 and bytes = $3
        and state = 'arriving'";
    WHOLE = "update attachment set kind = $3, sent_digest = $4, kept_digest = $5, state = 'whole'
        where org = $1 and id = $2 and state = 'arriving'";
    FIND = "select id, record, person, name, kind, bytes, kept_digest, state from attachment
        where org = $1 and id = $2";
    PIECES = "select number, content from attachment_piece
        where org = $1 and attachment = $2 and number >= $3 order by number limit 4";
    HELD = "select cast(coalesce(sum(bytes), 0) as bigint) from attachment where org = $1";
    WAITING = "select count(*), cast(coalesce(sum(bytes), 0) as bigint) from attachment
        where person = $1 and state in ('arriving', 'whole')";
    ATTACH = "update attachment set state = 'attached' where org = $1 and id = $2 and record = $3
        and state <> 'arriving'";
    DRAFT = "update attachment set state = 'drafted' where org = $1 and id = $2 and record = $3
        and state in ('whole', 'drafted')";
    DRAFTED = "select id from attachment where org = $1 and record = $2 and state = 'drafted'";
    RELEASE = "update attachment set state = 'whole', staged = $3 where org = $1 and id = $2
        and state = 'drafted'";
    SEIZE = "update attachment set staged = staged where org = $1 and id = $2
        and state in ('arriving', 'whole')";
    EMPTY = "delete from attachment_piece where org = $1 and attachment = $2";
    DROP = "delete from attachment where org = $1 and id = $2";
    OLD = "select org, id from attachment where state in ('arriving', 'whole') and staged < $1
        limit 100";
}

/// A file that was sent, or is being sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Its identity.
    pub id: AttachmentId,
    /// The record to which it was sent.
    pub record: RecordId,
    /// Who sent it.
    pub person: PersonId,
    /// What it was called.
    pub name: String,
    /// What it is and its digest, once all of it is there.
    pub whole: Option<(FileKind, [u8; 32])>,
    /// Bytes that are there.
    pub bytes: u64,
    /// Whether a version of a record names it.
    pub is_attached: bool,
}

impl Sent {
    /// As a version names it; nothing while it is still on its way.
    #[must_use]
    pub fn file(self) -> Option<File> {
        let Self { id, name, whole, bytes, .. } = self;
        whole.map(|(kind, digest)| File { id, kind, bytes, digest, name })
    }
}

fn sent(row: &Row) -> Result<Sent, Fault> {
    let kind: String = row.get(4)?;
    let corrupt = |what: &str| Fault::Corrupt(format!("«{what}»"));
    let digest = row.get::<Option<Vec<u8>>>(6)?;
    let digest = digest.map(|digest| <[u8; 32]>::try_from(digest).map_err(|_| corrupt("digest")));
    let whole = match digest.transpose()? {
        Some(digest) => Some((FileKind::named(&kind).ok_or_else(|| corrupt(&kind))?, digest)),
        None => None,
    };
    let bytes = u64::try_from(row.get::<i64>(5)?).map_err(|_| corrupt("bytes"))?;
    Ok(Sent {
        id: row.id(0, AttachmentId::new)?,
        record: row.id(1, RecordId::new)?,
        person: row.id(2, PersonId::new)?,
        name: row.get(3)?,
        whole,
        bytes,
        is_attached: row.get::<String>(7)? == "attached",
    })
}

/// Makes room for a file to come to a record of the branch that the permit is for, or to a
/// document of its campaign, whose identity then stands in place of the record's.
///
/// # Errors
/// [`Fault`], as for all here.
pub async fn stage(
    write: &mut Write,
    permit: &Permit,
    id: AttachmentId,
    record: RecordId,
    name: &str,
) -> Result<(), Fault> {
    if !matches!(permit.verb(), Verb::KeepLedger | Verb::SetUpCampaign) {
        return Err(Fault::Unfit("the permit is for something else".to_owned()));
    }
    let (at, person) = (write.at(), permit.person());
    let values = args![permit.org(), id, record, person, name, "", 0, "arriving", at];
    write.insert(STAGE, values.len(), values).await
}

/// Adds a piece behind the bytes that are there; false where there are others than that, since it
/// came twice or out of turn.
///
/// # Errors
/// [`Fault`].
pub async fn piece(
    write: &mut Write,
    org: OrgId,
    id: AttachmentId,
    number: i64,
    before: u64,
    content: &[u8],
) -> Result<bool, Fault> {
    let size = |bytes: u64| i64::try_from(bytes).unwrap_or(i64::MAX);
    let after = before + content.len() as u64;
    if write.run(GROW, args![org, id, size(before), size(after)]).await? != 1 {
        return Ok(false);
    }
    write.insert(PIECE, 4, args![org, id, number, content]).await?;
    Ok(true)
}

/// Notes that all of it is there, what it is, and its digests as sent and as kept.
///
/// # Errors
/// [`Fault`].
pub async fn whole(
    write: &mut Write,
    org: OrgId,
    id: AttachmentId,
    kind: FileKind,
    [sent, kept]: [&[u8; 32]; 2],
) -> Result<bool, Fault> {
    let values = args![org, id, kind.name(), sent.as_slice(), kept.as_slice()];
    Ok(write.run(WHOLE, values).await? == 1)
}

/// A file of a branch.
///
/// # Errors
/// [`Fault`].
pub async fn find(link: &mut Link, org: OrgId, id: AttachmentId) -> Result<Option<Sent>, Fault> {
    link.row(FIND, args![org, id]).await?.as_ref().map(sent).transpose()
}

/// The next few pieces of a file, from a number on, each with its own; none behind the last.
///
/// # Errors
/// [`Fault`].
pub async fn pieces(
    link: &mut Link,
    org: OrgId,
    id: AttachmentId,
    from: i64,
) -> Result<Vec<(i64, Vec<u8>)>, Fault> {
    let rows = link.rows(PIECES, args![org, id, from]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Bytes of all files of a branch.
///
/// # Errors
/// [`Fault`].
pub async fn held(link: &mut Link, org: OrgId) -> Result<i64, Fault> {
    link.number(HELD, args![org]).await
}

/// Files of a person that belong to nothing yet: how many, and their bytes.
///
/// # Errors
/// [`Fault`].
pub async fn waiting(link: &mut Link, person: PersonId) -> Result<(i64, i64), Fault> {
    let row = link.row(WAITING, args![person]).await?;
    row.map_or(Ok((0, 0)), |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Gives files to a record for good, in its own write.
pub(crate) async fn attach(
    write: &mut Write,
    org: OrgId,
    record: RecordId,
    files: &[File],
) -> Result<(), Fault> {
    for file in files {
        take(write, org, record, file).await?;
    }
    release(write, org, record, &[]).await
}

/// Gives one file to what it was sent to, for good.
pub(crate) async fn take(
    write: &mut Write,
    org: OrgId,
    record: RecordId,
    file: &File,
) -> Result<(), Fault> {
    match write.run(ATTACH, args![org, file.id, record]).await? {
        1 => Ok(()),
        _ => Err(Fault::Unfit(format!("no file {} of {record}", file.id))),
    }
}

/// Keeps files for a draft; those that it no longer names are swept in time.
pub(crate) async fn draft(
    write: &mut Write,
    org: OrgId,
    record: RecordId,
    files: &[AttachmentId],
) -> Result<(), Fault> {
    for file in files {
        write.run(DRAFT, args![org, *file, record]).await?;
    }
    release(write, org, record, files).await
}

async fn release(
    write: &mut Write,
    org: OrgId,
    record: RecordId,
    but: &[AttachmentId],
) -> Result<(), Fault> {
    let at = write.at();
    for row in write.rows(DRAFTED, args![org, record]).await? {
        let id = row.id(0, AttachmentId::new)?;
        if !but.contains(&id) {
            write.run(RELEASE, args![org, id, at]).await?;
        }
    }
    Ok(())
}

/// Keeps a file as a whole that a new record of the permit's branch is about to name, in the same
/// write: for what is small and never was on its way.
///
/// # Errors
/// [`Fault`].
pub async fn keep(
    write: &mut Write,
    permit: &Permit,
    record: RecordId,
    file: &File,
    content: &[u8],
) -> Result<(), Fault> {
    if permit.verb() != Verb::KeepLedger || file.bytes != content.len() as u64 {
        return Err(Fault::Unfit("no such file is permitted".to_owned()));
    }
    let (org, at, person) = (permit.org(), write.at(), permit.person());
    let bytes = i64::try_from(file.bytes).unwrap_or(i64::MAX);
    let (name, kind, digest) = (&file.name, file.kind.name(), file.digest.as_slice());
    let values: &[Arg<'_>] =
        args![org, file.id, record, person, name, kind, bytes, digest, digest, "attached", at];
    write.insert(KEEP, values.len(), values).await?;
    write.insert(PIECE, 4, args![org, file.id, 0, content]).await
}

/// Forgets a file that broke off or was refused on its way; nothing where something names it.
///
/// # Errors
/// [`Fault`].
pub async fn forget(write: &mut Write, org: OrgId, id: AttachmentId) -> Result<(), Fault> {
    // First of all, so that neither a record nor a piece comes to it meanwhile.
    if write.run(SEIZE, args![org, id]).await? != 1 {
        return Ok(());
    }
    write.run(EMPTY, args![org, id]).await?;
    write.run(DROP, args![org, id]).await.map(drop)
}

/// Takes away files that came before a moment and that nothing names; how many.
///
/// # Errors
/// [`Fault`].
pub async fn sweep(write: &mut Write, before: Timestamp) -> Result<usize, Fault> {
    let old = write.rows(OLD, args![before]).await?;
    for row in &old {
        forget(write, row.id(0, OrgId::new)?, row.id(1, AttachmentId::new)?).await?;
    }
    Ok(old.len())
}
