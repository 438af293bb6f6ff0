//! What happens when somebody stops the program half-way: what it was writing goes away, since it
//! has names and points in it.

use std::path::{Path, PathBuf};
use std::sync::Mutex;

/// Exit code of a program that was interrupted, as shells know it.
const INTERRUPTED: i32 = 130;

static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// Removes this folder when the program is interrupted or told to end. Once the folder was put in
/// its place under another name there is nothing left to remove.
pub(crate) fn clear_away(folder: &Path) {
    let mut unfinished = UNFINISHED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let is_first = unfinished.replace(folder.to_owned()).is_none();
    if is_first {
        // Without a handler the folder stays behind after an interruption, and no harm else.
        let _ = ctrlc::set_handler(|| {
            if let Ok(mut unfinished) = UNFINISHED.lock()
                && let Some(folder) = unfinished.take()
            {
                let _ = std::fs::remove_dir_all(folder);
            }
            std::process::exit(INTERRUPTED);
        });
    }
}
