//! 设置密码: a new account is taken over by its owner.

use askama::Template;

use crate::layout::Page;
use crate::part::facts::{Fact, Facts};
use crate::part::field::Field;
use crate::part::flaws::Flaws;

/// The page. It sends `password` and `password_again`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/activation/activation.html")]
pub struct Activation {
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// Whose account it is: name, login, organisation, post.
    pub facts: Vec<Fact>,
    /// What a password needs, a sentence each.
    pub rules: Vec<String>,
    /// What has to be mended.
    pub flaws: Flaws,
}

impl Page for Activation {
    fn title(&self) -> String {
        "设置密码".to_owned()
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
