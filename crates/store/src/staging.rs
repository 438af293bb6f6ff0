//! Sheets that were sent and wait to be looked at and taken in, in pieces.
//!
//! A sheet has one state at a time; whoever works on it says again and again that they are alive,
//! so that a process that was killed leaves something from which the person can go on.

use jiff::Timestamp;
use model::authority::{Permit, Verb};
use model::id::{OrgId, PersonId};
use uuid::Uuid;

use crate::fault::Fault;
use crate::link::Link;
use crate::row::Row;
use crate::statement::{args, sql};
use crate::write::Write;

sql! {
    STAGE = "insert into staged_sheet
        (id, org, person, name, close_missing, staged, state, outcome) values";
    PIECE = "insert into staged_piece (sheet, number, content) values";
    ARRIVED = "update staged_sheet set state = 'trying', close_missing = $2
        where id = $1 and state = 'arriving'";
    FIND = "select id, org, person, name, close_missing, state, alive_until, outcome
        from staged_sheet where id = $1 and org = $2 and person = $3";
    OLDER = "select id from staged_sheet where person = $1 and (alive_until is null
        or alive_until < $2) order by staged desc, id desc limit 100";
    OLD = "select id from staged_sheet where staged < $1 and (alive_until is null
        or alive_until < $2) limit 100";
    EMPTY = "delete from staged_piece where sheet = $1";
    DROP = "delete from staged_sheet where id = $1";
    CLAIM = "update staged_sheet set state = $2, worker = $3, alive_until = $4
        where id = $1 and org = $7 and person = $8 and state in ($2, $5)
        and (alive_until is null or alive_until < $6)";
    ALIVE = "update staged_sheet set alive_until = $3 where id = $1 and worker = $2";
    SETTLE = "update staged_sheet set state = $3, outcome = $4, worker = null, alive_until = null
        where id = $1 and worker = $2";
    PIECES = "select number, content from staged_piece where sheet = $1 and number > $2
        order by number limit 4";
}

/// What sheets are sent for.
const SENDING: [Verb; 3] = [Verb::ImportOrganisations, Verb::KeepRoster, Verb::ImportEvaluations];

/// What is being done with a sheet, or was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is still on its way.
    Arriving,
    /// It is looked at, or waits for it.
    Trying,
    /// It was looked at.
    Tried,
    /// It is no sheet that can be read.
    Refused,
    /// It is taken in, or waits for it.
    Taking,
    /// It was taken in.
    Taken,
}

impl State {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Arriving, "arriving"),
        (Self::Trying, "trying"),
        (Self::Tried, "tried"),
        (Self::Refused, "refused"),
        (Self::Taking, "taking"),
        (Self::Taken, "taken"),
    ];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("", |(_, name)| name)
    }
}

/// A sheet that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Staged {
    /// Its identity.
    pub id: Uuid,
    /// Below which organisation it is to be taken in.
    pub org: OrgId,
    /// Who sent it; nobody else sees it.
    pub person: PersonId,
    /// What the file was called.
    pub name: String,
    /// Whether organisations that it lacks are closed.
    pub close_missing: bool,
    /// How far it has come.
    pub state: State,
    /// Until when whoever works on it counts as alive.
    pub alive_until: Option<Timestamp>,
    /// What came of looking at it.
    pub outcome: String,
}

fn staged(row: &Row) -> Result<Staged, Fault> {
    let alive = row.get::<Option<i64>>(6)?;
    let state = |name: &str| State::ALL.iter().find(|(_, n)| *n == name).ok_or(());
    Ok(Staged {
        id: row.get(0)?,
        org: row.id(1, OrgId::new)?,
        person: row.id(2, PersonId::new)?,
        name: row.get(3)?,
        close_missing: row.get::<i64>(4)? == 1,
        state: row.parsed(5, |name| state(name).map(|(state, _)| *state))?,
        alive_until: alive.map(|_| row.time(6)).transpose()?,
        outcome: row.get(7)?,
    })
}

/// A sheet that is on its way, to whoever sends it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coming {
    id: Uuid,
}

/// Work on a sheet that nobody else does, to whoever does it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claim {
    sheet: Uuid,
    worker: Uuid,
}

