//! Saving, submitting, taking back and giving back.

use model::authority::{Permit, Verb};
use model::campaign::Stage;
use model::event::Event;
use model::id::{OrgId, SelfCheckId};
use model::self_check::{SelfCheck, State, Wrong};
use store::organisation;
use store::self_check::{self, Kept};
use store::{Housekeeping, Locks, Write, evaluation};

use super::place;
use super::typed::{Typed, renewed, settled};
use crate::assessment::{self, Basis, CLOSED, RoundOf, evaluates};
use crate::campaign::PeriodNow;
use crate::cx::{Cx, Form};
use crate::record::flaws_of_reason;
use crate::refusal::{Flawed, Refusal};

/// Everything that is written to, with leave to.
struct Stand {
    basis: Basis,
    period: PeriodNow,
    kept: Option<Kept>,
    permit: Permit,
}

async fn stand(
    cx: &Cx,
    write: &mut Write,
    org: OrgId,
    of: RoundOf,
    verb: Verb,
) -> Result<Stand, Refusal> {
    let found = organisation::find(write, org).await?.ok_or(Refusal::Unseen)?;
    let permit = cx.may(verb, &found)?;
    // What a secretary before this one submitted stays as it is.
    let (basis, period) = Basis::asked(cx, write, &found, of.today(), Stage::SelfCheck).await?;
    if basis.current.is_over() {
        return Err(Refusal::flaw("", CLOSED));
    }
    let kept = self_check::of(write, &basis.round(period.number)).await?;
    Ok(Stand { basis, period, kept, permit })
}

impl Stand {
    /// Refuses where the branch may not change it now.
    fn is_open(&self) -> Result<(), Refusal> {
        if !self.period.self_check.is_open() {
            let says = "自查不在期限内,没有保存;确需补报的,请上级组织部门延长本支部的期限";
            return Err(Refusal::flaw("", says));
        }
        match &self.kept {
            Some(kept) if kept.state == State::Submitted => {
                Err(Refusal::flaw("", "自查已经提交;要改请先撤回"))
            }
            _ => Ok(()),
        }
    }

    /// Whether the draft says this already.
    fn says(&self, filled: &SelfCheck) -> bool {
        self.kept.as_ref().is_some_and(|kept| renewed(&kept.draft, &self.basis) == *filled)
    }

    /// Refuses where somebody else saved something else meanwhile.
    fn is_seen(&self, typed: &Typed, filled: &SelfCheck) -> Result<(), Refusal> {
        let version = self.kept.as_ref().map_or(0, |kept| kept.draft_version);
        let is_seen = version == typed.draft_version || self.says(filled);
        if is_seen { Ok(()) } else { Err(Refusal::Stale) }
    }

    fn kept(&self) -> Result<&Kept, Refusal> {
        self.kept.as_ref().ok_or(Refusal::Unseen)
    }

    fn submitted(&self) -> Result<&Kept, Refusal> {
        let kept = self.kept()?;
        if kept.state == State::Submitted { Ok(kept) } else { Err(Refusal::Stale) }
    }
}

/// Keeps what was typed so far; gives the address of the page. The same sent twice is kept once by
/// what it says, not by the form's identity: somebody goes on typing into a form whose answer was
/// lost, and what came after it must not be taken for what was kept.
///
/// # Errors
/// [`Refusal`]; [`Refusal::Stale`] where somebody else saved meanwhile.
pub async fn save(
    cx: &Cx,
    org: OrgId,
    of: impl Into<RoundOf>,
    typed: &Typed,
) -> Result<String, Refusal> {
    let of = of.into();
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    let stand = stand(&cx, &mut write, org, of, Verb::DraftSelfCheck).await?;
    stand.is_open()?;
    let (filled, flaws) = typed.filled(&stand.basis);
    if flaws.is_empty() && stand.says(&filled) {
        return Ok(place(org, of));
    }
    stand.is_seen(typed, &filled)?;
    let too_long = filled.wrong(stand.basis.assessed().map(|one| one.criterion));
    let too_long = too_long.into_iter().filter(|wrong| wrong.is_too_long);
    let flaws: Vec<Flawed> = flaws.into_iter().chain(too_long.map(flawed)).collect();
    if !flaws.is_empty() {
        return Err(Refusal::Flawed(flaws));
    }
    match &stand.kept {
        None => {
            let check = SelfCheckId::new(cx.app.identity());
            let round = stand.basis.round(stand.period.number);
            self_check::begin(&mut write, &stand.permit, check, &round, &filled).await?;
        }
        Some(kept) => {
            let version = typed.draft_version;
            if !self_check::draft(&mut write, &stand.permit, kept.id, version, &filled).await? {
                return Err(Refusal::Stale);
            }
        }
    }
    write.commit_quietly(Housekeeping::Drafting).await?;
    Ok(place(org, of))
}

