//! Accounts: made by those above, activated by their owners, reset where a password is forgotten.

use std::sync::Arc;

use model::authority::Verb;
use model::event::Event;
use model::id::{EntryId, GrantId, OrgId};
use sha2::{Digest, Sha256};
use store::account::Activation;
use store::organisation::Organisation;
use store::post::Held;
use store::{Locks, account, organisation, post};

use crate::App;
use crate::cx::Cx;
use crate::refusal::{Flawed, Refusal};
use crate::{password, session};

/// Characters of a login.
const LOGIN_CHARS: std::ops::RangeInclusive<usize> = 3..=40;

/// Reads a login: letters, digits and a few signs, told apart without capitals.
pub(crate) fn login(text: &str) -> Result<String, Flawed> {
    let login = text.trim().to_lowercase();
    let is_sign = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '@');
    if !LOGIN_CHARS.contains(&login.chars().count()) {
        let (least, most) = (LOGIN_CHARS.start(), LOGIN_CHARS.end());
        return Err(Flawed::new("login", format!("登录名要有 {least} 到 {most} 个字符")));
    }
    match login.chars().all(is_sign) {
        true => Ok(login),
        false => Err(Flawed::new("login", "登录名只能用文字、数字和 - _ . @")),
    }
}

/// Changes one's own password; all other sessions end.
///
/// # Errors
/// [`Refusal::Flawed`].
pub async fn change_password(cx: &Cx, old: &str, new: &str, again: &str) -> Result<(), Refusal> {
    let known = account::of_person(&mut cx.link().await?, cx.person).await?;
    let known = known.ok_or(Refusal::Unseen)?;
    let fields = ["new_password", "new_password_again"];
    if let Some(flaw) = password::flaw(new, again, &known.login, fields) {
        return Err(Refusal::Flawed(vec![flaw]));
    }
    if !password::is_right(&cx.app, old.to_owned(), known.password).await {
        return Err(Refusal::flaw("password", "现在的密码不对"));
    }
    let hash = password::hash(&cx.app, new.to_owned()).await;
    let home = cx.grants.first().map(|grant| grant.org).ok_or(Refusal::Denied)?;
    let (cx, mut write) = cx.write(Locks::Orgs(vec![home])).await?;
    account::set_password(&mut write, cx.person, &hash).await?;
    account::end_others(&mut write, cx.person, &cx.session).await?;
    let event = Event::AccountActivated { person: cx.person };
    Ok(write.commit(EntryId::new(cx.app.identity()), home, event).await?)
}

/// How long a code counts that lets somebody choose a password.
const ACTIVATION: jiff::SignedDuration = jiff::SignedDuration::from_hours(24 * 14);

/// What a slip says: it is shown once, and its code is kept as a digest only.
#[derive(Clone, PartialEq, Eq)]
pub struct Slip {
    /// Whose it is.
    pub name: String,
    /// What is typed to log in.
    pub login: String,
    /// The code: 128 bits in hexadecimal digits.
    pub code: String,
    /// The last moment at which it counts.
    pub until: jiff::Timestamp,
}

/// A code with its digest.
fn new_code(cx: &Cx) -> (String, Activation) {
    let code = session::hex(&cx.app.random::<16>());
    let digest = Sha256::digest(code.as_bytes()).into();
    (code, Activation { digest, until: cx.now() + ACTIVATION })
}

