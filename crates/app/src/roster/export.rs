//! 导出名册: as a sheet that can be taken in again, and an empty one to be filled in.

use std::io::Cursor;

use model::id::OrgId;
use model::roster::{Excuse, Membership};
use store::Fault;
use store::roster::{Cell, Named};
use table::book::{Accepts, Unwritable};
use table::delimited::{BYTE_ORDER_MARK, push_text};
use table::{Book, Kind, Value};

use super::import::Column;
use super::view::view;
use crate::cx::Cx;
use crate::organisation::As;
use crate::refusal::Refusal;

/// What the sheet is called in a workbook.
const NAME: &str = "党员名册";

/// Room for what will be typed into each column.
const WIDTHS: [usize; Column::ALL.len()] = [14, 12, 18, 14, 14, 18, 14, 14];

/// A member's cells, in the order of the columns.
fn row(named: &Named, cells: &[Cell]) -> [String; Column::ALL.len()] {
    let member = &named.member;
    let cell = cells.iter().find(|cell| Some(cell.id) == member.cell);
    let day = |day: Option<jiff::civil::Date>| day.map_or_else(String::new, |day| day.to_string());
    // One exemption has room in a row: the latest. The others stay as they are.
    let latest = member.excused.last();
    [
        named.name.clone(),
        member.membership.word().to_owned(),
        cell.map_or_else(String::new, |cell| cell.name.clone()),
        member.days.from.to_string(),
        day(member.days.to),
        latest.map_or_else(String::new, |(excuse, _)| excuse.word().to_owned()),
        day(latest.map(|(_, days)| days.from)),
        day(latest.and_then(|(_, days)| days.to)),
    ]
}

/// A roster as a file, with the branch's name. A look from outside of the branch is journalled.
///
/// # Errors
/// [`Refusal::Denied`] and [`Refusal::Unseen`]; a fault where it cannot be written.
pub async fn export(cx: &Cx, org: OrgId, how: As) -> Result<(String, Vec<u8>), Refusal> {
    let view = view(cx, org).await?;
    let name = view.org.name.as_str().to_owned();
    let rows: Vec<_> = view.members.iter().map(|named| row(named, &view.cells)).collect();
    let bytes = match how {
        As::Text => text(&rows),
        As::Workbook => workbook(&rows)?,
    };
    Ok((name, bytes))
}

fn text(rows: &[[String; Column::ALL.len()]]) -> Vec<u8> {
    let mut text = BYTE_ORDER_MARK.to_vec();
    let heads = Column::ALL.map(|(_, head)| head.to_owned());
    for row in std::iter::once(&heads).chain(rows) {
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                text.push(b',');
            }
            push_text(&mut text, cell);
        }
        text.push(b'\n');
    }
    text
}

fn columns() -> Vec<table::Column> {
    let columns = Column::ALL.iter().zip(WIDTHS);
    columns
        .map(|((_, head), width)| table::Column::new(*head, Kind::Text).at_least(width))
        .collect()
}

fn workbook(rows: &[[String; Column::ALL.len()]]) -> Result<Vec<u8>, Refusal> {
    let spill = tempfile::tempdir().map_err(|error| Refusal::from(Fault::from(error)))?;
    let mut book = Book::new(spill.path());
    let mut sheet = book.sheet(NAME, columns()).map_err(unbooked)?;
    for row in rows {
        sheet.row(&row.each_ref().map(|cell| value(cell))).map_err(unbooked)?;
    }
    book.push(sheet).map_err(unbooked)?;
    let mut bytes = Cursor::new(Vec::new());
    book.save(&mut bytes).map_err(unbooked)?;
    Ok(bytes.into_inner())
}

fn value(cell: &str) -> Value<'_> {
    if cell.is_empty() { Value::Blank } else { Value::Text(cell) }
}

/// An empty workbook, to be filled in.
///
/// # Errors
/// A fault, where its rows cannot be put aside.
pub fn blank() -> Result<Vec<u8>, Refusal> {
    let spill = tempfile::tempdir().map_err(|error| Refusal::from(Fault::from(error)))?;
    let mut book = Book::new(spill.path());
    let lines = [
        NAME,
        "从表头下一行填起,一名党员一行。同名的请在姓名后加注,如 张示例(大)。没有用的选填列可以整列删去。",
    ];
    let notes = Column::ALL.map(|(column, _)| column.note().to_owned());
    let mut sheet = book.form(NAME, &lines, &notes, columns()).map_err(unbooked)?;
    let memberships = Membership::ALL.map(|(.., word)| word.to_owned()).to_vec();
    let excuses = Excuse::ALL.map(|(.., word)| word.to_owned()).to_vec();
    sheet.accept(Column::Membership as usize, &Accepts::OneOf(memberships)).map_err(unbooked)?;
    sheet.accept(Column::Excuse as usize, &Accepts::OneOf(excuses)).map_err(unbooked)?;
    book.push(sheet).map_err(unbooked)?;
    let mut bytes = Cursor::new(Vec::new());
    book.save(&mut bytes).map_err(unbooked)?;
    Ok(bytes.into_inner())
}

fn unbooked(unwritable: Unwritable) -> Refusal {
    Fault::from(std::io::Error::other(unwritable.to_string())).into()
}
