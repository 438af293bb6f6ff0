//! Text as it may stand in a document: what XML cannot hold is gone, widths are known.

/// Widths are counted in halves: a Chinese character is two, a Latin letter or digit one.
pub(crate) fn width_halves(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

/// Whether a character is of the Chinese script, punctuation apart.
pub(crate) fn is_han(c: char) -> bool {
    matches!(u32::from(c), 0x3400..=0x9FFF | 0xF900..=0xFAFF | 0x2_0000..=0x3_FFFF)
}

/// Takes out what cannot be seen and must not stand in a document.
///
/// XML 1.0 has no place for most control characters and for U+FFFE and U+FFFF: a file with one
/// is a file that no office program opens. Marks that turn the direction of writing would let a
/// name show the rest of a line backwards. A name's line break or tab, which a spreadsheet's
/// cell may well hold, becomes one space between Latin words and nothing between Chinese ones.
/// Removing is enough, since none of these has a shape of its own.
pub(crate) fn clean(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if matches!(c, '\t' | '\n' | '\r') {
            gap = true;
            continue;
        }
        if is_unprintable(c) {
            continue;
        }
        if gap && c.is_ascii_alphanumeric() && kept.ends_with(|k: char| k.is_ascii_alphanumeric()) {
            kept.push(' ');
        }
        gap = false;
        kept.push(c);
    }
    kept
}

/// A name as it may stand in a document, free of blanks around it.
pub(crate) fn name(text: &str) -> String {
    clean(text).trim().to_owned()
}

fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{FFFE}' | '\u{FFFF}' | '\u{FEFF}' | '\u{200E}' | '\u{200F}'
                | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}'
        )
}

/// Sets quoted text as a Chinese page does: full-width punctuation beside Chinese characters, no
/// spaces between them. The words stay as they are.
///
/// The notice's text came to us with half-width commas and brackets and with a space where its
/// title breaks; neither is part of what it says.
pub(crate) fn typeset(text: &str) -> String {
    let chars: Vec<char> = name(text).chars().collect();
    let near_han = |i: usize| {
        let before = i.checked_sub(1).and_then(|b| chars.get(b));
        [before, chars.get(i + 1)].into_iter().flatten().any(|c| is_chinese(*c))
    };
    let mut widened: Vec<bool> = (0..chars.len()).map(near_han).collect();
    pair_brackets(&chars, &mut widened);
    let between_han = |i: usize| {
        let before = i.checked_sub(1).and_then(|b| chars.get(b));
        before.is_some_and(|c| is_chinese(*c)) && chars.get(i + 1).is_some_and(|c| is_chinese(*c))
    };
    let shown = |(i, c): (usize, &char)| match c {
        ' ' | '\u{3000}' if between_han(i) => None,
        ',' | ';' | ':' | '(' | ')' | '!' | '?' if widened[i] => {
            char::from_u32(u32::from(*c) + 0xFEE0)
        }
        _ => Some(*c),
    };
    chars.iter().enumerate().filter_map(shown).collect()
}

/// A bracket is as wide as its partner: both are widened if either is beside a Chinese character.
fn pair_brackets(chars: &[char], widened: &mut [bool]) {
    let mut open = Vec::new();
    for (i, c) in chars.iter().enumerate() {
        match c {
            '(' => open.push(i),
            ')' => {
                if let Some(partner) = open.pop() {
                    let either = widened[partner] || widened[i];
                    widened[partner] = either;
                    widened[i] = either;
                }
            }
            _ => {}
        }
    }
}

fn is_chinese(c: char) -> bool {
    is_han(c) || matches!(u32::from(c), 0x3001..=0x3015 | 0xFF01..=0xFF60 | 0x2018..=0x201D)
}

#[cfg(test)]
mod tests {
    use super::{clean, typeset, width_halves};

    #[test]
    fn what_xml_cannot_hold_is_taken_out() {
        let cases = [
            ("城关\u{0}镇\u{b}第一\u{1b}支部", "城关镇第一支部"),
            ("甲\u{FFFE}乙\u{FFFF}", "甲乙"),
            ("甲\u{202E}乙\u{2066}丙", "甲乙丙"),
            ("城关镇\r\n第一支部\t", "城关镇第一支部"),
            ("North\nBranch", "North Branch"),
            ("第2\n3支部", "第2 3支部"),
            ("甲&乙<丙>“丁”'戊'", "甲&乙<丙>“丁”'戊'"),
            ("\u{20BB7}\u{E000}", "\u{20BB7}\u{E000}"),
            ("\u{7f}", ""),
        ];
        for (given, kept) in cases {
            assert_eq!(clean(given), kept, "{given:?}");
        }
    }

    #[test]
    fn quoted_text_is_set_as_a_chinese_page_does() {
        let cases = [
            ("做好基层党支部书记 学习教育", "做好基层党支部书记学习教育"),
            ("市、县(市、区)委,各单位:", "市、县（市、区）委，各单位："),
            ("指标体系(减负版)", "指标体系（减负版）"),
            ("指标(A)版", "指标（A）版"),
            ("plan (draft), v2", "plan (draft), v2"),
            ("第 3 题", "第 3 题"),
            (")", ")"),
        ];
        for (given, set) in cases {
            assert_eq!(typeset(given), set, "{given:?}");
        }
    }

    #[test]
    fn a_chinese_character_is_two_halves_wide() {
        assert_eq!(width_halves("2026年"), 6);
    }
}
