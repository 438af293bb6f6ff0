//! Many organisations at once, as a sheet brings them.

use jiff::civil::Date;
use model::authority::{Permit, Verb};
use model::id::OrgId;
use model::organisation::OrgKind;
use model::path::OrgPath;

use super::change::{insert, new, no_place, unfit};
use super::{Facts, Organisation, columns, organisations};
use crate::fault::Fault;
use crate::link::Link;
use crate::list::rows_in;
use crate::statement::{Arg, args, sql};
use crate::write::Write;

sql! {
    RESERVE = "update organisation set next_child = next_child + $2
        where id = $1 and closed is null returning next_child - $2, path, kind";
    CODED = concat!("select ", columns!(), " from organisation o
        where o.closed is null and o.code in");
    WITH_IDS = concat!("select ", columns!(), " from organisation o where o.id in");
}

/// Organisations that are held as values for the database at a time: about 10 MB.
const AT_ONCE: usize = 4_096;

/// New organisations of one superior, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The superior.
    pub below: OrgId,
    /// Each with its identity.
    pub founded: Vec<(OrgId, Facts)>,
}

/// Puts new organisations below ones that are there, each of which stands where the permit is for
/// or below it.
///
/// # Errors
/// [`Fault`], also where a superior stands elsewhere or may not have such an organisation below it.
pub async fn found_all(
    write: &mut Write,
    permit: &Permit,
    groups: impl IntoIterator<Item = Group>,
    on: Date,
) -> Result<(), Fault> {
    write.permitted(permit, &[Verb::ImportOrganisations], permit.org())?;
    let mut orgs = Vec::new();
    for Group { below, founded } in groups {
        let (first, superior, kind) = reserve(write, below, founded.len()).await?;
        if !permit.path().holds(&superior) {
            return Err(unfit("the superior stands outside of what the permit is for"));
        }
        for (number, (id, facts)) in (first..).zip(founded) {
            if !facts.kind.may_stand_below(kind) {
                return Err(unfit("such an organisation may not stand there"));
            }
            let path = superior.child(number).map_err(no_place)?;
            orgs.push(new(id, facts, Some(below), path, on));
        }
        while orgs.len() >= AT_ONCE {
            let later = orgs.split_off(AT_ONCE);
            insert(write, &orgs).await?;
            orgs = later;
        }
    }
    insert(write, &orgs).await
}

/// Takes numbers for so many children of an organisation; gives the first, its place and kind.
async fn reserve(
    write: &mut Write,
    below: OrgId,
    children: usize,
) -> Result<(u32, OrgPath, OrgKind), Fault> {
    let children = i64::try_from(children).map_err(|_| unfit("too many children"))?;
    let row = write.row(RESERVE, args![below, children]).await?;
    let row = row.ok_or_else(|| unfit("there is no such superior"))?;
    let first = u32::try_from(row.get::<i64>(0)?).map_err(|_| unfit("next_child"))?;
    let kind = row.parsed(2, |name| OrgKind::named(name).ok_or(()))?;
    Ok((first, row.parsed(1, OrgPath::parse)?, kind))
}

/// Those that have one of these codes, wherever they stand.
///
/// # Errors
/// [`Fault`].
pub async fn with_codes(link: &mut Link, codes: &[&str]) -> Result<Vec<Organisation>, Fault> {
    let codes: Vec<Arg<'_>> = codes.iter().copied().map(Arg::from).collect();
    organisations(rows_in(link, CODED, &codes, &[]).await?)
}

/// Those of these identities, in any order; closed ones too.
///
/// # Errors
/// [`Fault`].
pub async fn with_ids(link: &mut Link, ids: &[OrgId]) -> Result<Vec<Organisation>, Fault> {
    let ids: Vec<Arg<'_>> = ids.iter().copied().map(Arg::from).collect();
    organisations(rows_in(link, WITH_IDS, &ids, &[]).await?)
}
