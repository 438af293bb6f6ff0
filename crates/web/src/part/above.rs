//! What stands above a criterion with which something begins: its indicator, or a whole
//! 本地附加部分.

use askama::Template;
use askama::filters::HtmlSafe;

/// The heads; most criteria have none above them.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "part/above.html")]
pub struct Above {
    /// 本地附加部分 that begins here, by its title.
    pub part: String,
    /// Who added it, that its points are its own, and what they come to.
    pub part_says: String,
    /// The indicator that begins here, with its points.
    pub indicator: String,
}

impl HtmlSafe for Above {}

impl Above {
    /// An indicator alone.
    #[must_use]
    pub fn indicator(text: impl Into<String>) -> Self {
        Self { indicator: text.into(), ..Self::default() }
    }
}
