//! 支部自查 and 量化评定: a branch's page in all its states, the lists.
//!
//! Long because each page stands here in every state.

use web::layout::{Page, Tone};
use web::page::evaluation::{Criterion as Given, Evaluation};
use web::page::evaluation_across::{EvaluationAcross, OfBranch};
use web::page::evaluation_desk::{Branch, EvaluationDesk, View};
use web::page::self_check::{Criterion, Document, SelfCheck, Sentence, Short, Task};
use web::page::self_checks::{Row, SelfChecks};
use web::part::above::Above;
use web::part::badge::{Badge, Standing};
use web::part::facts::Fact;
use web::part::flaws::Flaws;
use web::part::ground::{Evidence, Ground, GroundLine};
use web::part::link::{Act, Link};
use web::part::news::{Changed, News};
use web::part::pager::Pager;

use super::{LONG, SHARP, inside, inside_long, noticed, texts, way};

const BRANCH: &str = "/organisations/7";
const CHECK: &str = "/organisations/7/self-checks/3";
const EVALUATION: &str = "/organisations/7/evaluations/3";

/// Criteria of the notice, with what they give at most.
const CRITERIA: [(&str, &str, &str); 6] = [
    ("1.1", "制定《工作计划》", "3"),
    ("1.2", "动员部署", "2"),
    ("2.1", "专题讨论到会率", "6"),
    ("3.1", "四个专题学习讨论", "12"),
    ("5.2", "党员先锋作用", "10"),
    ("7.2", "宣传报道", "4"),
];

fn evidence(title: &str) -> Evidence {
    let facts = vec![
        Fact::new("讨论的专题", "专题3 树立清风正气"),
        Fact::new("主要内容", "学习党章党规,讨论怎样做合格党员。"),
        Fact::new("出席", "参加 26 人、已补学 2 人、缺席 1 人"),
        Fact::new("附件", "2 个"),
    ];
    Evidence { title: title.into(), href: format!("{BRANCH}/records/9"), facts }
}

fn ground(at: usize) -> Ground {
    let (id, title, most) = CRITERIA[at];
    let line = |suggested: &str, says: &str, reason: &str, change: &str| GroundLine {
        suggested: suggested.into(),
        says: says.into(),
        reason: reason.into(),
        change: change.into(),
    };
    let lines = match at {
        0 => vec![
            line("2 / 2", "有《工作计划》", "2016-04-28 有工作计划 1 份", ""),
            line("1 / 1", "经支部委员会或党员大会通过", "由支部委员会通过", ""),
        ],
        1 => vec![line("0 / 2", "召开动员会", "没有动员会的记录", "补记一次动员会可得 2 分")],
        4 => vec![line("评判 10", "党员先锋作用发挥情况,由评定者综合评判", "", "")],
        5 => vec![line("无建议", "在市级以上媒体刊发报道", "这一类佐证还没有表格", "")],
        _ => vec![line(
            "4.5 / 6",
            "四个专题都讨论,到会率不低于八成",
            "专题2 到会 20 人,应到 29 人,到会率 68.9%",
            "还有 4 人补学,可以再得 1.5 分",
        )],
    };
    let found = ["2016-06-20 会议 专题三学习讨论", "2016-05-18 会议 专题二学习讨论"];
    Ground {
        id: id.into(),
        number: id.into(),
        title: title.into(),
        most: most.into(),
        official: "按照要求制定《工作计划》,召开动员会部署学习教育,结合实际细化任务。".into(),
        reading: if at == 0 {
            "计划通过的日期在开展期内就算。".into()
        } else {
            String::new()
        },
        provenance: if at == 4 { "平台设定" } else { "文件规定" }.into(),
        lines,
        evidence: match at {
            1 => Vec::new(),
            // So many that they are folded.
            3 => found.iter().chain(&found).chain(&found).map(|one| evidence(one)).collect(),
            _ => found.map(evidence).into(),
        },
        later: Vec::new(),
        mend: Vec::new(),
    }
}

fn here(here: &str) -> web::part::way::Way {
    way(&["青禾镇党委", "青禾村党支部"], here)
}

fn suggested(at: usize) -> (&'static str, &'static str) {
    [("3", "3"), ("0", "0"), ("4.5", "4.5"), ("9", "9"), ("0~10", ""), ("无建议", "")][at]
}

