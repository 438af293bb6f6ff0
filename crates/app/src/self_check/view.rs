//! What the page of a self-check shows: to the branch what to fill in, to others what was
//! submitted.

use jiff::Timestamp;
use model::Scheme;
use model::authority::Verb;
use model::campaign::{Stage, WindowState};
use model::evaluation::State as Evaluated;
use model::event::Event;
use model::id::{EntryId, OrgId, PersonId};
use model::self_check::{SelfCheck, State};
use score::sheet::Sheet;
use store::organisation::{self, Organisation};
use store::self_check::{self, Kept};
use store::{Link, evaluation, journal, post};

use super::typed::{fresh, renewed};
use crate::assessment::{Basis, RoundOf, evaluates};
use crate::campaign::{self, Document, PeriodNow, Task};
use crate::cx::Cx;
use crate::record;
use crate::refusal::Refusal;

/// What proves that it was submitted: an entry of the journal, by which it can be looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// 回执号: the entry.
    pub entry: EntryId,
    /// When.
    pub at: Timestamp,
    /// Its place in the order of all, once it has one.
    pub leaf: Option<i64>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct View {
    /// Which round was asked for.
    pub of: RoundOf,
    /// What its points rest on now.
    pub basis: Basis,
    /// The period that it is for.
    pub period: PeriodNow,
    /// What is kept of it; none while nobody has begun.
    pub kept: Option<Kept>,
    /// What is filled in so far, or was submitted.
    pub filled: SelfCheck,
    /// What the last period's said of the next steps, against which this one is laid.
    pub planned: String,
    /// The campaign's documents.
    pub documents: Vec<Document>,
    /// What they require.
    pub tasks: Vec<Task>,
    /// Who saved the draft last, and when.
    pub saved: Option<(String, Timestamp)>,
    /// Who submitted it last, and when.
    pub submitted: Option<(String, Timestamp)>,
    /// Members who are short of a topic; told to the branch alone.
    pub short: Vec<Short>,
    /// What proves that it was submitted.
    pub receipt: Option<Receipt>,
    /// Whether the committee has given points already.
    pub is_evaluated: bool,
    /// Whether this person is of the branch.
    pub is_own: bool,
    /// Whether this person may fill it in now.
    pub may_draft: bool,
    /// Whether this person may submit it now.
    pub may_submit: bool,
    /// Whether this person may take it back now.
    pub may_withdraw: bool,
    /// Whether this person may give it back now.
    pub may_give_back: bool,
}

/// Who is short of a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Short {
    /// The topic's number in its scheme.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// Who added it, where it is of a 本地附加部分.
    pub owner: Option<String>,
    /// The members' names.
    pub names: Vec<String>,
}

/// The page of a branch's self-check in a campaign.
///
/// # Errors
/// [`Refusal`].
pub async fn view(cx: &Cx, org: OrgId, of: impl Into<RoundOf>) -> Result<View, Refusal> {
    let of = of.into();
    let mut link = cx.link().await?;
    let org = organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeeSelfCheck, &org)?;
    let (basis, period) = Basis::asked(cx, &mut link, &org, of, Stage::SelfCheck).await?;
    let is_today = of.term.is_none()
        || campaign::term_on(&mut link, org.id, cx.today()).await? == basis.term.id;
    let id = of.campaign;
    let round = basis.round(period.number);
    let kept = self_check::of(&mut link, &round).await?;
    let is_own = cx.may(Verb::DraftSelfCheck, &org).is_ok();
    // What nobody has submitted is nobody's business but the branch's.
    let kept = kept.filter(|kept| is_own || kept.version > 0);
    let before = before(&mut link, &basis, period.number).await?;
    let filled = match &kept {
        Some(kept) if is_own && kept.state == State::Draft => renewed(&kept.draft, &basis),
        Some(kept) => submitted(&mut link, kept).await?,
        None => begun(&basis, before.as_ref()),
    };
    let evaluation = evaluation::of(&mut link, &round).await?;
    let is_decided = evaluation.as_ref().is_some_and(|kept| kept.state != Evaluated::Draft);
    let is_evaluated = evaluation.is_some();
    let is_submitted = kept.as_ref().is_some_and(|kept| kept.state == State::Submitted);
    let is_open = period.self_check.is_open() && is_today;
    let receipt = match &kept {
        Some(kept) if kept.version > 0 => receipt(&mut link, &basis, kept).await?,
        _ => None,
    };
    let may_submit = cx.may(Verb::SubmitSelfCheck, &org).is_ok();
    let may_give_back = is_submitted
        && is_today
        && !is_decided
        && !basis.current.is_over()
        && cx.may(Verb::ReturnSelfCheck, &org).is_ok()
        && evaluates(cx, &basis.current)
        && kept.as_ref().is_some_and(|kept| kept.returned.is_none());
    let draft = kept.as_ref().filter(|kept| is_own && kept.state == State::Draft);
    let draft = draft.map(|kept| (kept.draft_at, kept.draft_by));
    let documents = store::campaign::documents(&mut link, id).await?;
    Ok(View {
        of,
        saved: by(&mut link, draft).await?,
        submitted: by(&mut link, kept.as_ref().and_then(|kept| kept.submitted)).await?,
        documents: documents.into_iter().filter(|one| one.withdrawn.is_none()).collect(),
        // The committee knows the roster, too; who is short of what is for the branch to mend.
        short: if is_own { short(&basis) } else { Vec::new() },
        tasks: campaign::tasks_of_campaign(&mut link, id).await?,
        planned: before.map_or_else(String::new, |said| said.said.get("next_steps").to_owned()),
        may_draft: is_own && is_open && !is_submitted,
        may_submit: may_submit && is_open && !is_submitted,
        may_withdraw: may_submit && is_open && is_submitted && !is_evaluated,
        may_give_back,
        is_own,
        basis,
        period,
        kept,
        filled,
        receipt,
        is_evaluated,
    })
}

