//! What is taken away by itself: sessions that are over, answers to forms of long ago.

use jiff::SignedDuration;
use store::Fault;

use crate::App;

/// A session that was not seen for so long is gone; it was over long before.
const SESSIONS_KEPT: SignedDuration = SignedDuration::from_hours(24);

/// For so long a form that is sent again gets its first answer. A browser keeps drafts for half of
/// it, and each with the identity of its form.
const ANSWERS_KEPT: SignedDuration = SignedDuration::from_hours(24 * 30);

/// Takes away a piece of it; how many rows.
///
/// # Errors
/// [`Fault`].
pub async fn sweep(app: &App) -> Result<u64, Fault> {
    let now = app.now();
    store::sweep(app.store(), now - SESSIONS_KEPT, now - ANSWERS_KEPT).await
}
