//! A table. On a phone each of its rows becomes a paragraph under the row's own name.

use askama::Template;
use askama::filters::HtmlSafe;

use super::badge::Badge;
use super::link::Link;

/// A table. Its first column names the row.
#[derive(Clone, Debug, Template)]
#[template(path = "part/table.html")]
pub struct Table {
    caption: String,
    caption_is_seen: bool,
    heads: Vec<Head>,
    rows: Vec<Vec<Cell>>,
}

impl HtmlSafe for Table {}

impl Table {
    /// A table whose caption is seen. Every row has a cell for every head.
    pub fn new(caption: impl Into<String>, heads: Vec<Head>, rows: Vec<Vec<Cell>>) -> Self {
        assert!(rows.iter().all(|row| row.len() == heads.len()), "a cell for every head");
        Self { caption: caption.into(), caption_is_seen: true, heads, rows }
    }

    /// Its caption is only heard, since a heading stands above it anyway.
    #[must_use]
    pub fn unseen_caption(self) -> Self {
        Self { caption_is_seen: false, ..self }
    }

    /// Whether it has no rows.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    fn has_acts(&self) -> bool {
        self.heads.iter().any(|head| head.shape == Shape::Act)
    }

    /// The place of a row's cells beside their heads.
    fn pairs<'t>(&'t self, row: &'t [Cell]) -> impl Iterator<Item = (&'t Head, &'t Cell)> {
        self.heads.iter().skip(1).zip(row.iter().skip(1))
    }
}

/// What stands above a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    text: String,
    shape: Shape,
    bare: bool,
    sort: Option<Sort>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    Text,
    Narrow,
    Wide,
    Number,
    Act,
}

/// How a column may be sorted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sort {
    /// The list sorted by it, or the other way round.
    pub href: String,
    /// How it is sorted now, if by this column.
    pub order: Option<Order>,
}

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// The smallest first.
    Ascending,
    /// The largest first.
    Descending,
}

impl Order {
    fn aria(self) -> &'static str {
        match self {
            Self::Ascending => "ascending",
            Self::Descending => "descending",
        }
    }

    fn sign(self) -> &'static str {
        match self {
            Self::Ascending => "↑",
            Self::Descending => "↓",
        }
    }
}

impl Head {
    fn of(text: impl Into<String>, shape: Shape) -> Self {
        Self { text: text.into(), shape, bare: false, sort: None }
    }

    /// Text of any length.
    pub fn text(text: impl Into<String>) -> Self {
        Self::of(text, Shape::Text)
    }

    /// A word or a date, which is never broken.
    pub fn narrow(text: impl Into<String>) -> Self {
        Self::of(text, Shape::Narrow)
    }

    /// Sentences, which get a line of their own on a phone.
    pub fn wide(text: impl Into<String>) -> Self {
        Self::of(text, Shape::Wide)
    }

    /// Numbers, right-aligned.
    pub fn number(text: impl Into<String>) -> Self {
        Self::of(text, Shape::Number)
    }

    /// What may be done to the row.
    pub fn act(text: impl Into<String>) -> Self {
        Self::of(text, Shape::Act)
    }

    /// Its cells say by themselves what they are, so that a phone leaves the head out.
    #[must_use]
    pub fn bare(self) -> Self {
        Self { bare: true, ..self }
    }

    /// It may be sorted.
    #[must_use]
    pub fn sort(self, href: impl Into<String>, order: Option<Order>) -> Self {
        Self { sort: Some(Sort { href: href.into(), order }), ..self }
    }

    /// What stands before a cell on a phone.
    fn label(&self) -> Option<&str> {
        (!self.bare && self.shape != Shape::Act).then_some(&self.text)
    }

    fn class(&self) -> &'static str {
        match self.shape {
            Shape::Text => "text",
            Shape::Narrow => "narrow",
            Shape::Wide => "wide",
            Shape::Number => "narrow number",
            Shape::Act => "narrow act",
        }
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text, or a number as text.
    Text(String),
    /// Something that leads elsewhere.
    Link(Link),
    /// States.
    Badges(Vec<Badge>),
    /// A button that does something to the row.
    Button(Button),
}

#[derive(Template)]
#[template(path = "part/cell.html")]
struct Inside<'c> {
    cell: &'c Cell,
}

impl HtmlSafe for Inside<'_> {}

impl Cell {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    fn inside(&self) -> Inside<'_> {
        Inside { cell: self }
    }

    /// A link.
    pub fn link(text: impl Into<String>, href: impl Into<String>) -> Self {
        Self::Link(Link::new(text, href))
    }
}

/// A form that is only a button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What it says.
    pub text: String,
    /// To what, for those who hear the page and don't see the row.
    pub to: String,
    /// Where it is sent.
    pub action: String,
    /// The id of the form.
    pub form: String,
}
