//! The arithmetic of the assessment: the scheme's file, what one branch's marks mean, and the
//! figures of many. Exact hundredths throughout; there is no float in this crate.
//!
//! Judging never fails: it returns what it found and what it missed.
#![warn(missing_docs)]

pub mod case;
mod evaluate;
pub mod exact;
mod fact;
pub mod rollup;
mod rule;
pub mod scheme;
pub mod settle;
pub mod sheet;

pub use case::{Case, Evidence, Norms, Outside};
pub use evaluate::evaluate;
pub use rollup::{Group, Level, Rollup, Unit};
pub use settle::{Criteria, Marks, Outcome, Settler};
pub use sheet::Sheet;
