//! Sheets as text, read.

use std::io::Write as _;

use model::Scheme;
use tempfile::NamedTempFile;

use super::{Sheet, is_criterion, read};

fn scheme() -> Scheme {
    let text = score::scheme::built_in("jx-2016-52").unwrap().text;
    score::scheme::read(text).scheme.unwrap()
}

fn of(text: &str) -> Result<Sheet, String> {
    let mut file = NamedTempFile::new().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    read(file.path(), &scheme())
}

/// What is wrong, a line each.
fn flaws(text: &str) -> Vec<String> {
    of(text).unwrap().flaws.listed().iter().map(ToString::to_string).collect()
}

#[test]
fn a_sheet_says_points_reasons_and_what_it_does_not_know() {
    let text = "标题\n支部名称,支部代码,1.1,1.2,备注,备注1.1,自查1.1,建议1.1,联系人\n\
        甲支部,01,2.5,—,都看过,缺签到,3,2,王\n,,,,,,,,\n乙支部,,,,,,,,\n";
    let sheet = of(text).unwrap();
    assert!(sheet.flaws.is_empty(), "{:?}", sheet.flaws.listed());
    assert_eq!(sheet.unknown, ["联系人"]);
    assert_eq!(sheet.lines.len(), 2);
    let line = &sheet.lines[0];
    assert_eq!((line.number, line.code.as_str(), line.remark.as_str()), (3, "01", "都看过"));
    assert_eq!(line.points[0].map(|points| points.short()).as_deref(), Some("2.5"));
    assert_eq!((line.points[1], line.reasons[0].as_str()), (None, "缺签到"));
    assert_eq!([sheet.reason_head(0), sheet.reason_head(1)], ["备注1.1", "备注"]);
}

#[test]
fn what_is_wrong_is_said_by_its_cell() {
    let cases = [
        ("支部名称,1.1,1.1\n", ":1 列「1.1」: 与第 2 列的列名相同;请删去或改名"),
        ("支部名称,书记\n", ":1: 没有一列评分;请加上「1.1」等列,或从评定名单下载评分表"),
        (
            "支部名称,1.1,自查9.9\n",
            ":1 列「自查9.9」: 本次学习教育的考核方案里没有这一项;请从评定名单下载评分表",
        ),
        ("支部名称,1.1\n甲,9\n", ":2 列「1.1」: 9 超过满分 3"),
        ("支部名称,1.1\n支部名称,\n", ":2 列「支部名称」: 又是一行表头;请删去这一行"),
        (
            "支部名称,1.1,下载记录\n甲,1,v9\n",
            ":2 列「下载记录」: 被改动了,认不出来;请重新下载评分表",
        ),
        (
            "支部名称,1.1\n甲,1,2\n",
            ":2: 表头有 2 列,这一行在第 3 列还有内容;多半是文字里的分隔符没有加双引号",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(flaws(text), [expected], "{text}");
    }
    assert!(of("甲,乙\n").unwrap_err().contains("支部名称"));
}

#[test]
fn a_head_that_looks_like_a_criterion_is_told() {
    for head in ["8.1", "自查8.1", "备注12.3", "建议1.1.1"] {
        assert!(is_criterion(head), "{head}");
    }
    for head in ["", ".", "8.", "8", "备注", "联系人1.1", "v1.1"] {
        assert!(!is_criterion(head), "{head}");
    }
}
