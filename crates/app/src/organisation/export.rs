//! 导出组织: what stands below one, as a sheet that can be taken in again.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Cursor, Write};

use model::authority::Verb;
use model::event::Event;
use model::id::OrgId;
use model::organisation::{OrgKind, Sector};
use store::Fault;
use store::organisation::Organisation;
use store::post::Along;
use table::book::{Accepts, Unwritable};
use table::delimited::{BYTE_ORDER_MARK, push_text};
use table::{Book, Kind, Value};

use super::browse::permitted;
use super::import::posts::in_words;
use super::import::sheet::{COLUMNS, Column};
use super::import::{below, posts_of, words};
use crate::cx::Cx;
use crate::exporting;
use crate::refusal::Refusal;

/// What a sheet is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum As {
    /// Comma-separated text.
    Text,
    /// A workbook.
    Workbook,
}

/// Room for what will be typed into each column.
const WIDTHS: [usize; COLUMNS] = [16, 32, 18, 16, 10, 24, 18, 12, 16, 16, 16];

/// Where rows go.
pub(super) enum Rows<W> {
    Text(W),
    /// With the kinds of its columns.
    Workbook(Box<(table::Sheet, Book, Vec<Kind>)>, W),
}

impl<W: Write> Rows<W> {
    pub(super) fn new(
        how: As,
        to: W,
        spill: &std::path::Path,
        name: &str,
        columns: &[(&str, Kind)],
    ) -> Result<Self, Refusal> {
        match how {
            As::Text => {
                let mut to = to;
                to.write_all(BYTE_ORDER_MARK).map_err(unwritable)?;
                let mut rows = Self::Text(to);
                rows.row(&columns.iter().map(|(head, _)| *head).collect::<Vec<_>>())?;
                Ok(rows)
            }
            As::Workbook => {
                let mut book = Book::new(spill);
                let kinds = columns.iter().map(|(_, kind)| *kind).collect();
                let columns = columns.iter().map(|(head, kind)| table::Column::new(*head, *kind));
                let sheet = book.sheet(name, columns.collect()).map_err(unbooked)?;
                Ok(Self::Workbook(Box::new((sheet, book, kinds)), to))
            }
        }
    }

    pub(super) fn row(&mut self, cells: &[&str]) -> Result<(), Refusal> {
        match self {
            Self::Text(to) => {
                let mut text = Vec::new();
                push_row(&mut text, cells);
                to.write_all(&text).map_err(unwritable)
            }
            Self::Workbook(book, _) => {
                let mut values = Vec::with_capacity(cells.len());
                for (cell, kind) in cells.iter().zip(&book.2) {
                    values.push(match (cell.is_empty(), kind, cell.parse()) {
                        (true, ..) => Value::Blank,
                        (false, Kind::Whole, Ok(number)) => Value::Whole(number),
                        _ => Value::Text(cell),
                    });
                }
                book.0.row(&values).map_err(unbooked)
            }
        }
    }

    pub(super) fn finish(self) -> Result<W, Refusal> {
        let mut to = match self {
            Self::Text(to) => to,
            Self::Workbook(book, mut to) => {
                let (sheet, mut book, _) = *book;
                book.push(sheet).map_err(unbooked)?;
                book.save(&mut to).map_err(unbooked)?;
                to
            }
        };
        to.flush().map_err(unwritable)?;
        Ok(to)
    }
}

/// What the sheet is called in a workbook.
const NAME: &str = "党组织";

/// An empty workbook, to be filled in.
///
/// # Errors
/// A fault, where its rows cannot be put aside.
pub fn blank() -> Result<Vec<u8>, Refusal> {
    let spill = tempfile::tempdir().map_err(unwritable)?;
    let mut book = Book::new(spill.path());
    let lines = [
        "党组织",
        "从表头下一行填起,一个组织一行。上级代码留空的,直接放在导入的那个组织下面。没有用的选填列可以整列删去。表里的人是现在担任这个职务的人:和现任同名的不变,其他的按新人登记、从导入那天起任职;接任的,前任到前一天为止。",
    ];
    let notes = Column::ALL.map(|(column, _)| column.note().to_owned());
    let columns = Column::ALL.iter().zip(WIDTHS);
    let columns =
        columns.map(|((_, head), width)| table::Column::new(*head, Kind::Text).at_least(width));
    let mut sheet = book.form(NAME, &lines, &notes, columns.collect()).map_err(unbooked)?;
    let kinds = OrgKind::ALL.map(|(.., word)| word.to_owned()).to_vec();
    sheet.accept(Column::Kind as usize, &Accepts::OneOf(kinds)).map_err(unbooked)?;
    let sectors = Sector::ALL.map(|(.., word)| word.to_owned()).to_vec();
    sheet.accept(Column::Sector as usize, &Accepts::OneOf(sectors)).map_err(unbooked)?;
    book.push(sheet).map_err(unbooked)?;
    let mut bytes = Cursor::new(Vec::new());
    book.save(&mut bytes).map_err(unbooked)?;
    Ok(bytes.into_inner())
}

