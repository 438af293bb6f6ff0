//! A file of a record, fetched.

use app::Refusal;
use app::record::{self, Download};
use axum::body::{Body, Bytes};
use axum::extract::Path;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use model::id::AttachmentId;

use super::super::import::disposition;
use super::super::organisation::id;
use super::super::who::Signed;
use super::record_id;

pub(in crate::serve) async fn fetch(
    signed: Signed,
    Path((org, record, file)): Path<(String, String, String)>,
) -> Response {
    let found = async || {
        let file: AttachmentId = file.parse().map_err(|_| Refusal::Unseen)?;
        record::download(&signed.cx, id(&org)?, record_id(&record)?, file).await
    };
    match found().await {
        Ok(download) => fetched(download),
        Err(refusal) => signed.refuse(&refusal),
    }
}

/// A file as an answer: kept, never shown within our pages, and never taken for anything but what
/// its bytes said.
pub(in crate::serve) fn fetched(download: Download) -> Response {
    let kind = download.file.kind;
    let mut name = download.file.name.clone();
    if !name.to_lowercase().ends_with(&format!(".{}", kind.ending())) {
        name = format!("{name}.{}", kind.ending());
    }
    let policy = HeaderValue::from_static("default-src 'none'; sandbox");
    let headers = [
        (header::CONTENT_SECURITY_POLICY, policy),
        (header::CONTENT_TYPE, HeaderValue::from_static(kind.media())),
        (header::CONTENT_LENGTH, HeaderValue::from(download.file.bytes)),
        (header::CONTENT_DISPOSITION, disposition(&name)),
    ];
    let body = Body::from_stream(stream::try_unfold(download, async |mut download| {
        let piece = download.piece().await.map_err(|refusal| refusal.to_string())?;
        Ok::<_, String>(piece.map(|piece| (Bytes::from(piece), download)))
    }));
    (headers, body).into_response()
}
