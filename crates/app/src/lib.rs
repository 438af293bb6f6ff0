//! Use cases, one a file: authorise, load, decide, store, record.
//!
//! Nothing here knows SQL or HTML. Time and chance come from [`App`], so that a test decides them.

pub mod account;
pub mod assessment;
pub mod campaign;
mod chance;
mod cx;
pub mod demo;
pub mod evaluation;
mod exporting;
pub mod installation;
pub mod journal;
pub mod organisation;
pub mod overview;
mod password;
pub mod post;
#[doc(hidden)]
pub mod reading;
pub mod record;
mod refusal;
pub mod result;
pub mod roster;
pub mod score_sheet;
pub mod second_factor;
pub mod self_check;
pub mod session;
pub mod slips;
mod staging;
pub mod sweep;
pub mod tally;
pub mod todo;

use std::sync::{Arc, Mutex, OnceLock};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use store::Store;
use tokio::sync::Semaphore;
use uuid::Uuid;

pub use chance::{Chance, Clock, OsChance, OsClock};
pub use cx::{Cx, Form};
pub use password::password_rules;
pub use refusal::{Cause, Flawed, Refusal};

/// Seconds by which the database's clock may differ from ours.
const CLOCKS_APART_SECONDS: i64 = 5;

/// Sheets that are written at once: each reads from the database as it was when it began.
const EXPORTED_AT_ONCE: usize = 2;

/// The program's state: a database, a clock and chance. Nothing is remembered beside the database
/// but what a restart may forget.
pub struct App {
    store: Store,
    clock: Box<dyn Clock>,
    chance: Box<dyn Chance>,
    hashing: password::Hashing,
    /// Published schemes that were read: they never change.
    schemes: campaign::Schemes,
    /// Sheets of organisations are looked at and taken in one at a time.
    importing: Semaphore,
    /// Sheets that are written to be handed out, a few at a time.
    exporting: Arc<Semaphore>,
    /// The program that scores a campaign's sheet; none where nothing is scored.
    scorer: Option<std::path::PathBuf>,
    /// Sheets are scored one at a time: each takes all cores.
    scoring: Arc<Semaphore>,
    /// The sheets that this process works on, or is about to.
    sheets: Mutex<Vec<Uuid>>,
    /// SHA-256 of the one-time code of an empty database.
    first_code: Mutex<Option<[u8; 32]>>,
    /// Whether everything is invented, once that is known.
    demonstration: OnceLock<bool>,
    /// Slips of the last minutes, by their forms: a double click is shown the same one.
    slips: Mutex<Vec<account::Shown>>,
}

impl App {
    /// A program on a database.
    #[must_use]
    pub fn new(store: Store, clock: Box<dyn Clock>, chance: Box<dyn Chance>) -> Self {
        Self {
            store,
            clock,
            chance,
            hashing: password::Hashing::default(),
            schemes: campaign::Schemes::default(),
            importing: Semaphore::new(1),
            exporting: Arc::new(Semaphore::new(EXPORTED_AT_ONCE)),
            scorer: None,
            scoring: Arc::new(Semaphore::new(1)),
            sheets: Mutex::default(),
            first_code: Mutex::new(None),
            demonstration: OnceLock::new(),
            slips: Mutex::default(),
        }
    }

    /// The database.
    #[must_use]
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The moment.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// The day.
    #[must_use]
    pub fn today(&self) -> Date {
        day(self.now())
    }

    /// A new identity (UUID v7): those that are made later are greater, but for chance.
    #[must_use]
    pub fn identity(&self) -> Uuid {
        let millis = u64::try_from(self.now().as_millisecond()).unwrap_or(0);
        uuid::Builder::from_unix_timestamp_millis(millis, &self.random()).into_uuid()
    }

    /// Whether the database answers, and its clock agrees with ours: one that is off would put
    /// entries into the wrong day.
    ///
    /// # Errors
    /// A sentence for whoever runs the program.
    pub async fn check_clock(&self) -> Result<(), String> {
        let mut link = self.store.link().await.map_err(|fault| fault.to_string())?;
        let theirs = link.clock().await.map_err(|fault| fault.to_string())?;
        let apart = theirs.map_or(0, |theirs| (theirs - self.now().as_second()).abs());
        match apart <= CLOCKS_APART_SECONDS {
            true => Ok(()),
            false => Err(format!("the database's clock is {apart} s off ours")),
        }
    }

    /// So many bytes that nobody can guess.
    fn random<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.chance.fill(&mut bytes);
        bytes
    }
}

/// A moment on a clock of Asia/Shanghai.
#[must_use]
pub fn local(at: Timestamp) -> DateTime {
    store::DAY.to_datetime(at)
}

/// The day of a moment.
#[must_use]
pub fn day(at: Timestamp) -> Date {
    local(at).date()
}

/// The first moment of a day.
#[must_use]
pub(crate) fn midnight(day: Date) -> Timestamp {
    store::DAY.to_timestamp(day.at(0, 0, 0, 0)).unwrap_or(Timestamp::UNIX_EPOCH)
}
