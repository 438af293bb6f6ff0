//! Points: fixed-point hundredths, never a float.

use std::fmt;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Sub};

use crate::limit;

/// Points in hundredths: `Points::from_hundredths(350)` is 3.50 points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(i32);

/// Why a text or a number is not points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotPoints {
    /// Not a decimal number at all.
    NotANumber,
    /// A number with a comma or a full stop where the point should be.
    CommaForPoint,
    /// Below zero.
    Negative,
    /// More than two decimals.
    TooFine,
    /// More than any scheme may award.
    TooLarge,
}

impl fmt::Display for NotPoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotANumber => "不是分数,请填数字,没有评分请留空",
            Self::CommaForPoint => "不是分数,小数点请用「.」",
            Self::Negative => "不能为负,扣分请填扣后的得分",
            Self::TooFine => "小数多于两位,请四舍五入到两位",
            Self::TooLarge => "超出任何方案的满分",
        })
    }
}

impl Points {
    /// No points.
    pub const ZERO: Self = Self(0);

    /// From hundredths of a point.
    #[must_use]
    pub const fn from_hundredths(hundredths: i32) -> Self {
        Self(hundredths)
    }

    /// In hundredths of a point.
    #[must_use]
    pub const fn hundredths(self) -> i32 {
        self.0
    }

    /// Reads a decimal text such as `3`, `2.5` or `16.00`; a third decimal is refused whatever it
    /// is, since somebody meant more than points can say.
    ///
    /// # Errors
    /// [`NotPoints`] says what is wrong; the text itself is the caller's to quote.
    pub fn parse(text: &str) -> Result<Self, NotPoints> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && fraction.is_empty()) || !all_digits(whole) || !all_digits(fraction)
        {
            let with_point = text.replace([',', '，', '。'], ".");
            let is_comma = with_point != text && Self::parse(&with_point).is_ok();
            return Err(if is_comma { NotPoints::CommaForPoint } else { NotPoints::NotANumber });
        }
        if negative && digits.bytes().any(|b| matches!(b, b'1'..=b'9')) {
            return Err(NotPoints::Negative);
        }
        if fraction.len() > 2 {
            return Err(NotPoints::TooFine);
        }
        let mut hundredths: i32 = 0;
        let cents = fraction.bytes().chain([b'0', b'0']).take(2);
        for digit in whole.bytes().chain(cents) {
            hundredths = hundredths
                .checked_mul(10)
                .and_then(|h| h.checked_add(i32::from(digit - b'0')))
                .filter(|h| *h <= limit::SCHEME_HUNDREDTHS)
                .ok_or(NotPoints::TooLarge)?;
        }
        Ok(Self(hundredths))
    }

    /// Takes a workbook's binary number if it lies within 1e-9 of two decimals, which is how
    /// `0.1 + 0.2` comes out of a spreadsheet's own arithmetic.
    ///
    /// # Errors
    /// [`NotPoints`], as for [`Points::parse`].
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the value was checked to lie within the limit, and is whole"
    )]
    pub fn from_workbook(number: f64) -> Result<Self, NotPoints> {
        let scaled = number * 100.0;
        let whole = scaled.round();
        if !number.is_finite() || number.abs() > f64::from(limit::SCHEME_HUNDREDTHS) / 100.0 {
            Err(NotPoints::TooLarge)
        } else if (scaled - whole).abs() > 1e-7 {
            Err(if number < 0.0 { NotPoints::Negative } else { NotPoints::TooFine })
        } else if whole < 0.0 {
            Err(NotPoints::Negative)
        } else {
            Ok(Self(whole as i32))
        }
    }

    /// As a binary number, for a workbook's cell; exact to the hundredth when shown.
    #[must_use]
    pub fn to_workbook(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// As short as it can be said to a person: `3`, `2.5`, `0.25`.
    #[must_use]
    pub fn short(self) -> String {
        let full = self.to_string();
        let short = full.trim_end_matches('0').trim_end_matches('.');
        short.to_owned()
    }
}

/// Always with two decimals: `3.00`.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let hundredths = self.0.unsigned_abs();
        write!(f, "{sign}{}.{:02}", hundredths / 100, hundredths % 100)
    }
}

impl Add for Points {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl AddAssign for Points {
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
    }
}

impl Sub for Points {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(items: I) -> Self {
        items.fold(Self::ZERO, Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::{NotPoints, Points};

    #[test]
    fn a_text_is_read_exactly_or_refused() {
        let cases = [
            ("3", Ok(300)),
            ("0", Ok(0)),
            ("-0", Ok(0)),
            ("2.5", Ok(250)),
            (".5", Ok(50)),
            ("5.", Ok(500)),
            ("16.00", Ok(1600)),
            ("1.25", Ok(125)),
            ("1.250", Err(NotPoints::TooFine)),
            ("007", Ok(700)),
            ("1.255", Err(NotPoints::TooFine)),
            ("-1", Err(NotPoints::Negative)),
            ("-0.001", Err(NotPoints::Negative)),
            ("99999999999999", Err(NotPoints::TooLarge)),
            ("10000.01", Err(NotPoints::TooLarge)),
            ("", Err(NotPoints::NotANumber)),
            (".", Err(NotPoints::NotANumber)),
            ("-", Err(NotPoints::NotANumber)),
            ("1e1", Err(NotPoints::NotANumber)),
            ("+3", Err(NotPoints::NotANumber)),
            ("3分", Err(NotPoints::NotANumber)),
            ("1,5", Err(NotPoints::CommaForPoint)),
            ("3。5", Err(NotPoints::CommaForPoint)),
            ("1,500.5", Err(NotPoints::NotANumber)),
            ("1.2.3", Err(NotPoints::NotANumber)),
        ];
        for (text, expected) in cases {
            assert_eq!(Points::parse(text).map(Points::hundredths), expected, "{text}");
        }
    }

    #[test]
    fn a_workbook_number_is_taken_within_a_billionth_of_two_decimals() {
        let cases = [
            (3.0, Ok(300)),
            (0.1 + 0.2, Ok(30)),
            (2.499_999_999_9, Ok(250)),
            (2.499_999_9, Err(NotPoints::TooFine)),
            (1.005, Err(NotPoints::TooFine)),
            (-0.0, Ok(0)),
            (-1.0, Err(NotPoints::Negative)),
            (-0.005, Err(NotPoints::Negative)),
            (1e300, Err(NotPoints::TooLarge)),
            (f64::NAN, Err(NotPoints::TooLarge)),
            (f64::INFINITY, Err(NotPoints::TooLarge)),
        ];
        for (number, expected) in cases {
            assert_eq!(Points::from_workbook(number).map(Points::hundredths), expected, "{number}");
        }
    }

    #[test]
    fn every_hundredth_survives_a_text_and_a_workbook() {
        for hundredths in 0..=11_000 {
            let points = Points::from_hundredths(hundredths);
            assert_eq!(Points::parse(&points.to_string()), Ok(points));
            assert_eq!(Points::parse(&points.short()), Ok(points));
            assert_eq!(Points::from_workbook(points.to_workbook()), Ok(points));
        }
        assert_eq!(Points::from_hundredths(250).short(), "2.5");
        assert_eq!(Points::from_hundredths(1000).short(), "10");
        assert_eq!(Points::ZERO.short(), "0");
    }
}