/// Makes room for a sheet to come; the oldest of the same person that nobody works on give way.
///
/// # Errors
/// [`Fault`].
pub async fn stage(
    write: &mut Write,
    permit: &Permit,
    id: Uuid,
    name: &str,
    most: i64,
) -> Result<Coming, Fault> {
    write.permitted(permit, &SENDING, permit.org())?;
    let (at, person) = (write.at(), permit.person());
    let older = write.rows(OLDER, args![person, at]).await?;
    let keep = usize::try_from(most - 1).unwrap_or(0);
    for row in older.iter().skip(keep) {
        drop_one(write, row.get(0)?).await?;
    }
    let state = State::Arriving.name();
    write.insert(STAGE, 8, args![id, permit.org(), person, name, 0, at, state, ""]).await?;
    Ok(Coming { id })
}

async fn drop_one(write: &mut Write, id: Uuid) -> Result<(), Fault> {
    write.run(EMPTY, args![id]).await?;
    write.run(DROP, args![id]).await.map(drop)
}

/// Adds a piece of a sheet that is on its way.
///
/// # Errors
/// [`Fault`], also where it had to give way meanwhile.
pub async fn piece(
    write: &mut Write,
    coming: &Coming,
    number: i64,
    content: &[u8],
) -> Result<(), Fault> {
    write.insert(PIECE, 3, args![coming.id, number, content]).await
}

/// Notes that all of it is there; false where it had to give way meanwhile.
///
/// # Errors
/// [`Fault`].
pub async fn arrived(
    write: &mut Write,
    coming: &Coming,
    close_missing: bool,
) -> Result<bool, Fault> {
    Ok(write.run(ARRIVED, args![coming.id, i64::from(close_missing)]).await? == 1)
}

/// Forgets a sheet that broke off or was refused on its way.
///
/// # Errors
/// [`Fault`].
pub async fn forget(write: &mut Write, coming: &Coming) -> Result<(), Fault> {
    drop_one(write, coming.id).await
}

/// A sheet that a person sent for an organisation.
///
/// # Errors
/// [`Fault`].
pub async fn find(
    link: &mut Link,
    id: Uuid,
    org: OrgId,
    person: PersonId,
) -> Result<Option<Staged>, Fault> {
    link.row(FIND, args![id, org, person]).await?.as_ref().map(staged).transpose()
}

/// Takes a sheet of one's own on to work on it, from one state to another; nothing where somebody
/// who is alive works on it, or it is in another state.
///
/// # Errors
/// [`Fault`].
pub async fn claim(
    write: &mut Write,
    permit: &Permit,
    id: Uuid,
    (from, to): (State, State),
    worker: Uuid,
    until: Timestamp,
) -> Result<Option<Claim>, Fault> {
    write.permitted(permit, &SENDING, permit.org())?;
    let (at, org, person) = (write.at(), permit.org(), permit.person());
    let args = args![id, to.name(), worker, until, from.name(), at, org, person];
    let is_claimed = write.run(CLAIM, args).await? == 1;
    Ok(is_claimed.then_some(Claim { sheet: id, worker }))
}

/// Notes that whoever works on a sheet is alive.
///
/// # Errors
/// [`Fault`].
pub async fn alive(write: &mut Write, claim: &Claim, until: Timestamp) -> Result<(), Fault> {
    write.run(ALIVE, args![claim.sheet, claim.worker, until]).await.map(drop)
}

/// Notes what came of it. Of a sheet that was taken in, nothing is kept but that.
///
/// # Errors
/// [`Fault`], also where another works on it by now: then nothing of this write may last.
pub async fn settle(
    write: &mut Write,
    claim: &Claim,
    state: State,
    outcome: &str,
) -> Result<(), Fault> {
    if write.run(SETTLE, args![claim.sheet, claim.worker, state.name(), outcome]).await? != 1 {
        return Err(Fault::Unfit("another works on this sheet".to_owned()));
    }
    if matches!(state, State::Taken | State::Refused) {
        write.run(EMPTY, args![claim.sheet]).await?;
    }
    Ok(())
}

/// The next pieces of a sheet behind a number, each with its own; none behind the last.
///
/// # Errors
/// [`Fault`].
pub async fn pieces(link: &mut Link, id: Uuid, after: i64) -> Result<Vec<(i64, Vec<u8>)>, Fault> {
    let rows = link.rows(PIECES, args![id, after]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Takes away sheets that came before a moment and that nobody works on; how many.
///
/// # Errors
/// [`Fault`].
pub async fn sweep(write: &mut Write, before: Timestamp) -> Result<usize, Fault> {
    let at = write.at();
    let old = write.rows(OLD, args![before, at]).await?;
    for row in &old {
        drop_one(write, row.get(0)?).await?;
    }
    Ok(old.len())
}
