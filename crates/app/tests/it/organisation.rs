//! Looking around in the tree, and changing it.

use app::organisation::{self, Act, As, By, Draft, Listing};
use app::{Cx, Refusal};
use jiff::civil::date;
use model::id::OrgId;
use model::organisation::OrgKind;

use crate::desk::{Desk, draft, flaws, id_of, on_both};
use crate::import::entry;

/// Two counties below the department, one with a committee and a branch.
pub(crate) async fn county(desk: &Desk) -> (Cx, [OrgId; 5]) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    let one = desk.found(&cx, top, "甲县组织部", OrgKind::Department).await;
    let other = desk.found(&cx, top, "乙县组织部", OrgKind::Department).await;
    let committee = desk.found(&cx, one, "青禾镇党委", OrgKind::Committee).await;
    let branch = desk.found(&cx, committee, "青禾村党支部", OrgKind::Branch).await;
    (cx, [top, one, other, committee, branch])
}

on_both!(a_page_shows_what_stands_above_and_below);
async fn a_page_shows_what_stands_above_and_below(desk: Desk) {
    let (cx, [_, one, ..]) = county(&desk).await;
    let view = organisation::browse(&cx, None, &Listing::default()).await.unwrap();
    assert_eq!(view.org.name.as_str(), "示例省委组织部");
    let below: Vec<_> =
        view.children.iter().map(|(org, branches)| (org.name.as_str(), *branches)).collect();
    assert_eq!(below, [("甲县组织部", 1), ("乙县组织部", 0)]);
    let below = view.below.unwrap();
    let kinds = [(OrgKind::Department, 2), (OrgKind::Committee, 1), (OrgKind::Branch, 1)];
    assert_eq!((below.kinds.as_slice(), below.as_of), (kinds.as_slice(), None));
    assert_eq!(below.sectors, [(None, 1)]);
    assert_eq!(view.posts.unwrap()[0].person.name, "王示例");
    let view = organisation::browse(&cx, Some(one), &Listing::default()).await.unwrap();
    assert_eq!(view.way.len(), 1);
    let nobody = OrgId::new(desk.app.identity());
    let unseen = organisation::browse(&cx, Some(nobody), &Listing::default()).await;
    assert!(matches!(unseen, Err(Refusal::Unseen)));
}

on_both!(two_characters_find_an_organisation_with_its_way);
async fn two_characters_find_an_organisation_with_its_way(desk: Desk) {
    let (cx, _) = county(&desk).await;
    let (hits, next) = organisation::search(&cx, "禾村", "").await.unwrap();
    assert_eq!(next, None);
    assert_eq!(hits.len(), 1);
    assert_eq!(hits[0].way, ["示例省委组织部", "甲县组织部", "青禾镇党委"]);
    let short = organisation::search(&cx, "禾", "").await;
    assert_eq!(flaws(short), "text: 请输入至少两个字,或代码的前几位\n");
}

on_both!(a_code_is_found_by_its_beginning_whether_its_letters_are_large_or_small);
async fn a_code_is_found_by_its_beginning_whether_its_letters_are_large_or_small(desk: Desk) {
    let (cx, [_, _, _, committee, _]) = county(&desk).await;
    for code in ["QH-A003", "qh-b1", "36.7/1"] {
        let coded =
            Draft { code: code.to_owned(), ..draft(&format!("{code}号"), OrgKind::Branch) };
        organisation::found(&cx, desk.form(), committee, &coded).await.unwrap();
    }
    for (typed, found) in [
        ("QH", "QH-A003 qh-b1"),
        ("qh-", "QH-A003 qh-b1"),
        ("qh-a003", "QH-A003"),
        ("ＱＨ－Ｂ", "qh-b1"),
        ("36.7", "36.7/1"),
        // As a piece of the name.
        ("a003", "QH-A003"),
        ("qh-a004", ""),
    ] {
        let (hits, next) = organisation::search(&cx, typed, "").await.unwrap();
        let codes = hits.iter().filter_map(|hit| hit.org.code.as_ref()).map(|code| code.as_str());
        assert_eq!((codes.collect::<Vec<_>>().join(" ").as_str(), next), (found, None), "{typed}");
    }
    let long = organisation::search(&cx, &"青禾".repeat(51), "").await;
    assert_eq!(flaws(long), "text: 最多 100 个字,请写短一些\n");
    organisation::search(&cx, &"青禾".repeat(50), "").await.unwrap();
}

on_both!(every_mistake_in_a_form_is_named_at_once);
async fn every_mistake_in_a_form_is_named_at_once(desk: Desk) {
    let (cx, [_, _, _, committee, branch]) = county(&desk).await;
    let wrong = Draft {
        name: String::new(),
        code: "代码".to_owned(),
        kind: "department".to_owned(),
        sector: "rural".to_owned(),
        sectors: Vec::new(),
        phone: "13800000000".to_owned(),
    };
    let refused = organisation::found(&cx, desk.form(), committee, &wrong).await;
    assert_eq!(
        flaws(refused),
        "name: 是空的,请填写\n\
         code: 不是代码,只能用字母、数字和 - _ . /\n\
         kind: 基层党委下面不能有组织部\n\
         sector: 只有党支部才有类别,请选「不填」\n\
         phone: 是个人手机号,这里只登记单位的办公电话;没有的请留空\n"
    );
    let below = organisation::found(&cx, desk.form(), branch, &draft("甲", OrgKind::Branch)).await;
    assert_eq!(flaws(below), "kind: 党支部下面不能有党支部\n");
}

