//! What is known of a thing: terms, each with what it says.

use askama::Template;
use askama::filters::HtmlSafe;

use super::link::Link;

/// One fact.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fact {
    /// The term.
    pub term: String,
    /// What it says.
    pub text: String,
    /// Where that leads, if anywhere.
    pub href: Option<String>,
}

impl Fact {
    /// A fact.
    pub fn new(term: impl Into<String>, text: impl Into<String>) -> Self {
        Self { term: term.into(), text: text.into(), href: None }
    }

    /// A fact that leads somewhere.
    pub fn link(term: impl Into<String>, link: Link) -> Self {
        Self { term: term.into(), text: link.text, href: Some(link.href) }
    }
}

impl Fact {
    /// Whether it needs a line of its own where facts stand beside each other.
    fn is_long(&self) -> bool {
        self.text.chars().count() > 24
    }
}

/// Facts in a list.
#[derive(Clone, Debug, Template)]
#[template(path = "part/facts.html")]
pub struct Facts<'f> {
    facts: &'f [Fact],
    class: &'static str,
}

impl HtmlSafe for Facts<'_> {}

impl<'f> Facts<'f> {
    /// One below the other.
    pub fn new(facts: &'f [Fact]) -> Self {
        Self { facts, class: "" }
    }

    /// Beside each other, where there is room.
    pub fn beside(facts: &'f [Fact]) -> Self {
        Self { facts, class: " organisation-facts" }
    }
}
