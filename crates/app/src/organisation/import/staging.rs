//! Sheets that a browser sent: kept in the database, looked at and taken in by a task that no
//! closed browser ends. Whichever process is asked knows how far a sheet has come.

use std::sync::{Arc, PoisonError};

use jiff::{SignedDuration, Timestamp};
use model::authority::{Permit, Verb};
use model::id::OrgId;
use model::limit;
use store::staging::{Claim, Coming, Staged, State};
use store::{Housekeeping, Locks, Write, staging};
use tempfile::NamedTempFile;
use tokio::task::JoinSet;
use uuid::Uuid;

use super::super::browse::permitted;
use super::outcome::Outcome;
use super::{Taking, dry_run, take_in};
use crate::App;
use crate::cx::{Cx, Form};
use crate::refusal::Refusal;
use crate::staging::{ALIVE, PIECE, copy, file_name, quiet, unfit};

/// How often they say so.
const ALIVE_EVERY: std::time::Duration = std::time::Duration::from_secs(15);

/// How long a sheet is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(24);

/// A sheet on its way in. Dropped before it is whole, it is swept like any other.
pub struct Arriving {
    cx: Cx,
    permit: Permit,
    id: Uuid,
    coming: Coming,
    piece: Vec<u8>,
    pieces: i64,
    bytes: usize,
}

/// Makes room for a sheet to come.
///
/// # Errors
/// [`Refusal::Denied`] and [`Refusal::Unseen`].
pub async fn stage(cx: &Cx, org: OrgId, file_name: &str) -> Result<Arriving, Refusal> {
    let mut link = cx.link().await?;
    let (_, permit) = permitted(cx, &mut link, Verb::ImportOrganisations, org).await?;
    drop(link);
    let (id, name) = (cx.app.identity(), self::file_name(file_name));
    let mut write = quiet(cx).await?;
    let coming = staging::stage(&mut write, &permit, id, &name, limit::STAGED_SHEETS).await?;
    write.commit_quietly(Housekeeping::Staging).await?;
    Ok(Arriving { cx: cx.clone(), permit, id, coming, piece: Vec::new(), pieces: 0, bytes: 0 })
}

impl Arriving {
    /// Takes the next bytes; too many are counted and not kept.
    ///
    /// # Errors
    /// [`Refusal`].
    pub async fn push(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        self.bytes = self.bytes.saturating_add(bytes.len());
        if self.bytes > limit::SHEET_BYTES {
            return Ok(());
        }
        self.piece.extend_from_slice(bytes);
        match self.piece.len() >= PIECE {
            true => self.put().await,
            false => Ok(()),
        }
    }

    async fn put(&mut self) -> Result<(), Refusal> {
        let piece = std::mem::take(&mut self.piece);
        let mut write = quiet(&self.cx).await?;
        staging::piece(&mut write, &self.coming, self.pieces, &piece).await?;
        self.pieces += 1;
        Ok(write.commit_quietly(Housekeeping::Staging).await?)
    }

    /// All of it is there: gives its identity, and the work of looking at it.
    ///
    /// # Errors
    /// [`Refusal::Flawed`] where there is nothing, or too much.
    pub async fn whole(mut self, close_missing: bool) -> Result<(Uuid, Work), Refusal> {
        if let Some(unfit) = unfit(self.bytes, limit::SHEET_BYTES) {
            let mut write = quiet(&self.cx).await?;
            staging::forget(&mut write, &self.coming).await?;
            write.commit_quietly(Housekeeping::Staging).await?;
            return Err(unfit);
        }
        if !self.piece.is_empty() {
            self.put().await?;
        }
        let mut write = quiet(&self.cx).await?;
        if !staging::arrived(&mut write, &self.coming, close_missing).await? {
            return Err(Refusal::TooMuch);
        }
        let work = Work::claimed(self.cx, &mut write, &self.permit, self.id, Task::Try);
        let work = work.await?.ok_or(Refusal::Stale)?;
        write.commit_quietly(Housekeeping::Staging).await?;
        Ok((self.id, work))
    }
}

/// What is to be done with a sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    /// To look at it.
    Try,
    /// To take it in.
    Take(Form),
}

/// Work on a sheet that nobody else does: to be run on a task of its own.
pub struct Work {
    cx: Cx,
    org: OrgId,
    sheet: Uuid,
    claim: Claim,
    task: Task,
    _known: Known,
}

/// While it lives, this process knows that it works on a sheet: where the database is SQLite, a
/// long write keeps it from saying so there.
struct Known(Arc<App>, Uuid);

