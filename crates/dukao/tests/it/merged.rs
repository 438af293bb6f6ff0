//! Cells merged downwards, as most sheets of a committee's branches have them.

use rust_xlsxwriter::{Format, Worksheet};

use crate::desk::Desk;
use crate::flaws::check_file;
use crate::office;
use crate::sheet::{Sheet, workbook};

const HEAD: [&str; 6] = ["上级党委", "类别", "支部名称", "书记", "1.1", "备注1.1"];

/// A committee over three branches, one of a row, and a row that says nothing.
fn merged(more: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    workbook(|sheet| {
        let plain = Format::new();
        sheet.merge_range(0, 0, 1, 5, "某县考核表", &plain).unwrap();
        sheet.write_row(2, 0, HEAD).unwrap();
        sheet.merge_range(3, 0, 6, 0, "甲镇党委", &plain).unwrap();
        sheet.merge_range(3, 1, 4, 1, "农村", &plain).unwrap();
        sheet.write_string(5, 1, "社区").unwrap();
        sheet.merge_range(4, 5, 5, 5, "材料齐全", &plain).unwrap();
        for (row, name, points) in [(3, "一", 3.0), (4, "二", 2.5), (5, "三", 1.0)] {
            sheet.write_string(row, 2, format!("甲镇第{name}党支部")).unwrap();
            sheet.write_number(row, 4, points).unwrap();
        }
        sheet.write_row(7, 0, ["乙镇党委", "农村", "乙镇党支部"]).unwrap();
        more(sheet);
    })
}

fn units(desk: &Desk) -> Vec<String> {
    let results = Sheet::read(&desk.text("out/results.csv"));
    results.0[1..].iter().map(|row| [&*row[1], &*row[4], &*row[5]].join(" ")).collect()
}

const UNITS: [&str; 4] = [
    "甲镇第一党支部 甲镇党委 农村",
    "甲镇第二党支部 甲镇党委 农村",
    "甲镇第三党支部 甲镇党委 社区",
    "乙镇党支部 乙镇党委 农村",
];

#[test]
fn what_is_merged_counts_for_all_its_rows() {
    let desk = Desk::with("表.xlsx", merged(|_| {}));
    let ran = desk.score("表.xlsx", &[]).well();
    assert_eq!(units(&desk), UNITS);
    assert!(!ran.err.contains("没有填的"), "{}", ran.err);
}

#[test]
fn what_is_merged_in_a_binary_workbook_counts_too() {
    let desk = Desk::with("表.xlsx", merged(|_| {}));
    office::convert(&desk, &["表.xlsx"], "xls", ".");
    desk.score("表.xls", &["--only", "csv"]).well();
    assert_eq!(units(&desk), UNITS);
}

#[test]
fn points_of_a_branch_are_its_own() {
    let file = merged(|sheet| {
        sheet.merge_range(8, 4, 9, 4, "", &Format::new()).unwrap();
        sheet.write_number(8, 4, 2).unwrap();
        sheet.write_row(8, 2, ["乙镇第二党支部", "赵"]).unwrap();
        sheet.write_row(9, 2, ["乙镇第三党支部", "钱"]).unwrap();
    });
    check_file(
        "表.xlsx",
        &file,
        "表.xlsx E10「1.1」: 单元格是合并单元格的一部分,应为分数\n\
         共 1 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn what_is_left_of_many_blank_rows_is_counted_and_said() {
    let desk = Desk::with("表.csv", "上级党委,支部名称,1.1\n甲镇党委,甲,3\n,乙,3\n,丙,3\n");
    let ran = desk.score("表.csv", &[]).well();
    let says = "没有填的: 上级党委 2 个支部;汇总中记作「(未填)」\n";
    assert!(ran.err.contains(says), "{}", ran.err);
    let rows = crate::output::Book::open(desk.bytes("out/results.xlsx")).rows("说明");
    let says = "上级党委 2 个支部;汇总中记作「(未填)」";
    assert!(rows.iter().any(|row| row[1] == *says), "{rows:?}");
}

#[test]
fn scratch_right_of_the_table_is_no_branch() {
    let file = merged(|sheet| {
        sheet.write_number(20, 9, 1.5).unwrap();
    });
    let desk = Desk::with("表.xlsx", file);
    desk.score("表.xlsx", &["--only", "csv"]).well();
    assert_eq!(units(&desk), UNITS);
}

#[test]
fn what_is_merged_across_is_one_flaw_a_row() {
    let plain = Format::new();
    let file = merged(|sheet| {
        sheet.merge_range(8, 0, 8, 5, "丙镇", &plain).unwrap();
        sheet.merge_range(9, 3, 9, 4, "3", &plain).unwrap();
        sheet.write_row(9, 0, ["丙镇党委", "农村", "丙镇党支部"]).unwrap();
        sheet.merge_range(10, 0, 11, 1, "丁镇党委", &plain).unwrap();
        sheet.write_string(10, 2, "丁镇党支部").unwrap();
        // Beside the table nobody minds.
        sheet.merge_range(7, 8, 7, 9, "核对过", &plain).unwrap();
    });
    let says = "这一行横向合并了单元格;是支部的请取消合并,每格填自己的内容,不是支部的请删去这一行";
    check_file(
        "表.xlsx",
        &file,
        &format!(
            "表.xlsx C9「支部名称」: {says}\n表.xlsx C10「支部名称」: {says}\n\
             表.xlsx C11「支部名称」: {says}\n共 3 处要改,没有写出任何文件。\n"
        ),
    );
}

#[test]
fn what_a_merge_hides_does_not_count() {
    let file = merged(|sheet| {
        sheet.write_string(4, 0, "没人看见的党委").unwrap();
    });
    let desk = Desk::with("表.xlsx", file);
    desk.score("表.xlsx", &["--only", "csv"]).well();
    assert_eq!(units(&desk), UNITS);
}
