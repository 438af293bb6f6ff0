//! 导入: a sheet of a kind's records is read, tried out, and only then taken in, all or nothing. A
//! record that is there already is known by its number, else by day and title, so that the same
//! sheet taken in twice does nothing the second time.

use std::collections::HashMap;
use std::collections::hash_map::Entry::Vacant;
use std::io::Write as _;
use std::path::Path;

use jiff::civil::Date;
use model::day;
use model::event::Event;
use model::id::{AttachmentId, OrgId, RecordId};
use model::record::descriptor::ATTENDANCE;
use model::record::{Content, Descriptor, FileKind, RecordKind};
use model::{Flaw, Flaws, limit};
use store::record::{self, Entry, Said};
use store::{Housekeeping, Link, Locks, attachment};
use tempfile::NamedTempFile;

use super::attach::{self, Arriving};
use super::choices::Offers;
use super::roll::Roll;
use super::sheet::{self, Column, Sheet};
use super::submit::{Sent, entry};
use super::{cells, descriptor, kept, ledger};
use crate::cx::{Cx, Form};
use crate::organisation::Organisation;
use crate::reading::Looked;
use crate::refusal::Refusal;
use crate::staging::{FIELD, refuse};

/// Why a record was corrected, where a sheet did it.
const REASON: &str = "表格导入";

/// What a sheet would do.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The branch.
    pub org: Organisation,
    /// Those above it, from the highest.
    pub way: Vec<Organisation>,
    /// What the file is called.
    pub name: String,
    /// Columns that were not read.
    pub unknown: Vec<String>,
    /// What is wrong with it; then nothing is taken in.
    pub flaws: Flaws,
    /// What would change, a line each.
    pub changes: Vec<Change>,
    /// Records that it leaves as they are.
    pub unchanged: usize,
}

/// One thing that a sheet would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// In which row.
    pub row: u64,
    /// The day by which the record counts.
    pub day: Date,
    /// What it is called.
    pub title: String,
    /// Whether it is new.
    pub is_new: bool,
}

/// Makes room for a sheet to come.
///
/// # Errors
/// [`Refusal`].
pub async fn stage_sheet(cx: &Cx, org: OrgId, file_name: &str) -> Result<Arriving, Refusal> {
    // It belongs to no record, and is swept after a day.
    attach::stage(cx, org, RecordId::new(cx.app.identity()), file_name).await
}

/// What is to be done with one row.
struct Step {
    row: u64,
    entry: Entry,
}

/// What is to be done with all.
#[derive(Default)]
struct Plan {
    steps: Vec<Step>,
    unchanged: usize,
    flaws: Vec<Flaw>,
}

/// Looks at what a sheet would do.
///
/// # Errors
/// [`Refusal::Unseen`] where there is no such sheet of this person's; [`Refusal::Flawed`] where it
/// isn't a sheet of the kind's records at all.
pub async fn dry_run(
    cx: &Cx,
    org: OrgId,
    kind: RecordKind,
    id: AttachmentId,
) -> Result<Trial, Refusal> {
    let mut link = cx.link().await?;
    let (org, _) = kept(cx, &mut link, org).await?;
    let asked = descriptor(kind)?;
    let (name, _, mut sheet) = read(cx, &mut link, org.id, asked, id).await?;
    let mut flaws = std::mem::take(&mut sheet.flaws);
    let plan = plan(cx, &mut link, org.id, asked, &sheet).await?;
    plan.flaws.into_iter().for_each(|flaw| flaws.push(flaw));
    let change = |step: &Step| Change {
        row: step.row,
        day: step.entry.day,
        title: step.entry.title.clone(),
        is_new: step.entry.base == 0,
    };
    let mut way = store::organisation::way(&mut link, &org.path).await?;
    way.pop();
    Ok(Trial {
        way,
        name,
        unknown: sheet.unknown,
        changes: if flaws.is_empty() {
            plan.steps.iter().map(change).collect()
        } else {
            Vec::new()
        },
        unchanged: plan.unchanged,
        flaws,
        org,
    })
}

