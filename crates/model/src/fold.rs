//! Making texts alike that people type in many widths: heads of columns, codes, names to search.

use std::borrow::Cow;

/// Folds full-width forms to half-width, drops all white space and invisible marks, and lowers
/// Latin letters: `县（市、区） ` and `县(市、区)`, `１．１` and `1.1` become the same.
#[must_use]
pub fn fold(text: &str) -> String {
    narrow(text).flat_map(char::to_lowercase).collect()
}

/// Folds full-width forms to half-width and drops all white space and invisible marks: what two
/// names are compared by, since on paper `１２ ` and `12` are the same.
pub fn narrow(text: &str) -> impl Iterator<Item = char> {
    let is_seen =
        |c: &char| !c.is_whitespace() && !matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}');
    text.chars().map(half_width).filter(is_seen)
}

/// [`narrow`] as a text: nearly always it is the text itself.
#[must_use]
pub fn narrowed(text: &str) -> Cow<'_, str> {
    // What is folded begins with one of these bytes; few other characters do.
    let is_narrow = |byte: u8| !matches!(byte, 0..=b' ' | 0xc2 | 0xe1..=0xe3 | 0xef);
    match text.bytes().all(is_narrow) {
        true => Cow::Borrowed(text),
        false => Cow::Owned(narrow(text).collect()),
    }
}

/// The half-width form of a character, where it has one in ASCII.
#[must_use]
pub fn half_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::{fold, narrow, narrowed};

    #[test]
    fn a_text_that_needs_no_folding_is_told_by_its_bytes() {
        let texts = [
            "",
            "甲村党支部",
            "a b",
            "１２",
            "\u{a0}",
            "\u{3000}甲",
            "甲、乙",
            "\u{200b}",
            "é",
            "\u{85}",
        ];
        for text in texts {
            assert_eq!(narrowed(text), narrow(text).collect::<String>(), "{text:?}");
        }
        for code in (0..0x3_0000).filter_map(char::from_u32) {
            let text = code.to_string();
            assert_eq!(narrowed(&text), narrow(&text).collect::<String>(), "{code:?}");
        }
    }

    #[test]
    fn heads_typed_in_any_width_are_alike() {
        let cases = [
            ("县（市、区）", "县(市、区)"),
            (" 支部 名称\u{3000}", "支部名称"),
            ("支部\n名称", "支部名称"),
            ("１．１", "1.1"),
            ("自查 １.1", "自查1.1"),
            ("\u{feff}支部代码", "支部代码"),
        ];
        for (typed, folded) in cases {
            assert_eq!(fold(typed), folded);
        }
    }
}
