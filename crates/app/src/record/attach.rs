//! 附件: files come in pieces, are looked at by their bytes, and wait for the record that names
//! them.

use jiff::SignedDuration;
use model::authority::Permit;
use model::id::{AttachmentId, OrgId, RecordId};
use model::limit;
use model::record::file::mark_of_name;
use sha2::{Digest, Sha256};
use store::attachment::{self, Sent};
use store::record::File;
use store::{Link, Locks, record};

use super::look::{looked, secret, shown};
use super::{kept, quiet, seen, settle};
use crate::App;
use crate::cx::Cx;
use crate::refusal::Refusal;

/// The form's field that files come by.
pub(super) const FIELD: &str = "files";

/// Bytes of a piece in the database. All but the last have as many, so that a place is found by
/// counting.
pub(super) const PIECE: usize = 256 << 10;

/// Characters kept of a file's name.
const NAME_CHARS: usize = 80;

/// How long a file waits for its record.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// A file on its way in. Dropped before it is whole, it is swept like any other.
pub struct Arriving {
    cx: Cx,
    org: OrgId,
    id: AttachmentId,
    name: String,
    piece: Vec<u8>,
    pieces: i64,
    /// Bytes that are in the database.
    kept: u64,
    /// Bytes that came.
    bytes: u64,
    sent: Sha256,
}

/// As much of a file's name as is kept: without folders and signs that cannot be seen.
fn name_of(file_name: &str) -> String {
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    // A long name keeps its end, by which people know what it is.
    let signs: Vec<char> = name.chars().filter(|c| !c.is_control()).collect();
    let over = signs.len().saturating_sub(NAME_CHARS);
    match over {
        0 => signs.into_iter().collect(),
        _ => {
            let (head, tail) = signs.split_at(NAME_CHARS - 16);
            head.iter().chain(&tail[tail.len() - 15..]).collect()
        }
    }
}

/// Makes room for a file to come to a record, which need not be there yet.
///
/// # Errors
/// [`Refusal`]; [`Refusal::Flawed`] where its name bears a mark of secrecy, or there is no room.
pub async fn stage(
    cx: &Cx,
    org: OrgId,
    record: RecordId,
    file_name: &str,
) -> Result<Arriving, Refusal> {
    let mut link = cx.link().await?;
    let (_, permit) = kept(cx, &mut link, org).await?;
    room(&mut link, &permit).await?;
    drop(link);
    let name = name_of(file_name);
    if let Some(mark) = mark_of_name(&name) {
        return Err(secret(&name, mark));
    }
    let id = AttachmentId::new(cx.app.identity());
    let mut write = quiet(cx).await?;
    attachment::stage(&mut write, &permit, id, record, &name).await?;
    settle(write).await?;
    let (piece, sent) = (Vec::new(), Sha256::new());
    Ok(Arriving { cx: cx.clone(), org, id, name, piece, pieces: 0, kept: 0, bytes: 0, sent })
}

/// Refuses where a branch or a person has too much already.
async fn room(link: &mut Link, permit: &Permit) -> Result<(), Refusal> {
    if attachment::waiting(link, permit.person()).await? >= limit::FILES_STAGED {
        let says = "您上传后还没有提交的文件太多,请先提交记录,或明天再传";
        return Err(Refusal::flaw(FIELD, says));
    }
    if attachment::held(link, permit.org()).await? >= limit::BRANCH_FILE_BYTES {
        let most = limit::BRANCH_FILE_BYTES >> 30;
        let says = format!("本支部的附件已满 {most} GB,不能再传;请联系管理员");
        return Err(Refusal::flaw(FIELD, says));
    }
    Ok(())
}

impl Arriving {
    /// Its identity.
    #[must_use]
    pub fn id(&self) -> AttachmentId {
        self.id
    }

    /// Takes the next bytes; too many are counted and not kept.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn push(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        if self.bytes > limit::FILE_BYTES as u64 {
            return Ok(());
        }
        self.sent.update(bytes);
        self.piece.extend_from_slice(bytes);
        while self.piece.len() >= PIECE {
            let rest = self.piece.split_off(PIECE);
            self.put().await?;
            self.piece = rest;
        }
        Ok(())
    }

    async fn put(&mut self) -> Result<(), Refusal> {
        let piece = std::mem::take(&mut self.piece);
        let (number, before) = (self.pieces, self.kept);
        let mut write = quiet(&self.cx).await?;
        if !attachment::piece(&mut write, self.org, self.id, number, before, &piece).await? {
            return Err(Refusal::Stale);
        }
        self.pieces += 1;
        self.kept += piece.len() as u64;
        settle(write).await
    }

    /// All of it is there: it is looked at as it is kept. What is none of ours is forgotten.
    ///
    /// # Errors
    /// [`Refusal::Flawed`] with what it is instead.
    pub async fn whole(mut self) -> Result<File, Refusal> {
        let looked = match self.bytes {
            0 => Err(Refusal::flaw(FIELD, format!("「{}」是空的", shown(&self.name)))),
            bytes if bytes > limit::FILE_BYTES as u64 => {
                let most = limit::FILE_BYTES >> 20;
                let says = format!("「{}」超过 {most} MB,请缩小或分成几份", shown(&self.name));
                Err(Refusal::flaw(FIELD, says))
            }
            _ => {
                if !self.piece.is_empty() {
                    self.put().await?;
                }
                let sent: [u8; 32] = self.sent.clone().finalize().into();
                looked(&self.cx, self.org, self.id, &self.name, self.kept, Some(sent)).await
            }
        };
        if looked.is_err() {
            let mut write = quiet(&self.cx).await?;
            attachment::forget(&mut write, self.org, self.id).await?;
            settle(write).await?;
        }
        looked
    }
}

