//! A branch's evaluation, criterion by criterion: official wording, evidence, suggestion,
//! self-score, last time's points, and what is given now, side by side.

use jiff::Timestamp;
use model::Points;
use model::authority::Verb;
use model::campaign::Stage;
use model::evaluation::{Line, State};
use model::id::OrgId;
use model::self_check::{Answer, SelfCheck};
use score::sheet::CriterionSheet;
use store::evaluation::{self, Given, Kept};
use store::{Link, organisation, post, self_check};

use super::act::Typed;
use super::desk::next;
use crate::assessment::{Assessed, Basis, Grounds, RoundOf, confirms, evaluates};
use crate::campaign::PeriodNow;
use crate::cx::Cx;
use crate::refusal::Refusal;

/// A criterion of the page.
#[derive(Clone, Debug)]
pub struct Row {
    /// What the rules make of it now.
    pub sheet: CriterionSheet,
    /// What is suggested, and what speaks for it.
    pub grounds: Grounds,
    /// What the branch gave itself; none without a submitted self-check.
    pub answer: Option<Answer>,
    /// What the last confirmed evaluation gave.
    pub last: Option<Points>,
    /// What is given now.
    pub given: Option<Given>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct View {
    /// Which round was asked for.
    pub of: RoundOf,
    /// What points rest on now.
    pub basis: Basis,
    /// The period.
    pub period: PeriodNow,
    /// What is kept of the evaluation; none while nobody has begun.
    pub kept: Option<Kept>,
    /// What the branch submitted.
    pub self_check: Option<SelfCheck>,
    /// Whether it was given back to the branch and hasn't come again.
    pub is_given_back: bool,
    /// By criterion, in the order of [`Basis::assessed`].
    pub rows: Vec<Row>,
    /// The next branch of the committee that isn't evaluated.
    pub next: Option<OrgId>,
    /// Whether this person may give points now.
    pub may_evaluate: bool,
    /// Whether this person may submit it now.
    pub may_submit: bool,
    /// Whether this person may confirm it now, or send it back.
    pub may_confirm: bool,
    /// Why this person, who otherwise confirms, may not.
    pub is_own_submission: bool,
    /// Whether members may be named to this person.
    pub may_name: bool,
}

/// The page of a branch's evaluation: for who evaluates it. Others see the result.
///
/// # Errors
/// [`Refusal`].
pub async fn view(cx: &Cx, branch: OrgId, of: impl Into<RoundOf>) -> Result<View, Refusal> {
    let of = of.into();
    let mut link = cx.link().await?;
    let view = one(cx, &mut link, branch, of).await?;
    let next = next(cx, &mut link, &view.basis, view.period.number).await?;
    Ok(View { next, ..view })
}

/// The same without the next branch.
pub(super) async fn one(
    cx: &Cx,
    link: &mut Link,
    branch: OrgId,
    of: RoundOf,
) -> Result<View, Refusal> {
    let org = organisation::find(link, branch).await?.ok_or(Refusal::Unseen)?;
    // Whoever confirms evaluates, too.
    cx.may(Verb::Evaluate, &org)?;
    let (basis, period) = Basis::asked(cx, link, &org, of, Stage::Evaluation).await?;
    if !evaluates(cx, &basis.current) {
        return Err(Refusal::Denied);
    }
    let confirms = cx.may(Verb::ConfirmEvaluation, &org).is_ok()
        && confirms(cx, &basis.current)
        && !basis.current.is_over();
    let round = basis.round(period.number);
    let kept = evaluation::of(link, &round).await?;
    let given = match &kept {
        Some(kept) => evaluation::lines(link, kept.id).await?,
        None => Vec::new(),
    };
    let check = self_check::of(link, &round).await?;
    let is_given_back = check.as_ref().is_some_and(|check| check.given_back().is_some());
    let self_check = content(link, check).await?;
    let last = last(link, &basis, kept.as_ref()).await?;
    let rows = rows(&basis, self_check.as_ref(), &last, &given);
    let is_open = period.evaluation.is_open();
    let state = kept.as_ref().map(|kept| kept.state);
    let is_draft = state.is_none_or(|state| state == State::Draft);
    let by_me = kept.as_ref().and_then(|kept| kept.submitted?.1) == Some(cx.person);
    let is_submitted = state == Some(State::Submitted);
    Ok(View {
        of,
        may_evaluate: is_open && is_draft,
        may_submit: is_open && state == Some(State::Draft),
        may_confirm: confirms && is_submitted && !by_me,
        is_own_submission: confirms && is_submitted && by_me,
        may_name: cx.may(Verb::SeeRoster, &org).is_ok(),
        basis,
        period,
        kept,
        self_check,
        is_given_back,
        rows,
        next: None,
    })
}

fn rows(
    basis: &Basis,
    self_check: Option<&SelfCheck>,
    last: &[Given],
    given: &[Given],
) -> Vec<Row> {
    let row = |one: Assessed<'_>| {
        let (sheet, grounds) = (one.sheet, basis.grounds_of(&one));
        let of =
            |lines: &[Given]| lines.iter().find(|given| given.line.criterion == sheet.id).cloned();
        let answers = self_check.map(|check| &check.answers);
        let answer = answers.and_then(|all| all.iter().find(|a| a.criterion == sheet.id).cloned());
        let last = of(last).and_then(|given| given.line.points);
        Row { sheet: sheet.clone(), grounds, answer, last, given: of(given) }
    };
    basis.assessed().map(row).collect()
}

