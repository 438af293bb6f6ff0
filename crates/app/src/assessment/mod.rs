//! What self-checks (支部自查) and evaluations (量化评定) share: what points rest on, and how a
//! branch stands.

mod assessed;
mod basis;
mod progress;
mod round_of;

pub use assessed::Assessed;
pub(crate) use basis::grounds;
pub use basis::{Basis, Grounds, Term};
pub(crate) use progress::official_of;
pub use progress::renew;
pub use round_of::{NoRound, RoundOf};
pub use score::Evidence;
pub use score::sheet::{CriterionSheet, Line as SheetLine, Suggestion as Suggested};

use model::assessment::Round;
use model::authority::Role;
use model::id::OrgId;

use crate::campaign::Current;
use crate::cx::Cx;

/// What is said where a campaign is closed.
pub(crate) const CLOSED: &str = "学习教育已经结束,内容不再改动";

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

/// Roles with which an evaluator acts.
const EVALUATING: [Role; 3] =
    [Role::Supervisor, Role::CommitteeAdministrator, Role::DepartmentOfficer];

/// Those of them with which what others gave is confirmed.
const CONFIRMING: [Role; 2] = [Role::CommitteeAdministrator, Role::DepartmentOfficer];

/// The organisations for which a person evaluates: where they hold such a role themselves. A
/// department above sees, and does not act in its place.
pub(crate) fn evaluators(cx: &Cx) -> Vec<OrgId> {
    let held = cx.grants.iter().filter(|grant| EVALUATING.contains(&grant.role));
    let mut orgs: Vec<OrgId> = Vec::new();
    for grant in held {
        if !orgs.contains(&grant.org) {
            orgs.push(grant.org);
        }
    }
    orgs
}

/// Whether a person evaluates a branch.
pub(crate) fn evaluates(cx: &Cx, current: &Current) -> bool {
    evaluators(cx).contains(&current.enrolled.committee)
}

/// Whether a person confirms what was given to a branch: with a role at its evaluator, too. One
/// held above is none there.
pub(crate) fn confirms(cx: &Cx, current: &Current) -> bool {
    confirms_at(cx, current.enrolled.committee)
}

/// The same for all that an organisation evaluates.
pub(crate) fn confirms_at(cx: &Cx, committee: OrgId) -> bool {
    cx.grants.iter().any(|grant| grant.org == committee && CONFIRMING.contains(&grant.role))
}
