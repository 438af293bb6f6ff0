//! 导入评分表: a committee's sheet of points is read, tried out, and only then taken in.

use askama::Template;

use crate::layout::Page;
use crate::page::organisation_import::{CellFlaw, Count};
use crate::part::confirm::Confirm;
use crate::part::link::Link;
use crate::part::table::{Cell, Head, Table};
use crate::part::upload::Upload;
use crate::part::way::Way;

/// The first step: which sheet?
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/evaluation_import/sheet.html")]
pub struct PointsSheet {
    /// The way to it.
    pub way: Way,
    /// Whose sheet it is.
    pub committee: String,
    /// The form.
    pub upload: Upload,
    /// The sheet as it is now, to be filled in.
    pub current: Vec<Link>,
}

impl Page for PointsSheet {
    fn title(&self) -> String {
        format!("导入评分表 - {}", self.committee)
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
#[template(path = "page/evaluation_import/trial.html")]
pub struct PointsTrial {
    /// The way to it.
    pub way: Way,
    /// Whose sheet it is.
    pub committee: String,
    /// What the sheet is called.
    pub sheet: String,
    /// What the person has to know beside flaws, a sentence each.
    pub minds: Vec<String>,
    /// How much would be given, become other, and stay as it is.
    pub counts: Vec<Count>,
    /// Whether anything would change.
    pub changes_anything: bool,
    /// Branch by branch.
    pub branches: Vec<OfBranch>,
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
    /// Back to the list.
    pub back_href: String,
}

/// What would change for a branch.
#[derive(Clone, Debug, Default)]
pub struct OfBranch {
    /// Its name.
    pub name: String,
    /// The sheet's row.
    pub row: String,
    /// What is given for the first time.
    pub fresh: String,
    /// What becomes other.
    pub changed: String,
    /// What somebody gave later, which stays.
    pub later: String,
    /// The reasons.
    pub reasons: String,
}

impl PointsTrial {
    /// Columns in which nothing stands are left out.
    fn branch_table(&self) -> Table {
        type Said = fn(&OfBranch) -> &str;
        let columns: [(&str, Said); 4] = [
            ("新评", |one| &one.fresh),
            ("改评", |one| &one.changed),
            ("表下载后已改,保留", |one| &one.later),
            ("理由", |one| &one.reasons),
        ];
        let is_used = |(_, said): &(&str, Said)| self.branches.iter().any(|o| !said(o).is_empty());
        let columns: Vec<(&str, Said)> = columns.into_iter().filter(is_used).collect();
        let mut heads = vec![Head::text("支部"), Head::narrow("行")];
        heads.extend(columns.iter().map(|(head, _)| Head::wide(*head)));
        let row = |one: &OfBranch| {
            let mut cells = vec![Cell::text(&one.name), Cell::text(&one.row)];
            cells.extend(columns.iter().map(|(_, said)| Cell::text(said(one))));
            cells
        };
        Table::new("变动", heads, self.branches.iter().map(row).collect()).unseen_caption()
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

impl Page for PointsTrial {
    fn title(&self) -> String {
        format!("核对评分表 - {}", self.committee)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
