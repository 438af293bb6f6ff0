//! Workbooks made by hand: a zip of a few parts.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// The parts of a workbook of one sheet, each with its path; the sheet's markup is the caller's.
pub(crate) fn parts(sheet: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let workbook = "<workbook xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/\
        relationships\"><sheets><sheet name=\"一\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>";
    vec![
        ("_rels/.rels", relationship("rId1", "officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", workbook.into()),
        ("xl/_rels/workbook.xml.rels", relationship("rId1", "worksheet", "worksheets/sheet1.xml")),
        ("xl/styles.xml", STYLES.into()),
        ("xl/sharedStrings.xml", SHARED.into()),
        ("xl/worksheets/sheet1.xml", sheet.to_vec()),
    ]
}

/// Style 1 is a date.
const STYLES: &str = "<styleSheet><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/>\
    </cellXfs></styleSheet>";

/// Shared text 0 is 支部名称, 1 is in two pieces.
const SHARED: &str = "<sst uniqueCount=\"2\"><si><t>支部名称</t></si>\
    <si><r><t>一</t></r><r><t xml:space=\"preserve\"> 支部</t></r></si></sst>";

fn relationship(id: &str, kind: &str, target: &str) -> Vec<u8> {
    let kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let one = format!("<Relationship Id=\"{id}\" Type=\"{kinds}/{kind}\" Target=\"{target}\"/>");
    format!("<Relationships>{one}</Relationships>").into_bytes()
}

/// A zip of parts.
pub(crate) fn zipped(parts: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, bytes) in parts {
        zip.start_file(*path, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook of one sheet with these rows' markup.
pub(crate) fn workbook(rows: &str) -> Vec<u8> {
    let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
    zipped(&parts(sheet.as_bytes()))
}
