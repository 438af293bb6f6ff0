//! What a person finds first, a branch's result, and how a campaign goes.

use app::assessment::Basis;
use app::evaluation::{self, Among};
use app::organisation::{self, Act};
use app::overview::{self, Which};
use app::todo::{self, Come, What};
use app::{Cx, Refusal, campaign, post, result, score_sheet};
use model::Status;
use model::authority::Role;
use model::path::OrgPath;

use super::desk::{Desk, on_both};
use super::import::entry;
use super::rated::{BRANCHES, Rated};

/// The names of the branches that a figure counts.
async fn names(rated: &Rated, which: Which) -> Vec<String> {
    let top = OrgPath::above_all();
    let (org, id) = (rated.top, rated.campaign);
    let rows = overview::rows(&rated.officer, org, id, None, which, &top, false).await.unwrap();
    assert!(!rows.more);
    rows.branches.into_iter().map(|branch| branch.name).collect()
}

on_both!(every_figure_has_the_branches_that_it_counts_behind_it);
async fn every_figure_has_the_branches_that_it_counts_behind_it(desk: Desk) {
    let rated = Rated::build(desk).await;
    let top = OrgPath::above_all();
    let view = overview::view(&rated.officer, rated.top, rated.campaign, None, &top).await;
    let view = view.unwrap();
    let of = |word: &str| usize::try_from(view.figures.get(word)).unwrap();
    let [one, two, three, four] = BRANCHES;
    let band = (0..9).find(|band| of(&format!("band.{band}")) == 1).unwrap();
    let cases: [(Which, &[&str], usize); 12] = [
        (Which::All, &BRANCHES, of("enrolled")),
        (Which::SelfChecked, &[one, three], of("p1.self")),
        (Which::NotSelfChecked, &[two, four], 4 - of("p1.self")),
        (Which::Begun, &[one, two], of("p1.begun")),
        (Which::NotBegun, &[three, four], 4 - of("p1.begun")),
        (Which::Submitted, &[two], of("p1.submitted") - of("p1.rated")),
        (Which::Confirmed, &[one], of("p1.rated")),
        (Which::NotConfirmed, &[two, three, four], 4 - of("p1.rated")),
        (Which::Band(band), &[one], of("rated")),
        (Which::Total(3), &[one], of("t.3")),
        (Which::Lost(0), &[one], of("l.0")),
        (Which::Paired, &[one], of("pair")),
    ];
    for (which, expected, count) in cases {
        assert_eq!(names(&rated, which).await, expected, "{which:?}");
        assert_eq!(count, expected.len(), "{which:?}");
    }
    for other in (0..9).filter(|other| *other != band) {
        assert_eq!(names(&rated, Which::Band(other)).await, [""; 0], "{other}");
    }
    for none in [Which::Total(2), Which::Total(33), Which::Lost(17)] {
        assert_eq!(names(&rated, none).await, [""; 0], "{none:?}");
    }
    // 17 criteria, a point each, beside half a one of their own.
    let sums = ["total", "pair", "pair.given", "pair.own"].map(of);
    assert_eq!(sums, [1_700, 1, 1_700, 850]);
    let children: Vec<_> = view.children.iter().map(|(o, f)| (o.name.as_str(), f)).collect();
    assert_eq!(children, [("甲市市委组织部", &view.figures)]);
}

on_both!(a_list_to_copy_has_who_is_to_be_called_and_goes_on_where_a_page_ends);
async fn a_list_to_copy_has_who_is_to_be_called_and_goes_on_where_a_page_ends(desk: Desk) {
    let rated = Rated::build(desk).await;
    let (org, id, all) = (rated.committee, rated.campaign, Which::All);
    let by = &rated.administrator;
    let top = OrgPath::above_all();
    let rows = overview::rows(by, org, id, None, all, &top, true).await.unwrap();
    let secretaries = rows.branches.iter().map(|branch| branch.secretary.is_some());
    assert_eq!(secretaries.collect::<Vec<_>>(), [true, false, true, true]);
    assert!(rows.branches.iter().all(|branch| branch.committee.1 == "青禾镇党委"));
    let behind = &rows.branches[1].path;
    let rest = overview::rows(by, org, id, None, all, behind, false).await.unwrap();
    assert_eq!(rest.branches, rows.branches[2..]);
}