fn above(at: usize) -> Above {
    let indicator = match at {
        0 => "1 部署推动(5 分)",
        2 => "2 学习教育(18 分)",
        5 => "1 本地活动(10 分)",
        _ => "",
    };
    let mut above = Above::indicator(indicator);
    if at == 5 {
        above.part = "本地附加部分:青禾县学习教育附加考核".into();
        above.part_says = "由中共青禾县委组织部附加,分数另计,不计入总分。满分 10 分。".into();
    }
    above
}

fn criterion(at: usize) -> Criterion {
    let (said, exact) = suggested(at);
    let mut ground = ground(at);
    if at > 0 {
        ground.mend = ["会议", "其他佐证"]
            .map(|kind| Link::new(kind, format!("{BRANCH}/records/new/meeting")))
            .into();
    }
    let said = if exact.is_empty() { format!("{said},请自评") } else { said.into() };
    Criterion {
        above: above(at),
        ground,
        suggested: said,
        exact: exact.into(),
        own: String::new(),
        reason: String::new(),
    }
}

fn sentence(name: &str, label: &str, value: &str) -> Sentence {
    let hint = "对照《实施方案》,规定的学习教育内容完成了哪些".into();
    Sentence { name: name.into(), label: label.into(), hint, value: value.into() }
}

fn sentences(value: &str) -> Vec<Sentence> {
    [
        ("done", "完成情况"),
        ("problems", "存在问题"),
        ("measures", "解决办法"),
        ("next_steps", "下一步安排"),
    ]
    .map(|(name, label)| sentence(name, label, value))
    .into()
}

fn documents() -> Vec<Document> {
    let task = |says: &str, word: &str, tone, id: &str| Task {
        says: says.into(),
        due: "2016-06-30".into(),
        badges: vec![Badge::new(word, tone)],
        criterion: Some(Link::new(format!("看 {id}"), format!("#criterion-{id}"))),
    };
    vec![Document {
        title: "《关于开展学习教育的通知》(示组字〔2016〕1号,2016-04-20)".into(),
        file: Some(Link::new("看原件:示例通知.pdf(312 KB)", "/campaigns/7/documents/1/file")),
        content: "一、制定工作计划。\n二、开展四次专题讨论。".into(),
        tasks: vec![
            task("制定工作计划", "已完成", Standing::Good, "1.1"),
            task("开展四次专题讨论", "未完成", Standing::Grave, "3.1"),
            task("发挥先锋作用", "请自查", Standing::Near, "5.2"),
        ],
    }]
}

fn check() -> SelfCheck {
    let forms = ["f-1", "f-2", "f-3", "f-4"].map(str::to_owned);
    SelfCheck {
        way: here("学习教育"),
        branch: "青禾村党支部".into(),
        badges: vec![Badge::new("填写中", Standing::Near)],
        lead: "分数已按台账填好建议,与实际不同的才改,改了要写理由。再写四段情况,就可以提交。"
            .into(),
        facts: vec![
            Fact::link("学习教育", Link::new("学习教育", "/campaigns/3")),
            Fact::new("阶段", "第二期"),
            Fact::new("自查期限", "截止 2016-06-30"),
        ],
        saved: "草稿由 陈联络 2016-06-21 09:12 保存,还没有提交。".into(),
        documents: documents(),
        short: vec![
            Short {
                topic: "专题2 坚守纪律底线".into(), names: texts(&["赵示例", "赵示例(2)"])
            },
            Short { topic: "专题4 发挥表率作用".into(), names: texts(&["欧阳示例"]) },
        ],
        is_there: true,
        criteria: (0..6).map(criterion).collect(),
        planned: "六月底以前补开专题四。\n流动党员逐个补学。".into(),
        sentences: sentences(""),
        sum: "自评合计 16.5 分。2 项没有自评,由党委评判:5.2、7.2。".into(),
        may_draft: true,
        may_submit: true,
        action: CHECK.into(),
        forms,
        draft_version: "3".into(),
        ..SelfCheck::default()
    }
}

fn filled(check: &mut SelfCheck, text: &str) {
    for (at, criterion) in check.criteria.iter_mut().enumerate() {
        criterion.own = ["3", "1", "4.5", "9", "8", ""][at].into();
        criterion.reason = if at == 1 { text.into() } else { String::new() };
        criterion.ground.mend = Vec::new();
    }
    check.sentences = sentences(text);
    check.sum = "自评合计 25.5 分。1 项没有自评,由党委评判:7.2。".into();
    check.saved = String::new();
}

