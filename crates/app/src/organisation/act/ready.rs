//! Everything that an act needs, checked: that it is allowed, and that the tree will be whole.

use jiff::Span;
use jiff::civil::Date;
use model::authority::{Permit, Verb};
use model::id::OrgId;
use model::limit;
use model::path::OrgPath;
use store::Link;
use store::organisation::{self, Facts, Organisation};
use store::planned::Act;

use super::super::browse::permitted;
use super::super::found::unused;
use crate::cx::Cx;
use crate::refusal::Refusal;

/// One that comes along, with leave to take it.
pub(super) struct Child {
    pub(super) org: Organisation,
    pub(super) leave: Permit,
}

/// An act that may be done.
pub(super) enum Ready {
    Move {
        org: Organisation,
        leave: Permit,
        from: Organisation,
        to: Organisation,
        enter: Permit,
    },
    Close {
        org: Organisation,
        leave: Permit,
    },
    Merge {
        org: Organisation,
        leave: Permit,
        into: Organisation,
        enter: Permit,
        children: Vec<Child>,
    },
    Split {
        org: Organisation,
        superior: Organisation,
        enter: Permit,
        facts: Facts,
        children: Vec<Child>,
    },
    Rename {
        org: Organisation,
        leave: Permit,
        facts: Facts,
    },
}

impl Ready {
    /// The organisation that something is done to.
    pub(super) fn org(&self) -> &Organisation {
        match self {
            Self::Move { org, .. }
            | Self::Close { org, .. }
            | Self::Merge { org, .. }
            | Self::Split { org, .. }
            | Self::Rename { org, .. } => org,
        }
    }
}

fn flaw<T>(field: &'static str, says: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal::flaw(field, says))
}

/// Checks an act.
pub(super) async fn ready(
    cx: &Cx,
    link: &mut Link,
    org: OrgId,
    act: &Act,
    on: Date,
) -> Result<Ready, Refusal> {
    let (org, leave) = permitted(cx, link, act.verb(), org).await?;
    let last = cx.today().saturating_add(Span::new().days(limit::PLANNED_DAYS));
    if on > last {
        return flaw("on", format!("最多预定到 {last},请核对年份"));
    }
    match act {
        Act::Move { to } => moving(cx, link, org, leave, *to, on).await,
        Act::Close => closing(cx, link, org, leave, on).await,
        Act::Merge { into } => merging(cx, link, org, leave, *into, on).await,
        Act::Split { facts, children } => splitting(cx, link, org, facts, children, on).await,
        Act::Rename { facts } => renaming(cx, link, org, leave, facts, on).await,
    }
}

/// Refuses a day on which an organisation would have been with its superior on no day at all. What
/// was done today may be put right today.
async fn may_leave(cx: &Cx, link: &mut Link, org: &Organisation, on: Date) -> Result<(), Refusal> {
    let since = organisation::history(link, org.id).await?.last().map_or(org.opened, |h| h.from);
    if on > since || (on == since && on == cx.today()) {
        return Ok(());
    }
    let name = org.name.as_str();
    flaw("on", format!("「{name}」从 {since} 起隶属现在的上级,日期要晚于这一天"))
}

/// Refuses a day on which an organisation was not there yet.
fn is_there(org: &Organisation, on: Date) -> Result<(), Refusal> {
    if org.opened <= on {
        return Ok(());
    }
    flaw("on", format!("「{}」从 {} 起才有,日期不能更早", org.name.as_str(), org.opened))
}

async fn superior(
    link: &mut Link,
    org: &Organisation,
    says: &str,
) -> Result<Organisation, Refusal> {
    let Some(parent) = org.parent else { return flaw("", says) };
    organisation::find(link, parent).await?.ok_or(Refusal::Unseen)
}

/// Refuses what would stand where it may not.
async fn fits(
    link: &mut Link,
    field: &'static str,
    org: &Organisation,
    to: &Organisation,
) -> Result<(), Refusal> {
    if !org.kind.may_stand_below(to.kind) {
        return flaw(field, format!("{}下面不能有{}「{}」", to.kind, org.kind, org.name.as_str()));
    }
    if organisation::deepest(link, &org.path).await? + to.path.depth() > limit::TREE_DEPTH {
        return flaw(field, format!("调整后有的下级超过 {} 级", limit::TREE_DEPTH));
    }
    Ok(())
}

async fn moving(
    cx: &Cx,
    link: &mut Link,
    org: Organisation,
    leave: Permit,
    to: OrgId,
    on: Date,
) -> Result<Ready, Refusal> {
    let from = superior(link, &org, "最高的组织不能调整隶属").await?;
    let (to, enter) = permitted(cx, link, Verb::FoundOrganisation, to).await?;
    if to.id == from.id {
        return flaw("to", format!("已经在「{}」下面", to.name.as_str()));
    }
    if org.path.holds(&to.path) {
        return flaw("to", "不能调整到自己或自己的下级下面");
    }
    fits(link, "to", &org, &to).await?;
    may_leave(cx, link, &org, on).await?;
    is_there(&to, on)?;
    Ok(Ready::Move { org, leave, from, to, enter })
}

