//! Rows that nobody can ask for any more: sessions that are over, answers to forms of long ago.

use jiff::Timestamp;

use crate::engine::Store;
use crate::fault::Fault;
use crate::journal;
use crate::statement::{args, sql};

sql! {
    SESSIONS = "delete from session where token in
        (select token from session where seen < $1 order by seen limit $2)";
    ANSWERS = "delete from answer where form in
        (select form from answer where at < $1 order by at limit $2)";
}

/// Rows that are taken away at once: others wait for the writer meanwhile.
pub const SWEPT_AT_ONCE: i64 = 500;

/// Takes away sessions that were last seen before a moment, and answers that were given before
/// another, a piece at a time; how many. Of several processes one does it.
///
/// # Errors
/// [`Fault`].
pub async fn sweep(
    store: &Store,
    seen_before: Timestamp,
    given_before: Timestamp,
) -> Result<u64, Fault> {
    let mut link = store.begin().await?;
    if !journal::leads(store, &mut link).await? {
        return Ok(0);
    }
    let mut swept = link.run(SESSIONS, args![seen_before, SWEPT_AT_ONCE]).await?;
    swept += link.run(ANSWERS, args![given_before, SWEPT_AT_ONCE]).await?;
    if swept > 0 {
        link.commit().await?;
    }
    Ok(swept)
}
