//! What is written: the workbook says what the csv files say, office programs open everything,
//! and nothing in it runs.

use std::io::{Cursor, Read};
use std::process::Command;

use calamine::{Data, Reader, Xlsx};
use sha2::{Digest, Sha256};
use zip::ZipArchive;

use crate::desk::Desk;
use crate::formats::same;
use crate::office;
use crate::sheet::{HAND, HAND_RESULTS, HAND_ROLLUP, Sheet};

/// A workbook that was written, to be looked at.
pub(crate) struct Book(Xlsx<Cursor<Vec<u8>>>);

impl Book {
    pub(crate) fn open(bytes: Vec<u8>) -> Self {
        Self(Xlsx::new(Cursor::new(bytes)).unwrap())
    }

    pub(crate) fn sheets(&self) -> Vec<String> {
        self.0.sheet_names().clone()
    }

    /// The cells of a sheet from A1 on, every row as long as the first with a blank beyond.
    pub(crate) fn rows(&mut self, sheet: &str) -> Vec<Vec<Data>> {
        let range = self.0.worksheet_range(sheet).unwrap();
        assert_eq!(range.start(), Some((0, 0)), "{sheet}");
        range.rows().map(<[Data]>::to_vec).collect()
    }
}

/// A part of a package, as text.
pub(crate) fn part(package: &[u8], name: &str) -> String {
    let mut package = ZipArchive::new(Cursor::new(package)).unwrap();
    let mut text = String::new();
    package.by_name(name).unwrap().read_to_string(&mut text).unwrap();
    text
}

/// The words of a document, without its markup.
pub(crate) fn words(docx: &[u8]) -> String {
    let document = part(docx, "word/document.xml");
    document.split('<').filter_map(|piece| piece.split_once('>')).map(|(_, text)| text).collect()
}

fn scored(sheet: &str, more: &[&str]) -> Desk {
    let desk = Desk::with("考核表.csv", sheet);
    desk.score("考核表.csv", more).well();
    desk
}

/// Every cell of the sheet is the csv's, a number where the column is one of numbers.
fn check_cells(csv: &str, rows: &[Vec<Data>], is_number: fn(usize) -> bool) {
    let csv = Sheet::read(csv);
    assert_eq!(rows.len(), csv.0.len());
    for (at, (expected, row)) in csv.0.iter().zip(rows).enumerate() {
        for (column, text) in expected.iter().enumerate() {
            let head = &csv.0[0][column];
            let shown = match row.get(column) {
                None | Some(Data::Empty) => String::new(),
                Some(Data::String(text)) if at == 0 || !is_number(column) => text.clone(),
                Some(Data::Float(share)) if at > 0 && head == "评定率" => {
                    format!("{:.2}", share * 100.0)
                }
                Some(Data::Float(number)) if at > 0 && is_number(column) => {
                    let is_count = !text.contains('.');
                    if is_count { format!("{number}") } else { format!("{number:.2}") }
                }
                other => panic!("row {at}, {head}: {other:?} in place of {text:?}"),
            };
            assert_eq!(&shown, text, "row {at}, {head}");
        }
    }
}

#[test]
fn the_workbook_has_the_cells_of_both_csv_files_typed() {
    let desk = scored(HAND, &[]);
    let mut book = Book::open(desk.bytes("out/results.xlsx"));
    assert_eq!(book.sheets(), ["结果", "汇总", "失分", "薄弱项", "说明"]);
    check_cells(HAND_RESULTS, &book.rows("结果"), |at| matches!(at, 7..=10 | 15..));
    check_cells(HAND_ROLLUP, &book.rows("汇总"), |at| at >= 5);
}