on_both!(a_form_that_is_sent_twice_is_done_once);
async fn a_form_that_is_sent_twice_is_done_once(desk: Desk) {
    let (cx, [_, _, _, committee, _]) = county(&desk).await;
    let (form, draft) = (desk.form(), draft("白石村党支部", OrgKind::Branch));
    let first = organisation::found(&cx, form, committee, &draft).await.unwrap();
    let second = organisation::found(&cx, form, committee, &draft).await.unwrap();
    assert_eq!(first, second);
    let view = organisation::browse(&cx, Some(committee), &Listing::default()).await.unwrap();
    assert_eq!(view.children.len(), 2);
}

on_both!(a_code_belongs_to_one_organisation);
async fn a_code_belongs_to_one_organisation(desk: Desk) {
    let (cx, [_, _, _, committee, branch]) = county(&desk).await;
    let today = desk.app.today();
    let coded = |name: &str| Draft { code: "3601".to_owned(), ..draft(name, OrgKind::Branch) };
    let place = organisation::found(&cx, desk.form(), committee, &coded("白石村党支部")).await;
    let refused =
        organisation::change(&cx, desk.form(), branch, 1, &coded("青禾村党支部"), today).await;
    assert_eq!(flaws(refused), "code: 代码 3601 已经是「白石村党支部」的\n");
    let own = id_of(&place.unwrap());
    organisation::change(&cx, desk.form(), own, 1, &coded("白石党支部"), today).await.unwrap();
    // Who saw an older version is told so.
    let stale = organisation::change(&cx, desk.form(), own, 1, &coded("白石头党支部"), today).await;
    assert!(matches!(stale, Err(Refusal::Stale)), "{stale:?}");
}

on_both!(a_move_is_looked_at_and_then_done);
async fn a_move_is_looked_at_and_then_done(desk: Desk) {
    let (cx, [top, one, other, committee, branch]) = county(&desk).await;
    let today = desk.app.today();
    let to = |to| Act::Move { to };
    let preview = organisation::preview(&cx, committee, &to(other), today).await.unwrap();
    let (from, new) = (preview.from.unwrap().id, preview.to.unwrap().id);
    assert_eq!((preview.along.organisations, preview.along.branches), (2, 1));
    assert_eq!((from, new, preview.is_planned), (one, other, false));
    let refused = |below, on| {
        let cx = cx.clone();
        async move { flaws(organisation::preview(&cx, committee, &to(below), on).await) }
    };
    assert_eq!(refused(one, today).await, "to: 已经在「甲县组织部」下面\n");
    assert_eq!(refused(branch, today).await, "to: 不能调整到自己或自己的下级下面\n");
    let late = refused(other, date(2099, 1, 1)).await;
    assert_eq!(late, "on: 最多预定到 2028-11-24,请核对年份\n");
    let early = refused(other, date(2020, 1, 1)).await;
    assert!(early.starts_with("on: 「青禾镇党委」从 "), "{early}");
    // Where one's role is held, one does not move the organisation itself.
    let own = organisation::preview(&cx, top, &to(other), today).await;
    assert!(matches!(own, Err(Refusal::Denied)), "{own:?}");
    organisation::act(&cx, desk.form(), committee, &to(other), today).await.unwrap();
    let view = organisation::browse(&cx, Some(other), &Listing::default()).await.unwrap();
    assert_eq!(view.children[0].0.id, committee);
    let view = organisation::browse(&cx, Some(branch), &Listing::default()).await.unwrap();
    let way: Vec<&str> = view.way.iter().map(|org| org.name.as_str()).collect();
    assert_eq!(way, ["示例省委组织部", "乙县组织部", "青禾镇党委"]);
}

on_both!(what_has_others_below_it_is_not_closed);
async fn what_has_others_below_it_is_not_closed(desk: Desk) {
    let (cx, [_, _, _, committee, branch]) = county(&desk).await;
    let today = desk.app.today();
    let refused = organisation::act(&cx, desk.form(), committee, &Act::Close, today).await;
    assert_eq!(flaws(refused), ": 下面还有 1 个组织,请先调整或撤销它们\n");
    let place = organisation::act(&cx, desk.form(), branch, &Act::Close, today).await.unwrap();
    assert_eq!(id_of(&place), committee);
    let again = organisation::act(&cx, desk.form(), branch, &Act::Close, today).await;
    assert_eq!(flaws(again), ": 这个组织已经撤销\n");
    organisation::act(&cx, desk.form(), committee, &Act::Close, today).await.unwrap();
}

on_both!(what_is_seen_is_taken_out_and_the_journal_says_so);
async fn what_is_seen_is_taken_out_and_the_journal_says_so(desk: Desk) {
    let (cx, [top, ..]) = county(&desk).await;
    let seen = Listing { piece: "乙县".to_owned(), by: By::Branches, ..Listing::default() };
    let (name, mut sheet) = organisation::children_out(&cx, top, seen, As::Text).await.unwrap();
    let mut text = String::new();
    std::io::Read::read_to_string(&mut sheet, &mut text).unwrap();
    assert_eq!(name, "示例省委组织部");
    assert!(text.ends_with(",支部\n,乙县组织部,组织部,,0\n"), "{text}");
    let kept = entry(&desk, "organisations_exported").await;
    assert!(kept.ends_with(" rows=1\n"), "{kept}");
}