fn submitted() -> SelfCheck {
    let mut check = check();
    filled(&mut check, "三个专题都已讨论。\n流动党员两人还没有补学。");
    check.facts.push(Fact::new("提交", "王书记 2016-06-22 10:00"));
    check.facts.push(Fact::new("回执号", "0195c1f0-7a3e-7c11-9f00-5e1d2c3b4a59"));
    SelfCheck {
        badges: vec![Badge::new("已提交", Standing::Good)],
        lead: "已提交,等待党委评定。评定开始以前可以撤回修改。".into(),
        may_draft: false,
        may_submit: false,
        may_withdraw: true,
        ..check
    }
}

fn flawed_check() -> SelfCheck {
    let mut check = check();
    filled(&mut check, &format!("{SHARP}\n{LONG}"));
    check.branch = LONG.into();
    check.criteria[0].own = "4".into();
    check.criteria[2].ground.title = LONG.into();
    SelfCheck {
        flaws: Flaws::new([
            ("own-1.1", "1.1:4 超过满分 3"),
            ("reason-2.1", "2.1:与系统建议不同,请用一句话说明理由"),
            ("done", "请填写完成情况"),
            ("next_steps", "有 2100 字,最多 2000 字,请缩短"),
        ]),
        ..check
    }
}

fn news() -> SelfCheck {
    let mut check = check();
    filled(&mut check, "我写的");
    let changed = |label: &str, before: &str, after: &str| Changed {
        label: label.into(),
        before: before.into(),
        after: after.into(),
    };
    SelfCheck {
        news: News {
            head: "陈联络 2016-06-22 09:12 刚刚改过".into(),
            says: "您填写的都在下面,还没有保存。请对照着改,再保存就以您的为准。".into(),
            changed: vec![
                changed("1.2 自评分", "1", ""),
                changed("存在问题", "我写的", "陈联络写的问题\n有两段"),
            ],
        },
        ..check
    }
}

fn checks() -> SelfChecks {
    let row = |name: &str, badge: Badge| Row {
        campaign: name.into(),
        href: CHECK.into(),
        period: "第二期".into(),
        window: "截止 2016-06-30".into(),
        badges: vec![badge],
    };
    SelfChecks {
        way: here("自查"),
        branch: "青禾村党支部".into(),
        rows: vec![
            row("学习教育", Badge::new("填写中", Standing::Near)),
            row(LONG, Badge::new("已提交", Standing::Good)),
        ],
    }
}

fn given(at: usize) -> Given {
    let (said, exact) = suggested(at);
    let mut ground = ground(at);
    if at == 3 {
        ground.later = vec![evidence("2016-07-02 会议 专题四学习讨论")];
    }
    Given {
        reason_hint: "与建议不同时要写".into(),
        above: above(at),
        ground,
        suggested: if exact.is_empty() { format!("{said},请评判") } else { said.into() },
        exact: exact.into(),
        own: ["3", "1", "4.5", "9", "8", "—"][at].into(),
        own_reason: if at == 1 { "动员会开了,记录在补".into() } else { String::new() },
        last: if at < 3 { "2.5".into() } else { String::new() },
        points: if at < 3 { "3".into() } else { String::new() },
        reason: String::new(),
        taken: at == 3,
        given: if at < 3 { "2016-07-01 09:30 评".into() } else { String::new() },
        seen: "1".into(),
    }
}

fn evaluation() -> Evaluation {
    Evaluation {
        way: way(&["评定名单"], "青禾村党支部"),
        branch: "青禾村党支部".into(),
        badges: vec![Badge::new("草稿", Standing::Plain)],
        facts: vec![
            Fact::new("阶段", "第二期"),
            Fact::new("评定期限", "截止 2016-07-10"),
            Fact::link("支部自查", Link::new("已提交", CHECK)),
        ],
        lead: "逐项看证据和建议,再打分。留空并勾选「采用建议」就按建议的分数。".into(),
        criteria: (0..6).map(given).collect(),
        may_give: true,
        action: EVALUATION.into(),
        forms: ["f-1", "f-2", "f-3", "f-4"].map(str::to_owned),
        open: "还有 3 项没有打分:3.1、5.2、7.2。".into(),
        sum: "9".into(),
        phrases: texts(&["会议记录不全", "到会率不足八成"]),
        next: Some(Link::new("下一个未评", "/organisations/8/evaluations/3")),
        desk: Link::new("回到评定名单", "/organisations/2/evaluation-desk/3"),
        ..Evaluation::default()
    }
}

