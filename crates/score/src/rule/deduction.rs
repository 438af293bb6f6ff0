//! `deduction@1` 按缺少的扣分、扣完为止: so many less for each shortfall, down to a floor.

use model::scheme::rule::Deduction;
use model::scheme::{Fact, FactShape};
use model::{Points, limit};

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
