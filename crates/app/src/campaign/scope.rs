//! 参加范围: which branches take part in a campaign, and who evaluates each: the nearest above it
//! that is a committee, a 党(工)委 or a department (rules.md «Who»).

use model::id::OrgId;
use model::organisation::{OrgKind, Sector};
use model::path::OrgPath;
use store::campaign::{Campaign, Place};
use store::organisation::{self, Organisation};
use store::{Link, tally};

use crate::refusal::Refusal;

/// Organisations that are read at a time.
const AT_ONCE: i64 = 4_096;

/// The branches of a campaign's scope, as they stand at this moment.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Branches with whoever evaluates each, in the order of their places.
    pub branches: Vec<Place>,
    /// Branches that nobody above evaluates, by name.
    pub unevaluated: Vec<String>,
    /// Committees that evaluate at least one.
    pub committees: usize,
    /// Branches whose sector their evaluator is not responsible for (notice 二.2).
    pub mismatched: usize,
}

/// Those on the way down to where the walk is, each with what matters of it.
struct Way(Vec<Organisation>);

impl Way {
    /// Goes to an organisation; those that it doesn't stand below are left behind.
    fn to(&mut self, path: &OrgPath) {
        while self.0.last().is_some_and(|last| !last.path.holds(path)) {
            self.0.pop();
        }
    }

    fn evaluator(&self) -> Option<&Organisation> {
        self.0.iter().rev().find(|org| org.kind.evaluates())
    }
}

/// Walks through a campaign's scope.
pub(super) async fn walk(link: &mut Link, campaign: &Campaign) -> Result<Scope, Refusal> {
    let mut scope = Scope::default();
    for top in tops(link, campaign).await? {
        let mut way = organisation::way(link, &top.path).await?;
        way.pop();
        let mut way = Way(way);
        let (mut page, mut last) = (vec![top.clone()], top.path.clone());
        while !page.is_empty() {
            for org in page {
                last = org.path.clone();
                way.to(&org.path);
                match org.kind {
                    OrgKind::Branch => scope.meet(&way, campaign, org),
                    _ => way.0.push(org),
                }
            }
            page = organisation::within(link, &top.path, &last, AT_ONCE).await?;
        }
    }
    let mut committees: Vec<OrgId> = scope.branches.iter().map(|one| one.committee).collect();
    committees.sort_unstable();
    committees.dedup();
    scope.committees = committees.len();
    Ok(scope)
}

impl Scope {
    fn meet(&mut self, way: &Way, campaign: &Campaign, org: Organisation) {
        let sectors = &campaign.facts.sectors;
        let fits = sectors.is_empty() || org.sector.is_some_and(|one| sectors.contains(&one));
        if !fits || org.closed.is_some() {
            return;
        }
        let Some(evaluator) = way.evaluator() else {
            self.unevaluated.push(org.name.as_str().to_owned());
            return;
        };
        let is_fit = |sector| evaluator.sectors.fit(evaluator.kind, sector);
        self.mismatched += usize::from(org.sector.is_some_and(|sector| !is_fit(sector)));
        let Organisation { id: branch, path, parent, sector, .. } = org;
        self.branches.push(Place { branch, path, parent, sector, committee: evaluator.id });
    }
}

/// The places below which branches take part, none of them below another. A unit that was closed
/// or went elsewhere has none.
async fn tops(link: &mut Link, campaign: &Campaign) -> Result<Vec<Organisation>, Refusal> {
    if campaign.facts.units.is_empty() {
        return Ok(organisation::find(link, campaign.org).await?.into_iter().collect());
    }
    let mut tops = Vec::new();
    for unit in &campaign.facts.units {
        let unit = organisation::find(link, *unit).await?;
        tops.extend(unit.filter(|unit| campaign.path.holds(&unit.path) && unit.closed.is_none()));
    }
    tops.sort_by(|one: &Organisation, other| one.path.cmp(&other.path));
    tops.dedup_by(|later, earlier| earlier.path.holds(&later.path));
    Ok(tops)
}

/// Branches of an open campaign's scope that take no part in it yet: those that were founded, or
/// came there, after it was opened. By the tally, so that a page may ask it each time; what it
/// can't see, a branch that takes part and changed its sector or kind, hides one of them until
/// [`super::late`] compares the list itself. Nothing is said while much waits for the tally.
pub(crate) async fn not_joined(link: &mut Link, campaign: &Campaign) -> Result<u64, Refusal> {
    let mut missing = 0;
    let sectors = &campaign.facts.sectors;
    for top in tops(link, campaign).await? {
        let Some(joined) = tally::joined(link, &top, campaign.id).await? else { return Ok(0) };
        let fits = |sector: &Option<Sector>| {
            sectors.is_empty() || sector.is_some_and(|sector| sectors.contains(&sector))
        };
        let there = joined.branches.iter().filter(|(sector, _)| fits(sector));
        let there: i64 = there.map(|(_, branches)| branches).sum();
        missing += u64::try_from(there - joined.enrolled).unwrap_or(0);
    }
    Ok(missing)
}
