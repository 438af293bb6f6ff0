//! Branches whose sector is not that of whoever evaluates them (notice 二.2).

use std::collections::{BTreeSet, HashMap};

use model::path::OrgPath;

use super::{Organisation, columns, organisations};
use crate::fault::Fault;
use crate::link::Link;
use crate::statement::{Arg, CHUNK, args, repeated, sql};

sql! {
    // The sectors that model::organisation::Sectors::fit checks.
    CHECKED = concat!("select ", columns!(), " from organisation o
        where o.path >= $1 and o.path < $2 and o.closed is null
        and o.sector in ('office', 'university', 'state_enterprise', 'private')
        order by o.path limit $3");
    PLACES = concat!("select ", columns!(), " from organisation o where o.path in");
}

/// Branches that are read at a time.
const READ: usize = 500;

/// A branch whose sector is not that of whoever evaluates it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// The branch.
    pub branch: Organisation,
    /// Who evaluates it; nobody where none above it does.
    pub evaluator: Option<Organisation>,
}

/// Those of a subtree behind a place in its order: so many at most, and among so many branches as
/// may be looked through; with the place up to which it was looked, where there is more behind it.
///
/// # Errors
/// [`Fault`].
pub async fn mismatches(
    link: &mut Link,
    top: &OrgPath,
    after: &OrgPath,
    most: usize,
    looked_most: usize,
) -> Result<(Vec<Mismatch>, Option<OrgPath>), Fault> {
    let (mut found, mut looked) = (Vec::new(), 0);
    let mut behind = after.clone();
    let mut known: HashMap<OrgPath, Option<Organisation>> = HashMap::new();
    let limit = i64::try_from(READ).unwrap_or(i64::MAX);
    loop {
        // A branch is looked at by itself too; a `!` stands before every sign of a path.
        let from = if behind.as_str().is_empty() { top.to_string() } else { format!("{behind}!") };
        let rows = link.rows(CHECKED, args![&from, &top.end(), limit]).await?;
        let branches = organisations(rows)?;
        let is_last = branches.len() < READ;
        learn(link, &branches, &mut known).await?;
        for branch in branches {
            if found.len() == most || looked == looked_most {
                return Ok((found, Some(behind)));
            }
            looked += 1;
            behind = branch.path.clone();
            let evaluator = evaluator(&branch, &known);
            let fits = branch.sector.is_none_or(|sector| {
                evaluator.is_some_and(|org| org.sectors.fit(org.kind, sector))
            });
            if !fits {
                let evaluator = evaluator.cloned();
                found.push(Mismatch { branch, evaluator });
            }
        }
        if is_last {
            return Ok((found, None));
        }
    }
}

/// The nearest above a branch that evaluates.
fn evaluator<'k>(
    branch: &Organisation,
    known: &'k HashMap<OrgPath, Option<Organisation>>,
) -> Option<&'k Organisation> {
    let mut place = branch.path.above();
    while let Some(path) = place {
        if let Some(Some(org)) = known.get(&path) {
            return Some(org);
        }
        place = path.above();
    }
    None
}

/// Reads who stands above branches, and forgets nobody: they share most of their superiors.
async fn learn(
    link: &mut Link,
    branches: &[Organisation],
    known: &mut HashMap<OrgPath, Option<Organisation>>,
) -> Result<(), Fault> {
    let above = branches.iter().filter_map(|branch| branch.path.above());
    let above: BTreeSet<OrgPath> = above.collect();
    let places: BTreeSet<OrgPath> = above.iter().flat_map(OrgPath::way).collect();
    let new: Vec<&OrgPath> = places.iter().filter(|place| !known.contains_key(place)).collect();
    for some in new.chunks(CHUNK) {
        // The last ones are filled up with a place that is there already: one text for all.
        let filling = std::iter::repeat_n(&some[0], CHUNK - some.len());
        let values: Vec<Arg<'_>> =
            some.iter().chain(filling).map(|place| Arg::from(place.as_str())).collect();
        let text = repeated(PLACES.text(), CHUNK, 1, link.marks());
        for org in organisations(link.rows_text(text, &values).await?)? {
            let place = org.path.clone();
            known.insert(place, Some(org).filter(|org| org.kind.evaluates()));
        }
    }
    Ok(())
}
