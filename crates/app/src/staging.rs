//! What all imports share: a sheet that a browser sent waits in the database, in pieces, until it
//! is taken in. Small ones are kept whole at once; those of organisations come piece by piece, and
//! a task works on them.

use std::io::Write as _;

use jiff::SignedDuration;
use model::authority::Permit;
use model::id::OrgId;
use model::{Flaw, limit};
use store::staging::{self, Staged, State};
use store::{Fault, Housekeeping, Link, Locks, Write};
use table::Unreadable;
use tempfile::NamedTempFile;
use uuid::Uuid;

use crate::cx::Cx;
use crate::refusal::{Flawed, Refusal};

/// The form's field that a sheet comes by.
pub(crate) const FIELD: &str = "sheet";

/// Bytes of a piece of a sheet in the database.
pub(crate) const PIECE: usize = 256 << 10;

/// How long whoever works on a sheet counts as alive without saying so again.
pub(crate) const ALIVE: SignedDuration = SignedDuration::from_secs(60);

/// Characters kept of a file's name.
const NAME_CHARS: usize = 80;

/// A file's name as it is kept: without the folders that some browsers send.
pub(crate) fn file_name(sent: &str) -> String {
    let name = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    name.chars().filter(|c| !c.is_control()).take(NAME_CHARS).collect()
}

/// Why a file of so many bytes is no sheet.
pub(crate) fn unfit(bytes: usize, most: usize) -> Option<Refusal> {
    let unfit = match bytes {
        0 => Unreadable::Empty,
        bytes if bytes > most => Unreadable::TooLarge((most >> 20) as u64),
        _ => return None,
    };
    Some(Refusal::flaw(FIELD, unfit.to_string()))
}

/// A write of what is no news.
pub(crate) async fn quiet(cx: &Cx) -> Result<Write, Refusal> {
    let (now, chance) = (cx.now(), cx.app.random());
    Ok(cx.app.store().write(Locks::Own, Some(cx.person), now, chance).await?)
}

/// Keeps a whole sheet that was read already, so that it is one; gives its identity.
pub(crate) async fn keep(
    cx: &Cx,
    permit: &Permit,
    sent_name: &str,
    bytes: &[u8],
) -> Result<Uuid, Refusal> {
    let (id, worker, until) = (cx.app.identity(), cx.app.identity(), cx.now() + ALIVE);
    let mut write = quiet(cx).await?;
    let name = file_name(sent_name);
    let coming = staging::stage(&mut write, permit, id, &name, limit::STAGED_SHEETS).await?;
    for (number, piece) in (0..).zip(bytes.chunks(PIECE)) {
        staging::piece(&mut write, &coming, number, piece).await?;
    }
    if !staging::arrived(&mut write, &coming, false).await? {
        return Err(Refusal::TooMuch);
    }
    let trying = (State::Trying, State::Trying);
    let claim = staging::claim(&mut write, permit, id, trying, worker, until).await?;
    let claim = claim.ok_or(Refusal::TooMuch)?;
    staging::settle(&mut write, &claim, State::Tried, "").await?;
    write.commit_quietly(Housekeeping::Staging).await?;
    Ok(id)
}

/// A sheet of one's own for an organisation, with its bytes.
pub(crate) async fn kept(
    cx: &Cx,
    link: &mut Link,
    org: OrgId,
    sheet: Uuid,
) -> Result<(Staged, Vec<u8>), Refusal> {
    let staged = staging::find(link, sheet, org, cx.person).await?.ok_or(Refusal::Unseen)?;
    let mut bytes = Vec::new();
    copy(link, sheet, &mut bytes).await?;
    Ok((staged, bytes))
}

/// Copies a sheet's pieces, in order.
pub(crate) async fn copy(
    link: &mut Link,
    sheet: Uuid,
    to: &mut impl std::io::Write,
) -> Result<(), Refusal> {
    let mut last = -1;
    loop {
        let pieces = staging::pieces(link, sheet, last).await?;
        let Some((number, _)) = pieces.last() else { return Ok(()) };
        last = *number;
        for (_, piece) in &pieces {
            to.write_all(piece).map_err(Fault::from)?;
        }
    }
}

/// Reads a sheet's bytes by a reader of files, beside everything else.
pub(crate) async fn read<S, F>(bytes: &[u8], reader: F) -> Result<S, Refusal>
where
    S: Send + 'static,
    F: FnOnce(&std::path::Path) -> Result<S, String> + Send + 'static,
{
    let mut file = NamedTempFile::new().map_err(Fault::from)?;
    file.write_all(bytes).map_err(Fault::from)?;
    let read = tokio::task::spawn_blocking(move || reader(file.path())).await;
    read.expect("reading does not panic").map_err(|says| Refusal::flaw(FIELD, says))
}

/// Notes with a sheet that it was taken in, within the write that does so.
pub(crate) async fn take(
    cx: &Cx,
    write: &mut Write,
    permit: &Permit,
    sheet: Uuid,
) -> Result<(), Refusal> {
    let (worker, until) = (cx.app.identity(), cx.now() + ALIVE);
    let states = (State::Tried, State::Taking);
    let claim = staging::claim(write, permit, sheet, states, worker, until).await?;
    let claim = claim.ok_or(Refusal::Stale)?;
    Ok(staging::settle(write, &claim, State::Taken, "").await?)
}

/// Refuses with what is wrong, as much as is listed.
pub(crate) fn refuse(flaws: &[Flaw]) -> Result<(), Refusal> {
    if flaws.is_empty() {
        return Ok(());
    }
    let listed = flaws.iter().take(limit::FLAWS_LISTED);
    Err(Refusal::Flawed(listed.map(|flaw| Flawed::new(FIELD, flaw.to_string())).collect()))
}