/// Refuses a closure that others stand in the way of.
async fn closing(
    cx: &Cx,
    link: &mut Link,
    org: Organisation,
    leave: Permit,
    on: Date,
) -> Result<Ready, Refusal> {
    let below = organisation::count(link, &org.path).await? - 1;
    if below > 0 {
        return flaw("", format!("下面还有 {below} 个组织,请先调整或撤销它们"));
    }
    may_leave(cx, link, &org, on).await?;
    if let Some(last) = organisation::last_below(link, org.id).await?.filter(|last| on <= *last) {
        return flaw("on", format!("到 {last} 为止下面还有组织,日期要晚于这一天"));
    }
    Ok(Ready::Close { org, leave })
}

/// Those right below one; more of them than may be taken along is a flaw.
async fn children(cx: &Cx, link: &mut Link, org: &Organisation) -> Result<Vec<Child>, Refusal> {
    let most = i64::try_from(limit::TAKEN_ALONG).unwrap_or(i64::MAX);
    let start = OrgPath::above_all();
    let below = organisation::children(link, Some(org.id), &start, most + 1).await?;
    if below.len() > limit::TAKEN_ALONG {
        let says = format!("直接下级超过 {most} 个,请先用导入调整一部分");
        return flaw("", says);
    }
    let child = |org: Organisation| {
        let leave = cx.may(Verb::MoveOrganisation, &org)?;
        Ok(Child { org, leave })
    };
    below.into_iter().map(child).collect()
}

async fn merging(
    cx: &Cx,
    link: &mut Link,
    org: Organisation,
    leave: Permit,
    into: OrgId,
    on: Date,
) -> Result<Ready, Refusal> {
    superior(link, &org, "最高的组织不能并入别的组织").await?;
    let (into, enter) = permitted(cx, link, Verb::FoundOrganisation, into).await?;
    if org.path.holds(&into.path) {
        return flaw("to", "不能并入自己或自己的下级");
    }
    if org.is_branch() != into.is_branch() {
        return flaw("to", format!("{}不能并入{}", org.kind, into.kind));
    }
    let children = children(cx, link, &org).await?;
    for child in &children {
        fits(link, "to", &child.org, &into).await?;
        may_leave(cx, link, &child.org, on).await?;
    }
    may_leave(cx, link, &org, on).await?;
    is_there(&into, on)?;
    if let Some(last) = organisation::last_below(link, org.id).await?.filter(|last| on <= *last) {
        return flaw("on", format!("到 {last} 为止下面另有组织,日期要晚于这一天"));
    }
    Ok(Ready::Merge { org, leave, into, enter, children })
}

async fn splitting(
    cx: &Cx,
    link: &mut Link,
    org: Organisation,
    facts: &Facts,
    chosen: &[OrgId],
    on: Date,
) -> Result<Ready, Refusal> {
    let superior = superior(link, &org, "最高的组织不能分设").await?;
    let (superior, enter) = permitted(cx, link, Verb::FoundOrganisation, superior.id).await?;
    if !facts.kind.may_stand_below(superior.kind) {
        return flaw("kind", format!("{}下面不能有{}", superior.kind, facts.kind));
    }
    if let Some(code) = &facts.code {
        unused(cx, link, code.as_str(), None).await?;
    }
    is_there(&superior, on)?;
    is_there(&org, on)?;
    let mut children = children(cx, link, &org).await?;
    children.retain(|child| chosen.contains(&child.org.id));
    if children.len() != chosen.len() {
        return flaw("children", "选中的组织有的已经不在它下面,请重新选择");
    }
    for child in &children {
        if !child.org.kind.may_stand_below(facts.kind) {
            let (kind, name) = (child.org.kind, child.org.name.as_str());
            return flaw("children", format!("{}下面不能有{kind}「{name}」", facts.kind));
        }
        may_leave(cx, link, &child.org, on).await?;
    }
    Ok(Ready::Split { org, superior, enter, facts: facts.clone(), children })
}

async fn renaming(
    cx: &Cx,
    link: &mut Link,
    org: Organisation,
    leave: Permit,
    facts: &Facts,
    on: Date,
) -> Result<Ready, Refusal> {
    if *facts == org.facts() {
        return flaw("", "与现在的一样,没有要改的");
    }
    if let Some(code) = &facts.code {
        unused(cx, link, code.as_str(), Some(org.id)).await?;
    }
    if let Some(parent) = org.parent {
        let superior = organisation::find(link, parent).await?.ok_or(Refusal::Unseen)?;
        if !facts.kind.may_stand_below(superior.kind) {
            return flaw("kind", format!("{}下面不能有{}", superior.kind, facts.kind));
        }
    }
    let below = organisation::kinds_below(link, org.id).await?;
    if let Some((kind, name)) = below.iter().find(|(kind, _)| !kind.may_stand_below(facts.kind)) {
        return flaw("kind", format!("下面有{kind}「{name}」,不能改成{}", facts.kind));
    }
    is_there(&org, on)?;
    Ok(Ready::Rename { org, leave, facts: facts.clone() })
}
