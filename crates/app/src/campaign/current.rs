//! What a branch takes part in on a day: campaigns, their periods and what their windows are for
//! it. The ledger, self-checks and evaluations ask here.

use std::collections::HashSet;
use std::sync::Arc;

use jiff::civil::Date;
use model::Scheme;
use model::campaign::{Stage, State, WindowState};
use model::id::{CampaignId, OrgId, TermId};
use store::campaign::{self, Campaign, Enrolled, Extension, LocalPart, Period};
use store::{Link, organisation, post};

use super::scheme::{scheme_beside, scheme_of};
use crate::App;
use crate::refusal::Refusal;

/// A campaign as it is for one branch on a day.
#[derive(Clone, Debug)]
pub struct Current {
    /// The campaign.
    pub campaign: Campaign,
    /// Its scheme.
    pub scheme: Arc<Scheme>,
    /// As what the branch takes part: who evaluates it, since when.
    pub enrolled: Enrolled,
    /// The periods, in order; the first has number 1.
    pub periods: Vec<PeriodNow>,
    /// Parts that those above its evaluator added for their subtrees, or it did; their points are
    /// their own.
    pub locals: Vec<Local>,
}

/// 本地附加部分, as it is for a branch.
#[derive(Clone, Debug)]
pub struct Local {
    /// What was added, and by whom.
    pub part: LocalPart,
    /// Its scheme, with ids that no criterion of the campaign's has.
    pub scheme: Arc<Scheme>,
}

/// A period with what its windows are for one branch on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeriodNow {
    /// Its number, from 1.
    pub number: u32,
    /// The period.
    pub period: Period,
    /// When the branch checks itself.
    pub self_check: WindowState,
    /// When its committee evaluates it.
    pub evaluation: WindowState,
}

impl PeriodNow {
    /// What a stage's window is.
    #[must_use]
    pub fn window(&self, stage: Stage) -> WindowState {
        match stage {
            Stage::SelfCheck => self.self_check,
            Stage::Evaluation => self.evaluation,
        }
    }
}

impl Current {
    /// The period whose stage is open; of several the last.
    #[must_use]
    pub fn open(&self, stage: Stage) -> Option<&PeriodNow> {
        open(&self.periods, stage)
    }

    /// A period by its number; without one the one that matters for a stage.
    #[must_use]
    pub fn asked(&self, stage: Stage, number: Option<u32>) -> Option<&PeriodNow> {
        match number {
            Some(number) => self.periods.iter().find(|period| period.number == number),
            None => self.period(stage),
        }
    }

    /// The period that matters for a stage: the one that is open, else the one that was last,
    /// else the first to come.
    #[must_use]
    pub fn period(&self, stage: Stage) -> Option<&PeriodNow> {
        matters(&self.periods, stage)
    }

    /// Whether nothing of it changes any more.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.campaign.facts.state == State::Closed
    }
}

fn open(periods: &[PeriodNow], stage: Stage) -> Option<&PeriodNow> {
    periods.iter().rev().find(|period| period.window(stage).is_open())
}

/// The period whose stage is open, of several the last; else the one that was last, else the first
/// to come.
pub(crate) fn matters(periods: &[PeriodNow], stage: Stage) -> Option<&PeriodNow> {
    let over = |period: &&PeriodNow| {
        matches!(period.window(stage), WindowState::Over(_) | WindowState::Ended)
    };
    open(periods, stage).or_else(|| periods.iter().rev().find(over)).or_else(|| periods.first())
}

/// The campaigns in which a branch takes part on a day, the latest first; closed ones too, with
/// all windows over.
///
/// # Errors
/// [`Refusal`], as for all here.
pub async fn campaigns_of(
    app: &App,
    link: &mut Link,
    branch: OrgId,
    day: Date,
) -> Result<Vec<Current>, Refusal> {
    let mut found = campaigns_ever(app, link, branch, day).await?;
    found.retain(|current| current.enrolled.to.is_none());
    Ok(found)
}

/// The campaigns in which a branch takes part or ever did, the latest first.
///
/// # Errors
/// [`Refusal`].
pub async fn campaigns_ever(
    app: &App,
    link: &mut Link,
    branch: OrgId,
    day: Date,
) -> Result<Vec<Current>, Refusal> {
    let mut found = Vec::new();
    for campaign in campaign::ever_of(link, branch, day).await? {
        found.extend(as_it_is(app, link, campaign, branch, day).await?);
    }
    Ok(found)
}

