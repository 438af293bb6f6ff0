//! The way through a long list, one page at a time.

use askama::Template;
use askama::filters::HtmlSafe;

/// Where in a list one is. A list is read from a key on, so there is a next page and a first one,
/// but no page number.
#[derive(Clone, Debug, Default, PartialEq, Eq, Template)]
#[template(path = "part/pager.html")]
pub struct Pager {
    /// What is shown of how much, such as `本页 50 个,共 312 个`.
    pub said: String,
    /// The beginning, unless this is it.
    pub first: Option<String>,
    /// What follows, if anything.
    pub next: Option<String>,
}

impl HtmlSafe for Pager {}
