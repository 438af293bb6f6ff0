//! What a scheme says to its rules: read, refused with its line, written and read again.

use model::scheme::{Fact, Instead, RuleKind};
use score::scheme::{BUILT_IN, parameters, read, read_bytes, write};

use crate::small;

/// The small scheme with another first part of 2.1 (2.5 points), which stands on lines 61 to 65.
fn with_part(part: &str) -> String {
    let old = "kind = \"count@1\"\nfact = \"集中学习\"\neach = 0.5\npoints = 2.5\nsays = \"每次会议0.5分\"\n";
    assert_eq!(small::TEXT.matches(old).count(), 1);
    small::TEXT.replacen(old, part, 1)
}

fn told(text: &str) -> Vec<String> {
    read(text).flaws.listed().iter().map(ToString::to_string).collect()
}

const TAIL: &str = "points = 2.5\nsays = \"如此\"\n";

/// One of each kind, as a county would write it.
const KINDS: [&str; 11] = [
    "kind = \"present@1\"\nfact = \"党课\"\nat_least = 2\n",
    "kind = \"checklist@1\"\nitems = [\n  { fact = \"党课\", points = 1.5 },\n  { fact = \"外部结果\", of = \"示范点\", points = 1 },\n]\n",
    "kind = \"count@1\"\nfact = \"集中学习\"\neach = 0.5\n",
    "kind = \"ratio@1\"\nfact = \"党员评议率\"\n",
    "kind = \"tiers@1\"\nfact = \"党课\"\nsteps = [{ at_least = 1, points = 1 }, { at_least = 4, points = 2.5 }]\n",
    "kind = \"threshold@1\"\nfact = \"先锋创绩履诺率\"\nfrom_percent = 90\nless = 0.1\n",
    "kind = \"deduction@1\"\nfact = \"集中学习\"\nexpected = 4\neach = 0.5\nfloor = 0.5\n",
    "kind = \"late@1\"\nfact = \"工作计划已通过并附全文\"\ndue = 2016-05-31\nlate_percent = 50\n",
    "kind = \"convert@1\"\nof = \"群众测评\"\nout_of = 100\n",
    "kind = \"judgement@1\"\nrecord = \"meeting\"\n",
    "kind = \"bonus@1\"\nlevels = [{ fact = \"外部结果\", of = \"省级\", each = 2 }, { fact = \"外部结果\", of = \"市级\", each = 1 }]\n",
];

#[test]
fn every_kind_of_rule_is_read_written_and_read_the_same() {
    for kind in KINDS {
        let text = with_part(&format!("{kind}{TAIL}"));
        assert_eq!(told(&text), Vec::<String>::new(), "{kind}");
        let scheme = read(&text).scheme.unwrap();
        let written = write(&scheme);
        assert_eq!(read(&written).scheme.as_ref(), Some(&scheme), "{written}");
        assert_eq!(write(&read(&written).scheme.unwrap()), written);
        let part = &scheme.indicators[1].criteria[0].parts[0];
        assert!(kind.contains(part.rule.kind().name()));
        let said = parameters(part);
        assert!(said.is_empty() == kind.contains("judgement"), "{said}");
    }
}

#[test]
fn the_built_in_schemes_are_written_and_read_the_same() {
    for file in BUILT_IN {
        let scheme = read(file.text).scheme.unwrap();
        let written = write(&scheme);
        assert_eq!(read(&written).scheme.as_ref(), Some(&scheme));
        assert_eq!(read_bytes(written.as_bytes()).scheme, Some(scheme));
    }
}

#[test]
fn text_that_toml_has_to_hide_is_written_and_read_the_same() {
    let mut scheme = small::scheme().clone();
    scheme.title = "一\"二\\三\n四\t五\u{1}六".to_owned();
    assert_eq!(read(&write(&scheme)).scheme, Some(scheme));
}

