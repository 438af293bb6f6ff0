//! 支部自查 (notice 二.1): filled in by the branch with what its ledger suggests, submitted by the
//! secretary, given back by the evaluator at most once a round.

mod act;
mod typed;
mod view;

pub use act::{give_back, save, submit, withdraw};
pub use store::self_check::Kept;
pub use typed::Typed;
pub use view::{Due, Receipt, Short, View, due, view};

use model::id::OrgId;

use crate::assessment::RoundOf;

/// The address of a self-check's page.
pub(crate) fn place(org: OrgId, of: RoundOf) -> String {
    format!("/organisations/{org}/self-checks/{of}")
}
