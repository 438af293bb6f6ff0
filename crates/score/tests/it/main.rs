//! The tests of `score` from outside: the built-in schemes against the notice, what marks mean,
//! the roll-up against a naive recount, and what a broken scheme's file is told.
#![expect(clippy::unwrap_used, reason = "the helpers of a test may fail as the test itself does")]

mod branch;
mod broken;
mod corpus;
mod entry;
mod golden;
mod laws;
mod notice;
mod parameters;
mod rollup;
mod sectors;
mod settle;
mod small;
