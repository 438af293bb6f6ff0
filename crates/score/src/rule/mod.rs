//! Rules: a file a kind, and one line a kind in each list here. A rule reads what the scheme says
//! to it, writes it again, and settles a part's points by a fact. What a kind means never changes;
//! another meaning is another kind (`ratio@2`).

mod bonus;
mod checklist;
mod convert;
mod count;
mod deduction;
mod judgement;
mod late;
mod present;
mod ratio;
mod threshold;
mod tiers;
mod veto;
mod veto_top;

use model::scheme::{Fact, FactNeeds, FactShape, Reads, Rule, RuleKind};
use model::{Points, limit};

use crate::exact::Exact;
use crate::fact::Answer;
use crate::scheme::keys::Keys;
use crate::scheme::walk::Node;
use crate::sheet::Flag;
use model::assessment::Cited;

/// What a scheme says to a rule of this kind, for a part of so many points at the most.
pub(crate) fn read(kind: RuleKind, node: &Node<'_>, most: Points) -> Rule {
    match kind {
        RuleKind::Present => Rule::Present(present::read(node)),
        RuleKind::Checklist => Rule::Checklist(checklist::read(node, most)),
        RuleKind::Count => Rule::Count(count::read(node, most)),
        RuleKind::Ratio => Rule::Ratio(ratio::read(node)),
        RuleKind::Tiers => Rule::Tiers(tiers::read(node, most)),
        RuleKind::Threshold => Rule::Threshold(threshold::read(node)),
        RuleKind::Deduction => Rule::Deduction(deduction::read(node, most)),
        RuleKind::Late => Rule::Late(late::read(node)),
        RuleKind::Convert => Rule::Convert(convert::read(node)),
        RuleKind::Bonus => Rule::Bonus(bonus::read(node, most)),
        // A veto is no rule of a part; the reader has said so.
        RuleKind::Judgement | RuleKind::Veto | RuleKind::VetoTop => Rule::Judgement,
    }
}

/// The same in the words of a scheme's file.
pub(crate) fn write(rule: &Rule, keys: &mut Keys) {
    match rule {
        Rule::Present(rule) => present::write(rule, keys),
        Rule::Checklist(items) => checklist::write(items, keys),
        Rule::Count(rule) => count::write(rule, keys),
        Rule::Ratio(reads) => ratio::write(reads, keys),
        Rule::Tiers(rule) => tiers::write(rule, keys),
        Rule::Threshold(rule) => threshold::write(rule, keys),
        Rule::Deduction(rule) => deduction::write(rule, keys),
        Rule::Late(rule) => late::write(rule, keys),
        Rule::Convert(rule) => convert::write(rule, keys),
        Rule::Judgement => {}
        Rule::Bonus(levels) => bonus::write(levels, keys),
    }
}

/// What a part comes to, by what the ledger answers.
pub(crate) fn settle(rule: &Rule, most: Points, ask: Ask<'_>) -> Settled {
    match rule {
        Rule::Present(rule) => present::settle(rule, most, ask),
        Rule::Checklist(items) => checklist::settle(items, ask),
        Rule::Count(rule) => count::settle(rule, most, ask),
        Rule::Ratio(reads) => ratio::settle(reads, most, ask),
        Rule::Tiers(rule) => tiers::settle(rule, ask),
        Rule::Threshold(rule) => threshold::settle(rule, most, ask),
        Rule::Deduction(rule) => deduction::settle(rule, most, ask),
        Rule::Late(rule) => late::settle(rule, most, ask),
        Rule::Convert(rule) => convert::settle(rule, most, ask),
        Rule::Judgement => judgement::settle(most),
        Rule::Bonus(levels) => bonus::settle(levels, most, ask),
    }
}

/// The index of the band that flags leave of the one that a total gives; `last` is the lowest.
pub(crate) fn band(flags: &[Flag], of_total: usize, last: usize) -> usize {
    flags.iter().fold(of_total, |band, flag| match flag.kind {
        RuleKind::Veto => veto::band(last),
        RuleKind::VetoTop => veto_top::band(band, last),
        _ => band,
    })
}

