//! 草稿: what is being written of a record, kept on the server when the person says so; and the
//! form that it is written in.

use jiff::Timestamp;
use jiff::civil::Date;
use model::id::{OrgId, RecordId};
use model::limit;
use model::record::meeting::ATTENDED;
use model::record::{Content, Descriptor, RecordKind, Shape};
use store::record::{self, Draft, File};
use store::{Housekeeping, Link, Locks, organisation};

use super::choices::Offers;
use super::roll::{self, Roll};
use super::submit::Sent;
use super::view::{Changed, changes, names_of};
use super::{attach, descriptor, kept, ledger, place};
use crate::cx::{Cx, Form};
use crate::organisation::Organisation;
use crate::refusal::{Flawed, Refusal};

/// A form about a record, with everything that may be chosen in it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The branch.
    pub org: Organisation,
    /// Those above it, from the highest.
    pub way: Vec<Organisation>,
    /// What is asked.
    pub asked: &'static Descriptor,
    /// What was typed so far, and what it is about.
    pub sent: Sent,
    /// The files that are there.
    pub files: Vec<File>,
    /// The roster of its day, where it is asked who was there.
    pub roll: Option<Roll>,
    /// What may be chosen.
    pub offers: Offers,
    /// Who saved the draft last, and when.
    pub saved: Option<(String, Timestamp)>,
    /// What somebody else changed meanwhile.
    pub news: Vec<Changed>,
}

impl Opened {
    async fn of(
        cx: &Cx,
        link: &mut Link,
        org: Organisation,
        sent: Sent,
        otherwise: &str,
    ) -> Result<Self, Refusal> {
        let asked = descriptor(sent.kind)?;
        let mut way = organisation::way(link, &org.path).await?;
        way.pop();
        let day = asked.day_of(&sent.content).unwrap_or_else(|| cx.today());
        let offers = Offers::of(&cx.app, link, org.id, day).await?;
        let roll = match asked.attendance {
            true => Some(Roll::of(link, org.id, day, &sent.content.rows, otherwise).await?),
            false => None,
        };
        let files = attach::files(link, org.id, sent.record, &sent.files).await?;
        let (saved, news) = (None, Vec::new());
        Ok(Self { org, way, asked, sent, files, roll, offers, saved, news })
    }
}

/// A form for a new record: of today or another day; where it is asked who was there, all who are
/// due, or those who were there last time.
///
/// # Errors
/// [`Refusal::Denied`] and [`Refusal::Unseen`].
pub async fn blank(
    cx: &Cx,
    org: OrgId,
    kind: RecordKind,
    day: Option<Date>,
    as_last_time: bool,
) -> Result<Opened, Refusal> {
    let mut link = cx.link().await?;
    let (org, _) = kept(cx, &mut link, org).await?;
    let asked = descriptor(kind)?;
    let mut content = Content::default();
    content.texts.put(asked.day, day.unwrap_or_else(|| cx.today()).to_string());
    if as_last_time && asked.attendance {
        content.rows = roll::last(&mut link, org.id).await?;
    }
    let record = RecordId::new(cx.app.identity());
    let (files, reason) = (Vec::new(), String::new());
    let sent = Sent { record, kind, base: 0, revision: 0, content, files, reason };
    Opened::of(cx, &mut link, org, sent, ATTENDED[0].0).await
}

