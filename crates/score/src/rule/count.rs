//! `count@1` 按次计分、封顶: so many points a piece, up to the part's.

use model::Points;
use model::scheme::FactShape;
use model::scheme::rule::Each;

use crate::scheme::keys::Keys;
use crate::scheme::walk::Node;

pub(super) fn read(node: &Node<'_>, most: Points) -> Each {
    let rule = Each { reads: super::reads(node, FactShape::Count), each: node.points("each") };
    if node.trusts_points() && rule.each > most {
        let says = format!("每次 {} 分,超过这一部分的 {} 分", rule.each.short(), most.short());
        node.flaw_at("each", says);
    }
    rule
}

pub(super) fn write(rule: &Each, keys: &mut Keys) {
    super::write_reads(&rule.reads, keys);
    keys.points("each", rule.each);
}
