//! Versions of rows: every state that an event wrote, with the salt of its digest, kept for ever.
//! So whoever holds the data can make each digest in the journal again, and nobody else can try
//! names on it.
//!
//! Long because every noun that has versions has its line here, and a test of each.

use std::collections::BTreeMap;

use jiff::Timestamp;
use model::event::RowDigest;
use uuid::Uuid;

use crate::fault::Fault;
use crate::link::Link;
use crate::statement::{Arg, Statement, args, sql};
use crate::write::{Write, digest_of_lines, salted};

/// A noun whose versions are kept, by the name that it has in the journal.
pub(crate) struct Noun {
    name: &'static str,
    /// How a version is kept; none where its own noun does so, in a table keyed otherwise.
    keep: Option<Statement>,
    /// All of them with content and salt; none where the digest is over more than a content.
    walk: Option<Statement>,
    content: Option<Statement>,
    count: Statement,
    find: Statement,
    of_moment: Statement,
}

impl Noun {
    fn statements(&self) -> impl Iterator<Item = &Statement> {
        let some = self.keep.iter().chain(&self.walk).chain(&self.content);
        some.chain([&self.count, &self.find, &self.of_moment])
    }
}

/// The statements of a table of versions: name in the journal, table, which rows of it (blank for
/// all), its column of identities, which has an index with `version`.
macro_rules! noun {
    ($name:literal, $table:literal, $only:literal, $id:literal, $keep:expr) => {
        Noun {
            name: $name,
            keep: $keep,
            walk: Some(Statement::new(concat!(
                "select ",
                $id,
                ", version, content, salt, digest from ",
                $table,
                " where ",
                $only,
                "(",
                $id,
                ", version) > ($1, $2) order by ",
                $id,
                ", version limit $3"
            ))),
            content: Some(Statement::new(concat!(
                "select content from ",
                $table,
                " where ",
                $only,
                $id,
                " = $1 and version = $2"
            ))),
            count: Statement::new(concat!(
                "select count(*) from ",
                $table,
                " where ",
                $only,
                "version > 0"
            )),
            find: Statement::new(concat!(
                "select digest from ",
                $table,
                " where ",
                $only,
                $id,
                " = $1 and version = $2"
            )),
            of_moment: Statement::new(concat!(
                "select ",
                $id,
                ", version, digest from ",
                $table,
                " where ",
                $only,
                "at = $1"
            )),
        }
    };
    // Kept by its own noun.
    ($name:literal, $table:literal, $id:literal) => {
        noun!($name, $table, "", $id, None)
    };
    // Kept here, in a table of its own.
    ($name:literal, $table:literal) => {
        noun!(
            $name,
            $table,
            "",
            "id",
            Some(Statement::new(concat!(
                "insert into ",
                $table,
                " (id, version, at, content, salt, digest) values"
            )))
        )
    };
    // Kept when the write ends, together with others that have no table of versions.
    ($name:literal in noted, $only:literal) => {
        noun!($name, "noted", $only, "id", None)
    };
}

pub(crate) const PERSON: Noun = noun!("person", "person_version");
pub(crate) const POST: Noun = noun!("post", "post_version");
pub(crate) const ACCOUNT: Noun = noun!("account", "account_version");

/// Of a record, files and tags are in the digest too: it is held against the journal as it stands.
const RECORD: Noun = Noun {
    name: "record",
    keep: None,
    walk: None,
    content: None,
    count: Statement::new("select count(*) from record_version"),
    find: Statement::new("select digest from record_version where record = $1 and n = $2"),
    of_moment: Statement::new("select record, n, digest from record_version where at = $1"),
};

