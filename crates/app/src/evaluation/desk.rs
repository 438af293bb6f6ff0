//! A committee's working list: its branches with how far each has come, and one criterion across
//! all of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use model::authority::Verb;
use model::campaign::Stage;
use model::evaluation::State;
use model::id::{CampaignId, OrgId};
use model::path::OrgPath;
use model::{Criterion, Scheme, limit};
use store::organisation::{self, Organisation};
use store::{Link, evaluation, self_check};

use super::view::{Row, View, one};
use crate::assessment::{Basis, evaluators};
use crate::campaign::{self, Campaign, Enrolled, PeriodNow};
use crate::cx::Cx;
use crate::refusal::Refusal;

/// A branch of the list.
#[derive(Clone, Debug)]
pub struct OfBranch {
    /// The branch.
    pub enrolled: Enrolled,
    /// When its self-check was submitted, while it is.
    pub self_checked: Option<Timestamp>,
    /// How far its evaluation has come; none where nobody has begun.
    pub state: Option<State>,
    /// Why it was sent back, while it is.
    pub sent_back: Option<String>,
}

/// The list.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The committee.
    pub committee: Organisation,
    /// The campaign.
    pub campaign: Campaign,
    /// The period that matters now, with the windows as they are for all.
    pub period: PeriodNow,
    /// Its branches, in the order of the tree.
    pub branches: Vec<OfBranch>,
    /// Sentences that were given as reasons before, the most used first.
    pub phrases: Vec<String>,
}

/// Phrases that are offered.
const PHRASES: usize = 30;

/// The campaigns in which somebody at this organisation evaluates.
///
/// # Errors
/// [`Refusal`].
pub async fn desks(cx: &Cx) -> Result<Vec<(Organisation, Campaign)>, Refusal> {
    let mut link = cx.link().await?;
    let mut found = Vec::new();
    let open = store::campaign::open(&mut link).await?;
    for org in evaluators(cx) {
        let Some(org) = organisation::find(&mut link, org).await? else { continue };
        for campaign in open.iter().filter(|campaign| campaign.path.holds(&org.path)) {
            let top = OrgPath::above_all();
            let first = campaign::of_committee(&mut link, campaign.id, org.id, &top, 1).await?;
            if !first.is_empty() {
                let campaign = campaign::find(&mut link, campaign.id).await?;
                found.extend(campaign.map(|campaign| (org.clone(), campaign)));
            }
        }
    }
    Ok(found)
}

/// A committee's list in a campaign.
///
/// # Errors
/// [`Refusal`].
pub async fn desk(cx: &Cx, committee: OrgId, id: CampaignId) -> Result<Desk, Refusal> {
    let mut link = cx.link().await?;
    let committee = organisation::find(&mut link, committee).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeeOrganisation, &committee)?;
    if !evaluators(cx).contains(&committee.id) {
        return Err(Refusal::Denied);
    }
    let campaign = campaign::find(&mut link, id).await?.ok_or(Refusal::Unseen)?;
    let periods = campaign::periods(&campaign, &[], cx.today());
    let period = matters(&periods).ok_or(Refusal::Unseen)?.clone();
    let most = i64::try_from(limit::BRANCHES_OF_COMMITTEE).unwrap_or(i64::MAX);
    let enrolled =
        campaign::of_committee(&mut link, id, committee.id, &OrgPath::above_all(), most).await?;
    if enrolled.is_empty() {
        return Err(Refusal::Unseen);
    }
    let checks = self_check::of_committee(&mut link, id, committee.id, period.number).await?;
    let begun = evaluation::of_committee(&mut link, committee.id, id, period.number).await?;
    let branches = enrolled.into_iter().map(|enrolled| {
        let check = checks.iter().rev().find(|check| check.org == enrolled.branch);
        let kept = begun.iter().rev().find(|kept| kept.round.org == enrolled.branch);
        let is_submitted =
            |check: &&self_check::Come| check.state == model::self_check::State::Submitted;
        OfBranch {
            self_checked: check.filter(is_submitted).and_then(|check| check.submitted_at),
            state: kept.map(|kept| kept.state),
            sent_back: kept.and_then(|kept| kept.sent_back.clone()),
            enrolled,
        }
    });
    let branches = branches.collect();
    let phrases = phrases(&mut link, &begun).await?;
    Ok(Desk { committee, campaign, period, branches, phrases })
}

/// What a list's branches are evaluated by: the campaign's scheme, and behind it those of every
/// 本地附加部分 that is for them.
///
/// # Errors
/// [`Refusal`].
pub async fn schemes(cx: &Cx, desk: &Desk) -> Result<Vec<Arc<Scheme>>, Refusal> {
    let digest = desk.campaign.facts.scheme.ok_or(Refusal::Unseen)?;
    let mut link = cx.link().await?;
    let mut schemes = vec![campaign::scheme_of(&cx.app, &mut link, &digest).await?];
    let locals = campaign::locals(&cx.app, &mut link, &desk.campaign, desk.committee.id).await?;
    schemes.extend(locals.into_iter().map(|local| local.scheme));
    Ok(schemes)
}

