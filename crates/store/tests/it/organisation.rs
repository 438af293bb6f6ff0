//! The tree: founding, finding, moving, closing.

use jiff::civil::Date;
use model::authority::Verb;
use model::id::OrgId;
use model::organisation::{OrgKind, OrgName};
use model::path::OrgPath;
use store::organisation::{self, Facts, Organisation};

use crate::desk::{Desk, TODAY, coded, commit, facts, id, on_both, permit};

fn names(orgs: &[Organisation]) -> Vec<&str> {
    orgs.iter().map(|org| org.name.as_str()).collect()
}

/// A province with two counties, one with a committee of two branches.
async fn county(desk: &Desk) -> [Organisation; 6] {
    let top = desk.begin().await;
    let one = desk.found(&top, "甲县组织部", OrgKind::Department).await;
    let other = desk.found(&top, "乙县组织部", OrgKind::Department).await;
    let committee = desk.found(&one, "青禾镇党委", OrgKind::Committee).await;
    let first = desk.found(&committee, "青禾村党支部", OrgKind::Branch).await;
    let second = desk.found(&committee, "白石（机关）党支部", OrgKind::Branch).await;
    [top, one, other, committee, first, second]
}

on_both!(a_tree_is_found_level_by_level);
async fn a_tree_is_found_level_by_level(desk: Desk) {
    let [top, one, _, committee, first, second] = county(&desk).await;
    let mut link = desk.store.link().await.unwrap();
    let start = OrgPath::above_all();
    let highest = organisation::children(&mut link, None, &start, 20).await.unwrap();
    assert_eq!(names(&highest), ["某省组织部"]);
    let below = organisation::children(&mut link, Some(top.id), &start, 20).await.unwrap();
    assert_eq!(names(&below), ["甲县组织部", "乙县组织部"]);
    let next = organisation::children(&mut link, Some(top.id), &below[0].path, 20).await.unwrap();
    assert_eq!(names(&next), ["乙县组织部"]);
    let all = organisation::within(&mut link, &one.path, &start, 20).await.unwrap();
    assert_eq!(names(&all), ["青禾镇党委", "青禾村党支部", "白石（机关）党支部"]);
    let way = organisation::way(&mut link, &first.path).await.unwrap();
    assert_eq!(names(&way), ["某省组织部", "甲县组织部", "青禾镇党委", "青禾村党支部"]);
    assert_eq!(organisation::count(&mut link, &committee.path).await.unwrap(), 3);
    assert_eq!(organisation::at(&mut link, &second.path).await.unwrap(), Some(second));
}

on_both!(a_name_is_found_by_any_two_of_its_characters);
async fn a_name_is_found_by_any_two_of_its_characters(desk: Desk) {
    let [top, one, other, ..] = county(&desk).await;
    let mut link = desk.store.link().await.unwrap();
    let start = OrgPath::above_all();
    let cases = [
        ("青禾", vec!["青禾镇党委", "青禾村党支部"]),
        ("禾村", vec!["青禾村党支部"]),
        ("(机关) 党", vec!["白石（机关）党支部"]),
        ("党支部", vec!["青禾村党支部", "白石（机关）党支部"]),
        ("青", vec![]),
        ("%党", vec![]),
        ("村支", vec![]),
    ];
    for (text, expected) in cases {
        let found = organisation::search(&mut link, &top.path, text, &start, 20).await.unwrap();
        assert_eq!(names(&found), expected, "{text}");
        let found = organisation::search(&mut link, &other.path, text, &start, 20).await.unwrap();
        assert!(found.is_empty(), "{text} beside its place");
    }
    let top_itself = organisation::search(&mut link, &one.path, "甲县", &start, 20).await.unwrap();
    assert_eq!(names(&top_itself), ["甲县组织部"]);
    let found = organisation::search(&mut link, &top.path, "党支部", &start, 1).await.unwrap();
    let next = organisation::search(&mut link, &top.path, "党支部", &found[0].path, 20).await;
    assert_eq!(names(&next.unwrap()), ["白石（机关）党支部"]);
}

on_both!(a_code_is_found_by_its_beginning);
async fn a_code_is_found_by_its_beginning(desk: Desk) {
    let [top, _, _, committee, ..] = county(&desk).await;
    for (name, code) in [("甲党支部", "3601-01"), ("乙党支部", "3601-02"), ("丙党支部", "3602")]
    {
        let mut write = desk.write().await;
        let permit = permit(Verb::FoundOrganisation, &committee);
        let org = OrgId::new(id());
        let org = organisation::found(&mut write, &permit, org, coded(name, code), TODAY).await;
        commit(write, &org.unwrap()).await;
    }
    let mut link = desk.store.link().await.unwrap();
    let found = organisation::by_code(&mut link, &top.path, "３６０１", "", 20).await.unwrap();
    assert_eq!(names(&found), ["甲党支部", "乙党支部"]);
}

