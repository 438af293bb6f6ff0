//! An invented branch: who belongs to it, what is on record, and how far it has come.

use jiff::civil::Date;
use model::Scheme;
use model::authority::Role;
use model::id::{CampaignId, EvaluationId, GrantId, OrgId, SelfCheckId, TermId};
use model::organisation::Sector;
use model::path::OrgPath;
use model::roster::Days;
use score::{Case, Norms};
use store::post::Appointment;

use super::Actor;
use super::ledger::{self, Habit, Kept};
use super::roster::Roster;
use super::seed::Seed;
use super::times::Times;
use crate::assessment::{Grounds, grounds};

/// How far a branch has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fate {
    /// Nothing is on record.
    Nothing,
    /// The ledger is kept.
    Ledger,
    /// The self-check is being filled in.
    Draft,
    /// It was given back.
    Returned,
    /// It is submitted.
    Checked,
    /// The committee has begun.
    Begun,
    /// Its points are submitted.
    Submitted,
    /// They are confirmed.
    Confirmed,
}

impl Fate {
    /// Of a hundred branches seventy keep their ledger, fifty-five have checked themselves and
    /// thirty-five are being evaluated or were.
    const OF_A_HUNDRED: [(usize, Self); 8] = [
        (30, Self::Nothing),
        (7, Self::Ledger),
        (5, Self::Draft),
        (3, Self::Returned),
        (20, Self::Checked),
        (5, Self::Begun),
        (7, Self::Submitted),
        (23, Self::Confirmed),
    ];

    /// What the first branches of the large committee show, so that accounts find it.
    pub(super) const SHOWN: [Self; 6] = [
        Self::Ledger,
        Self::Confirmed,
        Self::Returned,
        Self::Checked,
        Self::Submitted,
        Self::Begun,
    ];

    pub(super) fn draw(seed: &mut Seed) -> Self {
        let mut number = seed.below(100);
        for (share, fate) in Self::OF_A_HUNDRED {
            match number.checked_sub(share) {
                Some(rest) => number = rest,
                None => return fate,
            }
        }
        Self::Nothing
    }

    pub(super) fn is_checked(self) -> bool {
        self >= Self::Checked
    }
}

/// A branch.
pub(super) struct Branch {
    pub(super) org: OrgId,
    pub(super) path: OrgPath,
    pub(super) sector: Option<Sector>,
    pub(super) roster: Roster,
    /// Its secretary, and the post.
    pub(super) secretary: Actor,
    pub(super) post: Appointment,
    pub(super) fate: Fate,
    pub(super) quality: usize,
    pub(super) records: Vec<Kept>,
    pub(super) check: SelfCheckId,
    pub(super) evaluation: EvaluationId,
}

/// How well a branch does, of a hundred.
pub(super) fn quality(seed: &mut Seed) -> usize {
    match seed.below(100) {
        0..45 => seed.between(84, 96),
        45..75 => seed.between(72, 84),
        75..93 => seed.between(55, 72),
        _ => seed.between(25, 55),
    }
}

impl Branch {
    pub(super) fn round(&self, campaign: CampaignId) -> model::assessment::Round {
        let term = TermId::new(self.post.id.uuid());
        model::assessment::Round { org: self.org, campaign, term, period: 1, round: 1 }
    }

    /// What speaks for its points, by the scheme's own rules.
    pub(super) fn grounds(&self, times: &Times, scheme: &Scheme) -> Vec<Grounds> {
        let window = times.campaign();
        let case = Case {
            window: Days { from: window.from, to: Some(window.to) },
            term: Days { from: self.post.from, to: None },
            secretary: Some(self.secretary.person),
            sector: self.sector.unwrap_or(Sector::Rural),
            roster: self.roster.members.iter().map(|named| named.member.clone()).collect(),
            evidence: self.records.iter().map(Kept::evidence).collect(),
            outside: None,
        };
        let (sheet, _) = score::evaluate(scheme, &Norms::default(), &case);
        grounds(scheme, &case, &sheet)
    }
}

/// Where a branch stands and how it is.
pub(super) struct Place {
    pub(super) org: OrgId,
    pub(super) path: OrgPath,
    pub(super) sector: Option<Sector>,
    pub(super) fate: Fate,
    pub(super) quality: usize,
}

/// Invents one.
pub(super) fn invent(
    times: &Times,
    scheme: &Scheme,
    place: Place,
    is_brief: bool,
    seed: &mut Seed,
) -> Branch {
    let roster = super::roster::invent(times, is_brief, seed);
    let Place { org, path, sector, fate, quality } = place;
    let person = roster.people[0].id;
    let from: Date = times.day(Times::FOUNDED);
    let id = GrantId::new(seed.identity(times.founded));
    let role = Role::Secretary;
    let post = Appointment { id, person, role, from, to: None, acting: false };
    let habit = Habit { quality, is_late: seed.happens(8), is_brief };
    let records = match fate {
        Fate::Nothing => Vec::new(),
        _ => ledger::invent(times, scheme, &roster, habit, seed),
    };
    Branch {
        secretary: Actor::new(person, id, role, org, &path),
        check: SelfCheckId::new(seed.identity(times.checked)),
        evaluation: EvaluationId::new(seed.identity(times.evaluated)),
        org,
        path,
        sector,
        roster,
        post,
        fate,
        quality,
        records,
    }
}
