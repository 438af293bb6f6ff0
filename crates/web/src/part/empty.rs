//! A place where nothing stands yet: why, and the way on.

use askama::Template;
use askama::filters::HtmlSafe;

use super::link::Link;

/// An empty place.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "part/empty.html")]
pub struct Empty {
    /// What is missing.
    pub said: String,
    /// Why, or what to do.
    pub more: String,
    /// The way on.
    pub link: Option<Link>,
}

impl HtmlSafe for Empty {}

impl Empty {
    /// Nothing, and what to do about it.
    pub fn new(said: impl Into<String>, more: impl Into<String>) -> Self {
        Self { said: said.into(), more: more.into(), link: None }
    }

    /// With a way on.
    #[must_use]
    pub fn link(self, link: Option<Link>) -> Self {
        Self { link, ..self }
    }
}
