//! A world in which each role is held once, with places of its own around it, so that nobody is in
//! another's way. It is built once and copied: what one route does, no other sees.

use std::fs;

use app::App;
use jiff::civil::date;
use model::authority::{Grant, Permit, Role, Verb, decide};
use model::event::Event;
use model::id::{CellId, ChangeId, EntryId, GrantId, MemberId, OrgId, PersonId, RecordId};
use model::organisation::{OrgKind, OrgName, Sectors};
use model::path::OrgPath;
use model::record::{Content, RecordKind};
use model::roster::{Days, Excuse, Member, Membership};
use sha2::{Digest, Sha256};
use store::account::Activation;
use store::organisation::{Facts, Organisation};
use store::planned::Act;
use store::post::{Appointment, Person};
use store::{At, FILE, Locks, Write, account, organisation, planned, post, record, roster};
use tempfile::TempDir;

use crate::browser::{Browser, PASSWORD, code};

/// Identities of a copy begin here, beyond all that the original has.
const COPIED: u64 = 1 << 40;

/// A second factor that all have who need one.
const SECRET: &[u8; 20] = b"twenty bytes of rice";

/// An organisation to which something is done.
pub(super) struct Target {
    pub(super) org: OrgId,
    pub(super) kind: OrgKind,
    /// A post there whose holder has no account.
    pub(super) post: GrantId,
    /// One whose holder has one.
    pub(super) staff: GrantId,
    /// A record of its ledger, where it is a branch.
    pub(super) record: RecordId,
    /// A member on its roster, and a 党小组, where it is a branch.
    pub(super) member: MemberId,
    pub(super) cell: CellId,
    /// A closure of it that is planned.
    pub(super) change: ChangeId,
}

/// Who asks, and what stands around them.
pub(super) struct Holder {
    pub(super) cookie: String,
    pub(super) login: String,
    /// Another session of theirs.
    pub(super) session: String,
    /// An activation code that is out.
    pub(super) code: String,
    /// Where the role is held, below it, beside it, above it.
    pub(super) around: [Option<Target>; 4],
    /// A branch below it.
    pub(super) branch: Option<Target>,
    /// A place for what is moved.
    pub(super) shelter: OrgId,
}

/// The world, with one holder a role, in the order of [`Role::ALL`].
pub(super) struct World {
    at: At,
    _folder: TempDir,
    pub(super) top: OrgId,
    pub(super) holders: Vec<Holder>,
}

impl World {
    pub(super) async fn build() -> Self {
        let browser = Browser::begun().await;
        let mut builder = Builder::new(&browser.app).await;
        let mut holders = Vec::new();
        for (role, name, _) in Role::ALL {
            holders.push(builder.holder(role, name).await);
        }
        let Builder { write, top, .. } = builder;
        write.commit(EntryId::new(browser.app.identity()), top.id, Event::LoggedIn).await.unwrap();
        browser.app.store().close().await;
        Self { at: browser.at, _folder: browser.folder, top: top.id, holders }
    }

    /// Whether its database has a clock.
    pub(super) fn has_clock(&self) -> bool {
        matches!(self.at, At::Postgres(_))
    }

    /// A copy, in which things can be done.
    pub(super) async fn copy(&self) -> Browser {
        let folder = tempfile::tempdir().unwrap();
        let at = match &self.at {
            At::Folder(original) => {
                let copy = folder.path().join("data");
                fs::create_dir(&copy).unwrap();
                fs::copy(original.join(FILE), copy.join(FILE)).unwrap();
                At::Folder(copy)
            }
            At::Postgres(original) => At::Postgres(testkit::postgres::copy(original)),
        };
        Browser::on(at, folder, COPIED).await
    }
}

/// The second factor's secret as people copy it, and its code of the moment.
pub(super) fn second_factor(app: &App) -> (String, String) {
    let secret = totp_rs::Secret::new(SECRET.as_slice().into()).to_base32();
    let code = code(&secret, app.now());
    (secret, code)
}

fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

struct Builder<'a> {
    app: &'a App,
    write: Write,
    top: Organisation,
    /// Of [`PASSWORD`].
    hash: String,
    made: u32,
}

impl<'a> Builder<'a> {
    async fn new(app: &'a App) -> Self {
        let mut link = app.store().link().await.unwrap();
        let first = account::by_login(&mut link, "guanli").await.unwrap().unwrap();
        let post = post::grants(&mut link, first.person, app.today()).await.unwrap();
        let top = organisation::find(&mut link, post[0].org).await.unwrap().unwrap();
        let write = app.store().write(Locks::Tree, None, app.now(), [7; 32]).await.unwrap();
        Self { app, write, top, hash: first.password.unwrap(), made: 0 }
    }

    async fn holder(&mut self, role: Role, name: &str) -> Holder {
        let of_branch = matches!(role, Role::Secretary | Role::Clerk);
        let kind = if of_branch { OrgKind::Branch } else { OrgKind::Committee };
        let top = self.top.clone();
        let county = self.found(&top, OrgKind::Department).await;
        let home = self.found(&county, kind).await;
        let beside = self.found(&county, kind).await;
        let (mut below, mut branch, mut shelter) = (None, None, county.id);
        if !of_branch {
            let org = self.found(&home, OrgKind::Committee).await;
            below = Some(self.target(&org).await);
            let org = self.found(&home, OrgKind::Branch).await;
            branch = Some(self.target(&org).await);
            shelter = self.found(&home, OrgKind::Committee).await.id;
        }
        let around = [
            Some(self.target(&home).await),
            below,
            Some(self.target(&beside).await),
            Some(self.target(&county).await),
        ];
        let (person, _) = self.post(&home, role).await;
        let own = account::begin(&mut self.write, person, name, &self.hash).await.unwrap();
        if role.is_administrator() {
            let totp = Some(SECRET.as_slice());
            account::set_totp(&mut self.write, &own, totp, None).await.unwrap();
        }
        for token in [format!("{name} one"), format!("{name} two")] {
            let token = digest(&token);
            account::begin_session(&mut self.write, &own, &token, "", true).await.unwrap();
        }
        Holder {
            cookie: format!("dukao={name} one"),
            login: name.to_owned(),
            session: app::session::hex(&digest(&format!("{name} two"))),
            code: self.activation(&home, name).await,
            around,
            branch,
            shelter,
        }
    }

    /// Leave that nobody has to give: the world is not there yet.
    fn leave(&self, verb: Verb, org: &Organisation) -> Permit {
        let (person, id) = (PersonId::new(self.app.identity()), GrantId::new(self.app.identity()));
        let role = Role::SystemAdministrator;
        let grant = Grant { id, role, org: org.id, path: org.path.clone() };
        decide(person, &[grant], verb, org.id, &org.path).unwrap()
    }

    async fn found(&mut self, below: &Organisation, kind: OrgKind) -> Organisation {
        let permit = self.leave(Verb::FoundOrganisation, below);
        self.made += 1;
        let name = OrgName::parse(&format!("示例第{}组织", self.made)).unwrap();
        let facts = Facts { code: None, name, kind, sector: None, sectors: Sectors::default() };
        let id = OrgId::new(self.app.identity());
        organisation::found(&mut self.write, &permit, id, facts, self.app.today()).await.unwrap()
    }

    async fn post(&mut self, org: &Organisation, role: Role) -> (PersonId, GrantId) {
        let person =
            Person { id: PersonId::new(self.app.identity()), name: "钱示例".to_owned() };
        let id = GrantId::new(self.app.identity());
        let from = self.app.today();
        let post = Appointment { id, person: person.id, role, from, to: None, acting: false };
        post::begin(&mut self.write, org.id, &person, &post).await.unwrap();
        (person.id, id)
    }

