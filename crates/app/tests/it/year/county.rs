//! The county: its committees and branches, and whoever acts in them.

use std::collections::BTreeMap;

use app::campaign::{
    self, DocumentDraft, ExtensionDraft, FactsDraft, PeriodDraft, SchemeKey, TaskDraft,
};
use app::organisation::{self, Draft, Listing};
use app::{Cx, Refusal, journal, post};
use jiff::civil::Date;
use model::authority::Role;
use model::id::{CampaignId, EntryId, GrantId, MemberId, OrgId, PersonId, RecordId};
use model::organisation::OrgKind;
use model::path::OrgPath;

use super::SEED;
use super::golden::Golden;
use super::ledger;
use super::seed::Seed;
use crate::desk::{Desk, draft, id_of};

/// The scheme's id.
pub(super) const SCHEME: &str = "jx-2016-52";

/// A committee with those who act at it.
pub(super) struct Committee {
    pub(super) org: OrgId,
    pub(super) supervisor: PersonId,
    pub(super) administrator: PersonId,
}

/// A branch with those who act in it.
pub(super) struct Branch {
    pub(super) told: ledger::Branch,
    pub(super) org: OrgId,
    /// Whose it is, by the committee's letter.
    pub(super) below: String,
    pub(super) secretary: Option<(PersonId, GrantId)>,
    pub(super) clerk: PersonId,
    pub(super) members: BTreeMap<usize, MemberId>,
    /// Records that have a name in the ledger, each with its version.
    pub(super) records: BTreeMap<String, (RecordId, u32)>,
}

/// The county.
pub(super) struct County {
    pub(super) desk: Desk,
    pub(super) admin: Cx,
    pub(super) top: OrgId,
    pub(super) org: OrgId,
    pub(super) officer: PersonId,
    pub(super) auditor: PersonId,
    pub(super) committees: BTreeMap<String, Committee>,
    pub(super) branches: BTreeMap<usize, Branch>,
    pub(super) campaign: CampaignId,
    pub(super) seed: Seed,
    pub(super) golden: Golden,
    /// What was suggested otherwise than by hand.
    pub(super) differs: Vec<String>,
    day: Date,
}

const COMMITTEES: [(&str, &str, OrgKind, &[&str]); 3] = [
    ("q", "青禾镇党委", OrgKind::Committee, &[]),
    ("b", "白石镇党委", OrgKind::Committee, &[]),
    ("w", "县直机关工委", OrgKind::WorkCommittee, &["office", "state_enterprise"]),
];

impl County {
    pub(super) async fn found(desk: Desk) -> Self {
        desk.set("2026-01-05T01:00:00Z");
        let admin = desk.begun().await;
        let top = admin.grants[0].org;
        let city = desk.found(&admin, top, "甲市市委组织部", OrgKind::Department).await;
        let org = desk.found(&admin, city, "青禾县委组织部", OrgKind::Department).await;
        let officer = appointed(&desk, &admin, org, Role::DepartmentOfficer, "吴组织").await.0;
        let auditor = appointed(&desk, &admin, top, Role::AuditAdministrator, "郑审计").await.0;
        let mut committees = BTreeMap::new();
        for (letter, name, kind, sectors) in COMMITTEES {
            let sectors = sectors.iter().map(|one| (*one).to_owned()).collect();
            let draft = Draft { sectors, ..draft(name, kind) };
            let place = organisation::found(&admin, desk.form(), org, &draft).await.unwrap();
            let org = id_of(&place);
            let mut at = [PersonId::new(desk.app.identity()); 2];
            for (who, role) in [Role::Supervisor, Role::CommitteeAdministrator].iter().enumerate() {
                let name = format!("{}{letter}", ["周督导", "冯党委"][who]);
                at[who] = appointed(&desk, &admin, org, *role, &name).await.0;
            }
            let [supervisor, administrator] = at;
            committees.insert(letter.to_owned(), Committee { org, supervisor, administrator });
        }
        let mut county = Self {
            campaign: CampaignId::new(desk.app.identity()),
            day: desk.app.today(),
            desk,
            admin,
            top,
            org,
            officer,
            auditor,
            committees,
            branches: BTreeMap::new(),
            seed: Seed::new(SEED),
            golden: Golden::read(),
            differs: Vec::new(),
        };
        for branch in ledger::branches().into_iter().filter(|branch| !branch.is_late) {
            county.found_branch(branch).await;
        }
        county
    }

    async fn found_branch(&mut self, told: ledger::Branch) {
        let code = format!("0369000000010{:02}", told.no);
        let draft =
            Draft { sector: told.sector.clone(), code, ..draft(&told.name, OrgKind::Branch) };
        let (desk, admin) = (&self.desk, &self.admin);
        let below = self.committees[&told.below].org;
        let place = organisation::found(admin, desk.form(), below, &draft).await.unwrap();
        let org = id_of(&place);
        let secretary = match told.is_vacant {
            true => None,
            false => {
                let name = format!("书记{:02}", told.no);
                Some(appointed(desk, admin, org, Role::Secretary, &name).await)
            }
        };
        let name = format!("联络{:02}", told.no);
        let clerk = appointed(desk, admin, org, Role::Clerk, &name).await.0;
        let (members, records) = (BTreeMap::new(), BTreeMap::new());
        let below = told.below.clone();
        let no = told.no;
        let branch = Branch { told, org, below, secretary, clerk, members, records };
        self.branches.insert(no, branch);
    }

    pub(super) async fn found_late(&mut self, no: usize) {
        let told = ledger::branches().into_iter().find(|branch| branch.no == no).unwrap();
        self.found_branch(told).await;
    }

