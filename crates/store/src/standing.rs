//! What stands of an organisation: figures that add up, in a campaign and a term. Whoever changes
//! them puts the difference aside for the tally, in the same write.

use model::authority::Permit;
use model::id::{CampaignId, OrgId, TermId};
use model::organisation::Sector;
use model::path::OrgPath;
use model::tally::Figures;

use crate::campaign::Place;
use crate::fault::Fault;
use crate::link::Link;
use crate::organisation::Organisation;
use crate::row::Row;
use crate::statement::{Arg, args, sql};
use crate::write::Write;

sql! {
    PUT = "insert into standing (org, campaign, term, sector, figures) values";
    OF = "select sector, figures from standing where org = $1 and campaign = $2 and term = $3";
    CHANGE = "update standing set sector = $4, figures = $5
        where org = $1 and campaign = $2 and term = $3";
    ALL_OF = "select campaign, sector, figures from standing where org = $1";
    WITHIN = "select s.sector, s.figures, count(*) from organisation o
        join standing s on s.org = o.id
        where o.path >= $1 and o.path < $2 and s.campaign = $3 group by s.sector, s.figures";
    CHILDREN = "select substr(o.path, 1, cast($4 as integer)), s.figures, count(*)
        from organisation o join standing s on s.org = o.id
        where o.path >= $1 and o.path < $2 and s.campaign = $3 group by 1, 2";
}

/// What stands of one organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// A branch's sector, by which figures are kept apart.
    pub sector: Option<Sector>,
    /// The figures.
    pub figures: Figures,
}

/// Of an organisation as such: one of its kind, while it is not closed.
fn as_such(org: &Organisation) -> Standing {
    let one = || Figures::one(org.kind.name());
    Standing { sector: org.sector, figures: org.closed.map_or_else(one, |_| Figures::default()) }
}

/// A sector's name in a database; empty where there is none.
pub(crate) fn sector_name(sector: Option<Sector>) -> &'static str {
    sector.map_or("", Sector::name)
}

pub(crate) fn sector_at(row: &Row, at: usize) -> Result<Option<Sector>, Fault> {
    let name = row.get::<String>(at)?;
    match name.as_str() {
        "" => Ok(None),
        name => Sector::named(name).map(Some).ok_or_else(|| Fault::Corrupt(format!("«{name}»"))),
    }
}

fn figures_at(row: &Row, at: usize) -> Result<Figures, Fault> {
    row.parsed(at, Figures::parse)
}

/// Enters organisations that begin, as such. A branch is counted where it is put: its superior
/// stands for it, so that a sheet of thousands leaves a difference a committee.
pub(crate) async fn begin(write: &mut Write, orgs: &[Organisation]) -> Result<(), Fault> {
    let standings: Vec<Standing> = orgs.iter().map(as_such).collect();
    let figures: Vec<String> = standings.iter().map(|one| one.figures.to_string()).collect();
    let mut rows = Vec::with_capacity(5 * orgs.len());
    for ((org, standing), figures) in orgs.iter().zip(&standings).zip(&figures) {
        let sector = sector_name(standing.sector);
        rows.extend_from_slice(args![org.id, CampaignId::NONE, TermId::NONE, sector, figures]);
        let at = if org.is_branch() { org.parent.unwrap_or(org.id) } else { org.id };
        write.differ(at, CampaignId::NONE, standing.sector, &standing.figures, 1);
    }
    write.insert(PUT, 5, &rows).await
}

/// The word under which a branch that takes part in a campaign counts as one.
pub const ENROLLED: &str = "enrolled";

/// Has branches count as one each in a campaign, whatever term. As with those that begin, their
/// superior stands for them.
pub(crate) async fn enrol(
    write: &mut Write,
    campaign: CampaignId,
    places: &[(&Place, bool)],
) -> Result<(), Fault> {
    let one = Figures::one(ENROLLED);
    let text = one.to_string();
    let mut rows = Vec::with_capacity(5 * places.len());
    for (place, took_part) in places {
        // Its row is there.
        if *took_part {
            let standing = Standing { sector: place.sector, figures: one.clone() };
            put(write, place.branch, campaign, TermId::NONE, &standing).await?;
            continue;
        }
        let sector = sector_name(place.sector);
        rows.extend_from_slice(args![place.branch, campaign, TermId::NONE, sector, &text]);
        write.differ(place.parent.unwrap_or(place.branch), campaign, place.sector, &one, 1);
    }
    write.insert(PUT, 5, &rows).await
}

