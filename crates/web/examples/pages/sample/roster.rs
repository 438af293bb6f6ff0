//! 党员名册: the list, its forms, cells, and a sheet that is looked at.

use web::layout::{Page, Tone};
use web::page::organisation_import::{CellFlaw, Count, SheetChange};
use web::page::roster::{CellPage, Cells, Member, MemberEntry, MemberForms, Roster, Row, Running};
use web::page::roster_import::{RosterSheet, RosterTrial};
use web::part::badge::{Badge, Standing};
use web::part::choice::Choice;
use web::part::facts::Fact;
use web::part::flaws::Flaws;
use web::part::link::{Act, Link};
use web::part::upload::Upload;
use web::part::way::Way;

use super::{LONG, SHARP, inside, inside_long, noticed, texts, way};

const BACK: &str = "/organisations/9/roster";

fn here(page: &str) -> Way {
    way(&["甲县县委组织部", "青禾镇党委", "青禾村党支部", "党员名册"], page)
}

fn choices(words: &[&str], chosen: &str) -> Vec<Choice> {
    words.iter().map(|word| Choice::new(*word, *word, *word == chosen)).collect()
}

const CELLS: [&str; 3] = ["第一党小组", "第二党小组", "流动党员党小组"];

fn row(at: usize) -> Row {
    let names = ["赵示例", "钱示例", "孙示例", "李示例", "周示例"];
    Row {
        name: format!("{}{}", names[at % 5], if at < 5 { String::new() } else { at.to_string() }),
        href: format!("{BACK}/members/{at}"),
        membership: if at % 7 == 3 { "预备党员" } else { "正式党员" }.into(),
        posts: if at == 0 { "支部书记" } else { "" }.into(),
        cell: if at % 4 == 3 { "" } else { CELLS[at % 3] }.into(),
        days: "2016-01-01 起".into(),
        badges: match at % 9 {
            4 => vec![Badge::new("免予参加: 流动党员", Standing::Plain)],
            _ => Vec::new(),
        },
    }
}

fn list(rows: usize) -> Roster {
    let act = |text: &str| Act::new(text, BACK);
    Roster {
        way: way(&["甲县县委组织部", "青禾镇党委", "青禾村党支部"], "党员名册"),
        name: "青禾村党支部".into(),
        facts: vec![
            Fact::new("在册党员", format!("{rows} 名")),
            Fact::new("其中预备党员", "3 名"),
            Fact::new("免予参加", "2 名"),
            Fact::new("应到", "22 名"),
        ],
        acts: ["登记党员", "导入", "党小组", "导出"].map(act).into(),
        action: BACK.into(),
        cells: choices(&CELLS, ""),
        members: (0..rows).map(row).collect(),
        begin: Some(Link::new("登记第一名党员", BACK)),
        ..Roster::default()
    }
}

fn lists() -> [Roster; 4] {
    let mut long = list(24);
    long.members[1].name = LONG.into();
    long.members[2].name = SHARP.into();
    long.members[2].cell = LONG.into();
    long.past =
        (30..34).map(|at| Row { days: "2014-03-01 至 2016-06-30".into(), ..row(at) }).collect();
    long.missing =
        vec![("支部书记吴示例还不在名册里。".into(), Link::new("登记", format!("{BACK}/entry")))];
    let empty = Roster {
        members: Vec::new(),
        cells: Vec::new(),
        missing: long.missing.clone(),
        acts: vec![Act::new("登记党员", BACK), Act::new("导入", BACK), Act::new("党小组", BACK)],
        ..list(0)
    };
    let filtered = Roster {
        cells: choices(&CELLS, CELLS[0]),
        clear_href: Some(BACK.into()),
        members: Vec::new(),
        ..list(0)
    };
    [long, list(300), empty, filtered]
}

fn entry() -> MemberEntry {
    MemberEntry {
        way: here("登记党员"),
        organisation: "青禾村党支部".into(),
        form: "f-30".into(),
        action: format!("{BACK}/entry"),
        known: choices(&["吴示例(支部书记)", "郑示例(以前在册)"], ""),
        memberships: choices(&["正式党员", "预备党员"], "正式党员"),
        cells: choices(&CELLS, ""),
        back_href: BACK.into(),
        ..MemberEntry::default()
    }
}

fn member() -> Member {
    let forms = MemberForms {
        form: "f-31".into(),
        action: format!("{BACK}/members/2"),
        version: "3".into(),
        memberships: choices(&["正式党员", "预备党员"], "正式党员"),
        cells: choices(&CELLS, CELLS[1]),
        from: "2016-01-01".into(),
        reasons: choices(&["流动党员", "年老体弱或生病", "外派"], ""),
        running: Some(Running {
            began: "2016-05-01".into(),
            says: "流动党员: 2016-05-01 起".into(),
        }),
        may_end: true,
        last: "2026-11-24".into(),
        ..MemberForms::default()
    };
    Member {
        way: here("钱示例"),
        name: "钱示例".into(),
        facts: vec![
            Fact::new("党员类别", "正式党员"),
            Fact::new("党小组", "第二党小组"),
            Fact::new("在册", "2016-01-01 起"),
            Fact::new("免予参加", "流动党员 2016-05-01 起"),
        ],
        forms: Some(forms),
        back_href: BACK.into(),
        ..Member::default()
    }
}

fn cells() -> Cells {
    let cell = |name: &str| {
        [name, "8", "2016-01-01 起", "/organisations/9/roster/cells/1"].map(str::to_owned)
    };
    let choice = |at: usize| {
        let Row { name, cell, .. } = row(at);
        let hint = if cell.is_empty() { "不在党小组".to_owned() } else { cell };
        Choice { hint, ..Choice::new(at.to_string(), name, false) }
    };
    Cells {
        way: here("党小组"),
        name: "青禾村党支部".into(),
        cells: CELLS.map(cell).into(),
        form: "f-32".into(),
        action: format!("{BACK}/cells"),
        choices: choices(&CELLS, ""),
        members: (0..24).map(choice).collect(),
        back_href: BACK.into(),
        ..Cells::default()
    }
}

