//! A question with room for sentences.

use askama::Template;
use askama::filters::HtmlSafe;

/// A field of several lines. Its id is its name, which is therefore unique on its page.
#[derive(Clone, Debug, Template)]
#[template(path = "part/area.html")]
pub struct Area<'a> {
    name: &'a str,
    label: &'a str,
    value: &'a str,
    hint: &'a str,
    flaw: Option<&'a str>,
    needed: bool,
}

impl HtmlSafe for Area<'_> {}

impl<'a> Area<'a> {
    /// Sentences.
    pub fn new(name: &'a str, label: &'a str, value: &'a str) -> Self {
        Self { name, label, value, hint: "", flaw: None, needed: true }
    }

    /// What helps to answer, under the label.
    #[must_use]
    pub fn hint(self, hint: &'a str) -> Self {
        Self { hint, ..self }
    }

    /// What is wrong with the answer.
    #[must_use]
    pub fn flaw(self, flaw: Option<&'a str>) -> Self {
        Self { flaw, ..self }
    }

    /// It may be left empty, and says so.
    #[must_use]
    pub fn optional(self) -> Self {
        Self { needed: false, ..self }
    }

    fn described(&self) -> String {
        super::choice::described(self.name, self.hint, self.flaw)
    }
}
