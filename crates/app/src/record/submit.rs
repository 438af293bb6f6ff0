//! 提交 and 更正: what was written becomes a version of a record.

use model::event::Event;
use model::id::{AttachmentId, OrgId, RecordId};
use model::limit;
use model::record::descriptor::FieldFlaw;
use model::record::{Content, Descriptor, RecordKind, State};
use store::record::{self, Entry, File};
use store::{Link, Locks};

use super::choices::Offers;
use super::draft::{Seen, seen};
use super::roll::Roll;
use super::{attach, descriptor, kept, place};
use crate::cx::{Cx, Form};
use crate::refusal::{Flawed, Refusal};

/// A form about a record, as it was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sent {
    /// The record that it is to be, or is about.
    pub record: RecordId,
    /// What it is.
    pub kind: RecordKind,
    /// The version that the person saw; 0 for a new one.
    pub base: u32,
    /// The draft's revision that the person saw; 0 where there was none.
    pub revision: u32,
    /// What was typed.
    pub content: Content,
    /// Its files.
    pub files: Vec<AttachmentId>,
    /// Why it is corrected.
    pub reason: String,
}

/// Submits a record, or a correction of one; gives the address of its page.
///
/// # Errors
/// [`Refusal`]; [`Refusal::Stale`] where somebody else saved or corrected it meanwhile.
pub async fn submit(cx: &Cx, form: Form, org: OrgId, sent: &Sent) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (org, permit) = kept(&cx, &mut write, org).await?;
    let asked = descriptor(sent.kind)?;
    let before = record::find(&mut write, org.id, sent.record).await?;
    let there = before.as_ref().map_or(0, |record| record.version);
    if there != sent.base || seen(&mut write, org.id, sent).await? == Seen::Older {
        return Err(Refusal::Stale);
    }
    if before.as_ref().is_some_and(|record| record.kind != sent.kind) {
        return Err(Refusal::Unseen);
    }
    let mut flaws = flaws(&mut write, &cx, org.id, asked, sent).await?;
    let files = attach::files(&mut write, org.id, sent.record, &sent.files).await?;
    flaws.extend(flaws_of_files(sent, &files));
    if sent.base > 0 {
        flaws.extend(flaws_of_reason(&sent.reason));
    }
    let (Some(day), true) = (asked.day_of(&sent.content), flaws.is_empty()) else {
        return Err(Refusal::Flawed(flaws));
    };
    let leads_to = place(org.id, sent.record);
    if let Some(record) = before
        && is_same(&mut write, org.id, sent, record.state, &files).await?
    {
        // Nothing is different: no version says the same as the one before it. A draft goes.
        record::discard(&mut write, &permit, sent.record).await?;
        write.commit_quietly(store::Housekeeping::Drafting).await?;
        return Ok(leads_to);
    }
    let entry = Entry { reason: sent.reason.trim().to_owned(), files, ..entry(asked, sent, day) };
    record::submit(&mut write, &permit, &[entry]).await?;
    let event = match sent.base {
        0 => Event::RecordSubmitted { record: sent.record },
        _ => Event::RecordCorrected { record: sent.record },
    };
    cx.commit(write, form, org.id, event, &leads_to).await
}

/// A version of what was sent, without files and reason.
pub(super) fn entry(asked: &Descriptor, sent: &Sent, day: jiff::civil::Date) -> Entry {
    Entry {
        id: sent.record,
        kind: sent.kind,
        kind_version: asked.version,
        base: sent.base,
        day,
        title: asked.title_of(&sent.content).to_owned(),
        slots: asked.slots(&sent.content).into_iter().collect(),
        content: sent.content.clone(),
        files: Vec::new(),
        reason: String::new(),
    }
}

/// Everything that keeps what was sent from being submitted, files and reason apart.
async fn flaws(
    link: &mut Link,
    cx: &Cx,
    org: OrgId,
    asked: &Descriptor,
    sent: &Sent,
) -> Result<Vec<Flawed>, Refusal> {
    let mut flaws = asked.flaws(&sent.content, cx.today());
    let mut named = Roll::default();
    if let Some(day) = asked.day_of(&sent.content) {
        if asked.attendance {
            let roll = Roll::of(link, org, day, &sent.content.rows, "").await?;
            flaws.extend(roll.flaws(&sent.content.rows));
            named = roll;
        }
        let offers = Offers::of(&cx.app, link, org, day).await?;
        let base = record::version_of(link, org, sent.record, sent.base).await?;
        flaws.extend(offers.flaws(asked, &sent.content, base.as_ref().map(|v| &v.content)));
    }
    let told = |flaw: &FieldFlaw| Flawed::new(flaw.field, named.told(&sent.content.rows, flaw));
    Ok(flaws.iter().map(told).collect())
}

fn flaws_of_files(sent: &Sent, files: &[File]) -> Option<Flawed> {
    let most = limit::FILES;
    if sent.files.len() > most {
        let says = format!("有 {} 个附件,最多 {most} 个,请去掉一些", sent.files.len());
        return Some(Flawed::new("files", says));
    }
    let mut ids = sent.files.iter();
    // A content that came twice is there once; one that is not there at all was swept.
    let is_lost = files.is_empty() && ids.next().is_some();
    is_lost.then(|| Flawed::new("files", "附件放得太久,已经清除,请重新上传"))
}

/// What is wrong with a reason.
pub(crate) fn flaws_of_reason(reason: &str) -> Option<Flawed> {
    let (reason, most) = (reason.trim(), limit::REASON_CHARS);
    let says = match reason.chars().count() {
        0 => "请用一句话写明原因".to_owned(),
        chars if chars > most => format!("有 {chars} 字,最多 {most} 字,请缩短"),
        _ if reason.chars().any(char::is_control) => "只能写一行".to_owned(),
        _ => return None,
    };
    Some(Flawed::new("reason", says))
}

/// Whether what was sent says what the version before says.
async fn is_same(
    link: &mut Link,
    org: OrgId,
    sent: &Sent,
    state: State,
    files: &[File],
) -> Result<bool, Refusal> {
    let version = record::version_of(link, org, sent.record, sent.base).await?;
    Ok(state == State::Submitted
        && version.is_some_and(|v| v.content == sent.content && v.files == files))
}