    async fn target(&mut self, org: &Organisation) -> Target {
        let (_, post) = self.post(org, Role::Clerk).await;
        let (person, staff) = self.post(org, Role::Clerk).await;
        let login = format!("staff{}", self.app.identity().simple());
        account::begin(&mut self.write, person, &login, &self.hash).await.unwrap();
        let (member, cell) = self.roster(org).await;
        let change = self.planned(org, person).await;
        let record = RecordId::new(self.app.identity());
        if org.is_branch() {
            self.record(org, record).await;
        }
        Target { org: org.id, kind: org.kind, post, staff, record, member, cell, change }
    }

    /// A plan in the ledger of a branch.
    async fn record(&mut self, org: &Organisation, id: RecordId) {
        let (person, grant) =
            (PersonId::new(self.app.identity()), GrantId::new(self.app.identity()));
        let role = Role::Secretary;
        let grant = Grant { id: grant, role, org: org.id, path: org.path.clone() };
        let permit = decide(person, &[grant], Verb::KeepLedger, org.id, &org.path).unwrap();
        let entry = record::Entry {
            id,
            kind: RecordKind::WorkPlan,
            kind_version: 1,
            base: 0,
            day: date(2026, 11, 1),
            title: "示例计划".to_owned(),
            content: Content::of([("title", "示例计划"), ("adopted_on", "2026-11-01")]),
            slots: Vec::new(),
            files: Vec::new(),
            reason: String::new(),
        };
        record::submit(&mut self.write, &permit, &[entry]).await.unwrap();
    }

    /// Somebody on a branch's roster, in a 党小组.
    async fn roster(&mut self, org: &Organisation) -> (MemberId, CellId) {
        let member = MemberId::new(self.app.identity());
        let cell = CellId::new(self.app.identity());
        if !org.is_branch() {
            return (member, cell);
        }
        let id = GrantId::new(self.app.identity());
        let grant = Grant { id, role: Role::Secretary, org: org.id, path: org.path.clone() };
        let person = PersonId::new(self.app.identity());
        let permit = decide(person, &[grant], Verb::KeepRoster, org.id, &org.path).unwrap();
        let days = Days { from: self.app.today(), to: None };
        let cell_of = roster::Cell { id: cell, name: "一组".to_owned(), days, version: 1 };
        roster::found_cells(&mut self.write, &permit, &[cell_of]).await.unwrap();
        let membership = Membership::Full;
        let excused = vec![(Excuse::Away, days)];
        let cell_of = Some(cell);
        let stay = Member { id: member, person, membership, cell: cell_of, days, excused };
        let name = "孙示例".to_owned();
        let named = roster::Named { member: stay, name: name.clone(), version: 1 };
        let person = Person { id: person, name };
        roster::enter(&mut self.write, &permit, &[person], &[named]).await.unwrap();
        (member, cell)
    }

    /// A closure that somebody has planned.
    async fn planned(&mut self, org: &Organisation, by: PersonId) -> ChangeId {
        let (role, path) = (Role::SystemAdministrator, OrgPath::above_all());
        let grant = Grant { id: GrantId::new(self.app.identity()), role, org: org.id, path };
        let leave = decide(by, &[grant], Verb::CloseOrganisation, org.id, &org.path).unwrap();
        let change = ChangeId::new(self.app.identity());
        let on = self.app.today().tomorrow().unwrap();
        planned::put(&mut self.write, &leave, org, change, &Act::Close, on).await.unwrap();
        change
    }

    /// An account whose owner has not chosen a password yet; its code.
    async fn activation(&mut self, org: &Organisation, name: &str) -> String {
        let (person, _) = self.post(org, Role::Clerk).await;
        let permit = self.leave(Verb::MakeAccounts, org);
        let code = format!("code{name}");
        let until = self.app.now() + jiff::SignedDuration::from_hours(1);
        let activation = Activation { digest: digest(&code), until };
        let login = format!("neu_{name}");
        account::make_for(&mut self.write, &permit, person, &login, activation).await.unwrap();
        code
    }
}

/// The password of all.
pub(super) const KNOWN: &str = PASSWORD;
