//! 演示: an invented province in the middle of a campaign, to look at and to try everything on.
//!
//! It is laid into an empty database by the same doors as everything else: every row has its
//! permit, every commit its event, and what is suggested is what the rules make of the invented
//! ledger. Time is shifted: what is laid was done on the days before.

mod account;
mod assess;
mod branch;
mod campaign;
mod lay;
mod ledger;
mod names;
mod roster;
mod seed;
mod times;
mod tree;

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use model::Scheme;
use model::authority::{Grant, Permit, Role, Verb, decide};
use model::event::Event;
use model::id::{CampaignId, EntryId, GrantId, OrgId, PersonId};
use model::path::OrgPath;
use store::{Locks, Write};

pub use self::account::Account;
use self::seed::Seed;
use self::times::Times;
use self::tree::Tree;
use crate::refusal::Refusal;
use crate::{App, journal, password, tally};

/// The most branches: a whole province.
pub const BRANCHES_MOST: usize = 120_000;

/// The fewest, so that the one large committee has somebody beside it.
pub const BRANCHES_LEAST: usize = 40;

/// Beyond so many, branches have small rosters and few records, and these are journalled together.
const BRIEF_BEYOND: usize = 5_000;

/// Branches that are laid in one go: what is held of them stays small.
const AT_ONCE: usize = 1_000;

/// What a demonstration is to be like.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// How many branches.
    pub branches: usize,
    /// From which number all follows.
    pub seed: u64,
    /// The password of every account.
    pub password: String,
}

/// What was laid.
#[derive(Clone, Debug)]
pub struct Laid {
    /// The campaign.
    pub campaign: CampaignId,
    /// Who may log in.
    pub accounts: Vec<Account>,
}

/// Lays a demonstration into an empty database.
///
/// # Errors
/// [`Refusal`]; a fault where there is something already.
pub async fn lay(app: &Arc<App>, wanted: &Wanted) -> Result<Laid, Refusal> {
    let scheme = score::scheme::read(score::scheme::BUILT_IN[0].text).scheme;
    let scheme = scheme.ok_or_else(|| Refusal::flaw("", "内置方案读不出来"))?;
    let times = Times::around(app.now());
    let mut seed = Seed::new(wanted.seed);
    let branches = wanted.branches.clamp(BRANCHES_LEAST, BRANCHES_MOST);
    let tree = tree::plan(branches, times.founded, &mut seed)?;
    let hash = password::hash(app, wanted.password.clone()).await;
    let is_brief = branches > BRIEF_BEYOND;
    let mut work =
        Work { app, seed, times, tree, scheme, hash, is_brief, accounts: Vec::new(), writes: 0 };
    let manager = work.begin().await?;
    let officer = work.appoint(&manager).await?;
    let campaign = work.open_campaign(&officer).await?;
    work.lay_branches(&manager, campaign).await?;
    while journal::seal(app).await? > 0 {}
    while tally::fold(app).await? > 0 {}
    let mut accounts = work.accounts;
    accounts.sort_by_key(|account| account.order);
    Ok(Laid { campaign, accounts })
}

/// Somebody with the one role that matters here.
#[derive(Clone, Debug)]
struct Actor {
    person: PersonId,
    grants: Vec<Grant>,
}

impl Actor {
    fn new(person: PersonId, grant: GrantId, role: Role, org: OrgId, path: &OrgPath) -> Self {
        let path = path.clone();
        Self { person, grants: vec![Grant { id: grant, role, org, path }] }
    }

    fn may(&self, verb: Verb, org: OrgId, path: &OrgPath) -> Result<Permit, Refusal> {
        Ok(decide(self.person, &self.grants, verb, org, path)?)
    }
}

/// Everything that laying needs.
struct Work<'w> {
    app: &'w Arc<App>,
    seed: Seed,
    times: Times,
    tree: Tree,
    scheme: Scheme,
    hash: String,
    is_brief: bool,
    accounts: Vec<Account>,
    writes: i64,
}

impl Work<'_> {
    /// The province's department.
    fn top(&self) -> (OrgId, OrgPath) {
        let top = &self.tree.units[0];
        (top.id, top.path.clone())
    }

    async fn write(&mut self, at: Timestamp) -> Result<Write, Refusal> {
        let chance = self.seed.bytes();
        // Each has a moment of its own, as if somebody had pressed a button.
        self.writes += 1;
        let at = at + SignedDuration::from_secs(self.writes);
        Ok(self.app.store().write(Locks::Tree, None, at, chance).await?)
    }

    async fn tell(
        &mut self,
        write: &mut Write,
        org: OrgId,
        by: PersonId,
        event: Event,
    ) -> Result<(), Refusal> {
        let entry = EntryId::new(self.seed.identity(write.at()));
        Ok(write.tell(entry, org, Some(by), event).await?)
    }

    /// Ends a write that laid something about so many branches and people.
    async fn commit(
        &mut self,
        write: Write,
        branches: usize,
        people: usize,
    ) -> Result<(), Refusal> {
        let entry = EntryId::new(self.seed.identity(write.at()));
        let event = Event::DemonstrationLaid { branches: branches as u64, people: people as u64 };
        Ok(write.commit(entry, self.top().0, event).await?)
    }
}
