//! Campaigns: set up, opened, looked at by those inside and by nobody else, put off, closed.

use app::campaign::{
    self, DocumentDraft, ExtensionDraft, FactsDraft, Lack, PeriodDraft, SchemeKey, ScopeDraft,
    TaskDraft,
};
use app::organisation::{self, Act, Draft, Listing};
use app::{Cx, Refusal, post, todo};
use model::authority::{Grant, Role};
use model::campaign::{Stage, State, WindowState};
use model::id::{CampaignId, GrantId, OrgId, TermId};
use model::organisation::OrgKind;
use model::path::OrgPath;

use crate::desk::{Desk, draft, flaws, id_of, on_both};

/// A province with a city, in it a committee with a 总支, each with a branch, and a branch of the
/// province's own; and one person for each role that matters.
pub(crate) struct Province {
    pub(crate) desk: Desk,
    pub(crate) admin: Cx,
    pub(crate) top: OrgId,
    pub(crate) city: OrgId,
    pub(crate) committee: OrgId,
    pub(crate) general: OrgId,
    pub(crate) branches: [OrgId; 3],
}

impl Province {
    pub(crate) async fn build(desk: Desk) -> Self {
        let admin = desk.begun().await;
        let top = admin.grants[0].org;
        let city = desk.found(&admin, top, "甲市组织部", OrgKind::Department).await;
        let committee = desk.found(&admin, city, "青禾镇党委", OrgKind::Committee).await;
        let general = desk.found(&admin, committee, "青禾村党总支", OrgKind::GeneralBranch).await;
        let one = sectored(&desk, &admin, general, "青禾一组党支部", "rural").await;
        let two = sectored(&desk, &admin, committee, "青禾机关党支部", "office").await;
        let three = sectored(&desk, &admin, top, "省直机关党支部", "office").await;
        Self { desk, admin, top, city, committee, general, branches: [one, two, three] }
    }

    /// Somebody with a role at an organisation, as if logged in.
    pub(crate) async fn holder(&self, role: Role, org: OrgId) -> Cx {
        let name = self.desk.app.identity().simple().to_string();
        let today = self.desk.app.today().to_string();
        let held = post::Draft {
            person: String::new(),
            name: format!("示例{}", &name[28..]),
            role: role.name().to_owned(),
            from: today,
            ..post::Draft::default()
        };
        post::appoint(&self.admin, self.desk.form(), org, &held).await.unwrap();
        let view = organisation::browse(&self.admin, Some(org), &Listing::default()).await;
        let view = view.unwrap();
        let held = view.posts.unwrap().into_iter().find(|post| post.person.name == held.name);
        let held = held.unwrap();
        let grant = Grant { id: held.id, role, org, path: view.org.path };
        Cx { person: held.person.id, grants: vec![grant], ..self.admin.clone() }
    }

    pub(crate) async fn officer(&self) -> Cx {
        self.holder(Role::DepartmentOfficer, self.top).await
    }

    pub(crate) async fn draft(&self, cx: &Cx) -> CampaignId {
        let facts = facts("2026-11-01", "2026-12-31");
        let place = campaign::found(cx, self.desk.form(), self.top, &facts).await.unwrap();
        place.strip_prefix("/campaigns/").unwrap().strip_suffix("/scheme").unwrap().parse().unwrap()
    }

    /// A campaign that is ready, with one period.
    async fn ready(&self, cx: &Cx) -> CampaignId {
        let id = self.draft(cx).await;
        let key = Some(SchemeKey::BuiltIn("jx-2016-52"));
        campaign::choose_scheme(cx, self.desk.form(), (id, 1), key).await.unwrap();
        let periods = [period("第一期", ["2026-11-10", "2026-11-24", "2026-11-15", "2026-12-05"])];
        campaign::put_periods(cx, self.desk.form(), (id, 2), &periods).await.unwrap();
        id
    }

    pub(crate) async fn opened(&self, cx: &Cx) -> CampaignId {
        let id = self.ready(cx).await;
        campaign::open(cx, self.desk.form(), (id, 3)).await.unwrap();
        id
    }

    pub(crate) async fn current(&self, id: CampaignId, branch: OrgId) -> Option<campaign::Current> {
        let mut link = self.desk.app.store().link().await.unwrap();
        let today = self.desk.app.today();
        campaign::current(&self.desk.app, &mut link, id, branch, today).await.unwrap()
    }
}