fn flawed_evaluation() -> Evaluation {
    let mut page = evaluation();
    page.branch = LONG.into();
    page.criteria[1].own_reason = format!("{SHARP}{LONG}");
    page.criteria[1].reason = SHARP.into();
    page.criteria[0].points = "4".into();
    page.criteria[4].ground.title = LONG.into();
    Evaluation {
        sent_back: format!("{SHARP}请再核对 3.1"),
        flaws: Flaws::new([
            ("points-1.1", "1.1:4 超过满分 3"),
            ("reason-1.2", "1.2:与建议不同,请用一句话说明理由"),
            ("points-5.2", "5.2:请打分:这一项没有可以直接采用的建议"),
        ]),
        ..page
    }
}

/// Somebody else gave points meanwhile.
fn overtaken() -> Evaluation {
    let changed = |label: &str, before: &str, after: &str| Changed {
        label: label.into(),
        before: before.into(),
        after: after.into(),
    };
    Evaluation {
        news: News {
            head: "别人刚刚评过,您的还没有保存".into(),
            says: "您填写的都在下面。请对照着改,再保存就以您的为准。".into(),
            changed: vec![
                changed("1.1(周示例 2016-07-01 09:31 评)", "3", "2,会议记录不全"),
                changed("1.2(周示例 2016-07-01 09:31 评)", LONG, LONG),
            ],
        },
        ..evaluation()
    }
}

fn waiting() -> Evaluation {
    let page = evaluation();
    let mut criteria = page.criteria.clone();
    criteria.iter_mut().for_each(|one| one.points = "2".into());
    Evaluation {
        badges: vec![Badge::new("待确认", Standing::Near)],
        lead: "请核对每一项,然后确认,或者写明原因退回。".into(),
        criteria,
        may_give: false,
        may_confirm: true,
        open: String::new(),
        flaws: Flaws::new([("why", "请用一句话写明原因")]),
        ..page
    }
}

fn desk() -> EvaluationDesk {
    let states = [
        ("未评", Standing::Plain),
        ("草稿", Standing::Plain),
        ("待确认", Standing::Near),
        ("已确认", Standing::Good),
        ("已退回", Standing::Grave),
    ];
    let branch = |at: usize| Branch {
        name: if at == 4 { LONG.into() } else { format!("青禾村第{at}党支部") },
        href: EVALUATION.into(),
        self_check: if at.is_multiple_of(3) { "未提交" } else { "2016-06-22 提交" }.into(),
        badges: vec![Badge::new(states[at % 5].0, states[at % 5].1)],
    };
    EvaluationDesk {
        periods: vec![Link::new("第一阶段", "/organisations/7/evaluation-desk/7.1")],
        way: way(&["青禾镇党委"], "评定所属支部"),
        committee: "青禾镇党委".into(),
        facts: vec![Fact::new("阶段", "第二期"), Fact::new("已确认", "2 / 12")],
        lead: "按顺序逐个评定,或者在下面选一项评分要点,一次看所有支部。".into(),
        next: Some(Link::new("评定下一个:青禾村第1党支部", EVALUATION)),
        branches: (1..=12).map(branch).collect(),
        views: [("全部 12 个", true), ("自查未交 4 个", false), ("未评 7 个", false)]
            .map(|(text, is_current)| View { link: Link::new(text, EVALUATION), is_current })
            .into(),
        criteria: CRITERIA
            .map(|(id, title, _)| Link::new(format!("{id} {title}"), EVALUATION))
            .into(),
        offline: ["下载评分表", "导入评分表"].map(|text| Act::new(text, EVALUATION)).into(),
    }
}

fn across() -> EvaluationAcross {
    let branch = |at: usize| OfBranch {
        name: format!("青禾村第{at}党支部"),
        href: EVALUATION.into(),
        key: at.to_string(),
        may_give: at != 2,
        form: format!("f-{at}"),
        is_next: at == 2,
        across: "2/3/3.1".into(),
        criterion: Given { points: String::new(), ..given(3) },
    };
    EvaluationAcross {
        on: Some(Link::new(
            "下一页支部",
            "/organisations/7/evaluation-desk/7/criteria/1.1?after=7",
        )),
        way: way(&["评定名单"], "3.1 四个专题学习讨论"),
        title: "3.1 四个专题学习讨论(12 分)".into(),
        official: "四个专题逐一开展学习讨论,党员到会率不低于八成。".into(),
        phrases: texts(&["会议记录不全", "到会率不足八成"]),
        branches: (1..=3).map(branch).collect(),
        others: vec![Link::new("下一项 5.2 党员先锋作用", EVALUATION)],
        which: Link::new("只看未评的支部", EVALUATION),
        pager: Pager { said: "第 1 到 3 个支部,共 3 个".into(), ..Pager::default() },
        news: News::default(),
        flaws: Flaws::default(),
    }
}

