//! 党小组 of a branch.

use app::Refusal;
use app::roster::{self, View};
use axum::extract::{Path, Query, RawForm};
use axum::response::Response;
use model::id::{CellId, MemberId};

use super::change::Sent;
use super::organisation::{Done, days, done, id};
use super::refuse::{again, page as shown};
use super::roster::{cell_choices, kept, place, version, way_to};
use super::who::{Signed, form, whole};
use crate::page::roster::{CellPage, Cells};
use crate::part::choice::Choice;
use crate::part::flaws::Flaws;
use crate::part::link::Link;

/// What was typed into the forms of the page.
#[derive(Clone, Default)]
struct Typed {
    name: String,
    cell: String,
    members: Vec<String>,
}

fn cells_page(signed: &Signed, view: &View, typed: &Typed, flaws: Flaws) -> Cells {
    let here = format!("{}/cells", place(view));
    let open = view.cells.iter().filter(|cell| cell.days.to.is_none());
    let cells = open.map(|cell| {
        let members = view.present().filter(|named| named.member.cell == Some(cell.id)).count();
        let since = days(cell.days.from, None);
        [cell.name.clone(), members.to_string(), since, format!("{here}/{}", cell.id)]
    });
    let members = view.present().map(|named| {
        let (id, cell) = (named.member.id.to_string(), named.member.cell);
        let cell = view.cells.iter().find(|one| Some(one.id) == cell);
        let is_chosen = typed.members.contains(&id);
        let hint = cell.map_or("不在党小组".to_owned(), |cell| cell.name.clone());
        Choice { hint, ..Choice::new(id, &named.name, is_chosen) }
    });
    Cells {
        way: way_to(view, Some("党小组")),
        name: view.org.name.as_str().to_owned(),
        cells: cells.collect(),
        form: signed.form(),
        action: here,
        new_name: typed.name.clone(),
        choices: cell_choices(view, &typed.cell),
        members: members.collect(),
        back_href: place(view),
        flaws,
    }
}

pub(super) async fn page(
    signed: Signed,
    Path(org): Path<String>,
    Query(said): Query<Done>,
) -> Response {
    match kept(&signed, &org).await {
        Ok(view) => {
            let page = cells_page(&signed, &view, &Typed::default(), Flaws::default());
            shown(&signed.told(said.done.as_deref()), &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

/// What came of a form of the page.
async fn answer(
    signed: &Signed,
    org: &str,
    changed: Result<String, Refusal>,
    typed: &Typed,
) -> Response {
    match changed {
        Ok(place) => done(&place, "changed"),
        Err(refusal) => {
            let page =
                async |flaws| Ok(cells_page(signed, &kept(signed, org).await?, typed, flaws));
            again(signed, refusal, page).await
        }
    }
}

pub(super) async fn found(signed: Signed, Path(org): Path<String>, sent: RawForm) -> Response {
    let sent = Sent::read(sent);
    let typed = Typed { name: sent.one("name"), ..Typed::default() };
    let (cx, own, name) = (signed.cx.clone(), org.clone(), typed.name.clone());
    let founded = whole(async move {
        roster::found_cell(&cx, form(&sent.one("form"))?, id(&own)?, &name).await
    });
    answer(&signed, &org, founded.await, &typed).await
}

pub(super) async fn assign(signed: Signed, Path(org): Path<String>, sent: RawForm) -> Response {
    let sent = Sent::read(sent);
    let (cell, members) = (sent.one("cell"), sent.all("member").collect());
    let typed = Typed { cell, members, ..Typed::default() };
    let (cx, own, chosen) = (signed.cx.clone(), org.clone(), typed.clone());
    let assigned = whole(async move {
        let cell = match chosen.cell.as_str() {
            "" => None,
            cell => Some(cell_id(cell)?),
        };
        let members = chosen.members.iter().map(|id| id.parse().map_err(|_| Refusal::Unseen));
        let members: Vec<MemberId> = members.collect::<Result<_, _>>()?;
        roster::assign(&cx, form(&sent.one("form"))?, id(&own)?, cell, &members).await
    });
    answer(&signed, &org, assigned.await, &typed).await
}

fn cell_id(text: &str) -> Result<CellId, Refusal> {
    text.parse().map_err(|_| Refusal::Unseen)
}

fn cell_page(
    signed: &Signed,
    view: &View,
    cell: &str,
    typed: Option<String>,
    flaws: Flaws,
) -> Result<CellPage, Refusal> {
    let id = cell_id(cell)?;
    let cell = view.cells.iter().find(|cell| cell.id == id && cell.days.to.is_none());
    let cell = cell.ok_or(Refusal::Unseen)?;
    let members = view.present().filter(|named| named.member.cell == Some(id));
    let back_href = format!("{}/cells", place(view));
    let mut way = way_to(view, Some(&cell.name));
    way.steps.push(Link::new("党小组", &back_href));
    Ok(CellPage {
        way,
        cell: cell.name.clone(),
        form: signed.form(),
        action: format!("{back_href}/{id}"),
        version: cell.version.to_string(),
        new_name: typed.unwrap_or_else(|| cell.name.clone()),
        members: members.map(|named| named.name.clone()).collect(),
        back_href,
        flaws,
    })
}

pub(super) async fn cell(signed: Signed, Path((org, cell)): Path<(String, String)>) -> Response {
    let viewed = async || {
        let view = kept(&signed, &org).await?;
        cell_page(&signed, &view, &cell, None, Flaws::default())
    };
    match viewed().await {
        Ok(page) => shown(&signed.frame(), &page),
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn rename(
    signed: Signed,
    Path((org, cell)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let name = sent.one("name");
    let (cx, own, typed) = (signed.cx.clone(), (org.clone(), cell.clone()), name.clone());
    let renamed = whole(async move {
        let cell = (cell_id(&own.1)?, version(&sent)?);
        roster::rename_cell(&cx, form(&sent.one("form"))?, id(&own.0)?, cell, &typed).await
    });
    match renamed.await {
        Ok(place) => done(&place, "changed"),
        Err(refusal) => {
            let page = async |flaws| {
                cell_page(&signed, &kept(&signed, &org).await?, &cell, Some(name), flaws)
            };
            again(&signed, refusal, page).await
        }
    }
}

pub(super) async fn close(
    signed: Signed,
    Path((org, cell)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let cx = signed.cx.clone();
    let closed = whole(async move {
        let cell = (cell_id(&cell)?, version(&sent)?);
        roster::close_cell(&cx, form(&sent.one("form"))?, id(&org)?, cell).await
    });
    match closed.await {
        Ok(place) => done(&place, "closed"),
        Err(refusal) => signed.refuse(&refusal),
    }
}