/// The form of a draft, or for a correction of a record.
///
/// # Errors
/// [`Refusal::Unseen`] where there is neither; [`Refusal::Denied`].
pub async fn opened(cx: &Cx, org: OrgId, id: RecordId) -> Result<Opened, Refusal> {
    let mut link = cx.link().await?;
    let (org, _) = kept(cx, &mut link, org).await?;
    if let Some(draft) = record::draft(&mut link, org.id, id).await? {
        let Draft { kind, base, revision, at, by, content, files, .. } = draft;
        let reason = String::new();
        let sent = Sent { record: id, kind, base, revision, content, files, reason };
        let opened = Opened::of(cx, &mut link, org, sent, "").await?;
        return Ok(Opened { saved: Some((by, at)), ..opened });
    }
    let record = record::find(&mut link, org.id, id).await?.ok_or(Refusal::Unseen)?;
    let version = record::version_of(&mut link, org.id, id, record.version).await?;
    let version = version.ok_or(Refusal::Unseen)?;
    let files = version.files.iter().map(|file| file.id).collect();
    let (kind, base, reason) = (record.kind, record.version, String::new());
    let content = version.content;
    let sent = Sent { record: id, kind, base, revision: 0, content, files, reason };
    Opened::of(cx, &mut link, org, sent, "").await
}

/// The same form again, as it was sent.
///
/// # Errors
/// [`Refusal::Denied`] and [`Refusal::Unseen`].
pub async fn again(cx: &Cx, org: OrgId, sent: Sent) -> Result<Opened, Refusal> {
    let mut link = cx.link().await?;
    let (org, _) = kept(cx, &mut link, org).await?;
    Opened::of(cx, &mut link, org, sent, "").await
}

/// The same form again where somebody else was quicker: what was typed, and what the other one
/// changed. Sent once more, it takes the place of that.
///
/// # Errors
/// [`Refusal::Denied`] and [`Refusal::Unseen`].
pub async fn overtaken(cx: &Cx, org: OrgId, sent: Sent) -> Result<Opened, Refusal> {
    let mut opened = again(cx, org, sent).await?;
    let (org, id) = (opened.org.id, opened.sent.record);
    let mut link = cx.link().await?;
    let draft = record::draft(&mut link, org, id).await?;
    let there = record::find(&mut link, org, id).await?.map_or(0, |record| record.version);
    let theirs = match &draft {
        Some(draft) if draft.revision != opened.sent.revision => {
            let files = attach::files(&mut link, org, id, &draft.files).await?;
            opened.saved = Some((draft.by.clone(), draft.at));
            Some((draft.content.clone(), files))
        }
        _ => {
            let version = record::version_of(&mut link, org, id, there).await?;
            opened.saved = version.as_ref().and_then(|version| {
                version.by.as_ref().map(|(_, name)| (name.clone(), version.at))
            });
            version.map(|version| (version.content, version.files))
        }
    };
    if let Some((content, files)) = theirs {
        let names = names_of(&mut link, org).await?;
        let (mine, mine_files) = (&opened.sent.content, opened.files.as_slice());
        opened.news = changes(
            opened.asked,
            &opened.offers,
            &names,
            (mine, mine_files),
            (&content, files.as_slice()),
        );
    }
    opened.sent.base = there;
    opened.sent.revision = draft.map_or(0, |draft| draft.revision);
    Ok(opened)
}

/// Characters of all that a draft says: a full form with a thousand members.
const DRAFT_CHARS: usize = 300_000;

/// Whether a draft says what was sent. A file that was sent twice is another one by its identity
/// and the same by its bytes.
async fn says(link: &mut Link, org: OrgId, draft: &Draft, sent: &Sent) -> Result<bool, Refusal> {
    if (draft.kind, draft.base, &draft.content) != (sent.kind, sent.base, &sent.content) {
        return Ok(false);
    }
    let [kept, came] = [&draft.files, &sent.files];
    let kept = attach::files(link, org, draft.id, kept).await?;
    let came = attach::files(link, org, draft.id, came).await?;
    let of = |files: &[File]| files.iter().map(|file| file.digest).collect::<Vec<_>>();
    Ok(of(&kept) == of(&came))
}

/// How a form stands to the draft that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// It was begun from that draft, or there was none and is none.
    Latest,
    /// It says what that draft says: the answer to its first sending was lost.
    Same,
    /// Somebody else saved meanwhile, or this person did and typed on.
    Older,
}

