//! 启动, 更新参加支部 and 结束: who would take part is shown first, then done.

use std::collections::HashMap;

use jiff::civil::Date;
use model::campaign::{Enrolling, State};
use model::event::Event;
use model::id::{CampaignId, OrgId};
use model::path::OrgPath;
use store::campaign::{self, Campaign, Enrolled, Facts, Joining, Place};
use store::{Link, Locks};

use super::scope::{Scope, walk};
use super::{permitted, permitted_version, place};
use crate::cx::{Cx, Form};
use crate::refusal::Refusal;

/// Rows that are read at a time.
const AT_ONCE: i64 = 4_096;

/// What is not finished yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// No scheme was chosen.
    Scheme,
    /// There is no period.
    Periods,
    /// No branch is in the scope.
    Branches,
    /// Branches have nobody above them who evaluates.
    Evaluators,
    /// No document was laid beside it.
    Documents,
}

impl Lack {
    /// Whether it has to be mended before the campaign opens.
    #[must_use]
    pub fn blocks(self) -> bool {
        matches!(self, Self::Scheme | Self::Periods | Self::Branches)
    }
}

/// What opening a campaign would do.
#[derive(Clone, Debug)]
pub struct Opening {
    /// The campaign.
    pub campaign: Campaign,
    /// Who would take part.
    pub scope: Scope,
    /// What is not finished.
    pub lacks: Vec<Lack>,
}

/// Looks what opening a campaign would do.
///
/// # Errors
/// [`Refusal`], as for all here.
pub async fn opening(cx: &Cx, id: CampaignId) -> Result<Opening, Refusal> {
    let mut link = cx.link().await?;
    let (campaign, ..) = permitted(cx, &mut link, id).await?;
    if campaign.facts.state != State::Draft {
        return Err(Refusal::flaw("", "已经启动了"));
    }
    looked(&mut link, campaign).await
}

async fn looked(link: &mut Link, campaign: Campaign) -> Result<Opening, Refusal> {
    let scope = walk(link, &campaign).await?;
    let documents = campaign::documents(link, campaign.id).await?;
    let lacks = [
        (campaign.facts.scheme.is_none(), Lack::Scheme),
        (campaign.facts.periods.is_empty(), Lack::Periods),
        (scope.branches.is_empty(), Lack::Branches),
        (!scope.unevaluated.is_empty(), Lack::Evaluators),
        (documents.iter().all(|one| one.withdrawn.is_some()), Lack::Documents),
    ];
    let lacks = lacks.into_iter().filter(|(lacks, _)| *lacks).map(|(_, lack)| lack).collect();
    Ok(Opening { campaign, scope, lacks })
}

/// Opens a campaign: the branches of its scope take part from its first day on.
///
/// # Errors
/// [`Refusal`].
pub async fn open(cx: &Cx, form: Form, at: (CampaignId, u32)) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Tree).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (campaign, owner, permit) = permitted_version(&cx, &mut write, at.0, at.1).await?;
    if campaign.facts.state != State::Draft {
        return Err(Refusal::Stale);
    }
    let Opening { mut campaign, scope, lacks } = looked(&mut write, campaign).await?;
    if lacks.iter().any(|lack| lack.blocks()) {
        return Err(Refusal::flaw("", "还有没做完的,不能启动"));
    }
    let facts = Facts { state: State::Open, ..campaign.facts.clone() };
    campaign::change(&mut write, &permit, &mut campaign, facts).await?;
    let joining: Vec<Joining> = scope.branches.into_iter().map(|one| first(&cx, one)).collect();
    let from = campaign.facts.days.from;
    let why = Enrolling::Opening;
    campaign::enrol(&mut write, &permit, &campaign, from, why, &joining).await?;
    let branches = joining.len() as u64;
    let event = Event::CampaignOpened { campaign: campaign.id, branches };
    cx.commit(write, form, owner.id, event, &place(campaign.id)).await
}

fn first(cx: &Cx, place: Place) -> Joining {
    Joining { place, id: cx.app.identity(), before: None, counts: false }
}

/// What has changed since branches were enrolled.
#[derive(Clone, Debug, Default)]
pub struct Lateness {
    /// Branches that came into the scope.
    pub joined: Vec<Joining>,
    /// Branches that another committee evaluates now, each with its row so far.
    pub moved: Vec<(Enrolled, Joining)>,
    /// Branches that are in the scope no more.
    pub left: Vec<Enrolled>,
    /// Branches that nobody above evaluates, by name.
    pub unevaluated: Vec<String>,
}

