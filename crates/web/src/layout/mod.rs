//! The one frame around every page: head, way, notice, body, foot.

use std::fmt;

use askama::Template;

use crate::part::link::Link;
use crate::part::way::Way;
use crate::{look, script};

/// What a request brings to every page, whatever the page is.
#[derive(Clone, Debug, Default)]
pub struct Frame {
    /// Whether everything shown is invented.
    pub demonstration: bool,
    /// Who is logged in.
    pub who: Option<Who>,
    /// Where this person may go.
    pub nav: Vec<NavItem>,
    /// What has just been done.
    pub notice: Option<Notice>,
}

/// The person who is logged in.
#[derive(Clone, Debug)]
pub struct Who {
    /// Which of all people, so that a browser that several use keeps their drafts apart.
    pub id: String,
    /// Their name.
    pub name: String,
    /// What they are and where, such as `甲县组织部 · 组织部管理员`.
    pub roles: String,
    /// My account.
    pub account_href: String,
    /// Where logging out is sent.
    pub logout_action: String,
    /// The id of that form.
    pub logout_form: String,
}

/// A way on in the head.
#[derive(Clone, Debug)]
pub struct NavItem {
    /// Where it leads.
    pub href: String,
    /// What it is called.
    pub text: String,
    /// Whether the page belongs to it.
    pub current: bool,
}

/// What has just been done, or what has to be known first.
#[derive(Clone, Debug)]
pub struct Notice {
    /// How much it matters.
    pub tone: Tone,
    /// A sentence.
    pub text: String,
    /// What may be done about it, such as taking it back.
    pub link: Option<Link>,
}

/// How much a notice matters. Each has its word, since a colour alone says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// It is done.
    Done,
    /// Mind this.
    Mind,
    /// It was not done.
    Failed,
}

impl Tone {
    fn word(self) -> &'static str {
        match self {
            Self::Done => "已完成",
            Self::Mind => "请注意",
            Self::Failed => "未完成",
        }
    }

    fn class(self) -> &'static str {
        match self {
            Self::Done => "notice",
            Self::Mind => "notice notice-warning",
            Self::Failed => "notice notice-grave",
        }
    }
}

/// A page: a struct with its template, a title, and perhaps a way that leads to it.
pub trait Page: Template + fmt::Display {
    /// What the page is called, in the window's title.
    fn title(&self) -> String;

    /// The way to it.
    fn way(&self) -> Option<&Way> {
        None
    }

    /// Whether something on it has to be mended, which the window's title says first.
    fn flawed(&self) -> bool {
        false
    }

    /// The whole document.
    fn show(&self, frame: &Frame) -> String
    where
        Self: Sized,
    {
        let body = self.render().expect("writing to a text cannot fail");
        let layout = Layout {
            scripts: script::of_page(&body),
            title: &self.title(),
            flawed: self.flawed(),
            frame,
            way: self.way(),
            body: &body,
        };
        layout.render().expect("writing to a text cannot fail")
    }
}

#[derive(Template)]
#[template(path = "layout/layout.html")]
struct Layout<'p> {
    title: &'p str,
    flawed: bool,
    frame: &'p Frame,
    way: Option<&'p Way>,
    body: &'p str,
    scripts: Vec<&'static str>,
}