async fn sectored(desk: &Desk, cx: &Cx, below: OrgId, name: &str, sector: &str) -> OrgId {
    let draft = Draft { sector: sector.to_owned(), ..draft(name, OrgKind::Branch) };
    id_of(&organisation::found(cx, desk.form(), below, &draft).await.unwrap())
}

fn facts(from: &str, to: &str) -> FactsDraft {
    FactsDraft { name: "学习教育".to_owned(), from: from.to_owned(), to: to.to_owned() }
}

fn period(title: &str, [a, b, c, d]: [&str; 4]) -> PeriodDraft {
    PeriodDraft {
        title: title.to_owned(),
        self_check: [a, b].map(str::to_owned),
        evaluation: [c, d].map(str::to_owned),
    }
}

on_both!(a_campaign_is_set_up_step_by_step_and_opened);
async fn a_campaign_is_set_up_step_by_step_and_opened(desk: Desk) {
    let world = Province::build(desk).await;
    let cx = world.officer().await;
    let id = world.draft(&cx).await;
    let looked = campaign::opening(&cx, id).await.unwrap();
    assert_eq!(looked.lacks, [Lack::Scheme, Lack::Periods, Lack::Documents]);
    let early = campaign::open(&cx, world.desk.form(), (id, 1)).await;
    assert_eq!(flaws(early), ": 还有没做完的,不能启动\n");
    let id = world.ready(&cx).await;
    let looked = campaign::opening(&cx, id).await.unwrap();
    assert_eq!(looked.lacks, [Lack::Documents]);
    // 总支 evaluates nobody; the province's own branch is the department's.
    let who: Vec<(OrgId, OrgId)> =
        looked.scope.branches.iter().map(|one| (one.branch, one.committee)).collect();
    let [one, two, three] = world.branches;
    let mut expected = vec![(one, world.committee), (two, world.committee), (three, world.top)];
    assert_eq!(sorted(who), {
        expected.sort_unstable();
        expected
    });
    assert_eq!((looked.scope.committees, looked.scope.unevaluated.len()), (2, 0));

    let form = world.desk.form();
    let place = campaign::open(&cx, form, (id, 3)).await.unwrap();
    assert_eq!(campaign::open(&cx, form, (id, 3)).await.unwrap(), place, "done once");
    let view = campaign::view(&cx, id).await.unwrap();
    assert_eq!((view.campaign.facts.state, view.enrolled), (State::Open, (3, None)));
    let again = campaign::open(&cx, world.desk.form(), (id, 4)).await;
    assert!(matches!(again, Err(Refusal::Stale)), "{again:?}");
    let now = world.current(id, one).await.unwrap();
    assert_eq!((now.enrolled.committee, now.scheme.id.as_str()), (world.committee, "jx-2016-52"));
    assert_eq!(now.open(Stage::SelfCheck).map(|period| period.number), Some(1));
}

fn sorted<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort_unstable();
    list
}

on_both!(a_draft_is_seen_by_who_sets_it_up_and_an_open_one_by_those_inside);
async fn a_draft_is_seen_by_who_sets_it_up_and_an_open_one_by_those_inside(desk: Desk) {
    let world = Province::build(desk).await;
    let cx = world.officer().await;
    let city = world.holder(Role::DepartmentOfficer, world.city).await;
    let committee = world.holder(Role::CommitteeAdministrator, world.committee).await;
    let secretary = world.holder(Role::Secretary, world.branches[0]).await;
    let outsider = world.holder(Role::Secretary, world.branches[2]).await;
    let id = world.draft(&cx).await;
    for other in [&city, &committee, &secretary, &world.admin] {
        assert!(campaign::campaigns(other).await.unwrap().is_empty());
        let unseen = campaign::view(other, id).await;
        assert!(matches!(unseen, Err(Refusal::Unseen)), "{unseen:?}");
    }
    let (form, key) = (world.desk.form(), Some(SchemeKey::BuiltIn("jx-2016-52-lean")));
    campaign::choose_scheme(&cx, form, (id, 1), key).await.unwrap();
    let scope = ScopeDraft {
        units: vec![world.city.to_string()],
        all_sectors: true,
        ..ScopeDraft::default()
    };
    campaign::choose_scope(&cx, world.desk.form(), (id, 2), &scope).await.unwrap();
    let periods = [period("第一期", ["2026-11-10", "2026-11-24", "2026-11-15", "2026-12-05"])];
    campaign::put_periods(&cx, world.desk.form(), (id, 3), &periods).await.unwrap();
    campaign::open(&cx, world.desk.form(), (id, 4)).await.unwrap();

    for (other, count) in [(&city, 2), (&committee, 2), (&secretary, 1), (&cx, 2)] {
        assert_eq!(campaign::campaigns(other).await.unwrap().len(), 1);
        assert_eq!(campaign::view(other, id).await.unwrap().enrolled.0, count);
    }
    let view = campaign::view(&secretary, id).await.unwrap();
    assert_eq!(view.own.unwrap().committee, world.committee);
    assert!(view.versions.is_empty() && !view.may_set_up);
    assert!(matches!(campaign::view(&outsider, id).await, Err(Refusal::Unseen)));
    assert!(matches!(campaign::view(&world.admin, id).await, Err(Refusal::Unseen)));
    // Below the owner one sees it and does not change it.
    let shorter = facts("2026-11-01", "2026-12-30");
    let refused = campaign::rename(&city, world.desk.form(), (id, 5), &shorter).await;
    assert!(matches!(refused, Err(Refusal::Denied)));
    let listed = campaign::branches(&city, id, None, "", &OrgPath::above_all()).await.unwrap();
    assert_eq!((listed.rows.len(), listed.enrolled.0, listed.scope.id), (2, 2, world.city));
    let beside = campaign::branches(&city, id, Some(world.top), "", &OrgPath::above_all()).await;
    assert!(matches!(beside, Err(Refusal::Unseen)));
}

