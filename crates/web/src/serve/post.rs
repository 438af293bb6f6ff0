//! 任职: appointing, handing over, ending, and one post's page.

use app::Refusal;
use app::organisation::{self, Listing, View as Org};
use app::post::{self, Draft, Place, View};
use axum::extract::{Path, Query, RawForm};
use axum::response::Response;
use model::id::GrantId;
use serde::Deserialize;

use super::account::{moment, post_line};
use super::change::{Sent, way_below};
use super::entry::said;
use super::organisation::{Done, address, days, done, id, way};
use super::refuse::{flawed, page as shown};
use super::who::{Signed, form, whole};
use crate::page::appoint::{Appoint, Chosen, Known, Search};
use crate::page::post::{Post, PostForm};
use crate::part::choice::Choice;
use crate::part::facts::Fact;
use crate::part::flaws::Flaws;
use crate::part::link::Link;

/// Whom a form is for: somebody searched for, or chosen.
#[derive(Deserialize, Default)]
pub(super) struct Whom {
    #[serde(default)]
    who: String,
    #[serde(default)]
    at: String,
    #[serde(default)]
    person: String,
}

/// An organisation with the roles that this person may give there.
async fn posting_at(signed: &Signed, org: &str) -> Result<(Org, Vec<Choice>), Refusal> {
    let view = organisation::browse(&signed.cx, Some(id(org)?), &Listing::default()).await?;
    let roles = post::roles_for(&signed.cx, &view.org).await?;
    if roles.is_empty() {
        return Err(Refusal::Denied);
    }
    let choices = roles.into_iter().map(|role| Choice::new(role.name(), role.word(), false));
    Ok((view, choices.collect()))
}

/// The people whom a search found, or whoever was chosen already.
async fn whom(
    signed: &Signed,
    here: &str,
    asked: &Whom,
    flaws: &mut Flaws,
) -> Result<(Search, Option<Chosen>), Refusal> {
    let mut search = Search {
        action: here.to_owned(),
        who: asked.who.clone(),
        at: asked.at.clone(),
        ..Search::default()
    };
    if !asked.person.is_empty() {
        let person = asked.person.parse().map_err(|_| Refusal::Unseen)?;
        let name = post::chosen(&signed.cx, person).await?;
        let change_href = here.to_owned();
        return Ok((search, Some(Chosen { person: person.to_string(), name, change_href })));
    }
    if asked.who.is_empty() && asked.at.is_empty() {
        return Ok((search, None));
    }
    match post::known(&signed.cx, &asked.who, &asked.at).await {
        Ok((found, more)) => {
            search.said = match (found.len(), more) {
                (0, _) => "没有找到。请核对用字;还没有任过职的,在下面直接填写。".to_owned(),
                (count, false) => format!("找到 {count} 人。"),
                (count, true) => format!("找到很多人,先列 {count} 人;请再填党组织名称中的字。"),
            };
            let known = |found: post::Acquaintance| Known {
                href: format!("{here}?person={}", found.person.id),
                name: found.person.name,
                posts: found.places.iter().map(post_line).collect(),
            };
            search.hits = found.into_iter().map(known).collect();
        }
        Err(Refusal::Flawed(found)) => *flaws = said(&found),
        Err(refusal) => return Err(refusal),
    }
    Ok((search, None))
}

/// The form with what was typed, for a new post or for a successor's.
fn posting(
    signed: &Signed,
    (way, organisation, action, back_href): (crate::part::way::Way, &str, String, String),
    roles: Vec<Choice>,
    draft: &Draft,
    (search, chosen): (Search, Option<Chosen>),
    flaws: Flaws,
) -> Appoint {
    let roles = roles.into_iter().map(|role| Choice { chosen: role.value == draft.role, ..role });
    Appoint {
        way,
        organisation: organisation.to_owned(),
        form: signed.form(),
        action,
        before: None,
        search,
        chosen,
        name: draft.name.clone(),
        roles: roles.collect(),
        from: draft.from.clone(),
        to: draft.to.clone(),
        acting: draft.acting,
        back_href,
        flaws,
    }
}

