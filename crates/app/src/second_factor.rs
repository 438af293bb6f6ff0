//! 动态口令 (RFC 6238): a number of six digits that a phone shows for half a minute.

use std::sync::Arc;

use jiff::Timestamp;
use model::event::Event;
use model::id::EntryId;
use store::account::Account;
use store::{Housekeeping, Locks, account};
use totp_rs::{Builder, Secret, Totp};

use crate::App;
use crate::cx::{Cx, Form};
use crate::password;
use crate::refusal::Refusal;
use crate::session::{self, Token};

/// Bytes of a secret: 160 bits, as the standard has it.
const SECRET_BYTES: usize = 20;

/// Steps that a phone's clock may be off, either way.
const STEPS_OFF: u16 = 1;

fn totp(secret: &[u8]) -> Totp {
    let secret = Secret::new(secret.into());
    Builder::new().with_secret(secret).with_skew(STEPS_OFF).build_noncompliant()
}

/// The step that a code is of, where it is one of now.
fn step(secret: &[u8], code: &str, now: Timestamp) -> Option<i64> {
    let digits: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    let seconds = u64::try_from(now.as_second()).ok()?;
    totp(secret).check(&digits, seconds).and_then(|step| i64::try_from(step).ok())
}

/// A new secret, as people copy it: in letters and digits of base 32. It counts once its owner has
/// proved that the phone has it.
#[must_use]
pub fn new_secret(app: &App) -> String {
    Secret::new(app.random::<SECRET_BYTES>().into()).to_base32()
}

/// Whether a person has a second factor.
///
/// # Errors
/// [`Refusal`].
pub async fn is_on(cx: &Cx) -> Result<bool, Refusal> {
    let known = account::of_person(&mut cx.link().await?, cx.person).await?;
    Ok(known.is_some_and(|known| known.totp.is_some()))
}

/// Sets a second factor up, with a code that proves that the phone has the secret. One that is on
/// is taken away first, with the password.
///
/// # Errors
/// [`Refusal::Flawed`].
pub async fn set_up(cx: &Cx, form: Form, secret: &str, code: &str) -> Result<String, Refusal> {
    if let Some(place) = cx.was_answered(form).await? {
        return Ok(place);
    }
    let secret = Secret::try_from_base32(secret.trim()).map_err(|_| Refusal::Stale)?;
    let secret = secret.as_bytes();
    if secret.len() != SECRET_BYTES {
        return Err(Refusal::Stale);
    }
    let says = "动态口令不对;请核对密钥,并确认手机的时间准确";
    let step = step(secret, code, cx.now()).ok_or_else(|| Refusal::flaw("code", says))?;
    change(cx, form, Some((secret, step)), None).await
}

/// Takes a second factor away, with the password; those who have to have one set another up then.
///
/// # Errors
/// [`Refusal::Flawed`].
pub async fn turn_off(cx: &Cx, form: Form, secret: &str) -> Result<String, Refusal> {
    if let Some(place) = cx.was_answered(form).await? {
        return Ok(place);
    }
    let known = password::asked(cx, "current_password", secret, "登录密码不对").await?;
    change(cx, form, None, Some(&known)).await
}

/// Sets another one up, or takes it away; with whose password that was proved, where it was.
async fn change(
    cx: &Cx,
    form: Form,
    new: Option<(&[u8], i64)>,
    proved: Option<&Account>,
) -> Result<String, Refusal> {
    let home = cx.home().ok_or(Refusal::Denied)?;
    let (cx, mut write) = cx.write(Locks::Orgs(vec![home])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    if let Some(known) = proved
        && !password::still_holds(&mut write, known, cx.now()).await?
    {
        return Err(Refusal::Stale);
    }
    let known = account::of_person(&mut write, cx.person).await?.ok_or(Refusal::Unseen)?;
    if new.is_some() && known.totp.is_some() {
        let says = "动态口令已经启用;要换手机,请先用登录密码停用";
        return Err(Refusal::flaw("code", says));
    }
    let (secret, step) = new.unzip();
    account::set_totp(&mut write, cx.own()?, secret, step).await?;
    account::succeed(&mut write, cx.own()?).await?;
    account::end_others(&mut write, cx.own()?, &cx.session).await?;
    let event = Event::SecondFactorChanged { is_on: secret.is_some() };
    cx.commit(write, form, home, event, session::OWN_PLACE).await
}

/// Gives the second factor for a session that waits for it.
///
/// # Errors
/// [`Refusal::Flawed`] for a wrong code or one that was used; [`Refusal::SignIn`] where no session
/// waits.
pub async fn prove(app: &Arc<App>, token: &Token, code: &str) -> Result<(), Refusal> {
    let (now, digest) = (app.now(), token.digest());
    let mut link = app.store().link().await?;
    let waiting = account::session(&mut link, &digest, now - session::IDLE).await?;
    let (waiting, own) = waiting.ok_or(Refusal::SignIn)?;
    let known = account::of_person(&mut link, waiting.person).await?.ok_or(Refusal::SignIn)?;
    drop(link);
    let wrong = || Refusal::flaw("code", "动态口令不对,或者已经用过;请等下一个再输");
    if known.is_locked(now) {
        return Err(wrong());
    }
    let secret = known.totp.clone().ok_or(Refusal::SignIn)?;
    let Some(step) = step(&secret, code, now) else {
        session::note_failure(app, known.person, now).await?;
        return Err(wrong());
    };
    let home = session::home(app, known.person).await?.ok_or_else(session::without_post)?;
    let locks = Locks::Orgs(vec![home]);
    let mut write = app.store().write(locks, Some(known.person), now, app.random()).await?;
    if !password::still_holds(&mut write, &known, now).await? {
        return Err(wrong());
    }
    // Whoever looked over the shoulder comes too late with the same code.
    if !account::use_step(&mut write, &own, step).await? {
        write.commit_quietly(Housekeeping::Session).await?;
        return Err(wrong());
    }
    account::succeed(&mut write, &own).await?;
    account::prove(&mut write, &own, &digest).await?;
    session::begun(&mut write, &own, &digest).await?;
    Ok(write.commit(EntryId::new(app.identity()), home, Event::LoggedIn).await?)
}
