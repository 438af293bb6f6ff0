//! 筹备: a campaign's name and days, its scheme, who is in its scope, its periods. Each step may
//! be gone back to; what is not finished is listed before it opens.

use model::authority::{Role, Verb};
use model::campaign::{State, Window};
use model::event::Event;
use model::id::{CampaignId, OrgId};
use model::limit;
use model::organisation::{OrgKind, Sector};
use model::path::OrgPath;
use store::campaign::{self, Campaign, Facts, Period};
use store::organisation::{self, Organisation};
use store::{Locks, Write};

use super::scheme::{SchemeKey, pinned};
use super::typed::Typed;
use super::{permitted, permitted_version, place};
use crate::cx::{Cx, Form};
use crate::organisation::permitted as organisation_with;
use crate::refusal::Refusal;

/// Name and days, as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FactsDraft {
    /// 名称.
    pub name: String,
    /// The first day.
    pub from: String,
    /// The last.
    pub to: String,
}

impl FactsDraft {
    fn taken(&self) -> Result<(String, Window), Refusal> {
        let mut typed = Typed::new();
        let name = typed.line("name", &self.name);
        let days = typed.window(["from", "to"], [&self.from, &self.to]);
        match (days, typed.flaws.is_empty()) {
            (Some(days), true) => Ok((name, days)),
            _ => Err(Refusal::Flawed(typed.flaws)),
        }
    }
}

/// The organisations for which a person may set up a campaign: where they are an officer.
///
/// # Errors
/// [`Refusal::Denied`] where there is none.
pub async fn owners(cx: &Cx) -> Result<Vec<Organisation>, Refusal> {
    let mut link = cx.link().await?;
    let mut owners = Vec::new();
    for grant in cx.grants.iter().filter(|grant| grant.role == Role::DepartmentOfficer) {
        owners.extend(organisation::find(&mut link, grant.org).await?);
    }
    owners.dedup_by(|one, other| one.id == other.id);
    if owners.is_empty() { Err(Refusal::Denied) } else { Ok(owners) }
}

/// Begins a campaign; gives the address of the next step.
///
/// # Errors
/// [`Refusal`], as for all here.
pub async fn found(cx: &Cx, form: Form, org: OrgId, draft: &FactsDraft) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (org, permit) = organisation_with(&cx, &mut write, Verb::SetUpCampaign, org).await?;
    if org.kind == OrgKind::Branch {
        return Err(Refusal::flaw("", "支部不能发起学习教育"));
    }
    let (name, days) = draft.taken()?;
    let facts = Facts {
        name,
        scheme: None,
        days,
        units: Vec::new(),
        sectors: Vec::new(),
        state: State::Draft,
        periods: Vec::new(),
    };
    let id = CampaignId::new(cx.app.identity());
    campaign::found(&mut write, &permit, id, &facts).await?;
    let place = format!("{}/scheme", place(id));
    cx.commit(write, form, org.id, Event::CampaignFounded { campaign: id }, &place).await
}

/// A campaign that is being set up, for a step's form.
///
/// # Errors
/// [`Refusal`].
pub async fn set_up(cx: &Cx, id: CampaignId) -> Result<(Campaign, Organisation), Refusal> {
    let mut link = cx.link().await?;
    let (campaign, owner, _) = permitted(cx, &mut link, id).await?;
    Ok((campaign, owner))
}

/// Changes what is said of a campaign; gives the address of the next step.
async fn changed(
    cx: &Cx,
    form: Form,
    (id, version): (CampaignId, u32),
    step: &str,
    change: impl AsyncFnOnce(&Cx, &mut Write, &Campaign, &Organisation) -> Result<Facts, Refusal>,
) -> Result<String, Refusal> {
    // Windows and scope decide what others may do at this moment, so nobody else writes.
    let (cx, mut write) = cx.write(Locks::Tree).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (mut campaign, owner, permit) = permitted_version(&cx, &mut write, id, version).await?;
    let next = match campaign.facts.state {
        State::Draft => format!("{}/{step}", place(id)),
        _ => place(id),
    };
    let facts = change(&cx, &mut write, &campaign, &owner).await?;
    if facts == campaign.facts {
        return Ok(next);
    }
    campaign::change(&mut write, &permit, &mut campaign, facts).await?;
    cx.commit(write, form, owner.id, Event::CampaignChanged { campaign: id }, &next).await
}

fn draft_only(campaign: &Campaign, what: &str) -> Result<(), Refusal> {
    match campaign.facts.state {
        State::Draft => Ok(()),
        _ => Err(Refusal::flaw("", format!("已经启动,{what}不能再改"))),
    }
}

