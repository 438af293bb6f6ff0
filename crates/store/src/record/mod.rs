//! The ledger (台账): records of a branch, every version of each, and what they serve.
//!
//! Everything is keyed by the organisation first: a branch's records are one range of an index,
//! however many there are in a province.

mod change;
mod draft;
mod evidence;

use jiff::Timestamp;
use jiff::civil::Date;
use model::fold::fold;
use model::id::{AttachmentId, OrgId, PersonId, RecordId};
use model::record::{Content, FileKind, RecordKind, State};

pub use self::change::{Entry, submit, submit_new, withdraw};
pub use self::draft::{Draft, discard, draft, drafts, save};
pub use self::evidence::{Evidence, evidence};
use crate::fault::Fault;
use crate::link::Link;
use crate::row::Row;
use crate::statement::{args, day, sql};

macro_rules! columns {
    () => {
        "r.id, r.kind, r.day, r.title, r.state, r.version, r.files, r.entered"
    };
}

macro_rules! listed {
    ($where:expr) => {
        concat!(
            "select ",
            columns!(),
            " from record r where r.org = $1 and r.day >= $2 and r.day <= $3
            and (r.day < $4 or (r.day = $4 and r.id < $5))
            and r.state in ($6, $7) and r.folded like $8 escape '!'",
            $where
        )
    };
}

macro_rules! version {
    () => {
        "select v.n, v.kind_version, v.day, v.state, v.reason, v.at, v.by_person, p.name, v.content,
        v.files from record_version v left join person p on p.id = v.by_person
        where v.org = $1 and v.record = $2"
    };
}

sql! {
    FIND = concat!("select ", columns!(), " from record r where r.org = $1 and r.id = $2");
    LIST = listed!(" order by r.day desc, r.id desc limit $9");
    LIST_KIND = listed!(" and r.kind = $10 order by r.day desc, r.id desc limit $9");
    VERSIONS = concat!(version!(), " order by v.n desc limit $3");
    VERSION = concat!(version!(), " and v.n = $3");
    SLOTS = "select slot from record_tag where org = $1 and record = $2 and n = $3 order by slot";
    CONTENTS = "select r.id, r.version, v.content, r.files from record r join record_version v
            on v.org = r.org and v.record = r.id and v.n = r.version
        where r.org = $1 and r.kind = $2 and r.state = 'submitted'
        order by r.day desc, r.id desc limit $3";
}

/// Every statement of this noun.
pub(crate) fn all() -> impl Iterator<Item = &'static crate::Statement> {
    [ALL, change::ALL, draft::ALL, evidence::ALL].into_iter().flatten()
}

/// A record, as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its identity.
    pub id: RecordId,
    /// What it is.
    pub kind: RecordKind,
    /// The day by which it counts.
    pub day: Date,
    /// What it is called.
    pub title: String,
    /// Whether it counts.
    pub state: State,
    /// Its latest version.
    pub version: u32,
    /// How many files that has.
    pub files: u32,
    /// When it was entered first.
    pub entered: Timestamp,
}

/// A file, as a version names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its identity.
    pub id: AttachmentId,
    /// What it is.
    pub kind: FileKind,
    /// How large.
    pub bytes: u64,
    /// SHA-256 of what is kept.
    pub digest: [u8; 32],
    /// What it was called.
    pub name: String,
}

/// A version of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its number, from 1.
    pub n: u32,
    /// By which version of the kind's descriptor it was made.
    pub kind_version: u32,
    /// The day by which it counts.
    pub day: Date,
    /// Whether it counts.
    pub state: State,
    /// Why it was corrected or withdrawn.
    pub reason: String,
    /// When it was written.
    pub at: Timestamp,
    /// By whom, with the name.
    pub by: Option<(PersonId, String)>,
    /// What it says.
    pub content: Content,
    /// Its files.
    pub files: Vec<File>,
}

