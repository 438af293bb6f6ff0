//! The store on both databases: each story is told to SQLite and to PostgreSQL.
#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

mod assessment;
mod backup;
mod bulk;
mod campaign;
mod children;
mod desk;
mod journal;
mod law;
mod organisation;
mod people;
mod record;
mod roster;
mod statements;
mod sweep;
mod tally;
mod version;
mod writers;
