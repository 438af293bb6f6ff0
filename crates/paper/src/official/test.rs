//! Content in, markup out: the file is unpacked and read.

use std::io::{Cursor, Read};

use super::{Attachment, Block, Document, Table, docx, signature};

fn part(bytes: &[u8], name: &str) -> String {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut text = String::new();
    archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

fn sample() -> Document {
    Document {
        mark: "中共望川县委组织部文件".to_owned(),
        number: "望组字〔2026〕7号".to_owned(),
        title: "关于情况的通报".to_owned(),
        addressees: "各有关党组织".to_owned(),
        body: vec![
            Block::Heading("一、甲".to_owned()),
            Block::Subheading("（一）乙".to_owned()),
            Block::Text("丙“丁”".to_owned()),
        ],
        signature: "中共望川县委组织部".to_owned(),
        date: "2026年3月5日".to_owned(),
        attachments: vec![Attachment {
            title: "统计表".to_owned(),
            table: Table {
                heads: vec!["单位".to_owned(), "数".to_owned()],
                rows: vec![vec!["甲".to_owned(), "1".to_owned()]; 2],
            },
            remark: String::new(),
        }],
        ..Document::default()
    }
}

/// The markup of the paragraph that holds a text.
fn paragraph(xml: &str, text: &str) -> String {
    let holds = |paragraph: &&str| paragraph.contains(&format!(">{text}<"));
    let found = xml.split("<w:p ").find(holds);
    found.unwrap_or_else(|| panic!("no paragraph «{text}» in {xml}")).to_owned()
}

#[test]
fn the_page_has_the_standards_size_margins_and_grid() {
    let xml = part(&docx(&sample()).unwrap(), "word/document.xml");
    let (_, section) = xml.rsplit_once("<w:sectPr>").unwrap();
    for says in [
        r#"<w:pgSz w:w="11906" w:h="16838""#,
        r#"w:top="2098""#,
        r#"w:left="1587""#,
        r#"w:right="1474""#,
        r#"w:bottom="1978""#,
        r#"<w:docGrid w:type="lines" w:linePitch="580""#,
    ] {
        assert!(section.contains(says), "{says}: {section}");
    }
    let twips_of_mm = |mm: f64| mm * 1440.0 / 25.4;
    for (twips, mm) in [(2098.0, 37.0), (1587.0, 28.0), (1474.0, 26.0), (1978.0, 35.0)] {
        assert!((twips_of_mm(mm) - twips).abs() < twips_of_mm(0.15), "{mm} mm");
    }
}

#[test]
fn each_level_has_its_font_size_and_place() {
    let xml = part(&docx(&sample()).unwrap(), "word/document.xml");
    let cases = [
        ("中共望川县委组织部文件", "方正小标宋简体", 80, r#"<w:color w:val="FF0000" />"#),
        ("关于情况的通报", "方正小标宋简体", 44, r#"<w:jc w:val="center" />"#),
        ("各有关党组织：", "仿宋_GB2312", 32, r#"<w:jc w:val="left" />"#),
        ("一、甲", "黑体", 32, r#"<w:outlineLvl w:val="0" />"#),
        ("（一）乙", "楷体_GB2312", 32, r#"<w:outlineLvl w:val="1" />"#),
        ("丙“丁”", "仿宋_GB2312", 32, r#"w:firstLine="630""#),
        ("附件", "黑体", 32, "<w:pageBreakBefore />"),
    ];
    for (text, font, size, says) in cases {
        let paragraph = paragraph(&xml, text);
        for attribute in ["ascii", "hAnsi", "eastAsia"] {
            let font = format!(r#"w:{attribute}="{font}""#);
            assert!(paragraph.contains(&font), "{text}: {font}: {paragraph}");
        }
        let size = format!(r#"<w:sz w:val="{size}" />"#);
        assert!(paragraph.contains(&size), "{text}: {size}: {paragraph}");
        assert!(paragraph.contains(says), "{text}: {says}: {paragraph}");
    }
    let text = paragraph(&xml, "丙“丁”");
    for says in [r#"<w:spacing w:val="-5" />"#, r#"w:line="580""#, r#"w:lineRule="exact""#] {
        assert!(text.contains(says), "{says}: {text}");
    }
    let number = paragraph(&xml, "望组字〔2026〕7号");
    assert!(number.contains("<w:pBdr><w:bottom "), "{number}");
    assert!(number.contains(r#"w:color="FF0000""#), "{number}");
}

#[test]
fn page_numbers_stand_at_the_outer_edge() {
    let bytes = docx(&sample()).unwrap();
    let odd = part(&bytes, "word/footer1.xml");
    let even = part(&bytes, "word/footer2.xml");
    assert!(odd.contains(r#"<w:jc w:val="right" />"#) && odd.contains(r#"w:right="280""#), "{odd}");
    assert!(
        even.contains(r#"<w:jc w:val="left" />"#) && even.contains(r#"w:left="280""#),
        "{even}"
    );
    for footer in [&odd, &even] {
        for says in ["— </w:t>", "PAGE", "> —</w:t>", r#"w:eastAsia="宋体""#, r#"w:val="28""#]
        {
            assert!(footer.contains(says), "{says}: {footer}");
        }
    }
    assert!(part(&bytes, "word/settings.xml").contains("<w:evenAndOddHeaders"));
    let references = part(&bytes, "word/document.xml");
    assert!(
        references.contains(r#"<w:sectPr><w:footerReference w:type="default""#),
        "{references}"
    );
    assert!(references.contains(r#"<w:footerReference w:type="even""#), "{references}");
}

#[test]
fn a_table_is_as_wide_as_the_text_and_repeats_its_head() {
    let xml = part(&docx(&sample()).unwrap(), "word/document.xml");
    let (_, table) = xml.split_once("<w:tbl>").unwrap();
    assert!(table.contains(r#"<w:tblW w:w="8845" w:type="dxa" />"#), "{table}");
    assert!(table.contains(r#"<w:tblLayout w:type="fixed" />"#), "{table}");
    assert_eq!(table.matches("<w:tblHeader />").count(), 1, "{table}");
    assert_eq!(table.matches("<w:cantSplit").count(), 3, "{table}");
    assert!(table.contains(r#"w:sz="4""#), "{table}");
}

#[test]
fn text_is_escaped_and_cleaned_wherever_it_stands() {
    let nasty = "甲&乙<丙>\u{0}\u{b}“丁”\u{202E}'\"";
    let whole = Document {
        page_head: nasty.to_owned(),
        mark: nasty.to_owned(),
        number: nasty.to_owned(),
        title: nasty.to_owned(),
        addressees: nasty.to_owned(),
        body: vec![Block::Text(nasty.to_owned())],
        signature: nasty.to_owned(),
        date: nasty.to_owned(),
        attachments: vec![Attachment {
            title: nasty.to_owned(),
            table: Table { heads: vec![nasty.to_owned()], rows: vec![vec![nasty.to_owned()]] },
            remark: nasty.to_owned(),
        }],
    };
    let bytes = docx(&whole).unwrap();
    for name in ["word/document.xml", "word/header1.xml", "docProps/core.xml"] {
        let xml = part(&bytes, name);
        assert!(xml.contains("甲&amp;乙&lt;丙&gt;“丁”"), "{name}: {xml}");
        assert!(!xml.contains(['\u{0}', '\u{b}', '\u{202E}']), "{name}");
    }
}

#[test]
fn equal_content_gives_equal_bytes_without_a_clock() {
    let bytes = docx(&sample()).unwrap();
    assert_eq!(bytes, docx(&sample()).unwrap());
    let mut archive = zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
    for i in 0..archive.len() {
        let file = archive.by_index(i).unwrap();
        assert_eq!(file.last_modified().map(|time| time.year()), Some(1980));
    }
    let core = part(&bytes, "docProps/core.xml");
    assert!(core.contains("<dc:title>关于情况的通报</dc:title>"), "{core}");
    let styles = part(&bytes, "word/styles.xml");
    for says in [r#"w:eastAsia="zh-CN""#, r#"w:default="1""#, "<w:qFormat /><w:pPr>"] {
        assert!(styles.contains(says), "{says}: {styles}");
    }
    assert!(part(&bytes, "word/fontTable.xml").contains(r#"<w:altName w:val="仿宋,FangSong" />"#));
}

#[test]
fn a_mark_shrinks_with_its_length_but_stays_larger_than_the_text() {
    for (chars, size) in [(4, 84), (11, 80), (16, 55), (30, 58), (62, 41)] {
        let mark = Document { mark: "部".repeat(chars), ..sample() };
        let xml = part(&docx(&mark).unwrap(), "word/document.xml");
        assert!(xml.contains(&format!(r#"<w:sz w:val="{size}" />"#)), "{chars}: {size}: {xml}");
    }
}

#[test]
fn the_date_stands_two_characters_right_of_the_signature() {
    // Signature, date, and where each begins in twips; «right» where it is flush right.
    let cases = [
        ("中共望川县委组织部", "2026年3月5日", 17 * 315, 19 * 315),
        ("省委办", "2026年11月23日", 17 * 315, 19 * 315),
    ];
    for (signed, dated, signature_left, date_left) in cases {
        let lines = signature(signed, dated);
        let left = |i: usize| {
            let indent = lines[i].property.indent.clone();
            indent.and_then(|indent| indent.start).unwrap_or(0)
        };
        assert_eq!((left(0), left(1)), (signature_left, date_left), "{signed}");
    }
    let long = signature(&"部".repeat(60), "2026年3月5日");
    assert_eq!(long.len(), 2);
}

#[test]
fn a_head_too_long_for_a_head_is_refused() {
    let long = Document { title: "长".repeat(201), ..sample() };
    let says = docx(&long).unwrap_err().to_string();
    assert_eq!(says, "标题有201个字，最多200个字，请写简称");
}
