//! 党员名册: who belongs to a branch, each member's own page, and the form for a new one.

use askama::Template;

use crate::layout::Page;
use crate::part::badge::Badge;
use crate::part::choice::{Choice, Choices, Tick};
use crate::part::empty::Empty;
use crate::part::facts::{Fact, Facts};
use crate::part::field::Field;
use crate::part::flaws::Flaws;
use crate::part::link::{Act, Link};
use crate::part::table::{Cell, Head, Table};
use crate::part::way::Way;

/// The list. Its filter asks by `cell`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/roster/roster.html")]
pub struct Roster {
    /// The way to it.
    pub way: Way,
    /// Which branch.
    pub name: String,
    /// How many.
    pub facts: Vec<Fact>,
    /// What may be done to it.
    pub acts: Vec<Act>,
    /// Who is known here and not on the roster, a sentence each, with the way to enter them.
    pub missing: Vec<(String, Link)>,
    /// Where the filter is sent.
    pub action: String,
    /// The cells to filter by; empty where there are none.
    pub cells: Vec<Choice>,
    /// The list without the filter; none where that is what is shown.
    pub clear_href: Option<String>,
    /// Who is on the roster today.
    pub members: Vec<Row>,
    /// Who was.
    pub past: Vec<Row>,
    /// How to begin an empty one, where the person may.
    pub begin: Option<Link>,
}

/// A member's row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// The name.
    pub name: String,
    /// The member's own page.
    pub href: String,
    /// 正式党员 or 预备党员.
    pub membership: String,
    /// The posts that are held here.
    pub posts: String,
    /// The 党小组.
    pub cell: String,
    /// From when, and to when where it ended.
    pub days: String,
    /// Excused, and the like.
    pub badges: Vec<Badge>,
}

impl Roster {
    fn table(&self, caption: &str, rows: &[Row]) -> Table {
        let heads = vec![
            Head::text("姓名"),
            Head::narrow("类别").bare(),
            Head::narrow("职务").bare(),
            Head::text("党小组"),
            Head::narrow("在册"),
            Head::narrow("情况").bare(),
        ];
        let row = |row: &Row| {
            vec![
                Cell::link(&row.name, &row.href),
                Cell::text(&row.membership),
                Cell::text(&row.posts),
                Cell::text(&row.cell),
                Cell::text(&row.days),
                Cell::Badges(row.badges.clone()),
            ]
        };
        Table::new(caption, heads, rows.iter().map(row).collect()).unseen_caption()
    }

    fn present_table(&self) -> Table {
        self.table("在册党员", &self.members)
    }

    fn past_table(&self) -> Table {
        self.table("以往的党员", &self.past)
    }

    fn nobody(&self) -> Empty {
        match (&self.begin, &self.clear_href) {
            (_, Some(_)) => Empty::new("这里没有党员", "请换一个党小组查看。"),
            (Some(link), None) => {
                let more = "先把书记和党员登记进来,以后的会议才能统计到会。人多的请用表格导入。";
                Empty::new("名册还是空的", more).link(Some(link.clone()))
            }
            (None, None) => Empty::new("名册还是空的", "由支部书记或联络员登记。"),
        }
    }
}