on_both!(what_moves_takes_all_below_it_along);
async fn what_moves_takes_all_below_it_along(desk: Desk) {
    let [top, one, other, committee, first, _] = county(&desk).await;
    let on = jiff::civil::date(2026, 12, 1);
    desk.move_below(&committee, &other, on).await;
    let moved = desk.find(committee.id).await;
    assert_eq!((moved.parent, moved.version), (Some(other.id), 2));
    let mut link = desk.store.link().await.unwrap();
    let way = organisation::way(&mut link, &desk.find(first.id).await.path).await.unwrap();
    assert_eq!(names(&way), ["某省组织部", "乙县组织部", "青禾镇党委", "青禾村党支部"]);
    assert_eq!(organisation::count(&mut link, &one.path).await.unwrap(), 1);
    let start = OrgPath::above_all();
    for (place, expected) in [(&one, 0), (&other, 2), (&top, 2)] {
        let found = organisation::search(&mut link, &place.path, "青禾", &start, 20).await;
        assert_eq!(found.unwrap().len(), expected, "{}", place.name.as_str());
    }
    let history = organisation::history(&mut link, committee.id).await.unwrap();
    let history: Vec<_> = history.iter().map(|h| (h.parent, h.from, h.to)).collect();
    let last = jiff::civil::date(2026, 11, 30);
    assert_eq!(history, [(Some(one.id), TODAY, Some(last)), (Some(other.id), on, None)]);
    // A place that was given up is not given again.
    let again = desk.found(&one, "新镇党委", OrgKind::Committee).await;
    assert_ne!(again.path, committee.path);
}

on_both!(nothing_moves_below_itself);
async fn nothing_moves_below_itself(desk: Desk) {
    let [_, _, _, committee, first, _] = county(&desk).await;
    for below in [&committee, &first] {
        let mut write = desk.write().await;
        let mut org = committee.clone();
        let (one, other) =
            (permit(Verb::MoveOrganisation, &org), permit(Verb::FoundOrganisation, below));
        let moved = organisation::move_below(&mut write, &one, &other, &mut org, TODAY).await;
        assert!(moved.is_err());
    }
}

on_both!(a_permit_is_for_one_thing_and_one_organisation);
async fn a_permit_is_for_one_thing_and_one_organisation(desk: Desk) {
    let [_, one, other, _, first, _] = county(&desk).await;
    let mut write = desk.write().await;
    let mut org = first.clone();
    let wrong_verb = permit(Verb::RenameOrganisation, &first);
    assert!(organisation::close(&mut write, &wrong_verb, &mut org, TODAY).await.is_err());
    let wrong_org = permit(Verb::CloseOrganisation, &other);
    assert!(organisation::close(&mut write, &wrong_org, &mut org, TODAY).await.is_err());
    let facts = Facts { name: OrgName::parse("新名").unwrap(), ..one.facts() };
    let mut org = one.clone();
    assert!(organisation::rename(&mut write, &wrong_verb, &mut org, facts, TODAY).await.is_err());
}

on_both!(a_name_that_was_given_up_is_kept_and_found_no_more);
async fn a_name_that_was_given_up_is_kept_and_found_no_more(desk: Desk) {
    let [top, _, _, _, mut first, _] = county(&desk).await;
    let mut write = desk.write().await;
    let facts = Facts { name: OrgName::parse("清溪村党支部").unwrap(), ..first.facts() };
    let leave = permit(Verb::RenameOrganisation, &first);
    organisation::rename(&mut write, &leave, &mut first, facts, TODAY).await.unwrap();
    commit(write, &first).await;
    let mut link = desk.store.link().await.unwrap();
    let start = OrgPath::above_all();
    let old = organisation::search(&mut link, &top.path, "禾村", &start, 20).await.unwrap();
    let new = organisation::search(&mut link, &top.path, "清溪", &start, 20).await.unwrap();
    assert_eq!((names(&old), names(&new)), (vec![], vec!["清溪村党支部"]));
    let versions = organisation::versions(&mut link, first.id, 20).await.unwrap();
    assert_eq!(versions.iter().map(|v| v.version).collect::<Vec<_>>(), [2, 1]);
    assert!(versions[1].content.starts_with("name 青禾村党支部\n"), "{}", versions[1].content);
}

on_both!(what_is_closed_is_there_no_more_and_not_forgotten);
async fn what_is_closed_is_there_no_more_and_not_forgotten(desk: Desk) {
    let [_, _, _, mut committee, mut first, mut second] = county(&desk).await;
    let mut write = desk.write().await;
    let leave = permit(Verb::CloseOrganisation, &committee);
    let closed = organisation::close(&mut write, &leave, &mut committee, TODAY).await;
    assert!(closed.is_err(), "there are branches below it");
    drop(write);
    for branch in [&mut first, &mut second] {
        let mut write = desk.write().await;
        let leave = permit(Verb::CloseOrganisation, branch);
        organisation::close(&mut write, &leave, branch, TODAY).await.unwrap();
        commit(write, branch).await;
    }
    let mut link = desk.store.link().await.unwrap();
    let start = OrgPath::above_all();
    let below = organisation::children(&mut link, Some(committee.id), &start, 20).await.unwrap();
    assert_eq!(names(&below), Vec::<&str>::new());
    assert_eq!(desk.find(first.id).await.closed, Some(TODAY));
}

