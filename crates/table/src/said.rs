//! What one cell says: a text, points. What it says wrong is a sentence.

use std::borrow::Cow;

use model::{Points, limit};

use crate::cell::{Cell, half_width_text, number_text};

/// Words for points that were not given.
const NOT_GIVEN: [&str; 9] = ["—", "——", "-", "--", "–", "―", "――", "/", "未评"];

/// A text; blank where there is none.
///
/// # Errors
/// A sentence, where it cannot be read.
pub fn text(cell: Cell<'_>) -> Result<Cow<'_, str>, String> {
    match cell {
        Cell::Blank => Ok(Cow::Borrowed("")),
        Cell::Text(text) if has_control(text) => {
            Err(format!("「{}」中有看不见的控制字符;请删去后重填", shown(text)))
        }
        Cell::Text(text) if text.len() <= limit::CELL_CHARS => Ok(Cow::Borrowed(text)),
        Cell::Text(text) if text.chars().count() <= limit::CELL_CHARS => Ok(Cow::Borrowed(text)),
        Cell::Number(number) => Ok(Cow::Owned(number_text(number))),
        Cell::Text(_) => Err(format!("文字超过 {} 字", limit::CELL_CHARS)),
        Cell::Damaged(text) => Err(damaged(text)),
        Cell::Odd(what) => Err(format!("单元格是{what},应为文字")),
    }
}

/// Points up to a limit, which has a word; none where they were not given.
///
/// # Errors
/// A sentence, where they are none or too many.
pub fn points(
    cell: Cell<'_>,
    (most, limit_word): (Points, &str),
) -> Result<Option<Points>, String> {
    let (read, typed) = match cell {
        Cell::Blank => return Ok(None),
        Cell::Number(number) => {
            let read = Points::from_workbook(number).map_err(|not| not.to_string());
            (read, Cow::Owned(number_text(number)))
        }
        Cell::Text(text) => {
            let half = half_width_text(text);
            if NOT_GIVEN.contains(&half.as_str()) {
                return Ok(None);
            }
            (Points::parse(&half).map_err(|not| not.to_string()), Cow::Borrowed(text))
        }
        Cell::Damaged(text) => return Err(damaged(text)),
        Cell::Odd(what) => return Err(format!("单元格是{what},应为分数")),
    };
    match read {
        Ok(points) if points <= most => Ok(Some(points)),
        Ok(points) => Err(format!("{} 超过{limit_word} {}", points.short(), most.short())),
        Err(says) => Err(format!("「{}」{says}", shown(&typed))),
    }
}

/// As much of what was typed as a sentence quotes.
#[must_use]
pub fn shown(text: &str) -> String {
    text.chars().take(20).collect()
}

/// Whether a text has what cannot be seen and no office program lets you type, line breaks apart.
fn has_control(text: &str) -> bool {
    let is_control = |byte: u8| matches!(byte, 0..=8 | 0xb | 0xc | 0xe..=0x1f | 0x7f);
    text.bytes().fold(false, |any, byte| any | is_control(byte))
}

fn damaged(text: &str) -> String {
    format!("「{}」中有无法识别的字符;请改正,或换一种编码另存", shown(text))
}

#[cfg(test)]
mod tests {
    use model::Points;

    use super::{points, text};
    use crate::cell::Cell;

    #[test]
    fn points_are_told_from_words_for_none_and_from_what_is_wrong() {
        let most = Points::from_hundredths(300);
        let cases = [
            (Cell::Blank, Ok(None)),
            (Cell::Text("—"), Ok(None)),
            (Cell::Text("2.5"), Ok(Some("2.50"))),
            (Cell::Number(3.0), Ok(Some("3.00"))),
            (Cell::Text("3.5"), Err("3.5 超过满分 3")),
            (Cell::Odd("公式"), Err("单元格是公式,应为分数")),
        ];
        for (cell, expected) in cases {
            let found = points(cell, (most, "满分")).map(|found| found.map(|p| p.to_string()));
            let expected = expected.map(|found| found.map(str::to_owned));
            assert_eq!(found, expected.map_err(str::to_owned), "{cell:?}");
        }
        assert!(points(Cell::Text("三分"), (most, "满分")).unwrap_err().starts_with("「三分」"));
        assert!(text(Cell::Text("甲\u{1}")).is_err());
    }
}
