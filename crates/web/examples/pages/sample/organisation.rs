//! 党组织 and 检索.

use web::layout::{Page, Tone};
use web::page::organisation::{AsOf, Child, ChildSorts, Organisation, Plan, Post, Sieve, Span};
use web::page::organisation_mismatch::{MismatchRow, OrganisationMismatch};
use web::page::search::{Hit, Search};
use web::part::badge::{Badge, Standing};
use web::part::choice::Choice;
use web::part::facts::Fact;
use web::part::find::Find;
use web::part::link::{Act, Link};
use web::part::marked::Marked;
use web::part::pager::Pager;
use web::part::table::{Order, Sort};

use super::{LONG, SHARP, inside, inside_long, noticed, way};

const KINDS: [&str; 4] = ["基层党委", "党组", "党(工)委", "党总支"];
const PLACES: [&str; 6] = ["青禾镇", "云岭乡", "松溪镇", "白石乡", "河湾镇", "竹林街道"];

fn child(at: usize) -> Child {
    let badges = match at % 17 {
        3 => vec![Badge::new("书记空缺", Standing::Near)],
        8 => vec![Badge::new("类别待核", Standing::Grave)],
        _ => Vec::new(),
    };
    let serial = if at < PLACES.len() { String::new() } else { format!("第{at}") };
    Child {
        name: format!("{}{serial}党委", PLACES[at % PLACES.len()]),
        href: "/organisations/9".into(),
        kind: KINDS[(at % 17) / 5].into(),
        code: if at % 11 == 5 { String::new() } else { format!("0360{:06}", at * 137 + 11) },
        branches: (at * 7 % 61 + 1).to_string(),
        badges,
    }
}

fn find(query: &str) -> Find {
    Find {
        action: "/search".into(),
        label: "在下级组织中检索".into(),
        query: query.into(),
        hidden: vec![("under".into(), "7".into())],
    }
}

fn acts() -> Vec<Act> {
    vec![
        Act::new("新建下级组织", "/organisations/7/children/new"),
        Act::new("导入", "/organisations/7/import"),
        Act::new("导出", "/organisations/7/export"),
        Act::new("新增任职", "/organisations/7/posts/new"),
        Act::new("修改", "/organisations/7/change"),
        Act::new("调整隶属", "/organisations/7/move"),
        Act::grave("撤销", "/organisations/7/close"),
    ]
}

fn post(name: &str, role: &str, acting: bool) -> Post {
    Post {
        name: name.into(),
        role: role.into(),
        days: "2024-05-01 起".into(),
        badges: if acting { vec![Badge::new("代理", Standing::Plain)] } else { Vec::new() },
        end: Some(Link::new("免职", "/posts/3/end")),
    }
}

fn span(text: &str, days: &str) -> Span {
    Span { text: text.into(), href: None, days: days.into() }
}

fn sieve() -> Sieve {
    let choice = |(value, text): (&str, &str)| Choice::new(value, text, value == "name");
    Sieve {
        action: "/organisations/7".into(),
        kinds: [("committee", "基层党委"), ("branch", "党支部")].map(choice).to_vec(),
        sectors: [("rural", "农村"), ("office", "机关")].map(choice).to_vec(),
        orders: [("place", "组织顺序"), ("name", "名称")].map(choice).to_vec(),
        is_changed: true,
        sheets: vec![
            Link::new("导出所见 xlsx", "/organisations/7/children/export?sort=name&as=xlsx"),
            Link::new("导出所见 csv", "/organisations/7/children/export?sort=name&as=csv"),
        ],
        all: Some(Link::new("恢复全部", "/organisations/7")),
        ..Sieve::default()
    }
}

