//! 人员 and 授权: who holds which post in a subtree, and how their accounts stand.

use askama::Template;

use crate::layout::Page;
use crate::part::badge::Badge;
use crate::part::choice::{Choice, Choices};
use crate::part::empty::Empty;
use crate::part::field::Field;
use crate::part::flaws::Flaws;
use crate::part::link::Link;
use crate::part::pager::Pager;
use crate::part::table::{Cell, Head, Table};
use crate::part::way::Way;

/// The page. It asks by `name`, `role` and `account`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/people/people.html")]
pub struct People {
    /// The way to it.
    pub way: Way,
    /// At and below which organisation.
    pub organisation: String,
    /// Whether it is about accounts; else about who was given which role.
    pub accounts: bool,
    /// The page itself.
    pub action: String,
    /// The name that was asked for.
    pub name: String,
    /// The roles that may be asked for.
    pub roles: Vec<Choice>,
    /// The states of accounts that may be asked for; none where it is not about accounts.
    pub states: Vec<Choice>,
    /// The posts, one page of them.
    pub lines: Vec<Line>,
    /// Where the person gives roles, who may.
    pub grant: Option<Link>,
    /// Through the posts.
    pub pager: Pager,
    /// Back to the organisation.
    pub back_href: String,
    /// What has to be mended.
    pub flaws: Flaws,
}

/// A post.
#[derive(Clone, Debug)]
pub struct Line {
    /// Who.
    pub name: String,
    /// The post's page.
    pub href: String,
    /// As what.
    pub role: String,
    /// Acting, or not begun.
    pub badges: Vec<Badge>,
    /// Where.
    pub organisation: Link,
    /// From when, and to when if that is known.
    pub days: String,
    /// What is typed to log in; empty where there is no account.
    pub login: String,
    /// How the account stands.
    pub account: Badge,
}

impl People {
    fn table(&self) -> Table {
        let mut heads = vec![
            Head::text("姓名"),
            Head::narrow("职务"),
            Head::text("党组织"),
            Head::narrow("任期"),
        ];
        if self.accounts {
            heads.extend([Head::text("登录名"), Head::narrow("账号")]);
        }
        heads.push(Head::narrow("说明").bare());
        let row = |line: &Line| {
            let mut cells = vec![
                Cell::link(&line.name, &line.href),
                Cell::text(&line.role),
                Cell::Link(line.organisation.clone()),
                Cell::text(&line.days),
            ];
            if self.accounts {
                cells.push(Cell::text(&line.login));
                cells.push(Cell::Badges(vec![line.account.clone()]));
            }
            cells.push(Cell::Badges(line.badges.clone()));
            cells
        };
        let caption = if self.accounts { "人员" } else { "授权" };
        Table::new(caption, heads, self.lines.iter().map(row).collect()).unseen_caption()
    }

    fn nothing(&self) -> Empty {
        Empty::new("没有这样的人", "请核对用字,或放宽条件。")
    }
}

impl Page for People {
    fn title(&self) -> String {
        let what = if self.accounts { "人员" } else { "授权" };
        format!("{what} - {}", self.organisation)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
