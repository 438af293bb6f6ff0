//! A committee's working list: its branches with how far each has come, and one criterion across
//! all of them.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use model::authority::Verb;
use model::campaign::{Stage, WindowState};
use model::evaluation::State;
use model::id::{CampaignId, OrgId, TermId};
use model::path::OrgPath;
use model::{Criterion, Scheme, limit};
use store::organisation::{self, Organisation};
use store::{Link, evaluation, self_check};

use super::view::{Row, View, one};
use crate::assessment::{Basis, RoundOf, evaluators};
use crate::campaign::{self, Campaign, Enrolled, Extension, PeriodNow};
use crate::cx::Cx;
use crate::refusal::Refusal;

/// A branch of the list: as it is in today's secretary's term; behind it, where one before
/// submitted a self-check or an evaluation was begun under them, as it is in theirs.
#[derive(Clone, Debug)]
pub struct OfBranch {
    /// The branch.
    pub enrolled: Enrolled,
    /// Whose term it is where that isn't today's.
    pub former: Option<TermId>,
    /// When it may be evaluated, an extension of its own included.
    pub window: WindowState,
    /// When its self-check was submitted, while it is.
    pub self_checked: Option<Timestamp>,
    /// Whether its self-check was given back and hasn't come again.
    pub is_given_back: bool,
    /// How far its evaluation has come; none where nobody has begun.
    pub state: Option<State>,
    /// Why it was sent back, while it is.
    pub sent_back: Option<String>,
}

impl OfBranch {
    /// Whether points are still to be given.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state.is_none_or(|state| state == State::Draft)
    }
}

/// The list.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The committee.
    pub committee: Organisation,
    /// The campaign.
    pub campaign: Campaign,
    /// What was asked for: a period, or none for the one that matters now.
    pub of: RoundOf,
    /// The period, with the windows as they are for all.
    pub period: PeriodNow,
    /// Other periods whose evaluation has begun, the latest first.
    pub others: Vec<PeriodNow>,
    /// Its branches, in the order of the tree.
    pub branches: Vec<OfBranch>,
    /// Sentences that were given as reasons before, the most used first.
    pub phrases: Vec<String>,
}

impl Desk {
    /// The round of one of its branches: in a term that isn't today's its period is named, too.
    #[must_use]
    pub fn round(&self, one: &OfBranch) -> RoundOf {
        match one.former {
            None => self.of,
            term => RoundOf { term, ..RoundOf::period(self.campaign.id, self.period.number) },
        }
    }
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

/// How far the evaluations of a committee's branches have come in a period.
struct Begun {
    all: Vec<evaluation::Kept>,
    /// Today's term of each branch that has a secretary.
    terms: HashMap<OrgId, TermId>,
}

impl Begun {
    async fn of(
        cx: &Cx,
        link: &mut Link,
        committee: OrgId,
        campaign: CampaignId,
        period: u32,
    ) -> Result<Self, Refusal> {
        let all = evaluation::of_committee(link, committee, campaign, period).await?;
        let terms = evaluation::terms_of_committee(link, committee, campaign, cx.today()).await?;
        Ok(Self { all, terms: terms.into_iter().collect() })
    }

    /// Today's term of a branch.
    fn term(&self, branch: OrgId) -> TermId {
        self.terms.get(&branch).copied().unwrap_or(TermId::NONE)
    }

    fn today(&self, branch: OrgId) -> Option<&evaluation::Kept> {
        self.of_term(branch, self.term(branch))
    }

    fn of_term(&self, branch: OrgId, term: TermId) -> Option<&evaluation::Kept> {
        let mut all = self.all.iter().rev();
        all.find(|kept| (kept.round.org, kept.round.term) == (branch, term))
    }

