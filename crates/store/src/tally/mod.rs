//! The tally: standings at and below an organisation, added up. Writers put differences aside, and
//! a second later one of the servers folds them in, so no writer waits for another at a row that
//! all share. At any moment the tally and what waits are together what a recount gives.

mod joined;
mod page;
mod recount;

use std::collections::{BTreeMap, HashMap};

use jiff::Timestamp;
use model::id::{CampaignId, EntryId, OrgId};
use model::limit;
use model::organisation::{OrgKind, Sector};
use model::path::OrgPath;
use model::tally::Figures;

pub use self::joined::{Joined, joined};
pub use self::page::{SHOWN_AT_ONCE, Shown, shown};
pub use self::recount::{Recounted, recount};
use crate::engine::Store;
use crate::fault::Fault;
use crate::link::Link;
use crate::organisation::Organisation;
use crate::row::Row;
use crate::standing::{self, sector_at, sector_name};
use crate::statement::{Arg, Statement, args, sql};
use crate::write::Write;

sql! {
    WAIT = "insert into tally_pending (entry, org, campaign, sector, figures, at) values";
    WAITING = "select entry from tally_pending group by entry order by entry limit $1";
    OF_ENTRY = "select org, campaign, sector, figures from tally_pending where entry = $1";
    TAKEN = "delete from tally_pending where entry = $1";
    OLDEST = "select min(at) from tally_pending";
    PLACE = "select path, kind from organisation where id = $1";
    STANDS_AT = "select id, kind from organisation where path = $1";

    READ = "select figures from tally where org = $1 and campaign = $2 and sector = $3";
    BEGIN = "insert into tally (org, campaign, sector, figures) values";
    CHANGE = "update tally set figures = $4 where org = $1 and campaign = $2 and sector = $3";
    END = "delete from tally where org = $1 and campaign = $2 and sector = $3";
    ALL_OF = "select campaign, sector, figures from tally where org = $1";
    FORGET = "delete from tally where org = $1";
    BY_SECTOR = "select sector, figures from tally where org = $1 and campaign = $2";
    // A sum and what waits below it, at one moment: together they are exact.
    MANY_WAIT = "select count(*) from (select 1 from tally_pending limit 200) as few";
    NOW = "select sector, figures from tally where org = $1 and campaign = $2
        union all select p.sector, p.figures from tally_pending p join organisation o
        on o.id = p.org where p.campaign = $2 and o.path >= $3 and o.path < $4";
    NOW_CHILDREN = "select org, figures from tally where campaign = $2 and org in
        (select id from organisation where parent = $1 and path >= $3 and path <= $4)
        union all select c.id, p.figures from tally_pending p join organisation o on o.id = p.org
        join organisation c on c.path = substr(o.path, 1, cast($6 as integer))
        where p.campaign = $2 and o.path >= $3 and o.path < $5 and c.kind <> 'branch'";
    OF_CHILDREN = "select org, figures from tally where campaign = $2 and org in
        (select id from organisation where parent = $1 and path >= $3 and path <= $4)";
}

/// Who folds, and who moves what was folded: one at a time.
///
/// A write comes to it late, after the tree and rows of organisations. Nobody waits for each other
/// because of it: whoever folds by the clock begins with it, gives up at once where it is held, and
/// then touches only rows of the tally, which others write under this lock alone, and keys of
/// organisations, which nobody changes but by a move, under this lock too.
const ALONE: Statement = Statement::new("select pg_advisory_xact_lock(6015)");
const LEADER: Statement =
    Statement::new("select case when pg_try_advisory_xact_lock(6015) then 1::bigint else 0 end");

/// Entries whose differences are folded at once.
const FOLDED_AT_ONCE: i64 = 1_000;

/// Every statement of this noun.
pub(crate) fn all() -> impl Iterator<Item = &'static Statement> {
    [ALL, joined::ALL, page::ALL, recount::ALL].into_iter().flatten()
}

/// Whose figures, in which campaign, of which sector.
pub(crate) type Key = (OrgId, CampaignId, Option<Sector>);

/// Differences by whose they are.
pub(crate) type Differences = BTreeMap<Key, Figures>;

