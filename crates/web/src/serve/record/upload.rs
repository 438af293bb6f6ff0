//! A file that comes in several requests, so that a lost line costs one of them: how much has come,
//! and more of it. A script asks here; the form itself sends files whole.

use app::Refusal;
use app::record::{self, File, Received, Resumed, Unsent};
use axum::extract::{Path, RawForm, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use futures_util::StreamExt;
use model::id::{AttachmentId, OrgId, RecordId};
use model::limit;

use super::super::change::Sent;
use super::super::organisation::id;
use super::super::posted::Plain;
use super::super::who::Signed;
use super::{file_row, place, record_id};
use crate::part::attached::Attached;

/// How many bytes have come, and from where a request goes on.
const OFFSET: &str = "upload-offset";

/// How many there will be.
const LENGTH: &str = "upload-length";

type Place = Path<(String, String, String)>;

fn whose(Path((org, record, file)): &Place) -> Result<(OrgId, RecordId, AttachmentId), Refusal> {
    let file = file.parse().map_err(|_| Refusal::Unseen)?;
    Ok((id(org)?, record_id(record)?, file))
}

fn number(headers: &HeaderMap, name: &str) -> Option<u64> {
    headers.get(name)?.to_str().ok()?.parse().ok()
}

/// A sentence for the script to show.
fn plain(status: StatusCode, says: String) -> Response {
    let mut response = (status, says).into_response();
    response.extensions_mut().insert(Plain);
    response
}

fn unsent(signed: &Signed, unsent: Unsent) -> Response {
    match unsent {
        Unsent::TooLarge(says) => plain(StatusCode::PAYLOAD_TOO_LARGE, says),
        Unsent::TooMuch(says) => plain(StatusCode::TOO_MANY_REQUESTS, says),
        Unsent::Not(Refusal::Flawed(flaws)) => {
            let says: Vec<String> = flaws.into_iter().map(|flaw| flaw.says).collect();
            plain(StatusCode::UNPROCESSABLE_ENTITY, says.join(";"))
        }
        Unsent::Not(refusal) => signed.refuse(&refusal),
    }
}

/// So much has come.
fn so_far(status: StatusCode, bytes: u64) -> Response {
    with_offset(plain(status, String::new()), bytes)
}

fn with_offset(mut response: Response, bytes: u64) -> Response {
    response.headers_mut().insert(OFFSET, HeaderValue::from(bytes));
    response
}

/// All of it has come: as the form has files that are attached.
fn whole(org: OrgId, record: RecordId, file: &File) -> Response {
    let shown = Html(attached(org, record, file).to_string());
    with_offset(shown.into_response(), file.bytes)
}

/// A file as the form has it.
pub(super) fn attached(org: OrgId, record: RecordId, file: &File) -> Attached {
    let row = file_row(org, record, file);
    Attached { id: row.id, name: row.name, size: row.size, href: row.href }
}

fn there(status: StatusCode, org: OrgId, record: RecordId, received: Received) -> Response {
    match received {
        Received::Bytes(bytes) => so_far(status, bytes),
        Received::Whole(file) => whole(org, record, &file),
    }
}

pub(in crate::serve) async fn begin(
    signed: Signed,
    Path((org, record)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let begun = async || {
        let (org, record) = (id(&org)?, record_id(&record)?);
        let bytes = sent.one("bytes").parse().unwrap_or(0);
        let file = record::begin(&signed.cx, org, record, &sent.one("name"), bytes).await?;
        Ok(format!("{}/uploads/{file}", place(org, record)))
    };
    match begun().await {
        Ok(here) => {
            let mut response = so_far(StatusCode::OK, 0);
            if let Ok(here) = HeaderValue::from_str(&here) {
                response.headers_mut().insert(header::LOCATION, here);
            }
            response
        }
        Err(refusal) => unsent(&signed, refusal),
    }
}

pub(in crate::serve) async fn progress(signed: Signed, asked: Place) -> Response {
    let found = async || {
        let (org, record, file) = whose(&asked)?;
        Ok((org, record, record::received(&signed.cx, org, record, file).await?))
    };
    match found().await {
        Ok((org, record, received)) => there(StatusCode::OK, org, record, received),
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(in crate::serve) async fn more(signed: Signed, asked: Place, request: Request) -> Response {
    match taken(&signed, &asked, request).await {
        Ok(response) => response,
        Err(refusal) => unsent(&signed, refusal),
    }
}

/// Takes a request's bytes from the line. What is kept of them when it breaks counts.
async fn taken(signed: &Signed, asked: &Place, request: Request) -> Result<Response, Unsent> {
    let (org, record, file) = whose(asked)?;
    let headers = request.headers();
    // Without its numbers it is out of turn, and hears what there is.
    let offset = number(headers, OFFSET).unwrap_or(u64::MAX);
    let length = number(headers, LENGTH).unwrap_or(0);
    let resumed = record::resume(&signed.cx, org, record, file, offset, length).await?;
    let mut arriving = match resumed {
        Resumed::Open(arriving) => arriving,
        Resumed::Elsewhere(received) => {
            return Ok(there(StatusCode::CONFLICT, org, record, received));
        }
    };
    let most = length.min(offset + limit::UPLOAD_BYTES as u64);
    let mut body = request.into_body().into_data_stream();
    while let Some(bytes) = body.next().await {
        let Ok(bytes) = bytes else { break };
        if arriving.bytes() + bytes.len() as u64 > most {
            let says = format!("一次至多传 {} MB", limit::UPLOAD_BYTES >> 20);
            return Err(Unsent::TooLarge(says));
        }
        let pushed = arriving.push(&bytes).await;
        if let Err(Refusal::Stale) = pushed {
            // The same bytes came by another request meanwhile.
            let received = record::received(&signed.cx, org, record, file).await?;
            return Ok(there(StatusCode::CONFLICT, org, record, received));
        }
        pushed?;
    }
    if arriving.bytes() < length {
        return Ok(so_far(StatusCode::OK, arriving.kept()));
    }
    match arriving.whole().await {
        Err(Refusal::Stale) => {
            let received = record::received(&signed.cx, org, record, file).await?;
            Ok(there(StatusCode::CONFLICT, org, record, received))
        }
        looked => Ok(whole(org, record, &looked?)),
    }
}
