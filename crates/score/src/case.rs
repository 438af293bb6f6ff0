//! What an evaluation is given: one branch, one term of its secretary, and what is on record.

use std::collections::BTreeMap;

use jiff::civil::Date;
use model::assessment::Cited;
use model::id::{PersonId, RecordId};
use model::organisation::Sector;
use model::record::Content;
use model::roster::{Days, Member};
use model::{Points, RecordKind};

/// A branch in one term of its secretary.
#[derive(Clone, Debug)]
pub struct Case {
    /// The campaign's days, the last one inclusive.
    pub window: Days,
    /// The days of the secretary's term.
    pub term: Days,
    /// Who is secretary; none while the post is vacant.
    pub secretary: Option<PersonId>,
    /// 类别.
    pub sector: Sector,
    /// Everybody who was on the roster in these days.
    pub roster: Vec<Member>,
    /// Records that were submitted and not withdrawn, each in the version that counts, in any
    /// order. Those outside the days are left out here.
    pub evidence: Vec<Evidence>,
    /// What others found, by name; none where there is no place yet to enter it.
    pub outside: Option<Vec<Outside>>,
}

/// A record in the version that counts.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// Its identity.
    pub record: RecordId,
    /// Its version.
    pub version: u32,
    /// Its kind.
    pub kind: RecordKind,
    /// The version of the kind's descriptor by which it was made.
    pub kind_version: u32,
    /// The day by which it counts.
    pub day: Date,
    /// What it says.
    pub content: Content,
    /// How many files belong to it.
    pub files: u32,
    /// What it serves besides what its content says, as [`model::record::descriptor::slot`]s.
    pub slots: Vec<String>,
}

/// A result from outside the ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside {
    /// Its name in the scheme.
    pub name: String,
    /// How many, or how many points of its own full marks.
    pub value: Points,
}

/// What other branches got, where a scheme asks for it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Norms {
    /// By criterion: the mean of the branch's peers.
    pub means: BTreeMap<String, Points>,
}

impl Case {
    /// Whether a day counts: within the campaign and the term.
    #[must_use]
    pub fn counts(&self, day: Date) -> bool {
        self.window.hold(day) && self.term.hold(day)
    }
}

impl Evidence {
    /// How a line cites it.
    #[must_use]
    pub fn cited(&self) -> Cited {
        Cited { record: self.record, version: self.version }
    }

    /// Whether it serves a slot, by a field of its content or besides.
    #[must_use]
    pub fn serves(&self, field: &str, slot: &str) -> bool {
        self.content.texts.has(field, slot) || self.slots.iter().any(|other| other == slot)
    }
}