/// How much of a file has come, by which a broken line is taken up again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// So many bytes; the next piece begins there.
    Bytes(u64),
    /// All of it.
    Whole(File),
}

/// Adds a piece to a file that is sent in several requests, behind the bytes that are there; the
/// last one makes it whole. A piece that came twice counts once.
///
/// # Errors
/// [`Refusal::Unseen`] where there is no such file of this person's.
pub async fn received(
    cx: &Cx,
    org: OrgId,
    id: AttachmentId,
    offset: u64,
    bytes: &[u8],
    is_last: bool,
) -> Result<Received, Refusal> {
    let mut link = cx.link().await?;
    kept(cx, &mut link, org).await?;
    let sent = attachment::find(&mut link, org, id).await?;
    let sent = sent.filter(|sent| sent.person == cx.person).ok_or(Refusal::Unseen)?;
    drop(link);
    let (there, name) = (sent.bytes, sent.name.clone());
    if let Some(file) = sent.file() {
        return Ok(Received::Whole(file));
    }
    let piece = PIECE as u64;
    let is_in_turn = offset == there && offset.is_multiple_of(piece);
    let fits = bytes.len() == PIECE || (is_last && bytes.len() < PIECE);
    if !is_in_turn || !fits {
        return Ok(Received::Bytes(there));
    }
    let after = there + bytes.len() as u64;
    if after > limit::FILE_BYTES as u64 {
        let most = limit::FILE_BYTES >> 20;
        let says = format!("「{}」超过 {most} MB,请缩小或分成几份", shown(&name));
        return Err(Refusal::flaw(FIELD, says));
    }
    if !bytes.is_empty() {
        let number = i64::try_from(offset / piece).unwrap_or(0);
        let mut write = quiet(cx).await?;
        if !attachment::piece(&mut write, org, id, number, there, bytes).await? {
            return Err(Refusal::Stale);
        }
        settle(write).await?;
    }
    match is_last {
        false => Ok(Received::Bytes(after)),
        true => Ok(Received::Whole(looked(cx, org, id, &name, after, None).await?)),
    }
}

/// Files that were sent to a record, by their identities: those that are there and whole, each
/// content once.
///
/// # Errors
/// [`Refusal`].
pub async fn attached(
    cx: &Cx,
    org: OrgId,
    record: RecordId,
    ids: &[AttachmentId],
) -> Result<Vec<File>, Refusal> {
    let mut link = cx.link().await?;
    kept(cx, &mut link, org).await?;
    files(&mut link, org, record, ids).await
}

/// The same, within a write or for reading.
pub(super) async fn files(
    link: &mut Link,
    org: OrgId,
    record: RecordId,
    ids: &[AttachmentId],
) -> Result<Vec<File>, Refusal> {
    let mut found: Vec<File> = Vec::new();
    for id in ids.iter().take(2 * limit::FILES) {
        let sent = attachment::find(link, org, *id).await?;
        let file = sent.filter(|sent| sent.record == record).and_then(Sent::file);
        if let Some(file) = file
            && !found.iter().any(|other| other.digest == file.digest)
        {
            found.push(file);
        }
    }
    Ok(found)
}

/// A file of a record, to be fetched piece by piece.
pub struct Download {
    /// The file.
    pub file: File,
    cx: Cx,
    org: OrgId,
    next: i64,
}

impl Download {
    /// The next bytes; none behind the last. Between two calls nothing is kept waiting.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn piece(&mut self) -> Result<Option<Vec<u8>>, Refusal> {
        let mut link = self.cx.link().await?;
        let pieces = attachment::pieces(&mut link, self.org, self.file.id, self.next).await?;
        self.next += i64::try_from(pieces.len()).unwrap_or(0);
        let bytes: Vec<u8> = pieces.into_iter().flat_map(|(_, piece)| piece).collect();
        Ok((!bytes.is_empty()).then_some(bytes))
    }
}

/// A file that a version of a record names; or one that waits, for those who keep the ledger.
///
/// # Errors
/// [`Refusal::Unseen`] where the record has no such file, [`Refusal::Denied`].
pub async fn download(
    cx: &Cx,
    org: OrgId,
    record: RecordId,
    id: AttachmentId,
) -> Result<Download, Refusal> {
    let mut link = cx.link().await?;
    seen(cx, &mut link, org).await?;
    let sent = attachment::find(&mut link, org, id).await?.ok_or(Refusal::Unseen)?;
    let is_there = sent.record == record
        && (kept(cx, &mut link, org).await.is_ok()
            || (sent.is_attached && record::find(&mut link, org, record).await?.is_some()));
    let file = sent.file().filter(|_| is_there).ok_or(Refusal::Unseen)?;
    Ok(Download { file, cx: cx.clone(), org, next: 0 })
}

/// Takes away files that have waited for a day.
///
/// # Errors
/// [`Refusal`].
pub async fn sweep(app: &App) -> Result<(), Refusal> {
    loop {
        let (now, chance) = (app.now(), app.random());
        let mut write = app.store().write(Locks::Orgs(Vec::new()), None, now, chance).await?;
        if attachment::sweep(&mut write, now - KEPT).await? == 0 {
            return Ok(());
        }
        settle(write).await?;
    }
}

#[cfg(test)]
mod tests {
    use super::name_of;

    #[test]
    fn a_name_is_kept_without_folders_and_not_beyond_measure() {
        assert_eq!(name_of("C:\\材料\\计划.docx"), "计划.docx");
        assert_eq!(name_of("../\u{7}照片.jpg"), "照片.jpg");
        let long = name_of(&format!("{}.docx", "很长的名字".repeat(40)));
        assert!(long.chars().count() <= 80 && long.ends_with(".docx"), "{long}");
    }
}