/// Every noun that an entry may name. A new one is a line here; a test finds the one that is
/// missing.
static NOUNS: [Noun; 16] = [
    noun!("organisation", "organisation_version", "org"),
    PERSON,
    POST,
    ACCOUNT,
    noun!("cell", "cell_version", "cell"),
    noun!("member", "member_version", "member"),
    noun!("self_check", "self_check_version", "self_check"),
    noun!("evaluation_line", "evaluation_line", "evaluation"),
    noun!("campaign", "campaign_version", "campaign"),
    RECORD,
    noun!("campaign_document" in noted, "noun = 'campaign_document' and "),
    noun!("enrolment" in noted, "noun = 'enrolment' and "),
    noun!("extension" in noted, "noun = 'extension' and "),
    noun!("local_part" in noted, "noun = 'local_part' and "),
    noun!("planned_change" in noted, "noun = 'planned_change' and "),
    noun!("scheme_pin" in noted, "noun = 'scheme_pin' and "),
];

/// Nouns without a table of versions of their own.
const NOTED: [&str; 6] =
    ["campaign_document", "enrolment", "extension", "local_part", "planned_change", "scheme_pin"];

/// A version that waits for the end of its write to be kept.
pub(crate) struct Waiting {
    noun: &'static str,
    id: Uuid,
    version: u32,
    content: String,
    salt: [u8; 16],
    digest: [u8; 32],
}

impl Waiting {
    /// What is to be kept of a version that is noted; nothing where its noun keeps it itself.
    pub(crate) fn of(
        (noun, id, version): (&'static str, Uuid, u32),
        content: &str,
        (salt, digest): ([u8; 16], [u8; 32]),
    ) -> Option<Self> {
        let is_noted = NOTED.contains(&noun);
        is_noted.then(|| Self { noun, id, version, content: content.to_owned(), salt, digest })
    }
}

/// Keeps what waited.
pub(crate) async fn keep_noted(
    link: &mut Link,
    at: Timestamp,
    waiting: &[Waiting],
) -> Result<(), Fault> {
    let mut rows: Vec<Arg<'_>> = Vec::with_capacity(7 * waiting.len());
    for Waiting { noun, id, version, content, salt, digest } in waiting {
        let (salt, digest) = (salt.as_slice(), digest.as_slice());
        rows.extend_from_slice(args![*noun, *id, i64::from(*version), at, content, salt, digest]);
    }
    link.insert(NOTE, 7, &rows).await
}

sql! {
    ENTRIES = "select id, at, body from journal where id > $1 order by id limit $2";
    AT = "select body from journal where at = $1";
    NOTE = "insert into noted (noun, id, version, at, content, salt, digest) values";
}

/// Every statement of this file.
pub(crate) fn all() -> impl Iterator<Item = &'static Statement> {
    ALL.iter().chain(NOUNS.iter().flat_map(Noun::statements))
}

/// A version to be kept: whose, its number, its content in lines that a person can read.
pub(crate) type Version = (Uuid, u32, String);

/// Keeps versions, and notes them for the entry.
pub(crate) async fn keep(
    write: &mut Write,
    noun: &Noun,
    versions: &[Version],
) -> Result<(), Fault> {
    let note = |(id, version, content): &Version| write.note(noun.name, *id, *version, content);
    let notes: Vec<_> = versions.iter().map(note).collect();
    let mut rows: Vec<Arg<'_>> = Vec::with_capacity(6 * versions.len());
    for ((id, version, content), (salt, digest)) in versions.iter().zip(&notes) {
        let (version, at) = (i64::from(*version), write.at());
        let (salt, digest) = (salt.as_slice(), digest.as_slice());
        rows.extend_from_slice(args![*id, version, at, content, salt, digest]);
    }
    let keep = noun.keep.ok_or_else(|| Fault::Unfit("its noun keeps its versions".to_owned()))?;
    write.insert(keep, 6, &rows).await
}

/// A version's number as a database has it.
pub(crate) fn number(version: i64) -> Result<u32, Fault> {
    u32::try_from(version).map_err(|_| Fault::Corrupt(format!("version {version}")))
}

