//! Logging in, being known, logging out.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use model::event::Event;
use model::id::{EntryId, OrgId, PersonId};
use sha2::{Digest, Sha256};
pub use store::account::Session;
use store::account::{self, Own};
use store::{Housekeeping, Locks, Write, post};

use crate::cx::{Cx, Form};
use crate::refusal::Refusal;
use crate::{App, account as own, password};

/// Wrong passwords after which nobody gets in for a while.
const FAILURES_MOST: i64 = 5;

/// For how long.
const LOCKED: SignedDuration = SignedDuration::from_mins(15);

/// A session that was not seen for so long is over.
pub(crate) const IDLE: SignedDuration = SignedDuration::from_mins(30);

/// A session is noted as seen at most so often: reading shall not mean writing.
const SEEN_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// Characters kept of what a browser says of itself.
const AGENT_CHARS: usize = 120;

/// Sessions that a person has at a time: all are listed, and one more ends the oldest.
const MOST: i64 = 50;

/// The page of one's own account.
pub(crate) const OWN_PLACE: &str = "/account";

/// What the browser keeps: 256 bits in hexadecimal digits. Only its SHA-256 is stored.
#[derive(Clone, PartialEq, Eq)]
pub struct Token(String);

impl Token {
    /// What a browser sent.
    #[must_use]
    pub fn sent(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// What a browser gets.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.0
    }

    pub(crate) fn digest(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

/// Never the token itself.
impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(…)")
    }
}

/// Begins a session within a write.
pub(crate) async fn begin(
    app: &App,
    write: &mut Write,
    own: &Own,
    agent: &str,
    proved: bool,
) -> Result<Token, Refusal> {
    let token = Token(hex(&app.random::<32>()));
    let agent: String = agent.chars().filter(|c| !c.is_control()).take(AGENT_CHARS).collect();
    account::begin_session(write, own, &token.digest(), &agent, proved).await?;
    if proved {
        begun(write, own, &token.digest()).await?;
    }
    Ok(token)
}

/// Ends the oldest session where there is one too many. One that waits for its second factor
/// ends none: its password alone may be known to others.
pub(crate) async fn begun(write: &mut Write, own: &Own, token: &[u8; 32]) -> Result<(), Refusal> {
    Ok(account::end_oldest(write, own, token, MOST - 1).await?)
}

/// Who proved to be somebody hears why they still cannot come in.
pub(crate) fn without_post() -> Refusal {
    let says = "密码正确,但您现在没有任职,或者所在的党组织已撤销;请联系上级党组织";
    Refusal::flaw("", says)
}

/// Logs in. Whatever is wrong, the answer is the same: nobody learns which logins there are. Only
/// after the right password it is said that nothing is left to come in for.
///
/// # Errors
/// [`Refusal::Flawed`].
pub async fn log_in(
    app: &Arc<App>,
    login: &str,
    secret: &str,
    agent: &str,
) -> Result<Token, Refusal> {
    let wrong = || {
        let says = "登录名或密码不对,或者账号已锁定;连错 5 次锁定 15 分钟,可请上级党委解锁";
        Refusal::flaw("login", says)
    };
    let login = login.trim().to_lowercase();
    // What nobody's login can be is not looked for: a database may refuse to.
    let found = match own::login(&login) {
        Ok(login) => account::by_login(&mut app.store().link().await?, &login).await?,
        Err(_) => None,
    };
    let own = password::proven(app, secret.to_owned(), found.clone()).await;
    let Some(account) = found else { return Err(wrong()) };
    let now = app.now();
    if account.is_locked(now) {
        return Err(wrong());
    }
    let Some(own) = own else {
        note_failure(app, account.person, now).await?;
        return Err(wrong());
    };
    let home = home(app, account.person).await?.ok_or_else(without_post)?;
    let locks = Locks::Orgs(vec![home]);
    let mut write = app.store().write(locks, Some(account.person), now, app.random()).await?;
    if !password::still_holds(&mut write, &account, now).await? {
        return Err(wrong());
    }
    // With a second factor to come, wrong codes still count on.
    if account.totp.is_none() {
        account::succeed(&mut write, &own).await?;
    }
    let proved = account.totp.is_none();
    let token = begin(app, &mut write, &own, agent, proved).await?;
    match proved {
        true => write.commit(EntryId::new(app.identity()), home, Event::LoggedIn).await?,
        // Nobody is in before the second factor.
        false => write.commit_quietly(Housekeeping::Session).await?,
    }
    Ok(token)
}

