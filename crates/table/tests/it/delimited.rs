//! Whatever texts are written as delimited text, reading gives them back.

use proptest::prelude::*;
use table::delimited::BYTE_ORDER_MARK;

use crate::entry;

/// Characters that have a meaning to a reader or a spreadsheet, and some that have none.
const CHARS: [char; 28] = [
    '"', '\'', ',', ';', '\n', '\r', '\t', ' ', '=', '+', '-', '@', '＝', '＋', '－', '＠',
    '\u{3000}', '\u{feff}', '\u{200b}', '党', '支', '，', '😀', 'a', 'Z', '1', '.', '|',
];

/// A text as reading gives it: nothing blank around it, but for a tab or a line break in front,
/// which a guard keeps.
fn any_text() -> impl Strategy<Value = String> {
    let chars = proptest::collection::vec(proptest::sample::select(CHARS.as_slice()), 0..8);
    let front = proptest::sample::select(["", "", "", "", "\t", "\r", "'", "=", "'="].as_slice());
    (front, chars).prop_map(|(front, chars)| {
        let blank = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}');
        let text: String = chars.into_iter().collect();
        match text.trim_matches(blank) {
            "" => front.trim().to_owned(),
            text => format!("{front}{text}"),
        }
    })
}

fn any_table() -> impl Strategy<Value = Vec<Vec<String>>> {
    let row = |columns| proptest::collection::vec(any_text(), columns);
    (2..6_usize).prop_flat_map(move |columns| proptest::collection::vec(row(columns), 1..20))
}

/// A file of ours with these rows below a head.
fn file(table: &[Vec<String>]) -> Vec<u8> {
    let mut bytes = BYTE_ORDER_MARK.to_vec();
    let mut head = vec!["支部名称"];
    head.resize(table[0].len(), "列");
    entry::push_row(&mut bytes, &head);
    for row in table {
        let texts: Vec<&str> = row.iter().map(String::as_str).collect();
        entry::push_row(&mut bytes, &texts);
    }
    bytes
}

proptest! {
    #[test]
    fn any_table_of_texts_is_read_back_as_it_was_written(table in any_table()) {
        let file = entry::saved(&file(&table));
        let input = entry::open(&file).unwrap();
        prop_assert_eq!(input.head.as_ref().map(|head| head.row), Some(1));
        let (rows, read) = entry::rows(&input);
        prop_assert!(read.is_ok());
        let cells: Vec<_> = rows.iter().map(|(_, cells)| cells.clone()).collect();
        prop_assert_eq!(&cells, &table);
        for threads in [1, 2, 5] {
            let (scanned, read) = entry::scanned(&input, threads);
            prop_assert!(read.is_ok());
            prop_assert_eq!(&scanned, &rows, "on {} threads", threads);
        }
    }

    #[test]
    fn a_row_is_numbered_by_the_line_it_begins_on(table in any_table()) {
        let file = entry::saved(&file(&table));
        let (rows, _) = entry::rows(&entry::open(&file).unwrap());
        let mut line = 2;
        for (row, (number, _)) in table.iter().zip(rows) {
            prop_assert_eq!(number, line);
            line += 1 + row.iter().map(|text| text.matches('\n').count() as u64).sum::<u64>();
        }
    }

    #[test]
    fn no_cell_of_a_file_of_ours_can_run_in_a_spreadsheet(text in any_text()) {
        let mut field = Vec::new();
        table::delimited::push_text(&mut field, &text);
        let field = String::from_utf8(field).unwrap();
        let shown = match field.strip_prefix('"') {
            Some(quoted) => quoted.strip_suffix('"').unwrap().replace("\"\"", "\""),
            None => field,
        };
        let first = shown.chars().next();
        prop_assert!(first.is_none_or(|c| !"=+-@＝＋－＠\t\r".contains(c)), "{:?}", shown);
    }
}
