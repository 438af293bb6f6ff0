//! What is done to an organisation from a day on: looked at, done, planned, taken back, refused.

use app::organisation::{self, Act, Draft, Listing, PlanState};
use app::post;
use app::{Cx, Refusal};
use jiff::civil::Date;
use model::authority::Grant;
use model::id::OrgId;
use model::organisation::OrgKind;
use model::path::OrgPath;

use crate::desk::{Desk, draft, flaws, id_of, on_both};
use crate::organisation::county;

/// A day so many days from today.
fn days(desk: &Desk, days: i64) -> Date {
    desk.app.today().saturating_add(jiff::Span::new().days(days))
}

async fn children(cx: &Cx, org: OrgId) -> Vec<String> {
    let view = organisation::browse(cx, Some(org), &Listing::default()).await.unwrap();
    view.children.iter().map(|(org, _)| org.name.as_str().to_owned()).collect()
}

/// What an organisation's page says of plans: how each stands, and why not.
async fn plans(cx: &Cx, org: OrgId) -> Vec<(Option<PlanState>, String)> {
    let view = organisation::browse(cx, Some(org), &Listing::default()).await.unwrap();
    let plan = |plan: organisation::PlannedView| match plan.ended {
        Some((state, _, reason)) => (Some(state), reason),
        None => (None, String::new()),
    };
    view.plans.into_iter().map(plan).collect()
}

async fn history(desk: &Desk, org: OrgId) -> Vec<(Option<OrgId>, Date, Option<Date>)> {
    let mut link = desk.app.store().link().await.unwrap();
    let history = store::organisation::history(&mut link, org).await.unwrap();
    history.into_iter().map(|h| (h.parent, h.from, h.to)).collect()
}

async fn sound(desk: &Desk) {
    let mut link = desk.app.store().link().await.unwrap();
    let looked = store::doctor::look(&mut link).await.unwrap();
    assert_eq!(looked.ills, Vec::<String>::new());
}

on_both!(what_is_planned_is_done_on_its_day_and_once);
async fn what_is_planned_is_done_on_its_day_and_once(desk: Desk) {
    let (cx, [_, one, other, committee, _]) = county(&desk).await;
    let (today, tomorrow) = (desk.app.today(), days(&desk, 1));
    let act = Act::Move { to: other };
    let preview = organisation::preview(&cx, committee, &act, tomorrow).await.unwrap();
    assert!(preview.is_planned);
    organisation::act(&cx, desk.form(), committee, &act, tomorrow).await.unwrap();
    assert_eq!(children(&cx, one).await, ["青禾镇党委"]);
    assert_eq!(plans(&cx, committee).await, [(None, String::new())]);

    // It is 14:00 in Shanghai; a second before midnight it is still today.
    desk.pass_seconds(10 * 60 * 60 - 1);
    assert_eq!(desk.app.today(), today);
    assert_eq!(organisation::do_due(&desk.app).await.unwrap(), 0);
    desk.pass_seconds(1);
    assert_eq!(desk.app.today(), tomorrow);
    let (once, again) =
        tokio::join!(organisation::do_due(&desk.app), organisation::do_due(&desk.app));
    assert_eq!(once.unwrap() + again.unwrap(), 1);
    assert_eq!(organisation::do_due(&desk.app).await.unwrap(), 0);

    assert_eq!(children(&cx, other).await, ["青禾镇党委"]);
    assert_eq!(plans(&cx, committee).await, [(Some(PlanState::Done), String::new())]);
    let due = [(Some(one), today, Some(today)), (Some(other), tomorrow, None)];
    assert_eq!(history(&desk, committee).await, due);
    sound(&desk).await;
}

on_both!(a_server_that_was_down_does_it_later_for_the_day_that_was_planned);
async fn a_server_that_was_down_does_it_later_for_the_day_that_was_planned(desk: Desk) {
    let (cx, [_, _, other, committee, _]) = county(&desk).await;
    let on = days(&desk, 2);
    let act = Act::Move { to: other };
    organisation::act(&cx, desk.form(), committee, &act, on).await.unwrap();
    desk.pass_minutes(9 * 24 * 60);
    assert_eq!(organisation::do_due(&desk.app).await.unwrap(), 1);
    assert_eq!(history(&desk, committee).await.last().unwrap().1, on);
}

