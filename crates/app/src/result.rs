//! 考核结果 of a branch: its points with the whole explanation, who decided, what came later.

use jiff::Timestamp;
use model::Points;
use model::assessment::Cited;
use model::authority::Verb;
use model::evaluation::{Line, points};
use model::id::{CampaignId, OrgId, PersonId};
use model::self_check::{SelfCheck, State};
use score::sheet::CriterionSheet;
use score::{Criteria, Marks, Settler};
use store::evaluation::{self, Given, Kept};
use store::organisation::{self, Organisation};
use store::{Link, post, self_check};

use crate::assessment::Basis;
use crate::campaign;
use crate::cx::Cx;
use crate::refusal::Refusal;

pub use model::Status;

/// A criterion of the page.
#[derive(Clone, Debug)]
pub struct Row {
    /// What the rules make of it now: reasons, and what would change it.
    pub sheet: CriterionSheet,
    /// The official line, once there is one.
    pub given: Option<Given>,
    /// Who gave it.
    pub by: Option<String>,
    /// 自评分.
    pub own: Option<Points>,
    /// 自评理由.
    pub own_reason: String,
    /// 评定后新增: what speaks for it now and wasn't looked at then.
    pub later: Vec<Cited>,
}

/// The page.
#[derive(Clone, Debug)]
pub struct View {
    /// What points rest on.
    pub basis: Basis,
    /// How far it has come.
    pub status: Status,
    /// The official total; none before it is confirmed.
    pub total: Option<Points>,
    /// 暂计: by criterion the official points, else the branch's own.
    pub provisional: Option<Points>,
    /// 自查总分, where the self-check is full.
    pub own_total: Option<Points>,
    /// The band, as an index into the scheme's.
    pub band: Option<usize>,
    /// Criteria with neither, as indexes.
    pub missing: Criteria,
    /// The official evaluation.
    pub official: Option<Kept>,
    /// Who evaluates.
    pub committee: String,
    /// Who submitted and who confirmed it.
    pub people: [Option<String>; 2],
    /// When the self-check was submitted that stands beside.
    pub self_checked: Option<Timestamp>,
    /// By criterion, in the order of [`Basis::assessed`].
    pub rows: Vec<Row>,
    /// Every confirmed evaluation before the official one: when, and its total.
    pub earlier: Vec<(Timestamp, Points)>,
}

/// A branch's result in a campaign.
///
/// # Errors
/// [`Refusal`].
pub async fn view(cx: &Cx, branch: OrgId, id: CampaignId) -> Result<View, Refusal> {
    let mut link = cx.link().await?;
    let org = organisation::find(&mut link, branch).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeeResult, &org)?;
    let official = evaluation::official(&mut link, branch, id).await?;
    let today = cx.today();
    let term = official.as_ref().map(|kept| kept.round.term);
    let basis = Basis::ever(&cx.app, &mut link, &org, id, term, today).await?;
    let basis = basis.ok_or(Refusal::Unseen)?;
    let given = match &official {
        Some(kept) => evaluation::lines(&mut link, kept.id).await?,
        None => Vec::new(),
    };
    let (check, self_checked) = checked(&mut link, &basis, official.as_ref()).await?;
    let scheme = basis.current.scheme.clone();
    let lines: Vec<Line> = given.iter().map(|given| given.line.clone()).collect();
    let committee = points(&lines, &scheme);
    let own = check.as_ref().map_or_else(|| vec![None; committee.len()], |c| c.own(&scheme));
    let mut indicators = vec![None; scheme.indicators.len()];
    let marks = Marks { committee: &committee, own: &own, bonus: None };
    let outcome = Settler::new(&scheme).settle(&marks, &mut indicators);
    let mut people = [None, None];
    if let Some(kept) = &official {
        let who = [kept.submitted.and_then(|(_, by)| by), kept.confirmed.and_then(|(_, by)| by)];
        for (name, person) in people.iter_mut().zip(who) {
            *name = named(&mut link, person).await?;
        }
    }
    let earlier = earlier(&mut link, &basis, official.as_ref()).await?;
    let evaluator = organisation::find(&mut link, basis.current.enrolled.committee).await?;
    let rows = rows(&mut link, &basis, given, check.as_ref()).await?;
    Ok(View {
        status: outcome.status,
        total: outcome.total,
        provisional: outcome.provisional,
        own_total: outcome.own_total,
        band: outcome.band,
        missing: outcome.missing,
        official,
        committee: evaluator.map_or_else(String::new, |org| org.name.as_str().to_owned()),
        people,
        self_checked,
        rows,
        earlier,
        basis,
    })
}

