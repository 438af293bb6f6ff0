//! Accounts: made by those above, activated by their owners, reset where a password is forgotten.

use std::sync::{Arc, PoisonError};

use model::authority::{Permit, Role, Verb, decide};
use model::event::Event;
use model::id::{EntryId, GrantId, OrgId, PersonId};
use sha2::{Digest, Sha256};
use store::account::Activation;
use store::organisation::Organisation;
use store::post::Held;
use store::{Locks, account, answer, organisation, post};

use crate::App;
use crate::cx::{Cx, Form};
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

/// Changes one's own password; all other sessions end. Gives the address of the account's page.
///
/// # Errors
/// [`Refusal::Flawed`].
pub async fn change_password(
    cx: &Cx,
    form: Form,
    old: &str,
    new: &str,
    again: &str,
) -> Result<String, Refusal> {
    if let Some(place) = cx.was_answered(form).await? {
        return Ok(place);
    }
    let known = account::of_person(&mut cx.link().await?, cx.person).await?;
    let login = known.ok_or(Refusal::Unseen)?.login;
    let fields = ["new_password", "new_password_again"];
    if let Some(flaw) = password::flaw(new, again, &login, fields) {
        return Err(Refusal::Flawed(vec![flaw]));
    }
    let known = password::asked(cx, "password", old, "现在的密码不对").await?;
    let hash = password::hash(&cx.app, new.to_owned()).await;
    let home = cx.home().ok_or(Refusal::Denied)?;
    let (cx, mut write) = cx.write(Locks::Orgs(vec![home])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    if !password::still_holds(&mut write, &known, cx.now()).await? {
        return Err(Refusal::Stale);
    }
    account::set_password(&mut write, cx.own()?, &hash).await?;
    account::end_others(&mut write, cx.own()?, &cx.session).await?;
    cx.commit(write, form, home, Event::PasswordChanged, session::OWN_PLACE).await
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

/// How long a slip is remembered for a second click.
const SHOWN_AGAIN: jiff::SignedDuration = jiff::SignedDuration::from_mins(2);

/// A slip that was shown, by its form.
pub(crate) struct Shown {
    form: Form,
    to: PersonId,
    until: jiff::Timestamp,
    slip: Slip,
}

/// Remembers a slip for a while, in this process alone: it is nowhere else.
fn remember(cx: &Cx, form: Form, slip: &Slip) {
    let mut slips = cx.app.slips.lock().unwrap_or_else(PoisonError::into_inner);
    let now = cx.now();
    slips.retain(|shown| shown.until > now);
    slips.push(Shown { form, to: cx.person, until: now + SHOWN_AGAIN, slip: slip.clone() });
}

/// The slip that a form was answered with before.
fn shown(cx: &Cx, form: Form) -> Result<Slip, Refusal> {
    let slips = cx.app.slips.lock().unwrap_or_else(PoisonError::into_inner);
    let found = slips
        .iter()
        .find(|shown| shown.form == form && shown.to == cx.person && shown.until > cx.now());
    let says = "已经办好,账号条只显示一次;没有拿到的,请点「重置账号」";
    found.map(|shown| shown.slip.clone()).ok_or_else(|| Refusal::flaw("", says))
}

/// A code with its digest.
pub(crate) fn new_code(cx: &Cx) -> (String, Activation) {
    let code = session::hex(&cx.app.random::<16>());
    let digest = Sha256::digest(code.as_bytes()).into();
    (code, Activation { digest, until: cx.now() + ACTIVATION })
}

/// Leave to do something to the account of somebody who holds a post at an organisation.
///
/// Nobody does it to their own. Whoever holds posts at several places is the business of those who
/// may do it at each of them: else a committee would open the account of an officer above it. The
/// accounts of 三员 are the security administrator's; the first of these gets theirs from the
/// system administrator.
pub(crate) async fn leave(
    cx: &Cx,
    link: &mut store::Link,
    org: &Organisation,
    person: PersonId,
    verb: Verb,
) -> Result<Permit, Refusal> {
    cx.may(Verb::SeePosts, org)?;
    let places = post::of_person(link, person, cx.today()).await?;
    leave_by(cx, link, org, person, &places, verb).await
}

/// The same where it is known what the person holds.
pub(crate) async fn leave_by(
    cx: &Cx,
    link: &mut store::Link,
    org: &Organisation,
    person: PersonId,
    places: &[post::Place],
    verb: Verb,
) -> Result<Permit, Refusal> {
    if person == cx.person {
        return Err(Refusal::Denied);
    }
    if !places.iter().any(|place| place.org == org.id) {
        return Err(Refusal::flaw("", "这项任职已经结束,请在现在任职的组织办理"));
    }
    let three = places.iter().map(|place| place.role).filter(|role| role.is_administrator());
    let three: Vec<Role> = three.collect();
    if !three.is_empty() {
        let granted = cx.may(Verb::GrantRole, org);
        let role = Role::SecurityAdministrator;
        let is_first = granted.is_err()
            && verb == Verb::MakeAccounts
            && three.iter().all(|held| *held == role)
            && cx.holds(Role::SystemAdministrator)
            && !post::is_any_accounted(link, role, cx.today()).await?;
        return if is_first { cx.may(verb, org) } else { granted };
    }
    let permit = cx.may(verb, org)?;
    // Who opens an account could act by it: it takes leave to give the posts that go with it, too.
    let everywhere = places.iter().all(|place| {
        let may = |verb| decide(cx.person, &cx.grants, verb, place.org, &place.path).is_ok();
        may(verb) && may(place.role.appointed_by())
    });
    match everywhere {
        true => Ok(permit),
        false => {
            let says = "这个人还有不归您管的任职,账号请由共同的上级办理";
            Err(Refusal::flaw("", says))
        }
    }
}

/// Makes an account for whoever holds a post.
///
/// # Errors
/// [`Refusal`]; [`Refusal::Stale`] where there is one already.
pub async fn open(
    cx: &Cx,
    form: Form,
    org: OrgId,
    id: GrantId,
    typed: &str,
) -> Result<Slip, Refusal> {
    let login = login(typed);
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    if cx.answered(&mut write, form).await?.is_some() {
        return shown(&cx, form);
    }
    let (org, held) = post_at(&cx, &mut write, org, id).await?;
    let person = held.person;
    let permit = leave(&cx, &mut write, &org, person.id, Verb::MakeAccounts).await?;
    let login = login.map_err(|flaw| Refusal::Flawed(vec![flaw]))?;
    let taken = account::taken(&mut write, &[&login]).await?;
    if account::of_person(&mut write, person.id).await?.is_some() {
        return Err(Refusal::Stale);
    }
    if !taken.is_empty() {
        return Err(Refusal::flaw("login", "已经有人用这个登录名,请换一个"));
    }
    let (code, activation) = new_code(&cx);
    account::make_for(&mut write, &permit, person.id, &login, activation).await?;
    let event = Event::AccountMade { person: person.id };
    cx.commit(write, form, org.id, event, &post_place(org.id, id)).await?;
    let slip = Slip { name: person.name, login, code, until: activation.until };
    remember(&cx, form, &slip);
    Ok(slip)
}

/// A post's page.
pub(crate) fn post_place(org: OrgId, post: GrantId) -> String {
    format!("/organisations/{org}/posts/{post}")
}

/// Takes the password of whoever holds a post away and gives a code for a new one; also unlocks.
/// The second factor goes too, but for 三员: who reads their code still lacks their phone.
///
/// # Errors
/// [`Refusal`].
pub async fn reset(cx: &Cx, form: Form, org: OrgId, id: GrantId) -> Result<Slip, Refusal> {
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    if cx.answered(&mut write, form).await?.is_some() {
        return shown(&cx, form);
    }
    let (org, held) = post_at(&cx, &mut write, org, id).await?;
    let person = held.person;
    let permit = leave(&cx, &mut write, &org, person.id, Verb::ResetAccount).await?;
    let known = account::of_person(&mut write, person.id).await?.ok_or(Refusal::Unseen)?;
    let (code, activation) = new_code(&cx);
    account::reset(&mut write, &permit, person.id, activation).await?;
    let event = Event::AccountReset { person: person.id };
    cx.commit(write, form, org.id, event, &post_place(org.id, id)).await?;
    let slip = Slip { name: person.name, login: known.login, code, until: activation.until };
    remember(&cx, form, &slip);
    Ok(slip)
}

/// Lets an account that wrong passwords locked in again; gives the address of the post's page.
///
/// # Errors
/// [`Refusal`].
pub async fn unlock(cx: &Cx, form: Form, org: OrgId, id: GrantId) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (org, held) = post_at(&cx, &mut write, org, id).await?;
    let person = held.person.id;
    let permit = leave(&cx, &mut write, &org, person, Verb::ResetAccount).await?;
    let known = account::of_person(&mut write, person).await?.ok_or(Refusal::Unseen)?;
    if !known.is_locked(cx.now()) {
        return Err(Refusal::Stale);
    }
    account::unlock(&mut write, &permit, person).await?;
    let event = Event::AccountUnlocked { person };
    cx.commit(write, form, org.id, event, &post_place(org.id, id)).await
}

/// Leave to take a lost second factor of one of 三员 away: the system administrator's, who in turn
/// may not reset their passwords. So it takes two to get into the account of another.
pub(crate) fn factor_leave(
    cx: &Cx,
    org: &Organisation,
    person: PersonId,
) -> Result<Permit, Refusal> {
    if person == cx.person || !cx.holds(Role::SystemAdministrator) {
        return Err(Refusal::Denied);
    }
    cx.may(Verb::ResetAccount, org)
}

/// Takes a lost second factor away; gives the address of the post's page.
///
/// # Errors
/// [`Refusal`].
pub async fn take_factor(cx: &Cx, form: Form, org: OrgId, id: GrantId) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (org, held) = post_at(&cx, &mut write, org, id).await?;
    let person = held.person.id;
    let permit = factor_leave(&cx, &org, person)?;
    let is_running = held.to.is_none_or(|to| to >= cx.today());
    let known = account::of_person(&mut write, person).await?.ok_or(Refusal::Unseen)?;
    if !held.role.is_administrator() || !is_running || known.totp.is_none() {
        return Err(Refusal::Stale);
    }
    account::take_factor(&mut write, &permit, person).await?;
    let event = Event::SecondFactorTaken { person };
    cx.commit(write, form, org.id, event, &post_place(org.id, id)).await
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
    let (known, _) =
        account::by_code(&mut link, &digest, app.now()).await?.ok_or(Refusal::Unseen)?;
    let name = post::name(&mut link, known.person).await?.unwrap_or_default();
    Ok((name, known.login))
}

