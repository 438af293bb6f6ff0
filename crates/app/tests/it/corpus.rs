//! What the fuzz targets of imports were given once, good and bad, is read again with every test.

use std::fs;
use std::path::Path;

use crate::entry;

fn each_file(target: &str, look: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus").join(target);
    let mut read = 0;
    for file in fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        eprintln!("{}", path.display());
        look(&fs::read(&path).unwrap());
        read += 1;
    }
    assert!(read >= 3, "the corpus of {target} has {read} files");
}

#[test]
fn every_sheet_of_the_fuzz_corpus_is_read_without_a_fault() {
    each_file("organisations_import", entry::organisations);
    each_file("roster_import", entry::members);
    each_file("ledger_import", entry::records);
    each_file("points_import", entry::points);
}
