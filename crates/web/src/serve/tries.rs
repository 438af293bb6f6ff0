//! How often an address may guess: logins, second factors, one-time codes. A restart forgets it,
//! which the accounts' own lock does not.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use app::App;
use jiff::{SignedDuration, Timestamp};

/// What is guessed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Guess {
    /// A password, or the number that a phone shows.
    Login,
    /// The code in an address: of the first run, or of a slip.
    Code,
}

/// Wrong guesses of one address in a minute. A whole office may share one: who is right is not
/// counted.
const GUESSES_A_MINUTE: u32 = 30;

/// Addresses that are remembered. Beyond it old minutes are forgotten; where there are none, a new
/// address waits.
const ADDRESSES: usize = 10_000;

/// The guesses of this minute.
#[derive(Default)]
pub(super) struct Tries(Mutex<HashMap<(Guess, IpAddr), (Timestamp, u32)>>);

impl Tries {
    /// Counts a guess before it is looked at, so that many at once are counted too; false where
    /// there were too many.
    pub(super) fn allow(&self, app: &App, guess: Guess, from: Option<IpAddr>) -> bool {
        let Some(from) = from else { return true };
        let now = app.now();
        let is_old = |begun: Timestamp| now.duration_since(begun) >= SignedDuration::from_mins(1);
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= ADDRESSES && !tries.contains_key(&(guess, from)) {
            tries.retain(|_, (begun, _)| !is_old(*begun));
            if tries.len() >= ADDRESSES {
                return false;
            }
        }
        let (begun, count) = tries.entry((guess, from)).or_insert((now, 0));
        if is_old(*begun) {
            (*begun, *count) = (now, 0);
        }
        *count = count.saturating_add(1);
        *count <= GUESSES_A_MINUTE
    }

    /// It was right after all.
    pub(super) fn forgive(&self, guess: Guess, from: Option<IpAddr>) {
        let Some(from) = from else { return };
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, count)) = tries.get_mut(&(guess, from)) {
            *count = count.saturating_sub(1);
        }
    }
}
