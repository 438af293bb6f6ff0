//! Workbooks, out: sheets in the house's one look, their rows spilled to disk as they come.

mod archive;
mod look;
mod package;
mod packed;
mod rows;
mod unwritable;

use std::io::Write;
use std::path::{Path, PathBuf};

use model::{Points, limit};
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, DataValidationRule, DocProperties, ExcelDateTime,
    Workbook, Worksheet,
};

pub use self::look::Kind;
use self::look::{
    cell_format, head_format, head_width, note_format, title_format, wrapped_note_format,
};
use self::rows::Rows;
pub use self::unwritable::Unwritable;
use crate::cell::{Cell, Row};
use crate::fold::display_width;

/// The height of a line of wrapped text, in points: some Chinese fonts need more than the 15 that
/// a spreadsheet gives a row.
const LINE_POINTS: u32 = 17;

/// Columns beyond which a sheet is printed on A3: on A4 it could not be read.
const A4_COLUMNS: usize = 14;

/// Lines of a cell that are shown; a spreadsheet's row is 409 points at the most.
const LINES_MOST: usize = 20;

/// Columns that a number takes at the most, but for the largest.
const NUMBER_WIDTH: usize = 8;

/// Columns that it takes at the least, so that a filter's button doesn't hide its head.
const WIDTH_LEAST: usize = 6;

/// Rows by which a column's width is told; the first few thousand look like the rest.
const ROWS_MEASURED: u32 = 5_000;

/// Rows of an empty form that check what is typed into them.
const FORM_ROWS: u32 = 5_000;

/// A column of a sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub head: String,
    /// What it holds.
    pub kind: Kind,
    /// How wide it is at the least, in half-width characters; 0 where its content decides.
    pub width_least: usize,
}

impl Column {
    /// A column.
    pub fn new(head: impl Into<String>, kind: Kind) -> Self {
        Self { head: head.into(), kind, width_least: 0 }
    }

    /// The same, with room for what will be typed into it.
    #[must_use]
    pub fn at_least(self, width_least: usize) -> Self {
        Self { width_least, ..self }
    }
}

/// What a form's column accepts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Accepts {
    /// Hundredths from nought to the most.
    UpTo(i32),
    /// One of these, or something else after a warning.
    OneOf(Vec<String>),
}

/// What goes into a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value<'a> {
    /// Nothing.
    Blank,
    /// Text, never a formula.
    Text(&'a str),
    /// Hundredths.
    Hundredths(i64),
    /// Hundredths of a percent.
    Percent(u64),
    /// A whole number.
    Whole(u64),
}

/// A workbook in the making.
pub struct Book {
    workbook: Workbook,
    spill: PathBuf,
    rows: Vec<package::Filled>,
}

impl Book {
    /// An empty workbook that spills its rows into a folder.
    #[must_use]
    pub fn new(spill: &Path) -> Self {
        let mut workbook = Workbook::new();
        // As in the archive: a workbook that says when it was made is another one each second.
        if let Ok(day) = ExcelDateTime::from_ymd(1980, 1, 1) {
            workbook.set_properties(&DocProperties::new().set_creation_datetime(&day));
        }
        // Numbered from 1 in this order: that is how our own rows know them.
        for kind in Kind::LOOKS {
            workbook.register_format(&cell_format(kind));
        }
        Self { workbook, spill: spill.to_owned(), rows: Vec::new() }
    }

    /// A sheet with its columns: head on the first row, frozen, with filters.
    ///
    /// # Errors
    /// [`Unwritable`].
    pub fn sheet(&mut self, name: &str, columns: Vec<Column>) -> Result<Sheet, Unwritable> {
        self.form(name, &[], &[], columns)
    }

    /// A sheet with lines of text above its head, and right above the head a row of notes, one a
    /// column.
    ///
    /// # Errors
    /// [`Unwritable`].
    pub fn form(
        &mut self,
        name: &str,
        lines: &[&str],
        notes: &[String],
        columns: Vec<Column>,
    ) -> Result<Sheet, Unwritable> {
        let mut worksheet = Worksheet::new();
        let paper = if columns.len() > A4_COLUMNS { 8 } else { 9 };
        worksheet.set_name(name)?.set_landscape().set_paper_size(paper);
        worksheet.set_print_fit_to_pages(1, 0).set_margins(0.4, 0.4, 0.5, 0.5, 0.2, 0.2);
        for (at, column) in columns.iter().enumerate() {
            worksheet.set_column_format(index(at), &cell_format(column.kind))?;
        }
        for (row, line) in (0_u32..).zip(lines) {
            let format = if row == 0 { title_format() } else { note_format() };
            worksheet.write_string_with_format(row, 0, *line, &format)?;
        }
        let mut head = u32::try_from(lines.len()).unwrap_or(0);
        if !notes.is_empty() {
            worksheet.set_row_height(head, 60)?;
            for (at, note) in notes.iter().enumerate().filter(|(_, note)| !note.is_empty()) {
                worksheet.write_string_with_format(
                    head,
                    index(at),
                    note,
                    &wrapped_note_format(),
                )?;
            }
            head += 1;
        }
        worksheet.set_row_height(head, 30)?;
        for (at, column) in columns.iter().enumerate() {
            let format = head_format(column.kind);
            worksheet.write_string_with_format(head, index(at), &column.head, &format)?;
        }
        worksheet.set_freeze_panes(head + 1, 0)?.set_repeat_rows(head, head)?;
        let widths = columns.iter().map(|c| head_width(&c.head).max(c.width_least)).collect();
        let rows = Rows::new(&self.spill, columns.iter().map(|column| column.kind.style()));
        let hidden = Vec::new();
        Ok(Sheet { worksheet, rows, columns, widths, hidden, head, next: head + 1 })
    }

