//! The box to look for something by its name.

use askama::Template;
use askama::filters::HtmlSafe;

use super::field::Field;

/// A search box; it asks by `q`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Template)]
#[template(path = "part/find.html")]
pub struct Find {
    /// Where the question goes.
    pub action: String,
    /// What stands above the box.
    pub label: String,
    /// What was asked.
    pub query: String,
    /// What goes along unseen, by name and value: where to search, what for.
    pub hidden: Vec<(String, String)>,
}

impl HtmlSafe for Find {}
