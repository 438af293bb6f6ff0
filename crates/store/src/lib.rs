//! The only crate with SQL: SQLite and PostgreSQL behind one seam, and the journal.
//!
//! One text a statement serves both databases. Statements stand at the head of the noun's file, in
//! a `sql!` list, and a test prepares every one of them on both. There is no way to write without
//! a [`model::authority::Permit`] and none to commit without an event.

pub mod account;
pub mod answer;
pub mod attachment;
pub mod backup;
pub mod campaign;
pub mod doctor;
pub mod due;
mod engine;
pub mod evaluation;
mod fault;
mod held;
pub mod installation;
pub mod journal;
mod link;
mod list;
mod migration;
mod opening;
pub mod organisation;
pub mod person;
pub mod planned;
pub mod post;
pub mod progress;
pub mod record;
pub mod roster;
mod row;
pub mod scheme_pin;
pub mod score_sheet;
pub mod self_check;
pub mod staging;
pub mod standing;
mod statement;
mod sweep;
pub mod tally;
mod version;
mod write;

pub use engine::{At, FILE, Store};
pub use fault::{Cause, Fault};
pub use link::Link;
pub use statement::{Arg, Statement};
pub use sweep::{SWEPT_AT_ONCE, sweep};
pub use write::{DAY, Housekeeping, Locks, Write};

/// Every statement of this crate, noun by noun; a test prepares each on both databases.
pub fn statements() -> impl Iterator<Item = &'static Statement> {
    let others = [
        answer::ALL,
        attachment::ALL,
        doctor::ALL,
        due::ALL,
        evaluation::ALL,
        installation::ALL,
        journal::ALL,
        person::ALL,
        planned::ALL,
        post::ALL,
        progress::ALL,
        self_check::ALL,
        scheme_pin::ALL,
        score_sheet::ALL,
        staging::ALL,
        standing::ALL,
        sweep::ALL,
    ];
    let of_nouns = others.into_iter().flatten().chain(organisation::all()).chain(record::all());
    let of_nouns = of_nouns.chain(roster::all()).chain(tally::all()).chain(campaign::all());
    of_nouns.chain(account::all()).chain(post::all()).chain(version::all())
}
