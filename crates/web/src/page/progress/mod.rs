//! 进展 of a campaign at and below an organisation: figures, each leading to the branches behind it.

use askama::Template;

use crate::layout::Page;
use crate::part::bars::Bars;
use crate::part::empty::Empty;
use crate::part::facts::{Fact, Facts};
use crate::part::link::{Act, Link};
use crate::part::pager::Pager;
use crate::part::table::{Cell, Head, Table};
use crate::part::way::Way;

/// The page.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/progress/progress.html")]
pub struct Progress {
    /// The way to it.
    pub way: Way,
    /// The organisation.
    pub org: String,
    /// The campaign.
    pub campaign: String,
    /// How far it has come, in a sentence.
    pub lead: String,
    /// 截至.
    pub as_of: String,
    /// The period, its days.
    pub facts: Vec<Fact>,
    /// Other periods.
    pub periods: Vec<Link>,
    /// Lists to copy, files to take out.
    pub acts: Vec<Act>,
    /// Files to take out.
    pub files: Vec<Link>,
    /// 自查 and 评定.
    pub come: Bars,
    /// 等次.
    pub bands: Bars,
    /// How totals are spread.
    pub spread: Bars,
    /// Criteria, those that lost most at first.
    pub weak: Vec<Weak>,
    /// Self-checks against evaluations: by criterion.
    pub pairs: Vec<Pair>,
    /// The same of totals, in a sentence; empty where nothing can be compared.
    pub pair: String,
    /// The branches that are compared.
    pub paired: Link,
    /// Units right below.
    pub children: Vec<Unit>,
    /// Whether there could be units below.
    pub has_children: bool,
    /// More units.
    pub pager: Pager,
}

/// A criterion with what was lost of its points.
#[derive(Clone, Debug, Default)]
pub struct Weak {
    /// Its id and title.
    pub criterion: String,
    /// The most it gives.
    pub most: String,
    /// What is given on an average.
    pub mean: String,
    /// The share that is lost.
    pub lost: String,
    /// How many branches lost any, leading to them.
    pub branches: Link,
}

/// A criterion as branches gave it themselves and as it was given.
#[derive(Clone, Debug, Default)]
pub struct Pair {
    /// Its id and title.
    pub criterion: String,
    /// By the branches, on an average.
    pub own: String,
    /// By the committees.
    pub given: String,
    /// By how much they gave themselves more.
    pub more: String,
}

/// A unit.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    /// It, leading to its own page.
    pub unit: Link,
    /// Branches that take part.
    pub enrolled: Link,
    /// Those that have checked themselves: how many, which share.
    pub self_checked: Link,
    /// Those that are rated.
    pub rated: Link,
}

impl Progress {
    fn weak_table(&self) -> Table {
        let heads = vec![
            Head::text("评分要点"),
            Head::number("满分"),
            Head::number("平均得分"),
            Head::number("失分率"),
            Head::number("失分的支部"),
        ];
        let row = |one: &Weak| {
            let texts = [&one.criterion, &one.most, &one.mean, &one.lost].map(Cell::text);
            let mut row = texts.to_vec();
            row.push(Cell::Link(one.branches.clone()));
            row
        };
        Table::new("失分较多的评分要点", heads, self.weak.iter().map(row).collect())
            .unseen_caption()
    }

    fn pair_table(&self) -> Table {
        let heads = vec![
            Head::text("评分要点"),
            Head::number("自评平均"),
            Head::number("评定平均"),
            Head::number("自评高出"),
        ];
        let row =
            |one: &Pair| [&one.criterion, &one.own, &one.given, &one.more].map(Cell::text).to_vec();
        Table::new("自查与评定对照", heads, self.pairs.iter().map(row).collect()).unseen_caption()
    }

    fn unit_table(&self) -> Table {
        let heads = vec![
            Head::text("单位"),
            Head::number("参加的支部"),
            Head::number("已自查"),
            Head::number("已评定"),
        ];
        let row = |one: &Unit| {
            vec![
                Cell::Link(one.unit.clone()),
                Cell::Link(one.enrolled.clone()),
                Cell::Link(one.self_checked.clone()),
                Cell::Link(one.rated.clone()),
            ]
        };
        Table::new("下级单位", heads, self.children.iter().map(row).collect()).unseen_caption()
    }

    fn empty(&self) -> Empty {
        Empty::new("没有参加的下级单位", "下级里没有支部参加这次学习教育。")
    }
}

impl Page for Progress {
    fn title(&self) -> String {
        format!("进展 - {}", self.org)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}
