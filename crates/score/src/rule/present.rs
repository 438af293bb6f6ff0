//! `present@1` 有则得分: all points where the fact is there, once or as often as is asked.

use model::limit;
use model::scheme::FactShape;
use model::scheme::rule::AtLeast;

use crate::scheme::keys::Keys;
use crate::scheme::walk::Node;

pub(crate) fn read(node: &Node<'_>) -> AtLeast {
    AtLeast {
        reads: super::reads(node, FactShape::Count),
        at_least: node.count_if_any("at_least", 1, limit::RULE_COUNT).unwrap_or(1),
    }
}

pub(crate) fn write(rule: &AtLeast, keys: &mut Keys) {
    super::write_reads(&rule.reads, keys);
    if rule.at_least > 1 {
        keys.whole("at_least", rule.at_least);
    }
}