    /// Puts a filled sheet into the workbook.
    ///
    /// # Errors
    /// [`Unwritable`].
    pub fn push(&mut self, sheet: Sheet) -> Result<(), Unwritable> {
        let (worksheet, rows) = sheet.finish()?;
        self.workbook.push_worksheet(worksheet);
        self.rows.push(rows);
        Ok(())
    }

    /// Writes the workbook.
    ///
    /// # Errors
    /// [`Unwritable`].
    pub fn save(mut self, to: impl Write) -> Result<(), Unwritable> {
        package::write(&self.workbook.save_to_buffer()?, self.rows, to)
    }
}

/// A sheet that is being filled, row by row.
pub struct Sheet {
    worksheet: Worksheet,
    rows: Rows,
    columns: Vec<Column>,
    widths: Vec<usize>,
    /// Columns that nobody sees.
    hidden: Vec<usize>,
    head: u32,
    next: u32,
}

impl Sheet {
    /// Adds a row; a value belongs to the column of its place.
    ///
    /// # Errors
    /// [`Unwritable`].
    pub fn row(&mut self, values: &[Value<'_>]) -> Result<(), Unwritable> {
        let row = self.next;
        if u64::from(row) > limit::SHEET_ROWS + 100 {
            return Err(Unwritable::Library("一张工作表放不下这么多行".to_owned()));
        }
        let mut lines = 1;
        for (at, value) in values.iter().enumerate() {
            let kind = self.columns[at].kind;
            match value {
                Value::Text(text) if kind.wraps() => lines = lines.max(kind.lines(text)),
                _ => {}
            }
            if row < ROWS_MEASURED {
                let width = match value {
                    Value::Blank => 0,
                    Value::Text(text) => display_width(text),
                    _ => NUMBER_WIDTH,
                };
                self.widths[at] = self.widths[at].max(width);
            }
        }
        // Not every spreadsheet program makes room for wrapped text by itself.
        let height = LINE_POINTS * u32::try_from(lines.min(LINES_MOST)).unwrap_or(1);
        self.rows.push(row + 1, (lines > 1).then_some(height), values)?;
        self.next += 1;
        Ok(())
    }

    /// Adds a row of delimited text of ours: numbers are told by the columns' kinds.
    ///
    /// # Errors
    /// [`Unwritable`].
    pub fn text_row(&mut self, row: &Row<'_>) -> Result<(), Unwritable> {
        let mut values = [Value::Blank; 64];
        let columns = self.columns.len().min(row.len()).min(values.len());
        for (at, value) in values[..columns].iter_mut().enumerate() {
            let Cell::Text(text) = row.cell(at) else { continue };
            *value = match self.columns[at].kind {
                Kind::Hundredths => match Points::parse(text) {
                    Ok(points) => Value::Hundredths(points.hundredths().into()),
                    Err(_) => Value::Text(text),
                },
                _ => Value::Text(text),
            };
        }
        self.row(&values[..columns])
    }

    /// How many rows were added.
    #[must_use]
    pub fn rows(&self) -> u64 {
        u64::from(self.next - self.head - 1)
    }

    /// Hides a column: it is for whoever reads the sheet again.
    pub fn hide(&mut self, column: usize) {
        self.hidden.push(column);
    }

    /// Makes a form's column check what is typed into it.
    ///
    /// # Errors
    /// [`Unwritable`].
    pub fn accept(&mut self, column: usize, accepts: &Accepts) -> Result<(), Unwritable> {
        let rule = match accepts {
            Accepts::UpTo(most) => {
                let most = f64::from(*most) / 100.0;
                DataValidation::new()
                    .allow_decimal_number(DataValidationRule::Between(0.0, most))
                    .set_input_title("分数")?
                    .set_input_message(format!("0 到 {most},至多两位小数;未评请留空"))?
                    .set_error_title("分数不对")?
                    .set_error_message(format!("请填 0 到 {most} 之间的数;未评请留空"))?
            }
            Accepts::OneOf(words) => DataValidation::new()
                .allow_list_strings(words)?
                .set_error_style(DataValidationErrorStyle::Warning)
                .set_error_title("不在列表中")?
                .set_error_message("这一类别不在列表中,是否仍要使用?")?,
        };
        let (first, column) = (self.head + 1, index(column));
        self.worksheet.add_data_validation(first, column, first + FORM_ROWS, column, &rule)?;
        Ok(())
    }

    fn finish(mut self) -> Result<(Worksheet, package::Filled), Unwritable> {
        for (at, (column, width)) in self.columns.iter().zip(&self.widths).enumerate() {
            let width = (width + 3).clamp(WIDTH_LEAST, column.kind.width_most());
            let width = u16::try_from(width).unwrap_or(u16::MAX);
            self.worksheet.set_column_width(index(at), width)?;
        }
        for at in &self.hidden {
            self.worksheet.set_column_hidden(index(*at))?;
        }
        let last = self.columns.len().saturating_sub(1);
        let end = self.next.saturating_sub(1).max(self.head);
        self.worksheet.autofilter(self.head, 0, end, index(last))?;
        let extent = format!("A1:{}{}", rows::letters(last), end + 1);
        Ok((self.worksheet, package::Filled { rows: self.rows.finish()?, extent }))
    }
}

fn index(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}
