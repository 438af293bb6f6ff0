//! What must hold of any bytes that are read as a sheet. The fuzz targets run the same.

use std::io::Write;

use table::delimited::{each_row, push_text};
use table::{Cell, Input, Row, Unreadable};
use tempfile::NamedTempFile;

use crate::package;

/// A row's number and its cells, said.
pub(crate) type Said = (u64, Vec<String>);

/// A file of these bytes.
pub(crate) fn saved(bytes: &[u8]) -> NamedTempFile {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(bytes).unwrap();
    file
}

/// Opens a file; the head is the row that has 支部名称.
pub(crate) fn open(file: &NamedTempFile) -> Result<Input, Unreadable> {
    Input::open(file.path(), &|name| table::fold::fold(name) == "支部名称")
}

/// A cell as a text that tells the kinds apart.
pub(crate) fn said(cell: Cell<'_>) -> String {
    match cell {
        Cell::Blank => String::new(),
        Cell::Text(text) => text.to_owned(),
        Cell::Number(number) => format!("#{}", table::cell::number_text(number)),
        Cell::Damaged(text) => format!("!{text}"),
        Cell::Odd(what) => format!("?{what}"),
    }
}

fn row_said(row: Row<'_>) -> Said {
    (row.number(), (0..row.len()).map(|column| said(row.cell(column))).collect())
}

/// The rows below the head, one after another, and why the reading stopped.
pub(crate) fn rows(input: &Input) -> (Vec<Said>, Result<(), Unreadable>) {
    let mut rows = Vec::new();
    let read = table::each(input, |row| {
        rows.push(row_said(row));
        true
    });
    (rows, read)
}

/// The same on several threads.
pub(crate) fn scanned(input: &Input, threads: usize) -> (Vec<Said>, Result<(), Unreadable>) {
    let mut rows = Vec::new();
    let work = |block: &mut Vec<Said>, row: Row<'_>| block.push(row_said(row));
    let read = table::scan(input, threads, work, |block, _| {
        rows.extend(block);
        true
    });
    (rows, read)
}

/// Reads bytes as delimited text and looks at what came of it.
pub(crate) fn text(bytes: &[u8]) {
    let file = saved(bytes);
    let Ok(input) = open(&file) else { return };
    if input.is_workbook() {
        return;
    }
    let rows = read_both_ways(&input);
    assert!(rows.is_sorted_by_key(|(number, _)| *number), "lines only grow");
    written_and_read_back(&input);
}

/// Reads bytes as a workbook and looks at what came of it. Bytes that begin as markup become the
/// first sheet of a workbook, since hardly any change of a zip is a zip.
pub(crate) fn workbook(bytes: &[u8]) {
    let file = match bytes.first() {
        Some(b'<') => saved(&package::zipped(&package::parts(bytes))),
        _ => saved(bytes),
    };
    let Ok(input) = open(&file) else { return };
    if input.is_workbook() {
        read_both_ways(&input);
    }
}

fn read_both_ways(input: &Input) -> Vec<Said> {
    let (one, read_one) = rows(input);
    let (many, read_many) = scanned(input, 2);
    match (read_one, read_many) {
        (Ok(()), Ok(())) => assert_eq!(one, many, "on one thread and on two"),
        (Err(one_error), Err(many_error)) => {
            assert_eq!(one_error.to_string(), many_error.to_string());
            assert!(one.starts_with(&many), "what was read before the fault");
        }
        (one, many) => panic!("{one:?} on one thread, {many:?} on two"),
    }
    let head = input.head.as_ref().map_or(0, |head| head.row);
    for (number, cells) in &one {
        assert!(*number > head, "row {number} is below the head");
        assert!(cells.len() <= model::limit::COLUMNS, "row {number} has {} cells", cells.len());
    }
    one
}

/// What was read, written as we write it and read back, is the same.
fn written_and_read_back(input: &Input) {
    let (mut bytes, mut cells) = (Vec::new(), Vec::new());
    let read = table::each(input, |row| {
        let texts: Vec<&str> = (0..row.len())
            .map(|column| match row.cell(column) {
                Cell::Text(text) => text,
                _ => "",
            })
            .collect();
        // A row of one blank cell is an empty line, which is no row.
        if texts != [""] {
            push_row(&mut bytes, &texts);
            cells.push(texts.into_iter().map(str::to_owned).collect::<Vec<_>>());
        }
        true
    });
    if read.is_ok() {
        let mut again = Vec::new();
        each_row(bytes, &mut |row| again.push(row_said(row).1)).unwrap();
        assert_eq!(again, cells, "written and read back");
    }
}

/// Adds a row of texts as this crate's callers do.
pub(crate) fn push_row(bytes: &mut Vec<u8>, texts: &[&str]) {
    for (at, text) in texts.iter().enumerate() {
        if at > 0 {
            bytes.push(b',');
        }
        push_text(bytes, text);
    }
    bytes.push(b'\n');
}
