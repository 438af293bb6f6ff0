//! A scheme as a sheet: a row for every section of its file, columns for what most sections say,
//! and one for the rest. Only the layout is known here; what a scheme must be, `score` checks, and
//! its flaws are led back from lines to cells.

mod read;
mod section;

use std::io::Cursor;

use model::RecordKind;
use model::scheme::{Provenance, RuleKind};
use store::Fault;
use table::book::{Accepts, Unwritable};
use table::{Book, Column, Kind, Value};
use toml::de::{DeTable, DeValue};

pub(super) use self::read::look_at;
use self::section::{As, COLUMNS, NAME, OTHER, PROVENANCE, RECORD, RULE, SECTIONS, Section, WHAT};
use crate::refusal::Refusal;

type Cells = [String; COLUMNS.len()];

/// Whether bytes are a workbook's.
pub(super) fn is_sheet(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0])
}

/// A scheme's file as a workbook.
///
/// # Errors
/// A fault, where it is no scheme's file or the rows cannot be put aside.
pub fn write(text: &str) -> Result<Vec<u8>, Refusal> {
    let root = DeTable::parse(text).map_err(|_| corrupt())?;
    let mut rows = Vec::new();
    push_section(&mut rows, &SECTIONS[0], root.get_ref());
    let spill = tempfile::tempdir().map_err(unwritable)?;
    let mut book = Book::new(spill.path());
    let lines = [
        "考核方案",
        "一行是方案的一节,「这一行是」写明是哪一节。评分要点接在它的考核内容下面,计分部分接在它的评分要点下面。",
        "「其他参数」写作 名称 = 值,用逗号隔开;文字加双引号。改过内容再发布,要把方案一行的 version 加 1。",
    ];
    let columns = COLUMNS.map(|(head, width)| Column::new(head, Kind::Text).at_least(width));
    let notes = COLUMNS.map(|_| String::new());
    let mut sheet = book.form(NAME, &lines, &notes, columns.to_vec()).map_err(unbooked)?;
    for (column, words) in accepted() {
        sheet.accept(column, &Accepts::OneOf(words)).map_err(unbooked)?;
    }
    for row in &rows {
        let values: Vec<Value<'_>> = row
            .iter()
            .map(|cell| if cell.is_empty() { Value::Blank } else { Value::Text(cell) })
            .collect();
        sheet.row(&values).map_err(unbooked)?;
    }
    book.push(sheet).map_err(unbooked)?;
    let mut bytes = Cursor::new(Vec::new());
    book.save(&mut bytes).map_err(unbooked)?;
    Ok(bytes.into_inner())
}

/// Words that a column offers.
fn accepted() -> [(usize, Vec<String>); 4] {
    let both = [Provenance::Notice, Provenance::Setting];
    [
        (WHAT, SECTIONS.iter().map(|section| section.word.to_owned()).collect()),
        (RULE, RuleKind::ALL.iter().map(|(.., word)| (*word).to_owned()).collect()),
        (RECORD, RecordKind::ALL.iter().map(|(.., word)| (*word).to_owned()).collect()),
        (PROVENANCE, both.map(|one| one.word().to_owned()).to_vec()),
    ]
}

/// Adds a section's row, and those of the sections below it.
fn push_section(rows: &mut Vec<Cells>, section: &Section, table: &DeTable<'_>) {
    let mut cells = Cells::default();
    cells[WHAT] = section.word.to_owned();
    let mut keys: Vec<_> = table.iter().collect();
    keys.sort_by_key(|(key, _)| key.span().start);
    let mut rest = Vec::new();
    for (key, value) in &keys {
        let name = key.get_ref().as_ref();
        if child(section, name).is_some_and(|child| has_rows(child, value.get_ref())) {
            continue;
        }
        let column = section.keys.iter().find(|(_, known, _)| *known == name);
        let column =
            column.and_then(|(column, _, how)| Some((*column, cell(*how, value.get_ref())?)));
        match column {
            Some((column, text)) => cells[column] = worded(column, text),
            None => rest.push(format!("{} = {}", quoted_key(name), literal(value.get_ref()))),
        }
    }
    cells[OTHER] = rest.join(", ");
    rows.push(cells);
    for below in &SECTIONS {
        let value = keys.iter().find(|(key, _)| {
            child(section, key.get_ref()).is_some_and(|child| child.path == below.path)
        });
        match value.map(|(_, value)| value.get_ref()) {
            Some(DeValue::Table(table)) if !below.is_list => push_section(rows, below, table),
            Some(DeValue::Array(tables)) if has_rows(below, &DeValue::Array(tables.clone())) => {
                for table in tables.iter() {
                    if let DeValue::Table(table) = table.get_ref() {
                        push_section(rows, below, table);
                    }
                }
            }
            _ => {}
        }
    }
}

