//! A sheet of 20 branches whose results were worked out by hand, to the byte.
//!
//! `data/hand.csv` by 序号; in brackets the line of `hand.rollup.csv` where it shows.
//!
//! | 序号 | what it is there for |
//! | --- | --- |
//! | 1 | 已评定, exactly 90.00: the least of 好; a full self-check; a remark with comma and line break; a code of 18 digits |
//! | 2 | 已评定, exactly 80.00: the least of 较好; no self-check; same branch, committee and county names as 1 in another city |
//! | 3 | 已评定, 89.99: the most of 较好; a name with a comma; with 1: mean and median 89.995 → 90.00, 7.2 1.995 → 2.00 (党委 城东街道) |
//! | 4 | 已评定, 79.99: the most of 一般; self-check begun; no secretary; 附加分 «—» |
//! | 5 | 未报: «—» «——» «-» «/» «未评», full-width «－» «／», spaces, blank; with 1 and 3: 2 of 3 rated, 66.666… → 66.67 |
//! | 6 | 已评定, exactly 60.00: the least of 一般; 附加分 0 |
//! | 7 | 已评定, 59.99: the most of 差; quote marks in the name; with 2, 4, 6: mean (80 + 79.99 + 60 + 59.99) ÷ 4 and median (60 + 79.99) ÷ 2 = 69.995 → 70.00, 3.1 43.99 ÷ 4 = 10.9975 → 11.00 |
//! | 8, 9 | 已评定, 85.00 and 85.01: mean and median 85.005 → 85.01, 5.1 8.005 → 8.01, where rounding half to even would give 85.00 and 8.00 |
//! | 10 | 暂定: the committee wrote 未评 only, the self-check is full; the bonus counts in 暂计, not in 自查总分; a blank row follows |
//! | 11 | 已评定, 110.00 with a bonus of 10: the most there is; complete without any self-check; blank county |
//! | 12 | 部分评定 with a full self-check: 自查总分 is there, 总分 is not; the committee's points go before the branch's; blank committee |
//! | 13 | 部分评定 with some self-check: 缺项 and 未评项 differ; indicators without any points are blank |
//! | 14 | 部分评定 without self-check, one criterion short; bonus; an empty line follows |
//! | 15 | 已评定, exactly 0.00: nought is given, not missing; every unit blank → (未填); the sector too |
//! | 16 | 未报 with a bonus: 附加分 5.00, 暂计 blank; 0 of 1 rated: figures blank |
//! | 17 | 自查未完, one criterion short; 附加分 written .5; spaces around the name; with 14 and 18: 33.333… → 33.33 |
//! | 18 | 已评定, 85.50 + 4.50 = 90.00: a band by the total with bonus; full-width digits |
//! | 19 | 已评定, 77.76, two decimals; self-check begun; a remark that looks like a formula |
//! | 20 | 自查未完 with a single nought: 暂计 0.00, 内容4 0.00; the committee wrote 未评 throughout; 高校: 0 of 1 rated |
//!
//! 合计: 12 totals sum to 907.74, ÷ 12 = 75.645 → 75.65 (half to even: 75.64); the middle two are
//! 80.00 and 85.00 → 82.50. 类别 农村: median (77.76 + 79.99) ÷ 2 = 78.875 → 78.88, mean 447.74 ÷ 6
//! = 74.623… → 74.62. 市 清河市: 537.76 ÷ 6 = 89.626… → 89.63. 城关区 and 石桥县 are counties of
//! two and three cities.

use crate::desk::Desk;
use crate::formats::{NOT_SAID, same};
use crate::sheet::{HAND, HAND_RESULTS, HAND_ROLLUP, Sheet};

#[test]
fn twenty_branches_score_as_they_do_by_hand() {
    let desk = Desk::with("hand.csv", HAND);
    let ran = desk.score("hand.csv", &[]).well();
    same(&desk.text("out/results.csv"), HAND_RESULTS);
    same(&desk.text("out/rollup.csv"), HAND_ROLLUP);
    assert_eq!(ran.err, format!("没有用到的列: 序号\n{NOT_SAID}"));
    assert_eq!(
        ran.out,
        "支部 20,已评定 12(评定率 60.00%),平均 75.65,中位数 82.50;好 3,较好 4,一般 3,差 2\n\
         已写入 out: results.csv、rollup.csv、results.xlsx、通报.docx\n"
    );
}

#[test]
fn the_sheet_covers_every_status_and_band() {
    let results = Sheet::read(HAND_RESULTS);
    let count = |column: &str, word: &str| {
        let at = results.0[0].iter().position(|head| head == column).unwrap();
        results.0.iter().filter(|row| row[at] == word).count()
    };
    let statuses = ["已评定", "部分评定", "暂定", "自查未完", "未报"];
    assert_eq!(statuses.map(|word| count("状态", word)), [12, 3, 1, 2, 2]);
    assert_eq!(["好", "较好", "一般", "差"].map(|word| count("等次", word)), [3, 4, 3, 2]);
    let limits = ["90.00", "89.99", "80.00", "79.99", "60.00", "59.99", "0.00", "110.00"];
    assert_eq!(limits.map(|total| count("总分", total)), [2, 1, 1, 1, 1, 1, 1, 1]);
}

#[test]
fn one_core_and_many_give_the_same() {
    for threads in ["1", "2", "16"] {
        let desk = Desk::with("hand.csv", HAND);
        desk.score("hand.csv", &["--only", "csv", "--threads", threads]).well();
        same(&desk.text("out/results.csv"), HAND_RESULTS);
        same(&desk.text("out/rollup.csv"), HAND_ROLLUP);
    }
}
