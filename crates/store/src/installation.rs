//! What this installation is: for use, or a demonstration in which everything is invented.

use crate::fault::Fault;
use crate::link::Link;
use crate::statement::{args, sql};
use crate::write::Write;

sql! {
    BEGIN = "insert into installation (one, begun, demonstration) values";
    IS_DEMONSTRATION = "select demonstration from installation";
}

/// Notes what it is, for ever, in the write that makes the first organisation.
///
/// # Errors
/// [`Fault`], also where it was begun before.
pub async fn begin(write: &mut Write, demonstration: bool) -> Result<(), Fault> {
    let at = write.at();
    write.insert(BEGIN, 3, args![1, at, i64::from(demonstration)]).await
}

/// Whether everything in it is invented; nothing where it was not begun yet.
///
/// # Errors
/// [`Fault`].
pub async fn is_demonstration(link: &mut Link) -> Result<Option<bool>, Fault> {
    let row = link.row(IS_DEMONSTRATION, args![]).await?;
    row.map(|row| Ok(row.get::<i64>(0)? == 1)).transpose()
}
