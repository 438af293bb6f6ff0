//! The journal (留痕): entries as they were, and their order of all.

use jiff::Timestamp;
use model::event::{Entry, Event};
use model::id::{EntryId, OrgId, PersonId};
use model::path::OrgPath;
use sha2::{Digest, Sha256};

use crate::engine::Store;
use crate::fault::Fault;
use crate::link::Link;
use crate::row::Row;
use crate::statement::{Arg, args, sql};

/// An entry with its place in the order of all.
macro_rules! kept {
    () => {
        "select j.id, j.at, j.by_person, j.org, j.org_seq, j.event, j.body, l.leaf_index
        from journal j join organisation o on o.id = j.org
        left join journal_leaf l on l.id = j.id"
    };
}

/// Before a moment, since a moment, about a subtree.
macro_rules! within {
    () => {
        " where (j.at < $1 or (j.at = $1 and j.id < $2)) and j.at >= $3
        and o.path >= $4 and o.path < $5"
    };
}

macro_rules! order {
    () => {
        " order by j.at desc, j.id desc limit $6"
    };
}

sql! {
    NEXT = "update organisation set org_seq = org_seq + 1 where id = $1 returning org_seq,
        path";
    ADD = "insert into journal (id, org, org_seq, at, by_person, event, body) values";
    WAIT = "insert into journal_pending (id) values";

    PENDING = "select p.id, j.body from journal_pending p join journal j on j.id = p.id
        order by p.id limit $1";
    LEAVES = "select coalesce(max(leaf_index) + 1, 0) from journal_leaf";
    PLACE = "insert into journal_leaf (leaf_index, id, hash) values";
    TAKEN = "delete from journal_pending
        where id in (select id from journal_leaf where leaf_index >= $1)";

    LATEST = concat!(kept!(), within!(), order!()), planned_anew;
    LATEST_OF = concat!(kept!(), within!(), " and j.event = $7", order!()), planned_anew;
    LATEST_BY = concat!(kept!(), within!(), " and j.by_person = $7", order!()), planned_anew;
    LATEST_OF_BY = concat!(kept!(), within!(), " and j.event = $7 and j.by_person = $8", order!()),
        planned_anew;
    ENTRY = concat!(kept!(), " where j.id = $1");
    OF_EVENT = concat!(kept!(), " where j.org = $1 and j.org_seq > $2 and j.event = $3
        order by j.org_seq desc limit $4");
    LEAF = "select hash from journal_leaf where id = $1";
    CHAIN = "select l.leaf_index, l.hash, j.body from journal_leaf l join journal j on j.id = l.id
        where l.leaf_index >= $1 order by l.leaf_index limit $2";
}

/// Values of an entry's row.
const ADDED: usize = 7;

/// Entries that get their place at once.
const SEALED_AT_ONCE: i64 = 1_000;

/// Gives an organisation's next number, and where it stands.
pub(crate) async fn next(link: &mut Link, org: OrgId) -> Result<(u64, OrgPath), Fault> {
    let row = link.row(NEXT, args![org]).await?;
    let row = row.ok_or_else(|| Fault::Unfit("an event about no organisation".to_owned()))?;
    let number = row.get::<i64>(0)?;
    let number = u64::try_from(number).map_err(|_| Fault::Corrupt(format!("org_seq {number}")))?;
    Ok((number, row.parsed(1, OrgPath::parse)?))
}

/// Adds entries, to be sealed.
pub(crate) async fn add(link: &mut Link, entries: &[Entry]) -> Result<(), Fault> {
    let bodies: Vec<Vec<u8>> = entries.iter().map(Entry::bytes).collect();
    let (mut values, mut waiting): (Vec<Arg<'_>>, Vec<Arg<'_>>) = (Vec::new(), Vec::new());
    for (entry, body) in entries.iter().zip(&bodies) {
        let org_seq = i64::try_from(entry.org_seq).unwrap_or(i64::MAX);
        values.extend_from_slice(args![
            entry.id,
            entry.org,
            org_seq,
            entry.at,
            entry.by,
            entry.event.name(),
            body.as_slice()
        ]);
        waiting.extend_from_slice(args![entry.id]);
    }
    link.insert(ADD, ADDED, &values).await?;
    link.insert(WAIT, 1, &waiting).await
}

/// A leaf of the journal's tree (RFC 6962, 2.1): the hash of an entry's bytes.
#[must_use]
pub fn leaf_hash(body: &[u8]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    hasher.update([0]);
    hasher.update(body);
    hasher.finalize().into()
}

/// Who gives entries their place: of several processes one at a time.
const LEADER: crate::Statement = crate::Statement::new(
    "select case when pg_try_advisory_xact_lock(6014) then 1::bigint else 0 end",
);

const LEADER_IN_TURN: crate::Statement =
    crate::Statement::new("select pg_advisory_xact_lock(6014)");

/// Whether this transaction is the leader's. A file has one process anyway.
pub(crate) async fn leads(store: &Store, link: &mut Link) -> Result<bool, Fault> {
    Ok(!store.is_postgres() || link.number(LEADER, &[]).await? == 1)
}

/// Gives waiting entries their place in the order of all; how many got one.
///
/// It takes what waits, never «what came after the last one»: an entry whose transaction was open
/// for long is simply sealed later.
///
/// # Errors
/// [`Fault`].
pub async fn seal(store: &Store) -> Result<usize, Fault> {
    let mut link = store.begin().await?;
    match leads(store, &mut link).await? {
        true => sealed(link).await,
        false => Ok(0),
    }
}

/// The same, after whoever gives places now: for the last round before a program ends, which leaves
/// nothing to a process that may not be there.
///
/// # Errors
/// [`Fault`].
pub async fn seal_in_turn(store: &Store) -> Result<usize, Fault> {
    let mut link = store.begin().await?;
    if store.is_postgres() {
        link.rows(LEADER_IN_TURN, &[]).await?;
    }
    sealed(link).await
}

async fn sealed(mut link: Link) -> Result<usize, Fault> {
    let pending = link.rows(PENDING, args![SEALED_AT_ONCE]).await?;
    if pending.is_empty() {
        return Ok(0);
    }
    let first = link.number(LEAVES, &[]).await?;
    let mut leaves = Vec::with_capacity(pending.len());
    for (index, row) in (first..).zip(&pending) {
        leaves.push((index, row.id(0, EntryId::new)?, leaf_hash(&row.get::<Vec<u8>>(1)?)));
    }
    let mut values: Vec<Arg<'_>> = Vec::new();
    for (index, id, hash) in &leaves {
        values.extend_from_slice(args![*index, *id, hash.as_slice()]);
    }
    link.insert(PLACE, 3, &values).await?;
    // Those that have a place now, and no other that came meanwhile.
    link.run(TAKEN, args![first]).await?;
    link.commit().await?;
    Ok(pending.len())
}

/// An entry as the auditor reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Its identity.
    pub id: EntryId,
    /// When.
    pub at: Timestamp,
    /// Who; nobody for the program itself.
    pub by: Option<PersonId>,
    /// About which organisation.
    pub org: OrgId,
    /// Its number among those about this organisation.
    pub org_seq: i64,
    /// The name of its event.
    pub event: String,
    /// The bytes that are hashed.
    pub body: Vec<u8>,
    /// Its place in the order of all, once it has one.
    pub leaf_index: Option<i64>,
}

