//! 任职: somebody takes a post at an organisation, a new one or that of a predecessor.

use askama::Template;

use crate::layout::Page;
use crate::part::choice::{Choice, Choices, Tick};
use crate::part::field::Field;
use crate::part::flaws::Flaws;
use crate::part::way::Way;

/// The page. It sends `person` or `name`, `from` and `acting` (`yes`, or not at all); for a new
/// post also `role` and `to`. The search asks by `who` and `at`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/appoint/appoint.html")]
pub struct Appoint {
    /// The way to it.
    pub way: Way,
    /// At which organisation.
    pub organisation: String,
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// Whose post is handed over, such as `李示例(支部书记)`; none for a new one.
    pub before: Option<String>,
    /// Looking for somebody who is known.
    pub search: Search,
    /// Who was chosen of those; none for a new person.
    pub chosen: Option<Chosen>,
    /// A new person, as typed.
    pub name: String,
    /// The posts that the person may give here.
    pub roles: Vec<Choice>,
    /// From which day on, as `2025-06-30`.
    pub from: String,
    /// Until which day, if that is known.
    pub to: String,
    /// Whether only until somebody else comes.
    pub acting: bool,
    /// Back without doing it.
    pub back_href: String,
    /// What has to be mended.
    pub flaws: Flaws,
}

/// Looking for somebody who is known.
#[derive(Clone, Debug, Default)]
pub struct Search {
    /// The page itself.
    pub action: String,
    /// The name, as typed.
    pub who: String,
    /// The organisation's name, as typed.
    pub at: String,
    /// How many were found, and what to do.
    pub said: String,
    /// Those who were found.
    pub hits: Vec<Known>,
}

/// Somebody who is known.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Who.
    pub name: String,
    /// What they hold and held, a line each.
    pub posts: Vec<String>,
    /// The page with this one chosen.
    pub href: String,
}

/// Who was chosen.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    /// The identity.
    pub person: String,
    /// The name.
    pub name: String,
    /// The page with nobody chosen.
    pub change_href: String,
}

impl Page for Appoint {
    fn title(&self) -> String {
        let act = if self.before.is_some() { "交接" } else { "新增任职" };
        format!("{act} - {}", self.organisation)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
