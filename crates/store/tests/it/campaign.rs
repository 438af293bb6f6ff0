//! Campaigns: what is pinned stays, who takes part is known by branch and by committee.

use jiff::civil::{Date, date};
use model::authority::{Grant, Permit, Role, Verb, decide};
use model::campaign::{Enrolling, Stage, State, Window};
use model::id::{CampaignId, EntryId, GrantId, OrgId, PersonId};
use model::organisation::{OrgKind, Sector};
use model::path::OrgPath;
use store::campaign::{self, Campaign, Document, Enrolled, Facts, Joining, Period, Place, Task};
use store::organisation::{self, Group, Organisation};
use store::post::{self, Appointment, Person};
use store::{Link, doctor, journal, scheme_pin, standing, tally};

use crate::desk::{Desk, TODAY, commit, facts as org_facts, id, moment, on_both, permit};

const SCHEME: &[u8] = b"format = 1\nid = \"demo\"\n";

/// An officer of the highest organisation, and a campaign of theirs.
struct Story {
    desk: Desk,
    person: PersonId,
    top: Organisation,
    campaign: Campaign,
}

impl Story {
    async fn begin(desk: Desk) -> Self {
        let top = desk.begin().await;
        let person = Person { id: PersonId::new(id()), name: "王示例".to_owned() };
        let (role, from, to) = (Role::DepartmentOfficer, TODAY, None);
        let post = GrantId::new(id());
        let post = Appointment { id: post, person: person.id, role, from, to, acting: false };
        let mut write = desk.write().await;
        let leave = permit(role.appointed_by(), &top);
        post::appoint_new(&mut write, &leave, &person, &post).await.unwrap();
        let person = person.id;
        let publish = may(person, Verb::PublishScheme, &top);
        let name = ("demo", 1, "方案");
        let digest = scheme_pin::publish(&mut write, &publish, name, SCHEME).await.unwrap();
        let leave = may(person, Verb::SetUpCampaign, &top);
        let campaign = CampaignId::new(id());
        campaign::found(&mut write, &leave, campaign, &facts(Some(digest))).await.unwrap();
        let campaign = campaign::find(&mut write, campaign).await.unwrap().unwrap();
        commit(write, &top).await;
        Self { desk, person, top, campaign }
    }

    fn may(&self, verb: Verb, org: &Organisation) -> Permit {
        may(self.person, verb, org)
    }

    async fn link(&self) -> Link {
        self.desk.store.link().await.unwrap()
    }

    async fn enrol(&self, why: Enrolling, joining: &[Joining]) {
        let mut write = self.desk.write().await;
        let leave = self.may(Verb::SetUpCampaign, &self.top);
        campaign::enrol(&mut write, &leave, &self.campaign, day(24), why, joining).await.unwrap();
        commit(write, &self.top).await;
    }

    async fn leave(&self, why: Enrolling, row: &Enrolled) -> bool {
        let mut write = self.desk.write().await;
        let leave = self.may(Verb::SetUpCampaign, &self.top);
        let rows = std::slice::from_ref(row);
        let left = campaign::leave(&mut write, &leave, &self.campaign, day(23), why, rows).await;
        let left = left.is_ok();
        if left {
            commit(write, &self.top).await;
        }
        left
    }

    async fn row(&self, branch: &Organisation) -> Enrolled {
        let row = campaign::of_branch(&mut self.link().await, branch.id, self.campaign.id).await;
        row.unwrap().unwrap().0
    }

    /// How many take part at and below an organisation, by its tally.
    async fn counted(&self, org: &Organisation) -> i64 {
        while tally::fold(&self.desk.store).await.unwrap() > 0 {}
        let mut link = self.link().await;
        let tally = tally::of(&mut link, org, self.campaign.id, moment(9)).await.unwrap();
        tally.figures.iter().map(|(_, figures)| figures.get(standing::ENROLLED)).sum()
    }
}

fn may(person: PersonId, verb: Verb, org: &Organisation) -> Permit {
    let (role, path) = (Role::DepartmentOfficer, OrgPath::above_all());
    let grant = Grant { id: GrantId::new(id()), role, org: org.id, path };
    decide(person, &[grant], verb, org.id, &org.path).unwrap()
}

