//! Finding organisations by a piece of their name or the beginning of their code.

use model::fold::fold;
use model::path::OrgPath;

use super::{Organisation, columns, organisation, organisations, pairs};
use crate::fault::Fault;
use crate::link::Link;
use crate::statement::{Arg, Statement, args, sql};
use crate::write::{Once, Write};

sql! {
    // How many there are, up to where it no longer matters.
    RARITY = "select count(*) from
        (select 1 from bigram where pair = $1 and path >= $2 and path < $3 limit 1000) as few";
    // Two characters are a pair: whoever has it has them. A condition on the name would have
    // PostgreSQL expect so few that it reads all of them before it gives the first.
    PAIRED = concat!("select ", columns!(), " from bigram b join organisation o on o.path = b.path
        where b.pair = $1 and b.path >= $2 and b.path < $3
        and o.closed is null order by b.path limit $4");
    // The limit within keeps their order, in which the first ones are found soon.
    NAMED = concat!("select ", columns!(), " from (select path from bigram
        where pair = $1 and path >= $2 and path < $3 order by path limit 1000000000) b
        join organisation o on o.path = b.path
        where o.folded like $4 escape '!' and o.closed is null order by b.path limit $5");
    WITH_CODE = concat!("select ", columns!(), " from organisation o
        where o.code = $1 and o.closed is null");
    CODED = concat!("select ", columns!(), " from organisation o
        where o.code >= $1 and o.code < $2 and o.code > $6 and o.path >= $3 and o.path < $4
        and o.closed is null order by o.code limit $5");
}

/// Those of a subtree whose name has the text in it, in whatever width it was typed, behind a
/// place in their order. A text of fewer than two characters finds nothing.
///
/// # Errors
/// [`Fault`].
pub async fn search(
    link: &mut Link,
    top: &OrgPath,
    text: &str,
    after: &OrgPath,
    most: i64,
) -> Result<Vec<Organisation>, Fault> {
    let folded = fold(text);
    let end = top.end();
    // The top itself may be what is looked for; a `!` stands before every sign of a path.
    let from = if after.as_str().is_empty() { top.to_string() } else { format!("{after}!") };
    if let ([pair], 2) = (&*pairs(&folded), folded.chars().count()) {
        return organisations(link.rows(PAIRED, args![pair, &from, &end, most]).await?);
    }
    let Some((pair, pattern)) = sought(link, top, text).await? else { return Ok(Vec::new()) };
    organisations(link.rows(NAMED, args![&pair, &from, &end, &pattern, most]).await?)
}

/// The rarest pair of a text that is looked for in names, and the pattern that such a name fits;
/// none where it has fewer than two characters.
pub(crate) async fn sought(
    link: &mut Link,
    top: &OrgPath,
    text: &str,
) -> Result<Option<(String, String)>, Fault> {
    let (folded, end) = (fold(text), top.end());
    let pair = rarest(link, RARITY, &folded, args![top.as_str(), &end]).await?;
    Ok(pair.map(|pair| (pair, format!("%{}%", escaped(&folded)))))
}

/// Pairs of a text that are weighed: any one of them finds all that have the text.
const WEIGHED: usize = 16;

/// The pair of characters of a text that the fewest have; none where it has fewer than two.
pub(crate) async fn rarest(
    link: &mut Link,
    rarity: Statement,
    folded: &str,
    within: &[Arg<'_>],
) -> Result<Option<String>, Fault> {
    let mut rarest: Option<(i64, String)> = None;
    for pair in pairs(folded).into_iter().take(WEIGHED) {
        let values: Vec<Arg<'_>> =
            std::iter::once(Arg::from(&pair)).chain(within.iter().copied()).collect();
        let count = link.number(rarity, &values).await?;
        if rarest.as_ref().is_none_or(|(least, _)| count < *least) {
            rarest = Some((count, pair));
        }
    }
    Ok(rarest.map(|(_, pair)| pair))
}

/// Those of a subtree whose code begins with the text as it stands, behind a code in their order.
///
/// # Errors
/// [`Fault`].
pub async fn by_code(
    link: &mut Link,
    top: &OrgPath,
    text: &str,
    after: &str,
    most: i64,
) -> Result<Vec<Organisation>, Fault> {
    let code: String = model::fold::narrow(text).collect();
    let end = format!("{code}~");
    let behind = top.end();
    let values = args![&code, &end, top.as_str(), &behind, most, after];
    organisations(link.rows(CODED, values).await?)
}

/// Waits until nobody else looks whether a code is free, or takes one; then until this write ends
/// nobody does.
///
/// # Errors
/// [`Fault`].
pub async fn one_code_at_once(write: &mut Write) -> Result<(), Fault> {
    write.alone(Once::Code).await
}

/// The one that has a code.
///
/// # Errors
/// [`Fault`].
pub async fn coded(link: &mut Link, code: &str) -> Result<Option<Organisation>, Fault> {
    link.row(WITH_CODE, args![code]).await?.as_ref().map(organisation).transpose()
}

/// Signs of a pattern stand for themselves.
pub(crate) fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if matches!(c, '%' | '_' | '!') {
            escaped.push('!');
        }
        escaped.push(c);
    }
    escaped
}