fn county() -> Organisation {
    Organisation {
        way: way(&["某省省委组织部", "某市市委组织部"], "甲县县委组织部"),
        name: "甲县县委组织部".into(),
        badges: Vec::new(),
        facts: vec![
            Fact::new("种类", "组织部"),
            Fact::new("党组织代码", "036000000101"),
            Fact::new("下辖", "312 个基层党委,4,806 个支部"),
            Fact::new("成立于", "2012-07-01"),
        ],
        acts: acts(),
        find: find(""),
        as_of: Some(AsOf {
            action: "/organisations/7".into(),
            on: "2026-03-02".into(),
            ..AsOf::default()
        }),
        children: (0..24).map(child).collect(),
        sorts: ChildSorts {
            name: Some(Sort {
                href: "/organisations/7?sort=name-".into(),
                order: Some(Order::Ascending),
            }),
            code: Some(Sort { href: "/organisations/7?sort=code".into(), order: None }),
            branches: Some(Sort { href: "/organisations/7?sort=branches".into(), order: None }),
        },
        sieve: Some(sieve()),
        pager: Pager {
            said: "本页 24 个,共 312 个".into(),
            first: None,
            next: Some("/organisations/7?after=x".into()),
        },
        may_have_children: true,
        found: None,
        posts: Some(vec![post("王示例", "组织部管理员", false), post("赵示例", "部领导", true)]),
        superiors: vec![Span {
            text: "某市市委组织部".into(),
            href: Some("/organisations/2".into()),
            days: "2012-07-01 起".into(),
        }],
        names: vec![
            span("甲县县委组织部", "2018-03-01 起"),
            span("中共甲县委员会组织部", "2012-07-01 至 2018-02-28"),
        ],
        plans: vec![
            Plan {
                text: "2026-07-01 起调整到「某市市委直属机关工委」下面".into(),
                more: "王示例 预定".into(),
                badges: vec![Badge::new("待办", Standing::Near)],
                withdraw: Some(Link::new("收回", "/organisations/7/changes/3")),
            },
            Plan {
                text: "2026-01-01 起撤销".into(),
                more: "王示例 预定;预定的人已经无权这样做".into(),
                badges: vec![Badge::new("未办成", Standing::Grave)],
                withdraw: None,
            },
        ],
    }
}

fn branch() -> Organisation {
    let mut branch = county();
    branch.way = way(
        &["某省省委组织部", "某市市委组织部", "甲县县委组织部", "青禾镇党委", "工业园区党总支"],
        "青禾镇甲村党支部",
    );
    branch.name = "青禾镇甲村党支部".into();
    branch.facts = vec![
        Fact::new("种类", "党支部"),
        Fact::new("党组织代码", "036000000101002"),
        Fact::new("类别", "农村"),
        Fact::new("成立于", "2012-07-01"),
    ];
    branch.acts.drain(..3);
    branch.children.clear();
    branch.pager = Pager::default();
    branch.may_have_children = false;
    branch.posts = Some(Vec::new());
    branch.plans.clear();
    branch
}

fn long() -> Organisation {
    let mut long = county();
    long.way = way(&[LONG, LONG, "甲县县委组织部"], LONG);
    long.name = LONG.into();
    long.badges =
        vec![Badge::new("类别待核", Standing::Grave), Badge::new("书记空缺", Standing::Near)];
    long.facts.push(Fact::new("负责的类别", "农村、社区、机关、事业、高校、国企、非公、社会组织"));
    for child in &mut long.children {
        child.name = LONG.into();
        child.code = "0360-2026/ABCDEFGH-IJKLMNOP-0123456789.X".into();
        child.badges =
            vec![Badge::new("书记空缺", Standing::Near), Badge::new("类别待核", Standing::Grave)];
    }
    long.children[0].name = SHARP.into();
    long.posts = Some(vec![post("阿卜杜拉提普·示例买买提江", "党委管理员", true)]);
    long.superiors = vec![span(LONG, "2012-07-01 起"), span(LONG, "2010-01-01 至 2012-06-30")];
    long
}

fn hit(name: &str, query: &str, way: &[&str]) -> Hit {
    Hit {
        id: "9".into(),
        name: Marked::new(name, query),
        href: "/organisations/9".into(),
        way: way.iter().map(|step| (*step).to_owned()).collect(),
        kind: "基层党委".into(),
        code: Marked::new("036000000148", query),
        badges: Vec::new(),
    }
}

pub(super) fn hits(query: &str) -> Vec<Hit> {
    let county = ["某省省委组织部", "某市市委组织部", "甲县县委组织部"];
    let mut hits = vec![
        hit("青禾镇党委", query, &county),
        hit("青禾镇甲村党支部", query, &["甲县县委组织部", "青禾镇党委"]),
        hit("乙县青禾农场党委", query, &["某省省委组织部", "某市市委组织部", "乙县县委组织部"]),
        hit(&format!("青禾{LONG}"), query, &[LONG, LONG, LONG]),
        hit(SHARP, query, &county),
    ];
    hits[2].badges = vec![Badge::new("已撤销", Standing::Plain)];
    hits
}

