//! 筹备, on: periods and documents.

use app::Refusal;
use app::campaign::{self, Campaign, DocumentDraft, PeriodDraft, TaskDraft};
use axum::extract::{Path, RawForm};
use axum::response::Response;
use model::campaign::State;

use super::super::change::Sent;
use super::super::organisation::done;
use super::super::refuse::{self, page as shown};
use super::super::who::{Signed, form, whole};
use super::set_up::{again, at, frame, step};
use super::{address, days, id};
use crate::page::campaign_step::{DocumentStep, Frame, PeriodRow, PeriodsStep, TaskFields};
use crate::part::choice::Choice;
use crate::part::flaws::Flaws;
use crate::part::link::Link;

/// Blank periods and tasks that a form offers behind those that are there.
const BLANK: usize = 2;

// ---- periods

/// Names of a period's fields, in the order of its form.
const PERIOD: [&str; 5] = ["title", "check_from", "check_to", "evaluation_from", "evaluation_to"];

fn periods_page(
    signed: &Signed,
    campaign: &Campaign,
    drafts: &[PeriodDraft],
    flaws: Flaws,
) -> PeriodsStep {
    let count = (drafts.len() + BLANK).clamp(BLANK + 1, model::limit::PERIODS);
    let blank = PeriodDraft::default();
    let row = |at: usize| {
        let PeriodDraft { title, self_check: [a, b], evaluation: [c, d] } =
            drafts.get(at).unwrap_or(&blank).clone();
        let number = at + 1;
        let names = PERIOD.map(|name| format!("{name}-{number}"));
        PeriodRow { number, names, values: [title, a, b, c, d] }
    };
    PeriodsStep {
        days: days(campaign.facts.days),
        rows: (0..count.max(drafts.len())).map(row).collect(),
        frame: frame(signed, campaign, ("periods", "期次和期限"), flaws),
    }
}

pub(in crate::serve) async fn periods_form(
    signed: Signed,
    Path(campaign): Path<String>,
) -> Response {
    match step(&signed, &campaign).await {
        Ok((campaign, _)) => {
            let draft = |period: &campaign::Period| PeriodDraft {
                title: period.title.clone(),
                self_check: [period.self_check.from, period.self_check.to].map(|d| d.to_string()),
                evaluation: [period.evaluation.from, period.evaluation.to].map(|d| d.to_string()),
            };
            let drafts: Vec<PeriodDraft> = campaign.facts.periods.iter().map(draft).collect();
            let page = periods_page(&signed, &campaign, &drafts, Flaws::default());
            shown(&signed.frame(), &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(in crate::serve) async fn periods(
    signed: Signed,
    Path(campaign): Path<String>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let draft = |number: usize| {
        let [title, a, b, c, d] = PERIOD.map(|name| sent.one(&format!("{name}-{number}")));
        PeriodDraft { title, self_check: [a, b], evaluation: [c, d] }
    };
    let mut drafts: Vec<PeriodDraft> = (1..=model::limit::PERIODS).map(draft).collect();
    let last = drafts.iter().rposition(|draft| !draft.is_blank()).map_or(0, |at| at + 1);
    drafts.truncate(last);
    let seen = sent.one("version");
    let (cx, typed, own) = (signed.cx.clone(), drafts.clone(), campaign.clone());
    let put = whole(async move {
        campaign::put_periods(&cx, form(&sent.one("form"))?, at(&own, &sent)?, &typed).await
    });
    let page = async |flaws| {
        let (campaign, _) = step(&signed, &campaign).await?;
        Ok(periods_page(&signed, &campaign, &drafts, flaws))
    };
    match put.await {
        Ok(place) => done(&place, "changed"),
        Err(refusal) => again(&signed, (&campaign, &seen), refusal, page).await,
    }
}

// ---- documents

async fn document_page(
    signed: &Signed,
    campaign: &str,
    draft: &DocumentDraft,
    flaws: Flaws,
) -> Result<DocumentStep, Refusal> {
    let (found, _) = step(signed, campaign).await?;
    let view = campaign::view(&signed.cx, found.id).await?;
    let here = address(found.id);
    let criteria: Vec<(String, String)> = view
        .scheme
        .iter()
        .flat_map(|scheme| scheme.criteria())
        .map(|(_, one)| (one.id.clone(), format!("{} {}", one.id, one.title)))
        .collect();
    let blank = TaskDraft::default();
    let row = |at: usize| {
        let task = draft.tasks.get(at).unwrap_or(&blank);
        let number = at + 1;
        let choice = |(id, text): &(String, String)| Choice::new(id, text, *id == task.criterion);
        TaskFields {
            names: ["says", "criterion", "due"].map(|name| format!("{name}-{number}")),
            values: [task.says.clone(), task.due.clone()],
            criteria: criteria.iter().map(choice).collect(),
        }
    };
    let documents = view
        .documents
        .iter()
        .map(|(one, _)| Link::new(&one.title, format!("{here}/documents/{}", one.number)));
    let is_draft = found.facts.state == State::Draft;
    let frame = frame(signed, &found, ("documents", "文件和任务"), flaws);
    Ok(DocumentStep {
        documents: documents.collect(),
        title: draft.title.clone(),
        symbol: draft.symbol.clone(),
        issued: draft.issued.clone(),
        content: draft.content.clone(),
        rows: (0..(draft.tasks.len() + BLANK).max(3)).map(row).collect(),
        next: is_draft.then(|| Link::new("下一步:核对启动", format!("{here}/opening"))),
        frame: Frame { button: "录入".to_owned(), version: String::new(), ..frame },
    })
}

pub(in crate::serve) async fn document_form(
    signed: Signed,
    Path(campaign): Path<String>,
) -> Response {
    match document_page(&signed, &campaign, &DocumentDraft::default(), Flaws::default()).await {
        Ok(page) => shown(&signed.frame(), &page),
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(in crate::serve) async fn document(
    signed: Signed,
    Path(campaign): Path<String>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let task = |number: usize| {
        let [says, criterion, due] =
            ["says", "criterion", "due"].map(|name| sent.one(&format!("{name}-{number}")));
        TaskDraft { says, criterion, due }
    };
    let mut tasks: Vec<TaskDraft> = (1..=model::limit::TASKS).map(task).collect();
    let last = tasks.iter().rposition(|task| !task.is_blank()).map_or(0, |at| at + 1);
    tasks.truncate(last);
    let draft = DocumentDraft {
        title: sent.one("title"),
        symbol: sent.one("symbol"),
        issued: sent.one("issued"),
        content: sent.one("text"),
        tasks,
    };
    let (cx, typed, own) = (signed.cx.clone(), draft.clone(), campaign.clone());
    let issued =
        whole(
            async move { campaign::issue(&cx, form(&sent.one("form"))?, id(&own)?, &typed).await },
        );
    let page = async |flaws| document_page(&signed, &campaign, &draft, flaws).await;
    match issued.await {
        Ok(place) => done(&place, "issued"),
        Err(refusal) => refuse::again(&signed, refusal, page).await,
    }
}
