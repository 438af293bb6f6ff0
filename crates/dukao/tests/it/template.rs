//! The empty sheet: it guides whoever fills it in, and filled in it scores.

use calamine::Data;

use crate::desk::Desk;
use crate::output::{Book, part};
use crate::sheet::{CRITERIA, Sheet, workbook};

/// The rows of the empty sheet, down to its head.
fn empty_sheet(desk: &Desk) -> Vec<Vec<String>> {
    let mut book = Book::open(desk.bytes("空表.xlsx"));
    let rows = book.rows("考核表");
    let text = |cell: &Data| cell.to_string();
    rows.iter().map(|row| row.iter().map(text).collect()).collect()
}

fn with_template(more: &[&str]) -> Desk {
    let desk = Desk::new();
    let ran = desk.run(&[&["score", "--template", "--out", "空表.xlsx"], more].concat()).well();
    assert!(ran.out.starts_with("已写入 空表.xlsx: jx-2016-52"), "{}", ran.out);
    assert_eq!(desk.names(), ["空表.xlsx"]);
    desk
}

#[test]
fn the_empty_sheet_has_every_column_with_its_maximum_above_it() {
    let rows = empty_sheet(&with_template(&[]));
    let [title, _, notes, head] = &rows[..] else { panic!("{rows:?}") };
    assert_eq!(title[0], "基层党支部书记学习教育考核督查指标体系(jx-2016-52)");
    let units = ["支部代码", "支部名称", "类别", "书记", "市", "县(市、区)", "上级党委"];
    assert_eq!(head[..7], units);
    for (at, (id, points)) in CRITERIA.iter().enumerate() {
        assert_eq!(head[7 + at], *id);
        assert!(notes[7 + at].starts_with(&format!("满分 {points}\n")), "{}", notes[7 + at]);
        assert_eq!(head[24 + at], format!("自查{id}"));
        assert_eq!(notes[24 + at], format!("满分 {points}"));
        assert_eq!(head[42 + at], format!("备注{id}"));
    }
    assert_eq!((head[41].as_str(), notes[41].as_str()), ("附加分", "至多 10"));
    assert_eq!(head.len(), 59);
}

#[test]
fn the_empty_sheet_checks_what_is_typed_into_it() {
    let sheet = part(&with_template(&[]).bytes("空表.xlsx"), "xl/worksheets/sheet1.xml");
    // The committee's and the branch's points of 17 criteria, and the bonus.
    assert_eq!(sheet.matches("<dataValidation type=\"decimal\"").count(), 35);
    let validation_of = |cells: &str| {
        let all = sheet.split("<dataValidation ").skip(1);
        let mut here = all.filter(|one| one.contains(&format!("sqref=\"{cells}")));
        here.next().unwrap_or_else(|| panic!("no validation from {cells} on")).to_owned()
    };
    // Rows 1 to 4 are title, guidance, notes and head; L is 3.1.
    assert!(validation_of("L5:").contains("<formula1>0</formula1><formula2>16</formula2>"));
    assert!(validation_of("AC5:").contains("<formula1>0</formula1><formula2>16</formula2>"));
    assert!(validation_of("AP5:").contains("<formula1>0</formula1><formula2>10</formula2>"));
    let sectors = validation_of("C5:");
    assert!(sectors.contains("type=\"list\"") && sectors.contains("农村,社区,机关"), "{sectors}");
}

#[test]
fn the_empty_sheet_is_told_from_a_filled_one() {
    let desk = with_template(&[]);
    let says = "空表.xlsx 第4行: 表头以下没有支部;请填写后再算\n共 1 处要改,没有写出任何文件。\n";
    desk.score("空表.xlsx", &[]).stopped(2, says);
}

#[test]
fn the_empty_sheet_filled_in_scores() {
    for scheme in ["jx-2016-52", "jx-2016-52-lean"] {
        let desk = with_template(&["--scheme", scheme]);
        let mut rows = empty_sheet(&desk);
        let width = rows[3].len();
        let mut branch = vec![String::new(); width];
        let units = ["0101", "甲支部", "农村", "王示例", "清河市", "青禾县", "甲禾镇党委"];
        branch.splice(..7, units.map(str::to_owned));
        for (at, (_, points)) in CRITERIA.iter().enumerate() {
            branch[7 + at] = points.to_string();
        }
        branch[41] = "2.5".to_owned();
        rows.push(branch);
        let file = workbook(|sheet| {
            for (row, cells) in (0..).zip(&rows) {
                for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
                    match text.parse::<f64>() {
                        Ok(number) if row > 3 && column >= 7 => {
                            sheet.write_number(row, column, number).unwrap();
                        }
                        _ => {
                            sheet.write_string(row, column, text).unwrap();
                        }
                    }
                }
            }
        });
        desk.put("填好.xlsx", file);
        let ran = desk.score("填好.xlsx", &["--scheme", scheme]).well();
        assert_eq!(ran.err, "", "every column of the empty sheet is known");
        let results = Sheet::read(&desk.text("out/results.csv"));
        assert_eq!(
            results.0[1][..8].join(","),
            "0101,甲支部,清河市,青禾县,甲禾镇党委,农村,王示例,102.50"
        );
    }
}

#[test]
fn an_empty_sheet_takes_the_place_of_another_only_when_asked() {
    let desk = with_template(&[]);
    let before = desk.bytes("空表.xlsx");
    let says = "空表.xlsx: 已有这个文件;要覆盖请加 --overwrite\n";
    desk.run(&["score", "--template", "--out", "空表.xlsx"]).stopped(3, says);
    assert!(desk.bytes("空表.xlsx") == before);
    let lean = ["score", "--template", "--scheme", "jx-2016-52-lean", "--out", "空表.xlsx"];
    desk.run(&[&lean[..], &["--overwrite"]].concat()).well();
    assert!(empty_sheet(&desk)[0][0].ends_with("(jx-2016-52-lean)"));
    assert_eq!(desk.names(), ["空表.xlsx"]);
}

#[test]
fn an_empty_sheet_is_a_workbook_and_nothing_else() {
    let desk = Desk::new();
    let says = "空表.csv: 写出的是工作簿,文件名请以 .xlsx 结尾\n";
    desk.run(&["score", "--template", "--out", "空表.csv"]).stopped(3, says);
    let says = "没有/空表.xlsx: 找不到文件或文件夹\n";
    desk.run(&["score", "--template", "--out", "没有/空表.xlsx"]).stopped(3, says);
    assert!(desk.names().is_empty());
}