on_both!(a_branch_reads_why_and_what_is_not_confirmed_is_not_shown);
async fn a_branch_reads_why_and_what_is_not_confirmed_is_not_shown(desk: Desk) {
    let rated = Rated::build(desk).await;
    let of = async |at: usize, cx: &Cx| {
        result::view(cx, rated.branches[at], rated.campaign).await.unwrap()
    };
    let first = of(0, rated.secretaries[0].as_ref().unwrap()).await;
    assert_eq!((first.status, first.total.map(|t| t.short())), (Status::Rated, Some("17".into())));
    assert_eq!(first.own_total.map(|total| total.short()).as_deref(), Some("8.5"));
    assert!(first.people.iter().all(Option::is_some) && first.people[0] != first.people[1]);
    let row = &first.rows[0];
    assert_eq!(row.given.as_ref().unwrap().line.reason, "记录不全,\"缺\"签到");
    assert_eq!((row.own_reason.as_str(), &row.by), ("见会议记录", &first.people[0]));
    // Submitted, and not confirmed: nobody reads it as a result.
    let second = of(1, &rated.officer).await;
    assert_eq!((second.status, second.total, second.official), (Status::Unreported, None, None));
    let third = of(2, rated.secretaries[2].as_ref().unwrap()).await;
    assert_eq!((third.status, third.total), (Status::Provisional, None));
    assert_eq!(third.provisional.map(|points| points.short()).as_deref(), Some("8.5"));
    // Another branch's is nobody else's.
    let other = rated.secretaries[2].as_ref().unwrap();
    let refused = result::view(other, rated.branches[0], rated.campaign).await;
    assert!(matches!(refused, Err(Refusal::Unseen)), "{refused:?}");
}

on_both!(everybody_finds_first_what_they_have_to_do);
async fn everybody_finds_first_what_they_have_to_do(desk: Desk) {
    let rated = Rated::build(desk).await;
    let last = rated.desk.app.today().checked_add(jiff::Span::new().days(2)).unwrap();
    let done = todo::home(rated.secretaries[0].as_ref().unwrap()).await.unwrap();
    assert!(done.todos.is_empty());
    assert_eq!(done.stands[0].come, Come::Branch { self_checked: true, is_rated: true });
    let waits = todo::home(rated.secretaries[2].as_ref().unwrap()).await.unwrap();
    assert_eq!(waits.stands[0].come, Come::Branch { self_checked: true, is_rated: false });
    let due = todo::home(rated.secretaries[3].as_ref().unwrap()).await.unwrap();
    assert!(matches!(due.todos[0].what, What::SelfCheck { begun: false, .. }));
    assert_eq!((due.todos.len(), due.todos[0].until), (1, Some(last)));
    let supervisor = todo::home(&rated.supervisor).await.unwrap();
    let [todo] = &supervisor.todos[..] else { panic!("{supervisor:?}") };
    let What::Evaluate { open, all, next, .. } = &todo.what else { panic!("{todo:?}") };
    // The one that has checked itself comes first.
    assert_eq!((*open, *all, *next), (2, 4, Some((rated.branches[2], rated.campaign.into()))));
    let administrator = todo::home(&rated.administrator).await.unwrap();
    let confirm = administrator.todos.iter().find_map(|todo| match &todo.what {
        What::Confirm { waiting, next, .. } => Some((*waiting, *next)),
        _ => None,
    });
    assert_eq!(confirm, Some((1, Some((rated.branches[1], rated.campaign.into())))));
    let officer = todo::home(&rated.officer).await.unwrap();
    let come = Come::Department { enrolled: 4, self_checked: 2, rated: 1 };
    assert!(officer.todos.is_empty() && officer.stands[0].come == come, "{officer:?}");
    // A week later it is overdue.
    rated.desk.pass_minutes(7 * 24 * 60);
    let late = todo::home(rated.secretaries[3].as_ref().unwrap()).await.unwrap();
    assert_eq!(late.todos[0].until, Some(last));
}

