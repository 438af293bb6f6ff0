//! What is done to an organisation, looked at before: what it is now and then, who and what is
//! affected.

use askama::Template;

use crate::layout::Page;
use crate::part::confirm::Confirm;
use crate::part::field::Field;
use crate::part::flaws::Flaws;
use crate::part::link::Link;
use crate::part::way::Way;

/// What is asked for a day of an act: what days gone by and days to come mean.
pub(crate) const DAY_HINT: &str =
    "以往的日期只改变报表,不改变当时的权限;以后的日期先预定,到那天再办,之前可以收回。";

/// The page. It sends what is hidden, and `on` where that is asked.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/organisation_act/organisation_act.html")]
pub struct OrganisationAct {
    /// The way to it.
    pub way: Way,
    /// What the page is called.
    pub heading: String,
    /// To what, and that it is to be looked at.
    pub lead: String,
    /// What it is now and then, by what it is called.
    pub change: Vec<(String, String)>,
    /// Who and what is affected, a sentence each.
    pub says: Vec<String>,
    /// What goes along unseen, by name and value.
    pub hidden: Vec<(String, String)>,
    /// From which day on, as `2025-06-30`; none where it isn't asked here.
    pub on: Option<String>,
    /// The act, as the button says it.
    pub button: String,
    /// Whether it takes something away.
    pub grave: bool,
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// Back to where it can be chosen otherwise.
    pub back: Link,
    /// What has to be mended.
    pub flaws: Flaws,
}

impl OrganisationAct {
    fn confirm(&self) -> String {
        let on = self
            .on
            .iter()
            .map(|on| Field::date("on", "自何日起", on).hint(DAY_HINT).flaw(self.flaws.of("on")));
        Confirm {
            form: &self.form,
            action: &self.action,
            says: &self.says,
            hidden: &self.hidden,
            fields: &on.collect::<Vec<_>>(),
            button: &self.button,
            grave: self.grave,
            back: &self.back,
        }
        .to_string()
    }
}

impl Page for OrganisationAct {
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
