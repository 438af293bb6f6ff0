//! The first organisation and its administrator, in an empty database.

use std::sync::{Arc, PoisonError};

use model::authority::Role;
use model::event::Event;
use model::id::{EntryId, GrantId, OrgId, PersonId};
use model::organisation::{OrgKind, OrgName, Sectors};
use sha2::{Digest, Sha256};
use store::organisation::{self, Facts};
use store::post::{Appointment, Person};
use store::{Locks, account, post};

use crate::refusal::{Flawed, Refusal};
use crate::session::{self, Token};
use crate::{App, account as own, password};

/// What the first page asks.
#[derive(Clone, Debug, Default)]
pub struct Beginning {
    /// The highest organisation's name.
    pub organisation: String,
    /// The administrator's name.
    pub name: String,
    /// What the administrator types to log in.
    pub login: String,
    /// The password.
    pub password: String,
    /// The password again.
    pub again: String,
}

/// Makes the one-time code of an empty database, to be shown on the console; nothing where there
/// is an organisation.
///
/// # Errors
/// [`Refusal`].
pub async fn first_code(app: &App) -> Result<Option<String>, Refusal> {
    if organisation::is_any(&mut app.store().link().await?).await? {
        return Ok(None);
    }
    let code = session::hex(&app.random::<16>());
    let digest = Sha256::digest(code.as_bytes()).into();
    *app.first_code.lock().unwrap_or_else(PoisonError::into_inner) = Some(digest);
    Ok(Some(code))
}

/// Whether a code is the one that was shown.
#[must_use]
pub fn is_first_code(app: &App, code: &str) -> bool {
    let digest: [u8; 32] = Sha256::digest(code.as_bytes()).into();
    let kept = app.first_code.lock().unwrap_or_else(PoisonError::into_inner);
    *kept == Some(digest)
}

/// Whether everything here is invented. It never changes once there is something, so that it is
/// asked once.
///
/// # Errors
/// [`Refusal`].
pub async fn is_demonstration(app: &App) -> Result<bool, Refusal> {
    if let Some(known) = app.demonstration.get() {
        return Ok(*known);
    }
    let found = store::installation::is_demonstration(&mut app.store().link().await?).await?;
    Ok(found.is_some_and(|found| *app.demonstration.get_or_init(|| found)))
}

/// The same as far as it is known by now, for a page that cannot wait.
#[must_use]
pub fn is_known_demonstration(app: &App) -> bool {
    app.demonstration.get() == Some(&true)
}

/// Begins: the first organisation, its system administrator and their session.
///
/// # Errors
/// [`Refusal::Unseen`] for a wrong code, [`Refusal::Flawed`].
pub async fn begin(
    app: &Arc<App>,
    code: &str,
    beginning: &Beginning,
    agent: &str,
) -> Result<Token, Refusal> {
    if !is_first_code(app, code) {
        return Err(Refusal::Unseen);
    }
    let mut flaws = Vec::new();
    let mut name = |field, text: &str| {
        let name = OrgName::parse(text);
        let name = name.map_err(|not| flaws.push(Flawed::new(field, not.to_string())));
        name.ok()
    };
    let organisation = name("organisation", &beginning.organisation);
    let person = name("name", &beginning.name);
    let login = own::login(&beginning.login).map_err(|flaw| flaws.push(flaw)).ok();
    let Beginning { password, again, login: typed, .. } = beginning;
    flaws.extend(password::flaw(password, again, typed, ["password", "password_again"]));
    let (Some(organisation), Some(person), Some(login), true) =
        (organisation, person, login, flaws.is_empty())
    else {
        return Err(Refusal::Flawed(flaws));
    };
    let hash = password::hash(app, beginning.password.clone()).await;

    let facts = Facts {
        code: None,
        name: organisation,
        kind: OrgKind::Department,
        sector: None,
        sectors: Sectors::default(),
        phone: None,
    };
    let (now, today) = (app.now(), app.today());
    let (org, id) = (OrgId::new(app.identity()), PersonId::new(app.identity()));
    let person = Person { id, name: person.as_str().to_owned() };
    let first = Appointment {
        id: GrantId::new(app.identity()),
        person: id,
        role: Role::SystemAdministrator,
        from: today,
        to: None,
        acting: false,
    };
    let mut write = app.store().write(Locks::Tree, None, now, app.random()).await?;
    store::installation::begin(&mut write, false).await?;
    organisation::begin(&mut write, org, facts, today).await?;
    post::begin(&mut write, org, &person, &first).await?;
    let own = account::begin(&mut write, id, &login, &hash).await?;
    let token = session::begin(app, &mut write, &own, agent, true).await?;
    let entry = EntryId::new(app.identity());
    write.commit(entry, org, Event::InstallationBegun { person: id }).await?;
    *app.first_code.lock().unwrap_or_else(PoisonError::into_inner) = None;
    Ok(token)
}
