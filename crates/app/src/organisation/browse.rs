//! Looking around: one organisation with what stands above and below it.

use jiff::Timestamp;
use model::authority::{Permit, Verb};
use model::id::{CampaignId, OrgId};
use model::organisation::{OrgKind, Sector};
use model::path::OrgPath;
use model::tally::Figures;
use store::organisation::{self, Jurisdiction, Organisation, Version};
use store::post::{self, Held};
use store::roster;
use store::tally::{self, Tally};

use super::act::{PlannedView, plans};
use crate::cx::Cx;
use crate::refusal::Refusal;

/// Organisations of a page.
const PAGE: i64 = 20;

/// Posts and versions that a page shows.
const SHOWN: i64 = 50;

/// What an organisation's page shows.
#[derive(Clone, Debug)]
pub struct View {
    /// The organisation.
    pub org: Organisation,
    /// Those above it, from the highest.
    pub way: Vec<Organisation>,
    /// Those right below it, each with the branches at and below it.
    pub children: Vec<(Organisation, i64)>,
    /// How many organisations of each kind stand below it, and how many branches of each sector;
    /// none where one may not see what stands there.
    pub below: Option<Below>,
    /// Whether there are more behind the last one.
    pub more: bool,
    /// The posts held here, where they may be seen.
    pub posts: Option<Vec<Held>>,
    /// Whose it was, with the superiors' names of today; none where this person may not see one.
    pub history: Vec<(Jurisdiction, Option<String>)>,
    /// What was said of it, the latest first.
    pub versions: Vec<Version>,
    /// What is planned for it, what waits first; nothing where one may not plan.
    pub plans: Vec<PlannedView>,
    /// What this person may do to it.
    pub may: Vec<Verb>,
    /// How many are on a branch's roster; none where one may not see what stands there.
    pub roster: Option<roster::Counts>,
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

/// An organisation's page; without an identity, that of the highest one where this person holds a
/// role.
///
/// # Errors
/// [`Refusal::Unseen`].
pub async fn browse(cx: &Cx, org: Option<OrgId>, after: &OrgPath) -> Result<View, Refusal> {
    let mut link = cx.link().await?;
    let org = match org {
        Some(org) => org,
        None => cx.tops().first().map(|grant| grant.org).ok_or(Refusal::Unseen)?,
    };
    let org = organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeeOrganisation, &org)?;
    let mut way = organisation::way(&mut link, &org.path).await?;
    way.pop();

    // From above one sees the way down to one's own, not what stands beside it.
    let is_inside = cx.tops().iter().any(|top| top.path.holds(&org.path));
    let mut children = match is_inside {
        true => organisation::children(&mut link, Some(org.id), after, PAGE + 1).await?,
        false => own_way(cx, &mut link, &org).await?,
    };
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = children.len() > page;
    children.truncate(page);
    let (counted, below) = match is_inside {
        true => count(cx, &mut link, &org, children).await?,
        false => (children.into_iter().map(|child| (child, 0)).collect(), None),
    };

    let may = |verb| cx.may(verb, &org).is_ok();
    let posts = match may(Verb::SeePosts) {
        true => Some(post::of_org(&mut link, org.id, cx.today(), SHOWN).await?),
        false => None,
    };
    let mut history = Vec::new();
    for past in organisation::history(&mut link, org.id).await? {
        let superior = match past.parent {
            Some(parent) => organisation::find(&mut link, parent).await?,
            None => None,
        };
        // One that may not be seen today is not named for having been its superior once.
        let seen = superior.filter(|org| cx.may(Verb::SeeOrganisation, org).is_ok());
        history.push((past, seen.map(|org| org.name.as_str().to_owned())));
    }
    let versions = match is_inside {
        true => organisation::versions(&mut link, org.id, SHOWN).await?,
        false => Vec::new(),
    };
    let roster = match org.is_branch() && is_inside {
        true => Some(roster::counts(&mut link, org.id, cx.today()).await?),
        false => None,
    };
    let plans = plans(cx, &mut link, &org).await?;
    let may = Verb::ALL.iter().map(|(verb, _)| *verb).filter(|verb| may(*verb)).collect();
    Ok(View {
        org,
        way,
        children: counted,
        below,
        more,
        posts,
        history,
        versions,
        plans,
        may,
        roster,
    })
}

/// Counts what stands below an organisation and its children.
async fn count(
    cx: &Cx,
    link: &mut store::Link,
    org: &Organisation,
    children: Vec<Organisation>,
) -> Result<(Vec<(Organisation, i64)>, Option<Below>), Refusal> {
    if org.is_branch() {
        return Ok((Vec::new(), None));
    }
    let whole = tally::of(link, org, CampaignId::NONE, cx.now()).await?;
    let each = tally::of_children(link, org, &children, CampaignId::NONE, cx.now()).await?;
    let branches = each.figures.iter().map(|figures| figures.get(OrgKind::Branch.name()));
    let counted = children.into_iter().zip(branches).collect();
    Ok((counted, Some(Below::of(org, &whole))))
}

/// Those right below an organisation that lead to where this person holds a role.
async fn own_way(
    cx: &Cx,
    link: &mut store::Link,
    org: &Organisation,
) -> Result<Vec<Organisation>, Refusal> {
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
    Ok(found)
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

/// An organisation with leave to do something to it, within a write.
pub(crate) async fn permitted(
    cx: &Cx,
    link: &mut store::Link,
    verb: Verb,
    org: OrgId,
) -> Result<(Organisation, Permit), Refusal> {
    let org = organisation::find(link, org).await?.ok_or(Refusal::Unseen)?;
    let permit = cx.may(verb, &org)?;
    if org.closed.is_some() {
        return Err(Refusal::flaw("", "这个组织已经撤销"));
    }
    Ok((org, permit))
}
