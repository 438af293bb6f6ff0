//! Children as they are listed: every order with every filter, page by page.

use model::authority::Verb;
use model::id::OrgId;
use model::organisation::{OrgKind, Sector};
use store::organisation::{self, Behind, Facts, Only, Order, Organisation};

use crate::desk::{Desk, TODAY, commit, facts, id, moment, on_both, permit};
use store::tally;

/// A county with children of several kinds, of which some have no code; one is closed, and one is
/// below another.
async fn county(desk: &Desk) -> Organisation {
    let top = desk.begin().await;
    let county = desk.found(&top, "甲县组织部", OrgKind::Department).await;
    let put = async |name: &str, code: &str, kind, sector| {
        let code = (!code.is_empty()).then(|| model::organisation::OrgCode::parse(code).unwrap());
        let said = Facts { code, sector, ..facts(name, kind) };
        let mut write = desk.write().await;
        let permit = permit(Verb::FoundOrganisation, &county);
        let org = organisation::found(&mut write, &permit, OrgId::new(id()), said, TODAY).await;
        let org = org.unwrap();
        commit(write, &org).await;
        org
    };
    put("青禾镇党委", "3602", OrgKind::Committee, None).await;
    put("机关支部", "", OrgKind::Branch, Some(Sector::Office)).await;
    put("白石镇党委", "3601", OrgKind::Committee, None).await;
    put("青禾村党支部", "3609", OrgKind::Branch, Some(Sector::Rural)).await;
    put("机关支部", "3603", OrgKind::Branch, Some(Sector::Office)).await;
    put("ＡＢ％党支部", "", OrgKind::Branch, None).await;
    let mut ended = put("乙支部", "3600", OrgKind::Branch, Some(Sector::Rural)).await;
    let mut write = desk.write().await;
    let permit = permit(Verb::CloseOrganisation, &ended);
    organisation::close(&mut write, &permit, &mut ended, TODAY).await.unwrap();
    commit(write, &ended).await;
    let committee = county_child(desk, &county, "青禾镇党委").await;
    desk.found(&committee, "青禾镇机关支部", OrgKind::Branch).await;
    desk.find(county.id).await
}

async fn county_child(desk: &Desk, county: &Organisation, name: &str) -> Organisation {
    let all = page(desk, county, Order::Place, (Only::All, name), &Behind::default(), 9).await;
    all[0].clone()
}

async fn page(
    desk: &Desk,
    org: &Organisation,
    order: Order,
    wanted: (Only, &str),
    behind: &Behind,
    most: i64,
) -> Vec<Organisation> {
    let mut link = desk.store.link().await.unwrap();
    organisation::listed(&mut link, org, order, wanted, behind, most).await.unwrap()
}

on_both!(children_are_listed_in_every_order_by_every_filter_page_by_page);
async fn children_are_listed_in_every_order_by_every_filter_page_by_page(desk: Desk) {
    let county = county(&desk).await;
    let all = "3602青禾镇党委 机关支部 3601白石镇党委 3609青禾村党支部 3603机关支部 ＡＢ％党支部";
    let cases = [
        (Order::Place, Only::All, "", all),
        (
            Order::Name,
            Only::All,
            "",
            "机关支部 3603机关支部 3601白石镇党委 3609青禾村党支部 3602青禾镇党委 ＡＢ％党支部",
        ),
        (
            Order::Code,
            Only::All,
            "",
            "3601白石镇党委 3602青禾镇党委 3603机关支部 3609青禾村党支部 机关支部 ＡＢ％党支部",
        ),
        (Order::Code, Only::Kind(OrgKind::Committee), "", "3601白石镇党委 3602青禾镇党委"),
        (Order::Code, Only::Sector(Sector::Office), "", "3603机关支部 机关支部"),
        (Order::Name, Only::Sector(Sector::Rural), "", "3609青禾村党支部"),
        (Order::Place, Only::All, "青禾", "3602青禾镇党委 3609青禾村党支部"),
        (Order::Name, Only::All, "青", "3609青禾村党支部 3602青禾镇党委"),
        (Order::Name, Only::Kind(OrgKind::Branch), "青", "3609青禾村党支部"),
        (Order::Code, Only::Sector(Sector::Office), "机", "3603机关支部 机关支部"),
        (Order::Place, Only::All, "ab%", "ＡＢ％党支部"),
        (Order::Place, Only::All, "%", "ＡＢ％党支部"),
        (Order::Place, Only::All, "_", ""),
        (Order::Place, Only::Kind(OrgKind::Department), "", ""),
    ];
    for (order, only, piece, expected) in cases {
        for most in [1, 2, 4, 20] {
            let (mut said, mut behind) = (Vec::new(), Behind::default());
            loop {
                let page = page(&desk, &county, order, (only, piece), &behind, most).await;
                let Some(last) = page.last() else { break };
                behind = Behind::of(last, order);
                said.extend(page.iter().map(|org| {
                    let code = org.code.as_ref().map_or("", |code| code.as_str());
                    format!("{code}{}", org.name.as_str())
                }));
            }
            assert_eq!(said.join(" "), expected, "{order:?} {only:?} «{piece}» by {most}");
        }
    }
}

on_both!(a_page_has_the_figures_of_the_whole_and_of_each);
async fn a_page_has_the_figures_of_the_whole_and_of_each(desk: Desk) {
    let county = county(&desk).await;
    // With what waits, and without: they are of this moment either way.
    for _ in 0..2 {
        let wanted = (Only::All, "");
        let children = page(&desk, &county, Order::Name, wanted, &Behind::default(), 20).await;
        let mut link = desk.store.link().await.unwrap();
        let (whole, each) = tally::shown(&mut link, &county, &children, moment(9)).await.unwrap();
        let branches: i64 = whole.figures.iter().map(|(_, figures)| figures.get("branch")).sum();
        assert_eq!((branches, whole.as_of), (5, None));
        let sectors: Vec<_> = whole.figures.iter().map(|(sector, _)| *sector).collect();
        assert_eq!(sectors, [None, Some(Sector::Rural), Some(Sector::Office)]);
        let each: Vec<_> = each.iter().map(|one| one.as_ref().map(|f| f.get("branch"))).collect();
        assert_eq!(each, [None, None, Some(0), None, Some(1), None]);
        drop(link);
        while tally::fold(&desk.store).await.unwrap() > 0 {}
    }
}
