//! Where an xls says that its cells are, before a reader makes room for all of them at once.
//!
//! Record layout: [MS-XLS] 2.1.4 (type, length, body) and 2.5 (cells begin with row and column).

use std::fs::File;
use std::io::{BufReader, ErrorKind, Read, Seek, SeekFrom};

use cfb::CompoundFile;

use super::without_panic;
use crate::unreadable::Unreadable;

/// Columns of an xls: `A` to `IV`.
const COLUMNS: u16 = 256;

/// Rows of an xls.
const ROWS: u32 = 65_536;

/// Says that the rest is behind a password, and its bodies are noise.
const FILE_PASS: u16 = 0x002F;

const DIMENSIONS: u16 = 0x0200;

/// Records that begin with a cell's row and column: formula, label, number, rk, blank and their
/// like.
const CELLS: [u16; 11] =
    [0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x0406];

/// Refuses an xls with a cell where an xls has none.
pub(crate) fn refuse_far_cells(file: &File) -> Result<(), Unreadable> {
    let mut copy = file.try_clone()?;
    copy.seek(SeekFrom::Start(0))?;
    let broken = |error: std::io::Error| Unreadable::Broken(error.to_string());
    let walk = || {
        let mut compound = CompoundFile::open(BufReader::new(copy)).map_err(broken)?;
        for name in ["/Workbook", "/Book"] {
            if compound.is_stream(name) {
                let stream = compound.open_stream(name).map_err(broken)?;
                return look(&mut BufReader::new(stream));
            }
        }
        Err(Unreadable::Unknown("其他格式的旧式文档"))
    };
    without_panic(walk)?
}

fn look(stream: &mut dyn Read) -> Result<(), Unreadable> {
    let mut body = Vec::new();
    loop {
        let mut head = [0; 4];
        match stream.read_exact(&mut head) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(()),
            Err(error) => return Err(Unreadable::Broken(error.to_string())),
        }
        let kind = u16::from_le_bytes([head[0], head[1]]);
        let length = u16::from_le_bytes([head[2], head[3]]);
        body.clear();
        let read = stream.take(length.into()).read_to_end(&mut body);
        read.map_err(|error| Unreadable::Broken(error.to_string()))?;
        let word = |at: usize| match body.get(at..at + 2) {
            Some([low, high]) => u16::from_le_bytes([*low, *high]),
            _ => 0,
        };
        let is_far = match (kind, body.len()) {
            (FILE_PASS, _) => return Err(Unreadable::Password),
            (DIMENSIONS, 14) => {
                let rows = u32::from(word(4)) | u32::from(word(6)) << 16;
                rows > ROWS || word(10) > COLUMNS
            }
            (DIMENSIONS, _) => word(6) > COLUMNS,
            (kind, 4..) if CELLS.contains(&kind) => word(2) >= COLUMNS,
            _ => false,
        };
        if is_far {
            return Err(Unreadable::Broken("单元格的位置超出 xls 的范围".to_owned()));
        }
    }
}
