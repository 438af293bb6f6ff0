//! What people do to their own accounts, and who they have to prove to be for it.

use jiff::Timestamp;
use model::id::PersonId;

use super::{Account, change, columns};
use crate::fault::Fault;
use crate::statement::{args, sql};
use crate::write::Write;

sql! {
    PASSWORD = concat!("update account set password = $2, activation = null,
        activation_until = null, failures = 0, locked_until = null, version = version + 1
        where person = $1 returning ", columns!());
    TOTP = concat!("update account set totp = $2, totp_step = $3, version = version + 1
        where person = $1 returning ", columns!());
    FAILED = "update account set failures = failures + 1 where person = $1 returning failures";
    LOCK = "update account set failures = 0, locked_until = $2 where person = $1";
    SUCCEEDED = "update account set failures = 0, locked_until = null where person = $1";
    STEP = "update account set totp_step = $2 where person = $1
        and (totp_step is null or totp_step < $2)";
}

/// Leave to do something to one's own account. It is had by whoever proves who they are: with a
/// password, a session's token, or a code that is out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Own {
    person: PersonId,
}

impl Own {
    pub(super) fn of(person: PersonId) -> Self {
        Self { person }
    }

    /// Who it is.
    #[must_use]
    pub fn person(&self) -> PersonId {
        self.person
    }
}

impl Account {
    /// Proves who it is with a password, which is held against its argon2id.
    #[must_use]
    pub fn proven(&self, is_right: impl FnOnce(&str) -> bool) -> Option<Own> {
        self.password.as_deref().is_some_and(is_right).then(|| Own::of(self.person))
    }
}

/// Sets the password that its owner chose; codes that are out count no more.
///
/// # Errors
/// [`Fault`].
pub async fn set_password(write: &mut Write, own: &Own, hash: &str) -> Result<(), Fault> {
    change(write, PASSWORD, args![own.person, hash]).await.map(drop)
}

/// Sets the second factor's secret, or takes it away.
///
/// # Errors
/// [`Fault`].
pub async fn set_totp(
    write: &mut Write,
    own: &Own,
    secret: Option<&[u8]>,
    step: Option<i64>,
) -> Result<(), Fault> {
    change(write, TOTP, args![own.person, secret, step]).await.map(drop)
}

/// Counts a wrong password or code of somebody who proved nothing: it only ever keeps out. After
/// so many nobody gets in until a moment; whether that is now.
///
/// # Errors
/// [`Fault`].
pub async fn fail(
    write: &mut Write,
    person: PersonId,
    most: i64,
    until: Timestamp,
) -> Result<bool, Fault> {
    let row = write.row(FAILED, args![person]).await?;
    let failures = row.map_or(Ok(0), |row| row.get::<i64>(0))?;
    if failures < most {
        return Ok(false);
    }
    write.run(LOCK, args![person, until]).await?;
    Ok(true)
}

/// Forgets wrong passwords: its owner is in.
///
/// # Errors
/// [`Fault`].
pub async fn succeed(write: &mut Write, own: &Own) -> Result<(), Fault> {
    write.run(SUCCEEDED, args![own.person]).await.map(drop)
}

/// Uses a step of the second factor; false where it was used before.
///
/// # Errors
/// [`Fault`].
pub async fn use_step(write: &mut Write, own: &Own, step: i64) -> Result<bool, Fault> {
    Ok(write.run(STEP, args![own.person, step]).await? == 1)
}