fn day(day: i8) -> Date {
    date(2026, 11, day)
}

fn period(title: &str, [a, b, c, d]: [i8; 4]) -> Period {
    let window = |from, to| Window { from: day(from), to: day(to) };
    Period { title: title.to_owned(), self_check: window(a, b), evaluation: window(c, d) }
}

fn facts(scheme: Option<[u8; 32]>) -> Facts {
    Facts {
        name: "学习教育".to_owned(),
        scheme,
        days: Window { from: day(1), to: day(30) },
        units: Vec::new(),
        sectors: vec![Sector::Rural, Sector::Office],
        state: State::Draft,
        periods: vec![period("第一期", [10, 20, 15, 25])],
    }
}

fn joining(branch: &Organisation, committee: &Organisation, before: Option<u32>) -> Joining {
    let Organisation { id: branch, path, parent, sector, .. } = branch.clone();
    let place = Place { branch, path, parent, sector, committee: committee.id };
    Joining { place, id: id(), before, counts: false }
}

fn start() -> OrgPath {
    OrgPath::above_all()
}

on_both!(a_published_scheme_keeps_its_bytes_and_its_version);
async fn a_published_scheme_keeps_its_bytes_and_its_version(desk: Desk) {
    let story = Story::begin(desk).await;
    let county = story.desk.found(&story.top, "甲县组织部", OrgKind::Department).await;
    let digest = story.campaign.facts.scheme.unwrap();
    let mut link = story.link().await;
    assert_eq!(scheme_pin::content(&mut link, &digest).await.unwrap().unwrap(), SCHEME);
    let pins = scheme_pin::named(&mut link, ("demo", 1), &county.path).await.unwrap();
    let [pin] = pins.as_slice() else { panic!("{pins:?}") };
    assert_eq!((pin.digest, pin.org, pin.by), (digest, story.top.id, story.person));
    assert_eq!(scheme_pin::named(&mut link, ("demo", 2), &county.path).await.unwrap(), []);
    assert_eq!(scheme_pin::seen_from(&mut link, &county.path).await.unwrap(), pins);
    drop(link);

    let mut write = story.desk.write().await;
    let cases =
        [(Verb::PublishScheme, 1, "never changes"), (Verb::SetUpCampaign, 2, "something else")];
    for (verb, version, says) in cases {
        let leave = story.may(verb, &story.top);
        let refused = scheme_pin::publish(&mut write, &leave, ("demo", version, "x"), b"o").await;
        assert!(refused.unwrap_err().to_string().contains(says));
    }
    // Units beside each other publish the same, or call theirs the same; one above them neither.
    drop(write);
    let other = story.desk.found(&story.top, "乙县组织部", OrgKind::Department).await;
    let mut write = story.desk.write().await;
    let mut publish = async |org: &Organisation, version, bytes: &[u8]| {
        let leave = story.may(Verb::PublishScheme, org);
        let name = ("local", version, "本县");
        scheme_pin::publish(&mut write, &leave, name, bytes).await.map_err(|e| e.to_string())
    };
    let one = publish(&county, 1, b"one").await.unwrap();
    assert_eq!(publish(&other, 1, b"one").await.unwrap(), one);
    assert!(publish(&other, 1, b"one").await.unwrap_err().contains("is published there"));
    publish(&county, 2, b"two").await.unwrap();
    publish(&other, 2, b"zwei").await.unwrap();
    assert!(publish(&story.top, 2, b"two").await.unwrap_err().contains("never changes"));
    assert_eq!(publish(&story.top, 1, b"one").await.unwrap(), one);
    let places = scheme_pin::publications(&mut write, &one).await.unwrap();
    assert_eq!(places.len(), 3);
}