/// What a record that counts says: its latest version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// Which record.
    pub id: RecordId,
    /// Which version.
    pub version: u32,
    /// What it says.
    pub content: Content,
    /// How many files it has.
    pub files: u32,
}

/// Which records a list is to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Of this kind, or of all.
    pub kind: Option<RecordKind>,
    /// Those that count, or those that don't, or both.
    pub state: Option<State>,
    /// From this day on.
    pub from: Date,
    /// Until this day, itself included.
    pub to: Date,
    /// With this in their title; all where it is blank.
    pub title: String,
}

impl Default for Wanted {
    fn default() -> Self {
        let (kind, state, title) = (None, None, String::new());
        Self { kind, state, from: Date::MIN.max(FIRST), to: Date::MAX, title }
    }
}

/// Days are four digits of a year and more.
const FIRST: Date = jiff::civil::date(1, 1, 1);

fn corrupt(what: &str) -> Fault {
    Fault::Corrupt(format!("«{what}»"))
}

fn count(row: &Row, at: usize) -> Result<u32, Fault> {
    u32::try_from(row.get::<i64>(at)?).map_err(|_| corrupt("a count"))
}

fn a_day(row: &Row, at: usize) -> Result<Date, Fault> {
    row.day(at)?.ok_or_else(|| corrupt("day"))
}

fn kind(row: &Row, at: usize) -> Result<RecordKind, Fault> {
    row.parsed(at, |name| RecordKind::named(name).ok_or(()))
}

fn record(row: &Row) -> Result<Record, Fault> {
    Ok(Record {
        id: row.id(0, RecordId::new)?,
        kind: kind(row, 1)?,
        day: a_day(row, 2)?,
        title: row.get(3)?,
        state: row.parsed(4, |name| State::named(name).ok_or(()))?,
        version: count(row, 5)?,
        files: count(row, 6)?,
        entered: row.time(7)?,
    })
}

fn version(row: &Row) -> Result<Version, Fault> {
    let by = row.get::<Option<uuid::Uuid>>(6)?.map(PersonId::new);
    let name = row.get::<Option<String>>(7)?.unwrap_or_default();
    Ok(Version {
        n: count(row, 0)?,
        kind_version: count(row, 1)?,
        day: a_day(row, 2)?,
        state: row.parsed(3, |name| State::named(name).ok_or(()))?,
        reason: row.get(4)?,
        at: row.time(5)?,
        by: by.map(|by| (by, name)),
        content: row.parsed(8, Content::parse)?,
        files: row.parsed(9, File::parse)?,
    })
}

impl File {
    /// Its line in a version.
    fn line(&self) -> String {
        let Self { id, kind, bytes, digest, name } = self;
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        format!("{id} {digest} {bytes} {} {name}\n", kind.name())
    }

    fn parse(lines: &str) -> Result<Vec<Self>, ()> {
        let one = |line: &str| {
            let mut words = line.splitn(5, ' ');
            let mut next = || words.next().ok_or(());
            let (id, digest) = (next()?.parse().map_err(drop)?, next()?);
            let mut bytes = [0; 32];
            for (at, byte) in bytes.iter_mut().enumerate() {
                let pair = digest.get(2 * at..2 * at + 2).ok_or(())?;
                *byte = u8::from_str_radix(pair, 16).map_err(drop)?;
            }
            let length = next()?.parse().map_err(drop)?;
            let kind = FileKind::named(next()?).ok_or(())?;
            Ok(Self { id, kind, bytes: length, digest: bytes, name: next()?.to_owned() })
        };
        lines.lines().map(one).collect()
    }
}

/// A record of a branch.
///
/// # Errors
/// [`Fault`], as for all here.
pub async fn find(link: &mut Link, org: OrgId, id: RecordId) -> Result<Option<Record>, Fault> {
    link.row(FIND, args![org, id]).await?.as_ref().map(record).transpose()
}

