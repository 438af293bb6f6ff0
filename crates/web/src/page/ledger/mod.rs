//! 台账: all records of a branch, whatever their kinds, and what is still being written.

use askama::Template;

use crate::layout::Page;
use crate::part::badge::Badge;
use crate::part::choice::{Choice, Choices};
use crate::part::empty::Empty;
use crate::part::field::Field;
use crate::part::link::{Act, Link};
use crate::part::pager::Pager;
use crate::part::table::{Cell, Head, Table};
use crate::part::way::Way;

/// The page. Its filter asks by `kind`, `state`, `from`, `to` and `q`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/ledger/ledger.html")]
pub struct Ledger {
    /// The way to it.
    pub way: Way,
    /// Whose it is.
    pub name: String,
    /// Kinds of which a record may be begun here; none where this person doesn't keep it.
    pub begin: Vec<Act>,
    /// What is still being written.
    pub drafts: Vec<Row>,
    /// Where the filter is sent.
    pub action: String,
    /// Kinds to choose from.
    pub kinds: Vec<Choice>,
    /// States to choose from.
    pub states: Vec<Choice>,
    /// From this day on.
    pub from: String,
    /// Until this day.
    pub to: String,
    /// With this in the title.
    pub query: String,
    /// Whether anything is filtered.
    pub is_filtered: bool,
    /// The records of this page.
    pub rows: Vec<Row>,
    /// Through the records.
    pub pager: Pager,
    /// Sheets in and out, a kind each.
    pub sheets: Vec<Sheets>,
}

/// A record, or a draft of one.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// What it is called.
    pub title: String,
    /// Its page.
    pub href: String,
    /// The day by which it counts; of a draft when it was saved.
    pub day: String,
    /// What it is.
    pub kind: String,
    /// Its state, where that is not the usual one.
    pub badges: Vec<Badge>,
    /// How many files it has; blank for none.
    pub files: String,
}

/// Sheets of a kind.
#[derive(Clone, Debug, Default)]
pub struct Sheets {
    /// The kind.
    pub kind: String,
    /// Taking out, and taking in where this person may.
    pub links: Vec<Link>,
}

impl Ledger {
    fn table(&self) -> Table {
        let heads = vec![
            Head::text("名称"),
            Head::narrow("日期").bare(),
            Head::narrow("种类").bare(),
            Head::number("附件"),
            Head::narrow("情况").bare(),
        ];
        let row = |row: &Row| {
            vec![
                Cell::link(&row.title, &row.href),
                Cell::text(&row.day),
                Cell::text(&row.kind),
                Cell::text(&row.files),
                Cell::Badges(row.badges.clone()),
            ]
        };
        Table::new("台账记录", heads, self.rows.iter().map(row).collect()).unseen_caption()
    }

    fn draft_table(&self) -> Table {
        let heads =
            vec![Head::text("名称"), Head::narrow("种类").bare(), Head::narrow("保存").bare()];
        let row = |row: &Row| {
            vec![Cell::link(&row.title, &row.href), Cell::text(&row.kind), Cell::text(&row.day)]
        };
        Table::new("草稿", heads, self.drafts.iter().map(row).collect()).unseen_caption()
    }

    fn empty(&self) -> Empty {
        match (self.is_filtered, self.begin.is_empty()) {
            (true, _) => {
                let all = Link::new("查看全部", &self.action);
                Empty::new("没有符合条件的记录", "请换一个条件。").link(Some(all))
            }
            (false, false) => Empty::new("还没有记录", "从上面选一个种类,记下第一条。"),
            (false, true) => Empty::new("还没有记录", ""),
        }
    }
}

impl Page for Ledger {
    fn title(&self) -> String {
        format!("台账 - {}", self.name)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}
