//! 留痕: who changed what, when, in an order that nobody can rearrange.

use askama::Template;

use crate::layout::Page;
use crate::part::choice::{Choice, Choices};
use crate::part::empty::Empty;
use crate::part::field::Field;
use crate::part::flaws::Flaws;
use crate::part::link::Link;
use crate::part::pager::Pager;
use crate::part::table::{Cell, Head, Table};
use crate::part::way::Way;

/// The page. Its filter asks by `from`, `to`, `event`, `person` and `org`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/journal/journal.html")]
pub struct Journal {
    /// The way to it.
    pub way: Way,
    /// Where the filter is sent.
    pub action: String,
    /// From this day on, as it was typed.
    pub from: String,
    /// Until this day.
    pub to: String,
    /// The kinds of event.
    pub events: Vec<Choice>,
    /// A person's name.
    pub person: String,
    /// An organisation's name or code.
    pub org: String,
    /// Those of whom a typed name is, to choose from.
    pub several: Vec<Link>,
    /// What is sent with the export beside its form's identity.
    pub asked: Vec<(String, String)>,
    /// The identity of the export's form; empty where there is nothing to take out.
    pub form: String,
    /// The page without a filter; none where that is what is shown.
    pub clear_href: Option<String>,
    /// What the filter cannot be asked.
    pub flaws: Flaws,
    /// What was found, one page of it, the newest first.
    pub entries: Vec<JournalEntry>,
    /// Through the entries.
    pub pager: Pager,
}

/// One entry.
#[derive(Clone, Debug, Default)]
pub struct JournalEntry {
    /// Its place in the order; empty until it is sealed.
    pub place: String,
    /// Its own page.
    pub href: String,
    /// When.
    pub at: String,
    /// Who.
    pub who: String,
    /// What, in the words of the filter.
    pub what: String,
    /// What exactly, in a sentence.
    pub detail: String,
    /// To which organisation.
    pub organisation: Option<Link>,
}

impl Journal {
    fn table(&self) -> Table {
        let heads = vec![
            Head::narrow("时间"),
            Head::narrow("事项").bare(),
            Head::text("人员").bare(),
            Head::text("党组织").bare(),
            Head::wide("内容").bare(),
            Head::number("序号"),
        ];
        let row = |entry: &JournalEntry| {
            let organisation = match &entry.organisation {
                Some(link) => Cell::Link(link.clone()),
                None => Cell::text(""),
            };
            vec![
                Cell::link(&entry.at, &entry.href),
                Cell::text(&entry.what),
                Cell::text(&entry.who),
                organisation,
                Cell::text(&entry.detail),
                Cell::text(&entry.place),
            ]
        };
        Table::new("留痕记录", heads, self.entries.iter().map(row).collect()).unseen_caption()
    }

    fn nothing(&self) -> Empty {
        match &self.clear_href {
            Some(href) => Empty::new("没有符合条件的记录", "请放宽条件再查。")
                .link(Some(Link::new("查看全部", href))),
            None => Empty::new("还没有记录", "有人登录或改动组织后,这里就会有记录。"),
        }
    }
}

impl Page for Journal {
    fn title(&self) -> String {
        "留痕".to_owned()
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
