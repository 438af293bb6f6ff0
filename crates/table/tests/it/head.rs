//! Where the head is, and what stands between the columns.

use crate::{entry, package};

/// The delimiter, the head's row and its names, and what stands above it.
fn found(bytes: &[u8]) -> String {
    let file = entry::saved(bytes);
    match entry::open(&file) {
        Err(error) => format!("{error}"),
        Ok(input) => match &input.head {
            None => "没有表头".to_owned(),
            Some(head) => format!(
                "{} {} {} 上方 {}",
                input.format_word(),
                head.row,
                head.names.join("|"),
                head.above.join("|")
            ),
        },
    }
}

fn check(text: &str, expected: &str) {
    assert_eq!(found(text.as_bytes()), expected, "{text:?}");
}

#[test]
fn the_head_is_the_first_of_the_first_ten_rows_that_has_the_name() {
    check("支部名称,1.1\n", "csv(UTF-8、逗号分隔) 1 支部名称|1.1 上方 ");
    check(
        "某县考核表,\n\n填表人,张三\n 支部 名称 ,１．１\n支部名称,乙\n",
        "csv(UTF-8、逗号分隔) 4 支部 名称|１．１ 上方 某县考核表|填表人|张三",
    );
    let nine = "标题,\n".repeat(9);
    let above = ["标题"; 9].join("|");
    check(
        &format!("{nine}支部名称,1.1\n"),
        &format!("csv(UTF-8、逗号分隔) 10 支部名称|1.1 上方 {above}"),
    );
    check(&format!("{nine}标题\n支部名称,1.1\n"), "没有表头");
    check("党支部名称,1.1\n", "没有表头");
}

#[test]
fn empty_lines_are_no_rows_but_they_count_as_lines() {
    let text = format!("{}支部名称,1.1\n", "\r\n".repeat(30));
    check(&text, "csv(UTF-8、逗号分隔) 31 支部名称|1.1 上方 ");
}

#[test]
fn the_delimiter_is_the_one_that_gives_the_head_most_columns() {
    check("支部名称;书记;1.1\n", "csv(UTF-8、分号分隔) 1 支部名称|书记|1.1 上方 ");
    check("支部名称\t书记\t1.1\n", "csv(UTF-8、制表符分隔) 1 支部名称|书记|1.1 上方 ");
    check(
        "支部名称;书记,副书记;1.1\n甲;乙,丙;3\n",
        "csv(UTF-8、分号分隔) 1 支部名称|书记,副书记|1.1 上方 ",
    );
    check("\"支部名称\",\"书记;副书记\"\n", "csv(UTF-8、逗号分隔) 1 支部名称|书记;副书记 上方 ");
    check("支部名称\n甲\n", "csv(UTF-8、逗号分隔) 1 支部名称 上方 ");
    check("一;二;三\n支部名称,书记\n", "csv(UTF-8、逗号分隔) 2 支部名称|书记 上方 一;二;三");
}

/// With a comma for a delimiter the quote after it would open and never close.
#[test]
fn a_quote_behind_a_character_that_is_no_delimiter_opens_nothing() {
    check("支部名称;备注\n甲;\"乙,\"\n", "csv(UTF-8、分号分隔) 1 支部名称|备注 上方 ");
    check("支部名称\t备注\n甲\t\"乙;\"\n", "csv(UTF-8、制表符分隔) 1 支部名称|备注 上方 ");
    check("支部名称,备注\n甲,\"乙\n", "第 2 行起有双引号没有配对;请补上或删去这个双引号");
}

#[test]
fn the_head_of_a_workbook_may_have_numbers_and_titles_above_it() {
    let rows = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>某县</t></is></c></row>\
        <row r=\"4\"><c r=\"A4\"><v>7</v></c><c r=\"B4\" t=\"s\"><v>0</v></c>\
        <c r=\"D4\"><v>1.1</v></c></row>";
    assert_eq!(found(&package::workbook(rows)), "xlsx 4 7|支部名称||1.1 上方 某县");
}
