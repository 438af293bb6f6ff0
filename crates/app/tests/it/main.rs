//! Use cases by persona, on both databases, with a clock and chance of the test's own.
#![expect(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

mod act;
mod assessment;
mod campaign;
mod corpus;
mod counts;
mod demo;
mod desk;
mod document_file;
mod entry;
mod import;
mod import_posts;
mod import_uncoded;
mod installation;
mod ledger;
mod local_part;
mod lost_answer;
mod organisation;
mod people;
mod phone;
mod points_sheet;
mod rated;
mod roster;
mod rounds;
mod scheme;
mod session;
mod slips;
mod standing;
mod year;
