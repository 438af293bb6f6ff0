//! 支部自查: what the branch says of itself over what its ledger suggests.

use askama::Template;

use crate::layout::Page;
use crate::part::above::Above;
use crate::part::area::Area;
use crate::part::badge::Badge;
use crate::part::facts::{Fact, Facts};
use crate::part::flaws::Flaws;
use crate::part::ground::Ground;
use crate::part::link::Link;
use crate::part::news::News;
use crate::part::way::Way;

/// The page. Its form sends `own-ID` and `reason-ID` of every criterion, the sentences by their
/// names, `draft_version`, and with the button that submits `submission`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/self_check/self_check.html")]
pub struct SelfCheck {
    /// The way to it.
    pub way: Way,
    /// The branch.
    pub branch: String,
    /// How far it has come.
    pub badges: Vec<Badge>,
    /// What this person can do now, or why nothing.
    pub lead: String,
    /// Why it was given back, and when; empty where it wasn't.
    pub returned: String,
    /// The campaign, the period and its days, the receipt.
    pub facts: Vec<Fact>,
    /// Who saved the draft last; empty where there is none.
    pub saved: String,
    /// Why what was typed is not kept, where it would be lost else.
    pub news: News,
    /// What the campaign's documents require, by document.
    pub documents: Vec<Document>,
    /// Who is short of which topic.
    pub short: Vec<Short>,
    /// Whether there is anything to look at: others see what was submitted.
    pub is_there: bool,
    /// By criterion.
    pub criteria: Vec<Criterion>,
    /// What the last period's said of the next steps.
    pub planned: String,
    /// The sentences.
    pub sentences: Vec<Sentence>,
    /// 自评合计, in a sentence.
    pub sum: String,
    /// Whether it may be filled in.
    pub may_draft: bool,
    /// Whether it may be submitted.
    pub may_submit: bool,
    /// Whether it may be taken back.
    pub may_withdraw: bool,
    /// Whether it may be given back.
    pub may_give_back: bool,
    /// What that means for the branch.
    pub give_back_hint: String,
    /// The page's address, below which all of it is sent.
    pub action: String,
    /// The ids of the forms: draft, submission, withdrawal, giving back.
    pub forms: [String; 4],
    /// The number of the draft on the page.
    pub draft_version: String,
    /// Why it is given back, as typed.
    pub why: String,
    /// What has to be mended.
    pub flaws: Flaws,
}

/// A document of the campaign, with what it requires.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Its title, number and day.
    pub title: String,
    /// 原件, where there is one.
    pub file: Option<Link>,
    /// Its text; may be empty.
    pub content: String,
    /// What it requires.
    pub tasks: Vec<Task>,
}

/// Something that is required.
#[derive(Clone, Debug, Default)]
pub struct Task {
    /// What.
    pub says: String,
    /// By which day; empty where there is none.
    pub due: String,
    /// Whether it is done, as far as the ledger shows.
    pub badges: Vec<Badge>,
    /// The criterion it belongs to.
    pub criterion: Option<Link>,
}

/// Those who are short of a topic.
#[derive(Clone, Debug, Default)]
pub struct Short {
    /// The topic.
    pub topic: String,
    /// Their names.
    pub names: Vec<String>,
}

/// A criterion.
#[derive(Clone, Debug, Default)]
pub struct Criterion {
    /// What begins with it.
    pub above: Above,
    /// What its points rest on.
    pub ground: Ground,
    /// `3`, `6~10,请自评` or `无建议,请自评`.
    pub suggested: String,
    /// What stands for an empty field, where the suggestion is one number.
    pub exact: String,
    /// 自评分, as kept or typed.
    pub own: String,
    /// The reason, as kept or typed.
    pub reason: String,
}

/// One of the four sentences.
#[derive(Clone, Debug, Default)]
pub struct Sentence {
    /// Its name.
    pub name: String,
    /// Its words.
    pub label: String,
    /// What helps to write it.
    pub hint: String,
    /// What was written.
    pub value: String,
}

impl SelfCheck {
    /// A sentence's field.
    fn area<'s>(&'s self, sentence: &'s Sentence) -> Area<'s> {
        let Sentence { name, label, hint, value } = sentence;
        Area::new(name, label, value).hint(hint).flaw(self.flaws.of(name))
    }
}

impl Page for SelfCheck {
    fn title(&self) -> String {
        format!("自查 - {}", self.branch)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
