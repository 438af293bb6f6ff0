//! 类别不符: the list, and the list as a sheet.

use app::organisation::{self, Listing, Mismatch, Mismatches, Organisation as Org};
use axum::extract::{Path, Query};
use axum::response::Response;
use model::path::OrgPath;
use serde::Deserialize;

use super::change::way_below;
use super::export::{Format, handed_out};
use super::organisation::{address, id};
use super::refuse::page as shown;
use super::who::Signed;
use crate::page::organisation_mismatch::{MismatchRow, OrganisationMismatch};
use crate::part::link::{Act, Link};
use crate::part::pager::Pager;

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    after: String,
}

pub(super) async fn page(
    signed: Signed,
    Path(org): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let after = OrgPath::parse(&asked.after).unwrap_or_else(|_| OrgPath::above_all());
    let found = async |org: &str| {
        let found = organisation::mismatches(&signed.cx, id(org)?, &after).await?;
        let view =
            organisation::browse(&signed.cx, Some(found.org.id), &Listing::default()).await?;
        Ok((found, way_below(&view, "类别不符")))
    };
    match found(&org).await {
        Ok((Mismatches { org, found, next, may_export }, way)) => {
            let here = format!("{}/mismatches", address(org.id));
            let acts = match may_export {
                true => vec![
                    Act::new("导出 xlsx", format!("{here}/export?as=xlsx")),
                    Act::new("导出 csv", format!("{here}/export?as=csv")),
                ],
                false => Vec::new(),
            };
            let pager = Pager {
                said: String::new(),
                first: (!after.as_str().is_empty()).then(|| here.clone()),
                next: next.map(|next| format!("{here}?after={next}")),
            };
            let page = OrganisationMismatch {
                way,
                name: org.name.as_str().to_owned(),
                acts,
                rows: found.iter().map(row).collect(),
                pager,
                back_href: address(org.id),
            };
            shown(&signed.frame(), &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn row(mismatch: &Mismatch) -> MismatchRow {
    let link = |org: &Org| Link::new(org.name.as_str(), address(org.id));
    let Mismatch { branch, evaluator } = mismatch;
    let responsible = evaluator.iter().flat_map(|org| org.sectors.iter());
    let responsible: Vec<&str> = responsible.map(|sector| sector.word()).collect();
    MismatchRow {
        branch: link(branch),
        sector: branch.sector.map_or_else(String::new, |sector| sector.word().to_owned()),
        evaluator: evaluator.as_ref().map(link),
        kind: evaluator.as_ref().map_or_else(String::new, |org| org.kind.word().to_owned()),
        responsible: responsible.join("、"),
    }
}

pub(super) async fn export(
    signed: Signed,
    Path(org): Path<String>,
    Query(format): Query<Format>,
) -> Response {
    let exported =
        async |org: &str| organisation::mismatches_out(&signed.cx, id(org)?, format.how()).await;
    handed_out(&signed, exported(&org).await, "类别不符", &format)
}