#[test]
fn points_lost_stand_by_branch_and_criterion_with_their_remarks() {
    let desk = scored(HAND, &[]);
    let rows = Book::open(desk.bytes("out/results.xlsx")).rows("失分");
    let rows: Vec<String> = rows
        .iter()
        .map(|row| row.iter().map(ToString::to_string).collect::<Vec<_>>().join("|"))
        .collect();
    assert_eq!(
        rows[0],
        "支部代码|支部名称|市|县(市、区)|上级党委|评分要点|要点名称|满分|得分|失分|得分来源|备注"
    );
    let of = |code: &str| rows.iter().filter(|row| row.starts_with(code)).collect::<Vec<_>>();
    let prefix =
        "036980100000000101|城东街道第一党支部|清河市|城关区|城东街道党工委|3.1|专题学习讨论";
    let first = format!("{prefix}|16|14|2|党委评定|第3专题缺席3人,\n已全部补课");
    assert!(of("036980100000000101").contains(&&first), "{rows:#?}");
    assert!(of("036980111").is_empty(), "nothing lost, nothing said");
    assert!(of("036980105").is_empty() && of("036980016").is_empty(), "未报");
    let self_check = "036980110|城西街道物流党支部|清河市|城关区|城西街道党工委|1.1|制定《工作计划》|3|2.88|0.12|支部自查|";
    assert!(of("036980110").iter().any(|row| *row == self_check), "{:#?}", of("036980110"));
    assert_eq!(
        of("036980120"),
        ["036980120|石桥中学党支部|清河市|石桥县|石桥镇党委|4.2|立足岗位做贡献|10|0|10|支部自查|"]
    );
    let remark = "036980119|石桥镇第一党支部|清河市|石桥县|石桥镇党委|3.1|专题学习讨论|16|12.25|3.75|党委评定|=不是公式";
    assert!(of("036980119").iter().any(|row| *row == remark), "{:#?}", of("036980119"));
}

#[test]
fn weak_criteria_stand_by_share_lost_level_by_level() {
    let desk = scored(HAND, &[]);
    let rows = Book::open(desk.bytes("out/results.xlsx")).rows("薄弱项");
    let whole: Vec<_> = rows.iter().filter(|row| row[0] == Data::String("合计".into())).collect();
    assert_eq!(whole.len(), 17);
    let share = |row: &[Data]| match row[9] {
        Data::Float(share) => share,
        _ => panic!("{row:?}"),
    };
    assert!(whole.windows(2).all(|pair| share(pair[0]) >= share(pair[1])));
    // 1.1: 30.33 of 36 points given by 12 branches: 15.75 % lost, mean 2.5275.
    let plan = whole.iter().find(|row| row[5] == Data::String("1.1".into())).unwrap();
    let figures = [3.0, 2.53, 0.1575, 12.0].map(Data::Float);
    assert_eq!(plan[7..], figures);
    // A group without a rated branch has no weak criteria.
    let groups = Sheet::read(HAND_ROLLUP).0.into_iter().skip(1);
    assert_eq!(rows.len(), 1 + 17 * groups.filter(|group| group[6] != "0").count());
}

