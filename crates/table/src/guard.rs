//! The quote mark that keeps a text from being taken for a formula.
//!
//! A spreadsheet that opens delimited text runs a cell that begins with `=`, `+`, `-`, `@` (their
//! full-width forms too), a tab or a carriage return. Such texts are written with a leading `'`,
//! and reading takes it off. A text that begins with quote marks before such a character gets one
//! more, so that reading always gives back what was written.

/// Whether a text would be taken for a formula, quote marks before it apart.
fn dangerous(text: &str) -> bool {
    text.trim_start_matches('\'')
        .starts_with(['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'])
}

/// Whether a text must be written with a leading quote mark.
pub(crate) fn needs_guard(text: &str) -> bool {
    // Nearly every text begins with a letter, a digit or a Chinese character.
    match text.as_bytes().first() {
        Some(b'\'' | b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r' | 0xEF) => dangerous(text),
        _ => false,
    }
}

/// The text without its guard.
#[must_use]
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if dangerous(rest) => rest,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::{needs_guard, unguarded};

    #[test]
    fn every_text_that_could_run_is_guarded_and_comes_back() {
        let guarded = ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "＝1", "＋1", "－1", "＠x", "'=1"];
        for text in guarded {
            assert!(needs_guard(text), "{text}");
            assert_eq!(unguarded(&format!("'{text}")), text);
        }
        for text in ["", "党支部", "'党支部", "1.1", "—", "「=」", "'"] {
            assert!(!needs_guard(text), "{text}");
            assert_eq!(unguarded(text), text);
        }
    }
}
