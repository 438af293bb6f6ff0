//! The journal (留痕): entries as they were, and their order of all.

use jiff::Timestamp;
use model::event::Entry;
use model::id::{EntryId, OrgId, PersonId};
use sha2::{Digest, Sha256};

use crate::engine::{Link, Store};
use crate::fault::Fault;
use crate::row::Row;
use crate::statement::{Arg, args, sql};

sql! {
    NEXT = "update organisation set org_seq = org_seq + 1 where id = $1 returning org_seq";
    ADD = "insert into journal (id, org, org_seq, at, by_person, event, body) values";
    WAIT = "insert into journal_pending (id) values";

    PENDING = "select p.id, j.body from journal_pending p join journal j on j.id = p.id
        order by p.id limit $1";
    LEAVES = "select coalesce(max(leaf_index) + 1, 0) from journal_leaf";
    PLACE = "insert into journal_leaf (leaf_index, id, hash) values";
    TAKEN = "delete from journal_pending where id = $1";

    LATEST = "select j.id, j.at, j.by_person, j.org, j.org_seq, j.event, j.body, l.leaf_index
        from journal j join organisation o on o.id = j.org
        left join journal_leaf l on l.id = j.id
        where (j.at < $1 or (j.at = $1 and j.id < $2)) and o.path >= $3 and o.path < $4
        order by j.at desc, j.id desc limit $5";
    LATEST_OF = "select j.id, j.at, j.by_person, j.org, j.org_seq, j.event, j.body, l.leaf_index
        from journal j join organisation o on o.id = j.org
        left join journal_leaf l on l.id = j.id
        where (j.at < $1 or (j.at = $1 and j.id < $2)) and o.path >= $3 and o.path < $4
        and j.event = $6
        order by j.at desc, j.id desc limit $5";
    CHAIN = "select l.leaf_index, l.hash, j.body from journal_leaf l join journal j on j.id = l.id
        where l.leaf_index >= $1 order by l.leaf_index limit $2";
}

/// Entries that get their place at once.
const SEALED_AT_ONCE: i64 = 1_000;

/// Gives an organisation's next number.
pub(crate) async fn next(link: &mut Link, org: OrgId) -> Result<u64, Fault> {
    let number = link.number(NEXT, args![org]).await?;
    u64::try_from(number).map_err(|_| Fault::Corrupt(format!("org_seq {number}")))
}

/// Adds an entry, to be sealed.
pub(crate) async fn add(link: &mut Link, entry: &Entry) -> Result<(), Fault> {
    let body = entry.bytes();
    let org_seq = i64::try_from(entry.org_seq).unwrap_or(i64::MAX);
    let values: &[Arg<'_>] = args![
        entry.id,
        entry.org,
        org_seq,
        entry.at,
        entry.by,
        entry.event.name(),
        body.as_slice()
    ];
    link.insert(ADD, values.len(), values).await?;
    link.insert(WAIT, 1, args![entry.id]).await
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

/// Gives waiting entries their place in the order of all; how many got one.
///
/// It takes what waits, never «what came after the last one»: an entry whose transaction was open
/// for long is simply sealed later.
///
/// # Errors
/// [`Fault`].
pub async fn seal(store: &Store) -> Result<usize, Fault> {
    let mut link = store.begin().await?;
    if store.is_postgres() && link.number(LEADER, &[]).await? == 0 {
        return Ok(0);
    }
    let pending = link.rows(PENDING, args![SEALED_AT_ONCE]).await?;
    if pending.is_empty() {
        return Ok(0);
    }
    let mut index = link.number(LEAVES, &[]).await?;
    for row in &pending {
        let id = row.id(0, EntryId::new)?;
        let hash = leaf_hash(&row.get::<Vec<u8>>(1)?);
        link.insert(PLACE, 3, args![index, id, hash.as_slice()]).await?;
        link.run(TAKEN, args![id]).await?;
        index += 1;
    }
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

/// Entries about a subtree before a moment, the latest first; of one kind, where it is named.
///
/// # Errors
/// [`Fault`].
pub async fn latest(
    link: &mut Link,
    within: &model::path::OrgPath,
    before: (Timestamp, EntryId),
    event: Option<&str>,
    most: i64,
) -> Result<Vec<Kept>, Fault> {
    let end = within.end();
    let (at, id) = before;
    let rows = match event {
        None => link.rows(LATEST, args![at, id, within.as_str(), &end, most]).await?,
        Some(event) => {
            link.rows(LATEST_OF, args![at, id, within.as_str(), &end, most, event]).await?
        }
    };
    rows.iter().map(kept).collect()
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
