//! 联系电话 of an organisation: it comes and goes with the sheet, and stands beside those that are
//! late.

use app::overview::{self, Which};
use model::path::OrgPath;

use super::desk::{Desk, on_both};
use super::import::{HEAD, exported, taken, told, tried};
use super::rated::Rated;

/// The head with a telephone.
const PHONED: &str = "党组织代码,党组织名称,种类,上级代码,联系电话\n";

on_both!(a_telephone_comes_in_goes_out_and_is_no_persons);
async fn a_telephone_comes_in_goes_out_and_is_no_persons(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    let of = |phone: &str| format!("{PHONED}3602,青禾镇党委,党委,,{phone}\n");
    let mobile = told(&tried(&cx, top, &of("138 1234 5678"), false).await);
    assert_eq!(
        mobile,
        ":2 列「联系电话」: 「138 1234 5678」是个人手机号,这里只登记单位的办公电话;没有的请留空\n"
    );
    let odd = told(&tried(&cx, top, &of("党政办"), false).await);
    assert!(odd.starts_with(":2 列「联系电话」: 「党政办」不是电话号码"), "{odd}");
    taken(&desk, &cx, top, &of("（0796）8220001转12"), false).await;
    let out = exported(&cx, top).await;
    assert!(out.contains("\n3602,青禾镇党委,基层党委,,,,(0796)8220001转12,"), "{out}");
    assert_eq!(told(&tried(&cx, top, &out, true).await), "");
    // A sheet without the column says nothing of it; a blank cell takes it away.
    let without = format!("{HEAD}3602,青禾镇党委,党委,,,\n");
    assert_eq!(told(&tried(&cx, top, &without, false).await), "");
    assert_eq!(
        taken(&desk, &cx, top, &of(""), false).await,
        "2 修改「青禾镇党委」: 联系电话 (0796)8220001转12 → 联系电话 未填\n"
    );
    let out = exported(&cx, top).await;
    assert!(out.contains("\n3602,青禾镇党委,基层党委,,,,,"), "{out}");
}

on_both!(those_that_are_late_stand_with_where_they_are_reached);
async fn those_that_are_late_stand_with_where_they_are_reached(desk: Desk) {
    let rated = Rated::build(desk).await;
    let sheet = format!("{PHONED},青禾镇党委,党委,,62210\n,乙村党支部,支部,「青禾镇党委」,62211\n");
    let mut link = rated.desk.app.store().link().await.unwrap();
    let committee = store::organisation::find(&mut link, rated.committee).await.unwrap().unwrap();
    drop(link);
    let county = committee.parent.unwrap();
    taken(&rated.desk, &rated.admin, county, &sheet, false).await;
    let (by, id, top) = (&rated.officer, rated.campaign, OrgPath::above_all());
    let late = Which::NotSelfChecked;
    let rows = overview::rows(by, rated.top, id, None, late, &top, true).await.unwrap();
    let reached = |branch: &overview::Branch| {
        let phones = branch.phones.each_ref();
        phones.map(|phone| phone.as_ref().map(|phone| phone.as_str().to_owned()))
    };
    let some = |text: &str| Some(text.to_owned());
    let phones: Vec<_> = rows.branches.iter().map(reached).collect();
    assert_eq!(phones, [[some("62211"), some("62210")], [None, some("62210")]]);
}
