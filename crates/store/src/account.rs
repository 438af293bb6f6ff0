//! Accounts and sessions. Secrets are kept as what cannot be turned back: argon2id of a password,
//! SHA-256 of codes and tokens that are long enough by themselves.

use jiff::Timestamp;
use model::authority::{Permit, Verb};
use model::id::PersonId;

use crate::engine::Link;
use crate::fault::Fault;
use crate::row::Row;
use crate::statement::{Arg, args, sql};
use crate::write::Write;

sql! {
    MAKE = "insert into account (person, login, password, activation, activation_until, failures,
        locked_until, totp, totp_step) values";
    BY_LOGIN = "select person, login, password, failures, locked_until, totp, totp_step
        from account where login = $1";
    BY_PERSON = "select person, login, password, failures, locked_until, totp, totp_step
        from account where person = $1";
    BY_CODE = "select person, login, password, failures, locked_until, totp, totp_step
        from account where activation = $1 and activation_until > $2";
    PASSWORD = "update account set password = $2, activation = null, activation_until = null,
        failures = 0, locked_until = null where person = $1";
    RESET = "update account set password = null, activation = $2, activation_until = $3,
        failures = 0, locked_until = null, totp = null, totp_step = null where person = $1";
    UNLOCK = "update account set failures = 0, locked_until = null where person = $1";
    FAILED = "update account set failures = $2, locked_until = $3 where person = $1";
    TOTP = "update account set totp = $2, totp_step = $3 where person = $1";
    STEP = "update account set totp_step = $2 where person = $1
        and (totp_step is null or totp_step < $2)";

    BEGIN = "insert into session
        (token, person, begun, seen, proved, ended, agent) values";
    SESSION = "select person, begun, seen, agent, proved from session
        where token = $1 and ended is null and seen > $2";
    PROVE = "update session set proved = 1
        where token = $1 and ended is null";
    SEEN = "update session set seen = $2 where token = $1 and seen < $2";
    END = "update session set ended = $3 where token = $1 and person = $2 and ended is null";
    END_ALL = "update session set ended = $2 where person = $1 and ended is null";
    END_OTHERS = "update session set ended = $3 where person = $1 and token <> $2
        and ended is null";
    SESSIONS = "select token, begun, seen, agent from session
        where person = $1 and ended is null and proved = 1 and seen > $2
        order by seen desc limit $3";
}

/// An account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Whose it is.
    pub person: PersonId,
    /// What is typed to log in.
    pub login: String,
    /// argon2id of the password, once there is one.
    pub password: Option<String>,
    /// Wrong passwords since the last right one.
    pub failures: i64,
    /// Until when nobody gets in.
    pub locked_until: Option<Timestamp>,
    /// The second factor's secret.
    pub totp: Option<Vec<u8>>,
    /// The last step that was used: a code counts once.
    pub totp_step: Option<i64>,
}

/// A code that lets somebody choose a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activation {
    /// SHA-256 of the code.
    pub digest: [u8; 32],
    /// Until when it counts.
    pub until: Timestamp,
}

fn account(row: &Row) -> Result<Account, Fault> {
    let locked = row.get::<Option<i64>>(4)?;
    Ok(Account {
        person: row.id(0, PersonId::new)?,
        login: row.get(1)?,
        password: row.get(2)?,
        failures: row.get(3)?,
        locked_until: locked.map(|_| row.time(4)).transpose()?,
        totp: row.get(5)?,
        totp_step: row.get(6)?,
    })
}

