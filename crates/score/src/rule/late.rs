//! `late@1` 按期得满分、逾期得部分分: all points up to a day, a part of them later.

use model::scheme::FactShape;
use model::scheme::rule::Late;

use crate::scheme::keys::Keys;
use crate::scheme::walk::Node;

pub(super) fn read(node: &Node<'_>) -> Late {
    Late {
        reads: super::reads(node, FactShape::Count),
        due: node.date("due"),
        late_percent: node.count("late_percent", 0, 99),
    }
}

pub(super) fn write(rule: &Late, keys: &mut Keys) {
    super::write_reads(&rule.reads, keys);
    keys.date("due", rule.due);
    keys.whole("late_percent", rule.late_percent);
}