impl Known {
    fn new(app: &Arc<App>, sheet: Uuid) -> Self {
        app.sheets.lock().unwrap_or_else(PoisonError::into_inner).push(sheet);
        Self(Arc::clone(app), sheet)
    }
}

impl Drop for Known {
    fn drop(&mut self) {
        let mut sheets = self.0.sheets.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(at) = sheets.iter().position(|sheet| *sheet == self.1) {
            sheets.swap_remove(at);
        }
    }
}

impl Work {
    async fn claimed(
        cx: Cx,
        write: &mut Write,
        permit: &Permit,
        sheet: Uuid,
        task: Task,
    ) -> Result<Option<Self>, Refusal> {
        let states = match task {
            Task::Try => (State::Trying, State::Trying),
            Task::Take(_) => (State::Tried, State::Taking),
        };
        let (worker, until) = (cx.app.identity(), cx.now() + ALIVE);
        let claim = staging::claim(write, permit, sheet, states, worker, until).await?;
        let Some(claim) = claim else { return Ok(None) };
        let known = Known::new(&cx.app, sheet);
        Ok(Some(Self { cx, org: permit.org(), sheet, claim, task, _known: known }))
    }

    /// Does it. Whatever comes of it is noted with the sheet.
    ///
    /// # Errors
    /// [`Refusal`], for the log: what went wrong and is nobody's input.
    pub async fn run(self) -> Result<(), Refusal> {
        // It speaks beside the work and not between its steps: where the work itself holds the only
        // link that writes, it must go on while this one waits.
        let mut beside = JoinSet::new();
        beside.spawn(say_alive(self.cx.clone(), self.claim.clone()));
        self.work().await
    }

    async fn work(&self) -> Result<(), Refusal> {
        // A sheet takes memory and a core: one at a time.
        let _turn = self.cx.app.importing.acquire().await.expect("nobody closes it");
        let done = match self.task {
            Task::Try => self.look(false).await,
            Task::Take(form) => self.take(form).await,
        };
        match done {
            Ok(()) => Ok(()),
            Err(refusal @ (Refusal::Busy(_) | Refusal::Fault(_))) => {
                let says = match self.task {
                    Task::Try => "系统忙,没有核对成;请过一会儿再选一次文件",
                    Task::Take(_) => "系统忙,没有导入成,什么都没有改变;请过一会儿再选一次文件",
                };
                self.settle(State::Refused, says).await?;
                Err(refusal)
            }
            Err(refusal) => self.settle(State::Refused, &told(&refusal)).await,
        }
    }

    /// Looks at the sheet; `again` where what is there has changed since somebody looked.
    async fn look(&self, again: bool) -> Result<(), Refusal> {
        let (staged, file) = self.file().await?;
        let trial = dry_run(&self.cx, self.org, file.path(), staged.close_missing).await?;
        let outcome = Outcome::of(&trial, again);
        self.settle(State::Tried, &outcome.text()).await
    }

    async fn take(&self, form: Form) -> Result<(), Refusal> {
        let (staged, file) = self.file().await?;
        let outcome = Outcome::parse(&staged.outcome);
        let (digest, close) = (outcome.digest, staged.close_missing);
        let (claim, counts) = (self.claim.clone(), outcome.counts);
        let taking = Taking { claim, counts, changes: outcome.changes, outcome: staged.outcome };
        let (path, taking) = (file.path(), Some(&taking));
        match take_in(&self.cx, form, self.org, path, close, digest, taking).await {
            Ok(_) => Ok(()),
            // What is there has changed since: it is looked at anew.
            Err(Refusal::Stale | Refusal::Flawed(_)) => self.look(true).await,
            Err(refusal) => Err(refusal),
        }
    }

    /// The sheet as a file, which is gone when it is dropped.
    async fn file(&self) -> Result<(Staged, NamedTempFile), Refusal> {
        let mut link = self.cx.link().await?;
        let staged = staging::find(&mut link, self.sheet, self.org, self.cx.person).await?;
        let mut file = NamedTempFile::new().map_err(store::Fault::from)?;
        copy(&mut link, self.sheet, &mut file).await?;
        Ok((staged.ok_or(Refusal::Unseen)?, file))
    }

    async fn settle(&self, state: State, outcome: &str) -> Result<(), Refusal> {
        let mut write = quiet(&self.cx).await?;
        staging::settle(&mut write, &self.claim, state, outcome).await?;
        Ok(write.commit_quietly(Housekeeping::Staging).await?)
    }
}

