//! Workbooks as other programs write them.

use std::fs;
use std::path::Path;

use crate::entry::{self, Said};
use crate::package;

fn read(bytes: &[u8]) -> Vec<Said> {
    let file = entry::saved(bytes);
    let input = entry::open(&file).unwrap();
    assert!(input.is_workbook());
    let (rows, read) = entry::rows(&input);
    read.unwrap();
    for threads in [1, 2, 5] {
        let (scanned, read) = entry::scanned(&input, threads);
        read.unwrap();
        assert_eq!(scanned, rows, "on {threads} threads");
    }
    rows
}

/// One line a row: its number, a colon, its cells.
fn check(rows: &str, expected: &str) {
    let rows = read(&package::workbook(rows));
    let said = rows.iter().map(|(number, cells)| format!("{number}: {}\n", cells.join("|")));
    assert_eq!(said.collect::<String>(), expected);
}

const HEAD: &str = "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c></row>";

#[test]
fn every_kind_of_cell_is_told_apart() {
    let cells = [
        ("<c t=\"s\"><v>1</v></c>", "一 支部"),
        ("<c t=\"inlineStr\"><is><t> 内联 </t></is></c>", "内联"),
        ("<c><v>2.5</v></c>", "#2.5"),
        ("<c t=\"n\"><v>3</v></c>", "#3"),
        ("<c t=\"b\"><v>1</v></c>", "?逻辑值"),
        ("<c t=\"e\"><v>#DIV/0!</v></c>", "?错误值"),
        ("<c s=\"1\"><v>42503</v></c>", "?日期"),
        ("<c t=\"d\"><v>2016-05-13</v></c>", "?日期"),
        ("<c><f>1+1</f><v>2</v></c>", "#2"),
        ("<c t=\"str\"><f>A1&amp;\"x\"</f><v>甲x</v></c>", "甲x"),
        ("<c><f>1+1</f></c>", "?没有存结果的公式"),
        ("<c t=\"inlineStr\"><is><t>=1+1</t></is></c>", "=1+1"),
        ("<c t=\"inlineStr\"><is><t>'=1</t></is></c>", "=1"),
        ("<c t=\"inlineStr\"><is><t>  </t></is></c>", ""),
        ("<c s=\"1\"/>", ""),
        ("<c t=\"inlineStr\"><is><t>a_x000D_b_x005F_x000D_</t></is></c>", "a\rb_x000D_"),
        ("<c><v>0.1</v></c>", "#0.1"),
        ("<c><v>3.6E+11</v></c>", "#360000000000"),
    ];
    for (cell, expected) in cells {
        // A cell behind it keeps a blank one from vanishing at the row's end.
        let rows = format!("{HEAD}<row>{cell}<c><v>9</v></c></row>");
        check(&rows, &format!("2: {expected}|#9\n"));
    }
}

#[test]
fn sparse_cells_stand_in_their_own_columns() {
    check(
        &format!(
            "{HEAD}<row r=\"3\"><c r=\"C3\"><v>3</v></c><c r=\"F3\"><v>6</v></c></row>\
            <row r=\"9\"/><row r=\"12\"><c r=\"B12\"><v>2</v></c></row>"
        ),
        "3: ||#3|||#6\n12: |#2\n",
    );
}

#[test]
fn cells_without_an_address_follow_each_other() {
    check(
        &format!("{HEAD}<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>"),
        "2: #1|#2\n3: #3\n",
    );
}

#[test]
fn rows_and_cells_out_of_order_keep_their_addresses() {
    check(
        &format!(
            "{HEAD}<row r=\"5\"><c r=\"B5\"><v>52</v></c><c r=\"A5\"><v>51</v></c></row>\
            <row r=\"3\"><c r=\"A3\"><v>31</v></c></row>"
        ),
        "5: #51|#52\n3: #31\n",
    );
}

#[test]
fn a_title_merged_over_the_table_is_above_the_head_and_no_row() {
    let sheet = "<worksheet><dimension ref=\"A1:C3\"/><sheetData>\
        <row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>某县考核表</t></is></c><c r=\"B1\"/><c r=\"C1\"/>\
        </row><row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"B2\"><v>1.1</v></c></row>\
        <row r=\"3\"><c r=\"A3\" t=\"s\"><v>1</v></c><c r=\"B3\"><v>3</v></c></row></sheetData>\
        <mergeCells count=\"1\"><mergeCell ref=\"A1:C1\"/></mergeCells></worksheet>";
    let bytes = package::zipped(&package::parts(sheet.as_bytes()));
    let file = entry::saved(&bytes);
    let head = entry::open(&file).unwrap().head.unwrap();
    assert_eq!((head.row, head.above), (2, vec!["某县考核表".to_owned()]));
    assert_eq!(head.names, ["支部名称", "1.1"]);
    assert_eq!(read(&bytes), [(3, vec!["一 支部".to_owned(), "#3".to_owned()])]);
}

#[test]
fn a_sheet_of_many_blocks_keeps_its_order() {
    let rows: String = (0..9_000).map(|n| format!("<row><c><v>{n}</v></c></row>")).collect();
    let read = read(&package::workbook(&format!("{HEAD}{rows}")));
    let expected = (0..9_000).map(|n| (n + 2, vec![format!("#{n}")]));
    assert_eq!(read, expected.collect::<Vec<_>>());
}

#[test]
fn a_sheet_without_rows_has_no_head() {
    let file = entry::saved(&package::workbook(""));
    assert_eq!(entry::open(&file).unwrap().head, None);
}

#[test]
fn a_binary_workbook_reads_as_the_sheet_that_it_was_made_from() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz/corpus/workbook_reader");
    let bytes = fs::read(corpus.join("small.xls")).unwrap();
    let file = entry::saved(&bytes);
    let input = entry::open(&file).unwrap();
    assert_eq!(input.format_word(), "xls");
    let head = input.head.unwrap();
    assert_eq!((head.row, head.names.join("|")), (1, "支部名称|1.1|自查1.1".to_owned()));
    let expected = [(2, ["第一党支部", "#3", "#2.5"]), (3, ["第二党支部", "", "—"])];
    let expected = expected.map(|(row, cells)| (row, cells.map(str::to_owned).to_vec()));
    assert_eq!(read(&bytes), expected);
}
