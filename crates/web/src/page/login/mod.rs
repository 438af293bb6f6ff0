//! 登录: who is it?

use askama::Template;

use crate::layout::Page;
use crate::part::field::Field;
use crate::part::flaws::Flaws;
use crate::part::kept::Kept;

/// The page. It sends `login`, `password` and `next`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/login/login.html")]
pub struct Login {
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// What was typed as the login.
    pub login: String,
    /// The page that was asked for before; empty for the first one.
    pub next: String,
    /// What was sent before the login was asked for.
    pub kept: Option<Kept>,
    /// What of it is not kept, as a sentence.
    pub lost: String,
    /// What has to be mended.
    pub flaws: Flaws,
}

impl Login {
    fn heading(&self) -> &'static str {
        if self.kept.is_some() || !self.lost.is_empty() { "请先登录" } else { "登录" }
    }
}

impl Page for Login {
    fn title(&self) -> String {
        self.heading().to_owned()
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
