//! Flaws of a workbook are said with the cell, as the spreadsheet program names it.

use std::io::Write;

use rust_xlsxwriter::{Format, Formula, Worksheet};

use crate::desk::Desk;
use crate::flaws::check_file;
use crate::output::part;
use crate::sheet::{Sheet, workbook};
use crate::unreadable::with_part;

/// The sheet that is filled below this head has exactly these flaws.
#[track_caller]
fn check(head: &[&str], fill: impl FnOnce(&mut Worksheet), expected_stderr: &str) {
    let file = workbook(|sheet| {
        sheet.write_string(0, 0, "某县考核表").unwrap();
        sheet.write_row(1, 0, head.iter().copied()).unwrap();
        fill(sheet);
    });
    check_file("表.xlsx", &file, expected_stderr);
}

#[test]
fn dates_truths_and_errors_are_no_points() {
    let day = Format::new().set_num_format("yyyy-mm-dd");
    check(
        &["支部名称", "1.1", "1.2", "2.1", "2.2"],
        |sheet| {
            sheet.write_string(2, 0, "甲支部").unwrap();
            sheet.write_number_with_format(2, 1, 42_503, &day).unwrap();
            sheet.write_boolean(2, 2, true).unwrap();
            let division = Formula::new("=1/0").set_result("#DIV/0!");
            sheet.write_formula(2, 3, division).unwrap();
            let name = Formula::new("=SCORE(A1)").set_result("#NAME?");
            sheet.write_formula(2, 4, name).unwrap();
        },
        "表.xlsx B3「1.1」: 单元格是日期,应为分数\n\
         表.xlsx C3「1.2」: 单元格是逻辑值,应为分数\n\
         表.xlsx D3「2.1」: 单元格是错误值,应为分数\n\
         表.xlsx E3「2.2」: 单元格是错误值,应为分数\n\
         共 4 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn dates_truths_and_errors_are_no_names() {
    let day = Format::new().set_num_format("yyyy-mm-dd");
    check(
        &["支部代码", "支部名称", "书记", "1.1"],
        |sheet| {
            sheet.write_number_with_format(2, 0, 42_503, &day).unwrap();
            sheet.write_boolean(2, 1, true).unwrap();
            let missing = Formula::new("=NA()").set_result("#N/A");
            sheet.write_formula(2, 2, missing).unwrap();
            sheet.write_number(2, 3, 3).unwrap();
        },
        "表.xlsx A3「支部代码」: 单元格是日期,应为文字\n\
         表.xlsx B3「支部名称」: 单元格是逻辑值,应为文字\n\
         表.xlsx C3「书记」: 单元格是错误值,应为文字\n\
         共 3 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn a_formula_counts_by_the_value_that_is_stored_with_it() {
    let file = workbook(|sheet| {
        sheet.write_row(0, 0, ["支部名称", "1.1", "7.1"]).unwrap();
        sheet.write_string(1, 0, "甲支部").unwrap();
        // Whatever the program could work out itself: 2 is what was seen and stored.
        sheet.write_formula(1, 1, Formula::new("=1+2").set_result("2")).unwrap();
        sheet.write_formula(1, 2, Formula::new("=\"未\"&\"评\"").set_result("未评")).unwrap();
    });
    let desk = Desk::with("表.xlsx", file);
    desk.score("表.xlsx", &["--only", "csv"]).well();
    let results = Sheet::read(&desk.text("out/results.csv"));
    assert_eq!((results.0[1][8].as_str(), results.0[1][15].as_str()), ("2.00", "2.00"));
}

/// Programs that don't calculate write formulas without values; blank would mean not given.
#[test]
fn a_formula_without_a_stored_value_is_no_points() {
    let file = workbook(|sheet| {
        sheet.write_row(0, 0, ["支部名称", "1.1", "1.2"]).unwrap();
        sheet.write_string(1, 0, "甲支部").unwrap();
        sheet.write_formula(1, 1, Formula::new("=1+2").set_result("3")).unwrap();
        // What shows nothing was stored as nothing: that is not given.
        sheet.write_formula(1, 2, Formula::new("=\"\"").set_result("")).unwrap();
    });
    let name = "xl/worksheets/sheet1.xml";
    let cells = part(&file, name).replace("</f><v>3</v>", "</f>");
    let file = with_part(&file, name, |new| new.write_all(cells.as_bytes()).unwrap());
    check_file(
        "表.xlsx",
        &file,
        "表.xlsx B2「1.1」: 单元格是没有存结果的公式,应为分数\n共 1 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn numbers_and_texts_of_points_are_judged_alike() {
    check(
        &["支部名称", "1.1", "自查3.1", "附加分"],
        |sheet| {
            let rows: [(&str, [f64; 3]); 3] = [
                ("甲支部", [3.01, 16.5, 10.01]),
                ("乙支部", [-0.01, 2.005, 1e300]),
                ("丙支部", [0.1 + 0.2, 2.000_000_000_4, 9.999_999_999_9]),
            ];
            for (row, (name, points)) in (2..).zip(rows) {
                sheet.write_string(row, 0, name).unwrap();
                sheet.write_row(row, 1, points).unwrap();
            }
            sheet.write_row(5, 0, ["丁支部", "3.5", "１６．０１", "3分"]).unwrap();
        },
        "表.xlsx B3「1.1」: 3.01 超过满分 3\n\
         表.xlsx C3「自查3.1」: 16.5 超过满分 16\n\
         表.xlsx D3「附加分」: 10.01 超过附加分上限 10\n\
         表.xlsx B4「1.1」: 「-0.01」不能为负,扣分请填扣后的得分\n\
         表.xlsx C4「自查3.1」: 「2.005」小数多于两位,请四舍五入到两位\n\
         表.xlsx D4「附加分」: 「10000000000000000000」超出任何方案的满分\n\
         表.xlsx B6「1.1」: 3.5 超过满分 3\n\
         表.xlsx C6「自查3.1」: 16.01 超过满分 16\n\
         表.xlsx D6「附加分」: 「3分」不是分数,请填数字,没有评分请留空\n\
         共 9 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn a_code_of_more_than_fifteen_digits_must_be_text() {
    let lost = "已被电子表格当作数字改动,原来的代码丢了;请把这一列设为文本格式后重填";
    check(
        &["支部代码", "支部名称", "1.1"],
        |sheet| {
            for (row, name) in (2..).zip(["甲支部", "乙支部", "丙支部", "丁支部", "戊支部"])
            {
                sheet.write_string(row, 1, name).unwrap();
            }
            sheet.write_number(2, 0, 360_101_199_901_010_000_f64).unwrap();
            sheet.write_number(3, 0, 1_000_000_000_000_000_f64).unwrap();
            sheet.write_string(4, 0, "3.6E+11").unwrap();
            // These two are whole.
            sheet.write_number(5, 0, 999_999_999_999_999_f64).unwrap();
            sheet.write_string(6, 0, "360101199901010000").unwrap();
        },
        &format!(
            "表.xlsx A3「支部代码」: 「360101199901010000」{lost}\n\
             表.xlsx A4「支部代码」: 「1000000000000000」{lost}\n\
             表.xlsx A5「支部代码」: 「3.6E+11」{lost}\n\
             共 3 处要改,没有写出任何文件。\n"
        ),
    );
}

#[test]
fn a_code_is_the_same_as_number_and_as_text() {
    check(
        &["支部代码", "支部名称", "1.1"],
        |sheet| {
            sheet.write_number(2, 0, 360_101).unwrap().write_string(2, 1, "甲支部").unwrap();
            sheet.write_string(3, 0, "360101").unwrap().write_string(3, 1, "乙支部").unwrap();
            sheet.write_string(4, 0, "0360101").unwrap().write_string(4, 1, "丙支部").unwrap();
        },
        "表.xlsx A4「支部代码」: 支部代码 360101 与第 3 行重复;代码每个支部只能有一个\n\
         共 1 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn rows_are_numbered_as_the_spreadsheet_does_blank_ones_included() {
    check(
        &["支部代码", "支部名称", "1.1"],
        |sheet| {
            sheet.write_row(5, 0, ["01", "甲支部", "9"]).unwrap();
            sheet.write_row(9, 0, ["02", "", "3"]).unwrap();
            sheet.write_row(11, 0, ["", "乙支部", "3"]).unwrap();
            sheet.write_row(19, 0, ["", "合　计", "9"]).unwrap();
        },
        "表.xlsx C6「1.1」: 9 超过满分 3\n\
         表.xlsx B10「支部名称」: 支部名称是空的;请填写\n\
         表.xlsx A12「支部代码」: 支部代码是空的;请填写,或整列删去\n\
         表.xlsx B20「支部名称」: 是合计行;请删去这一行,合计由本程序计算\n\
         共 4 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn a_head_is_named_by_its_cell_beyond_z_too() {
    let mut head = vec!["支部名称", "1.1"];
    head.resize(26, "");
    head.extend(["自查1.1", "１．１", "自 查1.1"]);
    check(
        &head,
        |sheet| {
            sheet.write_row(2, 0, ["甲支部", "3"]).unwrap();
        },
        "表.xlsx AB2「１．１」: 与第 2 列的列名相同;请删去或改名\n\
         表.xlsx AC2「自 查1.1」: 与第 27 列的列名相同;请删去或改名\n\
         共 2 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn sheets_that_have_nothing_to_score_say_so() {
    check(
        &["支部名称", "市"],
        |_| {},
        "表.xlsx 第2行: 没有一列评分要点;请加上「1.1」等列(上级党委的评分)或「自查1.1」等列\n\
         共 1 处要改,没有写出任何文件。\n",
    );
    check(
        &["支部名称", "1.1"],
        |_| {},
        "表.xlsx 第2行: 表头以下没有支部;请填写后再算\n共 1 处要改,没有写出任何文件。\n",
    );
    check(
        &["支部", "1.1"],
        |_| {},
        "表.xlsx: 前 10 行里没有表头;表头要有「支部名称」一列(可用 dukao score --template --out 空表.xlsx 写一张空表)\n\
         共 1 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn a_note_right_of_the_head_is_nobodys_points() {
    let file = workbook(|sheet| {
        sheet.write_row(0, 0, ["支部名称", "1.1"]).unwrap();
        sheet.write_row(1, 0, ["甲支部", "3", "", "已核对"]).unwrap();
    });
    let desk = Desk::with("表.xlsx", file);
    desk.score("表.xlsx", &["--only", "csv"]).well();
}

#[test]
fn a_number_with_a_fraction_is_no_code() {
    check(
        &["支部代码", "支部名称", "1.1"],
        |sheet| {
            for (row, code) in (2..).zip([360_101.5, -3.0, 360_101.0]) {
                sheet.write_number(row, 0, code).unwrap();
                sheet.write_string(row, 1, format!("支部{row}")).unwrap();
            }
        },
        "表.xlsx A3「支部代码」: 「360101.5」不是支部代码;请把这一列设为文本格式后重填\n\
         表.xlsx A4「支部代码」: 「-3」不是支部代码;请把这一列设为文本格式后重填\n\
         共 2 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn the_sheet_that_was_looked_at_is_named_where_there_are_several() {
    let mut book = rust_xlsxwriter::Workbook::new();
    book.add_worksheet().set_name("封面").unwrap().set_hidden(true);
    let sheet = book.add_worksheet().set_name("考核表").unwrap().set_active(true);
    sheet.write_row(0, 0, ["支部名称", "1.1"]).unwrap();
    let file = book.save_to_buffer().unwrap();
    check_file(
        "表.xlsx",
        &file,
        "表.xlsx: 只读第一张工作表,要算的表请移到最前;现在最前的是(隐藏的)「封面」,前 10 行里没有表头;表头要有「支部名称」一列(可用 dukao score --template --out 空表.xlsx 写一张空表)\n\
         共 1 处要改,没有写出任何文件。\n",
    );
}
