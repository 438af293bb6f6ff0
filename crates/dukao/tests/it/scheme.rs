//! `dukao scheme`: schemes listed, shown, checked and exported.

use calamine::Data;

use crate::desk::Desk;
use crate::office;
use crate::output::Book;
use crate::sheet::CRITERIA;

/// A small scheme in which nothing is wrong.
const SMALL: &str = include_str!("data/small.toml");
/// The scheme of the notice.
const NOTICE: &str = include_str!("../../../../schemes/jx-2016-52.toml");

/// The small scheme, with each piece replaced, is told exactly this.
#[track_caller]
fn check(pieces: &[(&str, &str)], expected_stderr: &str) {
    let mut scheme = SMALL.to_owned();
    for (piece, instead) in pieces {
        assert_eq!(scheme.matches(piece).count(), 1, "{piece} is one piece of the scheme");
        scheme = scheme.replace(piece, instead);
    }
    check_text(&scheme, expected_stderr);
}

#[track_caller]
fn check_text(scheme: &str, expected_stderr: &str) {
    let desk = Desk::with("方案.toml", scheme);
    desk.run(&["scheme", "check", "方案.toml"]).stopped(2, expected_stderr);
    // No command works with a scheme that doesn't hold.
    let closing = expected_stderr.replace(" 处要改。", " 处要改,方案不能用。");
    desk.run(&["scheme", "show", "方案.toml"]).stopped(2, &closing);
    desk.put("表.csv", "支部名称,1.1\n甲支部,3\n");
    desk.score("表.csv", &["--scheme", "方案.toml"]).stopped(2, &closing);
    assert_eq!(desk.names(), ["方案.toml", "表.csv"]);
}

#[test]
fn the_built_in_schemes_are_listed() {
    let ran = Desk::new().run(&["scheme", "list"]).well();
    assert_eq!(
        ran.out,
        "jx-2016-52  第 1 版  基层党支部书记学习教育考核督查指标体系\n  \
         赣组字〔2016〕52号附件的指标体系,照文件原样:7项考核内容、17个评分要点共100分,附加分最多10分。\n\
         jx-2016-52-lean  第 1 版  基层党支部书记学习教育考核督查指标体系(减负版)\n  \
         赣组字〔2016〕52号指标体系的减负版:7.2至7.4共4分改看支部台账中已有的记录,不另填报,其余与原方案相同。\n"
    );
}

#[test]
fn a_scheme_is_shown_with_its_texts_and_whose_word_each_is() {
    let shown = Desk::new().run(&["scheme", "show", "jx-2016-52"]).well().out;
    for (id, points) in CRITERIA {
        let line = shown.lines().find(|line| line.starts_with(&format!("  {id} ")));
        let line = line.unwrap_or_else(|| panic!("{id}\n{shown}"));
        assert!(line.ends_with(&format!(" {points} 分 〔文件规定〕")), "{line}");
    }
    let due = [
        "总分 100 分,附加分至多 10 分",
        "  考核标准: 制定《工作计划》占3分；《工作方案》符合实际、有特色占2分。",
        "  好 ≥ 90 〔平台设定〕",
        "  较好 ≥ 80 〔平台设定〕",
        "  一般 ≥ 60 〔平台设定〕",
        "  差 ≥ 0 〔平台设定〕",
        "  考核内容 5: 「导向向」读作「导向」",
    ];
    for line in due {
        assert!(shown.lines().any(|shown| shown == line), "{line}\n{shown}");
    }
    let lean = Desk::new().run(&["scheme", "show", "jx-2016-52-lean"]).well().out;
    let ours =
        lean.lines().filter(|line| line.starts_with("  7.") && line.ends_with("〔平台设定〕"));
    assert_eq!(ours.count(), 3, "{lean}");
}