fn search(query: &str, hits: Vec<Hit>) -> Search {
    let label = "名称或代码".to_owned();
    Search {
        way: way(&["某省省委组织部"], "检索党组织"),
        find: Find { label, ..find(query) },
        said: "找到 12 个,先列出 5 个。".into(),
        hits,
        pager: Pager {
            said: "本页 5 个,共 12 个".into(),
            first: Some("/search?q=x".into()),
            next: Some("/search?q=x&after=y".into()),
        },
    }
}

fn mismatches() -> OrganisationMismatch {
    let row = |at: usize| MismatchRow {
        branch: Link::new(format!("第{at}机关党支部"), "/organisations/9"),
        sector: ["机关", "国企", "非公"][at % 3].into(),
        evaluator: (at % 5 != 3).then(|| Link::new("青禾镇党委", "/organisations/8")),
        kind: if at % 5 == 3 { String::new() } else { "基层党委".into() },
        responsible: if at.is_multiple_of(4) { String::new() } else { "农村、社区".into() },
    };
    let long = MismatchRow {
        branch: Link::new(LONG, "/organisations/9"),
        evaluator: Some(Link::new(SHARP, "/organisations/8")),
        responsible: "农村、社区、机关、事业、高校、国企、社会组织、其他".into(),
        ..row(1)
    };
    OrganisationMismatch {
        way: way(&["某省省委组织部", "甲县县委组织部"], "类别不符"),
        name: "甲县县委组织部".into(),
        acts: vec![Act::new("导出 xlsx", "/organisations/7/mismatches/export?as=xlsx")],
        rows: (0..12).map(row).chain([long]).collect(),
        pager: Pager {
            next: Some("/organisations/7/mismatches?after=x".into()),
            ..Pager::default()
        },
        back_href: "/organisations/7".into(),
    }
}

pub(super) fn all() -> Vec<(&'static str, String)> {
    let none = OrganisationMismatch { rows: Vec::new(), pager: Pager::default(), ..mismatches() };
    let empty = Organisation {
        children: Vec::new(),
        pager: Pager::default(),
        found: Some(Link::new("新建下级组织", "/organisations/7/children/new")),
        superiors: Vec::new(),
        sieve: None,
        ..county()
    };
    let many = Sieve {
        name: SHARP.into(),
        too_many: "超过 2000 个,不能按支部数排,请先筛选。".into(),
        ..sieve()
    };
    let sieved = Organisation {
        children: Vec::new(),
        pager: Pager::default(),
        sieve: Some(many),
        ..county()
    };
    let rows = Organisation { children: (0..300).map(child).collect(), ..county() };
    let past = Organisation {
        as_of: Some(AsOf {
            action: "/organisations/7".into(),
            on: "2017-06-30".into(),
            today_href: Some("/organisations/7".into()),
            flaw: Some("2030-01-01 还没有到,请填今天或以前的日期。".into()),
        }),
        acts: Vec::new(),
        badges: vec![Badge::new("已撤销", Standing::Plain)],
        posts: None,
        sieve: None,
        ..county()
    };
    let founded = noticed(
        inside("党组织"),
        Tone::Done,
        "已新建「青禾镇党委」。",
        Some(Link::new("再建一个", "/organisations/7/children/new")),
    );
    let refused =
        noticed(inside("党组织"), Tone::Failed, "没有停用李示例的账号:他还有一个任职。", None);
    vec![
        ("organisation", county().show(&founded)),
        ("organisation-branch", branch().show(&refused)),
        ("organisation-empty", empty.show(&inside("党组织"))),
        ("organisation-sieved", sieved.show(&inside("党组织"))),
        ("organisation-300", rows.show(&inside("党组织"))),
        ("organisation-long", long().show(&inside_long("党组织"))),
        ("organisation-past", past.show(&inside("党组织"))),
        ("organisation-mismatch", mismatches().show(&inside("党组织"))),
        ("organisation-mismatch-none", none.show(&inside("党组织"))),
        ("search", search("", Vec::new()).show(&inside("检索"))),
        ("search-hits", search("青禾", hits("青禾")).show(&inside("检索"))),
        ("search-empty", search(SHARP, Vec::new()).show(&inside("检索"))),
    ]
}
