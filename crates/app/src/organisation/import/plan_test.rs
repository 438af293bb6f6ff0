//! Plans, by example and by law. Long because the examples stand beside what they come to.

use std::collections::{BTreeMap, HashSet};

use jiff::civil::date;
use model::fold::fold;
use model::id::{GrantId, OrgId};
use model::limit;
use model::organisation::{OrgCode, OrgKind, OrgName, Sectors};
use model::path::OrgPath;
use proptest::collection::vec;
use proptest::prelude::*;
use store::organisation::Organisation;
use store::post::Along;
use uuid::Uuid;

use super::super::sheet::{Above, Column, Line, Named, Sheet};
use super::{Ground, Plan, Superior, plan};

fn code(text: &str) -> Option<OrgCode> {
    (text != "-").then(|| OrgCode::parse(text).unwrap())
}

/// What is there: a line each, `code kind superior name`; superiors, by their codes or names,
/// before those below them. `elsewhere` are codes outside of it.
fn ground(text: &str, elsewhere: &[&str]) -> Ground {
    let top = OrgPath::above_all().child(0).unwrap();
    let org = |at: u128, code, kind, parent, path, name: &str| Organisation {
        id: OrgId::new(Uuid::from_u128(at)),
        code,
        name: OrgName::parse(name).unwrap(),
        kind,
        sector: None,
        sectors: Sectors::default(),
        phone: None,
        parent,
        path,
        opened: date(2026, 1, 1),
        closed: None,
        version: 1,
    };
    let scope = org(0, code("top"), OrgKind::Department, None, top, "某省组织部");
    let mut existing: Vec<Organisation> = Vec::new();
    for (line, at) in text.lines().zip(1_u32..) {
        let [of, kind, superior, name] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let is = |org: &&Organisation| {
            let code = org.code.as_ref().map(OrgCode::as_str);
            code == Some(superior) || org.name.as_str() == superior
        };
        let superior = existing.iter().find(is).unwrap_or(&scope);
        let kind = OrgKind::worded(kind).unwrap();
        let path = superior.path.child(at).unwrap();
        existing.push(org(at.into(), code(of), kind, Some(superior.id), path, name));
    }
    existing.sort_by(|one, other| one.path.cmp(&other.path));
    let elsewhere = elsewhere.iter().filter_map(|text| code(text)).collect();
    Ground { scope, existing, elsewhere, held: Vec::new(), on: date(2026, 11, 24) }
}

/// The same with who holds what there, a line each: `code column name from`.
fn manned(mut ground: Ground, text: &str) -> Ground {
    for (line, at) in text.lines().zip(1_u128..) {
        let [of, head, name, from] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        let org = ground.existing.iter().position(|org| org.code == code(of)).unwrap();
        let post = Along {
            id: GrantId::new(Uuid::from_u128(at)),
            org: ground.existing[org].id,
            role: Column::POSTS.iter().find(|(column, _)| column.head() == head).unwrap().1,
            name: name.to_owned(),
            from: from.parse().unwrap(),
            to: None,
        };
        ground.held.push((org, post));
    }
    ground.held.sort_by_key(|(org, _)| *org);
    ground
}

/// How a row names its superior: by a code, `「name」` or `code「name」`.
fn above(text: &str) -> Above {
    let name = |name: &str| OrgName::parse(name.trim_end_matches('」')).unwrap();
    match text.split_once('「') {
        Some((of, names)) => {
            let of = (!of.is_empty()).then(|| code(of)).flatten();
            Above::Names(of, names.split('「').map(name).collect())
        }
        None => code(text).map_or(Above::Scope, Above::Code),
    }
}

/// A sheet of lines in the same form, each with those whom it names: `书记=甲`.
fn sheet(text: &str) -> Sheet {
    let named = |cell: &&str| {
        let (head, names) = cell.split_once('=').unwrap();
        let column = Column::POSTS.iter().find(|(column, _)| column.head() == head).unwrap().0;
        let named = |name| Named { column, name: OrgName::parse(name).unwrap() };
        names.split('、').map(named).collect::<Vec<_>>()
    };
    let line = |(line, number): (&str, u64)| {
        let cells: Vec<&str> = line.split(' ').collect();
        let [of, kind, superior, name, posts @ ..] = &cells[..] else { panic!("{line}") };
        Line {
            number,
            code: code(of),
            name: OrgName::parse(name).unwrap(),
            kind: OrgKind::worded(&fold(kind)).unwrap(),
            superior: above(superior),
            sector: None,
            sectors: Sectors::default(),
            phone: None,
            posts: posts.iter().flat_map(named).collect(),
        }
    };
    Sheet::of(text.lines().zip(2..).map(line).collect())
}

