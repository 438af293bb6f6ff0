//! 任职: somebody takes a post at an organisation.

use askama::Template;

use crate::layout::Page;
use crate::part::choice::{Choice, Choices, Tick};
use crate::part::field::Field;
use crate::part::flaws::Flaws;
use crate::part::way::Way;

/// The page. It sends `name`, `role`, `from`, `to` and `acting` (`yes`, or not at all).
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
    /// Who, as typed.
    pub name: String,
    /// The posts that the person may give here.
    pub roles: Vec<Choice>,
    /// From which day on, as `2025-06-30`.
    pub from: String,
    /// Until which day, if that is known.
    pub to: String,
    /// Whether only until somebody else comes.
    pub acting: bool,
    /// Back to the organisation.
    pub back_href: String,
    /// What has to be mended.
    pub flaws: Flaws,
}

impl Page for Appoint {
    fn title(&self) -> String {
        format!("新增任职 - {}", self.organisation)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
