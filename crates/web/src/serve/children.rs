//! 下级组织: what an address says of how they are listed, and the list as a sheet.

use app::organisation::{self, Behind, By, Listing, View};
use axum::extract::{Path, Query};
use axum::response::Response;
use model::authority::Verb;
use model::limit;
use model::organisation::{OrgKind, Sector};
use model::path::OrgPath;
use serde::Deserialize;

use super::export::{Format, handed_out};
use super::organisation::{address, id};
use super::who::Signed;
use crate::page::organisation::{ChildSorts, Sieve};
use crate::part::choice::Choice;
use crate::part::link::Link;
use crate::part::pager::Pager;
use crate::part::table::{Order, Sort};

/// Characters of a piece of a name that are looked for.
const PIECE_CHARS: usize = 100;

/// How children are listed, as an address says it. What makes no sense says nothing.
#[derive(Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    sort: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    sector: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    after: String,
}

impl Wanted {
    pub(super) fn listing(&self) -> Listing {
        Listing {
            by: By::named(&self.sort).unwrap_or_default(),
            kind: OrgKind::named(&self.kind),
            sector: Sector::named(&self.sector),
            piece: self.name.trim().chars().take(PIECE_CHARS).collect(),
            behind: behind(&self.after).unwrap_or_default(),
        }
    }
}

/// Behind which child a page begins: its place, and behind a sign that no place has its name, its
/// code or its branches.
fn behind(text: &str) -> Option<Behind> {
    let (path, key) = match text.split_once('~') {
        Some((path, key)) => (path, Some(key.to_owned())),
        None => (text, None),
    };
    Some(Behind { path: OrgPath::parse(path).ok()?, key })
}

fn said(behind: &Behind) -> String {
    match &behind.key {
        Some(key) => format!("{}~{key}", behind.path),
        None => behind.path.to_string(),
    }
}

/// The address of a list, with what else it is asked for.
fn place(here: &str, listing: &Listing, more: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    let sort = if listing.by == By::default() { "" } else { listing.by.name() };
    let fields = [
        ("sort", sort),
        ("kind", listing.kind.map_or("", OrgKind::name)),
        ("sector", listing.sector.map_or("", Sector::name)),
        ("name", listing.piece.as_str()),
    ];
    fields.iter().chain(more).filter(|(_, value)| !value.is_empty()).for_each(|(name, value)| {
        query.append_pair(name, value);
    });
    match query.finish() {
        query if query.is_empty() => here.to_owned(),
        query => format!("{here}?{query}"),
    }
}

/// Where the columns lead: to the list by them, and from there back to the order of the tree.
pub(super) fn sorts(view: &View, listing: &Listing) -> ChildSorts {
    let here = address(view.org.id);
    let sort = |by: By, order: Order| {
        let is_now = listing.by == by && !(by == By::Branches && view.too_many);
        let to = if is_now { By::Place } else { by };
        let href = place(&here, &Listing { by: to, ..listing.clone() }, &[]);
        Some(Sort { href, order: is_now.then_some(order) })
    };
    if view.below.is_none() {
        return ChildSorts::default();
    }
    ChildSorts {
        name: sort(By::Name, Order::Ascending),
        code: sort(By::Code, Order::Ascending),
        branches: sort(By::Branches, Order::Descending),
    }
}

/// What may be chosen of the list; nothing where there is nothing to choose from.
pub(super) fn sieve(view: &View, listing: &Listing) -> Option<Sieve> {
    let is_changed = listing.is_filtered() || listing.by != By::default();
    if view.below.is_none() || (view.children.is_empty() && !is_changed) {
        return None;
    }
    let here = address(view.org.id);
    let kinds = OrgKind::ALL
        .iter()
        .map(|(kind, name, word)| Choice::new(*name, *word, listing.kind == Some(*kind)));
    let sectors = Sector::ALL
        .iter()
        .map(|(sector, name, word)| Choice::new(*name, *word, listing.sector == Some(*sector)));
    let orders =
        By::ALL.iter().map(|(by, name, word)| Choice::new(*name, *word, listing.by == *by));
    let sheet = |word: &str, how: &str| {
        Link::new(word, place(&format!("{here}/children/export"), listing, &[("as", how)]))
    };
    let may_export = view.may.contains(&Verb::ExportOrganisations) && view.org.closed.is_none();
    Some(Sieve {
        action: here.clone(),
        name: listing.piece.clone(),
        kinds: kinds.collect(),
        sectors: sectors.collect(),
        orders: orders.collect(),
        is_changed,
        too_many: match view.too_many {
            true => format!("超过 {} 个,不能按支部数排,请先筛选。", limit::SORTED_CHILDREN),
            false => String::new(),
        },
        sheets: match may_export {
            true => vec![sheet("导出所见 xlsx", "xlsx"), sheet("导出所见 csv", "csv")],
            false => Vec::new(),
        },
        all: is_changed.then(|| Link::new("恢复全部", here)),
    })
}

/// The way through the pages.
pub(super) fn pager(view: &View, listing: &Listing) -> Pager {
    let here = address(view.org.id);
    let next = view.next.as_ref().map(|next| place(&here, listing, &[("after", &said(next))]));
    let is_first = listing.behind.path.as_str().is_empty();
    let first = (!is_first).then(|| place(&here, listing, &[]));
    let said = match (&next, &first) {
        (None, None) if !listing.is_filtered() || view.children.is_empty() => String::new(),
        (None, None) => format!("符合条件的 {} 个", view.children.len()),
        _ => format!("本页 {} 个", view.children.len()),
    };
    Pager { said, first, next }
}

pub(super) async fn export(
    signed: Signed,
    Path(org): Path<String>,
    Query(wanted): Query<Wanted>,
    Query(format): Query<Format>,
) -> Response {
    let listing = Listing { behind: Behind::default(), ..wanted.listing() };
    let exported = async |org: &str| {
        organisation::children_out(&signed.cx, id(org)?, listing, format.how()).await
    };
    handed_out(&signed, exported(&org).await, "下级组织所见", &format)
}