/// Rows that are read at once.
const PAGE: i64 = 1_000;

/// What does not agree between versions and the journal, a sentence each; at most so many of a
/// kind.
///
/// Every version has the digest that its content and salt give, every row that an entry names is
/// there with that digest, and there is no version that no entry names.
pub(crate) async fn verify(link: &mut Link, most: usize) -> Result<Vec<String>, Fault> {
    let mut ills = Vec::new();
    let mut kept = 0;
    for noun in &NOUNS {
        kept += walk(link, noun, most, &mut ills).await?;
    }
    let told = entries(link, most, &mut ills).await?;
    if kept != told {
        ills.push(format!("版本共 {kept} 个,留痕记载 {told} 个"));
    }
    Ok(ills)
}

/// Makes the digests of a noun's versions again; how many there are.
async fn walk(
    link: &mut Link,
    noun: &Noun,
    most: usize,
    ills: &mut Vec<String>,
) -> Result<u64, Fault> {
    let count = link.number(noun.count, &[]).await?;
    let count = u64::try_from(count).map_err(|_| Fault::Corrupt("a count".to_owned()))?;
    let (mut last, mut found) = ((Uuid::nil(), 0), 0);
    let Some(walk) = noun.walk else { return Ok(count) };
    loop {
        let rows = link.rows(walk, args![last.0, last.1, PAGE]).await?;
        if rows.is_empty() {
            return Ok(count);
        }
        for row in rows {
            last = (row.get(0)?, row.get(1)?);
            let digest = salted(&row.get::<Vec<u8>>(3)?, &row.get::<String>(2)?);
            if digest.as_slice() != row.get::<Vec<u8>>(4)? {
                found += 1;
                if found <= most {
                    ills.push(format!("{} {} 第 {} 版: 内容被改动过", noun.name, last.0, last.1));
                }
            }
        }
    }
}

/// Rows as they are that are not what their last versions say; of these, given with their version
/// and what it has to say.
pub(crate) async fn astray(
    link: &mut Link,
    noun: &Noun,
    rows: &[(Uuid, i64, String)],
) -> Result<Vec<String>, Fault> {
    let mut ills = Vec::new();
    let Some(statement) = noun.content else { return Ok(ills) };
    for (id, version, content) in rows {
        let kept = link.row(statement, args![*id, *version]).await?;
        let kept = kept.map(|row| row.get::<String>(0)).transpose()?;
        if kept.as_ref() != Some(content) {
            ills.push(format!("{} {id}: 与最后一版不符", noun.name));
        }
    }
    Ok(ills)
}

/// A row that an entry names: noun, identity, version, digest in hexadecimal digits.
type Named = (String, Uuid, i64, String);

/// How many rows an entry sums up, and their digest.
type Sum = (u64, String);

/// The rows that an entry lists, and those that it sums up.
fn named(body: &[u8]) -> Result<(Vec<Named>, Option<Sum>), Fault> {
    let corrupt = |line: &str| Fault::Corrupt(format!("«{line}»"));
    let text = std::str::from_utf8(body).map_err(|_| Fault::Corrupt("an entry".to_owned()))?;
    let (mut rows, mut sum) = (Vec::new(), None);
    for line in text.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        match words.as_slice() {
            ["row", noun, id, version, digest] => {
                let id = id.parse().map_err(|_| corrupt(line))?;
                let version = version.parse().map_err(|_| corrupt(line))?;
                rows.push(((*noun).to_owned(), id, version, (*digest).to_owned()));
            }
            ["rows", count, digest] => {
                sum = Some((count.parse().map_err(|_| corrupt(line))?, (*digest).to_owned()));
            }
            _ => {}
        }
    }
    Ok((rows, sum))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Looks every row up that an entry names; how many are named.
