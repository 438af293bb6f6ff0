//! Files that cannot be read at all: one clear sentence, exit code 3, and nothing is written.

use std::io::{Cursor, Read, Write};
use std::process::Command;

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::compound::{compound, record};
use crate::desk::{DUKAO, Desk};
use crate::formats::same;
use crate::office;
use crate::sheet::{HAND, HAND_RESULTS, Sheet};

const SMALL: &str = "支部名称,7.1\n甲支部,1\n";

/// The file cannot be read, for this reason.
#[track_caller]
fn check(name: &str, bytes: &[u8], says: &str) {
    let desk = Desk::with(name, bytes);
    desk.score(name, &[]).stopped(3, &format!("{name}: {says}\n"));
    assert_eq!(desk.names(), [name], "nothing is written");
}

/// A small workbook.
fn small_xlsx() -> Vec<u8> {
    Sheet::read(SMALL).xlsx()
}

/// The same package with one part written anew.
pub(crate) fn with_part(
    package: &[u8],
    name: &str,
    write: impl FnOnce(&mut ZipWriter<Cursor<Vec<u8>>>),
) -> Vec<u8> {
    let mut old = ZipArchive::new(Cursor::new(package)).unwrap();
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    for at in 0..old.len() {
        let part = old.by_index_raw(at).unwrap();
        if !part.name().unwrap().eq_ignore_ascii_case(name) {
            new.raw_copy_file(part).unwrap();
        }
    }
    new.start_file(name, SimpleFileOptions::default()).unwrap();
    write(&mut new);
    new.finish().unwrap().into_inner()
}

#[test]
fn a_file_that_is_not_there() {
    let desk = Desk::new();
    desk.score("没有.csv", &[]).stopped(3, "没有.csv: 找不到文件或文件夹\n");
    assert!(desk.names().is_empty());
}

#[test]
fn a_folder_in_place_of_a_file() {
    let desk = Desk::new();
    std::fs::create_dir(desk.path("表格")).unwrap();
    desk.score("表格", &[]).stopped(3, "表格: 这是文件夹,请给出文件\n");
    assert_eq!(desk.names(), ["表格"]);
}

#[test]
fn an_empty_file() {
    check("空.csv", b"", "文件是空的");
    check("空.xlsx", b"", "文件是空的");
}

