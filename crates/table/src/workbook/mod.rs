//! Workbooks, in: xlsx cell by cell, xls whole (it holds 65,536 rows at most).

mod merges;
mod package;
mod records;

use std::fs::File;
use std::io::{BufReader, Seek, SeekFrom};
use std::panic::{self, AssertUnwindSafe};

use calamine::{Data, DataRef, Reader, Xls, XlsError, Xlsx, XlsxError};
use model::limit;

pub(crate) use self::merges::Merges;
pub(crate) use self::package::refuse_bomb;
pub(crate) use self::records::refuse_far_cells;
use crate::cell::{Kept, Row};
use crate::unreadable::Unreadable;

/// Rows of a block.
const BLOCK_ROWS: usize = 2_000;

/// Some rows of a sheet.
#[derive(Debug, Default)]
pub(crate) struct CellBlock {
    cells: Vec<Kept>,
    /// Each row's number and where its cells end.
    rows: Vec<(u64, usize)>,
}

impl CellBlock {
    /// Gives every row to `each`, in order.
    pub(crate) fn each(&self, each: &mut dyn FnMut(Row<'_>)) {
        let mut start = 0;
        for (number, end) in &self.rows {
            each(Row::of_kept(*number, &self.cells[start..*end]));
            start = *end;
        }
    }
}

/// Puts cells together to rows and rows to blocks, which it hands on.
struct Builder<'f> {
    block: CellBlock,
    row_start: usize,
    row: u64,
    merges: Merges,
    hand_on: &'f mut dyn FnMut(CellBlock) -> bool,
}

impl Builder<'_> {
    /// Adds a cell at a row and column counted from 0; false when nobody wants more.
    fn put(&mut self, row: u32, column: u32, cell: Kept) -> Result<bool, Unreadable> {
        let number = u64::from(row) + 1;
        if number != self.row && !self.end_row() {
            return Ok(false);
        }
        if number > limit::ROWS {
            return Err(Unreadable::TooManyRows(limit::ROWS));
        }
        self.row = number;
        let column = column as usize;
        if column >= limit::COLUMNS {
            return Err(Unreadable::TooManyColumns(number));
        }
        let filled = self.block.cells.len() - self.row_start;
        if column < filled {
            // A cell out of its order: the later one counts, as in a spreadsheet.
            self.block.cells[self.row_start + column] = cell;
        } else {
            self.block.cells.extend((filled..column).map(|_| Kept::Blank));
            self.block.cells.push(cell);
        }
        Ok(true)
    }

    fn end_row(&mut self) -> bool {
        if self.row > 0 {
            self.merges.fill(self.row, &mut self.block.cells, self.row_start);
            self.block.rows.push((self.row, self.block.cells.len()));
            self.row_start = self.block.cells.len();
            self.row = 0;
        }
        self.block.rows.len() < BLOCK_ROWS || self.flush()
    }

    fn flush(&mut self) -> bool {
        self.row_start = 0;
        let block = std::mem::take(&mut self.block);
        block.rows.is_empty() || (self.hand_on)(block)
    }
}

/// Reads a workbook's first sheet, block by block, until `hand_on` says no.
pub(crate) fn read_first_sheet(
    mut file: File,
    xlsx: bool,
    merges: Merges,
    hand_on: &mut dyn FnMut(CellBlock) -> bool,
) -> Result<(), Unreadable> {
    file.seek(SeekFrom::Start(0))?;
    let block = CellBlock::default();
    let mut builder = Builder { block, row_start: 0, row: 0, merges, hand_on };
    let wanted = if xlsx { read_xlsx(file, &mut builder)? } else { read_xls(file, &mut builder)? };
    if wanted && builder.end_row() {
        builder.flush();
    }
    Ok(())
}

/// A sheet of a workbook.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetName {
    /// Its name.
    pub name: String,
    /// Whether a person doesn't see it.
    pub hidden: bool,
}

/// The names of a workbook's sheets, in their order.
pub(crate) fn sheet_names(file: File, xlsx: bool) -> Result<Vec<SheetName>, Unreadable> {
    let names = |sheets: &[calamine::Sheet]| {
        let hidden = |sheet: &calamine::Sheet| sheet.visible != calamine::SheetVisible::Visible;
        let name =
            |sheet| SheetName { name: calamine::Sheet::clone(sheet).name, hidden: hidden(sheet) };
        sheets.iter().map(name).collect()
    };
    let read = || match xlsx {
        true => Xlsx::new(BufReader::new(file))
            .map(|workbook| names(workbook.sheets_metadata()))
            .map_err(xlsx_error),
        false => Xls::new(BufReader::new(file))
            .map(|workbook| names(workbook.sheets_metadata()))
            .map_err(xls_error),
    };
    without_panic(read)?
}