/// Takes a sheet in, all or nothing; gives the address of the ledger.
///
/// # Errors
/// [`Refusal`]; [`Refusal::Flawed`] where it has a flaw by now.
pub async fn import(
    cx: &Cx,
    form: Form,
    org: OrgId,
    kind: RecordKind,
    id: AttachmentId,
) -> Result<String, Refusal> {
    let mut link = cx.link().await?;
    kept(cx, &mut link, org).await?;
    let asked = descriptor(kind)?;
    if let Some(place) = store::answer::given(&mut link, form.0, cx.person).await? {
        return Ok(place);
    }
    // The file is read before the write begins: a slow disk would keep all others waiting.
    let (_, digest, sheet) = read(cx, &mut link, org, asked, id).await?;
    drop(link);
    refuse(sheet.flaws.listed())?;
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (org, permit) = kept(&cx, &mut write, org).await?;
    let Plan { steps, flaws, .. } = plan(&cx, &mut write, org.id, asked, &sheet).await?;
    refuse(&flaws)?;
    let leads_to = ledger(org.id);
    let entries: Vec<Entry> = steps.into_iter().map(|step| step.entry).collect();
    if entries.is_empty() {
        write.commit_quietly(Housekeeping::Staging).await?;
        return Ok(leads_to);
    }
    record::submit(&mut write, &permit, &entries).await?;
    let count = |is_new: bool| {
        let count = entries.iter().filter(|entry| (entry.base == 0) == is_new).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    };
    let event =
        Event::RecordsImported { sheet: digest, made: count(true), corrected: count(false) };
    cx.commit(write, form, org.id, event, &leads_to).await
}

/// Reads a file alone.
pub(crate) fn look(path: &Path, kind: RecordKind) -> Result<Looked, String> {
    let asked = kind.descriptor().ok_or("no such kind")?;
    let sheet = sheet::read(path, asked)?;
    let (rows, flaws) = (sheet.lines.len(), sheet.flaws.count());
    Ok(Looked { rows, flaws, unknown: sheet.unknown })
}

/// Reads a sheet that was sent: its name, its digest, what it says.
async fn read(
    cx: &Cx,
    link: &mut Link,
    org: OrgId,
    asked: &'static Descriptor,
    id: AttachmentId,
) -> Result<(String, [u8; 32], Sheet), Refusal> {
    let sent = attachment::find(link, org, id).await?;
    let sent = sent.filter(|sent| sent.person == cx.person && !sent.is_attached);
    let file = sent.and_then(attachment::Sent::file).ok_or(Refusal::Unseen)?;
    if !matches!(file.kind, FileKind::Xlsx | FileKind::Text) {
        return Err(Refusal::flaw(FIELD, "不是表格;请选 xlsx 或 csv 文件"));
    }
    let mut kept = NamedTempFile::new().map_err(store::Fault::from)?;
    let mut next = 0;
    loop {
        let pieces = attachment::pieces(link, org, id, next).await?;
        let Some((last, _)) = pieces.last() else { break };
        next = last + 1;
        for (_, piece) in &pieces {
            kept.write_all(piece).map_err(store::Fault::from)?;
        }
    }
    let read = tokio::task::spawn_blocking(move || sheet::read(kept.path(), asked)).await;
    let read = read.expect("reading does not panic");
    let sheet = read.map_err(|says| Refusal::flaw(FIELD, says))?;
    Ok((file.name, file.digest, sheet))
}

/// What is there already of a kind: by identity, and by day and title.
struct Ground {
    said: HashMap<RecordId, Said>,
    titled: HashMap<(Date, String), RecordId>,
    days: HashMap<Date, (Offers, Roll)>,
}

impl Ground {
    async fn of(link: &mut Link, org: OrgId, asked: &Descriptor) -> Result<Self, Refusal> {
        let most = i64::try_from(limit::SHEET_RECORDS).unwrap_or(i64::MAX);
        let said = record::contents(link, org, asked.kind, most).await?;
        let mut titled = HashMap::new();
        for one in &said {
            if let Some(day) = asked.day_of(&one.content) {
                titled.insert((day, asked.title_of(&one.content).to_owned()), one.id);
            }
        }
        let said = said.into_iter().map(|one| (one.id, one)).collect();
        Ok(Self { said, titled, days: HashMap::new() })
    }
}

