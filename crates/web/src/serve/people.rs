//! Lists of people: who holds what in a subtree and how their accounts stand, who was given which
//! role, who held a post before, and one's own places.

use app::organisation::Organisation as Org;
use app::post::{self, AccountState, Filter, Held, Listed, Page, Past};
use app::{Refusal, session};
use axum::extract::{Path, Query};
use axum::response::Response;
use jiff::civil::Date;
use model::authority::Role;
use model::day;
use model::id::{GrantId, OrgId};
use model::path::OrgPath;
use serde::Deserialize;

use super::entry::said;
use super::organisation::{address, days, id, way};
use super::refuse::{flawed, page as shown};
use super::who::Signed;
use crate::page::organisation::Post;
use crate::page::past_posts::{PastPost, PastPosts};
use crate::page::people::{Line, People};
use crate::page::places::{Place, Places};
use crate::part::badge::{Badge, Standing};
use crate::part::choice::Choice;
use crate::part::flaws::Flaws;
use crate::part::link::Link;
use crate::part::pager::Pager;
use crate::part::way::Way;

#[derive(Deserialize, Default)]
pub(super) struct Asked {
    #[serde(default)]
    name: String,
    #[serde(default)]
    role: String,
    #[serde(default)]
    account: String,
    #[serde(default)]
    after: String,
}

/// Behind which line a page begins: a place and a post, joined by a dot.
fn behind(text: &str) -> Option<(OrgPath, GrantId)> {
    let (path, id) = text.split_once('.')?;
    Some((OrgPath::parse(path).ok()?, id.parse().ok()?))
}

fn filter(asked: &Asked) -> Filter {
    Filter {
        name: asked.name.trim().to_owned(),
        role: Role::named(&asked.role),
        state: AccountState::named(&asked.account),
        after: behind(&asked.after),
    }
}

/// The address of a page behind a line, with everything else that was asked.
fn further(here: &str, asked: &Asked, after: Option<&Listed>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let fields = [("name", &asked.name), ("role", &asked.role), ("account", &asked.account)];
    fields.iter().filter(|(_, value)| !value.is_empty()).for_each(|(name, value)| {
        query.append_pair(name, value);
    });
    if let Some(last) = after {
        query.append_pair("after", &format!("{}.{}", last.path, last.held.id));
    }
    match query.finish() {
        query if query.is_empty() => here.to_owned(),
        query => format!("{here}?{query}"),
    }
}

fn account(state: AccountState) -> Badge {
    let tone = match state {
        AccountState::None => Standing::Plain,
        AccountState::Slip => Standing::Near,
        AccountState::Active => Standing::Good,
        AccountState::Locked => Standing::Grave,
    };
    Badge::new(state.word(), tone)
}

/// What else is to be known of a post: for the time being, or not begun.
fn badges(held: &Held, today: Date) -> Vec<Badge> {
    let mut badges = Vec::new();
    if held.acting {
        badges.push(Badge::new("代理", Standing::Plain));
    }
    if held.from > today {
        badges.push(Badge::new("未到任", Standing::Near));
    }
    badges
}

/// The posts of an organisation's page, and that the one it cannot do without is vacant.
pub(super) fn served(org: &Org, posts: &[Held], today: Date) -> Vec<Post> {
    let here = address(org.id);
    let chief = post::chief(org.kind);
    let is_held = posts.iter().any(|held| held.role == chief && held.from <= today);
    let vacant = (!is_held && org.closed.is_none()).then(|| Post {
        name: chief.word().to_owned(),
        badges: vec![Badge::new("空缺", Standing::Near)],
        ..Post::default()
    });
    let post = |held: &Held| Post {
        name: held.person.name.clone(),
        role: held.role.word().to_owned(),
        days: days(held.from, held.to),
        badges: badges(held, today),
        end: Some(Link::new("办理", format!("{here}/posts/{}", held.id))),
    };
    vacant.into_iter().chain(posts.iter().map(post)).collect()
}

/// A list of a subtree: with accounts, or with roles alone.
fn list(signed: &Signed, page: &Page, asked: &Asked, accounts: bool, flaws: Flaws) -> People {
    let org = address(page.org.id);
    let here = format!("{org}/{}", if accounts { "people" } else { "grants" });
    let line = |listed: &Listed| Line {
        name: listed.held.person.name.clone(),
        href: format!("{}/posts/{}", address(listed.org), listed.held.id),
        role: listed.held.role.word().to_owned(),
        badges: badges(&listed.held, signed.cx.today()),
        organisation: Link::new(&listed.name, address(listed.org)),
        days: days(listed.held.from, listed.held.to),
        login: listed.login.clone().unwrap_or_default(),
        account: account(listed.state),
    };
    let choice = |name: &str, word: &str, chosen: &str| Choice::new(name, word, name == chosen);
    let roles = Role::ALL.iter().map(|(_, name, word)| choice(name, word, &asked.role));
    let states = AccountState::ALL.iter().map(|(_, name, word)| choice(name, word, &asked.account));
    let next = page.listed.last().filter(|_| page.more);
    let is_first = behind(&asked.after).is_none();
    let above: Vec<_> = page.way.iter().chain([&page.org]).cloned().collect();
    People {
        way: way(&above, if accounts { "人员" } else { "授权" }),
        organisation: page.org.name.as_str().to_owned(),
        accounts,
        action: here.clone(),
        name: asked.name.clone(),
        roles: roles.collect(),
        states: if accounts { states.collect() } else { Vec::new() },
        lines: page.listed.iter().map(line).collect(),
        grant: page.may_grant.then(|| Link::new("授予三员", format!("{org}/posting"))),
        pager: Pager {
            said: String::new(),
            first: (!is_first).then(|| further(&here, asked, None)),
            next: next.map(|last| further(&here, asked, Some(last))),
        },
        back_href: org,
        flaws,
    }
}

