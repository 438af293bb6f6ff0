//! What a broken scheme's file is told: every flaw at once, each with its line.

use proptest::prelude::*;
use proptest::sample::Index;

use crate::{entry, small};

/// The flaws and warnings of the small scheme with some of its pieces replaced, one a line.
fn check(pieces: &[(&str, &str)], expected: &str) {
    let mut text = small::TEXT.to_owned();
    for (piece, instead) in pieces {
        assert_eq!(text.matches(piece).count(), 1, "{piece} is one piece of the scheme");
        text = text.replacen(piece, instead, 1);
    }
    told(&text, expected);
}

fn told(text: &str, expected: &str) {
    entry::scheme(text);
    let reading = score::scheme::read(text);
    let flaws = reading.flaws.listed().iter().map(|flaw| format!("{flaw}\n"));
    let warnings = reading.warnings.iter().map(|flaw| format!("注意{flaw}\n"));
    let said: String = flaws.chain(warnings).collect();
    assert_eq!(said, expected);
}

#[test]
fn sums_that_do_not_add_up_are_each_told_with_both_figures() {
    check(
        &[("points = 3\nofficial", "points = 4\nofficial")],
        "\
:17: 考核内容 1 的评分要点合计 6 分,应为 5 分;请改各项分数,或把合计改为 6
:22: 评分要点 1.1 的各部分合计 3 分,应为 4 分;请改各项分数,或把合计改为 3
",
    );
    check(
        &[("total = 10", "total = 12")],
        "\
:6: 各项考核内容合计 10 分,应为 12 分;请改各项分数,或把合计改为 10
",
    );
    check(
        &[("points = 2.5\nsays = \"按比例\"", "points = 2\nsays = \"按比例\"")],
        "\
:55: 评分要点 2.1 的各部分合计 4.5 分,应为 5 分;请改各项分数,或把合计改为 4.5
",
    );
}

#[test]
fn words_that_are_not_known_are_told_with_the_nearest_that_is() {
    check(
        &[
            ("kind = \"present@1\"", "kind = \"presnt@1\""),
            ("fact = \"集中学习\"", "fact = \"集中学\""),
            ("summary = ", "sumary = "),
            ("from = 9\nprovenance = \"平台设定\"", "from = 9\nprovenance = \"我们\"\ncolour = 1"),
        ],
        "\
:1: 方案: 缺 summary;请加一行 summary = \"…\"
:5: 方案: 不认识 sumary;是否为 summary?
:30: indicator 1 的 criterion 1.1 的 part 1: kind 的规则种类「presnt@1」不认识;是否为「present@1」?可用的有 present@1、checklist@1、count@1、ratio@1、tiers@1、threshold@1、deduction@1、late@1、convert@1、judgement@1、bonus@1
:63: indicator 2 的 criterion 2.1 的 part 1: fact 的事实(次数)「集中学」不认识;是否为「集中学习」?
:82: band 好: provenance 的出处「我们」不认识;可用的有 文件规定、平台设定
:83: band 好: 不认识 colour;请删去;此处可写 name、from、provenance
",
    );
}

#[test]
fn ids_that_are_not_unique_or_out_of_order_are_told_with_the_first_of_them() {
    check(
        &[("id = \"1.2\"", "id = \"1.1\""), ("id = \"2.1\"", "id = \"1.3\"")],
        "\
:35: 评分要点的 id「1.1」与第 22 行重复;请改为未用过的序号
:55: 评分要点的 id「1.3」应为「2.」加从 1 起的序号,如 2.1
",
    );
    check(
        &[
            ("id = \"1.1\"", "id = \"1.2\""),
            ("id = \"1.2\"\ntitle = \"特色\"", "id = \"1.20\"\ntitle = \"特色\""),
        ],
        "\
:35: 评分要点的 id「1.20」在电子表格里与第 22 行的「1.2」是同一个数;请改用别的序号
",
    );
    check(
        &[("id = \"small\"", "id = \"小方案\""), ("version = 1", "version = 0")],
        "\
:2: 方案 id「小方案」只能用小写字母、数字和连字符,至多 64 个
:3: 方案: version 应为不带小数的正整数,如 version = 1
",
    );
    check(
        &[("number = 2", "number = 3"), ("[bonus]\nnumber = 3", "[bonus]\nnumber = 2")],
        "\
:50: 考核内容的 number 是 3,按次序应为 2
:55: 评分要点的 id「2.1」应为「3.」加从 1 起的序号,如 3.1
:74: 附加分的 number 是 2,已被考核内容用过;应为 3
",
    );
}

