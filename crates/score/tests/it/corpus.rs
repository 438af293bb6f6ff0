//! What the fuzz target was given once, good and bad, is read again with every test.

use std::fs;
use std::path::Path;

use crate::entry;

#[test]
fn every_file_of_the_fuzz_corpus_reads_without_a_fault() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/scheme_reader");
    let mut read = 0;
    for file in fs::read_dir(&folder).unwrap() {
        let path = file.unwrap().path();
        if let Ok(text) = String::from_utf8(fs::read(&path).unwrap()) {
            eprintln!("{}", path.display());
            entry::scheme(&text);
            read += 1;
        }
    }
    assert!(read >= 3, "the corpus has {read} files");
}