on_both!(what_was_taken_back_is_not_done);
async fn what_was_taken_back_is_not_done(desk: Desk) {
    let (cx, [_, one, other, committee, branch]) = county(&desk).await;
    let on = days(&desk, 1);
    let act = Act::Move { to: other };
    organisation::act(&cx, desk.form(), committee, &act, on).await.unwrap();
    let view = organisation::browse(&cx, Some(committee), &Listing::default()).await.unwrap();
    let change = view.plans[0].id;
    // It is looked for at its own organisation.
    let elsewhere = organisation::withdraw(&cx, desk.form(), branch, change).await;
    assert!(matches!(elsewhere, Err(Refusal::Unseen)), "{elsewhere:?}");
    organisation::withdraw(&cx, desk.form(), committee, change).await.unwrap();
    let again = organisation::withdraw(&cx, desk.form(), committee, change).await;
    assert_eq!(flaws(again), ": 这项预定已经办过、收回或未办成,不能再收回\n");
    desk.pass_minutes(3 * 24 * 60);
    assert_eq!(organisation::do_due(&desk.app).await.unwrap(), 0);
    assert_eq!(children(&cx, one).await, ["青禾镇党委"]);
    assert_eq!(plans(&cx, committee).await, [(Some(PlanState::Withdrawn), String::new())]);
}

on_both!(what_is_no_longer_possible_is_refused_with_the_reason);
async fn what_is_no_longer_possible_is_refused_with_the_reason(desk: Desk) {
    let (cx, [_, _, other, committee, branch]) = county(&desk).await;
    let (today, on) = (desk.app.today(), days(&desk, 1));
    let plan = |org, act: Act| {
        let (cx, form) = (cx.clone(), desk.form());
        async move { organisation::act(&cx, form, org, &act, on).await.unwrap() }
    };
    plan(committee, Act::Move { to: other }).await;
    let facts = organisation::renaming(&cx, branch, &draft("清溪村党支部", OrgKind::Branch)).await;
    plan(branch, facts.unwrap()).await;
    organisation::act(&cx, desk.form(), other, &Act::Close, today).await.unwrap();
    let quicker = draft("白石村党支部", OrgKind::Branch);
    organisation::change(&cx, desk.form(), branch, 1, &quicker, today).await.unwrap();
    desk.pass_minutes(24 * 60);
    assert_eq!(organisation::do_due(&desk.app).await.unwrap(), 2);
    let refused = |reason: &str| vec![(Some(PlanState::Refused), reason.to_owned())];
    assert_eq!(plans(&cx, committee).await, refused("这个组织已经撤销"));
    assert_eq!(plans(&cx, branch).await, refused("预定以后这个组织又改过"));
    assert_eq!(organisation::do_due(&desk.app).await.unwrap(), 0);
    sound(&desk).await;
}

on_both!(whoever_may_no_longer_has_planned_in_vain);
async fn whoever_may_no_longer_has_planned_in_vain(desk: Desk) {
    let (cx, [top, one, other, committee, branch]) = county(&desk).await;
    let on = days(&desk, 3);
    let appointed = post::Draft {
        name: "李示例".to_owned(),
        role: "department_officer".to_owned(),
        from: desk.app.today().to_string(),
        ..post::Draft::default()
    };
    post::appoint(&cx, desk.form(), top, &appointed).await.unwrap();
    let view = organisation::browse(&cx, Some(top), &Listing::default()).await.unwrap();
    let held = view.posts.unwrap().into_iter().find(|held| held.person.name == "李示例").unwrap();
    let mut link = desk.app.store().link().await.unwrap();
    let today = desk.app.today();
    let grants = store::post::grants(&mut link, held.person.id, today).await.unwrap();
    let officer = Cx { person: held.person.id, name: "李示例".to_owned(), grants, ..cx.clone() };
    let act = Act::Move { to: other };
    organisation::act(&officer, desk.form(), committee, &act, on).await.unwrap();
    let draft = draft("清溪村党支部", OrgKind::Branch);
    let facts = organisation::renaming(&officer, branch, &draft).await.unwrap();
    organisation::act(&officer, desk.form(), branch, &facts, on).await.unwrap();
    // The planner's post ends before the day.
    post::end(&cx, desk.form(), top, held.id, days(&desk, 1)).await.unwrap();
    desk.pass_minutes(4 * 24 * 60);
    assert_eq!(organisation::do_due(&desk.app).await.unwrap(), 2);
    for org in [committee, branch] {
        let planned = store::planned::of_org(&mut link, org, 10).await.unwrap();
        let ended = planned[0].ended.clone().unwrap();
        assert_eq!((ended.state, &*ended.reason), (PlanState::Refused, "预定的人已经无权这样做"));
    }
    assert_eq!(history(&desk, committee).await.last().unwrap().0, Some(one));
}

