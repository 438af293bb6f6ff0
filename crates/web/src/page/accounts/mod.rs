//! 开通账号: who serves an organisation, or one right below it, and cannot log in yet.

use askama::Template;

use crate::layout::Page;
use crate::part::empty::Empty;
use crate::part::flaws::Flaws;
use crate::part::table::{Cell, Head, Table};
use crate::part::way::Way;

/// The page. Its forms send nothing but their id.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/accounts/accounts.html")]
pub struct Accounts {
    /// The way to it.
    pub way: Way,
    /// Which organisation.
    pub name: String,
    /// Who gets an account.
    pub without: Vec<Row>,
    /// That there are more than are done at once; empty where there are not.
    pub more: String,
    /// Whose account waits for a password.
    pub waiting: Vec<Row>,
    /// Who gets an account elsewhere: the last column says why.
    pub elsewhere: Vec<Row>,
    /// The id of a form, of which one is sent.
    pub form: String,
    /// The page itself, below which the forms are sent.
    pub action: String,
    /// Back to the organisation.
    pub back_href: String,
    /// What could not be done.
    pub flaws: Flaws,
}

/// Somebody with a post.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Who.
    pub name: String,
    /// As what.
    pub role: String,
    /// Where.
    pub organisation: String,
    /// The login, or why not.
    pub says: String,
}

impl Accounts {
    fn table(&self, caption: &str, rows: &[Row], says: &str) -> Table {
        let mut heads =
            vec![Head::text("姓名"), Head::narrow("职务").bare(), Head::text("党组织").bare()];
        if !says.is_empty() {
            heads.push(Head::wide(says));
        }
        let row = |row: &Row| {
            let texts = [&row.name, &row.role, &row.organisation, &row.says];
            texts.into_iter().take(heads.len()).map(Cell::text).collect()
        };
        let rows = rows.iter().map(row).collect();
        Table::new(caption, heads, rows).unseen_caption()
    }

    fn without_table(&self) -> Table {
        self.table("没有账号的", &self.without, "")
    }

    fn waiting_table(&self) -> Table {
        self.table("还没有激活的", &self.waiting, "登录名")
    }

    fn elsewhere_table(&self) -> Table {
        self.table("要在别处开通的", &self.elsewhere, "原因")
    }

    fn all_have(&self) -> Empty {
        let more = match self.elsewhere.is_empty() {
            true => "这里和直接下级任职的人都有账号了。新任职的人会出现在这里。",
            false => "还没有账号的都在下面,要在别处开通。新任职的人会出现在这里。",
        };
        Empty::new("没有要开通的账号", more)
    }
}

impl Page for Accounts {
    fn title(&self) -> String {
        format!("开通账号 - {}", self.name)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
