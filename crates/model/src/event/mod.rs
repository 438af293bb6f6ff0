//! Events of the journal (留痕), and the bytes by which they are kept and hashed for ever.
//!
//! An entry's bytes are lines of text that a person can read with the standard in hand: identities
//! and digests, no names. Their form is versioned and never changes for a version; a new kind of
//! event is a new word, and a new form a new version.

use std::fmt::Write;

use jiff::Timestamp;
use jiff::civil::Date;
use uuid::Uuid;

use crate::authority::Role;
use crate::id::{EntryId, Identity, OrgId, PersonId};
use crate::limit;

/// The form of [`Entry::bytes`].
const VERSION: u32 = 1;

/// Makes the type of events, their names, words and facts out of the list.
macro_rules! events {
    ($($(#[$doc:meta])* $event:ident $({ $($(#[$of:meta])* $fact:ident: $kind:ty,)* })?
        = $name:literal, $word:literal;)*) => {
        /// What happened.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Event {
            $($(#[$doc])* $event $({ $($(#[$of])* $fact: $kind,)* })?,)*
        }

        impl Event {
            /// Every name with its word, for the auditor's list.
            pub const WORDS: &[(&'static str, &'static str)] = &[$(($name, $word)),*];

            /// The events as they are called in code, for the test that each has its example.
            #[cfg(test)]
            pub(super) const CALLED: &[&'static str] = &[$(stringify!($event)),*];

            /// Its name, for ever.
            #[must_use]
            pub fn name(&self) -> &'static str {
                match self {
                    $(Self::$event { .. } => $name,)*
                }
            }

            /// What is known of it, in the order of its line.
            pub(super) fn facts(&self) -> Vec<(&'static str, String)> {
                match self {
                    $(Self::$event $({ $($fact,)* })? => vec![
                        $($((stringify!($fact), super::Fact::text($fact)),)*)?
                    ],)*
                }
            }
        }
    };
}

mod list;

pub use self::list::Event;

impl Event {
    /// Its line in an entry.
    #[must_use]
    pub fn line(&self) -> String {
        let mut text = format!("event {}", self.name());
        for (name, value) in self.facts() {
            // Writing to a text cannot fail.
            let _ = write!(text, " {name}={value}");
        }
        text.push('\n');
        text
    }
}

/// Something that is known of an event, as its line says it.
trait Fact {
    fn text(&self) -> String;
}

macro_rules! facts {
    ($($kind:ty),*) => {$(
        impl Fact for $kind {
            fn text(&self) -> String {
                self.to_string()
            }
        }
    )*};
}
facts!(bool, u32, u64, Date);

/// Identities are said as they are.
impl<T: Identity> Fact for T {
    fn text(&self) -> String {
        self.uuid().to_string()
    }
}

impl<T: Identity> Fact for Option<T> {
    fn text(&self) -> String {
        self.map_or_else(|| "-".to_owned(), |id| id.uuid().to_string())
    }
}

impl Fact for Role {
    fn text(&self) -> String {
        self.name().to_owned()
    }
}

/// A digest.
impl Fact for [u8; 32] {
    fn text(&self) -> String {
        hex(self)
    }
}

/// A version of a row that an event wrote. The digest is salted, so that nobody can try names on
/// it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct RowDigest {
    /// Its noun: `organisation`.
    pub noun: &'static str,
    /// Its identity.
    pub id: Uuid,
    /// Its version, from 1.
    pub version: u32,
    /// SHA-256 of salt and content.
    pub digest: [u8; 32],
}

impl RowDigest {
    /// Its line in an entry.
    #[must_use]
    pub fn line(&self) -> String {
        let Self { noun, id, version, digest } = self;
        format!("row {noun} {id} {version} {}\n", hex(digest))
    }
}

/// The rows that an event wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rows {
    /// Each by its line, in the order of writing.
    Listed(Vec<RowDigest>),
    /// More than an entry lists: how many, and the SHA-256 over their lines in the order of noun,
    /// identity and version, so that it can be made again from the versions that are kept.
    Summed {
        /// How many.
        count: u64,
        /// Over their lines.
        digest: [u8; 32],
    },
}

impl Rows {
    /// Lists them, or sums them up where there are more than [`limit::ENTRY_ROWS`]; `sha256` makes
    /// the digest over the lines of the rows that it gets.
    #[must_use]
    pub fn of(mut rows: Vec<RowDigest>, sha256: impl FnOnce(&[RowDigest]) -> [u8; 32]) -> Self {
        if rows.len() <= limit::ENTRY_ROWS {
            return Self::Listed(rows);
        }
        rows.sort_unstable();
        Self::Summed { count: rows.len() as u64, digest: sha256(&rows) }
    }
}

/// An entry of the journal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its identity.
    pub id: EntryId,
    /// When.
    pub at: Timestamp,
    /// Who; nobody for the program itself.
    pub by: Option<PersonId>,
    /// Which organisation it is about.
    pub org: OrgId,
    /// Its number among those about this organisation, from 1.
    pub org_seq: u64,
    /// What happened.
    pub event: Event,
    /// The rows that were written.
    pub rows: Rows,
}

impl Entry {
    /// The bytes that are kept and hashed.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        let mut text = format!("dukao journal {VERSION}\n");
        let by = self.by.map_or("-".to_owned(), |person| person.to_string());
        // Writing to a text cannot fail.
        let _ = writeln!(text, "entry {}\nat {:.6}\nby {by}", self.id, self.at);
        let _ = writeln!(text, "org {} {}", self.org, self.org_seq);
        text.push_str(&self.event.line());
        match &self.rows {
            Rows::Listed(rows) => rows.iter().for_each(|row| text.push_str(&row.line())),
            Rows::Summed { count, digest } => {
                let _ = writeln!(text, "rows {count} {}", hex(digest));
            }
        }
        text.into_bytes()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod test;
