//! Any bytes as delimited text.
#![no_main]

#[allow(dead_code)]
#[path = "../../crates/table/tests/it/entry.rs"]
mod entry;
#[allow(dead_code)]
#[path = "../../crates/table/tests/it/package.rs"]
mod package;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| entry::text(bytes));
