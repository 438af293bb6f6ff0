//! 导入 and 导出 of a roster.

use app::Refusal;
use app::organisation::As;
use app::roster::{self, Trial, View, What};
use axum::body::Body;
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, Query, RawForm};
use axum::response::{IntoResponse, Redirect, Response};
use model::limit;
use uuid::Uuid;

use super::change::Sent;
use super::entry::said;
use super::export::Format;
use super::import::{WORKBOOK, broken, file, sheet_id, sheet_of};
use super::organisation::{done, id};
use super::refuse::{flawed, page as shown};
use super::roster::{kept, place, way_to};
use super::who::{Signed, form as form_of, whole};
use crate::page::organisation_import::{CellFlaw, Count, SheetChange};
use crate::page::roster_import::{RosterSheet, RosterTrial};
use crate::part::badge::{Badge, Standing};
use crate::part::flaws::Flaws;
use crate::part::link::Link;
use crate::part::upload::Upload;

/// Bytes of a form with a sheet that are taken from the line at all: what is too large is read, so
/// that the browser gets to hear why.
pub(super) const BODY_BYTES: usize = 8 * limit::ROSTER_BYTES;

fn upload_of(signed: &Signed, view: &View, flaws: Flaws) -> Upload {
    let back_href = place(view);
    Upload {
        form: signed.form(),
        action: format!("{back_href}/import"),
        hint: "xlsx、xls 或 csv,至多 2 MB。".to_owned(),
        flaws,
        back_href,
    }
}

fn upload_page(signed: &Signed, view: &View, flaws: Flaws) -> RosterSheet {
    let here = place(view);
    let current = match view.members.is_empty() {
        true => Vec::new(),
        false => vec![
            Link::new("现在的名册(xlsx)", format!("{here}/export")),
            Link::new("现在的名册(csv)", format!("{here}/export?as=csv")),
        ],
    };
    RosterSheet {
        way: way_to(view, Some("导入")),
        name: view.org.name.as_str().to_owned(),
        upload: upload_of(signed, view, flaws),
        template: Link::new("空表(xlsx)", format!("{here}/import/blank.xlsx")),
        current,
    }
}

