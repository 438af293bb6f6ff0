//! 新建下级组织, 修改 and 分设: what an organisation is called and what it is.

use askama::Template;

use crate::layout::Page;
use crate::page::organisation_act::DAY_HINT;
use crate::part::choice::{Choice, Choices};
use crate::part::field::Field;
use crate::part::flaws::Flaws;
use crate::part::way::Way;

/// What the facts are of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FactsOf {
    /// One that is founded below another.
    #[default]
    New,
    /// One that is changed.
    Changed,
    /// One that is founded out of another, beside it.
    Split,
}

/// The page. It sends `name`, `code`, `kind`, `sector`, `sectors`, `phone` and
/// `children` (any number), `on` and `version`.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/organisation_form/organisation_form.html")]
pub struct OrganisationForm {
    /// The way to it.
    pub way: Way,
    /// What the facts are of.
    pub of: FactsOf,
    /// The superior of a new one, the one that is changed, or the one that is split.
    pub organisation: String,
    /// The id of the form.
    pub form: String,
    /// Where it is sent.
    pub action: String,
    /// The name, as typed.
    pub name: String,
    /// The code, as typed.
    pub code: String,
    /// The telephone, as typed.
    pub phone: String,
    /// What it may be here.
    pub kinds: Vec<Choice>,
    /// The sectors of a branch; without any, it isn't asked.
    pub sectors: Vec<Choice>,
    /// The sectors that a committee may be responsible for; without any, it isn't asked.
    pub responsible: Vec<Choice>,
    /// Those below it that may come along; only of a split.
    pub children: Vec<Choice>,
    /// From which day on, as `2025-06-30`; not asked for one that is founded.
    pub on: String,
    /// The version that is changed; empty for a new one.
    pub version: String,
    /// Back to the organisation.
    pub back_href: String,
    /// What has to be mended.
    pub flaws: Flaws,
}

impl OrganisationForm {
    fn heading(&self) -> &'static str {
        match self.of {
            FactsOf::New => "新建下级组织",
            FactsOf::Changed => "修改党组织",
            FactsOf::Split => "分设党组织",
        }
    }

    fn button(&self) -> &'static str {
        match self.of {
            FactsOf::New => "新建",
            FactsOf::Changed | FactsOf::Split => "下一步: 核对",
        }
    }

    fn back(&self) -> &'static str {
        match self.of {
            FactsOf::New => "返回,不新建",
            FactsOf::Changed => "返回,不修改",
            FactsOf::Split => "返回,不分设",
        }
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
