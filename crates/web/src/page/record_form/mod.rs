//! 记台账: one form for all kinds, made of what the kind asks.

use askama::Template;

use crate::layout::Page;
use crate::part::area::Area;
use crate::part::attached::Attached;
use crate::part::choice::{Choice, Choices};
use crate::part::field::Field;
use crate::part::flaws::Flaws;
use crate::part::news::News;
use crate::part::way::Way;

/// The page. It sends `act` (`submit`, `draft` or `roster`), what is asked, `attend-…` and
/// `made_up_on-…` a member, `file` a file that is there, `files`, and `reason`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/record_form/form.html")]
pub struct RecordForm {
    /// The way to it.
    pub way: Way,
    /// What is done.
    pub heading: String,
    /// What the kind is for.
    pub lead: String,
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// What goes along unseen, by name and value; before all else.
    pub hidden: Vec<(String, String)>,
    /// Who saved the draft last; empty where there is none.
    pub saved: String,
    /// What somebody else changed meanwhile.
    pub news: News,
    /// What is asked.
    pub questions: Vec<Question>,
    /// The roster of the day, where it is asked who was there.
    pub roll: Option<RollCall>,
    /// Files that are there.
    pub files: Vec<Attached>,
    /// Where a script sends files piece by piece.
    pub upload: String,
    /// What files are asked for.
    pub files_lead: String,
    /// Why it is corrected, as typed; none for a new record.
    pub reason: Option<String>,
    /// Back to where one came from.
    pub back_href: String,
    /// Throwing the draft away: where that is sent.
    pub discard: Option<String>,
    /// The id of that form.
    pub discard_form: String,
    /// What has to be mended.
    pub flaws: Flaws,
}

/// How a question is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Asked {
    /// By a line.
    #[default]
    Line,
    /// By room for sentences.
    Sentences,
    /// By a day.
    Day,
    /// By one of a list.
    One,
    /// By boxes to tick.
    Several,
}

/// A question of the kind.
#[derive(Clone, Debug, Default)]
pub struct Question {
    /// How.
    pub asked: Asked,
    /// Its name.
    pub name: String,
    /// Its words.
    pub label: String,
    /// What helps to answer.
    pub hint: String,
    /// Whether it has to be answered.
    pub needed: bool,
    /// What was typed.
    pub value: String,
    /// What may be chosen.
    pub choices: Vec<Choice>,
}

/// The roster of a day.
#[derive(Clone, Debug, Default)]
pub struct RollCall {
    /// The day.
    pub day: String,
    /// The same form with the list of last time; none where that is no help.
    pub last_href: Option<String>,
    /// Those who are due.
    pub due: Vec<Called>,
    /// Those who are excused.
    pub excused: Vec<Called>,
}

/// A member on the roster.
#[derive(Clone, Debug, Default)]
pub struct Called {
    /// Who, as a form sends it.
    pub id: String,
    /// The name.
    pub name: String,
    /// Why excused.
    pub excuse: String,
    /// `present`, `made_up`, `absent`, or nothing.
    pub state: String,
    /// On which day, as typed.
    pub made_up_on: String,
}

impl Question {
    fn show(&self, flaws: &Flaws) -> String {
        let Self { name, label, hint, value, choices, needed, .. } = self;
        let flaw = flaws.of(name);
        match self.asked {
            Asked::Sentences => {
                let area = Area::new(name, label, value).hint(hint).flaw(flaw);
                if *needed { area.to_string() } else { area.optional().to_string() }
            }
            Asked::Line | Asked::Day => {
                let field = match self.asked {
                    Asked::Day => Field::date(name, label, value),
                    _ => Field::text(name, label, value),
                };
                let field = field.hint(hint).flaw(flaw);
                if *needed { field.to_string() } else { field.optional().to_string() }
            }
            Asked::One => {
                let list = Choices::select(name, label, choices).hint(hint).flaw(flaw);
                let list = list.blank(if *needed { "请选择" } else { "不填" });
                if *needed { list.to_string() } else { list.optional().to_string() }
            }
            Asked::Several => {
                Choices::checks(name, label, choices).hint(hint).flaw(flaw).to_string()
            }
        }
    }
}

impl RecordForm {
    fn button(&self) -> &'static str {
        if self.reason.is_some() { "提交更正" } else { "提交" }
    }
}

impl Page for RecordForm {
    fn title(&self) -> String {
        self.heading.clone()
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
