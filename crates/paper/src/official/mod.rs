//! The official page layout of GB/T 9704-2012 (党政机关公文格式): A4, 22 lines of 28 characters.
//!
//! A [`Document`] is content only; [`docx`] is the one place that knows fonts and millimetres. The
//! fonts are named, never shipped: the reader's machine has them, or takes their newer kin.

mod package;
mod page;
mod piece;
mod table;

use docx_rs::{Docx, Paragraph, RunFonts};

use crate::PaperError;
use crate::lines::balanced;
use crate::text::{clean, width_halves};
use page::{CHAR, LINE, LINE_CHARS, MARK_DROP, TEXT_WIDTH};
use piece::{Align, Face, Stand, blank_line, with_red_line};

/// Characters in a text that we break into lines ourselves. The longest title we know has 90;
/// beyond this it is a paragraph in the wrong place.
const HEAD_CHARS_MAX: usize = 200;

/// Characters of 2号 (22 points) in a line, in halves.
const TITLE_HALVES: usize = 40;

/// Lines of the last paragraph up to which it moves to the signature's page.
const KEPT_LINES: usize = 8;

/// An official document, unsealed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// A line at the head of every page, red and centred; blank for none.
    pub page_head: String,
    /// 发文机关标志, red: `中共某某县委组织部文件`.
    pub mark: String,
    /// 发文字号: `某组字〔2026〕12号`.
    pub number: String,
    /// 标题. It is broken into lines by its sense.
    pub title: String,
    /// 主送机关, without the colon at its end.
    pub addressees: String,
    /// 正文.
    pub body: Vec<Block>,
    /// 发文机关署名.
    pub signature: String,
    /// 成文日期: `2026年11月23日`.
    pub date: String,
    /// 附件, each on its own page, and noted below the text.
    pub attachments: Vec<Attachment>,
}

/// A piece of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// First level, its number included: `一、总体情况`, 黑体.
    Heading(String),
    /// Second level, its number included: `（一）好`, 楷体.
    Subheading(String),
    /// A paragraph, 仿宋.
    Text(String),
}

/// An attachment: a titled table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// Its title.
    pub title: String,
    /// The table.
    pub table: Table,
    /// A remark below the table; blank for none.
    pub remark: String,
}

/// A table. Its first column holds names, the others hold numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The columns' heads; there are as many columns.
    pub heads: Vec<String>,
    /// The rows' cells, in the order of the heads.
    pub rows: Vec<Vec<String>>,
}

/// Makes the `.docx`: bytes of a zip archive, equal for equal content.
///
/// # Errors
/// [`PaperError::TooLong`] where a title, mark, number, signature or date is no head any more;
/// [`PaperError::Pack`] if the archive cannot be made.
pub fn docx(document: &Document) -> Result<Vec<u8>, PaperError> {
    check(document)?;
    let font =
        RunFonts::new().ascii(piece::FANGSONG).hi_ansi(piece::FANGSONG).east_asia(piece::FANGSONG);
    let mut docx = page::lay_out(Docx::new())
        .default_fonts(font)
        .default_size(Face::TEXT.size_half_points)
        .default_line_spacing(page::exact_line(LINE));
    if !document.page_head.is_empty() {
        docx = page::mark_every_page(docx, &document.page_head);
    }
    for paragraph in head(document).into_iter().chain(body(document)).chain(closing(document)) {
        docx = docx.add_paragraph(paragraph);
    }
    for (place, attachment) in document.attachments.iter().enumerate() {
        docx = attach(docx, attachment, place, document.attachments.len());
    }
    package::pack(docx, &document.title)
}

fn check(document: &Document) -> Result<(), PaperError> {
    let heads = [
        ("发文机关标志", &document.mark),
        ("发文字号", &document.number),
        ("标题", &document.title),
        ("发文机关署名", &document.signature),
        ("成文日期", &document.date),
    ];
    let titles = document.attachments.iter().map(|a| ("附件标题", &a.title));
    for (what, text) in heads.into_iter().chain(titles) {
        let chars = text.chars().count();
        if chars > HEAD_CHARS_MAX {
            return Err(PaperError::TooLong { what, chars, chars_max: HEAD_CHARS_MAX });
        }
    }
    Ok(())
}

/// 版头 and title: mark, number, red line, title, addressees.
fn head(document: &Document) -> Vec<Paragraph> {
    let mut head = mark(&document.mark);
    head.extend([blank_line(), blank_line()]);
    head.push(with_red_line(Stand::CENTRED.text(Face::TEXT, &document.number)));
    head.extend([blank_line(), blank_line()]);
    head.push(title(&document.title));
    head.push(blank_line());
    if !document.addressees.is_empty() {
        head.push(Stand::FLUSH.text(Face::TEXT, &format!("{}：", clean(&document.addressees))));
    }
    head
}

