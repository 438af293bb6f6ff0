//! The branches behind a figure, and the same as a list to copy (催办清单).

use askama::Template;

use crate::layout::Page;
use crate::part::badge::Badge;
use crate::part::choice::{Choice, Choices};
use crate::part::empty::Empty;
use crate::part::link::Link;
use crate::part::pager::Pager;
use crate::part::table::{Cell, Head, Table};
use crate::part::way::Way;

/// The page.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/progress_branches/progress_branches.html")]
pub struct ProgressBranches {
    /// The way to it.
    pub way: Way,
    /// Of whom they are.
    pub org: String,
    /// Which they are.
    pub which: String,
    /// The campaign and the period.
    pub lead: String,
    /// 截至.
    pub as_of: String,
    /// Where other branches are asked for, and which there are.
    pub action: String,
    /// The period that is asked for.
    pub period: String,
    /// Which branches there are to ask for.
    pub choices: Vec<Choice>,
    /// The branches.
    pub branches: Vec<Branch>,
    /// More of them.
    pub pager: Pager,
    /// Where they are a list to copy.
    pub copy: Option<Link>,
    /// The list to copy: how many lines, and the lines.
    pub lines: Option<(String, String)>,
    /// Back to the figures.
    pub back: Link,
}

/// A branch.
#[derive(Clone, Debug, Default)]
pub struct Branch {
    /// It, leading to its result.
    pub branch: Link,
    /// Who evaluates it.
    pub committee: String,
    /// Where its office and that of who evaluates it are reached; blank where that is not said.
    pub phones: [String; 2],
    /// Its secretary, or that there is none.
    pub secretary: String,
    /// Its self-check and its evaluation.
    pub badges: Vec<Badge>,
    /// The last confirmed total with its band, or a dash.
    pub total: String,
}

impl ProgressBranches {
    fn table(&self) -> Table {
        let heads = vec![
            Head::text("支部"),
            Head::text("上级党委"),
            Head::narrow("书记"),
            Head::text("自查和评定"),
            Head::narrow("最近确认的总分"),
            Head::narrow("联系电话"),
        ];
        let phones = |one: &Branch| {
            let [own, above] = &one.phones;
            match (own.as_str(), above.as_str()) {
                ("", "") => "—".to_owned(),
                ("", above) => format!("党委 {above}"),
                (own, _) => own.to_owned(),
            }
        };
        let row = |one: &Branch| {
            vec![
                Cell::Link(one.branch.clone()),
                Cell::text(&one.committee),
                Cell::text(&one.secretary),
                Cell::Badges(one.badges.clone()),
                Cell::text(&one.total),
                Cell::text(phones(one)),
            ]
        };
        let rows = self.branches.iter().map(row).collect();
        Table::new(self.which.as_str(), heads, rows).unseen_caption()
    }

    fn empty(&self) -> Empty {
        Empty::new("没有这样的支部", "可以在上面选别的情况。")
    }
}

impl Page for ProgressBranches {
    fn title(&self) -> String {
        format!("{} - {}", self.which, self.org)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}