/// Looks how a form stands to the draft that is there. By what it says and not by the form's
/// identity: somebody goes on typing into a form whose answer was lost, and what came after it must
/// not be taken for what was kept.
pub(super) async fn seen(link: &mut Link, org: OrgId, sent: &Sent) -> Result<Seen, Refusal> {
    let draft = record::draft(link, org, sent.record).await?;
    if let Some(draft) = &draft
        && says(link, org, draft, sent).await?
    {
        return Ok(Seen::Same);
    }
    match draft.map_or(0, |draft| draft.revision) == sent.revision {
        true => Ok(Seen::Latest),
        false => Ok(Seen::Older),
    }
}

/// Saves a draft, whatever is still missing or wrong in it; gives the address of its form. The same
/// sent twice is kept once.
///
/// # Errors
/// [`Refusal`]; [`Refusal::Stale`] where somebody else saved or submitted it meanwhile.
pub async fn save(cx: &Cx, org: OrgId, sent: &Sent) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    let (org, permit) = kept(&cx, &mut write, org).await?;
    let asked = descriptor(sent.kind)?;
    let before = record::find(&mut write, org.id, sent.record).await?;
    if before.as_ref().is_some_and(|record| record.kind != sent.kind) {
        return Err(Refusal::Unseen);
    }
    let leads_to = format!("{}/form", place(org.id, sent.record));
    let seen = seen(&mut write, org.id, sent).await?;
    if before.map_or(0, |record| record.version) != sent.base || seen == Seen::Older {
        return Err(Refusal::Stale);
    }
    if seen == Seen::Same {
        return Ok(leads_to);
    }
    let mut flaws = flaws(asked, &sent.content, cx.today());
    if sent.files.len() > limit::FILES {
        flaws.push(Flawed::new("files", format!("最多 {} 个附件", limit::FILES)));
    }
    if !flaws.is_empty() {
        return Err(Refusal::Flawed(flaws));
    }
    let draft = Draft {
        id: sent.record,
        kind: sent.kind,
        base: sent.base,
        revision: sent.revision + 1,
        at: cx.now(),
        by: String::new(),
        content: sent.content.clone(),
        files: sent.files.clone(),
    };
    if !record::save(&mut write, &permit, &draft, limit::DRAFTS).await? {
        let says = format!("已有 {} 份草稿,请先提交或删去一些", limit::DRAFTS);
        return Err(Refusal::flaw("", says));
    }
    write.commit_quietly(Housekeeping::Drafting).await?;
    Ok(leads_to)
}

/// What cannot be kept even as a draft: texts that are too long, and signs that nobody sees.
fn flaws(asked: &Descriptor, content: &Content, today: Date) -> Vec<Flawed> {
    let all = content.texts.iter().chain(content.rows.iter().flat_map(|row| row.iter()));
    let (mut chars, mut has_nul) = (0, false);
    for (_, text) in all {
        chars += text.len();
        has_nul = has_nul || text.contains('\0');
    }
    if chars > DRAFT_CHARS || has_nul {
        return vec![Flawed::new("", "内容太长,或有看不见的控制字符,没有保存")];
    }
    let is_text = |name: &str| {
        let shape = asked.field(name).map(|field| field.shape);
        matches!(shape, Some(Shape::Line(_) | Shape::Sentences(_)))
    };
    let flaws = asked.flaws_of_draft(content, today).into_iter();
    let flaws = flaws.filter(|flaw| is_text(flaw.field));
    flaws.map(|flaw| Flawed::new(flaw.field, flaw.says)).collect()
}

/// Throws a draft away; gives the address of the ledger.
///
/// # Errors
/// [`Refusal`].
pub async fn discard(cx: &Cx, form: Form, org: OrgId, id: RecordId) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (org, permit) = kept(&cx, &mut write, org).await?;
    if !record::discard(&mut write, &permit, id).await? {
        return Err(Refusal::Unseen);
    }
    let leads_to = ledger(org.id);
    store::answer::give(&mut write, form.0, cx.person, &leads_to).await?;
    write.commit_quietly(Housekeeping::Drafting).await?;
    Ok(leads_to)
}
