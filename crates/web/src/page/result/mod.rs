//! 考核结果 of a branch: its points with why, who decided, and what would change them.

use askama::Template;

use crate::layout::Page;
use crate::part::above::Above;
use crate::part::badge::Badge;
use crate::part::facts::{Fact, Facts};
use crate::part::ground::Ground;
use crate::part::link::Link;
use crate::part::table::{Cell, Head, Table};
use crate::part::way::Way;

/// The page.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/result/result.html")]
pub struct BranchResult {
    /// The way to it.
    pub way: Way,
    /// The branch.
    pub branch: String,
    /// How far it has come.
    pub badges: Vec<Badge>,
    /// What the points are, in a sentence.
    pub lead: String,
    /// `总分` or `暂计`, with the points; none while there are none.
    pub total: Option<(String, String)>,
    /// The campaign, the band, who decided and when.
    pub facts: Vec<Fact>,
    /// By criterion.
    pub criteria: Vec<Criterion>,
    /// Earlier confirmed totals: when, how many.
    pub earlier: Vec<(String, String)>,
    /// Whom to ask.
    pub ask: String,
    /// Other pages.
    pub links: Vec<Link>,
}

/// A criterion.
#[derive(Clone, Debug, Default)]
pub struct Criterion {
    /// What begins with it.
    pub above: Above,
    /// What its points rest on.
    pub ground: Ground,
    /// The points, or a dash.
    pub points: String,
    /// Whose they are: 评定 or 自评.
    pub whose: String,
    /// Why the committee gave them.
    pub reason: String,
    /// What the branch gave itself, where the committee gave points.
    pub own: String,
    /// The branch's reason.
    pub own_reason: String,
    /// What was suggested when they were given, or is now.
    pub suggested: Fact,
    /// Who gave them and when.
    pub given: String,
}

impl BranchResult {
    fn before(&self) -> Table {
        let heads = vec![Head::narrow("确认时间"), Head::number("总分")];
        let row = |(at, total): &(String, String)| vec![Cell::text(at), Cell::text(total)];
        let rows = self.earlier.iter().map(row).collect();
        Table::new("以前确认的总分", heads, rows).unseen_caption()
    }
}

impl Page for BranchResult {
    fn title(&self) -> String {
        format!("考核结果 - {}", self.branch)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}
