//! Days as people write them.

use std::fmt;

use jiff::civil::Date;

use crate::{fold, limit};

/// Why a text is no day that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotADay {
    /// It cannot be read.
    Unread,
    /// It is before the Party was.
    Early(Date),
    /// It is so far ahead that it is a slip of the hand.
    Late(Date),
}

impl fmt::Display for NotADay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unread => f.write_str("日期应写作 2026-11-24"),
            Self::Early(day) => write!(f, "{day} 太早了,请核对"),
            Self::Late(day) => write!(f, "{day} 太晚了,请核对"),
        }
    }
}

/// Reads a day: 2026-11-24, 2026.11.24, 2026/11/24, 2026年11月24日, 20261124, in any width. It lies
/// within [`limit::YEARS`].
///
/// # Errors
/// [`NotADay`].
pub fn parse(text: &str) -> Result<Date, NotADay> {
    let day = written(&fold::narrowed(text)).ok_or(NotADay::Unread)?;
    match day.year() {
        year if year < *limit::YEARS.start() => Err(NotADay::Early(day)),
        year if year > *limit::YEARS.end() => Err(NotADay::Late(day)),
        _ => Ok(day),
    }
}

fn written(text: &str) -> Option<Date> {
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if text.len() == 8 && digits(text) {
        return date(&text[..4], &text[4..6], &text[6..]);
    }
    let text = text.strip_suffix('日').unwrap_or(text);
    let mut parts = text.split(['-', '.', '/', '年', '月']);
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let is_whole = parts.next().is_none() && year.len() == 4;
    (is_whole && [year, month, day].into_iter().all(digits)).then(|| date(year, month, day))?
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_day_is_read_as_people_write_it() {
        let unread = "日期应写作 2026-11-24";
        for (typed, is) in [
            ("2026-11-24", "2026-11-24"),
            ("2026.1.4", "2026-01-04"),
            ("2026/11/24", "2026-11-24"),
            ("2026年11月24日", "2026-11-24"),
            (" 2026 年 11 月 24 日 ", "2026-11-24"),
            ("２０２６－１１－２４", "2026-11-24"),
            ("20261124", "2026-11-24"),
            ("1921-01-01", "1921-01-01"),
            ("2199-12-31", "2199-12-31"),
            ("1920-12-31", "1920-12-31 太早了,请核对"),
            ("0000-01-01", "0000-01-01 太早了,请核对"),
            ("2200-01-01", "2200-01-01 太晚了,请核对"),
            ("9999-12-31", "9999-12-31 太晚了,请核对"),
            ("2026-02-30", unread),
            ("26-11-24", unread),
            ("2026-11", unread),
            ("2026-11-24-1", unread),
            ("2026-+1-24", unread),
            ("-000001-01-01", unread),
            ("-0001-01-01", unread),
            ("+002026-11-24", unread),
            ("2026-11-24T10:00", unread),
            ("2026-1111111111111-24", unread),
            ("一月", unread),
            ("", unread),
        ] {
            let read = parse(typed).map_or_else(|not| not.to_string(), |day| day.to_string());
            assert_eq!(read, is, "{typed}");
        }
    }
}
