//! Reading what is settled by rules: parts, required tasks, vetoes.

use model::RecordKind;
use model::organisation::Sector;
use model::scheme::{Part, Reads, RequiredTask, RuleKind, Veto};

use super::check::Lines;
use super::read::provenance;
use super::walk::Node;
use crate::rule;

pub(super) fn part(node: &Node<'_>, lines: &mut Lines) -> Part {
    let kinds: Vec<&str> =
        RuleKind::ALL.iter().take(RuleKind::OF_PARTS).map(|(_, name, _)| *name).collect();
    let kind = node.one_of("kind", "规则种类", &kinds).and_then(|name| RuleKind::named(&name));
    let points = node.points("points");
    let says = node.text("says");
    let sectors = sectors(node, "sectors");
    let Some(kind) = kind else {
        // Which keys belong here is not known without the kind.
        return Part { rule: model::scheme::Rule::Judgement, record: None, points, says, sectors };
    };
    let rule = rule::read(kind, node, points);
    let record = match kind {
        RuleKind::Judgement => record(node),
        _ => rule.record(),
    };
    if kind != RuleKind::Judgement && node.has("record") {
        node.leave(&["record"]);
        let says = "record 由 fact 决定,请删去这一行(只有 judgement@1 可以写 record)";
        node.flaw_at("record", says.to_owned());
    }
    note_topics(node, rule.reads(), lines);
    node.refuse_unknown();
    Part { rule, record, points, says, sectors }
}

/// The records that a judgement looks at.
fn record(node: &Node<'_>) -> Option<RecordKind> {
    let records = RecordKind::ALL.map(|(_, name, _)| name);
    let name = node.one_of_if_any("record", "记录种类", &records)?;
    RecordKind::named(&name)
}

pub(super) fn required_task(node: &Node<'_>, lines: &mut Lines) -> RequiredTask {
    let task = RequiredTask { says: node.text("says"), asks: rule::at_least(node) };
    note_topics(node, vec![&task.asks.reads], lines);
    node.refuse_unknown();
    task
}

pub(super) fn veto(node: &Node<'_>, lines: &mut Lines) -> Veto {
    lines.vetoes.push(node.line());
    let kinds: Vec<&str> =
        RuleKind::ALL.iter().skip(RuleKind::OF_PARTS).map(|(_, name, _)| *name).collect();
    let kind = node.one_of("kind", "否决种类", &kinds).and_then(|name| RuleKind::named(&name));
    let veto = Veto {
        kind: kind.unwrap_or(RuleKind::VetoTop),
        asks: rule::at_least(node),
        says: node.text("says"),
        provenance: provenance(node),
    };
    note_topics(node, vec![&veto.asks.reads], lines);
    node.refuse_unknown();
    veto
}

pub(super) fn sectors(node: &Node<'_>, key: &'static str) -> Vec<Sector> {
    let words = Sector::ALL.map(|(.., word)| word);
    let found = node.words_if_any(key, "类别", &words);
    found.into_iter().filter_map(Sector::worded).collect()
}

fn note_topics(node: &Node<'_>, reads: Vec<&Reads>, lines: &mut Lines) {
    let topics = reads.into_iter().filter_map(|reads| reads.topic);
    lines.topics_read.extend(topics.map(|topic| (node.line_of("topic"), topic)));
}
