//! What the page of a self-check shows, from what the use case found.

use std::collections::BTreeMap;

use app::assessment::{Assessed, CriterionSheet, RoundOf};
use app::self_check::{self, Kept, Typed, View};
use model::Points;
use model::assessment::Suggestion;
use model::campaign::WindowState;
use model::id::OrgId;
use model::scheme::number;
use model::self_check::{Answer, SENTENCES, State};

use crate::page::self_check::{Criterion, Document, SelfCheck, Sentence, Short, Task};
use crate::part::above::Above;
use crate::part::badge::{Badge, Standing};
use crate::part::facts::Fact;
use crate::part::flaws::Flaws;
use crate::part::link::Link;
use crate::part::news::{Changed, News};
use crate::part::way::Way;
use crate::serve::account::moment;
use crate::serve::evaluation::{branch_words, term_fact, window};
use crate::serve::ground::{above, exact, ground, mend};
use crate::serve::organisation::address;
use crate::serve::record::size;
use crate::serve::who::Signed;

/// A branch's list.
fn list_place(branch: OrgId) -> String {
    format!("{}/self-checks", address(branch))
}

/// A self-check.
pub(super) fn place(branch: OrgId, of: RoundOf) -> String {
    format!("{}/{of}", list_place(branch))
}

/// How far one has come.
pub(super) fn state_badge(kept: Option<&Kept>) -> Badge {
    match kept {
        None => Badge::new("未自查", Standing::Plain),
        Some(kept) if kept.state == State::Submitted => Badge::new("已提交", Standing::Good),
        Some(kept) if kept.given_back().is_some() => Badge::new("已退回", Standing::Grave),
        Some(kept) if kept.version > 0 => Badge::new("已撤回", Standing::Near),
        Some(_) => Badge::new("填写中", Standing::Near),
    }
}

/// The page; what was typed stands in it in place of what is kept.
pub(super) fn page_of(
    signed: &Signed,
    view: &View,
    typed: Option<&Typed>,
    flaws: Flaws,
) -> SelfCheck {
    let (org, current) = (&view.basis.org, &view.basis.current);
    let kept = view.kept.as_ref();
    let returned = kept.and_then(|kept| kept.given_back());
    let saved = view.saved.as_ref().filter(|_| typed.is_none());
    let steps =
        [Link::new(org.name.as_str(), address(org.id)), Link::new("自查", list_place(org.id))];
    SelfCheck {
        way: Way { steps: steps.into(), here: current.campaign.facts.name.clone() },
        branch: branch_words(&view.basis, view.of),
        badges: vec![state_badge(kept)],
        lead: lead(view).to_owned(),
        returned: returned.map_or_else(String::new, |(at, why)| format!("{why}({})", moment(*at))),
        facts: facts(view),
        saved: saved.map_or_else(String::new, |(by, at)| {
            format!("草稿由 {by} {} 保存,还没有提交。", moment(*at))
        }),
        news: News::default(),
        documents: documents(view),
        short: short(view),
        is_there: view.is_own || kept.is_some(),
        criteria: criteria(view, typed),
        planned: view.planned.clone(),
        sentences: sentences(view, typed),
        sum: sum(view),
        may_draft: view.may_draft,
        may_submit: view.may_submit,
        may_withdraw: view.may_withdraw,
        may_give_back: view.may_give_back,
        give_back_hint: match view.period.self_check {
            WindowState::Over(last) => format!(
                "每一轮只能退回一次。自查已于 {last} 截止:退回以后,要请上级组织部门延长这个支部的自查期限,\
                 支部才能改好再报,不然就算没有自查。"
            ),
            WindowState::Open(last) | WindowState::Extended(last) => {
                format!("每一轮只能退回一次。支部改好以后重新提交,{last} 截止。")
            }
            WindowState::NotYet(_) | WindowState::Ended => String::new(),
        },
        action: place(org.id, view.of),
        forms: [signed.form(), signed.form(), signed.form(), signed.form()],
        draft_version: kept.map_or(0, |kept| kept.draft_version).to_string(),
        why: String::new(),
        flaws,
    }
}

