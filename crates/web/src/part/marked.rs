//! A text with what was looked for marked in it.

use askama::Template;
use askama::filters::HtmlSafe;

/// A text in pieces, of which some are marked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Template)]
#[template(path = "part/marked.html")]
pub struct Marked {
    pieces: Vec<(String, bool)>,
}

impl HtmlSafe for Marked {}

impl Marked {
    /// Marks every place where a word of the query stands. Case is ignored for Latin letters only,
    /// which keeps the bytes of the text and of its folded form in step.
    pub fn new(text: &str, query: &str) -> Self {
        let folded = text.to_ascii_lowercase();
        let mut is_marked = vec![false; text.len()];
        for word in query.to_ascii_lowercase().split_whitespace() {
            for (at, _) in folded.match_indices(word) {
                is_marked[at..at + word.len()].fill(true);
            }
        }
        let mut pieces: Vec<(String, bool)> = Vec::new();
        for (at, letter) in text.char_indices() {
            match pieces.last_mut() {
                Some((piece, marked)) if *marked == is_marked[at] => piece.push(letter),
                _ => pieces.push((letter.to_string(), is_marked[at])),
            }
        }
        Self { pieces }
    }
}

#[cfg(test)]
mod tests {
    use super::Marked;

    fn check(text: &str, query: &str, expected: &str) {
        assert_eq!(Marked::new(text, query).to_string(), expected, "{query} in {text}");
    }

    #[test]
    fn what_was_looked_for_is_marked_wherever_it_stands() {
        check("青禾镇党委", "青禾", "<mark>青禾</mark>镇党委");
        check("甲村甲组", "甲", "<mark>甲</mark>村<mark>甲</mark>组");
        check("青禾镇党委", "青禾 党委", "<mark>青禾</mark>镇<mark>党委</mark>");
        check("青禾镇党委", "青禾 禾镇", "<mark>青禾镇</mark>党委");
        check("AB厂支部", "ab", "<mark>AB</mark>厂支部");
        check("<b>厂", "b", "&#60;<mark>b</mark>&#62;厂");
        check("青禾镇党委", " ", "青禾镇党委");
        check("", "青禾", "");
    }
}