/// A plan in words, a line each.
fn told(ground: &Ground, sheet: &Sheet, plan: &Plan) -> String {
    let superior = |superior: Superior| match superior {
        Superior::Scope => "top".to_owned(),
        Superior::Existing(org) => match &ground.existing[org].code {
            Some(code) => code.as_str().to_owned(),
            None => ground.existing[org].name.as_str().to_owned(),
        },
        Superior::Made(line) => sheet.lines[line].code.as_ref().unwrap().as_str().to_owned(),
    };
    let code = |line: usize| sheet.lines[line].code.as_ref().map_or("-", |code| code.as_str());
    let flaw = |flaw: &model::Flaw| format!("{flaw}\n");
    let mut told: String = plan.flaws.iter().map(flaw).collect();
    for made in &plan.made {
        told.push_str(&format!("新建 {} 隶属 {}\n", code(made.line), superior(made.below)));
    }
    for moved in &plan.moved {
        told.push_str(&format!("调整 {} 隶属 {}\n", code(moved.line), superior(moved.to)));
    }
    for (_, line) in &plan.renamed {
        told.push_str(&format!("修改 {}\n", code(*line)));
    }
    for post in &plan.posts {
        let named = &sheet.lines[post.line].posts[post.named];
        let (at, head, name) = (superior(post.org), named.column.head(), named.name.as_str());
        told.push_str(&match post.from {
            None => format!("任职 {at} {head} {name}\n"),
            Some(from) => format!("交接 {at} {head} {} → {name}\n", ground.held[from].1.name),
        });
    }
    for org in &plan.closed {
        told.push_str(&format!("撤销 {}\n", ground.existing[*org].name.as_str()));
    }
    told
}

#[track_caller]
fn check(ground: &Ground, rows: &str, close_missing: bool, expected: &str) {
    let sheet = sheet(rows);
    let plan = plan(ground, &sheet, close_missing);
    assert_eq!(told(ground, &sheet, &plan), expected);
}

const COUNTY: &str = "\
    1 组织部 - 甲县组织部\n\
    2 党委 1 青禾镇党委\n\
    3 支部 2 青禾村党支部\n\
    - 支部 2 白石村党支部\n\
    4 组织部 - 乙县组织部";

#[test]
fn what_is_new_other_or_elsewhere_is_made_changed_and_moved() {
    let ground = ground(COUNTY, &[]);
    check(
        &ground,
        "6 支部 5 新村党支部\n5 总支 2 新村总支\n3 支部 4 青禾党支部\n2 党委 top 青禾镇党委",
        false,
        "新建 5 隶属 2\n新建 6 隶属 5\n调整 2 隶属 top\n调整 3 隶属 4\n修改 3\n",
    );
    check(&ground, "4 组织部 - 乙县组织部\n1 组织部 - 甲县组织部", false, "");
}

#[test]
fn two_change_places_from_above_on() {
    // The county goes below its own committee, which goes to the top first.
    let ground = ground("1 工委 - 甲工委\n2 工委 1 乙工委\n3 工委 2 丙工委", &[]);
    check(
        &ground,
        "1 工委 2 甲工委\n2 工委 3 乙工委\n3 工委 - 丙工委",
        false,
        "调整 3 隶属 top\n调整 2 隶属 3\n调整 1 隶属 2\n",
    );
}

#[test]
fn what_the_sheet_lacks_is_closed_only_when_asked() {
    let ground = ground("1 党委 - 甲党委\n2 总支 1 乙总支\n3 支部 2 丙支部\n4 支部 1 丁支部", &[]);
    check(&ground, "4 支部 - 丁支部", false, "调整 4 隶属 top\n");
    let closed = "调整 4 隶属 top\n撤销 丙支部\n撤销 乙总支\n撤销 甲党委\n";
    check(&ground, "4 支部 - 丁支部", true, closed);
    let says = ":2 列「上级代码」: 上级「甲党委」不在表中,要撤销;请把它写进表里,或改填别的上级\n";
    let closed = "撤销 丙支部\n撤销 乙总支\n撤销 甲党委\n";
    check(&ground, "4 支部 1 丁支部", true, &format!("{says}{closed}"));
}

