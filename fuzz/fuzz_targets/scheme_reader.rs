//! Any text as a scheme's file.
#![no_main]

#[path = "../../crates/score/tests/it/entry.rs"]
mod entry;

libfuzzer_sys::fuzz_target!(|text: &str| entry::scheme(text));
