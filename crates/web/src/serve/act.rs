//! What an act would do, in sentences; 合并, 分设, and 收回 of what was planned.

use app::organisation::{
    self, Act, Facts, Listing, Organisation as Org, PlanState, PlannedView, Preview,
};
use app::{Cx, Refusal};
use axum::extract::{Path, RawForm};
use axum::response::Response;
use jiff::civil::Date;
use model::authority::Verb;
use model::id::{ChangeId, OrgId};
use model::limit;

use super::account::moment;
use super::change::{Sent, facts_page, seen, way_below};
use super::entry::said;
use super::organisation::{address, done, id};
use super::refuse::{again as again_with, flawed, page as shown};
use super::who::{Signed, form, whole};
use crate::page::organisation::Plan;
use crate::page::organisation_act::OrganisationAct;
use crate::page::organisation_form::{FactsOf, OrganisationForm};
use crate::part::badge::{Badge, Standing};
use crate::part::choice::Choice;
use crate::part::flaws::Flaws;
use crate::part::link::Link;

/// Where an act leads, with the word of what was done.
pub(super) fn acted(cx: &Cx, place: &str, on: Date, word: &str) -> Response {
    done(place, if on > cx.today() { "planned" } else { word })
}

/// What an act would do, a sentence each.
pub(super) fn says(act: &Act, preview: &Preview) -> Vec<String> {
    let mut says = Vec::new();
    let name = preview.org.name.as_str();
    let along = preview.along;
    match act {
        Act::Move { .. } => says.push(match along.organisations - 1 {
            0 => "只调整它自己,下面没有别的组织。".to_owned(),
            below => {
                let branches = along.branches - i64::from(preview.org.is_branch());
                format!("下面的 {below} 个组织(其中党支部 {branches} 个)一起调整。")
            }
        }),
        Act::Merge { .. } | Act::Split { .. } => {
            let direct = preview.children.len();
            says.push(match direct {
                0 => "没有下级组织要划过去。".to_owned(),
                _ => format!(
                    "直接下级 {direct} 个划过去,连同它们的下级共 {} 个组织,其中党支部 {} 个。",
                    along.organisations, along.branches
                ),
            });
        }
        Act::Close | Act::Rename { .. } => {}
    }
    if along.accounts > 0 && !matches!(act, Act::Rename { .. }) {
        says.push(format!("在这些组织任职的 {} 个账号照旧,随组织划转。", along.accounts));
    }
    if matches!(act, Act::Close | Act::Merge { .. }) {
        says.push(format!("「{name}」从这一天起不再存在,名称和以往的记录都保留。"));
        says.push(match preview.ends.is_empty() {
            true => "没有人在它那里任职。".to_owned(),
            false => format!("从这一天起没有它的权限的有: {}。", preview.ends.join("、")),
        });
        says.push("撤销以后不能恢复,可以另外新建。".to_owned());
    }
    says.extend(holders("起负责", &preview.gains));
    says.extend(holders("不再负责", &preview.loses));
    if matches!(act, Act::Split { .. }) {
        says.push("新的组织还没有人任职,分设以后请在它的页面办理。".to_owned());
    }
    says.push(match act {
        Act::Rename { .. } => "以往的报表仍用当时的名称。".to_owned(),
        _ => "以往的统计仍按当时的隶属关系。".to_owned(),
    });
    says
}

/// Who comes to be responsible, or no longer is.
fn holders(what: &str, names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| format!("从这一天{what}的有: {}。", names.join("、")))
}

/// The day, and that it is still to come.
pub(super) fn day_says(preview: &Preview) -> (String, String) {
    let later = if preview.is_planned { "(到那天再办,之前可以收回)" } else { "" };
    ("自何日起".to_owned(), format!("{}{later}", preview.on))
}

