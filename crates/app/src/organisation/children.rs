//! 下级组织: those right below an organisation, in an order and by a filter that a person chose,
//! page by page or as a sheet.

use std::cmp::Reverse;
use std::fs::File;
use std::io::BufWriter;

use jiff::Timestamp;
use model::authority::Verb;
use model::id::{CampaignId, OrgId};
use model::limit;
use model::organisation::{OrgKind, Sector};
use model::path::OrgPath;
use model::tally::Figures;
use store::Link;
use store::organisation::{self, Behind, Only, Order, Organisation};
use store::tally::{self, SHOWN_AT_ONCE, Tally};
use table::Kind;

use super::browse::permitted;
use super::export::{As, Rows, taken_out, unwritable};
use crate::cx::Cx;
use crate::refusal::Refusal;

/// Organisations of a page.
const PAGE: usize = SHOWN_AT_ONCE;

/// Organisations that a sheet reads at a time.
const READ: i64 = 500;

/// The heads of the sheet.
const HEADS: [(&str, Kind); 5] = [
    ("党组织代码", Kind::Text),
    ("党组织名称", Kind::Text),
    ("种类", Kind::Text),
    ("类别", Kind::Text),
    ("支部", Kind::Whole),
];

/// What children are listed by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// Their order in the tree.
    #[default]
    Place,
    /// Their name.
    Name,
    /// Their code.
    Code,
    /// The branches at and below them, the most first.
    Branches,
}

impl By {
    /// All, each with its word in an address and for people.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Place, "place", "组织顺序"),
        (Self::Name, "name", "名称"),
        (Self::Code, "code", "代码"),
        (Self::Branches, "branches", "支部数"),
    ];

    /// By its word in an address.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, word, _)| *word == name).map(|(by, ..)| *by)
    }

    /// Its word in an address.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(by, ..)| *by == self).map_or("", |(_, name, _)| name)
    }

    /// The order that an index has ready; that of the tree where none has it.
    fn order(self) -> Order {
        match self {
            Self::Name => Order::Name,
            Self::Code => Order::Code,
            Self::Place | Self::Branches => Order::Place,
        }
    }
}

/// How the children of an organisation are listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listing {
    /// By what.
    pub by: By,
    /// Those of a kind.
    pub kind: Option<OrgKind>,
    /// The branches of a sector.
    pub sector: Option<Sector>,
    /// Those with this in their name; all where it is empty.
    pub piece: String,
    /// Behind which one a page begins.
    pub behind: Behind,
}

impl Listing {
    /// Whether it leaves anything out.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        self.kind.is_some() || self.sector.is_some() || !self.piece.is_empty()
    }

    /// What the database is asked for; nothing where nobody can be so: branches alone have sectors,
    /// and a name has an end.
    fn only(&self) -> Option<Only> {
        if self.piece.chars().nth(limit::NAME_CHARS).is_some() {
            return None;
        }
        match (self.kind, self.sector) {
            (None, None) => Some(Only::All),
            (Some(kind), None) => Some(Only::Kind(kind)),
            (None | Some(OrgKind::Branch), Some(sector)) => Some(Only::Sector(sector)),
            (Some(_), Some(_)) => None,
        }
    }
}

/// A page of children.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    /// They, each with the branches at and below it.
    pub(super) children: Vec<(Organisation, i64)>,
    /// What stands below them all.
    pub(super) below: Option<Below>,
    /// Behind which one the next page begins.
    pub(super) next: Option<Behind>,
    /// Whether they are too many to be listed by their branches.
    pub(super) too_many: bool,
}

/// What stands below an organisation, in figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Below {
    /// Organisations by kind, in the order of kinds; those that there are.
    pub kinds: Vec<(OrgKind, i64)>,
    /// Branches by sector; those that there are.
    pub sectors: Vec<(Option<Sector>, i64)>,
    /// 截至: what was done before is in the figures; nothing where they are of this moment.
    pub as_of: Option<Timestamp>,
}

