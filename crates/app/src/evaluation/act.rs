//! Giving points, submitting, sending back and confirming.

use std::sync::Arc;

use model::assessment::Round;
use model::authority::{Permit, Verb};
use model::campaign::Stage;
use model::evaluation::{Line, State};
use model::event::Event;
use model::id::{EvaluationId, OrgId};
use model::scheme::number;
use model::self_check::SelfCheck;
use model::{Points, Scheme};
use store::evaluation::{self, Given, Kept};
use store::{Link, Locks, Write, organisation};

use super::place;
use super::view::submitted;
use crate::assessment::{self, Basis, CLOSED, RoundOf, confirms, evaluates};
use crate::campaign::PeriodNow;
use crate::cx::{Cx, Form};
use crate::record::flaws_of_reason;
use crate::refusal::{Flawed, Refusal};

/// What was typed for a criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// The criterion's id.
    pub criterion: String,
    /// 评定分; blank where the suggestion is taken, if it is one number.
    pub points: String,
    /// A sentence.
    pub reason: String,
    /// Whether it counts: a criterion that nobody touched is left as it is.
    pub is_given: bool,
    /// The number of the line that was on the page; nought where there was none.
    pub seen: u32,
}

impl Typed {
    /// Whether it says something else than the line that was on the page.
    pub(super) fn is_touched(&self, history: &[Given]) -> bool {
        let seen = history
            .iter()
            .find(|given| given.version == self.seen && given.line.criterion == self.criterion);
        let points = Points::parse(self.points.trim()).ok();
        seen.is_none_or(|seen| {
            points.is_none() || seen.line.points != points || seen.line.reason != self.reason.trim()
        })
    }
}

/// Everything that is written to, with leave to.
pub(super) struct Stand {
    pub(super) basis: Basis,
    pub(super) period: PeriodNow,
    pub(super) kept: Option<Kept>,
    permit: Permit,
}

/// Lines that are to be given to a branch, with leave to.
pub(super) struct Giving {
    permit: Permit,
    kept: Option<EvaluationId>,
    round: Round,
    committee: OrgId,
    scheme: Arc<Scheme>,
    pub(super) lines: Vec<Line>,
}

pub(super) async fn stand(
    cx: &Cx,
    write: &mut Link,
    branch: OrgId,
    of: RoundOf,
    verb: Verb,
) -> Result<Stand, Refusal> {
    let org = organisation::find(write, branch).await?.ok_or(Refusal::Unseen)?;
    let permit = cx.may(verb, &org)?;
    let (basis, period) = Basis::asked(cx, write, &org, of, Stage::Evaluation).await?;
    let is_leave = if verb == Verb::ConfirmEvaluation { confirms } else { evaluates };
    if !is_leave(cx, &basis.current) {
        return Err(Refusal::Denied);
    }
    if basis.current.is_over() {
        return Err(Refusal::flaw("", CLOSED));
    }
    let kept = evaluation::of(write, &basis.round(period.number)).await?;
    Ok(Stand { basis, period, kept, permit })
}

impl Stand {
    pub(super) fn is_open(&self) -> Result<(), Refusal> {
        if !self.period.evaluation.is_open() {
            let says = "评定不在期限内,没有保存;确需补评的,请上级组织部门延长这个支部的期限";
            return Err(Refusal::flaw("", says));
        }
        match &self.kept {
            Some(kept) if kept.state != State::Draft => {
                Err(Refusal::flaw("", format!("评定{},不能再改", kept.state.word())))
            }
            _ => Ok(()),
        }
    }

    fn kept(&self) -> Result<&Kept, Refusal> {
        self.kept.as_ref().ok_or(Refusal::Unseen)
    }

