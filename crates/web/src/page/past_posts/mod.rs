//! 以往任职: who served an organisation before.

use askama::Template;

use crate::layout::Page;
use crate::part::badge::Badge;
use crate::part::empty::Empty;
use crate::part::pager::Pager;
use crate::part::table::{Cell, Head, Table};
use crate::part::way::Way;

/// The page.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/past_posts/past_posts.html")]
pub struct PastPosts {
    /// The way to it.
    pub way: Way,
    /// Of which organisation.
    pub organisation: String,
    /// The posts that have ended, the latest first, one page of them.
    pub posts: Vec<PastPost>,
    /// Through the posts.
    pub pager: Pager,
    /// Back to the organisation.
    pub back_href: String,
}

/// A post that has ended.
#[derive(Clone, Debug, Default)]
pub struct PastPost {
    /// Who.
    pub name: String,
    /// The post's page.
    pub href: String,
    /// As what.
    pub role: String,
    /// From when to when.
    pub days: String,
    /// Acting.
    pub badges: Vec<Badge>,
}

impl PastPosts {
    fn table(&self) -> Table {
        let heads = vec![
            Head::text("姓名"),
            Head::narrow("职务"),
            Head::narrow("任期"),
            Head::narrow("说明").bare(),
        ];
        let row = |post: &PastPost| {
            vec![
                Cell::link(&post.name, &post.href),
                Cell::text(&post.role),
                Cell::text(&post.days),
                Cell::Badges(post.badges.clone()),
            ]
        };
        Table::new("以往任职", heads, self.posts.iter().map(row).collect()).unseen_caption()
    }

    fn nothing(&self) -> Empty {
        Empty::new("没有以往任职", "离任以后,会列在这里。")
    }
}

impl Page for PastPosts {
    fn title(&self) -> String {
        format!("以往任职 - {}", self.organisation)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}
