//! One link at a time. Whoever holds one and asks for another waits for those who hold one and ask
//! for another: with as many of them as there are connections, all wait until they are refused.
//! Debug builds, and so all tests, refuse it at once; release builds count nothing.

#[cfg(debug_assertions)]
use std::sync::{Mutex, MutexGuard, PoisonError};

#[cfg(debug_assertions)]
use tokio::task::{Id, try_id};

/// Tasks that hold a link. What runs in no task, as a test's own thread, may hold several.
#[cfg(debug_assertions)]
static HOLDERS: Mutex<Vec<Id>> = Mutex::new(Vec::new());

#[cfg(debug_assertions)]
fn holders() -> MutexGuard<'static, Vec<Id>> {
    HOLDERS.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Stands in a link for as long as it is there.
#[derive(Debug)]
pub(crate) struct Held {
    #[cfg(debug_assertions)]
    by: Option<Id>,
}

#[cfg(debug_assertions)]
impl Held {
    /// Before a connection is asked for.
    ///
    /// # Panics
    /// The task that asks holds a link already.
    #[track_caller]
    pub(crate) fn alone() -> Self {
        let by = try_id();
        let mut holders = holders();
        let is_alone = by.is_none_or(|task| !holders.contains(&task));
        holders.extend(by);
        drop(holders);
        let held = Self { by };
        assert!(is_alone, "a second link is asked for while the first is held");
        held
    }
}

#[cfg(debug_assertions)]
impl Drop for Held {
    fn drop(&mut self) {
        let mut holders = holders();
        if let Some(at) = holders.iter().position(|task| Some(*task) == self.by) {
            holders.swap_remove(at);
        }
    }
}

#[cfg(not(debug_assertions))]
impl Held {
    pub(crate) fn alone() -> Self {
        Self {}
    }
}