/// Puts a write's differences aside, with its entry.
pub(crate) async fn wait(
    link: &mut Link,
    entry: EntryId,
    at: Timestamp,
    differences: &Differences,
) -> Result<(), Fault> {
    let differences: Vec<(&Key, String)> = differences
        .iter()
        .filter(|(_, figures)| !figures.is_nought())
        .map(|(key, figures)| (key, figures.to_string()))
        .collect();
    let mut values: Vec<Arg<'_>> = Vec::with_capacity(6 * differences.len());
    for ((org, campaign, sector), figures) in &differences {
        values.extend_from_slice(args![entry, *org, *campaign, sector_name(*sector), figures, at]);
    }
    link.insert(WAIT, 6, &values).await
}

/// Folds what waits into the tally; how many entries it was of. Of several servers one does it.
///
/// # Errors
/// [`Fault`].
pub async fn fold(store: &Store) -> Result<usize, Fault> {
    let mut link = store.begin().await?;
    if store.is_postgres() && link.number(LEADER, &[]).await? == 0 {
        return Ok(0);
    }
    let folded = fold_some(&mut link).await?;
    if folded > 0 {
        link.commit().await?;
    }
    Ok(folded)
}

/// Folds everything that waits, and has nobody else fold until the write ends.
async fn fold_alone(write: &mut Write) -> Result<(), Fault> {
    if write.is_postgres() {
        write.rows(ALONE, &[]).await?;
    }
    while fold_some(write).await? > 0 {}
    Ok(())
}

async fn fold_some(link: &mut Link) -> Result<usize, Fault> {
    let entries = link.rows(WAITING, args![FOLDED_AT_ONCE]).await?;
    let mut differences = Differences::new();
    for entry in &entries {
        let entry = entry.id(0, EntryId::new)?;
        for row in link.rows(OF_ENTRY, args![entry]).await? {
            let (key, figures) = line(&row)?;
            differences.entry(key).or_default().add(&figures, 1);
        }
        link.run(TAKEN, args![entry]).await?;
    }
    let mut sums = Differences::new();
    let mut standing_at = HashMap::new();
    for ((org, campaign, sector), figures) in differences {
        let row = link.row(PLACE, args![org]).await?;
        let row = row.ok_or_else(|| Fault::Corrupt(format!("no organisation {org}")))?;
        for place in row.parsed(0, OrgPath::parse)?.way() {
            if let Some(org) = who_adds_up(link, &mut standing_at, &place).await? {
                sums.entry((org, campaign, sector)).or_default().add(&figures, 1);
            }
        }
    }
    add_all(link, &sums, 1).await?;
    Ok(entries.len())
}

fn line(row: &Row) -> Result<(Key, Figures), Fault> {
    let key = (row.id(0, OrgId::new)?, row.id(1, CampaignId::new)?, sector_at(row, 2)?);
    Ok((key, row.parsed(3, Figures::parse)?))
}

/// Who stands at a place and has a tally: everybody but branches, who have nobody below.
async fn who_adds_up(
    link: &mut Link,
    known: &mut HashMap<OrgPath, Option<OrgId>>,
    place: &OrgPath,
) -> Result<Option<OrgId>, Fault> {
    if let Some(org) = known.get(place) {
        return Ok(*org);
    }
    let row = link.row(STANDS_AT, args![place.as_str()]).await?;
    let row = row.ok_or_else(|| Fault::Corrupt(format!("nobody at {place}")))?;
    let is_branch = row.parsed(1, |name| OrgKind::named(name).ok_or(()))? == OrgKind::Branch;
    let org = row.id(0, OrgId::new)?;
    let org = (!is_branch).then_some(org);
    known.insert(place.clone(), org);
    Ok(org)
}

async fn add_all(link: &mut Link, sums: &Differences, times: i64) -> Result<(), Fault> {
    let mut begun: Vec<(&Key, String)> = Vec::new();
    for (key, figures) in sums.iter().filter(|(_, figures)| !figures.is_nought()) {
        let (org, campaign, sector) = *key;
        let sector = sector_name(sector);
        let before = link.row(READ, args![org, campaign, sector]).await?;
        let mut sum = match &before {
            Some(row) => row.parsed(0, Figures::parse)?,
            None => Figures::default(),
        };
        sum.add(figures, times);
        let text = sum.to_string();
        match (before.is_some(), sum.is_nought()) {
            (true, false) => {
                link.run(CHANGE, args![org, campaign, sector, &text]).await?;
            }
            (true, true) => {
                link.run(END, args![org, campaign, sector]).await?;
            }
            (false, _) => begun.push((key, text)),
        }
    }
    begin_rows(link, &begun).await
}

