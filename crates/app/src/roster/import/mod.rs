//! 导入名册: a sheet is read, tried out, and only then taken in, all or nothing.
//!
//! A branch has some hundreds of members at most, so that a sheet is read anew each time it is
//! looked at; what waits in the database is the file alone.

mod plan;
mod sheet;
mod trial;

use std::io::Write as _;

use jiff::SignedDuration;
use model::authority::{Permit, Verb};
use model::id::OrgId;
use model::{Flaws, limit};
use sha2::{Digest, Sha256};
use store::staging::{Staged, State};
use store::{Housekeeping, Link, Locks, Write, organisation, post, roster, staging};
use table::Unreadable;
use tempfile::NamedTempFile;
use uuid::Uuid;

use self::plan::{Ground, Plan, plan};
pub(super) use self::sheet::Column;
use self::sheet::Sheet;
pub use self::trial::{Change, Counts, Trial, What};
use super::keep;
use super::view::{holding, known};
use crate::cx::{Cx, Form};
use crate::organisation::permitted;
use crate::refusal::{Flawed, Refusal};

/// The form's field that the sheet comes by.
const FIELD: &str = "sheet";

/// Bytes of a piece of a sheet in the database.
const PIECE: usize = 256 << 10;

/// Characters kept of a file's name.
const NAME_CHARS: usize = 80;

/// How long the one who puts a sheet down counts as working on it: it is done within one write.
const ALIVE: SignedDuration = SignedDuration::from_secs(60);

/// Keeps a sheet that was sent, to be looked at; gives its identity.
///
/// # Errors
/// [`Refusal::Denied`], [`Refusal::Unseen`], and [`Refusal::Flawed`] where it isn't a sheet at all.
pub async fn stage(cx: &Cx, org: OrgId, file_name: &str, bytes: &[u8]) -> Result<Uuid, Refusal> {
    let mut link = cx.link().await?;
    let (found, permit) = permitted(cx, &mut link, Verb::KeepRoster, org).await?;
    drop(link);
    if !found.is_branch() {
        return Err(Refusal::Unseen);
    }
    let unfit = match bytes.len() {
        0 => Some(Unreadable::Empty),
        length if length > limit::ROSTER_BYTES => {
            Some(Unreadable::TooLarge((limit::ROSTER_BYTES >> 20) as u64))
        }
        _ => None,
    };
    if let Some(unfit) = unfit {
        return Err(Refusal::flaw(FIELD, unfit.to_string()));
    }
    // Whether it is a sheet at all is said at once, and then nothing waits.
    read(cx, bytes).await?;
    let name = file_name.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = name.chars().filter(|c| !c.is_control()).take(NAME_CHARS).collect();
    let (id, worker, until) = (cx.app.identity(), cx.app.identity(), cx.now() + ALIVE);
    let (now, chance) = (cx.now(), cx.app.random());
    let locks = Locks::Orgs(Vec::new());
    let mut write = cx.app.store().write(locks, Some(cx.person), now, chance).await?;
    let coming = staging::stage(&mut write, &permit, id, &name, limit::STAGED_SHEETS).await?;
    for (number, piece) in (0..).zip(bytes.chunks(PIECE)) {
        staging::piece(&mut write, &coming, number, piece).await?;
    }
    if !staging::arrived(&mut write, &coming, false).await? {
        return Err(Refusal::TooMuch);
    }
    let trying = (State::Trying, State::Trying);
    let claim = staging::claim(&mut write, &permit, id, trying, worker, until).await?;
    let claim = claim.ok_or(Refusal::TooMuch)?;
    staging::settle(&mut write, &claim, State::Tried, "").await?;
    write.commit_quietly(Housekeeping::Staging).await?;
    Ok(id)
}

async fn read(cx: &Cx, bytes: &[u8]) -> Result<Sheet, Refusal> {
    let mut file = NamedTempFile::new().map_err(store::Fault::from)?;
    file.write_all(bytes).map_err(store::Fault::from)?;
    let today = cx.today();
    let read = tokio::task::spawn_blocking(move || sheet::read(file.path(), today)).await;
    read.expect("reading does not panic").map_err(|says| Refusal::flaw(FIELD, says))
}

/// A sheet of one's own for a branch, with its bytes.
async fn staged(
    cx: &Cx,
    link: &mut Link,
    org: OrgId,
    sheet: Uuid,
) -> Result<(Staged, Vec<u8>), Refusal> {
    let staged = staging::find(link, sheet, org, cx.person).await?.ok_or(Refusal::Unseen)?;
    let (mut bytes, mut last) = (Vec::new(), -1);
    loop {
        let pieces = staging::pieces(link, sheet, last).await?;
        let Some((number, _)) = pieces.last() else { break };
        last = *number;
        pieces.iter().for_each(|(_, piece)| bytes.extend_from_slice(piece));
    }
    Ok((staged, bytes))
}

