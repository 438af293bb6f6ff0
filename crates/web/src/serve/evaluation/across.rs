//! 逐项评定: one criterion across a committee's branches.

use app::assessment::RoundOf;
use app::evaluation::{self, Across, Among, Row, View};
use app::{Cx, Flawed, Refusal};
use axum::extract::{Path, Query};
use axum::response::Response;
use model::id::OrgId;
use model::scheme::number;
use serde::Deserialize;

use super::{Unsaved, criterion_of, desk_place, place, round_of, typed};
use crate::page::evaluation_across::{EvaluationAcross, OfBranch};
use crate::part::flaws::Flaws;
use crate::part::link::Link;
use crate::part::pager::Pager;
use crate::part::way::Way;
use crate::serve::change::Sent;
use crate::serve::organisation::id;
use crate::serve::refuse::{flawed, overtaken, page as shown};
use crate::serve::who::Signed;

/// The page across branches from which a form came.
pub(super) struct Origin {
    committee: OrgId,
    of: RoundOf,
    criterion: String,
    among: Among,
}

impl Origin {
    /// As a form says it; none where it came from a branch's own page.
    pub(super) fn of(sent: &Sent) -> Option<Self> {
        let text = sent.one("across");
        let mut pieces = text.splitn(5, '/');
        let committee: OrgId = pieces.next()?.parse().ok()?;
        let of = round_of(pieces.next()?).ok()?;
        let criterion = pieces.next()?;
        let is_id = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if criterion.is_empty() || !criterion.chars().all(is_id) {
            return None;
        }
        let is_open = pieces.next() == Some(OPEN);
        let after = pieces.next().and_then(|after| after.parse().ok());
        Some(Self {
            committee,
            of,
            criterion: criterion.to_owned(),
            among: Among { after, is_open },
        })
    }

    /// Its address, going on behind a branch: one of ours, from its pieces.
    pub(super) fn behind(&self, branch: OrgId) -> String {
        let Self { committee, of, criterion, among } = self;
        let query = query(*among);
        let mark = if query.is_empty() { '?' } else { '&' };
        format!("{}/criteria/{criterion}{query}{mark}at={branch}", desk_place(*committee, *of))
    }
}

/// The page again with all that was typed for a branch: with what is wrong there, or beside what
/// others gave since. None where that branch is no longer among those that are asked for, or can be
/// given no points any more.
pub(super) async fn again(
    signed: &Signed,
    origin: &Origin,
    branch: &str,
    sent: &Sent,
    refusal: &Refusal,
) -> Result<Option<Response>, Refusal> {
    let (branch, Origin { committee, of, criterion, among }) = (id(branch)?, origin);
    let flaws: &[Flawed] = match refusal {
        Refusal::Flawed(flaws) => flaws,
        _ => &[],
    };
    let across = evaluation::across(&signed.cx, *committee, *of, criterion, *among).await?;
    let of_branch = |(view, _): &&(View, Row)| view.basis.org.id == branch && view.may_evaluate;
    let Some((view, _)) = across.rows.iter().find(of_branch) else {
        return Ok(None);
    };
    let since = evaluation::since(&signed.cx, view, &typed(sent)).await?;
    // A field is of its branch here, not of its criterion, which all of the page share.
    let flaws = flaws.iter().map(|flaw| {
        let what = flaw.field.strip_suffix(&format!("-{criterion}"));
        let field = what.map_or_else(String::new, |what| format!("{what}-{branch}"));
        (field, flaw.says.clone())
    });
    let (flaws, unsaved) = (Flaws::new(flaws), Unsaved { sent, since });
    let page = across_page(signed, &across, *among, &At::Refused(branch, &unsaved, flaws));
    Ok(Some(match refusal {
        Refusal::Stale => overtaken(&signed.frame(), &page),
        _ => flawed(&signed.frame(), &page),
    }))
}

/// Which of the branches something was sent for.
enum At<'u> {
    None,
    Saved(OrgId),
    Refused(OrgId, &'u Unsaved<'u>, Flaws),
}

/// 只看未评, in an address.
const OPEN: &str = "open";

/// Which branches are asked for, at the end of an address.
fn query(among: Among) -> String {
    let only = among.is_open.then(|| format!("only={OPEN}"));
    let after = among.after.map(|after| format!("after={after}"));
    let all: Vec<String> = only.into_iter().chain(after).collect();
    if all.is_empty() { String::new() } else { format!("?{}", all.join("&")) }
}

