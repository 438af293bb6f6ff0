//! 进展 of a campaign at and below an organisation: rates, states, bands, weak criteria, self-checks
//! against evaluations, by unit; and the branches behind each figure.

use std::sync::Arc;

use jiff::Timestamp;
use model::Scheme;
use model::authority::Verb;
use model::campaign::{State, WindowState};
use model::id::{CampaignId, OrgId};
use model::path::OrgPath;
use model::tally::Figures;
use store::organisation;
use store::progress::{self, Where};
use store::standing;
use store::tally;

pub use store::organisation::Organisation;
pub use store::progress::{Branch, Which};

use crate::campaign::{self, Campaign, PeriodNow};
use crate::cx::Cx;
use crate::refusal::Refusal;

/// Units and branches of a page.
const PAGE: i64 = 20;

/// Branches of a list to copy (催办清单).
const LISTED: i64 = 1_000;

/// The page.
#[derive(Clone, Debug)]
pub struct View {
    /// The organisation.
    pub org: Organisation,
    /// Those above it that the person may see, from the highest.
    pub way: Vec<Organisation>,
    /// The campaign.
    pub campaign: Campaign,
    /// Its scheme.
    pub scheme: Arc<Scheme>,
    /// The period that matters now, with the windows as they are for all.
    pub period: PeriodNow,
    /// Figures of the organisation and all below it; words as in [`model::progress`].
    pub figures: Figures,
    /// 截至: what was done before is in them; nothing where they are of this moment.
    pub as_of: Option<Timestamp>,
    /// Those right below it that take part, each with its figures.
    pub children: Vec<(Organisation, Figures)>,
    /// Whether there are more behind the last one.
    pub more: bool,
}

/// How a campaign goes at and below an organisation.
///
/// # Errors
/// [`Refusal`].
pub async fn view(
    cx: &Cx,
    org: OrgId,
    id: CampaignId,
    period: Option<u32>,
    after: &OrgPath,
) -> Result<View, Refusal> {
    let mut link = cx.link().await?;
    let org = organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeeResult, &org)?;
    let (campaign, scheme, period) = stage(cx, &mut link, &org, id, period).await?;
    let mut way = organisation::way(&mut link, &org.path).await?;
    way.pop();
    way.retain(|above| cx.may(Verb::SeeResult, above).is_ok());
    let whole = tally::of(&mut link, &org, id, cx.now()).await?;
    let mut figures = Figures::default();
    whole.figures.iter().for_each(|(_, of_sector)| figures.add(of_sector, 1));
    let (children, more) = children(cx, &mut link, &org, id, after).await?;
    Ok(View { org, way, campaign, scheme, period, figures, as_of: whole.as_of, children, more })
}

/// A page of those right below an organisation that take part, behind a place, and whether there
/// are more.
async fn children(
    cx: &Cx,
    link: &mut store::Link,
    org: &Organisation,
    id: CampaignId,
    after: &OrgPath,
) -> Result<(Vec<(Organisation, Figures)>, bool), Refusal> {
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let (mut found, mut last) = (Vec::new(), Some(after.clone()));
    while let Some(after) = last.filter(|_| found.len() <= page) {
        let next = organisation::children(link, Some(org.id), &after, PAGE + 1).await?;
        // A whole page may be without one that takes part, and another one behind it.
        last = next.last().filter(|_| next.len() > page).map(|child| child.path.clone());
        let each = tally::of_children(link, org, &next, id, cx.now()).await?;
        let with_figures = next.into_iter().zip(each.figures);
        found.extend(with_figures.filter(|(_, figures)| figures.get(standing::ENROLLED) > 0));
    }
    let more = found.len() > page;
    found.truncate(page);
    Ok((found, more))
}

/// The campaign, its scheme, and the period that was asked for or else matters now. A campaign that
/// doesn't reach the organisation isn't there, nor one that is still being set up.
pub(crate) async fn stage(
    cx: &Cx,
    link: &mut store::Link,
    org: &Organisation,
    id: CampaignId,
    period: Option<u32>,
) -> Result<(Campaign, Arc<Scheme>, PeriodNow), Refusal> {
    let campaign = campaign::find(link, id).await?.ok_or(Refusal::Unseen)?;
    let touches = campaign.path.holds(&org.path) || org.path.holds(&campaign.path);
    if !touches || campaign.facts.state == State::Draft {
        return Err(Refusal::Unseen);
    }
    let digest = campaign.facts.scheme.ok_or(Refusal::Unseen)?;
    let scheme = campaign::scheme_of(&cx.app, link, &digest).await?;
    let periods = campaign::periods(&campaign, &[], cx.today());
    let asked = period.and_then(|number| periods.iter().find(|one| one.number == number));
    let begun = |one: &&PeriodNow| !matches!(one.self_check, WindowState::NotYet(_));
    let now = periods.iter().rev().find(begun).or_else(|| periods.first());
    let period = asked.or(now).ok_or(Refusal::Unseen)?.clone();
    Ok((campaign, scheme, period))
}

/// Branches behind a figure.
#[derive(Clone, Debug)]
pub struct Rows {
    /// The organisation.
    pub org: Organisation,
    /// The campaign.
    pub campaign: Campaign,
    /// Its scheme.
    pub scheme: Arc<Scheme>,
    /// The period.
    pub period: PeriodNow,
    /// The branches.
    pub branches: Vec<Branch>,
    /// Whether there are more behind the last one.
    pub more: bool,
}

/// The branches behind a figure, a page of them behind a place; all that a list to copy holds
/// where `whole`.
///
/// # Errors
/// [`Refusal`].
pub async fn rows(
    cx: &Cx,
    org: OrgId,
    id: CampaignId,
    period: Option<u32>,
    which: Which,
    after: &OrgPath,
    whole: bool,
) -> Result<Rows, Refusal> {
    let mut link = cx.link().await?;
    let org = organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeeResult, &org)?;
    let (campaign, scheme, period) = stage(cx, &mut link, &org, id, period).await?;
    let number = period.number;
    let at = Where { top: &org.path, after, campaign: id, period: number, on: cx.today() };
    let most = if whole { LISTED } else { PAGE };
    let mut branches = progress::branches(&mut link, at, which, most + 1).await?;
    let page = usize::try_from(most).unwrap_or(usize::MAX);
    let more = branches.len() > page;
    branches.truncate(page);
    Ok(Rows { org, campaign, scheme, period, branches, more })
}
