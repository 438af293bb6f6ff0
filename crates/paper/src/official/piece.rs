//! The pieces of a page: faces, runs and paragraphs.

use docx_rs::{
    AlignmentType, BorderType, BreakType, FieldCharType, InstrPAGE, InstrText, LineSpacing,
    LineSpacingType, Paragraph, ParagraphBorder, ParagraphBorderPosition, ParagraphBorders, Run,
    RunFonts, SpecialIndentType,
};

use super::page::{CHAR, CHAR_SPACING, LINE};
use crate::text::clean;

pub(super) const FANGSONG: &str = "仿宋_GB2312";
pub(super) const KAITI: &str = "楷体_GB2312";
pub(super) const HEITI: &str = "黑体";
pub(super) const SONGTI: &str = "宋体";
pub(super) const XIAOBIAOSONG: &str = "方正小标宋简体";

const RED: &str = "FF0000";

/// How characters look.
#[derive(Clone, Copy, Debug)]
pub(super) struct Face {
    font: &'static str,
    /// In halves of a point: 32 is 3号.
    pub(super) size_half_points: usize,
    /// In twips, between characters.
    spacing: i32,
    colour: Option<&'static str>,
}

impl Face {
    /// 3号 of a font, drawn together so that 28 make a line.
    const fn body(font: &'static str) -> Self {
        Self { font, size_half_points: 32, spacing: CHAR_SPACING, colour: None }
    }

    const fn plain(font: &'static str, size_half_points: usize) -> Self {
        Self { font, size_half_points, spacing: 0, colour: None }
    }

    pub(super) const TEXT: Self = Self::body(FANGSONG);
    pub(super) const HEADING: Self = Self::body(HEITI);
    pub(super) const SUBHEADING: Self = Self::body(KAITI);
    /// 2号.
    pub(super) const TITLE: Self = Self::plain(XIAOBIAOSONG, 44);
    /// 4号.
    pub(super) const PAGE_NUMBER: Self = Self::plain(SONGTI, 28);
    /// 小四, for a word at the head of each page.
    pub(super) const HEADER: Self = Self { colour: Some(RED), ..Self::plain(HEITI, 24) };

    /// The issuing body's mark, at the size that its length allows.
    pub(super) const fn mark(size_half_points: usize) -> Self {
        Self { colour: Some(RED), ..Self::plain(XIAOBIAOSONG, size_half_points) }
    }

    /// A table's head.
    pub(super) const fn table_head(size_half_points: usize) -> Self {
        Self::plain(HEITI, size_half_points)
    }

    /// A table's cells.
    pub(super) const fn table_cell(size_half_points: usize) -> Self {
        Self::plain(FANGSONG, size_half_points)
    }

    fn blank(self) -> Run {
        // The hint makes “ ” — … the Chinese font's and so as wide as a character.
        let fonts = RunFonts::new()
            .ascii(self.font)
            .hi_ansi(self.font)
            .east_asia(self.font)
            .cs(self.font)
            .hint("eastAsia");
        let run = Run::new().fonts(fonts).size(self.size_half_points);
        let run = if self.spacing == 0 { run } else { run.character_spacing(self.spacing) };
        match self.colour {
            Some(colour) => run.color(colour),
            None => run,
        }
    }

    /// A run of text. Every text of a document passes here, and is cleaned here.
    pub(super) fn run(self, text: &str) -> Run {
        self.blank().add_text(clean(text))
    }
}

/// The field that an office program fills with the page's number.
pub(super) fn field_page_number(face: Face) -> [Run; 5] {
    [
        face.blank().add_field_char(FieldCharType::Begin, false),
        face.blank().add_instr_text(InstrText::PAGE(InstrPAGE::new())),
        face.blank().add_field_char(FieldCharType::Separate, false),
        face.run("1"),
        face.blank().add_field_char(FieldCharType::End, false),
    ]
}

/// How a paragraph stands, in twips.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stand {
    pub(super) align: Align,
    pub(super) left: i32,
    pub(super) right: i32,
    /// Less than nothing: the first line hangs out.
    pub(super) first_line: i32,
    pub(super) before: i32,
    pub(super) line: i32,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Align {
    Left,
    Centre,
    Right,
    /// Both edges straight, which only the last line is free of.
    Both,
}

impl Stand {
    /// A line of the body, flush left.
    pub(super) const FLUSH: Self =
        Self { align: Align::Left, left: 0, right: 0, first_line: 0, before: 0, line: LINE };
    /// A paragraph of the body, its first line two characters in.
    pub(super) const INDENTED: Self =
        Self { align: Align::Both, first_line: 2 * CHAR, ..Self::FLUSH };
    pub(super) const CENTRED: Self = Self { align: Align::Centre, ..Self::FLUSH };

    /// A paragraph without its text.
    ///
    /// Widow control is off: it would leave a page with 21 lines. A line of another height than
    /// the grid's must not snap to it: LibreOffice would make two of it.
    pub(super) fn paragraph(self) -> Paragraph {
        let spacing = LineSpacing::new()
            .line_rule(LineSpacingType::Exact)
            .line(self.line)
            .before(u32::try_from(self.before).unwrap_or(0))
            .after(0);
        let align = match self.align {
            Align::Left => AlignmentType::Left,
            Align::Centre => AlignmentType::Center,
            Align::Right => AlignmentType::Right,
            Align::Both => AlignmentType::Both,
        };
        let paragraph = Paragraph::new().align(align).line_spacing(spacing).widow_control(false);
        let paragraph = if self.line == LINE { paragraph } else { paragraph.snap_to_grid(false) };
        if self.left == 0 && self.right == 0 && self.first_line == 0 {
            return paragraph;
        }
        let first = match self.first_line {
            0 => None,
            twips if twips < 0 => Some(SpecialIndentType::Hanging(-twips)),
            twips => Some(SpecialIndentType::FirstLine(twips)),
        };
        paragraph.indent(Some(self.left), first, Some(self.right), None)
    }

    /// A paragraph of one text.
    pub(super) fn text(self, face: Face, text: &str) -> Paragraph {
        self.paragraph().add_run(face.run(text))
    }

    /// A paragraph of lines broken by us.
    pub(super) fn lines(self, face: Face, lines: &[String]) -> Paragraph {
        let mut run = None;
        for line in lines {
            let with_break = run
                .map(|run: Paragraph| run.add_run(face.blank().add_break(BreakType::TextWrapping)));
            let paragraph = with_break.unwrap_or_else(|| self.paragraph());
            run = Some(paragraph.add_run(face.run(line)));
        }
        run.unwrap_or_else(|| self.paragraph())
    }
}

/// An empty line of the body.
pub(super) fn blank_line() -> Paragraph {
    Stand::FLUSH.text(Face::TEXT, "")
}

/// Puts the red line below a paragraph: as wide as the text area, 4 mm under the characters.
pub(super) fn with_red_line(mut paragraph: Paragraph) -> Paragraph {
    // Of the 4 mm (11.3 points), the line's own leading below the characters makes 6.5.
    let line = ParagraphBorder::new(ParagraphBorderPosition::Bottom)
        .val(BorderType::Single)
        .size(12)
        .space(5)
        .color(RED);
    let borders = ParagraphBorders::with_empty().set(line);
    paragraph.property = paragraph.property.set_borders(borders);
    paragraph
}
