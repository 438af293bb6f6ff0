//! 自查 of a branch: one a campaign in which it takes part.

use askama::Template;

use crate::layout::Page;
use crate::part::badge::Badge;
use crate::part::empty::Empty;
use crate::part::table::{Cell, Head, Table};
use crate::part::way::Way;

/// The page.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/self_checks/self_checks.html")]
pub struct SelfChecks {
    /// The way to it.
    pub way: Way,
    /// The branch.
    pub branch: String,
    /// The campaigns, the latest first.
    pub rows: Vec<Row>,
}

/// A campaign.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Its name.
    pub campaign: String,
    /// The self-check.
    pub href: String,
    /// The period.
    pub period: String,
    /// Its days.
    pub window: String,
    /// How far it has come.
    pub badges: Vec<Badge>,
}

impl SelfChecks {
    fn table(&self) -> Table {
        let heads = vec![
            Head::text("学习教育"),
            Head::narrow("阶段"),
            Head::narrow("自查期限"),
            Head::narrow("自查").bare(),
        ];
        let row = |row: &Row| {
            vec![
                Cell::link(&row.campaign, &row.href),
                Cell::text(&row.period),
                Cell::text(&row.window),
                Cell::Badges(row.badges.clone()),
            ]
        };
        Table::new("自查", heads, self.rows.iter().map(row).collect()).unseen_caption()
    }

    fn empty(&self) -> Empty {
        Empty::new("还没有要自查的", "上级启动学习教育并把本支部列入以后,这里会列出来。")
    }
}

impl Page for SelfChecks {
    fn title(&self) -> String {
        format!("自查 - {}", self.branch)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}