#[test]
fn the_workbook_says_how_it_came_about() {
    let desk = scored(HAND, &[]);
    let rows = Book::open(desk.bytes("out/results.xlsx")).rows("说明");
    let says: Vec<String> = rows.iter().map(|row| format!("{}: {}", row[0], row[1])).collect();
    let digest: String =
        Sha256::digest(HAND.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let due = [
        "方案: jx-2016-52 第 1 版: 基层党支部书记学习教育考核督查指标体系".to_owned(),
        "输入文件: 考核表.csv,csv(UTF-8、逗号分隔)".to_owned(),
        format!("输入文件摘要: SHA-256\n{}\n{}", &digest[..32], &digest[32..]),
        "没有用到的列: 序号".to_owned(),
    ];
    for due in due {
        assert!(says.contains(&due), "{due}\n{says:#?}");
    }
    let items = ["总分", "暂计", "自查总分", "附加分", "状态", "评定率", "等次"];
    for item in items {
        assert!(says.iter().any(|says| says.starts_with(item)), "{item}\n{says:#?}");
    }
}

#[test]
fn an_office_program_reads_the_workbook_as_the_csv_has_it() {
    let desk = scored(HAND, &[]);
    let csv = "csv:Text - txt - csv (StarCalc):44,34,76,1";
    office::convert(&desk, &["out/results.xlsx"], csv, "office");
    // It puts quote marks around every text.
    let read = Sheet::read(&desk.text("office/results.csv")).text(',', "\n");
    same(&read, HAND_RESULTS.trim_start_matches('\u{feff}'));
}

#[test]
fn an_office_program_opens_workbook_and_bulletin() {
    let desk = scored(HAND, &["--issuer", "中共清河市委组织部"]);
    office::convert(&desk, &["out/results.xlsx", "out/通报.docx"], "pdf", "office");
    let pages = |name: &str| {
        let made = Command::new("pdftotext").arg(desk.path(name)).arg("-").output();
        let made = made.unwrap_or_else(|error| {
            panic!("this test needs pdftotext ({error}); on Debian: apt-get install poppler-utils")
        });
        String::from_utf8(made.stdout).unwrap().split_whitespace().collect::<String>()
    };
    let bulletin = pages("office/通报.pdf");
    for due in ["中共清河市委组织部", "75.65", "82.50", "60.00%", "演示"] {
        assert!(bulletin.contains(due), "{due}\n{bulletin}");
    }
    let workbook = pages("office/results.pdf");
    for due in ["036980100000000101", "城西街道商圈党支部", "110.00", "66.67%"] {
        assert!(workbook.contains(due), "{due}");
    }
}

#[test]
fn the_bulletin_has_figures_and_names_but_none_under_the_lowest_band() {
    let head = ["--issuer", "中共清河市委组织部", "--number", "清组字〔2016〕38号"];
    let desk = scored(HAND, &[&head[..], &["--date", "2016-11-23"]].concat());
    let says = words(&desk.bytes("out/通报.docx"));
    let due = ["中共清河市委组织部", "清组字〔2016〕38号", "2016年11月23日", "75.65", "82.50"];
    for due in due {
        assert!(says.contains(due), "{due}\n{says}");
    }
    for named in ["市直机关第一党支部", "城西街道商圈党支部", "柳湾村党支部"]
    {
        assert!(says.contains(named), "{named}\n{says}");
    }
    for unnamed in ["渡口村党支部", "“先锋”", "城西街道物流党支部", "王示例"]
    {
        assert!(!says.contains(unnamed), "{unnamed}\n{says}");
    }
}

#[test]
fn what_the_bulletin_is_not_told_is_left_to_fill_in() {
    let says = words(&scored(HAND, &[]).bytes("out/通报.docx"));
    assert!(says.contains("＿＿＿＿文件") && says.contains("＿＿年＿月＿日"), "{says}");
}

#[test]
fn a_demonstration_sheet_makes_demonstration_documents() {
    let desk = scored(HAND, &[]);
    assert!(words(&desk.bytes("out/通报.docx")).contains("演示"));
    let rows = Book::open(desk.bytes("out/results.xlsx")).rows("说明");
    assert_eq!(rows[1][0], Data::String("演示".into()));
    let earnest = HAND.replace("（演示数据）", "");
    let desk = scored(&earnest, &[]);
    assert!(!words(&desk.bytes("out/通报.docx")).contains("演示"));
    let rows = Book::open(desk.bytes("out/results.xlsx")).rows("说明");
    assert_ne!(rows[1][0], Data::String("演示".into()));
}

#[test]
fn only_csv_writes_two_files() {
    let desk = scored(HAND, &["--only", "csv"]);
    let expected = ["out", "out/.dukao", "out/results.csv", "out/rollup.csv", "考核表.csv"];
    assert_eq!(desk.names(), expected);
    same(&desk.text("out/results.csv"), HAND_RESULTS);
}

/// Names that a spreadsheet would run, as they stand in the sheet.
const RUNNING: [&str; 9] =
    ["=1+1", "+1", "-1", "@SUM(A1)", "＝1+1", "＋1", "－1", "＠x", "=HYPERLINK(\"x\",\"y\")"];

fn running_sheet() -> Sheet {
    let mut rows = vec![vec!["支部代码", "支部名称", "书记", "市", "上级党委", "类别", "7.1"]];
    let codes = ["a", "b", "c", "d", "e", "f", "g", "h", "=9"];
    for (code, name) in codes.iter().zip(RUNNING) {
        rows.push(vec![*code, name, name, name, name, name, "1"]);
    }
    let own = |row: Vec<&str>| row.into_iter().map(str::to_owned).collect();
    Sheet(rows.into_iter().map(own).collect())
}

#[test]
fn a_text_that_a_spreadsheet_would_run_is_guarded_in_csv_and_only_there() {
    let desk = scored(&running_sheet().text(',', "\n"), &[]);
    let results = Sheet::read(&desk.text("out/results.csv"));
    let rollup = Sheet::read(&desk.text("out/rollup.csv"));
    let mut book = Book::open(desk.bytes("out/results.xlsx"));
    let (cells, sums) = (book.rows("结果"), book.rows("汇总"));
    assert_eq!(results.0[9][0], "'=9");
    assert_eq!(cells[9][0], Data::String("=9".into()));
    for (at, name) in RUNNING.into_iter().enumerate() {
        for column in [1, 2, 4, 5, 6] {
            assert_eq!(results.0[at + 1][column], format!("'{name}"));
            assert_eq!(cells[at + 1][column], Data::String(name.into()));
        }
    }
    // In another width it is the same city, and the first spelling is shown.
    let cities = ["=1+1", "+1", "-1", "@SUM(A1)", "＠x", "=HYPERLINK(\"x\",\"y\")"];
    for (at, name) in cities.into_iter().enumerate() {
        assert_eq!(rollup.0[at + 2][1], format!("'{name}"), "市");
        assert_eq!(sums[at + 2][1], Data::String(name.into()));
    }
    let file = desk.bytes("out/results.xlsx");
    for sheet in 1..=5 {
        let cells = part(&file, &format!("xl/worksheets/sheet{sheet}.xml"));
        assert!(!cells.contains("<f>"), "no formula in sheet {sheet}");
    }
}

#[test]
fn results_that_were_written_are_read_back_as_they_were() {
    let desk = scored(&running_sheet().text(',', "\n"), &["--only", "csv"]);
    let is_head = |name: &str| name == "支部名称";
    let input = table::Input::open(&desk.path("out/results.csv"), &is_head).unwrap();
    let mut names = Vec::new();
    table::each(&input, |row| {
        let table::Cell::Text(name) = row.cell(1) else { panic!("{:?}", row.cell(1)) };
        names.push(name.to_owned());
        true
    })
    .unwrap();
    assert_eq!(names, RUNNING);
    // The guarded sheet is the same sheet.
    let mut guarded = running_sheet();
    for cell in guarded.0.iter_mut().skip(1).flatten() {
        let runs = cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
        cell.insert_str(0, if runs { "'" } else { "" });
    }
    let again = scored(&guarded.text(',', "\n"), &["--only", "csv"]);
    same(&again.text("out/results.csv"), &desk.text("out/results.csv"));
    same(&again.text("out/rollup.csv"), &desk.text("out/rollup.csv"));
}

#[test]
fn levels_whose_columns_are_missing_are_left_out() {
    let desk = scored("支部名称,县(市、区),7.1\n甲支部,青禾县,1\n乙支部,,1\n", &["--only", "csv"]);
    let rollup = Sheet::read(&desk.text("out/rollup.csv"));
    let names: Vec<String> = rollup.0.iter().skip(1).map(|row| row[..5].join(",")).collect();
    assert_eq!(names, ["合计,,,,", "县,,青禾县,,", "县,,(未填),,"]);
}