on_both!(a_merger_takes_all_below_along_and_leaves_one);
async fn a_merger_takes_all_below_along_and_leaves_one(desk: Desk) {
    let (cx, [_, one, other, committee, branch]) = county(&desk).await;
    let into = desk.found(&cx, other, "白石镇党委", OrgKind::Committee).await;
    let today = desk.app.today();
    let refused = |org, into| {
        let cx = cx.clone();
        async move { flaws(organisation::preview(&cx, org, &Act::Merge { into }, today).await) }
    };
    assert_eq!(refused(committee, branch).await, "to: 不能并入自己或自己的下级\n");
    assert_eq!(refused(branch, into).await, "to: 党支部不能并入基层党委\n");
    desk.found(&cx, one, "丙区组织部", OrgKind::Department).await;
    let says = "to: 基层党委下面不能有组织部「丙区组织部」\n";
    assert_eq!(refused(one, into).await, says);
    let preview = organisation::preview(&cx, committee, &Act::Merge { into }, today).await.unwrap();
    assert_eq!((preview.children.len(), preview.along.branches), (1, 1));
    let place =
        organisation::act(&cx, desk.form(), committee, &Act::Merge { into }, today).await.unwrap();
    assert_eq!(id_of(&place), into);
    assert_eq!(children(&cx, one).await, ["丙区组织部"]);
    assert_eq!(children(&cx, into).await, ["青禾村党支部"]);
    let mut link = desk.app.store().link().await.unwrap();
    let gone = store::organisation::find(&mut link, committee).await.unwrap().unwrap();
    assert_eq!(gone.closed, Some(today));
    sound(&desk).await;
}

on_both!(a_split_founds_one_beside_with_those_that_were_chosen);
async fn a_split_founds_one_beside_with_those_that_were_chosen(desk: Desk) {
    let (cx, [top, one, _, committee, branch]) = county(&desk).await;
    desk.found(&cx, committee, "白石村党支部", OrgKind::Branch).await;
    let today = desk.app.today();
    let new = draft("园区党委", OrgKind::Committee);
    let act = organisation::splitting(&cx, committee, &new, vec![branch]).await.unwrap();
    let preview = organisation::preview(&cx, committee, &act, today).await.unwrap();
    let names: Vec<&str> = preview.children.iter().map(|child| child.name.as_str()).collect();
    assert_eq!((names.as_slice(), preview.along.branches), (["青禾村党支部"].as_slice(), 1));
    let form = desk.form();
    let place = organisation::act(&cx, form, committee, &act, today).await.unwrap();
    assert_eq!(organisation::act(&cx, form, committee, &act, today).await.unwrap(), place);
    assert_eq!(children(&cx, one).await, ["青禾镇党委", "园区党委"]);
    assert_eq!(children(&cx, id_of(&place)).await, ["青禾村党支部"]);
    assert_eq!(children(&cx, committee).await, ["白石村党支部"]);
    // Those that went are no longer below it.
    let gone = organisation::preview(&cx, committee, &act, today).await;
    assert_eq!(flaws(gone), "children: 选中的组织有的已经不在它下面,请重新选择\n");
    let highest = organisation::splitting(&cx, top, &new, Vec::new()).await;
    assert!(matches!(highest, Err(Refusal::Denied)), "{highest:?}");
    sound(&desk).await;
}

on_both!(a_split_may_be_planned_with_all_that_belongs_to_it);
async fn a_split_may_be_planned_with_all_that_belongs_to_it(desk: Desk) {
    let (cx, [_, one, _, committee, branch]) = county(&desk).await;
    let new = Draft {
        code: "3601-9".to_owned(),
        sectors: vec!["private".to_owned()],
        ..draft("园区党委", OrgKind::Committee)
    };
    let act = organisation::splitting(&cx, committee, &new, vec![branch]).await.unwrap();
    organisation::act(&cx, desk.form(), committee, &act, days(&desk, 1)).await.unwrap();
    let mut link = desk.app.store().link().await.unwrap();
    assert_eq!(store::planned::of_org(&mut link, committee, 10).await.unwrap()[0].act, act);
    desk.pass_minutes(24 * 60);
    assert_eq!(organisation::do_due(&desk.app).await.unwrap(), 1);
    assert_eq!(children(&cx, one).await, ["青禾镇党委", "园区党委"]);
    assert_eq!(children(&cx, committee).await, Vec::<String>::new());
}

