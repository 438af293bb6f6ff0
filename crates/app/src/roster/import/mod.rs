//! 导入名册: a sheet is read, tried out, and only then taken in, all or nothing.
//!
//! A branch has some hundreds of members at most, so that a sheet is read anew each time it is
//! looked at; what waits in the database is the file alone.

mod plan;
mod sheet;
mod trial;

use std::path::Path;

use jiff::civil::Date;
use model::authority::Verb;
use model::id::OrgId;
use model::{Flaws, limit};
use sha2::{Digest, Sha256};
use store::staging::State;
use store::{Link, organisation, post, roster};
use uuid::Uuid;

use self::plan::{Ground, Plan, plan};
pub(super) use self::sheet::Column;
use self::sheet::Sheet;
pub use self::trial::{Change, Counts, Trial, What};
use super::keep;
use super::view::{holding, known};
use crate::cx::{Cx, Form};
use crate::organisation::permitted;
use crate::reading::Looked;
use crate::refusal::Refusal;
use crate::staging::{self, refuse, unfit};

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
    if let Some(unfit) = unfit(bytes.len(), limit::ROSTER_BYTES) {
        return Err(unfit);
    }
    // Whether it is a sheet at all is said at once, and then nothing waits.
    read(cx, bytes).await?;
    staging::keep(cx, &permit, file_name, bytes).await
}

/// Reads a file alone.
pub(crate) fn look(path: &Path, today: Date) -> Result<Looked, String> {
    let sheet = sheet::read(path, today)?;
    let (rows, flaws) = (sheet.lines.len(), sheet.flaws.count());
    Ok(Looked { rows, flaws, unknown: sheet.unknown })
}

async fn read(cx: &Cx, bytes: &[u8]) -> Result<Sheet, Refusal> {
    let today = cx.today();
    staging::read(bytes, move |path| sheet::read(path, today)).await
}

/// Looks at what a sheet would do to a branch's roster.
///
/// # Errors
/// [`Refusal::Denied`], and [`Refusal::Unseen`] where there is none such, or none any more.
pub async fn dry_run(cx: &Cx, org: OrgId, sheet: Uuid) -> Result<Trial, Refusal> {
    let mut link = cx.link().await?;
    let found = organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::KeepRoster, &found)?;
    let (staged, bytes) = staging::kept(cx, &mut link, org, sheet).await?;
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
    let (staged, bytes) = staging::kept(cx, &mut link, org, sheet).await?;
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
    refuse(read.flaws.listed())?;
    refuse(&plan.flaws)?;
    let counts = Counts::of(&plan);
    if trial::seen(&plan) != seen || counts.changes() == 0 {
        return Err(Refusal::Stale);
    }
    staging::take(cx, &mut keeping.write, &keeping.permit, sheet).await?;
    roster::found_cells(&mut keeping.write, &keeping.permit, &plan.cells).await?;
    let (write, permit) = (&mut keeping.write, &keeping.permit);
    roster::enter(write, permit, &plan.people, &plan.entered).await?;
    keeping.change(&mut plan.changed).await?;
    keeping.commit(form, counts.event(Sha256::digest(&bytes).into())).await
}
