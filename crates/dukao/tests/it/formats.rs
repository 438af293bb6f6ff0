//! One sheet in every form that it may come in: the results are the same to the byte.

use encoding_rs::GB18030;

use crate::desk::Desk;
use crate::office;
use crate::sheet::{HAND, HAND_RESULTS, HAND_ROLLUP, Sheet, worn};

/// The program reads this file as it reads `hand.csv`; gives what it said besides.
#[track_caller]
fn check(name: &str, bytes: impl AsRef<[u8]>) -> String {
    let desk = Desk::with(name, bytes);
    let ran = desk.score(name, &["--only", "csv"]).well();
    same(&desk.text("out/results.csv"), HAND_RESULTS);
    same(&desk.text("out/rollup.csv"), HAND_ROLLUP);
    ran.err
}

/// To the byte; the first line that differs is shown, instead of everything.
#[track_caller]
pub(crate) fn same(found: &str, expected: &str) {
    for (found, expected) in found.lines().zip(expected.lines()) {
        assert_eq!(found, expected);
    }
    assert!(found == expected, "line breaks or the number of lines differ");
}

fn utf_16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(bytes_of).collect()
}

/// What the sheet of twenty leaves blank.
pub(crate) const NOT_SAID: &str = "没有填的: 市 2 个支部,县(市、区) 3 个支部,上级党委 3 个支部,类别 2 个支部;汇总中记作「(未填)」\n";

#[test]
fn utf_8_is_read_with_and_without_its_mark() {
    check("hand.csv", HAND);
    check("hand.csv", format!("\u{feff}{HAND}"));
}

#[test]
fn gb18030_is_read_without_being_told() {
    let (bytes, _, lost) = GB18030.encode(HAND);
    assert!(!lost);
    check("hand.csv", bytes);
}

#[test]
fn utf_16_is_read_in_both_orders() {
    check("hand.csv", utf_16(HAND, u16::to_le_bytes));
    check("hand.csv", utf_16(HAND, u16::to_be_bytes));
}

#[test]
fn semicolons_and_tabs_part_cells_as_commas_do() {
    let sheet = Sheet::read(HAND);
    assert_eq!(sheet.text(',', "\n"), HAND);
    check("hand.csv", sheet.text(';', "\n"));
    check("hand.txt", sheet.text('\t', "\n"));
}

#[test]
fn lines_may_end_as_windows_ends_them_and_the_last_one_not_at_all() {
    let sheet = Sheet::read(HAND);
    for delimiter in [',', ';', '\t'] {
        check("hand.csv", sheet.text(delimiter, "\r\n"));
    }
    check("hand.csv", HAND.trim_end());
    check("hand.csv", utf_16(&sheet.text('\t', "\r\n"), u16::to_le_bytes));
}

#[test]
fn a_workbook_gives_what_the_text_gives() {
    let sheet = Sheet::read(HAND);
    let mut numbers = sheet.0.iter().flatten().filter_map(|cell| cell.parse::<f64>().ok());
    assert!(numbers.any(|number| worn(number) != number), "some last bits must differ");
    let said = check("hand.xlsx", sheet.xlsx());
    assert_eq!(said, format!("没有用到的列: 序号\n{NOT_SAID}"));
}

#[test]
fn a_binary_workbook_of_an_office_program_gives_the_same() {
    let desk = Desk::with("hand.xlsx", Sheet::read(HAND).xlsx());
    office::convert(&desk, &["hand.xlsx"], "xls", ".");
    let bytes = desk.bytes("hand.xls");
    assert!(bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]), "an xls is a compound file");
    check("hand.xls", bytes);
}

#[test]
fn what_a_file_is_called_does_not_matter() {
    check("hand.xls", Sheet::read(HAND).xlsx());
    check("hand.xlsx", HAND);
    check("考核表", HAND);
}

#[test]
fn columns_may_stand_in_any_order_under_heads_of_any_width() {
    let mut sheet = Sheet::read(HAND);
    let head = sheet.head();
    for name in &mut sheet.0[head] {
        *name = full_width(name);
    }
    sheet.0[head][2] = "支部\u{3000}名称 ".to_owned();
    sheet.0[head][3] = "类\n别".to_owned();
    let width = sheet.0[head].len();
    for (at, row) in sheet.0.iter_mut().enumerate() {
        row.resize(width, String::new());
        let own = match at {
            at if at < head => "",
            at if at == head => "联系电话",
            _ if row.iter().all(String::is_empty) => "",
            _ => "不用的格:—",
        };
        row.insert(5, own.to_owned());
        row.reverse();
        row.rotate_left(13);
    }
    let said = check("hand.csv", sheet.text(',', "\n"));
    // Listed once, in the order of the sheet.
    assert_eq!(said, format!("没有用到的列: 联系电话、序号\n{NOT_SAID}"));
    check("hand.xlsx", sheet.xlsx());
}

/// `县(市、区)` becomes `县（市、区）`, `自查1.1` becomes `自查１．１`.
fn full_width(text: &str) -> String {
    let wide = |c: char| match c {
        '!'..='~' => char::from_u32(u32::from(c) + 0xfee0).unwrap(),
        c => c,
    };
    text.chars().map(wide).collect()
}

#[test]
fn titles_may_take_nine_rows_above_the_head() {
    let head = Sheet::read(HAND).head();
    let titles = |count: usize| "某县考核表\n".repeat(count - head);
    check("hand.csv", titles(9) + HAND);
    let desk = Desk::with("hand.csv", titles(10) + HAND);
    let says = "hand.csv: 前 10 行里没有表头;表头要有「支部名称」一列(可用 dukao score --template --out 空表.xlsx 写一张空表)\n\
                共 1 处要改,没有写出任何文件。\n";
    desk.score("hand.csv", &[]).stopped(2, says);
}

#[test]
fn the_first_sheet_is_the_one_that_counts() {
    let mut book = rust_xlsxwriter::Workbook::new();
    for name in ["乙支部", "丙支部"] {
        let sheet = book.add_worksheet();
        sheet.write_row(0, 0, ["支部名称", "7.1"]).unwrap();
        sheet.write_string(1, 0, name).unwrap().write_number(1, 1, 1).unwrap();
    }
    let desk = Desk::with("two.xlsx", book.save_to_buffer().unwrap());
    desk.score("two.xlsx", &["--only", "csv"]).well();
    let results = desk.text("out/results.csv");
    assert!(results.contains("乙支部") && !results.contains("丙支部"), "{results}");
}
