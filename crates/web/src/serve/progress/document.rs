//! What is taken out of a campaign: its score sheet, the results and the bulletin made of it.

use app::Refusal;
use app::score_sheet::{self, Made};
use axum::extract::Path;
use axum::response::Response;

use super::super::evaluation::campaign_id;
use super::super::export::sent;
use super::super::import::{WORKBOOK, file};
use super::super::organisation::id;
use super::super::who::Signed;

/// What a bulletin is, for a browser.
const DOCUMENT: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// Answers with a file that is called after whose it is and what is in it.
fn answer(
    signed: &Signed,
    found: Result<(String, std::fs::File), Refusal>,
    (what, ending, kind): (&str, &str, &'static str),
) -> Response {
    match found {
        Ok((name, content)) => {
            let name = format!("{name}{what}-{}.{ending}", signed.cx.today());
            file(&name, kind, sent(content))
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(in crate::serve) async fn sheet(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
) -> Response {
    let found = async || score_sheet::sheet(&signed.cx, id(&org)?, campaign_id(&campaign)?).await;
    answer(&signed, found().await, ("考核表", "csv", "text/csv; charset=utf-8"))
}

async fn made(signed: &Signed, org: &str, campaign: &str, what: Made) -> Response {
    let found =
        async || score_sheet::made(&signed.cx, id(org)?, campaign_id(campaign)?, what).await;
    let called = match what {
        Made::Results => ("考核结果", "xlsx", WORKBOOK),
        Made::Bulletin => ("通报", "docx", DOCUMENT),
    };
    answer(signed, found().await, called)
}

pub(in crate::serve) async fn results(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
) -> Response {
    made(&signed, &org, &campaign, Made::Results).await
}

pub(in crate::serve) async fn bulletin(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
) -> Response {
    made(&signed, &org, &campaign, Made::Bulletin).await
}
