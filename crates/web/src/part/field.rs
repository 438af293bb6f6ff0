//! A question with a place to type the answer: label above, hint, what is wrong, what was typed.

use askama::Template;
use askama::filters::HtmlSafe;

/// One field of a form. Its id is its name, which is therefore unique on its page.
#[derive(Clone, Debug, Template)]
#[template(path = "part/field.html")]
pub struct Field<'f> {
    name: &'f str,
    label: &'f str,
    kind: &'static str,
    class: &'static str,
    value: &'f str,
    hint: &'f str,
    flaw: Option<&'f str>,
    needed: bool,
    complete: &'static str,
    accept: &'static str,
    digits: bool,
    first: bool,
    /// Lines of a place for sentences; nought for a line.
    lines: u8,
}

impl HtmlSafe for Field<'_> {}

impl<'f> Field<'f> {
    fn of(kind: &'static str, class: &'static str, name: &'f str, label: &'f str) -> Self {
        Self {
            name,
            label,
            kind,
            class,
            value: "",
            hint: "",
            flaw: None,
            needed: true,
            complete: "off",
            accept: "",
            digits: false,
            first: false,
            lines: 0,
        }
    }

    /// A line of text.
    pub fn text(name: &'f str, label: &'f str, value: &'f str) -> Self {
        Self { value, ..Self::of("text", "input", name, label) }
    }

    /// Sentences, with room for so many lines.
    pub fn sentences(name: &'f str, label: &'f str, value: &'f str, lines: u8) -> Self {
        Self { value, lines, ..Self::of("text", "input input-lines", name, label) }
    }

    /// Something to look for.
    pub fn search(name: &'f str, label: &'f str, value: &'f str) -> Self {
        Self { value, ..Self::of("search", "input", name, label) }
    }

    /// A password, which is never sent back.
    pub fn password(name: &'f str, label: &'f str) -> Self {
        Self::of("password", "input", name, label)
    }

    /// A day.
    pub fn date(name: &'f str, label: &'f str, value: &'f str) -> Self {
        Self { value, ..Self::of("date", "input input-date", name, label) }
    }

    /// A number of six digits that is shown elsewhere at this moment.
    pub fn code(name: &'f str, label: &'f str) -> Self {
        let field = Self::of("text", "input input-code", name, label);
        Self { complete: "one-time-code", digits: true, ..field }
    }

    /// A file; `accept` as a browser wants it, such as `.xlsx,.csv`.
    pub fn file(name: &'f str, label: &'f str, accept: &'static str) -> Self {
        Self { accept, ..Self::of("file", "input input-file", name, label) }
    }

    /// What helps to answer, under the label.
    #[must_use]
    pub fn hint(self, hint: &'f str) -> Self {
        Self { hint, ..self }
    }

    /// What is wrong with the answer.
    #[must_use]
    pub fn flaw(self, flaw: Option<&'f str>) -> Self {
        Self { flaw, ..self }
    }

    /// It may be left empty, and says so.
    #[must_use]
    pub fn optional(self) -> Self {
        Self { needed: false, ..self }
    }

    /// What the browser may fill in by itself.
    #[must_use]
    pub fn complete(self, complete: &'static str) -> Self {
        Self { complete, ..self }
    }

    /// The cursor stands here when the page opens.
    #[must_use]
    pub fn first(self) -> Self {
        Self { first: true, ..self }
    }

    fn described(&self) -> String {
        super::choice::described(self.name, self.hint, self.flaw)
    }
}
