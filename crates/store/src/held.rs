//! One link at a time. Whoever holds one and asks for another waits for those who hold one and ask
//! for another: with as many of them as there are connections, all wait until they are refused.
//! Debug builds, and so all tests, refuse it at once; release builds count nothing.

use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::task::{Id, try_id};

/// Tasks that hold a link. What runs in no task, as a test's own thread, may hold several.
static HOLDERS: Mutex<Vec<Id>> = Mutex::new(Vec::new());

fn holders() -> MutexGuard<'static, Vec<Id>> {
    HOLDERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Stands in a link for as long as it is there: the task, where tasks are counted.
#[derive(Debug)]
pub(crate) struct Held(Option<Id>);

impl Held {
    /// Before a connection is asked for.
    ///
    /// # Panics
    /// In a debug build, where the task that asks holds a link already.
    #[track_caller]
    pub(crate) fn alone() -> Self {
        let Some(task) = try_id().filter(|_| cfg!(debug_assertions)) else { return Self(None) };
        let mut holders = holders();
        let is_alone = !holders.contains(&task);
        holders.push(task);
        drop(holders);
        let held = Self(Some(task));
        assert!(is_alone, "a second link is asked for while the first is held");
        held
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        let Some(task) = self.0 else { return };
        let mut holders = holders();
        if let Some(at) = holders.iter().position(|one| *one == task) {
            holders.swap_remove(at);
        }
    }
}
