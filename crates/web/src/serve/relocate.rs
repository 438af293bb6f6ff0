//! 调整隶属: find the new superior, look at what follows, do it.

use app::Refusal;
use app::organisation::{self, Preview};
use axum::extract::{Path, Query, RawForm};
use axum::response::Response;
use jiff::civil::Date;
use model::authority::Verb;
use model::path::OrgPath;
use serde::Deserialize;

use super::change::{Sent, seen, way_below};
use super::entry::said;
use super::organisation::{address, done, hit, id};
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

/// The first step.
pub(super) async fn superior(
    signed: Signed,
    Path(org): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    match search(&signed, &org, &asked.q).await {
        Ok(page) => shown(&signed.frame(), &page),
        Err(refusal) => signed.refuse(&refusal),
    }
}

async fn search(signed: &Signed, org: &str, query: &str) -> Result<SuperiorSearch, Refusal> {
    let view = seen(signed, org, Verb::MoveOrganisation).await?;
    let here = address(view.org.id);
    let (mut hits, mut says) = (Vec::new(), String::new());
    if !query.trim().is_empty() {
        match organisation::search(&signed.cx, query, &OrgPath::above_all()).await {
            Ok((found, more)) => {
                // Only those that can take it in.
                let fits = found.iter().filter(|found| {
                    view.org.kind.may_stand_below(found.org.kind)
                        && !view.org.path.holds(&found.org.path)
                        && Some(found.org.id) != view.org.parent
                        && signed.cx.may(Verb::FoundOrganisation, &found.org).is_ok()
                });
                hits = fits
                    .map(|found| {
                        let href = format!("{here}/superior/{}", found.org.id);
                        crate::page::search::Hit { href, ..hit(found, query) }
                    })
                    .collect();
                says = match (hits.len(), more) {
                    (0, _) => String::new(),
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
    Ok(SuperiorSearch {
        way: way_below(&view, "调整隶属"),
        name: view.org.name.as_str().to_owned(),
        superior,
        find: Find {
            action: format!("{here}/superior"),
            label: "新的上级组织".to_owned(),
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
    let Preview { org, to, below, gains, loses, .. } =
        organisation::preview(&signed.cx, org, to, on).await?;
    let target = organisation::browse(&signed.cx, Some(to.id), &OrgPath::above_all()).await?;
    let names = |way: &[organisation::Organisation]| -> Vec<String> {
        way.iter().map(|org| org.name.as_str().to_owned()).collect()
    };
    let here = address(org.id);
    let mut says = vec![match below {
        0 => "只调整它自己,下面没有别的组织。".to_owned(),
        below => format!("下面的 {below} 个组织一起调整。"),
    }];
    says.extend(holders("起负责", &gains));
    says.extend(holders("不再负责", &loses));
    says.push("以往的统计仍按当时的隶属关系。".to_owned());
    Ok(MovePreview {
        way: way_below(&view, "调整隶属"),
        name: org.name.as_str().to_owned(),
        from: names(&view.way),
        to: names(&target.way.iter().chain([&target.org]).cloned().collect::<Vec<_>>()),
        to_id: to.id.to_string(),
        says,
        on: on.to_string(),
        form: signed.form(),
        action: format!("{here}/superior"),
        back: Link::new("另选上级", format!("{here}/superior")),
        flaws,
    })
}

/// Who comes to be responsible, or no longer is.
fn holders(what: &str, names: &[String]) -> Option<String> {
    (!names.is_empty()).then(|| format!("从这一天{what}的有: {}。", names.join("、")))
}

pub(super) async fn relocate(signed: Signed, Path(org): Path<String>, sent: RawForm) -> Response {
    let sent = Sent::read(sent);
    let to = sent.one("to");
    let (cx, own, target) = (signed.cx.clone(), org.clone(), to.clone());
    let moved = whole(async move {
        let on = sent.day("on")?;
        let (own, target) = (id(&own)?, id(&target)?);
        organisation::move_below(&cx, form(&sent.one("form"))?, own, target, on).await
    });
    match moved.await {
        Ok(place) => done(&place, "moved"),
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