on_both!(a_name_of_a_day_gone_by_changes_history_and_nothing_else);
async fn a_name_of_a_day_gone_by_changes_history_and_nothing_else(desk: Desk) {
    let (cx, [_, _, _, _, branch]) = county(&desk).await;
    let opened = desk.app.today();
    desk.pass_minutes(30 * 24 * 60);
    let on = days(&desk, -10);
    let renamed = draft("清溪村党支部", OrgKind::Branch);
    let early = organisation::change(&cx, desk.form(), branch, 1, &renamed, days(&desk, -31)).await;
    let says = format!("on: 「青禾村党支部」从 {opened} 起才有,日期不能更早\n");
    assert_eq!(flaws(early), says);
    organisation::change(&cx, desk.form(), branch, 1, &renamed, on).await.unwrap();
    let view = organisation::browse(&cx, Some(branch), &Listing::default()).await.unwrap();
    let days: Vec<Date> = view.versions.iter().map(|version| version.from).collect();
    assert_eq!((view.org.name.as_str(), days), ("清溪村党支部", vec![on, opened]));
    let same = organisation::change(&cx, desk.form(), branch, 2, &renamed, on).await;
    assert_eq!(flaws(same), ": 与现在的一样,没有要改的\n");
}

on_both!(a_kind_is_not_changed_over_those_below_however_many);
async fn a_kind_is_not_changed_over_those_below_however_many(desk: Desk) {
    let (cx, [_, _, _, committee, _]) = county(&desk).await;
    desk.found(&cx, committee, "工业园区党总支", OrgKind::GeneralBranch).await;
    let today = desk.app.today();
    let changed = draft("青禾镇党总支", OrgKind::GeneralBranch);
    let refused = organisation::change(&cx, desk.form(), committee, 1, &changed, today).await;
    assert_eq!(flaws(refused), "kind: 下面有党总支「工业园区党总支」,不能改成党总支\n");
}

on_both!(pages_of_a_search_lose_no_hit_and_repeat_none);
async fn pages_of_a_search_lose_no_hit_and_repeat_none(desk: Desk) {
    let (cx, [_, _, _, committee, _]) = county(&desk).await;
    // Codes go against the order of places, and some names have the code in them.
    for at in 0..45_u32 {
        let coded = Draft {
            code: format!("36-{:03}", 900 - at),
            ..draft(&format!("36-{at}号党支部"), OrgKind::Branch)
        };
        organisation::found(&cx, desk.form(), committee, &coded).await.unwrap();
    }
    for at in 0..10 {
        desk.found(&cx, committee, &format!("楼36-0{at}党支部"), OrgKind::Branch).await;
    }
    let (mut seen, mut after) = (Vec::new(), String::new());
    loop {
        let (hits, next) = organisation::search(&cx, "36-", &after).await.unwrap();
        seen.extend(hits.into_iter().map(|hit| hit.org.id));
        match next {
            Some(next) => after = next,
            None => break,
        }
    }
    let count = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!((count, seen.len()), (55, 55));
}

