//! Writing: locks first, a permit for every row, an event for every commit.

use std::ops::{Deref, DerefMut};

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::Offset;
use model::authority::{Permit, Verb};
use model::event::{Entry, Event, RowDigest, Rows};
use model::id::{CampaignId, EntryId, OrgId, PersonId};
use model::limit;
use model::organisation::Sector;
use model::path::OrgPath;
use model::tally::Figures;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::engine::{BRIEF_WAIT, Store};
use crate::fault::Fault;
use crate::journal;
use crate::link::Link;
use crate::statement::{Statement, args};
use crate::tally::{self, Differences, Key};
use crate::version::{self, Waiting};

/// What a write may change, and so locks, always in this order: the tree, then organisations.
/// Moves and recounts come to the tally's own lock after both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Locks {
    /// The tree keeps its shape; these organisations are changed.
    Orgs(Vec<OrgId>),
    /// What nobody else looks at: a draft, a file that waits, a session.
    Own,
    /// Organisations get other places, or more of them are changed than are worth locking one by
    /// one.
    Tree,
}

/// What is written without an event: nobody asks later who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Housekeeping {
    /// A session was seen, or a login failed.
    Session,
    /// Entries got their place in the order of all.
    Sealing,
    /// Sums were made anew from what they are sums of.
    Recounting,
    /// A sheet or a file came or went that nothing was taken from yet.
    Staging,
    /// Something is being written that nobody has submitted.
    Drafting,
}

/// Days are those of Asia/Shanghai, which has had no other offset since 1991.
pub const DAY: Offset = Offset::constant(8);

/// Something that is there once in the whole database, whatever organisations are locked: whoever
/// looks whether it is free and then takes it holds its lock, taken last and in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Once {
    /// An organisation's official code.
    Code = 1,
    /// What somebody types to log in.
    Login = 2,
    /// 三员: the first of them, and that nobody holds two.
    Administrator = 3,
}

const ONCE: Statement = Statement::new("select pg_advisory_xact_lock(6015, $1::bigint::int)");
const TREE_SHARED: Statement = Statement::new("select pg_advisory_xact_lock_shared(6012)");
const TREE_ALONE: Statement = Statement::new("select pg_advisory_xact_lock(6012)");
/// Has every connection plan again: what was planned through an empty table reads all of a full
/// one.
const ANALYZE: Statement = Statement::new("analyze");
const ORG: Statement = Statement::new("select pg_advisory_xact_lock(6013, $1::bigint::int)");

impl Store {
    /// Begins a write. Who does it, when, and the chance that salts its digests are arguments.
    ///
    /// # Errors
    /// [`Fault`]; one that is passing where somebody else holds a lock for long.
    pub async fn write(
        &self,
        locks: Locks,
        by: Option<PersonId>,
        at: Timestamp,
        chance: [u8; 32],
    ) -> Result<Write, Fault> {
        let mut link = self.begin().await?;
        // SQLite has one writer at a time.
        if self.is_postgres() {
            lock(&mut link, locks).await?;
        }
        Ok(Write::new(link, by, at, chance))
    }

    /// Begins a write of what is [`Locks::Own`] and may as well be written later: others are not
    /// waited for but for a moment.
    ///
    /// # Errors
    /// [`Fault`], a passing one where they write for longer.
    pub async fn write_briefly(
        &self,
        by: Option<PersonId>,
        at: Timestamp,
        chance: [u8; 32],
    ) -> Result<Write, Fault> {
        Ok(Write::new(self.begin_within(BRIEF_WAIT).await?, by, at, chance))
    }
}

async fn lock(link: &mut Link, locks: Locks) -> Result<(), Fault> {
    let mut keys: Vec<i64> = match locks {
        Locks::Orgs(orgs) if orgs.len() <= limit::ORGS_LOCKED => {
            orgs.into_iter().map(|org| key(org.uuid())).collect()
        }
        Locks::Own => return Ok(()),
        Locks::Orgs(_) | Locks::Tree => {
            link.rows(TREE_ALONE, &[]).await?;
            return link.plan_anew().await;
        }
    };
    link.rows(TREE_SHARED, &[]).await?;
    keys.sort_unstable();
    keys.dedup();
    for key in keys {
        link.rows(ORG, args![key]).await?;
    }
    Ok(())
}

/// A lock's number: two organisations may share one and then only wait for each other.
fn key(id: Uuid) -> i64 {
    let [.., a, b, c, d] = *id.as_bytes();
    i64::from(i32::from_be_bytes([a, b, c, d]))
}

/// Entries of one write that are held until they are added together.
const TOLD_AT_ONCE: usize = 500;

/// Organisations that one write makes or changes before PostgreSQL is told that its tables are no
/// longer what they were: as many as a county has.
const MUCH: u64 = 2_000;

/// A write under way. Dropped without a commit it never was.
pub struct Write {
    link: Link,
    by: Option<PersonId>,
    at: Timestamp,
    chance: [u8; 32],
    /// Row versions that were noted: each has a salt of its own.
    noted: u64,
    /// Those among them that are organisations.
    places: u64,
    rows: Vec<RowDigest>,
    differences: Differences,
    permitted: Vec<(OrgId, OrgPath)>,
    waiting: Vec<Waiting>,
    /// Entries that are added together.
    told: Vec<Entry>,
}

impl Deref for Write {
    type Target = Link;

    fn deref(&self) -> &Link {
        &self.link
    }
}

impl DerefMut for Write {
    fn deref_mut(&mut self) -> &mut Link {
        &mut self.link
    }
}

