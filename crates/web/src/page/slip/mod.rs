//! 账号条: what somebody needs to take an account over, to be printed and handed on.

use askama::Template;

use crate::layout::Page;
use crate::part::facts::{Fact, Facts};
use crate::part::way::Way;

/// The page. It is shown once.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/slip/slip.html")]
pub struct Slip {
    /// The way to it.
    pub way: Way,
    /// Name, organisation, login, until when.
    pub facts: Vec<Fact>,
    /// The address where the password is chosen.
    pub address: String,
    /// Back to the post.
    pub back_href: String,
}

impl Page for Slip {
    fn title(&self) -> String {
        "账号条".to_owned()
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}
