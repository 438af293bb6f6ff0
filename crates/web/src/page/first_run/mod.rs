//! 启用督考: the first organisation and the first administrator.

use askama::Template;

use crate::layout::Page;
use crate::part::choice::{Choice, Choices};
use crate::part::field::Field;
use crate::part::flaws::Flaws;

/// The page. It sends `organisation`, `kind`, `name`, `login`, `password` and `password_again`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/first_run/first_run.html")]
pub struct FirstRun {
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// The organisation's name, as typed.
    pub organisation: String,
    /// What it may be; without any, it isn't asked.
    pub kinds: Vec<Choice>,
    /// The administrator's name, as typed.
    pub name: String,
    /// The administrator's login, as typed.
    pub login: String,
    /// What a password needs, a sentence each.
    pub rules: Vec<String>,
    /// What has to be mended.
    pub flaws: Flaws,
}

impl Page for FirstRun {
    fn title(&self) -> String {
        "启用督考".to_owned()
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
