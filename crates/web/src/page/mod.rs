//! The pages, one folder each: what it shows, and its template.

pub mod account;
pub mod activation;
pub mod appoint;
pub mod error;
pub mod first_run;
pub mod journal;
pub mod journal_entry;
pub mod ledger;
pub mod login;
pub mod organisation;
pub mod organisation_act;
pub mod organisation_close;
pub mod organisation_form;
pub mod organisation_import;
pub mod organisation_mismatch;
pub mod organisation_move;
pub mod post;
pub mod record;
pub mod record_form;
pub mod record_import;
pub mod roster;
pub mod roster_import;
pub mod search;
pub mod second_factor;
pub mod slip;
