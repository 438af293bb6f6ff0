//! 新建下级组织, 修改 and 撤销.

use app::Refusal;
use app::organisation::{self, Draft, Organisation as Org, View};
use axum::extract::{Path, RawForm};
use axum::response::Response;
use jiff::civil::Date;
use model::authority::Verb;
use model::organisation::{OrgKind, Sector};
use model::path::OrgPath;

use super::entry::said;
use super::organisation::{address, done, id, way};
use super::refuse::{flawed, page as shown};
use super::who::{Signed, form, whole};
use crate::page::organisation_close::OrganisationClose;
use crate::page::organisation_form::OrganisationForm;
use crate::part::choice::Choice;
use crate::part::flaws::Flaws;

/// The fields of a form, by name; one may come several times.
pub(super) struct Sent(Vec<(String, String)>);

impl Sent {
    pub(super) fn read(RawForm(bytes): RawForm) -> Self {
        Self(form_urlencoded::parse(&bytes).into_owned().collect())
    }

    pub(super) fn one(&self, name: &str) -> String {
        self.all(name).next().unwrap_or_default()
    }

    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = String> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.clone())
    }

    fn draft(&self) -> Draft {
        Draft {
            name: self.one("name"),
            code: self.one("code"),
            kind: self.one("kind"),
            sector: self.one("sector"),
            sectors: self.all("sectors").collect(),
        }
    }

    /// A day as a browser sends it.
    pub(super) fn day(&self, name: &'static str) -> Result<Date, Refusal> {
        let text = self.one(name);
        text.parse().map_err(|_| Refusal::flaw(name, "日期应写作 2026-11-24"))
    }
}

/// An organisation with what this person may do to it.
pub(super) async fn seen(signed: &Signed, org: &str, verb: Verb) -> Result<View, Refusal> {
    let view = organisation::browse(&signed.cx, Some(id(org)?), &OrgPath::above_all()).await?;
    if !view.may.contains(&verb) {
        return Err(Refusal::Denied);
    }
    Ok(view)
}

/// The way to a page about an organisation.
pub(super) fn way_below(view: &View, here: &str) -> crate::part::way::Way {
    let above: Vec<Org> = view.way.iter().chain([&view.org]).cloned().collect();
    way(&above, here)
}

/// A form about an organisation that is to stand below one of this kind.
fn form_page(
    signed: &Signed,
    view: &View,
    draft: &Draft,
    below: Option<OrgKind>,
    changing: bool,
    flaws: Flaws,
) -> OrganisationForm {
    let here = address(view.org.id);
    let kinds = OrgKind::ALL
        .iter()
        .filter(|(kind, ..)| below.is_none_or(|below| kind.may_stand_below(below)));
    let kinds = kinds.map(|(_, name, word)| Choice::new(*name, *word, *name == draft.kind));
    let sector = |name: &str, word: &str| Choice::new(name, word, name == draft.sector);
    let sectors = Sector::ALL.iter().map(|(_, name, word)| sector(name, word));
    let responsible = Sector::ALL.iter().map(|(_, name, word)| {
        Choice::new(*name, *word, draft.sectors.iter().any(|chosen| chosen == name))
    });
    OrganisationForm {
        way: way_below(view, if changing { "修改" } else { "新建下级组织" }),
        changing,
        organisation: view.org.name.as_str().to_owned(),
        form: signed.form(),
        action: format!("{here}/{}", if changing { "facts" } else { "founding" }),
        name: draft.name.clone(),
        code: draft.code.clone(),
        kinds: kinds.collect(),
        sectors: sectors.collect(),
        responsible: responsible.collect(),
        version: if changing { view.org.version.to_string() } else { String::new() },
        back_href: here,
        flaws,
    }
}

/// The page of a new one below an organisation.
fn founding(signed: &Signed, view: &View, draft: &Draft, flaws: Flaws) -> OrganisationForm {
    form_page(signed, view, draft, Some(view.org.kind), false, flaws)
}

/// The page of a change to an organisation.
fn changing(signed: &Signed, view: &View, draft: &Draft, flaws: Flaws) -> OrganisationForm {
    form_page(signed, view, draft, view.way.last().map(|org| org.kind), true, flaws)
}

