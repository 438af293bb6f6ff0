//! Who and what an act would affect.

use jiff::civil::Date;
use model::authority::Verb;
use model::id::OrgId;
use store::organisation::{self, Affected, Facts, Organisation};
use store::planned::Act;
use store::{Link, post};

use super::ready::{Child, Ready, ready};
use super::way;
use crate::cx::Cx;
use crate::refusal::Refusal;

/// Posts that a preview names; beyond it they are counted.
const NAMED: usize = 20;

/// Posts that are read of one organisation.
const READ: i64 = 100;

/// Who and what an act affects.
#[derive(Clone, Debug)]
pub struct Preview {
    /// What something is done to.
    pub org: Organisation,
    /// From this day on.
    pub on: Date,
    /// Whether the day is still to come, so that it is only planned.
    pub is_planned: bool,
    /// The superior now.
    pub from: Option<Organisation>,
    /// The new superior, or the one into which it goes, or of a split the superior of both.
    pub to: Option<Organisation>,
    /// Those right below that come along, in a merger or a split.
    pub children: Vec<Organisation>,
    /// What comes along altogether: of a move with itself, else what stands at and below children.
    pub along: Affected,
    /// Who holds posts above it then and not now, and so comes to be responsible.
    pub gains: Vec<String>,
    /// Who holds posts above it now and not then, and is no longer responsible.
    pub loses: Vec<String>,
    /// Whose posts end with the organisation.
    pub ends: Vec<String>,
    /// What will be said of it, or of the new one.
    pub facts: Option<Facts>,
}

/// Shows who and what an act would affect.
///
/// # Errors
/// [`Refusal`], as for the act itself.
pub async fn preview(cx: &Cx, org: OrgId, act: &Act, on: Date) -> Result<Preview, Refusal> {
    let mut link = cx.link().await?;
    let link = &mut link;
    let ready = ready(cx, link, org, act, on).await?;
    let org = ready.org().clone();
    let mut above = way(link, &org).await?;
    above.pop();
    let mut preview = Preview {
        is_planned: on > cx.today(),
        from: above.last().cloned(),
        org: org.clone(),
        on,
        to: None,
        children: Vec::new(),
        along: Affected::default(),
        gains: Vec::new(),
        loses: Vec::new(),
        ends: Vec::new(),
        facts: None,
    };
    match ready {
        Ready::Move { to, .. } => {
            let then = way(link, &to).await?;
            preview.along = organisation::affected(link, &org.path, cx.today()).await?;
            preview.gains = holders(cx, link, &then, &above).await?;
            preview.loses = holders(cx, link, &above, &then).await?;
            preview.to = Some(to);
        }
        Ready::Close { .. } => preview.ends = holders(cx, link, &[org], &[]).await?,
        Ready::Merge { into, children, .. } => {
            let then = way(link, &into).await?;
            preview.ends = holders(cx, link, std::slice::from_ref(&org), &[]).await?;
            if !children.is_empty() {
                preview.gains = holders(cx, link, &then, &above).await?;
                preview.loses = holders(cx, link, &above, &then).await?;
            }
            preview.along = whole(cx, link, &children).await?;
            preview.children = orgs(children);
            preview.to = Some(into);
        }
        Ready::Split { superior, facts, children, .. } => {
            if !children.is_empty() {
                preview.loses = holders(cx, link, std::slice::from_ref(&org), &[]).await?;
            }
            preview.along = whole(cx, link, &children).await?;
            preview.children = orgs(children);
            (preview.to, preview.facts) = (Some(superior), Some(facts));
        }
        Ready::Rename { facts, .. } => {
            preview.along = organisation::affected(link, &org.path, cx.today()).await?;
            preview.facts = Some(facts);
        }
    }
    Ok(preview)
}

fn orgs(children: Vec<Child>) -> Vec<Organisation> {
    children.into_iter().map(|child| child.org).collect()
}

async fn whole(cx: &Cx, link: &mut Link, children: &[Child]) -> Result<Affected, Refusal> {
    let mut whole = Affected::default();
    for child in children {
        let one = organisation::affected(link, &child.org.path, cx.today()).await?;
        whole.organisations += one.organisations;
        whole.branches += one.branches;
        whole.accounts += one.accounts;
    }
    Ok(whole)
}

/// Who holds posts at some and not at others, where this person may see it: some by name.
async fn holders(
    cx: &Cx,
    link: &mut Link,
    at: &[Organisation],
    not: &[Organisation],
) -> Result<Vec<String>, Refusal> {
    let mut names = Vec::new();
    for org in at.iter().rev().filter(|org| not.iter().all(|other| other.id != org.id)) {
        if cx.may(Verb::SeePosts, org).is_err() {
            continue;
        }
        for held in post::of_org(link, org.id, cx.today(), READ).await? {
            names.push(format!("{}{} {}", org.name.as_str(), held.role.word(), held.person.name));
        }
    }
    let more = names.len().saturating_sub(NAMED);
    names.truncate(NAMED);
    if more > 0 {
        names.push(format!("另外 {more} 人"));
    }
    Ok(names)
}
