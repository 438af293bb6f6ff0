//! Who and what a change of an organisation affects.

use jiff::civil::Date;
use model::path::OrgPath;

use crate::fault::Fault;
use crate::link::Link;
use crate::statement::{args, day, sql};

sql! {
    BRANCHES = "select count(*) from organisation where path >= $1 and path < $2
        and kind = 'branch' and closed is null";
    ACCOUNTS = "select count(distinct p.person) from organisation o join post p on p.org = o.id
        join account a on a.person = p.person where o.path >= $1 and o.path < $2
        and o.closed is null and p.from_day <= $3 and (p.to_day is null or p.to_day >= $3)";
    DEEPEST = "select path from organisation where path >= $1 and path < $2
        order by length(path) desc limit 1";
}

/// What stands at a place and below it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Affected {
    /// Organisations, its top included.
    pub organisations: i64,
    /// Branches among them.
    pub branches: i64,
    /// Accounts of those who hold posts there.
    pub accounts: i64,
}

/// Counts what stands at a place and below it.
///
/// # Errors
/// [`Fault`].
pub async fn affected(link: &mut Link, top: &OrgPath, today: Date) -> Result<Affected, Fault> {
    let end = top.end();
    Ok(Affected {
        organisations: super::count(link, top).await?,
        branches: link.number(BRANCHES, args![top.as_str(), &end]).await?,
        accounts: link.number(ACCOUNTS, args![top.as_str(), &end, day(today)]).await?,
    })
}

/// Levels that a subtree has, its top included.
///
/// # Errors
/// [`Fault`].
pub async fn deepest(link: &mut Link, top: &OrgPath) -> Result<usize, Fault> {
    let row = link.row(DEEPEST, args![top.as_str(), &top.end()]).await?;
    let deepest = row.map(|row| row.parsed(0, OrgPath::parse)).transpose()?;
    Ok(deepest.map_or(1, |deepest| deepest.depth() + 1 - top.depth()))
}
