//! Figures in, sentences out.

use jiff::civil::date;
use model::scheme::{Clause, Provenance};
use model::{Points, limit};

use super::{percent, say_clause, subject};
use crate::PaperError;
use crate::bulletin::{
    BandFigures, Bulletin, NamedUnit, Notice, SchemeFacts, UnitFigures, WeakCriterion,
};
use crate::official::{Block, Document};

fn points(hundredths: i32) -> Points {
    Points::from_hundredths(hundredths)
}

fn band(name: &str, from: i32, count: u64, named: &[(&str, &[&str])]) -> BandFigures {
    let named = named.iter().map(|(unit, branches)| NamedUnit {
        unit: Some((*unit).to_owned()),
        branches: branches.iter().map(|branch| (*branch).to_owned()).collect(),
    });
    BandFigures { name: name.to_owned(), from: points(from), count, named: named.collect() }
}

fn unit(name: &str, branches: u64, bands: [u64; 4]) -> UnitFigures {
    let rated = bands.iter().sum();
    UnitFigures { name: name.to_owned(), branches, rated, bands: bands.to_vec() }
}

/// Eight branches of two units, six of them rated.
fn sample() -> Bulletin {
    Bulletin {
        demonstration: false,
        issuer: Some("中共望川县委组织部".to_owned()),
        number: Some("望组字〔2026〕7号".to_owned()),
        date: Some(date(2026, 3, 5)),
        addressees: None,
        subject: "基层党支部书记学习教育".to_owned(),
        notice: Notice {
            title: "中共江西省委组织部关于做好基层党支部书记 学习教育考核督查工作的通知".to_owned(),
            number: "赣组字〔2016〕52号".to_owned(),
            results_clause: Some(clause("三.2", "2、注重考核督查结果通报运用。要充分利用板报。")),
        },
        scheme: SchemeFacts {
            title: "基层党支部书记学习教育考核督查指标体系(减负版)".to_owned(),
            id: "jx-2016-52-lean".to_owned(),
            version: 2,
            total: points(10_000),
            bonus: points(1_000),
        },
        as_of: Some(date(2026, 2, 28)),
        branches_by_status: [6, 1, 0, 0, 1],
        mean: Some(points(8_105)),
        median: Some(points(8_250)),
        bands_by: Provenance::Setting,
        bands: vec![
            band("好", 9_000, 2, &[("城关镇党委", &["甲支部"]), ("白沙乡党委", &["乙支部"])]),
            band("较好", 8_000, 2, &[("城关镇党委", &["丙支部", "丁支部"])]),
            band("一般", 6_000, 0, &[]),
            band("差", 0, 2, &[]),
        ],
        units: vec![unit("城关镇党委", 5, [1, 2, 0, 1]), unit("白沙乡党委", 3, [1, 0, 0, 1])],
        units_left_out: 0,
        weak: vec![WeakCriterion {
            id: "7.2".to_owned(),
            title: "微信群交流讨论".to_owned(),
            points: points(200),
            mean: points(118),
            lost_percent_hundredths: 4_105,
        }],
    }
}

fn clause(id: &str, official_text: &str) -> Clause {
    Clause {
        id: id.to_owned(),
        title: "结果通报运用".to_owned(),
        official_text: official_text.to_owned(),
    }
}

