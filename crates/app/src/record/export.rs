//! 导出: a kind's records as a workbook that comes in again unchanged, and an empty one to fill in.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::io::Cursor;

use jiff::civil::Date;
use model::authority::Verb;
use model::id::OrgId;
use model::limit;
use model::record::meeting::{MADE_UP_ON, MEMBER, STATE};
use model::record::{Content, Descriptor, RecordKind};
use store::record::{self, Said};
use store::{Fault, Link};
use table::book::{Accepts, Unwritable};
use table::{Book, Kind, Value};

use super::choices::Offers;
use super::roll::Roll;
use super::sheet::{ALL, Column};
use super::view::answer;
use super::{descriptor, kept, seen};
use crate::cx::Cx;
use crate::refusal::Refusal;

fn column(column: Column) -> table::Column {
    table::Column::new(column.head(), Kind::Text).at_least(column.width())
}

/// An empty workbook for a kind's records.
///
/// # Errors
/// [`Refusal::Denied`] and [`Refusal::Unseen`]; a fault, where its rows cannot be put aside.
pub async fn blank_sheet(cx: &Cx, org: OrgId, kind: RecordKind) -> Result<Vec<u8>, Refusal> {
    let mut link = cx.link().await?;
    kept(cx, &mut link, org).await?;
    let asked = descriptor(kind)?;
    let spill = tempfile::tempdir().map_err(Fault::from)?;
    let mut book = Book::new(spill.path());
    let columns = Column::of(asked);
    let notes: Vec<String> = columns.iter().map(|column| column.note()).collect();
    let lines = [kind.word(), "从表头下一行填起,一条记录一行。没有用的选填列可以整列删去。"];
    let sheet = columns.iter().copied().map(column).collect();
    let mut sheet = book.form(kind.word(), &lines, &notes, sheet).map_err(unbooked)?;
    for (at, column) in columns.iter().enumerate() {
        if let Some(words) = column.words() {
            sheet.accept(at, &Accepts::OneOf(words)).map_err(unbooked)?;
        }
    }
    book.push(sheet).map_err(unbooked)?;
    saved(book)
}

/// A branch's records of a kind that count, by their days, with the branch's name. Names of members
/// are for those who may know them; for others there are counts.
///
/// # Errors
/// [`Refusal::Denied`] and [`Refusal::Unseen`]; a fault.
pub async fn export(cx: &Cx, org: OrgId, kind: RecordKind) -> Result<(String, Vec<u8>), Refusal> {
    let mut link = cx.link().await?;
    let org = seen(cx, &mut link, org).await?;
    let asked = descriptor(kind)?;
    let may_name = cx.may(Verb::SeeRoster, &org).is_ok();
    let most = i64::try_from(limit::SHEET_RECORDS).unwrap_or(i64::MAX);
    let said = record::contents(&mut link, org.id, kind, most).await?;
    let spill = tempfile::tempdir().map_err(Fault::from)?;
    let mut book = Book::new(spill.path());
    let columns = Column::of(asked);
    let heads = columns.iter().copied().map(column).collect();
    let mut sheet = book.sheet(kind.word(), heads).map_err(unbooked)?;
    let mut writer = Writer { asked, may_name, columns, days: HashMap::new() };
    for one in said.iter().rev() {
        let texts = writer.texts(cx, &mut link, org.id, one).await?;
        let value = |text: &'_ String| text.is_empty();
        let values: Vec<Value<'_>> = texts
            .iter()
            .map(|text| if value(text) { Value::Blank } else { Value::Text(text) })
            .collect();
        sheet.row(&values).map_err(unbooked)?;
    }
    book.push(sheet).map_err(unbooked)?;
    Ok((org.name.as_str().to_owned(), saved(book)?))
}

/// What is known of a day, read once.
type OfDay = (Offers, Roll);

/// Writes rows.
struct Writer {
    asked: &'static Descriptor,
    may_name: bool,
    columns: Vec<Column>,
    days: HashMap<Date, OfDay>,
}

impl Writer {
    async fn texts(
        &mut self,
        cx: &Cx,
        link: &mut Link,
        org: OrgId,
        said: &Said,
    ) -> Result<Vec<String>, Refusal> {
        let Some(day) = self.asked.day_of(&said.content) else {
            return Err(Fault::Corrupt("a record without its day".to_owned()).into());
        };
        if let Entry::Vacant(place) = self.days.entry(day) {
            let of_day = (
                Offers::of(&cx.app, link, org, day).await?,
                Roll::of(link, org, day, &[], "").await?,
            );
            place.insert(of_day);
        }
        let (offers, roll) = &self.days[&day];
        let text = |column: &Column| match *column {
            Column::Id => said.id.to_string(),
            Column::Answer(field) => answer(offers, field, &said.content),
            Column::Attended(state, _) if self.may_name => attended(&said.content, roll, state),
            Column::Attended(state, _) => counted(&said.content, state),
            Column::Files => said.files.to_string(),
        };
        Ok(self.columns.iter().map(text).collect())
    }
}

fn counted(content: &Content, state: &str) -> String {
    match content.rows.iter().filter(|row| row.get(STATE) == state).count() {
        0 => String::new(),
        count => format!("{count} 人"),
    }
}

/// Names of those who attended in a way. Where everybody who is due has a row, those who were
/// there are 全部 but for whom other columns name.
fn attended(content: &Content, roll: &Roll, state: &str) -> String {
    let lines = || roll.due.iter().chain(&roll.excused);
    let row = |member: &str| content.rows.iter().find(|row| row.get(MEMBER) == member);
    let is_whole = !content.rows.is_empty()
        && roll.due.iter().any(|line| row(&line.member).is_some())
        && roll.due.iter().all(|line| row(&line.member).is_some());
    let mut words = Vec::new();
    if state == "present" && is_whole {
        words.push(ALL.to_owned());
    }
    for line in lines() {
        let Some(row) = row(&line.member).filter(|row| row.get(STATE) == state) else { continue };
        let is_said = state == "present" && is_whole && line.excuse.is_empty();
        match row.get(MADE_UP_ON) {
            _ if is_said => {}
            "" => words.push(line.name.clone()),
            on => words.push(format!("{} {on}", line.name)),
        }
    }
    words.join("、")
}

fn saved(book: Book) -> Result<Vec<u8>, Refusal> {
    let mut bytes = Cursor::new(Vec::new());
    book.save(&mut bytes).map_err(unbooked)?;
    Ok(bytes.into_inner())
}

fn unbooked(unwritable: Unwritable) -> Refusal {
    Fault::from(std::io::Error::other(unwritable.to_string())).into()
}
