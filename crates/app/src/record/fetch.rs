//! A file on its way out: piece by piece, so that nothing large is held.

use model::id::{AttachmentId, OrgId, RecordId};
use store::attachment;
use store::record;
use store::record::File;

use super::{kept, seen};
use crate::cx::Cx;
use crate::refusal::Refusal;

/// A file of a record, to be fetched piece by piece.
pub struct Download {
    /// The file.
    pub file: File,
    cx: Cx,
    org: OrgId,
    next: i64,
}

impl Download {
    /// A file of an organisation, for who has been found to be allowed to see it.
    pub(crate) fn of(cx: &Cx, org: OrgId, file: File) -> Self {
        Self { file, cx: cx.clone(), org, next: 0 }
    }

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
    Ok(Download::of(cx, org, file))
}
