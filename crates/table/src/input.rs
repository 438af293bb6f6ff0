//! A sheet to be read: which kind of file it is, and where its head stands.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use encoding_rs::{Encoding, GB18030, UTF_8};
use model::limit;

use crate::cell::{Cell, Row, number_text};
use crate::text::{self, Fields, TextBlocks};
use crate::unreadable::Unreadable;
use crate::workbook::{self, Merges, SheetName};

/// What kind of file an input is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Delimited text.
    Text {
        /// Its encoding.
        encoding: &'static Encoding,
        /// Bytes of the mark at its beginning.
        mark: usize,
        /// What stands between its fields.
        delimiter: u8,
    },
    /// A workbook of XML parts.
    Xlsx,
    /// A binary workbook.
    Xls,
}

/// The row that names the columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its line or row, from 1.
    pub row: u64,
    /// The heads as typed; blank where there is none.
    pub names: Vec<String>,
    /// What stands in the rows above it.
    pub above: Vec<String>,
}

/// A sheet that can be read, from its head on.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its path.
    pub path: PathBuf,
    /// Its kind.
    pub format: Format,
    /// Its size in bytes.
    pub bytes: u64,
    /// The head, if one of the first rows is one.
    pub head: Option<Head>,
    /// Whether any cells of it are merged.
    merged: bool,
    pub(crate) merges: Merges,
}

const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];

impl Input {
    /// Opens a file and looks for its head: the first of the first [`limit::HEAD_ROWS`] rows in
    /// which a name satisfies `is_head`.
    ///
    /// # Errors
    /// [`Unreadable`], where the file cannot be read at all.
    pub fn open(path: &Path, is_head: &dyn Fn(&str) -> bool) -> Result<Self, Unreadable> {
        let mut file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(Unreadable::Folder);
        }
        if !metadata.is_file() {
            // A pipe can be read once only; a sheet is read several times.
            return Err(Unreadable::Unknown("管道或设备"));
        }
        let mut sample = Vec::new();
        (&mut file).take(text::SAMPLE_BYTES as u64).read_to_end(&mut sample)?;
        if sample.is_empty() {
            return Err(Unreadable::Empty);
        }
        let (path, bytes) = (path.to_owned(), metadata.len());
        let (format, merged) = format(&file, &sample, bytes)?;
        let merges = Merges::default();
        let mut input = Self { path, format, bytes, head: None, merged, merges };
        match format {
            Format::Text { encoding, mark, .. } => {
                input.find_text_head(encoding, mark, is_head)?;
                if input.head.is_none() && encoding == GB18030 {
                    // UTF-8 with a damaged character looks like GB18030 too. Its head tells, and
                    // the character is a flaw with its place.
                    input.find_text_head(UTF_8, mark, is_head)?;
                }
            }
            Format::Xlsx | Format::Xls => input.head = input.find_head(is_head)?,
        }
        Ok(input)
    }

    /// Whether places in it are said as cells.
    #[must_use]
    pub fn is_workbook(&self) -> bool {
        !matches!(self.format, Format::Text { .. })
    }

    /// Gives rows what is merged down into them, in columns whose heads `carries` names; in the
    /// others such a cell is [`Cell::Odd`].
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn carry_merged(&mut self, carries: &dyn Fn(&str) -> bool) -> Result<(), Unreadable> {
        if let (true, Some(head)) = (self.merged, &self.head) {
            let carries = |at: usize| head.names.get(at).is_some_and(|name| carries(name));
            let file = File::open(&self.path)?;
            self.merges = Merges::read(file, self.format == Format::Xlsx, head.row, &carries)?;
        }
        Ok(())
    }

    /// The names of a workbook's sheets, in their order: only the first is read. None for a text.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn sheet_names(&self) -> Result<Vec<SheetName>, Unreadable> {
        match self.format {
            Format::Text { .. } => Ok(Vec::new()),
            Format::Xlsx | Format::Xls => {
                workbook::sheet_names(File::open(&self.path)?, self.format == Format::Xlsx)
            }
        }
    }

    /// What the person would call its kind.
    #[must_use]
    pub fn format_word(&self) -> String {
        match self.format {
            Format::Xlsx => "xlsx".to_owned(),
            Format::Xls => "xls".to_owned(),
            Format::Text { encoding, delimiter, .. } => {
                let delimiter = match delimiter {
                    b';' => "分号",
                    b'\t' => "制表符",
                    _ => "逗号",
                };
                format!("csv({}、{delimiter}分隔)", text::encoding_word(encoding))
            }
        }
    }

    pub(crate) fn text_blocks(&self) -> Result<Option<TextBlocks>, Unreadable> {
        let Format::Text { encoding, mark, delimiter } = self.format else {
            return Ok(None);
        };
        let mut file = File::open(&self.path)?;
        file.seek(SeekFrom::Start(mark as u64))?;
        Ok(Some(TextBlocks::new(file, encoding, delimiter)))
    }

    fn find_text_head(
        &mut self,
        encoding: &'static Encoding,
        mark: usize,
        is_head: &dyn Fn(&str) -> bool,
    ) -> Result<(), Unreadable> {
        let mut refused = None;
        for delimiter in DELIMITERS {
            let format = Format::Text { encoding, mark, delimiter };
            match (Self { format, ..self.clone() }).find_head(is_head) {
                // Where two delimiters would do, the one with more columns is meant.
                Ok(head) if width(head.as_ref()) > width(self.head.as_ref()) => {
                    (self.format, self.head) = (format, head);
                }
                Ok(_) => {}
                // By a wrong delimiter a quote may seem to open: `甲;"乙,"`.
                Err(error) => refused = refused.or(Some(error)),
            }
        }
        match refused {
            Some(error) if self.head.is_none() => Err(error),
            _ => Ok(()),
        }
    }

    fn find_head(&self, is_head: &dyn Fn(&str) -> bool) -> Result<Option<Head>, Unreadable> {
        let mut head = None;
        let mut above = Vec::new();
        let mut seen = 0;
        let mut look = |row: Row<'_>| {
            seen += 1;
            if head.is_some() || seen > limit::HEAD_ROWS {
                return;
            }
            let names: Vec<String> = (0..row.len()).map(|at| name(row.cell(at))).collect();
            if names.iter().any(|name| is_head(name)) {
                let above = std::mem::take(&mut above);
                head = Some(Head { row: row.number(), names, above });
            } else {
                above.extend(names.into_iter().filter(|name| !name.is_empty()));
            }
        };
        match self.text_blocks()? {
            Some(mut blocks) => {
                if let Some(block) = blocks.next(None)? {
                    block.each(&mut Fields::default(), &mut look)?;
                }
            }
            None => {
                let file = File::open(&self.path)?;
                let xlsx = self.format == Format::Xlsx;
                workbook::read_first_sheet(file, xlsx, Merges::default(), &mut |block| {
                    block.each(&mut look);
                    false
                })?;
            }
        }
        Ok(head)
    }
}

