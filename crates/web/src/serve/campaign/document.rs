//! A document of a campaign, with what it asks for.

use app::Refusal;
use app::campaign::{self, Coming};
use axum::extract::{FromRequest, Multipart, Path, Query, Request};
use axum::response::Response;
use model::campaign::State;
use model::id::CampaignId;
use model::limit;

use super::super::account::moment;
use super::super::organisation::{Done, done};
use super::super::record::file::fetched;
use super::super::record::size;
use super::super::refuse::{again, page as shown};
use super::super::who::{Signed, form, whole};
use super::{address, id, way};
use crate::page::campaign::{Document, TaskRow};
use crate::part::badge::{Badge, Standing};
use crate::part::facts::Fact;
use crate::part::flaws::Flaws;
use crate::part::link::Link;

/// Bytes of a form with a file that are taken from the line at all. What is too large is read to
/// its end and left, so that the browser gets to hear why.
pub(in crate::serve) const BODY_BYTES: usize = 2 * limit::FILE_BYTES;

type Place = Path<(String, String)>;

fn whose(Path((campaign, number)): &Place) -> Result<(CampaignId, u32), Refusal> {
    Ok((id(campaign)?, number.parse().map_err(|_| Refusal::Unseen)?))
}

pub(in crate::serve) async fn page(
    signed: Signed,
    at: Place,
    Query(asked): Query<Done>,
) -> Response {
    match found(&signed, &at, Flaws::default()).await {
        Ok(page) => shown(&signed.told(asked.done.as_deref()), &page),
        Err(refusal) => signed.refuse(&refusal),
    }
}

/// 原件, fetched.
pub(in crate::serve) async fn fetch(signed: Signed, at: Place) -> Response {
    let found = async || {
        let (campaign, number) = whose(&at)?;
        campaign::file(&signed.cx, campaign, number).await
    };
    match found().await {
        Ok(download) => fetched(download),
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn broken() -> Refusal {
    Refusal::flaw("files", "文件没有传完整,请再选一次")
}

/// Takes a file from the line, and then lays it beside the document.
pub(in crate::serve) async fn attach(signed: Signed, at: Place, request: Request) -> Response {
    let taken = async || {
        let (campaign, number) = whose(&at)?;
        let mut parts = Multipart::from_request(request, &()).await.map_err(|_| broken())?;
        let mut sent = String::new();
        while let Some(mut part) = parts.next_field().await.map_err(|_| broken())? {
            let Some(name) = part.file_name().map(str::to_owned) else {
                if part.name() == Some("form") {
                    sent = part.text().await.map_err(|_| broken())?;
                }
                continue;
            };
            if name.is_empty() {
                continue;
            }
            let form = form(&sent)?;
            let coming = campaign::arrive(&signed.cx, form, campaign, number, &name).await;
            let answer = match coming {
                Ok(Coming::Open(mut arriving)) => {
                    while let Some(bytes) = part.chunk().await.map_err(|_| broken())? {
                        arriving.push(&bytes).await?;
                    }
                    let file = arriving.whole().await?.id;
                    let cx = signed.cx.clone();
                    let attached =
                        async move { campaign::attach(&cx, form, campaign, number, file).await };
                    return whole(attached).await;
                }
                Ok(Coming::Done(place)) => Ok(place),
                Err(refusal) => Err(refusal),
            };
            // It is read to its end, so that the browser gets to hear why.
            while part.chunk().await.map_err(|_| broken())?.is_some() {}
            return answer;
        }
        Err(Refusal::flaw("files", "请选择文件"))
    };
    match taken().await {
        Ok(place) => done(&place, "changed"),
        Err(refusal) => {
            again(&signed, refusal, async |flaws| found(&signed, &at, flaws).await).await
        }
    }
}

async fn found(signed: &Signed, at: &Place, flaws: Flaws) -> Result<Document, Refusal> {
    let (campaign, number) = whose(at)?;
    let view = campaign::document(&signed.cx, campaign, number).await?;
    let (document, tasks) = (view.document, view.tasks);
    let here = address(view.campaign.id);
    let name = view.campaign.facts.name.as_str();
    let is_withdrawn = document.withdrawn.is_some();
    let may = view.may_set_up && !is_withdrawn && view.campaign.facts.state != State::Closed;
    let criterion = |id: &String| {
        let criteria = view.scheme.iter().flat_map(|scheme| scheme.criteria());
        let found = criteria.map(|(_, one)| one).find(|one| one.id == *id);
        found.map_or_else(|| id.clone(), |one| format!("{} {}", one.id, one.title))
    };
    let row = |task: &campaign::Task| TaskRow {
        says: task.says.clone(),
        criterion: task.criterion.as_ref().map(criterion).unwrap_or_default(),
        due: task.due.map_or_else(String::new, |due| due.to_string()),
    };
    let symbol = Some(document.symbol.as_str()).filter(|symbol| !symbol.is_empty());
    let own = format!("{here}/documents/{number}");
    let file = document.file.as_ref().map(|file| {
        let text = format!("{}({})", file.name, size(file.bytes));
        Fact::link("原件", Link::new(text, format!("{own}/file")))
    });
    Ok(Document {
        way: way(&[(name, here.clone())], &document.title),
        facts: symbol
            .map(|symbol| Fact::new("文号", symbol))
            .into_iter()
            .chain([Fact::new("印发日期", document.issued.to_string())])
            .chain(file)
            .chain(document.withdrawn.map(|at| Fact::new("撤下于", moment(at))))
            .collect(),
        tasks: tasks.iter().map(row).collect(),
        paragraphs: document
            .content
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect(),
        attach: (may && document.file.is_none()).then(|| (signed.form(), format!("{own}/file"))),
        flaws,
        withdraw: may.then(|| (signed.form(), format!("{own}/withdrawal"))),
        back: Link::new("返回学习教育", here),
        badges: is_withdrawn.then(|| Badge::new("已撤下", Standing::Grave)).into_iter().collect(),
        title: document.title,
    })
}
