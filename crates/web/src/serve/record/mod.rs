//! 台账: the ledger's pages, files and sheets.

pub(super) mod file;
pub(super) mod form;
mod sent;
pub(super) mod sheet;
pub(super) mod upload;

use app::record::{self, File as Stored, Listing, Revision as Past, View, Wanted};
use app::{Refusal, organisation::Organisation as Org};
use axum::extract::{Path, Query, RawForm};
use axum::response::Response;
use jiff::civil::Date;
use model::day;
use model::id::{OrgId, RecordId};
use model::record::{DESCRIPTORS, RecordKind, State, is_late};
use serde::Deserialize;

use super::account::moment;
use super::change::Sent;
use super::organisation::{address, done, id, way};
use super::refuse::{again, page as shown};
use super::who::{Signed, form as form_of, whole};
use crate::page::ledger::{Ledger, Row, Sheets};
use crate::page::record::{File, Group, Record, Revision, Withdrawal};
use crate::part::badge::{Badge, Standing};
use crate::part::choice::Choice;
use crate::part::facts::Fact;
use crate::part::flaws::Flaws;
use crate::part::link::{Act, Link};
use crate::part::news::Changed;
use crate::part::pager::Pager;
use crate::part::way::Way;

/// A branch's ledger.
fn ledger(org: OrgId) -> String {
    format!("{}/records", address(org))
}

/// A record's page.
fn place(org: OrgId, record: RecordId) -> String {
    format!("{}/{record}", ledger(org))
}

fn record_id(text: &str) -> Result<RecordId, Refusal> {
    text.parse().map_err(|_| Refusal::Unseen)
}

fn kind_of(text: &str) -> Result<RecordKind, Refusal> {
    RecordKind::named(text).ok_or(Refusal::Unseen)
}

/// The way to a page of a branch's ledger.
fn way_to(above: &[Org], org: &Org, steps: Vec<Link>, here: &str) -> Way {
    let above: Vec<Org> = above.iter().chain([org]).cloned().collect();
    let mut way = way(&above, here);
    way.steps.extend(steps);
    way
}

fn to_ledger(org: OrgId) -> Link {
    Link::new("台账", ledger(org))
}

/// What a ledger's page is asked for.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    after: String,
    done: Option<String>,
}

impl Asked {
    fn wanted(&self) -> Wanted {
        let all = Wanted::default();
        Wanted {
            kind: RecordKind::named(&self.kind),
            state: State::named(&self.state),
            from: day::parse(&self.from).unwrap_or(all.from),
            to: day::parse(&self.to).unwrap_or(all.to),
            title: self.q.chars().take(40).filter(|c| !c.is_control()).collect(),
        }
    }

    fn after(&self) -> Option<(Date, RecordId)> {
        let (day, id) = self.after.split_once('.')?;
        Some((day::parse(day).ok()?, id.parse().ok()?))
    }

    fn is_filtered(&self) -> bool {
        [&self.q, &self.kind, &self.state, &self.from, &self.to].iter().any(|one| !one.is_empty())
    }

    /// The ledger's address with the same filter.
    fn href(&self, org: OrgId, after: Option<&str>) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let pairs = [
            ("q", &self.q),
            ("kind", &self.kind),
            ("state", &self.state),
            ("from", &self.from),
            ("to", &self.to),
        ];
        pairs.iter().filter(|(_, value)| !value.is_empty()).for_each(|(name, value)| {
            query.append_pair(name, value);
        });
        if let Some(after) = after {
            query.append_pair("after", after);
        }
        format!("{}?{}", ledger(org), query.finish())
    }
}

