//! 导出: sheets that are handed out as files to keep.

use std::fs::File;
use std::io::Read;

use app::Refusal;
use app::organisation::{self, As};
use axum::body::{Body, Bytes};
use axum::extract::{Path, Query};
use axum::response::Response;
use futures_util::stream;
use serde::Deserialize;

use super::import::{WORKBOOK, file};
use super::organisation::id;
use super::who::Signed;

/// Bytes of a file that are sent at a time.
const SENT: usize = 64 << 10;

/// What a sheet is wanted as.
#[derive(Deserialize)]
pub(super) struct Format {
    #[serde(default)]
    r#as: String,
}

impl Format {
    /// As a form says it.
    pub(super) fn of(r#as: &str) -> Self {
        Self { r#as: r#as.to_owned() }
    }

    /// What a sheet is written as.
    pub(super) fn how(&self) -> As {
        if self.r#as == "csv" { As::Text } else { As::Workbook }
    }
}

pub(super) async fn export(
    signed: Signed,
    Path(org): Path<String>,
    Query(format): Query<Format>,
) -> Response {
    let exported =
        async |org: &str| organisation::download(&signed.cx, id(org)?, format.how()).await;
    handed_out(&signed, exported(&org).await, "下级组织", &format)
}

/// A sheet as a file to keep, called after whose it is and what is in it.
pub(super) fn handed_out(
    signed: &Signed,
    sheet: Result<(String, File), Refusal>,
    what: &str,
    format: &Format,
) -> Response {
    let (kind, ending) = match format.how() {
        As::Text => ("text/csv; charset=utf-8", "csv"),
        As::Workbook => (WORKBOOK, "xlsx"),
    };
    match sheet {
        Ok((name, content)) => {
            let name = format!("{name}{what}-{}.{ending}", signed.cx.today());
            file(&name, kind, sent(content))
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

/// A file's bytes, as the line takes them.
pub(super) fn sent(file: File) -> Body {
    Body::from_stream(stream::try_unfold(file, async |mut file| {
        let read = tokio::task::spawn_blocking(move || {
            let mut bytes = vec![0; SENT];
            let read = file.read(&mut bytes)?;
            bytes.truncate(read);
            Ok::<_, std::io::Error>((Bytes::from(bytes), file))
        });
        let (bytes, file) = read.await.map_err(std::io::Error::other)??;
        Ok::<_, std::io::Error>((!bytes.is_empty()).then_some((bytes, file)))
    }))
}