pub(super) async fn form(signed: Signed, Path(org): Path<String>) -> Response {
    match kept(&signed, &org).await {
        Ok(view) => shown(&signed.frame(), &upload_page(&signed, &view, Flaws::default())),
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn upload(
    signed: Signed,
    Path(org): Path<String>,
    sent: Result<Multipart, MultipartRejection>,
) -> Response {
    let arrived = match sent {
        Ok(sent) => arrived(&signed, &org, sent).await,
        Err(_) => Err(broken()),
    };
    match arrived {
        Ok(sheet) => {
            let place = format!("/organisations/{org}/roster/imports/{sheet}");
            Redirect::to(&place).into_response()
        }
        Err(Refusal::Flawed(flaws)) => match kept(&signed, &org).await {
            Ok(view) => flawed(&signed.frame(), &upload_page(&signed, &view, said(&flaws))),
            Err(refusal) => signed.refuse(&refusal),
        },
        Err(refusal) => signed.refuse(&refusal),
    }
}

async fn arrived(signed: &Signed, org: &str, sent: Multipart) -> Result<Uuid, Refusal> {
    // Nobody makes us read a file who may not send one.
    kept(signed, org).await?;
    let org = id(org)?;
    let (name, bytes) = sheet_of(sent).await?;
    let cx = signed.cx.clone();
    whole(async move { roster::stage(&cx, org, &name, &bytes).await }).await
}

fn trial_page(signed: &Signed, view: &View, sheet: Uuid, trial: &Trial) -> RosterTrial {
    let here = place(view);
    let counts = &trial.counts;
    let count = |term: &str, number: usize| Count {
        term: term.to_owned(),
        number: number.to_string(),
        nothing: number == 0,
        grave: false,
    };
    let is_flawed = !trial.flaws.is_empty();
    let counts = vec![
        count("登记", counts.entered),
        count("修改", counts.changed),
        count("新建党小组", counts.cells),
        count("不变", counts.unchanged),
        count("表里没有", counts.left),
    ];
    let change = |change: &roster::Change| SheetChange {
        name: change.name.clone(),
        what: match change.what {
            What::Changed => Badge::new(change.what.word(), Standing::Plain),
            what => Badge::new(what.word(), Standing::Good),
        },
        before: change.before.clone(),
        after: change.after.clone(),
        row: change.row.to_string(),
    };
    let flaws = trial.flaws.listed().iter();
    let flaws = flaws.map(|flaw| CellFlaw {
        place: app::organisation::place_in_words(&flaw.place),
        text: flaw.says.clone(),
    });
    RosterTrial {
        way: way_to(view, Some("核对导入")),
        name: view.org.name.as_str().to_owned(),
        sheet: trial.file.clone(),
        unread: match trial.unknown.as_slice() {
            [] => String::new(),
            heads => format!("这些列不认识,没有读: {}。", heads.join("、")),
        },
        counts: if is_flawed { Vec::new() } else { counts },
        changes: trial.changes.iter().map(change).collect(),
        flaws: flaws.collect(),
        flaws_count: trial.flaws.count(),
        form: signed.form(),
        action: format!("{here}/imports/{sheet}"),
        seen: app::session::hex(&trial.seen),
        says: vec![
            "全部导入,或者什么都不变。".to_owned(),
            format!("表里没有的 {} 名党员保持原样。", trial.counts.left),
        ],
        again: upload_of(signed, view, Flaws::default()),
        back_href: here,
    }
}

async fn looked(signed: &Signed, org: &str, sheet: &str) -> Result<(View, Uuid, Trial), Refusal> {
    let view = kept(signed, org).await?;
    let sheet = sheet_id(sheet)?;
    let trial = roster::dry_run(&signed.cx, view.org.id, sheet).await?;
    Ok((view, sheet, trial))
}

pub(super) async fn sheet(signed: Signed, Path((org, sheet)): Path<(String, String)>) -> Response {
    match looked(&signed, &org, &sheet).await {
        Ok((view, _, trial)) if trial.taken => Redirect::to(&place(&view)).into_response(),
        Ok((view, sheet, trial)) => {
            shown(&signed.frame(), &trial_page(&signed, &view, sheet, &trial))
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn take(
    signed: Signed,
    Path((org, sheet)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let (cx, own) = (signed.cx.clone(), (org.clone(), sheet.clone()));
    let taken = whole(async move {
        let (org, sheet) = (id(&own.0)?, sheet_id(&own.1)?);
        let seen = app::session::unhex(&sent.one("seen")).unwrap_or_default();
        roster::take(&cx, form_of(&sent.one("form"))?, org, sheet, seen).await
    });
    match taken.await {
        Ok(place) => done(&place, "imported"),
        // The roster has changed since somebody looked: the page shows it anew.
        Err(refusal @ (Refusal::Stale | Refusal::Flawed(_))) => {
            match looked(&signed, &org, &sheet).await {
                Ok((view, sheet, trial)) if !trial.taken => {
                    let again = "核对以后名册又有变动,下面是重新核对的结果。";
                    let page = trial_page(&signed, &view, sheet, &trial);
                    shown(&signed.minded(Some(again)), &page)
                }
                Ok(_) => signed.refuse(&refusal),
                Err(refusal) => signed.refuse(&refusal),
            }
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn blank(signed: Signed, Path(org): Path<String>) -> Response {
    let blank = match kept(&signed, &org).await {
        Ok(_) => roster::blank(),
        Err(refusal) => Err(refusal),
    };
    match blank {
        Ok(bytes) => file("党员名册空表.xlsx", WORKBOOK, Body::from(bytes)),
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn export(
    signed: Signed,
    Path(org): Path<String>,
    Query(format): Query<Format>,
) -> Response {
    let (how, kind, ending) = match format.how() {
        As::Text => (As::Text, "text/csv; charset=utf-8", "csv"),
        As::Workbook => (As::Workbook, WORKBOOK, "xlsx"),
    };
    let exported = async |org: &str| roster::export(&signed.cx, id(org)?, how).await;
    match exported(&org).await {
        Ok((name, content)) => {
            let name = format!("{name}党员名册-{}.{ending}", signed.cx.today());
            file(&name, kind, Body::from(content))
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}
