//! Making heads of columns alike: people type the same head in many widths.

/// Folds full-width forms to half-width, drops all white space and invisible marks, and lowers
/// Latin letters: `县（市、区） ` and `县(市、区)`, `１．１` and `1.1` become the same.
#[must_use]
pub fn fold(text: &str) -> String {
    text.chars()
        .map(half_width)
        .filter(|c| !c.is_whitespace() && !matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}'))
        .flat_map(char::to_lowercase)
        .collect()
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

/// How many half-width columns a text takes on screen: a Chinese character takes two.
#[must_use]
pub fn display_width(text: &str) -> usize {
    text.chars().map(|c| if u32::from(c) < 0x2e80 { 1 } else { 2 }).sum()
}

#[cfg(test)]
mod tests {
    use super::fold;

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