impl Below {
    fn of(org: &Organisation, tally: &Tally<Vec<(Option<Sector>, Figures)>>) -> Self {
        let count = |kind: OrgKind, figures: &Figures| figures.get(kind.name());
        let kinds = OrgKind::ALL.iter().map(|(kind, ..)| {
            let all: i64 = tally.figures.iter().map(|(_, figures)| count(*kind, figures)).sum();
            // It is not below itself.
            (*kind, all - i64::from(*kind == org.kind))
        });
        let sectors = tally.figures.iter();
        let sectors = sectors.map(|(sector, figures)| (*sector, count(OrgKind::Branch, figures)));
        Self {
            kinds: kinds.filter(|(_, count)| *count > 0).collect(),
            sectors: sectors.filter(|(_, count)| *count > 0).collect(),
            as_of: tally.as_of,
        }
    }
}

/// A page of those right below an organisation, with the figures.
pub(super) async fn page(
    cx: &Cx,
    link: &mut Link,
    org: &Organisation,
    listing: &Listing,
) -> Result<Page, Refusal> {
    if org.is_branch() {
        return Ok(Page::default());
    }
    let mut too_many = false;
    if listing.by == By::Branches {
        match by_branches(cx, link, org, listing).await? {
            Some(all) => {
                let (whole, _) = tally::shown(link, org, &[], cx.now()).await?;
                let mut left = all.into_iter().skip_while(|child| is_before(child, listing));
                let children: Vec<_> = left.by_ref().take(PAGE).collect();
                let last = children.last().filter(|_| left.next().is_some());
                let next = last.map(|(child, branches)| Behind {
                    path: child.path.clone(),
                    key: Some(branches.to_string()),
                });
                let below = Some(Below::of(org, &whole));
                return Ok(Page { children, below, next, too_many });
            }
            None => too_many = true,
        }
    }
    let order = listing.by.order();
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut children = some(link, org, listing, &listing.behind, most).await?;
    let more = children.len() > PAGE;
    children.truncate(PAGE);
    let next = children.last().filter(|_| more).map(|last| Behind::of(last, order));
    let (whole, each) = tally::shown(link, org, &children, cx.now()).await?;
    let children = children.into_iter().zip(each.iter().map(branches)).collect();
    Ok(Page { children, below: Some(Below::of(org, &whole)), next, too_many })
}

/// Branches by a child's figures; a branch has none, and is one.
fn branches(figures: &Option<Figures>) -> i64 {
    figures.as_ref().map_or(1, |figures| figures.get(OrgKind::Branch.name()))
}

/// Whether a child was on a page before, where they are listed by their branches.
fn is_before((child, branches): &(Organisation, i64), listing: &Listing) -> bool {
    let key = listing.behind.key.as_deref().and_then(|key| key.parse::<i64>().ok());
    key.is_some_and(|key| (Reverse(*branches), &child.path) <= (Reverse(key), &listing.behind.path))
}

async fn some(
    link: &mut Link,
    org: &Organisation,
    listing: &Listing,
    behind: &Behind,
    most: i64,
) -> Result<Vec<Organisation>, Refusal> {
    let Some(only) = listing.only() else { return Ok(Vec::new()) };
    let wanted = (only, listing.piece.as_str());
    Ok(organisation::listed(link, org, listing.by.order(), wanted, behind, most).await?)
}

/// All children that are wanted, those with the most branches first; nothing where they are too
/// many for that.
async fn by_branches(
    cx: &Cx,
    link: &mut Link,
    org: &Organisation,
    listing: &Listing,
) -> Result<Option<Vec<(Organisation, i64)>>, Refusal> {
    let most = i64::try_from(limit::SORTED_CHILDREN + 1).unwrap_or(i64::MAX);
    let all = some(link, org, listing, &Behind::default(), most).await?;
    if all.len() > limit::SORTED_CHILDREN {
        return Ok(None);
    }
    let (ones, others): (Vec<_>, Vec<_>) = all.into_iter().partition(Organisation::is_branch);
    let each = tally::of_children(link, org, &others, CampaignId::NONE, cx.now()).await?;
    let each = each.figures.into_iter().map(|figures| branches(&Some(figures)));
    let mut counted: Vec<(Organisation, i64)> = others.into_iter().zip(each).collect();
    counted.extend(ones.into_iter().map(|one| (one, 1)));
    counted.sort_by(|(one, of_one), (other, of_other)| {
        (Reverse(of_one), &one.path).cmp(&(Reverse(of_other), &other.path))
    });
    Ok(Some(counted))
}

