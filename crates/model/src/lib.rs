//! The nouns of the assessment and what is always true of them.
//!
//! Nothing here reads a file, a clock or a random number: time, chance and identity come in as
//! arguments. Every other crate may know these types; these types know no other crate.
#![warn(missing_docs)]

pub mod assessment;
pub mod authority;
pub mod campaign;
pub mod day;
pub mod evaluation;
pub mod event;
pub mod flaw;
pub mod fold;
pub mod id;
pub mod limit;
pub mod organisation;
pub mod path;
pub mod points;
pub mod progress;
pub mod record;
pub mod roster;
pub mod scheme;
pub mod self_check;
pub mod status;
pub mod tally;

pub use flaw::{Flaw, Flaws, Place};
pub use points::Points;
pub use record::RecordKind;
pub use scheme::{Criterion, Scheme};
pub use status::Status;