#[test]
fn one_without_a_code_is_never_closed_nor_made_twice() {
    let ground = ground(COUNTY, &[]);
    let kept = "1 组织部 - 甲县组织部\n4 组织部 - 乙县组织部";
    check(
        &ground,
        kept,
        true,
        ": 「青禾镇党委」不在表中,要撤销,但下面还有「白石村党支部」,它没有代码;请先给它填上代码\n\
         撤销 青禾村党支部\n撤销 青禾镇党委\n",
    );
    check(&ground, "5 支部 2 白石村党支部", false, "修改 5\n");
    let with = format!("{kept}\n2 党委 1 青禾镇党委\n- 支部 2 白石 村党支部");
    check(&ground, &with.replace("白石 ", "白石"), true, "撤销 青禾村党支部\n");
}

/// A county whose committee and 总支 have no code.
const UNCODED: &str = "\
    1 组织部 - 甲县组织部\n\
    - 党委 1 青禾镇党委\n\
    - 总支 青禾镇党委 机关总支\n\
    3 支部 机关总支 青禾支部\n\
    4 党委 1 白石镇党委\n\
    - 支部 4 白石村党支部\n\
    - 支部 4 黑石村党支部";

#[test]
fn one_without_a_code_is_known_by_its_superior_and_its_name() {
    let ground = ground(UNCODED, &[]);
    let same = "\
        1 组织部 - 甲县组织部\n\
        - 党委 1 青禾镇党委\n\
        - 总支 1「青禾镇党委」 机关总支\n\
        3 支部 1「青禾镇党委」「机关总支」 青禾支部\n\
        4 党委 1 白石镇党委\n\
        - 支部 4 白石村党支部\n\
        - 支部 4 黑石村党支部";
    check(&ground, same, true, "");
    let turned: Vec<&str> = same.lines().rev().collect();
    check(&ground, &turned.join("\n"), false, "");
    // A name that is the only one of its kind is enough.
    check(&ground, "- 总支 「青禾镇党委」 机关总支\n3 支部 「机关总支」 青禾支部", false, "");
    // Codes come from above on, and those below may be told by them at once.
    let coded = "8 总支 7 机关总支\n7 党委 1 青禾镇党委\n3 支部 8 青禾支部\n9 支部 7 新支部";
    check(&ground, coded, false, "新建 9 隶属 青禾镇党委\n修改 8\n修改 7\n");
    check(&ground, "5 支部 「机关总支」 新支部", false, "新建 5 隶属 机关总支\n");
}

#[test]
fn one_without_a_code_that_cannot_be_told_is_refused_by_its_cell() {
    let twice = format!("{UNCODED}\n5 党委 1 丁党委\n- 总支 5 机关总支\n- 支部 4 白石村党支部");
    let ground = ground(&twice, &[]);
    let cases = [
        (
            "- 支部 4 红石村党支部",
            ":2 列「党组织代码」: 代码是空的,上级下面也没有叫「红石村党支部」而没有代码的组织;请填写代码",
        ),
        (
            "- 支部 4 白石村党支部",
            ":2 列「党组织名称」: 上级下面有 2 个「白石村党支部」没有代码,分不清是哪一个;请先在组织页面给它们填上代码",
        ),
        (
            "- 支部 4 黑石村党支部\n8 支部 4 黑石村党支部",
            ":3 列「党组织名称」: 与第 2 行说的都是没有代码的「黑石村党支部」;请删去一行",
        ),
        (
            "8 支部 「机关总支」 新支部",
            ":2 列「上级代码」: 没有代码的上级「机关总支」不止一个,分不清是哪一个;请写明在哪个代码下面,如 3602「机关总支」,或先给它们填上代码",
        ),
        ("8 支部 「白石镇党委」 新支部", ":2 列「上级代码」: 上级「白石镇党委」有代码 4;请填代码"),
        (
            "8 支部 「无」 新支部",
            ":2 列「上级代码」: 上级「无」不是代码,也不是没有代码的组织的名称;请填上级的代码",
        ),
        (
            "8 党委 1 新党委\n- 支部 8 新支部",
            ":3 列「党组织代码」: 代码是空的,上级下面也没有叫「新支部」而没有代码的组织;请填写代码",
        ),
    ];
    for (rows, says) in cases {
        let flaws = plan(&ground, &sheet(rows), false).flaws;
        let flaws: Vec<String> = flaws.iter().map(ToString::to_string).collect();
        assert_eq!(flaws, [says], "{rows}");
    }
    check(&ground, "8 支部 5「机关总支」 新支部", false, "新建 8 隶属 机关总支\n");
}

