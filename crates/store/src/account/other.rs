//! What is done to the accounts of others by those who look after them.

use model::authority::{Permit, Verb};
use model::id::PersonId;

use super::{Activation, belongs, change, columns, is_administrator, session};
use crate::fault::Fault;
use crate::statement::{args, sql};
use crate::write::Write;

sql! {
    RESET = concat!("update account set password = null, activation = $2, activation_until = $3,
        failures = 0, locked_until = null, totp = null, totp_step = null, version = version + 1
        where person = $1 returning ", columns!());
    // 三员 keep their second factor: whoever reads the code still lacks the phone.
    RESET_PASSWORD = concat!("update account set password = null, activation = $2,
        activation_until = $3, failures = 0, locked_until = null, version = version + 1
        where person = $1 returning ", columns!());
    TAKE_FACTOR = concat!("update account set totp = null, totp_step = null, version = version + 1
        where person = $1 returning ", columns!());
    UNLOCK = "update account set failures = 0, locked_until = null where person = $1";
}

/// Asserts that a permit is for a person's account: 三员's are the security administrator's, all
/// others those of whoever resets accounts there.
async fn permitted(write: &mut Write, permit: &Permit, person: PersonId) -> Result<bool, Fault> {
    let verbs = [Verb::ResetAccount, Verb::GrantRole];
    write.permitted(permit, &verbs, permit.org())?;
    belongs(write, permit, person).await?;
    let is_administrator = is_administrator(write, person).await?;
    match (permit.verb() == Verb::GrantRole) == is_administrator {
        true => Ok(is_administrator),
        false => Err(Fault::Unfit("the permit is for other accounts".to_owned())),
    }
}

/// Takes an account's password away and gives a code for a new one; ends its sessions. 三员 keep
/// their second factor.
///
/// # Errors
/// [`Fault`].
pub async fn reset(
    write: &mut Write,
    permit: &Permit,
    person: PersonId,
    activation: Activation,
) -> Result<(), Fault> {
    let keeps_factor = permitted(write, permit, person).await?;
    let until = activation.until.as_microsecond();
    let statement = if keeps_factor { RESET_PASSWORD } else { RESET };
    change(write, statement, args![person, activation.digest.as_slice(), until]).await?;
    session::end_all(write, person).await
}

/// Takes a second factor away that its owner lost; ends the account's sessions. Who may do so for
/// 三员 may not reset their password: nobody gets in as another.
///
/// # Errors
/// [`Fault`].
pub async fn take_factor(
    write: &mut Write,
    permit: &Permit,
    person: PersonId,
) -> Result<(), Fault> {
    write.permitted(permit, &[Verb::ResetAccount], permit.org())?;
    belongs(write, permit, person).await?;
    change(write, TAKE_FACTOR, args![person]).await?;
    session::end_all(write, person).await
}

/// Lets an account that was locked in again.
///
/// # Errors
/// [`Fault`].
pub async fn unlock(write: &mut Write, permit: &Permit, person: PersonId) -> Result<(), Fault> {
    permitted(write, permit, person).await?;
    write.run(UNLOCK, args![person]).await.map(drop)
}
