//! Asks once before something is done, and says what it will do.

use askama::Template;
use askama::filters::HtmlSafe;

use super::field::Field;
use super::link::Link;

/// A question before an act.
#[derive(Clone, Debug, Template)]
#[template(path = "part/confirm.html")]
pub struct Confirm<'c> {
    /// The id of the form.
    pub form: &'c str,
    /// Where it is sent.
    pub action: &'c str,
    /// What it will do, a sentence each.
    pub says: &'c [String],
    /// What goes along unseen, by name and value.
    pub hidden: &'c [(String, String)],
    /// What is still to be filled in.
    pub fields: &'c [Field<'c>],
    /// What the button says: the act itself, never «确定».
    pub button: &'c str,
    /// Whether it takes something away.
    pub grave: bool,
    /// The way back.
    pub back: &'c Link,
}

impl HtmlSafe for Confirm<'_> {}