fn lead(view: &View) -> &'static str {
    let kept = view.kept.as_ref();
    let is_submitted = kept.is_some_and(|kept| kept.state == State::Submitted);
    match (view.is_own, is_submitted) {
        _ if view.may_submit => {
            "分数已按台账填好建议,与实际不同的才改,改了要写理由。再写四段情况,就可以提交。"
        }
        _ if view.may_draft => "您可以填写、存草稿;填好以后由支部书记提交。",
        (true, true) if view.may_withdraw => "已提交,等待党委评定。评定开始以前可以撤回修改。",
        (_, true) if view.is_evaluated => "已提交,党委已经开始评定。",
        (_, true) => "已提交。",
        _ if view.basis.current.is_over() => "学习教育已结束,只能查看。",
        (true, false) => "现在不在自查期限内,只能查看;确需补报的,请上级组织部门延长本支部的期限。",
        (false, false) if kept.is_some_and(|kept| kept.given_back().is_some()) => {
            "已退回支部修改,还没有重新提交;下面是上一次提交的内容。"
        }
        (false, false) if kept.is_some() => "支部收回修改,还没有重新提交;下面是上一次提交的内容。",
        (false, false) => "支部还没有提交自查。",
    }
}

fn facts(view: &View) -> Vec<Fact> {
    let campaign = &view.basis.current.campaign;
    let name = campaign.facts.name.clone();
    let mut facts = vec![
        Fact::link("学习教育", Link::new(name, format!("/campaigns/{}", campaign.id))),
        term_fact(&view.basis),
        Fact::new("阶段", view.period.period.title.clone()),
        Fact::new("自查期限", window(view.period.self_check)),
    ];
    if view.may_give_back {
        let href = format!("{}/evaluations/{}", address(view.basis.org.id), view.of);
        facts.push(Fact::link("评定", Link::new("打开这个支部的评定", href)));
    }
    if let Some((by, at)) = &view.submitted {
        facts.push(Fact::new("提交", format!("{by} {}", moment(*at))));
    }
    if let Some(receipt) = &view.receipt {
        facts.push(Fact::new("回执号", receipt.entry.to_string()));
    }
    facts
}

/// The campaign's documents, each with what it requires; whether that is done is what the ledger
/// says of its criterion.
fn documents(view: &View) -> Vec<Document> {
    let sheets = &view.basis.sheet.criteria;
    let task = |task: &app::campaign::Task| {
        let sheet = sheets.iter().find(|sheet| Some(&sheet.id) == task.criterion.as_ref());
        Task {
            says: task.says.clone(),
            due: task.due.map_or_else(String::new, |due| due.to_string()),
            badges: vec![task_badge(sheet)],
            criterion: sheet.filter(|_| view.is_own || view.kept.is_some()).map(|sheet| {
                Link::new(format!("看 {}", sheet.id), format!("#criterion-{}", sheet.id))
            }),
        }
    };
    let document = |one: &app::campaign::Document| Document {
        title: match one.symbol.is_empty() {
            true => format!("《{}》({})", one.title, one.issued),
            false => format!("《{}》({},{})", one.title, one.symbol, one.issued),
        },
        file: one.file.as_ref().map(|file| {
            let text = format!("看原件:{}({})", file.name, size(file.bytes));
            let at = view.basis.current.campaign.id;
            Link::new(text, format!("/campaigns/{at}/documents/{}/file", one.number))
        }),
        content: one.content.clone(),
        tasks: view.tasks.iter().filter(|t| t.document == one.number).map(task).collect(),
    };
    view.documents.iter().map(document).collect()
}

fn task_badge(sheet: Option<&CriterionSheet>) -> Badge {
    match sheet {
        Some(sheet) if sheet.sum.settled == sheet.sum.most => Badge::new("已完成", Standing::Good),
        Some(sheet) if sheet.sum.open == Points::ZERO => Badge::new("未完成", Standing::Grave),
        _ => Badge::new("请自查", Standing::Near),
    }
}

fn short(view: &View) -> Vec<Short> {
    let one = |short: &self_check::Short| {
        let added = short.owner.as_ref().map_or_else(String::new, |by| format!("({by}附加)"));
        let topic = format!("专题{} {}{added}", short.number, short.title);
        Short { topic, names: short.names.clone() }
    };
    view.short.iter().map(one).collect()
}

fn criteria(view: &View, typed: Option<&Typed>) -> Vec<Criterion> {
    let assessed: Vec<Assessed<'_>> = view.basis.assessed().collect();
    let of = |one: &Assessed<'_>| {
        let mut answers = view.filled.answers.iter();
        taken(view, answers.find(|answer| answer.criterion == one.criterion.id)?)
    };
    let taken: Vec<Option<Points>> = assessed.iter().map(of).collect();
    let all = assessed.iter().zip(above(&assessed, &taken, "自评", false));
    let one = |(one, above): (&Assessed<'_>, Above)| Criterion {
        above,
        ..criterion_of(view, one.criterion, one.sheet, typed)
    };
    all.map(one).collect()
}

