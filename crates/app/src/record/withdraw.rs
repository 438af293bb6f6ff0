//! 撤回: a record counts no more, and says why. It stays readable, and a correction brings it back.

use model::event::Event;
use model::id::{OrgId, RecordId};
use model::record::State;
use store::{Locks, record};

use super::submit::flaws_of_reason;
use super::{kept, place};
use crate::cx::{Cx, Form};
use crate::refusal::Refusal;

/// Withdraws a record; gives the address of its page. `base` is the version that the person saw.
///
/// # Errors
/// [`Refusal`]; [`Refusal::Stale`] where it was corrected or withdrawn meanwhile.
pub async fn withdraw(
    cx: &Cx,
    form: Form,
    org: OrgId,
    id: RecordId,
    base: u32,
    reason: &str,
) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (org, permit) = kept(&cx, &mut write, org).await?;
    let record = record::find(&mut write, org.id, id).await?.ok_or(Refusal::Unseen)?;
    if record.version != base || record.state != State::Submitted {
        return Err(Refusal::Stale);
    }
    if let Some(flaw) = flaws_of_reason(reason) {
        return Err(Refusal::Flawed(vec![flaw]));
    }
    record::withdraw(&mut write, &permit, id, base, reason.trim()).await?;
    let event = Event::RecordWithdrawn { record: id };
    cx.commit(write, form, org.id, event, &place(org.id, id)).await
}
