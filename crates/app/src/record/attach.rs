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
use store::{Link, Locks};

use super::look::{looked, secret, shown};
use super::{kept, settle};
use crate::App;
use crate::cx::Cx;
use crate::refusal::Refusal;
use crate::staging::quiet;

/// The form's field that files come by.
pub(crate) const FIELD: &str = "files";

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
    /// What came so far; nothing where it began in another request.
    sent: Option<Sha256>,
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
    has_room(&mut link, &permit).await?;
    drop(link);
    staged(cx, &permit, record, file_name).await
}

/// The same, once it is known that there is room.
pub(crate) async fn staged(
    cx: &Cx,
    permit: &Permit,
    record: RecordId,
    file_name: &str,
) -> Result<Arriving, Refusal> {
    let name = name_of(file_name);
    if let Some(mark) = mark_of_name(&name) {
        return Err(secret(&name, mark));
    }
    let id = AttachmentId::new(cx.app.identity());
    let mut write = quiet(cx).await?;
    attachment::stage(&mut write, permit, id, record, &name).await?;
    settle(write).await?;
    let sent = Some(Sha256::new());
    Ok(Arriving { sent, ..Arriving::from(cx, permit.org(), id, name, 0) })
}

/// Refuses where a file that comes with a form finds no room.
pub(crate) async fn has_room(link: &mut Link, permit: &Permit) -> Result<(), Refusal> {
    match no_room(link, permit, limit::FILES_STAGED).await? {
        Some(says) => Err(Refusal::flaw(FIELD, says)),
        None => Ok(()),
    }
}

/// Why a branch or a person has too much already, if so; this many files may not wait.
pub(super) async fn no_room(
    link: &mut Link,
    permit: &Permit,
    most: i64,
) -> Result<Option<String>, Refusal> {
    let (files, bytes) = attachment::waiting(link, permit.person()).await?;
    if files >= most || bytes >= limit::STAGED_BYTES {
        return Ok(Some("您上传后还没有提交的文件太多,请先提交,或明天再传".to_owned()));
    }
    if attachment::held(link, permit.org()).await? >= limit::BRANCH_FILE_BYTES {
        let most = limit::BRANCH_FILE_BYTES >> 30;
        return Ok(Some(format!("本组织的附件已满 {most} GB,不能再传;请联系管理员")));
    }
    Ok(None)
}

/// What is said of a file that is too large.
pub(super) fn too_large(name: &str) -> String {
    let most = limit::FILE_BYTES >> 20;
    format!("「{}」超过 {most} MB,请缩小或分成几份", shown(name))
}

/// What is said of a file with nothing in it.
pub(super) fn empty(name: &str) -> Refusal {
    Refusal::flaw(FIELD, format!("「{}」是空的", shown(name)))
}

impl Arriving {
    /// A file of which so many bytes are in the database, all in whole pieces.
    pub(super) fn from(cx: &Cx, org: OrgId, id: AttachmentId, name: String, kept: u64) -> Self {
        let pieces = i64::try_from(kept / PIECE as u64).unwrap_or(i64::MAX);
        let (cx, piece) = (cx.clone(), Vec::new());
        Self { cx, org, id, name, piece, pieces, kept, bytes: kept, sent: None }
    }

    /// Bytes that are in the database: from there it may be taken up again.
    #[must_use]
    pub fn kept(&self) -> u64 {
        self.kept
    }

    /// Bytes that came, those of requests before this one included.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

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
        if let Some(sent) = &mut self.sent {
            sent.update(bytes);
        }
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
            0 => Err(empty(&self.name)),
            bytes if bytes > limit::FILE_BYTES as u64 => {
                Err(Refusal::flaw(FIELD, too_large(&self.name)))
            }
            _ => {
                if !self.piece.is_empty() {
                    self.put().await?;
                }
                let sent = self.sent.take().map(|sent| sent.finalize().into());
                looked(&self.cx, self.org, self.id, &self.name, self.kept, sent).await
            }
        };
        // Where somebody was quicker, as a request that came twice, there is nothing to forget.
        if matches!(looked, Err(Refusal::Flawed(_))) {
            let mut write = quiet(&self.cx).await?;
            attachment::forget(&mut write, self.org, self.id).await?;
            settle(write).await?;
        }
        looked
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

/// Takes away files that have waited for a day.
///
/// # Errors
/// [`Refusal`].
pub async fn sweep(app: &App) -> Result<(), Refusal> {
    loop {
        let (now, chance) = (app.now(), app.random());
        let mut write = app.store().write(Locks::Own, None, now, chance).await?;
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
