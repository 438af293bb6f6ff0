//! Posts: appointing people, and ending it.

use jiff::civil::Date;
use model::authority::{Permit, Role, Verb};
use model::event::Event;
use model::id::{GrantId, OrgId, PersonId};
use model::organisation::{OrgKind, OrgName};
pub use store::post::Held;
use store::post::{Appointment, Person};
use store::{Locks, Write, organisation, post};

use crate::cx::{Cx, Form};
use crate::organisation::place;
use crate::refusal::{Flawed, Refusal};

/// A form's fields, as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// 姓名.
    pub name: String,
    /// 职务, by its name in a database.
    pub role: String,
    /// The first day.
    pub from: String,
    /// The last, blank where it is open.
    pub to: String,
    /// 代理.
    pub acting: bool,
}

/// Roles that are held at an organisation of a kind. 三员 are those of the highest ones.
#[must_use]
pub fn roles_at(kind: OrgKind, is_highest: bool) -> Vec<Role> {
    let mut roles = match kind {
        OrgKind::Branch => vec![Role::Secretary, Role::Clerk],
        OrgKind::GeneralBranch | OrgKind::Committee | OrgKind::LeadingGroup => {
            vec![Role::CommitteeAdministrator, Role::Supervisor]
        }
        OrgKind::WorkCommittee => vec![
            Role::DepartmentOfficer,
            Role::CommitteeAdministrator,
            Role::Supervisor,
            Role::Leader,
            Role::Partner,
        ],
        OrgKind::Department | OrgKind::UnitPersonnel => vec![
            Role::DepartmentOfficer,
            Role::Leader,
            Role::Partner,
            Role::Inspector,
            Role::Observer,
            Role::MediaLiaison,
        ],
    };
    if is_highest {
        roles.extend([
            Role::SystemAdministrator,
            Role::SecurityAdministrator,
            Role::AuditAdministrator,
        ]);
    }
    roles
}

/// What was typed, taken.
struct Taken {
    name: String,
    role: Role,
    from: Date,
    to: Option<Date>,
}

fn taken(draft: &Draft, roles: &[Role]) -> Result<Taken, Refusal> {
    let mut flaws = Vec::new();
    let name = OrgName::parse(&draft.name);
    let name = name.map_err(|not| flaws.push(Flawed::new("name", not.to_string()))).ok();
    let role = Role::named(&draft.role).filter(|role| roles.contains(role));
    if role.is_none() {
        flaws.push(Flawed::new("role", "请选择职务"));
    }
    let says = "日期应写作 2026-11-24";
    let from: Option<Date> = draft.from.trim().parse().ok();
    if from.is_none() {
        flaws.push(Flawed::new("from", says));
    }
    let to: Option<Date> = match draft.to.trim() {
        "" => None,
        text => {
            let to = text.parse().map_err(|_| flaws.push(Flawed::new("to", says))).ok();
            if let (Some(from), Some(to)) = (from, to)
                && to < from
            {
                flaws.push(Flawed::new("to", "不能早于开始的日期"));
            }
            to
        }
    };
    match (name, role, from, flaws.is_empty()) {
        (Some(name), Some(role), Some(from), true) => {
            Ok(Taken { name: name.as_str().to_owned(), role, from, to })
        }
        _ => Err(Refusal::Flawed(flaws)),
    }
}

/// Leave to appoint somebody to a role. 三员 are granted by the security administrator; the first
/// two of them, while there are none, by the system administrator.
async fn leave(
    cx: &Cx,
    write: &mut Write,
    org: &organisation::Organisation,
    role: Role,
) -> Result<(Permit, bool), Refusal> {
    if !role.is_administrator() {
        return Ok((cx.may(Verb::Appoint, org)?, false));
    }
    match cx.may(Verb::GrantRole, org) {
        Ok(permit) => Ok((permit, false)),
        Err(refusal) => {
            let is_first = cx.holds(Role::SystemAdministrator)
                && !post::is_any(write, role, cx.today()).await?;
            if is_first { Ok((cx.may(Verb::Appoint, org)?, true)) } else { Err(refusal) }
        }
    }
}

/// Appoints somebody at an organisation; gives the address of its page.
///
/// # Errors
/// [`Refusal`].
pub async fn appoint(cx: &Cx, form: Form, org: OrgId, draft: &Draft) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let org = organisation::find(&mut write, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeeOrganisation, &org)?;
    if org.closed.is_some() {
        return Err(Refusal::flaw("", "这个组织已经撤销"));
    }
    let Taken { name, role, from, to } = taken(draft, &roles_at(org.kind, org.parent.is_none()))?;
    let (permit, is_first) = leave(&cx, &mut write, &org, role).await?;
    let person = Person { id: PersonId::new(cx.app.identity()), name };
    let id = GrantId::new(cx.app.identity());
    let acting = draft.acting;
    let appointment = Appointment { id, person: person.id, role, from, to, acting };
    match is_first {
        true => {
            post::appoint_first_administrator(&mut write, &permit, &person, &appointment).await?;
        }
        false => post::appoint_new(&mut write, &permit, &person, &appointment).await?,
    }
    let event = Event::Appointed { person: person.id, role, grant: id };
    cx.commit(write, form, org.id, event, &place(org.id)).await
}

/// A post at an organisation, with what its page shows.
#[derive(Clone, Debug)]
pub struct View {
    /// The organisation.
    pub org: organisation::Organisation,
    /// The post.
    pub held: Held,
    /// What its holder types to log in, where there is an account.
    pub login: Option<String>,
    /// Whether this person may end it.
    pub may_end: bool,
    /// Whether this person may make or reset the account.
    pub may_account: bool,
}

/// A post's page.
///
/// # Errors
/// [`Refusal::Unseen`] and [`Refusal::Denied`].
pub async fn view(cx: &Cx, org: OrgId, id: GrantId) -> Result<View, Refusal> {
    let mut link = cx.link().await?;
    let org = organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeePosts, &org)?;
    let held = post::find(&mut link, id, org.id).await?.ok_or(Refusal::Unseen)?;
    let account = store::account::of_person(&mut link, held.person.id).await?;
    let verb = if held.role.is_administrator() { Verb::GrantRole } else { Verb::Appoint };
    let account_verb = if account.is_some() { Verb::ResetAccount } else { Verb::MakeAccounts };
    Ok(View {
        may_end: cx.may(verb, &org).is_ok() && held.to.is_none_or(|to| to > cx.today()),
        may_account: cx.may(account_verb, &org).is_ok() && held.person.id != cx.person,
        login: account.map(|account| account.login),
        org,
        held,
    })
}

/// Ends a post with a day as its last; gives the address of the organisation's page.
///
/// # Errors
/// [`Refusal`].
pub async fn end(
    cx: &Cx,
    form: Form,
    org: OrgId,
    id: GrantId,
    last: Date,
) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let org = organisation::find(&mut write, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeePosts, &org)?;
    let held = post::find(&mut write, id, org.id).await?.ok_or(Refusal::Unseen)?;
    let verb = if held.role.is_administrator() { Verb::GrantRole } else { Verb::Appoint };
    let permit = cx.may(verb, &org)?;
    if last < held.from {
        return Err(Refusal::flaw("last", format!("不能早于任职的 {}", held.from)));
    }
    if !post::end(&mut write, &permit, id, last).await? {
        return Err(Refusal::Stale);
    }
    let event = Event::PostEnded { person: held.person.id, grant: id };
    cx.commit(write, form, org.id, event, &place(org.id)).await
}