#[test]
fn a_sound_scheme_is_said_to_be_so_with_what_todays_rules_forbid() {
    let desk = Desk::with("方案.toml", NOTICE);
    let ran = desk.run(&["scheme", "check", "方案.toml"]).well();
    assert_eq!(
        ran.out,
        "方案.toml: 合格。7 项考核内容,17 个评分要点,100 分,附加分至多 10 分;今不允许的要点 3 个。\n"
    );
    assert_eq!(
        ran.err,
        "方案.toml:463: 评分要点 7.2 微信群交流讨论: 今《整治形式主义为基层减负若干规定》(2024)不允许以群内发言、讨论的多少作考核依据;请改以支部已有的台账为据(内置方案 jx-2016-52-lean 即如此)\n\
         方案.toml:477: 评分要点 7.3 精彩微信上报: 今《整治形式主义为基层减负若干规定》(2024)不允许以向上报送信息、推文的数量作考核依据;请改以支部已有的台账为据(内置方案 jx-2016-52-lean 即如此)\n\
         方案.toml:490: 评分要点 7.4 上级分享转发: 今《政务移动互联网应用程序规范化管理办法》(2026)不允许以转发、点赞、评论作考核依据;请改以支部已有的台账为据(内置方案 jx-2016-52-lean 即如此)\n"
    );
    for (text, lines) in [(SMALL.to_owned(), "\n"), (format!("\u{feff}{SMALL}"), "\r\n")] {
        desk.put("小.toml", text.replace('\n', lines));
        let ran = desk.run(&["scheme", "check", "小.toml"]).well();
        let says = "小.toml: 合格。2 项考核内容,3 个评分要点,10 分,附加分至多 1 分;今不允许的要点 0 个。\n";
        assert_eq!((ran.out.as_str(), ran.err.as_str()), (says, ""));
    }
}

#[test]
fn sums_ids_quotations_and_bands_that_do_not_hold_are_named_all_at_once() {
    check(
        &[
            ("total = 10", "total = 12"),
            ("points = 3\nofficial", "points = 4\nofficial"),
            ("points = 2.5\nsays = \"按比例\"", "points = 2\nsays = \"按比例\""),
            ("id = \"1.2\"", "id = \"1.1\""),
            ("official_text = \"特色占2分\"", "official_text = \"特色占二分\""),
            ("from = 9", "from = 20"),
            ("from = 0", "from = 3"),
        ],
        "方案.toml:6: 各项考核内容合计 10 分,应为 12 分;请改各项分数,或把合计改为 10\n\
         方案.toml:17: 考核内容 1 的评分要点合计 6 分,应为 5 分;请改各项分数,或把合计改为 6\n\
         方案.toml:22: 评分要点 1.1 的各部分合计 3 分,应为 4 分;请改各项分数,或把合计改为 3\n\
         方案.toml:35: 评分要点 1.1 的 official_text「特色占二分」不是本项 annex_standard 中的原文;请照录\n\
         方案.toml:35: 评分要点的 id「1.1」与第 22 行重复;请改为未用过的序号\n\
         方案.toml:55: 评分要点 2.1 的各部分合计 4.5 分,应为 5 分;请改各项分数,或把合计改为 4.5\n\
         方案.toml:79: 等次「好」从 20 起,超过满分 13\n\
         方案.toml:84: 最低的等次「差」应从 0 起,否则有的总分没有等次;请写 from = 0\n\
         共 8 处要改。\n",
    );
}

#[test]
fn words_and_values_that_are_not_known_are_named_with_what_to_write() {
    check(
        &[
            ("version = 1", "version = 1.5"),
            ("summary = ", "sumary = "),
            ("date = 2016-05-13", "date = \"2016-05-13\""),
            ("kind = \"present@1\"", "kind = \"presnt@1\""),
            ("points = 2\nofficial", "points = \"2分\"\nofficial"),
            ("title = \"乙\"\npoints = 5\nbody", "points = 5.125\nbody"),
            ("fact = \"集中学习\"", "record = \"meetings\""),
            ("kind = \"ratio@1\"\nfact = \"问题按期整改销号率\"", "kind = \"ratio@1\""),
            ("[bonus]", "[[bonus]]"),
            ("from = 9", "from = 9\ncolour = \"red\""),
        ],
        "方案.toml:1: 方案: 缺 summary;请加一行 summary = \"…\"\n\
         方案.toml:3: 方案: version 应为不带小数的正整数,如 version = 1\n\
         方案.toml:5: 方案: 不认识 sumary;是否为 summary?\n\
         方案.toml:12: source: date 应为日期,如 date = 2016-05-13(不加引号)\n\
         方案.toml:30: indicator 1 的 criterion 1.1 的 part 1: kind 的规则种类「presnt@1」不认识;是否为「present@1」?可用的有 present@1、checklist@1、count@1、ratio@1、tiers@1、threshold@1、deduction@1、late@1、convert@1、judgement@1、bonus@1\n\
         方案.toml:38: indicator 1 的 criterion 1.2: points 应为分数,如 3 或 2.5(不加引号)\n\
         方案.toml:47: indicator 2: 缺 title;请加一行 title = \"…\"\n\
         方案.toml:49: indicator 2: points 5.125 小数多于两位,请四舍五入到两位\n\
         方案.toml:60: indicator 2 的 criterion 2.1 的 part 1: 缺 fact;请加一行 fact = \"工作计划已通过并附全文\"\n\
         方案.toml:62: indicator 2 的 criterion 2.1 的 part 1: record 由 fact 决定,请删去这一行(只有 judgement@1 可以写 record)\n\
         方案.toml:67: indicator 2 的 criterion 2.1 的 part 2: 缺 fact;请加一行 fact = \"专题学习讨论参加率\"\n\
         方案.toml:72: 方案: bonus 应为一节,写作 [bonus]\n\
         方案.toml:80: band 好: 不认识 colour;请删去;此处可写 name、from、provenance\n\
         共 13 处要改。\n",
    );
}