/// Makes an account for whoever holds a post.
///
/// # Errors
/// [`Refusal`]; [`Refusal::Stale`] where there is one already.
pub async fn open(cx: &Cx, org: OrgId, post: GrantId, typed: &str) -> Result<Slip, Refusal> {
    let login = login(typed).map_err(|flaw| Refusal::Flawed(vec![flaw]))?;
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    let (org, held) = post_at(&cx, &mut write, org, post).await?;
    let permit = cx.may(Verb::MakeAccounts, &org)?;
    let person = held.person;
    if account::of_person(&mut write, person.id).await?.is_some() {
        return Err(Refusal::Stale);
    }
    if account::by_login(&mut write, &login).await?.is_some() {
        return Err(Refusal::flaw("login", "已经有人用这个登录名,请换一个"));
    }
    let (code, activation) = new_code(&cx);
    account::make_for(&mut write, &permit, person.id, &login, activation).await?;
    let event = Event::AccountMade { person: person.id };
    write.commit(EntryId::new(cx.app.identity()), org.id, event).await?;
    Ok(Slip { name: person.name, login, code, until: activation.until })
}

/// Takes the password of whoever holds a post away and gives a code for a new one; also unlocks.
///
/// # Errors
/// [`Refusal`].
pub async fn reset(cx: &Cx, org: OrgId, post: GrantId) -> Result<Slip, Refusal> {
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    let (org, held) = post_at(&cx, &mut write, org, post).await?;
    let permit = cx.may(Verb::ResetAccount, &org)?;
    let person = held.person;
    let known = account::of_person(&mut write, person.id).await?.ok_or(Refusal::Unseen)?;
    let (code, activation) = new_code(&cx);
    account::reset(&mut write, &permit, person.id, activation).await?;
    let event = Event::AccountReset { person: person.id };
    write.commit(EntryId::new(cx.app.identity()), org.id, event).await?;
    Ok(Slip { name: person.name, login: known.login, code, until: activation.until })
}

async fn post_at(
    cx: &Cx,
    link: &mut store::Link,
    org: OrgId,
    id: GrantId,
) -> Result<(Organisation, Held), Refusal> {
    let org = organisation::find(link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeePosts, &org)?;
    let held = post::find(link, id, org.id).await?.ok_or(Refusal::Unseen)?;
    Ok((org, held))
}

/// Whose account a code is for: the name and the login.
///
/// # Errors
/// [`Refusal::Unseen`] where it counts no more.
pub async fn activation(app: &App, code: &str) -> Result<(String, String), Refusal> {
    let digest = Sha256::digest(code.as_bytes()).into();
    let mut link = app.store().link().await?;
    let known = account::by_code(&mut link, &digest, app.now()).await?.ok_or(Refusal::Unseen)?;
    let name = post::name(&mut link, known.person).await?.unwrap_or_default();
    Ok((name, known.login))
}

/// Sets the password that the owner of a code chose, and logs in.
///
/// # Errors
/// [`Refusal::Unseen`] where the code counts no more, [`Refusal::Flawed`].
pub async fn activate(
    app: &Arc<App>,
    code: &str,
    new: &str,
    again: &str,
    agent: &str,
) -> Result<session::Token, Refusal> {
    let (_, typed) = activation(app, code).await?;
    if let Some(flaw) = password::flaw(new, again, &typed, ["password", "password_again"]) {
        return Err(Refusal::Flawed(vec![flaw]));
    }
    let hash = password::hash(app, new.to_owned()).await;
    let digest = Sha256::digest(code.as_bytes()).into();
    let (now, mut link) = (app.now(), app.store().link().await?);
    let known = account::by_code(&mut link, &digest, now).await?.ok_or(Refusal::Unseen)?;
    drop(link);
    let home = session::home(app, known.person).await?;
    let home = home.ok_or_else(|| Refusal::flaw("", "您现在没有任职,请联系上级党组织"))?;
    let locks = Locks::Orgs(vec![home]);
    let mut write = app.store().write(locks, Some(known.person), now, app.random()).await?;
    // A code counts once: of two that came together the second finds it gone.
    account::by_code(&mut write, &digest, now).await?.ok_or(Refusal::Unseen)?;
    account::set_password(&mut write, known.person, &hash).await?;
    let token = session::begin(app, &mut write, known.person, agent, true).await?;
    let event = Event::AccountActivated { person: known.person };
    write.commit(EntryId::new(app.identity()), home, event).await?;
    Ok(token)
}
