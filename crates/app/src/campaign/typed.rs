//! What was typed into a campaign's forms, taken field by field.

use jiff::civil::Date;
use model::campaign::Window;
use model::{day, limit};

use crate::refusal::Flawed;

/// Flaws as they are found.
pub(super) struct Typed {
    pub(super) flaws: Vec<Flawed>,
}

impl Typed {
    pub(super) fn new() -> Self {
        Self { flaws: Vec::new() }
    }

    pub(super) fn flaw(&mut self, field: impl Into<String>, says: impl Into<String>) {
        self.flaws.push(Flawed::new(field.into(), says));
    }

    /// A line that has to be there.
    pub(super) fn line(&mut self, field: &str, text: &str) -> String {
        let line = self.line_or_blank(field, text);
        if line.is_empty() && !self.flaws.iter().any(|flaw| flaw.field == field) {
            self.flaw(field, "是空的,请填写");
        }
        line
    }

    /// A line that may be left out.
    pub(super) fn line_or_blank(&mut self, field: &str, text: &str) -> String {
        let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
        if line.chars().count() > limit::LINE_CHARS {
            self.flaw(field, format!("超过 {} 字,请缩短", limit::LINE_CHARS));
        } else if line.chars().any(char::is_control) {
            self.flaw(field, "有看不见的字符,请重新输入");
        }
        line
    }

    /// Sentences of so many characters at the most.
    pub(super) fn sentences(&mut self, field: &str, text: &str, most: usize) -> String {
        let text = text.replace("\r\n", "\n").trim().to_owned();
        if text.chars().count() > most {
            self.flaw(field, format!("超过 {most} 字,请缩短"));
        } else if text.chars().any(|c| c.is_control() && c != '\n' && c != '\t') {
            self.flaw(field, "有看不见的字符,请重新输入");
        }
        text
    }

    /// A day that has to be there.
    pub(super) fn day(&mut self, field: &str, text: &str) -> Option<Date> {
        if text.trim().is_empty() {
            self.flaw(field, "请选择日期");
            return None;
        }
        self.day_or_none(field, text)
    }

    /// A day that may be left out.
    pub(super) fn day_or_none(&mut self, field: &str, text: &str) -> Option<Date> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        day::parse(text).map_err(|not| self.flaw(field, not.to_string())).ok()
    }

    /// Two days, the second not before the first.
    pub(super) fn window(&mut self, names: [&str; 2], [from, to]: [&str; 2]) -> Option<Window> {
        let (from, to) = (self.day(names[0], from), self.day(names[1], to));
        let (from, to) = (from?, to?);
        if to < from {
            self.flaw(names[1], "不能早于开始的日期");
            return None;
        }
        Some(Window { from, to })
    }
}
