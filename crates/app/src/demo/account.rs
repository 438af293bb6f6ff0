//! Who may log in: one of each role that can act, and the organisations that they act for.

use jiff::SignedDuration;
use model::authority::{Role, Verb};
use model::event::Event;
use model::id::{EntryId, GrantId, OrgId, PersonId};
use model::path::OrgPath;
use store::account::{self, Activation, Own};
use store::organisation;
use store::person::Person;
use store::post::{self, Appointment};
use store::{Write, installation};
use totp_rs::Secret;

use super::times::Times;
use super::{Actor, Work, names};
use crate::refusal::Refusal;
use crate::second_factor;

/// An account of a demonstration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Where it stands in the list.
    pub(super) order: usize,
    /// As what.
    pub role: Role,
    /// Where.
    pub organisation: String,
    /// What is typed to log in.
    pub login: &'static str,
    /// Whose.
    pub name: String,
    /// What there is to do.
    pub does: &'static str,
    /// The second factor's secret, which 三员 have to have.
    pub secret: Option<String>,
}

/// Roles, logins and what there is to do, in the order of the list.
pub(super) const LOGINS: [(Role, &str, &str); 14] = [
    (Role::Secretary, "shuji", "台账已记好,去填自查"),
    (Role::Secretary, "shuji2", "党委已评定,看结果和理由"),
    (Role::Secretary, "shuji3", "自查被退回,修改后再交"),
    (Role::Clerk, "lianluo", "替 shuji 的支部记台账"),
    (Role::Supervisor, "dudao", "给 60 个支部逐项评分"),
    (Role::CommitteeAdministrator, "dangwei", "确认督导员提交的评定"),
    (Role::DepartmentOfficer, "xian", "看全县进度"),
    (Role::DepartmentOfficer, "shi", "看全市进度"),
    (Role::DepartmentOfficer, "sheng", "设立学习教育,看全省进度"),
    (Role::Leader, "lingdao", "只看"),
    (Role::Partner, "xietong", "只看"),
    (Role::SystemAdministrator, "xitong", "组织和账号"),
    (Role::SecurityAdministrator, "anquan", "权限"),
    (Role::AuditAdministrator, "shenji", "留痕"),
];