on_both!(every_mistake_of_a_step_is_named_at_its_field);
async fn every_mistake_of_a_step_is_named_at_its_field(desk: Desk) {
    let world = Province::build(desk).await;
    let cx = world.officer().await;
    let wrong = FactsDraft { name: " ".to_owned(), ..facts("2026-12-01", "2026-11-01") };
    let refused = campaign::found(&cx, world.desk.form(), world.top, &wrong).await;
    assert_eq!(flaws(refused), "name: 是空的,请填写\nto: 不能早于开始的日期\n");
    let id = world.draft(&cx).await;
    let none = campaign::choose_scheme(&cx, world.desk.form(), (id, 1), None).await;
    assert_eq!(flaws(none), "scheme: 请选择一个考核方案\n");
    let scope = ScopeDraft { codes: "3601".to_owned(), ..ScopeDraft::default() };
    let refused = campaign::choose_scope(&cx, world.desk.form(), (id, 1), &scope).await;
    assert_eq!(
        flaws(refused),
        "codes: 下级里没有代码是「3601」的组织\nsectors: 请勾选至少一个类别,或选「全部类别」\n"
    );
    let periods = [
        period("第一期", ["2026-10-10", "2026-11-20", "2026-10-01", "2026-11-10"]),
        PeriodDraft::default(),
        period("第一期", ["2026-11-20", "2026-11-25", "2026-11-21", "x"]),
        period("第三期", ["2026-11-20", "2026-11-25", "2026-11-21", "2026-11-26"]),
    ];
    let refused = campaign::put_periods(&cx, world.desk.form(), (id, 1), &periods).await;
    assert_eq!(
        flaws(refused),
        "check_from-1: 不能早于学习教育开始的 2026-11-01\n\
         evaluation_from-1: 不能早于自查开始的日期\n\
         evaluation_to-1: 不能早于自查结束的日期,否则有的支部来不及评定\n\
         evaluation_to-3: 日期应写作 2026-11-24\n\
         check_from-4: 应在上一期「第一期」自查结束(2026-11-20)以后\n"
    );
    let none = campaign::put_periods(&cx, world.desk.form(), (id, 1), &[]).await;
    assert_eq!(flaws(none), "title-1: 请至少填写一期\n");
    let document = DocumentDraft {
        title: "通知".to_owned(),
        issued: "2026-11-01".to_owned(),
        tasks: vec![TaskDraft { criterion: "9.9".to_owned(), ..TaskDraft::default() }],
        ..DocumentDraft::default()
    };
    let refused = campaign::issue(&cx, world.desk.form(), id, &document).await;
    assert_eq!(flaws(refused), "says-1: 是空的,请填写\ncriterion-1: 方案里没有评分要点 9.9\n");
}

