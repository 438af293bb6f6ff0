//! 修改组织: its name, code, kind and sectors.

use model::authority::Verb;
use model::event::Event;
use model::id::OrgId;
use store::{Locks, organisation};

use super::browse::permitted;
use super::draft::Draft;
use super::found::unused;
use super::place;
use crate::cx::{Cx, Form};
use crate::refusal::Refusal;

/// Gives an organisation other facts. `version` is the one that the person saw.
///
/// # Errors
/// [`Refusal`]; [`Refusal::Stale`] where somebody else was quicker.
pub async fn change(
    cx: &Cx,
    form: Form,
    org: OrgId,
    version: u32,
    draft: &Draft,
) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (mut org, permit) = permitted(&cx, &mut write, Verb::RenameOrganisation, org).await?;
    if org.version != version {
        return Err(Refusal::Stale);
    }
    let superior = match org.parent {
        Some(parent) => organisation::find(&mut write, parent).await?,
        None => None,
    };
    let facts = draft.facts(superior.map(|superior| superior.kind))?;
    if facts == org.facts() {
        return Ok(place(org.id));
    }
    if let Some(code) = &facts.code {
        unused(&mut write, code.as_str(), Some(org.id)).await?;
    }
    let below = organisation::children(&mut write, Some(org.id), &org.path, 1_000).await?;
    if let Some(child) = below.iter().find(|child| !child.kind.may_stand_below(facts.kind)) {
        let says =
            format!("下面有{}「{}」,不能改成{}", child.kind, child.name.as_str(), facts.kind);
        return Err(Refusal::flaw("kind", says));
    }
    organisation::rename(&mut write, &permit, &mut org, facts).await?;
    cx.commit(write, form, org.id, Event::OrganisationRenamed, &place(org.id)).await
}
