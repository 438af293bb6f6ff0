//! What an evaluation's pages say in a word or two.

use app::assessment::{Basis, Grounds, RoundOf};
use model::campaign::WindowState;
use model::evaluation::State;
use model::id::TermId;

use crate::part::badge::{Badge, Standing};
use crate::part::facts::Fact;

/// A window in words.
pub(in crate::serve) fn window(state: WindowState) -> String {
    match state {
        WindowState::NotYet(day) => format!("{day} 开始"),
        WindowState::Open(day) => format!("截止 {day}"),
        WindowState::Extended(day) => format!("已延长,截止 {day}"),
        WindowState::Over(day) => format!("已于 {day} 截止"),
        WindowState::Ended => "学习教育已结束".to_owned(),
    }
}

/// A branch, with a word where it isn't about today's secretary.
pub(in crate::serve) fn branch_words(basis: &Basis, of: RoundOf) -> String {
    let name = basis.org.name.as_str();
    match of.term {
        Some(term) => format!("{name}({})", former_word(term)),
        None => name.to_owned(),
    }
}

/// Whose term it is that isn't today's.
pub(super) fn former_word(term: TermId) -> &'static str {
    if term == TermId::NONE { "书记空缺期间" } else { "前任书记" }
}

/// Whose term it is: what was recorded before it counts for who was secretary then.
pub(in crate::serve) fn term_fact(basis: &Basis) -> Fact {
    let (name, days) = (basis.term.held.as_ref(), basis.term.days);
    let name = name.map_or("空缺", |held| held.person.name.as_str());
    let since = basis.current.campaign.facts.days.from;
    let counted = match (days.from > since, days.to) {
        (true, Some(to)) => format!(",只计 {} 至 {to} 任内的记录", days.from),
        (true, None) => format!(",只计 {} 任职以后的记录", days.from),
        (false, Some(to)) => format!(",任至 {to}"),
        (false, None) => String::new(),
    };
    Fact::new("书记", format!("{name}{counted}"))
}

/// How far an evaluation has come.
pub(super) fn state_badge(state: Option<State>, is_sent_back: bool) -> Badge {
    match state {
        None => Badge::new("未评", Standing::Plain),
        Some(State::Draft) if is_sent_back => Badge::new("已退回", Standing::Grave),
        Some(State::Draft) => Badge::new("草稿", Standing::Plain),
        Some(State::Submitted) => Badge::new("待确认", Standing::Near),
        Some(State::Confirmed) => Badge::new("已确认", Standing::Good),
    }
}

/// When a reason has to be given.
pub(super) fn reason_hint(grounds: &Grounds) -> String {
    let hint = match grounds.suggestion {
        Some(one) if one.is_exact() => "与建议不同时要写",
        Some(_) => "在建议范围以外时要写",
        None if grounds.cited.is_empty() => "给了分要写",
        None => "已有相关记录,可不写",
    };
    hint.to_owned()
}
