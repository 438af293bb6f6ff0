//! 导入名册: a sheet of members is read, tried out, and only then taken in.

use askama::Template;

use crate::layout::Page;
use crate::page::organisation_import::{CellFlaw, Count, SheetChange};
use crate::part::confirm::Confirm;
use crate::part::link::Link;
use crate::part::table::{Cell, Head, Table};
use crate::part::upload::Upload;
use crate::part::way::Way;

/// The first step: which sheet?
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/roster_import/sheet.html")]
pub struct RosterSheet {
    /// The way to it.
    pub way: Way,
    /// Of which branch.
    pub name: String,
    /// The form.
    pub upload: Upload,
    /// An empty sheet with its heads.
    pub template: Link,
    /// The roster as it is, in the same form.
    pub current: Vec<Link>,
}

impl Page for RosterSheet {
    fn title(&self) -> String {
        format!("导入名册 - {}", self.name)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.upload.flaws.is_empty()
    }
}

/// The second step: what the sheet would do. It sends `seen`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/roster_import/trial.html")]
pub struct RosterTrial {
    /// The way to it.
    pub way: Way,
    /// Of which branch.
    pub name: String,
    /// What the sheet is called.
    pub sheet: String,
    /// Columns that were not read, in words; empty where all were.
    pub unread: String,
    /// How many would be entered and changed, and stay as they are.
    pub counts: Vec<Count>,
    /// What would change.
    pub changes: Vec<SheetChange>,
    /// What is wrong, as much as is listed.
    pub flaws: Vec<CellFlaw>,
    /// How many are wrong.
    pub flaws_count: u64,
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// What is looked at, in digits.
    pub seen: String,
    /// What taking it in does, a sentence each.
    pub says: Vec<String>,
    /// Another sheet instead.
    pub again: Upload,
    /// Back to the roster.
    pub back_href: String,
}

impl RosterTrial {
    fn change_table(&self) -> Table {
        let heads = vec![
            Head::text("名称"),
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

    fn confirm(&self) -> String {
        Confirm {
            form: &self.form,
            action: &self.action,
            says: &self.says,
            hidden: &[("seen".to_owned(), self.seen.clone())],
            fields: &[],
            button: "导入",
            grave: false,
            back: &Link::new("返回,不导入", &self.back_href),
        }
        .to_string()
    }
}

impl Page for RosterTrial {
    fn title(&self) -> String {
        format!("核对名册 - {}", self.name)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
