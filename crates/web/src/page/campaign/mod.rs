//! 学习教育: the list, one with its days, its scheme and its documents, and who takes part.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::layout::Page;
use crate::page::scheme::Content;
use crate::part::badge::Badge;
use crate::part::empty::Empty;
use crate::part::facts::{Fact, Facts};
use crate::part::field::Field;
use crate::part::find::Find;
use crate::part::flaws::Flaws;
use crate::part::link::{Act, Link};
use crate::part::pager::Pager;
use crate::part::table::{Cell, Head, Table};
use crate::part::way::Way;

/// The list.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/campaign/list.html")]
pub struct Campaigns {
    /// The way to it.
    pub way: Way,
    /// Where new ones may be begun: one for each organisation.
    pub found: Vec<Act>,
    /// The campaigns, the latest first.
    pub rows: Vec<CampaignRow>,
}

/// A campaign in the list.
#[derive(Clone, Debug)]
pub struct CampaignRow {
    /// Its name and page.
    pub name: Link,
    /// Whose it is.
    pub owner: String,
    /// From when to when.
    pub days: String,
    /// How far it has come.
    pub state: Badge,
}

impl Campaigns {
    fn table(&self) -> Table {
        let heads = vec![
            Head::text("名称"),
            Head::text("发起单位"),
            Head::narrow("起止"),
            Head::narrow("状态").bare(),
        ];
        let row = |row: &CampaignRow| {
            vec![
                Cell::Link(row.name.clone()),
                Cell::text(&row.owner),
                Cell::text(&row.days),
                Cell::Badges(vec![row.state.clone()]),
            ]
        };
        Table::new("学习教育", heads, self.rows.iter().map(row).collect()).unseen_caption()
    }

    fn none(&self) -> Empty {
        match self.found.first() {
            Some(act) => {
                Empty::new("还没有学习教育", "点「新建学习教育」,一步一步填写;启动之前下级看不到。")
                    .link(Some(act.link.clone()))
            }
            None => Empty::new("还没有学习教育", "上级启动以后会显示在这里。"),
        }
    }
}

impl Page for Campaigns {
    fn title(&self) -> String {
        "学习教育".to_owned()
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}

/// One campaign.
#[derive(Clone, Debug, Template)]
#[template(path = "page/campaign/campaign.html")]
pub struct Campaign {
    /// The way to it.
    pub way: Way,
    /// Its name.
    pub name: String,
    /// How far it has come.
    pub state: Badge,
    /// What to do, or how it stands.
    pub lead: String,
    /// Branches that take no part yet, and where to have them do; none where there are none.
    pub late: Option<(Badge, Link)>,
    /// Whose, from when to when, which scheme, how many take part.
    pub facts: Vec<Fact>,
    /// What this person may do.
    pub acts: Vec<Act>,
    /// The periods.
    pub periods: Vec<PeriodLine>,
    /// The scheme, once it is chosen.
    pub content: Option<Content>,
    /// The scheme's own page.
    pub scheme: Option<Link>,
    /// The documents.
    pub documents: Vec<DocumentLine>,
    /// Documents that were withdrawn.
    pub withdrawn: Vec<DocumentLine>,
    /// Parts that organisations added.
    pub local_parts: Vec<LocalLine>,
    /// Where this person may add or change one.
    pub local_acts: Vec<Act>,
    /// Last days that were put off.
    pub extensions: Vec<ExtensionLine>,
    /// What was changed, the newest first; for who sets it up.
    pub versions: Vec<String>,
}

/// A period on its page.
#[derive(Clone, Debug)]
pub struct PeriodLine {
    /// What it is called.
    pub title: String,
    /// Its stages.
    pub stages: Vec<StageLine>,
    /// Today, in thousandths of the campaign's days; none where it isn't within them.
    pub today: Option<u32>,
}

/// A stage of a period.
#[derive(Clone, Debug)]
pub struct StageLine {
    /// What it is called.
    pub word: String,
    /// From when to when.
    pub days: String,
    /// How it stands today.
    pub state: Badge,
    /// Where it begins, in thousandths of the campaign's days.
    pub from: u32,
    /// How many of them it has.
    pub length: u32,
}

/// A document on its page.
#[derive(Clone, Debug, Default)]
pub struct DocumentLine {
    /// Its title and page.
    pub title: Link,
    /// 文号 and day.
    pub more: String,
    /// What it asks for, a sentence each.
    pub tasks: Vec<String>,
}

/// A part that an organisation added.
#[derive(Clone, Debug, Default)]
pub struct LocalLine {
    /// Its scheme.
    pub title: Link,
    /// Whose it is.
    pub owner: String,
}

/// A last day that was put off.
#[derive(Clone, Debug, Default)]
pub struct ExtensionLine {
    /// For which branch.
    pub branch: Link,
    /// Of what.
    pub what: String,
    /// The new last day.
    pub until: String,
    /// Why.
    pub reason: String,
    /// By whom, when.
    pub by: String,
}

/// The days of a period as a picture; its numbers stand beside it.
#[derive(Template)]
#[template(path = "page/campaign/timeline.html")]
struct Timeline<'p> {
    period: &'p PeriodLine,
}

