//! 撤销: an organisation ends.

use askama::Template;

use crate::layout::Page;
use crate::page::organisation_act::DAY_HINT;
use crate::part::confirm::Confirm;
use crate::part::field::Field;
use crate::part::flaws::Flaws;
use crate::part::link::Link;
use crate::part::way::Way;

/// The page. It sends `on`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/organisation_close/organisation_close.html")]
pub struct OrganisationClose {
    /// The way to it.
    pub way: Way,
    /// What is closed.
    pub name: String,
    /// Why it cannot be closed yet, a sentence each; then nothing is asked.
    pub first: Vec<String>,
    /// What does both at once, where it cannot be closed yet.
    pub merger: Option<Link>,
    /// What closing does, a sentence each.
    pub says: Vec<String>,
    /// From which day on, as `2025-06-30`.
    pub on: String,
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// Back to the organisation.
    pub back_href: String,
    /// What has to be mended.
    pub flaws: Flaws,
}

impl OrganisationClose {
    fn fields(&self) -> [Field<'_>; 1] {
        [Field::date("on", "自何日起", &self.on).hint(DAY_HINT).flaw(self.flaws.of("on"))]
    }

    fn confirm(&self) -> String {
        Confirm {
            form: &self.form,
            action: &self.action,
            says: &self.says,
            hidden: &[],
            fields: &self.fields(),
            button: "撤销",
            grave: true,
            back: &Link::new("返回,不撤销", &self.back_href),
        }
        .to_string()
    }
}

impl Page for OrganisationClose {
    fn title(&self) -> String {
        format!("撤销 - {}", self.name)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
