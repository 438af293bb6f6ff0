//! 台账: the list, a record, its form, and sheets.

use web::layout::{Page, Tone};
use web::page::ledger::{Ledger, Row, Sheets};
use web::page::record::{File, Group, Record, Revision, Withdrawal};
use web::page::record_form::{Asked, Called, Question, RecordForm, RollCall};
use web::page::record_import::{RecordSheet, RecordTrial};
use web::part::attached::Attached;
use web::part::badge::{Badge, Standing};
use web::part::choice::Choice;
use web::part::facts::Fact;
use web::part::flaws::Flaws;
use web::part::link::{Act, Link};
use web::part::news::{Changed, News};
use web::part::pager::Pager;

use super::{LONG, SHARP, inside, inside_long, noticed, way};

const PLACE: &str = "/organisations/7/records";

fn here(here: &str) -> web::part::way::Way {
    way(&["青禾镇党委", "青禾村党支部"], here)
}

fn row(at: usize) -> Row {
    let badges = match at % 9 {
        2 => vec![Badge::new("补录", Standing::Near)],
        5 => vec![Badge::new("已撤回", Standing::Grave), Badge::new("补录", Standing::Near)],
        _ => Vec::new(),
    };
    Row {
        title: format!("专题{}学习讨论", at % 4 + 1),
        href: format!("{PLACE}/9"),
        day: format!("2016-{:02}-{:02}", at % 12 + 1, at % 28 + 1),
        kind: ["会议", "讲党课", "其他佐证", "工作计划"][at % 4].into(),
        badges,
        files: if at.is_multiple_of(3) { "2".into() } else { String::new() },
    }
}

fn choices(texts: &[&str]) -> Vec<Choice> {
    texts.iter().map(|text| Choice::new(*text, *text, false)).collect()
}

fn ledger() -> Ledger {
    let sheets = ["工作计划", "会议", "讲党课", "其他佐证"].map(|kind| Sheets {
        kind: kind.into(),
        links: vec![
            Link::new("导出", format!("{PLACE}/export/meeting")),
            Link::new("导入", format!("{PLACE}/import/meeting")),
        ],
    });
    Ledger {
        way: here("台账"),
        name: "青禾村党支部".into(),
        begin: ["记工作计划", "记会议", "记讲党课", "记其他佐证"]
            .map(|text| Act::new(text, format!("{PLACE}/new/meeting")))
            .into(),
        drafts: vec![Row { day: "2016-06-21 09:12 陈联络".into(), ..row(1) }],
        action: PLACE.into(),
        kinds: choices(&["工作计划", "会议", "讲党课", "其他佐证"]),
        states: choices(&["已提交", "已撤回"]),
        rows: (0..12).map(row).collect(),
        pager: Pager {
            said: "本页 12 条".into(),
            first: None,
            next: Some(format!("{PLACE}?after=x")),
        },
        sheets: sheets.into(),
        ..Ledger::default()
    }
}

fn file(name: &str) -> File {
    File {
        id: name.len().to_string(),
        name: name.into(),
        size: "1.2 MB".into(),
        href: format!("{PLACE}/9/files/1"),
    }
}

fn record() -> Record {
    let group = |word: &str, names: &[&str]| Group {
        word: word.into(),
        count: format!("{} 人", names.len()),
        names: names.iter().map(|name| (*name).to_owned()).collect(),
    };
    let changed = |label: &str, before: &str, after: &str| Changed {
        label: label.into(),
        before: before.into(),
        after: after.into(),
    };
    Record {
        way: here("专题3学习讨论"),
        title: "专题3学习讨论".into(),
        kind: "会议".into(),
        badges: vec![Badge::new("补录", Standing::Near)],
        acts: vec![
            Act::new("更正", format!("{PLACE}/9/form")),
            Act::grave("撤回", format!("{PLACE}/9/withdrawal")),
        ],
        facts: vec![
            Fact::new("会议名称", "专题3学习讨论"),
            Fact::new("日期", "2016-06-20"),
            Fact::new("会议内容", "专题学习讨论、研究部署"),
            Fact::new("讨论的专题", "专题3 树立清风正气"),
            Fact::new("主要内容", "学习党章党规。\n讨论怎样做合格党员。"),
        ],
        attendance: vec![
            group("参加", &["赵示例", "孙示例", "李示例"]),
            group("已补学", &["钱示例(2016-06-25 补学)"]),
            group("不计应到", &["周示例(年老体弱或生病)"]),
        ],
        files: vec![file("签到表.pdf"), file("会议记录(定稿).docx")],
        revisions: vec![
            Revision {
                says: "2016-06-26 10:00 王书记 更正".into(),
                reason: "钱示例已补学".into(),
                changed: vec![
                    changed("钱示例", "缺席", "已补学(2016-06-25)"),
                    changed("地点", "", "村部"),
                ],
            },
            Revision { says: "2016-06-20 17:30 陈联络 提交".into(), ..Revision::default() },
        ],
    }
}