/// Looks at what a sheet would do to a branch's roster.
///
/// # Errors
/// [`Refusal::Denied`], and [`Refusal::Unseen`] where there is none such, or none any more.
pub async fn dry_run(cx: &Cx, org: OrgId, sheet: Uuid) -> Result<Trial, Refusal> {
    let mut link = cx.link().await?;
    let found = organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::KeepRoster, &found)?;
    let (staged, bytes) = staged(cx, &mut link, org, sheet).await?;
    let mut trial = Trial {
        org: found,
        file: staged.name,
        seen: [0; 32],
        unknown: Vec::new(),
        flaws: Flaws::default(),
        counts: Counts::default(),
        changes: Vec::new(),
        taken: staged.state == State::Taken,
    };
    if trial.taken {
        return Ok(trial);
    }
    let sheet = read(cx, &bytes).await?;
    trial.unknown.clone_from(&sheet.unknown);
    trial.flaws = sheet.flaws.clone();
    if trial.flaws.is_empty() {
        let plan = planned(cx, &mut link, org, &sheet).await?;
        trial.flaws = flaws(&plan);
        trial.seen = trial::seen(&plan);
        trial.counts = Counts::of(&plan);
        trial.changes = plan.changes;
    }
    Ok(trial)
}

async fn planned(cx: &Cx, link: &mut Link, org: OrgId, sheet: &Sheet) -> Result<Plan, Refusal> {
    let today = cx.today();
    let members = roster::of_branch(link, org).await?;
    let posts = holding(post::of_org(link, org, today, 50).await?, today);
    let known = known(&posts, &members, today);
    let ground = Ground { cells: roster::cells(link, org).await?, members, known, today };
    Ok(plan(&ground, sheet, &mut || cx.app.identity()))
}

fn flaws(plan: &Plan) -> Flaws {
    let mut flaws = Flaws::default();
    plan.flaws.iter().cloned().for_each(|flaw| flaws.push(flaw));
    flaws
}

/// Takes a sheet in, all or nothing; gives the address of the roster. `seen` is what the dry run
/// showed.
///
/// # Errors
/// [`Refusal`]; [`Refusal::Stale`] where it would no longer do what was shown.
pub async fn take(
    cx: &Cx,
    form: Form,
    org: OrgId,
    sheet: Uuid,
    seen: [u8; 32],
) -> Result<String, Refusal> {
    let mut link = cx.link().await?;
    let found = organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::KeepRoster, &found)?;
    let (staged, bytes) = staged(cx, &mut link, org, sheet).await?;
    drop(link);
    let read = match staged.state {
        State::Tried => read(cx, &bytes).await?,
        _ => Sheet::default(),
    };
    let mut keeping = match keep(cx, form, org).await? {
        Ok(keeping) => keeping,
        Err(place) => return Ok(place),
    };
    if staged.state != State::Tried {
        return Err(Refusal::Stale);
    }
    let mut plan = planned(cx, &mut keeping.write, org, &read).await?;
    refuse(&read.flaws)?;
    refuse(&flaws(&plan))?;
    let counts = Counts::of(&plan);
    if trial::seen(&plan) != seen || counts.changes() == 0 {
        return Err(Refusal::Stale);
    }
    settle(cx, &mut keeping.write, &keeping.permit, sheet).await?;
    roster::found_cells(&mut keeping.write, &keeping.permit, &plan.cells).await?;
    let (write, permit) = (&mut keeping.write, &keeping.permit);
    roster::enter(write, permit, &plan.people, &plan.entered).await?;
    keeping.change(&mut plan.changed).await?;
    keeping.commit(form, counts.event(Sha256::digest(&bytes).into())).await
}

/// Notes with the sheet that it was taken in.
async fn settle(cx: &Cx, write: &mut Write, permit: &Permit, sheet: Uuid) -> Result<(), Refusal> {
    let (worker, until) = (cx.app.identity(), cx.now() + ALIVE);
    let states = (State::Tried, State::Taking);
    let claim = staging::claim(write, permit, sheet, states, worker, until).await?;
    let claim = claim.ok_or(Refusal::Stale)?;
    Ok(staging::settle(write, &claim, State::Taken, "").await?)
}

/// Refuses with what is listed.
fn refuse(flaws: &Flaws) -> Result<(), Refusal> {
    if flaws.is_empty() {
        return Ok(());
    }
    let listed = flaws.listed().iter().map(|flaw| Flawed::new(FIELD, flaw.to_string()));
    Err(Refusal::Flawed(listed.collect()))
}
