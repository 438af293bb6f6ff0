//! 原件 of a document: the file as it was issued, kept beside its text.

use model::event::Event;
use model::id::{AttachmentId, CampaignId, RecordId};
use store::campaign::{self, Document, document_identity};
use store::{Link, Locks, attachment};

use super::view::seen_document;
use super::{permitted, place, seen};
use crate::cx::{Cx, Form};
use crate::record::{Arriving, Download, FIELD, has_room, staged};
use crate::refusal::Refusal;

/// What stands in the place of a record for a document's file.
fn record(campaign: CampaignId, number: u32) -> RecordId {
    RecordId::new(document_identity(campaign, number))
}

/// A document that is there and has no file yet.
async fn bare(link: &mut Link, id: CampaignId, number: u32) -> Result<Document, Refusal> {
    let document = campaign::document(link, id, number).await?;
    let document = document.filter(|one| one.withdrawn.is_none()).ok_or(Refusal::Unseen)?;
    match document.file {
        Some(_) => Err(Refusal::flaw(FIELD, "已经附了原件;要更换的,请撤下这份文件再录入")),
        None => Ok(document),
    }
}

/// What becomes of a file that is about to come.
pub enum Coming {
    /// It may come.
    Open(Box<Arriving>),
    /// The form was done before: the document's address.
    Done(String),
}

/// Makes room for a document's file to come.
///
/// # Errors
/// [`Refusal`]; [`Refusal::Flawed`] where it has one, or where its name bears a mark of secrecy.
pub async fn arrive(
    cx: &Cx,
    form: Form,
    id: CampaignId,
    number: u32,
    file_name: &str,
) -> Result<Coming, Refusal> {
    if let Some(place) = cx.was_answered(form).await? {
        return Ok(Coming::Done(place));
    }
    let mut link = cx.link().await?;
    let (.., permit) = permitted(cx, &mut link, id).await?;
    bare(&mut link, id, number).await?;
    has_room(&mut link, &permit).await?;
    drop(link);
    let arriving = staged(cx, &permit, record(id, number), file_name).await?;
    Ok(Coming::Open(Box::new(arriving)))
}

/// Lays a file that has come beside its document; gives the document's address.
///
/// # Errors
/// [`Refusal`].
pub async fn attach(
    cx: &Cx,
    form: Form,
    id: CampaignId,
    number: u32,
    file: AttachmentId,
) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Tree).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (campaign, owner, permit) = permitted(&cx, &mut write, id).await?;
    bare(&mut write, id, number).await?;
    let sent = attachment::find(&mut write, owner.id, file).await?;
    let sent = sent.filter(|sent| sent.record == record(id, number));
    let file = sent.and_then(attachment::Sent::file).ok_or(Refusal::Unseen)?;
    campaign::add_file(&mut write, &permit, &campaign, number, &file).await?;
    let event = Event::DocumentChanged { campaign: id, document: number };
    cx.commit(write, form, owner.id, event, &format!("{}/documents/{number}", place(id))).await
}

/// A document's file, to be fetched piece by piece by whoever sees the campaign.
///
/// # Errors
/// [`Refusal::Unseen`] where there is none.
pub async fn file(cx: &Cx, id: CampaignId, number: u32) -> Result<Download, Refusal> {
    let mut link = cx.link().await?;
    let (_, owner) = seen(cx, &mut link, id).await?;
    let document = seen_document(cx, &mut link, (id, number), &owner).await?;
    let id = document.file.ok_or(Refusal::Unseen)?.id;
    let sent = attachment::find(&mut link, owner.id, id).await?;
    let file = sent.and_then(attachment::Sent::file).ok_or(Refusal::Unseen)?;
    Ok(Download::of(cx, owner.id, file))
}
