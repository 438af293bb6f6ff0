//! 调整隶属, and the first step of 合并: find the new superior, look at what follows, do it.

use app::Refusal;
use app::organisation::{self, Act, Hit, Organisation as Org, View};
use axum::extract::{Path, Query, RawForm};
use axum::response::Response;
use jiff::civil::Date;
use model::authority::Verb;
use serde::Deserialize;

use super::act::{acted, says, way_names};
use super::change::{Sent, seen, way_below};
use super::entry::said;
use super::organisation::{address, hit, id};
use super::refuse::{flawed, page as shown};
use super::who::{Signed, form, whole};
use crate::page::organisation_move::{MovePreview, SuperiorSearch};
use crate::part::find::Find;
use crate::part::flaws::Flaws;
use crate::part::link::Link;
use crate::part::pager::Pager;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
}

/// What another organisation is looked for: to stand below it, or to go into it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum For {
    Move,
    Merger,
}

impl For {
    fn verb(self) -> Verb {
        match self {
            Self::Move => Verb::MoveOrganisation,
            Self::Merger => Verb::CloseOrganisation,
        }
    }

    fn place(self) -> &'static str {
        match self {
            Self::Move => "superior",
            Self::Merger => "merger",
        }
    }

    /// Whether an organisation may go there.
    fn fits(self, signed: &Signed, org: &Org, to: &Org) -> bool {
        let is_fit = match self {
            Self::Move => org.kind.may_stand_below(to.kind) && Some(to.id) != org.parent,
            Self::Merger => org.is_branch() == to.is_branch(),
        };
        is_fit && !org.path.holds(&to.path) && signed.cx.may(Verb::FoundOrganisation, to).is_ok()
    }
}

/// The first step of a move.
pub(super) async fn superior(
    signed: Signed,
    Path(org): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    found(&signed, &org, &asked.q, For::Move).await
}

/// The first step of a merger.
pub(super) async fn merger(
    signed: Signed,
    Path(org): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    found(&signed, &org, &asked.q, For::Merger).await
}

async fn found(signed: &Signed, org: &str, query: &str, purpose: For) -> Response {
    match search(signed, org, query, purpose).await {
        Ok(page) => shown(&signed.frame(), &page),
        Err(refusal) => signed.refuse(&refusal),
    }
}

/// Hits that are listed; who looks for more types more.
const LISTED: usize = 20;

/// Pages of a search that are looked through for such as fit.
const LOOKED_THROUGH: usize = 25;

/// Those that can take an organisation in, wherever they stand in the search's order; whether
/// there may be more.
async fn fitting(
    signed: &Signed,
    view: &View,
    query: &str,
    purpose: For,
) -> Result<(Vec<Hit>, bool), Refusal> {
    let (mut fits, mut after) = (Vec::new(), String::new());
    for _ in 0..LOOKED_THROUGH {
        let (found, next) = organisation::search(&signed.cx, query, &after).await?;
        fits.extend(found.into_iter().filter(|hit| purpose.fits(signed, &view.org, &hit.org)));
        match next {
            Some(next) if fits.len() <= LISTED => after = next,
            next => {
                let more = next.is_some() || fits.len() > LISTED;
                fits.truncate(LISTED);
                return Ok((fits, more));
            }
        }
    }
    Ok((fits, true))
}

async fn search(
    signed: &Signed,
    org: &str,
    query: &str,
    purpose: For,
) -> Result<SuperiorSearch, Refusal> {
    let view = seen(signed, org, purpose.verb()).await?;
    let (here, place) = (address(view.org.id), purpose.place());
    let (mut hits, mut says) = (Vec::new(), String::new());
    if !query.trim().is_empty() {
        match fitting(signed, &view, query, purpose).await {
            Ok((found, more)) => {
                let listed = found.iter().map(|found| {
                    let href = format!("{here}/{place}/{}", found.org.id);
                    crate::page::search::Hit { href, ..hit(found, query) }
                });
                hits = listed.collect();
                says = match (hits.len(), more) {
                    (0, false) => String::new(),
                    (0, true) => "找到的太多,前面的都不能接收它,请多输几个字。".to_owned(),
                    (count, true) => format!("先列出 {count} 个,请多输几个字。"),
                    (count, false) => format!("可以接收的有 {count} 个。"),
                };
            }
            Err(Refusal::Flawed(flaws)) => {
                says = said(&flaws).of("text").unwrap_or_default().to_owned();
            }
            Err(refusal) => return Err(refusal),
        }
    }
    let superior = view.way.last().map_or("", |org| org.name.as_str()).to_owned();
    let merging = purpose == For::Merger;
    Ok(SuperiorSearch {
        way: way_below(&view, if merging { "合并" } else { "调整隶属" }),
        name: view.org.name.as_str().to_owned(),
        merging,
        superior,
        find: Find {
            action: format!("{here}/{place}"),
            label: if merging { "并入哪个组织" } else { "新的上级组织" }.to_owned(),
            query: query.to_owned(),
            hidden: Vec::new(),
        },
        said: says,
        hits,
        pager: Pager::default(),
        back_href: here,
    })
}

/// The second step.
pub(super) async fn preview(signed: Signed, Path((org, to)): Path<(String, String)>) -> Response {
    let today = signed.cx.today();
    match previewed(&signed, &org, &to, today, Flaws::default()).await {
        Ok(page) => shown(&signed.frame(), &page),
        Err(refusal) => signed.refuse(&refusal),
    }
}

async fn previewed(
    signed: &Signed,
    org: &str,
    to: &str,
    on: Date,
    flaws: Flaws,
) -> Result<MovePreview, Refusal> {
    let view = seen(signed, org, Verb::MoveOrganisation).await?;
    let (org, to) = (id(org)?, id(to)?);
    let act = Act::Move { to };
    let preview = organisation::preview(&signed.cx, org, &act, on).await?;
    let here = address(org);
    let from: Vec<String> = view.way.iter().map(|org| org.name.as_str().to_owned()).collect();
    Ok(MovePreview {
        way: way_below(&view, "调整隶属"),
        name: view.org.name.as_str().to_owned(),
        from,
        to: way_names(signed, to).await?.split(" › ").map(str::to_owned).collect(),
        to_id: to.to_string(),
        says: says(&act, &preview),
        on: on.to_string(),
        form: signed.form(),
        action: format!("{here}/superior"),
        back: Link::new("另选上级", format!("{here}/superior")),
        flaws,
    })
}

pub(super) async fn relocate(signed: Signed, Path(org): Path<String>, sent: RawForm) -> Response {
    let sent = Sent::read(sent);
    let to = sent.one("to");
    let (cx, own, target) = (signed.cx.clone(), org.clone(), to.clone());
    let moved = whole(async move {
        let on = sent.day("on")?;
        let (own, act) = (id(&own)?, Act::Move { to: id(&target)? });
        Ok((organisation::act(&cx, form(&sent.one("form"))?, own, &act, on).await?, on))
    });
    match moved.await {
        Ok((place, on)) => acted(&signed.cx, &place, on, "moved"),
        Err(Refusal::Flawed(flaws)) => {
            // The day that was typed cannot stand, so the page is shown for today.
            let today = signed.cx.today();
            match previewed(&signed, &org, &to, today, said(&flaws)).await {
                Ok(page) => flawed(&signed.frame(), &page),
                Err(_) => signed.refuse(&Refusal::Flawed(flaws)),
            }
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}
