//! Sheets of records: out, and in by way of a trial.

use app::Refusal;
use app::record::{self, Change, Listing, Trial, Wanted};
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, RawForm};
use axum::response::{IntoResponse, Redirect, Response};
use model::id::{AttachmentId, OrgId};
use model::record::RecordKind;

use super::super::change::Sent;
use super::super::entry::said;
use super::super::import::{WORKBOOK, file};
use super::super::organisation::{done, id};
use super::super::refuse::{flawed, page as shown};
use super::super::who::{Signed, form as form_of, whole};
use super::{kind_of, ledger, to_ledger, way_to};
use crate::page::record_import::{RecordSheet, RecordTrial};
use crate::part::flaws::Flaws;
use crate::part::link::Link;

/// A ledger that this person keeps.
async fn kept(signed: &Signed, org: &str, kind: &str) -> Result<(Listing, RecordKind), Refusal> {
    let kind = kind_of(kind)?;
    kind.descriptor().ok_or(Refusal::Unseen)?;
    let listing = record::list(&signed.cx, id(org)?, &Wanted::default(), None).await?;
    if listing.may_keep { Ok((listing, kind)) } else { Err(Refusal::Denied) }
}

fn here(org: OrgId, kind: RecordKind) -> String {
    format!("{}/import/{}", ledger(org), kind.name())
}

fn sheet_page(signed: &Signed, listing: Listing, kind: RecordKind, flaws: Flaws) -> RecordSheet {
    let Listing { org, way: above, .. } = listing;
    let heading = format!("导入{}", kind.word());
    let export = format!("{}/export/{}", ledger(org.id), kind.name());
    RecordSheet {
        way: way_to(&above, &org, vec![to_ledger(org.id)], &heading),
        kind: kind.word().to_owned(),
        form: signed.form(),
        action: here(org.id, kind),
        template: Link::new("空表(xlsx)", format!("{}/blank.xlsx", here(org.id, kind))),
        current: Link::new("已有的记录(xlsx)", export),
        back_href: ledger(org.id),
        flaws,
    }
}

