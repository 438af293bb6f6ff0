//! 党员名册: the list, and the form for a new member.

use app::Refusal;
use app::roster::{self, Draft, Named, View};
use axum::extract::{Path, Query, RawForm};
use axum::response::Response;
use model::roster::Membership;
use serde::Deserialize;

use super::change::Sent;
use super::organisation::{address, days, done, id, way};
use super::refuse::{again, page as shown};
use super::who::{Signed, form, whole};
use crate::page::roster::{MemberEntry, Roster, Row};
use crate::part::badge::{Badge, Standing};
use crate::part::choice::Choice;
use crate::part::facts::Fact;
use crate::part::flaws::Flaws;
use crate::part::link::{Act, Link};
use crate::part::way::Way;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    cell: String,
    done: Option<String>,
}

/// Where a branch's roster is.
pub(super) fn place(view: &View) -> String {
    format!("{}/roster", address(view.org.id))
}

/// The way to a page about a roster.
pub(super) fn way_to(view: &View, here: Option<&str>) -> Way {
    let above: Vec<_> = view.way.iter().chain([&view.org]).cloned().collect();
    match here {
        None => way(&above, "党员名册"),
        Some(here) => {
            let mut way = way(&above, here);
            way.steps.push(Link::new("党员名册", place(view)));
            way
        }
    }
}

/// A roster that this person keeps.
pub(super) async fn kept(signed: &Signed, org: &str) -> Result<View, Refusal> {
    roster::kept(&signed.cx, id(org)?).await
}

/// What a cell is called; empty for none.
pub(super) fn cell_name(view: &View, named: &Named) -> String {
    let cell = view.cells.iter().find(|cell| Some(cell.id) == named.member.cell);
    cell.map_or_else(String::new, |cell| cell.name.clone())
}

/// The cells that are open, and the one that somebody belongs to anyway.
pub(super) fn cell_choices(view: &View, chosen: &str) -> Vec<Choice> {
    let cells = view.cells.iter().map(|cell| (cell, cell.id.to_string()));
    let open = cells.filter(|(cell, id)| cell.days.to.is_none() || id == chosen);
    open.map(|(cell, id)| Choice::new(&id, &cell.name, id == chosen)).collect()
}

pub(super) fn memberships(chosen: &str) -> Vec<Choice> {
    let all = Membership::ALL.iter();
    all.map(|(_, name, word)| Choice::new(*name, *word, *name == chosen)).collect()
}

fn row(view: &View, named: &Named) -> Row {
    let member = &named.member;
    let excuse = member.excuse(view.today).filter(|_| member.days.hold(view.today));
    let posts: Vec<&str> = view.posts_of(member.person).map(|held| held.role.word()).collect();
    let is_present = member.days.hold(view.today);
    Row {
        name: named.name.clone(),
        href: format!("{}/members/{}", place(view), member.id),
        membership: member.membership.word().to_owned(),
        posts: if is_present { posts.join("、") } else { String::new() },
        cell: cell_name(view, named),
        days: days(member.days.from, member.days.to),
        badges: excuse
            .map(|excuse| Badge::new(format!("免予参加: {}", excuse.word()), Standing::Plain))
            .into_iter()
            .collect(),
    }
}

fn facts(view: &View) -> Vec<Fact> {
    let count = |is: &dyn Fn(&&Named) -> bool| view.present().filter(is).count();
    let all = view.present().count();
    let probationary = count(&|named| named.member.membership == Membership::Probationary);
    let excused = count(&|named| named.member.excuse(view.today).is_some());
    vec![
        Fact::new("在册党员", format!("{all} 名")),
        Fact::new("其中预备党员", format!("{probationary} 名")),
        Fact::new("免予参加", format!("{excused} 名")),
        Fact::new("应到", format!("{} 名", all - excused)),
    ]
}

