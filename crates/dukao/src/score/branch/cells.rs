//! What one cell says: a text, a code, points.

use std::borrow::Cow;

use model::{Flaws, Points};
use table::cell::{ACROSS, number_text};
use table::{Cell, Row, said};

use super::BranchReader;

/// Digits of a number that a spreadsheet keeps.
const EXACT_DIGITS: usize = 15;

impl BranchReader {
    pub(super) fn text<'r>(
        &self,
        row: &Row<'r>,
        column: Option<usize>,
        flaws: &mut Flaws,
    ) -> Cow<'r, str> {
        let Some(at) = column else {
            return Cow::Borrowed("");
        };
        let cell = row.cell(at);
        // A row with something merged across is a flaw as a whole.
        if cell == Cell::Odd(ACROSS) {
            return Cow::Borrowed("");
        }
        said::text(cell).unwrap_or_else(|says| {
            self.flaw(flaws, row, column, says);
            Cow::Borrowed("")
        })
    }

    pub(super) fn code<'r>(&self, row: &Row<'r>, flaws: &mut Flaws) -> Cow<'r, str> {
        let Some(at) = self.columns.code else {
            return Cow::Borrowed("");
        };
        let code = match row.cell(at) {
            // Beyond 15 digits a spreadsheet's number is no longer the one that was typed.
            Cell::Number(number) if number.abs() >= 1e15 => {
                self.flaw(flaws, row, Some(at), lost_digits(&number_text(number)));
                return Cow::Borrowed("");
            }
            Cell::Number(number) if number.fract() != 0.0 || number < 0.0 => {
                let says =
                    format!("「{}」不是支部代码;请把这一列设为文本格式后重填", number_text(number));
                self.flaw(flaws, row, Some(at), says);
                return Cow::Borrowed("");
            }
            _ => self.text(row, Some(at), flaws),
        };
        let shown_short = is_scientific(&code);
        let rounded = code.len() > EXACT_DIGITS
            && code.bytes().all(|b| b.is_ascii_digit())
            && code.bytes().skip(EXACT_DIGITS).all(|b| b == b'0');
        if code.is_empty() {
            let blank = matches!(row.cell(at), Cell::Blank);
            if blank {
                self.flaw(flaws, row, Some(at), "支部代码是空的;请填写,或整列删去".to_owned());
            }
        } else if shown_short || (!self.is_workbook && rounded) {
            self.flaw(flaws, row, Some(at), lost_digits(&code));
        }
        code
    }

    #[inline]
    pub(super) fn points(
        &self,
        row: &Row<'_>,
        column: Option<usize>,
        (most, limit_word): (Points, &str),
        flaws: &mut Flaws,
    ) -> Option<Points> {
        let at = column?;
        let raw = row.raw(at);
        match raw.and_then(plain_points) {
            Some(points) if points <= most => Some(points),
            None if raw == Some(b"") => None,
            _ => self.unusual_points(row, at, (most, limit_word), flaws),
        }
    }

    /// Points that need a closer look: blank, a word, another width, a workbook's cell, a flaw.
    #[cold]
    fn unusual_points(
        &self,
        row: &Row<'_>,
        at: usize,
        (most, limit_word): (Points, &str),
        flaws: &mut Flaws,
    ) -> Option<Points> {
        said::points(row.cell(at), (most, limit_word)).unwrap_or_else(|says| {
            self.flaw(flaws, row, Some(at), says);
            None
        })
    }
}

/// The plain case, `3` or `2.5`, without a look at white space, widths and words.
#[inline]
fn plain_points(bytes: &[u8]) -> Option<Points> {
    let digit = |b: u8| b.is_ascii_digit().then(|| i32::from(b - b'0'));
    let (whole, fraction) = match bytes {
        [a] => (digit(*a)?, 0),
        [a, b] => (digit(*a)? * 10 + digit(*b)?, 0),
        [a, b'.', c] => (digit(*a)?, digit(*c)? * 10),
        [a, b'.', c, d] => (digit(*a)?, digit(*c)? * 10 + digit(*d)?),
        [a, b, b'.', c] => (digit(*a)? * 10 + digit(*b)?, digit(*c)? * 10),
        [a, b, b'.', c, d] => (digit(*a)? * 10 + digit(*b)?, digit(*c)? * 10 + digit(*d)?),
        _ => return None,
    };
    Some(Points::from_hundredths(whole * 100 + fraction))
}

/// Whether a text is how a spreadsheet shows a long number: `3.6E+11`.
fn is_scientific(text: &str) -> bool {
    let Some((digits, exponent)) = text.split_once(['E', 'e']) else {
        return false;
    };
    let plain = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    let exponent_digits = exponent.strip_prefix('+');
    plain(digits) && exponent_digits.is_some_and(plain)
}

fn lost_digits(code: &str) -> String {
    format!("「{code}」已被电子表格当作数字改动,原来的代码丢了;请把这一列设为文本格式后重填")
}

#[cfg(test)]
mod tests {
    use super::{is_scientific, plain_points};
    use model::Points;

    #[test]
    fn the_plain_case_agrees_with_the_full_reading() {
        let digits: Vec<String> = (0..=9_999)
            .flat_map(|n| {
                let (whole, cents) = (n / 100, n % 100);
                [
                    format!("{whole}"),
                    format!("{whole}.{cents:02}"),
                    format!("{whole}.{}", cents / 10),
                ]
            })
            .collect();
        for text in digits {
            assert_eq!(plain_points(text.as_bytes()), Points::parse(&text).ok(), "{text}");
        }
        for text in ["", ".", "..", "1.", ".5", "a", "1a", "-1", "1.a", "a.1", "100", "1.234"] {
            assert_eq!(plain_points(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn a_long_number_shown_short_is_told_from_a_code() {
        for text in ["3.6E+11", "3.60101E+11", "1e+5"] {
            assert!(is_scientific(text), "{text}");
        }
        for text in ["360101", "E+11", "A1E+", "3601E01", "GE+5", ""] {
            assert!(!is_scientific(text), "{text}");
        }
    }
}
