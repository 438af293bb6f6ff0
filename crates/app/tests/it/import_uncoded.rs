//! Organisations without a code in a sheet: known by superior and name, and given one.

use app::organisation::{self, Draft};
use model::organisation::OrgKind;

use crate::desk::{Desk, draft, on_both};
use crate::import::{HEAD, OUT, exported, taken, told, tried};

on_both!(one_without_a_code_comes_out_and_in_again_and_gets_one);
async fn one_without_a_code_comes_out_and_in_again_and_gets_one(desk: Desk) {
    let cx = desk.begun().await;
    let top = cx.grants[0].org;
    let committee = desk.found(&cx, top, "青禾镇党委", OrgKind::Committee).await;
    let general = desk.found(&cx, committee, "A1", OrgKind::GeneralBranch).await;
    let coded = Draft { code: "3603".to_owned(), ..draft("青禾村党支部", OrgKind::Branch) };
    organisation::found(&cx, desk.form(), general, &coded).await.unwrap();
    desk.found(&cx, general, "白石村党支部", OrgKind::Branch).await;
    let out = exported(&cx, top).await;
    assert_eq!(
        out,
        format!(
            "{OUT},青禾镇党委,基层党委,,,,,,,,\n\
             ,A1,党总支,「青禾镇党委」,,,,,,,\n\
             3603,青禾村党支部,党支部,「青禾镇党委」「A1」,,,,,,,\n\
             ,白石村党支部,党支部,「青禾镇党委」「A1」,,,,,,,\n"
        )
    );
    let trial = tried(&cx, top, &out, true).await;
    assert_eq!((told(&trial).as_str(), trial.counts.unchanged), ("", 4));
    // A name alone is a superior too.
    let named = format!("{HEAD}3603,青禾村党支部,支部,「A1」,,\n3604,新党支部,支部,青禾镇党委,,\n");
    assert_eq!(
        told(&tried(&cx, top, &named, false).await),
        "3 新建「新党支部」: 隶属 青禾镇党委\n"
    );
    let codes = out.replace("\n,白石", "\n3605,白石").replace("\n,青禾", "\n3602,青禾");
    assert_eq!(
        taken(&desk, &cx, top, &codes, false).await,
        "2 补代码「青禾镇党委」: 代码 未填 → 代码 3602\n\
         5 补代码「白石村党支部」: 代码 未填 → 代码 3605\n"
    );
    let out = exported(&cx, top).await;
    assert!(out.contains("\n3605,白石村党支部,党支部,3602「A1」,"), "{out}");
    assert_eq!(told(&tried(&cx, top, &out, true).await), "");
    // Without its code it is nobody's row, and nobody is made twice.
    let without = out.replace("\n3605,", "\n,");
    let says = "代码是空的,上级下面也没有叫「白石村党支部」而没有代码的组织;请填写代码";
    let said = format!(":5 列「党组织代码」: {says}\n");
    assert_eq!(told(&tried(&cx, top, &without, false).await), said);
}
