//! 导入台账: a sheet of one kind's records is sent, tried out, and only then taken in.

use askama::Template;

use crate::layout::Page;
use crate::part::confirm::Confirm;
use crate::part::field::Field;
use crate::part::flaws::Flaws;
use crate::part::link::Link;
use crate::part::table::{Cell, Head, Table};
use crate::part::way::Way;

/// The first step: which sheet? It sends the file as `sheet`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/record_import/sheet.html")]
pub struct RecordSheet {
    /// The way to it.
    pub way: Way,
    /// The kind.
    pub kind: String,
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// An empty sheet with its heads.
    pub template: Link,
    /// The records as they are, in the same form.
    pub current: Link,
    /// Back to the ledger.
    pub back_href: String,
    /// What has to be mended.
    pub flaws: Flaws,
}

/// The second step: what the sheet would do.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/record_import/trial.html")]
pub struct RecordTrial {
    /// The way to it.
    pub way: Way,
    /// The kind.
    pub kind: String,
    /// What the file is called.
    pub sheet: String,
    /// Columns that were not read; empty where all were.
    pub unread: String,
    /// What is wrong: the place and what to do.
    pub flaws: Vec<[String; 2]>,
    /// That more is wrong than is listed.
    pub flaws_more: String,
    /// What would change: row, day, title, whether it is new.
    pub changes: Vec<[String; 4]>,
    /// Records that stay as they are.
    pub unchanged: String,
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// Another sheet instead.
    pub again_href: String,
    /// Back to the ledger.
    pub back_href: String,
}

impl RecordTrial {
    fn flaw_table(&self) -> Table {
        let heads = vec![Head::narrow("单元格"), Head::wide("问题").bare()];
        let row = |[place, says]: &[String; 2]| vec![Cell::text(place), Cell::text(says)];
        Table::new("问题", heads, self.flaws.iter().map(row).collect()).unseen_caption()
    }

    fn change_table(&self) -> Table {
        let heads = vec![
            Head::text("名称"),
            Head::narrow("行"),
            Head::narrow("日期").bare(),
            Head::narrow("变动").bare(),
        ];
        let row = |[row, day, title, what]: &[String; 4]| {
            vec![Cell::text(title), Cell::text(row), Cell::text(day), Cell::text(what)]
        };
        Table::new("变动", heads, self.changes.iter().map(row).collect()).unseen_caption()
    }

    fn confirm(&self) -> String {
        Confirm {
            form: &self.form,
            action: &self.action,
            says: &["全部导入,或者什么都不变。".to_owned()],
            hidden: &[],
            fields: &[],
            button: "导入",
            grave: false,
            back: &Link::new("返回,不导入", &self.back_href),
        }
        .to_string()
    }
}

impl Page for RecordSheet {
    fn title(&self) -> String {
        format!("导入{}", self.kind)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}

impl Page for RecordTrial {
    fn title(&self) -> String {
        format!("核对导入 - {}", self.kind)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
