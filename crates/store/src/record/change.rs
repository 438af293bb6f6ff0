//! What is written of records: new ones, corrections, withdrawals. Each is a version of its own.

use jiff::civil::Date;
use model::authority::{Permit, Verb};
use model::fold::fold;
use model::id::{OrgId, RecordId};
use model::record::{Content, RecordKind, State};

use super::{File, Version, find, slots, version_of};
use crate::attachment;
use crate::fault::Fault;
use crate::statement::{Arg, args, day, sql};
use crate::write::Write;

sql! {
    ENTER = "insert into record
        (org, id, kind, day, title, folded, state, version, files, entered) values";
    CHANGE = "update record set day = $3, title = $4, folded = $5, state = $6, version = $7,
        files = $8 where org = $1 and id = $2 and version = $7 - 1";
    ADD = "insert into record_version (org, record, n, kind_version, day, state, reason, at,
        by_person, content, files, salt, digest) values";
    TAG = "insert into record_tag (org, record, n, slot) values";
}

/// A version of a record that is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The record.
    pub id: RecordId,
    /// What it is.
    pub kind: RecordKind,
    /// By which version of its descriptor.
    pub kind_version: u32,
    /// The version that is corrected; 0 for a new record.
    pub base: u32,
    /// The day by which it counts.
    pub day: Date,
    /// What a list calls it.
    pub title: String,
    /// What it says.
    pub content: Content,
    /// What it serves, in the words of schemes, each once.
    pub slots: Vec<String>,
    /// Its files.
    pub files: Vec<File>,
    /// Why it is corrected.
    pub reason: String,
}

/// A version as it is digested: everything that it says, in lines that a person can read.
fn digested(entry: &Entry, state: State) -> String {
    let Entry { kind, kind_version, day, reason, files, content, slots, .. } = entry;
    let mut text = format!(
        "kind {} {kind_version}\nday {day}\nstate {}\nreason {reason}\n",
        kind.name(),
        state.name()
    );
    slots.iter().for_each(|slot| text.push_str(&format!("serves {slot}\n")));
    files.iter().for_each(|file| text.push_str(&format!("file {}", file.line())));
    text.push('\n');
    text.push_str(&content.to_string());
    text
}

fn permitted(permit: &Permit) -> Result<OrgId, Fault> {
    match permit.verb() {
        Verb::KeepLedger => Ok(permit.org()),
        _ => Err(Fault::Unfit("the permit is for something else".to_owned())),
    }
}

/// Submits records of a branch: new ones, and corrections of those that are there. Their drafts
/// are done with, and their files belong to them for good.
///
/// # Errors
/// [`Fault`], also where a correction is not of the latest version: whoever calls looked first.
pub async fn submit(write: &mut Write, permit: &Permit, entries: &[Entry]) -> Result<(), Fault> {
    let org = permitted(permit)?;
    let versions: Vec<(&Permit, &Entry)> = entries.iter().map(|entry| (permit, entry)).collect();
    put(write, &versions, State::Submitted).await?;
    for entry in entries {
        super::draft::done(write, org, entry.id).await?;
        attachment::attach(write, org, entry.id, &entry.files).await?;
    }
    Ok(())
}

/// Submits new records of several branches at once, each with its permit: records that never had a
/// draft and whose files, if any, were kept with them.
///
/// # Errors
/// [`Fault`], also where one is not new.
pub async fn submit_new(write: &mut Write, entries: &[(&Permit, &Entry)]) -> Result<(), Fault> {
    for (permit, entry) in entries {
        permitted(permit)?;
        if entry.base != 0 {
            return Err(Fault::Unfit(format!("{} is not new", entry.id)));
        }
    }
    put(write, entries, State::Submitted).await
}

/// Withdraws a record, with a reason: it stays readable and counts no more.
///
/// # Errors
/// [`Fault`], also where it isn't one that counts, by this version.
pub async fn withdraw(
    write: &mut Write,
    permit: &Permit,
    id: RecordId,
    base: u32,
    reason: &str,
) -> Result<(), Fault> {
    let org = permitted(permit)?;
    let unfit = || Fault::Unfit("there is no such version to withdraw".to_owned());
    let record = find(write, org, id).await?.ok_or_else(unfit)?;
    let Version { kind_version, day, content, files, state, .. } =
        version_of(write, org, id, base).await?.ok_or_else(unfit)?;
    if record.version != base || state != State::Submitted {
        return Err(unfit());
    }
    let slots = slots(write, org, id, base).await?;
    let (kind, title, reason) = (record.kind, record.title, reason.to_owned());
    let entry = Entry { id, kind, kind_version, base, day, title, content, slots, files, reason };
    put(write, &[(permit, &entry)], State::Withdrawn).await
}

/// Writes a version of each.
async fn put(write: &mut Write, entries: &[(&Permit, &Entry)], state: State) -> Result<(), Fault> {
    let at = write.at();
    let texts = |(_, entry): &(&Permit, &Entry)| {
        let files: String = entry.files.iter().map(File::line).collect();
        (entry.content.to_string(), files, fold(&entry.title))
    };
    let texts: Vec<(String, String, String)> = entries.iter().map(texts).collect();
    let digests: Vec<([u8; 16], [u8; 32])> = entries
        .iter()
        .map(|(_, entry)| {
            let text = digested(entry, state);
            write.note("record", entry.id.uuid(), entry.base + 1, &text)
        })
        .collect();
    let (mut records, mut versions, mut tags) = (Vec::new(), Vec::new(), Vec::new());
    for (((permit, entry), (content, files, folded)), (salt, digest)) in
        entries.iter().zip(&texts).zip(&digests)
    {
        let (org, by) = (permit.org(), permit.person());
        let Entry { id, kind, kind_version, base, title, reason, .. } = entry;
        let (on, n) = (day(entry.day), i64::from(base + 1));
        let count = i64::try_from(entry.files.len()).unwrap_or(i64::MAX);
        match base {
            0 => records.extend_from_slice(args![
                org,
                *id,
                kind.name(),
                on,
                title,
                folded,
                state.name(),
                1,
                count,
                at
            ]),
            _ => {
                let args: &[Arg<'_>] = args![org, *id, on, title, folded, state.name(), n, count];
                if write.run(CHANGE, args).await? != 1 {
                    return Err(Fault::Unfit(format!("{id} has no version {base} to correct")));
                }
            }
        }
        versions.extend_from_slice(args![
            org,
            *id,
            n,
            i64::from(*kind_version),
            on,
            state.name(),
            reason,
            at,
            by,
            content,
            files,
            salt.as_slice(),
            digest.as_slice()
        ]);
        for slot in &entry.slots {
            tags.extend_from_slice(args![org, *id, n, slot]);
        }
    }
    write.insert(ENTER, 10, &records).await?;
    write.insert(ADD, 13, &versions).await?;
    write.insert(TAG, 4, &tags).await
}
