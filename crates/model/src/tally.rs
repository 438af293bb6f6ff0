//! Figures that add up: what stands of one organisation, and of all below it together.

use std::collections::BTreeMap;
use std::fmt;

/// Whole numbers, each under a word of its own: `branch=12 committee=3`.
///
/// They only add up. A mean, a rate or a rank is no figure of these; what depends on the day isn't
/// either, since nobody adds it again at midnight. Nought is the same as no figure.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures(BTreeMap<String, i64>);

/// A text that is no figures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotFigures;

impl Figures {
    /// One under a word.
    #[must_use]
    pub fn one(word: &str) -> Self {
        let mut figures = Self::default();
        figures.put(word, 1);
        figures
    }

    /// Puts a number under a word, in place of what was there.
    ///
    /// # Panics
    /// Where the word is none of ours: small letters, digits, `.`, `_`, a letter first.
    pub fn put(&mut self, word: &str, number: i64) {
        assert!(is_word(word), "«{word}» is no word for a figure");
        match number {
            0 => drop(self.0.remove(word)),
            _ => drop(self.0.insert(word.to_owned(), number)),
        }
    }

    /// What stands under a word.
    #[must_use]
    pub fn get(&self, word: &str) -> i64 {
        self.0.get(word).copied().unwrap_or(0)
    }

    /// Adds others so many times; a negative number takes them away.
    ///
    /// # Panics
    /// Where a sum doesn't fit into 64 bits: no honest count does that.
    pub fn add(&mut self, others: &Self, times: i64) {
        for (word, number) in &others.0 {
            let sum = number.checked_mul(times).and_then(|more| self.get(word).checked_add(more));
            assert!(sum.is_some(), "{word} overflows");
            self.put(word, sum.unwrap_or_default());
        }
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_nought(&self) -> bool {
        self.0.is_empty()
    }

    /// All, in the order of their words.
    pub fn iter(&self) -> impl Iterator<Item = (&str, i64)> {
        self.0.iter().map(|(word, number)| (word.as_str(), *number))
    }

    /// Reads what [`fmt::Display`] wrote.
    ///
    /// # Errors
    /// [`NotFigures`], also where words are out of order, twice there, or nought: equal figures
    /// are equal texts.
    pub fn parse(text: &str) -> Result<Self, NotFigures> {
        let mut figures = Self::default();
        for piece in text.split(' ').filter(|_| !text.is_empty()) {
            let (word, number) = piece.split_once('=').ok_or(NotFigures)?;
            let last = figures.0.last_key_value().map(|(last, _)| last.as_str());
            let number: i64 = number.parse().map_err(|_| NotFigures)?;
            if !is_word(word) || number == 0 || last.is_some_and(|last| last >= word) {
                return Err(NotFigures);
            }
            figures.0.insert(word.to_owned(), number);
        }
        Ok(figures)
    }
}

fn is_word(word: &str) -> bool {
    let is_sign = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_' || b == b'.';
    word.bytes().next().is_some_and(|b| b.is_ascii_lowercase()) && word.bytes().all(is_sign)
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (word, number)) in self.0.iter().enumerate() {
            let space = if at == 0 { "" } else { " " };
            write!(f, "{space}{word}={number}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Figures, NotFigures};

    fn figures() -> impl Strategy<Value = Figures> {
        let pairs = proptest::collection::vec(("[a-c][a-z0-9_.]{0,3}", -9_i64..9), 0..6);
        pairs.prop_map(|pairs| {
            let mut figures = Figures::default();
            pairs.iter().for_each(|(word, number)| figures.put(word, *number));
            figures
        })
    }

    proptest! {
        #[test]
        fn what_was_written_reads_the_same(figures in figures()) {
            prop_assert_eq!(Figures::parse(&figures.to_string()), Ok(figures));
        }

        #[test]
        fn what_is_added_and_taken_away_leaves_nothing(one in figures(), other in figures()) {
            let mut sum = one.clone();
            sum.add(&other, 3);
            sum.add(&other, -3);
            prop_assert_eq!(sum, one);
        }

        #[test]
        fn the_order_of_adding_does_not_matter(one in figures(), other in figures()) {
            let (mut first, mut second) = (one.clone(), other.clone());
            first.add(&other, 1);
            second.add(&one, 1);
            prop_assert_eq!(first.to_string(), second.to_string());
        }
    }

    #[test]
    fn a_text_that_nobody_wrote_is_refused() {
        for text in ["a", "a=", "=1", "a=1,b=2", "b=1 a=1", "a=1 a=1", "a=0", "A=1", "a=1 ", "1=1"]
        {
            assert_eq!(Figures::parse(text), Err(NotFigures), "«{text}»");
        }
        assert_eq!(Figures::parse("").map(|figures| figures.is_nought()), Ok(true));
    }
}
