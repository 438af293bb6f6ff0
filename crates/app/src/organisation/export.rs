//! 导出组织: what stands below one, as a sheet that can be taken in again.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufWriter, Cursor, Write};

use model::authority::Verb;
use model::id::OrgId;
use model::organisation::{OrgCode, OrgKind, OrgName, Sector};
use store::Fault;
use store::organisation::Organisation;
use table::book::{Accepts, Unwritable};
use table::delimited::{BYTE_ORDER_MARK, push_text};
use table::{Book, Kind, Value};

use super::browse::permitted;
use super::import::sheet::Column;
use super::import::{below, words};
use crate::cx::Cx;
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
const WIDTHS: [usize; Column::ALL.len()] = [16, 32, 18, 16, 10, 24];

/// Where rows go.
enum Rows<W> {
    Text(W),
    Workbook(Box<(table::Sheet, Book)>, W),
}

impl<W: Write> Rows<W> {
    fn new(how: As, to: W, spill: &std::path::Path) -> Result<Self, Refusal> {
        let heads = Column::ALL.map(|(_, head)| head);
        match how {
            As::Text => {
                let mut to = to;
                to.write_all(BYTE_ORDER_MARK).map_err(unwritable)?;
                let mut rows = Self::Text(to);
                rows.row(heads)?;
                Ok(rows)
            }
            As::Workbook => {
                let mut book = Book::new(spill);
                let columns = heads.map(|head| table::Column::new(head, Kind::Text)).to_vec();
                let sheet = book.sheet(NAME, columns).map_err(unbooked)?;
                Ok(Self::Workbook(Box::new((sheet, book)), to))
            }
        }
    }

    fn row(&mut self, cells: [&str; Column::ALL.len()]) -> Result<(), Refusal> {
        match self {
            Self::Text(to) => {
                let mut text = Vec::new();
                push_row(&mut text, cells);
                to.write_all(&text).map_err(unwritable)
            }
            Self::Workbook(book, _) => {
                let value =
                    |cell| if str::is_empty(cell) { Value::Blank } else { Value::Text(cell) };
                book.0.row(&cells.map(value)).map_err(unbooked)
            }
        }
    }

    fn finish(self) -> Result<W, Refusal> {
        let mut to = match self {
            Self::Text(to) => to,
            Self::Workbook(book, mut to) => {
                let (sheet, mut book) = *book;
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
        "从表头下一行填起,一个组织一行。上级代码留空的,直接放在导入的那个组织下面。没有用的选填列可以整列删去。",
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

/// Writes the organisations below one into a file that nobody else sees, so that whoever fetches it
/// slowly keeps nothing waiting; the scope's name with it.
///
/// # Errors
/// As [`export`].
pub async fn download(cx: &Cx, scope: OrgId, how: As) -> Result<(String, File), Refusal> {
    let file = tempfile::tempfile().map_err(unwritable)?;
    let (name, to) = export(cx, scope, how, BufWriter::new(file)).await?;
    let mut file = to.into_inner().map_err(|error| unwritable(error.into_error()))?;
    std::io::Seek::rewind(&mut file).map_err(unwritable)?;
    Ok((name, file))
}

/// Writes the organisations below one, superiors before those below them; gives the scope's name,
/// and back what was written to.
///
/// Who stands below one without a code has its name in place of the code. Such a sheet is refused
/// when it is taken in, with the place: nobody moves because a code was missing.
///
/// # Errors
/// [`Refusal::Denied`] and [`Refusal::Unseen`]; a fault where it cannot be written.
pub async fn export<W: Write + Send>(
    cx: &Cx,
    scope: OrgId,
    how: As,
    to: W,
) -> Result<(String, W), Refusal> {
    let mut link = cx.link().await?;
    let (scope, _) = permitted(cx, &mut link, Verb::ExportOrganisations, scope).await?;
    let spill = tempfile::tempdir().map_err(unwritable)?;
    let mut rows = Rows::new(how, to, spill.path())?;
    let mut superiors: HashMap<OrgId, String> = HashMap::from([(scope.id, String::new())]);
    let mut last: Option<Organisation> = None;
    while let Some(page) = below(&mut link, &scope, last.as_ref()).await? {
        for org in &page {
            let code = org.code.as_ref().map_or("", |code| code.as_str());
            if org.kind != OrgKind::Branch {
                let known_by = if code.is_empty() { no_code(&org.name) } else { code.to_owned() };
                superiors.insert(org.id, known_by);
            }
            let superior = org.parent.and_then(|parent| superiors.get(&parent));
            rows.row([
                code,
                org.name.as_str(),
                org.kind.word(),
                superior.map_or("", String::as_str),
                org.sector.map_or("", |sector| sector.word()),
                &words(&org.sectors),
            ])?;
        }
        last = page.into_iter().next_back();
    }
    Ok((scope.name.as_str().to_owned(), rows.finish()?))
}

/// A superior's name in place of its code, such that it cannot be taken for one.
fn no_code(name: &OrgName) -> String {
    let name = name.as_str();
    if OrgCode::parse(name).is_ok() { format!("「{name}」") } else { name.to_owned() }
}

fn push_row(text: &mut Vec<u8>, cells: [&str; Column::ALL.len()]) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            text.push(b',');
        }
        push_text(text, cell);
    }
    text.push(b'\n');
}

fn unwritable(error: std::io::Error) -> Refusal {
    Fault::from(error).into()
}

fn unbooked(unwritable: Unwritable) -> Refusal {
    Fault::from(std::io::Error::other(unwritable.to_string())).into()
}
