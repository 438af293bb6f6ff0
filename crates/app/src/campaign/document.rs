//! 文件 of a campaign, and the tasks that they set.

use model::event::Event;
use model::id::CampaignId;
use model::limit;
use store::campaign::{self, Document, Task};
use store::{Link, Locks};

use super::scheme::scheme_of;
use super::typed::Typed;
use super::{permitted, place};
use crate::cx::{Cx, Form};
use crate::refusal::Refusal;

/// A document, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DocumentDraft {
    /// 标题.
    pub title: String,
    /// 文号.
    pub symbol: String,
    /// 印发日期.
    pub issued: String,
    /// 正文.
    pub content: String,
    /// 规定任务.
    pub tasks: Vec<TaskDraft>,
}

/// A task, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskDraft {
    /// What has to be done.
    pub says: String,
    /// The criterion, by its id; blank where it belongs to none.
    pub criterion: String,
    /// By which day; blank where there is none.
    pub due: String,
}

impl TaskDraft {
    /// Whether nothing was typed.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        [&self.says, &self.criterion, &self.due].iter().all(|text| text.trim().is_empty())
    }
}

/// Lays a document beside a campaign.
///
/// # Errors
/// [`Refusal`].
pub async fn issue(
    cx: &Cx,
    form: Form,
    id: CampaignId,
    draft: &DocumentDraft,
) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Tree).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (campaign, owner, permit) = permitted(&cx, &mut write, id).await?;
    let mut typed = Typed::new();
    let title = typed.line("title", &draft.title);
    let symbol = typed.line_or_blank("symbol", &draft.symbol);
    let issued = typed.day("issued", &draft.issued);
    let content = typed.sentences("text", &draft.content, limit::DOCUMENT_CHARS);
    let criteria = criteria(&cx, &mut write, &campaign).await?;
    let tasks = tasks(&draft.tasks, &criteria, &mut typed);
    let documents = campaign::documents(&mut write, id).await?;
    let current = documents.iter().filter(|one| one.withdrawn.is_none()).count();
    if current >= limit::DOCUMENTS || documents.len() >= limit::DOCUMENTS_EVER {
        let (most, ever) = (limit::DOCUMENTS, limit::DOCUMENTS_EVER);
        typed.flaw("", format!("至多 {most} 份文件,连同撤下的至多 {ever} 份"));
    }
    let (Some(issued), true) = (issued, typed.flaws.is_empty()) else {
        return Err(Refusal::Flawed(typed.flaws));
    };
    let at = cx.now();
    let (file, withdrawn) = (None, None);
    let document = Document { number: 0, title, symbol, issued, content, at, file, withdrawn };
    let number = campaign::issue(&mut write, &permit, &campaign, &document, &tasks).await?;
    let event = Event::DocumentChanged { campaign: id, document: number };
    cx.commit(write, form, owner.id, event, &format!("{}/documents", place(id))).await
}

/// The ids of the criteria of a campaign's scheme; none while it has none.
async fn criteria(
    cx: &Cx,
    link: &mut Link,
    campaign: &campaign::Campaign,
) -> Result<Vec<String>, Refusal> {
    let Some(digest) = &campaign.facts.scheme else { return Ok(Vec::new()) };
    let scheme = scheme_of(&cx.app, link, digest).await?;
    Ok(scheme.criteria().map(|(_, criterion)| criterion.id.clone()).collect())
}

fn tasks(drafts: &[TaskDraft], criteria: &[String], typed: &mut Typed) -> Vec<Task> {
    let mut tasks = Vec::new();
    for (draft, at) in drafts.iter().zip(1..).filter(|(draft, _)| !draft.is_blank()) {
        let says = typed.line(&format!("says-{at}"), &draft.says);
        let due = typed.day_or_none(&format!("due-{at}"), &draft.due);
        let criterion = draft.criterion.trim();
        if !criterion.is_empty() && !criteria.iter().any(|id| id == criterion) {
            typed.flaw(format!("criterion-{at}"), format!("方案里没有评分要点 {criterion}"));
        }
        let criterion = (!criterion.is_empty()).then(|| criterion.to_owned());
        tasks.push(Task { document: 0, number: 0, says, criterion, due });
    }
    if tasks.len() > limit::TASKS {
        typed.flaw("", format!("一份文件至多 {} 项任务", limit::TASKS));
    }
    tasks
}

/// Withdraws a document with its tasks.
///
/// # Errors
/// [`Refusal`].
pub async fn withdraw(cx: &Cx, form: Form, id: CampaignId, number: u32) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Tree).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (campaign, owner, permit) = permitted(&cx, &mut write, id).await?;
    campaign::document(&mut write, id, number).await?.ok_or(Refusal::Unseen)?;
    let place = format!("{}/documents", place(id));
    if !campaign::withdraw(&mut write, &permit, &campaign, number).await? {
        return Ok(place);
    }
    let event = Event::DocumentChanged { campaign: id, document: number };
    cx.commit(write, form, owner.id, event, &place).await
}