/// Gives a campaign another name and other days.
///
/// # Errors
/// [`Refusal`].
pub async fn rename(
    cx: &Cx,
    form: Form,
    at: (CampaignId, u32),
    draft: &FactsDraft,
) -> Result<String, Refusal> {
    let change = async |_: &Cx, _: &mut Write, campaign: &Campaign, _: &Organisation| {
        let (name, days) = draft.taken()?;
        if let Some(period) =
            campaign.facts.periods.iter().find(|one| one.self_check.from < days.from)
        {
            let says = format!("不能晚于「{}」自查开始的 {}", period.title, period.self_check.from);
            return Err(Refusal::flaw("from", says));
        }
        Ok(Facts { name, days, ..campaign.facts.clone() })
    };
    changed(cx, form, at, "scheme", change).await
}

/// The scheme that was chosen, by its key.
pub type Choosing = Option<SchemeKey>;

/// Chooses a campaign's scheme; a built-in one is published by this, as it stands.
///
/// # Errors
/// [`Refusal`].
pub async fn choose_scheme(
    cx: &Cx,
    form: Form,
    at: (CampaignId, u32),
    key: Choosing,
) -> Result<String, Refusal> {
    let change = async |cx: &Cx, write: &mut Write, campaign: &Campaign, owner: &Organisation| {
        draft_only(campaign, "考核方案")?;
        let key = key.ok_or_else(|| Refusal::flaw("scheme", "请选择一个考核方案"))?;
        let digest = pinned(cx, write, owner, &key).await?;
        Ok(Facts { scheme: Some(digest), ..campaign.facts.clone() })
    };
    changed(cx, form, at, "scope", change).await
}

/// The scope, as it was chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeDraft {
    /// Whether all units take part.
    pub all_units: bool,
    /// Units, by identity.
    pub units: Vec<String>,
    /// Further units, by code, one a line.
    pub codes: String,
    /// Whether all sectors take part.
    pub all_sectors: bool,
    /// Sectors, by name.
    pub sectors: Vec<String>,
}

/// Units that a form offers: those right below the owner, and those that were chosen elsewhere.
#[derive(Clone, Debug, Default)]
pub struct Units {
    /// Right below, branches left out.
    pub below: Vec<Organisation>,
    /// Chosen ones that stand deeper.
    pub deeper: Vec<Organisation>,
}

/// The units that a campaign's scope may name.
///
/// # Errors
/// [`Refusal`].
pub async fn units(cx: &Cx, id: CampaignId) -> Result<Units, Refusal> {
    let mut link = cx.link().await?;
    let (campaign, owner, _) = permitted(cx, &mut link, id).await?;
    let most = i64::try_from(limit::UNITS).unwrap_or(i64::MAX);
    let start = OrgPath::above_all();
    let mut below = organisation::children(&mut link, Some(owner.id), &start, most).await?;
    below.retain(|org| org.kind != OrgKind::Branch);
    let mut deeper = Vec::new();
    for unit in &campaign.facts.units {
        if !below.iter().any(|org| org.id == *unit) {
            deeper.extend(organisation::find(&mut link, *unit).await?);
        }
    }
    Ok(Units { below, deeper })
}

/// Chooses who is in a campaign's scope.
///
/// # Errors
/// [`Refusal`].
pub async fn choose_scope(
    cx: &Cx,
    form: Form,
    at: (CampaignId, u32),
    draft: &ScopeDraft,
) -> Result<String, Refusal> {
    let change = async |_: &Cx, write: &mut Write, campaign: &Campaign, owner: &Organisation| {
        let mut typed = Typed::new();
        let units = units_of(write, owner, draft, &mut typed).await?;
        let sectors: Vec<Sector> = match draft.all_sectors {
            true => Vec::new(),
            false => draft.sectors.iter().filter_map(|name| Sector::named(name)).collect(),
        };
        if sectors.is_empty() && !draft.all_sectors {
            typed.flaw("sectors", "请勾选至少一个类别,或选「全部类别」");
        }
        match typed.flaws.is_empty() {
            true => Ok(Facts { units, sectors, ..campaign.facts.clone() }),
            false => Err(Refusal::Flawed(typed.flaws)),
        }
    };
    changed(cx, form, at, "periods", change).await
}