on_both!(an_organisation_is_shown_as_it_was_and_only_to_whom_may_see_it_today);
async fn an_organisation_is_shown_as_it_was_and_only_to_whom_may_see_it_today(desk: Desk) {
    let (cx, [_, one, other, committee, branch]) = county(&desk).await;
    let opened = desk.app.today();
    desk.pass_minutes(60 * 24 * 60);
    let (moved, renamed) = (days(&desk, -20), days(&desk, -10));
    organisation::act(&cx, desk.form(), committee, &Act::Move { to: other }, moved).await.unwrap();
    let name = draft("清溪村党支部", OrgKind::Branch);
    organisation::change(&cx, desk.form(), branch, 1, &name, renamed).await.unwrap();

    let at = |org, on| {
        let cx = cx.clone();
        async move {
            let past = organisation::past(&cx, org, on, &OrgPath::above_all()).await.unwrap();
            let way: Vec<String> = past.way.into_iter().map(|(_, name)| name).collect();
            let below = past.children.iter().map(|(_, facts)| facts.name.as_str().to_owned());
            (past.facts.name.as_str().to_owned(), way.join("/"), below.collect::<Vec<_>>())
        }
    };
    let before = moved.yesterday().unwrap();
    let (name, way, _) = at(branch, before).await;
    assert_eq!((&*name, &*way), ("青禾村党支部", "示例省委组织部/甲县组织部/青禾镇党委"));
    let (name, way, _) = at(branch, moved).await;
    assert_eq!((&*name, &*way), ("青禾村党支部", "示例省委组织部/乙县组织部/青禾镇党委"));
    assert_eq!(at(branch, renamed).await.0, "清溪村党支部");
    assert_eq!(at(one, before).await.2, ["青禾镇党委"]);
    assert_eq!(at(one, moved).await.2, Vec::<String>::new());
    assert_eq!(at(committee, before).await.2, ["青禾村党支部"]);

    let start = OrgPath::above_all();
    let early = organisation::past(&cx, branch, opened.yesterday().unwrap(), &start).await;
    assert_eq!(flaws(early), format!("on: 它 {opened} 起才有,请改日期\n"));
    let late = organisation::past(&cx, branch, days(&desk, 1), &start).await;
    assert!(flaws(late).ends_with("还没有到,请填今天或以前的日期\n"));

    // Who serves the one that lost it sees that something is gone, and not what or where it is.
    let mut link = desk.app.store().link().await.unwrap();
    let found = store::organisation::find(&mut link, one).await.unwrap().unwrap();
    let grant = Grant { org: one, path: found.path, ..cx.grants[0].clone() };
    let own = Cx { grants: vec![grant], ..cx.clone() };
    let past = organisation::past(&own, one, before, &start).await.unwrap();
    assert_eq!((past.children.len(), past.unseen), (0, 1));
    let gone = organisation::past(&own, committee, before, &start).await;
    assert!(matches!(gone, Err(Refusal::Unseen)), "{gone:?}");
}

on_both!(a_mismatch_is_judged_by_whoever_evaluates);
async fn a_mismatch_is_judged_by_whoever_evaluates(desk: Desk) {
    let (cx, [top, one, _, committee, _]) = county(&desk).await;
    let general = desk.found(&cx, committee, "园区党总支", OrgKind::GeneralBranch).await;
    let group = desk.found(&cx, one, "某局党组", OrgKind::LeadingGroup).await;
    for (below, name, sector) in [
        (committee, "机关一支部", "office"),
        (general, "机关二支部", "office"),
        (general, "非公支部", "private"),
        (group, "非公二支部", "private"),
        (committee, "农村支部", "rural"),
        (group, "社区支部", "community"),
    ] {
        let draft = Draft { sector: sector.to_owned(), ..draft(name, OrgKind::Branch) };
        organisation::found(&cx, desk.form(), below, &draft).await.unwrap();
    }
    let list = |org| {
        let cx = cx.clone();
        async move {
            let start = OrgPath::above_all();
            let found = organisation::mismatches(&cx, org, &start).await.unwrap().found;
            let line = |found: organisation::Mismatch| {
                let evaluator = found.evaluator.unwrap();
                format!("{} {}", found.branch.name.as_str(), evaluator.name.as_str())
            };
            found.into_iter().map(line).collect::<Vec<_>>()
        }
    };
    let all = ["机关二支部 青禾镇党委", "机关一支部 青禾镇党委", "非公二支部 甲县组织部"];
    let mut found = list(top).await;
    found.sort();
    let mut due = all.to_vec();
    due.sort_unstable();
    assert_eq!(found, due);
    assert_eq!(list(general).await, ["机关二支部 青禾镇党委"]);
    // It is settled by saying what the committee is responsible for.
    let settled = Draft {
        sectors: vec!["office".to_owned()],
        ..draft("青禾镇党委", OrgKind::Committee)
    };
    let today = desk.app.today();
    organisation::change(&cx, desk.form(), committee, 1, &settled, today).await.unwrap();
    assert_eq!(list(top).await, ["非公二支部 甲县组织部"]);
    let (name, mut file) =
        organisation::mismatches_out(&cx, top, organisation::As::Text).await.unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut file, &mut text).unwrap();
    assert_eq!(name, "示例省委组织部");
    assert!(text.contains(",非公二支部,非公,,甲县组织部,组织部,\n"), "{text}");
}