pub(super) async fn found_form(signed: Signed, Path(org): Path<String>) -> Response {
    match seen(&signed, &org, Verb::FoundOrganisation).await {
        Ok(view) => {
            let page = founding(&signed, &view, &Draft::default(), Flaws::default());
            shown(&signed.frame(), &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn found(signed: Signed, Path(org): Path<String>, sent: RawForm) -> Response {
    let sent = Sent::read(sent);
    let draft = sent.draft();
    let (cx, typed, below) = (signed.cx.clone(), draft.clone(), org.clone());
    let founded = whole(async move {
        organisation::found(&cx, form(&sent.one("form"))?, id(&below)?, &typed).await
    });
    match founded.await {
        Ok(place) => done(&place, "founded"),
        Err(Refusal::Flawed(flaws)) => match seen(&signed, &org, Verb::FoundOrganisation).await {
            Ok(view) => flawed(&signed.frame(), &founding(&signed, &view, &draft, said(&flaws))),
            Err(refusal) => signed.refuse(&refusal),
        },
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn change_form(signed: Signed, Path(org): Path<String>) -> Response {
    match seen(&signed, &org, Verb::RenameOrganisation).await {
        Ok(view) => {
            let draft = Draft::of(&view.org);
            shown(&signed.frame(), &changing(&signed, &view, &draft, Flaws::default()))
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn change(signed: Signed, Path(org): Path<String>, sent: RawForm) -> Response {
    let sent = Sent::read(sent);
    let draft = sent.draft();
    let (cx, typed, own) = (signed.cx.clone(), draft.clone(), org.clone());
    let changed = whole(async move {
        let version = sent.one("version").parse().map_err(|_| Refusal::Stale)?;
        organisation::change(&cx, form(&sent.one("form"))?, id(&own)?, version, &typed).await
    });
    match changed.await {
        Ok(place) => done(&place, "changed"),
        Err(Refusal::Flawed(flaws)) => match seen(&signed, &org, Verb::RenameOrganisation).await {
            Ok(view) => flawed(&signed.frame(), &changing(&signed, &view, &draft, said(&flaws))),
            Err(refusal) => signed.refuse(&refusal),
        },
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn closing(signed: &Signed, view: &View, on: String, flaws: Flaws) -> OrganisationClose {
    let here = address(view.org.id);
    let below: i64 = view.below.iter().flat_map(|below| &below.kinds).map(|(_, count)| count).sum();
    let first = match below {
        0 => Vec::new(),
        below => vec![format!("下面还有 {below} 个组织,请先调整或撤销它们。")],
    };
    let posts = view.posts.as_ref().map_or(0, Vec::len);
    OrganisationClose {
        way: way_below(view, "撤销"),
        name: view.org.name.as_str().to_owned(),
        first,
        says: vec![
            format!("「{}」从这一天起不再存在,名称和以往的记录都保留。", view.org.name.as_str()),
            format!("在这里任职的 {posts} 人从这一天起没有这里的权限。"),
            "撤销以后不能恢复,可以另外新建。".to_owned(),
        ],
        on,
        form: signed.form(),
        action: format!("{here}/closure"),
        back_href: here,
        flaws,
    }
}

pub(super) async fn close_form(signed: Signed, Path(org): Path<String>) -> Response {
    match seen(&signed, &org, Verb::CloseOrganisation).await {
        Ok(view) => {
            let today = signed.cx.today().to_string();
            shown(&signed.frame(), &closing(&signed, &view, today, Flaws::default()))
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn close(signed: Signed, Path(org): Path<String>, sent: RawForm) -> Response {
    let sent = Sent::read(sent);
    let typed = sent.one("on");
    let (cx, own) = (signed.cx.clone(), org.clone());
    let closed = whole(async move {
        let on = sent.day("on")?;
        organisation::close(&cx, form(&sent.one("form"))?, id(&own)?, on).await
    });
    match closed.await {
        Ok(place) => done(&place, "closed"),
        Err(Refusal::Flawed(flaws)) => match seen(&signed, &org, Verb::CloseOrganisation).await {
            Ok(view) => flawed(&signed.frame(), &closing(&signed, &view, typed, said(&flaws))),
            Err(refusal) => signed.refuse(&refusal),
        },
        Err(refusal) => signed.refuse(&refusal),
    }
}
