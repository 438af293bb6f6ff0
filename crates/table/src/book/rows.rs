//! Rows of a sheet as SpreadsheetML (ECMA-376 part 1, 18.3.1.73 `row` and 18.3.1.4 `c`), written
//! as they come and kept aside until the workbook is put together.
//!
//! The library makes all the rest of a workbook. Rows are ours because a province's results have
//! 2.6 million cells, and looking up a format for each took the library longer than reading,
//! judging and writing everything else together.

use std::io;
use std::path::Path;

use super::Value;
use super::packed::{Packed, Packer};
use crate::delimited::push_whole;

/// Bytes of rows that are packed at once.
const CHUNK_BYTES: usize = 256 << 10;

/// Rows, written one after another.
pub(super) struct Rows {
    packer: Packer,
    chunk: Vec<u8>,
    cells: Vec<CellStart>,
}

/// How the cells of a column begin.
struct CellStart {
    /// Up to the column's letters.
    letters: String,
    /// From behind the row's number up to the content of a text, and of a number.
    text: String,
    number: String,
}

impl Rows {
    /// No rows yet; `styles` has each column's style, by its number in the workbook.
    pub(super) fn new(folder: &Path, styles: impl Iterator<Item = usize>) -> Self {
        let start = |(at, style)| CellStart {
            letters: format!("<c r=\"{}", letters(at)),
            text: format!("\" s=\"{style}\" t=\"inlineStr\"><is><t"),
            number: format!("\" s=\"{style}\"><v>"),
        };
        let cells = styles.enumerate().map(start).collect();
        Self { packer: Packer::new(folder), chunk: Vec::new(), cells }
    }

