//! What is done to an organisation from a day on: 调整隶属, 撤销, 合并, 分设 and 修改. One way for
//! all: looked at first, then done, or planned where the day is still to come.

mod due;
mod plan;
mod preview;
mod ready;

use jiff::civil::Date;
use model::authority::Verb;
use model::event::Event;
use model::id::{ChangeId, OrgId};
use model::limit;
use store::organisation::{self, Organisation};
use store::planned::{self, Act};
use store::{Locks, Write};

pub use self::due::do_due;
pub use self::plan::{PlannedView, planned, withdraw};
pub(super) use self::plan::{may_see_plans, plans};
pub use self::preview::{Preview, preview};
use self::ready::{Child, Ready, ready};
use super::draft::Draft;
use super::place;
use crate::cx::{Cx, Form};
use crate::refusal::Refusal;

/// Does it, or plans it where the day is still to come; gives the address of the page that is about
/// what came of it.
///
/// # Errors
/// [`Refusal`].
pub async fn act(cx: &Cx, form: Form, org: OrgId, act: &Act, on: Date) -> Result<String, Refusal> {
    act_as_seen(cx, form, org, act, on, None).await
}

/// The same, where it was the organisation's version that the person saw.
async fn act_as_seen(
    cx: &Cx,
    form: Form,
    org: OrgId,
    act: &Act,
    on: Date,
    version: Option<u32>,
) -> Result<String, Refusal> {
    let is_planned = on > cx.today();
    let locks = match (act, is_planned) {
        (_, true) => Locks::Orgs(vec![org]),
        (Act::Rename { .. }, false) => Locks::Orgs(with_superior(cx, org).await?),
        (Act::Close, false) => Locks::Orgs(vec![org]),
        _ => Locks::Tree,
    };
    let (cx, mut write) = cx.write(locks.clone()).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    if matches!(act, Act::Rename { .. }) {
        organisation::one_code_at_once(&mut write).await?;
    }
    let ready = ready(&cx, &mut write, org, act, on).await?;
    if version.is_some_and(|version| version != ready.org().version) {
        return Err(Refusal::Stale);
    }
    // Who its superior is was read before it was locked.
    if let (Locks::Orgs(locked), false, Some(parent)) = (locks, is_planned, ready.org().parent)
        && matches!(act, Act::Rename { .. })
        && !locked.contains(&parent)
    {
        return Err(Refusal::Stale);
    }
    if is_planned {
        return plan::put(&cx, write, form, ready.org(), act, on).await;
    }
    let (about, event, leads_to) = carry_out(&cx, &mut write, ready, on).await?;
    cx.commit(write, form, about, event, &leads_to).await
}

/// An organisation with its superior: whether one may be of a kind depends on the other's.
async fn with_superior(cx: &Cx, org: OrgId) -> Result<Vec<OrgId>, Refusal> {
    let found = organisation::find(&mut cx.link().await?, org).await?.ok_or(Refusal::Unseen)?;
    Ok([Some(org), found.parent].into_iter().flatten().collect())
}

/// 修改组织: gives an organisation other facts from a day on. `version` is the one that the person
/// saw.
///
/// # Errors
/// [`Refusal`]; [`Refusal::Stale`] where somebody else was quicker.
pub async fn change(
    cx: &Cx,
    form: Form,
    org: OrgId,
    version: u32,
    draft: &Draft,
    on: Date,
) -> Result<String, Refusal> {
    let rename = renaming(cx, org, draft).await?;
    act_as_seen(cx, form, org, &rename, on, Some(version)).await
}

/// What somebody typed of an organisation, as what is to be done to it.
///
/// # Errors
/// [`Refusal::Flawed`], with every mistake at once.
pub async fn renaming(cx: &Cx, org: OrgId, draft: &Draft) -> Result<Act, Refusal> {
    let mut link = cx.link().await?;
    let (org, _) = super::browse::permitted(cx, &mut link, Verb::RenameOrganisation, org).await?;
    let superior = match org.parent {
        Some(parent) => organisation::find(&mut link, parent).await?,
        None => None,
    };
    Ok(Act::Rename { facts: draft.facts(superior.map(|superior| superior.kind))? })
}