#[test]
fn what_is_missing_is_told_with_the_line_to_add() {
    check(
        &[
            ("title = \"小方案\"\n", ""),
            ("issuer = \"某县\"\n", ""),
            ("fact = \"工作计划已通过并附全文\"\n", ""),
            ("from = 0\n", ""),
        ],
        "\
:1: 方案: 缺 title;请加一行 title = \"…\"
:7: source: 缺 issuer;请加一行 issuer = \"…\"
:27: indicator 1 的 criterion 1.1 的 part 1: 缺 fact;请加一行 fact = \"工作计划已通过并附全文\"
:81: band 差: 缺 from;请加一行 from = 5
",
    );
    told(
        "",
        "\
:1: 方案: 一个 band 也没有;请至少写一节 band
:1: 方案: 一个 indicator 也没有;请至少写一节 indicator
:1: 方案: 缺 [source] 一节
:1: 方案: 缺 format;请加一行 format = 1
:1: 方案: 缺 id;请加一行 id = \"…\"
:1: 方案: 缺 summary;请加一行 summary = \"…\"
:1: 方案: 缺 title;请加一行 title = \"…\"
:1: 方案: 缺 total;请加一行 total = 5
:1: 方案: 缺 version;请加一行 version = 1
",
    );
    check(
        &[("format = 1", "format = 2")],
        "\
:1: 方案: 本程序只认识 format = 1;请改为 1,或用新版程序
",
    );
}

#[test]
fn values_of_the_wrong_kind_are_told_with_one_of_the_right_kind() {
    check(
        &[
            ("points = 3\nofficial", "points = \"3\"\nofficial"),
            ("points = 2\nofficial", "points = 2.005\nofficial"),
            ("date = 2016-05-13", "date = \"2016年5月13日\""),
            ("title = \"甲\"", "title = 1"),
            ("number = 1\ntitle", "number = 0x1\ntitle"),
            ("from = 9", "from = -9"),
            ("annex_text = \"附加\"", "annex_text = \" \""),
            ("points = 1\nannex", "points = 0\nannex"),
        ],
        "\
:12: source: date 应为日期,如 date = 2016-05-13(不加引号)
:15: indicator 1: number 应为不带小数的正整数,如 number = 1
:16: indicator 1: title 应为文字;请加双引号
:25: indicator 1 的 criterion 1.1: points 应为分数,如 3 或 2.5(不加引号)
:38: indicator 1 的 criterion 1.2: points 2.005 小数多于两位,请四舍五入到两位
:76: bonus: points 应大于 0
:77: bonus: annex_text 是空的;请填文字
:81: band 好: from -9 不能为负
",
    );
    told(
        "indicator = 1\nsource = []\nband = [1]\n",
        "\
:1: 方案: indicator 应为若干节,每节以 [[…indicator]] 开头
:1: 方案: 缺 format;请加一行 format = 1
:1: 方案: 缺 id;请加一行 id = \"…\"
:1: 方案: 缺 summary;请加一行 summary = \"…\"
:1: 方案: 缺 title;请加一行 title = \"…\"
:1: 方案: 缺 total;请加一行 total = 5
:1: 方案: 缺 version;请加一行 version = 1
:2: 方案: source 应为一节,写作 [source]
:3: 方案: band 第 1 项应为一节
",
    );
}

