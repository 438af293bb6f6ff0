//! Flaws of a sheet: each is named with its place and what to do, all at once, exit code 2, and
//! nothing is written.

use encoding_rs::GB18030;

use crate::desk::Desk;
use crate::sheet::CRITERIA;

/// The sheet has exactly these flaws.
#[track_caller]
fn check(sheet: &str, expected_stderr: &str) {
    check_file("考核表.csv", sheet.as_bytes(), expected_stderr);
}

/// The same for a file of any kind.
#[track_caller]
pub(crate) fn check_file(name: &str, bytes: &[u8], expected_stderr: &str) {
    for only in [&["--only", "csv"][..], &[]] {
        let desk = Desk::with(name, bytes);
        desk.score(name, only).stopped(2, expected_stderr);
        assert_eq!(desk.names(), [name], "nothing is written");
    }
}

#[test]
fn points_above_the_maximum_are_a_flaw() {
    check(
        "支部名称,1.1,自查3.1,附加分\n\
         甲支部,5.5,16.01,10.5\n\
         乙支部,3,16,10\n\
         丙支部,100,999999999999,1e3\n",
        "考核表.csv:2 列「1.1」: 5.5 超过满分 3\n\
         考核表.csv:2 列「自查3.1」: 16.01 超过满分 16\n\
         考核表.csv:2 列「附加分」: 10.5 超过附加分上限 10\n\
         考核表.csv:4 列「1.1」: 100 超过满分 3\n\
         考核表.csv:4 列「自查3.1」: 「999999999999」超出任何方案的满分\n\
         考核表.csv:4 列「附加分」: 「1e3」不是分数,请填数字,没有评分请留空\n\
         共 6 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn points_below_nought_are_a_flaw() {
    check(
        "支部名称,1.1,附加分\n甲支部,-1,－０．５\n乙支部,-0,-0.00\n",
        "考核表.csv:2 列「1.1」: 「-1」不能为负,扣分请填扣后的得分\n\
         考核表.csv:2 列「附加分」: 「－０．５」不能为负,扣分请填扣后的得分\n\
         共 2 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn more_than_two_decimals_are_a_flaw_and_never_rounded() {
    check(
        "支部名称,1.1,自查1.1,附加分\n甲支部,2.125,2.999,0.001\n乙支部,2.12,2.9,.5\n",
        "考核表.csv:2 列「1.1」: 「2.125」小数多于两位,请四舍五入到两位\n\
         考核表.csv:2 列「自查1.1」: 「2.999」小数多于两位,请四舍五入到两位\n\
         考核表.csv:2 列「附加分」: 「0.001」小数多于两位,请四舍五入到两位\n\
         共 3 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn what_is_no_number_is_a_flaw_quoted_as_typed() {
    check(
        "支部名称,1.1,1.2,2.1,2.2,3.1,3.2,3.3\n\
         甲支部,3分,优,\"1,5\",+3,3 .5,二,已评\n\
         乙支部,0x1,1_0,١,3。5,∞,NaN,一二三四五六七八九十一二三四五六七八九十一二三\n",
        "考核表.csv:2 列「1.1」: 「3分」不是分数,请填数字,没有评分请留空\n\
         考核表.csv:2 列「1.2」: 「优」不是分数,请填数字,没有评分请留空\n\
         考核表.csv:2 列「2.1」: 「1,5」不是分数,小数点请用「.」\n\
         考核表.csv:2 列「2.2」: 「+3」不是分数,请填数字,没有评分请留空\n\
         考核表.csv:2 列「3.1」: 「3 .5」不是分数,请填数字,没有评分请留空\n\
         考核表.csv:2 列「3.2」: 「二」不是分数,请填数字,没有评分请留空\n\
         考核表.csv:2 列「3.3」: 「已评」不是分数,请填数字,没有评分请留空\n\
         考核表.csv:3 列「1.1」: 「0x1」不是分数,请填数字,没有评分请留空\n\
         考核表.csv:3 列「1.2」: 「1_0」不是分数,请填数字,没有评分请留空\n\
         考核表.csv:3 列「2.1」: 「١」不是分数,请填数字,没有评分请留空\n\
         考核表.csv:3 列「2.2」: 「3。5」不是分数,小数点请用「.」\n\
         考核表.csv:3 列「3.1」: 「∞」不是分数,请填数字,没有评分请留空\n\
         考核表.csv:3 列「3.2」: 「NaN」不是分数,请填数字,没有评分请留空\n\
         考核表.csv:3 列「3.3」: 「一二三四五六七八九十一二三四五六七八九十」不是分数,请填数字,没有评分请留空\n\
         共 14 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn a_branch_without_a_name_is_a_flaw_and_a_blank_row_is_not() {
    check(
        "支部代码,支部名称,1.1\n01,甲支部,3\n\n , \u{3000},\n02, ,3\n",
        "考核表.csv:5 列「支部名称」: 支部名称是空的;请填写\n\
         共 1 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn a_row_that_adds_others_up_is_a_flaw() {
    check(
        "支部代码,支部名称,1.1\n\
         01,甲支部,3\n\
         ,合计,300\n\
         ,总 计,3\n\
         ,小计:,3\n\
         总计,,3\n\
         05,小计党支部,3\n",
        "考核表.csv:3 列「支部名称」: 是合计行;请删去这一行,合计由本程序计算\n\
         考核表.csv:4 列「支部名称」: 是合计行;请删去这一行,合计由本程序计算\n\
         考核表.csv:5 列「支部名称」: 是合计行;请删去这一行,合计由本程序计算\n\
         考核表.csv:6 列「支部名称」: 是合计行;请删去这一行,合计由本程序计算\n\
         共 4 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn a_code_stands_once() {
    check(
        "支部代码,支部名称,1.1\n01,甲支部,3\n02,乙支部,3\n 01,丙支部,3\n01,甲支部,9\n001,丁支部,3\n",
        "考核表.csv:4 列「支部代码」: 支部代码 01 与第 2 行重复;代码每个支部只能有一个\n\
         考核表.csv:5 列「支部代码」: 支部代码 01 与第 2 行重复;代码每个支部只能有一个\n\
         考核表.csv:5 列「1.1」: 9 超过满分 3\n\
         共 3 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn where_there_is_a_column_of_codes_every_branch_has_one() {
    check(
        "支部代码,支部名称,1.1\n,甲支部,3\n ,乙支部,3\n03,丙支部,3\n",
        "考核表.csv:2 列「支部代码」: 支部代码是空的;请填写,或整列删去\n\
         考核表.csv:3 列「支部代码」: 支部代码是空的;请填写,或整列删去\n\
         共 2 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn without_codes_city_county_committee_and_name_together_stand_once() {
    check(
        "支部名称,市,县（市、区）,上级党委,1.1\n\
         一支部,清河市,城关区,城东党工委,3\n\
         一支部,望川市,城关区,城东党工委,3\n\
         一支部,清河市,石桥县,城东党工委,3\n\
         一支部,清河市,城关区,城西党工委,3\n\
         二支部,清河市,城关区,城东党工委,3\n\
         一支部,清河市,城关区, 城东党工委,2\n\
         三支部,,,,3\n\
         三支部,,,,3\n",
        "考核表.csv:7 列「支部名称」: 「清河市 城关区 城东党工委 一支部」与第 2 行重复;请删去一行,或加「支部代码」一列以区别\n\
         考核表.csv:9 列「支部名称」: 「三支部」与第 8 行重复;请删去一行,或加「支部代码」一列以区别\n\
         共 2 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn names_run_together_do_not_make_a_duplicate() {
    let desk = Desk::with("考核表.csv", "市,上级党委,支部名称,1.1\n甲,乙丙,丁,3\n甲乙,丙,丁,3\n");
    desk.score("考核表.csv", &["--only", "csv"]).well();
}

#[test]
fn a_code_that_a_spreadsheet_shortened_is_a_flaw() {
    check(
        "支部代码,支部名称,1.1\n\
         3.6E+11,甲支部,3\n\
         3.60101e+17,乙支部,3\n\
         360101199901011000,丙支部,3\n\
         360101199901011234,丁支部,3\n\
         3E11,戊支部,3\n",
        "考核表.csv:2 列「支部代码」: 「3.6E+11」已被电子表格当作数字改动,原来的代码丢了;请把这一列设为文本格式后重填\n\
         考核表.csv:3 列「支部代码」: 「3.60101e+17」已被电子表格当作数字改动,原来的代码丢了;请把这一列设为文本格式后重填\n\
         考核表.csv:4 列「支部代码」: 「360101199901011000」已被电子表格当作数字改动,原来的代码丢了;请把这一列设为文本格式后重填\n\
         共 3 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn a_sheet_without_a_head_is_told_where_to_get_one() {
    let says = "考核表.csv: 前 10 行里没有表头;表头要有「支部名称」一列(可用 dukao score --template --out 空表.xlsx 写一张空表)\n\
                共 1 处要改,没有写出任何文件。\n";
    check("支部,1.1\n甲支部,3\n", says);
    check("一\n二\n三\n四\n五\n六\n七\n八\n九\n十\n支部名称,1.1\n甲支部,3\n", says);
    check("\n", says);
    check("\u{feff}", says);
}

#[test]
fn a_column_that_counts_stands_once_in_whatever_width() {
    check(
        "支部名称,1.1,书记,１．１,备 注,备注,支部 名称\n甲支部,3,,2,,,\n",
        "考核表.csv:1 列「１．１」: 与第 2 列的列名相同;请删去或改名\n\
         考核表.csv:1 列「支部 名称」: 与第 1 列的列名相同;请删去或改名\n\
         共 2 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn a_sheet_without_a_column_of_points_has_nothing_to_score() {
    check(
        "某县\n支部名称,市,附加分,8.1\n甲支部,清河市,3,4\n",
        "考核表.csv:2: 没有一列评分要点;请加上「1.1」等列(上级党委的评分)或「自查1.1」等列\n\
         共 1 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn a_cell_right_of_the_head_means_that_points_have_moved() {
    check(
        "支部名称,1.1,1.2\n甲,支部,3,2\n乙支部,3,2,,\n丙支部,3,2,,1\n",
        "考核表.csv:2: 表头有 3 列,这一行在第 4 列还有内容;多半是文字里的分隔符没有加双引号\n\
         考核表.csv:2 列「1.1」: 「支部」不是分数,请填数字,没有评分请留空\n\
         考核表.csv:2 列「1.2」: 3 超过满分 2\n\
         考核表.csv:4: 表头有 3 列,这一行在第 5 列还有内容;多半是文字里的分隔符没有加双引号\n\
         共 4 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn a_character_that_cannot_be_read_is_a_flaw() {
    let mut sheet = "支部代码,支部名称,书记,1.1\n01,甲".as_bytes().to_vec();
    sheet.extend(b"\xff\xfe");
    sheet.extend("支部,王示例,3\n02,乙支部,李\u{fffd},3\n03,丙支部,张示例,\u{fffd}\n".as_bytes());
    let says = "考核表.csv:2 列「支部名称」: 「甲\u{fffd}\u{fffd}支部」中有无法识别的字符;请改正,或换一种编码另存\n\
                考核表.csv:3 列「书记」: 「李\u{fffd}」中有无法识别的字符;请改正,或换一种编码另存\n\
                考核表.csv:4 列「1.1」: 「\u{fffd}」中有无法识别的字符;请改正,或换一种编码另存\n\
                共 3 处要改,没有写出任何文件。\n";
    check_file("考核表.csv", &["\u{feff}".as_bytes(), &sheet].concat(), says);
    check_file("考核表.csv", &sheet, says);
}

#[test]
fn a_character_that_gb18030_does_not_have_is_a_flaw() {
    let (head, _, _) = GB18030.encode("支部名称,1.1\n甲支部,3\n乙");
    let (rest, _, _) = GB18030.encode(",3\n");
    check_file(
        "考核表.csv",
        &[&head, &b"\xff"[..], &rest].concat(),
        "考核表.csv:3 列「支部名称」: 「乙\u{fffd}」中有无法识别的字符;请改正,或换一种编码另存\n\
         共 1 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn a_head_without_branches_is_a_flaw() {
    let says = "考核表.csv:2: 表头以下没有支部;请填写后再算\n共 1 处要改,没有写出任何文件。\n";
    check("某县\n支部名称,1.1\n", says);
    check("某县\n支部名称,1.1\n,\n \n\n", says);
}

#[test]
fn two_hundred_flaws_are_listed_and_the_rest_are_counted() {
    let ids: Vec<&str> = CRITERIA.iter().map(|(id, _)| *id).collect();
    let mut sheet = format!("支部名称,{}\n", ids.join(","));
    let mut expected = String::new();
    for branch in 1..=2_000 {
        sheet.push_str(&format!("第{branch}支部{}\n", ",17".repeat(17)));
        for (id, points) in &CRITERIA[..if branch <= 11 { 17 } else { 13 }] {
            if branch <= 12 {
                let line = branch + 1;
                expected += &format!("考核表.csv:{line} 列「{id}」: 17 超过满分 {points}\n");
            }
        }
    }
    expected += "……另有 33800 处未列出\n共 34000 处要改,没有写出任何文件。\n";
    check(&sheet, &expected);
}

#[test]
fn flaws_of_every_kind_are_listed_together_in_the_order_of_reading() {
    check(
        "支部代码,支部名称,市,1.1,自查1.1\n\
         01,甲支部,清河市,4,\n\
         ,合计,,4,\n\
         01,,清河市,三,-1\n",
        "考核表.csv:2 列「1.1」: 4 超过满分 3\n\
         考核表.csv:3 列「支部名称」: 是合计行;请删去这一行,合计由本程序计算\n\
         考核表.csv:4 列「支部代码」: 支部代码 01 与第 2 行重复;代码每个支部只能有一个\n\
         考核表.csv:4 列「支部名称」: 支部名称是空的;请填写\n\
         考核表.csv:4 列「1.1」: 「三」不是分数,请填数字,没有评分请留空\n\
         考核表.csv:4 列「自查1.1」: 「-1」不能为负,扣分请填扣后的得分\n\
         共 6 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn flaws_of_a_row_are_listed_from_left_to_right() {
    check(
        "自查2.1,1.2,支部名称,1.1,支部代码,附加分\n9,9,,9,,99\n",
        "考核表.csv:2 列「自查2.1」: 9 超过满分 5\n\
         考核表.csv:2 列「1.2」: 9 超过满分 2\n\
         考核表.csv:2 列「支部名称」: 支部名称是空的;请填写\n\
         考核表.csv:2 列「1.1」: 9 超过满分 3\n\
         考核表.csv:2 列「支部代码」: 支部代码是空的;请填写,或整列删去\n\
         考核表.csv:2 列「附加分」: 99 超过附加分上限 10\n\
         共 6 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn every_flaw_stands_on_one_line_whatever_was_typed() {
    check(
        "支部名称,\"1.1\n(3分)\",\"自查\n1.1\"\n甲支部,3,\"三\n分\"\n\"乙\n支部\",3,9\n",
        "考核表.csv:4 列「自查 1.1」: 「三 分」不是分数,请填数字,没有评分请留空\n\
         考核表.csv:6 列「自查 1.1」: 9 超过满分 3\n\
         共 2 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn lines_are_counted_as_an_editor_counts_them() {
    check(
        "某县,,\r\n\r\n支部名称,1.1,备注1.1\r\n甲支部,3,\"一\r\n二\r\n三\"\r\n\r\n乙支部,9,\r\n",
        "考核表.csv:8 列「1.1」: 9 超过满分 3\n\
         共 1 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn a_sheet_of_another_scheme_is_read_by_that_scheme() {
    let says = "考核表.csv:2 列「7.1」: 1.5 超过满分 1\n共 1 处要改,没有写出任何文件。\n";
    let desk = Desk::with("考核表.csv", "支部名称,7.1\n甲支部,1.5\n");
    desk.score("考核表.csv", &["--scheme", "jx-2016-52-lean"]).stopped(2, says);
}

#[test]
fn a_head_in_between_is_one_flaw() {
    check(
        "支部名称,1.1,1.2\n甲支部,3,2\n支 部 名 称,1.1,1.2\n乙支部,3,2\n",
        "考核表.csv:3 列「支部名称」: 又是一行表头;请删去这一行\n\
         共 1 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn a_code_typed_in_another_width_or_with_spaces_is_the_same_code() {
    check(
        "支部代码,支部名称,1.1\n12 3,甲支部,3\n１２３,乙支部,3\n\u{200b}123,丙支部,3\n",
        "考核表.csv:3 列「支部代码」: 支部代码 １２３ 与第 2 行重复;代码每个支部只能有一个\n\
         考核表.csv:4 列「支部代码」: 支部代码 123 与第 2 行重复;代码每个支部只能有一个\n\
         共 2 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn a_name_typed_with_spaces_is_the_same_name() {
    check(
        "市,支部名称,1.1\n甲市,第一(机关)支部,3\n甲市,第一（机关） 支部,3\n乙市,第一(机关)支部,3\n",
        "考核表.csv:3 列「支部名称」: 「甲市 第一（机关） 支部」与第 2 行重复;请删去一行,或加「支部代码」一列以区别\n\
         共 1 处要改,没有写出任何文件。\n",
    );
}

#[test]
fn what_cannot_be_seen_in_a_name_is_a_flaw() {
    check(
        "支部名称,书记,1.1\n甲\u{7}支部,\u{1b}[31m赵,3\n\"乙\n支部\",钱,3\n",
        "考核表.csv:2 列「支部名称」: 「甲 支部」中有看不见的控制字符;请删去后重填\n\
         考核表.csv:2 列「书记」: 「 [31m赵」中有看不见的控制字符;请删去后重填\n\
         共 2 处要改,没有写出任何文件。\n",
    );
}
