//! Sessions, each by SHA-256 of a token that only the browser has.

use jiff::Timestamp;
use jiff::civil::Date;
use model::authority::Grant;
use model::id::PersonId;

use super::Own;
use crate::fault::Fault;
use crate::link::Link;
use crate::post::{grant_at, held_on};
use crate::row::Row;
use crate::statement::{Arg, args, day, sql};
use crate::write::Write;

sql! {
    BEGIN = "insert into session
        (token, person, begun, seen, proved, ended, agent) values";
    SESSION = "select person, begun, seen, agent, proved from session
        where token = $1 and ended is null and seen > $2";
    // Whoever asks for a page: asked with every one of them.
    KNOWN = concat!("select s.person, s.begun, s.seen, s.agent, s.proved,
        (select n.name from person n where n.id = s.person),
        (select count(*) from account a where a.person = s.person and a.totp is not null),
        p.id, p.role, p.org, o.path
        from session s left join post p on p.person = s.person and ", held_on!("$3"), "
        left join organisation o on o.id = p.org and o.closed is null
        where s.token = $1 and s.ended is null and s.seen > $2 order by p.id");
    PROVE = "update session set proved = 1
        where token = $1 and person = $2 and ended is null";
    SEEN = "update session set seen = $2 where token = $1 and seen < $2";
    END = "update session set ended = $3 where token = $1 and person = $2 and ended is null";
    END_ALL = "update session set ended = $2 where person = $1 and ended is null";
    END_OTHERS = "update session set ended = $3 where person = $1 and token <> $2
        and ended is null";
    END_OLDEST = "update session set ended = $2 where person = $1 and ended is null and proved = 1
        and token <> $3 and token not in (select token from session where person = $1
        and ended is null and proved = 1 and token <> $3 order by seen desc, token limit $4)";
    SESSIONS = "select token, begun, seen, agent from session
        where person = $1 and ended is null and proved = 1 and seen > $2
        order by seen desc limit $3";
}

/// A session, by SHA-256 of its token.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the token.
    pub token: [u8; 32],
    /// Whose it is.
    pub person: PersonId,
    /// Since when.
    pub begun: Timestamp,
    /// When it was last seen.
    pub seen: Timestamp,
    /// What the browser said of itself.
    pub agent: String,
    /// Whether the second factor was given, or none is needed.
    pub proved: bool,
}

/// Begins a session.
///
/// # Errors
/// [`Fault`].
pub async fn begin_session(
    write: &mut Write,
    own: &Own,
    token: &[u8; 32],
    agent: &str,
    proved: bool,
) -> Result<(), Fault> {
    let at = write.at();
    let (person, proved) = (own.person(), i64::from(proved));
    let values: &[Arg<'_>] = args![token.as_slice(), person, at, at, proved, None::<i64>, agent];
    write.insert(BEGIN, values.len(), values).await
}

/// Finds a session that was seen after a moment and has not ended, with leave for the account of
/// whoever has its token.
///
/// # Errors
/// [`Fault`].
pub async fn session(
    link: &mut Link,
    token: &[u8; 32],
    seen_after: Timestamp,
) -> Result<Option<(Session, Own)>, Fault> {
    let row = link.row(SESSION, args![token.as_slice(), seen_after]).await?;
    row.map(|row| found(token, &row)).transpose()
}

fn found(token: &[u8; 32], row: &Row) -> Result<(Session, Own), Fault> {
    let person = row.id(0, PersonId::new)?;
    let session = Session {
        token: *token,
        person,
        begun: row.time(1)?,
        seen: row.time(2)?,
        agent: row.get(3)?,
        proved: row.get::<i64>(4)? == 1,
    };
    Ok((session, Own::of(person)))
}

/// Who has a session.
#[derive(Debug)]
pub struct Known {
    /// The session.
    pub session: Session,
    /// Leave for the account.
    pub own: Own,
    /// The person's name.
    pub name: String,
    /// Whether a second factor is set up.
    pub has_factor: bool,
    /// The roles that the person holds, with where they are held.
    pub grants: Vec<Grant>,
}

/// The same with what every page says of who asks for it, and the roles held on a day: one question
/// for what precedes every other.
///
/// # Errors
/// [`Fault`].
pub async fn known(
    link: &mut Link,
    token: &[u8; 32],
    seen_after: Timestamp,
    on: Date,
) -> Result<Option<Known>, Fault> {
    let rows = link.rows(KNOWN, args![token.as_slice(), seen_after, day(on)]).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let (session, own) = found(token, first)?;
    let name = first.get::<Option<String>>(5)?.unwrap_or_default();
    let has_factor = first.get::<i64>(6)? > 0;
    let mut grants = Vec::new();
    for row in &rows {
        // Nothing is held at an organisation that was closed.
        if row.get::<Option<String>>(10)?.is_some() {
            grants.push(grant_at(row, 7)?);
        }
    }
    Ok(Some(Known { session, own, name, has_factor, grants }))
}

/// Notes that a session's person gave the second factor.
///
/// # Errors
/// [`Fault`].
pub async fn prove(write: &mut Write, own: &Own, token: &[u8; 32]) -> Result<(), Fault> {
    write.run(PROVE, args![token.as_slice(), own.person()]).await.map(drop)
}

/// Notes that a session was seen. Who has its token is seen; it gives nobody anything.
///
/// # Errors
/// [`Fault`].
pub async fn see(write: &mut Write, token: &[u8; 32]) -> Result<(), Fault> {
    let at = write.at();
    write.run(SEEN, args![token.as_slice(), at]).await.map(drop)
}

/// Ends those of one's own sessions that were seen longest ago: so many are left beside one.
///
/// # Errors
/// [`Fault`].
pub async fn end_oldest(
    write: &mut Write,
    own: &Own,
    token: &[u8; 32],
    left: i64,
) -> Result<(), Fault> {
    let at = write.at();
    write.run(END_OLDEST, args![own.person(), at, token.as_slice(), left]).await.map(drop)
}

/// Ends one of one's own sessions; false where there is none such.
///
/// # Errors
/// [`Fault`].
pub async fn end_session(write: &mut Write, own: &Own, token: &[u8]) -> Result<bool, Fault> {
    let at = write.at();
    Ok(write.run(END, args![token, own.person(), at]).await? == 1)
}

/// Ends all of a person's sessions.
pub(super) async fn end_all(write: &mut Write, person: PersonId) -> Result<(), Fault> {
    let at = write.at();
    write.run(END_ALL, args![person, at]).await.map(drop)
}

/// Ends all of one's own sessions but one.
///
/// # Errors
/// [`Fault`].
pub async fn end_others(write: &mut Write, own: &Own, token: &[u8; 32]) -> Result<(), Fault> {
    let at = write.at();
    write.run(END_OTHERS, args![own.person(), token.as_slice(), at]).await.map(drop)
}

/// A person's sessions that go on, the latest first.
///
/// # Errors
/// [`Fault`].
pub async fn sessions(
    link: &mut Link,
    person: PersonId,
    seen_after: Timestamp,
    most: i64,
) -> Result<Vec<Session>, Fault> {
    let rows = link.rows(SESSIONS, args![person, seen_after, most]).await?;
    let read = |row: &Row| {
        let token = row.get::<Vec<u8>>(0)?;
        let token = token.try_into().map_err(|_| Fault::Corrupt("token".to_owned()))?;
        let (begun, seen, agent) = (row.time(1)?, row.time(2)?, row.get(3)?);
        Ok(Session { token, person, begun, seen, agent, proved: true })
    };
    rows.iter().map(read).collect()
}