async fn appoint_page(
    signed: &Signed,
    org: &str,
    asked: &Whom,
    draft: &Draft,
    mut flaws: Flaws,
) -> Result<Appoint, Refusal> {
    let (view, roles) = posting_at(signed, org).await?;
    let here = address(view.org.id);
    let action = format!("{here}/posting");
    let whom = whom(signed, &action, asked, &mut flaws).await?;
    let place = (way_below(&view, "新增任职"), view.org.name.as_str(), action, here);
    Ok(posting(signed, place, roles, draft, whom, flaws))
}

pub(super) async fn appoint_form(
    signed: Signed,
    Path(org): Path<String>,
    Query(asked): Query<Whom>,
) -> Response {
    let draft = Draft { from: signed.cx.today().to_string(), ..Draft::default() };
    let page = appoint_page(&signed, &org, &asked, &draft, Flaws::default()).await;
    answered(&signed, page)
}

fn answered(signed: &Signed, page: Result<Appoint, Refusal>) -> Response {
    match page {
        Ok(page) if !page.flaws.is_empty() => flawed(&signed.frame(), &page),
        Ok(page) => shown(&signed.frame(), &page),
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn draft(sent: &Sent) -> Draft {
    Draft {
        person: sent.one("person"),
        name: sent.one("name"),
        role: sent.one("role"),
        from: sent.one("from"),
        to: sent.one("to"),
        acting: sent.one("acting") == "yes",
    }
}

pub(super) async fn appoint(signed: Signed, Path(org): Path<String>, sent: RawForm) -> Response {
    let sent = Sent::read(sent);
    let draft = draft(&sent);
    let (cx, typed, own) = (signed.cx.clone(), draft.clone(), org.clone());
    let appointed =
        whole(async move { post::appoint(&cx, form(&sent.one("form"))?, id(&own)?, &typed).await });
    match appointed.await {
        Ok(place) => done(&place, "appointed"),
        Err(Refusal::Flawed(flaws)) => {
            let asked = Whom { person: draft.person.clone(), ..Whom::default() };
            answered(&signed, appoint_page(&signed, &org, &asked, &draft, said(&flaws)).await)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

async fn successor_page(
    signed: &Signed,
    [org, post]: [&str; 2],
    asked: &Whom,
    draft: &Draft,
    mut flaws: Flaws,
) -> Result<Appoint, Refusal> {
    let view = viewed(signed, org, post).await?;
    if !view.may_end {
        return Err(Refusal::Denied);
    }
    let back = format!("{}/posts/{}", address(view.org.id), view.held.id);
    let action = format!("{back}/successor");
    let whom = whom(signed, &action, asked, &mut flaws).await?;
    let way = way(std::slice::from_ref(&view.org), "交接");
    let place = (way, view.org.name.as_str(), action, back);
    let page = posting(signed, place, Vec::new(), draft, whom, flaws);
    let before = format!("{}({})", view.held.person.name, view.held.role.word());
    Ok(Appoint { before: Some(before), ..page })
}

pub(super) async fn successor_form(
    signed: Signed,
    Path((org, post)): Path<(String, String)>,
    Query(asked): Query<Whom>,
) -> Response {
    let from = signed.cx.today().tomorrow().map_or_else(|_| String::new(), |day| day.to_string());
    let draft = Draft { from, ..Draft::default() };
    let page = successor_page(&signed, [&org, &post], &asked, &draft, Flaws::default()).await;
    answered(&signed, page)
}

pub(super) async fn hand_over(
    signed: Signed,
    Path((org, post)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let draft = draft(&sent);
    let (cx, typed, own) = (signed.cx.clone(), draft.clone(), (org.clone(), post.clone()));
    let handed = whole(async move {
        let (org, post) = (id(&own.0)?, post_id(&own.1)?);
        post::hand_over(&cx, form(&sent.one("form"))?, org, post, &typed).await
    });
    match handed.await {
        Ok(place) => done(&place, "handed-over"),
        Err(Refusal::Flawed(flaws)) => {
            let asked = Whom { person: draft.person.clone(), ..Whom::default() };
            let at = [org.as_str(), post.as_str()];
            answered(&signed, successor_page(&signed, at, &asked, &draft, said(&flaws)).await)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) fn post_id(text: &str) -> Result<GrantId, Refusal> {
    text.parse().map_err(|_| Refusal::Unseen)
}

async fn viewed(signed: &Signed, org: &str, post: &str) -> Result<View, Refusal> {
    post::view(&signed.cx, id(org)?, post_id(post)?).await
}

fn post_page(signed: &Signed, view: View, typed: [String; 2], flaws: Flaws) -> Post {
    let View { org, held, others, account, may_end, may_account, .. } = &view;
    let here = format!("{}/posts/{}", address(org.id), held.id);
    let form = |verb: &str| PostForm { form: signed.form(), action: format!("{here}/{verb}") };
    let mut facts = vec![
        Fact::new("党组织", org.name.as_str()),
        Fact::new("职务", held.role.word()),
        Fact::new("任期", days(held.from, held.to)),
    ];
    if held.acting {
        facts.push(Fact::new("说明", "代理(主持工作)"));
    }
    facts.extend(others.iter().map(|place: &Place| Fact::new("另任", post_line(place))));
    match account {
        Some(account) => {
            let until = account.locked_until.map(|until| format!(",到 {} 为止", moment(until)));
            let state = format!("{}{}", account.state.word(), until.unwrap_or_default());
            facts.push(Fact::new("登录名", &account.login));
            facts.push(Fact::new("账号", state));
        }
        None => facts.push(Fact::new("账号", "没有账号")),
    }
    let is_locked = account.as_ref().is_some_and(|account| account.locked_until.is_some());
    let [login, last] = typed;
    let today = signed.cx.today();
    Post {
        way: way(std::slice::from_ref(org), &held.person.name),
        name: held.person.name.clone(),
        facts,
        account_says: view.account_says.clone().unwrap_or_default(),
        open: (*may_account && account.is_none()).then(|| form("account")),
        login,
        unlock: (*may_account && is_locked).then(|| form("lock/end")),
        reset: (*may_account && account.is_some()).then(|| form("reset")),
        keeps_factor: held.role.is_administrator(),
        factor: view.may_take_factor.then(|| form("second-factor/end")),
        successor: may_end.then(|| Link::new("交接给接任的人", format!("{here}/successor"))),
        end: may_end.then(|| form("end")),
        last: if last.is_empty() { today.to_string() } else { last },
        back_href: address(org.id),
        flaws,
    }
}

pub(super) async fn page(
    signed: Signed,
    Path((org, post)): Path<(String, String)>,
    Query(told): Query<Done>,
) -> Response {
    match viewed(&signed, &org, &post).await {
        Ok(view) => {
            let frame = signed.told(told.done.as_deref());
            shown(&frame, &post_page(&signed, view, Default::default(), Flaws::default()))
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

/// The page again with what has to be mended, or the refusal's own.
pub(super) async fn again(
    signed: &Signed,
    [org, post]: [&str; 2],
    typed: [String; 2],
    refusal: Refusal,
) -> Response {
    match (refusal, viewed(signed, org, post).await) {
        (Refusal::Flawed(flaws), Ok(view)) => {
            flawed(&signed.frame(), &post_page(signed, view, typed, said(&flaws)))
        }
        (refusal, _) => signed.refuse(&refusal),
    }
}

pub(super) async fn end(
    signed: Signed,
    Path((org, post)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let last = sent.one("last");
    let (cx, own) = (signed.cx.clone(), (org.clone(), post.clone()));
    let ended = whole(async move {
        let last = sent.day("last")?;
        let (org, post) = (id(&own.0)?, post_id(&own.1)?);
        post::end(&cx, form(&sent.one("form"))?, org, post, last).await
    });
    match ended.await {
        Ok(place) => done(&place, "unposted"),
        Err(refusal) => again(&signed, [&org, &post], [String::new(), last], refusal).await,
    }
}
