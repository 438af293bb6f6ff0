//! 新建下级组织.

use model::authority::Verb;
use model::event::Event;
use model::id::OrgId;
use store::{Locks, organisation};

use super::browse::permitted;
use super::draft::Draft;
use super::place;
use crate::cx::{Cx, Form};
use crate::refusal::Refusal;

/// Puts a new organisation below another; gives the address of its page.
///
/// # Errors
/// [`Refusal`].
pub async fn found(cx: &Cx, form: Form, below: OrgId, draft: &Draft) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Orgs(vec![below])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (superior, permit) = permitted(&cx, &mut write, Verb::FoundOrganisation, below).await?;
    let facts = draft.facts(Some(superior.kind))?;
    if let Some(code) = &facts.code {
        organisation::one_code_at_once(&mut write).await?;
        unused(&cx, &mut write, code.as_str(), None).await?;
    }
    let org = OrgId::new(cx.app.identity());
    let org = organisation::found(&mut write, &permit, org, facts, cx.today()).await?;
    let event = Event::OrganisationFounded { below: Some(below) };
    cx.commit(write, form, org.id, event, &place(org.id)).await
}

/// Refuses a code that another organisation has.
pub(super) async fn unused(
    cx: &Cx,
    link: &mut store::Link,
    code: &str,
    own: Option<OrgId>,
) -> Result<(), Refusal> {
    match organisation::coded(link, code).await? {
        Some(other) if Some(other.id) != own => {
            // Whose it is says nothing to who may not see that one.
            let says = match cx.may(Verb::SeeOrganisation, &other) {
                Ok(_) => format!("代码 {code} 已经是「{}」的", other.name.as_str()),
                Err(_) => format!("代码 {code} 已有别的组织使用,请核对"),
            };
            Err(Refusal::flaw("code", says))
        }
        _ => Ok(()),
    }
}
