//! The arithmetic of the assessment: the scheme's file, what one branch's marks mean, and the
//! figures of many. Exact hundredths throughout; there is no float in this crate.
//!
//! Judging never fails: it returns what it found and what it missed.
#![warn(missing_docs)]

pub mod rollup;
mod rule;
pub mod scheme;
pub mod settle;

pub use rollup::{Group, Level, Rollup, Unit};
pub use settle::{Criteria, Marks, Outcome, Settler};
