//! 导入 and 导出: a sheet is sent, looked at, confirmed; or fetched.

use std::time::Duration;

use app::Refusal;
use app::organisation::{self, Change, Counts, Outcome, Stage, StagedView, View, What, Work};
use axum::body::{Body, Bytes};
use axum::extract::multipart::MultipartRejection;
use axum::extract::{Multipart, Path, RawForm};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use model::authority::Verb;
use model::limit;
use model::organisation::OrgKind;
use tracing::error;
use uuid::Uuid;

use super::change::{Sent, seen, way_below};
use super::entry::said;
use super::guard::for_request;
use super::organisation::{address, id};
use super::refuse::{flawed, page as shown};
use super::who::{Signed, form as form_of, whole};
use crate::page::organisation_import::{
    CellFlaw, Count, SheetChange, SheetTaken, SheetTrial, SheetUpload, SheetWaiting, Upload,
};
use crate::part::badge::{Badge, Standing};
use crate::part::flaws::Flaws;
use crate::part::link::{Act, Link};

/// Bytes of a form with a sheet that are taken from the line at all. What is too large is read to
/// its end and left, so that the browser gets to hear why.
pub(super) const BODY_BYTES: usize = 8 * limit::SHEET_BYTES;

/// How long somebody waits for a sheet before they get a page that says so.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// After how many seconds that page is asked for again.
const AGAIN: HeaderValue = HeaderValue::from_static("3");

fn upload_of(signed: &Signed, view: &View, button: &str) -> Upload {
    let here = address(view.org.id);
    Upload {
        form: signed.form(),
        action: format!("{here}/import"),
        button: button.to_owned(),
        back_href: here,
        ..Upload::default()
    }
}

fn upload_page(signed: &Signed, view: &View, close_missing: bool, flaws: Flaws) -> SheetUpload {
    let here = address(view.org.id);
    let current = [
        Link::new("现有的下级组织(xlsx)", format!("{here}/export")),
        Link::new("现有的下级组织(csv)", format!("{here}/export?as=csv")),
    ];
    SheetUpload {
        way: way_below(view, "导入"),
        name: view.org.name.as_str().to_owned(),
        upload: Upload { close_missing, flaws, ..upload_of(signed, view, "核对") },
        template: Link::new("空表(xlsx)", format!("{here}/import/blank.xlsx")),
        current: current.into(),
    }
}