pub(super) fn all() -> Vec<(&'static str, String)> {
    let at = inside("党组织");
    let mut empty = check();
    for criterion in &mut empty.criteria {
        criterion.ground.evidence = Vec::new();
    }
    empty.saved = String::new();
    empty.planned = String::new();
    empty.short = Vec::new();
    empty.documents = Vec::new();
    empty.badges = vec![Badge::new("未自查", Standing::Plain)];
    let clerk = SelfCheck { may_submit: false, ..check() };
    let returned = SelfCheck {
        badges: vec![Badge::new("已退回", Standing::Grave)],
        returned: format!("专题四的记录没有附上,{SHARP}请补(2016-06-24 15:00)"),
        ..check()
    };
    let above = SelfCheck {
        may_withdraw: false,
        may_give_back: true,
        give_back_hint: "每一轮只能退回一次。支部改好以后重新提交。".into(),
        short: Vec::new(),
        why: SHARP.into(),
        flaws: Flaws::new([("why", "请用一句话写明原因")]),
        ..submitted()
    };
    let nothing = SelfCheck {
        badges: vec![Badge::new("未自查", Standing::Plain)],
        lead: "支部还没有提交自查。".into(),
        saved: String::new(),
        documents: Vec::new(),
        short: Vec::new(),
        is_there: false,
        may_draft: false,
        may_submit: false,
        ..check()
    };
    let told = noticed(inside("党组织"), Tone::Done, "自查已提交,回执号在下面。", None);
    let none = SelfChecks { rows: Vec::new(), ..checks() };
    let no_desk = EvaluationDesk {
        next: None,
        views: Vec::new(),
        branches: Vec::new(),
        criteria: Vec::new(),
        offline: Vec::new(),
        lead: "所属支部都已评定并确认。".into(),
        ..desk()
    };
    let none_open = EvaluationAcross {
        branches: Vec::new(),
        which: Link::new("看全部支部", EVALUATION),
        pager: Pager::default(),
        ..across()
    };
    let mut across_flawed = across();
    across_flawed.branches[2].is_next = true;
    across_flawed.branches[2].criterion.points = "三".into();
    across_flawed.branches[0].is_next = false;
    across_flawed.flaws = Flaws::new([
        ("points-3", "「三」不是分数:请填数字,如 3 或 2.5"),
        ("reason-3", "与建议不同,请写理由"),
    ]);
    let none_such = EvaluationDesk { branches: Vec::new(), ..desk() };
    let complete = Evaluation { may_submit: true, open: String::new(), ..evaluation() };
    vec![
        ("self-checks", checks().show(&at)),
        ("self-checks-empty", none.show(&at)),
        ("self-check", check().show(&at)),
        ("self-check-empty", empty.show(&at)),
        ("self-check-clerk", clerk.show(&at)),
        ("self-check-returned", returned.show(&at)),
        ("self-check-flawed", flawed_check().show(&inside_long("党组织"))),
        ("self-check-news", news().show(&at)),
        ("self-check-submitted", submitted().show(&told)),
        ("self-check-above", above.show(&at)),
        ("self-check-nothing", nothing.show(&at)),
        ("evaluation-desk", desk().show(&at)),
        ("evaluation-desk-empty", no_desk.show(&at)),
        ("evaluation-desk-none-such", none_such.show(&at)),
        ("evaluation", evaluation().show(&at)),
        ("evaluation-complete", complete.show(&at)),
        ("evaluation-flawed", flawed_evaluation().show(&inside_long("党组织"))),
        ("evaluation-overtaken", overtaken().show(&at)),
        ("evaluation-waiting", waiting().show(&at)),
        ("evaluation-across", across().show(&at)),
        ("evaluation-across-flawed", across_flawed.show(&inside_long("党组织"))),
        ("evaluation-across-none", none_open.show(&at)),
    ]
}
