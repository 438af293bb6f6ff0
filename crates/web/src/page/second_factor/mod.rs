//! 动态口令: the second proof of who it is.

use askama::Template;

use crate::layout::Page;
use crate::part::field::Field;
use crate::part::flaws::Flaws;
use crate::part::kept::Kept;

/// The page. It sends `code`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/second_factor/second_factor.html")]
pub struct SecondFactor {
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// Back to the login, as somebody else.
    pub back_href: String,
    /// The page that was asked for before; empty for the first one.
    pub next: String,
    /// What was sent before the login was asked for.
    pub kept: Option<Kept>,
    /// What has to be mended.
    pub flaws: Flaws,
}

impl Page for SecondFactor {
    fn title(&self) -> String {
        "输入动态口令".to_owned()
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
