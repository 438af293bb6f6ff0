//! Going through a sheet's rows on several cores, with the results in the order of the rows.

use std::fs::File;
use std::sync::mpsc::sync_channel;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::cell::Row;
use crate::input::{Format, Input};
use crate::text::{Fields, TextBlock, TextBlocks};
use crate::unreadable::Unreadable;
use crate::workbook::{self, CellBlock};

enum Block {
    Text(TextBlock),
    Cells(CellBlock),
}

impl Block {
    fn bytes(&self) -> u64 {
        match self {
            Self::Text(block) => block.bytes(),
            Self::Cells(_) => 0,
        }
    }

    fn each(&self, room: &mut Fields, each: &mut dyn FnMut(Row<'_>)) -> Result<(), Unreadable> {
        match self {
            Self::Text(block) => block.each(room, each),
            Self::Cells(block) => {
                block.each(each);
                Ok(())
            }
        }
    }
}

/// What the workers share, under one lock each: where blocks come from, and where results go.
struct Turn<F> {
    next: u64,
    failed: Option<Unreadable>,
    fold: F,
}

/// Goes through the rows below the head one after another; `each` says whether to go on.
///
/// # Errors
/// [`Unreadable`], where the file turns out to be so on the way.
pub fn each(input: &Input, mut each: impl FnMut(Row<'_>) -> bool) -> Result<(), Unreadable> {
    let head = input.head.as_ref().map_or(0, |head| head.row);
    let mut go_on = true;
    let mut below_head = |row: Row<'_>| {
        if go_on && row.number() > head {
            go_on = each(row);
        }
        go_on
    };
    let Some(mut blocks) = input.text_blocks()? else {
        let file = File::open(&input.path)?;
        let xlsx = input.format == Format::Xlsx;
        return workbook::read_first_sheet(file, xlsx, input.merges.clone(), &mut |block| {
            let mut wanted = true;
            block.each(&mut |row| wanted = below_head(row));
            wanted
        });
    };
    let mut room = Fields::default();
    let mut wanted = true;
    let mut spare = None;
    while wanted && let Some(block) = blocks.next(spare.take())? {
        block.each(&mut room, &mut |row| wanted = below_head(row))?;
        spare = Some(block);
    }
    Ok(())
}

/// Goes through the rows below the head on several cores.
///
/// Rows come in blocks. On each of `threads` workers `work` gets a block's rows, one call a row,
/// and fills a fresh `T`; `fold` gets each block's `T` in the order of the rows, one at a time,
/// with the bytes that the block had in a text file (none for a workbook). `fold` says whether to
/// go on.
///
/// # Errors
/// [`Unreadable`], where the file turns out to be so on the way.
///
/// # Panics
/// When `work` or `fold` does.
pub fn scan<T: Default + Send>(
    input: &Input,
    threads: usize,
    work: impl Fn(&mut T, Row<'_>) + Sync,
    fold: impl FnMut(T, u64) -> bool + Send,
) -> Result<(), Unreadable> {
    let head = input.head.as_ref().map_or(0, |head| head.row);
    let below_head = |into: &mut T, row: Row<'_>| {
        if row.number() > head {
            work(into, row);
        }
    };
    match input.text_blocks()? {
        Some(blocks) => {
            let mut blocks = blocks;
            let next = move |spare| {
                let spare = match spare {
                    Some(Block::Text(block)) => Some(block),
                    _ => None,
                };
                TextBlocks::next(&mut blocks, spare).map(|block| block.map(Block::Text))
            };
            run(threads, next, &below_head, fold)
        }
        None => scan_workbook(input, threads, &below_head, fold),
    }
}

fn scan_workbook<T: Default + Send>(
    input: &Input,
    threads: usize,
    work: &(impl Fn(&mut T, Row<'_>) + Sync),
    fold: impl FnMut(T, u64) -> bool + Send,
) -> Result<(), Unreadable> {
    let file = File::open(&input.path)?;
    let (xlsx, merges) = (input.format == Format::Xlsx, input.merges.clone());
    // A workbook's reader lends its cells, so it keeps a thread of its own and hands blocks on.
    let (sender, receiver) = sync_channel::<CellBlock>(2);
    thread::scope(|scope| {
        let reader = scope.spawn(move || {
            let mut hand_on = |block| sender.send(block).is_ok();
            workbook::read_first_sheet(file, xlsx, merges, &mut hand_on)
        });
        let next = move |_| Ok(receiver.recv().ok().map(Block::Cells));
        run(threads, next, work, fold)?;
        match reader.join() {
            Ok(read) => read,
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

fn run<T: Default + Send>(
    threads: usize,
    next: impl FnMut(Option<Block>) -> Result<Option<Block>, Unreadable> + Send,
    work: &(impl Fn(&mut T, Row<'_>) + Sync),
    fold: impl FnMut(T, u64) -> bool + Send,
) -> Result<(), Unreadable> {
    let source = Mutex::new((0_u64, next));
    let turn = Mutex::new(Turn { next: 0, failed: None, fold });
    let moved = Condvar::new();
    let worker = || {
        let mut room = Fields::default();
        let mut spare = None;
        let release = Release(|| {
            lock(&turn).next = u64::MAX;
            moved.notify_all();
        });
        loop {
            let (number, block) = {
                let mut source = lock(&source);
                let number = source.0;
                source.0 += 1;
                (number, (source.1)(spare.take()))
            };
            let mut done = T::default();
            let mut bytes = 0;
            let outcome = match block {
                Ok(Some(block)) => {
                    bytes = block.bytes();
                    let read = block.each(&mut room, &mut |row| work(&mut done, row));
                    spare = Some(block);
                    read.map(|()| true)
                }
                Ok(None) => Ok(false),
                Err(error) => Err(error),
            };
            let mut turn = lock(&turn);
            while turn.next != number && turn.next != u64::MAX {
                turn = moved.wait(turn).unwrap_or_else(PoisonError::into_inner);
            }
            if turn.next == u64::MAX {
                break;
            }
            let go_on = match outcome {
                Ok(more) => more && (turn.fold)(done, bytes),
                Err(error) => {
                    turn.failed = Some(error);
                    false
                }
            };
            turn.next = if go_on { number + 1 } else { u64::MAX };
            moved.notify_all();
            if !go_on {
                break;
            }
        }
        std::mem::forget(release);
    };
    thread::scope(|scope| {
        for _ in 1..threads.max(1) {
            scope.spawn(worker);
        }
        worker();
    });
    let turn = turn.into_inner().unwrap_or_else(PoisonError::into_inner);
    turn.failed.map_or(Ok(()), Err)
}

/// Lets the other workers go when this one panics: they would wait for its turn for ever.
struct Release<F: Fn()>(F);

impl<F: Fn()> Drop for Release<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
