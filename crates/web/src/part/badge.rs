//! A state in one word. Its colour only repeats what the word says.

use askama::Template;
use askama::filters::HtmlSafe;

/// A state.
#[derive(Clone, Debug, PartialEq, Eq, Template)]
#[template(ext = "html", source = r#"<span class="{{ tone.class() }}">{{ word }}</span>"#)]
pub struct Badge {
    /// The word.
    pub word: String,
    /// How it stands.
    pub tone: Standing,
}

impl HtmlSafe for Badge {}

/// How something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Neither well nor badly.
    Plain,
    /// As it should be.
    Good,
    /// To be looked at soon.
    Near,
    /// To be looked at now.
    Grave,
}

impl Standing {
    fn class(self) -> &'static str {
        match self {
            Self::Plain => "badge",
            Self::Good => "badge badge-good",
            Self::Near => "badge badge-near",
            Self::Grave => "badge badge-grave",
        }
    }
}

impl Badge {
    /// A state.
    pub fn new(word: impl Into<String>, tone: Standing) -> Self {
        Self { word: word.into(), tone }
    }
}
