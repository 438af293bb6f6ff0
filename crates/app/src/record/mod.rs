//! The ledger (台账): writing records down, submitting, correcting and withdrawing them, reading
//! them, taking them out and in as sheets, and their files.
//!
//! What a kind of record asks stands in its descriptor; nothing here knows one kind from another,
//! but that some ask who was there.

mod attach;
mod cells;
mod choices;
mod draft;
mod export;
mod fetch;
mod import;
mod list;
mod look;
mod resume;
mod roll;
mod sheet;
mod submit;
mod view;
mod withdraw;

pub use attach::{Arriving, attached, stage, sweep};
pub(crate) use attach::{FIELD, has_room, staged};
pub use choices::{Offer, Offers};
pub use draft::{Opened, again, blank, discard, opened, overtaken, save};
pub use export::{blank_sheet, export};
pub use fetch::{Download, download};
pub(crate) use import::look;
pub use import::{Change, Trial, dry_run, import, stage_sheet};
pub use list::{Listing, list};
pub use resume::{Received, Resumed, Unsent, begin, received, resume};
pub(crate) use roll::names;
pub use roll::{Line, Roll};
pub use store::attachment::Sent as SentFile;
pub use store::record::{Draft, File, Record, Version, Wanted};
pub(crate) use submit::flaws_of_reason;
pub use submit::{Sent, submit};
pub use view::{Attendance, Changed, Revision, View, view};
pub use withdraw::withdraw;

use model::authority::{Permit, Verb};
use model::id::{OrgId, RecordId};
use model::record::{Descriptor, RecordKind};
use store::{Housekeeping, Link, Write, organisation};

use crate::cx::Cx;
use crate::organisation::Organisation;
use crate::refusal::Refusal;

/// The address of a branch's ledger.
pub(crate) fn ledger(org: OrgId) -> String {
    format!("/organisations/{org}/records")
}

/// The address of a record's page.
pub(crate) fn place(org: OrgId, record: RecordId) -> String {
    format!("{}/{record}", ledger(org))
}

/// A branch whose ledger may be read.
async fn seen(cx: &Cx, link: &mut Link, org: OrgId) -> Result<Organisation, Refusal> {
    let org = organisation::find(link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeeLedger, &org)?;
    // Only branches keep a ledger.
    if org.is_branch() { Ok(org) } else { Err(Refusal::Unseen) }
}

/// A branch whose ledger may be kept.
async fn kept(cx: &Cx, link: &mut Link, org: OrgId) -> Result<(Organisation, Permit), Refusal> {
    let org = organisation::find(link, org).await?.ok_or(Refusal::Unseen)?;
    let permit = cx.may(Verb::KeepLedger, &org)?;
    if !org.is_branch() {
        return Err(Refusal::Unseen);
    }
    if org.closed.is_some() {
        return Err(Refusal::flaw("", "这个组织已经撤销"));
    }
    Ok((org, permit))
}

/// What a kind of record asks; a kind without a form is not there.
fn descriptor(kind: RecordKind) -> Result<&'static Descriptor, Refusal> {
    kind.descriptor().ok_or(Refusal::Unseen)
}

/// Makes it last.
async fn settle(write: Write) -> Result<(), Refusal> {
    Ok(write.commit_quietly(Housekeeping::Staging).await?)
}
