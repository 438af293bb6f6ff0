//! Delimited text, out.

use crate::cell::Row;
use crate::guard::needs_guard;
use crate::text::{Fields, TextBlock};
use crate::unreadable::Unreadable;

/// What a file of ours begins with, so that a spreadsheet takes it for UTF-8.
pub const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

/// Adds a text: guarded where a spreadsheet would run it, quoted where it must be.
pub fn push_text(line: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    // Without a way out of the loop it runs on sixteen bytes at a time.
    let special = |byte: &u8| matches!(byte, b',' | b'"' | b'\n' | b'\r');
    let quoted = bytes.iter().fold(false, |any, byte| any | special(byte));
    if !quoted {
        if needs_guard(text) {
            line.push(b'\'');
        }
        line.extend_from_slice(bytes);
        return;
    }
    line.push(b'"');
    if needs_guard(text) {
        line.push(b'\'');
    }
    for byte in bytes {
        if *byte == b'"' {
            line.push(b'"');
        }
        line.push(*byte);
    }
    line.push(b'"');
}

/// Adds hundredths as a number with two decimals: 350 is `3.50`.
pub fn push_hundredths(line: &mut Vec<u8>, hundredths: i64) {
    if hundredths < 0 {
        line.push(b'-');
    }
    let all = hundredths.unsigned_abs();
    push_whole(line, all / 100);
    let cents = u8::try_from(all % 100).unwrap_or(0);
    line.extend_from_slice(&[b'.', b'0' + cents / 10, b'0' + cents % 10]);
}

/// Adds a whole number.
pub fn push_whole(line: &mut Vec<u8>, number: u64) {
    let mut digits = [0_u8; 20];
    let mut at = digits.len();
    let mut rest = number;
    loop {
        at -= 1;
        digits[at] = b'0' + u8::try_from(rest % 10).unwrap_or(0);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    line.extend_from_slice(&digits[at..]);
}

/// Reads whole rows of comma-separated text back, one after another.
///
/// # Errors
/// [`Unreadable`], where they are not what this module writes.
pub fn each_row(rows: Vec<u8>, each: &mut dyn FnMut(Row<'_>)) -> Result<(), Unreadable> {
    TextBlock::new(rows, b',').each(&mut Fields::default(), each)
}

#[cfg(test)]
mod tests {
    use super::{push_hundredths, push_text, push_whole};

    fn written(f: impl Fn(&mut Vec<u8>)) -> String {
        let mut line = Vec::new();
        f(&mut line);
        String::from_utf8(line).unwrap()
    }

    #[test]
    fn a_text_is_quoted_only_where_it_must_be() {
        let cases = [
            ("党支部", "党支部"),
            ("", ""),
            ("a,b", "\"a,b\""),
            ("a\"b", "\"a\"\"b\""),
            ("a\nb", "\"a\nb\""),
            ("a\rb", "\"a\rb\""),
            ("=1", "'=1"),
            ("=A1,\"x\"", "\"'=A1,\"\"x\"\"\""),
        ];
        for (text, expected) in cases {
            assert_eq!(written(|line| push_text(line, text)), expected);
        }
    }

    #[test]
    fn numbers_are_written_exactly() {
        for (hundredths, expected) in
            [(0, "0.00"), (5, "0.05"), (350, "3.50"), (11_000, "110.00"), (-125, "-1.25")]
        {
            assert_eq!(written(|line| push_hundredths(line, hundredths)), expected);
        }
        assert_eq!(written(|line| push_whole(line, u64::MAX)), u64::MAX.to_string());
    }
}
