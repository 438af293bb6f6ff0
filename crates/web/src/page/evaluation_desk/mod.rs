//! 党委督导的评定名单: a committee's branches, each with how far it has come.

use askama::Template;

use crate::layout::Page;
use crate::part::badge::Badge;
use crate::part::empty::Empty;
use crate::part::facts::{Fact, Facts};
use crate::part::link::{Act, Link};
use crate::part::table::{Cell, Head, Table};
use crate::part::way::Way;

/// The page.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/evaluation_desk/evaluation_desk.html")]
pub struct EvaluationDesk {
    /// The way to it.
    pub way: Way,
    /// The committee.
    pub committee: String,
    /// The campaign, the period and its days, how many are done.
    pub facts: Vec<Fact>,
    /// What to do, in a sentence.
    pub lead: String,
    /// 下一个未评.
    pub next: Option<Link>,
    /// The branches that are looked at.
    pub branches: Vec<Branch>,
    /// Which may be looked at, how many each; none where there is no branch at all.
    pub views: Vec<View>,
    /// The sheet to be filled in without a network, and where it is taken in.
    pub offline: Vec<Act>,
    /// Other periods that have begun, each leading to its list.
    pub periods: Vec<Link>,
    /// Criteria, each leading to its page across branches.
    pub criteria: Vec<Link>,
}

/// Some of the branches.
#[derive(Clone, Debug, Default)]
pub struct View {
    /// What they are, and how many.
    pub link: Link,
    /// Whether they are looked at.
    pub is_current: bool,
}

/// A branch.
#[derive(Clone, Debug, Default)]
pub struct Branch {
    /// Its name.
    pub name: String,
    /// Its evaluation.
    pub href: String,
    /// When it checked itself; or that it hasn't.
    pub self_check: String,
    /// How far its evaluation has come.
    pub badges: Vec<Badge>,
}

impl EvaluationDesk {
    fn table(&self) -> Table {
        let heads = vec![Head::text("支部"), Head::narrow("自查"), Head::narrow("评定").bare()];
        let row = |branch: &Branch| {
            vec![
                Cell::link(&branch.name, &branch.href),
                Cell::text(&branch.self_check),
                Cell::Badges(branch.badges.clone()),
            ]
        };
        Table::new("所属支部", heads, self.branches.iter().map(row).collect()).unseen_caption()
    }

    fn empty(&self) -> Empty {
        if !self.views.is_empty() {
            return Empty::new("没有这样的支部", "请点上面的另一类,或点「全部」。");
        }
        Empty::new("没有要评定的支部", "本党委没有支部参加这次学习教育。")
    }
}

impl Page for EvaluationDesk {
    fn title(&self) -> String {
        format!("评定 - {}", self.committee)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}
