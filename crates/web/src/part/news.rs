//! What others did while somebody was typing.

use askama::Template;
use askama::filters::HtmlSafe;

/// An answer that differs: from a version to the next, or between what was typed and what stands
/// there since.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// The question.
    pub label: String,
    /// What it was, or was typed; blank for nothing.
    pub before: String,
    /// What it is; blank for nothing.
    pub after: String,
}

/// What others did meanwhile, beside what was typed and is not saved. The default is no news.
#[derive(Clone, Debug, Default, PartialEq, Eq, Template)]
#[template(path = "part/news.html")]
pub struct News {
    /// Who did what, in a few words.
    pub head: String,
    /// What is kept, and what to do.
    pub says: String,
    /// Where what was typed differs.
    pub changed: Vec<Changed>,
}

impl HtmlSafe for News {}