fn width(head: Option<&Head>) -> usize {
    head.map_or(0, |head| head.names.len())
}

/// A head's name: `1.1` is often a number in a workbook.
fn name(cell: Cell<'_>) -> String {
    match cell {
        Cell::Text(text) | Cell::Damaged(text) => text.to_owned(),
        Cell::Number(number) => number_text(two_decimals(number)),
        Cell::Blank | Cell::Odd(_) => String::new(),
    }
}

/// A head of 3.1 may come as 3.0999999999999996 out of a spreadsheet's own arithmetic.
fn two_decimals(number: f64) -> f64 {
    let rounded = (number * 100.0).round() / 100.0;
    if (number - rounded).abs() < 1e-9 { rounded } else { number }
}

/// What kind of file it is, and whether any of its cells may be merged.
fn format(file: &File, sample: &[u8], bytes: u64) -> Result<(Format, bool), Unreadable> {
    let is_package = sample.starts_with(b"PK\x03\x04") || sample.starts_with(b"PK\x05\x06");
    let is_compound = sample.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);
    if (is_package || is_compound) && bytes > limit::WORKBOOK_BYTES {
        return Err(Unreadable::TooLarge(limit::WORKBOOK_BYTES >> 20));
    }
    if is_package {
        let merged = workbook::refuse_bomb(file)? > 0;
        return Ok((Format::Xlsx, merged));
    }
    if is_compound {
        if workbook::is_locked_xlsx(file)? {
            return Err(Unreadable::Password);
        }
        workbook::refuse_far_cells(file)?;
        return Ok((Format::Xls, true));
    }
    let (encoding, mark) = text::sniff(sample);
    let looks = match sample {
        [0x1F, 0x8B, ..] => "gzip 压缩文件",
        [b'%', b'P', b'D', b'F', ..] => "PDF",
        [0x89, b'P', b'N', b'G', ..] | [0xFF, 0xD8, 0xFF, ..] => "图片",
        _ if mark != 2 && sample.contains(&0) => "二进制文件或没有 BOM 的 UTF-16 文本",
        _ => {
            return Ok((Format::Text { encoding, mark, delimiter: DELIMITERS[0] }, false));
        }
    };
    Err(Unreadable::Unknown(looks))
}
