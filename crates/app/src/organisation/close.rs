//! 撤销组织.

use jiff::civil::Date;
use model::authority::Verb;
use model::event::Event;
use model::id::OrgId;
use store::{Locks, organisation};

use super::browse::permitted;
use super::place;
use crate::cx::{Cx, Form};
use crate::refusal::Refusal;

/// Closes an organisation that has none below it; gives the address of its superior's page.
///
/// # Errors
/// [`Refusal`].
pub async fn close(cx: &Cx, form: Form, org: OrgId, on: Date) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (mut org, permit) = permitted(&cx, &mut write, Verb::CloseOrganisation, org).await?;
    if on < org.opened || on > cx.today() {
        let says = format!("日期应在 {} 到 {} 之间", org.opened, cx.today());
        return Err(Refusal::flaw("on", says));
    }
    let below = organisation::count(&mut write, &org.path).await? - 1;
    if below > 0 {
        let says = format!("下面还有 {below} 个组织,请先调整或撤销它们");
        return Err(Refusal::flaw("", says));
    }
    organisation::close(&mut write, &permit, &mut org, on).await?;
    let event = Event::OrganisationClosed { on, into: None };
    let leads_to = place(org.parent.unwrap_or(org.id));
    cx.commit(write, form, org.id, event, &leads_to).await
}