#[test]
fn who_is_named_begins_takes_over_or_is_there_already() {
    let held = "3 书记 赵示例 2026-01-01\n3 联络员 钱示例 2026-01-01\n3 联络员 孙示例 2026-02-01\n\
        2 督导员 李示例 2026-01-01\n2 督导员 李示例 2026-01-02";
    let ground = manned(ground(COUNTY, &[]), held);
    let cases = [
        ("3 支部 2 青禾村党支部", ""),
        ("3 支部 2 青禾村党支部 书记=赵示例 联络员=孙示例、钱示例", ""),
        // Who is not named and has no successor stays.
        ("3 支部 2 青禾村党支部 联络员=孙示例", ""),
        ("3 支部 2 青禾村党支部 书记=周示例", "交接 3 书记 赵示例 → 周示例\n"),
        ("3 支部 2 青禾村党支部 联络员=孙示例、周示例", "交接 3 联络员 钱示例 → 周示例\n"),
        ("3 支部 2 青禾村党支部 联络员=孙示例、钱示例、周示例", "任职 3 联络员 周示例\n"),
        (
            "2 党委 1 青禾镇党委 督导员=李示例、李示例 党委管理员=吴示例",
            "任职 2 党委管理员 吴示例\n",
        ),
        (
            "5 支部 2 新支部 书记=赵示例 联络员=钱示例、吴示例",
            "新建 5 隶属 2\n任职 5 书记 赵示例\n任职 5 联络员 钱示例\n任职 5 联络员 吴示例\n",
        ),
    ];
    for (rows, says) in cases {
        check(&ground, rows, false, says);
    }
}

#[test]
fn people_who_cannot_be_told_are_refused_by_their_cell() {
    let held = "3 书记 赵示例 2026-11-24\n3 联络员 钱示例 2026-01-01\n3 联络员 孙示例 2026-02-01\n\
        3 联络员 周示例 2026-12-01";
    let ground = manned(ground(COUNTY, &[]), held);
    let cases = [
        ("书记=钱示例", "书记", "现任「赵示例」今天才任职,当天不能交接;请明天再导入"),
        ("书记=甲、乙", "书记", "书记只填一人,这里有 2 人"),
        ("联络员=甲、甲", "联络员", "「甲」写了几次;同名的两个人请在组织页面办理"),
        (
            "联络员=甲",
            "联络员",
            "现任「钱示例」「孙示例」都不在这一格里,分不清由谁接任;留任的请一并写上,离任的请先在组织页面结束任职",
        ),
        (
            "联络员=钱示例、孙示例、周示例",
            "联络员",
            "「周示例」已定自 2026-12-01 起任职;请到那天再填,或在组织页面办理",
        ),
    ];
    for (cell, column, says) in cases {
        let rows = format!("3 支部 2 青禾村党支部 {cell}");
        check(&ground, &rows, false, &format!(":2 列「{column}」: {says}\n"));
    }
}

#[test]
fn what_cannot_be_is_refused_by_its_cell() {
    let ground = ground(COUNTY, &["77"]);
    let cases: [(&str, &[&str]); 7] = [
        (
            "9 支部 8 甲支部",
            &[":2 列「上级代码」: 上级 8 既不在表中,也不在「某省组织部」下面;请核对"],
        ),
        (
            "77 支部 1 甲支部",
            &[
                ":2 列「党组织代码」: 代码 77 已经是别处一个组织的;请核对,要调来的请在调整隶属中办理",
            ],
        ),
        (
            "top 组织部 - 某省组织部",
            &[":2 列「党组织代码」: 这是「某省组织部」自己;表中只写它下面的组织,请删去这一行"],
        ),
        ("9 党委 3 甲党委", &[":2 列「种类」: 上级「青禾村党支部」是党支部,下面不能有基层党委"]),
        (
            "1 党委 2 甲党委",
            &[":2 列「上级代码」: 上级绕成了一圈: 甲党委 → 青禾镇党委 → 甲党委;请改正其中一个上级"],
        ),
        (
            "8 总支 9 乙总支\n9 支部 8 甲支部",
            &[
                ":2 列「种类」: 上级「甲支部」是党支部,下面不能有党总支",
                ":2 列「上级代码」: 上级绕成了一圈: 乙总支 → 甲支部 → 乙总支;请改正其中一个上级",
            ],
        ),
        (
            "2 支部 1 青禾支部",
            &[
                ":2 列「种类」: 下面有党支部「白石村党支部」,不能改成党支部",
                ":2 列「种类」: 下面有党支部「青禾村党支部」,不能改成党支部",
            ],
        ),
    ];
    for (rows, says) in cases {
        let flaws = plan(&ground, &sheet(rows), false).flaws;
        let flaws: Vec<String> = flaws.iter().map(ToString::to_string).collect();
        assert_eq!(flaws, says, "{rows}");
    }
}

