//! Widths of text: made alike, and as they take room on screen.

pub use model::fold::{fold, half_width, narrow, narrowed};

/// How many half-width columns a text takes on screen: a Chinese character takes two.
#[must_use]
pub fn display_width(text: &str) -> usize {
    text.chars().map(|c| if u32::from(c) < 0x2e80 { 1 } else { 2 }).sum()
}
