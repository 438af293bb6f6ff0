//! Blocks, lines and threads: a text of a megabyte gives the same rows in the same order with the
//! right line numbers, however it is read.

use proptest::prelude::*;

use crate::entry::{self, Said};

/// Numbers that look like chance and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
        (self.0 >> 33) % most
    }
}

/// A text in the making, and the rows that reading must give.
struct Text {
    bytes: String,
    rows: Vec<Said>,
    line: u64,
}

impl Text {
    fn new(above: &str) -> Self {
        let bytes = format!("{above}支部代码,支部名称,备注\n");
        let line = 1 + bytes.matches('\n').count() as u64;
        Self { bytes, rows: Vec::new(), line }
    }

    /// Adds text that belongs to no row.
    fn blank(&mut self, text: &str) {
        self.bytes.push_str(text);
        self.line += text.matches('\n').count() as u64;
    }

    fn row(&mut self, cells: &[String], line_break: &str) {
        self.rows.push((self.line, cells.to_vec()));
        let start = self.bytes.len();
        for (at, cell) in cells.iter().enumerate() {
            self.bytes.push_str(if at > 0 { "," } else { "" });
            if cell.contains(['"', '\n', '\r', ',']) {
                self.bytes.push_str(&format!("\"{}\"", cell.replace('"', "\"\"")));
            } else {
                self.bytes.push_str(cell);
            }
        }
        self.bytes.push_str(line_break);
        self.line += self.bytes[start..].matches('\n').count() as u64;
    }
}

/// How a text is put together: a block with a return or a quote is cut by other means.
#[derive(Clone, Copy, PartialEq)]
enum Made {
    Plain,
    /// With CRLF here and there.
    Returns,
    /// With CRLF, and quotes with line breaks inside, one of them longer than two blocks.
    Quotes,
}

/// About a megabyte: rows of all lengths, blank lines.
fn megabyte(made: Made) -> Text {
    let quotes = made == Made::Quotes;
    let mut dice = Dice(7);
    let mut text = Text::new("某县考核表,,\n\n");
    let mut number = 0;
    while text.bytes.len() < 1 << 20 {
        number += 1;
        let note = match dice.below(12) {
            0 => "长".repeat(usize::try_from(dice.below(4_000)).unwrap()),
            1 if quotes => "第一行\n第二行\r\n\r\n\"四\",行".to_owned(),
            2 if quotes => "甲\"乙\"".to_owned(),
            3 => String::new(),
            _ => "备注".repeat(usize::try_from(dice.below(20)).unwrap()),
        };
        let cells = [number.to_string(), format!("第{number}党支部"), note];
        let crlf = if made == Made::Plain { "\n" } else { "\r\n" };
        let line_break = if dice.below(3) == 0 { crlf } else { "\n" };
        text.row(&cells, line_break);
        if quotes && number == 200 {
            text.row(&["长行".to_owned(), "行\n".repeat(150_000) + "末", String::new()], "\n");
        }
        match dice.below(30) {
            0 => text.blank("\n"),
            1 => text.blank(&[crlf, "\n", crlf].concat()),
            2 => text.row(&[String::new(), String::new(), String::new()], crlf),
            _ => {}
        }
    }
    text
}

fn check(text: &Text, bytes: &[u8]) {
    let file = entry::saved(bytes);
    let input = entry::open(&file).unwrap();
    assert_eq!(input.head.as_ref().unwrap().row, 3);
    let (rows, read) = entry::rows(&input);
    read.unwrap();
    same(&rows, &text.rows);
    for threads in [1, 2, 5] {
        let (rows, read) = entry::scanned(&input, threads);
        read.unwrap();
        same(&rows, &text.rows);
    }
}

/// The first row that differs is enough to see.
fn same(rows: &[Said], expected: &[Said]) {
    for (row, expected) in rows.iter().zip(expected) {
        assert_eq!(row, expected);
    }
    assert_eq!(rows.len(), expected.len());
}

#[test]
fn a_text_without_quotes_is_read_alike_by_any_number_of_threads() {
    for made in [Made::Plain, Made::Returns] {
        let text = megabyte(made);
        assert!(text.rows.len() > 1_000, "{} rows", text.rows.len());
        check(&text, text.bytes.as_bytes());
    }
}

#[test]
fn a_text_with_line_breaks_inside_quotes_is_read_alike_by_any_number_of_threads() {
    let text = megabyte(Made::Quotes);
    assert!(text.rows.iter().any(|(_, cells)| cells[1].len() > 2 * (256 << 10)));
    check(&text, text.bytes.as_bytes());
}

#[test]
fn a_text_that_ends_without_a_line_break_loses_no_row() {
    for made in [Made::Plain, Made::Quotes] {
        let text = megabyte(made);
        check(&text, text.bytes.trim_end().as_bytes());
    }
    let mut text = Text::new("标题\n\n");
    text.row(&["1".to_owned(), "甲\n乙".to_owned()], "");
    check(&text, text.bytes.as_bytes());
}

#[test]
fn a_text_of_another_encoding_is_cut_into_the_same_rows() {
    for made in [Made::Plain, Made::Quotes] {
        let text = megabyte(made);
        check(&text, &encoding_rs::GB18030.encode(&text.bytes).0);
        let mut utf_16 = vec![0xFF, 0xFE];
        utf_16.extend(text.bytes.encode_utf16().flat_map(u16::to_le_bytes));
        check(&text, &utf_16);
    }
}

#[test]
fn every_byte_of_a_text_is_counted_once() {
    let text = megabyte(Made::Quotes);
    let file = entry::saved(text.bytes.as_bytes());
    let input = entry::open(&file).unwrap();
    for threads in [1, 3] {
        let (mut all, mut blocks) = (0, 0);
        let work = |(): &mut (), _: table::Row<'_>| ();
        let counted = table::scan(&input, threads, work, |(), bytes| {
            all += bytes;
            blocks += 1;
            true
        });
        counted.unwrap();
        assert_eq!(all, text.bytes.len() as u64);
        assert!(blocks >= 3, "{blocks} blocks");
    }
}

/// Any text below a head; a quote in the head has its block cut by the slower means.
const CHARS: [char; 14] = [
    ',', ',', ';', '\n', '\n', ' ', '\u{feff}', '\u{fffd}', '\u{3000}', '党', '＝', '=', '\'', '\t',
];

proptest! {
    #[test]
    fn a_text_gives_the_same_rows_whether_or_not_it_can_be_cut_where_it_stands(
        chars in proptest::collection::vec(proptest::sample::select(CHARS.as_slice()), 0..60),
    ) {
        let text: String = chars.into_iter().collect();
        let read = |head: &str| {
            let file = entry::saved(format!("{head},x,x,x,x\n{text}").as_bytes());
            entry::rows(&entry::open(&file).unwrap()).0
        };
        prop_assert_eq!(read("支部名称"), read("\"支部名称\""));
    }
}
