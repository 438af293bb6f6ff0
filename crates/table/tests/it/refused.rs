//! What cannot be read, and the sentence that says why.

use model::limit;

use crate::{entry, package};

/// Why a file is refused, at its opening or on the way.
fn why(bytes: &[u8]) -> String {
    let file = entry::saved(bytes);
    let read = entry::open(&file).and_then(|input| {
        let (_, scanned) = entry::scanned(&input, 2);
        let (_, read) = entry::rows(&input);
        assert_eq!(
            scanned.as_ref().err().map(ToString::to_string),
            read.as_ref().err().map(ToString::to_string)
        );
        read
    });
    read.err().map_or("可读".to_owned(), |error| error.to_string())
}

const HEAD: &str = "支部名称,备注\n";

#[test]
fn an_open_quote_is_told_with_the_line_where_it_opens() {
    let says = |line| format!("第 {line} 行起有双引号没有配对;请补上或删去这个双引号");
    assert_eq!(why(format!("{HEAD}甲,乙\n丙,\"丁\n戊,己\n").as_bytes()), says(3));
    let many = "甲,\"乙\n丙\"\n\n".repeat(30_000);
    assert_eq!(why(format!("{HEAD}{many}丙,\"丁\n戊,己\n").as_bytes()), says(90_002));
}

#[test]
fn a_row_that_is_too_long_is_told_with_its_line() {
    let says = |line| format!("第 {line} 行过长,多半是缺右双引号,或换行符不是 LF、CRLF");
    let long = "长".repeat(limit::ROW_BYTES / 2);
    assert_eq!(why(format!("{HEAD}甲,乙\n丙,{long}\n丁,戊\n").as_bytes()), says(3));
    let rest = "戊,己\n".repeat(limit::ROW_BYTES / 4);
    assert_eq!(why(format!("{HEAD}甲,\"乙\n丙\"\n丙,\"丁\n{rest}").as_bytes()), says(4));
    let short = "x".repeat(limit::ROW_BYTES - 1_000);
    assert_eq!(why(format!("{HEAD}甲,{short}\n").as_bytes()), "可读");
}

/// Such a row has no line of its own, and the next would seem to be on the head's.
#[test]
fn a_line_that_ends_with_a_lone_return_is_refused() {
    let says =
        |line| format!("第 {line} 行以单独的回车符结束;请用表格软件打开后另存为 xlsx 或 csv");
    assert_eq!(why("支部名称,备注\r甲,1\r\r乙,2\r".as_bytes()), says(1));
    assert_eq!(why(format!("{HEAD}甲,1\r乙,2\n").as_bytes()), says(2));
    assert_eq!(why(format!("{HEAD}甲,1\r\n\r\n\r乙,2\r\n丙,\"3\r4\"").as_bytes()), "可读");
}

#[test]
fn more_columns_than_the_limit_are_told_with_their_row() {
    let says = |row| format!("第 {row} 行的列太多;请删去表格右侧无用的单元格");
    let row = |columns: usize| "甲".to_owned() + &",乙".repeat(columns - 1) + "\n";
    assert_eq!(why(format!("{HEAD}\n{}", row(limit::COLUMNS)).as_bytes()), "可读");
    assert_eq!(why(format!("{HEAD}\n{}", row(limit::COLUMNS + 1)).as_bytes()), says(3));
    assert_eq!(why(format!("{HEAD}{}", row(3 * limit::COLUMNS)).as_bytes()), says(2));
    let cells = |last: &str| {
        let head = "<row r=\"1\"><c t=\"s\"><v>0</v></c></row>";
        format!("{head}<row r=\"9\"><c r=\"{last}9\"><v>1</v></c></row>")
    };
    assert_eq!(why(&package::workbook(&cells("AMJ"))), "可读");
    assert_eq!(why(&package::workbook(&cells("AMK"))), says(9));
}