fn flawed(wrong: Wrong) -> Flawed {
    Flawed::new(wrong.field(), wrong.says)
}

/// Submits it; gives the address of the page.
///
/// # Errors
/// [`Refusal`]; [`Refusal::Stale`] where somebody else saved meanwhile.
pub async fn submit(
    cx: &Cx,
    form: Form,
    org: OrgId,
    of: impl Into<RoundOf>,
    typed: &Typed,
) -> Result<String, Refusal> {
    let of = of.into();
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let stand = stand(&cx, &mut write, org, of, Verb::SubmitSelfCheck).await?;
    stand.is_open()?;
    let (filled, mut flaws) = typed.filled(&stand.basis);
    stand.is_seen(typed, &filled)?;
    let filled = settled(filled);
    flaws.extend(
        filled.wrong(stand.basis.assessed().map(|one| one.criterion)).into_iter().map(flawed),
    );
    if !flaws.is_empty() {
        return Err(Refusal::Flawed(flaws));
    }
    let (check, draft_version) = match &stand.kept {
        Some(kept) => (kept.id, kept.draft_version),
        None => {
            let check = SelfCheckId::new(cx.app.identity());
            let round = stand.basis.round(stand.period.number);
            self_check::begin(&mut write, &stand.permit, check, &round, &filled).await?;
            (check, 1)
        }
    };
    let submitted =
        self_check::submit(&mut write, &stand.permit, check, draft_version, &filled).await?;
    let version = submitted.ok_or(Refusal::Stale)?;
    assessment::renew(&mut write, &stand.permit, of.campaign, &stand.basis.current.scheme).await?;
    let event = Event::SelfCheckSubmitted { self_check: check, version };
    cx.commit(write, form, org, event, &place(org, of)).await
}

/// Takes it back to change it, until the committee has given points for the first criterion; gives
/// the address of the page.
///
/// # Errors
/// [`Refusal`].
pub async fn withdraw(
    cx: &Cx,
    form: Form,
    org: OrgId,
    of: impl Into<RoundOf>,
) -> Result<String, Refusal> {
    let of = of.into();
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let stand = stand(&cx, &mut write, org, of, Verb::SubmitSelfCheck).await?;
    let kept = stand.submitted()?;
    if !stand.period.self_check.is_open() {
        return Err(Refusal::flaw("", "自查的期限已过,不能撤回"));
    }
    if evaluation::of(&mut write, &kept.round).await?.is_some() {
        return Err(Refusal::flaw("", "党委已经开始评定,不能撤回;确需修改的,请党委退回"));
    }
    if !self_check::withdraw(&mut write, &stand.permit, kept.id).await? {
        return Err(Refusal::Stale);
    }
    assessment::renew(&mut write, &stand.permit, of.campaign, &stand.basis.current.scheme).await?;
    let event = Event::SelfCheckWithdrawn { self_check: kept.id };
    cx.commit(write, form, org, event, &place(org, of)).await
}

/// Gives it back to the branch, once a round, with the reason; gives the address of the page.
///
/// # Errors
/// [`Refusal`].
pub async fn give_back(
    cx: &Cx,
    form: Form,
    org: OrgId,
    of: impl Into<RoundOf>,
    why: &str,
) -> Result<String, Refusal> {
    let of = of.into();
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let stand = stand(&cx, &mut write, org, of, Verb::ReturnSelfCheck).await?;
    if !evaluates(&cx, &stand.basis.current) {
        return Err(Refusal::Denied);
    }
    let kept = stand.submitted()?;
    if let Some(flaw) = flaws_of_reason(why) {
        return Err(Refusal::Flawed(vec![Flawed::new("why", flaw.says)]));
    }
    let evaluation = evaluation::of(&mut write, &kept.round).await?;
    if evaluation.is_some_and(|kept| kept.state != model::evaluation::State::Draft) {
        return Err(Refusal::flaw("", "评定已经提交,不能再退回自查"));
    }
    if !self_check::give_back(&mut write, &stand.permit, kept.id, why.trim()).await? {
        return Err(Refusal::flaw("", "这一轮已经退回过一次,不能再退"));
    }
    assessment::renew(&mut write, &stand.permit, of.campaign, &stand.basis.current.scheme).await?;
    let event = Event::SelfCheckReturned { self_check: kept.id };
    cx.commit(write, form, org, event, &place(org, of)).await
}
