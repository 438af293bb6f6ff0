//! 党员名册 of a branch: members with their cells and exemptions, by day.
//!
//! A member is a stay: who comes back is another one of the same person. Which cell a member
//! belongs to is dated, so that a past meeting finds the cell of its day.

mod change;

use std::collections::HashMap;

use jiff::civil::Date;
use model::id::{CellId, MemberId, OrgId, PersonId};
use model::limit;
use model::roster::{Days, Excuse, Member, Membership};

pub use self::change::{change, change_cell, enter, enter_all, found_cells};
use crate::fault::Fault;
use crate::link::Link;
use crate::row::Row;
use crate::statement::{args, day, sql};

sql! {
    OF_BRANCH = "select m.id, m.person, p.name, m.membership, m.from_day, m.to_day, m.version
        from member m join person p on p.id = m.person where m.org = $1 order by m.id limit $2";
    ON_DAY = "select m.id, m.person, p.name, m.membership, m.from_day, m.to_day, m.version
        from member m join person p on p.id = m.person where m.org = $1 and m.from_day <= $2
        and (m.to_day is null or m.to_day >= $2) order by m.id limit $3";
    CELL_OF = "select member, cell from cell_member where org = $1 and from_day <= $2
        order by member, from_day";
    EXEMPTIONS = "select member, reason, from_day, to_day from exemption where org = $1
        order by member, from_day";
    CELLS = "select id, name, from_day, to_day, version from cell where org = $1
        order by id limit $2";
    COUNT = "select membership, count(*) from member where org = $1 and from_day <= $2
        and (to_day is null or to_day >= $2) group by membership";
    COUNT_EXCUSED = "select count(*) from member m join exemption e
        on e.org = m.org and e.member = m.id where m.org = $1 and m.from_day <= $2
        and (m.to_day is null or m.to_day >= $2) and e.from_day <= $2
        and (e.to_day is null or e.to_day >= $2)";
}

/// Every statement of this noun.
pub(crate) fn all() -> impl Iterator<Item = &'static crate::Statement> {
    [ALL, change::ALL].into_iter().flatten()
}

/// A member with the name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The member.
    pub member: Member,
    /// The name.
    pub name: String,
    /// How often it was changed, from 1.
    pub version: u32,
}

/// A 党小组.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Its identity, whatever it is called.
    pub id: CellId,
    /// What it is called.
    pub name: String,
    /// From when to when it is.
    pub days: Days,
    /// How often it was changed, from 1.
    pub version: u32,
}

/// How many are on a roster on a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// 正式党员.
    pub full: i64,
    /// 预备党员.
    pub probationary: i64,
    /// Those among them who are excused.
    pub excused: i64,
}

impl Counts {
    /// All of them.
    #[must_use]
    pub fn members(&self) -> i64 {
        self.full + self.probationary
    }
}

/// All who are or were on a branch's roster, in the order of entry, each with the latest cell.
///
/// # Errors
/// [`Fault`].
pub async fn of_branch(link: &mut Link, org: OrgId) -> Result<Vec<Named>, Fault> {
    let rows = link.rows(OF_BRANCH, args![org, most()]).await?;
    whole(link, org, Date::MAX, &rows).await
}

/// Those who are on a branch's roster on a day, each with the cell of that day. Exemptions are all
/// there; [`Member::is_due`] tells who is expected.
///
/// # Errors
/// [`Fault`].
pub async fn on(link: &mut Link, org: OrgId, on: Date) -> Result<Vec<Named>, Fault> {
    let rows = link.rows(ON_DAY, args![org, day(on), most()]).await?;
    whole(link, org, on, &rows).await
}

fn most() -> i64 {
    i64::try_from(limit::ROSTER).unwrap_or(i64::MAX)
}

/// Members with their cells of a day and their exemptions.
async fn whole(link: &mut Link, org: OrgId, on: Date, rows: &[Row]) -> Result<Vec<Named>, Fault> {
    let mut cells: HashMap<MemberId, Option<CellId>> = HashMap::new();
    for row in link.rows(CELL_OF, args![org, day(on)]).await? {
        cells.insert(row.id(0, MemberId::new)?, row.get::<Option<uuid::Uuid>>(1)?.map(CellId::new));
    }
    let mut excused: HashMap<MemberId, Vec<(Excuse, Days)>> = HashMap::new();
    for row in link.rows(EXEMPTIONS, args![org]).await? {
        let excuse = row.parsed(1, |name| Excuse::named(name).ok_or(()))?;
        excused.entry(row.id(0, MemberId::new)?).or_default().push((excuse, days(&row, 2)?));
    }
    let named = |row: &Row| {
        let id = row.id(0, MemberId::new)?;
        let member = Member {
            id,
            person: row.id(1, PersonId::new)?,
            membership: row.parsed(3, |name| Membership::named(name).ok_or(()))?,
            cell: cells.get(&id).copied().flatten(),
            days: days(row, 4)?,
            excused: excused.remove(&id).unwrap_or_default(),
        };
        Ok(Named { member, name: row.get(2)?, version: version(row, 6)? })
    };
    rows.iter().map(named).collect()
}

fn days(row: &Row, at: usize) -> Result<Days, Fault> {
    let from = row.day(at)?.ok_or_else(|| Fault::Corrupt("from_day".to_owned()))?;
    Ok(Days { from, to: row.day(at + 1)? })
}

fn version(row: &Row, at: usize) -> Result<u32, Fault> {
    u32::try_from(row.get::<i64>(at)?).map_err(|_| Fault::Corrupt("version".to_owned()))
}

/// The cells of a branch, closed ones too, in the order of founding.
///
/// # Errors
/// [`Fault`].
pub async fn cells(link: &mut Link, org: OrgId) -> Result<Vec<Cell>, Fault> {
    let most = i64::try_from(limit::CELLS).unwrap_or(i64::MAX);
    let rows = link.rows(CELLS, args![org, most]).await?;
    let cell = |row: &Row| {
        Ok(Cell {
            id: row.id(0, CellId::new)?,
            name: row.get(1)?,
            days: days(row, 2)?,
            version: version(row, 4)?,
        })
    };
    rows.iter().map(cell).collect()
}

/// How many are on a branch's roster on a day.
///
/// # Errors
/// [`Fault`].
pub async fn counts(link: &mut Link, org: OrgId, on: Date) -> Result<Counts, Fault> {
    let mut counts = Counts::default();
    for row in link.rows(COUNT, args![org, day(on)]).await? {
        match row.parsed(0, |name| Membership::named(name).ok_or(()))? {
            Membership::Full => counts.full = row.get(1)?,
            Membership::Probationary => counts.probationary = row.get(1)?,
        }
    }
    counts.excused = link.number(COUNT_EXCUSED, args![org, day(on)]).await?;
    Ok(counts)
}