    /// Turns the clock: to the morning of another day, or on by some minutes. Each morning entries
    /// get their place, and the tally is folded.
    pub(super) async fn turn_to(&mut self, day: Date) {
        if day == self.day {
            let minutes = 1 + self.seed.below(9);
            self.desk.pass_minutes(i64::try_from(minutes).unwrap());
            return;
        }
        assert!(self.desk.app.today() < day, "{day} is over");
        self.day = day;
        self.desk.set(&format!("{day}T00:30:00Z"));
        organisation::do_due(&self.desk.app).await.unwrap();
        if self.seed.once_in(4) {
            journal::seal(&self.desk.app).await.unwrap();
            app::tally::fold(&self.desk.app).await.unwrap();
        }
    }

    /// Somebody with the roles of this day.
    pub(super) async fn cx(&self, person: PersonId) -> Cx {
        let mut link = self.desk.app.store().link().await.unwrap();
        let grants = store::post::grants(&mut link, person, self.desk.app.today()).await.unwrap();
        let name = store::post::name(&mut link, person).await.unwrap().unwrap();
        Cx { person, name, grants, ..self.admin.clone() }
    }

    /// The latest entry of the journal: what is refused leaves none.
    pub(super) async fn last_entry(&self) -> EntryId {
        let mut link = self.desk.app.store().link().await.unwrap();
        let before = (jiff::Timestamp::MAX, EntryId::new(uuid::Uuid::max()));
        let top = OrgPath::above_all();
        store::journal::latest(&mut link, &top, before, None, 1).await.unwrap()[0].id
    }

    pub(super) fn committee_of(&self, no: usize) -> &Committee {
        &self.committees[&self.branches[&no].below]
    }

    pub(super) async fn open(&mut self) {
        let cx = self.cx(self.officer).await;
        let text = str::to_owned;
        let facts = FactsDraft {
            name: text("学党章学习教育"),
            from: text("2026-01-15"),
            to: text("2026-11-30"),
        };
        let form = || self.desk.form();
        let place = campaign::found(&cx, form(), self.org, &facts).await.unwrap();
        let place = place.strip_prefix("/campaigns/").unwrap();
        let id: CampaignId = place.strip_suffix("/scheme").unwrap().parse().unwrap();
        let key = Some(SchemeKey::BuiltIn(SCHEME));
        campaign::choose_scheme(&cx, form(), (id, 1), key).await.unwrap();
        let period = |title: &str, days: [&str; 4]| {
            let [a, b, c, d] = days.map(|day| format!("2026-{day}"));
            PeriodDraft { title: text(title), self_check: [a, b], evaluation: [c, d] }
        };
        let periods = [
            period("上半年", ["05-20", "06-10", "05-25", "06-30"]),
            period("全年", ["11-20", "12-05", "11-25", "12-20"]),
        ];
        campaign::put_periods(&cx, form(), (id, 2), &periods).await.unwrap();
        let task = |says: &str, criterion: &str, due: &str| TaskDraft {
            says: text(says),
            criterion: text(criterion),
            due: text(due),
        };
        let document = DocumentDraft {
            title: text("关于开展学习教育的通知"),
            symbol: text("青组字〔2026〕1号"),
            issued: text("2026-01-15"),
            content: text("一、制定计划。\n二、四个专题。"),
            tasks: vec![
                task("制定工作计划", "1.1", "2026-03-01"),
                task("开展四次专题讨论", "3.1", "2026-10-31"),
            ],
        };
        campaign::issue(&cx, form(), id, &document).await.unwrap();
        campaign::open(&cx, form(), (id, 3)).await.unwrap();
        self.campaign = id;
    }

    pub(super) async fn take_in(&mut self) {
        let cx = self.cx(self.officer).await;
        campaign::take_in(&cx, self.desk.form(), self.campaign).await.unwrap();
        // Nobody is left to be taken in.
        let (_, late) = campaign::late(&cx, self.campaign).await.unwrap();
        assert!(late.is_none());
    }

    pub(super) async fn extend(&mut self, no: usize, period: u32, stage: &str, until: &str) {
        let draft = ExtensionDraft {
            period: period.to_string(),
            stage: stage.to_owned(),
            until: format!("2026-{until}"),
            reason: "汛期抢险,支部全员在堤上".to_owned(),
        };
        let (branch, id) = (self.branches[&no].org, self.campaign);
        let administrator = self.cx(self.committee_of(no).administrator).await;
        let last = self.last_entry().await;
        let refused = campaign::extend(&administrator, self.desk.form(), id, branch, &draft).await;
        assert!(matches!(refused, Err(Refusal::Denied)), "{refused:?}");
        assert_eq!(self.last_entry().await, last);
        let officer = self.cx(self.officer).await;
        campaign::extend(&officer, self.desk.form(), id, branch, &draft).await.unwrap();
    }
}

/// Appoints a new person from today on.
pub(super) async fn appointed(
    desk: &Desk,
    by: &Cx,
    org: OrgId,
    role: Role,
    name: &str,
) -> (PersonId, GrantId) {
    let held = post::Draft {
        name: name.to_owned(),
        role: role.name().to_owned(),
        from: desk.app.today().to_string(),
        ..post::Draft::default()
    };
    post::appoint(by, desk.form(), org, &held).await.unwrap();
    posted(by, org, name).await
}

/// Who holds a post, by the name.
pub(super) async fn posted(by: &Cx, org: OrgId, name: &str) -> (PersonId, GrantId) {
    let view = organisation::browse(by, Some(org), &Listing::default()).await.unwrap();
    let held = view.posts.unwrap().into_iter().find(|held| held.person.name == name).unwrap();
    (held.person.id, held.id)
}