async fn plan(
    cx: &Cx,
    link: &mut Link,
    org: OrgId,
    asked: &'static Descriptor,
    sheet: &Sheet,
) -> Result<Plan, Refusal> {
    let mut ground = Ground::of(link, org, asked).await?;
    let (mut plan, mut rows) = (Plan::default(), HashMap::<RecordId, u64>::new());
    let mut fresh = HashMap::<(Date, String), u64>::new();
    let column = |name: &str| {
        let is_it = |column: &Column| match column {
            Column::Answer(field) => field.name == name,
            Column::Attended(..) => name == ATTENDANCE,
            Column::Id | Column::Files => false,
        };
        sheet.columns.iter().position(is_it).unwrap_or(0)
    };
    for line in &sheet.lines {
        let mut flaw = |column, says: String| {
            plan.flaws.push(Flaw::new(sheet.place(line.number, column), says));
        };
        let day = day::parse(&line.texts[column(asked.day)]).ok();
        if let Some(day) = day
            && let Vacant(place) = ground.days.entry(day)
        {
            let roll = Roll::of(link, org, day, &[], "").await?;
            place.insert((Offers::of(&cx.app, link, org, day).await?, roll));
        }
        let (offers, roll) = match day.and_then(|day| ground.days.get(&day)) {
            Some((offers, roll)) => (Some(offers), Some(roll)),
            None => (None, None),
        };
        let mut content = cells::content(sheet, line, offers, roll, &mut flaw);
        let known = known(line, asked, day, &content, &ground, &mut flaw);
        let Some(known) = known else { continue };
        let before = known.and_then(|id| ground.said.get(&id));
        if let Some(before) = before {
            keep_missing(sheet, &mut content, &before.content);
        }
        for wrong in asked.flaws(&content, cx.today()) {
            let told = roll.map(|roll| roll.told(&content.rows, &wrong));
            flaw(column(wrong.field), told.unwrap_or_else(|| wrong.told(|_| None)));
        }
        if let Some(roll) = roll {
            roll.flaws(&content.rows).into_iter().for_each(|f| flaw(column(f.field), f.says));
        }
        let title = asked.title_of(&content).to_owned();
        let first = match (known, day) {
            (Some(id), _) => rows.insert(id, line.number),
            (None, Some(day)) => fresh.insert((day, title), line.number),
            (None, None) => None,
        };
        if let Some(first) = first {
            flaw(0, format!("与第 {first} 行是同一条记录;请删去一行"));
        }
        let Some(day) = day else { continue };
        if before.is_some_and(|before| before.content == content) {
            plan.unchanged += 1;
            continue;
        }
        let record = known.unwrap_or_else(|| RecordId::new(cx.app.identity()));
        let base = before.map_or(0, |before| before.version);
        let (files, reason) = (Vec::new(), String::new());
        let sent = Sent { record, kind: asked.kind, base, revision: 0, content, files, reason };
        plan.steps.push(Step { row: line.number, entry: entry(asked, &sent, day) });
    }
    let untouched = plan.flaws.is_empty();
    for step in plan.steps.iter_mut().filter(|step| untouched && step.entry.base > 0) {
        let Entry { id, base, .. } = step.entry;
        let version = record::version_of(link, org, id, base).await?;
        step.entry.files = version.map_or_else(Vec::new, |version| version.files);
        REASON.clone_into(&mut step.entry.reason);
    }
    Ok(plan)
}

/// Which record a row is about: one that is there, or none yet; nothing where its number is wrong.
fn known(
    line: &sheet::Line,
    asked: &Descriptor,
    day: Option<Date>,
    content: &Content,
    ground: &Ground,
    flaw: &mut impl FnMut(usize, String),
) -> Option<Option<RecordId>> {
    let number = line.texts[0].as_str();
    if number.is_empty() {
        let title = asked.title_of(content).to_owned();
        return Some(day.and_then(|day| ground.titled.get(&(day, title)).copied()));
    }
    match number.parse::<RecordId>().ok().filter(|id| ground.said.contains_key(id)) {
        Some(id) => Some(Some(id)),
        None => {
            flaw(0, "本支部没有这个编号的记录,或者已经撤回;新记录请把编号空着".to_owned());
            None
        }
    }
}

/// Columns that the sheet lacks leave a record that is there as it is.
fn keep_missing(sheet: &Sheet, content: &mut Content, before: &Content) {
    let (mut attendance, mut has_attendance) = (false, false);
    for (at, column) in sheet.columns.iter().enumerate() {
        match column {
            Column::Answer(field) if !sheet.has(at) => {
                content.texts.put(field.name, before.texts.get(field.name));
            }
            Column::Attended(..) => {
                attendance = true;
                has_attendance = has_attendance || sheet.has(at);
            }
            _ => {}
        }
    }
    if attendance && !has_attendance {
        content.rows.clone_from(&before.rows);
    }
}