/// The body as lines: a heading as it is, a subheading after a space, a paragraph after two.
fn said(content: &Bulletin) -> String {
    let line = |block: &Block| match block {
        Block::Heading(text) => text.clone(),
        Block::Subheading(text) => format!(" {text}"),
        Block::Text(text) => format!("  {text}"),
    };
    document(content).body.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn document(content: &Bulletin) -> Document {
    content.document().unwrap()
}

/// The paragraphs between a heading and the next.
fn part(content: &Bulletin, heading: &str) -> String {
    let said = said(content);
    let (_, after) = said.split_once(&format!("{heading}\n")).unwrap();
    after.lines().take_while(|line| line.starts_with(' ')).collect::<Vec<_>>().join("\n")
}

#[test]
fn the_whole_text_reads_as_an_official_bulletin() {
    assert_eq!(
        said(&sample()),
        "  根据《中共江西省委组织部关于做好基层党支部书记学习教育考核督查工作的通知》（赣组字〔2016〕52号，\
以下简称《通知》）要求，按照《基层党支部书记学习教育考核督查指标体系（减负版）》（jx-2016-52-lean，第2版），\
对基层党支部书记学习教育情况开展了考核督查。现将截至2026年2月28日的有关情况通报如下。
一、总体情况
  纳入本次考核督查的党支部共8个，其中已评定6个，评定率75.00%。其余2个中，\
部分评定1个（基层党委只评定了部分评分要点），未报1个（自查和评定均无数据）。
  已评定党支部的总分（满分100分，附加分最高10分）平均81.05分，中位数82.50分。未完成评定的党支部不计入。
  2个单位的情况见附件。
二、分等次情况
  等次为平台设定，不是文件规定：按总分划分，90分及以上为好，80分及以上、不足90分为较好，\
60分及以上、不足80分为一般，不足60分为差。同一等次内按单位列出，排列不分先后。
 （一）好
  共2个，占已评定党支部的33.33%：
  城关镇党委：甲支部；
  白沙乡党委：乙支部。
 （二）较好
  共2个，占已评定党支部的33.33%：
  城关镇党委：丙支部、丁支部。
 （三）一般
  没有党支部评定为这一等次。
 （四）差
  共2个，占已评定党支部的33.33%。本通报不列名，另行告知直接负责的基层党委。
三、薄弱环节
  按失去的分数占应得分数的比例，失分较多的评分要点是：
  1. 微信群交流讨论（要点7.2）。满分2分，平均得1.18分，失分率41.05%。
四、有关要求
  请各有关党组织按照《通知》第三部分第2条“注重考核督查结果通报运用”的要求，运用好本次考核督查结果，\
针对本通报所列薄弱环节抓好整改。结果运用的具体事项由有关党组织按规定研究决定，本通报不代为决定。"
    );
}

#[test]
fn the_head_is_taken_from_issuer_number_and_date() {
    let head = document(&sample());
    assert_eq!(head.mark, "中共望川县委组织部文件");
    assert_eq!(head.number, "望组字〔2026〕7号");
    assert_eq!(head.title, "中共望川县委组织部关于基层党支部书记学习教育考核督查情况的通报");
    assert_eq!(head.signature, "中共望川县委组织部");
    assert_eq!(head.date, "2026年3月5日");
    assert_eq!(head.page_head, "");
}

#[test]
fn what_is_missing_of_the_head_is_a_visible_blank() {
    let blank = Some(" \n".to_owned());
    for (issuer, number) in [(None, None), (blank.clone(), blank)] {
        let head = document(&Bulletin { issuer, number, date: None, ..sample() });
        assert_eq!(head.mark, "＿＿＿＿＿＿＿＿文件");
        assert_eq!(head.number, "＿＿＿〔＿＿〕＿＿号");
        assert_eq!(head.title, "关于基层党支部书记学习教育考核督查情况的通报");
        assert_eq!(head.signature, "＿＿＿＿＿＿＿＿");
        assert_eq!(head.date, "＿＿年＿月＿日");
    }
}

#[test]
fn without_rated_branches_the_sentences_still_read_well() {
    let mut content = Bulletin {
        branches_by_status: [0, 0, 2, 0, 1],
        mean: None,
        median: None,
        units: Vec::new(),
        weak: Vec::new(),
        ..sample()
    };
    content.bands.iter_mut().for_each(|band| {
        band.count = 0;
        band.named.clear();
    });
    assert_eq!(
        part(&content, "一、总体情况"),
        "  纳入本次考核督查的党支部共3个，其中已评定0个，评定率0.00%。\
按进度分：暂定2个（支部自查已填全，基层党委尚未评定），未报1个（自查和评定均无数据）。
  尚无党支部完成评定，暂无平均分和中位数。"
    );
    assert_eq!(part(&content, "二、分等次情况"), "  尚无党支部完成评定，暂不划分等次。");
    assert_eq!(part(&content, "三、薄弱环节"), "  尚无党支部完成评定，暂不分析失分情况。");
    assert!(part(&content, "四、有关要求").contains("，继续做好考核督查工作。"));
    assert_eq!(document(&content).attachments, []);
    content.branches_by_status = [0; 5];
    assert_eq!(part(&content, "一、总体情况"), "  本次汇总范围内没有党支部。");
}

#[test]
fn a_fully_rated_assessment_has_no_rest_to_explain() {
    let mut content = sample();
    content.branches_by_status = [6, 0, 0, 0, 0];
    content.scheme.bonus = Points::ZERO;
    content.units.clear();
    assert_eq!(
        part(&content, "一、总体情况"),
        "  纳入本次考核督查的党支部共6个，其中已评定6个，评定率100.00%。
  已评定党支部的总分（满分100分）平均81.05分，中位数82.50分。"
    );
}

#[test]
fn names_left_out_are_referred_to_the_table_of_results() {
    let mut content = sample();
    content.bands[0].named.clear();
    content.bands[1].named[0].branches.pop();
    let said = part(&content, "二、分等次情况");
    assert!(said.contains("（一）好\n  共2个，占已评定党支部的33.33%。名单另行印发。"), "{said}");
    assert!(said.contains("丙支部。\n  其余1个的名单另行印发。"), "{said}");
}

#[test]
fn a_unit_without_a_name_or_branches_leaves_no_gap() {
    let mut content = sample();
    let nobody = NamedUnit { unit: Some("空党委".to_owned()), branches: Vec::new() };
    content.bands[0].named[0].unit = Some(String::new());
    content.bands[0].named[1].branches[0] = "\u{0} ".to_owned();
    content.bands[0].named.push(nobody);
    let said = part(&content, "二、分等次情况");
    assert!(said.contains("  （未填）：甲支部；\n  白沙乡党委：（未填）。\n （二）"), "{said}");
    assert!(!said.contains("空党委"), "{said}");
}

#[test]
fn names_stand_alone_where_units_are_not_told_apart() {
    let mut content = sample();
    content.bands[0].named.truncate(1);
    content.bands[0].named[0].unit = None;
    let said = part(&content, "二、分等次情况");
    assert!(said.contains("\n  甲支部。\n"), "{said}");
}

#[test]
fn a_demonstration_says_so_in_head_and_text() {
    let content = Bulletin { demonstration: true, ..sample() };
    assert!(document(&content).page_head.contains("演示"));
    assert!(said(&content).contains("\n  本件为演示文稿，所涉党组织和数据均为虚构"));
}

#[test]
fn bands_of_the_notices_own_are_called_so() {
    let content = Bulletin { bands_by: Provenance::Notice, ..sample() };
    assert!(part(&content, "二、分等次情况").starts_with("  等次为文件规定：按总分划分"));
}

#[test]
fn the_units_table_ends_with_the_whole() {
    let mut content = sample();
    content.units[1].branches = 0;
    content.units[1].rated = 0;
    content.units[1].bands = vec![0; 4];
    content.units_left_out = 3;
    let attachment = document(&content).attachments.remove(0);
    let rows: Vec<String> = attachment.table.rows.iter().map(|row| row.join(" ")).collect();
    assert_eq!(
        attachment.table.heads.join(" "),
        "单位 党支部数 已评定 评定率（%） 好 较好 一般 差"
    );
    assert_eq!(
        rows,
        ["城关镇党委 5 4 80.00 1 2 0 1", "白沙乡党委 0 0 — 0 0 0 0", "合计 8 6 75.00 2 2 0 2"]
    );
    assert_eq!(attachment.remark, "注：另有3个单位未列入本表，见汇总表；合计包括这些单位。");
    assert!(part(&content, "一、总体情况").ends_with("2个单位的情况见附件，另有3个单位见汇总表。"));
    content.units.clear();
    assert!(part(&content, "一、总体情况").ends_with("分单位情况共涉及3个单位，见汇总表。"));
}

#[test]
fn what_must_not_be_published_is_refused() {
    type Spoil = fn(&mut Bulletin);
    let cases: [(Spoil, &str); 8] = [
        (
            |b| b.bands[3].named = b.bands[0].named.clone(),
            "最低等次“差”给了党支部名单，通报中不能列名",
        ),
        (|b| b.bands[0].count = 3, "数据前后不一致：已评定6个，各等次合计7个"),
        (
            |b| b.bands[0].named[0].branches.push("戊支部".to_owned()),
            "数据前后不一致：“好”共2个，列名3个",
        ),
        (
            |b| b.units[0].bands[0] = 2,
            "数据前后不一致：“城关镇党委”党支部5个，已评定4个，各等次合计5个",
        ),
        (
            |b| b.units[0].branches = 3,
            "数据前后不一致：“城关镇党委”党支部3个，已评定4个，各等次合计4个",
        ),
        (
            |b| b.units = vec![unit("甲", 0, [0; 4]); limit::BULLETIN_UNITS + 1],
            "单位有121个，公文中最多列120个",
        ),
        (|b| b.issuer = Some("部".repeat(61)), "发文机关有61个字，最多60个字，请写简称"),
        (|b| b.number = Some("字".repeat(61)), "发文字号有61个字，最多60个字，请写简称"),
    ];
    for (spoil, says) in cases {
        let mut content = sample();
        spoil(&mut content);
        let refused: PaperError = content.document().unwrap_err();
        assert_eq!(refused.to_string(), says);
    }
    let mut content = sample();
    content.branches_by_status[0] = 500;
    content.bands[0].count = 496;
    content.bands[0].named[0].branches = vec!["甲支部".to_owned(); limit::BULLETIN_NAMES];
    let refused = content.document().unwrap_err().to_string();
    assert_eq!(refused, "每个等次列名的党支部有201个，公文中最多列200个");
}

#[test]
fn a_schemes_title_says_what_it_assesses() {
    let cases = [
        ("基层党支部书记学习教育考核督查指标体系(减负版)", "基层党支部书记学习教育"),
        ("主题教育 考核方案", "主题教育"),
        ("考核方案", "考核方案"),
        ("某某办法", "某某办法"),
    ];
    for (title, assessed) in cases {
        assert_eq!(subject(title), assessed);
    }
}

#[test]
fn a_clause_is_cited_by_its_place_and_heading() {
    let cases = [
        ("三.2", "2、注重通报运用,讲求实效。要…。", "第三部分第2条“注重通报运用，讲求实效”"),
        ("三.2", "注重甲、乙。要…。", "第三部分第2条“注重甲、乙”"),
        ("备注", "没有句号", "“备注”部分"),
    ];
    for (id, text, cited) in cases {
        assert_eq!(say_clause(&clause(id, text)), cited);
    }
}

#[test]
fn shares_are_rounded_half_up_and_none_of_nothing() {
    let cases = [
        (1, 3, Some("33.33%")),
        (2, 3, Some("66.67%")),
        (1, 8, Some("12.50%")),
        (1, 800, Some("0.13%")),
        (u64::MAX, u64::MAX, Some("100.00%")),
        (0, 5, Some("0.00%")),
        (0, 0, None),
    ];
    for (part, whole, share) in cases {
        assert_eq!(percent(part, whole).as_deref(), share);
    }
}
