//! Puts a workbook together: the library's, with our rows in its sheets.

use std::io::{self, Cursor, Read, Write};

use crc32fast::Hasher as Crc;
use zip::{CompressionMethod, ZipArchive};

use super::Unwritable;
use super::archive::{Archive, DEFLATED, Part};
use super::packed::Packed;

/// The rows of a sheet, and the cells that it has altogether.
pub(super) struct Filled {
    pub(super) rows: Packed,
    /// From the first cell to the last: `A1:V302`.
    pub(super) extent: String,
}

/// Where a sheet's rows end in its part.
const ROWS_END: &str = "</sheetData>";

/// Writes a workbook that has heads only, with the rows of its sheets in their order.
pub(super) fn write(
    heads: &[u8],
    mut sheets: Vec<Filled>,
    to: impl Write,
) -> Result<(), Unwritable> {
    let mut from = ZipArchive::new(Cursor::new(heads)).map_err(io::Error::from)?;
    let mut to = Archive::new(to);
    for at in 0..from.len() {
        let (name, sheet) = {
            let part = from.by_index_raw(at).map_err(io::Error::from)?;
            let name = part.name().map_err(io::Error::from)?.into_owned();
            let sheet = sheet_index(&name).and_then(|sheet| sheets.get_mut(sheet));
            let Some(sheet) = sheet else {
                copy(name, part, &mut to)?;
                continue;
            };
            (name, sheet)
        };
        let mut markup = String::new();
        from.by_index(at).map_err(io::Error::from)?.read_to_string(&mut markup)?;
        fill(name, &markup, sheet, &mut to)?;
    }
    Ok(to.finish()?)
}

/// Copies a part as it is.
fn copy(
    name: String,
    mut part: zip::read::ZipFile<'_, impl Read>,
    to: &mut Archive<impl Write>,
) -> io::Result<()> {
    let method = if part.compression() == CompressionMethod::Stored { 0 } else { DEFLATED };
    let (crc, packed, unpacked) = (part.crc32(), part.compressed_size(), part.size());
    to.add(&Part { name, method, crc, packed, unpacked }, &mut part)
}

/// Puts the rows of a sheet between what stands before and after them.
fn fill(
    name: String,
    markup: &str,
    sheet: &mut Filled,
    to: &mut Archive<impl Write>,
) -> Result<(), Unwritable> {
    let (before, after) = opened(markup, &sheet.extent)?;
    let mut before = Packed::of(before.as_bytes(), false)?;
    let mut after = Packed::of(after.as_bytes(), true)?;
    let mut crc = Crc::new();
    for piece in [&before, &sheet.rows, &after] {
        crc.combine(&piece.crc);
    }
    let part = Part {
        name,
        method: DEFLATED,
        crc: crc.finalize(),
        packed: before.bytes + sheet.rows.bytes + after.bytes,
        unpacked: before.unpacked + sheet.rows.unpacked + after.unpacked,
    };
    let mut content = before.read()?.chain(sheet.rows.read()?).chain(after.read()?);
    Ok(to.add(&part, &mut content)?)
}

/// Which sheet a part is, from 0.
fn sheet_index(part: &str) -> Option<usize> {
    let number = part.strip_prefix("xl/worksheets/sheet")?.strip_suffix(".xml")?;
    number.parse::<usize>().ok()?.checked_sub(1)
}

/// What stands before and after the rows to come, with the sheet's extent as it will be.
fn opened<'a>(markup: &'a str, extent: &str) -> Result<(String, &'a str), Unwritable> {
    let unknown = || Unwritable::Library("工作表的结构与预期不同".to_owned());
    let (before, after) = markup.split_at(markup.find(ROWS_END).ok_or_else(unknown)?);
    let (start, rest) = before.split_once("<dimension ref=\"").ok_or_else(unknown)?;
    let (_, rest) = rest.split_once('"').ok_or_else(unknown)?;
    Ok((format!("{start}<dimension ref=\"{extent}\"{rest}"), after))
}