async fn begin_rows(link: &mut Link, rows: &[(&Key, String)]) -> Result<(), Fault> {
    let mut values: Vec<Arg<'_>> = Vec::with_capacity(4 * rows.len());
    for ((org, campaign, sector), figures) in rows {
        values.extend_from_slice(args![*org, *campaign, sector_name(*sector), figures]);
    }
    link.insert(BEGIN, 4, &values).await
}

/// What was folded of an organisation and all below it.
async fn folded(write: &mut Write, org: &Organisation) -> Result<Differences, Fault> {
    let mut sums = Differences::new();
    if org.is_branch() {
        // It has no tally: what stands of it was folded, but for what this very write changed.
        for (campaign, sector, figures) in standing::all_of(write, org.id).await? {
            sums.entry((org.id, campaign, sector)).or_default().add(&figures, 1);
        }
        for (key, figures) in write.differences_of(org.id) {
            sums.entry(key).or_default().add(&figures, -1);
        }
        return Ok(sums);
    }
    for row in write.rows(ALL_OF, args![org.id]).await? {
        let key = (org.id, row.id(0, CampaignId::new)?, sector_at(&row, 1)?);
        sums.insert(key, row.parsed(2, Figures::parse)?);
    }
    Ok(sums)
}

/// Takes what an organisation adds up to from those above where it stands, and adds it to those
/// on the way to where it will stand. To be called before it moves, with the tree locked.
pub(crate) async fn shift(
    write: &mut Write,
    org: &Organisation,
    to: &OrgPath,
) -> Result<(), Fault> {
    fold_alone(write).await?;
    let sums = folded(write, org).await?;
    let mut known = HashMap::new();
    for (place, times) in [(&org.path, -1), (to, 1)] {
        let Some(above) = place.above() else { continue };
        for place in above.way() {
            let Some(superior) = who_adds_up(write, &mut known, &place).await? else { continue };
            let sums: Differences = sums
                .iter()
                .map(|((_, campaign, sector), figures)| {
                    ((superior, *campaign, *sector), figures.clone())
                })
                .collect();
            add_all(write, &sums, times).await?;
        }
    }
    Ok(())
}

/// Gives an organisation that is no branch any more a tally of its own, or takes it from one that
/// becomes a branch. To be called before it changes.
pub(crate) async fn change_kind(
    write: &mut Write,
    org: &Organisation,
    to: OrgKind,
) -> Result<(), Fault> {
    if org.is_branch() == (to == OrgKind::Branch) {
        return Ok(());
    }
    fold_alone(write).await?;
    if org.is_branch() {
        let sums = folded(write, org).await?;
        add_all(write, &sums, 1).await
    } else {
        write.run(FORGET, args![org.id]).await.map(drop)
    }
}

/// Figures with the moment that they are of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally<T> {
    /// What they are of, and the figures.
    pub figures: T,
    /// 截至: what was done before it is in them; nothing where they are of this very moment.
    pub as_of: Option<Timestamp>,
}

/// The moment before which everything is folded.
async fn as_of(link: &mut Link, now: Timestamp) -> Result<Timestamp, Fault> {
    let oldest = link.row(OLDEST, &[]).await?.map(|row| row.get::<Option<i64>>(0)).transpose()?;
    let oldest = oldest.flatten().map(Timestamp::from_microsecond);
    Ok(oldest.and_then(Result::ok).map_or(now, |oldest| oldest.min(now)))
}

/// Branches that an organisation has, by its tally.
async fn branches(link: &mut Link, org: OrgId) -> Result<i64, Fault> {
    let rows = link.rows(BY_SECTOR, args![org, CampaignId::NONE]).await?;
    rows.iter().map(|row| Ok(row.parsed(1, Figures::parse)?.get(OrgKind::Branch.name()))).sum()
}