/// Counts a wrong password or code; too many lock the account. Whether they have now.
pub(crate) async fn note_failure(
    app: &App,
    person: PersonId,
    now: Timestamp,
) -> Result<bool, Refusal> {
    let home = home(app, person).await?;
    let locks = Locks::Orgs(home.into_iter().collect());
    let mut write = app.store().write(locks, None, now, app.random()).await?;
    let is_locked = account::fail(&mut write, person, FAILURES_MOST, now + LOCKED).await?;
    match home.filter(|_| is_locked) {
        Some(home) => {
            let entry = EntryId::new(app.identity());
            write.commit(entry, home, Event::AccountLocked { person }).await?;
        }
        None => write.commit_quietly(Housekeeping::Session).await?,
    }
    Ok(is_locked)
}

/// The organisation that a person's own events are about: that of the first post held today.
pub(crate) async fn home(app: &App, person: PersonId) -> Result<Option<OrgId>, Refusal> {
    let grants = post::grants(&mut app.store().link().await?, person, app.today()).await?;
    Ok(grants.first().map(|grant| grant.org))
}

/// Who it is that sent a token.
///
/// # Errors
/// [`Refusal::SignIn`] where it is over or unknown.
pub async fn who(app: &Arc<App>, token: &Token) -> Result<Cx, Refusal> {
    let (now, digest) = (app.now(), token.digest());
    let mut link = app.store().link().await?;
    let known = account::known(&mut link, &digest, now - IDLE, app.today()).await?;
    let known = known.ok_or(Refusal::SignIn)?;
    let account::Known { session, own, name, has_factor, grants } = known;
    if !session.proved {
        return Err(Refusal::SecondFactor);
    }
    let person = session.person;
    let is_administrator = grants.iter().any(|grant| grant.role.is_administrator());
    let second_factor_due = is_administrator && !has_factor;
    drop(link);
    if now.duration_since(session.seen) > SEEN_EVERY {
        match note_seen(app, &digest).await {
            // One reads on while the disk is full, or a long write goes on.
            Ok(()) | Err(Refusal::Busy(_)) => {}
            Err(refusal) => return Err(refusal),
        }
    }
    let app = Arc::clone(app);
    Ok(Cx { app, person, own: Some(own), name, session: digest, grants, second_factor_due })
}

/// Notes that a session goes on. Where others write for long, the next request may do it.
async fn note_seen(app: &App, digest: &[u8; 32]) -> Result<(), Refusal> {
    let mut write = app.store().write_briefly(None, app.now(), app.random()).await?;
    account::see(&mut write, digest).await?;
    Ok(write.commit_quietly(Housekeeping::Session).await?)
}

/// Logs out.
///
/// # Errors
/// [`Refusal`].
pub async fn log_out(cx: &Cx) -> Result<(), Refusal> {
    let (cx, mut write) = cx.write(Locks::Orgs(cx.home().into_iter().collect())).await?;
    if !account::end_session(&mut write, cx.own()?, &cx.session).await? {
        return Err(Refusal::Unseen);
    }
    match cx.home() {
        Some(home) => {
            let entry = EntryId::new(cx.app.identity());
            Ok(write.commit(entry, home, Event::LoggedOut).await?)
        }
        None => Ok(write.commit_quietly(Housekeeping::Session).await?),
    }
}

/// A person's sessions that go on.
///
/// # Errors
/// [`Refusal`].
pub async fn own(cx: &Cx) -> Result<Vec<Session>, Refusal> {
    let mut link = cx.link().await?;
    Ok(account::sessions(&mut link, cx.person, cx.now() - IDLE, MOST).await?)
}

/// What one's own account says of oneself: the login, and the posts with their organisations.
///
/// # Errors
/// [`Refusal`].
pub async fn of_oneself(cx: &Cx) -> Result<(String, Vec<post::Place>), Refusal> {
    let mut link = cx.link().await?;
    let known = account::of_person(&mut link, cx.person).await?;
    let places = post::of_person(&mut link, cx.person, cx.today()).await?;
    Ok((known.map_or_else(String::new, |known| known.login), places))
}

/// Ends one of a person's own sessions, by the hexadecimal digits of its token's digest; gives the
/// address of the account's page.
///
/// # Errors
/// [`Refusal::Unseen`] where there is none such.
pub async fn end(cx: &Cx, form: Form, digits: &str) -> Result<String, Refusal> {
    let home = cx.home().ok_or(Refusal::Denied)?;
    let (cx, mut write) = cx.write(Locks::Orgs(vec![home])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let sessions = account::sessions(&mut write, cx.person, cx.now() - IDLE, MOST).await?;
    let found = sessions.iter().find(|session| hex(&session.token) == digits);
    let token = found.ok_or(Refusal::Unseen)?.token;
    account::end_session(&mut write, cx.own()?, &token).await?;
    cx.commit(write, form, home, Event::LoggedOut, OWN_PLACE).await
}

/// Bytes in hexadecimal digits.
#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Thirty-two bytes from their hexadecimal digits.
#[must_use]
pub fn unhex(digits: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if digits.len() != 2 * bytes.len() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digits.get(2 * at..2 * at + 2)?, 16).ok()?;
    }
    Some(bytes)
}
