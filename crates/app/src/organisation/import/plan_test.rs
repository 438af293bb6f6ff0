//! Plans, by example and by law. Long because the examples stand beside what they come to.

use std::collections::{BTreeMap, HashSet};

use jiff::civil::date;
use model::fold::fold;
use model::id::OrgId;
use model::limit;
use model::organisation::{OrgCode, OrgKind, OrgName, Sectors};
use model::path::OrgPath;
use proptest::collection::vec;
use proptest::prelude::*;
use store::organisation::Organisation;
use uuid::Uuid;

use super::super::sheet::{Line, Sheet};
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
            org.code == code(superior) && superior != "-" || org.name.as_str() == superior
        };
        let superior = existing.iter().find(is).unwrap_or(&scope);
        let kind = OrgKind::worded(kind).unwrap();
        let path = superior.path.child(at).unwrap();
        existing.push(org(at.into(), code(of), kind, Some(superior.id), path, name));
    }
    existing.sort_by(|one, other| one.path.cmp(&other.path));
    let elsewhere = elsewhere.iter().filter_map(|text| code(text)).collect();
    Ground { scope, existing, elsewhere }
}

/// A sheet of lines in the same form.
fn sheet(text: &str) -> Sheet {
    let line = |(line, number): (&str, u64)| {
        let [of, kind, superior, name] = line.split(' ').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        Line {
            number,
            code: code(of).unwrap(),
            name: OrgName::parse(name).unwrap(),
            kind: OrgKind::worded(&fold(kind)).unwrap(),
            superior: code(superior),
            sector: None,
            sectors: Sectors::default(),
        }
    };
    Sheet::of(text.lines().zip(2..).map(line).collect())
}

/// A plan in words, a line each.
fn told(ground: &Ground, sheet: &Sheet, plan: &Plan) -> String {
    let superior = |superior: Superior| match superior {
        Superior::Scope => "top".to_owned(),
        Superior::Existing(org) => ground.existing[org].code.as_ref().unwrap().as_str().to_owned(),
        Superior::Made(line) => sheet.lines[line].code.as_str().to_owned(),
    };
    let code = |line: usize| sheet.lines[line].code.as_str();
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
    check(
        &ground,
        "5 支部 2 白石村党支部",
        false,
        ":2 列「党组织名称」: 上级下面已有「白石村党支部」,它没有代码;请先给它填上代码\n\
         新建 5 隶属 2\n",
    );
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
        Superior::Made(line) => sheet.lines[line].code.as_str().to_owned(),
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
            assert_eq!(tree.insert(line.code.as_str().to_owned(), of), None);
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
        let superior = line.superior.as_ref().map_or("top", |code| code.as_str()).to_owned();
        let of = (superior, line.kind, line.name.as_str().to_owned());
        asked.insert(line.code.as_str().to_owned(), of);
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