pub(super) async fn form(signed: Signed, Path(org): Path<String>) -> Response {
    match seen(&signed, &org, Verb::ImportOrganisations).await {
        Ok(view) => shown(&signed.frame(), &upload_page(&signed, &view, false, Flaws::default())),
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn upload(
    signed: Signed,
    Path(org): Path<String>,
    sent: Result<Multipart, MultipartRejection>,
) -> Response {
    let mut close_missing = false;
    let arrived = match sent {
        Ok(sent) => arrived(&signed, &org, sent, &mut close_missing).await,
        Err(_) => Err(broken()),
    };
    match arrived {
        Ok((sheet, work)) => {
            under_way(&signed, work).await;
            Redirect::to(&format!("/organisations/{org}/imports/{sheet}")).into_response()
        }
        Err(Refusal::Flawed(flaws)) => match seen(&signed, &org, Verb::ImportOrganisations).await {
            Ok(view) => {
                let page = upload_page(&signed, &view, close_missing, said(&flaws));
                flawed(&signed.frame(), &page)
            }
            Err(refusal) => signed.refuse(&refusal),
        },
        Err(refusal) => signed.refuse(&refusal),
    }
}

/// The file of a form that has a small sheet, with its name.
pub(super) async fn sheet_of(mut sent: Multipart) -> Result<(String, Bytes), Refusal> {
    while let Some(part) = sent.next_field().await.map_err(|_| broken())? {
        let name = part.file_name().unwrap_or_default().to_owned();
        if part.name() == Some("sheet") && !name.is_empty() {
            return Ok((name, part.bytes().await.map_err(|_| broken())?));
        }
    }
    Err(Refusal::flaw("sheet", "请选择文件"))
}

pub(super) fn broken() -> Refusal {
    Refusal::flaw("sheet", "文件没有传完整;请再选一次文件")
}

/// Takes the form's parts from the line and the sheet into the database.
async fn arrived(
    signed: &Signed,
    org: &str,
    mut sent: Multipart,
    close_missing: &mut bool,
) -> Result<(Uuid, Work), Refusal> {
    let org = id(org)?;
    let mut sheet = None;
    while let Some(mut part) = sent.next_field().await.map_err(|_| broken())? {
        match part.name() {
            Some("close_missing") => {
                *close_missing = part.bytes().await.is_ok_and(|said| said.as_ref() == b"yes");
            }
            Some("sheet") if sheet.is_none() => {
                let name = part.file_name().unwrap_or_default().replace(char::is_control, " ");
                if name.is_empty() {
                    continue;
                }
                let mut arriving = organisation::stage(&signed.cx, org, &name).await?;
                while let Some(bytes) = part.chunk().await.map_err(|_| broken())? {
                    arriving.push(&bytes).await?;
                }
                sheet = Some(arriving);
            }
            _ => {}
        }
    }
    let sheet = sheet.ok_or_else(|| Refusal::flaw("sheet", "请选择文件"))?;
    sheet.whole(*close_missing).await
}

/// Has work done on a task of its own, and waits for it a little.
async fn under_way(signed: &Signed, work: Work) {
    let request = signed.request.0.clone();
    let task = for_request(async move {
        if let Err(fault) = work.run().await {
            error!(%request, %fault, "a sheet was not done with");
        }
    });
    // Whether it is done by then or not, its page says how far it has come.
    let _ = tokio::time::timeout(PATIENCE, task).await;
}

pub(super) fn sheet_id(text: &str) -> Result<Uuid, Refusal> {
    text.parse().map_err(|_| Refusal::Unseen)
}

pub(super) async fn sheet(signed: Signed, Path((org, sheet)): Path<(String, String)>) -> Response {
    match sheet_page(&signed, &org, &sheet).await {
        Ok(response) => response,
        Err(refusal) => signed.refuse(&refusal),
    }
}

async fn sheet_page(signed: &Signed, org: &str, sheet: &str) -> Result<Response, Refusal> {
    let org_view = seen(signed, org, Verb::ImportOrganisations).await?;
    let (org, sheet) = (id(org)?, sheet_id(sheet)?);
    let StagedView { name, close_missing, stage } =
        organisation::staged(&signed.cx, org, sheet).await?;
    let waiting = |taking| {
        let page = SheetWaiting {
            way: way_below(&org_view, if taking { "正在导入" } else { "正在核对" }),
            sheet: name.clone(),
            taking,
            href: format!("{}/imports/{sheet}", address(org)),
            back_href: address(org),
        };
        ([(header::REFRESH, AGAIN)], shown(&signed.frame(), &page)).into_response()
    };
    let trial = |outcome: &Outcome, minded: Option<&str>| {
        let page = trial_page(signed, &org_view, sheet, (&name, close_missing), outcome);
        shown(&signed.minded(minded), &page)
    };
    Ok(match &stage {
        Stage::Trying => waiting(false),
        Stage::Taking => waiting(true),
        Stage::Tried(outcome) => {
            let again = "核对以后组织又有变动,下面是重新核对的结果。";
            trial(outcome, outcome.again.then_some(again))
        }
        Stage::Interrupted(outcome) => {
            trial(outcome, Some("导入中断了,什么都没有改变。请再点一次「导入」。"))
        }
        Stage::Refused(says) => {
            let flaws = Flaws::new([("sheet", says.as_str())]);
            shown(&signed.frame(), &upload_page(signed, &org_view, close_missing, flaws))
        }
        Stage::Taken(outcome) => shown(&signed.frame(), &taken_page(&org_view, &name, outcome)),
    })
}

fn taken_page(view: &View, sheet: &str, outcome: &Outcome) -> SheetTaken {
    let here = address(view.org.id);
    let mut acts = vec![Act::new("导出", format!("{here}/export"))];
    let people = people(&outcome.counts);
    // A department's own page makes accounts for what stands right below it only.
    if people > 0 && view.org.kind == OrgKind::Committee {
        acts.insert(0, Act::new("开通账号", format!("{here}/accounts")));
    }
    SheetTaken {
        way: way_below(view, "已导入"),
        name: view.org.name.as_str().to_owned(),
        sheet: sheet.to_owned(),
        counts: counts(&outcome.counts),
        accounts: match people {
            0 => String::new(),
            _ => format!(
                "新任职的 {people} 人还没有账号;请到每个党委的页面点「开通账号」,打印账号条。"
            ),
        },
        acts,
        back_href: here,
    }
}

fn counts(counts: &Counts) -> Vec<Count> {
    let count = |term: &str, number: usize, grave| Count {
        term: term.to_owned(),
        number: number.to_string(),
        nothing: number == 0,
        grave,
    };
    vec![
        count("新建", counts.made, false),
        count("调整隶属", counts.moved, false),
        count("修改", counts.renamed, false),
        count("撤销", counts.closed, true),
        count("任职", counts.appointed, false),
        count("交接", counts.handed_over, false),
        count("不变", counts.unchanged, false),
        count("表里没有", counts.left, false),
    ]
}

fn change(change: &Change) -> SheetChange {
    let tone = match change.what {
        What::Made | What::Appointed => Standing::Good,
        What::Moved | What::Renamed | What::Coded | What::HandedOver => Standing::Plain,
        What::Closed => Standing::Grave,
    };
    SheetChange {
        name: change.name.clone(),
        what: Badge::new(change.what.word(), tone),
        before: change.before.clone(),
        after: change.after.clone(),
        row: change.row.map_or(String::new(), |row| row.to_string()),
    }
}

fn trial_page(
    signed: &Signed,
    view: &View,
    sheet: Uuid,
    (name, close_missing): (&str, bool),
    outcome: &Outcome,
) -> SheetTrial {
    let here = address(view.org.id);
    let more = |count: u64, what: &str| match count {
        0 => String::new(),
        count => format!("另有 {count} 处{what}没有列出。"),
    };
    let flaws = outcome.flaws.iter();
    let flaws = flaws.map(|(place, text)| CellFlaw { place: place.clone(), text: text.clone() });
    let is_flawed = !outcome.flaws.is_empty();
    SheetTrial {
        way: way_below(view, "核对导入"),
        name: view.org.name.as_str().to_owned(),
        sheet: name.to_owned(),
        unread: match outcome.unknown.as_slice() {
            [] => String::new(),
            heads => format!("这些列不认识,没有读: {}。", heads.join("、")),
        },
        counts: if is_flawed { Vec::new() } else { counts(&outcome.counts) },
        changes: outcome.changes.iter().map(change).collect(),
        changes_more: more(outcome.unlisted, "变动"),
        flaws: flaws.collect(),
        flaws_more: more(outcome.flaws_unlisted, "问题"),
        flaws_count: (outcome.flaws.len() as u64 + outcome.flaws_unlisted).to_string(),
        says: consequences(&outcome.counts),
        form: signed.form(),
        action: format!("{here}/imports/{sheet}"),
        again: Upload { close_missing, ..upload_of(signed, view, "重新核对") },
        back_href: here,
    }
}

/// How many get a post.
fn people(counts: &Counts) -> usize {
    counts.appointed + counts.handed_over
}

/// What taking it in does, a sentence each.
fn consequences(counts: &Counts) -> Vec<String> {
    let mut says = vec!["全部导入,或者什么都不变。".to_owned()];
    if counts.moved > 0 {
        says.push(format!("{} 个组织从今天起由新的上级负责,下面的一起调整。", counts.moved));
    }
    if counts.closed > 0 {
        says.push(format!("撤销的 {} 个组织不能恢复,名称和以往的记录都保留。", counts.closed));
    }
    if people(counts) > 0 {
        says.push(format!("{} 人按新人登记,从今天起任职。", people(counts)));
    }
    if counts.handed_over > 0 {
        let posts = counts.handed_over;
        says.push(format!("其中 {posts} 项是交接:前任到昨天为止,在那里不再有权限。"));
    }
    if counts.left > 0 {
        says.push(format!("表里没有的 {} 个组织保持原样。", counts.left));
    }
    says
}

pub(super) async fn take(
    signed: Signed,
    Path((org, sheet)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let (cx, own) = (signed.cx.clone(), (org.clone(), sheet.clone()));
    let begun = whole(async move {
        let (org, sheet) = (id(&own.0)?, sheet_id(&own.1)?);
        organisation::take(&cx, form_of(&sent.one("form"))?, org, sheet).await
    });
    match begun.await {
        Ok(work) => {
            if let Some(work) = work {
                under_way(&signed, work).await;
            }
            Redirect::to(&format!("/organisations/{org}/imports/{sheet}")).into_response()
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) const WORKBOOK: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What has a browser keep an answer as a file of this name.
pub(super) fn disposition(name: &str) -> HeaderValue {
    let name: String =
        name.chars().filter(|c| !c.is_control() && !"/\\:*?\"<>|".contains(*c)).collect();
    let name: String = form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let name = name.replace('+', "%20");
    let disposition = format!("attachment; filename*=UTF-8''{name}");
    HeaderValue::from_str(&disposition).unwrap_or(HeaderValue::from_static("attachment"))
}

/// An answer that is kept as a file.
pub(super) fn file(name: &str, kind: &'static str, body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, disposition(name)),
    ];
    (headers, body).into_response()
}

pub(super) async fn blank(signed: Signed, Path(org): Path<String>) -> Response {
    let blank = match seen(&signed, &org, Verb::ImportOrganisations).await {
        Ok(_) => organisation::blank(),
        Err(refusal) => Err(refusal),
    };
    match blank {
        Ok(bytes) => file("党组织空表.xlsx", WORKBOOK, Body::from(bytes)),
        Err(refusal) => signed.refuse(&refusal),
    }
}
