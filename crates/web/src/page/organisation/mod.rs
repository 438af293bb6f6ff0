//! 党组织: what one organisation is, who serves it, and what stands below it.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::layout::Page;
use crate::part::badge::Badge;
use crate::part::choice::{Choice, Choices};
use crate::part::empty::Empty;
use crate::part::facts::{Fact, Facts};
use crate::part::field::Field;
use crate::part::find::Find;
use crate::part::link::{Act, Link};
use crate::part::pager::Pager;
use crate::part::table::{Cell, Head, Sort, Table};
use crate::part::way::Way;

/// The page.
#[derive(Clone, Debug, Template)]
#[template(path = "page/organisation/organisation.html")]
pub struct Organisation {
    /// From the highest one that the person may see, down to here.
    pub way: Way,
    /// Its name.
    pub name: String,
    /// Closed, its sector in doubt, and the like.
    pub badges: Vec<Badge>,
    /// Kind, code, sector, responsible sectors, since when.
    pub facts: Vec<Fact>,
    /// What the person may do to it.
    pub acts: Vec<Act>,
    /// The box to look for organisations below it.
    pub find: Find,
    /// The day for which everything is shown, where other days can be asked for.
    pub as_of: Option<AsOf>,
    /// Those directly below it, one page of them.
    pub children: Vec<Child>,
    /// The heads of their columns that may be sorted.
    pub sorts: ChildSorts,
    /// What may be chosen of them, where there is anything to choose from.
    pub sieve: Option<Sieve>,
    /// Through the children.
    pub pager: Pager,
    /// Whether anything may stand below it at all.
    pub may_have_children: bool,
    /// How to found the first one, where the person may.
    pub found: Option<Link>,
    /// Who serves it; none where the person may not see that.
    pub posts: Option<Vec<Post>>,
    /// Whose it was and is, the newest first.
    pub superiors: Vec<Span>,
    /// What it was called and is, the newest first.
    pub names: Vec<Span>,
    /// What is planned for it or came of it; empty where there is nothing that the person may see.
    pub plans: Vec<Plan>,
}

/// A change that is planned for a day to come, or came to its end.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// What and when.
    pub text: String,
    /// Who planned it, and why it was refused.
    pub more: String,
    /// How it stands.
    pub badges: Vec<Badge>,
    /// Where it is taken back.
    pub withdraw: Option<Link>,
}

/// The day for which a page is shown. It is asked for by `on`.
#[derive(Clone, Debug, Default)]
pub struct AsOf {
    /// The page itself.
    pub action: String,
    /// The day, as `2025-06-30`.
    pub on: String,
    /// The page as of today; none where that is what is shown.
    pub today_href: Option<String>,
    /// Why the day that was asked for cannot be shown.
    pub flaw: Option<String>,
}

/// An organisation directly below.
#[derive(Clone, Debug, Default)]
pub struct Child {
    /// Its name.
    pub name: String,
    /// Its page.
    pub href: String,
    /// Its kind.
    pub kind: String,
    /// Its code, if it has one.
    pub code: String,
    /// How many branches stand below it; empty for a branch.
    pub branches: String,
    /// How it stands.
    pub badges: Vec<Badge>,
}

/// Where the children's columns lead when they are sorted by; none where they cannot be.
#[derive(Clone, Debug, Default)]
pub struct ChildSorts {
    /// By name.
    pub name: Option<Sort>,
    /// By code.
    pub code: Option<Sort>,
    /// By the branches below them.
    pub branches: Option<Sort>,
}

/// Which of the children are shown, in what order, and the same as a sheet. It asks by `name`,
/// `kind`, `sector` and `sort`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/organisation/sieve.html")]
pub struct Sieve {
    /// The page itself.
    pub action: String,
    /// The piece of a name that was asked for.
    pub name: String,
    /// The kinds that may be asked for.
    pub kinds: Vec<Choice>,
    /// The sectors.
    pub sectors: Vec<Choice>,
    /// The orders.
    pub orders: Vec<Choice>,
    /// Whether something else is shown than what comes by itself.
    pub is_changed: bool,
    /// Why they don't stand in the order that was asked for.
    pub too_many: String,
    /// 导出所见.
    pub sheets: Vec<Link>,
    /// Back to all of them.
    pub all: Option<Link>,
}

impl HtmlSafe for Sieve {}

/// A post that somebody holds here.
#[derive(Clone, Debug, Default)]
pub struct Post {
    /// Who.
    pub name: String,
    /// As what.
    pub role: String,
    /// From when, and to when if that is known.
    pub days: String,
    /// Acting, and the like.
    pub badges: Vec<Badge>,
    /// The post's own page.
    pub end: Option<Link>,
}

/// Something that held for a time.
#[derive(Clone, Debug, Default)]
pub struct Span {
    /// What.
    pub text: String,
    /// Where it leads, if anywhere.
    pub href: Option<String>,
    /// From when to when.
    pub days: String,
}

impl Organisation {
    fn child_table(&self) -> Table {
        let sorted = |head: Head, sort: &Option<Sort>| match sort {
            Some(sort) => head.sort(&sort.href, sort.order),
            None => head,
        };
        let heads = vec![
            sorted(Head::text("名称"), &self.sorts.name),
            Head::narrow("种类").bare(),
            sorted(Head::text("代码"), &self.sorts.code),
            sorted(Head::number("支部"), &self.sorts.branches),
            Head::narrow("情况").bare(),
        ];
        let row = |child: &Child| {
            vec![
                Cell::link(&child.name, &child.href),
                Cell::text(&child.kind),
                Cell::text(&child.code),
                Cell::text(&child.branches),
                Cell::Badges(child.badges.clone()),
            ]
        };
        Table::new("下级组织", heads, self.children.iter().map(row).collect()).unseen_caption()
    }

    fn without_children(&self) -> Empty {
        if self.sieve.as_ref().is_some_and(|sieve| sieve.is_changed) {
            return Empty::new("没有符合条件的下级组织", "请放宽条件。");
        }
        match &self.found {
            Some(link) => Empty::new("还没有下级组织", "可以逐个新建,也可以从表格导入。")
                .link(Some(link.clone())),
            None => Empty::new("没有下级组织", ""),
        }
    }
}

impl Page for Organisation {
    fn title(&self) -> String {
        self.name.clone()
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        self.as_of.as_ref().is_some_and(|as_of| as_of.flaw.is_some())
    }
}
