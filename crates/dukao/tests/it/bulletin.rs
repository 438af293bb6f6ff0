//! Whose branches a bulletin names, by what the sheet says of its units.

use crate::desk::Desk;
use crate::output::words;

/// All points of the notice's criteria: a branch of the highest band.
const FULL: &str = "3,2,5,5,16,4,5,10,10,10,10,5,10,1,2,1,1";
const CRITERIA: &str = "1.1,1.2,2.1,2.2,3.1,3.2,3.3,4.1,4.2,5.1,5.2,6.1,6.2,7.1,7.2,7.3,7.4";

#[track_caller]
fn check(units: &str, branches: &[&str], expected: &str) {
    let mut sheet = format!("{units},支部名称,{CRITERIA}\n");
    for branch in branches {
        sheet.push_str(&format!("{branch},{FULL}\n"));
    }
    let desk = Desk::with("表.csv", sheet.trim_start_matches(',').replace("\n,", "\n"));
    desk.score("表.csv", &[]).well();
    let says = words(&desk.bytes("out/通报.docx"));
    let (_, named) = says.split_once("占已评定党支部的100.00%：").unwrap();
    assert!(named.starts_with(expected), "{expected}\n{named}");
}

#[test]
fn committees_of_one_name_in_two_counties_are_told_apart() {
    check(
        "县(市、区),上级党委",
        &["甲县,教育工委,一中党支部", "乙县,教育工委,二中党支部", "甲县,教育工委,三中党支部"],
        "甲县教育工委：一中党支部、三中党支部；乙县教育工委：二中党支部。",
    );
}

#[test]
fn in_one_county_committees_go_by_their_own_name() {
    check(
        "县(市、区),上级党委",
        &["甲县,教育工委,一中党支部", "甲县,国资委党委,水务党支部"],
        "教育工委：一中党支部；国资委党委：水务党支部。",
    );
}

#[test]
fn without_committees_the_lowest_unit_is_named_and_without_units_none() {
    check("市,县(市、区)", &["甲市,乙县,一中党支部"], "乙县：一中党支部。");
    check("市", &["甲市,一中党支部", "乙市,二中党支部"], "甲市：一中党支部；乙市：二中党支部。");
    check("", &[",一中党支部", ",二中党支部"], "一中党支部、二中党支部。");
}
