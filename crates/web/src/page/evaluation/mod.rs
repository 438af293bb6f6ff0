//! 量化评定 of a branch: criterion by criterion, what is suggested and why beside what is given.

use askama::Template;

use crate::layout::Page;
use crate::part::above::Above;
use crate::part::badge::Badge;
use crate::part::facts::{Fact, Facts};
use crate::part::flaws::Flaws;
use crate::part::ground::Ground;
use crate::part::link::Link;
use crate::part::news::News;
use crate::part::way::Way;

/// The page. Its form sends `points-ID`, `reason-ID`, `take-ID` and `seen-ID` of every criterion.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/evaluation/evaluation.html")]
pub struct Evaluation {
    /// The way to it.
    pub way: Way,
    /// The branch.
    pub branch: String,
    /// How far it has come.
    pub badges: Vec<Badge>,
    /// The period, its days, the self-check, who submitted.
    pub facts: Vec<Fact>,
    /// What this person can do now, or why nothing.
    pub lead: String,
    /// What others gave meanwhile for what was typed and not saved.
    pub news: News,
    /// Why it was sent back; empty where it wasn't.
    pub sent_back: String,
    /// By criterion.
    pub criteria: Vec<Criterion>,
    /// Whether points may be given.
    pub may_give: bool,
    /// Where they are sent.
    pub action: String,
    /// The ids of the forms: points, submission, confirmation, sending back.
    pub forms: [String; 4],
    /// Whether it may be submitted.
    pub may_submit: bool,
    /// Whether it may be confirmed or sent back.
    pub may_confirm: bool,
    /// Why it is to be sent back, as typed.
    pub why: String,
    /// Criteria without points, in a sentence; empty where there is none.
    pub open: String,
    /// All points together, as far as they are given.
    pub sum: String,
    /// Sentences that were given before.
    pub phrases: Vec<String>,
    /// 下一个未评.
    pub next: Option<Link>,
    /// The committee's list.
    pub desk: Link,
    /// What has to be mended.
    pub flaws: Flaws,
}

/// A criterion.
#[derive(Clone, Debug, Default)]
pub struct Criterion {
    /// What begins with it.
    pub above: Above,
    /// What its points rest on.
    pub ground: Ground,
    /// `建议 3`, `建议 6~10,请评判` or `无建议`.
    pub suggested: String,
    /// The suggestion, where it is one number.
    pub exact: String,
    /// 自评分, with its reason.
    pub own: String,
    /// The branch's reason.
    pub own_reason: String,
    /// What the last confirmed evaluation gave.
    pub last: String,
    /// 评定分, as given or typed.
    pub points: String,
    /// When a reason has to be given.
    pub reason_hint: String,
    /// The reason, as given or typed.
    pub reason: String,
    /// Whether the suggestion is taken.
    pub taken: bool,
    /// Who gave the points, and when.
    pub given: String,
    /// The number of the line on the page.
    pub seen: String,
}

impl Page for Evaluation {
    fn title(&self) -> String {
        format!("评定 - {}", self.branch)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
