//! 我的任职: where one's own work is, for those who have several places, or none to look into.

use askama::Template;

use crate::layout::Page;
use crate::part::badge::Badge;
use crate::part::way::Way;

/// The page.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "page/places/places.html")]
pub struct Places {
    /// The way to it.
    pub way: Way,
    /// One's posts, in the order of the tree.
    pub places: Vec<Place>,
    /// Whether one of them leads anywhere.
    pub has_open: bool,
}

/// A post of one's own.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// Where.
    pub organisation: String,
    /// Its page; none where one sees only what is assigned.
    pub href: Option<String>,
    /// As what.
    pub role: String,
    /// From when, and to when if that is known.
    pub days: String,
    /// What one does there, where there is no page to show it.
    pub does: String,
    /// Acting.
    pub badges: Vec<Badge>,
}

impl Page for Places {
    fn title(&self) -> String {
        "我的任职".to_owned()
    }

    fn way(&self) -> Option<&Way> {
        Some(&self.way)
    }
}
