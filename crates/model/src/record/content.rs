//! What a record says, as it is kept and digested: texts by field, then rows of texts.
//!
//! One form serves every kind; what a text means is its descriptor's to know. Equal content is
//! equal text.

use std::collections::BTreeMap;
use std::fmt::{self, Write};

use jiff::civil::Date;

/// The texts of some fields, each under its field's name. A blank text is the same as none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Texts(BTreeMap<String, String>);

/// 内容 of a record's version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// What was said once.
    pub texts: Texts,
    /// What was said again and again: a row a member who was present, say.
    pub rows: Vec<Texts>,
}

/// A text that is no content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotContent;

impl Texts {
    /// What a field says; blank where it says nothing.
    #[must_use]
    pub fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    /// Says something in a field, in place of what it said.
    ///
    /// # Panics
    /// Where the name is none of ours: small letters, digits and `_`, a letter first.
    pub fn put(&mut self, name: &str, text: impl Into<String>) {
        assert!(is_name(name), "«{name}» is no name of a field");
        let text = text.into();
        match text.is_empty() {
            true => drop(self.0.remove(name)),
            false => drop(self.0.insert(name.to_owned(), text)),
        }
    }

    /// A day.
    #[must_use]
    pub fn day(&self, name: &str) -> Option<Date> {
        self.get(name).parse().ok()
    }

    /// Words of a choice of several, as they were kept: joined by commas.
    pub fn words(&self, name: &str) -> impl Iterator<Item = &str> {
        self.get(name).split(',').filter(|word| !word.is_empty())
    }

    /// Whether one of them is this.
    #[must_use]
    pub fn has(&self, name: &str, word: &str) -> bool {
        self.words(name).any(|other| other == word)
    }

    /// A whole number.
    #[must_use]
    pub fn count(&self, name: &str) -> Option<u32> {
        self.get(name).parse().ok()
    }

    /// All, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    /// Whether nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn write(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, text) in self.iter() {
            write!(f, "{name} ")?;
            for c in text.chars() {
                match c {
                    '\\' => f.write_str("\\\\")?,
                    '\n' => f.write_str("\\n")?,
                    '\r' => f.write_str("\\r")?,
                    c => f.write_char(c)?,
                }
            }
            f.write_char('\n')?;
        }
        Ok(())
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Texts {
    fn from(pairs: [(&str, &str); N]) -> Self {
        let mut texts = Self::default();
        pairs.iter().for_each(|(name, text)| texts.put(name, *text));
        texts
    }
}

fn is_name(name: &str) -> bool {
    let is_sign = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
    name.bytes().next().is_some_and(|b| b.is_ascii_lowercase()) && name.bytes().all(is_sign)
}

/// Takes the line breaks out of hiding.
fn unfolded(text: &str) -> Result<String, NotContent> {
    let mut plain = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        plain.push(match c {
            '\\' => match chars.next() {
                Some('\\') => '\\',
                Some('n') => '\n',
                Some('r') => '\r',
                _ => return Err(NotContent),
            },
            c => c,
        });
    }
    Ok(plain)
}

impl Content {
    /// Content with texts and no rows.
    #[must_use]
    pub fn of<const N: usize>(pairs: [(&str, &str); N]) -> Self {
        Self { texts: Texts::from(pairs), rows: Vec::new() }
    }

    /// Reads what [`fmt::Display`] wrote.
    ///
    /// # Errors
    /// [`NotContent`], also where names are out of order or twice there: equal content is equal
    /// text.
    pub fn parse(text: &str) -> Result<Self, NotContent> {
        let mut content = Self::default();
        if !text.is_empty() && !text.ends_with('\n') {
            return Err(NotContent);
        }
        for line in text.split_terminator('\n') {
            if line == "-" {
                content.rows.push(Texts::default());
                continue;
            }
            let (name, text) = line.split_once(' ').ok_or(NotContent)?;
            let texts = content.rows.last_mut().unwrap_or(&mut content.texts);
            let last = texts.0.last_key_value().map(|(last, _)| last.as_str());
            if !is_name(name) || text.is_empty() || last.is_some_and(|last| last >= name) {
                return Err(NotContent);
            }
            texts.0.insert(name.to_owned(), unfolded(text)?);
        }
        Ok(content)
    }
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.texts.write(f)?;
        for row in &self.rows {
            f.write_str("-\n")?;
            row.write(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Content, NotContent, Texts};

    fn texts() -> impl Strategy<Value = Texts> {
        let pairs =
            proptest::collection::vec(("[a-c][a-z0-9_]{0,3}", "(\\PC|[\n\r\\\\]){0,6}"), 0..5);
        pairs.prop_map(|pairs| {
            let mut texts = Texts::default();
            pairs.into_iter().for_each(|(name, text)| texts.put(&name, text));
            texts
        })
    }

    proptest! {
        #[test]
        fn what_was_written_reads_the_same(
            texts in texts(), rows in proptest::collection::vec(texts(), 0..4)
        ) {
            let content = Content { texts, rows };
            prop_assert_eq!(Content::parse(&content.to_string()), Ok(content));
        }
    }

    #[test]
    fn a_text_that_nobody_wrote_is_refused() {
        for text in ["a", "a \n", "b 1\na 1\n", "a 1\na 2\n", "A 1\n", "a \\x\n", "a 1", "a\n"] {
            assert_eq!(Content::parse(text), Err(NotContent), "«{text}»");
        }
    }

    #[test]
    fn fields_are_read_as_what_they_are() {
        let texts =
            Texts::from([("on", "2016-06-01"), ("serves", "mobilisation,deployment"), ("n", "3")]);
        assert_eq!(texts.day("on").unwrap().to_string(), "2016-06-01");
        assert!(texts.has("serves", "deployment") && !texts.has("serves", "deploy"));
        assert_eq!((texts.count("n"), texts.count("on"), texts.get("none")), (Some(3), None, ""));
    }
}
