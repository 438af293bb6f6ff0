//! 导入评分表: a sheet waits in the database, is looked at, and taken in as if each criterion had
//! been saved on its page.

use std::sync::Arc;

use model::id::{EntryId, OrgId};
use model::{Flaws, Scheme, limit};
use store::Locks;
use store::staging::State;
use uuid::Uuid;

use super::super::desk_place;
use super::Ground;
use super::plan::{Change, Counts, plan};
use super::read::{self, Sheet};
use crate::assessment::RoundOf;
use crate::cx::{Cx, Form};
use crate::organisation::Organisation;
use crate::refusal::Refusal;
use crate::staging::{self, refuse, unfit};

/// What a sheet would do.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The committee.
    pub committee: Organisation,
    /// What the file was called.
    pub file: String,
    /// Everything that it rests on: what was looked at is what is taken in.
    pub seen: [u8; 32],
    /// Heads that mean nothing here.
    pub unknown: Vec<String>,
    /// What is wrong. Where anything is, nothing can be taken in.
    pub flaws: Flaws,
    /// How much it would do.
    pub counts: Counts,
    /// Branch by branch, in the order of the sheet.
    pub changes: Vec<Change>,
    /// Whether it was taken in already.
    pub taken: bool,
}

/// Keeps a sheet that was sent, to be looked at; gives its identity.
///
/// # Errors
/// [`Refusal::Denied`], [`Refusal::Unseen`], and [`Refusal::Flawed`] where it isn't a sheet at all.
pub async fn stage(
    cx: &Cx,
    committee: OrgId,
    of: impl Into<RoundOf>,
    file_name: &str,
    bytes: &[u8],
) -> Result<Uuid, Refusal> {
    let of = of.into();
    let mut link = cx.link().await?;
    let ground = Ground::of(cx, &mut link, committee, of).await?;
    drop(link);
    if let Some(unfit) = unfit(bytes.len(), limit::POINTS_SHEET_BYTES) {
        return Err(unfit);
    }
    // Whether it is a sheet at all is said at once, and then nothing waits.
    read(bytes, &ground.scheme).await?;
    staging::keep(cx, &ground.permit, file_name, bytes).await
}

async fn read(bytes: &[u8], scheme: &Arc<Scheme>) -> Result<Sheet, Refusal> {
    let scheme = Arc::clone(scheme);
    staging::read(bytes, move |path| read::read(path, &scheme)).await
}

/// Looks at what a sheet would do.
///
/// # Errors
/// [`Refusal::Denied`], and [`Refusal::Unseen`] where there is none such, or none any more.
pub async fn dry_run(
    cx: &Cx,
    committee: OrgId,
    of: impl Into<RoundOf>,
    sheet: Uuid,
) -> Result<Trial, Refusal> {
    let of = of.into();
    let mut link = cx.link().await?;
    let ground = Ground::of(cx, &mut link, committee, of).await?;
    let (staged, bytes) = staging::kept(cx, &mut link, committee, sheet).await?;
    let mut trial = Trial {
        committee: ground.committee.clone(),
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
    let sheet = read(&bytes, &ground.scheme).await?;
    let plan = plan(cx, &mut link, &ground, &sheet).await?;
    trial.seen = plan.seen();
    trial.unknown = sheet.unknown;
    trial.flaws = sheet.flaws;
    let mut found = Flaws::default();
    plan.flaws.into_iter().for_each(|flaw| found.push(flaw));
    // In the order of the sheet, whoever found them.
    trial.flaws.merge(found);
    if trial.flaws.is_empty() {
        trial.counts = plan.counts;
        trial.changes = plan.changes;
        trial.changes.extend(plan.kept_later);
        trial.changes.sort_by_key(|change| change.row);
    }
    Ok(trial)
}

/// Takes a sheet in, all or nothing; gives the address of the committee's list. `seen` is what the
/// dry run showed.
///
/// # Errors
/// [`Refusal`]; [`Refusal::Stale`] where it would no longer do what was shown.
pub async fn take(
    cx: &Cx,
    form: Form,
    committee: OrgId,
    of: impl Into<RoundOf>,
    sheet: Uuid,
    seen: [u8; 32],
) -> Result<String, Refusal> {
    let of = of.into();
    let leads_to = desk_place(committee, of);
    let answered = cx.was_answered(form).await?;
    let mut link = cx.link().await?;
    let ground = Ground::of(cx, &mut link, committee, of).await?;
    if let Some(place) = answered {
        return Ok(place);
    }
    let (staged, bytes) = staging::kept(cx, &mut link, committee, sheet).await?;
    if staged.state != State::Tried {
        return Err(Refusal::Stale);
    }
    let read = read(&bytes, &ground.scheme).await?;
    refuse(read.flaws.listed())?;
    // Which branches have to be locked is known once it was looked at, before the write begins.
    let planned = plan(cx, &mut link, &ground, &read).await?;
    if planned.seen() != seen {
        return Err(Refusal::Stale);
    }
    let branches: Vec<OrgId> = planned.giving.iter().map(|(branch, _)| *branch).collect();
    drop((link, planned));

    let (cx, mut write) = cx.write(Locks::Orgs(branches)).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let ground = Ground::of(&cx, &mut write, committee, of).await?;
    let plan = plan(&cx, &mut write, &ground, &read).await?;
    refuse(&plan.flaws)?;
    if plan.seen() != seen {
        return Err(Refusal::Stale);
    }
    staging::take(&cx, &mut write, &ground.permit, sheet).await?;
    let Some(((last, giving), others)) = plan.giving.split_last() else {
        return Err(Refusal::Stale);
    };
    for (branch, giving) in others {
        let event = giving.give(&cx, &mut write).await?;
        let entry = EntryId::new(cx.app.identity());
        write.tell(entry, *branch, Some(cx.person), event).await?;
    }
    let event = giving.give(&cx, &mut write).await?;
    cx.commit(write, form, *last, event, &leads_to).await
}
