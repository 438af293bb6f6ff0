//! The house's one look of a sheet: kinds of columns, their formats and widths.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::fold::display_width;

/// Columns of half-width characters that a column of text takes at the most before it wraps.
const WIDTH_MOST: usize = 60;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text, nearly always on one line.
    Text,
    /// Sentences, which wrap.
    Prose,
    /// A short list such as `1.1、1.2`, which wraps early.
    List,
    /// Hundredths, shown with two decimals.
    Hundredths,
    /// A share in hundredths of a percent, shown as a percentage with two decimals.
    Percent,
    /// A whole number.
    Whole,
}

impl Kind {
    /// A kind of each look, in the order of their styles' numbers.
    pub(super) const LOOKS: [Self; 5] =
        [Self::Text, Self::Prose, Self::Hundredths, Self::Percent, Self::Whole];

    /// The number of its cells' style in a workbook; 0 is a workbook's own.
    pub(super) fn style(self) -> usize {
        // Lists look as sentences do, and a workbook numbers a look once.
        match self {
            Self::Text => 1,
            Self::Prose | Self::List => 2,
            Self::Hundredths => 3,
            Self::Percent => 4,
            Self::Whole => 5,
        }
    }

    /// How wide a column may grow, in half-width characters.
    pub(super) fn width_most(self) -> usize {
        match self {
            Self::List => 30,
            Self::Prose => 48,
            _ => WIDTH_MOST,
        }
    }

    /// Whether its cells take several lines where one is not enough.
    pub(super) fn wraps(self) -> bool {
        matches!(self, Self::Text | Self::List | Self::Prose)
    }

    /// How many lines a text takes in a column that wraps.
    pub(super) fn lines(self, text: &str) -> usize {
        let room = self.width_most() - 5;
        text.split('\n').map(|line| display_width(line).div_ceil(room).max(1)).sum()
    }
}

/// A head wraps at half of its own length, so that a column of numbers stays narrow.
pub(super) fn head_width(head: &str) -> usize {
    let longest = head.split('\n').map(display_width).max().unwrap_or(0);
    if longest > 16 { longest.div_ceil(2) } else { longest + 1 }
}

pub(super) fn cell_format(kind: Kind) -> Format {
    let format = Format::new().set_align(FormatAlign::Top);
    match kind {
        Kind::Text => {
            format.set_num_format("@").set_text_wrap().set_align(FormatAlign::Left).set_indent(1)
        }
        Kind::Prose | Kind::List => {
            format.set_text_wrap().set_align(FormatAlign::Left).set_indent(1)
        }
        Kind::Hundredths => format.set_num_format("0.00"),
        Kind::Percent => format.set_num_format("0.00%"),
        Kind::Whole => format.set_num_format("#,##0"),
    }
}

/// A head stands over its column as the column's values do.
pub(super) fn head_format(kind: Kind) -> Format {
    let format = match kind {
        Kind::Text | Kind::Prose | Kind::List => Format::new().set_indent(1),
        Kind::Hundredths | Kind::Percent | Kind::Whole => {
            Format::new().set_align(FormatAlign::Right)
        }
    };
    format
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::VerticalCenter)
        .set_background_color(Color::RGB(0x00F2_F2F2))
        .set_border_bottom(FormatBorder::Thin)
}

pub(super) fn title_format() -> Format {
    Format::new().set_bold().set_font_size(14)
}

pub(super) fn wrapped_note_format() -> Format {
    note_format().set_text_wrap().set_font_size(9).set_align(FormatAlign::Top)
}

pub(super) fn note_format() -> Format {
    Format::new().set_font_color(Color::RGB(0x0059_5959))
}
