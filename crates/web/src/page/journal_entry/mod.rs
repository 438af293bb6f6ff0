//! One entry of the journal: its words, and the bytes that are hashed.

use askama::Template;

use crate::layout::Page;
use crate::part::facts::{Fact, Facts};
use crate::part::way::Way;

/// The page.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/journal_entry/journal_entry.html")]
pub struct JournalEntryPage {
    /// The way to it.
    pub way: Way,
    /// What happened, in a word.
    pub what: String,
    /// What exactly, in a sentence.
    pub detail: String,
    /// When, who, its place, its hash.
    pub facts: Vec<Fact>,
    /// The bytes that are hashed, in lines.
    pub body: String,
}

impl Page for JournalEntryPage {
    fn title(&self) -> String {
        format!("{} - 留痕", self.what)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}