on_both!(the_sheet_is_for_who_sees_results_and_says_what_was_given);
async fn the_sheet_is_for_who_sees_results_and_says_what_was_given(desk: Desk) {
    let rated = Rated::build(desk).await;
    let other = rated.secretaries[0].as_ref().unwrap();
    let refused = score_sheet::sheet(other, rated.top, rated.campaign).await.map(|_| ());
    assert!(matches!(refused, Err(Refusal::Denied)), "{refused:?}");
    let (name, mut file) =
        score_sheet::sheet(&rated.officer, rated.top, rated.campaign).await.unwrap();
    assert_eq!(name, "示例省委组织部");
    let mut text = String::new();
    std::io::Read::read_to_string(&mut file, &mut text).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines[0], "\u{feff}学党章学习教育考核表");
    let heads = "支部代码,支部名称,类别,书记,市,县(市、区),上级党委,";
    assert!(lines[1].starts_with(heads), "{}", lines[1]);
    assert!(lines[1].contains(",自查") && lines[1].contains(",附加分,备注"), "{}", lines[1]);
    assert!(lines[2].starts_with("036000000101002,甲村党支部,农村,示例"), "{}", lines[2]);
    assert!(lines[2].contains(",甲市市委组织部,甲县县委组织部,青禾镇党委,1.00,1.00,"));
    assert!(lines[2].contains("\"记录不全,\"\"缺\"\"签到\""), "{}", lines[2]);
    // What waits to be confirmed is no result, and who has no code gets a number.
    assert!(lines[3].starts_with("无代码000001,乙村党支部,农村,,"), "{}", lines[3]);
    assert!(lines[3].contains(",青禾镇党委,,,"), "{}", lines[3]);
    assert_eq!(lines.len(), 6);
    let kept = entry(&rated.desk, "score_sheet_exported").await;
    assert!(kept.ends_with(" rows=4\n"), "{kept}");
    assert!(kept.contains(&format!("campaign={} ", rated.campaign)), "{kept}");
    // Nothing scores here.
    let made = score_sheet::Made::Results;
    let refused = score_sheet::made(&rated.officer, rated.top, rated.campaign, made).await;
    assert!(matches!(refused.map(|_| ()), Err(Refusal::Unseen)));
}

on_both!(a_branch_that_is_closed_keeps_its_result_for_those_above);
async fn a_branch_that_is_closed_keeps_its_result_for_those_above(desk: Desk) {
    let rated = Rated::build(desk).await;
    let (branch, id) = (rated.branches[0], rated.campaign);
    let before = result::view(&rated.officer, branch, id).await.unwrap();
    let (form, today) = (rated.desk.form(), rated.desk.app.today());
    organisation::act(&rated.admin, form, branch, &Act::Close, today).await.unwrap();
    campaign::take_in(&rated.officer, rated.desk.form(), id).await.unwrap();
    for cx in [&rated.officer, &rated.administrator] {
        let after = result::view(cx, branch, id).await.unwrap();
        assert_eq!((after.total, after.status), (before.total, Status::Rated));
        assert_eq!(after.basis.term.id, before.basis.term.id);
        assert_eq!(after.basis.org.closed, Some(today));
        assert!(after.basis.current.enrolled.to.is_some());
        let (_, all) = result::campaigns(cx, branch).await.unwrap();
        assert_eq!(all.len(), 1);
    }
    // It takes part no more: nothing is to be filled in or given.
    let refused = evaluation::view(&rated.supervisor, branch, id).await.map(|_| ());
    assert!(matches!(refused, Err(Refusal::Unseen)), "{refused:?}");
    assert!(app::self_check::due(&rated.officer, branch).await.unwrap().1.is_empty());
}