/// Those right below an organisation that lead to where this person holds a role.
pub(super) async fn own_way(cx: &Cx, link: &mut Link, org: &Organisation) -> Result<Page, Refusal> {
    let depth = org.path.depth();
    let mut below: Vec<OrgPath> = cx
        .tops()
        .iter()
        .filter(|top| org.path.holds(&top.path))
        .filter_map(|top| top.path.way().nth(depth))
        .collect();
    below.sort();
    below.dedup();
    let mut found = Vec::with_capacity(below.len());
    for path in below {
        found.extend(organisation::at(link, &path).await?);
    }
    let children = found.into_iter().map(|child| (child, 0)).collect();
    Ok(Page { children, ..Page::default() })
}

/// Those right below an organisation, so many at most, where this person may look into it.
///
/// # Errors
/// [`Refusal::Unseen`].
pub async fn right_below(cx: &Cx, org: OrgId, most: usize) -> Result<Vec<Organisation>, Refusal> {
    let mut link = cx.link().await?;
    let org = organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
    if !cx.tops().iter().any(|top| top.path.holds(&org.path)) {
        return Err(Refusal::Unseen);
    }
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    Ok(organisation::children(&mut link, Some(org.id), &OrgPath::above_all(), most).await?)
}

/// 导出所见: all children that a listing shows, in its order, as a file; with the organisation's
/// name.
///
/// # Errors
/// [`Refusal`].
pub async fn children_out(
    cx: &Cx,
    org: OrgId,
    listing: Listing,
    how: As,
) -> Result<(String, File), Refusal> {
    let write = move |cx: Cx, to| async move { write_out(&cx, org, &listing, how, to).await };
    taken_out(cx, org, write).await
}

async fn write_out(
    cx: &Cx,
    org: OrgId,
    listing: &Listing,
    how: As,
    to: BufWriter<File>,
) -> Result<(Organisation, BufWriter<File>, u64), Refusal> {
    let mut link = cx.app.store().snapshot().await?;
    let (org, _) = permitted(cx, &mut link, Verb::ExportOrganisations, org).await?;
    let spill = tempfile::tempdir().map_err(unwritable)?;
    let mut rows = Rows::new(how, to, spill.path(), "下级组织", &HEADS)?;
    let mut count = 0;
    if listing.by == By::Branches
        && let Some(all) = by_branches(cx, &mut link, &org, listing).await?
    {
        count += push(&mut rows, &all)?;
        return Ok((org, rows.finish()?, count));
    }
    let mut behind = Behind::default();
    loop {
        let read = some(&mut link, &org, listing, &behind, READ).await?;
        let Some(last) = read.last() else { return Ok((org, rows.finish()?, count)) };
        behind = Behind::of(last, listing.by.order());
        for children in read.chunks(SHOWN_AT_ONCE) {
            let (_, each) = tally::shown(&mut link, &org, children, cx.now()).await?;
            let each = each.iter().map(branches);
            count += push(&mut rows, &children.iter().cloned().zip(each).collect::<Vec<_>>())?;
        }
    }
}

fn push(
    rows: &mut Rows<BufWriter<File>>,
    children: &[(Organisation, i64)],
) -> Result<u64, Refusal> {
    for (child, branches) in children {
        let branches = if child.is_branch() { String::new() } else { branches.to_string() };
        rows.row(&[
            child.code.as_ref().map_or("", |code| code.as_str()),
            child.name.as_str(),
            child.kind.word(),
            child.sector.map_or("", Sector::word),
            &branches,
        ])?;
    }
    Ok(u64::try_from(children.len()).unwrap_or(u64::MAX))
}