/// What is said of an organisation, each with its term.
pub(super) fn facts(facts: &Facts) -> Vec<(&'static str, String)> {
    let sectors: Vec<&str> = facts.sectors.iter().map(|sector| sector.word()).collect();
    vec![
        ("名称", facts.name.as_str().to_owned()),
        ("代码", facts.code.as_ref().map_or_else(String::new, |code| code.as_str().to_owned())),
        ("种类", facts.kind.word().to_owned()),
        ("类别", facts.sector.map_or_else(String::new, |sector| sector.word().to_owned())),
        ("负责的类别", sectors.join("、")),
        ("联系电话", facts.phone.as_ref().map_or_else(String::new, |one| one.as_str().to_owned())),
    ]
}

/// The fields of a form of facts, to be sent once more.
pub(super) fn again(sent: &Sent) -> Vec<(String, String)> {
    let names = ["name", "code", "kind", "sector", "sectors", "phone", "children", "on", "version"];
    let field = |name: &'static str| sent.all(name).map(move |value| (name.to_owned(), value));
    let mut hidden: Vec<(String, String)> = names.into_iter().flat_map(field).collect();
    hidden.push(("sure".to_owned(), "yes".to_owned()));
    hidden
}

/// The names on the way to an organisation, itself last.
pub(super) async fn way_names(signed: &Signed, org: OrgId) -> Result<String, Refusal> {
    let view = organisation::browse(&signed.cx, Some(org), &Listing::default()).await?;
    let names: Vec<&str> =
        view.way.iter().chain([&view.org]).map(|org: &Org| org.name.as_str()).collect();
    Ok(names.join(" › "))
}

/// The second step of a merger.
pub(super) async fn merger(signed: Signed, Path((org, to)): Path<(String, String)>) -> Response {
    let today = signed.cx.today();
    match merging(&signed, &org, &to, today, Flaws::default()).await {
        Ok(page) => shown(&signed.frame(), &page),
        Err(refusal) => signed.refuse(&refusal),
    }
}

async fn merging(
    signed: &Signed,
    org: &str,
    to: &str,
    on: Date,
    flaws: Flaws,
) -> Result<OrganisationAct, Refusal> {
    let view = seen(signed, org, Verb::CloseOrganisation).await?;
    let (org, into) = (id(org)?, id(to)?);
    let act = Act::Merge { into };
    let preview = organisation::preview(&signed.cx, org, &act, on).await?;
    let here = address(org);
    Ok(OrganisationAct {
        way: way_below(&view, "合并"),
        heading: "核对合并".to_owned(),
        lead: format!("请核对「{}」并入后影响到谁,再确认。", view.org.name.as_str()),
        change: vec![
            ("撤销".to_owned(), view.org.name.as_str().to_owned()),
            ("并入".to_owned(), way_names(signed, into).await?),
        ],
        says: says(&act, &preview),
        hidden: vec![("to".to_owned(), into.to_string())],
        on: Some(on.to_string()),
        button: "合并".to_owned(),
        grave: true,
        form: signed.form(),
        action: format!("{here}/merger"),
        back: Link::new("换一个", format!("{here}/merger")),
        flaws,
    })
}

