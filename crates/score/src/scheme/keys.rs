//! Keys and values as a scheme's file has them.

use std::fmt::Write;

use jiff::civil::Date;
use model::Points;

/// Keys with their values, in order.
#[derive(Debug, Default)]
pub(crate) struct Keys(Vec<(&'static str, String)>);

impl Keys {
    pub(crate) fn text(&mut self, key: &'static str, text: &str) {
        self.0.push((key, quoted(text)));
    }

    /// A text, where there is one.
    pub(crate) fn text_if_any(&mut self, key: &'static str, text: &str) {
        if !text.is_empty() {
            self.text(key, text);
        }
    }

    pub(crate) fn whole(&mut self, key: &'static str, number: u32) {
        self.0.push((key, number.to_string()));
    }

    pub(crate) fn points(&mut self, key: &'static str, points: Points) {
        self.0.push((key, points.short()));
    }

    pub(crate) fn date(&mut self, key: &'static str, date: Date) {
        self.0.push((key, date.to_string()));
    }

    pub(crate) fn words(&mut self, key: &'static str, words: &[&str]) {
        let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
        self.0.push((key, format!("[{}]", words.join(", "))));
    }

    /// A list of tables, one a line.
    pub(crate) fn list<T>(
        &mut self,
        key: &'static str,
        items: &[T],
        write: impl Fn(&T, &mut Self),
    ) {
        let items: Vec<String> = items
            .iter()
            .map(|item| {
                let mut keys = Self::default();
                write(item, &mut keys);
                format!("{{ {} }}", keys.in_one_line())
            })
            .collect();
        self.0.push((key, format!("[{}]", items.join(", "))));
    }

    /// `key = value, key = value`.
    pub(crate) fn in_one_line(&self) -> String {
        let pairs: Vec<String> =
            self.0.iter().map(|(key, value)| format!("{key} = {value}")).collect();
        pairs.join(", ")
    }

    /// A line a key.
    pub(crate) fn in_lines(&self) -> String {
        self.0.iter().map(|(key, value)| format!("{key} = {value}\n")).collect()
    }
}

/// A text as TOML quotes it.
fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