impl HtmlSafe for Timeline<'_> {}

impl Timeline<'_> {
    fn said(&self) -> String {
        let stages = self.period.stages.iter();
        let stages: Vec<String> =
            stages.map(|stage| format!("{} {}", stage.word, stage.days)).collect();
        format!("{}: {}", self.period.title, stages.join(";"))
    }

    /// The upper edge of a stage's bar.
    fn top(&self, index: &usize) -> usize {
        10 + 20 * index
    }
}

impl PeriodLine {
    fn timeline(&self) -> Timeline<'_> {
        Timeline { period: self }
    }
}

impl Campaign {
    fn extension_table(&self) -> Table {
        let heads = vec![
            Head::text("支部"),
            Head::narrow("延期"),
            Head::narrow("延到"),
            Head::wide("理由"),
            Head::wide("办理"),
        ];
        let row = |line: &ExtensionLine| {
            vec![
                Cell::Link(line.branch.clone()),
                Cell::text(&line.what),
                Cell::text(&line.until),
                Cell::text(&line.reason),
                Cell::text(&line.by),
            ]
        };
        Table::new("延期", heads, self.extensions.iter().map(row).collect()).unseen_caption()
    }
}

impl Page for Campaign {
    fn title(&self) -> String {
        self.name.clone()
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}

/// Who takes part.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/campaign/branches.html")]
pub struct Branches {
    /// The way to it.
    pub way: Way,
    /// In what.
    pub campaign: String,
    /// Of whom, how many; or why nothing was looked for.
    pub lead: String,
    /// To look for some by their name.
    pub find: Find,
    /// Back to all, where some were looked for.
    pub all: Option<Link>,
    /// What is said where there is none.
    pub empty: String,
    /// The branches.
    pub rows: Vec<BranchRow>,
    /// Through them.
    pub pager: Pager,
}

/// A branch that takes part.
#[derive(Clone, Debug, Default)]
pub struct BranchRow {
    /// Its name and page.
    pub name: Link,
    /// Its sector.
    pub sector: String,
    /// Who evaluates it.
    pub committee: String,
    /// Since when, and why.
    pub since: String,
    /// Where its last day is put off, where this person may.
    pub extend: Option<Link>,
}

impl Branches {
    fn table(&self) -> Table {
        let heads = vec![
            Head::text("支部"),
            Head::narrow("类别"),
            Head::text("由谁评定"),
            Head::narrow("参加"),
            Head::act("办理"),
        ];
        let row = |row: &BranchRow| {
            vec![
                Cell::Link(row.name.clone()),
                Cell::text(&row.sector),
                Cell::text(&row.committee),
                Cell::text(&row.since),
                row.extend.clone().map_or_else(|| Cell::text(""), Cell::Link),
            ]
        };
        Table::new("参加支部", heads, self.rows.iter().map(row).collect()).unseen_caption()
    }
}

impl Page for Branches {
    fn title(&self) -> String {
        format!("参加支部 - {}", self.campaign)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}

/// A document, with its text.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/campaign/document.html")]
pub struct Document {
    /// The way to it.
    pub way: Way,
    /// Its title.
    pub title: String,
    /// Whether it was withdrawn.
    pub badges: Vec<Badge>,
    /// 文号, day, when it was withdrawn.
    pub facts: Vec<Fact>,
    /// What it asks for.
    pub tasks: Vec<TaskRow>,
    /// Its text, a paragraph each.
    pub paragraphs: Vec<String>,
    /// How 原件 is laid beside it, where this person may: the form's id and where it is sent.
    pub attach: Option<(String, String)>,
    /// What has to be mended.
    pub flaws: Flaws,
    /// How it is withdrawn, where this person may: the form's id and where it is sent.
    pub withdraw: Option<(String, String)>,
    /// Back.
    pub back: Link,
}

/// What a document asks for.
#[derive(Clone, Debug, Default)]
pub struct TaskRow {
    /// What has to be done.
    pub says: String,
    /// The criterion that it belongs to.
    pub criterion: String,
    /// By when.
    pub due: String,
}

impl Document {
    fn task_table(&self) -> Table {
        let heads = vec![Head::text("任务"), Head::text("对应评分要点"), Head::narrow("完成期限")];
        let row = |task: &TaskRow| {
            vec![Cell::text(&task.says), Cell::text(&task.criterion), Cell::text(&task.due)]
        };
        Table::new("规定任务", heads, self.tasks.iter().map(row).collect()).unseen_caption()
    }
}

impl Page for Document {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}
