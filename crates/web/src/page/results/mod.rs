//! The campaigns in which a branch has, or will have, a result.

use askama::Template;

use crate::layout::Page;
use crate::part::empty::Empty;
use crate::part::link::Link;
use crate::part::table::{Cell, Head, Table};
use crate::part::way::Way;

/// The page.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/results/results.html")]
pub struct Results {
    /// The way to it.
    pub way: Way,
    /// The branch.
    pub branch: String,
    /// Campaigns, each leading to the result, with its days; the latest first.
    pub campaigns: Vec<(Link, String)>,
}

impl Results {
    fn table(&self) -> Table {
        let heads = vec![Head::text("学习教育"), Head::text("起止")];
        let row = |(link, days): &(Link, String)| vec![Cell::Link(link.clone()), Cell::text(days)];
        Table::new("学习教育", heads, self.campaigns.iter().map(row).collect()).unseen_caption()
    }

    fn empty(&self) -> Empty {
        Empty::new("还没有考核结果", "本支部没有参加过学习教育。参加以后,这里能看到每一次的结果。")
    }
}

impl Page for Results {
    fn title(&self) -> String {
        format!("考核结果 - {}", self.branch)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}