fn list(view: &View, cell: &str) -> Roster {
    let here = place(view);
    let fits = |named: &&Named| {
        let of = named.member.cell.map_or("none".to_owned(), |cell| cell.to_string());
        cell.is_empty() || of == cell
    };
    let past = view.members.iter().filter(|named| !named.member.days.hold(view.today));
    let mut cells = cell_choices(view, cell);
    if !cells.is_empty() {
        cells.push(Choice::new("none", "不在党小组", cell == "none"));
    }
    let act = |text, verb: &str| Act::new(text, format!("{here}/{verb}"));
    let mut acts = Vec::new();
    if view.may_keep {
        acts.extend([act("登记党员", "entry"), act("导入", "import"), act("党小组", "cells")]);
    }
    if !view.members.is_empty() {
        acts.push(act("导出", "export"));
    }
    let known = view.known().into_iter().filter(|known| known.as_what != "以前在册");
    let missing = known.filter(|_| view.may_keep).map(|known| {
        let text = format!("{}{}还不在名册里。", known.as_what, known.name);
        (text, Link::new("登记", format!("{here}/entry?person={}", known.person)))
    });
    Roster {
        way: way_to(view, None),
        name: view.org.name.as_str().to_owned(),
        facts: facts(view),
        acts,
        missing: missing.collect(),
        action: here.clone(),
        cells,
        clear_href: (!cell.is_empty()).then(|| here.clone()),
        members: view.present().filter(fits).map(|named| row(view, named)).collect(),
        past: past.filter(fits).map(|named| row(view, named)).collect(),
        begin: view.may_keep.then(|| Link::new("登记第一名党员", format!("{here}/entry"))),
    }
}

pub(super) async fn page(
    signed: Signed,
    Path(org): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let viewed = async |org: &str| roster::view(&signed.cx, id(org)?).await;
    match viewed(&org).await {
        Ok(view) => shown(&signed.told(asked.done.as_deref()), &list(&view, &asked.cell)),
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn entry(signed: &Signed, view: &View, draft: &Draft, flaws: Flaws) -> MemberEntry {
    let here = place(view);
    let known = view.known().into_iter().map(|known| {
        let id = known.person.to_string();
        let is_chosen = id == draft.person;
        Choice::new(id, format!("{}({})", known.name, known.as_what), is_chosen)
    });
    let is_namesake = flaws.of("name").is_some_and(|says| says.contains("同名"));
    MemberEntry {
        way: way_to(view, Some("登记党员")),
        organisation: view.org.name.as_str().to_owned(),
        form: signed.form(),
        action: format!("{here}/entry"),
        known: known.collect(),
        name: draft.name.clone(),
        namesake: (is_namesake || draft.namesake).then_some(draft.namesake),
        memberships: memberships(&draft.membership),
        cells: cell_choices(view, &draft.cell),
        from: draft.from.clone(),
        back_href: here,
        flaws,
    }
}

#[derive(Deserialize)]
pub(super) struct Whom {
    #[serde(default)]
    person: String,
}

pub(super) async fn entry_form(
    signed: Signed,
    Path(org): Path<String>,
    Query(whom): Query<Whom>,
) -> Response {
    match kept(&signed, &org).await {
        Ok(view) => {
            let full = Membership::Full.name().to_owned();
            let draft = Draft { person: whom.person, membership: full, ..Draft::default() };
            shown(&signed.frame(), &entry(&signed, &view, &draft, Flaws::default()))
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) fn draft(sent: &Sent) -> Draft {
    Draft {
        person: sent.one("person"),
        name: sent.one("name"),
        namesake: sent.one("namesake") == "yes",
        membership: sent.one("membership"),
        cell: sent.one("cell"),
        from: sent.one("from"),
        to: sent.one("to"),
    }
}

pub(super) async fn enter(signed: Signed, Path(org): Path<String>, sent: RawForm) -> Response {
    let sent = Sent::read(sent);
    let draft = draft(&sent);
    let (cx, typed, own) = (signed.cx.clone(), draft.clone(), org.clone());
    let entered =
        whole(async move { roster::enter(&cx, form(&sent.one("form"))?, id(&own)?, &typed).await });
    match entered.await {
        Ok(place) => done(&place, "entered"),
        Err(refusal) => {
            let page = async |flaws| Ok(entry(&signed, &kept(&signed, &org).await?, &draft, flaws));
            again(&signed, refusal, page).await
        }
    }
}

/// The version that a form was made from.
pub(super) fn version(sent: &Sent) -> Result<u32, Refusal> {
    sent.one("version").parse().map_err(|_| Refusal::Stale)
}