async fn entries(link: &mut Link, most: usize, ills: &mut Vec<String>) -> Result<u64, Fault> {
    let (mut last, mut told, mut found) = (Uuid::nil(), 0, 0);
    let mut unknown: BTreeMap<String, u64> = BTreeMap::new();
    loop {
        let page = link.rows(ENTRIES, args![last, PAGE]).await?;
        if page.is_empty() {
            break;
        }
        for entry in page {
            last = entry.get(0)?;
            let (rows, sum) = named(&entry.get::<Vec<u8>>(2)?)?;
            told += rows.len() as u64 + sum.as_ref().map_or(0, |(count, _)| *count);
            let mut ill = None;
            for (noun, id, version, digest) in rows {
                let Some(noun) = NOUNS.iter().find(|one| one.name == noun) else {
                    *unknown.entry(noun).or_default() += 1;
                    continue;
                };
                let kept = link.row(noun.find, args![id, version]).await?;
                let kept = kept.map(|row| row.get::<Vec<u8>>(0)).transpose()?;
                if kept.is_none_or(|kept| hex(&kept) != digest) {
                    ill = Some(format!("{} {id} 第 {version} 版: 与留痕不符", noun.name));
                }
            }
            if let Some((_, digest)) = sum
                && !is_sum(link, entry.get(1)?, &digest).await?
            {
                ill = Some(format!("留痕 {last}: 汇总的版本与记载不符"));
            }
            if let Some(ill) = ill {
                found += 1;
                if found <= most {
                    ills.push(ill);
                }
            }
        }
    }
    let unknown = unknown.into_iter();
    ills.extend(unknown.map(|(noun, rows)| format!("留痕里的「{noun}」{rows} 处没有版本可对")));
    Ok(told)
}

/// Whether the versions of a moment, but for those that other entries of it list, sum up to a
/// digest. Two entries of one moment that both sum up cannot be told apart; their count is held
/// against the versions all the same.
async fn is_sum(link: &mut Link, at: i64, digest: &str) -> Result<bool, Fault> {
    let (mut listed, mut sums) = (Vec::new(), 0);
    for row in link.rows(AT, args![at]).await? {
        let (rows, sum) = named(&row.get::<Vec<u8>>(0)?)?;
        listed.extend(rows.into_iter().map(|(noun, id, version, _)| (noun, id, version)));
        sums += usize::from(sum.is_some());
    }
    if sums > 1 {
        return Ok(true);
    }
    listed.sort_unstable();
    let mut rows = Vec::new();
    for noun in &NOUNS {
        for row in link.rows(noun.of_moment, args![at]).await? {
            let (id, version) = (row.get(0)?, row.get::<i64>(1)?);
            if listed.binary_search(&(noun.name.to_owned(), id, version)).is_err() {
                let digest = row.get::<Vec<u8>>(2)?.try_into();
                let digest = digest.map_err(|_| Fault::Corrupt("digest".to_owned()))?;
                let version = number(version)?;
                rows.push(RowDigest { noun: noun.name, id, version, digest });
            }
        }
    }
    rows.sort_unstable();
    Ok(hex(&digest_of_lines(&rows)) == digest)
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::NOUNS;

    /// The nouns that the files of a folder note.
    fn noted(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                noted(&path, found);
            } else if path.extension().is_some_and(|extension| extension == "rs")
                // This one notes what others give it.
                && !path.ends_with("version.rs")
            {
                let text = fs::read_to_string(&path).unwrap();
                let calls = text.split(".note(").skip(1).map(str::trim_start);
                let names = calls.filter_map(|rest| rest.strip_prefix('"')?.split('"').next());
                found.extend(names.map(str::to_owned));
            }
        }
    }

    #[test]
    fn every_noun_that_is_noted_has_its_versions_looked_at() {
        let mut found = Vec::new();
        noted(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut found);
        assert!(found.len() >= 4, "{found:?}");
        for noun in found {
            assert!(NOUNS.iter().any(|known| known.name == noun), "no versions of «{noun}»");
        }
    }
}
