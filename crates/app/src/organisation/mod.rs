//! Organisations: to look around in the tree, and to change it.

mod browse;
mod change;
mod close;
mod draft;
mod export;
mod found;
mod import;
mod relocate;

pub(crate) use browse::permitted;
pub use browse::{Below, Hit, View, browse, search};
pub use change::change;
pub use close::close;
pub use draft::Draft;
pub use export::{As, blank, download, export};
pub use found::found;
pub use import::{
    Arriving, Change, Counts, Outcome, Stage, StagedView, Trial, What, Work, dry_run, import,
    place_in_words, stage, staged, sweep, take,
};
pub use relocate::{Preview, move_below, preview};

use model::id::OrgId;
pub use store::organisation::{Jurisdiction, Organisation, Version};
pub use store::post::Held;

/// The address of an organisation's page, where forms about it lead.
pub(crate) fn place(org: OrgId) -> String {
    format!("/organisations/{org}")
}