impl Lateness {
    /// Whether nothing has changed.
    #[must_use]
    pub fn is_none(&self) -> bool {
        self.joined.is_empty() && self.moved.is_empty() && self.left.is_empty()
    }
}

/// Looks who came into an open campaign's scope, got another committee or left.
///
/// # Errors
/// [`Refusal`].
pub async fn late(cx: &Cx, id: CampaignId) -> Result<(Campaign, Lateness), Refusal> {
    let mut link = cx.link().await?;
    let (campaign, ..) = permitted(cx, &mut link, id).await?;
    if campaign.facts.state != State::Open {
        return Err(Refusal::flaw("", "还没有启动"));
    }
    let late = compared(cx, &mut link, &campaign).await?;
    Ok((campaign, late))
}

async fn compared(cx: &Cx, link: &mut Link, campaign: &Campaign) -> Result<Lateness, Refusal> {
    let scope = walk(link, campaign).await?;
    let mut rows: HashMap<OrgId, Enrolled> = HashMap::new();
    let (everywhere, mut after) = (OrgPath::above_all(), OrgPath::above_all());
    loop {
        let page =
            campaign::enrolments_between(link, campaign.id, &everywhere, &after, AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        after = last.path.clone();
        rows.extend(page.into_iter().map(|row| (row.branch, row)));
    }
    let mut late = Lateness { unevaluated: scope.unevaluated, ..Lateness::default() };
    for place in scope.branches {
        let Some(row) = rows.remove(&place.branch) else {
            late.joined.push(first(cx, place));
            continue;
        };
        let before = Some(row.number);
        let joining = |counts| Joining { before, counts, ..first(cx, place.clone()) };
        match (row.to, row.committee == place.committee) {
            (None, true) => {}
            (None, false) => late.moved.push((row, joining(true))),
            (Some(_), _) => late.joined.push(joining(false)),
        }
    }
    late.left = rows.into_values().filter(|row| row.to.is_none()).collect();
    late.left.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(late)
}

/// Takes in who came into the scope, and notes who got another committee or left, from today on.
///
/// # Errors
/// [`Refusal`].
pub async fn take_in(cx: &Cx, form: Form, id: CampaignId) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Tree).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (campaign, owner, permit) = permitted(&cx, &mut write, id).await?;
    if campaign.facts.state != State::Open {
        return Err(Refusal::flaw("", "还没有启动"));
    }
    let Lateness { joined, moved, left, .. } = compared(&cx, &mut write, &campaign).await?;
    let [joining, moving, leaving] =
        [joined.len(), moved.len(), left.len()].map(|count| count as u64);
    let place = place(id);
    if joining + moving + leaving == 0 {
        return Ok(place);
    }
    let today = cx.today().max(campaign.facts.days.from);
    let yesterday = today.yesterday().unwrap_or(Date::MIN);
    let (rows, again): (Vec<Enrolled>, Vec<Joining>) = moved.into_iter().unzip();
    let (write_, why) = (&mut write, Enrolling::Moved);
    campaign::leave(write_, &permit, &campaign, yesterday, why, &rows).await?;
    campaign::enrol(write_, &permit, &campaign, today, why, &again).await?;
    campaign::leave(write_, &permit, &campaign, yesterday, Enrolling::Left, &left).await?;
    campaign::enrol(write_, &permit, &campaign, today, Enrolling::Joined, &joined).await?;
    let event =
        Event::EnrolmentChanged { campaign: id, joined: joining, moved: moving, left: leaving };
    cx.commit(write, form, owner.id, event, &place).await
}

/// Closes a campaign: nothing of it changes any more.
///
/// # Errors
/// [`Refusal`].
pub async fn close(cx: &Cx, form: Form, at: (CampaignId, u32)) -> Result<String, Refusal> {
    // Who hands something in at this moment is waited for, and nobody does after it.
    let (cx, mut write) = cx.write(Locks::Tree).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (mut campaign, owner, permit) = permitted_version(&cx, &mut write, at.0, at.1).await?;
    if campaign.facts.state != State::Open {
        return Err(Refusal::flaw("", "还没有启动"));
    }
    let facts = Facts { state: State::Closed, ..campaign.facts.clone() };
    campaign::change(&mut write, &permit, &mut campaign, facts).await?;
    let event = Event::CampaignClosed { campaign: campaign.id };
    cx.commit(write, form, owner.id, event, &place(campaign.id)).await
}