/// Which branches of a list are asked for.
#[derive(Deserialize)]
pub(in crate::serve) struct Page {
    #[serde(default)]
    after: String,
    #[serde(default)]
    only: String,
    /// The branch that was saved.
    #[serde(default)]
    at: String,
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
            let at = asked.at.parse().map_or(At::None, At::Saved);
            let page = across_page(&signed, &across, among, &at);
            shown(&signed.told(asked.done.as_deref()), &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn across_page(signed: &Signed, across: &Across, among: Among, at: &At<'_>) -> EvaluationAcross {
    let Across { desk, criteria, criterion, rows, all, before: earlier } = across;
    let (committee, of) = (desk.committee.id, desk.of);
    let here = desk_place(committee, of);
    let one = &criteria[*criterion];
    let only = query(Among { after: None, ..among });
    let to = |at: usize, word: &str| {
        let other = criteria.get(at)?;
        let text = format!("{word} {} {}", number(&other.id), other.title);
        Some(Link::new(text, format!("{here}/criteria/{}{only}", other.id)))
    };
    let before = criterion.checked_sub(1).and_then(|at| to(at, "上一项"));
    let (saved, refused) = match at {
        At::None => (None, None),
        At::Saved(branch) => (Some(branch), None),
        At::Refused(branch, unsaved, flaws) => (None, Some((*branch, *unsaved, flaws))),
    };
    // One goes on behind the branch that was saved, which may no longer be among these; where it
    // was not, there.
    let saved = rows.iter().find(|(view, _)| Some(&view.basis.org.id) == saved);
    let saved = saved.map(|(view, _)| &view.basis.org.path);
    let mut behind = rows
        .iter()
        .filter(|(view, _)| view.may_evaluate && saved.is_some_and(|at| view.basis.org.path > *at));
    let on = behind.next().map(|(view, _)| view.basis.org.id);
    let on = refused.map(|(branch, ..)| branch).or(on);
    let unsaved = |branch: OrgId| {
        refused.filter(|(refused, ..)| *refused == branch).map(|(_, unsaved, _)| unsaved)
    };
    let branch = |(view, row): &(View, Row)| OfBranch {
        is_next: on == Some(view.basis.org.id),
        name: view.basis.org.name.as_str().to_owned(),
        href: place(view.basis.org.id, of),
        key: view.basis.org.id.to_string(),
        may_give: view.may_evaluate,
        form: signed.form(),
        across: format!(
            "{committee}/{of}/{}/{}/{}",
            one.id,
            if among.is_open { OPEN } else { "" },
            among.after.map_or_else(String::new, |after| after.to_string()),
        ),
        criterion: criterion_of(view, one, row, unsaved(view.basis.org.id)),
    };
    let address = format!("{here}/criteria/{}", one.id);
    let behind = earlier + rows.len();
    let last = rows.last().filter(|_| behind < *all).map(|(view, _)| view.basis.org.id);
    let next = last.map(|last| format!("{address}{}", query(Among { after: Some(last), ..among })));
    let first = (*earlier > 0).then(|| format!("{address}{only}"));
    let said = match rows.is_empty() {
        true => String::new(),
        false => format!("第 {} 到 {behind} 个支部,共 {all} 个", earlier + 1),
    };
    let which = match among.is_open {
        true => Link::new("看全部支部", address),
        false => {
            let open = Among { after: None, is_open: true };
            Link::new("只看未评的支部", format!("{address}{}", query(open)))
        }
    };
    // Where all of a page have points, Enter goes on: to the next of them, else to the next
    // criterion.
    let on = next.clone().map(|next| Link::new("下一页支部", next));
    let on = on.or_else(|| to(criterion + 1, "下一项"));
    let news = refused.and_then(|(branch, unsaved, _)| {
        let (view, _) = rows.iter().find(|(view, _)| view.basis.org.id == branch)?;
        let head = format!("{}:别人刚刚评过,您的还没有保存", view.basis.org.name.as_str());
        Some(unsaved.news(&head, "您填写的还在这个支部下面。"))
    });
    EvaluationAcross {
        news: news.unwrap_or_default(),
        flaws: refused.map_or_else(Flaws::default, |(.., flaws)| flaws.clone()),
        on,
        way: Way {
            steps: vec![Link::new("评定名单", here.clone())],
            here: format!("{} {}", number(&one.id), one.title),
        },
        title: format!("{} {}({} 分)", number(&one.id), one.title, one.points.short()),
        official: one.official_text.clone(),
        phrases: desk.phrases.clone(),
        branches: rows.iter().map(branch).collect(),
        others: before.into_iter().chain(to(criterion + 1, "下一项")).collect(),
        which,
        pager: Pager { said, first, next },
    }
}