async fn listed(signed: &Signed, org: OrgId, asked: &Asked, accounts: bool) -> Response {
    let get = async |filter: &Filter| match accounts {
        true => post::people(&signed.cx, org, filter).await,
        false => post::grants(&signed.cx, org, filter).await,
    };
    match get(&filter(asked)).await {
        Ok(page) => shown(&signed.frame(), &list(signed, &page, asked, accounts, Flaws::default())),
        Err(Refusal::Flawed(flaws)) => {
            let without = Filter { name: String::new(), ..filter(asked) };
            match get(&without).await {
                Ok(page) => {
                    let page = list(signed, &page, asked, accounts, said(&flaws));
                    flawed(&signed.frame(), &page)
                }
                Err(refusal) => signed.refuse(&refusal),
            }
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn people(
    signed: Signed,
    Path(org): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    match id(&org) {
        Ok(org) => listed(&signed, org, &asked, true).await,
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn grants(
    signed: Signed,
    Path(org): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    match id(&org) {
        Ok(org) => listed(&signed, org, &asked, false).await,
        Err(refusal) => signed.refuse(&refusal),
    }
}

#[derive(Deserialize)]
pub(super) struct Earlier {
    #[serde(default)]
    after: String,
}

fn before(text: &str) -> Option<(Date, GrantId)> {
    let (day, id) = text.split_once('.')?;
    Some((day::parse(day).ok()?, id.parse().ok()?))
}

fn past_page(past: &Past, is_first: bool) -> PastPosts {
    let org = address(past.org.id);
    let here = format!("{org}/posts");
    let line = |held: &Held| PastPost {
        name: held.person.name.clone(),
        href: format!("{here}/{}", held.id),
        role: held.role.word().to_owned(),
        days: days(held.from, held.to),
        badges: held.acting.then(|| Badge::new("代理", Standing::Plain)).into_iter().collect(),
    };
    let next = past.held.last().filter(|_| past.more);
    let next = next.and_then(|last| Some(format!("{here}?after={}.{}", last.to?, last.id)));
    let above: Vec<_> = past.way.iter().chain([&past.org]).cloned().collect();
    PastPosts {
        way: way(&above, "以往任职"),
        organisation: past.org.name.as_str().to_owned(),
        posts: past.held.iter().map(line).collect(),
        pager: Pager { said: String::new(), first: (!is_first).then_some(here), next },
        back_href: org,
    }
}

pub(super) async fn past(
    signed: Signed,
    Path(org): Path<String>,
    Query(asked): Query<Earlier>,
) -> Response {
    let after = before(&asked.after);
    let past = async { post::past(&signed.cx, id(&org)?, after).await };
    match past.await {
        Ok(past) => shown(&signed.frame(), &past_page(&past, after.is_none())),
        Err(refusal) => signed.refuse(&refusal),
    }
}

/// What those do here who see only what is assigned to them.
fn does(role: Role) -> &'static str {
    match role {
        Role::Inspector => "只看交给自己督查的支部。",
        Role::Observer => "只看交给自己观测的支部。",
        Role::MediaLiaison => "只看交给自己联络宣传的内容。",
        _ => "",
    }
}

/// One's own places, where there are several, or none that one may look into; else nothing, and
/// the only one is shown.
pub(super) async fn places(signed: &Signed) -> Result<Option<Places>, Refusal> {
    let today = signed.cx.today();
    let (_, held) = session::of_oneself(&signed.cx).await?;
    let held: Vec<post::Place> = held.into_iter().filter(|place| place.from <= today).collect();
    let is_shut = |role| matches!(role, Role::Inspector | Role::Observer | Role::MediaLiaison);
    let mut orgs: Vec<OrgId> = held.iter().map(|place| place.org).collect();
    orgs.sort_unstable();
    orgs.dedup();
    if orgs.len() == 1 && held.iter().any(|place| !is_shut(place.role)) {
        return Ok(None);
    }
    let place = |place: &post::Place| Place {
        organisation: place.name.clone(),
        href: (!is_shut(place.role)).then(|| address(place.org)),
        role: place.role.word().to_owned(),
        days: days(place.from, place.to),
        does: does(place.role).to_owned(),
        badges: place.acting.then(|| Badge::new("代理", Standing::Plain)).into_iter().collect(),
    };
    let places: Vec<Place> = held.iter().map(place).collect();
    let has_open = places.iter().any(|place| place.href.is_some());
    let way = Way { steps: Vec::new(), here: "我的任职".to_owned() };
    Ok(Some(Places { way, places, has_open }))
}
