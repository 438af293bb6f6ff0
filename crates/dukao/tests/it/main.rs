//! `dukao score` and `dukao scheme` as a person runs them: files in, files and sentences out.
#![expect(clippy::unwrap_used, reason = "the helpers of a test may fail as the test itself does")]

mod bulletin;
mod campaign;
mod chromium;
mod command;
mod compound;
mod demo;
mod desk;
mod faults;
mod flaws;
mod formats;
mod hand;
mod large;
mod merged;
mod nodes;
mod office;
mod output;
mod place;
mod property;
mod scheme;
mod server;
mod serving;
mod sheet;
mod template;
mod tls;
mod units;
mod unreadable;
mod workbook_flaws;
mod year;