fn cell() -> CellPage {
    CellPage {
        way: here("第一党小组"),
        cell: "第一党小组".into(),
        form: "f-33".into(),
        action: format!("{BACK}/cells/1"),
        version: "1".into(),
        new_name: "第一党小组".into(),
        members: texts(&["赵示例", "钱示例", "孙示例"]),
        back_href: format!("{BACK}/cells"),
        ..CellPage::default()
    }
}

fn upload() -> Upload {
    Upload {
        form: "f-34".into(),
        action: format!("{BACK}/import"),
        hint: "xlsx、xls 或 csv,至多 2 MB。".into(),
        back_href: BACK.into(),
        ..Upload::default()
    }
}

fn trial() -> RosterTrial {
    let count = |term: &str, number: u32| Count {
        term: term.into(),
        number: number.to_string(),
        nothing: number == 0,
        grave: false,
    };
    let change = |what: Badge, name: &str, before: &str, after: &str, row: &str| SheetChange {
        name: name.into(),
        what,
        before: before.into(),
        after: after.into(),
        row: row.into(),
    };
    let (good, plain) = (Standing::Good, Standing::Plain);
    RosterTrial {
        way: here("核对导入"),
        name: "青禾村党支部".into(),
        sheet: "青禾村名册.xlsx".into(),
        unread: "这些列不认识,没有读: 电话、备注。".into(),
        counts: vec![
            count("登记", 1),
            count("修改", 1),
            count("新建党小组", 1),
            count("不变", 21),
            count("表里没有", 0),
        ],
        changes: vec![
            change(Badge::new("新建党小组", good), "第三党小组", "", "", "4"),
            change(
                Badge::new("登记", good),
                "周示例",
                "",
                "正式党员;第三党小组;2016-03-01 入册",
                "4",
            ),
            change(Badge::new("修改", plain), "李示例", "预备党员", "正式党员", "9"),
        ],
        form: "f-35".into(),
        action: format!("{BACK}/imports/1"),
        seen: "00".into(),
        says: texts(&["全部导入,或者什么都不变。", "表里没有的 0 名党员保持原样。"]),
        again: upload(),
        back_href: BACK.into(),
        ..RosterTrial::default()
    }
}

fn flawed_forms() -> (MemberEntry, Member, Cells) {
    let entry = MemberEntry {
        name: SHARP.into(),
        namesake: Some(false),
        from: "2016-13-40".into(),
        flaws: Flaws::new([
            ("name", "已有同名的党员在册;不是同一个人的,请勾选「同名,不是同一个人」"),
            ("from", "日期应写作 2026-11-24"),
        ]),
        ..entry()
    };
    let member = Member {
        name: LONG.into(),
        flaws: Flaws::new([
            ("to", "不能早于开始的日期"),
            ("excused_from", "从 2016-05-01 到 现在 已经免予参加,日期不能重叠"),
        ]),
        ..member()
    };
    let cells = Cells {
        new_name: SHARP.into(),
        flaws: Flaws::new([("name", "已经有这个名称的党小组"), ("member", "请勾选要编入的党员")]),
        ..cells()
    };
    (entry, member, cells)
}

pub(super) fn all() -> Vec<(&'static str, String)> {
    let [long, many, empty, filtered] = lists();
    let (entry_flawed, member_flawed, cells_flawed) = flawed_forms();
    let seen = Member { forms: None, ..member() };
    let none = Cells { cells: Vec::new(), choices: Vec::new(), ..cells() };
    let sheet = RosterSheet {
        way: here("导入"),
        name: "青禾村党支部".into(),
        upload: upload(),
        template: Link::new("空表(xlsx)", "/b"),
        current: vec![Link::new("现在的名册(xlsx)", "/x"), Link::new("现在的名册(csv)", "/c")],
    };
    let flaw = |at: usize| CellFlaw {
        place: format!("C{}「入册日期」", at + 4),
        text: format!("「{SHARP}」不是日期;请写作 2026-11-24"),
    };
    let trial_flawed = RosterTrial {
        counts: Vec::new(),
        changes: Vec::new(),
        flaws: (0..8).map(flaw).collect(),
        flaws_count: 8,
        ..trial()
    };
    let same = RosterTrial { changes: Vec::new(), ..trial() };
    let told = |frame| noticed(frame, Tone::Done, "已登记到名册。", None);
    let on = "党组织";
    vec![
        ("roster", long.show(&told(inside(on)))),
        ("roster-300", many.show(&inside_long(on))),
        ("roster-empty", empty.show(&inside(on))),
        ("roster-filtered", filtered.show(&inside(on))),
        ("roster-entry", entry().show(&inside(on))),
        ("roster-entry-flawed", entry_flawed.show(&inside_long(on))),
        ("roster-member", member().show(&inside(on))),
        ("roster-member-flawed", member_flawed.show(&inside_long(on))),
        ("roster-member-seen", seen.show(&inside(on))),
        ("roster-cells", cells().show(&inside(on))),
        ("roster-cells-flawed", cells_flawed.show(&inside(on))),
        ("roster-cells-none", none.show(&inside(on))),
        ("roster-cell", cell().show(&inside(on))),
        ("roster-sheet", sheet.show(&inside(on))),
        ("roster-trial", trial().show(&inside(on))),
        ("roster-trial-flawed", trial_flawed.show(&inside(on))),
        ("roster-trial-same", same.show(&inside(on))),
    ]
}
