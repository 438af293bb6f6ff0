//! Numbers as a picture: a bar a number, with the number itself beside it, so that the picture is
//! its own table.

use askama::Template;
use askama::filters::HtmlSafe;

/// Bars, one below the other.
#[derive(Clone, Debug, Default, PartialEq, Eq, Template)]
#[template(path = "part/bars.html")]
pub struct Bars {
    bars: Vec<Bar>,
}

impl HtmlSafe for Bars {}

impl Bars {
    /// Bars in their order.
    pub fn new(bars: Vec<Bar>) -> Self {
        Self { bars }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.bars.is_empty()
    }
}

/// A number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bar {
    label: String,
    said: String,
    href: Option<String>,
    percent: u8,
}

impl Bar {
    /// What it is called, what it comes to in words, and how much of the whole that is.
    pub fn new(label: impl Into<String>, said: impl Into<String>, percent: u8) -> Self {
        Self { label: label.into(), said: said.into(), href: None, percent: percent.min(100) }
    }

    /// Leading to what is behind it.
    #[must_use]
    pub fn leading(self, href: impl Into<String>) -> Self {
        Self { href: Some(href.into()), ..self }
    }
}