/// What somebody typed of an organisation that is to stand beside another, with those that come
/// along, as what is to be done to that one.
///
/// # Errors
/// [`Refusal::Flawed`], with every mistake at once.
pub async fn splitting(
    cx: &Cx,
    org: OrgId,
    draft: &Draft,
    children: Vec<OrgId>,
) -> Result<Act, Refusal> {
    let mut link = cx.link().await?;
    let (org, _) = super::browse::permitted(cx, &mut link, Verb::MoveOrganisation, org).await?;
    let superior = match org.parent {
        Some(parent) => organisation::find(&mut link, parent).await?,
        None => None,
    };
    let facts = draft.facts(superior.map(|superior| superior.kind))?;
    Ok(Act::Split { facts, children })
}

/// Does what was checked; gives whom the entry is about, what happened, and where to look.
async fn carry_out(
    cx: &Cx,
    write: &mut Write,
    ready: Ready,
    on: Date,
) -> Result<(OrgId, Event, String), Refusal> {
    match ready {
        Ready::Move { mut org, leave, from, to, enter } => {
            let moved = organisation::move_below(write, &leave, &enter, &mut org, on);
            moved.await.map_err(|fault| deep("to", fault))?;
            let event = Event::OrganisationMoved { from: from.id, to: to.id, on };
            Ok((org.id, event, place(org.id)))
        }
        Ready::Close { mut org, leave } => {
            organisation::close(write, &leave, &mut org, on).await?;
            let leads_to = place(org.parent.unwrap_or(org.id));
            Ok((org.id, Event::OrganisationClosed { on, into: None }, leads_to))
        }
        Ready::Merge { mut org, leave, into, enter, children } => {
            for Child { mut org, leave } in children {
                let moved = organisation::move_below(write, &leave, &enter, &mut org, on);
                moved.await.map_err(|fault| deep("to", fault))?;
            }
            organisation::close(write, &leave, &mut org, on).await?;
            let event = Event::OrganisationClosed { on, into: Some(into.id) };
            Ok((org.id, event, place(into.id)))
        }
        Ready::Split { org, superior: _, enter, facts, children } => {
            let new = OrgId::new(cx.app.identity());
            let new = organisation::found(write, &enter, new, facts, on).await?;
            let enter = cx.may(Verb::FoundOrganisation, &new)?;
            for Child { mut org, leave } in children {
                let moved = organisation::move_below(write, &leave, &enter, &mut org, on);
                moved.await.map_err(|fault| deep("children", fault))?;
            }
            Ok((new.id, Event::OrganisationSplit { from: org.id, on }, place(new.id)))
        }
        Ready::Rename { mut org, leave, facts } => {
            organisation::rename(write, &leave, &mut org, facts, on).await?;
            Ok((org.id, Event::OrganisationRenamed, place(org.id)))
        }
    }
}

/// A subtree that would reach too deep is the person's to mend, not ours.
pub(super) fn deep(field: &'static str, fault: store::Fault) -> Refusal {
    match fault {
        store::Fault::Unfit(says) if says == "TooDeep" => {
            let says = format!("调整后有的下级超过 {} 级", limit::TREE_DEPTH);
            Refusal::flaw(field, says)
        }
        other => other.into(),
    }
}

/// The way to an organisation, itself last.
async fn way(link: &mut store::Link, org: &Organisation) -> Result<Vec<Organisation>, Refusal> {
    Ok(organisation::way(link, &org.path).await?)
}

/// A change that waits for its day, where this person may plan such ones.
async fn waiting(
    cx: &Cx,
    link: &mut store::Link,
    org: OrgId,
    change: ChangeId,
) -> Result<(Organisation, planned::Planned), Refusal> {
    let org = organisation::find(link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeeOrganisation, &org)?;
    let found = planned::find(link, change).await?.filter(|found| found.org == org.id);
    match found {
        Some(found) => {
            cx.may(found.act.verb(), &org)?;
            Ok((org, found))
        }
        // Whether there are plans is for those to know who may make them.
        None if may_see_plans(cx, &org) => Err(Refusal::Unseen),
        None => Err(Refusal::Denied),
    }
}
