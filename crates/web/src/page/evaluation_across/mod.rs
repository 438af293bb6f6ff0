//! 逐项评定: one criterion across a committee's branches.

use askama::Template;

use crate::layout::Page;
use crate::page::evaluation::Criterion;
use crate::part::flaws::Flaws;
use crate::part::link::Link;
use crate::part::news::News;
use crate::part::pager::Pager;
use crate::part::way::Way;

/// The page. Each branch has a form of its own, which sends `points-ID`, `reason-ID`, `take-ID`,
/// `seen-ID` and `across`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/evaluation_across/evaluation_across.html")]
pub struct EvaluationAcross {
    /// Where it goes on once all of the page have points.
    pub on: Option<Link>,
    /// The way to it.
    pub way: Way,
    /// The criterion: id, title, most points.
    pub title: String,
    /// The document's words.
    pub official: String,
    /// What others gave meanwhile to the branch whose points were not saved.
    pub news: News,
    /// What has to be mended, by `points-KEY` and `reason-KEY`.
    pub flaws: Flaws,
    /// Reasons that were given before, offered again.
    pub phrases: Vec<String>,
    /// A form a branch.
    pub branches: Vec<OfBranch>,
    /// The criterion before and the one behind.
    pub others: Vec<Link>,
    /// To those alone that have no points yet, or to all.
    pub which: Link,
    /// Through the branches.
    pub pager: Pager,
}

/// A branch.
#[derive(Clone, Debug, Default)]
pub struct OfBranch {
    /// Its name.
    pub name: String,
    /// Its evaluation.
    pub href: String,
    /// Tells this branch's fields from others on the page.
    pub key: String,
    /// Whether points may be given.
    pub may_give: bool,
    /// The id of the form.
    pub form: String,
    /// Whether it comes behind the one that was saved: there one goes on.
    pub is_next: bool,
    /// Where it leads back to.
    pub across: String,
    /// The criterion as it is for this branch.
    pub criterion: Criterion,
}

impl Page for EvaluationAcross {
    fn title(&self) -> String {
        format!("逐项评定 - {}", self.title)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