#[test]
fn bands_must_go_down_to_nought() {
    check(
        &[("from = 9", "from = 12"), ("from = 0", "from = 1")],
        "\
:79: 等次「好」从 12 起,超过满分 11
:84: 最低的等次「差」应从 0 起,否则有的总分没有等次;请写 from = 0
",
    );
    check(
        &[("from = 9", "from = 0"), ("name = \"差\"", "name = \"好\"")],
        "\
:84: 等次「好」从 0 起,应低于前一等次「好」的 0;请由高到低排列
:84: 等次「好」重名;请改名
",
    );
}

#[test]
fn a_quotation_must_be_a_piece_of_what_it_quotes() {
    check(
        &[
            ("official_text = \"计划占3分\"", "official_text = \"计划占三分\""),
            ("text = \"附件甲\"", "text = \"附件丙\""),
            ("body = \"正文甲,\"", "body = \"正文丙,\""),
        ],
        "\
:22: 评分要点 1.1 的 official_text「计划占三分」不是本项 annex_standard 中的原文;请照录
:89: 考核内容 1 的原文里没有「附件丙」
:94: 考核内容 1: 正文里没有「正文丙,」,或附件里没有「附件甲，」
",
    );
}

#[test]
fn a_file_that_is_not_toml_is_told_where_it_breaks() {
    check(
        &[("title = \"小方案\"", "title = \"小方案"), ("id = \"2.1\"", "id == \"2.1\"")],
        "\
:4: TOML 写法不对,文字两边要有成对的双引号(invalid basic string, expected `\"`)
:56: TOML 写法不对,一行只写一个等号(extra `=`, expected nothing)
:56: TOML 写法不对,名称只能用字母、数字、下划线和连字符(unexpected key or value, expected newline, `#`)
",
    );
    check(
        &[("version = 1", "version = 1\nversion = 2")],
        "\
:4: TOML 写法不对,同一节里这一项写了两次,请删去一行(duplicate key)
",
    );
}

#[test]
fn more_than_the_limits_allow_is_told_with_the_limit() {
    let bands: String = (0..7)
        .map(|n| {
            format!("[[band]]\nname = \"{n}\"\nfrom = 9.{}\nprovenance = \"平台设定\"\n", 9 - n)
        })
        .collect();
    check(
        &[("[[band]]\nname = \"好\"", &format!("{bands}[[band]]\nname = \"好\""))],
        "\
:112: 等次有 9 个,至多 8 个;请合并
",
    );
    check(
        &[("total = 10", "total = 10000")],
        "\
:6: 各项考核内容合计 10 分,应为 10000 分;请改各项分数,或把合计改为 10
:6: 总分连附加分至多 10000
",
    );
}

#[test]
fn what_todays_rules_do_not_allow_is_a_warning_and_no_flaw() {
    check(&[("says = \"有计划\"", "says = \"上传会议照片,按打卡次数计分\"")], "\
注意:22: 评分要点 1.1 计划: 今《政务移动互联网应用程序规范化管理办法》(2026)不允许打卡签到、积分排名、统计在线时长;请改以支部已有的台账为据
注意:22: 评分要点 1.1 计划: 今《整治形式主义为基层减负若干规定》(2024)不允许以截图、照片、定位留痕作考核依据;请改以支部已有的台账为据
");
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>()) {
        entry::scheme(&text);
    }

    #[test]
    fn no_damage_to_a_scheme_makes_the_reader_panic(
        damage in proptest::collection::vec((any::<Index>(), 0..4_u8, "\\PC{0,6}"), 1..6),
    ) {
        let mut lines: Vec<String> = small::TEXT.lines().map(str::to_owned).collect();
        for (at, how, piece) in damage {
            let at = at.index(lines.len());
            match how {
                0 => drop(lines.remove(at)),
                1 => lines.insert(at, piece),
                2 => lines[at].push_str(&piece),
                _ => lines.swap(at, 0),
            }
        }
        entry::scheme(&lines.join("\n"));
    }
}
