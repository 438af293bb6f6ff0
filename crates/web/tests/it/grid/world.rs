//! A world in which each role is held once, with places of its own around it, so that nobody is in
//! another's way. It is built once and copied: what one route does, no other sees.
//!
//! Long because all that routes are asked about stands in one world.

use std::fs;

use app::App;
use jiff::civil::date;
use model::authority::{Grant, Permit, Role, Verb, decide};
use model::campaign::{Enrolling, State, Window};
use model::event::Event;
use model::id::{
    AttachmentId, CampaignId, CellId, ChangeId, EntryId, GrantId, MemberId, OrgId, PersonId,
    RecordId,
};
use model::organisation::{OrgKind, OrgName, Sectors};
use model::path::OrgPath;
use model::record::{Content, FileKind, RecordKind};
use model::roster::{Days, Excuse, Member, Membership};
use sha2::{Digest, Sha256};
use store::account::Activation;
use store::campaign::{Document, Facts as CampaignFacts, Joining, Period, Place};
use store::organisation::{Facts, Organisation};
use store::planned::Act;
use store::post::{Appointment, Person};
use store::record::File;
use store::{
    At, FILE, Locks, Write, account, attachment, campaign, organisation, planned, post, record,
    roster, scheme_pin,
};
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
    /// A campaign of it that is open, and one that is being set up.
    pub(super) campaign: CampaignId,
    pub(super) draft: CampaignId,
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
    /// A campaign in which every branch takes part.
    pub(super) province: CampaignId,
    /// A scheme that is nobody's yet.
    pub(super) scheme: String,
}

impl World {
    pub(super) async fn build() -> Self {
        let browser = Browser::begun().await;
        let mut builder = Builder::new(&browser.app).await;
        let mut holders = Vec::new();
        for (role, name, _) in Role::ALL {
            holders.push(builder.holder(role, name).await);
        }
        let province = builder.province().await;
        let scheme = app::campaign::SchemeKey::Pinned(builder.schemes[1]).to_string();
        let Builder { write, top, .. } = builder;
        write.commit(EntryId::new(browser.app.identity()), top.id, Event::LoggedIn).await.unwrap();
        browser.app.store().close().await;
        let (at, _folder) = (browser.at, browser.folder);
        Self { at, _folder, top: top.id, holders, province, scheme }
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

/// A scheme's file, in a version.
pub(super) fn scheme(version: u32) -> String {
    format!(
        "format = 1\nid = \"shi-li\"\nversion = {version}\ntitle = \"示例方案\"\nsummary = \"示例\"\n\
         total = 1\n[source]\nissuer = \"示例\"\nnumber = \"示例\"\ntitle = \"示例\"\n\
         date = 2026-01-01\n[[indicator]]\nnumber = 1\ntitle = \"示例\"\npoints = 1\n\
         annex_text = \"示例\"\n[[indicator.criterion]]\nid = \"1.1\"\ntitle = \"示例\"\n\
         points = 1\nprovenance = \"平台设定\"\n[[indicator.criterion.part]]\n\
         kind = \"judgement@1\"\npoints = 1\nsays = \"示例\"\n[[band]]\nname = \"合格\"\n\
         from = 0\nprovenance = \"平台设定\"\n"
    )
}

struct Builder<'a> {
    app: &'a App,
    write: Write,
    top: Organisation,
    /// Of [`PASSWORD`].
    hash: String,
    made: u32,
    /// The first version of a scheme, which campaigns have, and the second.
    schemes: [[u8; 32]; 2],
    /// Branches, each with who evaluates it.
    branches: Vec<(Organisation, OrgId)>,
    /// Parts to be added, each with leave for it.
    locals: Vec<(Permit, [u8; 32])>,
}

impl<'a> Builder<'a> {
    async fn new(app: &'a App) -> Self {
        let mut link = app.store().link().await.unwrap();
        let first = account::by_login(&mut link, "guanli").await.unwrap().unwrap();
        let post = post::grants(&mut link, first.person, app.today()).await.unwrap();
        let top = organisation::find(&mut link, post[0].org).await.unwrap().unwrap();
        let write = app.store().write(Locks::Tree, None, app.now(), [7; 32]).await.unwrap();
        let hash = first.password.unwrap();
        let (schemes, branches, locals) = ([[0; 32]; 2], Vec::new(), Vec::new());
        let mut builder = Self { app, write, top, hash, made: 0, schemes, branches, locals };
        let leave = builder.officer(first.person, Verb::PublishScheme, &builder.top);
        for (version, at) in [(1, 0), (2, 1)] {
            let name = ("shi-li", version, "示例方案");
            let text = scheme(version);
            let pinned = scheme_pin::publish(&mut builder.write, &leave, name, text.as_bytes());
            builder.schemes[at] = pinned.await.unwrap();
        }
        builder
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
        let (sectors, phone) = (Sectors::default(), None);
        let facts = Facts { code: None, name, kind, sector: None, sectors, phone };
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
            self.record(org, record, person).await;
        }
        let campaign = self.campaign(org, person, State::Open).await;
        let draft = self.campaign(org, person, State::Draft).await;
        match org.is_branch() {
            true => self.branches.push((org.clone(), org.parent.unwrap_or(org.id))),
            false => {
                let leave = self.officer(person, Verb::PublishScheme, org);
                self.locals.push((leave, self.schemes[1]));
            }
        }
        let (org, kind) = (org.id, org.kind);
        Target { org, kind, post, staff, record, member, cell, change, campaign, draft }
    }