pub(super) async fn merge(signed: Signed, Path(org): Path<String>, sent: RawForm) -> Response {
    let sent = Sent::read(sent);
    let to = sent.one("to");
    let (cx, own, target) = (signed.cx.clone(), org.clone(), to.clone());
    let merged = whole(async move {
        let on = sent.day("on")?;
        let act = Act::Merge { into: id(&target)? };
        let place = organisation::act(&cx, form(&sent.one("form"))?, id(&own)?, &act, on).await?;
        Ok((place, on))
    });
    match merged.await {
        Ok((place, on)) => acted(&signed.cx, &place, on, "merged"),
        Err(Refusal::Flawed(flaws)) => {
            // The day that was typed cannot stand, so the page is shown for today.
            let today = signed.cx.today();
            match merging(&signed, &org, &to, today, said(&flaws)).await {
                Ok(page) => flawed(&signed.frame(), &page),
                Err(_) => signed.refuse(&Refusal::Flawed(flaws)),
            }
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

/// The form of a split, with what was typed.
async fn split_page(
    signed: &Signed,
    org: &str,
    sent: &Sent,
    flaws: Flaws,
) -> Result<OrganisationForm, Refusal> {
    let view = seen(signed, org, Verb::MoveOrganisation).await?;
    let Some(superior) = view.way.last() else {
        return Err(Refusal::flaw("", "最高的组织不能分设"));
    };
    signed.cx.may(Verb::FoundOrganisation, superior)?;
    let below = organisation::right_below(&signed.cx, view.org.id, limit::TAKEN_ALONG).await?;
    let chosen: Vec<String> = sent.all("children").collect();
    let child = |child: &Org| {
        let id = child.id.to_string();
        let is_chosen = chosen.contains(&id);
        Choice::new(id, child.name.as_str(), is_chosen)
    };
    let on = match sent.one("on") {
        on if on.is_empty() => signed.cx.today().to_string(),
        on => on,
    };
    let mut draft = sent.draft();
    if draft.kind.is_empty() {
        draft.kind = view.org.kind.name().to_owned();
    }
    let page = facts_page(signed, &view, &draft, Some(superior.kind), FactsOf::Split, flaws);
    let children = below.iter().map(child).collect();
    Ok(OrganisationForm { children, on, ..page })
}

pub(super) async fn split_form(signed: Signed, Path(org): Path<String>) -> Response {
    match split_page(&signed, &org, &Sent::default(), Flaws::default()).await {
        Ok(page) => shown(&signed.frame(), &page),
        Err(refusal) => signed.refuse(&refusal),
    }
}

/// What is to be done by a form of a split.
async fn splitting(cx: &Cx, org: &str, sent: &Sent) -> Result<(OrgId, Act, Date), Refusal> {
    let own = id(org)?;
    let children: Result<Vec<OrgId>, Refusal> = sent.all("children").map(|one| id(&one)).collect();
    let act = organisation::splitting(cx, own, &sent.draft(), children?).await?;
    Ok((own, act, sent.day("on")?))
}

pub(super) async fn split(signed: Signed, Path(org): Path<String>, sent: RawForm) -> Response {
    let sent = Sent::read(sent);
    let answer = match sent.one("sure").is_empty() {
        true => split_preview(&signed, &org, &sent).await,
        false => {
            let (cx, own, sent) = (signed.cx.clone(), org.clone(), sent.clone());
            let split = whole(async move {
                let form = form(&sent.one("form"))?;
                let (own, act, on) = splitting(&cx, &own, &sent).await?;
                Ok((organisation::act(&cx, form, own, &act, on).await?, on))
            });
            split.await.map(|(place, on)| acted(&signed.cx, &place, on, "split"))
        }
    };
    match answer {
        Ok(answer) => answer,
        Err(refusal) => {
            let page = async |flaws| split_page(&signed, &org, &sent, flaws).await;
            again_with(&signed, refusal, page).await
        }
    }
}

async fn split_preview(signed: &Signed, org: &str, sent: &Sent) -> Result<Response, Refusal> {
    let (own, act, on) = splitting(&signed.cx, org, sent).await?;
    let preview = organisation::preview(&signed.cx, own, &act, on).await?;
    let view = seen(signed, org, Verb::MoveOrganisation).await?;
    let mut change = vec![("从它分出".to_owned(), view.org.name.as_str().to_owned())];
    for (term, value) in preview.facts.iter().flat_map(facts).filter(|(_, v)| !v.is_empty()) {
        change.push((format!("新的组织 {term}"), value));
    }
    if let Some(superior) = &preview.to {
        change.push(("它的上级".to_owned(), superior.name.as_str().to_owned()));
    }
    let names: Vec<&str> = preview.children.iter().map(|child| child.name.as_str()).collect();
    if !names.is_empty() {
        change.push(("划过去的下级组织".to_owned(), names.join("、")));
    }
    change.push(day_says(&preview));
    let here = address(own);
    let page = OrganisationAct {
        way: way_below(&view, "分设"),
        heading: "核对分设".to_owned(),
        lead: "请核对新的组织和划过去的下级,再确认。".to_owned(),
        change,
        says: says(&act, &preview),
        hidden: again(sent),
        on: None,
        button: "分设".to_owned(),
        grave: false,
        form: signed.form(),
        action: format!("{here}/split"),
        back: Link::new("返回,重新填写", format!("{here}/split")),
        flaws: Flaws::default(),
    };
    Ok(shown(&signed.frame(), &page))
}

/// What is planned, in a sentence.
fn plan_says(planned: &PlannedView) -> String {
    let other = planned
        .other
        .as_deref()
        .map_or_else(|| "您现在看不到的一个组织".to_owned(), |name| format!("「{name}」"));
    let on = planned.on;
    match &planned.act {
        Act::Move { .. } => format!("{on} 起调整到{other}下面"),
        Act::Close => format!("{on} 起撤销"),
        Act::Merge { .. } => format!("{on} 起并入{other}"),
        Act::Split { facts, children } => {
            format!("{on} 起分设「{}」,划过去 {} 个下级组织", facts.name.as_str(), children.len())
        }
        Act::Rename { facts } => format!("{on} 起改为「{}」({})", facts.name.as_str(), facts.kind),
    }
}

/// A planned change on the organisation's page.
pub(super) fn plan(planned: &PlannedView) -> Plan {
    let (badge, ended) = match &planned.ended {
        None => (Badge::new("待办", Standing::Near), String::new()),
        Some((state, at, reason)) => {
            let badge = match state {
                PlanState::Done => Badge::new("已办", Standing::Good),
                PlanState::Withdrawn => Badge::new("已收回", Standing::Plain),
                PlanState::Refused => Badge::new("未办成", Standing::Grave),
            };
            let reason = if reason.is_empty() { String::new() } else { format!(": {reason}") };
            (badge, format!(";{}{reason}", moment(*at)))
        }
    };
    let href = format!("{}/changes/{}", address(planned.org.id), planned.id);
    Plan {
        text: plan_says(planned),
        more: format!("{} 预定{ended}", planned.by),
        badges: vec![badge],
        withdraw: planned.may_withdraw.then(|| Link::new("收回", href)),
    }
}

fn change(text: &str) -> Result<ChangeId, Refusal> {
    text.parse().map_err(|_| Refusal::Unseen)
}

pub(super) async fn planned(
    signed: Signed,
    Path((org, change)): Path<(String, String)>,
) -> Response {
    match withdrawing(&signed, &org, &change, Flaws::default()).await {
        Ok(page) => shown(&signed.frame(), &page),
        Err(refusal) => signed.refuse(&refusal),
    }
}

async fn withdrawing(
    signed: &Signed,
    org: &str,
    text: &str,
    flaws: Flaws,
) -> Result<OrganisationAct, Refusal> {
    let planned = organisation::planned(&signed.cx, id(org)?, change(text)?).await?;
    let view = organisation::browse(&signed.cx, Some(id(org)?), &Listing::default()).await?;
    let here = address(planned.org.id);
    Ok(OrganisationAct {
        way: way_below(&view, "收回预定"),
        heading: "收回预定的变动".to_owned(),
        lead: format!("「{}」预定的变动还没有到日子,可以收回。", planned.org.name.as_str()),
        change: vec![("预定".to_owned(), plan_says(&planned)), ("预定的人".to_owned(), planned.by)],
        says: vec!["到那一天不再办理,组织保持现在的样子。".to_owned()],
        button: "收回".to_owned(),
        form: signed.form(),
        action: format!("{here}/changes/{}/withdrawal", planned.id),
        back: Link::new("返回,不收回", here),
        flaws,
        ..OrganisationAct::default()
    })
}

pub(super) async fn withdraw(
    signed: Signed,
    Path((org, text)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let (cx, own, which) = (signed.cx.clone(), org.clone(), text.clone());
    let withdrawn = whole(async move {
        let form = form(&sent.one("form"))?;
        organisation::withdraw(&cx, form, id(&own)?, change(&which)?).await
    });
    match withdrawn.await {
        Ok(place) => done(&place, "withdrawn"),
        Err(refusal) => {
            let page = async |flaws| withdrawing(&signed, &org, &text, flaws).await;
            again_with(&signed, refusal, page).await
        }
    }
}
