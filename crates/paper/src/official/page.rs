//! The page: GB/T 9704-2012 in twips, and what stands outside the text area.
//!
//! A twip is 1/20 of a point, 56.69 to the millimetre. The text area is 156 × 225 mm and holds 22
//! lines of 28 characters of 16 points, so the characters are drawn together: by a quarter of a
//! point, since with a fifth (15.8 × 28 = 442.4 points of 442.2) LibreOffice puts 27 into a line.
//! 22 lines of 29 points are 12,760 twips, a hair more than the area; the bottom margin gives a
//! tenth of a millimetre, far within the standard's one, or a page would have 21.

use docx_rs::{
    AlignmentType, DocGrid, DocGridType, Docx, Footer, Header, LineSpacing, LineSpacingType,
    PageMargin, Paragraph,
};

use super::piece::{Face, field_page_number};

const PAGE_WIDTH: u32 = 11_906;
const PAGE_HEIGHT: u32 = 16_838;
const TOP: i32 = 2_098;
const LEFT: i32 = 1_587;
const RIGHT: i32 = 1_474;
const BOTTOM: i32 = 1_978;

/// The text area's width.
pub(super) const TEXT_WIDTH: i32 = PAGE_WIDTH as i32 - LEFT - RIGHT;

/// A line of the body: 29 points.
pub(super) const LINE: i32 = 580;

/// What the characters of the body are drawn together by.
pub(super) const CHAR_SPACING: i32 = -5;

/// A character of the body: 16 points, drawn together.
pub(super) const CHAR: i32 = 320 + CHAR_SPACING;

/// Characters in a line.
pub(super) const LINE_CHARS: i32 = 28;

/// From the text area's top to the issuing body's mark: 35 mm.
pub(super) const MARK_DROP: i32 = 1_984;

/// The page number's line, and how far its foot is from the page's: its head is then 7 mm below
/// the text area.
const NUMBER_LINE: i32 = 320;
const NUMBER_FOOT: i32 = 1_281;

/// A character of the page number: 4号, 14 points.
const NUMBER_CHAR: i32 = 280;

/// Where a page's header begins: 20 mm from the top, well clear of the text.
const HEADER_HEAD: i32 = 1_134;

/// Sets size, margins, grid and page numbers.
///
/// The grid is of lines only: with a grid of characters LibreOffice widens the characters
/// instead, so each run carries the spacing itself.
pub(super) fn lay_out(mut docx: Docx) -> Docx {
    docx = docx.page_size(PAGE_WIDTH, PAGE_HEIGHT).page_margin(
        PageMargin::new()
            .top(TOP)
            .left(LEFT)
            .right(RIGHT)
            .bottom(BOTTOM)
            .header(HEADER_HEAD)
            .footer(NUMBER_FOOT),
    );
    let grid = DocGrid::new().grid_type(DocGridType::Lines).line_pitch(LINE as usize);
    docx.document = docx.document.doc_grid(grid);
    docx.footer(Footer::new().add_paragraph(page_number(Side::Odd)))
        .even_footer(Footer::new().add_paragraph(page_number(Side::Even)))
}

/// Puts a line at the head of every page, so that no page alone is taken for a real one.
pub(super) fn mark_every_page(docx: Docx, says: &str) -> Docx {
    let head = || {
        let face = Face::HEADER;
        let line = exact_line(NUMBER_LINE);
        let paragraph = Paragraph::new().align(AlignmentType::Center).line_spacing(line);
        Header::new().add_paragraph(paragraph.add_run(face.run(says)))
    };
    docx.header(head()).even_header(head())
}

#[derive(Clone, Copy)]
enum Side {
    Odd,
    Even,
}

/// 「— 1 —」, a character in from the outer edge.
fn page_number(side: Side) -> Paragraph {
    let paragraph = Paragraph::new().line_spacing(exact_line(NUMBER_LINE)).snap_to_grid(false);
    let mut paragraph = match side {
        Side::Odd => {
            paragraph.align(AlignmentType::Right).indent(None, None, Some(NUMBER_CHAR), None)
        }
        Side::Even => {
            paragraph.align(AlignmentType::Left).indent(Some(NUMBER_CHAR), None, None, None)
        }
    };
    paragraph = paragraph.add_run(Face::PAGE_NUMBER.run("— "));
    for run in field_page_number(Face::PAGE_NUMBER) {
        paragraph = paragraph.add_run(run);
    }
    paragraph.add_run(Face::PAGE_NUMBER.run(" —"))
}

/// Line spacing of exactly so many twips.
pub(super) fn exact_line(twips: i32) -> LineSpacing {
    LineSpacing::new().line_rule(LineSpacingType::Exact).line(twips)
}
