//! What self-checks (支部自查) and evaluations (量化评定) share: what points rest on, and how a
//! branch stands.

mod assessed;
mod basis;
mod progress;

pub use assessed::Assessed;
pub(crate) use basis::grounds;
pub use basis::{Basis, Grounds, Term};
pub(crate) use progress::official_of;
pub use progress::renew;
pub use score::Evidence;
pub use score::sheet::{CriterionSheet, Line as SheetLine, Suggestion as Suggested};

use model::assessment::Round;
use model::authority::Role;

use crate::campaign::Current;
use crate::cx::Cx;

/// The first round of a branch's period; a later one comes with a re-evaluation.
const FIRST_ROUND: u32 = 1;

impl Basis {
    /// The round in which its points are given in a period.
    #[must_use]
    pub fn round(&self, period: u32) -> Round {
        Round {
            org: self.org.id,
            campaign: self.current.campaign.id,
            term: self.term.id,
            period,
            round: FIRST_ROUND,
        }
    }
}

/// Whether a person holds a role with which the branch's evaluator acts, at the evaluator itself: a
/// department above sees, and does not act in its place.
pub(crate) fn evaluates(cx: &Cx, current: &Current) -> bool {
    let acts = |role| {
        let roles = [Role::Supervisor, Role::CommitteeAdministrator, Role::DepartmentOfficer];
        roles.contains(&role)
    };
    cx.grants.iter().any(|grant| grant.org == current.enrolled.committee && acts(grant.role))
}