/// Sets the password that the owner of a code chose, and logs in; with a second factor, up to its
/// code. Nothing where the same form did so before.
///
/// # Errors
/// [`Refusal::Unseen`] where the code counts no more, [`Refusal::Flawed`].
pub async fn activate(
    app: &Arc<App>,
    form: Form,
    code: &str,
    [new, again]: [&str; 2],
    agent: &str,
) -> Result<Option<session::Token>, Refusal> {
    let typed = match activation(app, code).await {
        Ok((_, login)) => login,
        Err(Refusal::Unseen) => {
            let led = answer::led(&mut app.store().link().await?, form.0).await?;
            return led.map(|_| None).ok_or(Refusal::Unseen);
        }
        Err(refusal) => return Err(refusal),
    };
    if let Some(flaw) = password::flaw(new, again, &typed, ["password", "password_again"]) {
        return Err(Refusal::Flawed(vec![flaw]));
    }
    let hash = password::hash(app, new.to_owned()).await;
    let digest = Sha256::digest(code.as_bytes()).into();
    let (now, mut link) = (app.now(), app.store().link().await?);
    let (known, _) = account::by_code(&mut link, &digest, now).await?.ok_or(Refusal::Unseen)?;
    drop(link);
    let person = known.person;
    let home = session::home(app, person).await?;
    let home = home.ok_or_else(|| Refusal::flaw("", "您现在没有任职,请联系上级党组织"))?;
    let locks = Locks::Orgs(vec![home]);
    let mut write = app.store().write(locks, Some(person), now, app.random()).await?;
    if answer::led(&mut write, form.0).await?.is_some() {
        return Ok(None);
    }
    // A code counts once: of two that came together the second finds it gone.
    let found = account::by_code(&mut write, &digest, now).await?;
    let (known, own) = found.ok_or(Refusal::Unseen)?;
    account::set_password(&mut write, &own, &hash).await?;
    let token = session::begin(app, &mut write, &own, agent, known.totp.is_none()).await?;
    answer::give(&mut write, form.0, person, "/").await?;
    let event = Event::AccountActivated { person };
    write.commit(EntryId::new(app.identity()), home, event).await?;
    Ok(Some(token))
}
