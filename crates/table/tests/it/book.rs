//! What a workbook of ours has in it, as another program reads it.

use std::io::{Cursor, Read};

use calamine::{Data, Reader, Xlsx};
use proptest::prelude::*;
use table::book::Accepts;
use table::{Book, Column, Kind, Sheet, Value};
use zip::ZipArchive;

use crate::entry;

const KINDS: [Kind; 6] =
    [Kind::Text, Kind::Prose, Kind::List, Kind::Hundredths, Kind::Percent, Kind::Whole];

/// A workbook of one sheet.
fn made(columns: Vec<Column>, fill: impl FnOnce(&mut Sheet)) -> Vec<u8> {
    let spill = tempfile::tempdir().unwrap();
    let mut book = Book::new(spill.path());
    let mut sheet = book.sheet("结果", columns).unwrap();
    fill(&mut sheet);
    book.push(sheet).unwrap();
    let mut bytes = Cursor::new(Vec::new());
    book.save(&mut bytes).unwrap();
    bytes.into_inner()
}

fn cells(bytes: &[u8]) -> Vec<Vec<Data>> {
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    sheet.rows().map(<[Data]>::to_vec).collect()
}

fn part(bytes: &[u8], path: &str) -> String {
    let mut package = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    package.by_name(path).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn sheet_of(bytes: &[u8]) -> String {
    part(bytes, "xl/worksheets/sheet1.xml")
}

/// What stands in every element that begins so, up to the end.
fn pieces<'t>(text: &'t str, begin: &str, end: &str) -> Vec<&'t str> {
    text.split(begin).skip(1).filter_map(|rest| rest.split(end).next()).collect()
}

fn one_of_each() -> Vec<u8> {
    let columns = KINDS.map(|kind| Column::new(format!("{kind:?}"), kind)).to_vec();
    made(columns, |sheet| {
        let values = [
            Value::Text("第一党支部"),
            Value::Text("按实际情况评定"),
            Value::Text("1.1、1.2"),
            Value::Hundredths(350),
            Value::Percent(6_667),
            Value::Whole(1_234),
        ];
        sheet.row(&values).unwrap();
        sheet.row(&[Value::Blank, Value::Text("=1+1"), Value::Text("@x"), Value::Blank]).unwrap();
        assert_eq!(sheet.rows(), 2);
    })
}

#[test]
fn every_value_is_a_cell_of_its_own_type() {
    let text = |text: &str| Data::String(text.to_owned());
    let rows = cells(&one_of_each());
    let heads = KINDS.map(|kind| text(&format!("{kind:?}")));
    assert_eq!(rows[0], heads);
    let first = [text("第一党支部"), text("按实际情况评定"), text("1.1、1.2")];
    let numbers = [Data::Float(3.5), Data::Float(0.6667), Data::Float(1234.0)];
    assert_eq!(rows[1], [first, numbers].concat());
    let blank = [Data::Empty, Data::Empty, Data::Empty];
    assert_eq!(rows[2], [[Data::Empty, text("=1+1"), text("@x")], blank].concat());
    assert_eq!(rows.len(), 3);
}

#[test]
fn a_text_that_looks_like_a_formula_is_none() {
    let sheet = sheet_of(&one_of_each());
    assert_eq!(pieces(&sheet, "<f", ">"), [""; 0]);
    assert!(sheet.contains("=1+1"), "without a quote mark before it");
}

#[test]
fn numbers_are_shown_by_the_format_of_their_column() {
    let bytes = one_of_each();
    let styles = part(&bytes, "xl/styles.xml");
    let formats = pieces(pieces(&styles, "<cellXfs", "</cellXfs>")[0], "<xf numFmtId=\"", "\"");
    let code = |number: &str| {
        let begin = format!("<numFmt numFmtId=\"{number}\" formatCode=\"");
        pieces(&styles, &begin, "\"").first().map_or(number.to_owned(), ToString::to_string)
    };
    let sheet = sheet_of(&bytes);
    let row = pieces(&sheet, "<row r=\"2\"", "</row>")[0];
    let cells = pieces(row, "<c ", ">");
    // Format 0 is no format.
    let expected = ["@", "0", "0", "0.00", "0.00%", "#,##0"];
    for (cell, expected) in cells.iter().zip(expected) {
        let style: usize = pieces(cell, "s=\"", "\"")[0].parse().unwrap();
        assert_eq!(code(formats[style]), expected, "{cell}");
    }
    assert_eq!(cells.len(), 6);
}