#[test]
fn what_is_neither_text_nor_a_workbook_is_told_what_it_looks_like() {
    let says = |looks| format!("看上去是{looks},不能读;请另存为 xlsx、xls 或 csv");
    let xlsb = package::zipped(&[("xl/workbook.bin", b"x".to_vec())]);
    let docx = package::zipped(&[("word/document.xml", b"<x/>".to_vec())]);
    let cases: [(&[u8], &str); 8] = [
        (b"\x1F\x8B\x08\0", "gzip 压缩文件"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1A\n", "图片"),
        (b"\xFF\xD8\xFF\xE0", "图片"),
        (b"a\0b\0,\0c\0\n\0", "二进制文件或没有 BOM 的 UTF-16 文本"),
        (b"\x7FELF\0\0", "二进制文件或没有 BOM 的 UTF-16 文本"),
        (&xlsb, "二进制工作簿(xlsb)"),
        (&docx, "压缩文件或其他格式的文档"),
    ];
    for (bytes, looks) in cases {
        assert_eq!(why(bytes), says(looks));
    }
    assert_eq!(why(b""), "文件是空的");
    let folder = tempfile::tempdir().unwrap();
    let opened = table::Input::open(folder.path(), &|_| true);
    assert_eq!(opened.unwrap_err().to_string(), "这是文件夹,请给出文件");
    let opened = table::Input::open(&folder.path().join("x"), &|_| true);
    assert_eq!(opened.unwrap_err().to_string(), "找不到文件或文件夹");
}

#[test]
fn a_broken_workbook_is_told_as_broken() {
    let whole = package::workbook("<row><c t=\"s\"><v>0</v></c></row>");
    let mut no_sheet = package::parts(b"");
    no_sheet.retain(|(path, _)| *path != "xl/worksheets/sheet1.xml");
    let cut_markup = package::zipped(&package::parts(b"<worksheet><sheetData><row><c><v>1"));
    let cases: [&[u8]; 5] = [
        &whole[..whole.len() / 2],
        b"PK\x03\x04",
        &package::zipped(&no_sheet),
        &cut_markup,
        &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0],
    ];
    for bytes in cases {
        let why = why(bytes);
        assert!(why.starts_with("工作簿已损坏或不合格式("), "{why}");
    }
}

/// A package of these parts instead of its own of the same names.
fn with(part: (&'static str, Vec<u8>)) -> Vec<u8> {
    let row = b"<worksheet><sheetData><row><c t=\"s\"><v>0</v></c></row></sheetData></worksheet>";
    let mut parts = package::parts(row);
    parts.retain(|(path, _)| !path.eq_ignore_ascii_case(part.0));
    parts.push(part);
    package::zipped(&parts)
}

#[test]
fn a_workbook_with_one_huge_text_is_refused_before_it_is_held() {
    let text = "x".repeat(2 * usize::try_from(limit::WORKBOOK_TEXT_BYTES).unwrap());
    let shared = format!("<sst><si><t>{text}</t></si></sst>").into_bytes();
    // A reader finds a part whatever the case of its name.
    for path in ["xl/sharedStrings.xml", "xl/SharedStrings.XML", "xl\\sharedStrings.xml"] {
        let why = why(&with((path, shared.clone())));
        assert_eq!(why, format!("工作簿中的 {path} 有一段超过 1 MiB 的文字,拒绝读取"));
    }
}

#[test]
fn a_workbook_that_holds_too_much_is_refused() {
    let most = usize::try_from(limit::WORKBOOK_HELD_BYTES).unwrap();
    let why = why(&with(("xl/styles.xml", b"<x/>".repeat(most / 4 + 1))));
    assert_eq!(why, "工作簿中的 xl/styles.xml 展开后超过 256 MiB,拒绝读取");
}

#[test]
fn a_binary_workbook_with_a_cell_beyond_its_last_column_is_refused() {
    let corpus = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus/workbook_reader");
    let small = std::fs::read(format!("{corpus}/small.xls")).unwrap();
    let says = "工作簿已损坏或不合格式(单元格的位置超出 xls 的范围);请用表格软件打开后另存为 xlsx";
    // The DIMENSIONS record: rows until, columns until; then a number's row and column.
    let huge = [0, 0, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0xFF, 0xFF];
    let cases: [(&[u8], &[u8]); 2] = [
        (&[0x00, 0x02, 0x0E, 0x00], &huge),
        (&[0x03, 0x02, 0x0E, 0x00], &[0xFF, 0xFF, 0xFF, 0xFF]),
    ];
    assert_eq!(why(&small), "可读");
    for (record, body) in cases {
        let mut bytes = small.clone();
        let at = bytes.windows(4).position(|head| head == record).unwrap() + 4;
        bytes[at..at + body.len()].copy_from_slice(body);
        assert_eq!(why(&bytes), says);
    }
}
