//! 筹备: name and days, scheme, scope. Each step's form, and where it is sent.

use app::Refusal;
use app::campaign::{self, Campaign, FactsDraft, SchemeKey, ScopeDraft, Units};
use app::organisation::Organisation as Org;
use axum::extract::{Path, RawForm};
use axum::response::Response;
use model::authority::Verb;
use model::campaign::State;
use model::organisation::Sector;

use super::super::change::{Sent, seen};
use super::super::organisation::{address as org_address, done, id as org_id};
use super::super::refuse::{self, page as shown};
use super::super::who::{Signed, form, whole};
use super::scheme::publishing;
use super::version::since;
use super::{address, id, way};
use crate::layout::Page;
use crate::page::campaign_step::{FactsStep, Frame, SchemeStep, ScopeStep, Step, Steps};
use crate::part::choice::Choice;
use crate::part::flaws::Flaws;
use crate::part::link::Link;

/// The steps, each with where it is done and what it is called.
const STEPS: [(&str, &str); 6] = [
    ("facts", "1 名称和起止"),
    ("scheme", "2 考核方案"),
    ("scope", "3 参加范围"),
    ("periods", "4 期次和期限"),
    ("documents", "5 文件和任务"),
    ("opening", "6 核对启动"),
];

/// The steps of a campaign that is being set up; none of one that is open.
pub(super) fn steps(campaign: Option<&Campaign>, current: &str) -> Option<Steps> {
    if campaign.is_some_and(|campaign| campaign.facts.state != State::Draft) {
        return None;
    }
    let step = |(step, text): &(&str, &str)| {
        let facts = campaign.map(|campaign| &campaign.facts);
        Step {
            text: (*text).to_owned(),
            href: campaign.map(|campaign| format!("{}/{step}", address(campaign.id))),
            current: *step == current,
            done: facts.is_some_and(|facts| match *step {
                "facts" => true,
                "scheme" => facts.scheme.is_some(),
                "periods" => !facts.periods.is_empty(),
                _ => false,
            }),
        }
    };
    Some(Steps { steps: STEPS.iter().map(step).collect() })
}

/// What a step's page has of a campaign.
pub(super) fn frame(
    signed: &Signed,
    campaign: &Campaign,
    (step, here): (&str, &str),
    flaws: Flaws,
) -> Frame {
    let place = address(campaign.id);
    let name = campaign.facts.name.as_str();
    let is_draft = campaign.facts.state == State::Draft;
    Frame {
        way: way(&[(name, place.clone())], here),
        steps: steps(Some(campaign), step),
        name: name.to_owned(),
        form: signed.form(),
        action: format!("{place}/{step}"),
        version: campaign.version.to_string(),
        button: if is_draft { "保存,下一步" } else { "保存修改" }.to_owned(),
        back: Link::new("返回学习教育", place),
        flaws,
    }
}

/// A step's page again with all that was typed: with what is wrong, or below what others changed
/// since the version that the person saw. Saved again, what was typed stands.
pub(super) async fn again<P: Page>(
    signed: &Signed,
    (campaign, seen): (&str, &str),
    refusal: Refusal,
    page: impl AsyncFnOnce(Flaws) -> Result<P, Refusal>,
) -> Response {
    let others = match refusal {
        Refusal::Stale => others(signed, campaign, seen).await,
        _ => String::new(),
    };
    refuse::again_after(signed, refusal, &others, page).await
}

/// Changes by others that a page names.
const OTHERS_NAMED: usize = 3;

async fn others(signed: &Signed, campaign: &str, seen: &str) -> String {
    let view = async || campaign::view(&signed.cx, id(campaign)?).await;
    let since = match (view().await, seen.parse()) {
        (Ok(view), Ok(seen)) => since(&view, seen),
        _ => Vec::new(),
    };
    let named: String = since.iter().take(OTHERS_NAMED).map(|line| format!("{line}。")).collect();
    format!("您打开以后,别人先改过。{named}您填的都在下面,还没有保存;请核对,再保存就以您的为准。")
}

/// A form's campaign and version.
pub(super) fn at(campaign: &str, sent: &Sent) -> Result<(campaign::CampaignId, u32), Refusal> {
    let version = sent.one("version").parse().map_err(|_| Refusal::Stale)?;
    Ok((id(campaign)?, version))
}

// ---- name and days