on_both!(a_window_ends_at_midnight_of_shanghai_but_for_who_got_longer);
async fn a_window_ends_at_midnight_of_shanghai_but_for_who_got_longer(desk: Desk) {
    let world = Province::build(desk).await;
    let cx = world.officer().await;
    let city = world.holder(Role::DepartmentOfficer, world.city).await;
    let committee = world.holder(Role::CommitteeAdministrator, world.committee).await;
    let id = world.opened(&cx).await;
    let [one, two, three] = world.branches;
    let extension = |until: &str, reason: &str| ExtensionDraft {
        period: "1".to_owned(),
        stage: Stage::SelfCheck.name().to_owned(),
        until: until.to_owned(),
        reason: reason.to_owned(),
    };
    let short = extension("2026-11-24", " ");
    let wrong = campaign::extend(&city, world.desk.form(), id, one, &short).await;
    assert_eq!(flaws(wrong), "reason: 请写明理由\nuntil: 原来就到 2026-11-24,请选更晚的日期\n");
    let longer = extension("2026-11-26", "汛期抢险,支部全员在堤上");
    campaign::extend(&city, world.desk.form(), id, one, &longer).await.unwrap();
    let beside = campaign::extend(&city, world.desk.form(), id, three, &longer).await;
    assert!(matches!(beside, Err(Refusal::Unseen)));
    let denied = campaign::extend(&committee, world.desk.form(), id, one, &longer).await;
    assert!(matches!(denied, Err(Refusal::Denied)));

    // The clock of these stories begins on 2026-11-24, some time of the day.
    let state = |now: campaign::Current| now.periods[0].self_check;
    let day = |day| jiff::civil::date(2026, 11, day);
    world.desk.set("2026-11-24T15:59:59Z");
    assert_eq!(state(world.current(id, two).await.unwrap()), WindowState::Open(day(24)));
    world.desk.set("2026-11-24T16:00:00Z");
    assert_eq!(state(world.current(id, two).await.unwrap()), WindowState::Over(day(24)));
    assert_eq!(state(world.current(id, one).await.unwrap()), WindowState::Extended(day(26)));
    world.desk.set("2026-11-26T15:59:59Z");
    assert_eq!(state(world.current(id, one).await.unwrap()), WindowState::Extended(day(26)));
    world.desk.set("2026-11-26T16:00:00Z");
    assert_eq!(state(world.current(id, one).await.unwrap()), WindowState::Over(day(26)));
    let listed = campaign::extension(&city, id, one).await.unwrap().extensions;
    assert_eq!(listed.len(), 1);
}

on_both!(who_comes_later_or_moves_is_taken_in_on_request);
async fn who_comes_later_or_moves_is_taken_in_on_request(desk: Desk) {
    let world = Province::build(desk).await;
    let cx = world.officer().await;
    let id = world.opened(&cx).await;
    let (_, late) = campaign::late(&cx, id).await.unwrap();
    assert!(late.is_none());
    let other = world.desk.found(&world.admin, world.city, "白石镇党委", OrgKind::Committee).await;
    let new = sectored(&world.desk, &world.admin, other, "白石村党支部", "rural").await;
    let [one, two, three] = world.branches;
    let today = world.desk.app.today();
    let moved = Act::Move { to: other };
    organisation::act(&world.admin, world.desk.form(), one, &moved, today).await.unwrap();
    organisation::act(&world.admin, world.desk.form(), two, &Act::Close, today).await.unwrap();
    let (_, late) = campaign::late(&cx, id).await.unwrap();
    assert_eq!((late.joined.len(), late.moved.len(), late.left.len()), (1, 1, 1));
    // Whoever is closed and whoever came don't make up for each other, folded or not.
    for _ in 0..2 {
        assert_eq!(campaign::view(&cx, id).await.unwrap().not_joined, 1);
        while app::tally::fold(&world.desk.app).await.unwrap() > 0 {}
    }
    let due = async |cx: &Cx| {
        let todos = todo::home(cx).await.unwrap().todos.into_iter().map(|todo| todo.what);
        todos.filter(|what| matches!(what, todo::What::TakeIn { .. })).collect::<Vec<_>>()
    };
    let name = "学习教育".to_owned();
    assert_eq!(due(&cx).await, [todo::What::TakeIn { campaign: id, name, count: 1 }]);
    let city = world.holder(Role::DepartmentOfficer, world.city).await;
    assert_eq!(due(&city).await, [], "who doesn't set it up");
    campaign::take_in(&cx, world.desk.form(), id).await.unwrap();
    assert_eq!(campaign::view(&cx, id).await.unwrap().not_joined, 0);
    assert_eq!(due(&cx).await, []);
    let (_, late) = campaign::late(&cx, id).await.unwrap();
    assert!(late.is_none());
    assert_eq!(campaign::view(&cx, id).await.unwrap().enrolled.0, 3);
    assert_eq!(world.current(id, one).await.unwrap().enrolled.committee, other);
    assert_eq!(world.current(id, new).await.unwrap().enrolled.committee, other);
    assert!(world.current(id, two).await.is_none());
    assert_eq!(world.current(id, three).await.unwrap().enrolled.committee, world.top);
    assert_ne!(world.general, other);
}