    /// A plan in the ledger of a branch.
    async fn record(&mut self, org: &Organisation, id: RecordId, person: PersonId) {
        let (grant, role) = (GrantId::new(self.app.identity()), Role::Secretary);
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

    /// What an officer may.
    fn officer(&self, person: PersonId, verb: Verb, org: &Organisation) -> Permit {
        let (role, path) = (Role::DepartmentOfficer, OrgPath::above_all());
        let grant = Grant { id: GrantId::new(self.app.identity()), role, org: org.id, path };
        decide(person, &[grant], verb, org.id, &org.path).unwrap()
    }

    /// A campaign, with a document and its file.
    async fn campaign(&mut self, org: &Organisation, by: PersonId, state: State) -> CampaignId {
        let leave = self.officer(by, Verb::SetUpCampaign, org);
        let today = self.app.today();
        let days = Window { from: today, to: today };
        let period = Period { title: "第一期".to_owned(), self_check: days, evaluation: days };
        let facts = CampaignFacts {
            name: "示例学习教育".to_owned(),
            scheme: Some(self.schemes[0]),
            days,
            units: Vec::new(),
            sectors: Vec::new(),
            state,
            periods: vec![period],
        };
        let id = CampaignId::new(self.app.identity());
        campaign::found(&mut self.write, &leave, id, &facts).await.unwrap();
        let founded = campaign::find(&mut self.write, id).await.unwrap().unwrap();
        let document = Document {
            number: 1,
            title: "示例通知".to_owned(),
            symbol: String::new(),
            issued: today,
            content: String::new(),
            at: self.app.now(),
            file: None,
            withdrawn: None,
        };
        let (write, id_of_file) = (&mut self.write, AttachmentId::new(self.app.identity()));
        campaign::issue(write, &leave, &founded, &document, &[]).await.unwrap();
        let record = RecordId::new(campaign::document_identity(id, 1));
        let (content, name) = (b"example".as_slice(), "示例通知.txt".to_owned());
        let digest: [u8; 32] = Sha256::digest(content).into();
        attachment::stage(write, &leave, id_of_file, record, &name).await.unwrap();
        attachment::piece(write, org.id, id_of_file, 0, 0, content).await.unwrap();
        let (kind, bytes) = (FileKind::Text, content.len() as u64);
        let digests = [&digest, &digest];
        attachment::whole(write, org.id, id_of_file, kind, digests).await.unwrap();
        let file = File { id: id_of_file, kind, bytes, digest, name };
        campaign::add_file(write, &leave, &founded, 1, &file).await.unwrap();
        id
    }

    /// A campaign in which every branch takes part, with a part of every other's own.
    async fn province(&mut self) -> CampaignId {
        let top = self.top.clone();
        let (person, _) = self.post(&top, Role::DepartmentOfficer).await;
        let id = self.campaign(&top, person, State::Open).await;
        let founded = campaign::find(&mut self.write, id).await.unwrap().unwrap();
        let joining = std::mem::take(&mut self.branches).into_iter().map(|(org, committee)| {
            let Organisation { id: branch, path, parent, sector, .. } = org;
            let place = Place { branch, path, parent, sector, committee };
            Joining { place, id: self.app.identity(), before: None, counts: false }
        });
        let joining: Vec<Joining> = joining.collect();
        let leave = self.officer(person, Verb::SetUpCampaign, &top);
        let (today, why) = (self.app.today(), Enrolling::Opening);
        let write = &mut self.write;
        campaign::enrol(write, &leave, &founded, today, why, &joining).await.unwrap();
        for (leave, scheme) in std::mem::take(&mut self.locals) {
            campaign::add_local(&mut self.write, &leave, id, &scheme).await.unwrap();
        }
        id
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