/// A day so many days before today.
fn ago(days: i64) -> Date {
    TODAY.saturating_sub(jiff::Span::new().days(days))
}

on_both!(the_day_before_a_closure_is_the_last);
async fn the_day_before_a_closure_is_the_last(desk: Desk) {
    let top = desk.begin_on(ago(100)).await;
    let committee = desk.found_on(&top, "青禾镇党委", OrgKind::Committee, ago(90)).await;
    let other = desk.found_on(&top, "白石镇党委", OrgKind::Committee, ago(90)).await;
    let mut branch = desk.found_on(&committee, "青禾村党支部", OrgKind::Branch, ago(80)).await;
    desk.move_below(&branch, &other, ago(40)).await;
    branch = desk.find(branch.id).await;

    // Not before it was where it is, and not on that very day: it would have been there on no day.
    for too_early in [ago(60), ago(40)] {
        let mut write = desk.write().await;
        let leave = permit(Verb::CloseOrganisation, &branch);
        let closed = organisation::close(&mut write, &leave, &mut branch.clone(), too_early).await;
        assert!(closed.is_err(), "{too_early}");
    }
    // Whom it was below is not closed while it was there.
    let mut write = desk.write().await;
    let leave = permit(Verb::CloseOrganisation, &committee);
    let closed = organisation::close(&mut write, &leave, &mut committee.clone(), ago(41)).await;
    assert!(closed.is_err());
    drop(write);
    for (org, on) in [(&branch, ago(10)), (&committee, ago(40))] {
        let mut write = desk.write().await;
        let leave = permit(Verb::CloseOrganisation, org);
        organisation::close(&mut write, &leave, &mut org.clone(), on).await.unwrap();
        commit(write, org).await;
    }
    let mut link = desk.store.link().await.unwrap();
    let history = organisation::history(&mut link, branch.id).await.unwrap();
    let history: Vec<_> = history.iter().map(|h| (h.parent, h.from, h.to)).collect();
    let due =
        [(Some(committee.id), ago(80), Some(ago(41))), (Some(other.id), ago(40), Some(ago(11)))];
    assert_eq!(history, due);
    let looked = store::doctor::look(&mut link).await.unwrap();
    assert_eq!(looked.ills, Vec::<String>::new());
}

on_both!(a_superior_is_forgotten_on_its_own_day_alone);
async fn a_superior_is_forgotten_on_its_own_day_alone(desk: Desk) {
    let top = desk.begin_on(ago(100)).await;
    let one = desk.found_on(&top, "甲镇党委", OrgKind::Committee, ago(90)).await;
    let other = desk.found_on(&top, "乙镇党委", OrgKind::Committee, ago(90)).await;
    let branch = desk.found_on(&one, "青禾村党支部", OrgKind::Branch, ago(80)).await;
    let mut write = desk.write().await;
    let (leave, enter) =
        (permit(Verb::MoveOrganisation, &branch), permit(Verb::FoundOrganisation, &other));
    let moved =
        organisation::move_below(&mut write, &leave, &enter, &mut branch.clone(), ago(80)).await;
    assert!(moved.is_err(), "it was below that one for 80 days");
    drop(write);
    // A slip of today is put right today.
    desk.move_below(&branch, &other, TODAY).await;
    desk.move_below(&branch, &one, TODAY).await;
    let mut link = desk.store.link().await.unwrap();
    let history = organisation::history(&mut link, branch.id).await.unwrap();
    let history: Vec<_> = history.iter().map(|h| (h.parent, h.from, h.to)).collect();
    let due = [(Some(one.id), ago(80), Some(ago(1))), (Some(one.id), TODAY, None)];
    assert_eq!(history, due);
}

on_both!(facts_hold_from_their_own_day_whatever_moves);
async fn facts_hold_from_their_own_day_whatever_moves(desk: Desk) {
    let top = desk.begin_on(ago(100)).await;
    let one = desk.found_on(&top, "甲镇党委", OrgKind::Committee, ago(90)).await;
    let mut branch = desk.found_on(&top, "青禾村党支部", OrgKind::Branch, ago(80)).await;
    let mut write = desk.write().await;
    let leave = permit(Verb::RenameOrganisation, &branch);
    let named = facts("清溪村党支部", OrgKind::Branch);
    organisation::rename(&mut write, &leave, &mut branch, named, ago(30)).await.unwrap();
    commit(write, &branch).await;
    desk.move_below(&branch, &one, ago(50)).await;
    let mut link = desk.store.link().await.unwrap();
    let versions = organisation::versions(&mut link, branch.id, 20).await.unwrap();
    let days: Vec<_> = versions.iter().map(|version| (version.version, version.from)).collect();
    assert_eq!(days, [(3, ago(30)), (2, ago(30)), (1, ago(80))]);
}