fn kept(row: &Row) -> Result<Kept, Fault> {
    Ok(Kept {
        id: row.id(0, EntryId::new)?,
        at: row.time(1)?,
        by: row.get::<Option<uuid::Uuid>>(2)?.map(PersonId::new),
        org: row.id(3, OrgId::new)?,
        org_seq: row.get(4)?,
        event: row.get(5)?,
        body: row.get(6)?,
        leaf_index: row.get(7)?,
    })
}

/// Which entries.
#[derive(Clone, Copy, Debug)]
pub struct Which<'w> {
    /// About organisations of this subtree.
    pub within: &'w OrgPath,
    /// Not earlier than this.
    pub since: Timestamp,
    /// Of this kind only.
    pub event: Option<&'w str>,
    /// Of what this person did only.
    pub person: Option<PersonId>,
}

/// Entries before a moment, the latest first.
///
/// # Errors
/// [`Fault`].
pub async fn find(
    link: &mut Link,
    which: Which<'_>,
    before: (Timestamp, EntryId),
    most: i64,
) -> Result<Vec<Kept>, Fault> {
    let Which { within, since, event, person } = which;
    let (end, (at, id)) = (within.end(), before);
    let mut args: Vec<Arg<'_>> = args![at, id, since, within.as_str(), &end, most].to_vec();
    args.extend(event.map(Arg::from));
    args.extend(person.map(Arg::from));
    let statement = match (event, person) {
        (None, None) => LATEST,
        (Some(_), None) => LATEST_OF,
        (None, Some(_)) => LATEST_BY,
        (Some(_), Some(_)) => LATEST_OF_BY,
    };
    link.rows(statement, &args).await?.iter().map(kept).collect()
}