/// The mark is as large as its length allows, 初号 (42 points) at most. A mark of more than 16
/// characters takes two lines, of more than 36 three: smaller than the title it would be no mark.
fn mark(text: &str) -> Vec<Paragraph> {
    let text = clean(text);
    let halves = width_halves(&text);
    let lines_wanted = match halves {
        0..=32 => 1,
        33..=72 => 2,
        _ => 3,
    };
    // A character more than an even share, so that the breaks can follow the sense.
    let line_halves = if lines_wanted == 1 { halves } else { halves / lines_wanted + 4 };
    let lines = balanced(&text, line_halves.max(2));
    let widest = lines.iter().map(|line| width_halves(line)).max().unwrap_or(0).max(2);
    // A character of n half-points is 10n twips wide; a line that fills the width to the last
    // twip may be broken all the same, so a little is left.
    let size = ((TEXT_WIDTH as usize - 40) / 5 / widest).min(84);
    let line = (size * 12) as i32;
    // An exact line leaves a tenth of the size above its characters.
    let drop = MARK_DROP - size as i32;
    let stand = |before| Stand { line, before, ..Stand::CENTRED };
    let paragraphs = lines
        .iter()
        .enumerate()
        .map(|(place, text)| stand(if place == 0 { drop } else { 0 }).text(Face::mark(size), text));
    paragraphs.collect()
}

fn title(text: &str) -> Paragraph {
    let lines = balanced(&clean(text), TITLE_HALVES);
    // 32 points a line: at the body's 29, two lines of 22 points would touch each other.
    Stand { line: 640, ..Stand::CENTRED }.lines(Face::TITLE, &lines).keep_next(true)
}

fn body(document: &Document) -> Vec<Paragraph> {
    let draw = |block: &Block| match block {
        Block::Heading(text) => {
            Stand::INDENTED.text(Face::HEADING, text).keep_next(true).outline_lvl(0)
        }
        Block::Subheading(text) => {
            Stand::INDENTED.text(Face::SUBHEADING, text).keep_next(true).outline_lvl(1)
        }
        Block::Text(text) => Stand::INDENTED.text(Face::TEXT, text),
    };
    let mut body: Vec<Paragraph> = document.body.iter().map(draw).collect();
    // The signature shall not stand alone on a page, so what comes last of the text goes with it.
    // Some programs then move a paragraph whole, and a long one would leave a page half blank.
    let is_short = document.body.last().is_some_and(|block| {
        let (Block::Heading(text) | Block::Subheading(text) | Block::Text(text)) = block;
        width_halves(text) <= 2 * LINE_CHARS as usize * KEPT_LINES
    });
    if is_short && let Some(last) = body.pop() {
        body.push(last.keep_next(true));
    }
    body
}

/// 附件说明, signature and date.
fn closing(document: &Document) -> Vec<Paragraph> {
    let mut closing = Vec::new();
    let count = document.attachments.len();
    if count > 0 {
        closing.push(blank_line().keep_next(true));
    }
    for (place, attachment) in document.attachments.iter().enumerate() {
        let word = if place == 0 { "附件：" } else { "" };
        let number = if count == 1 { String::new() } else { format!("{}. ", place + 1) };
        let note = format!("{word}{number}{}", clean(&attachment.title));
        // What follows the first line stands under the title, two characters and the label in.
        let number_halves = width_halves(&number) as i32;
        let out = (width_halves(word) as i32 + number_halves) * CHAR / 2;
        let left = 5 * CHAR + number_halves * CHAR / 2;
        let stand = Stand { align: Align::Both, left, first_line: -out, ..Stand::FLUSH };
        closing.push(stand.text(Face::TEXT, &note).keep_next(true));
    }
    closing.push(blank_line().keep_next(true));
    closing.extend(signature(&clean(&document.signature), &clean(&document.date)));
    closing
}

/// The signature two characters in from the right; the date below, its first character two right
/// of the signature's first. Where the date would then come within two characters of the right,
/// the date takes that place and the signature moves left.
fn signature(signature: &str, date: &str) -> Vec<Paragraph> {
    let line = 2 * LINE_CHARS;
    let (signed, dated) = (width_halves(signature) as i32, width_halves(date) as i32);
    let keep = |paragraph: Paragraph| paragraph.keep_next(true).keep_lines(true);
    if signed.max(dated) + 8 > line {
        // Too long to stand apart: in lines of its own, both flush at the right.
        let lines = balanced(signature, usize::try_from(line - 8).unwrap_or(2));
        let right = Stand { align: Align::Right, right: 2 * CHAR, ..Stand::FLUSH };
        let signature = keep(right.lines(Face::TEXT, &lines));
        return vec![signature, right.text(Face::TEXT, date)];
    }
    let date_left = (line - signed).min(line - 4 - dated);
    let stand = |left: i32| Stand { left: left * CHAR / 2, ..Stand::FLUSH };
    vec![
        keep(stand(date_left - 4).text(Face::TEXT, signature)),
        // A stand-in font may have wider digits: the date may then reach into the margin, but
        // never breaks.
        Stand { right: -2 * CHAR, ..stand(date_left) }.text(Face::TEXT, date),
    ]
}

/// An attachment begins a page: 「附件」 top left, its title on the third line, then the table.
fn attach(docx: Docx, attachment: &Attachment, place: usize, count: usize) -> Docx {
    let number = if count == 1 { String::new() } else { (place + 1).to_string() };
    let label = Stand::FLUSH.text(Face::HEADING, &format!("附件{number}"));
    let docx = docx
        .add_paragraph(label.page_break_before(true).keep_next(true))
        .add_paragraph(blank_line().keep_next(true))
        .add_paragraph(title(&attachment.title))
        .add_paragraph(blank_line().keep_next(true))
        .add_table(table::draw(&attachment.table));
    // A paragraph even without a remark: an office program wants one behind a table.
    let line = if attachment.remark.is_empty() { 20 } else { 400 };
    let stand = Stand { line, before: 120, ..Stand::FLUSH };
    docx.add_paragraph(stand.text(Face::table_cell(24), &attachment.remark))
}

#[cfg(test)]
mod test;
