//! 新建下级组织 and 修改: what an organisation is called and what it is.

use askama::Template;

use crate::layout::Page;
use crate::part::choice::{Choice, Choices};
use crate::part::field::Field;
use crate::part::flaws::Flaws;
use crate::part::way::Way;

/// The page. It sends `name`, `code`, `kind`, `sector`, `sectors` (any number) and `version`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/organisation_form/organisation_form.html")]
pub struct OrganisationForm {
    /// The way to it.
    pub way: Way,
    /// Whether one is changed; else one is founded.
    pub changing: bool,
    /// The superior of a new one, or the one that is changed.
    pub organisation: String,
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// The name, as typed.
    pub name: String,
    /// The code, as typed.
    pub code: String,
    /// What it may be here.
    pub kinds: Vec<Choice>,
    /// The sectors of a branch; without any, it isn't asked.
    pub sectors: Vec<Choice>,
    /// The sectors that a committee may be responsible for; without any, it isn't asked.
    pub responsible: Vec<Choice>,
    /// The version that is changed; empty for a new one.
    pub version: String,
    /// Back to the organisation.
    pub back_href: String,
    /// What has to be mended.
    pub flaws: Flaws,
}

impl OrganisationForm {
    fn heading(&self) -> &'static str {
        if self.changing { "修改党组织" } else { "新建下级组织" }
    }
}

impl Page for OrganisationForm {
    fn title(&self) -> String {
        format!("{} - {}", self.heading(), self.organisation)
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }

    fn flawed(&self) -> bool {
        !self.flaws.is_empty()
    }
}
