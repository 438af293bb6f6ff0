//! 任职情况: one post, its account, and how it ends.

use askama::Template;

use crate::layout::Page;
use crate::part::facts::{Fact, Facts};
use crate::part::field::Field;
use crate::part::flaws::Flaws;
use crate::part::link::Link;
use crate::part::way::Way;

/// The page. Its forms send `login`; nothing; nothing; nothing; and `last`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/post/post.html")]
pub struct Post {
    /// The way to it.
    pub way: Way,
    /// Who.
    pub name: String,
    /// What, where and since when.
    pub facts: Vec<Fact>,
    /// Where making an account is sent; none where there is one or it may not be made.
    pub open: Option<PostForm>,
    /// What was typed as the login.
    pub login: String,
    /// Why the account is somebody else's business, where the reader should know.
    pub account_says: String,
    /// Where a locked account is let in again; none where it isn't locked, or that may not be done.
    pub unlock: Option<PostForm>,
    /// Where a new activation code is asked for; none where it may not be.
    pub reset: Option<PostForm>,
    /// Whether the second factor outlasts a reset.
    pub keeps_factor: bool,
    /// Where a lost second factor is taken away; none where that may not be done.
    pub factor: Option<PostForm>,
    /// Where a successor is appointed; none where that may not be done.
    pub successor: Option<Link>,
    /// Where ending the post is sent; none where it has ended or may not be.
    pub end: Option<PostForm>,
    /// The last day, as typed.
    pub last: String,
    /// Back to the organisation.
    pub back_href: String,
    /// What has to be mended.
    pub flaws: Flaws,
}

/// A form of the page.
#[derive(Clone, Debug, Default)]
pub struct PostForm {
    /// Its id.
    pub form: String,
    /// Where it is sent.
    pub action: String,
}

impl Page for Post {
    fn title(&self) -> String {
        format!("{} - 任职", self.name)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
