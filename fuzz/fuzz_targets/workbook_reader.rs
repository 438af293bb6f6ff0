//! Any bytes as a workbook; bytes that begin with `<` as the markup of its first sheet.
#![no_main]

#[allow(dead_code)]
#[path = "../../crates/table/tests/it/entry.rs"]
mod entry;
#[allow(dead_code)]
#[path = "../../crates/table/tests/it/package.rs"]
mod package;

// The readers' libraries panic on some broken files and `table` says «broken» instead. The
// fuzzer's own hook would end at such a panic; one that nobody catches still ends at the fuzzer.
libfuzzer_sys::fuzz_target!(
    init: std::panic::set_hook(Box::new(|panic| {
        if !panic.location().is_some_and(|place| place.file().contains(".cargo")) {
            eprintln!("{panic}");
        }
    })),
    |bytes: &[u8]| entry::workbook(bytes)
);