pub(super) async fn list(
    signed: Signed,
    Path(org): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let listed =
        async |org: &str| record::list(&signed.cx, id(org)?, &asked.wanted(), asked.after()).await;
    match listed(&org).await {
        Ok(listing) => shown(&signed.told(asked.done.as_deref()), &ledger_page(listing, &asked)),
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn ledger_page(listing: Listing, asked: &Asked) -> Ledger {
    let Listing { org, way: above, records, more, drafts, may_keep } = listing;
    let here = ledger(org.id);
    let kinds = || DESCRIPTORS.iter().map(|descriptor| descriptor.kind);
    let next = records.last().filter(|_| more);
    let next = next.map(|last| asked.href(org.id, Some(&format!("{}.{}", last.day, last.id))));
    let first = (!asked.after.is_empty()).then(|| asked.href(org.id, None));
    let said = match (more, first.is_some()) {
        (false, false) => String::new(),
        _ => format!("本页 {} 条", records.len()),
    };
    let row = |record: &record::Record| Row {
        title: record.title.clone(),
        href: place(org.id, record.id),
        day: record.day.to_string(),
        kind: record.kind.word().to_owned(),
        badges: badges(record),
        files: if record.files == 0 { String::new() } else { record.files.to_string() },
    };
    let draft = |draft: &record::Draft| {
        let title = draft.kind.descriptor().map_or("", |asked| asked.title_of(&draft.content));
        let untitled = format!("未写名称的{}", draft.kind.word());
        Row {
            title: if title.is_empty() { untitled } else { title.to_owned() },
            href: format!("{}/form", place(org.id, draft.id)),
            day: format!("{} {}", moment(draft.at), draft.by),
            kind: draft.kind.word().to_owned(),
            ..Row::default()
        }
    };
    let begin = kinds().filter(|_| may_keep);
    let begin = begin.map(|kind| Act::new(format!("记{}", kind.word()), new_href(org.id, kind)));
    let sheets = kinds().map(|kind| {
        let name = kind.name();
        let mut links = vec![Link::new("导出", format!("{here}/export/{name}"))];
        if may_keep {
            links.push(Link::new("导入", format!("{here}/import/{name}")));
        }
        Sheets { kind: kind.word().to_owned(), links }
    });
    let states = State::ALL.iter();
    let states = states.map(|(_, name, word)| Choice::new(*name, *word, *name == asked.state));
    Ledger {
        way: way_to(&above, &org, Vec::new(), "台账"),
        name: org.name.as_str().to_owned(),
        begin: begin.collect(),
        drafts: drafts.iter().map(draft).collect(),
        kinds: kinds().map(|k| Choice::new(k.name(), k.word(), k.name() == asked.kind)).collect(),
        states: states.collect(),
        from: asked.from.clone(),
        to: asked.to.clone(),
        query: asked.q.clone(),
        is_filtered: asked.is_filtered(),
        rows: records.iter().map(row).collect(),
        pager: Pager { said, first, next },
        sheets: sheets.collect(),
        action: here.clone(),
    }
}

fn new_href(org: OrgId, kind: RecordKind) -> String {
    format!("{}/new/{}", ledger(org), kind.name())
}

fn badges(record: &record::Record) -> Vec<Badge> {
    let mut badges = Vec::new();
    if record.state == State::Withdrawn {
        badges.push(Badge::new(record.state.word(), Standing::Grave));
    }
    if is_late(record.day, app::day(record.entered)) {
        badges.push(Badge::new("补录", Standing::Near));
    }
    badges
}

pub(super) async fn page(
    signed: Signed,
    Path((org, record)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    match viewed(&signed, &org, &record).await {
        Ok(view) => shown(&signed.told(asked.done.as_deref()), &record_page(view)),
        Err(refusal) => signed.refuse(&refusal),
    }
}

async fn viewed(signed: &Signed, org: &str, record: &str) -> Result<View, Refusal> {
    record::view(&signed.cx, id(org)?, record_id(record)?).await
}

fn record_page(view: View) -> Record {
    let View { org, way: above, record, said, attendance, files, revisions, .. } = view;
    let here = place(org.id, record.id);
    let mut acts = Vec::new();
    if view.may_keep {
        let again = match (view.is_drafted, record.state) {
            (true, _) => "接着写草稿",
            (false, State::Submitted) => "更正",
            (false, State::Withdrawn) => "更正并恢复",
        };
        acts.push(Act::new(again, format!("{here}/form")));
        if record.state == State::Submitted {
            acts.push(Act::grave("撤回", format!("{here}/withdrawal")));
        }
    }
    let group = |(word, count, names): (&'static str, usize, Vec<String>)| Group {
        word: word.to_owned(),
        count: format!("{count} 人"),
        names,
    };
    let mut groups = Vec::new();
    if let Some(attendance) = attendance {
        groups.extend(attendance.groups.into_iter().map(group));
        if !attendance.excused.is_empty() {
            groups.push(group(("不计应到", attendance.excused.len(), attendance.excused)));
        }
    }
    Record {
        way: way_to(&above, &org, vec![to_ledger(org.id)], &record.title),
        kind: record.kind.word().to_owned(),
        badges: badges(&record),
        acts,
        facts: said.into_iter().map(|(label, answer)| Fact::new(label, answer)).collect(),
        attendance: groups,
        files: files.iter().map(|file| file_row(org.id, record.id, file)).collect(),
        revisions: revisions.into_iter().map(revision).collect(),
        title: record.title,
    }
}

fn file_row(org: OrgId, record: RecordId, file: &Stored) -> File {
    let href = format!("{}/files/{}", place(org, record), file.id);
    File { id: file.id.to_string(), name: file.name.clone(), size: size(file.bytes), href }
}

/// How large a file is, in words.
pub(in crate::serve) fn size(bytes: u64) -> String {
    match bytes {
        bytes if bytes < 1 << 10 => format!("{bytes} B"),
        bytes if bytes < 1 << 20 => format!("{} KB", bytes >> 10),
        bytes => format!("{}.{} MB", bytes >> 20, ((bytes % (1 << 20)) * 10) >> 20),
    }
}

fn changed(one: record::Changed) -> Changed {
    Changed { label: one.label, before: one.before, after: one.after }
}

fn revision(past: Past) -> Revision {
    Revision {
        says: format!("{} {} {}", moment(past.at), past.by, past.act),
        reason: past.reason,
        changed: past.changed.into_iter().map(changed).collect(),
    }
}

fn withdrawal(signed: &Signed, view: View, reason: String, flaws: Flaws) -> Withdrawal {
    let View { org, way: above, record, .. } = view;
    let here = place(org.id, record.id);
    let steps = vec![to_ledger(org.id), Link::new(record.title.as_str(), here.clone())];
    Withdrawal {
        way: way_to(&above, &org, steps, "撤回"),
        title: record.title,
        form: signed.form(),
        action: format!("{here}/withdrawal"),
        base: record.version.to_string(),
        reason,
        back_href: here,
        flaws,
    }
}

/// A record that this person may withdraw.
async fn withdrawable(signed: &Signed, org: &str, record: &str) -> Result<View, Refusal> {
    let view = viewed(signed, org, record).await?;
    match (view.may_keep, view.record.state) {
        (false, _) => Err(Refusal::Denied),
        (true, State::Withdrawn) => Err(Refusal::Stale),
        (true, State::Submitted) => Ok(view),
    }
}

pub(super) async fn withdraw_form(
    signed: Signed,
    Path((org, record)): Path<(String, String)>,
) -> Response {
    match withdrawable(&signed, &org, &record).await {
        Ok(view) => {
            let page = withdrawal(&signed, view, String::new(), Flaws::default());
            shown(&signed.frame(), &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn withdraw(
    signed: Signed,
    Path((org, record)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let reason = sent.one("reason");
    let (cx, typed, own) = (signed.cx.clone(), reason.clone(), (org.clone(), record.clone()));
    let withdrawn = whole(async move {
        let (form, base) = (form_of(&sent.one("form"))?, sent.one("base"));
        let base = base.parse().map_err(|_| Refusal::Stale)?;
        record::withdraw(&cx, form, id(&own.0)?, record_id(&own.1)?, base, &typed).await
    });
    match withdrawn.await {
        Ok(place) => done(&place, "record-withdrawn"),
        Err(refusal) => {
            let page = async |flaws| {
                let view = withdrawable(&signed, &org, &record).await?;
                Ok(withdrawal(&signed, view, reason, flaws))
            };
            again(&signed, refusal, page).await
        }
    }
}

pub(super) async fn discard(
    signed: Signed,
    Path((org, record)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let cx = signed.cx.clone();
    let discarded = whole(async move {
        let form = form_of(&sent.one("form"))?;
        record::discard(&cx, form, id(&org)?, record_id(&record)?).await
    });
    match discarded.await {
        Ok(place) => done(&place, "discarded"),
        Err(refusal) => signed.refuse(&refusal),
    }
}
