//! 参加支部: a page of them, or those with a piece of a name.

use app::Refusal;
use app::campaign::{self, Enrolled};
use axum::extract::{Path, Query};
use axum::response::Response;
use form_urlencoded::Serializer;
use model::path::OrgPath;
use serde::Deserialize;

use super::super::account::moment;
use super::super::entry::said;
use super::super::organisation::{address as org_address, id as org_id};
use super::super::refuse::{flawed, page as shown};
use super::super::who::Signed;
use super::{address, id, way};
use crate::page::campaign::{BranchRow, Branches};
use crate::part::find::Find;
use crate::part::link::Link;
use crate::part::pager::Pager;

#[derive(Deserialize)]
pub(in crate::serve) struct Asked {
    #[serde(default)]
    after: String,
    org: Option<String>,
    #[serde(default)]
    q: String,
}

impl Asked {
    /// The list's address, behind a branch or from the first.
    fn place(&self, list: &str, after: Option<&str>) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(self.org.as_ref().map(|org| ("org", org)));
        query.extend_pairs(Some(&self.q).filter(|q| !q.trim().is_empty()).map(|q| ("q", q)));
        query.extend_pairs(after.map(|after| ("after", after)));
        match query.finish() {
            query if query.is_empty() => list.to_owned(),
            query => format!("{list}?{query}"),
        }
    }
}

pub(in crate::serve) async fn page(
    signed: Signed,
    Path(campaign): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    // A place that is none begins the list.
    let after = OrgPath::parse(&asked.after).unwrap_or_else(|_| OrgPath::above_all());
    let viewed = async |named: &str| {
        let org = asked.org.as_deref().map(org_id).transpose()?;
        campaign::branches(&signed.cx, id(&campaign)?, org, named, &after).await
    };
    match viewed(&asked.q).await {
        Ok(found) => shown(&signed.frame(), &branches(&found, &after, &asked)),
        // What can't be looked for is said above the whole list.
        Err(Refusal::Flawed(flaws)) => match viewed("").await {
            Ok(found) => {
                let text = said(&flaws).of("text").unwrap_or_default().to_owned();
                let page = Branches { lead: text, ..branches(&found, &after, &asked) };
                flawed(&signed.frame(), &page)
            }
            Err(refusal) => signed.refuse(&refusal),
        },
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn branches(found: &campaign::Branches, after: &OrgPath, asked: &Asked) -> Branches {
    let here = address(found.campaign.id);
    let list = format!("{here}/branches");
    let last = found.rows.last().filter(|_| found.more);
    let (count, as_of) = found.enrolled;
    let as_of = as_of.map_or_else(String::new, |at| format!(",截至 {}", moment(at)));
    let row =
        |(row, evaluator, may): &(Enrolled, Option<app::organisation::Organisation>, bool)| {
            let extend = format!("{list}/{}/extension", row.branch);
            BranchRow {
                name: Link::new(&row.name, org_address(row.branch)),
                sector: row.sector.map_or("", |sector| sector.word()).to_owned(),
                committee: evaluator.as_ref().map_or("", |org| org.name.as_str()).to_owned(),
                since: format!("{} 起 {}", row.from, row.reason.word()),
                extend: may.then(|| Link::new("延期", extend)),
            }
        };
    let name = found.campaign.facts.name.as_str();
    let (is_sought, sought) = (!asked.q.trim().is_empty(), asked.q.trim());
    let said = match is_sought {
        true => format!("本页 {} 个,名称里有「{sought}」", found.rows.len()),
        false => format!("本页 {} 个", found.rows.len()),
    };
    Branches {
        way: way(&[(name, here)], "参加支部"),
        campaign: name.to_owned(),
        lead: format!("「{}」共 {count} 个支部参加{as_of}。", found.scope.name.as_str()),
        find: Find {
            action: list.clone(),
            label: "支部的名称".to_owned(),
            query: asked.q.clone(),
            hidden: asked.org.iter().map(|org| ("org".to_owned(), org.clone())).collect(),
        },
        all: is_sought.then(|| {
            let asked = Asked { after: String::new(), org: asked.org.clone(), q: String::new() };
            Link::new("看全部参加支部", asked.place(&list, None))
        }),
        empty: match is_sought {
            true => format!("没有名称里有「{sought}」的参加支部"),
            false => "没有参加的支部".to_owned(),
        },
        rows: found.rows.iter().map(row).collect(),
        pager: Pager {
            said,
            first: (!after.as_str().is_empty()).then(|| asked.place(&list, None)),
            next: last.map(|(row, ..)| asked.place(&list, Some(row.path.as_str()))),
        },
    }
}