#[test]
fn bytes_that_are_no_text_are_one_flaw() {
    let reading = read_bytes(&[0xff, 0xfe]);
    assert!(reading.scheme.is_none());
    assert_eq!(reading.flaws.listed()[0].says, "方案文件应为 UTF-8 文本;请另存为 UTF-8");
    assert!(read_bytes(&vec![b' '; 2 << 20]).flaws.listed()[0].says.contains("超过"));
    assert!(read_bytes(format!("\u{feff}{}", small::TEXT).as_bytes()).scheme.is_some());
}

#[test]
fn what_a_rule_does_not_understand_is_told_with_its_line() {
    let at = "indicator 2 的 criterion 2.1 的 part 1";
    let cases: [(&str, &[&str]); 14] = [
        (
            "kind = \"ratio@1\"\nfact = \"先锋创绩履诺\"\n",
            &[
                ":63: {at}: fact 的事实(比例)「先锋创绩履诺」不认识;是否为「先锋创绩履诺率」?可用的有 专题学习讨论参加率、先锋创绩履诺率、问题按期整改销号率、党员评议率",
            ],
        ),
        (
            "kind = \"ratio@1\"\nfact = \"党员评议率\"\neach = 1\n",
            &[":64: {at}: 不认识 each;请删去;此处可写 kind、points、says、sectors、fact"],
        ),
        (
            "kind = \"ratio@1\"\nfact = \"专题学习讨论参加率\"\n",
            &[":61: {at}: 缺 topic;请加一行 topic = 1"],
        ),
        (
            "kind = \"ratio@1\"\nfact = \"专题学习讨论参加率\"\ntopic = 1\n",
            &[":64: 没有第 1 专题;请先写 [[topic]],一个专题一节"],
        ),
        (
            "kind = \"ratio@1\"\nfact = \"党员评议率\"\nrecord = \"meeting\"\n",
            &[":64: {at}: record 由 fact 决定,请删去这一行(只有 judgement@1 可以写 record)"],
        ),
        (
            "kind = \"count@1\"\nfact = \"党课\"\neach = 3\n",
            &[":64: {at}: 每次 3 分,超过这一部分的 2.5 分"],
        ),
        ("kind = \"present@1\"\nfact = \"外部结果\"\n", &[":61: {at}: 缺 of;请加一行 of = \"…\""]),
        (
            "kind = \"present@1\"\nfact = \"党课\"\nat_least = 0\n",
            &[":64: {at}: at_least 应为 1 到 10000 的整数"],
        ),
        (
            "kind = \"checklist@1\"\nitems = [{ fact = \"党课\", points = 1 }]\n",
            &[":63: {at}: items 各项的 points 加起来应等于这一部分的 2.5 分"],
        ),
        (
            "kind = \"tiers@1\"\nfact = \"党课\"\nsteps = [{ at_least = 2, points = 1 }, { at_least = 2, points = 2 }]\n",
            &[
                ":64: {at}: steps 各档应由低到高,数量和分数都逐档增加",
                ":64: {at}: steps 最高一档应等于这一部分的 2.5 分",
            ],
        ),
        (
            "kind = \"deduction@1\"\nfact = \"集中学习\"\neach = 1\n",
            &[":61: {at}: 这一部分要写明 expected(应有几次),如 expected = 4"],
        ),
        (
            "kind = \"late@1\"\nfact = \"党课\"\ndue = \"五月\"\nlate_percent = 100\n",
            &[
                ":64: {at}: due 应为日期,如 due = 2016-05-13(不加引号)",
                ":65: {at}: late_percent 应为 0 到 99 的整数",
            ],
        ),
        (
            "kind = \"veto@1\"\nfact = \"党课\"\n",
            &[
                ":62: {at}: kind 的规则种类「veto@1」不认识;可用的有 present@1、checklist@1、count@1、ratio@1、tiers@1、threshold@1、deduction@1、late@1、convert@1、judgement@1、bonus@1",
            ],
        ),
        (
            "kind = \"present@1\"\nfact = \"党课\"\nsectors = [\"农村\", \"农业\", \"农村\"]\n",
            &[
                ":55: 评分要点 2.1 的各部分(社区支部)合计 2.5 分,应为 5 分;请改各项分数,或把合计改为 2.5",
                ":64: {at}: sectors 的类别「农业」不认识;是否为「事业」?可用的有 农村、社区、机关、事业、高校、国企、非公、社会组织、其他",
                ":64: {at}: sectors 里「农村」写了两次;请删去一个",
            ],
        ),
    ];
    for (part, expected) in cases {
        let expected: Vec<String> = expected.iter().map(|says| says.replace("{at}", at)).collect();
        assert_eq!(told(&with_part(&format!("{part}{TAIL}"))), expected, "{part}");
    }
}