    /// The terms before today's in which something came: an evaluation was begun, or a self-check
    /// was submitted.
    fn former(&self, branch: OrgId, checks: &[self_check::Come]) -> Vec<TermId> {
        let begun = self.all.iter().filter(|kept| kept.round.org == branch);
        let submitted = checks.iter().filter(|check| {
            check.org == branch && check.state == model::self_check::State::Submitted
        });
        let terms = begun.map(|kept| kept.round.term).chain(submitted.map(|check| check.term));
        let terms: BTreeSet<TermId> = terms.collect();
        terms.into_iter().filter(|term| *term != self.term(branch)).collect()
    }
}

/// A committee's list in a campaign.
///
/// # Errors
/// [`Refusal`].
pub async fn desk(cx: &Cx, committee: OrgId, of: impl Into<RoundOf>) -> Result<Desk, Refusal> {
    let of = of.into().today();
    let id = of.campaign;
    let mut link = cx.link().await?;
    let committee = organisation::find(&mut link, committee).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeeOrganisation, &committee)?;
    if !evaluators(cx).contains(&committee.id) {
        return Err(Refusal::Denied);
    }
    let campaign = campaign::find(&mut link, id).await?.ok_or(Refusal::Unseen)?;
    let (period, others) = periods_of(cx, &campaign, of)?;
    let most = i64::try_from(limit::BRANCHES_OF_COMMITTEE).unwrap_or(i64::MAX);
    let enrolled =
        campaign::of_committee(&mut link, id, committee.id, &OrgPath::above_all(), most).await?;
    if enrolled.is_empty() {
        return Err(Refusal::Unseen);
    }
    let checks = self_check::of_committee(&mut link, id, committee.id, period.number).await?;
    let begun = Begun::of(cx, &mut link, committee.id, id, period.number).await?;
    let extended = campaign::extensions(&mut link, id, &committee.path, most).await?;
    let mut branches = Vec::with_capacity(enrolled.len());
    for enrolled in enrolled {
        let branch = enrolled.branch;
        let own: Vec<Extension> =
            extended.iter().filter(|one| one.branch == branch).cloned().collect();
        let window = match own.is_empty() {
            true => period.evaluation,
            false => campaign::window_of(&campaign, &own, period.number, cx.today()),
        };
        let of_term = |term: TermId, kept: Option<&evaluation::Kept>| {
            let mut own = checks.iter().rev().filter(|one| (one.org, one.term) == (branch, term));
            let check = own.next();
            let submitted = check.filter(|one| one.state == model::self_check::State::Submitted);
            OfBranch {
                enrolled: enrolled.clone(),
                former: (term != begun.term(branch)).then_some(term),
                window,
                self_checked: submitted.and_then(|one| one.submitted_at),
                is_given_back: check.is_some_and(self_check::Come::is_given_back),
                state: kept.map(|kept| kept.state),
                sent_back: kept.and_then(|kept| kept.sent_back.clone()),
            }
        };
        branches.push(of_term(begun.term(branch), begun.today(branch)));
        let former = begun.former(branch, &checks).into_iter();
        branches.extend(former.map(|term| of_term(term, begun.of_term(branch, term))));
    }
    let phrases = phrases(&mut link, &begun.all).await?;
    Ok(Desk { committee, campaign, of, period, others, branches, phrases })
}

/// The period that is asked for, and the others whose evaluation has begun, the latest first.
pub(super) fn periods_of(
    cx: &Cx,
    campaign: &Campaign,
    of: RoundOf,
) -> Result<(PeriodNow, Vec<PeriodNow>), Refusal> {
    let periods = campaign::periods(campaign, &[], cx.today());
    let period = match of.period {
        Some(number) => periods.iter().find(|period| period.number == number),
        None => campaign::matters(&periods, Stage::Evaluation),
    };
    let period = period.ok_or(Refusal::Unseen)?.clone();
    let has_begun = |one: &PeriodNow| {
        one.number != period.number && !matches!(one.evaluation, WindowState::NotYet(_))
    };
    let others = periods.iter().rev().filter(|one| has_begun(one)).cloned().collect();
    Ok((period, others))
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
    cx: &Cx,
    link: &mut Link,
    basis: &Basis,
    period: u32,
) -> Result<Option<OrgId>, Refusal> {
    let (id, committee) = (basis.current.campaign.id, basis.current.enrolled.committee);
    let most = i64::try_from(limit::BRANCHES_OF_COMMITTEE).unwrap_or(i64::MAX);
    let all = campaign::of_committee(link, id, committee, &OrgPath::above_all(), most).await?;
    let begun = Begun::of(cx, link, committee, id, period).await?;
    let is_due = |branch: OrgId| {
        let kept = begun.today(branch);
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
    of: impl Into<RoundOf>,
    criterion: &str,
    among: Among,
) -> Result<Across, Refusal> {
    let desk = desk(cx, committee, of).await?;
    let id = desk.campaign.id;
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
    let todays = desk.branches.iter().filter(|branch| branch.former.is_none());
    let asked = todays.map(|branch| &branch.enrolled);
    let last = asked.clone().find(|one| Some(one.branch) == among.after);
    let asked = asked.filter(|one| !given.contains(&one.branch));
    let is_before = |one: &&Enrolled| last.is_some_and(|last| one.path <= last.path);
    let (all, before) = (asked.clone().count(), asked.clone().filter(is_before).count());
    let page = asked.skip(before).take(limit::ACROSS).map(|one| one.branch);
    let (mut link, mut rows) = (cx.link().await?, Vec::new());
    for branch in page.collect::<Vec<_>>() {
        let view = one(cx, &mut link, branch, desk.of).await?;
        let row = view.rows.get(index).cloned().ok_or(Refusal::Unseen)?;
        rows.push((view, row));
    }
    Ok(Across { desk, criteria, criterion: index, rows, all, before })
}