/// The period whose evaluation is open, else the last that was, else the first.
pub(super) fn matters(periods: &[PeriodNow]) -> Option<&PeriodNow> {
    use model::campaign::WindowState;
    let stage = Stage::Evaluation;
    let open = periods.iter().rev().find(|period| period.window(stage).is_open());
    let over = |period: &&PeriodNow| matches!(period.window(stage), WindowState::Over(_));
    open.or_else(|| periods.iter().rev().find(over)).or_else(|| periods.first())
}

/// Sentences that were given as reasons before.
async fn phrases(link: &mut Link, begun: &[evaluation::Kept]) -> Result<Vec<String>, Refusal> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    // Those of the last few are what the same people write again.
    for kept in begun.iter().rev().take(PHRASES) {
        for given in evaluation::lines(link, kept.id).await? {
            if !given.line.reason.is_empty() {
                *counts.entry(given.line.reason).or_default() += 1;
            }
        }
    }
    let mut phrases: Vec<(String, usize)> = counts.into_iter().collect();
    phrases.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    Ok(phrases.into_iter().take(PHRASES).map(|(phrase, _)| phrase).collect())
}

/// 下一个未评: the next branch of the same committee, in the order of the tree and around, whose
/// evaluation is not submitted.
pub(super) async fn next(
    link: &mut Link,
    basis: &Basis,
    period: u32,
) -> Result<Option<OrgId>, Refusal> {
    let (id, committee) = (basis.current.campaign.id, basis.current.enrolled.committee);
    let most = i64::try_from(limit::BRANCHES_OF_COMMITTEE).unwrap_or(i64::MAX);
    let all = campaign::of_committee(link, id, committee, &OrgPath::above_all(), most).await?;
    let begun = evaluation::of_committee(link, committee, id, period).await?;
    let is_due = |branch: OrgId| {
        let kept = begun.iter().rev().find(|kept| kept.round.org == branch);
        branch != basis.org.id && kept.is_none_or(|kept| kept.state == State::Draft)
    };
    let behind = all.iter().filter(|one| one.path > basis.org.path);
    let around = all.iter().filter(|one| one.path < basis.org.path);
    let mut due = behind.chain(around).map(|one| one.branch).filter(|branch| is_due(*branch));
    Ok(due.next())
}

/// One criterion across a committee's branches.
#[derive(Clone, Debug)]
pub struct Across {
    /// The list that it is about.
    pub desk: Desk,
    /// All criteria, in the order of [`Basis::assessed`].
    pub criteria: Vec<Criterion>,
    /// Which of them it is.
    pub criterion: usize,
    /// Each branch's page, with the row that matters.
    pub rows: Vec<(View, Row)>,
    /// How many branches are asked for.
    pub all: usize,
    /// How many of them come before these rows.
    pub before: usize,
}

/// Which branches are asked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Among {
    /// Behind this one, in the order of the tree.
    pub after: Option<OrgId>,
    /// 只看未评: those alone that have no points for the criterion.
    pub is_open: bool,
}

/// A criterion across a committee's branches, a page of them behind a place.
///
/// # Errors
/// [`Refusal`].
pub async fn across(
    cx: &Cx,
    committee: OrgId,
    id: CampaignId,
    criterion: &str,
    among: Among,
) -> Result<Across, Refusal> {
    let desk = desk(cx, committee, id).await?;
    let schemes = schemes(cx, &desk).await?;
    let criteria = schemes.iter().flat_map(|scheme| scheme.criteria());
    let criteria: Vec<Criterion> = criteria.map(|(_, one)| one.clone()).collect();
    let index = criteria.iter().position(|one| one.id == criterion);
    let index = index.ok_or(Refusal::Unseen)?;
    let given = if among.is_open {
        let mut link = cx.link().await?;
        let period = desk.period.number;
        evaluation::given_of_committee(&mut link, committee, id, period, criterion).await?
    } else {
        Vec::new()
    };
    let asked = desk.branches.iter().map(|branch| &branch.enrolled);
    let last = asked.clone().find(|one| Some(one.branch) == among.after);
    let asked = asked.filter(|one| !given.contains(&one.branch));
    let is_before = |one: &&Enrolled| last.is_some_and(|last| one.path <= last.path);
    let (all, before) = (asked.clone().count(), asked.clone().filter(is_before).count());
    let page = asked.skip(before).take(limit::ACROSS).map(|one| one.branch);
    let (mut link, mut rows) = (cx.link().await?, Vec::new());
    for branch in page.collect::<Vec<_>>() {
        let view = one(cx, &mut link, branch, id).await?;
        let row = view.rows.get(index).cloned().ok_or(Refusal::Unseen)?;
        rows.push((view, row));
    }
    Ok(Across { desk, criteria, criterion: index, rows, all, before })
}
