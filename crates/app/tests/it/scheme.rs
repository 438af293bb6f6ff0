//! Schemes: published once, seen from below, added to by a city, taken out and in as a sheet.

use app::Refusal;
use app::campaign::{self, As, SchemeKey};
use model::authority::Role;

use crate::campaign::Province;
use crate::desk::{Desk, flaws, on_both};

/// A part that a city adds.
pub(crate) const LOCAL: &str = r#"format = 1
id = "jia-shi-local"
version = 1
title = "甲市附加部分"
summary = "甲市自行增加的考核内容,分值单列。"
total = 5

[source]
issuer = "甲市组织部"
number = "甲组字〔2026〕2号"
title = "甲市补充通知"
date = 2026-10-20

[[indicator]]
number = 1
title = "志愿服务"
points = 5
annex_text = "党员志愿服务"

[[indicator.criterion]]
id = "1.1"
title = "志愿服务"
points = 5
provenance = "平台设定"

[[indicator.criterion.part]]
kind = "judgement@1"
points = 5
says = "党员志愿服务开展情况,由评定者综合评判"

[[band]]
name = "合格"
from = 0
provenance = "平台设定"
"#;

on_both!(a_published_version_is_not_published_otherwise);
async fn a_published_version_is_not_published_otherwise(desk: Desk) {
    let world = Province::build(desk).await;
    let cx = world.officer().await;
    let city = world.holder(Role::DepartmentOfficer, world.city).await;
    let secretary = world.holder(Role::Secretary, world.branches[0]).await;
    let ours = score::scheme::BUILT_IN[0].text;
    let changed = ours.replace("title = \"制定《工作计划》\"", "title = \"制定工作计划\"");
    let refused = campaign::publish(&cx, world.desk.form(), world.top, &changed).await;
    let says =
        "text: 方案 jx-2016-52 第 1 版已经有了,内容与这份不同;发布过的版本不能改,请把版本改为 2\n";
    assert_eq!(flaws(refused), says);
    let second = changed.replacen("version = 1", "version = 2", 1);
    let place = campaign::publish(&cx, world.desk.form(), world.top, &second).await.unwrap();
    let again = second.replace('\n', "\r\n");
    let same = campaign::publish(&cx, world.desk.form(), world.top, &again).await.unwrap();
    assert_eq!(same, place);
    let third = second.replace("制定工作计划", "工作计划");
    let refused = campaign::publish(&cx, world.desk.form(), world.top, &third).await;
    assert!(flaws(refused).contains("第 2 版已经有了"));
    let denied = campaign::publish(&secretary, world.desk.form(), world.branches[0], &third).await;
    assert!(matches!(denied, Err(Refusal::Denied)));

    let key = SchemeKey::parse(place.strip_prefix("/schemes/").unwrap()).unwrap();
    for other in [&cx, &city, &secretary] {
        let listed = campaign::schemes(other).await.unwrap();
        assert_eq!(listed.len(), score::scheme::BUILT_IN.len() + 1);
        let (_, bytes) = campaign::download(other, &key, As::Toml).await.unwrap();
        assert_eq!(bytes, second.as_bytes());
    }
    // What is published below is not for those beside it to be assessed by.
    let local = second.replacen("id = \"jx-2016-52\"", "id = \"jia-shi\"", 1);
    let place = campaign::publish(&city, world.desk.form(), world.city, &local).await.unwrap();
    let key = SchemeKey::parse(place.strip_prefix("/schemes/").unwrap());
    let id = world.draft(&cx).await;
    let refused = campaign::choose_scheme(&cx, world.desk.form(), (id, 1), key.clone()).await;
    assert_eq!(flaws(refused), "scheme: 这个方案是别处发布的,下级看不到;请先在本单位发布一份\n");
    // So it is published here too, byte by byte, and then chosen. Twice is once.
    for _ in 0..2 {
        let here = campaign::publish(&cx, world.desk.form(), world.top, &local).await.unwrap();
        assert_eq!(here, place);
    }
    campaign::choose_scheme(&cx, world.desk.form(), (id, 1), key.clone()).await.unwrap();
    let listed = campaign::schemes(&cx).await.unwrap();
    assert_eq!(listed.iter().filter(|one| one.id == "jia-shi").count(), 1);
    let below = campaign::publish(&city, world.desk.form(), world.city, &local).await.unwrap();
    assert_eq!(below, place);
    let id = world.opened(&cx).await;
    let refused = campaign::add_local(&city, world.desk.form(), id, world.city, key).await;
    assert_eq!(flaws(refused), "scheme: 本地部分不能有附加分,请选没有附加分的方案\n");
}

on_both!(a_city_adds_a_part_of_its_own_for_its_subtree);
async fn a_city_adds_a_part_of_its_own_for_its_subtree(desk: Desk) {
    let world = Province::build(desk).await;
    let cx = world.officer().await;
    let city = world.holder(Role::DepartmentOfficer, world.city).await;
    let id = world.opened(&cx).await;
    let place = campaign::publish(&city, world.desk.form(), world.city, LOCAL).await.unwrap();
    let key = SchemeKey::parse(place.strip_prefix("/schemes/").unwrap());
    let form = world.desk.form();
    campaign::add_local(&city, form, id, world.city, key.clone()).await.unwrap();
    let [one, _, three] = world.branches;
    let parts = world.current(id, one).await.unwrap().locals;
    assert_eq!(parts.iter().map(|one| one.part.org).collect::<Vec<_>>(), [world.city]);
    assert!(world.current(id, three).await.unwrap().locals.is_empty());
    let own = campaign::add_local(&cx, world.desk.form(), id, world.top, key).await;
    assert_eq!(flaws(own), "org: 只有发起单位的下级可以附加本地部分\n");
    campaign::end_local(&city, world.desk.form(), id, world.city).await.unwrap();
    assert!(world.current(id, one).await.unwrap().locals.is_empty());
}

#[test]
fn a_scheme_goes_into_a_sheet_and_comes_out_equal() {
    for ours in score::scheme::BUILT_IN {
        let text = ours.text;
        let sheet = campaign::scheme_sheet(text).unwrap();
        let looked = campaign::look_at(&sheet).unwrap();
        let flaws: String = looked.flaws.listed().iter().map(|flaw| format!("{flaw}\n")).collect();
        assert_eq!(flaws, "");
        assert_eq!(looked.scheme, score::scheme::read(text).scheme);
        // What came out of a sheet is a file that goes into one unchanged.
        let again = campaign::look_at(&campaign::scheme_sheet(&looked.text).unwrap()).unwrap();
        assert_eq!(again.text, looked.text);
    }
}

#[test]
fn what_is_no_scheme_is_refused_in_a_sentence() {
    assert_eq!(flaws(campaign::look_at(b"")), "sheet: 文件是空的,请重新选择\n");
    let zip = campaign::look_at(b"PK\x03\x04 and no more");
    assert!(flaws(zip).starts_with("sheet: "));
    let odd = campaign::look_at(&[0xff, 0xfe, 0x00]);
    assert_eq!(flaws(odd), "sheet: 不是 UTF-8 文本,也不是表格;请另存为 xlsx 再试\n");
    let looked = campaign::look_at("format = 1\n".as_bytes()).unwrap();
    assert!(looked.scheme.is_none() && !looked.flaws.is_empty());
}