    /// What was typed, as lines, beside all that was ever given. Those that are the same as what is
    /// given already are left out, and those that nobody touched.
    pub(super) fn lines(
        &self,
        typed: &[Typed],
        history: &[Given],
        check: Option<&SelfCheck>,
    ) -> Result<Vec<Line>, Refusal> {
        let given = evaluation::held(history.iter().cloned());
        let (mut lines, mut flaws) = (Vec::new(), Vec::new());
        for one in self.basis.assessed() {
            let criterion = one.criterion;
            let typed = typed.iter().find(|typed| typed.criterion == criterion.id);
            let Some(typed) = typed.filter(|typed| typed.is_given) else { continue };
            let before = given.iter().find(|given| given.line.criterion == criterion.id);
            if before.map_or(0, |given| given.version) != typed.seen {
                if typed.is_touched(history) {
                    return Err(Refusal::Stale);
                }
                continue;
            }
            let grounds = self.basis.grounds_of(&one);
            let mut flaw = |what: &str, says: String| {
                flaws.push(Flawed::new(format!("{what}-{}", criterion.id), says));
            };
            let exact = grounds.suggestion.filter(|suggestion| suggestion.is_exact());
            let points = match (typed.points.trim(), exact) {
                ("", Some(exact)) => exact.least,
                ("", None) => {
                    flaw("points", "请打分:这一项没有可以直接采用的建议".to_owned());
                    continue;
                }
                (text, _) => match Points::parse(text) {
                    Ok(points) => points,
                    Err(not) => {
                        flaw("points", not.to_string());
                        continue;
                    }
                },
            };
            let answers = check.map(|check| &check.answers);
            let answer = answers.and_then(|all| all.iter().find(|a| a.criterion == criterion.id));
            let line = Line {
                criterion: criterion.id.clone(),
                points: Some(points),
                reason: typed.reason.trim().to_owned(),
                suggested: grounds.suggestion,
                own: answer.and_then(|answer| answer.own),
                cited: grounds.cited,
            };
            match line.check(criterion) {
                Err((is_points, says)) => flaw(if is_points { "points" } else { "reason" }, says),
                Ok(()) if before.is_some_and(|given| says_the_same(&given.line, &line)) => {}
                Ok(()) => lines.push(line),
            }
        }
        if flaws.is_empty() { Ok(lines) } else { Err(Refusal::Flawed(flaws)) }
    }
}

impl Stand {
    /// The same with lines that passed.
    pub(super) fn giving(&self, lines: Vec<Line>) -> Giving {
        Giving {
            permit: self.permit.clone(),
            kept: self.kept.as_ref().map(|kept| kept.id),
            round: self.basis.round(self.period.number),
            committee: self.basis.current.enrolled.committee,
            scheme: Arc::clone(&self.basis.current.scheme),
            lines,
        }
    }
}

impl Giving {
    /// Gives the lines, and begins the evaluation with them where nobody has; gives what happened.
    pub(super) async fn give(&self, cx: &Cx, write: &mut Write) -> Result<Event, Refusal> {
        let Self { permit, round, lines, .. } = self;
        let evaluation = match self.kept {
            Some(kept) => kept,
            None => {
                let evaluation = EvaluationId::new(cx.app.identity());
                evaluation::begin(write, permit, evaluation, round, self.committee).await?;
                evaluation
            }
        };
        evaluation::give(write, permit, evaluation, lines).await?;
        if self.kept.is_none() {
            assessment::renew(write, permit, round.campaign, &self.scheme).await?;
        }
        let criteria = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        Ok(Event::CriteriaEvaluated { evaluation, criteria })
    }
}

/// Whether a line gives what is given already: what it rests on stays as it was looked at then.
fn says_the_same(before: &Line, line: &Line) -> bool {
    before.points == line.points && before.reason == line.reason
}