impl Work<'_> {
    /// Begins: the province's department, its system administrator, and all other organisations.
    pub(super) async fn begin(&mut self) -> Result<Actor, Refusal> {
        let at = self.times.founded;
        let on = self.times.day(Times::FOUNDED);
        let (org, path) = self.top();
        let mut write = self.write(at).await?;
        installation::begin(&mut write, true).await?;
        organisation::begin(&mut write, org, self.tree.units[0].facts.clone(), on).await?;
        let (person, post) = self.somebody(Role::SystemAdministrator);
        post::begin(&mut write, org, &person, &post).await?;
        let own = account::begin(&mut write, person.id, "xitong", &self.hash).await?;
        self.second_factor(&mut write, &own, &person, "xitong").await?;
        let entry = EntryId::new(self.seed.identity(at));
        write.commit(entry, org, Event::InstallationBegun { person: person.id }).await?;
        let manager = Actor::new(person.id, post.id, Role::SystemAdministrator, org, &path);

        let permit = manager.may(Verb::ImportOrganisations, org, &path)?;
        for level in self.tree.levels() {
            let count = level.iter().map(|group| group.founded.len()).sum();
            let mut write = self.write(at).await?;
            organisation::found_all(&mut write, &permit, level, on).await?;
            self.commit(write, count, 0).await?;
        }
        Ok(manager)
    }

    /// Somebody who is appointed from the day on which all was founded.
    pub(super) fn somebody(&mut self, role: Role) -> (Person, Appointment) {
        let at = self.times.founded;
        let name = names::person(&mut self.seed);
        let person = Person { id: PersonId::new(self.seed.identity(at)), name };
        let post = self.appointment(person.id, role);
        (person, post)
    }

    pub(super) fn appointment(&mut self, person: PersonId, role: Role) -> Appointment {
        let id = GrantId::new(self.seed.identity(self.times.founded));
        let from = self.times.day(Times::FOUNDED);
        Appointment { id, person, role, from, to: None, acting: false }
    }

    /// Appoints everybody at the departments; gives the province's officer.
    pub(super) async fn appoint(&mut self, manager: &Actor) -> Result<Actor, Refusal> {
        let (county, city) = (self.tree.county, self.tree.city);
        let mut write = self.write(self.times.founded).await?;
        // The first account of the security administrator is made by whoever makes accounts; those
        // of the others of 三员 by the security administrator.
        let (role, makes) = (Role::SecurityAdministrator, (manager, Verb::MakeAccounts));
        let security = self.first(&mut write, manager, makes, role, "anquan").await?;
        let (role, makes) = (Role::AuditAdministrator, (&security, Verb::GrantRole));
        self.first(&mut write, manager, makes, role, "shenji").await?;
        for (unit, role, login) in [
            (0, Role::Leader, "lingdao"),
            (0, Role::Partner, "xietong"),
            (city, Role::DepartmentOfficer, "shi"),
            (county, Role::DepartmentOfficer, "xian"),
        ] {
            self.appoint_at(&mut write, manager, unit, role, Some(login)).await?;
        }
        let officer =
            self.appoint_at(&mut write, manager, 0, Role::DepartmentOfficer, Some("sheng")).await?;
        self.commit(write, 0, 7).await?;
        Ok(officer)
    }

    /// The first of one of 三员, with an account.
    async fn first(
        &mut self,
        write: &mut Write,
        manager: &Actor,
        makes: (&Actor, Verb),
        role: Role,
        login: &'static str,
    ) -> Result<Actor, Refusal> {
        let (org, path) = self.top();
        let (person, post) = self.somebody(role);
        let permit = manager.may(Verb::Appoint, org, &path)?;
        post::appoint_first_administrator(write, &permit, &person, &post).await?;
        let event = Event::Appointed { person: person.id, role, grant: post.id };
        self.tell(write, org, manager.person, event).await?;
        let own = self.account(write, makes, (org, &path), &person, login).await?;
        self.second_factor(write, &own, &person, login).await?;
        Ok(Actor::new(person.id, post.id, role, org, &path))
    }

    /// Appoints somebody at a unit, with an account where there is a login for it.
    pub(super) async fn appoint_at(
        &mut self,
        write: &mut Write,
        manager: &Actor,
        unit: usize,
        role: Role,
        login: Option<&'static str>,
    ) -> Result<Actor, Refusal> {
        let (org, path) = (self.tree.units[unit].id, self.tree.units[unit].path.clone());
        let (person, post) = self.somebody(role);
        let permit = manager.may(role.appointed_by(), org, &path)?;
        post::appoint_new(write, &permit, &person, &post).await?;
        let event = Event::Appointed { person: person.id, role, grant: post.id };
        self.tell(write, org, manager.person, event).await?;
        if let Some(login) = login {
            let makes = (manager, Verb::MakeAccounts);
            self.account(write, makes, (org, &path), &person, login).await?;
            let name = self.tree.units[unit].facts.name.as_str().to_owned();
            self.list(login, &person.name, name, None);
        }
        Ok(Actor::new(person.id, post.id, role, org, &path))
    }

    /// Makes an account, with the password of all.
    pub(super) async fn account(
        &mut self,
        write: &mut Write,
        (by, verb): (&Actor, Verb),
        (org, path): (OrgId, &OrgPath),
        person: &Person,
        login: &str,
    ) -> Result<Own, Refusal> {
        let permit = by.may(verb, org, path)?;
        let (digest, until) = (self.seed.bytes(), write.at() + SignedDuration::from_hours(1));
        let activation = Activation { digest, until };
        account::make_for(write, &permit, person.id, login, activation).await?;
        let event = Event::AccountMade { person: person.id };
        self.tell(write, org, by.person, event).await?;
        // Its owner comes with the code and sets the password.
        let at = write.at();
        let found = account::by_code(write, &digest, at).await?;
        let (_, own) = found.ok_or(Refusal::Stale)?;
        account::set_password(write, &own, &self.hash).await?;
        let event = Event::AccountActivated { person: person.id };
        self.tell(write, org, person.id, event).await?;
        Ok(own)
    }

    /// Gives one of 三员 the second factor that they have to have.
    async fn second_factor(
        &mut self,
        write: &mut Write,
        own: &Own,
        person: &Person,
        login: &'static str,
    ) -> Result<(), Refusal> {
        let text = second_factor::new_secret(self.app);
        let secret = Secret::try_from_base32(&text).map_err(|_| Refusal::Stale)?;
        account::set_totp(write, own, Some(secret.as_bytes()), None).await?;
        let organisation = names::PROVINCE.to_owned();
        self.list(login, &person.name, organisation, Some(text));
        let event = Event::SecondFactorChanged { is_on: true };
        self.tell(write, self.top().0, person.id, event).await
    }

    pub(super) fn list(
        &mut self,
        login: &'static str,
        name: &str,
        organisation: String,
        secret: Option<String>,
    ) {
        let at = LOGINS.iter().position(|(_, known, _)| *known == login);
        let Some((order, (role, login, does))) = at.map(|at| (at, LOGINS[at])) else { return };
        let name = name.to_owned();
        self.accounts.push(Account { order, role, organisation, login, name, does, secret });
    }
}
