//! 考核方案: the list, one with its official text beside our reading, and publishing one.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::layout::Page;
use crate::page::organisation_import::CellFlaw;
use crate::part::badge::Badge;
use crate::part::facts::{Fact, Facts};
use crate::part::field::Field;
use crate::part::flaws::Flaws;
use crate::part::link::{Act, Link};
use crate::part::table::{Cell, Head, Table};
use crate::part::way::Way;

/// What a scheme says, for every page that shows it.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/scheme/content.html")]
pub struct Content {
    /// 考核内容.
    pub indicators: Vec<IndicatorLine>,
    /// 附加分, in a sentence; empty where there is none.
    pub bonus: String,
    /// 等次, each with whose word it is.
    pub bands: Vec<(String, Badge)>,
    /// 否决, each with whose word it is.
    pub vetoes: Vec<(String, Badge)>,
    /// 专题, each with whose word it is.
    pub topics: Vec<(String, Badge)>,
    /// Where body and annex differ, and typing errors: ours beside the official, a sentence each.
    pub notes: Vec<String>,
}

impl HtmlSafe for Content {}

/// A row of the annex.
#[derive(Clone, Debug, Default)]
pub struct IndicatorLine {
    /// Its number and short title.
    pub title: String,
    /// Its points.
    pub points: String,
    /// 考核内容, as it stands.
    pub annex_text: String,
    /// 考核标准, as it stands.
    pub annex_standard: String,
    /// Its criteria.
    pub criteria: Vec<CriterionLine>,
}

/// A scored point.
#[derive(Clone, Debug)]
pub struct CriterionLine {
    /// Its id and short title.
    pub title: String,
    /// Its points.
    pub points: String,
    /// Whose word it is.
    pub badge: Badge,
    /// The official text.
    pub official: String,
    /// Our reading.
    pub reading: String,
    /// How its points are settled, a sentence each.
    pub parts: Vec<String>,
}

/// The list.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/scheme/list.html")]
pub struct Schemes {
    /// The way to it.
    pub way: Way,
    /// Where one may be published.
    pub publish: Vec<Act>,
    /// The schemes.
    pub rows: Vec<SchemeRow>,
}

/// A scheme in the list.
#[derive(Clone, Debug, Default)]
pub struct SchemeRow {
    /// Its title and page.
    pub title: Link,
    /// Its id and version.
    pub version: String,
    /// Whether it comes with the program, was published.
    pub badges: Vec<Badge>,
    /// When it was published.
    pub published: String,
}

impl Schemes {
    fn table(&self) -> Table {
        let heads = vec![
            Head::text("名称"),
            Head::narrow("编号和版本"),
            Head::narrow("情况").bare(),
            Head::narrow("发布于"),
        ];
        let row = |row: &SchemeRow| {
            vec![
                Cell::Link(row.title.clone()),
                Cell::text(&row.version),
                Cell::Badges(row.badges.clone()),
                Cell::text(&row.published),
            ]
        };
        Table::new("考核方案", heads, self.rows.iter().map(row).collect()).unseen_caption()
    }
}

impl Page for Schemes {
    fn title(&self) -> String {
        "考核方案".to_owned()
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}

/// One scheme.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/scheme/scheme.html")]
pub struct Scheme {
    /// The way to it.
    pub way: Way,
    /// Its title.
    pub title: String,
    /// What it is, in a sentence.
    pub summary: String,
    /// Document, version, points, when it was published, its digest.
    pub facts: Vec<Fact>,
    /// To take it out.
    pub downloads: Vec<Act>,
    /// What today's rules would not allow, a sentence each.
    pub warnings: Vec<String>,
    /// What it says.
    pub content: Content,
}

impl Page for Scheme {
    fn title(&self) -> String {
        self.title.clone()
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}

/// Which file?
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/scheme/upload.html")]
pub struct SchemeUpload {
    /// The way to it.
    pub way: Way,
    /// At which organisation it is published.
    pub organisation: String,
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// A sheet to begin with.
    pub template: Link,
    /// The way back.
    pub back_href: String,
    /// What has to be mended.
    pub flaws: Flaws,
}

impl Page for SchemeUpload {
    fn title(&self) -> String {
        format!("发布考核方案 - {}", self.organisation)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}

/// What the file says, before it is published.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/scheme/trial.html")]
pub struct SchemeTrial {
    /// The way to it.
    pub way: Way,
    /// The scheme's title; empty where it could not be read.
    pub title: String,
    /// Id, version, points.
    pub facts: Vec<Fact>,
    /// What is wrong, by cell or line.
    pub flaws: Vec<CellFlaw>,
    /// That more is wrong than is listed.
    pub flaws_more: String,
    /// What is wrong with publishing it.
    pub refused: Flaws,
    /// What today's rules would not allow.
    pub warnings: Vec<String>,
    /// What it says; none where it could not be read.
    pub content: Option<Content>,
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// The file, as it will be kept.
    pub text: String,
    /// Another file instead.
    pub again: Link,
}

impl SchemeTrial {
    fn flaw_table(&self) -> Table {
        let heads = vec![Head::narrow("位置"), Head::wide("问题")];
        let row = |flaw: &CellFlaw| vec![Cell::text(&flaw.place), Cell::text(&flaw.text)];
        Table::new("问题", heads, self.flaws.iter().map(row).collect()).unseen_caption()
    }
}

impl Page for SchemeTrial {
    fn title(&self) -> String {
        "核对考核方案".to_owned()
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty() || !self.refused.is_empty()
    }
}