/// What the branch submitted last for a period.
pub(super) async fn submitted(
    link: &mut Link,
    basis: &Basis,
    period: u32,
) -> Result<Option<SelfCheck>, Refusal> {
    let kept = self_check::of(link, &basis.round(period)).await?;
    content(link, kept).await
}

/// What a self-check says, while it is submitted.
async fn content(
    link: &mut Link,
    kept: Option<self_check::Kept>,
) -> Result<Option<SelfCheck>, Refusal> {
    match kept.filter(|kept| kept.state == model::self_check::State::Submitted) {
        Some(kept) => Ok(self_check::version(link, kept.id, kept.version).await?),
        None => Ok(None),
    }
}

/// The lines of the official evaluation, where that isn't this one.
async fn last(link: &mut Link, basis: &Basis, kept: Option<&Kept>) -> Result<Vec<Given>, Refusal> {
    let official = evaluation::official(link, basis.org.id, basis.current.campaign.id).await?;
    match official.filter(|official| kept.is_none_or(|kept| kept.id != official.id)) {
        Some(official) => Ok(evaluation::lines(link, official.id).await?),
        None => Ok(Vec::new()),
    }
}

/// What somebody else gave for a criterion while it was on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Since {
    /// The criterion's id.
    pub criterion: String,
    /// Whether something else was typed for it there; else nothing is lost.
    pub is_touched: bool,
    /// Who gave it.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// What.
    pub line: Line,
}

/// What others gave since a page was opened on which this was typed, up to what it shows now.
///
/// # Errors
/// [`Refusal`].
pub async fn since(cx: &Cx, view: &View, typed: &[Typed]) -> Result<Vec<Since>, Refusal> {
    let Some(kept) = &view.kept else { return Ok(Vec::new()) };
    let mut link = cx.link().await?;
    let history = evaluation::history(&mut link, kept.id).await?;
    let mut found = Vec::new();
    for given in evaluation::held(history.iter().cloned()) {
        let mine = typed.iter().find(|typed| typed.criterion == given.line.criterion);
        let Some(mine) = mine.filter(|mine| mine.seen != given.version) else { continue };
        let by = match given.by {
            Some(by) => post::name(&mut link, by).await?.unwrap_or_default(),
            None => String::new(),
        };
        found.push(Since {
            criterion: given.line.criterion.clone(),
            is_touched: mine.is_given && mine.is_touched(&history),
            by,
            at: given.at,
            line: given.line,
        });
    }
    Ok(found)
}
