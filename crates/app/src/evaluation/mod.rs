//! 量化评定 (notice 二.2): the committee's supervisor gives points criterion by criterion beside the
//! evidence, another person, its administrator, confirms them.

mod act;
mod desk;
pub mod sheet;
mod view;

pub use act::{Typed, confirm, save, send_back, submit};
pub use desk::{Across, Among, Desk, OfBranch, across, desk, desks, schemes};
pub use store::evaluation::{Given, Kept};
pub use view::{Row, Since, View, since, view};

use model::id::OrgId;

use crate::assessment::RoundOf;

/// The address of a committee's list.
pub(crate) fn desk_place(committee: OrgId, of: RoundOf) -> String {
    format!("/organisations/{committee}/evaluation-desk/{of}")
}

/// The address of a branch's evaluation.
pub(crate) fn place(branch: OrgId, of: RoundOf) -> String {
    format!("/organisations/{branch}/evaluations/{of}")
}