on_both!(every_version_of_a_campaign_is_kept);
async fn every_version_of_a_campaign_is_kept(desk: Desk) {
    let story = Story::begin(desk).await;
    let county = story.desk.found(&story.top, "甲县组织部", OrgKind::Department).await;
    let mut campaign = story.campaign.clone();
    assert_eq!(campaign.facts, facts(campaign.facts.scheme));
    let changed = Facts {
        units: vec![county.id, story.top.id],
        sectors: Vec::new(),
        state: State::Open,
        periods: vec![period("第一期", [10, 21, 15, 25]), period("第二期", [26, 28, 27, 30])],
        ..campaign.facts.clone()
    };
    let mut write = story.desk.write().await;
    let leave = story.may(Verb::SetUpCampaign, &story.top);
    campaign::change(&mut write, &leave, &mut campaign, changed.clone()).await.unwrap();
    let mut stale = story.campaign.clone();
    let refused = campaign::change(&mut write, &leave, &mut stale, changed.clone()).await;
    assert!(refused.unwrap_err().to_string().contains("changed meanwhile"));
    let other = story.may(Verb::PublishScheme, &story.top);
    let refused = campaign::change(&mut write, &other, &mut campaign, changed.clone()).await;
    assert!(refused.unwrap_err().to_string().contains("something else"));
    commit(write, &story.top).await;

    let mut link = story.link().await;
    let kept = campaign::find(&mut link, campaign.id).await.unwrap().unwrap();
    assert_eq!((kept.version, kept.facts), (2, changed));
    let versions = campaign::versions(&mut link, campaign.id, 9).await.unwrap();
    assert_eq!(versions.iter().map(|one| one.version).collect::<Vec<_>>(), [2, 1]);
    assert!(versions[0].content.contains("\nperiod 2026-11-26 2026-11-28 "), "{versions:?}");
    assert_eq!(versions[1].by.as_deref(), Some("王示例"));
    for path in [&county.path, &story.top.path] {
        let seen = campaign::seen_from(&mut link, path).await.unwrap();
        assert_eq!(seen.iter().map(|one| one.id).collect::<Vec<_>>(), [campaign.id]);
    }
    assert_eq!(campaign::open(&mut link).await.unwrap().len(), 1);
}

on_both!(who_takes_part_is_known_by_branch_and_by_committee);
async fn who_takes_part_is_known_by_branch_and_by_committee(desk: Desk) {
    let story = Story::begin(desk).await;
    let one = story.desk.found(&story.top, "甲镇党委", OrgKind::Committee).await;
    let other = story.desk.found(&story.top, "乙镇党委", OrgKind::Committee).await;
    let first = story.desk.found(&one, "甲一党支部", OrgKind::Branch).await;
    let second = story.desk.found(&one, "甲二党支部", OrgKind::Branch).await;
    let both = [joining(&first, &one, None), joining(&second, &one, None)];
    story.enrol(Enrolling::Opening, &both).await;

    let mut link = story.link().await;
    let campaign = story.campaign.id;
    let of_one = campaign::of_committee(&mut link, campaign, one.id, &start(), 9).await.unwrap();
    assert_eq!(of_one.len(), 2);
    let behind = campaign::of_committee(&mut link, campaign, one.id, &first.path, 9).await;
    assert_eq!(behind.unwrap()[0].branch, second.id);
    let own = campaign::within(&mut link, campaign, &first.path, &start(), 9).await.unwrap();
    assert_eq!((own.len(), own[0].branch), (1, first.id));
    assert_eq!(campaign::enrolled(&mut link, campaign, &story.top.path).await.unwrap(), 2);
    let of_draft = campaign::ever_of(&mut link, first.id, day(30)).await.unwrap();
    assert_eq!(of_draft, []);
    drop(link);
    assert_eq!(story.counted(&story.top).await, 2);

    // It moves, then leaves, then joins again: each is a row.
    story.desk.move_below(&first, &other, day(24)).await;
    let first = story.desk.find(first.id).await;
    assert!(story.leave(Enrolling::Moved, &story.row(&first).await).await);
    let moved = Joining { counts: true, ..joining(&first, &other, Some(1)) };
    story.enrol(Enrolling::Moved, &[moved]).await;
    assert_eq!((story.counted(&story.top).await, story.counted(&other).await), (2, 1));
    let row = story.row(&first).await;
    assert_eq!((row.number, row.committee, row.from), (2, other.id, day(24)));
    assert!(story.leave(Enrolling::Left, &row).await);
    assert!(!story.leave(Enrolling::Left, &row).await);
    assert!(story.row(&first).await.to.is_some());
    assert_eq!((story.counted(&story.top).await, story.counted(&other).await), (1, 0));
    story.enrol(Enrolling::Joined, &[joining(&first, &other, Some(2))]).await;
    assert_eq!((story.counted(&story.top).await, story.counted(&other).await), (2, 1));
    let mut link = story.link().await;
    let all = campaign::enrolments_between(&mut link, campaign, &start(), &start(), 9).await;
    assert_eq!(all.unwrap().iter().map(|one| one.number).collect::<Vec<_>>(), [1, 3]);
    assert_eq!(doctor::look(&mut link).await.unwrap().ills, Vec::<String>::new());
}

