//! 导出: files that are handed out. Each is written where nobody else sees it, a few at a time, and
//! leaves an entry in the journal with its digest.

use std::fs::File;
use std::io::{BufWriter, Read, Seek};
use std::sync::Arc;
use std::time::Duration;

use model::authority::Verb;
use model::event::Event;
use model::id::{EntryId, OrgId};
use sha2::{Digest, Sha256};
use store::organisation::{self, Organisation};
use store::{Fault, Locks};
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::cx::Cx;
use crate::refusal::Refusal;

/// How long somebody waits until it is their turn.
const TURN: Duration = Duration::from_secs(20);

/// Waits for one's turn.
///
/// # Errors
/// [`Refusal::TooMuch`] where others wait already.
pub(crate) async fn turn(turns: &Arc<Semaphore>) -> Result<OwnedSemaphorePermit, Refusal> {
    let turn = tokio::time::timeout(TURN, Arc::clone(turns).acquire_owned()).await;
    turn.ok().and_then(Result::ok).ok_or(Refusal::TooMuch)
}

/// Has a file written, so that whoever fetches it slowly keeps nothing waiting: on a thread of its
/// own, in turn, and with an entry in the journal of how many rows it has. The scope's name with
/// it.
///
/// # Errors
/// [`Refusal`]; [`Refusal::TooMuch`] where others wait already.
pub(crate) async fn taken_out<F, W>(
    cx: &Cx,
    (scope, verb): (OrgId, Verb),
    turns: &Arc<Semaphore>,
    event: impl FnOnce([u8; 32], u64) -> Event,
    write: F,
) -> Result<(String, File), Refusal>
where
    F: FnOnce(Cx) -> W + Send + 'static,
    W: Future<Output = Result<(Organisation, File, u64), Refusal>> + 'static,
{
    let turn = turn(turns).await?;
    let (aside, runtime) = (cx.clone(), Handle::current());
    let written = tokio::task::spawn_blocking(move || {
        // It is over when the writing is, also where nobody waits for that any more.
        let _turn = turn;
        let (org, mut file, rows) = runtime.block_on(write(aside))?;
        let digest = digest(&mut file).map_err(Fault::from)?;
        Ok::<_, Refusal>((org, file, digest, rows))
    });
    let (org, file, digest, rows) = written.await.expect("writing does not panic")?;
    let (cx, mut write) = cx.write(Locks::Orgs(vec![scope])).await?;
    // Leave may have been taken while it was written.
    let now = organisation::find(&mut write, scope).await?.ok_or(Refusal::Unseen)?;
    cx.may(verb, &now)?;
    write.commit(EntryId::new(cx.app.identity()), scope, event(digest, rows)).await?;
    Ok((org.name.as_str().to_owned(), file))
}

/// A file that nobody else sees, to be written into.
pub(crate) fn aside() -> Result<BufWriter<File>, Refusal> {
    Ok(BufWriter::new(tempfile::tempfile().map_err(Fault::from)?))
}

/// What was written, all of it.
pub(crate) fn whole(to: BufWriter<File>) -> Result<File, Refusal> {
    Ok(to.into_inner().map_err(|error| Fault::from(error.into_error()))?)
}

/// A file's SHA-256; it can be read from its beginning then.
pub(crate) fn digest(file: &mut File) -> std::io::Result<[u8; 32]> {
    file.rewind()?;
    let (mut hasher, mut bytes) = (Sha256::new(), vec![0; 64 << 10]);
    loop {
        match file.read(&mut bytes)? {
            0 => break,
            read => hasher.update(&bytes[..read]),
        }
    }
    file.rewind()?;
    Ok(hasher.finalize().into())
}