/// Whether so much waits that standings are added up sooner than it is looked through.
async fn many_wait(link: &mut Link) -> Result<bool, Fault> {
    Ok(link.number(MANY_WAIT, &[]).await? >= 200)
}

/// The figures of an organisation and all below it, by sector.
///
/// # Errors
/// [`Fault`].
pub async fn of(
    link: &mut Link,
    org: &Organisation,
    campaign: CampaignId,
    now: Timestamp,
) -> Result<Tally<Vec<(Option<Sector>, Figures)>>, Fault> {
    if org.is_branch() || branches(link, org.id).await? <= limit::EXACT_BRANCHES {
        let mut by_sector: BTreeMap<Option<Sector>, Figures> = BTreeMap::new();
        if org.is_branch() || many_wait(link).await? {
            for (sector, figures) in standing::within(link, &org.path, campaign).await? {
                by_sector.entry(sector).or_default().add(&figures, 1);
            }
        } else {
            let place = (org.path.as_str(), org.path.end());
            for row in link.rows(NOW, args![org.id, campaign, place.0, &place.1]).await? {
                let figures = row.parsed(1, Figures::parse)?;
                by_sector.entry(sector_at(&row, 0)?).or_default().add(&figures, 1);
            }
            by_sector.retain(|_, figures| !figures.is_nought());
        }
        return Ok(Tally { figures: by_sector.into_iter().collect(), as_of: None });
    }
    let as_of = Some(as_of(link, now).await?);
    let rows = link.rows(BY_SECTOR, args![org.id, campaign]).await?;
    let read = |row: &Row| Ok((sector_at(row, 0)?, row.parsed(1, Figures::parse)?));
    let figures: Result<Vec<_>, Fault> = rows.iter().map(read).collect();
    Ok(Tally { figures: figures?, as_of })
}

/// The figures of some children of an organisation, each with all below it, in their order.
///
/// # Errors
/// [`Fault`].
pub async fn of_children(
    link: &mut Link,
    org: &Organisation,
    children: &[Organisation],
    campaign: CampaignId,
    now: Timestamp,
) -> Result<Tally<Vec<Figures>>, Fault> {
    let (Some(first), Some(last)) = (children.first(), children.last()) else {
        return Ok(Tally { figures: Vec::new(), as_of: None });
    };
    let is_exact = branches(link, org.id).await? <= limit::EXACT_BRANCHES;
    // Where all are branches, what stands of them is all there is to look at.
    let is_lowest = children.iter().all(Organisation::is_branch);
    if is_exact && (is_lowest || many_wait(link).await?) {
        let places: Vec<OrgPath> = children.iter().map(|child| child.path.clone()).collect();
        let mut by_place: HashMap<OrgPath, Figures> = HashMap::new();
        for (place, figures) in standing::of_children(link, &places, campaign).await? {
            by_place.entry(place).or_default().add(&figures, 1);
        }
        let figures = places.iter().map(|place| by_place.remove(place).unwrap_or_default());
        return Ok(Tally { figures: figures.collect(), as_of: None });
    }
    let as_of = if is_exact { None } else { Some(as_of(link, now).await?) };
    let (first, last, end) = (first.path.as_str(), last.path.as_str(), last.path.end());
    let mut by_org: HashMap<OrgId, Figures> = HashMap::new();
    let length = i64::try_from(first.len()).unwrap_or(i64::MAX);
    let rows = match is_exact {
        true => link.rows(NOW_CHILDREN, args![org.id, campaign, first, last, &end, length]).await?,
        false => link.rows(OF_CHILDREN, args![org.id, campaign, first, last]).await?,
    };
    for row in rows {
        let figures = row.parsed(1, Figures::parse)?;
        by_org.entry(row.id(0, OrgId::new)?).or_default().add(&figures, 1);
    }
    // A branch has no tally: it is what stands of it.
    for branch in children.iter().filter(|child| child.is_branch()) {
        let whole = by_org.entry(branch.id).or_default();
        for (of, _, figures) in standing::all_of(link, branch.id).await? {
            if of == campaign {
                whole.add(&figures, 1);
            }
        }
    }
    let figures = children.iter().map(|child| by_org.remove(&child.id).unwrap_or_default());
    Ok(Tally { figures: figures.collect(), as_of })
}