/// Gives points for criteria; gives the address of the branch's page.
///
/// # Errors
/// [`Refusal`]; [`Refusal::Stale`] where somebody else gave points for one of them meanwhile.
pub async fn save(
    cx: &Cx,
    form: Form,
    branch: OrgId,
    of: impl Into<RoundOf>,
    typed: &[Typed],
) -> Result<String, Refusal> {
    let of = of.into();
    let (cx, mut write) = cx.write(Locks::Orgs(vec![branch])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let stand = stand(&cx, &mut write, branch, of, Verb::Evaluate).await?;
    stand.is_open()?;
    let history = match &stand.kept {
        Some(kept) => evaluation::history(&mut write, kept.id).await?,
        None => Vec::new(),
    };
    let check = submitted(&mut write, &stand.basis, stand.period.number).await?;
    let lines = stand.lines(typed, &history, check.as_ref())?;
    let place = place(branch, of);
    if lines.is_empty() {
        return Ok(place);
    }
    let event = stand.giving(lines).give(&cx, &mut write).await?;
    cx.commit(write, form, branch, event, &place).await
}

/// Submits an evaluation in which every criterion has its points; gives the address of its page.
///
/// # Errors
/// [`Refusal`].
pub async fn submit(
    cx: &Cx,
    form: Form,
    branch: OrgId,
    of: impl Into<RoundOf>,
) -> Result<String, Refusal> {
    let of = of.into();
    let (cx, mut write) = cx.write(Locks::Orgs(vec![branch])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let stand = stand(&cx, &mut write, branch, of, Verb::Evaluate).await?;
    stand.is_open()?;
    let evaluation = stand.kept()?.id;
    let given = evaluation::lines(&mut write, evaluation).await?;
    let is_given = |id: &str| {
        given.iter().any(|given| given.line.criterion == id && given.line.points.is_some())
    };
    let criteria = stand.basis.assessed().map(|one| one.criterion);
    let open = criteria.filter(|one| !is_given(&one.id));
    let open: Vec<String> = open.map(|one| number(&one.id)).collect();
    if !open.is_empty() {
        let says = format!("还有 {} 项没有打分: {}", open.len(), open.join("、"));
        return Err(Refusal::flaw("", says));
    }
    if !evaluation::submit(&mut write, &stand.permit, evaluation).await? {
        return Err(Refusal::Stale);
    }
    assessment::renew(&mut write, &stand.permit, of.campaign, &stand.basis.current.scheme).await?;
    let event = Event::EvaluationSubmitted { evaluation };
    cx.commit(write, form, branch, event, &place(branch, of)).await
}

/// Sends it back to the supervisor with the reason; gives the address of its page.
///
/// # Errors
/// [`Refusal`].
pub async fn send_back(
    cx: &Cx,
    form: Form,
    branch: OrgId,
    of: impl Into<RoundOf>,
    why: &str,
) -> Result<String, Refusal> {
    let of = of.into();
    let (cx, mut write) = cx.write(Locks::Orgs(vec![branch])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let stand = stand(&cx, &mut write, branch, of, Verb::ConfirmEvaluation).await?;
    let evaluation = stand.kept()?.id;
    if let Some(flaw) = flaws_of_reason(why) {
        return Err(Refusal::Flawed(vec![Flawed::new("why", flaw.says)]));
    }
    if !evaluation::send_back(&mut write, &stand.permit, evaluation, why.trim()).await? {
        return Err(Refusal::Stale);
    }
    assessment::renew(&mut write, &stand.permit, of.campaign, &stand.basis.current.scheme).await?;
    let event = Event::EvaluationSentBack { evaluation };
    cx.commit(write, form, branch, event, &place(branch, of)).await
}

/// Confirms what somebody else submitted: from now on it is official, and the branch sees it; gives
/// the address of its page.
///
/// # Errors
/// [`Refusal`].
pub async fn confirm(
    cx: &Cx,
    form: Form,
    branch: OrgId,
    of: impl Into<RoundOf>,
) -> Result<String, Refusal> {
    let of = of.into();
    let (cx, mut write) = cx.write(Locks::Orgs(vec![branch])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let stand = stand(&cx, &mut write, branch, of, Verb::ConfirmEvaluation).await?;
    let kept = stand.kept()?;
    if kept.submitted.and_then(|(_, by)| by) == Some(cx.person) {
        return Err(Refusal::flaw("", "是您自己提交的,要由另一个人确认"));
    }
    if !evaluation::confirm(&mut write, &stand.permit, kept.id).await? {
        return Err(Refusal::Stale);
    }
    assessment::renew(&mut write, &stand.permit, of.campaign, &stand.basis.current.scheme).await?;
    let event = Event::EvaluationConfirmed { evaluation: kept.id };
    cx.commit(write, form, branch, event, &place(branch, of)).await
}