on_both!(a_committee_looks_at_those_alone_that_lack_points_for_a_criterion);
async fn a_committee_looks_at_those_alone_that_lack_points_for_a_criterion(desk: Desk) {
    let rated = Rated::open(desk).await;
    let (by, id, committee) = (&rated.supervisor, rated.campaign, rated.committee);
    let names = async |criterion: &str, among: Among| -> (Vec<String>, usize, usize) {
        let across = evaluation::across(by, committee, id, criterion, among).await.unwrap();
        let name = |(view, _): &(evaluation::View, _)| view.basis.org.name.as_str().to_owned();
        (across.rows.iter().map(name).collect(), across.before, across.all)
    };
    let line = |criterion: &str| evaluation::Typed {
        criterion: criterion.to_owned(),
        points: "1".to_owned(),
        reason: "看了记录".to_owned(),
        seen: 0,
        is_given: true,
    };
    let (one, form) = (rated.branches[1], rated.desk.form());
    evaluation::save(by, form, one, id, &[line("1.1")]).await.unwrap();
    let open = Among { is_open: true, after: None };
    let [first, second, third, fourth] = BRANCHES.map(str::to_owned);
    let without = vec![first.clone(), third.clone(), fourth.clone()];
    assert_eq!(names("1.1", open).await, (without, 0, 3));
    let all = vec![first, second, third.clone(), fourth.clone()];
    assert_eq!(names("1.2", open).await, (all.clone(), 0, 4));
    assert_eq!(names("1.1", Among::default()).await, (all, 0, 4));
    // Behind one that has its points since, too.
    let behind = Among { after: Some(one), ..open };
    assert_eq!(names("1.1", behind).await, (vec![third, fourth], 1, 3));
    let refused = evaluation::across(by, committee, id, "9.9", open).await.map(|_| ());
    assert!(matches!(refused, Err(Refusal::Unseen)), "{refused:?}");
}

on_both!(while_there_is_no_secretary_what_the_last_one_did_stays_theirs);
async fn while_there_is_no_secretary_what_the_last_one_did_stays_theirs(desk: Desk) {
    let rated = Rated::open(desk).await;
    let (branch, id, app) = (rated.branches[1], rated.campaign, &rated.desk.app);
    let today = app.today();
    let day = |days: i32| today.checked_add(jiff::Span::new().days(days)).unwrap();
    let days_on = async |days: i32| {
        let mut link = app.store().link().await.unwrap();
        let org = store::organisation::find(&mut link, branch).await.unwrap().unwrap();
        let basis = Basis::of(app, &mut link, &org, id, day(days)).await.unwrap().unwrap();
        (basis.term.held.is_some(), basis.term.days.from, basis.term.days.to)
    };
    let (is_held, _, to) = days_on(20).await;
    assert_eq!((is_held, to), (false, None), "nobody ever was");
    let appoint = async |from: i32, to: Option<i32>| {
        let held = post::Draft {
            name: format!("示例{from}"),
            role: Role::Secretary.name().to_owned(),
            from: day(from).to_string(),
            to: to.map_or_else(String::new, |to| day(to).to_string()),
            ..post::Draft::default()
        };
        post::appoint(&rated.admin, rated.desk.form(), branch, &held).await.unwrap();
    };
    appoint(0, Some(10)).await;
    assert_eq!(days_on(5).await, (true, day(0), Some(day(10))));
    assert_eq!(days_on(20).await, (false, day(11), None));
    appoint(30, None).await;
    assert_eq!(days_on(20).await, (false, day(11), Some(day(29))));
    assert_eq!(days_on(30).await, (true, day(30), None));
}
