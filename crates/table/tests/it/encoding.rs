//! One sheet in every encoding that offices use.

use encoding_rs::GB18030;

use crate::entry::{self, Said};

const SHEET: &str = "支部代码,支部名称,书记\n001,第一党支部,张三\n002,㐀镕喆😀支部,李四\n";

fn utf_16(text: &str, bytes_of: fn(u16) -> [u8; 2]) -> Vec<u8> {
    "\u{feff}"
        .chars()
        .chain(text.chars())
        .collect::<String>()
        .encode_utf16()
        .flat_map(bytes_of)
        .collect()
}

fn read(bytes: &[u8]) -> (String, Vec<Said>) {
    let file = entry::saved(bytes);
    let input = entry::open(&file).unwrap();
    let (rows, read) = entry::rows(&input);
    read.unwrap();
    assert_eq!(input.bytes, bytes.len() as u64);
    (input.format_word(), rows)
}

#[test]
fn a_sheet_reads_the_same_in_every_encoding() {
    let expected = [(2, ["001", "第一党支部", "张三"]), (3, ["002", "㐀镕喆😀支部", "李四"])];
    let expected = expected.map(|(line, cells)| (line, cells.map(str::to_owned).to_vec()));
    let cases = [
        ("csv(UTF-8、逗号分隔)", SHEET.as_bytes().to_vec()),
        ("csv(UTF-8、逗号分隔)", format!("\u{feff}{SHEET}").into_bytes()),
        ("csv(GB18030、逗号分隔)", GB18030.encode(SHEET).0.into_owned()),
        ("csv(UTF-16、逗号分隔)", utf_16(SHEET, u16::to_le_bytes)),
        ("csv(UTF-16、逗号分隔)", utf_16(SHEET, u16::to_be_bytes)),
    ];
    for (word, bytes) in cases {
        assert_eq!(read(&bytes), (word.to_owned(), expected.to_vec()));
    }
}

#[test]
fn a_character_cut_by_the_end_of_the_sample_does_not_change_the_encoding() {
    for more in 0..3 {
        let head = format!("支部名称,备注\n甲,{}", "x".repeat(more));
        let text = head + &"汉".repeat(40_000) + "\n";
        let (word, rows) = read(text.as_bytes());
        assert_eq!(word, "csv(UTF-8、逗号分隔)");
        assert_eq!(rows[0].1[1].chars().filter(|c| *c == '汉').count(), 40_000);
        let (word, rows) = read(&GB18030.encode(&text).0);
        assert_eq!(word, "csv(GB18030、逗号分隔)");
        assert_eq!(rows[0].1[1].chars().filter(|c| *c == '汉').count(), 40_000);
    }
}

#[test]
fn what_cannot_be_decoded_damages_its_own_cell_only() {
    let mut bytes = "支部名称,书记,备注\n甲,".as_bytes().to_vec();
    bytes.extend_from_slice(b"\xE5\xBC,");
    bytes.extend_from_slice("好\n".as_bytes());
    let (word, rows) = read(&bytes);
    assert_eq!(word, "csv(UTF-8、逗号分隔)");
    assert_eq!(rows[0].1, ["甲", "!\u{fffd}", "好"]);
    // A lone half of a pair.
    let mut bytes = utf_16("支部名称,书记\n甲,", u16::to_le_bytes);
    bytes.extend_from_slice(&[0x3D, 0xD8, b'\n', 0]);
    assert_eq!(read(&bytes).1[0].1, ["甲", "!\u{fffd}"]);
    // A byte too few.
    let mut bytes = utf_16("支部名称,书记\n甲,乙", u16::to_le_bytes);
    bytes.push(b'x');
    assert_eq!(read(&bytes).1[0].1, ["甲", "!乙\u{fffd}"]);
}

#[test]
fn a_text_with_a_nought_beyond_the_sample_damages_its_own_cell_only() {
    let text = format!("支部名称,备注\n{}甲,乙\0\n", "甲,乙\n".repeat(20_000));
    let (_, rows) = read(text.as_bytes());
    assert_eq!(rows.last().unwrap().1, ["甲", "!乙\0"]);
}
