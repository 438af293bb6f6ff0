//! What must hold of any bytes that are sent as a sheet to be taken in. The fuzz targets run the
//! same.

use std::io::Write;
use std::path::Path;
use std::sync::OnceLock;

use app::reading::{self, Looked};
use model::Scheme;
use model::record::RecordKind;
use tempfile::NamedTempFile;

/// A sheet that is read twice is read alike, and never beyond what one may hold.
fn look(bytes: &[u8], most: usize, read: impl Fn(&Path) -> Result<Looked, String>) {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    let first = read(file.path());
    assert_eq!(first, read(file.path()));
    match first {
        Ok(looked) => assert!(looked.rows <= most, "{} rows", looked.rows),
        Err(says) => assert!(!says.is_empty()),
    }
}

/// As a sheet of organisations.
pub(crate) fn organisations(bytes: &[u8]) {
    look(bytes, model::limit::IMPORT_ORGS, reading::organisations);
}

/// As a roster.
pub(crate) fn members(bytes: &[u8]) {
    let today = jiff::civil::date(2016, 7, 1);
    look(bytes, model::limit::ROSTER, |path| reading::members(path, today));
}

/// As records: of which kind, the first byte says.
pub(crate) fn records(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let (kind, ..) = RecordKind::ALL[usize::from(*first) % RecordKind::ALL.len()];
    look(bytes, model::limit::SHEET_RECORDS, |path| reading::records(path, kind));
}

/// As a committee's points.
pub(crate) fn points(bytes: &[u8]) {
    static SCHEME: OnceLock<Scheme> = OnceLock::new();
    let scheme = SCHEME.get_or_init(|| {
        let text = score::scheme::built_in("jx-2016-52").unwrap().text;
        score::scheme::read(text).scheme.unwrap()
    });
    look(bytes, model::limit::BRANCHES_OF_COMMITTEE, |path| reading::points(path, scheme));
}