/// Who did something, and when.
async fn by(
    link: &mut Link,
    done: Option<(Timestamp, Option<PersonId>)>,
) -> Result<Option<(String, Timestamp)>, Refusal> {
    let Some((at, person)) = done else { return Ok(None) };
    let name = match person {
        Some(person) => post::name(link, person).await?.unwrap_or_default(),
        None => String::new(),
    };
    Ok(Some((name, at)))
}

/// Who is short of which topic: of the campaign's, then of those that others added.
fn short(basis: &Basis) -> Vec<Short> {
    let names = record::names(&basis.roster);
    let title = |scheme: &Scheme, number: u32| {
        let topic = scheme.topics.iter().find(|topic| topic.number == number);
        topic.map_or_else(String::new, |topic| topic.title.clone())
    };
    let of = |scheme: &Scheme, sheet: &Sheet, owner: Option<&String>| -> Vec<Short> {
        let topics = sheet.topics.iter().filter(|topic| !topic.short.is_empty());
        let named = topics.map(|topic| Short {
            number: topic.topic,
            title: title(scheme, topic.topic),
            owner: owner.cloned(),
            names: topic.short.iter().filter_map(|member| names.get(member).cloned()).collect(),
        });
        named.collect()
    };
    let mut short = of(&basis.current.scheme, &basis.sheet, None);
    for (local, sheet) in basis.current.locals.iter().zip(&basis.local_sheets) {
        short.extend(of(&local.scheme, sheet, Some(&local.part.owner)));
    }
    short
}

/// What is submitted, of a version that is there.
async fn submitted(link: &mut Link, kept: &Kept) -> Result<SelfCheck, Refusal> {
    Ok(self_check::version(link, kept.id, kept.version).await?.unwrap_or_default())
}

/// The self-check of an earlier period that was submitted last.
async fn before(link: &mut Link, basis: &Basis, period: u32) -> Result<Option<SelfCheck>, Refusal> {
    let all = self_check::all_of(link, basis.org.id, basis.current.campaign.id).await?;
    let earlier = all.iter().rev().find(|kept| kept.round.period < period && kept.version > 0);
    match earlier {
        Some(kept) => submitted(link, kept).await.map(Some),
        None => Ok(None),
    }
}

/// One that nobody has begun: problems and measures go on from the last period.
fn begun(basis: &Basis, before: Option<&SelfCheck>) -> SelfCheck {
    let mut filled = fresh(basis);
    if let Some(before) = before {
        for name in ["problems", "measures"] {
            filled.said.put(name, before.said.get(name));
        }
    }
    filled
}

/// The entry of the journal that says that a self-check was submitted last.
async fn receipt(link: &mut Link, basis: &Basis, kept: &Kept) -> Result<Option<Receipt>, Refusal> {
    let event = Event::SelfCheckSubmitted { self_check: kept.id, version: kept.version };
    let entry = journal::of_event(link, basis.org.id, &event).await?;
    Ok(entry.map(|kept| Receipt { entry: kept.id, at: kept.at, leaf: kept.leaf_index }))
}

/// A self-check that a branch has to do, or has done.
#[derive(Clone, Debug)]
pub struct Due {
    /// The campaign as it is for the branch.
    pub current: campaign::Current,
    /// The period.
    pub period: PeriodNow,
    /// Whether that is the one that matters now; the others come behind it.
    pub is_main: bool,
    /// What is kept of it; to others than the branch none before it was submitted.
    pub kept: Option<Kept>,
}

impl Due {
    /// Which round it is: what matters now is asked for by the campaign alone.
    #[must_use]
    pub fn round(&self) -> RoundOf {
        let id = self.current.campaign.id;
        if self.is_main { id.into() } else { RoundOf::period(id, self.period.number) }
    }
}

/// A branch and its self-checks: of each campaign in which it takes part the one of the period that
/// matters now, behind it those of other periods that have begun, the latest first.
///
/// # Errors
/// [`Refusal`].
pub async fn due(cx: &Cx, org: OrgId) -> Result<(Organisation, Vec<Due>), Refusal> {
    let mut link = cx.link().await?;
    let org = organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeeSelfCheck, &org)?;
    if !org.is_branch() {
        return Err(Refusal::Unseen);
    }
    let is_own = cx.may(Verb::DraftSelfCheck, &org).is_ok();
    let term = campaign::term_on(&mut link, org.id, cx.today()).await?;
    let mut found = Vec::new();
    for current in campaign::campaigns_of(&cx.app, &mut link, org.id, cx.today()).await? {
        let Some(main) = current.period(Stage::SelfCheck).cloned() else { continue };
        let all = self_check::all_of(&mut link, org.id, current.campaign.id).await?;
        let others = current.periods.iter().rev().filter(|period| {
            period.number != main.number && !matches!(period.self_check, WindowState::NotYet(_))
        });
        let periods: Vec<PeriodNow> = std::iter::once(&main).chain(others).cloned().collect();
        for period in periods {
            let kept = all.iter().rev().find(|kept| {
                let round = (kept.round.term, kept.round.period);
                round == (term, period.number) && (is_own || kept.version > 0)
            });
            let (kept, is_main) = (kept.cloned(), period.number == main.number);
            found.push(Due { current: current.clone(), period, is_main, kept });
        }
    }
    Ok((org, found))
}