fn facts_of(sent: &Sent) -> FactsDraft {
    FactsDraft { name: sent.one("name"), from: sent.one("from"), to: sent.one("to") }
}

fn founding(signed: &Signed, org: &Org, draft: &FactsDraft, flaws: Flaws) -> FactsStep {
    let frame = Frame {
        way: way(&[], "新建学习教育"),
        steps: steps(None, "facts"),
        name: org.name.as_str().to_owned(),
        form: signed.form(),
        action: format!("{}/campaign-founding", org_address(org.id)),
        button: "保存,下一步".to_owned(),
        back: Link::new("返回,不新建", "/campaigns"),
        flaws,
        ..Frame::default()
    };
    let FactsDraft { name, from, to } = draft.clone();
    FactsStep { frame, title: name, from, to }
}

pub(in crate::serve) async fn found_form(signed: Signed, Path(org): Path<String>) -> Response {
    match seen(&signed, &org, Verb::SetUpCampaign).await {
        Ok(view) => {
            let page = founding(&signed, &view.org, &FactsDraft::default(), Flaws::default());
            shown(&signed.frame(), &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(in crate::serve) async fn found(
    signed: Signed,
    Path(org): Path<String>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let draft = facts_of(&sent);
    let (cx, typed, own) = (signed.cx.clone(), draft.clone(), org.clone());
    let founded = whole(async move {
        campaign::found(&cx, form(&sent.one("form"))?, org_id(&own)?, &typed).await
    });
    let page = async |flaws| {
        let view = seen(&signed, &org, Verb::SetUpCampaign).await?;
        Ok(founding(&signed, &view.org, &draft, flaws))
    };
    match founded.await {
        Ok(place) => done(&place, "founded"),
        Err(refusal) => refuse::again(&signed, refusal, page).await,
    }
}

fn facts_page(signed: &Signed, campaign: &Campaign, draft: &FactsDraft, flaws: Flaws) -> FactsStep {
    let FactsDraft { name, from, to } = draft.clone();
    let frame = frame(signed, campaign, ("facts", "名称和起止"), flaws);
    FactsStep { frame, title: name, from, to }
}

pub(in crate::serve) async fn facts_form(signed: Signed, Path(campaign): Path<String>) -> Response {
    match step(&signed, &campaign).await {
        Ok((campaign, _)) => {
            let facts = &campaign.facts;
            let (from, to) = (facts.days.from.to_string(), facts.days.to.to_string());
            let draft = FactsDraft { name: facts.name.clone(), from, to };
            shown(&signed.frame(), &facts_page(&signed, &campaign, &draft, Flaws::default()))
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

/// A campaign that this person sets up.
pub(super) async fn step(signed: &Signed, campaign: &str) -> Result<(Campaign, Org), Refusal> {
    campaign::set_up(&signed.cx, id(campaign)?).await
}

pub(in crate::serve) async fn facts(
    signed: Signed,
    Path(campaign): Path<String>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let (draft, seen) = (facts_of(&sent), sent.one("version"));
    let (cx, typed, own) = (signed.cx.clone(), draft.clone(), campaign.clone());
    let renamed = whole(async move {
        campaign::rename(&cx, form(&sent.one("form"))?, at(&own, &sent)?, &typed).await
    });
    let page = async |flaws| {
        let (campaign, _) = step(&signed, &campaign).await?;
        Ok(facts_page(&signed, &campaign, &draft, flaws))
    };
    match renamed.await {
        Ok(place) => done(&place, "changed"),
        Err(refusal) => again(&signed, (&campaign, &seen), refusal, page).await,
    }
}

// ---- scheme

/// Schemes to choose from.
pub(super) async fn schemes(signed: &Signed, chosen: &str) -> Result<Vec<Choice>, Refusal> {
    let listed = campaign::schemes(&signed.cx).await?;
    let choice = |one: campaign::Listed| {
        let key = one.key.to_string();
        let is_chosen = key == chosen;
        let built_in = if one.is_built_in { ",内置" } else { "" };
        let hint = format!("{} 第 {} 版{built_in}", one.id, one.version);
        Choice { hint, ..Choice::new(key, one.title, is_chosen) }
    };
    Ok(listed.into_iter().map(choice).collect())
}

async fn scheme_page(
    signed: &Signed,
    campaign: &str,
    chosen: Option<&str>,
    flaws: Flaws,
) -> Result<SchemeStep, Refusal> {
    let (campaign, owner) = step(signed, campaign).await?;
    let now = campaign.facts.scheme.map(|digest| SchemeKey::Pinned(digest).to_string());
    let now = now.unwrap_or_default();
    Ok(SchemeStep {
        schemes: schemes(signed, chosen.unwrap_or(&now)).await?,
        publish: Link::new("发布一个新的方案", publishing(owner.id)),
        frame: frame(signed, &campaign, ("scheme", "考核方案"), flaws),
    })
}

pub(in crate::serve) async fn scheme_form(
    signed: Signed,
    Path(campaign): Path<String>,
) -> Response {
    match scheme_page(&signed, &campaign, None, Flaws::default()).await {
        Ok(page) => shown(&signed.frame(), &page),
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(in crate::serve) async fn scheme(
    signed: Signed,
    Path(campaign): Path<String>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let (chosen, seen) = (sent.one("scheme"), sent.one("version"));
    let (cx, key, own) = (signed.cx.clone(), SchemeKey::parse(&chosen), campaign.clone());
    let done_with = whole(async move {
        campaign::choose_scheme(&cx, form(&sent.one("form"))?, at(&own, &sent)?, key).await
    });
    let page = async |flaws| scheme_page(&signed, &campaign, Some(&chosen), flaws).await;
    match done_with.await {
        Ok(place) => done(&place, "changed"),
        Err(refusal) => again(&signed, (&campaign, &seen), refusal, page).await,
    }
}

// ---- scope

fn scope_page(
    signed: &Signed,
    campaign: &Campaign,
    units: Units,
    draft: &ScopeDraft,
    flaws: Flaws,
) -> ScopeStep {
    let unit = |org: Org| {
        let id = org.id.to_string();
        let is_chosen = draft.units.contains(&id);
        Choice::new(id, org.name.as_str(), is_chosen)
    };
    let sector = |(_, name, word): &(Sector, &str, &str)| {
        Choice::new(*name, *word, draft.sectors.iter().any(|chosen| chosen == name))
    };
    ScopeStep {
        frame: frame(signed, campaign, ("scope", "参加范围"), flaws),
        all_units: draft.all_units,
        units: units.below.into_iter().chain(units.deeper).map(unit).collect(),
        codes: draft.codes.clone(),
        all_sectors: draft.all_sectors,
        sectors: Sector::ALL.iter().map(sector).collect(),
    }
}

pub(in crate::serve) async fn scope_form(signed: Signed, Path(campaign): Path<String>) -> Response {
    match with_units(&signed, &campaign).await {
        Ok((campaign, units)) => {
            let facts = &campaign.facts;
            let draft = ScopeDraft {
                all_units: facts.units.is_empty(),
                units: facts.units.iter().map(ToString::to_string).collect(),
                codes: String::new(),
                all_sectors: facts.sectors.is_empty(),
                sectors: facts.sectors.iter().map(|sector| sector.name().to_owned()).collect(),
            };
            let page = scope_page(&signed, &campaign, units, &draft, Flaws::default());
            shown(&signed.frame(), &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

async fn with_units(signed: &Signed, campaign: &str) -> Result<(Campaign, Units), Refusal> {
    let (found, _) = step(signed, campaign).await?;
    let units = campaign::units(&signed.cx, found.id).await?;
    Ok((found, units))
}

pub(in crate::serve) async fn scope(
    signed: Signed,
    Path(campaign): Path<String>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let draft = ScopeDraft {
        all_units: sent.one("all_units") == "yes",
        units: sent.all("units").collect(),
        codes: sent.one("codes"),
        all_sectors: sent.one("all_sectors") == "yes",
        sectors: sent.all("sectors").collect(),
    };
    let seen = sent.one("version");
    let (cx, typed, own) = (signed.cx.clone(), draft.clone(), campaign.clone());
    let chosen = whole(async move {
        campaign::choose_scope(&cx, form(&sent.one("form"))?, at(&own, &sent)?, &typed).await
    });
    let page = async |flaws| {
        let (campaign, units) = with_units(&signed, &campaign).await?;
        Ok(scope_page(&signed, &campaign, units, &draft, flaws))
    };
    match chosen.await {
        Ok(place) => done(&place, "changed"),
        Err(refusal) => again(&signed, (&campaign, &seen), refusal, page).await,
    }
}
