//! What is wrong with a person's input: many at once, each with its place and what to do.

use std::fmt;

use crate::limit;

/// Where in the input a flaw is.
///
/// The derived order is the order of reading: file-wide first, then by row, then by column.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Line of a text file or row of a sheet, from 1; 0 where the flaw is about the whole.
    pub row: u64,
    /// Column of a sheet, from 1; 0 where the flaw is about the whole row.
    pub column: u32,
    /// The column's head, where it has one.
    pub head: String,
    /// Whether the place is said as a workbook's cell (`F12`) instead of a line number.
    pub cell: bool,
}

impl Place {
    /// The input as a whole.
    #[must_use]
    pub fn whole() -> Self {
        Self::default()
    }

    /// A line of a text file.
    #[must_use]
    pub fn line(row: u64) -> Self {
        Self { row, ..Self::default() }
    }
}

/// `:12 列「1.1」`, or ` F12「1.1」` for a workbook: written right behind the file's name.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.row == 0 {
            return Ok(());
        }
        match (self.cell, self.column) {
            (false, _) => write!(f, ":{}", self.row)?,
            (true, 0) => write!(f, " 第{}行", self.row)?,
            (true, column) => write!(f, " {}{}", column_letters(column), self.row)?,
        }
        match (self.cell, self.head.as_str()) {
            (_, "") => Ok(()),
            (true, head) => write!(f, "「{head}」"),
            (false, head) => write!(f, " 列「{head}」"),
        }
    }
}

/// A spreadsheet's name for a column counted from 1: 1 is `A`, 28 is `AB`.
#[must_use]
pub fn column_letters(column: u32) -> String {
    let mut letters = Vec::new();
    let mut rest = column;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + u8::try_from(rest % 26).unwrap_or(0)));
        rest /= 26;
    }
    letters.iter().rev().collect()
}

/// One thing wrong with the input.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Flaw {
    /// Where.
    pub place: Place,
    /// What is wrong and what to do, in one sentence.
    pub says: String,
}

impl Flaw {
    /// A flaw at a place.
    pub fn new(place: Place, says: impl Into<String>) -> Self {
        Self { place, says: says.into() }
    }
}

/// Written behind the file's name: `:12 列「1.1」: 5.5 超过满分 3`.
impl fmt::Display for Flaw {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.says)
    }
}

/// Flaws in the order of reading: the first [`limit::FLAWS_LISTED`] kept, all counted.
#[derive(Clone, Debug, Default)]
pub struct Flaws {
    listed: Vec<Flaw>,
    count: u64,
}

impl Flaws {
    /// Adds one.
    pub fn push(&mut self, flaw: Flaw) {
        self.count += 1;
        if self.listed.len() < limit::FLAWS_LISTED {
            self.listed.push(flaw);
        }
    }

    /// Adds those of a later part of the same input.
    pub fn append(&mut self, later: Self) {
        self.count += later.count;
        let room = limit::FLAWS_LISTED - self.listed.len();
        self.listed.extend(later.listed.into_iter().take(room));
    }

    /// Puts those found by another reading of the same input among these, by their places.
    pub fn merge(&mut self, other: Self) {
        self.count += other.count;
        self.listed.extend(other.listed);
        self.listed.sort();
        self.listed.truncate(limit::FLAWS_LISTED);
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The flaws kept, in the order of reading.
    #[must_use]
    pub fn listed(&self) -> &[Flaw] {
        &self.listed
    }

    /// How many there were beyond those kept.
    #[must_use]
    pub fn unlisted(&self) -> u64 {
        self.count - self.listed.len() as u64
    }

    /// How many there were in all.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }
}

#[cfg(test)]
mod tests {
    use super::{Flaw, Flaws, Place, column_letters};
    use crate::limit;

    #[test]
    fn columns_are_lettered_as_a_spreadsheet_does() {
        let cases = [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (702, "ZZ"), (703, "AAA")];
        for (column, letters) in cases {
            assert_eq!(column_letters(column), letters);
        }
    }

    #[test]
    fn a_place_is_said_as_its_file_would_say_it() {
        let place = Place { row: 12, column: 6, head: "1.1".into(), cell: false };
        assert_eq!(Flaw::new(place.clone(), "x").to_string(), ":12 列「1.1」: x");
        let place = Place { cell: true, ..place };
        assert_eq!(Flaw::new(place.clone(), "x").to_string(), " F12「1.1」: x");
        assert_eq!(
            Flaw::new(Place { column: 0, head: String::new(), ..place }, "x").to_string(),
            " 第12行: x"
        );
        assert_eq!(Flaw::new(Place::whole(), "x").to_string(), ": x");
    }

    #[test]
    fn the_first_are_kept_and_the_rest_are_counted() {
        let mut flaws = Flaws::default();
        for row in 1..=500 {
            flaws.push(Flaw::new(Place::line(row), "x"));
        }
        let mut earlier = Flaws::default();
        earlier.push(Flaw::new(Place::line(0), "y"));
        flaws.merge(earlier);
        assert_eq!(flaws.listed().len(), limit::FLAWS_LISTED);
        assert_eq!(flaws.listed()[0].says, "y");
        assert_eq!(flaws.count(), 501);
        assert_eq!(flaws.unlisted(), 301);
    }
}
