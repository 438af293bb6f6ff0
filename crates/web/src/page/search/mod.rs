//! 检索党组织: which organisations are called like this, and where do they stand?

use askama::Template;

use crate::layout::Page;
use crate::part::badge::Badge;
use crate::part::empty::Empty;
use crate::part::find::Find;
use crate::part::marked::Marked;
use crate::part::pager::Pager;
use crate::part::way::Way;

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "page/search/search.html")]
pub struct Search {
    /// The way to it.
    pub way: Way,
    /// The box, with what was asked; an empty question has no answer yet.
    pub find: Find,
    /// How many were found and where, such as `在甲县范围内找到 12 个。`.
    pub said: String,
    /// What was found, one page of it.
    pub hits: Vec<Hit>,
    /// Through the hits.
    pub pager: Pager,
}

/// An organisation that was found.
#[derive(Clone, Debug, Default)]
pub struct Hit {
    /// Its identity, where it is to be chosen.
    pub id: String,
    /// Its name, marked.
    pub name: Marked,
    /// Its page.
    pub href: String,
    /// What stands above it, the highest first.
    pub way: Vec<String>,
    /// Its kind.
    pub kind: String,
    /// Its code, if it has one, marked.
    pub code: Marked,
    /// How it stands.
    pub badges: Vec<Badge>,
}

impl Search {
    fn nothing(&self) -> Empty {
        Empty::new(
            format!("没有找到「{}」", self.find.query),
            "请核对用字,或只输名称中的两三个字,也可以输代码。",
        )
    }
}

impl Page for Search {
    fn title(&self) -> String {
        match self.find.query.is_empty() {
            true => "检索党组织".to_owned(),
            false => format!("检索「{}」", self.find.query),
        }
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}