pub(in crate::serve) async fn form(
    signed: Signed,
    Path((org, kind)): Path<(String, String)>,
) -> Response {
    match kept(&signed, &org, &kind).await {
        Ok((listing, kind)) => {
            shown(&signed.frame(), &sheet_page(&signed, listing, kind, Flaws::default()))
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(in crate::serve) async fn upload(
    signed: Signed,
    Path((org, kind)): Path<(String, String)>,
    sent: Result<Multipart, MultipartRejection>,
) -> Response {
    let arrived = match sent {
        Ok(sent) => arrived(&signed, &org, &kind, sent).await,
        Err(_) => Err(broken()),
    };
    match arrived {
        Ok(place) => Redirect::to(&place).into_response(),
        Err(Refusal::Flawed(flaws)) => again(&signed, &org, &kind, said(&in_sheet(flaws))).await,
        Err(refusal) => signed.refuse(&refusal),
    }
}

/// Flaws of a file are flaws of this page's sheet.
fn in_sheet(flaws: Vec<app::Flawed>) -> Vec<app::Flawed> {
    flaws.into_iter().map(|flaw| app::Flawed::new("sheet", flaw.says)).collect()
}

async fn again(signed: &Signed, org: &str, kind: &str, flaws: Flaws) -> Response {
    match kept(signed, org, kind).await {
        Ok((listing, kind)) => flawed(&signed.frame(), &sheet_page(signed, listing, kind, flaws)),
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn broken() -> Refusal {
    Refusal::flaw("sheet", "文件没有传完整;请再选一次文件")
}

/// Takes the sheet from the line into the database, and has a first look at it.
async fn arrived(
    signed: &Signed,
    org: &str,
    kind: &str,
    mut sent: Multipart,
) -> Result<String, Refusal> {
    let (_, kind) = kept(signed, org, kind).await?;
    let org = id(org)?;
    let mut sheet = None;
    while let Some(mut part) = sent.next_field().await.map_err(|_| broken())? {
        let name = part.file_name().unwrap_or_default().to_owned();
        if part.name() != Some("sheet") || name.is_empty() || sheet.is_some() {
            continue;
        }
        let mut arriving = record::stage_sheet(&signed.cx, org, &name).await?;
        while let Some(bytes) = part.chunk().await.map_err(|_| broken())? {
            arriving.push(&bytes).await?;
        }
        sheet = Some(arriving.whole().await?);
    }
    let sheet = sheet.ok_or_else(|| Refusal::flaw("sheet", "请选择文件"))?;
    // What is no sheet at all is said on the page where it was chosen.
    record::dry_run(&signed.cx, org, kind, sheet.id).await?;
    Ok(format!("{}/{}", here(org, kind), sheet.id))
}

fn sheet_id(text: &str) -> Result<AttachmentId, Refusal> {
    text.parse().map_err(|_| Refusal::Unseen)
}

pub(in crate::serve) async fn trial(
    signed: Signed,
    Path((org, kind, sheet)): Path<(String, String, String)>,
) -> Response {
    let tried = async || {
        let (org, kind, sheet) = (id(&org)?, kind_of(&kind)?, sheet_id(&sheet)?);
        Ok((kind, record::dry_run(&signed.cx, org, kind, sheet).await?))
    };
    match tried().await {
        Ok((kind, trial)) => shown(&signed.frame(), &trial_page(&signed, trial, kind, &sheet)),
        Err(Refusal::Flawed(flaws)) => again(&signed, &org, &kind, said(&in_sheet(flaws))).await,
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn trial_page(signed: &Signed, trial: Trial, kind: RecordKind, sheet: &str) -> RecordTrial {
    let Trial { org, way: above, name, unknown, flaws, changes, unchanged } = trial;
    let change = |change: &Change| {
        let what = if change.is_new { "新记录" } else { "更正" };
        [change.row.to_string(), change.day.to_string(), change.title.clone(), what.to_owned()]
    };
    let listed = flaws.listed().iter();
    let more = flaws.count() - flaws.listed().len() as u64;
    let again_href = here(org.id, kind);
    RecordTrial {
        way: way_to(&above, &org, vec![to_ledger(org.id)], "核对导入"),
        kind: kind.word().to_owned(),
        sheet: name,
        unread: match unknown.as_slice() {
            [] => String::new(),
            heads => format!("这些列不认识,没有读: {}。", heads.join("、")),
        },
        flaws: listed.map(|flaw| [flaw.place.to_string(), flaw.says.clone()]).collect(),
        flaws_more: match more {
            0 => String::new(),
            more => format!("另有 {more} 处问题没有列出。"),
        },
        changes: changes.iter().map(change).collect(),
        unchanged: match unchanged {
            0 => String::new(),
            count => format!("{count} 条和已有的一样,不用导入。"),
        },
        form: signed.form(),
        action: format!("{again_href}/{sheet}"),
        again_href,
        back_href: ledger(org.id),
    }
}

pub(in crate::serve) async fn take(
    signed: Signed,
    Path((org, kind, sheet)): Path<(String, String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let (cx, own) = (signed.cx.clone(), (org.clone(), kind.clone(), sheet.clone()));
    let taken = whole(async move {
        let (org, kind, sheet) = (id(&own.0)?, kind_of(&own.1)?, sheet_id(&own.2)?);
        record::import(&cx, form_of(&sent.one("form"))?, org, kind, sheet).await
    });
    match taken.await {
        Ok(place) => done(&place, "imported"),
        // It was sound a moment ago: the trial says what has changed since.
        Err(Refusal::Flawed(_)) => trial(signed, Path((org, kind, sheet))).await,
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(in crate::serve) async fn blank(
    signed: Signed,
    Path((org, kind)): Path<(String, String)>,
) -> Response {
    let made = async || {
        let kind = kind_of(&kind)?;
        Ok((kind, record::blank_sheet(&signed.cx, id(&org)?, kind).await?))
    };
    match made().await {
        Ok((kind, bytes)) => file(&format!("{}空表.xlsx", kind.word()), WORKBOOK, bytes.into()),
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(in crate::serve) async fn export(
    signed: Signed,
    Path((org, kind)): Path<(String, String)>,
) -> Response {
    let made = async || {
        let kind = kind_of(&kind)?;
        Ok((kind, record::export(&signed.cx, id(&org)?, kind).await?))
    };
    match made().await {
        Ok((kind, (name, bytes))) => {
            let name = format!("{name}{}-{}.xlsx", kind.word(), signed.cx.today());
            file(&name, WORKBOOK, bytes.into())
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}