/// Has a branch count no more in a campaign.
pub(crate) async fn unenrol(
    write: &mut Write,
    campaign: CampaignId,
    branch: OrgId,
) -> Result<(), Fault> {
    let Some(before) = of(write, branch, campaign, TermId::NONE).await? else { return Ok(()) };
    let standing = Standing { figures: Figures::default(), ..before };
    put(write, branch, campaign, TermId::NONE, &standing).await
}

/// Notes what an organisation now is, as such: another kind, another sector, or closed.
pub(crate) async fn renew(write: &mut Write, org: &Organisation) -> Result<(), Fault> {
    put(write, org.id, CampaignId::NONE, TermId::NONE, &as_such(org)).await
}

/// Puts what stands of the organisation that the permit is for, in place of what stood before.
///
/// # Errors
/// [`Fault`].
pub async fn put_for(
    write: &mut Write,
    permit: &Permit,
    campaign: CampaignId,
    term: TermId,
    standing: &Standing,
) -> Result<(), Fault> {
    write.permitted(permit, &[permit.verb()], permit.org())?;
    put(write, permit.org(), campaign, term, standing).await
}

/// The same within this crate, for a noun that has looked at its own permit. Its campaign and its
/// organisation are locked by whoever writes.
pub(crate) async fn put(
    write: &mut Write,
    org: OrgId,
    campaign: CampaignId,
    term: TermId,
    standing: &Standing,
) -> Result<(), Fault> {
    let before = of(write, org, campaign, term).await?;
    let sector = sector_name(standing.sector);
    let figures = standing.figures.to_string();
    let values: &[Arg<'_>] = args![org, campaign, term, sector, &figures];
    match &before {
        Some(before) if before == standing => return Ok(()),
        Some(before) => {
            write.run(CHANGE, values).await?;
            write.differ(org, campaign, before.sector, &before.figures, -1);
        }
        None => write.insert(PUT, values.len(), values).await?,
    }
    write.differ(org, campaign, standing.sector, &standing.figures, 1);
    Ok(())
}

/// What stands of an organisation.
///
/// # Errors
/// [`Fault`].
pub async fn of(
    link: &mut Link,
    org: OrgId,
    campaign: CampaignId,
    term: TermId,
) -> Result<Option<Standing>, Fault> {
    let row = link.row(OF, args![org, campaign, term]).await?;
    let read =
        |row: Row| Ok(Standing { sector: sector_at(&row, 0)?, figures: figures_at(&row, 1)? });
    row.map(read).transpose()
}

/// Figures of one organisation in every campaign, terms together.
pub(crate) async fn all_of(
    link: &mut Link,
    org: OrgId,
) -> Result<Vec<(CampaignId, Option<Sector>, Figures)>, Fault> {
    let rows = link.rows(ALL_OF, args![org]).await?;
    let read =
        |row: &Row| Ok((row.id(0, CampaignId::new)?, sector_at(row, 1)?, figures_at(row, 2)?));
    rows.iter().map(read).collect()
}

/// The figures at a place and below it, by sector, as they are at this moment.
pub(crate) async fn within(
    link: &mut Link,
    top: &OrgPath,
    campaign: CampaignId,
) -> Result<Vec<(Option<Sector>, Figures)>, Fault> {
    let rows = link.rows(WITHIN, args![top.as_str(), &top.end(), campaign]).await?;
    let read = |row: &Row| {
        let mut figures = Figures::default();
        figures.add(&figures_at(row, 1)?, row.get(2)?);
        Ok((sector_at(row, 0)?, figures))
    };
    rows.iter().map(read).collect()
}

/// The figures at and below some that stand beside each other, in the order of their places, as
/// they are at this moment; each by its place.
pub(crate) async fn of_children(
    link: &mut Link,
    children: &[OrgPath],
    campaign: CampaignId,
) -> Result<Vec<(OrgPath, Figures)>, Fault> {
    let (Some(first), Some(last)) = (children.first(), children.last()) else {
        return Ok(Vec::new());
    };
    let length = i64::try_from(first.as_str().len()).unwrap_or(i64::MAX);
    let rows = link.rows(CHILDREN, args![first.as_str(), &last.end(), campaign, length]).await?;
    let read = |row: &Row| {
        let mut figures = Figures::default();
        figures.add(&figures_at(row, 1)?, row.get(2)?);
        Ok((row.parsed(0, OrgPath::parse)?, figures))
    };
    rows.iter().map(read).collect()
}
