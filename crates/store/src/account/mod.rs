//! Accounts. Secrets are kept as what cannot be turned back: argon2id of a password, SHA-256 of
//! codes and tokens that are long enough by themselves.

mod many;
mod other;
mod own;
mod session;

use jiff::Timestamp;
use model::authority::{Permit, Role};
use model::id::PersonId;
use sha2::{Digest, Sha256};

pub use self::many::{make_all, make_for, taken};
pub use self::other::{reset, take_factor, unlock};
pub use self::own::{Own, fail, set_password, set_totp, succeed, use_step};
pub use self::session::{
    Known, Session, begin_session, end_oldest, end_others, end_session, known, prove, see, session,
    sessions,
};
use crate::fault::Fault;
use crate::link::Link;
use crate::row::Row;
use crate::statement::{Arg, args, day, sql};
use crate::version::{self, Version};
use crate::write::Write;

macro_rules! columns {
    () => {
        "person, login, password, failures, locked_until, totp, totp_step, activation, version"
    };
}
use columns;

sql! {
    MAKE = "insert into account (person, login, password, activation, activation_until, failures,
        locked_until, totp, totp_step, version) values";
    BY_LOGIN = concat!("select ", columns!(), " from account where login = $1");
    BY_PERSON = concat!("select ", columns!(), " from account where person = $1");
    BY_CODE = concat!("select ", columns!(), " from account
        where activation = $1 and activation_until > $2");
    // Whether somebody holds a post at or below a place, on a day or later.
    BELONGS = "select count(*) from (select 1 from post p join organisation o on o.id = p.org
        where p.person = $1 and o.path >= $2 and o.path < $3
        and (p.to_day is null or p.to_day >= $4) limit 1) as few";
    ROLES = "select distinct role from post where person = $1
        and (to_day is null or to_day >= $2)";
    WALK = concat!("select ", columns!(), " from account where person > $1 order by person
        limit $2");
}

/// Every statement of this noun.
pub(crate) fn all() -> impl Iterator<Item = &'static crate::Statement> {
    [ALL, many::ALL, other::ALL, own::ALL, session::ALL].into_iter().flatten()
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
    /// SHA-256 of the code that is out.
    activation: Option<Vec<u8>>,
    version: i64,
}

impl Account {
    /// Whether its owner has still to choose a password.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.password.is_none()
    }

    /// Whether nobody gets in at a moment.
    #[must_use]
    pub fn is_locked(&self, at: Timestamp) -> bool {
        self.locked_until.is_some_and(|until| until > at)
    }

    /// A version's content: that there are secrets, and by their digests which, but never they
    /// themselves. So nobody exchanges one behind the journal's back.
    fn content(&self) -> String {
        let digest = |secret: Option<&[u8]>| match secret {
            Some(secret) => hex(&Sha256::digest(secret)),
            None => "-".to_owned(),
        };
        format!(
            "login {}\npassword {}\nactivation {}\nfactor {}\n",
            self.login,
            digest(self.password.as_deref().map(str::as_bytes)),
            digest(self.activation.as_deref()),
            digest(self.totp.as_deref()),
        )
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A code that lets somebody choose a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Activation {
    /// SHA-256 of the code.
    pub digest: [u8; 32],
    /// Until when it counts.
    pub until: Timestamp,
}

/// An account to be made, whose owner chooses the password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct New {
    /// Whose it will be.
    pub person: PersonId,
    /// What is typed to log in.
    pub login: String,
    /// The code on the slip.
    pub activation: Activation,
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
        activation: row.get(7)?,
        version: row.get(8)?,
    })
}

/// Keeps the versions that accounts now have.
async fn keep(write: &mut Write, accounts: &[Account]) -> Result<(), Fault> {
    let version = |account: &Account| -> Result<Version, Fault> {
        let number = version::number(account.version)?;
        Ok((account.person.uuid(), number, account.content()))
    };
    let versions: Vec<Version> = accounts.iter().map(version).collect::<Result<_, _>>()?;
    version::keep(write, &version::ACCOUNT, &versions).await
}

/// Changes an account by a statement that gives it back; false where there is none.
async fn change(
    write: &mut Write,
    statement: crate::Statement,
    values: &[Arg<'_>],
) -> Result<bool, Fault> {
    let Some(row) = write.row(statement, values).await? else { return Ok(false) };
    keep(write, &[account(&row)?]).await?;
    Ok(true)
}

async fn make(
    write: &mut Write,
    accounts: &[(PersonId, &str, Option<&str>, Option<Activation>)],
) -> Result<(), Fault> {
    let mut rows: Vec<Arg<'_>> = Vec::with_capacity(10 * accounts.len());
    let mut made = Vec::with_capacity(accounts.len());
    for (person, login, password, activation) in accounts {
        let digest = activation.as_ref().map(|activation| activation.digest.as_slice());
        let until = activation.map(|activation| activation.until.as_microsecond());
        rows.extend_from_slice(args![
            *person,
            *login,
            *password,
            digest,
            until,
            0,
            None::<i64>,
            None::<&[u8]>,
            None::<i64>,
            1
        ]);
        made.push(Account {
            person: *person,
            login: (*login).to_owned(),
            password: password.map(str::to_owned),
            failures: 0,
            locked_until: None,
            totp: None,
            totp_step: None,
            activation: digest.map(<[u8]>::to_vec),
            version: 1,
        });
    }
    write.insert(MAKE, 10, &rows).await?;
    keep(write, &made).await
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
) -> Result<Own, Fault> {
    make(write, &[(person, login, Some(password), None)]).await?;
    Ok(Own::of(person))
}

/// Asserts that a person holds a post where a permit is for or below it.
async fn belongs(write: &mut Write, permit: &Permit, person: PersonId) -> Result<(), Fault> {
    let (path, today) = (permit.path(), day(write.today()));
    match write.number(BELONGS, args![person, path.as_str(), &path.end(), today]).await? {
        0 => Err(Fault::Unfit("the person holds no post there".to_owned())),
        _ => Ok(()),
    }
}

/// Whether a person is one of 三员, or will be.
async fn is_administrator(write: &mut Write, person: PersonId) -> Result<bool, Fault> {
    let today = day(write.today());
    for row in write.rows(ROLES, args![person, today]).await? {
        let role = row.parsed(0, |name| Role::named(name).ok_or(()))?;
        if role.is_administrator() {
            return Ok(true);
        }
    }
    Ok(false)
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

/// The account that a code which still counts is for, with leave to do something to it: who has
/// the code is its owner.
///
/// # Errors
/// [`Fault`].
pub async fn by_code(
    link: &mut Link,
    digest: &[u8; 32],
    at: Timestamp,
) -> Result<Option<(Account, Own)>, Fault> {
    let row = link.row(BY_CODE, args![digest.as_slice(), at]).await?;
    let Some(account) = row.as_ref().map(account).transpose()? else { return Ok(None) };
    let own = Own::of(account.person);
    Ok(Some((account, own)))
}

/// Accounts behind one, in the order of identities, as they are and as their versions should say.
pub(crate) async fn walk(
    link: &mut Link,
    after: uuid::Uuid,
    most: i64,
) -> Result<Vec<(uuid::Uuid, i64, String)>, Fault> {
    let rows = link.rows(WALK, args![after, most]).await?;
    let read = |row: &Row| {
        let account = account(row)?;
        Ok((account.person.uuid(), account.version, account.content()))
    };
    rows.iter().map(read).collect()
}
