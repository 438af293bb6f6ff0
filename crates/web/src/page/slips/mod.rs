//! 账号条 for many, eight on a sheet of paper, to be cut apart and handed on.

use askama::Template;

use crate::layout::Page;
use crate::part::way::Way;

/// The page. It is shown once.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/slips/slips.html")]
pub struct Slips {
    /// The way to it.
    pub way: Way,
    /// The slips.
    pub slips: Vec<One>,
    /// Where everybody logs in afterwards.
    pub login_address: String,
    /// Back to whose accounts are due.
    pub back_href: String,
}

/// A slip.
#[derive(Clone, Debug, Default)]
pub struct One {
    /// Whose it is.
    pub name: String,
    /// As what.
    pub role: String,
    /// Where.
    pub organisation: String,
    /// What is typed to log in.
    pub login: String,
    /// Where the password is chosen: all but the code.
    pub address: String,
    /// The code, in pieces.
    pub code: Vec<String>,
    /// Until when it counts.
    pub until: String,
}

impl Page for Slips {
    fn title(&self) -> String {
        format!("{} 张账号条", self.slips.len())
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}
