//! Organisations: to look around in the tree, and to change it.

mod act;
mod browse;
mod children;
mod draft;
mod export;
mod found;
mod import;
mod mismatch;
mod past;
mod search;

pub use act::{
    PlannedView, Preview, act, change, do_due, planned, preview, renaming, splitting, withdraw,
};
pub(crate) use browse::permitted;
pub use browse::{View, browse};
pub use children::{Below, By, Listing, children_out, right_below};
pub use draft::Draft;
pub use export::{As, blank, download, export};
pub use found::found;
pub(crate) use import::look;
pub use import::{
    Arriving, Change, Counts, Outcome, Stage, StagedView, Trial, What, Work, dry_run, import,
    place_in_words, stage, staged, sweep, take,
};
pub use mismatch::{Mismatches, mismatches, mismatches_out};
pub use past::{Past, past};
pub use search::{Hit, search};

use model::id::OrgId;
pub use store::organisation::{
    Affected, Behind, Facts, Jurisdiction, Mismatch, Organisation, Version,
};
pub use store::planned::{Act, State as PlanState};
pub use store::post::Held;

/// The address of an organisation's page, where forms about it lead.
pub(crate) fn place(org: OrgId) -> String {
    format!("/organisations/{org}")
}