const EXTRAS: &str = "
[[topic]]
number = 1
title = \"甲专题\"
provenance = \"平台设定\"

[[veto]]
kind = \"veto_top@1\"
fact = \"外部结果\"
of = \"通报批评\"
says = \"受到通报批评的不得评为最高等次\"
provenance = \"平台设定\"

[[indicator.criterion]]
id = \"2.2\"
title = \"企业\"
points = 1
provenance = \"平台设定\"
not_for = [\"农村\", \"社区\"]
instead = \"同类平均\"

[[indicator.criterion.part]]
kind = \"judgement@1\"
points = 1
says = \"企业\"
sectors = [\"国企\"]

[[indicator.criterion.part]]
kind = \"present@1\"
fact = \"专题学习讨论\"
topic = 1
points = 1
says = \"别的\"
sectors = [\"机关\", \"事业\", \"高校\", \"非公\", \"社会组织\", \"其他\"]

[[indicator.criterion.required_task]]
says = \"讨论第一专题\"
fact = \"专题学习讨论\"
topic = 1
";

#[test]
fn topics_vetoes_tasks_and_exceptions_are_read_written_and_read_the_same() {
    let text = small::TEXT.replace("total = 10", "total = 11");
    let text = text.replace("title = \"乙\"\npoints = 5\nbody", "title = \"乙\"\npoints = 6\nbody");
    let text = format!("{text}{EXTRAS}");
    assert_eq!(told(&text), Vec::<String>::new());
    let scheme = read(&text).scheme.unwrap();
    let criterion = &scheme.indicators[1].criteria[1];
    assert_eq!(criterion.exception.as_ref().map(|e| e.instead), Some(Instead::Peers));
    assert_eq!(
        (scheme.topics.len(), scheme.vetoes.len(), criterion.required_tasks.len()),
        (1, 1, 1)
    );
    assert_eq!(read(&write(&scheme)).scheme, Some(scheme));
    let broken = text
        .replace("number = 1\ntitle = \"甲专题\"", "number = 2\ntitle = \"甲专题\"")
        .replace("kind = \"veto_top@1\"", "kind = \"present@1\"")
        .replace("not_for = [\"农村\", \"社区\"]\n", "")
        .replace("topic = 1\npoints", "topic = 2\npoints");
    let lines: Vec<String> = told(&broken);
    assert_eq!(
        lines,
        [
            ":100: 专题的 number 是 2,按次序应为 1",
            ":106: veto 1: kind 的否决种类「present@1」不认识;可用的有 veto@1、veto_top@1",
            ":112: indicator 2 的 criterion 2.2: 写了 instead 的,要写明 not_for(对哪些类别不适用)",
            ":112: 评分要点 2.2 的各部分(农村支部)合计 0 分,应为 1 分;请改各项分数,或把合计改为 0",
            ":128: 没有第 2 专题;专题有 1 到 1",
        ]
    );
}

const HOW_TO: &str = include_str!("../../../../docs/how-to/写一个考核方案.md");

#[test]
fn the_page_for_writers_has_a_scheme_that_reads_and_names_every_kind_and_fact() {
    let mut blocks =
        HOW_TO.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let example = blocks.next().unwrap();
    assert_eq!(told(example), Vec::<String>::new());
    for (_, name, _) in RuleKind::ALL {
        assert!(HOW_TO.contains(name), "the page lacks {name}");
    }
    for (_, word, ..) in Fact::ALL {
        assert!(HOW_TO.contains(&format!("`{word}`")), "the page lacks {word}");
    }
}
