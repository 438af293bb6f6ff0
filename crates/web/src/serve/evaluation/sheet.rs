//! 下载评分表 and 导入评分表 of a committee.

use app::evaluation::sheet::{self, Change, Trial};
use app::organisation::As;
use app::{Cx, Refusal};
use axum::body::Body;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, Query, RawForm};
use axum::response::{IntoResponse, Redirect, Response};
use model::limit;
use uuid::Uuid;

use super::{desk_place, round_of};
use crate::page::evaluation_import::{OfBranch, PointsSheet, PointsTrial};
use crate::page::organisation_import::{CellFlaw, Count};
use crate::part::flaws::Flaws;
use crate::part::link::{Act, Link};
use crate::part::upload::Upload;
use crate::part::way::Way;
use crate::serve::change::Sent;
use crate::serve::export::Format;
use crate::serve::import::{WORKBOOK, broken, file, sheet_id, sheet_of};
use crate::serve::organisation::{done, id};
use crate::serve::refuse::{again, page as shown};
use crate::serve::who::{Signed, form as form_of, whole};

/// Bytes of a form with a sheet that are taken from the line at all: what is too large is read, so
/// that the browser gets to hear why.
pub(in crate::serve) const BODY_BYTES: usize = 4 * limit::POINTS_SHEET_BYTES;

/// The sheet as it is now.
fn current(desk: &str) -> Vec<Link> {
    vec![
        Link::new("下载评分表(xlsx)", format!("{desk}/sheet")),
        Link::new("下载评分表(csv)", format!("{desk}/sheet?as=csv")),
    ]
}

/// What a committee's list leads to.
pub(super) fn acts(desk: &str, is_over: bool) -> Vec<Act> {
    let download = Act::new("下载评分表", format!("{desk}/sheet"));
    let import = Act::new("导入评分表", format!("{desk}/import"));
    if is_over { vec![download] } else { vec![download, import] }
}