fn criterion_of(
    view: &View,
    criterion: &model::Criterion,
    sheet: &CriterionSheet,
    typed: Option<&Typed>,
) -> Criterion {
    let answer = view.filled.answers.iter().find(|answer| answer.criterion == criterion.id);
    let suggestion = answer.and_then(|answer| answer.suggested);
    let cited = answer.map_or(&[][..], |answer| &answer.cited);
    let mut ground = ground(&view.basis, criterion, sheet, cited);
    if view.may_draft && sheet.sum.settled < sheet.sum.most {
        ground.mend = mend(&view.basis, criterion);
    }
    let (own, reason) = match typed.filter(|_| view.may_draft) {
        Some(typed) => {
            let of = |all: &BTreeMap<String, String>| {
                all.get(&criterion.id).cloned().unwrap_or_default()
            };
            (of(&typed.own), of(&typed.reasons))
        }
        None => (answer.map_or_else(String::new, own), answer.map_or_else(String::new, reason)),
    };
    Criterion {
        above: Above::default(),
        ground,
        suggested: suggested(suggestion, view.may_draft),
        exact: exact(suggestion),
        own,
        reason,
    }
}

fn own(answer: &Answer) -> String {
    answer.own.map_or_else(String::new, Points::short)
}

fn reason(answer: &Answer) -> String {
    answer.reason.clone()
}

/// What is suggested, in words; to who fills it in with what to do.
fn suggested(suggestion: Option<Suggestion>, may_draft: bool) -> String {
    let (suggested, due) = match suggestion {
        None => ("无建议".to_owned(), ",请自评并写依据"),
        Some(one) if one.is_exact() => (one.least.short(), ""),
        Some(one) => (format!("{}~{}", one.least.short(), one.most.short()), ",请自评"),
    };
    if may_draft { format!("{suggested}{due}") } else { suggested }
}

fn sentences(view: &View, typed: Option<&Typed>) -> Vec<Sentence> {
    let typed = typed.filter(|_| view.may_draft);
    let one = |(name, label, hint): &(&str, &str, &str)| Sentence {
        name: (*name).to_owned(),
        label: (*label).to_owned(),
        hint: (*hint).to_owned(),
        value: match typed {
            Some(typed) => typed.said.get(*name).cloned().unwrap_or_default(),
            None => view.filled.said.get(name).to_owned(),
        },
    };
    SENTENCES.iter().map(one).collect()
}

/// The points that an answer stands for now.
fn taken(view: &View, answer: &Answer) -> Option<Points> {
    let exact = answer.suggested.filter(|suggestion| suggestion.is_exact());
    answer.own.or(exact.filter(|_| view.may_draft).map(|exact| exact.least))
}

/// The campaign's points together as they stand, and what is still open.
fn sum(view: &View) -> String {
    let all = || view.filled.answers.iter();
    let own = view.basis.current.scheme.criteria_count();
    let sum = all().take(own).filter_map(|one| taken(view, one)).sum::<Points>().short();
    let open = all().filter(|one| taken(view, one).is_none());
    let open: Vec<String> = open.map(|one| number(&one.criterion)).collect();
    let is_open = match open.len() {
        0 => String::new(),
        count => format!("{count} 项没有自评,由党委评判:{}。", open.join("、")),
    };
    format!("自评合计 {sum} 分。{is_open}")
}

/// Where what was typed differs from what stands there.
pub(super) fn news(view: &View, typed: &Typed) -> Vec<Changed> {
    let mut news = Vec::new();
    let mut differ = |label: String, mine: &str, theirs: String| {
        let mine = mine.trim().replace("\r\n", "\n");
        if mine != theirs {
            news.push(Changed { label, before: mine, after: theirs });
        }
    };
    let text = |of: Option<&String>| of.cloned().unwrap_or_default();
    for answer in &view.filled.answers {
        let id = &answer.criterion;
        let number = number(id);
        let mine = text(typed.own.get(id));
        let points = Points::parse(mine.trim()).ok();
        if points.is_none() || points != answer.own {
            differ(format!("{number} 自评分"), &mine, own(answer));
        }
        differ(format!("{number} 理由"), &text(typed.reasons.get(id)), reason(answer));
    }
    for (name, label, _) in SENTENCES {
        let theirs = view.filled.said.get(name).to_owned();
        differ(label.to_owned(), &text(typed.said.get(name)), theirs);
    }
    news
}