/// Records of a branch, the latest day first, behind a place in that order.
///
/// # Errors
/// [`Fault`].
pub async fn list(
    link: &mut Link,
    org: OrgId,
    wanted: &Wanted,
    after: Option<(Date, RecordId)>,
    most: i64,
) -> Result<Vec<Record>, Fault> {
    let (last, id) = after.unwrap_or((Date::MAX, RecordId::new(uuid::Uuid::max())));
    let [one, other] = match wanted.state {
        Some(state) => [state.name(); 2],
        None => [State::Submitted.name(), State::Withdrawn.name()],
    };
    let mut pattern = String::from("%");
    for c in fold(&wanted.title).chars() {
        if matches!(c, '%' | '_' | '!') {
            pattern.push('!');
        }
        pattern.push(c);
    }
    if pattern.len() > 1 {
        pattern.push('%');
    }
    let (from, to, last) = (day(wanted.from), day(wanted.to), day(last));
    let rows = match wanted.kind {
        None => {
            let args = args![org, from, to, last, id, one, other, &pattern, most];
            link.rows(LIST, args).await?
        }
        Some(kind) => {
            let args = args![org, from, to, last, id, one, other, &pattern, most, kind.name()];
            link.rows(LIST_KIND, args).await?
        }
    };
    rows.iter().map(record).collect()
}

/// The versions of a record, the latest first.
///
/// # Errors
/// [`Fault`].
pub async fn versions(
    link: &mut Link,
    org: OrgId,
    id: RecordId,
    most: i64,
) -> Result<Vec<Version>, Fault> {
    let rows = link.rows(VERSIONS, args![org, id, most]).await?;
    rows.iter().map(version).collect()
}

/// One version of a record.
///
/// # Errors
/// [`Fault`].
pub async fn version_of(
    link: &mut Link,
    org: OrgId,
    id: RecordId,
    n: u32,
) -> Result<Option<Version>, Fault> {
    let row = link.row(VERSION, args![org, id, i64::from(n)]).await?;
    row.as_ref().map(version).transpose()
}

/// What a version serves, in the words of schemes.
///
/// # Errors
/// [`Fault`].
pub async fn slots(
    link: &mut Link,
    org: OrgId,
    id: RecordId,
    n: u32,
) -> Result<Vec<String>, Fault> {
    let rows = link.rows(SLOTS, args![org, id, i64::from(n)]).await?;
    rows.iter().map(|row| row.get(0)).collect()
}

/// What the latest records of a kind say that count, the latest day first.
///
/// # Errors
/// [`Fault`].
pub async fn contents(
    link: &mut Link,
    org: OrgId,
    kind: RecordKind,
    most: i64,
) -> Result<Vec<Said>, Fault> {
    let rows = link.rows(CONTENTS, args![org, kind.name(), most]).await?;
    let read = |row: &Row| {
        Ok(Said {
            id: row.id(0, RecordId::new)?,
            version: count(row, 1)?,
            content: row.parsed(2, Content::parse)?,
            files: count(row, 3)?,
        })
    };
    rows.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use model::id::AttachmentId;
    use model::record::FileKind;
    use uuid::Uuid;

    use super::File;

    #[test]
    fn a_file_reads_back_from_its_line() {
        let file = File {
            id: AttachmentId::new(Uuid::from_u128(7)),
            kind: FileKind::Docx,
            bytes: 20 << 20,
            digest: [0x0a; 32],
            name: "计划 (定稿).docx".to_owned(),
        };
        let other = File { name: "照片.jpg".to_owned(), kind: FileKind::Jpeg, ..file.clone() };
        let lines = format!("{}{}", file.line(), other.line());
        assert_eq!(File::parse(&lines), Ok(vec![file, other]));
        assert_eq!(File::parse(""), Ok(Vec::new()));
        assert_eq!(File::parse("a b c\n"), Err(()));
    }
}
