//! 支部自查: a branch's list, a self-check's page, and what is sent from it.

mod page;

use app::self_check::{self, Due, Typed, View};
use app::{Cx, Refusal, organisation};
use axum::extract::{Path, Query, RawForm};
use axum::response::Response;
use model::id::OrgId;
use model::limit;
use model::self_check::SENTENCES;

use self::page::{news, page_of, place, state_badge};
use crate::page::self_check::SelfCheck;
use crate::page::self_checks::{Row, SelfChecks};
use crate::part::flaws::Flaws;
use crate::part::news::News;
use crate::serve::account::moment;
use crate::serve::change::{Sent, way_below};
use crate::serve::evaluation::{round_of, window};
use crate::serve::ground::said;
use crate::serve::organisation::{Done, done, id};
use crate::serve::refuse::{flawed, overtaken, page as shown};
use crate::serve::who::{Signed, form, whole};

pub(super) async fn list(
    signed: Signed,
    Path(org): Path<String>,
    Query(asked): Query<Done>,
) -> Response {
    let found = async |cx: &Cx| {
        let org = id(&org)?;
        let (_, due) = self_check::due(cx, org).await?;
        let view = organisation::browse(cx, Some(org), &organisation::Listing::default()).await?;
        Ok((view, due))
    };
    let row = |branch: OrgId, due: &Due| Row {
        campaign: due.current.campaign.facts.name.clone(),
        href: place(branch, due.round()),
        period: due.period.period.title.clone(),
        window: window(due.period.self_check),
        badges: vec![state_badge(due.kept.as_ref())],
    };
    match found(&signed.cx).await {
        Ok((view, all)) => {
            let page = SelfChecks {
                way: way_below(&view, "自查"),
                branch: view.org.name.as_str().to_owned(),
                rows: all.iter().map(|due| row(view.org.id, due)).collect(),
            };
            shown(&signed.told(asked.done.as_deref()), &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn page(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
    Query(asked): Query<Done>,
) -> Response {
    match found(&signed.cx, &org, &campaign).await {
        Ok(view) => {
            let page = page_of(&signed, &view, None, Flaws::default());
            shown(&signed.told(asked.done.as_deref()), &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

async fn found(cx: &Cx, org: &str, campaign: &str) -> Result<View, Refusal> {
    self_check::view(cx, id(org)?, round_of(campaign)?).await
}

/// What was typed, by name, as much of it as there can be criteria.
fn typed(sent: &Sent) -> Typed {
    let by = |prefix: &str| {
        let names = sent.names();
        let ids = names.into_iter().filter_map(|name| name.strip_prefix(prefix));
        let pair = |id: &str| (id.to_owned(), sent.one(&format!("{prefix}{id}")));
        ids.take(limit::ASSESSED).map(pair).collect()
    };
    let said = SENTENCES.iter().map(|(name, ..)| ((*name).to_owned(), sent.one(name)));
    Typed {
        own: by("own-"),
        reasons: by("reason-"),
        said: said.collect(),
        draft_version: sent.one("draft_version").parse().unwrap_or(0),
    }
}

pub(super) async fn save(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let typed = typed(&Sent::read(sent));
    let (cx, at, filled) = (signed.cx.clone(), (org.clone(), campaign.clone()), typed.clone());
    let saved =
        whole(async move { self_check::save(&cx, id(&at.0)?, round_of(&at.1)?, &filled).await });
    match saved.await {
        Ok(place) => done(&place, "drafted"),
        Err(refusal) => again(&signed, &org, &campaign, &typed, refusal).await,
    }
}

pub(super) async fn submit(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let typed = typed(&sent);
    let (cx, at, filled) = (signed.cx.clone(), (org.clone(), campaign.clone()), typed.clone());
    let submitted = whole(async move {
        // Its own identity: the form's is that of the draft, which may have been kept before.
        let form = form(&sent.one("submission"))?;
        self_check::submit(&cx, form, id(&at.0)?, round_of(&at.1)?, &filled).await
    });
    match submitted.await {
        Ok(place) => done(&place, "self-check-submitted"),
        Err(refusal) => again(&signed, &org, &campaign, &typed, refusal).await,
    }
}

/// The page again with all that was typed: with what is wrong, or beside what stands there since.
async fn again(
    signed: &Signed,
    org: &str,
    campaign: &str,
    typed: &Typed,
    refusal: Refusal,
) -> Response {
    let flaws = match &refusal {
        Refusal::Flawed(flaws) => said(flaws),
        Refusal::Stale => Flaws::default(),
        _ => return signed.refuse(&refusal),
    };
    let view = match found(&signed.cx, org, campaign).await {
        Ok(view) => view,
        Err(refusal) => return signed.refuse(&refusal),
    };
    let mut page = page_of(signed, &view, Some(typed), flaws);
    let is_stale = matches!(refusal, Refusal::Stale);
    if is_stale || !view.may_draft {
        let (head, says) = match view.may_draft {
            true => ("别人", "您填写的都在下面,还没有保存。请对照着改,再保存就以您的为准。"),
            false => ("您填写的没有保存", "下面是与现有内容不同的地方,需要的请抄下来。"),
        };
        let head = match &view.saved {
            Some((by, at)) if view.may_draft => format!("{by} {} 刚刚改过", moment(*at)),
            None if view.may_draft => format!("{head}刚刚改过"),
            _ => head.to_owned(),
        };
        page.news = News { head, says: says.to_owned(), changed: news(&view, typed) };
    }
    if !is_stale {
        return flawed(&signed.frame(), &page);
    }
    overtaken(&signed.frame(), &page)
}

pub(super) async fn withdraw(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let (sent, cx) = (Sent::read(sent), signed.cx.clone());
    let withdrawn = whole(async move {
        let (org, campaign) = (id(&org)?, round_of(&campaign)?);
        self_check::withdraw(&cx, form(&sent.one("form"))?, org, campaign).await
    });
    match withdrawn.await {
        Ok(place) => done(&place, "self-check-withdrawn"),
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn give_back(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let (cx, at, why) = (signed.cx.clone(), (org.clone(), campaign.clone()), sent.one("why"));
    let reason = why.clone();
    let given_back = whole(async move {
        let (org, campaign) = (id(&at.0)?, round_of(&at.1)?);
        self_check::give_back(&cx, form(&sent.one("form"))?, org, campaign, &reason).await
    });
    match given_back.await {
        Ok(place) => done(&place, "self-check-returned"),
        Err(Refusal::Flawed(flaws)) => match found(&signed.cx, &org, &campaign).await {
            Ok(view) => {
                let page = page_of(&signed, &view, None, said(&flaws));
                flawed(&signed.frame(), &SelfCheck { why, ..page })
            }
            Err(refusal) => signed.refuse(&refusal),
        },
        Err(refusal) => signed.refuse(&refusal),
    }
}
