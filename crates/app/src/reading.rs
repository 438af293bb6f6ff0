//! The readers of sheets that people send, by themselves: a fuzzer gives them any bytes, and a test
//! those that were found once.

use std::path::Path;

use jiff::civil::Date;
use model::Scheme;
use model::record::RecordKind;

use crate::{evaluation, organisation, record, roster};

/// What came of reading a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// Rows without a flaw.
    pub rows: usize,
    /// Flaws.
    pub flaws: u64,
    /// Heads that mean nothing.
    pub unknown: Vec<String>,
}

/// A sheet of organisations.
///
/// # Errors
/// A sentence, where it is none at all; so for all here.
pub fn organisations(path: &Path) -> Result<Looked, String> {
    organisation::look(path)
}

/// A roster, on a day.
///
/// # Errors
/// As for all here.
pub fn members(path: &Path, today: Date) -> Result<Looked, String> {
    roster::look(path, today)
}

/// Records of a kind.
///
/// # Errors
/// As for all here.
pub fn records(path: &Path, kind: RecordKind) -> Result<Looked, String> {
    record::look(path, kind)
}

/// A committee's points by a scheme.
///
/// # Errors
/// As for all here.
pub fn points(path: &Path, scheme: &Scheme) -> Result<Looked, String> {
    evaluation::sheet::look(path, scheme)
}