async fn units_of(
    write: &mut Write,
    owner: &Organisation,
    draft: &ScopeDraft,
    typed: &mut Typed,
) -> Result<Vec<OrgId>, Refusal> {
    let mut units = Vec::new();
    if draft.all_units {
        return Ok(units);
    }
    for id in draft.units.iter().filter_map(|id| id.parse().ok()) {
        let unit = organisation::find(write, id).await?;
        match unit.filter(|unit| owner.path.holds(&unit.path) && unit.closed.is_none()) {
            Some(unit) => units.push(unit.id),
            None => typed.flaw("units", "有一个单位已经不在范围内,请重新勾选"),
        }
    }
    for code in draft.codes.split_whitespace() {
        let unit = organisation::coded(write, code).await?;
        match unit.filter(|unit| owner.path.holds(&unit.path)) {
            Some(unit) => units.push(unit.id),
            None => typed.flaw("codes", format!("下级里没有代码是「{code}」的组织")),
        }
    }
    units.sort_unstable();
    units.dedup();
    if units.is_empty() && typed.flaws.is_empty() {
        typed.flaw("units", "请勾选至少一个单位,或选「全部下级」");
    }
    if units.len() > limit::UNITS {
        typed.flaw("units", format!("超过 {} 个单位,请选它们的上级", limit::UNITS));
    }
    Ok(units)
}

/// A period, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PeriodDraft {
    /// 名称.
    pub title: String,
    /// 自查: the first and the last day.
    pub self_check: [String; 2],
    /// 评定: the first and the last day.
    pub evaluation: [String; 2],
}

impl PeriodDraft {
    /// Whether nothing was typed.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        let mut all = [&self.title].into_iter().chain(&self.self_check).chain(&self.evaluation);
        all.all(|text| text.trim().is_empty())
    }
}

/// Puts a campaign's periods, in order; blank ones are left out.
///
/// # Errors
/// [`Refusal`].
pub async fn put_periods(
    cx: &Cx,
    form: Form,
    at: (CampaignId, u32),
    drafts: &[PeriodDraft],
) -> Result<String, Refusal> {
    let change = async |_: &Cx, _: &mut Write, campaign: &Campaign, _: &Organisation| {
        let periods = periods_of(campaign, drafts)?;
        Ok(Facts { periods, ..campaign.facts.clone() })
    };
    changed(cx, form, at, "documents", change).await
}

fn periods_of(campaign: &Campaign, drafts: &[PeriodDraft]) -> Result<Vec<Period>, Refusal> {
    let mut typed = Typed::new();
    let mut periods: Vec<Period> = Vec::new();
    for (draft, at) in drafts.iter().zip(1..).filter(|(draft, _)| !draft.is_blank()) {
        let name = |field: &str| format!("{field}-{at}");
        let title = typed.line(&name("title"), &draft.title);
        let [a, b] = &draft.self_check;
        let names = [&*name("check_from"), &*name("check_to")];
        let self_check = typed.window(names, [a, b]);
        let [a, b] = &draft.evaluation;
        let names = [&*name("evaluation_from"), &*name("evaluation_to")];
        let evaluation = typed.window(names, [a, b]);
        let (Some(self_check), Some(evaluation)) = (self_check, evaluation) else { continue };
        if self_check.from < campaign.facts.days.from {
            let says = format!("不能早于学习教育开始的 {}", campaign.facts.days.from);
            typed.flaw(name("check_from"), says);
        }
        if evaluation.from < self_check.from {
            typed.flaw(name("evaluation_from"), "不能早于自查开始的日期");
        }
        if evaluation.to < self_check.to {
            typed.flaw(name("evaluation_to"), "不能早于自查结束的日期,否则有的支部来不及评定");
        }
        if let Some(before) = periods.last().filter(|one| self_check.from <= one.self_check.to) {
            let says =
                format!("应在上一期「{}」自查结束({})以后", before.title, before.self_check.to);
            typed.flaw(name("check_from"), says);
        }
        if periods.iter().any(|one| one.title == title) {
            typed.flaw(name("title"), "与前面一期重名,请改名");
        }
        periods.push(Period { title, self_check, evaluation });
    }
    if typed.flaws.is_empty() {
        let begun = match campaign.facts.state {
            State::Draft => 0,
            _ => campaign.facts.periods.len(),
        };
        if periods.is_empty() {
            typed.flaw("title-1", "请至少填写一期");
        } else if periods.len() < begun {
            typed.flaw("", "已经启动,不能减少期数;可以改日期,也可以加一期");
        } else if periods.len() > limit::PERIODS {
            typed.flaw("", format!("至多 {} 期", limit::PERIODS));
        }
    }
    if typed.flaws.is_empty() { Ok(periods) } else { Err(Refusal::Flawed(typed.flaws)) }
}
