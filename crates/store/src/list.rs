//! One question for many values: texts that end in `in`, asked for some hundreds at a time.

use crate::fault::Fault;
use crate::link::Link;
use crate::row::Row;
use crate::statement::{Arg, CHUNK, Statement, repeated};

/// So many values as a text has room for, then the rest: the last ones are filled up with one that
/// is there already, so that there is one text for all.
fn filled<'a>(some: &[Arg<'a>], rest: &[Arg<'a>]) -> Vec<Arg<'a>> {
    let filling = some.iter().cycle().take(CHUNK - some.len());
    some.iter().chain(filling).chain(rest).copied().collect()
}

/// The rows for each of these values, each value once. What else the text asks for begins at
/// `$257`.
pub(crate) async fn rows_in(
    link: &mut Link,
    statement: Statement,
    values: &[Arg<'_>],
    rest: &[Arg<'_>],
) -> Result<Vec<Row>, Fault> {
    let mut found = Vec::new();
    for some in values.chunks(CHUNK) {
        let text = repeated(statement.text(), CHUNK, 1, link.marks());
        found.extend(link.rows_text(text, &filled(some, rest)).await?);
    }
    Ok(found)
}

/// Changes the rows for each of these values; how many.
pub(crate) async fn run_in(
    link: &mut Link,
    statement: Statement,
    values: &[Arg<'_>],
    rest: &[Arg<'_>],
) -> Result<u64, Fault> {
    let mut changed = 0;
    for some in values.chunks(CHUNK) {
        let text = repeated(statement.text(), CHUNK, 1, link.marks());
        changed += link.run_text(text, &filled(some, rest)).await?;
    }
    Ok(changed)
}