#[test]
fn a_tree_that_would_be_too_deep_is_refused() {
    let chain = |codes: std::ops::Range<u32>, first: &str| -> String {
        let above = |n: u32| if n == codes.start { first.to_owned() } else { (n - 1).to_string() };
        let line = |n: u32| format!("{n} 工委 {} 第{n}工委", above(n));
        codes.clone().map(line).collect::<Vec<_>>().join("\n")
    };
    let ground = ground(&chain(1..6, "-"), &[]);
    let made = plan(&ground, &sheet(&chain(10..21, "-")), false);
    assert_eq!((made.flaws, made.made.len()), (vec![], 11));
    let deep = plan(&ground, &sheet(&chain(10..22, "-")), false);
    let says: Vec<String> = deep.flaws.iter().map(ToString::to_string).collect();
    assert_eq!(says, [":13 列「上级代码」: 层级超过 12 级;请核对上级"]);
    // What comes along counts too.
    let rows = format!("{}\n1 工委 16 第1工委", chain(10..17, "-"));
    let deep = plan(&ground, &sheet(&rows), false);
    let says: Vec<String> = deep.flaws.iter().map(ToString::to_string).collect();
    assert_eq!(says, [":9 列「上级代码」: 下面的「第5工委」层级会超过 12 级"]);
}

fn code_of(line: &Line) -> String {
    line.code.as_ref().unwrap().as_str().to_owned()
}

/// A tree by codes: whose each is, what it is and what it is called.
type Tree = BTreeMap<String, (String, OrgKind, String)>;

fn tree(ground: &Ground) -> Tree {
    let known_by = |org: &Organisation| org.code.as_ref().unwrap().as_str().to_owned();
    let entry = |org: &Organisation| {
        let mut above = ground.existing.iter().chain([&ground.scope]);
        let above = above.find(|above| Some(above.id) == org.parent).unwrap();
        (known_by(org), (known_by(above), org.kind, org.name.as_str().to_owned()))
    };
    ground.existing.iter().map(entry).collect()
}

/// Does what a plan says, step by step as it is carried out; each step has to be possible.
fn done(ground: &Ground, sheet: &Sheet, plan: &Plan) -> Tree {
    let mut tree = tree(ground);
    let org = |at: usize| ground.existing[at].code.as_ref().unwrap().as_str().to_owned();
    let known_by = |superior: Superior| match superior {
        Superior::Scope => "top".to_owned(),
        Superior::Existing(at) => org(at),
        Superior::Made(line) => code_of(&sheet.lines[line]),
    };
    for (at, line) in &plan.renamed {
        let (line, now) = (&sheet.lines[*line], tree.get_mut(&org(*at)).unwrap());
        (now.1, now.2) = (line.kind, line.name.as_str().to_owned());
    }
    for level in 1..=limit::TREE_DEPTH {
        for moved in plan.moved.iter().filter(|moved| moved.level == level) {
            let (one, to) = (org(moved.org), known_by(moved.to));
            let mut above = to.clone();
            while above != "top" {
                assert_ne!(above, one, "nothing moves below itself");
                above = tree[&above].0.clone();
            }
            tree.get_mut(&one).unwrap().0 = to;
        }
        for made in plan.made.iter().filter(|made| made.level == level) {
            let (line, below) = (&sheet.lines[made.line], known_by(made.below));
            assert!(below == "top" || tree.contains_key(&below), "a superior is there first");
            let of = (below, line.kind, line.name.as_str().to_owned());
            assert_eq!(tree.insert(code_of(line), of), None);
        }
    }
    for at in &plan.closed {
        tree.remove(&org(*at)).unwrap();
        assert!(tree.values().all(|(above, ..)| *above != org(*at)), "none is left below it");
    }
    tree
}

/// Whether a tree may be, told in the simplest way.
fn may_be(tree: &Tree) -> bool {
    tree.iter().all(|(code, (above, kind, _))| {
        let mut steps = 1;
        let mut at = code;
        while at != "top" && steps <= limit::TREE_DEPTH {
            let Some((above, ..)) = tree.get(at) else { return false };
            (at, steps) = (above, steps + 1);
        }
        let above = tree.get(above).map_or(OrgKind::Department, |(_, kind, _)| *kind);
        at == "top" && kind.may_stand_below(above)
    })
}