/// Whom a rule asks.
pub(crate) type Ask<'a> = &'a dyn Fn(&Reads) -> Answer;

/// What a part came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Settled {
    /// What is suggested; none where people have to say.
    pub(crate) suggestion: Option<Exact>,
    /// What it rests on.
    pub(crate) evidence: Vec<Cited>,
    /// Why, in a sentence.
    pub(crate) reason: String,
    /// What would change it; blank where nothing would.
    pub(crate) change: String,
}

impl Settled {
    fn points(points: Exact, evidence: Vec<Cited>, reason: String) -> Self {
        Self { suggestion: Some(points), evidence, reason, change: String::new() }
    }

    fn none(reason: String, change: String) -> Self {
        Self { suggestion: None, evidence: Vec::new(), reason, change }
    }

    fn changed_by(self, change: String) -> Self {
        Self { change, ..self }
    }

    /// Where the ledger doesn't answer.
    fn unseen(answer: Answer) -> Self {
        match answer {
            Answer::NoForm(record) => {
                let reason = format!("「{}」还没有表单,不提建议分", record.word());
                Self::none(reason, "由评定者给分,并写一句依据".to_owned())
            }
            Answer::Unseen(why, mend) => Self::none(format!("{why},不提建议分"), mend.to_owned()),
            Answer::Found(found) => Self::none(found.says, String::new()),
        }
    }
}

/// `缺第 3 专题学习讨论:−4;补开并补记后 +4`.
fn lost_and_won(lacks: &str, mend: &str, points: Points) -> String {
    let points = points.short();
    format!("{lacks}:−{points};{mend}后 +{points}")
}

/// So many times so many points, as far as points go.
fn times(each: Points, count: u32) -> Points {
    let count = i32::try_from(count).unwrap_or(i32::MAX);
    Points::from_hundredths(each.hundredths().saturating_mul(count).min(limit::SCHEME_HUNDREDTHS))
}

/// A fact that must be there so many times: of a rule, a required task, a veto.
pub(crate) use present::{read as at_least, write as write_at_least};
pub(crate) use veto::flag;

/// Which fact is read, and what it needs besides.
fn reads(node: &Node<'_>, shape: FactShape) -> Reads {
    let of_shape = Fact::ALL.iter().filter(|(.., other)| *other == shape);
    let words: Vec<&'static str> = of_shape.map(|(_, word, ..)| *word).collect();
    let fact = node.one_of("fact", shape_word(shape), &words);
    let Some(fact) = fact.and_then(|word| Fact::worded(&word)) else {
        node.leave(&["topic", "of"]);
        return Reads::fact(Fact::Outside);
    };
    let mut reads = Reads::fact(fact);
    match fact.needs() {
        FactNeeds::Nothing => {}
        FactNeeds::Topic => {
            let most = u32::try_from(limit::TOPICS).unwrap_or(u32::MAX);
            let topic = node.count("topic", 1, most);
            reads.topic = node.has("topic").then_some(topic);
        }
        FactNeeds::Name => reads.of = node.text("of"),
    }
    reads
}

fn shape_word(shape: FactShape) -> &'static str {
    match shape {
        FactShape::Count => "事实(次数)",
        FactShape::Ratio => "事实(比例)",
    }
}

fn write_reads(reads: &Reads, keys: &mut Keys) {
    keys.text("fact", reads.fact.word());
    if let Some(topic) = reads.topic {
        keys.whole("topic", topic);
    }
    if reads.fact.needs() == FactNeeds::Name {
        keys.text("of", &reads.of);
    }
}

/// A rule's list, each item a table.
fn list<T>(node: &Node<'_>, key: &'static str, read: impl Fn(&Node<'_>) -> T) -> Vec<T> {
    let items = node.tables(key);
    if items.len() > limit::RULE_ITEMS {
        node.flaw_at(key, format!("{key} 有 {} 项,至多 {} 项", items.len(), limit::RULE_ITEMS));
    }
    let read = items.iter().map(|item| {
        let value = read(item);
        item.refuse_unknown();
        value
    });
    read.collect()
}

#[cfg(test)]
#[path = "settle_test.rs"]
mod settle_test;
