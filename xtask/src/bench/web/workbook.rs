//! A workbook of plain texts, packed by `gzip`: a zip's parts are what a gzip file has between its
//! head and its last eight bytes, and those eight are the part's check sum and size.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use super::tree::Cells;

const TYPES: &str = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
    <Default Extension=\"rels\" \
    ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
    <Override PartName=\"/xl/workbook.xml\" ContentType=\
    \"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>\
    <Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\
    \"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>";

const BOOK: &str = "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
    xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\">\
    <sheets><sheet name=\"党组织\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";

const SHEET: &str =
    "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>";

/// What leads from one part to the next.
fn relation(kind: &str, target: &str) -> String {
    format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
         <Relationship Id=\"rId1\" Type=\
         \"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" \
         Target=\"{target}\"/></Relationships>"
    )
}

/// Where a sheet's rows go.
pub(super) type Rows<'r> = dyn FnMut(&Cells<'_>) -> io::Result<()> + 'r;

/// Writes a workbook of one sheet, whose rows `fill` gives.
pub(super) fn write(
    path: &Path,
    heads: &Cells<'_>,
    fill: impl FnOnce(&mut Rows<'_>) -> io::Result<()>,
) -> io::Result<()> {
    let beside = path.with_extension("part");
    let mut zip = Zip { bytes: Vec::new(), directory: Vec::new(), parts: 0, beside: &beside };
    let text = |text: String| move |to: &mut dyn Write| to.write_all(text.as_bytes());
    zip.part("[Content_Types].xml", text(TYPES.to_owned()))?;
    zip.part("_rels/.rels", text(relation("officeDocument", "xl/workbook.xml")))?;
    zip.part("xl/workbook.xml", text(BOOK.to_owned()))?;
    let sheet = relation("worksheet", "worksheets/sheet1.xml");
    zip.part("xl/_rels/workbook.xml.rels", text(sheet))?;
    zip.part("xl/worksheets/sheet1.xml", |to| {
        to.write_all(SHEET.as_bytes())?;
        row(to, heads)?;
        fill(&mut |cells| row(to, cells))?;
        to.write_all(b"</sheetData></worksheet>")
    })?;
    fs::remove_file(&beside)?;
    fs::write(path, zip.finish())
}

/// Invented names hold no sign that markup would mind.
fn row(to: &mut dyn Write, cells: &Cells<'_>) -> io::Result<()> {
    to.write_all(b"<row>")?;
    for cell in cells {
        write!(to, "<c t=\"inlineStr\"><is><t>{cell}</t></is></c>")?;
    }
    to.write_all(b"</row>")
}

struct Zip<'z> {
    bytes: Vec<u8>,
    directory: Vec<u8>,
    parts: u16,
    /// What `gzip` writes to.
    beside: &'z Path,
}

impl Zip<'_> {
    fn part(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut gzip = Command::new("gzip");
        gzip.args(["--no-name", "--stdout"]).stdin(Stdio::piped());
        let mut gzip = gzip.stdout(File::create(self.beside)?).spawn()?;
        let to = gzip.stdin.take().ok_or_else(|| io::Error::other("gzip reads nothing"))?;
        let mut to = BufWriter::new(to);
        fill(&mut to)?;
        to.flush()?;
        drop(to);
        if !gzip.wait()?.success() {
            return Err(io::Error::other("gzip failed"));
        }
        let packed = fs::read(self.beside)?;
        let (Some(data), Some(last)) = (packed.get(10..packed.len() - 8), packed.last_chunk::<8>())
        else {
            return Err(io::Error::other("gzip wrote nothing"));
        };
        let (sum, size) = last.split_at(4);
        let at = u32::try_from(self.bytes.len()).map_err(io::Error::other)?;
        let length = u32::try_from(data.len()).map_err(io::Error::other)?.to_le_bytes();
        let name_length = u16::try_from(name.len()).map_err(io::Error::other)?.to_le_bytes();
        // Version 2.0, no flags, deflate, no time and a day that there was: 1980-01-01.
        let about = [20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0];
        let sizes: Vec<u8> = [sum, &length, size, &name_length, &[0, 0]].concat();
        let head = [b"PK\x03\x04".as_slice(), &about, &sizes, name.as_bytes()].concat();
        let entry: [&[u8]; 7] = [
            b"PK\x01\x02\x14\0",
            &about,
            &sizes,
            // No remark, the first disk, no attributes.
            &[0; 10],
            &at.to_le_bytes(),
            name.as_bytes(),
            &[],
        ];
        self.bytes.extend(head);
        self.bytes.extend_from_slice(data);
        self.directory.extend(entry.concat());
        self.parts += 1;
        Ok(())
    }

    fn finish(self) -> Vec<u8> {
        let parts = self.parts.to_le_bytes();
        let [at, length] =
            [self.bytes.len(), self.directory.len()].map(|n| (n as u32).to_le_bytes());
        let end: [&[u8]; 7] = [b"PK\x05\x06\0\0\0\0", &parts, &parts, &length, &at, &[0, 0], &[]];
        [self.bytes, self.directory, end.concat()].concat()
    }
}
