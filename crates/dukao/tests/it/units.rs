//! Units that share a name, are too many, or are none at all.

use crate::desk::Desk;

const HEAD: &str = "支部名称,市,县(市、区),上级党委,类别,1.1\n";

/// A scheme of one criterion, since the sheets here are about units.
fn desk(rows: &str) -> Desk {
    Desk::with("表.csv", format!("{HEAD}{rows}"))
}

#[test]
fn a_row_that_adds_others_up_is_known_by_its_beginning_and_a_note_by_its_own() {
    let sums = [
        "合计,,,,,",
        "合计(2个),,,,,",
        "共计,,,,,",
        "总计:,,,,,",
        "甲镇小计,,,,,3",
        "本页 合计：,,,,,",
    ];
    for sum in sums {
        let desk = desk(&format!("甲党支部,,,,,3\n{sum}\n"));
        let ran = desk.run(&["score", "表.csv", "--out", "果"]);
        let says = "表.csv:3 列「支部名称」: 是合计行;请删去这一行,合计由本程序计算\n\
                    共 1 处要改,没有写出任何文件。\n";
        assert_eq!((ran.code, ran.err.as_str()), (Some(2), says), "{sum}");
    }
    for note in ["注:以上为三季度数据,,,,,", "填表人:张三,,,,,", "以上数据截至九月底。,,,,,"]
    {
        let desk = desk(&format!("甲党支部,,,,,3\n{note}\n"));
        let ran = desk.run(&["score", "表.csv", "--out", "果"]);
        let says = "表.csv:3 列「支部名称」: 像是说明,不是支部;说明请移到表头上面,或删去这一行\n\
                    共 1 处要改,没有写出任何文件。\n";
        assert_eq!((ran.code, ran.err.as_str()), (Some(2), says), "{note}");
    }
    let desk = desk("合计量检测站党支部,,,,,3\n审核中心党支部,,,,,3\n");
    let ran = desk.run(&["score", "表.csv", "--out", "果", "--only", "csv"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn more_sectors_than_a_sheet_has_rows_for_are_left_out_and_not_a_crash() {
    let rows: String = (0..59_500).map(|n| format!("党支部{n},,,,类别{n},3\n")).collect();
    let desk = desk(&rows);
    let ran = desk.run(&["score", "表.csv", "--out", "果"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn a_committee_typed_in_another_width_is_the_same_committee() {
    let desk = desk(
        "一党支部,甲市,乙县,机关党(工)委,机关,3\n二党支部,甲市,乙县,机关党（工）委,机关,3\n\
         三党支部,甲 市,乙县,机关党(工) 委,机关,3\n",
    );
    let ran = desk.run(&["score", "表.csv", "--out", "果", "--only", "csv"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let rollup = desk.text("果/rollup.csv");
    let committees: Vec<&str> = rollup.lines().filter(|line| line.starts_with("党委,")).collect();
    assert_eq!(committees.len(), 1, "{rollup}");
    assert!(committees[0].starts_with("党委,甲市,乙县,机关党(工)委,,3,"), "{rollup}");
}