on_both!(a_closed_campaign_changes_no_more_and_its_windows_are_over);
async fn a_closed_campaign_changes_no_more_and_its_windows_are_over(desk: Desk) {
    let world = Province::build(desk).await;
    let cx = world.officer().await;
    let id = world.opened(&cx).await;
    campaign::close(&cx, world.desk.form(), (id, 4)).await.unwrap();
    let now = world.current(id, world.branches[0]).await.unwrap();
    assert!(now.open(Stage::SelfCheck).is_none() && now.open(Stage::Evaluation).is_none());
    assert_eq!(now.period(Stage::SelfCheck).map(|period| period.number), Some(1));
    let says = ": 这次学习教育已经结束,不能再改\n";
    let shorter = facts("2026-11-01", "2026-11-30");
    let renamed = campaign::rename(&cx, world.desk.form(), (id, 5), &shorter).await;
    assert_eq!(flaws(renamed), says);
    assert_eq!(flaws(campaign::take_in(&cx, world.desk.form(), id).await), says);
}

on_both!(documents_are_laid_beside_and_taken_away);
async fn documents_are_laid_beside_and_taken_away(desk: Desk) {
    let world = Province::build(desk).await;
    let cx = world.officer().await;
    let id = world.ready(&cx).await;
    let document = DocumentDraft {
        title: "关于开展学习教育的通知".to_owned(),
        symbol: "示组字〔2026〕1号".to_owned(),
        issued: "2026-11-01".to_owned(),
        content: "一、\r\n二、".to_owned(),
        tasks: vec![
            TaskDraft {
                says: "开展四次专题讨论".to_owned(),
                criterion: "3.1".to_owned(),
                due: "2026-12-01".to_owned(),
            },
            TaskDraft::default(),
        ],
    };
    campaign::issue(&cx, world.desk.form(), id, &document).await.unwrap();
    assert_eq!(campaign::opening(&cx, id).await.unwrap().lacks, []);
    let view = campaign::view(&cx, id).await.unwrap();
    let [(kept, tasks)] = view.documents.as_slice() else { panic!("{:?}", view.documents) };
    assert_eq!((kept.content.as_str(), tasks.len()), ("一、\n二、", 1));
    assert_eq!(tasks[0].criterion.as_deref(), Some("3.1"));
    campaign::withdraw(&cx, world.desk.form(), id, 1).await.unwrap();
    let view = campaign::view(&cx, id).await.unwrap();
    assert!(view.documents.is_empty());
    assert_eq!(campaign::document(&cx, id, 1).await.unwrap().tasks, *tasks);
    let none = campaign::withdraw(&cx, world.desk.form(), id, 7).await;
    assert!(matches!(none, Err(Refusal::Unseen)));
}

on_both!(a_day_falls_into_the_term_of_who_was_secretary_then);
async fn a_day_falls_into_the_term_of_who_was_secretary_then(desk: Desk) {
    let world = Province::build(desk).await;
    let branch = world.branches[0];
    let appoint = async |name: &str, from: &str, to: &str| {
        let held = post::Draft {
            name: name.to_owned(),
            role: Role::Secretary.name().to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            acting: false,
            ..post::Draft::default()
        };
        post::appoint(&world.admin, world.desk.form(), branch, &held).await.unwrap();
    };
    appoint("赵示例", "2026-01-01", "2026-06-30").await;
    appoint("钱示例", "2026-08-01", "").await;
    let mut link = world.desk.app.store().link().await.unwrap();
    let mut term = async |month, day| {
        campaign::term_on(&mut link, branch, jiff::civil::date(2026, month, day)).await.unwrap()
    };
    let first = term(6, 30).await;
    assert_eq!(term(1, 1).await, first);
    assert_ne!(first, TermId::NONE);
    assert_eq!(term(7, 15).await, TermId::NONE, "vacant");
    let second = term(8, 1).await;
    assert!(second != first && second != TermId::NONE);
    assert_eq!(GrantId::new(second.uuid()).uuid(), second.uuid());
}