fn question(asked: Asked, name: &str, label: &str, value: &str) -> Question {
    let (name, label, value) = (name.into(), label.into(), value.into());
    Question { asked, name, label, value, needed: true, ..Question::default() }
}

fn called(at: usize) -> Called {
    let name = ["赵示例", "钱示例", "孙示例", "李示例(2)", "欧阳示例"][at % 5];
    let state = if at % 7 == 3 { "absent" } else { "present" };
    Called { id: format!("m{at}"), name: name.into(), state: state.into(), ..Called::default() }
}

fn form() -> RecordForm {
    let topics = [1, 2, 3, 4].map(|n| Choice::new(format!("t{n}"), format!("专题{n}"), n == 3));
    let serves = ["学习教育动员", "研究部署", "专题学习讨论", "集中学习", "专题组织生活会"];
    let mut due: Vec<Called> = (0..30).map(called).collect();
    due[4].state = "made_up".into();
    due[4].made_up_on = "2016-06-25".into();
    let hint = "有几项就勾选几项".to_owned();
    RecordForm {
        way: here("记会议"),
        heading: "记会议".into(),
        lead: "一次会议或集中学习:哪天、为了什么、谁参加了。".into(),
        form: "f-1".into(),
        action: format!("{PLACE}/new/meeting"),
        hidden: vec![("record".into(), "9".into()), ("base".into(), "0".into())],
        questions: vec![
            question(Asked::Line, "title", "会议名称", ""),
            question(Asked::Day, "held_on", "日期", "2016-06-20"),
            Question {
                choices: choices(&serves),
                hint,
                ..question(Asked::Several, "serves", "会议内容", "")
            },
            Question {
                choices: topics.into(),
                ..question(Asked::Several, "topics", "讨论的专题", "")
            },
            Question {
                choices: choices(&["第一党小组", "第二党小组"]),
                needed: false,
                ..question(Asked::One, "cell", "党小组", "")
            },
            Question { needed: false, ..question(Asked::Sentences, "summary", "主要内容", "") },
        ],
        roll: Some(RollCall {
            day: "2016-06-20".into(),
            last_href: Some(format!("{PLACE}/new/meeting?from=last")),
            due,
            excused: vec![Called {
                id: "x1".into(),
                name: "周示例".into(),
                excuse: "年老体弱或生病".into(),
                ..Called::default()
            }],
        }),
        upload: format!("{PLACE}/9/uploads"),
        files_lead: "可以附会议记录或签到表,不要求照片。".into(),
        back_href: PLACE.into(),
        ..RecordForm::default()
    }
}

fn flawed_form() -> RecordForm {
    let mut form = form();
    for question in &mut form.questions {
        if matches!(question.asked, Asked::Line | Asked::Sentences) {
            question.value = format!("{SHARP}\n{LONG}");
        }
    }
    if let Some(roll) = &mut form.roll {
        roll.due.truncate(3);
        roll.due[0].name = LONG.into();
    }
    RecordForm {
        heading: "更正会议".into(),
        saved: "草稿由 陈联络 2016-06-21 09:12 保存,还没有提交。".into(),
        files: vec![Attached {
            id: "7".into(),
            name: format!("{LONG}.pdf"),
            size: "1.2 MB".into(),
            href: format!("{PLACE}/9/files/7"),
        }],
        reason: Some(String::new()),
        discard: Some(format!("{PLACE}/9/discard")),
        discard_form: "f-2".into(),
        flaws: Flaws::new([
            ("title", "只能写一行,最多 120 字"),
            ("topics", "请选择讨论的是哪个专题"),
            ("summary", "有 2100 字,最多 2000 字,请缩短"),
            ("attendance", "2016-06-20 的名册里有 赵示例、李示例,还没有填;已经列出,请核对"),
            ("files", "「照片.zip」是压缩包,不能附;请解压后一份一份附"),
            ("reason", "请用一句话写明原因"),
        ]),
        ..form
    }
}

