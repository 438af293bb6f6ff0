//! What has to be mended in a form: beside each field, and all together above it.

use askama::Template;
use askama::filters::HtmlSafe;

/// One thing to mend.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldFlaw {
    /// The name of the field; empty where it concerns the form as a whole.
    pub field: String,
    /// A whole sentence: what is wrong and what to do.
    pub text: String,
}

/// All that has to be mended in one form, in the order of its fields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Flaws(Vec<FieldFlaw>);

impl Flaws {
    /// From pairs of a field's name and a sentence.
    pub fn new<F, T>(flaws: impl IntoIterator<Item = (F, T)>) -> Self
    where
        F: Into<String>,
        T: Into<String>,
    {
        let flaws = flaws.into_iter();
        Self(
            flaws
                .map(|(field, text)| FieldFlaw { field: field.into(), text: text.into() })
                .collect(),
        )
    }

    /// Whether nothing has to be mended.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What has to be mended in a field.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|flaw| flaw.field == field).map(|flaw| flaw.text.as_str())
    }

    /// All of it, for above the form; nothing where nothing has to be mended.
    pub fn summary(&self) -> Summary<'_> {
        Summary { flaws: &self.0, kept: "" }
    }
}

/// Everything to mend, with a link to each field.
#[derive(Template)]
#[template(path = "part/summary.html")]
pub struct Summary<'f> {
    flaws: &'f [FieldFlaw],
    kept: &'static str,
}

impl HtmlSafe for Summary<'_> {}

impl Summary<'_> {
    /// What has not happened, and what is kept of all that was typed.
    #[must_use]
    pub fn kept(self, kept: &'static str) -> Self {
        Self { kept, ..self }
    }
}