impl Page for Roster {
    fn title(&self) -> String {
        format!("党员名册 - {}", self.name)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}

/// The form for a new member. It sends `person`, `name`, `namesake` (`yes`), `membership`, `cell`
/// and `from`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/roster/entry.html")]
pub struct MemberEntry {
    /// The way to it.
    pub way: Way,
    /// Into which branch.
    pub organisation: String,
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// Who is known here already.
    pub known: Vec<Choice>,
    /// The name, as typed.
    pub name: String,
    /// Whether another of that name is somebody else; none where it isn't asked.
    pub namesake: Option<bool>,
    /// 正式 or 预备.
    pub memberships: Vec<Choice>,
    /// The cells; empty where there are none.
    pub cells: Vec<Choice>,
    /// The first day.
    pub from: String,
    /// Back to the roster.
    pub back_href: String,
    /// What has to be mended.
    pub flaws: Flaws,
}

impl Page for MemberEntry {
    fn title(&self) -> String {
        format!("登记党员 - {}", self.organisation)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}

/// A member's page. Its forms send `version` and `membership`, `cell`, `from`, `to`; `reason`,
/// `excused_from`, `excused_to`; `began`, `excused_last`, `void`; `last`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/roster/member.html")]
pub struct Member {
    /// The way to it.
    pub way: Way,
    /// Who.
    pub name: String,
    /// What is known.
    pub facts: Vec<Fact>,
    /// The forms; none where the person may not keep the roster.
    pub forms: Option<MemberForms>,
    /// Back to the roster.
    pub back_href: String,
    /// What has to be mended.
    pub flaws: Flaws,
}

/// The forms of a member's page.
#[derive(Clone, Debug, Default)]
pub struct MemberForms {
    /// The id of a form, of which one is sent.
    pub form: String,
    /// The member's page, below which the forms are sent.
    pub action: String,
    /// The version that is seen.
    pub version: String,
    /// 正式 or 预备.
    pub memberships: Vec<Choice>,
    /// The cells; empty where there are none.
    pub cells: Vec<Choice>,
    /// The first day.
    pub from: String,
    /// The last.
    pub to: String,
    /// Why to be excused.
    pub reasons: Vec<Choice>,
    /// The first day of being excused.
    pub excused_from: String,
    /// The last.
    pub excused_to: String,
    /// The exemption that may be ended.
    pub running: Option<Running>,
    /// Its last day, as typed.
    pub excused_last: String,
    /// Whether it is to be taken away, as ticked.
    pub void: bool,
    /// Whether the stay may be ended.
    pub may_end: bool,
    /// The last day, as typed.
    pub last: String,
}

/// An exemption that may be ended.
#[derive(Clone, Debug, Default)]
pub struct Running {
    /// Its first day.
    pub began: String,
    /// What it is, in words.
    pub says: String,
}

impl Page for Member {
    fn title(&self) -> String {
        format!("{} - 党员名册", self.name)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}

/// 党小组 of a branch. Its forms send `name`; `cell` and any number of `member`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/roster/cells.html")]
pub struct Cells {
    /// The way to it.
    pub way: Way,
    /// Which branch.
    pub name: String,
    /// The cells that there are, each with how many belong to it, since when, and its page.
    pub cells: Vec<[String; 4]>,
    /// The id of a form.
    pub form: String,
    /// The page itself, below which the forms are sent.
    pub action: String,
    /// The name of a new one, as typed.
    pub new_name: String,
    /// Into which the chosen ones go.
    pub choices: Vec<Choice>,
    /// Who may be chosen.
    pub members: Vec<Choice>,
    /// Back to the roster.
    pub back_href: String,
    /// What has to be mended.
    pub flaws: Flaws,
}

impl Cells {
    fn table(&self) -> Table {
        let heads = vec![Head::text("党小组"), Head::number("党员"), Head::narrow("成立")];
        let row = |[name, members, days, href]: &[String; 4]| {
            vec![Cell::link(name, href), Cell::text(members), Cell::text(days)]
        };
        Table::new("党小组", heads, self.cells.iter().map(row).collect()).unseen_caption()
    }
}

impl Page for Cells {
    fn title(&self) -> String {
        format!("党小组 - {}", self.name)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}

/// One 党小组: its name, and how it is closed. Its forms send `version` and `name`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/roster/cell.html")]
pub struct CellPage {
    /// The way to it.
    pub way: Way,
    /// What it is called.
    pub cell: String,
    /// The id of a form.
    pub form: String,
    /// The page itself, below which the forms are sent.
    pub action: String,
    /// The version that is seen.
    pub version: String,
    /// Its name, as typed.
    pub new_name: String,
    /// Who belongs to it.
    pub members: Vec<String>,
    /// Back to the cells.
    pub back_href: String,
    /// What has to be mended.
    pub flaws: Flaws,
}

impl Page for CellPage {
    fn title(&self) -> String {
        format!("{} - 党小组", self.cell)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