pub(super) fn all() -> Vec<(&'static str, String)> {
    let at = inside("党组织");
    let empty =
        Ledger { drafts: Vec::new(), rows: Vec::new(), pager: Pager::default(), ..ledger() };
    let nothing = Ledger { is_filtered: true, query: SHARP.into(), ..empty.clone() };
    let above = Ledger { begin: Vec::new(), ..empty.clone() };
    let many = Ledger { rows: (0..300).map(row).collect(), ..ledger() };
    let mut long = ledger();
    long.name = LONG.into();
    long.rows.iter_mut().for_each(|row| row.title = LONG.into());
    long.drafts[0].title = SHARP.into();
    let mut long_record = record();
    long_record.title = LONG.into();
    long_record.badges.push(Badge::new("已撤回", Standing::Grave));
    long_record.facts[0].text = SHARP.into();
    long_record.files.push(file(&format!("{LONG}.pdf")));
    long_record.attendance[0].names = (0..60).map(|_| "欧阳示例".to_owned()).collect();
    let mut news = flawed_form();
    news.flaws = Flaws::default();
    news.saved = String::new();
    news.news = News {
        head: "王书记 2016-06-21 10:00 刚刚改过".into(),
        says: "您填写的都在下面,还没有保存。请对照着改,再提交就以您的为准。".into(),
        changed: record().revisions[0].changed.clone(),
    };
    let withdrawal = Withdrawal {
        way: here("撤回"),
        title: "专题3学习讨论".into(),
        form: "f-3".into(),
        action: format!("{PLACE}/9/withdrawal"),
        base: "2".into(),
        back_href: format!("{PLACE}/9"),
        ..Withdrawal::default()
    };
    let withdrawal_flawed = Withdrawal {
        title: SHARP.into(),
        flaws: Flaws::new([("reason", "请用一句话写明原因")]),
        ..withdrawal.clone()
    };
    let sheet = RecordSheet {
        way: here("导入会议"),
        kind: "会议".into(),
        form: "f-4".into(),
        action: format!("{PLACE}/import/meeting"),
        template: Link::new("空表(xlsx)", format!("{PLACE}/import/meeting/blank.xlsx")),
        current: Link::new("已有的记录(xlsx)", format!("{PLACE}/export/meeting")),
        back_href: PLACE.into(),
        ..RecordSheet::default()
    };
    let sheet_flawed = RecordSheet {
        flaws: Flaws::new([("sheet", "不是表格;请选 xlsx 或 csv 文件")]),
        ..sheet.clone()
    };
    let change = |row: usize| {
        let what = if row.is_multiple_of(3) { "更正" } else { "新记录" };
        [row.to_string(), "2016-06-20".into(), LONG.into(), what.into()]
    };
    let trial = RecordTrial {
        way: here("核对导入"),
        kind: "会议".into(),
        sheet: "会议.xlsx".into(),
        unread: "这些列不认识,没有读: 备注。".into(),
        changes: (4..304).map(change).collect(),
        unchanged: "12 条和已有的一样,不用导入。".into(),
        form: "f-5".into(),
        action: format!("{PLACE}/import/meeting/9"),
        again_href: format!("{PLACE}/import/meeting"),
        back_href: PLACE.into(),
        ..RecordTrial::default()
    };
    let same = RecordTrial { changes: Vec::new(), ..trial.clone() };
    let trial_flawed = RecordTrial {
        sheet: SHARP.into(),
        changes: Vec::new(),
        flaws: vec![["C4「日期」".into(), "「明天」不是日期;应写作 2016-06-01".into()]],
        flaws_more: "另有 3 处问题没有列出。".into(),
        ..trial.clone()
    };
    let saved = noticed(inside("党组织"), Tone::Done, "草稿已保存,还没有提交。", None);
    vec![
        ("ledger", ledger().show(&at)),
        ("ledger-empty", empty.show(&at)),
        ("ledger-nothing", nothing.show(&at)),
        ("ledger-above", above.show(&at)),
        ("ledger-300", many.show(&at)),
        ("ledger-long", long.show(&inside_long("党组织"))),
        ("record", record().show(&at)),
        ("record-long", long_record.show(&inside_long("党组织"))),
        ("record-form", form().show(&saved)),
        ("record-form-flawed", flawed_form().show(&inside_long("党组织"))),
        ("record-form-news", news.show(&at)),
        ("record-withdrawal", withdrawal.show(&at)),
        ("record-withdrawal-flawed", withdrawal_flawed.show(&at)),
        ("record-import", sheet.show(&at)),
        ("record-import-flawed", sheet_flawed.show(&at)),
        ("record-import-trial", trial.show(&at)),
        ("record-import-same", same.show(&at)),
        ("record-import-trial-flawed", trial_flawed.show(&at)),
    ]
}