#[test]
fn a_sheet_has_its_head_frozen_and_filters_over_all_its_rows() {
    let sheet = sheet_of(&one_of_each());
    let pane = "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>";
    assert!(sheet.contains(pane), "{sheet}");
    assert!(sheet.contains("<autoFilter ref=\"A1:F3\"/>"), "{sheet}");
    let empty = sheet_of(&made(vec![Column::new("甲", Kind::Text)], |_| ()));
    assert!(empty.contains("<autoFilter ref=\"A1\"/>"), "{empty}");
}

/// A row that is there twice is damage to a spreadsheet, whatever other programs make of it.
#[test]
fn every_row_of_a_sheet_is_there_once() {
    let columns = || vec![Column::new("甲", Kind::Text), Column::new("文", Kind::Prose)];
    let long = "很长的一段话".repeat(30);
    let (short, tall) = (Value::Text("短"), Value::Text(&long));
    let sheets: [&[&[Value<'_>]]; 4] =
        [&[], &[&[short, short]], &[&[short, tall]], &[&[short, tall], &[short], &[tall, tall]]];
    for rows in sheets {
        let bytes = made(columns(), |sheet| rows.iter().for_each(|row| sheet.row(row).unwrap()));
        let sheet = sheet_of(&bytes);
        let numbers = pieces(&sheet, "<row r=\"", "\"");
        let numbers: Vec<usize> = numbers.iter().map(|number| number.parse().unwrap()).collect();
        assert!(numbers.is_sorted_by(|above, below| above < below), "{numbers:?}");
        assert_eq!(cells(&bytes).len(), 1 + rows.len());
    }
}

/// The widths that a sheet's columns have, in half-width characters.
fn widths(bytes: &[u8]) -> Vec<u32> {
    let sheet = sheet_of(bytes);
    let columns = pieces(&sheet, "<cols>", "</cols>")[0];
    let mut widths = Vec::new();
    for column in pieces(columns, "<col ", "/>") {
        let value = |name: &str| pieces(column, &format!("{name}=\""), "\"")[0].to_owned();
        let (min, max): (u32, u32) = (value("min").parse().unwrap(), value("max").parse().unwrap());
        let whole: u32 = value("width").split('.').next().unwrap().parse().unwrap();
        widths.extend((min..=max).map(|_| whole));
    }
    widths
}

#[test]
fn a_column_is_as_wide_as_its_content_within_bounds() {
    let long = "很".repeat(200);
    let columns = vec![
        Column::new("甲", Kind::Text),
        Column::new("名称", Kind::Text),
        Column::new("长", Kind::Text),
        Column::new("文", Kind::Prose),
        Column::new("列", Kind::List),
        Column::new("填", Kind::Text).at_least(20),
        Column::new("分数", Kind::Hundredths),
    ];
    let bytes = made(columns, |sheet| {
        let texts = ["1", "第一党支部委员会", &long, &long, &long, "x"].map(Value::Text);
        sheet.row(&[&texts[..], &[Value::Hundredths(11_000)]].concat()).unwrap();
    });
    let widths = widths(&bytes);
    assert_eq!(widths.len(), 7);
    assert!((4..=8).contains(&widths[0]), "{widths:?}");
    assert!((16..=22).contains(&widths[1]), "holds eight Chinese characters: {widths:?}");
    assert_eq!(widths[2..5], [60, 48, 30], "no wider than a column of its kind");
    assert!((20..=24).contains(&widths[5]), "room for what will be typed: {widths:?}");
    assert!((8..=12).contains(&widths[6]), "{widths:?}");
}

#[test]
fn a_row_of_our_own_text_gets_its_numbers_back() {
    let columns = vec![
        Column::new("支部名称", Kind::Text),
        Column::new("总分", Kind::Hundredths),
        Column::new("附加分", Kind::Hundredths),
        Column::new("备注", Kind::Text),
    ];
    let bytes = made(columns, |sheet| {
        let text = "'=支部,98.50,,12.30\n甲,—,0.00,'+1\n短\n".as_bytes().to_vec();
        table::delimited::each_row(text, &mut |row| sheet.text_row(&row).unwrap()).unwrap();
    });
    let text = |text: &str| Data::String(text.to_owned());
    let rows = cells(&bytes);
    assert_eq!(rows[1], [text("=支部"), Data::Float(98.5), Data::Empty, text("12.30")]);
    assert_eq!(rows[2], [text("甲"), text("—"), Data::Float(0.0), text("+1")]);
    assert_eq!(rows[3], [text("短"), Data::Empty, Data::Empty, Data::Empty]);
}

#[test]
fn a_form_has_its_notes_above_the_head_and_checks_what_is_typed() {
    let spill = tempfile::tempdir().unwrap();
    let mut book = Book::new(spill.path());
    let columns = vec![Column::new("支部名称", Kind::Text), Column::new("1.1", Kind::Hundredths)];
    let notes = ["必填".to_owned(), "满分 3".to_owned()];
    let mut sheet = book.form("考核表", &["标题", "说明"], &notes, columns).unwrap();
    sheet.accept(1, &Accepts::UpTo(350)).unwrap();
    let words = ["农村", "社区"].map(str::to_owned).to_vec();
    sheet.accept(0, &Accepts::OneOf(words)).unwrap();
    book.push(sheet).unwrap();
    let mut bytes = Cursor::new(Vec::new());
    book.save(&mut bytes).unwrap();
    let bytes = bytes.into_inner();
    let head = entry::open(&entry::saved(&bytes)).unwrap().head.unwrap();
    assert_eq!((head.row, head.names.join("|")), (4, "支部名称|1.1".to_owned()));
    assert_eq!(head.above, ["标题", "说明", "必填", "满分 3"]);
    let sheet = sheet_of(&bytes);
    assert!(sheet.contains("topLeftCell=\"A5\""), "the head is frozen with all above it");
    let rules = pieces(&sheet, "<dataValidation ", "</dataValidation>");
    let points = rules.iter().find(|rule| rule.contains("type=\"decimal\"")).unwrap();
    assert!(points.contains("<formula1>0</formula1><formula2>3.5</formula2>"), "{points}");
    assert!(points.contains("sqref=\"B5:B"), "{points}");
    let list = rules.iter().find(|rule| rule.contains("type=\"list\"")).unwrap();
    assert!(list.contains("农村,社区") && list.contains("errorStyle=\"warning\""), "{list}");
}

/// Characters that markup or a spreadsheet treats in its own way; only what a reader takes off
/// around a text is left out.
const CHARS: [char; 20] = [
    '<', '>', '&', '"', '\'', '=', '+', '@', '\t', '\n', '\r', '_', 'x', '0', 'D', '\u{1}',
    '\u{b}', '党', '😀', '，',
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_texts_go_into_a_workbook_come_out_of_it(
        texts in proptest::collection::vec(
            proptest::collection::vec(proptest::sample::select(CHARS.as_slice()), 0..12), 1..8,
        ),
        hundredths in proptest::collection::vec(0..1_000_000_i64, 8),
    ) {
        let texts: Vec<String> = texts.iter().map(|text| format!("起{}止", String::from_iter(text))).collect();
        let columns = vec![Column::new("支部名称", Kind::Text), Column::new("总分", Kind::Hundredths)];
        let bytes = made(columns, |sheet| {
            for (text, hundredths) in texts.iter().zip(&hundredths) {
                sheet.row(&[Value::Text(text), Value::Hundredths(*hundredths)]).unwrap();
            }
        });
        let file = entry::saved(&bytes);
        let input = entry::open(&file).unwrap();
        let (rows, read) = entry::rows(&input);
        read.unwrap();
        let expected = texts.iter().zip(&hundredths).zip(2..).map(|((text, hundredths), row)| {
            let points = model::Points::from_hundredths(i32::try_from(*hundredths).unwrap());
            (row, vec![text.clone(), format!("#{}", points.short())])
        });
        prop_assert_eq!(rows, expected.collect::<Vec<_>>());
    }
}

#[test]
fn a_workbook_does_not_say_when_it_was_made() {
    let core = part(&one_of_each(), "docProps/core.xml");
    let days: Vec<&str> = core.split("W3CDTF\">").skip(1).collect();
    assert_eq!(days.len(), 2, "{core}");
    assert!(days.iter().all(|day| day.starts_with("1980-01-01T00:00:00Z")), "{core}");
}
