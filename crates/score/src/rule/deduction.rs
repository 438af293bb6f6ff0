//! `deduction@1` 按缺少的扣分、扣完为止: so many less for each shortfall, down to a floor.

use model::scheme::rule::Deduction;
use model::scheme::{Fact, FactShape};
use model::{Points, limit};

use super::{Ask, Settled, lost_and_won, times};
use crate::exact::Exact;
use crate::fact::Answer;
use crate::scheme::keys::Keys;
use crate::scheme::walk::Node;

pub(super) fn read(node: &Node<'_>, most: Points) -> Deduction {
    // A number that is expected goes with a count; a ratio says itself how many are due.
    let shape = if node.has("expected") { FactShape::Count } else { shape_of_fact(node) };
    let rule = Deduction {
        reads: super::reads(node, shape),
        expected: node.count_if_any("expected", 1, limit::RULE_COUNT),
        each: node.points("each"),
        floor: node.points_if_any("floor").unwrap_or(Points::ZERO),
    };
    let is_open = shape == FactShape::Count && rule.reads.fact != Fact::Outside;
    if is_open && rule.expected.is_none() {
        let says = "这一部分要写明 expected(应有几次),如 expected = 4";
        node.flaw_here(says.to_owned());
    }
    if node.trusts_points() && rule.floor >= most {
        let says = format!("floor 是 {},应低于这一部分的 {} 分", rule.floor.short(), most.short());
        node.flaw_at("floor", says);
    }
    rule
}

fn shape_of_fact(node: &Node<'_>) -> FactShape {
    let fact = Fact::worded(&node.text_or_blank("fact"));
    fact.map_or(FactShape::Count, Fact::shape)
}

pub(super) fn write(rule: &Deduction, keys: &mut Keys) {
    super::write_reads(&rule.reads, keys);
    if let Some(expected) = rule.expected {
        keys.whole("expected", expected);
    }
    keys.points("each", rule.each);
    if rule.floor > Points::ZERO {
        keys.points("floor", rule.floor);
    }
}

pub(super) fn settle(rule: &Deduction, most: Points, ask: Ask<'_>) -> Settled {
    let found = match ask(&rule.reads) {
        Answer::Found(found) => found,
        other => return Settled::unseen(other),
    };
    let short = match (rule.expected.or(found.due), rule.reads.fact.shape()) {
        (Some(due), _) => due.saturating_sub(found.done),
        (None, FactShape::Count) => found.done,
        // A ratio that did not come to one: all of it lacks.
        (None, FactShape::Ratio) => u32::MAX,
    };
    let points = most - times(rule.each, short).min(most - rule.floor);
    let (each, got) = (rule.each.short(), points.short());
    let reason = match short {
        0 => format!("{},不扣分,得 {got} 分", found.says),
        u32::MAX => format!("{},扣完为止,得 {got} 分", found.says),
        short => format!("{},缺或有 {short} 次、每次扣 {each} 分,得 {got} 分", found.says),
    };
    // What was found outside is not mended by one's own records.
    let is_mendable = rule.expected.or(found.due).is_some() || short == u32::MAX;
    let change = match most - points {
        lost if lost > Points::ZERO && is_mendable => {
            lost_and_won(&format!("缺{}", found.lacks), found.mend, lost)
        }
        _ => String::new(),
    };
    Settled::points(Exact::whole(points), found.evidence, reason).changed_by(change)
}