fn read_xlsx(file: File, builder: &mut Builder<'_>) -> Result<bool, Unreadable> {
    let open = || Xlsx::new(BufReader::new(file));
    let mut workbook: Xlsx<_> = without_panic(open)?.map_err(xlsx_error)?;
    let Some(sheet) = workbook.sheet_names().first().cloned() else {
        return Err(Unreadable::Broken("没有工作表".to_owned()));
    };
    let cells = without_panic(|| workbook.worksheet_cells_reader(&sheet))?;
    let mut cells = cells.map_err(xlsx_error)?;
    loop {
        let next = without_panic(|| cells.next_cell_with_formula_metadata())?;
        let Some(cell) = next.map_err(xlsx_error)? else { return Ok(true) };
        let (row, column) = cell.pos;
        let kept = match &cell.value {
            // A program that doesn't calculate wrote it: blank would silently mean not given.
            DataRef::Empty if cell.formula.is_some() => Kept::Odd("没有存结果的公式"),
            DataRef::Empty => continue,
            DataRef::Int(number) => Kept::Number(whole(*number)),
            DataRef::Float(number) => Kept::Number(*number),
            DataRef::String(text) => Kept::Text(text.clone()),
            DataRef::SharedString(text) => Kept::Text((*text).to_owned()),
            DataRef::Bool(_) => Kept::Odd("逻辑值"),
            DataRef::DateTime(_) | DataRef::DateTimeIso(_) => Kept::Odd("日期"),
            DataRef::DurationIso(_) => Kept::Odd("时长"),
            DataRef::Error(_) => Kept::Odd("错误值"),
        };
        if !builder.put(row, column, kept)? {
            return Ok(false);
        }
    }
}

fn read_xls(file: File, builder: &mut Builder<'_>) -> Result<bool, Unreadable> {
    let open = || Xls::new(BufReader::new(file));
    let mut workbook: Xls<_> = without_panic(open)?.map_err(xls_error)?;
    let Some(sheet) = workbook.worksheet_range_at(0) else {
        return Err(Unreadable::Broken("没有工作表".to_owned()));
    };
    let sheet = sheet.map_err(xls_error)?;
    let (first_row, first_column) = sheet.start().unwrap_or((0, 0));
    for (row, column, data) in sheet.used_cells() {
        let kept = match data {
            Data::Empty => continue,
            Data::Int(number) => Kept::Number(whole(*number)),
            Data::Float(number) => Kept::Number(*number),
            Data::String(text) => Kept::Text(text.clone()),
            Data::Bool(_) => Kept::Odd("逻辑值"),
            Data::DateTime(_) | Data::DateTimeIso(_) => Kept::Odd("日期"),
            Data::DurationIso(_) => Kept::Odd("时长"),
            Data::Error(_) => Kept::Odd("错误值"),
        };
        if !builder.put(offset(first_row, row), offset(first_column, column), kept)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn offset(first: u32, by: usize) -> u32 {
    first.saturating_add(u32::try_from(by).unwrap_or(u32::MAX))
}

#[expect(clippy::cast_precision_loss, reason = "a workbook itself knows binary numbers only")]
fn whole(number: i64) -> f64 {
    number as f64
}

fn xlsx_error(error: XlsxError) -> Unreadable {
    match error {
        XlsxError::Password => Unreadable::Password,
        XlsxError::Io(error) => error.into(),
        other => Unreadable::Broken(other.to_string()),
    }
}

fn xls_error(error: XlsError) -> Unreadable {
    match error {
        XlsError::Password => Unreadable::Password,
        XlsError::Io(error) => error.into(),
        other => Unreadable::Broken(other.to_string()),
    }
}

/// Whether a compound file is an xlsx behind a password instead of an xls.
pub(crate) fn is_locked_xlsx(file: &File) -> Result<bool, Unreadable> {
    let mut copy = file.try_clone()?;
    copy.seek(SeekFrom::Start(0))?;
    let open = || {
        let opened: Result<Xlsx<_>, _> = Xlsx::new(BufReader::new(copy));
        matches!(opened, Err(XlsxError::Password))
    };
    without_panic(open)
}

/// The library panics over some damaged files: one more way to be broken.
fn without_panic<T>(read: impl FnOnce() -> T) -> Result<T, Unreadable> {
    let broken = |_| Unreadable::Broken("各部分对不上".to_owned());
    panic::catch_unwind(AssertUnwindSafe(read)).map_err(broken)
}
