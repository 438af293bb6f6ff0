//! The way from the highest organisation that the person may see down to where they are.

use askama::Template;
use askama::filters::HtmlSafe;

use super::link::Link;

/// The way to a page.
#[derive(Clone, Debug, Default, PartialEq, Eq, Template)]
#[template(path = "part/way.html")]
pub struct Way {
    /// What stands above, the highest first.
    pub steps: Vec<Link>,
    /// Where one is.
    pub here: String,
}

impl HtmlSafe for Way {}