const KINDS: [&str; 4] = ["工委", "党委", "总支", "支部"];

/// Rows of a sheet: each code once, with a kind and one of many superiors.
fn rows(codes: std::ops::Range<usize>) -> impl Strategy<Value = Vec<String>> {
    let of = (any::<bool>(), 0..6_usize, 0..20_usize, 0..3_usize);
    vec(of, codes.len()).prop_map(move |of| {
        let row =
            |(code, (is_there, kind, superior, name)): (usize, (bool, usize, usize, usize))| {
                let kind = KINDS.get(kind).unwrap_or(&"工委");
                let superior = if superior < 13 { superior.to_string() } else { "-".to_owned() };
                is_there.then(|| format!("{code} {kind} {superior} 组织{name}"))
            };
        codes.clone().zip(of).filter_map(row).collect()
    })
}

/// What is there: rows of which each stands below an earlier one that takes it.
fn existing() -> impl Strategy<Value = Ground> {
    rows(0..10).prop_map(|rows| {
        let mut kept: Vec<String> = Vec::new();
        for row in rows {
            let superior = row.split(' ').nth(2).unwrap().to_owned();
            let is_there = |kept: &String| kept.starts_with(&format!("{superior} "));
            let row = match kept.iter().any(is_there) {
                true => row,
                false => row.replace(&format!(" {superior} "), " - "),
            };
            let mut with = kept.clone();
            with.push(row);
            if may_be(&tree(&ground(&with.join("\n"), &[]))) {
                kept = with;
            }
        }
        ground(&kept.join("\n"), &[])
    })
}

/// What a sheet asks for: what is there with the rows in its place.
fn asked(ground: &Ground, sheet: &Sheet, close_missing: bool) -> Tree {
    let mut asked = if close_missing { Tree::new() } else { tree(ground) };
    for line in &sheet.lines {
        let superior = match &line.superior {
            Above::Code(code) => code.as_str().to_owned(),
            _ => "top".to_owned(),
        };
        let of = (superior, line.kind, line.name.as_str().to_owned());
        asked.insert(code_of(line), of);
    }
    asked
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_plan_makes_what_the_sheet_asks_for_or_refuses_what_cannot_be(
        ground in existing(),
        rows in rows(0..14),
        close_missing in any::<bool>(),
    ) {
        let sheet = sheet(&rows.join("\n"));
        let plan = plan(&ground, &sheet, close_missing);
        let asked = asked(&ground, &sheet, close_missing);
        prop_assert_eq!(plan.flaws.is_empty(), may_be(&asked), "{:?}\n{:?}", plan.flaws, asked);
        if plan.flaws.is_empty() {
            prop_assert_eq!(done(&ground, &sheet, &plan), asked);
            let (made, unchanged) = (plan.made.len(), plan.unchanged);
            prop_assert!(made + unchanged <= sheet.lines.len());
        }
    }

    #[test]
    fn the_order_of_rows_does_not_matter(
        ground in existing(),
        (rows, shuffled) in rows(0..14)
            .prop_flat_map(|rows| (Just(rows.clone()), Just(rows).prop_shuffle())),
        close_missing in any::<bool>(),
    ) {
        let said = |rows: &[String]| {
            let sheet = sheet(&rows.join("\n"));
            let plan = plan(&ground, &sheet, close_missing);
            // Where a circle is told from, and where its flaw stands, is the first row's.
            let count = plan.flaws.len();
            let plan = Plan { flaws: Vec::new(), ..plan };
            let told = told(&ground, &sheet, &plan);
            (count, told.lines().map(str::to_owned).collect::<HashSet<_>>())
        };
        prop_assert_eq!(said(&rows), said(&shuffled));
    }

    #[test]
    fn the_same_sheet_again_changes_nothing(ground in existing()) {
        let line = |(code, (above, kind, name)): (&String, &(String, OrgKind, String))| {
            format!("{code} {} {above} {name}", kind.word())
        };
        let rows: Vec<String> = tree(&ground).iter().rev().map(line).collect();
        for close_missing in [false, true] {
            let sheet = sheet(&rows.join("\n"));
            let plan = plan(&ground, &sheet, close_missing);
            prop_assert_eq!(told(&ground, &sheet, &plan), "");
            prop_assert_eq!((plan.unchanged, plan.left), (ground.existing.len(), 0));
        }
    }
}