/// The kind of section that a key of another opens.
fn child(section: &Section, key: &str) -> Option<&'static Section> {
    let path = match section.path {
        "" => key.to_owned(),
        path => format!("{path}.{key}"),
    };
    SECTIONS.iter().find(|child| !child.path.is_empty() && child.path == path)
}

/// Whether a value is what such a section is made of.
fn has_rows(section: &Section, value: &DeValue<'_>) -> bool {
    match value {
        DeValue::Table(_) => !section.is_list,
        DeValue::Array(items) => {
            let mut items = items.iter();
            section.is_list && items.all(|item| matches!(item.get_ref(), DeValue::Table(_)))
        }
        _ => false,
    }
}

/// What stands in a cell for a value; nothing where it is of another kind than its key's.
fn cell(how: As, value: &DeValue<'_>) -> Option<String> {
    match (how, value) {
        (As::Text, DeValue::String(text)) => Some(text.to_string()),
        (As::Figure, DeValue::Integer(_) | DeValue::Float(_)) => Some(literal(value)),
        _ => None,
    }
}

/// A name of ours as its word.
fn worded(column: usize, text: String) -> String {
    let word = match column {
        RULE => RuleKind::ALL.iter().find(|(_, name, _)| *name == text).map(|(.., word)| *word),
        RECORD => RecordKind::ALL.iter().find(|(_, name, _)| *name == text).map(|(.., word)| *word),
        _ => None,
    };
    word.map_or(text, str::to_owned)
}

/// A word as a name of ours.
fn named(column: usize, text: &str) -> String {
    let name = match column {
        RULE => RuleKind::ALL.iter().find(|(.., word)| *word == text).map(|(_, name, _)| *name),
        RECORD => RecordKind::ALL.iter().find(|(.., word)| *word == text).map(|(_, name, _)| *name),
        _ => None,
    };
    name.unwrap_or(text).to_owned()
}

/// A value as the file has it.
fn literal(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => quoted(text),
        DeValue::Integer(number) => match number.radix() {
            16 => format!("0x{}", number.as_str()),
            8 => format!("0o{}", number.as_str()),
            2 => format!("0b{}", number.as_str()),
            _ => number.as_str().to_owned(),
        },
        DeValue::Float(number) => number.as_str().to_owned(),
        DeValue::Boolean(is) => is.to_string(),
        DeValue::Datetime(at) => at.to_string(),
        DeValue::Array(items) => {
            let items: Vec<String> = items.iter().map(|item| literal(item.get_ref())).collect();
            format!("[{}]", items.join(", "))
        }
        DeValue::Table(table) => {
            let mut keys: Vec<_> = table.iter().collect();
            keys.sort_by_key(|(key, _)| key.span().start);
            let pair = |(key, value): &(&toml::Spanned<_>, &toml::Spanned<DeValue<'_>>)| {
                let key: &std::borrow::Cow<'_, str> = key.get_ref();
                format!("{} = {}", quoted_key(key), literal(value.get_ref()))
            };
            format!("{{ {} }}", keys.iter().map(pair).collect::<Vec<_>>().join(", "))
        }
    }
}

fn quoted_key(key: &str) -> String {
    let is_bare = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    if !key.is_empty() && key.bytes().all(is_bare) { key.to_owned() } else { quoted(key) }
}

fn quoted(text: &str) -> String {
    let mut quoted = String::from('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            c if c.is_control() => quoted.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

fn corrupt() -> Refusal {
    Fault::Corrupt("a published scheme cannot be read".to_owned()).into()
}

fn unwritable(error: std::io::Error) -> Refusal {
    Fault::from(error).into()
}

fn unbooked(unwritable: Unwritable) -> Refusal {
    Fault::from(std::io::Error::other(unwritable.to_string())).into()
}
