//! `threshold@1` 达标得满分、每低一档扣分: all points from a percentage on, and so many less for
//! each whole step below it (每低 1% 扣 0.1), down to none.

use model::scheme::FactShape;
use model::scheme::rule::Threshold;

use crate::scheme::keys::Keys;
use crate::scheme::walk::Node;

pub(super) fn read(node: &Node<'_>) -> Threshold {
    Threshold {
        reads: super::reads(node, FactShape::Ratio),
        from_percent: node.count("from_percent", 1, 100),
        step_percent: node.count_if_any("step_percent", 1, 100).unwrap_or(1),
        less: node.points("less"),
    }
}

pub(super) fn write(rule: &Threshold, keys: &mut Keys) {
    super::write_reads(&rule.reads, keys);
    keys.whole("from_percent", rule.from_percent);
    if rule.step_percent > 1 {
        keys.whole("step_percent", rule.step_percent);
    }
    keys.points("less", rule.less);
}
