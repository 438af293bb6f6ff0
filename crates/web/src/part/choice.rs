//! A question with given answers: a list to pull down, one of a few, or several of a few.

use askama::Template;
use askama::filters::HtmlSafe;

/// One answer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub text: String,
    /// What helps to choose it; not shown in a list to pull down.
    pub hint: String,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl Choice {
    /// An answer that needs no explanation.
    pub fn new(value: impl Into<String>, text: impl Into<String>, chosen: bool) -> Self {
        Self { value: value.into(), text: text.into(), hint: String::new(), chosen }
    }
}

/// How the answers are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Select,
    Radios,
    Checks,
}

/// A question with given answers.
#[derive(Clone, Debug, Template)]
#[template(path = "part/choice.html")]
pub struct Choices<'c> {
    shape: Shape,
    name: &'c str,
    label: &'c str,
    choices: &'c [Choice],
    hint: &'c str,
    flaw: Option<&'c str>,
    blank: &'c str,
    needed: bool,
}

impl HtmlSafe for Choices<'_> {}

impl<'c> Choices<'c> {
    fn of(shape: Shape, name: &'c str, label: &'c str, choices: &'c [Choice]) -> Self {
        let needed = shape != Shape::Checks;
        Self { shape, name, label, choices, hint: "", flaw: None, blank: "", needed }
    }

    /// A list to pull down, for more than a handful of answers.
    pub fn select(name: &'c str, label: &'c str, choices: &'c [Choice]) -> Self {
        Self::of(Shape::Select, name, label, choices)
    }

    /// One of a few.
    pub fn radios(name: &'c str, label: &'c str, choices: &'c [Choice]) -> Self {
        Self::of(Shape::Radios, name, label, choices)
    }

    /// Any number of them.
    pub fn checks(name: &'c str, label: &'c str, choices: &'c [Choice]) -> Self {
        Self::of(Shape::Checks, name, label, choices)
    }

    /// What helps to answer, under the label.
    #[must_use]
    pub fn hint(self, hint: &'c str) -> Self {
        Self { hint, ..self }
    }

    /// What is wrong with the answer.
    #[must_use]
    pub fn flaw(self, flaw: Option<&'c str>) -> Self {
        Self { flaw, ..self }
    }

    /// The first line of a list, which is no answer.
    #[must_use]
    pub fn blank(self, blank: &'c str) -> Self {
        Self { blank, ..self }
    }

    /// It may be left as it is, and says so.
    #[must_use]
    pub fn optional(self) -> Self {
        Self { needed: false, ..self }
    }

    /// The first answer has the name itself as its id, so that a flaw leads there.
    fn id(&self, index: &usize) -> String {
        if *index == 0 { self.name.to_owned() } else { format!("{}-{index}", self.name) }
    }

    fn described(&self) -> String {
        described(self.name, self.hint, self.flaw)
    }
}

/// The ids of what describes a field, for those who hear the page.
pub(super) fn described(name: &str, hint: &str, flaw: Option<&str>) -> String {
    match (hint.is_empty(), flaw) {
        (true, None) => String::new(),
        (false, None) => format!("{name}-hint"),
        (true, Some(_)) => format!("{name}-flaw"),
        (false, Some(_)) => format!("{name}-hint {name}-flaw"),
    }
}

/// A single box to tick.
#[derive(Clone, Debug, Template)]
#[template(path = "part/tick.html")]
pub struct Tick<'t> {
    name: &'t str,
    label: &'t str,
    hint: &'t str,
    chosen: bool,
}

impl HtmlSafe for Tick<'_> {}

impl<'t> Tick<'t> {
    /// A box to tick; it sends `yes`.
    pub fn new(name: &'t str, label: &'t str, hint: &'t str, chosen: &bool) -> Self {
        Self { name, label, hint, chosen: *chosen }
    }
}
