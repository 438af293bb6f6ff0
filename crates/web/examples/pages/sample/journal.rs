//! 留痕.

use web::layout::Page;
use web::page::journal::{Journal, JournalEntry};
use web::page::journal_entry::JournalEntryPage;
use web::part::choice::Choice;
use web::part::facts::Fact;
use web::part::flaws::Flaws;
use web::part::link::Link;
use web::part::pager::Pager;

use super::{LONG, SHARP, inside, inside_long, way};

const EVENTS: [(&str, &str); 4] = [
    ("登录", "从 10.0.8.21 登录。"),
    ("调整隶属", "从「云岭乡党委」到「青禾镇党委」,自 2026-03-02 起。"),
    ("任职", "李示例任支部书记。"),
    ("导入组织", "新建 12 个、调整 3 个、修改 2 个、撤销 1 个。"),
];

fn entry(at: usize) -> JournalEntry {
    let (what, detail) = EVENTS[at % EVENTS.len()];
    JournalEntry {
        place: if at == 0 { String::new() } else { format!("{}", 1_048_900 - at) },
        href: "/journal/7".into(),
        at: format!("2026-03-02 {:02}:{:02}:{:02}", 18 - at / 60 % 12, 59 - at % 60, at * 7 % 60),
        who: "王示例".into(),
        what: what.into(),
        detail: detail.into(),
        organisation: (!at.is_multiple_of(4))
            .then(|| Link::new("青禾镇甲村党支部", "/organisations/7")),
    }
}

fn journal(entries: Vec<JournalEntry>) -> Journal {
    let events = ["登录", "新建组织", "修改组织", "调整隶属", "撤销组织", "导入组织", "任职"];
    Journal {
        way: way(&["甲县县委组织部"], "留痕"),
        action: "/journal".into(),
        events: events.iter().map(|word| Choice::new(*word, *word, false)).collect(),
        entries,
        form: "f-j".into(),
        asked: vec![("event".into(), "appointed".into())],
        ..Journal::default()
    }
}

pub(super) fn all() -> Vec<(&'static str, String)> {
    let pager = |said: &str| Pager {
        said: said.into(),
        first: Some("/journal".into()),
        next: Some("/journal?before=x".into()),
    };
    let some = Journal { pager: pager("本页 40 条"), ..journal((0..40).map(entry).collect()) };
    let rows = Journal { pager: pager("本页 300 条"), ..journal((0..300).map(entry).collect()) };
    let none = Journal { clear_href: Some("/journal".into()), ..journal(Vec::new()) };
    let new = journal(Vec::new());
    let mut long = journal((0..12).map(entry).collect());
    for entry in &mut long.entries {
        entry.who = "阿卜杜拉提普·示例买买提江".into();
        entry.organisation = Some(Link::new(LONG, "/organisations/7"));
        entry.detail = format!("从「{LONG}」到「{SHARP}」。");
    }
    let several = Journal {
        person: "王示例".into(),
        several: vec![Link::new("王示例 · 青禾镇党委", "/journal?person=1"), Link::new(LONG, "/x")],
        ..journal(Vec::new())
    };
    let flawed = Journal {
        from: "昨天".into(),
        org: SHARP.into(),
        flaws: Flaws::new([
            ("from", "日期应写作 2026-11-24"),
            ("org", "没有找到,请写两个以上的字"),
        ]),
        ..journal(Vec::new())
    };
    let one = JournalEntryPage {
        way: way(&["留痕"], "调整隶属"),
        what: "调整隶属".into(),
        detail: format!("从「{LONG}」调整到「{SHARP}」,自 2026-03-02 起。"),
        facts: vec![
            Fact::new("时间", "2026-03-02 18:59"),
            Fact::new("党组织", LONG),
            Fact::new("哈希(SHA-256)", format!("{}(与原文相符)", "ab".repeat(32))),
        ],
        body: format!("dukao journal 1\nentry 7\nrow organisation 7 1 {}\n", "ab".repeat(32)),
    };
    vec![
        ("journal-several", several.show(&inside("留痕"))),
        ("journal-flawed", flawed.show(&inside("留痕"))),
        ("journal-entry", one.show(&inside_long("留痕"))),
        ("journal", some.show(&inside("留痕"))),
        ("journal-300", rows.show(&inside("留痕"))),
        ("journal-none", none.show(&inside("留痕"))),
        ("journal-new", new.show(&inside("留痕"))),
        ("journal-long", long.show(&inside_long("留痕"))),
    ]
}
