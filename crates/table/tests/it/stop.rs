//! Stopping: a sheet's reading ends when nobody wants more, and a panic ends it too.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use table::{Input, Row};
use tempfile::NamedTempFile;

use crate::{entry, package};

/// A text of many blocks.
fn text() -> NamedTempFile {
    let row = format!("甲,{}\n", "长".repeat(300));
    entry::saved(("支部名称,备注\n".to_owned() + &row.repeat(2_000)).as_bytes())
}

/// A workbook of several blocks.
fn workbook() -> NamedTempFile {
    let mut rows = "<row><c t=\"s\"><v>0</v></c></row>".to_owned();
    rows.push_str(&"<row><c><v>1</v></c></row>".repeat(9_000));
    entry::saved(&package::workbook(&rows))
}

/// Gives up on an action that hangs: a test that never ends says nothing.
fn within_a_minute(action: impl FnOnce() + Send + 'static) {
    let (sender, receiver) = channel();
    let worker = thread::spawn(move || {
        action();
        sender.send(()).unwrap();
    });
    let ended = receiver.recv_timeout(Duration::from_secs(60));
    if ended.is_err() && worker.is_finished() {
        std::panic::resume_unwind(worker.join().unwrap_err());
    }
    assert!(ended.is_ok(), "it hangs");
}

fn for_both(look: impl Fn(&Input, usize)) {
    for file in [text(), workbook()] {
        let input = entry::open(&file).unwrap();
        for threads in [1, 2, 5] {
            look(&input, threads);
        }
    }
}

#[test]
fn a_panic_in_the_work_reaches_the_caller_and_nothing_hangs() {
    within_a_minute(|| {
        for_both(|input, threads| {
            for bad in [2, 700, 1_999] {
                let work = |(): &mut (), row: Row<'_>| {
                    assert!(row.number() != bad, "a panic on purpose");
                };
                let scan = AssertUnwindSafe(|| table::scan(input, threads, work, |(), _| true));
                assert!(catch_unwind(scan).is_err(), "row {bad} on {threads} threads");
            }
        });
    });
}

#[test]
fn a_panic_in_the_fold_reaches_the_caller_and_nothing_hangs() {
    within_a_minute(|| {
        for_both(|input, threads| {
            for good in [0, 1, 3] {
                let mut folded = 0;
                let fold = |(), _| {
                    assert!(folded < good, "a panic on purpose");
                    folded += 1;
                    true
                };
                let work = |(): &mut (), _: Row<'_>| ();
                let scan = AssertUnwindSafe(|| table::scan(input, threads, work, fold));
                assert!(catch_unwind(scan).is_err(), "after {good} blocks on {threads} threads");
            }
        });
    });
}

#[test]
fn nothing_more_is_folded_once_nobody_wants_more() {
    within_a_minute(|| {
        for_both(|input, threads| {
            let (mut folded, mut rows) = (0, Vec::new());
            let work = |block: &mut Vec<u64>, row: Row<'_>| block.push(row.number());
            let scanned = table::scan(input, threads, work, |block, _| {
                folded += 1;
                rows.extend(block);
                folded < 3
            });
            scanned.unwrap();
            assert_eq!(folded, 3, "on {threads} threads");
            let expected: Vec<u64> = (2..2 + rows.len() as u64).collect();
            assert_eq!(rows, expected, "the first rows, in order");
        });
    });
}

#[test]
fn no_more_rows_are_given_once_nobody_wants_more() {
    for file in [text(), workbook()] {
        let mut seen = Vec::new();
        let read = table::each(&entry::open(&file).unwrap(), |row| {
            seen.push(row.number());
            seen.len() < 3
        });
        read.unwrap();
        assert_eq!(seen, [2, 3, 4]);
    }
}