/// A campaign as it is for a branch on a day; none where it doesn't take part.
///
/// # Errors
/// [`Refusal`].
pub async fn current(
    app: &App,
    link: &mut Link,
    id: CampaignId,
    branch: OrgId,
    day: Date,
) -> Result<Option<Current>, Refusal> {
    let current = ever(app, link, id, branch, day).await?;
    Ok(current.filter(|current| current.enrolled.to.is_none()))
}

/// The same where the branch takes part no more: what it came to stays to be read.
///
/// # Errors
/// [`Refusal`].
pub async fn ever(
    app: &App,
    link: &mut Link,
    id: CampaignId,
    branch: OrgId,
    day: Date,
) -> Result<Option<Current>, Refusal> {
    match campaign::find(link, id).await? {
        Some(campaign) => as_it_is(app, link, campaign, branch, day).await,
        None => Ok(None),
    }
}

async fn as_it_is(
    app: &App,
    link: &mut Link,
    campaign: Campaign,
    branch: OrgId,
    day: Date,
) -> Result<Option<Current>, Refusal> {
    let Some(digest) = campaign.facts.scheme else { return Ok(None) };
    let found = campaign::of_branch(link, branch, campaign.id).await?;
    let Some((enrolled, extensions)) = found else { return Ok(None) };
    let scheme = scheme_of(app, link, &digest).await?;
    let periods = periods(&campaign, &extensions, day);
    let locals = locals(app, link, &campaign, enrolled.committee).await?;
    Ok(Some(Current { campaign, scheme, enrolled, periods, locals }))
}

/// Of all parts of a campaign those that are for whom an organisation evaluates: a branch that was
/// moved since goes with who evaluates it, as it does in everything else.
pub(super) async fn parts_for(
    link: &mut Link,
    mut parts: Vec<LocalPart>,
    evaluator: OrgId,
) -> Result<Vec<LocalPart>, Refusal> {
    if parts.is_empty() {
        return Ok(parts);
    }
    let Some(evaluator) = organisation::find(link, evaluator).await? else {
        return Ok(Vec::new());
    };
    // What a city and a county both added is filled in once.
    let mut seen = HashSet::new();
    parts.retain(|part| part.path.holds(&evaluator.path) && seen.insert(part.scheme));
    Ok(parts)
}

/// The same, each with its scheme.
///
/// # Errors
/// [`Refusal`].
pub async fn locals(
    app: &App,
    link: &mut Link,
    campaign: &Campaign,
    evaluator: OrgId,
) -> Result<Vec<Local>, Refusal> {
    let mut locals = Vec::new();
    if !campaign.has_local_parts {
        return Ok(locals);
    }
    let parts = campaign::local_parts(link, campaign.id).await?;
    for part in parts_for(link, parts, evaluator).await? {
        let scheme = scheme_beside(app, link, &part.scheme).await?;
        locals.push(Local { part, scheme });
    }
    Ok(locals)
}

/// A campaign's periods on a day, for a branch with these extensions.
#[must_use]
pub fn periods(campaign: &Campaign, extensions: &[Extension], day: Date) -> Vec<PeriodNow> {
    let is_closed = campaign.facts.state == State::Closed;
    let state = |number: u32, period: &Period, stage: Stage| {
        let last = |one: &&Extension| one.period == number && one.stage == stage;
        let until = extensions.iter().rev().find(last).map(|one| one.until);
        match period.window(stage).state(day, until) {
            WindowState::Over(last) => WindowState::Over(last),
            _ if is_closed => WindowState::Ended,
            state => state,
        }
    };
    let now = |(period, number): (&Period, u32)| PeriodNow {
        number,
        period: period.clone(),
        self_check: state(number, period, Stage::SelfCheck),
        evaluation: state(number, period, Stage::Evaluation),
    };
    campaign.facts.periods.iter().zip(1..).map(now).collect()
}

/// When a branch with these extensions is evaluated in a period.
pub(crate) fn window_of(
    campaign: &Campaign,
    extensions: &[Extension],
    period: u32,
    day: Date,
) -> WindowState {
    let periods = periods(campaign, extensions, day);
    let found = periods.into_iter().find(|one| one.number == period);
    found.map_or(WindowState::Over(day), |one| one.evaluation)
}

/// Whose term a day falls into: the post of who is the branch's secretary then;
/// [`TermId::NONE`] while there is none.
///
/// # Errors
/// [`Refusal`].
pub async fn term_on(link: &mut Link, branch: OrgId, day: Date) -> Result<TermId, Refusal> {
    let held = post::secretary(link, branch, day).await?;
    Ok(held.map_or(TermId::NONE, |held| TermId::new(held.id.uuid())))
}