impl Write {
    fn new(link: Link, by: Option<PersonId>, at: Timestamp, chance: [u8; 32]) -> Self {
        Self {
            link,
            by,
            at,
            chance,
            noted: 0,
            places: 0,
            rows: Vec::new(),
            differences: Differences::new(),
            permitted: Vec::new(),
            waiting: Vec::new(),
            told: Vec::new(),
        }
    }

    /// When.
    #[must_use]
    pub fn at(&self) -> Timestamp {
        self.at
    }

    /// Who; nobody for the program itself.
    pub(crate) fn by(&self) -> Option<PersonId> {
        self.by
    }

    /// On which day, in Asia/Shanghai.
    #[must_use]
    pub fn today(&self) -> Date {
        DAY.to_datetime(self.at).date()
    }

    /// Asserts that a permit is for this, and notes it: the event has to be about an organisation
    /// at, above or below one that something was permitted at.
    pub(crate) fn permitted(
        &mut self,
        permit: &Permit,
        verbs: &[Verb],
        org: OrgId,
    ) -> Result<(), Fault> {
        if !verbs.contains(&permit.verb()) || permit.org() != org {
            return Err(Fault::Unfit("the permit is for something else".to_owned()));
        }
        // A sheet of thousands asks again and again for the same.
        if self.permitted.last().is_none_or(|(last, _)| *last != org) {
            self.permitted.push((org, permit.path().clone()));
        }
        Ok(())
    }

    /// Waits until nobody else looks for, or takes, something of which there is one.
    pub(crate) async fn alone(&mut self, once: Once) -> Result<(), Fault> {
        if self.link.is_postgres() {
            self.link.rows(ONCE, args![once as i64]).await?;
        }
        Ok(())
    }

    /// Notes a version of a row for the entry; gives its salt and digest.
    pub(crate) fn note(
        &mut self,
        noun: &'static str,
        id: Uuid,
        version: u32,
        content: &str,
    ) -> ([u8; 16], [u8; 32]) {
        let mut hasher = Sha256::new();
        hasher.update(self.chance);
        hasher.update(self.noted.to_be_bytes());
        self.noted += 1;
        self.places += u64::from(noun == "organisation");
        let mut salt = [0; 16];
        salt.copy_from_slice(&hasher.finalize()[..16]);
        let digest = salted(&salt, content);
        self.rows.push(RowDigest { noun, id, version, digest });
        self.waiting.extend(Waiting::of((noun, id, version), content, (salt, digest)));
        (salt, digest)
    }

    /// Notes by how much figures differ now, for the tally.
    pub(crate) fn differ(
        &mut self,
        org: OrgId,
        campaign: CampaignId,
        sector: Option<Sector>,
        figures: &Figures,
        times: i64,
    ) {
        self.differences.entry((org, campaign, sector)).or_default().add(figures, times);
    }

    /// What was noted so far of an organisation.
    pub(crate) fn differences_of(&self, org: OrgId) -> Vec<(Key, Figures)> {
        let of_org = self.differences.iter().filter(|((noted, ..), _)| *noted == org);
        of_org.map(|(key, figures)| (*key, figures.clone())).collect()
    }

    /// Tells of one of several things that this write does, with the rows that were noted since the
    /// one before. The last of them goes with the commit.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn tell(
        &mut self,
        id: EntryId,
        org: OrgId,
        by: Option<PersonId>,
        event: Event,
    ) -> Result<(), Fault> {
        let rows = Rows::of(std::mem::take(&mut self.rows), digest_of_lines);
        let (org_seq, path) = journal::next(&mut self.link, org).await?;
        let fits = |(permitted, at): &(OrgId, OrgPath)| {
            *permitted == org || at.holds(&path) || path.holds(at)
        };
        // What was permitted last is what is told of, mostly.
        if !self.permitted.is_empty() && !self.permitted.iter().rev().any(fits) {
            return Err(Fault::Unfit("the event is about another organisation".to_owned()));
        }
        self.told.push(Entry { id, at: self.at, by, org, org_seq, event, rows });
        match self.told.len() < TOLD_AT_ONCE {
            true => Ok(()),
            false => self.add_told().await,
        }
    }

    async fn add_told(&mut self) -> Result<(), Fault> {
        journal::add(&mut self.link, &std::mem::take(&mut self.told)).await
    }

    /// Makes it last, with what happened.
    ///
    /// # Errors
    /// [`Fault`]; then nothing was written.
    pub async fn commit(mut self, id: EntryId, org: OrgId, event: Event) -> Result<(), Fault> {
        version::keep_noted(&mut self.link, self.at, &self.waiting).await?;
        let by = self.by;
        self.tell(id, org, by, event).await?;
        self.add_told().await?;
        tally::wait(&mut self.link, id, self.at, &self.differences).await?;
        if self.places >= MUCH && self.link.plans_anew() {
            self.link.run(ANALYZE, &[]).await?;
        }
        self.link.commit().await
    }

    /// Makes it last where there is nothing to tell.
    ///
    /// # Errors
    /// [`Fault`]; one where a row was noted that an event has to name.
    pub async fn commit_quietly(self, what: Housekeeping) -> Result<(), Fault> {
        if !self.rows.is_empty() || !self.differences.is_empty() {
            return Err(Fault::Unfit(format!("{what:?} wrote what an event has to name")));
        }
        self.link.commit().await
    }
}

/// SHA-256 over the lines of rows.
pub(crate) fn digest_of_lines(rows: &[RowDigest]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    rows.iter().for_each(|row| hasher.update(row.line()));
    hasher.finalize().into()
}

/// SHA-256 of salt and content.
pub(crate) fn salted(salt: &[u8], content: &str) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update(salt);
    hasher.update(content.as_bytes());
    hasher.finalize().into()
}
