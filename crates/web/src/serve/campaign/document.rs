//! A document of a campaign, with what it asks for.

use app::Refusal;
use app::campaign;
use axum::extract::Path;
use axum::response::Response;
use model::campaign::State;

use super::super::refuse::page as shown;
use super::super::who::Signed;
use super::{address, id, way};
use crate::page::campaign::{Document, TaskRow};
use crate::part::facts::Fact;
use crate::part::link::Link;

pub(in crate::serve) async fn page(
    signed: Signed,
    Path((campaign, number)): Path<(String, String)>,
) -> Response {
    let viewed = async || {
        let view = campaign::view(&signed.cx, id(&campaign)?).await?;
        let number: u32 = number.parse().map_err(|_| Refusal::Unseen)?;
        let mut documents = view.documents.iter();
        let found = documents.find(|(document, _)| document.number == number).cloned();
        Ok((view, found.ok_or(Refusal::Unseen)?))
    };
    let (view, (document, tasks)) = match viewed().await {
        Ok(found) => found,
        Err(refusal) => return signed.refuse(&refusal),
    };
    let here = address(view.campaign.id);
    let name = view.campaign.facts.name.as_str();
    let may = view.may_set_up && view.campaign.facts.state != State::Closed;
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
    let page = Document {
        way: way(&[(name, here.clone())], &document.title),
        facts: symbol
            .map(|symbol| Fact::new("文号", symbol))
            .into_iter()
            .chain([Fact::new("印发日期", document.issued.to_string())])
            .collect(),
        tasks: tasks.iter().map(row).collect(),
        paragraphs: document
            .content
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .map(str::to_owned)
            .collect(),
        withdraw: may
            .then(|| (signed.form(), format!("{here}/documents/{}/withdrawal", document.number))),
        back: Link::new("返回学习教育", here),
        title: document.title,
    };
    shown(&signed.frame(), &page)
}
