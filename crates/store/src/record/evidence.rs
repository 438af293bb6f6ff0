//! What scoring reads: everything of a branch that counts on some days.

use std::collections::HashMap;

use jiff::Timestamp;
use jiff::civil::Date;
use model::id::{OrgId, RecordId};
use model::record::{Content, RecordKind};

use super::{a_day, count, kind};
use crate::fault::Fault;
use crate::link::Link;
use crate::row::Row;
use crate::statement::{args, day, sql};

sql! {
    EVIDENCE = "select r.id, r.version, r.kind, v.kind_version, r.day, v.content, r.files, r.entered
        from record r join record_version v
            on v.org = r.org and v.record = r.id and v.n = r.version
        where r.org = $1 and r.day >= $2 and r.day <= $3 and r.state = 'submitted'
        order by r.day, r.id";
    EVIDENCE_SLOTS = "select t.record, t.slot from record r join record_tag t
            on t.org = r.org and t.record = r.id and t.n = r.version
        where r.org = $1 and r.day >= $2 and r.day <= $3 and r.state = 'submitted'
        order by t.record, t.slot";
}

/// A record that counts, for scoring: its latest version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// Which record.
    pub id: RecordId,
    /// Which version.
    pub version: u32,
    /// What it is.
    pub kind: RecordKind,
    /// By which version of the kind's descriptor it was made.
    pub kind_version: u32,
    /// The day by which it counts.
    pub day: Date,
    /// What it says.
    pub content: Content,
    /// How many files it has.
    pub files: u32,
    /// When it was entered first.
    pub entered: Timestamp,
    /// What it serves, in the words of schemes.
    pub slots: Vec<String>,
}

/// Everything of a branch that counts on days, both inclusive, in the order of days: what scoring
/// reads.
///
/// # Errors
/// [`Fault`].
pub async fn evidence(
    link: &mut Link,
    org: OrgId,
    from: Date,
    to: Date,
) -> Result<Vec<Evidence>, Fault> {
    let rows = link.rows(EVIDENCE, args![org, day(from), day(to)]).await?;
    let read = |row: &Row| {
        Ok(Evidence {
            id: row.id(0, RecordId::new)?,
            version: count(row, 1)?,
            kind: kind(row, 2)?,
            kind_version: count(row, 3)?,
            day: a_day(row, 4)?,
            content: row.parsed(5, Content::parse)?,
            files: count(row, 6)?,
            entered: row.time(7)?,
            slots: Vec::new(),
        })
    };
    let mut found: Vec<Evidence> = rows.iter().map(read).collect::<Result<_, Fault>>()?;
    let mut slots: HashMap<RecordId, Vec<String>> = HashMap::new();
    for row in link.rows(EVIDENCE_SLOTS, args![org, day(from), day(to)]).await? {
        slots.entry(row.id(0, RecordId::new)?).or_default().push(row.get(1)?);
    }
    for evidence in &mut found {
        evidence.slots = slots.remove(&evidence.id).unwrap_or_default();
    }
    Ok(found)
}