#[test]
fn a_kind_that_nobody_knows_is_told_all_that_there_are() {
    check(
        &[("kind = \"ratio@1\"", "kind = \"一票否决\"")],
        "方案.toml:69: indicator 2 的 criterion 2.1 的 part 2: kind 的规则种类「一票否决」不认识;可用的有 present@1、checklist@1、count@1、ratio@1、tiers@1、threshold@1、deduction@1、late@1、convert@1、judgement@1、bonus@1\n\
         共 1 处要改。\n",
    );
}

#[test]
fn one_ten_is_one_one_to_a_spreadsheet() {
    check(
        &[("id = \"1.2\"", "id = \"1.10\"")],
        "方案.toml:35: 评分要点的 id「1.10」在电子表格里与第 22 行的「1.1」是同一个数;请改用别的序号\n\
         共 1 处要改。\n",
    );
}

#[test]
fn a_cap_and_the_order_of_bands_are_kept() {
    check(
        &[("total = 10", "total = 9999.5")],
        "方案.toml:6: 各项考核内容合计 10 分,应为 9999.5 分;请改各项分数,或把合计改为 10\n\
         方案.toml:6: 总分连附加分至多 10000\n\
         共 2 处要改。\n",
    );
    check(
        &[("from = 9", "from = 5"), ("from = 0", "from = 6")],
        "方案.toml:84: 最低的等次「差」应从 0 起,否则有的总分没有等次;请写 from = 0\n\
         方案.toml:84: 等次「差」从 6 起,应低于前一等次「好」的 5;请由高到低排列\n\
         共 2 处要改。\n",
    );
}

