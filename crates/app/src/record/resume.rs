//! A file that comes in several requests: where a line broke it is taken up again. What has come is
//! kept by the piece, and looked at in the end like any other.

use model::id::{AttachmentId, OrgId, RecordId};
use model::limit;
use store::record::File;
use store::{Link, attachment};

use super::attach::{Arriving, PIECE, empty, no_room, staged, too_large};
use super::kept;
use crate::cx::Cx;
use crate::refusal::Refusal;

/// How much of a file has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// So many bytes; the next piece begins there.
    Bytes(u64),
    /// All of it.
    Whole(File),
}

/// Why a file doesn't come.
#[derive(Debug)]
pub enum Unsent {
    /// It is larger than a file may be.
    TooLarge(String),
    /// This person or this organisation has too much already.
    TooMuch(String),
    /// Anything else.
    Not(Refusal),
}

impl From<Refusal> for Unsent {
    fn from(refusal: Refusal) -> Self {
        Self::Not(refusal)
    }
}

/// Makes room for a file of so many bytes that will come to a record, which need not be there yet.
///
/// # Errors
/// [`Unsent`].
pub async fn begin(
    cx: &Cx,
    org: OrgId,
    record: RecordId,
    file_name: &str,
    bytes: u64,
) -> Result<AttachmentId, Unsent> {
    let mut link = cx.link().await?;
    let (_, permit) = kept(cx, &mut link, org).await?;
    match bytes {
        0 => return Err(Unsent::Not(empty(file_name))),
        bytes if bytes > limit::FILE_BYTES as u64 => {
            return Err(Unsent::TooLarge(too_large(file_name)));
        }
        _ => {}
    }
    if let Some(says) = no_room(&mut link, &permit, limit::FILES_STAGED).await? {
        return Err(Unsent::TooMuch(says));
    }
    drop(link);
    Ok(staged(cx, &permit, record, file_name).await?.id())
}

/// A file on its way to a record, of this person's; with its name.
async fn found(
    cx: &Cx,
    link: &mut Link,
    org: OrgId,
    record: RecordId,
    id: AttachmentId,
) -> Result<(Received, String), Refusal> {
    kept(cx, link, org).await?;
    let sent = attachment::find(link, org, id).await?;
    let sent = sent.filter(|sent| sent.person == cx.person && sent.record == record);
    let sent = sent.ok_or(Refusal::Unseen)?;
    let (bytes, name) = (sent.bytes, sent.name.clone());
    Ok((sent.file().map_or(Received::Bytes(bytes), Received::Whole), name))
}

/// How much of a file has come.
///
/// # Errors
/// [`Refusal::Unseen`] where there is no such file of this person's.
pub async fn received(
    cx: &Cx,
    org: OrgId,
    record: RecordId,
    id: AttachmentId,
) -> Result<Received, Refusal> {
    let mut link = cx.link().await?;
    Ok(found(cx, &mut link, org, record, id).await?.0)
}

/// A request that brings more of a file.
pub enum Resumed {
    /// It may come.
    Open(Box<Arriving>),
    /// It is out of turn, or came before: this much is there.
    Elsewhere(Received),
}

/// Goes on with a file behind the bytes that are there. Between its pieces nothing is locked or
/// held.
///
/// # Errors
/// [`Unsent`]; within it [`Refusal::Unseen`] where there is no such file of this person's.
pub async fn resume(
    cx: &Cx,
    org: OrgId,
    record: RecordId,
    id: AttachmentId,
    offset: u64,
    bytes: u64,
) -> Result<Resumed, Unsent> {
    let mut link = cx.link().await?;
    let (received, name) = found(cx, &mut link, org, record, id).await?;
    let Received::Bytes(there) = received else { return Ok(Resumed::Elsewhere(received)) };
    if offset != there || !offset.is_multiple_of(PIECE as u64) {
        return Ok(Resumed::Elsewhere(received));
    }
    if bytes > limit::FILE_BYTES as u64 {
        return Err(Unsent::TooLarge(too_large(&name)));
    }
    let (_, permit) = kept(cx, &mut link, org).await?;
    // The file itself is one of those that wait.
    if let Some(says) = no_room(&mut link, &permit, limit::FILES_STAGED + 1).await? {
        return Err(Unsent::TooMuch(says));
    }
    Ok(Resumed::Open(Box::new(Arriving::from(cx, org, id, name, there))))
}