#[test]
fn files_of_another_kind() {
    let unknown = |looks: &str| format!("看上去是{looks},不能读;请另存为 xlsx、xls 或 csv");
    check("a.csv", b"%PDF-1.7\n%\xE2\xE3\xCF\xD3\n", &unknown("PDF"));
    check("a.xlsx", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", &unknown("图片"));
    check("a.xls", b"\xFF\xD8\xFF\xE0\0\x10JFIF", &unknown("图片"));
    check("a.csv", b"\x1F\x8B\x08\0\0\0\0\0", &unknown("gzip 压缩文件"));
    let binary = unknown("二进制文件或没有 BOM 的 UTF-16 文本");
    check("a.csv", b"\x7FELF\x02\x01\x01\0\0\0", &binary);
    let utf_16: Vec<u8> = SMALL.encode_utf16().flat_map(u16::to_le_bytes).collect();
    check("a.csv", &utf_16, &binary);
}

#[test]
fn packages_that_are_no_workbook_we_read() {
    let unknown = |looks: &str| format!("看上去是{looks},不能读;请另存为 xlsx、xls 或 csv");
    let with = |name: &str| {
        let mut package = ZipWriter::new(Cursor::new(Vec::new()));
        package.start_file(name, SimpleFileOptions::default()).unwrap();
        package.write_all(b"<w/>").unwrap();
        package.finish().unwrap().into_inner()
    };
    check("a.zip", &with("考核表.csv"), &unknown("压缩文件或其他格式的文档"));
    check("a.xlsx", &with("word/document.xml"), &unknown("压缩文件或其他格式的文档"));
    check("a.xlsb", &with("xl/workbook.bin"), &unknown("二进制工作簿(xlsb)"));
    let empty = ZipWriter::new(Cursor::new(Vec::new())).finish().unwrap().into_inner();
    check("a.zip", &empty, &unknown("压缩文件或其他格式的文档"));
}

/// `data/locked.xlsx` was made by msoffcrypto-tool 6.1 from a small workbook; its password is of
/// no consequence, since nobody is asked for it.
#[test]
fn workbooks_behind_a_password() {
    let says = "文件有密码,请在表格软件中取消密码后另存";
    check("密.xlsx", include_bytes!("data/locked.xlsx"), says);
    check("密.xlsx", &compound("EncryptedPackage", b"?"), says);
    // BOF, then FilePass with RC4: how every locked xls begins.
    let bof = record(0x0809, &[0, 6, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    let locked = [bof, record(0x002F, &[1, 0, 1, 0, 1, 0]), record(0x000A, &[])].concat();
    check("密.xls", &compound("Workbook", &locked), says);
}

#[test]
fn a_truncated_workbook_is_broken_wherever_it_was_cut() {
    let whole = Sheet::read(HAND).xlsx();
    for cut in [5, 30, 1_000, whole.len() / 2, whole.len() - 1] {
        let desk = Desk::with("断.xlsx", &whole[..cut]);
        let ran = desk.score("断.xlsx", &[]);
        assert_eq!(ran.code, Some(3), "{cut}: {ran:?}");
        let one_sentence = ran.err.starts_with("断.xlsx: 工作簿已损坏或不合格式(")
            && ran.err.ends_with(");请用表格软件打开后另存为 xlsx\n")
            && ran.err.lines().count() == 1;
        assert!(one_sentence, "{cut}: {ran:?}");
        assert_eq!(desk.names(), ["断.xlsx"]);
    }
}

#[test]
fn a_truncated_binary_workbook_is_broken_or_was_cut_behind_its_sheet() {
    let made = Desk::with("整.xlsx", Sheet::read(HAND).xlsx());
    office::convert(&made, &["整.xlsx"], "xls", ".");
    let whole = made.bytes("整.xls");
    let cuts = (1..20).map(|part| whole.len() * part / 20).chain([9, 511, 600]);
    for cut in cuts {
        let desk = Desk::with("断.xls", &whole[..cut]);
        let ran = desk.score("断.xls", &["--only", "csv"]);
        if ran.code == Some(0) {
            same(&desk.text("out/results.csv"), HAND_RESULTS);
            continue;
        }
        assert_eq!(ran.code, Some(3), "{cut}: {ran:?}");
        let one_sentence = ran.err.starts_with("断.xls: 工作簿已损坏或不合格式(")
            && ran.err.ends_with(");请用表格软件打开后另存为 xlsx\n")
            && ran.err.lines().count() == 1;
        assert!(one_sentence, "{cut}: {ran:?}");
        assert_eq!(desk.names(), ["断.xls"]);
    }
}

/// The reader of such files panics over this one; nobody sees it.
#[test]
fn a_binary_workbook_whose_parts_do_not_fit_is_broken() {
    let says = "工作簿已损坏或不合格式(各部分对不上);请用表格软件打开后另存为 xlsx";
    let mut beyond = compound("Workbook", &record(0x000A, &[]));
    // The directory is said to begin right behind the file's end.
    beyond[48..52].copy_from_slice(&10_u32.to_le_bytes());
    beyond.truncate(beyond.len() - 100);
    check("坏.xls", &beyond, says);
}

/// A few kB that would have a reader make room for billions of cells.
#[test]
fn a_binary_workbook_with_cells_where_none_can_be_is_broken() {
    let says = "工作簿已损坏或不合格式(单元格的位置超出 xls 的范围);请用表格软件打开后另存为 xlsx";
    let begin = |kind: u8| record(0x0809, &[&[0, 6, kind, 0][..], &[0; 12]].concat());
    let end = record(0x000A, &[]);
    let workbook = |position: u8| {
        let sheet = record(0x0085, &[position, 0, 0, 0, 0, 0, 1, 0, b'a']);
        [begin(5), sheet, end.clone()].concat()
    };
    let position = u8::try_from(workbook(0).len()).unwrap();
    let wide = record(0x0200, &[0, 0, 0, 0, 255, 255, 255, 0, 0, 0, 255, 15, 0, 0]);
    // A number in the last row and column that two bytes can name.
    let far = record(0x0203, &[255, 255, 255, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for record in [wide, far] {
        let sheet = [begin(16), record, end.clone()].concat();
        check("远.xls", &compound("Workbook", &[workbook(position), sheet].concat()), says);
    }
}

#[test]
fn a_workbook_that_announces_more_texts_than_it_holds_is_broken() {
    let says = "工作簿已损坏或不合格式(xl/sharedStrings.xml 里的文字没有它所说的那么多);请用表格软件打开后另存为 xlsx";
    for padding in [0, 65_520, 65_530, 65_540] {
        let file = with_part(&small_xlsx(), "xl/sharedStrings.xml", |package| {
            let padding = " ".repeat(padding);
            write!(package, "<?xml version=\"1.0\"?>{padding}").unwrap();
            package.write_all(b"<sst count=\"1\" uniqueCount=\"9999999999\"><si/></sst>").unwrap();
        });
        check("弹.xlsx", &file, says);
    }
    // A careless count is nobody's attack.
    let careless = Sheet::read(SMALL).xlsx();
    let mut texts = String::new();
    let mut package = ZipArchive::new(Cursor::new(&careless)).unwrap();
    package.by_name("xl/sharedStrings.xml").unwrap().read_to_string(&mut texts).unwrap();
    let counted = texts.replacen("uniqueCount=\"", "uniqueCount=\"1000", 1);
    assert_ne!(counted, texts);
    let file = with_part(&careless, "xl/sharedStrings.xml", |new| {
        new.write_all(counted.as_bytes()).unwrap();
    });
    Desk::with("a.xlsx", file).score("a.xlsx", &["--only", "csv"]).well();
}

#[test]
fn a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_held() {
    // Markup only, no text: 257 MiB out of 260 kB.
    let bomb = |name: &str| {
        with_part(&small_xlsx(), name, |package| {
            let block = "<si/>".repeat(1 << 18);
            package.write_all(b"<sst>").unwrap();
            for _ in 0..(257_usize << 20).div_ceil(block.len()) {
                package.write_all(block.as_bytes()).unwrap();
            }
            package.write_all(b"</sst>").unwrap();
        })
    };
    let file = bomb("xl/sharedStrings.xml");
    assert!(file.len() < 2 << 20, "{}", file.len());
    check("弹.xlsx", &file, "工作簿中的 xl/sharedStrings.xml 展开后超过 256 MiB,拒绝读取");
}

#[test]
fn a_workbook_with_an_endless_text_is_refused_whatever_its_parts_are_called() {
    let spaces = vec![b' '; 1 << 20];
    for name in ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/SHAREDSTRINGS.XML"] {
        let file = with_part(&small_xlsx(), name, |package| {
            package.write_all(b"<sst><si><t>").unwrap();
            for _ in 0..64 {
                package.write_all(&spaces).unwrap();
            }
        });
        let says = format!("工作簿中的 {name} 有一段超过 1 MiB 的文字,拒绝读取");
        check("弹.xlsx", &file, &says);
    }
}

#[test]
fn an_unclosed_quote_is_named_with_its_line() {
    let says = "第 3 行起有双引号没有配对;请补上或删去这个双引号";
    check("a.csv", "支部名称,7.1\n甲支部,1\n\"乙支部,1\n丙支部,1\n".as_bytes(), says);
    check("a.csv", "支部名称;7.1\n甲支部;1\n\"乙支部;1\n丙支部;1\n".as_bytes(), says);
    let lines =
        "支部名称,7.1\n".to_owned() + "甲支部,1\n".repeat(100_000).as_str() + "\"乙支部,1\n";
    check("a.csv", lines.as_bytes(), &says.replace("第 3 行", "第 100002 行"));
}

#[test]
fn a_quote_that_belongs_to_another_delimiter_is_no_mistake() {
    let sheet = "支部名称;7.1;备注7.1\n甲支部;1;较好,\"有特色的做法\n乙支部;1;\n";
    Desk::with("a.csv", sheet).score("a.csv", &["--only", "csv"]).well();
}

#[test]
fn lines_that_end_as_old_machines_ended_them_are_refused() {
    let says = "第 1 行以单独的回车符结束;请用表格软件打开后另存为 xlsx 或 csv";
    check("a.csv", "支部名称,7.1\r甲支部,1\r".as_bytes(), says);
}

#[test]
fn a_row_or_a_head_without_end_is_refused() {
    let long = "支部名称,7.1\n\"甲".to_owned() + "支部\n".repeat(300_000).as_str() + "\",1\n";
    check("a.csv", long.as_bytes(), "第 2 行过长,多半是缺右双引号,或换行符不是 LF、CRLF");
    let wide = "支部名称,7.1".to_owned() + ",".repeat(1_100).as_str() + "\n甲支部,1\n";
    check("a.csv", wide.as_bytes(), "第 1 行的列太多;请删去表格右侧无用的单元格");
}

#[test]
fn a_pipe_is_not_a_file() {
    let script = format!("cat 表.csv | '{DUKAO}' score /dev/stdin --out out");
    let desk = Desk::with("表.csv", SMALL);
    let mut shell = Command::new("sh");
    let ran = shell.args(["-c", &script]).current_dir(desk.path(".")).output().unwrap();
    let says = String::from_utf8_lossy(&ran.stderr);
    assert_eq!(says, "/dev/stdin: 看上去是管道或设备,不能读;请另存为 xlsx、xls 或 csv\n");
    assert_eq!(ran.status.code(), Some(3));
    let says = "-: 考核表要读几遍,不能从管道读;请先存成文件\n";
    desk.score("-", &[]).stopped(3, says);
    assert_eq!(desk.names(), ["表.csv"]);
}

#[test]
fn a_damaged_workbook_never_crashes_the_program() {
    let whole = Sheet::read(HAND).xlsx();
    let mut parts = Vec::new();
    let mut package = ZipArchive::new(Cursor::new(&whole)).unwrap();
    for at in 0..package.len() {
        let mut part = package.by_index(at).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        parts.push((part.name().unwrap().into_owned(), text));
    }
    for (name, text) in &parts {
        for (from, to) in [("=\"", "=\"9"), ("><", ">"), ("1", "99999999"), ("</", "<")] {
            let damaged = text.replace(from, to);
            let file = with_part(&whole, name, |new| new.write_all(damaged.as_bytes()).unwrap());
            let desk = Desk::with("坏.xlsx", file);
            let ran = desk.score("坏.xlsx", &["--only", "csv"]);
            assert!(matches!(ran.code, Some(0 | 2 | 3)), "{name} {from}: {ran:?}");
            assert!(!ran.err.contains("panicked"), "{name} {from}: {ran:?}");
        }
    }
}
