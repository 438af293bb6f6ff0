//! 导入: a sheet of organisations is read, tried out, and only then taken in.

use askama::Template;

use crate::layout::Page;
use crate::part::badge::Badge;
use crate::part::choice::Tick;
use crate::part::confirm::Confirm;
use crate::part::field::Field;
use crate::part::flaws::Flaws;
use crate::part::link::{Act, Link};
use crate::part::table::{Cell, Head, Table};
use crate::part::way::Way;

/// The form for a sheet. It sends `close_missing` and the file as `sheet`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/organisation_import/upload.html")]
pub struct Upload {
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// Whether organisations that the sheet lacks are to be closed.
    pub close_missing: bool,
    /// What has to be mended.
    pub flaws: Flaws,
    /// What the button says.
    pub button: String,
    /// The way back.
    pub back_href: String,
}

impl askama::filters::HtmlSafe for Upload {}

/// The first step: which sheet?
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/organisation_import/sheet.html")]
pub struct SheetUpload {
    /// The way to it.
    pub way: Way,
    /// Below which organisation.
    pub name: String,
    /// The form.
    pub upload: Upload,
    /// An empty sheet with its heads.
    pub template: Link,
    /// The organisations as they are, in the same form.
    pub current: Vec<Link>,
}

impl Page for SheetUpload {
    fn title(&self) -> String {
        format!("导入下级组织 - {}", self.name)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.upload.flaws.is_empty()
    }
}

/// The second step: what the sheet would do.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/organisation_import/trial.html")]
pub struct SheetTrial {
    /// The way to it.
    pub way: Way,
    /// Below which organisation.
    pub name: String,
    /// What the sheet is called.
    pub sheet: String,
    /// Columns that were not read, in words; empty where all were.
    pub unread: String,
    /// How many would be made, moved, renamed, closed, appointed, and stay as they are.
    pub counts: Vec<Count>,
    /// What would change, as many as are listed.
    pub changes: Vec<SheetChange>,
    /// That more would change than are listed; empty where all are.
    pub changes_more: String,
    /// What is wrong, as much as is listed.
    pub flaws: Vec<CellFlaw>,
    /// That more is wrong than is listed; empty where all is.
    pub flaws_more: String,
    /// How many are wrong, as text.
    pub flaws_count: String,
    /// What taking it in does, a sentence each.
    pub says: Vec<String>,
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// Another sheet instead.
    pub again: Upload,
    /// Back to the organisation.
    pub back_href: String,
}

/// A sheet that is being looked at or taken in, which takes a while. It is asked for again.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/organisation_import/waiting.html")]
pub struct SheetWaiting {
    /// The way to it.
    pub way: Way,
    /// What the sheet is called.
    pub sheet: String,
    /// Whether it is taken in, and no longer looked at.
    pub taking: bool,
    /// This page again.
    pub href: String,
    /// Back to the organisation.
    pub back_href: String,
}

impl Page for SheetWaiting {
    fn title(&self) -> String {
        if self.taking { "正在导入" } else { "正在核对" }.to_owned()
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}

/// The end: what a sheet has done.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/organisation_import/taken.html")]
pub struct SheetTaken {
    /// The way to it.
    pub way: Way,
    /// Below which organisation.
    pub name: String,
    /// What the sheet is called.
    pub sheet: String,
    /// How many were made, moved, renamed, closed, and stayed as they are.
    pub counts: Vec<Count>,
    /// Where those who were appointed get their accounts, in words; empty where nobody was.
    pub accounts: String,
    /// What may be done next.
    pub acts: Vec<Act>,
    /// Back to the organisation.
    pub back_href: String,
}

impl Page for SheetTaken {
    fn title(&self) -> String {
        format!("已导入 - {}", self.name)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}

/// How many organisations something would happen to.
#[derive(Clone, Debug, Default)]
pub struct Count {
    /// What.
    pub term: String,
    /// How many, as text.
    pub number: String,
    /// Whether it is none.
    pub nothing: bool,
    /// Whether it takes something away.
    pub grave: bool,
}

/// One thing that a sheet would change.
#[derive(Clone, Debug)]
pub struct SheetChange {
    /// Which organisation.
    pub name: String,
    /// 新建, 调整隶属, 修改, 补代码, 撤销, 任职, 交接.
    pub what: Badge,
    /// What it was; empty for a new one.
    pub before: String,
    /// What it would be.
    pub after: String,
    /// In which row of the sheet.
    pub row: String,
}

/// One thing that is wrong in a sheet.
#[derive(Clone, Debug, Default)]
pub struct CellFlaw {
    /// Where, such as `组织!B12`.
    pub place: String,
    /// What is wrong and what to do.
    pub text: String,
}

impl CellFlaw {
    /// All of a sheet's.
    pub(crate) fn table(flaws: &[Self]) -> Table {
        let heads = vec![Head::narrow("单元格"), Head::wide("问题").bare()];
        let row = |flaw: &Self| vec![Cell::text(&flaw.place), Cell::text(&flaw.text)];
        Table::new("问题", heads, flaws.iter().map(row).collect()).unseen_caption()
    }
}

impl SheetTrial {
    fn change_table(&self) -> Table {
        let heads = vec![
            Head::text("党组织"),
            Head::narrow("行"),
            Head::narrow("变动").bare(),
            Head::wide("现在"),
            Head::wide("导入后"),
        ];
        let row = |change: &SheetChange| {
            vec![
                Cell::text(&change.name),
                Cell::text(&change.row),
                Cell::Badges(vec![change.what.clone()]),
                Cell::text(&change.before),
                Cell::text(&change.after),
            ]
        };
        Table::new("变动", heads, self.changes.iter().map(row).collect()).unseen_caption()
    }

    fn flaw_table(&self) -> Table {
        CellFlaw::table(&self.flaws)
    }

    fn changes_nothing(&self) -> bool {
        self.flaws.is_empty() && self.changes.is_empty()
    }

    fn confirm(&self) -> String {
        Confirm {
            form: &self.form,
            action: &self.action,
            says: &self.says,
            hidden: &[],
            fields: &[],
            button: "导入",
            grave: self.counts.iter().any(|count| count.grave && !count.nothing),
            back: &Link::new("返回,不导入", &self.back_href),
        }
        .to_string()
    }
}

impl Page for SheetTrial {
    fn title(&self) -> String {
        format!("核对导入 - {}", self.name)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
