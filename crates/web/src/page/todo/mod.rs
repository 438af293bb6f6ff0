//! 待办: what a person has to do, then how what they look after stands.

use askama::Template;

use crate::layout::Page;
use crate::part::badge::Badge;
use crate::part::link::Link;

/// The page.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/todo/todo.html")]
pub struct Todo {
    /// What there is to do, in a sentence.
    pub lead: String,
    /// What is to be done, what ends first at first.
    pub items: Vec<Item>,
    /// How organisations stand.
    pub stands: Vec<Stand>,
}

/// Something to do.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// What, leading to where it is done.
    pub what: Link,
    /// For which organisation.
    pub org: String,
    /// How far it is, or why it came back; empty where there is nothing to say.
    pub more: String,
    /// Until when, with a word.
    pub badges: Vec<Badge>,
}

/// How a campaign stands for an organisation.
#[derive(Clone, Debug, Default)]
pub struct Stand {
    /// The organisation.
    pub org: Link,
    /// The campaign.
    pub campaign: String,
    /// How far it has come.
    pub come: String,
    /// Where one may look.
    pub links: Vec<Link>,
}

impl Page for Todo {
    fn title(&self) -> String {
        "待办".to_owned()
    }
}
