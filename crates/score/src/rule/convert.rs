//! `convert@1` 引用外部结果折算: the points × a result from outside ÷ its full marks.

use model::scheme::rule::Convert;

use crate::scheme::keys::Keys;
use crate::scheme::walk::Node;

pub(super) fn read(node: &Node<'_>) -> Convert {
    Convert { of: node.text("of"), out_of: node.points("out_of") }
}

pub(super) fn write(rule: &Convert, keys: &mut Keys) {
    keys.text("of", &rule.of);
    keys.points("out_of", rule.out_of);
}