async fn named(link: &mut Link, person: Option<PersonId>) -> Result<Option<String>, Refusal> {
    match person {
        Some(person) => Ok(post::name(link, person).await?),
        None => Ok(None),
    }
}

/// The self-check that the official evaluation answers, else the one that was submitted last.
async fn checked(
    link: &mut Link,
    basis: &Basis,
    official: Option<&Kept>,
) -> Result<(Option<SelfCheck>, Option<Timestamp>), Refusal> {
    let all = self_check::all_of(link, basis.org.id, basis.current.campaign.id).await?;
    let found = all.into_iter().rev().find(|kept| {
        // One that was withdrawn or given back is not submitted.
        kept.state == State::Submitted
            && official.is_none_or(|official| official.round == kept.round)
    });
    let Some(kept) = found else { return Ok((None, None)) };
    let filled = self_check::version(link, kept.id, kept.version).await?;
    Ok((filled, kept.submitted.map(|(at, _)| at)))
}

async fn rows(
    link: &mut Link,
    basis: &Basis,
    given: Vec<Given>,
    check: Option<&SelfCheck>,
) -> Result<Vec<Row>, Refusal> {
    let mut rows = Vec::new();
    for one in basis.assessed() {
        let (sheet, grounds) = (one.sheet, basis.grounds_of(&one));
        let given = given.iter().find(|given| given.line.criterion == sheet.id).cloned();
        let seen = given.as_ref().map_or(&[][..], |given| &given.line.cited);
        let is_later = |cited: &Cited| given.is_some() && !seen.contains(cited);
        let answers = check.map(|check| &check.answers);
        let answer = answers.and_then(|all| all.iter().find(|a| a.criterion == sheet.id));
        rows.push(Row {
            later: grounds.cited.iter().filter(|cited| is_later(cited)).copied().collect(),
            by: named(link, given.as_ref().and_then(|given| given.by)).await?,
            own: answer.and_then(|answer| answer.own),
            own_reason: answer.map_or_else(String::new, |answer| answer.reason.clone()),
            sheet: sheet.clone(),
            given,
        });
    }
    Ok(rows)
}

/// Confirmed evaluations before the official one, the latest first.
async fn earlier(
    link: &mut Link,
    basis: &Basis,
    official: Option<&Kept>,
) -> Result<Vec<(Timestamp, Points)>, Refusal> {
    let mut found = Vec::new();
    let all = evaluation::all_of(link, basis.org.id, basis.current.campaign.id).await?;
    for kept in all.iter().rev() {
        let Some((at, _)) = kept.confirmed else { continue };
        if official.is_some_and(|official| official.id == kept.id) {
            continue;
        }
        let lines = evaluation::lines(link, kept.id).await?;
        let lines: Vec<Line> = lines.into_iter().map(|given| given.line).collect();
        let given = points(&lines, &basis.current.scheme);
        found.push((at, given.into_iter().flatten().sum()));
    }
    Ok(found)
}

/// A branch with the campaigns in which it has, or will have, a result.
///
/// # Errors
/// [`Refusal`].
pub async fn campaigns(
    cx: &Cx,
    branch: OrgId,
) -> Result<(Organisation, Vec<campaign::Current>), Refusal> {
    let mut link = cx.link().await?;
    let org = organisation::find(&mut link, branch).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeeResult, &org)?;
    if !org.is_branch() {
        return Err(Refusal::Unseen);
    }
    let campaigns = campaign::campaigns_ever(&cx.app, &mut link, branch, cx.today()).await?;
    Ok((org, campaigns))
}
