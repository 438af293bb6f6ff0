//! 预定变动: acts for a day to come, and taking them back.

use jiff::Timestamp;
use jiff::civil::Date;
use model::authority::Verb;
use model::event::Event;
use model::id::{ChangeId, OrgId};
use model::limit;
use store::organisation::{self, Organisation};
use store::planned::{self, Act, Planned, State};
use store::{Link, Locks, Write};

use super::super::place;
use super::waiting;
use crate::cx::{Cx, Form};
use crate::refusal::Refusal;

/// Planned changes that an organisation's page lists: all that wait, and the latest that ended.
const LISTED: i64 = limit::PLANNED + 5;

/// A planned change, with the other organisation's name where this person may know of it.
#[derive(Clone, Debug)]
pub struct PlannedView {
    /// Its identity.
    pub id: ChangeId,
    /// The organisation.
    pub org: Organisation,
    /// What.
    pub act: Act,
    /// The other one's name.
    pub other: Option<String>,
    /// From this day on.
    pub on: Date,
    /// Who planned it.
    pub by: String,
    /// How it ended, when, and why where it was refused.
    pub ended: Option<(State, Timestamp, String)>,
    /// Whether this person may take it back.
    pub may_withdraw: bool,
}

async fn view(
    cx: &Cx,
    link: &mut Link,
    org: &Organisation,
    planned: Planned,
) -> Result<PlannedView, Refusal> {
    let other = match &planned.act {
        Act::Move { to: other } | Act::Merge { into: other } => {
            organisation::find(link, *other).await?
        }
        _ => None,
    };
    let other = other.filter(|other| cx.may(Verb::SeeOrganisation, other).is_ok());
    let may = cx.may(planned.act.verb(), org).is_ok() && planned.ended.is_none();
    Ok(PlannedView {
        id: planned.id,
        org: org.clone(),
        other: other.map(|other| other.name.as_str().to_owned()),
        act: planned.act,
        on: planned.on,
        by: planned.by_name,
        ended: planned.ended.map(|ended| (ended.state, ended.at, ended.reason)),
        may_withdraw: may,
    })
}

/// Whether one may know of plans for an organisation: who may make one.
pub(in super::super) fn may_see_plans(cx: &Cx, org: &Organisation) -> bool {
    let verbs = [Verb::MoveOrganisation, Verb::CloseOrganisation, Verb::RenameOrganisation];
    verbs.into_iter().any(|verb| cx.may(verb, org).is_ok())
}

/// The planned changes of an organisation, for its page.
pub(in super::super) async fn plans(
    cx: &Cx,
    link: &mut Link,
    org: &Organisation,
) -> Result<Vec<PlannedView>, Refusal> {
    let mut views = Vec::new();
    if may_see_plans(cx, org) {
        for planned in planned::of_org(link, org.id, LISTED).await? {
            views.push(view(cx, link, org, planned).await?);
        }
    }
    Ok(views)
}

/// A planned change.
///
/// # Errors
/// [`Refusal`].
pub async fn planned(cx: &Cx, org: OrgId, change: ChangeId) -> Result<PlannedView, Refusal> {
    let mut link = cx.link().await?;
    let (org, planned) = waiting(cx, &mut link, org, change).await?;
    view(cx, &mut link, &org, planned).await
}

/// Plans an act that was checked; gives the address of the organisation's page.
pub(super) async fn put(
    cx: &Cx,
    mut write: Write,
    form: Form,
    org: &Organisation,
    act: &Act,
    on: Date,
) -> Result<String, Refusal> {
    if planned::waiting(&mut write, org.id).await? >= limit::PLANNED {
        let says = format!("已经预定了 {} 项变动,请先收回不要的", limit::PLANNED);
        return Err(Refusal::flaw("", says));
    }
    let change = ChangeId::new(cx.app.identity());
    let leave = cx.may(act.verb(), org)?;
    planned::put(&mut write, &leave, org, change, act, on).await?;
    cx.commit(write, form, org.id, Event::ChangePlanned { change, on }, &place(org.id)).await
}

/// Takes a planned change back; gives the address of the organisation's page.
///
/// # Errors
/// [`Refusal`].
pub async fn withdraw(
    cx: &Cx,
    form: Form,
    org: OrgId,
    change: ChangeId,
) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (org, planned) = waiting(&cx, &mut write, org, change).await?;
    let leave = cx.may(planned.act.verb(), &org)?;
    if !planned::withdraw(&mut write, &leave, &planned).await? {
        return Err(Refusal::flaw("", "这项预定已经办过、收回或未办成,不能再收回"));
    }
    cx.commit(write, form, org.id, Event::ChangeWithdrawn { change }, &place(org.id)).await
}
