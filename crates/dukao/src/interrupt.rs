//! What happens when somebody stops the program half-way: what it was writing goes away, since it
//! has names and points in it.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

use tempfile::TempDir;

/// Exit code of a program that was interrupted, as shells know it.
const INTERRUPTED: i32 = 130;

/// How often a folder is looked at that doesn't become empty; more than files are made in it.
const LOOKS: usize = 64;

static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Makes a folder that is removed when the program is interrupted or told to end. Once the folder
/// was put in its place under another name there is nothing left to remove.
pub(crate) fn clear_away(make: impl FnOnce() -> io::Result<TempDir>) -> io::Result<TempDir> {
    static HANDLER: Once = Once::new();
    // Without a handler the folder stays behind after an interruption, and no harm else.
    HANDLER.call_once(|| {
        let _ = ctrlc::set_handler(|| {
            // Held to the end: who finds the folder gone meanwhile waits in `pause`.
            let mut unfinished = unfinished();
            if let Some(folder) = unfinished.take() {
                remove(&folder);
            }
            std::process::exit(INTERRUPTED);
        });
    });
    // Whoever interrupts in between waits for the folder's name.
    let mut unfinished = unfinished();
    let folder = make()?;
    *unfinished = Some(folder.path().to_owned());
    Ok(folder)
}

/// Removes a folder in which others may still be making files: as long as one of them appears
/// between a look at the folder and its removal, it is looked at again.
fn remove(folder: &Path) {
    for _ in 0..LOOKS {
        match std::fs::remove_dir_all(folder) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty => {}
            _ => return,
        }
    }
}

/// Does something as a whole: who interrupts meanwhile waits until it is done, and then finds
/// nothing to remove.
pub(crate) fn whole<T>(work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let mut unfinished = unfinished();
    let done = work()?;
    *unfinished = None;
    Ok(done)
}

/// Waits for the end where the program was interrupted: that its folder is gone is then no fault.
pub(crate) fn pause() {
    drop(unfinished());
}

fn unfinished() -> MutexGuard<'static, Option<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}