on_both!(thousands_are_enrolled_in_one_write_and_summed_up_in_the_journal);
async fn thousands_are_enrolled_in_one_write_and_summed_up_in_the_journal(desk: Desk) {
    let story = Story::begin(desk).await;
    let committee = story.desk.found(&story.top, "甲镇党委", OrgKind::Committee).await;
    let name = |number: u32| org_facts(&format!("第{number}党支部"), OrgKind::Branch);
    let founded = (0..4_500).map(|number| (OrgId::new(id()), name(number))).collect();
    let mut write = story.desk.write().await;
    let leave = permit(Verb::ImportOrganisations, &story.top);
    let groups = [Group { below: committee.id, founded }];
    organisation::found_all(&mut write, &leave, groups, TODAY).await.unwrap();
    commit(write, &story.top).await;
    let mut link = story.link().await;
    let branches = organisation::within(&mut link, &committee.path, &start(), 5_000).await.unwrap();
    drop(link);
    let all: Vec<Joining> = branches.iter().map(|one| joining(one, &committee, None)).collect();
    story.enrol(Enrolling::Opening, &all).await;
    assert_eq!(story.counted(&story.top).await, 4_500);
    let mut link = story.link().await;
    let before = (moment(100), EntryId::new(uuid::Uuid::max()));
    let entries = journal::latest(&mut link, &story.top.path, before, None, 9).await.unwrap();
    let bodies: Vec<String> =
        entries.iter().map(|e| String::from_utf8_lossy(&e.body).into_owned()).collect();
    assert!(bodies.iter().any(|body| body.contains("\nrows 4500 ")), "{bodies:?}");
}

on_both!(nobody_is_enrolled_outside_the_permit);
async fn nobody_is_enrolled_outside_the_permit(desk: Desk) {
    let story = Story::begin(desk).await;
    let county = story.desk.found(&story.top, "甲县组织部", OrgKind::Department).await;
    let branch = story.desk.found(&story.top, "机关党支部", OrgKind::Branch).await;
    let own = &story.campaign;
    let of_county = Campaign { org: county.id, path: county.path.clone(), ..own.clone() };
    let mut write = story.desk.write().await;
    let leave = story.may(Verb::SetUpCampaign, &county);
    let rows = [joining(&branch, &story.top, None)];
    for (campaign, says) in [(&of_county, "outside"), (own, "something else")] {
        let why = Enrolling::Opening;
        let refused = campaign::enrol(&mut write, &leave, campaign, day(10), why, &rows).await;
        assert!(refused.unwrap_err().to_string().contains(says));
    }
}

on_both!(a_last_day_is_put_off_for_one_branch_and_the_latest_counts);
async fn a_last_day_is_put_off_for_one_branch_and_the_latest_counts(desk: Desk) {
    let story = Story::begin(desk).await;
    let branch = story.desk.found(&story.top, "机关党支部", OrgKind::Branch).await;
    let (campaign, place) = (story.campaign.id, (1, Stage::SelfCheck));
    story.enrol(Enrolling::Opening, &[joining(&branch, &story.top, None)]).await;
    assert_eq!(story.row(&branch).await.number, 1);
    let mut write = story.desk.write().await;
    let leave = story.may(Verb::ExtendWindow, &branch);
    for until in [28, 22] {
        campaign::extend(&mut write, &leave, campaign, place, day(until), "汛期").await.unwrap();
    }
    let other = story.may(Verb::SetUpCampaign, &branch);
    assert!(campaign::extend(&mut write, &other, campaign, place, day(29), "汛期").await.is_err());
    commit(write, &branch).await;
    let mut link = story.link().await;
    let until = campaign::until(&mut link, branch.id, campaign, 1, Stage::SelfCheck).await;
    assert_eq!(until.unwrap(), Some(day(22)));
    let until = campaign::until(&mut link, branch.id, campaign, 1, Stage::Evaluation).await;
    assert_eq!(until.unwrap(), None);
    let of = campaign::of_branch(&mut link, branch.id, campaign).await.unwrap().unwrap();
    assert_eq!(of.1.iter().map(|one| one.number).collect::<Vec<_>>(), [1, 2]);
    let all = campaign::extensions(&mut link, campaign, &story.top.path, 9).await.unwrap();
    assert_eq!((all.len(), all[0].by.as_str()), (2, "王示例"));
}