    /// Adds a row with its number from 1, and its height in points where it has one of its own.
    pub(super) fn push(
        &mut self,
        number: u32,
        height: Option<u32>,
        values: &[Value<'_>],
    ) -> io::Result<()> {
        let mut digits = Vec::with_capacity(10);
        push_whole(&mut digits, number.into());
        let line = &mut self.chunk;
        line.extend_from_slice(b"<row r=\"");
        line.extend_from_slice(&digits);
        if let Some(points) = height {
            line.extend_from_slice(b"\" ht=\"");
            push_whole(line, points.into());
            line.extend_from_slice(b"\" customHeight=\"1");
        }
        line.extend_from_slice(b"\">");
        for (start, value) in self.cells.iter().zip(values) {
            if *value == Value::Blank {
                continue;
            }
            line.extend_from_slice(start.letters.as_bytes());
            line.extend_from_slice(&digits);
            if let Value::Text(text) = value {
                line.extend_from_slice(start.text.as_bytes());
                // Space at its ends is a part of a text only where it is asked for.
                let is_edge = |c: char| c.is_ascii_whitespace();
                match text.starts_with(is_edge) || text.ends_with(is_edge) {
                    true => line.extend_from_slice(b" xml:space=\"preserve\">"),
                    false => line.push(b'>'),
                }
                push_escaped(line, text);
                line.extend_from_slice(b"</t></is></c>");
                continue;
            }
            line.extend_from_slice(start.number.as_bytes());
            match value {
                Value::Blank | Value::Text(_) => {}
                Value::Hundredths(hundredths) => push_decimal(line, *hundredths, 2),
                Value::Percent(share) => {
                    push_decimal(line, i64::try_from(*share).unwrap_or(i64::MAX), 4);
                }
                Value::Whole(number) => push_whole(line, *number),
            }
            line.extend_from_slice(b"</v></c>");
        }
        line.extend_from_slice(b"</row>");
        if self.chunk.len() < CHUNK_BYTES {
            return Ok(());
        }
        self.packer.push(std::mem::take(&mut self.chunk))
    }

    /// All rows, packed.
    pub(super) fn finish(self) -> io::Result<Packed> {
        self.packer.finish(self.chunk)
    }
}

/// The letters of a column from 0: A … Z, AA …
pub(super) fn letters(column: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = column + 1;
    while rest > 0 {
        letters.push(char::from(b'A' + u8::try_from((rest - 1) % 26).unwrap_or(0)));
        rest = (rest - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// Adds a whole number of the given part of ten, without noughts at its end: 350 of a hundredth is
/// `3.5`. Exact, where a float in between might not be.
fn push_decimal(line: &mut Vec<u8>, number: i64, places: u32) {
    if number < 0 {
        line.push(b'-');
    }
    let one = 10_u64.pow(places);
    let all = number.unsigned_abs();
    push_whole(line, all / one);
    let mut rest = all % one;
    if rest > 0 {
        line.push(b'.');
    }
    let mut part = one;
    while rest > 0 {
        part /= 10;
        line.push(b'0' + u8::try_from(rest / part).unwrap_or(0));
        rest %= part;
    }
}

/// Adds text so that it stands for itself. What XML cannot hold gets the `_xHHHH_` of ECMA-376
/// part 1, 22.9.2.19 `ST_Xstring`, and so does what would be read as one.
fn push_escaped(line: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    // 0xEF begins U+FFFE and U+FFFF, which XML cannot hold, and most full-width marks.
    let special = |b: &u8| matches!(b, b'&' | b'<' | b'>' | b'_' | 0xef | ..=0x1f);
    if !bytes.iter().fold(false, |any, byte| any | special(byte)) {
        line.extend_from_slice(bytes);
        return;
    }
    let mut utf8 = [0; 4];
    for (at, c) in text.char_indices() {
        match c {
            '&' => line.extend_from_slice(b"&amp;"),
            '<' => line.extend_from_slice(b"&lt;"),
            '>' => line.extend_from_slice(b"&gt;"),
            '_' if is_escape(&bytes[at..]) => line.extend_from_slice(b"_x005F_"),
            '\t' | '\n' => line.push(c as u8),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {
                line.extend_from_slice(format!("_x{:04X}_", u32::from(c)).as_bytes());
            }
            _ => line.extend_from_slice(c.encode_utf8(&mut utf8).as_bytes()),
        }
    }
}

fn is_escape(bytes: &[u8]) -> bool {
    matches!(bytes, [b'_', b'x', digits @ .., ] if digits.len() >= 5
        && digits[..4].iter().all(u8::is_ascii_hexdigit) && digits[4] == b'_')
}

#[cfg(test)]
mod tests {
    use super::{Rows, Value, letters, push_decimal, push_escaped};

    #[test]
    fn a_row_is_written_with_its_cells_and_without_blank_ones() {
        let mut rows = Rows::new(&std::env::temp_dir(), [1, 2, 3, 4].into_iter());
        let values = [Value::Text("a<b "), Value::Blank, Value::Hundredths(250), Value::Whole(7)];
        rows.push(12, None, &values).unwrap();
        rows.push(13, Some(34), &[Value::Text("乙"), Value::Percent(5_025)]).unwrap();
        let expected = [
            r#"<row r="12">"#,
            r#"<c r="A12" s="1" t="inlineStr"><is><t xml:space="preserve">a&lt;b </t></is></c>"#,
            r#"<c r="C12" s="3"><v>2.5</v></c><c r="D12" s="4"><v>7</v></c></row>"#,
            r#"<row r="13" ht="34" customHeight="1">"#,
            r#"<c r="A13" s="1" t="inlineStr"><is><t>乙</t></is></c>"#,
            r#"<c r="B13" s="2"><v>0.5025</v></c></row>"#,
        ];
        assert_eq!(String::from_utf8(rows.chunk).unwrap(), expected.concat());
    }

    #[test]
    fn columns_have_the_letters_of_a_spreadsheet() {
        for (column, expected) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letters(column), expected);
        }
    }

    #[test]
    fn decimals_are_exact_and_short() {
        let cases = [
            (0, 2, "0"),
            (5, 2, "0.05"),
            (350, 2, "3.5"),
            (11_000, 2, "110"),
            (-125, 2, "-1.25"),
            (10_000, 4, "1"),
            (1, 4, "0.0001"),
            (i64::MIN, 2, "-92233720368547758.08"),
        ];
        for (number, places, expected) in cases {
            let mut line = Vec::new();
            push_decimal(&mut line, number, places);
            assert_eq!(String::from_utf8(line).unwrap(), expected);
        }
    }

    #[test]
    fn text_stands_for_itself() {
        let cases = [
            ("党支部", "党支部"),
            ("（甲）", "（甲）"),
            ("a&b<c>", "a&amp;b&lt;c&gt;"),
            ("一\n二\t三", "一\n二\t三"),
            ("\u{1}\r", "_x0001__x000D_"),
            ("\u{ffff}", "_xFFFF_"),
            ("_x0041_", "_x005F_x0041_"),
            ("_x41_ _", "_x41_ _"),
        ];
        for (text, expected) in cases {
            let mut line = Vec::new();
            push_escaped(&mut line, text);
            assert_eq!(String::from_utf8(line).unwrap(), expected);
        }
    }
}