#[test]
fn a_slip_in_writing_is_named_with_its_line() {
    let scheme = SMALL.replace("total = 10", "total : 10");
    let desk = Desk::with("方案.toml", scheme);
    let ran = desk.run(&["scheme", "check", "方案.toml"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    let says = "方案.toml:6: TOML 写法不对,要写成 名称 = 值(key with no value, expected `=`)\n\
                共 1 处要改。\n";
    assert_eq!(ran.err, says);
}

#[test]
fn schemes_that_cannot_be_read_are_one_sentence() {
    let desk = Desk::new();
    let says = "没有: 没有这个内置方案,也没有这个文件;内置方案有 jx-2016-52、jx-2016-52-lean\n";
    desk.run(&["scheme", "show", "没有"]).stopped(3, says);
    desk.put("表.csv", "支部名称,1.1\n甲支部,3\n");
    desk.score("表.csv", &["--scheme", "没有"]).stopped(3, says);
    desk.run(&["scheme", "check", "没有"]).stopped(3, says);
    desk.run(&["scheme", "check", "."]).stopped(3, ".: 这是文件夹,请给出文件\n");
    desk.put("方案.toml", b"title = \"\xff\"");
    let says = "方案.toml: 方案文件应为 UTF-8 文本;请另存为 UTF-8\n";
    desk.run(&["scheme", "check", "方案.toml"]).stopped(3, says);
    desk.put("方案.toml", "#".repeat((1 << 20) + 1));
    desk.run(&["scheme", "check", "方案.toml"]).stopped(3, "方案.toml: 方案文件超过 1024 KiB\n");
}

#[test]
fn a_scheme_is_exported_just_as_it_is() {
    let desk = Desk::new();
    let exported = desk.run(&["scheme", "export", "jx-2016-52"]).well().out;
    assert!(exported == NOTICE);
    desk.put("方案.toml", exported);
    let by_file = desk.run(&["scheme", "check", "方案.toml"]).well();
    let by_id = desk.run(&["scheme", "check", "jx-2016-52"]).well();
    assert_eq!(by_id.err.replace("jx-2016-52.toml", "方案.toml"), by_file.err);
    assert!(by_id.out.contains("合格"), "{by_id:?}");
}

#[test]
fn a_scheme_is_exported_as_a_workbook_that_opens() {
    let desk = Desk::new();
    let ran = desk.run(&["scheme", "export", "jx-2016-52", "--xlsx", "方案.xlsx"]).well();
    assert_eq!(ran.out, "已写入 方案.xlsx\n");
    let mut book = Book::open(desk.bytes("方案.xlsx"));
    assert_eq!(book.sheets(), ["评分要点", "原文", "笔误与差异", "方案与等次"]);
    let rows = book.rows("评分要点");
    let points = rows.iter().skip(1).filter_map(|row| match row[3] {
        Data::Float(points) => Some(points),
        _ => None,
    });
    assert_eq!(points.clone().count(), 17);
    assert_eq!(points.sum::<f64>(), 100.0, "the column can be added up");
    let original = book.rows("原文");
    let typo = "以问题为导向向建立";
    assert!(original.iter().flatten().any(|cell| cell.to_string().contains(typo)));
    office::convert(&desk, &["方案.xlsx"], "pdf", ".");
}

#[test]
fn an_exported_workbook_takes_the_place_of_another_only_when_asked() {
    let desk = Desk::with("方案.xlsx", "别人的");
    let export = ["scheme", "export", "jx-2016-52", "--xlsx", "方案.xlsx"];
    let says = "方案.xlsx: 已有这个文件;要覆盖请加 --overwrite\n";
    desk.run(&export).stopped(3, says);
    assert_eq!(desk.text("方案.xlsx"), "别人的");
    desk.run(&[&export[..], &["--overwrite"]].concat()).well();
    Book::open(desk.bytes("方案.xlsx"));
    desk.run(&["scheme", "export", "jx-2016-52-lean", "--xlsx"]).well();
    assert_eq!(desk.names(), ["jx-2016-52-lean.xlsx", "方案.xlsx"]);
}

#[test]
fn a_scheme_of_ones_own_scores_by_its_own_criteria_and_bands() {
    let desk = Desk::with("方案.toml", SMALL);
    desk.put(
        "表.csv",
        "支部名称,1.1,1.2,2.1,附加分,自查1.1\n\
         甲支部,3,1,5,,\n\
         乙支部,3,1,4.99,1,\n\
         丙支部,3,1,4.99,,3\n\
         丁支部,,,,,3\n",
    );
    desk.score("表.csv", &["--scheme", "方案.toml"]).well();
    assert_eq!(
        desk.text("out/results.csv"),
        "\u{feff}支部代码,支部名称,市,县(市、区),上级党委,类别,书记,总分,暂计,自查总分,附加分,状态,缺项,未评项,等次,内容1,内容2\n\
         ,甲支部,,,,,,9.00,9.00,,0.00,已评定,,,好,4.00,5.00\n\
         ,乙支部,,,,,,9.99,9.99,,1.00,已评定,,,好,4.00,4.99\n\
         ,丙支部,,,,,,8.99,8.99,,0.00,已评定,,,差,4.00,4.99\n\
         ,丁支部,,,,,,,3.00,,0.00,自查未完,1.2、2.1,,,3.00,\n"
    );
    assert_eq!(
        desk.text("out/rollup.csv"),
        "\u{feff}层级,市,县(市、区),上级党委,类别,支部数,已评定,评定率,平均,中位数,最低,最高,好,差,1.1,1.2,2.1\n\
         合计,,,,,4,3,75.00,9.33,9.00,8.99,9.99,2,1,3.00,1.00,4.99\n"
    );
}
