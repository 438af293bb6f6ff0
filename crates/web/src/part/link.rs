//! A link in a text, and a link that looks like a button.

use askama::Template;
use askama::filters::HtmlSafe;

/// A link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Template)]
#[template(ext = "html", source = r#"<a href="{{ href }}">{{ text }}</a>"#)]
pub struct Link {
    /// What it is called.
    pub text: String,
    /// Where it leads.
    pub href: String,
}

impl HtmlSafe for Link {}

impl Link {
    /// A link.
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { text: text.into(), href: href.into() }
    }
}

/// What may be done from here, as a link to where it is done.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(path = "part/act.html")]
pub struct Act {
    /// What it is called and where it leads.
    pub link: Link,
    /// Whether it takes something away.
    pub grave: bool,
}

impl HtmlSafe for Act {}

impl Act {
    /// Something harmless.
    pub fn new(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { link: Link::new(text, href), grave: false }
    }

    /// Something that takes away.
    pub fn grave(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { link: Link::new(text, href), grave: true }
    }
}