/// Has a sheet of organisations written and handed out. The scope's name with it.
pub(super) async fn taken_out<F, W>(
    cx: &Cx,
    scope: OrgId,
    write: F,
) -> Result<(String, File), Refusal>
where
    F: FnOnce(Cx, BufWriter<File>) -> W + Send + 'static,
    W: Future<Output = Result<(Organisation, BufWriter<File>, u64), Refusal>> + 'static,
{
    let leave = (scope, Verb::ExportOrganisations);
    let event = |sheet, rows| Event::OrganisationsExported { sheet, rows };
    let write = move |cx| async move {
        let (org, to, rows) = write(cx, exporting::aside()?).await?;
        Ok((org, exporting::whole(to)?, rows))
    };
    exporting::taken_out(cx, leave, &cx.app.exporting, event, write).await
}

/// The organisations below one, as a file.
///
/// # Errors
/// As [`export`]; [`Refusal::TooMuch`] where others wait already.
pub async fn download(cx: &Cx, scope: OrgId, how: As) -> Result<(String, File), Refusal> {
    taken_out(cx, scope, move |cx, to| async move { write_out(&cx, scope, how, to).await }).await
}

/// Writes the organisations below one, superiors before those below them; gives the scope's name,
/// and back what was written to.
///
/// Who stands below one without a code has its name in place of the code, behind the code of the
/// nearest above that has one: so it is known when it is taken in again. Who may not see posts gets
/// a sheet without their columns.
///
/// # Errors
/// [`Refusal::Denied`] and [`Refusal::Unseen`]; a fault where it cannot be written.
pub async fn export<W: Write + Send>(
    cx: &Cx,
    scope: OrgId,
    how: As,
    to: W,
) -> Result<(String, W), Refusal> {
    let (org, to, _) = write_out(cx, scope, how, to).await?;
    Ok((org.name.as_str().to_owned(), to))
}

/// The same, as everything was at one moment; with how many there are.
async fn write_out<W: Write + Send>(
    cx: &Cx,
    scope: OrgId,
    how: As,
    to: W,
) -> Result<(Organisation, W, u64), Refusal> {
    let mut link = cx.app.store().snapshot().await?;
    let (scope, _) = permitted(cx, &mut link, Verb::ExportOrganisations, scope).await?;
    let spill = tempfile::tempdir().map_err(unwritable)?;
    let mut heads = Column::ALL.map(|(_, head)| (head, Kind::Text)).to_vec();
    let on = cx.today();
    let (first, sees_posts) = (Column::POSTS[0].0 as usize, cx.may(Verb::SeePosts, &scope).is_ok());
    if !sees_posts {
        heads.truncate(first);
    }
    let mut rows = Rows::new(how, to, spill.path(), NAME, &heads)?;
    let mut superiors: HashMap<OrgId, String> = HashMap::from([(scope.id, String::new())]);
    let (mut last, mut count): (Option<Organisation>, u64) = (None, 0);
    while let Some(page) = below(&mut link, &scope, last.as_ref()).await? {
        let posts = if sees_posts { posts_of(&mut link, &page, on).await? } else { Vec::new() };
        let posts: HashMap<usize, Vec<Along>> = posts.into_iter().collect();
        for (number, org) in page.iter().enumerate() {
            let code = org.code.as_ref().map_or("", |code| code.as_str());
            let superior = org.parent.and_then(|parent| superiors.get(&parent));
            let superior = superior.map_or("", String::as_str);
            let held = posts.get(&number).map_or(&[][..], Vec::as_slice);
            let held = Column::POSTS.map(|(_, role)| in_words(held.iter(), role, on));
            let sectors = words(&org.sectors);
            let sector = org.sector.map_or("", |sector| sector.word());
            let name = org.name.as_str();
            let phone = org.phone.as_ref().map_or("", |phone| phone.as_str());
            let mut cells = vec![code, name, org.kind.word(), superior, sector, &sectors, phone];
            cells.extend(held.iter().map(String::as_str));
            cells.truncate(heads.len());
            rows.row(&cells)?;
            count += 1;
            if org.kind != OrgKind::Branch {
                let named = || format!("{superior}「{name}」");
                let known_by = if code.is_empty() { named() } else { code.to_owned() };
                superiors.insert(org.id, known_by);
            }
        }
        last = page.into_iter().next_back();
    }
    Ok((scope, rows.finish()?, count))
}

fn push_row(text: &mut Vec<u8>, cells: &[&str]) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            text.push(b',');
        }
        push_text(text, cell);
    }
    text.push(b'\n');
}

pub(super) fn unwritable(error: std::io::Error) -> Refusal {
    Fault::from(error).into()
}

fn unbooked(unwritable: Unwritable) -> Refusal {
    Fault::from(std::io::Error::other(unwritable.to_string())).into()
}
