//! A row as it is read, whatever kind of file it comes from.

use crate::fold::half_width;
use crate::guard::unguarded;

/// What stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Nothing, or white space only.
    Blank,
    /// Text, without white space around it and without its guard.
    Text(&'a str),
    /// A workbook's number.
    Number(f64),
    /// Text with characters that could not be decoded.
    Damaged(&'a str),
    /// Something else of a workbook: what it is, such as 日期.
    Odd(&'static str),
}

/// What a cell is called that is merged under the one above it.
pub const UNDER: &str = "合并单元格的一部分";

/// What a cell is called that is merged into one on its left.
pub const ACROSS: &str = "横向合并单元格的一部分";

/// A cell of a workbook, kept.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Kept {
    Blank,
    Text(String),
    Number(f64),
    Odd(&'static str),
}

/// A row, with its number in the file.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    number: u64,
    cells: Cells<'a>,
}

#[derive(Clone, Copy, Debug)]
enum Cells<'a> {
    /// Fields with `gap` bytes between them; `ends` has where each ends. A sound text has no
    /// character that could not be decoded.
    Fields {
        text: &'a str,
        ends: &'a [usize],
        gap: usize,
        is_sound: bool,
    },
    Kept(&'a [Kept]),
}

impl<'a> Row<'a> {
    pub(crate) fn of_fields(number: u64, text: &'a str, ends: &'a [usize]) -> Self {
        Self { number, cells: Cells::Fields { text, ends, gap: 0, is_sound: false } }
    }

    /// A line as it stands, with a delimiter of one byte between its fields.
    pub(crate) fn of_line(number: u64, text: &'a str, ends: &'a [usize], is_sound: bool) -> Self {
        Self { number, cells: Cells::Fields { text, ends, gap: 1, is_sound } }
    }

    pub(crate) fn of_kept(number: u64, cells: &'a [Kept]) -> Self {
        Self { number, cells: Cells::Kept(cells) }
    }

    /// The line of a text file or the row of a sheet, from 1.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        match self.cells {
            Cells::Fields { ends, .. } => ends.len(),
            Cells::Kept(cells) => cells.len(),
        }
    }

    /// Whether there is no cell at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether every cell is blank.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        (0..self.len()).all(|column| self.cell(column) == Cell::Blank)
    }

    /// The bytes of a field just as it stands, white space and guard included; nothing for a
    /// workbook. For hot paths that take the plain case themselves.
    #[must_use]
    #[inline]
    pub fn raw(&self, column: usize) -> Option<&'a [u8]> {
        match self.cells {
            Cells::Fields { text, ends, gap, .. } => {
                let end = *ends.get(column)?;
                let start = column.checked_sub(1).map_or(0, |before| ends[before] + gap);
                text.as_bytes().get(start..end)
            }
            Cells::Kept(_) => None,
        }
    }

    /// The cell of a column, counted from 0; beyond the row's end all are blank.
    #[must_use]
    pub fn cell(&self, column: usize) -> Cell<'a> {
        match self.cells {
            Cells::Fields { text, ends, gap, is_sound } => {
                let Some(end) = ends.get(column) else { return Cell::Blank };
                let start = column.checked_sub(1).map_or(0, |before| ends[before] + gap);
                text.get(start..*end).map_or(Cell::Blank, |text| text_cell(text, is_sound))
            }
            Cells::Kept(cells) => match cells.get(column) {
                None | Some(Kept::Blank) => Cell::Blank,
                Some(Kept::Text(text)) => text_cell(text, false),
                Some(Kept::Number(number)) => Cell::Number(*number),
                Some(Kept::Odd(what)) => Cell::Odd(what),
            },
        }
    }
}

fn text_cell(text: &str, is_sound: bool) -> Cell<'_> {
    let trimmed = trim(text);
    if trimmed.is_empty() {
        Cell::Blank
    } else if !is_sound && is_damaged(trimmed) {
        Cell::Damaged(trimmed)
    } else {
        Cell::Text(unguarded(trimmed))
    }
}

/// Whether a character could not be decoded, or is none that a text can have.
fn is_damaged(text: &str) -> bool {
    // U+FFFD is EF BF BD; few other characters begin with EF, full-width forms among them.
    memchr::memchr2(0xEF, 0, text.as_bytes()).is_some() && text.contains(['\u{fffd}', '\0'])
}

/// Without white space and invisible marks around it.
fn trim(text: &str) -> &str {
    // Nearly all texts begin and end with a visible ASCII or a common Chinese character.
    let common = |lead: &u8| (0xE4..=0xE9).contains(lead);
    let bytes = text.as_bytes();
    let starts = bytes.first().is_some_and(|b| b.is_ascii_graphic() || common(b));
    let ends = match bytes {
        [.., last] if last.is_ascii() => last.is_ascii_graphic(),
        [.., lead, _, _] => common(lead),
        _ => false,
    };
    if starts && ends {
        return text;
    }
    text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'))
}

/// A number in the shortest text that gives it back; whole numbers without a point.
#[must_use]
pub fn number_text(number: f64) -> String {
    format!("{number}")
}

/// A text in half-width forms, without white space around it.
#[must_use]
pub fn half_width_text(text: &str) -> String {
    text.chars().map(half_width).collect::<String>().trim().to_owned()
}