async fn make(
    write: &mut Write,
    person: PersonId,
    login: &str,
    password: Option<&str>,
    activation: Option<Activation>,
) -> Result<(), Fault> {
    let digest = activation.as_ref().map(|activation| activation.digest.as_slice());
    let until = activation.map(|activation| activation.until.as_microsecond());
    let values: &[Arg<'_>] =
        args![person, login, password, digest, until, 0, None::<i64>, None::<&[u8]>, None::<i64>];
    write.insert(MAKE, values.len(), values).await
}

/// Makes the first administrator's account, with a password, in a database that has none.
///
/// # Errors
/// [`Fault`].
pub async fn begin(
    write: &mut Write,
    person: PersonId,
    login: &str,
    password: &str,
) -> Result<(), Fault> {
    make(write, person, login, Some(password), None).await
}

/// Makes an account whose owner chooses the password.
///
/// # Errors
/// [`Fault`].
pub async fn make_for(
    write: &mut Write,
    permit: &Permit,
    person: PersonId,
    login: &str,
    activation: Activation,
) -> Result<(), Fault> {
    permitted(permit, Verb::MakeAccounts)?;
    make(write, person, login, None, Some(activation)).await
}

fn permitted(permit: &Permit, verb: Verb) -> Result<(), Fault> {
    match permit.verb() == verb {
        true => Ok(()),
        false => Err(Fault::Unfit("the permit is for something else".to_owned())),
    }
}

/// Takes an account's password away and gives a code for a new one; ends its sessions.
///
/// # Errors
/// [`Fault`].
pub async fn reset(
    write: &mut Write,
    permit: &Permit,
    person: PersonId,
    activation: Activation,
) -> Result<(), Fault> {
    permitted(permit, Verb::ResetAccount)?;
    let until = activation.until.as_microsecond();
    write.run(RESET, args![person, activation.digest.as_slice(), until]).await?;
    end_all(write, person).await
}

/// Lets an account that was locked in again.
///
/// # Errors
/// [`Fault`].
pub async fn unlock(write: &mut Write, permit: &Permit, person: PersonId) -> Result<(), Fault> {
    permitted(permit, Verb::ResetAccount)?;
    write.run(UNLOCK, args![person]).await.map(drop)
}

/// Finds an account by what was typed.
///
/// # Errors
/// [`Fault`].
pub async fn by_login(link: &mut Link, login: &str) -> Result<Option<Account>, Fault> {
    link.row(BY_LOGIN, args![login]).await?.as_ref().map(account).transpose()
}

/// A person's account.
///
/// # Errors
/// [`Fault`].
pub async fn of_person(link: &mut Link, person: PersonId) -> Result<Option<Account>, Fault> {
    link.row(BY_PERSON, args![person]).await?.as_ref().map(account).transpose()
}

/// The account that a code which still counts is for.
///
/// # Errors
/// [`Fault`].
pub async fn by_code(
    link: &mut Link,
    digest: &[u8; 32],
    at: Timestamp,
) -> Result<Option<Account>, Fault> {
    link.row(BY_CODE, args![digest.as_slice(), at]).await?.as_ref().map(account).transpose()
}

/// Sets the password that its owner chose; codes that are out count no more.
///
/// # Errors
/// [`Fault`].
pub async fn set_password(write: &mut Write, person: PersonId, hash: &str) -> Result<(), Fault> {
    write.run(PASSWORD, args![person, hash]).await.map(drop)
}

/// Notes wrong passwords, or that there are none any more.
///
/// # Errors
/// [`Fault`].
pub async fn note_failures(
    write: &mut Write,
    person: PersonId,
    failures: i64,
    locked_until: Option<Timestamp>,
) -> Result<(), Fault> {
    let until = locked_until.map(Timestamp::as_microsecond);
    write.run(FAILED, args![person, failures, until]).await.map(drop)
}

/// Sets the second factor's secret, or takes it away.
///
/// # Errors
/// [`Fault`].
pub async fn set_totp(
    write: &mut Write,
    person: PersonId,
    secret: Option<&[u8]>,
    step: Option<i64>,
) -> Result<(), Fault> {
    write.run(TOTP, args![person, secret, step]).await.map(drop)
}

/// Uses a step of the second factor; false where it was used before.
///
/// # Errors
/// [`Fault`].
pub async fn use_step(write: &mut Write, person: PersonId, step: i64) -> Result<bool, Fault> {
    Ok(write.run(STEP, args![person, step]).await? == 1)
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
    token: &[u8; 32],
    person: PersonId,
    agent: &str,
    proved: bool,
) -> Result<(), Fault> {
    let at = write.at();
    let proved = i64::from(proved);
    let values: &[Arg<'_>] = args![token.as_slice(), person, at, at, proved, None::<i64>, agent];
    write.insert(BEGIN, values.len(), values).await
}

/// Finds a session that was seen after a moment and has not ended.
///
/// # Errors
/// [`Fault`].
pub async fn session(
    link: &mut Link,
    token: &[u8; 32],
    seen_after: Timestamp,
) -> Result<Option<Session>, Fault> {
    let row = link.row(SESSION, args![token.as_slice(), seen_after]).await?;
    let read = |row: Row| {
        Ok(Session {
            token: *token,
            person: row.id(0, PersonId::new)?,
            begun: row.time(1)?,
            seen: row.time(2)?,
            agent: row.get(3)?,
            proved: row.get::<i64>(4)? == 1,
        })
    };
    row.map(read).transpose()
}

/// Notes that a session's person gave the second factor.
///
/// # Errors
/// [`Fault`].
pub async fn prove(write: &mut Write, token: &[u8; 32]) -> Result<(), Fault> {
    write.run(PROVE, args![token.as_slice()]).await.map(drop)
}

/// Notes that a session was seen.
///
/// # Errors
/// [`Fault`].
pub async fn see(write: &mut Write, token: &[u8; 32]) -> Result<(), Fault> {
    let at = write.at();
    write.run(SEEN, args![token.as_slice(), at]).await.map(drop)
}

/// Ends a person's session; false where there is none such.
///
/// # Errors
/// [`Fault`].
pub async fn end_session(write: &mut Write, token: &[u8], person: PersonId) -> Result<bool, Fault> {
    let at = write.at();
    Ok(write.run(END, args![token, person, at]).await? == 1)
}

/// Ends all of a person's sessions.
///
/// # Errors
/// [`Fault`].
pub async fn end_all(write: &mut Write, person: PersonId) -> Result<(), Fault> {
    let at = write.at();
    write.run(END_ALL, args![person, at]).await.map(drop)
}

/// Ends all of a person's sessions but one.
///
/// # Errors
/// [`Fault`].
pub async fn end_others(
    write: &mut Write,
    person: PersonId,
    token: &[u8; 32],
) -> Result<(), Fault> {
    let at = write.at();
    write.run(END_OTHERS, args![person, token.as_slice(), at]).await.map(drop)
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
