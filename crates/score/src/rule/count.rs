//! `count@1` 按次计分、封顶: so many points a piece, up to the part's.

use model::Points;
use model::scheme::FactShape;
use model::scheme::rule::Each;

use super::{Ask, Settled, times};
use crate::exact::Exact;
use crate::fact::Answer;
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

pub(super) fn settle(rule: &Each, most: Points, ask: Ask<'_>) -> Settled {
    let found = match ask(&rule.reads) {
        Answer::Found(found) => found,
        other => return Settled::unseen(other),
    };
    let points = times(rule.each, found.done).min(most);
    let reason = format!(
        "{},每次 {} 分,得 {} 分(计满 {} 分为止)",
        found.says,
        rule.each.short(),
        points.short(),
        most.short()
    );
    let change = match rule.each.min(most - points) {
        Points::ZERO => String::new(),
        more => format!("再有 1 次{}并补记后 +{}", found.lacks, more.short()),
    };
    Settled::points(Exact::whole(points), found.evidence, reason).changed_by(change)
}
