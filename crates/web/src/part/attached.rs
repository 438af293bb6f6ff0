//! A file that has come and that the form will attach, unless somebody unticks it. It sends `file`.

use askama::Template;
use askama::filters::HtmlSafe;

/// The file, as a box to tick.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "part/attached.html")]
pub struct Attached {
    /// Its identity.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How large.
    pub size: String,
    /// Where it is fetched; empty where it cannot be yet.
    pub href: String,
}

impl HtmlSafe for Attached {}
