//! 逐项评定: one criterion across a committee's branches.

use app::Cx;
use app::evaluation::{self, Across, Among, Row, View};
use axum::extract::{Path, Query};
use axum::response::Response;
use model::id::OrgId;
use model::scheme::number;
use serde::Deserialize;

use super::{criterion_of, desk_place, place, round_of};
use crate::page::evaluation_across::{EvaluationAcross, OfBranch};
use crate::part::link::Link;
use crate::part::pager::Pager;
use crate::part::way::Way;
use crate::serve::change::Sent;
use crate::serve::organisation::id;
use crate::serve::refuse::page as shown;
use crate::serve::who::Signed;

/// The page across branches from which a form came: an address of ours, from its pieces.
pub(super) fn back_across(sent: &Sent) -> Option<String> {
    let text = sent.one("across");
    let mut pieces = text.splitn(4, '/');
    let committee: OrgId = pieces.next()?.parse().ok()?;
    let of = round_of(pieces.next()?).ok()?;
    let criterion = pieces.next()?;
    let is_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if criterion.is_empty() || !criterion.chars().all(is_id) {
        return None;
    }
    let only = if pieces.next() == Some(OPEN) { ONLY_OPEN } else { "" };
    Some(format!("{}/criteria/{criterion}{only}", desk_place(committee, of)))
}

/// 只看未评, in an address.
const OPEN: &str = "open";
const ONLY_OPEN: &str = "?only=open";

/// Which branches of a list are asked for.
#[derive(Deserialize)]
pub(in crate::serve) struct Page {
    #[serde(default)]
    after: String,
    #[serde(default)]
    only: String,
    done: Option<String>,
}

impl Page {
    fn among(&self) -> Among {
        Among { after: self.after.parse().ok(), is_open: self.only == OPEN }
    }
}

pub(in crate::serve) async fn across(
    signed: Signed,
    Path((org, campaign, criterion)): Path<(String, String, String)>,
    Query(asked): Query<Page>,
) -> Response {
    let among = asked.among();
    let found = async |cx: &Cx| {
        let (committee, campaign) = (id(&org)?, round_of(&campaign)?);
        evaluation::across(cx, committee, campaign, &criterion, among).await
    };
    match found(&signed.cx).await {
        Ok(across) => {
            let page = across_page(&signed, &across, among);
            shown(&signed.told(asked.done.as_deref()), &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn across_page(signed: &Signed, across: &Across, among: Among) -> EvaluationAcross {
    let Across { desk, criteria, criterion, rows, all, before: earlier } = across;
    let (committee, of) = (desk.committee.id, desk.of);
    let here = desk_place(committee, of);
    let one = &criteria[*criterion];
    let only = if among.is_open { ONLY_OPEN } else { "" };
    let to = |at: usize, word: &str| {
        let other = criteria.get(at)?;
        let text = format!("{word} {} {}", number(&other.id), other.title);
        Some(Link::new(text, format!("{here}/criteria/{}{only}", other.id)))
    };
    let before = criterion.checked_sub(1).and_then(|at| to(at, "上一项"));
    let branch = |(view, row): &(View, Row)| OfBranch {
        name: view.basis.org.name.as_str().to_owned(),
        href: place(view.basis.org.id, of),
        key: view.basis.org.id.to_string(),
        may_give: view.may_evaluate,
        form: signed.form(),
        across: format!("{committee}/{of}/{}/{}", one.id, if among.is_open { OPEN } else { "" }),
        criterion: criterion_of(view, one, row, None),
    };
    let address = format!("{here}/criteria/{}", one.id);
    let behind = earlier + rows.len();
    let last = rows.last().filter(|_| behind < *all).map(|(view, _)| view.basis.org.id);
    let join = if among.is_open { "&" } else { "?" };
    let next = last.map(|last| format!("{address}{only}{join}after={last}"));
    let first = (*earlier > 0).then(|| format!("{address}{only}"));
    let said = match rows.is_empty() {
        true => String::new(),
        false => format!("第 {} 到 {behind} 个支部,共 {all} 个", earlier + 1),
    };
    let which = match among.is_open {
        true => Link::new("看全部支部", address),
        false => Link::new("只看未评的支部", format!("{address}{ONLY_OPEN}")),
    };
    EvaluationAcross {
        way: Way {
            steps: vec![Link::new("评定名单", here.clone())],
            here: format!("{} {}", number(&one.id), one.title),
        },
        title: format!("{} {}({} 分)", number(&one.id), one.title, one.points.short()),
        official: one.official_text.clone(),
        branches: rows.iter().map(branch).collect(),
        others: before.into_iter().chain(to(criterion + 1, "下一项")).collect(),
        which,
        pager: Pager { said, first, next },
    }
}