on_both!(documents_ask_for_tasks_until_they_are_withdrawn);
async fn documents_ask_for_tasks_until_they_are_withdrawn(desk: Desk) {
    let story = Story::begin(desk).await;
    let document = Document {
        number: 1,
        title: "通知".to_owned(),
        symbol: "示组字〔2026〕1号".to_owned(),
        issued: day(2),
        content: "正文".to_owned(),
        at: moment(0),
        file: None,
        withdrawn: None,
    };
    let task = |number, says: &str, criterion: Option<&str>, due| {
        let criterion = criterion.map(str::to_owned);
        Task { document: 1, number, says: says.to_owned(), criterion, due }
    };
    let tasks = [task(1, "开四次讨论", Some("3.1"), Some(day(20))), task(2, "报总结", None, None)];
    let mut write = story.desk.write().await;
    let (leave, campaign) = (story.may(Verb::SetUpCampaign, &story.top), &story.campaign);
    for (number, tasks) in [(1, &tasks[..]), (2, &tasks[1..])] {
        let issued = campaign::issue(&mut write, &leave, campaign, &document, tasks).await;
        assert_eq!(issued.unwrap(), number);
    }
    assert!(campaign::withdraw(&mut write, &leave, campaign, 2).await.unwrap());
    assert!(!campaign::withdraw(&mut write, &leave, campaign, 2).await.unwrap());
    commit(write, &story.top).await;
    let mut link = story.link().await;
    let kept = campaign::documents(&mut link, campaign.id).await.unwrap();
    assert_eq!((kept.len(), &kept[0]), (2, &document));
    assert!(kept[1].withdrawn.is_some());
    assert_eq!(campaign::tasks_of_campaign(&mut link, campaign.id).await.unwrap(), tasks);
    assert_eq!(campaign::tasks(&mut link, campaign.id, 1).await.unwrap(), tasks);
}

on_both!(an_organisation_has_one_local_part_at_a_time);
async fn an_organisation_has_one_local_part_at_a_time(desk: Desk) {
    let story = Story::begin(desk).await;
    let city = story.desk.found(&story.top, "甲市组织部", OrgKind::Department).await;
    let campaign = story.campaign.id;
    let mut write = story.desk.write().await;
    let leave = story.may(Verb::PublishScheme, &city);
    let mut digests = Vec::new();
    for (version, bytes) in [(1, b"one"), (2, b"two")] {
        let name = ("local", version, "本市");
        let digest = scheme_pin::publish(&mut write, &leave, name, bytes).await.unwrap();
        let number = campaign::add_local(&mut write, &leave, campaign, &digest).await.unwrap();
        assert_eq!(number, version);
        digests.push(digest);
    }
    let parts = campaign::local_parts(&mut write, campaign).await.unwrap();
    let [part] = parts.as_slice() else { panic!("{parts:?}") };
    assert_eq!((part.scheme, part.org, part.number), (digests[1], city.id, 2));
    let found = campaign::find(&mut write, campaign).await.unwrap().unwrap();
    assert!(found.has_local_parts);
    assert!(campaign::end_local(&mut write, &leave, campaign).await.unwrap());
    assert!(!campaign::end_local(&mut write, &leave, campaign).await.unwrap());
    assert_eq!(campaign::local_parts(&mut write, campaign).await.unwrap(), []);
    let found = campaign::find(&mut write, campaign).await.unwrap().unwrap();
    assert!(!found.has_local_parts);
    commit(write, &city).await;
}
