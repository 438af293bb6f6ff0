//! How often an address may guess: logins, second factors, one-time codes. A restart forgets it,
//! which the accounts' own lock does not.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv6Addr};
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

/// Addresses that are remembered. Beyond it old minutes are forgotten; where there are none, the
/// oldest is: others who come in numbers keep nobody out.
const ADDRESSES: usize = 10_000;

/// Whoever has an address of IPv6 has all that begin with the same 64 bits: they count as one.
fn counted(from: IpAddr) -> IpAddr {
    match from.to_canonical() {
        IpAddr::V6(from) => {
            let [a, b, c, d, ..] = from.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
        from => from,
    }
}

/// The guesses of this minute.
#[derive(Default)]
pub(super) struct Tries(Mutex<HashMap<(Guess, IpAddr), (Timestamp, u32)>>);

impl Tries {
    /// Counts a guess before it is looked at, so that many at once are counted too; false where
    /// there were too many.
    pub(super) fn allow(&self, app: &App, guess: Guess, from: Option<IpAddr>) -> bool {
        let Some(from) = from else { return true };
        self.allow_at(app.now(), guess, counted(from))
    }

    fn allow_at(&self, now: Timestamp, guess: Guess, from: IpAddr) -> bool {
        let is_old = |begun: Timestamp| now.duration_since(begun) >= SignedDuration::from_mins(1);
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= ADDRESSES && !tries.contains_key(&(guess, from)) {
            tries.retain(|_, (begun, _)| !is_old(*begun));
            let oldest = tries.iter().min_by_key(|(_, (begun, _))| *begun).map(|(key, _)| *key);
            if let Some(oldest) = oldest.filter(|_| tries.len() >= ADDRESSES) {
                tries.remove(&oldest);
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
        if let Some((_, count)) = tries.get_mut(&(guess, counted(from))) {
            *count = count.saturating_sub(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Timestamp = Timestamp::UNIX_EPOCH;

    fn allowed(tries: &Tries, from: &str) -> bool {
        tries.allow_at(AT, Guess::Login, counted(from.parse().unwrap()))
    }

    #[test]
    fn a_whole_net_counts_as_one_where_one_household_has_it() {
        let tries = Tries::default();
        for at in 0..GUESSES_A_MINUTE {
            assert!(allowed(&tries, &format!("2001:db8:1:2::{at:x}")));
        }
        assert!(!allowed(&tries, "2001:db8:1:2:ffff::1"));
        assert!(allowed(&tries, "2001:db8:1:3::1"));
        // The same machine, however it is written.
        for _ in 0..GUESSES_A_MINUTE {
            assert!(allowed(&tries, "192.0.2.1"));
        }
        assert!(!allowed(&tries, "::ffff:192.0.2.1"));
        assert!(allowed(&tries, "192.0.2.2"));
    }

    #[test]
    fn many_who_guess_keep_nobody_out_and_use_up_no_memory() {
        let tries = Tries::default();
        for at in 0..ADDRESSES + 5 {
            assert!(allowed(&tries, &format!("2001:db8:{:x}:{:x}::1", at >> 16, at & 0xffff)));
        }
        assert_eq!(tries.0.lock().unwrap().len(), ADDRESSES);
        assert!(allowed(&tries, "192.0.2.1"));
    }
}