/// Why not, in the words of what was refused.
fn told(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Flawed(flaws) => {
            flaws.iter().map(|flaw| flaw.says.as_str()).collect::<Vec<_>>().join(";")
        }
        refusal => refusal.to_string(),
    }
}

/// How far a sheet has come, as its page shows it.
#[derive(Clone, Debug)]
pub struct StagedView {
    /// What the file was called.
    pub name: String,
    /// Whether organisations that it lacks are closed.
    pub close_missing: bool,
    /// How far it has come.
    pub stage: Stage,
}

/// How far a sheet has come.
#[derive(Clone, Debug)]
pub enum Stage {
    /// It is looked at, or waits for it.
    Trying,
    /// It is taken in, or waits for it.
    Taking,
    /// It was looked at.
    Tried(Box<Outcome>),
    /// It was to be taken in, and whoever did so was ended before; nothing was changed.
    Interrupted(Box<Outcome>),
    /// It cannot be looked at: why.
    Refused(String),
    /// It was taken in: what it did.
    Taken(Box<Outcome>),
}

/// A sheet of one's own.
///
/// # Errors
/// [`Refusal::Unseen`] where there is none such, or none any more.
pub async fn staged(cx: &Cx, org: OrgId, sheet: Uuid) -> Result<StagedView, Refusal> {
    let mut link = cx.link().await?;
    let found = store::organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::ImportOrganisations, &found)?;
    let staged = staging::find(&mut link, sheet, org, cx.person).await?.ok_or(Refusal::Unseen)?;
    let outcome = || Box::new(Outcome::parse(&staged.outcome));
    let is_alive = is_alive(cx, &staged, cx.now());
    let broken = "核对中断了,什么都没有改变;请再选一次文件";
    let stage = match staged.state {
        State::Arriving => return Err(Refusal::Unseen),
        State::Trying if is_alive => Stage::Trying,
        State::Trying => Stage::Refused(broken.to_owned()),
        State::Tried => Stage::Tried(outcome()),
        State::Refused => Stage::Refused(staged.outcome.clone()),
        State::Taking if is_alive => Stage::Taking,
        State::Taking => Stage::Interrupted(outcome()),
        State::Taken => Stage::Taken(outcome()),
    };
    Ok(StagedView { name: staged.name, close_missing: staged.close_missing, stage })
}

fn is_alive(cx: &Cx, staged: &Staged, now: Timestamp) -> bool {
    let sheets = cx.app.sheets.lock().unwrap_or_else(PoisonError::into_inner);
    sheets.contains(&staged.id) || staged.alive_until.is_some_and(|until| until >= now)
}

/// Begins to take a sheet in that was looked at and has no flaw; nothing where that is under way
/// or done already.
///
/// # Errors
/// [`Refusal`].
pub async fn take(cx: &Cx, form: Form, org: OrgId, sheet: Uuid) -> Result<Option<Work>, Refusal> {
    let view = staged(cx, org, sheet).await?;
    match view.stage {
        Stage::Tried(outcome) | Stage::Interrupted(outcome) if outcome.flaws.is_empty() => {}
        Stage::Taking | Stage::Taken(_) => return Ok(None),
        _ => return Err(Refusal::Stale),
    }
    let (_, permit) = permitted(cx, &mut cx.link().await?, Verb::ImportOrganisations, org).await?;
    let mut write = quiet(cx).await?;
    let work = Work::claimed(cx.clone(), &mut write, &permit, sheet, Task::Take(form)).await?;
    write.commit_quietly(Housekeeping::Staging).await?;
    Ok(work)
}

/// Takes away sheets that have waited for a day.
///
/// # Errors
/// [`Refusal`].
pub async fn sweep(app: &App) -> Result<(), Refusal> {
    loop {
        let (now, chance) = (app.now(), app.random());
        let mut write = app.store().write(Locks::Own, None, now, chance).await?;
        if staging::sweep(&mut write, now - KEPT).await? == 0 {
            return Ok(());
        }
        write.commit_quietly(Housekeeping::Staging).await?;
    }
}

/// Says again and again that the work goes on, until it is dropped.
async fn say_alive(cx: Cx, claim: Claim) {
    let mut ticks = tokio::time::interval(ALIVE_EVERY);
    loop {
        ticks.tick().await;
        // Where the database is busy with this very work, it is known here.
        let _ = alive(&cx, &claim).await;
    }
}

async fn alive(cx: &Cx, claim: &Claim) -> Result<(), Refusal> {
    let mut write = quiet(cx).await?;
    staging::alive(&mut write, claim, cx.now() + ALIVE).await?;
    Ok(write.commit_quietly(Housekeeping::Staging).await?)
}
