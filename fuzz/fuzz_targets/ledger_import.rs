//! Any bytes as a sheet to be taken in: records, of a kind that the first byte names.
#![no_main]

#[allow(dead_code)]
#[path = "../../crates/app/tests/it/entry.rs"]
mod entry;

// As in `workbook_reader`: what a library's panic becomes is not the fuzzer's business.
libfuzzer_sys::fuzz_target!(
    init: std::panic::set_hook(Box::new(|panic| {
        if !panic.location().is_some_and(|place| place.file().contains(".cargo")) {
            eprintln!("{panic}");
        }
    })),
    |bytes: &[u8]| entry::records(bytes)
);