pub(in crate::serve) async fn download(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
    Query(format): Query<Format>,
) -> Response {
    let (kind, ending) = match format.how() {
        As::Text => ("text/csv; charset=utf-8", "csv"),
        As::Workbook => (WORKBOOK, "xlsx"),
    };
    let made =
        async |cx: &Cx| sheet::download(cx, id(&org)?, round_of(&campaign)?, format.how()).await;
    match made(&signed.cx).await {
        Ok((name, content)) => {
            let name = format!("{name}评分表-{}.{ending}", signed.cx.today());
            file(&name, kind, Body::from(content))
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn upload_of(signed: &Signed, desk: &str, flaws: Flaws) -> Upload {
    Upload {
        form: signed.form(),
        action: format!("{desk}/import"),
        hint: "xlsx、xls 或 csv,至多 4 MB。".to_owned(),
        flaws,
        back_href: desk.to_owned(),
    }
}

fn way(desk: &str, here: &str) -> Way {
    Way { steps: vec![Link::new("评定名单", desk)], here: here.to_owned() }
}

/// Whose sheet it is, and the address of their list.
async fn whose(cx: &Cx, org: &str, campaign: &str) -> Result<(String, String), Refusal> {
    let (org, campaign) = (id(org)?, round_of(campaign)?);
    let committee = sheet::whose(cx, org, campaign).await?;
    Ok((committee.name.as_str().to_owned(), desk_place(org, campaign)))
}

async fn upload_page(
    signed: &Signed,
    org: &str,
    campaign: &str,
    flaws: Flaws,
) -> Result<PointsSheet, Refusal> {
    let (committee, desk) = whose(&signed.cx, org, campaign).await?;
    Ok(PointsSheet {
        way: way(&desk, "导入评分表"),
        committee,
        upload: upload_of(signed, &desk, flaws),
        current: current(&desk),
    })
}

pub(in crate::serve) async fn form(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
) -> Response {
    match upload_page(&signed, &org, &campaign, Flaws::default()).await {
        Ok(page) => shown(&signed.frame(), &page),
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(in crate::serve) async fn upload(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
    sent: Result<Multipart, MultipartRejection>,
) -> Response {
    let arrived = match sent {
        Ok(sent) => arrived(&signed, &org, &campaign, sent).await,
        Err(_) => Err(broken()),
    };
    match arrived {
        Ok(place) => Redirect::to(&place).into_response(),
        Err(refusal) => {
            let page = async |flaws| upload_page(&signed, &org, &campaign, flaws).await;
            again(&signed, refusal, page).await
        }
    }
}

async fn arrived(
    signed: &Signed,
    org: &str,
    campaign: &str,
    sent: Multipart,
) -> Result<String, Refusal> {
    // Nobody makes us read a file who may not send one.
    let (_, desk) = whose(&signed.cx, org, campaign).await?;
    let (org, campaign) = (id(org)?, round_of(campaign)?);
    let (name, bytes) = sheet_of(sent).await?;
    let cx = signed.cx.clone();
    let staged = whole(async move { sheet::stage(&cx, org, campaign, &name, &bytes).await });
    Ok(format!("{desk}/imports/{}", staged.await?))
}

fn trial_page(signed: &Signed, desk: &str, sheet: Uuid, trial: &Trial) -> PointsTrial {
    let counts = &trial.counts;
    let count = |term: &str, number: usize| Count {
        term: term.to_owned(),
        number: number.to_string(),
        nothing: number == 0,
        grave: false,
    };
    let is_flawed = !trial.flaws.is_empty();
    let counted = vec![
        count("新评(项)", counts.fresh),
        count("改评(项)", counts.changed),
        count("表下载后已改(项)", counts.later),
        count("不变的支部", counts.unchanged),
        count("表里没有的支部", counts.left),
    ];
    let flaws = trial.flaws.listed().iter();
    let flaws = flaws.map(|flaw| CellFlaw {
        place: app::organisation::place_in_words(&flaw.place),
        text: flaw.says.clone(),
    });
    PointsTrial {
        way: way(desk, "核对评分表"),
        committee: trial.committee.name.as_str().to_owned(),
        sheet: trial.file.clone(),
        minds: minds(trial),
        counts: if is_flawed { Vec::new() } else { counted },
        changes_anything: counts.changes() > 0,
        branches: trial.changes.iter().map(of_branch).collect(),
        flaws: flaws.collect(),
        flaws_count: trial.flaws.count(),
        form: signed.form(),
        action: format!("{desk}/imports/{sheet}"),
        seen: app::session::hex(&trial.seen),
        says: vec![
            "全部导入,或者什么都不变。导入的分是草稿,提交和确认仍在评定页办理。".to_owned(),
            "空着的格和表里没有的支部保持原样。".to_owned(),
        ],
        again: upload_of(signed, desk, Flaws::default()),
        back_href: desk.to_owned(),
    }
}

/// What the person has to know beside flaws.
fn minds(trial: &Trial) -> Vec<String> {
    let mut minds = Vec::new();
    if !trial.unknown.is_empty() {
        minds.push(format!("这些列不认识,没有读: {}。", trial.unknown.join("、")));
    }
    if trial.counts.unmarked > 0 {
        let rows = trial.counts.unmarked;
        minds.push(format!(
            "有 {rows} 行没有下载记录,看不出填表以后有没有人改过分;请逐项核对「改评」。"
        ));
    }
    if trial.counts.unused > 0 {
        let rows = trial.counts.unused;
        minds.push(format!("有 {rows} 行的「备注」没有用上:这些行没有一项需要写理由。"));
    }
    minds
}

fn of_branch(change: &Change) -> OfBranch {
    // A criterion and its points stay on one line.
    let points = |all: &[String]| all.join("、").replace(' ', "\u{a0}");
    OfBranch {
        name: change.branch.clone(),
        row: change.row.to_string(),
        fresh: points(&change.fresh),
        changed: points(&change.changed),
        later: points(&change.later),
        reasons: change.reasons.join(";"),
    }
}

async fn looked(
    signed: &Signed,
    (org, campaign, sheet): &(String, String, String),
) -> Result<(String, Uuid, Trial), Refusal> {
    let (org, campaign, sheet) = (id(org)?, round_of(campaign)?, sheet_id(sheet)?);
    let trial = sheet::dry_run(&signed.cx, org, campaign, sheet).await?;
    Ok((desk_place(org, campaign), sheet, trial))
}

pub(in crate::serve) async fn trial(
    signed: Signed,
    Path(asked): Path<(String, String, String)>,
) -> Response {
    match looked(&signed, &asked).await {
        Ok((desk, _, trial)) if trial.taken => Redirect::to(&desk).into_response(),
        Ok((desk, sheet, trial)) => {
            shown(&signed.frame(), &trial_page(&signed, &desk, sheet, &trial))
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(in crate::serve) async fn take(
    signed: Signed,
    Path(asked): Path<(String, String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let (cx, own) = (signed.cx.clone(), asked.clone());
    let taken = whole(async move {
        let (org, campaign, sheet) = (id(&own.0)?, round_of(&own.1)?, sheet_id(&own.2)?);
        let seen = app::session::unhex(&sent.one("seen")).unwrap_or_default();
        sheet::take(&cx, form_of(&sent.one("form"))?, org, campaign, sheet, seen).await
    });
    match taken.await {
        Ok(place) => done(&place, "imported"),
        // Something has changed since somebody looked: the page shows it anew.
        Err(refusal @ (Refusal::Stale | Refusal::Flawed(_))) => match looked(&signed, &asked).await
        {
            Ok((desk, sheet, trial)) if !trial.taken => {
                let again = "核对以后评分又有变动,下面是重新核对的结果。";
                let page = trial_page(&signed, &desk, sheet, &trial);
                shown(&signed.minded(Some(again)), &page)
            }
            Ok(_) => signed.refuse(&refusal),
            Err(refusal) => signed.refuse(&refusal),
        },
        Err(refusal) => signed.refuse(&refusal),
    }
}
