//! 党员名册 of a branch: kept by its secretary and clerk, seen by them and by the committees above;
//! everybody else sees how many there are.

mod cell;
mod export;
mod import;
mod member;
mod view;

pub use cell::{assign, close_cell, found_cell, rename_cell};
pub use export::{blank, export};

pub(crate) use import::look;
pub use import::{Change, Counts as Changes, Trial, What, dry_run, stage, take};
pub use member::{Draft, ExcuseDraft, change, end, end_exemption, enter, exempt};
pub use store::roster::{Cell, Counts, Named};
pub use view::{Known, View, kept, view};

use model::authority::{Permit, Verb};
use model::event::Event;
use model::id::{MemberId, OrgId};
use store::organisation::Organisation;
use store::{Locks, Write, roster};

use crate::cx::{Cx, Form};
use crate::organisation::permitted;
use crate::refusal::Refusal;

/// The address of a branch's roster.
fn place(org: OrgId) -> String {
    format!("/organisations/{org}/roster")
}

/// A roster that is being changed.
struct Keeping {
    cx: Cx,
    write: Write,
    permit: Permit,
    org: Organisation,
    members: Vec<Named>,
    cells: Vec<Cell>,
}

/// Begins to change a roster; where the form was sent before, only the address to which it led.
async fn keep(cx: &Cx, form: Form, org: OrgId) -> Result<Result<Keeping, String>, Refusal> {
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(Err(place));
    }
    let (org, permit) = permitted(&cx, &mut write, Verb::KeepRoster, org).await?;
    if !org.is_branch() {
        return Err(Refusal::Unseen);
    }
    let members = roster::of_branch(&mut write, org.id).await?;
    let cells = roster::cells(&mut write, org.id).await?;
    Ok(Ok(Keeping { cx, write, permit, org, members, cells }))
}

impl Keeping {
    /// A member, as this person saw it.
    fn member(&self, id: MemberId, version: u32) -> Result<Named, Refusal> {
        let found = self.members.iter().find(|named| named.member.id == id);
        let found = found.ok_or(Refusal::Unseen)?;
        if found.version != version {
            return Err(Refusal::Stale);
        }
        Ok(found.clone())
    }

    /// Gives members other facts; what is said of cells counts from today on.
    async fn change(&mut self, members: &mut [Named]) -> Result<(), Refusal> {
        let today = self.cx.today();
        match roster::change(&mut self.write, &self.permit, today, members).await? {
            true => Ok(()),
            false => Err(Refusal::Stale),
        }
    }

    async fn commit(self, form: Form, event: Event) -> Result<String, Refusal> {
        let place = place(self.org.id);
        self.cx.commit(self.write, form, self.org.id, event, &place).await
    }
}