/// Entries of an organisation among which one is looked for; what is older is found by the auditor.
const LOOKED_AT: i64 = 100;

/// The entry about an organisation that says exactly this; the latest, and none where too much of
/// the kind came behind it.
///
/// # Errors
/// [`Fault`].
pub async fn of_event(link: &mut Link, org: OrgId, event: &Event) -> Result<Option<Kept>, Fault> {
    let rows = link.rows(OF_EVENT, args![org, 0_i64, event.name(), LOOKED_AT]).await?;
    let line = format!("\n{}", event.line());
    for row in &rows {
        let kept = kept(row)?;
        if kept.body.windows(line.len()).any(|piece| piece == line.as_bytes()) {
            return Ok(Some(kept));
        }
    }
    Ok(None)
}

/// Entries about a subtree before a moment, the latest first; of one kind, where it is named.
///
/// # Errors
/// [`Fault`].
pub async fn latest(
    link: &mut Link,
    within: &OrgPath,
    before: (Timestamp, EntryId),
    event: Option<&str>,
    most: i64,
) -> Result<Vec<Kept>, Fault> {
    let which = Which { within, since: Timestamp::UNIX_EPOCH, event, person: None };
    find(link, which, before, most).await
}

/// An entry, with the hash that it was sealed by, once it was.
///
/// # Errors
/// [`Fault`].
pub async fn entry(link: &mut Link, id: EntryId) -> Result<Option<(Kept, Option<Vec<u8>>)>, Fault> {
    let Some(row) = link.row(ENTRY, args![id]).await? else { return Ok(None) };
    let hash = link.row(LEAF, args![id]).await?.map(|row| row.get(0)).transpose()?;
    Ok(Some((kept(&row)?, hash)))
}

/// A break in the journal: what stands there is not what was sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Broken {
    /// A place has no entry.
    Missing(i64),
    /// An entry has other bytes than its hash says.
    Changed(i64),
}

/// Reads the whole journal in its order; how many entries are as they were sealed, and the first
/// that isn't.
///
/// # Errors
/// [`Fault`].
pub async fn verify(link: &mut Link) -> Result<(i64, Option<Broken>), Fault> {
    let mut next = 0;
    loop {
        let rows = link.rows(CHAIN, args![next, SEALED_AT_ONCE]).await?;
        if rows.is_empty() {
            return Ok((next, None));
        }
        for row in rows {
            if row.get::<i64>(0)? != next {
                return Ok((next, Some(Broken::Missing(next))));
            }
            if row.get::<Vec<u8>>(1)? != leaf_hash(&row.get::<Vec<u8>>(2)?) {
                return Ok((next, Some(Broken::Changed(next))));
            }
            next += 1;
        }
    }
}
