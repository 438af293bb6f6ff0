//! The tally: folded by the program, put right by whoever runs it.

use store::tally::{self, Recounted};
use store::{Fault, Housekeeping, Locks};

use crate::App;

/// Folds what waits into the tally.
///
/// # Errors
/// [`Fault`].
pub async fn fold(app: &App) -> Result<usize, Fault> {
    tally::fold(app.store()).await
}

/// Counts everything anew and puts right what the tally has otherwise; nobody writes meanwhile.
///
/// # Errors
/// [`Fault`].
pub async fn recount(app: &App) -> Result<Recounted, Fault> {
    let mut write = app.store().write(Locks::Tree, None, app.now(), app.random()).await?;
    let recounted = tally::recount(&mut write).await?;
    write.commit_quietly(Housekeeping::Recounting).await?;
    Ok(recounted)
}
