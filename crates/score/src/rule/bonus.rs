//! `bonus@1` 分级加分、封顶: so many points a piece by level (省级 3 分、市级 2 分), up to a cap.

use model::Points;
use model::scheme::FactShape;
use model::scheme::rule::Level;

use crate::scheme::keys::Keys;
use crate::scheme::walk::Node;

pub(super) fn read(node: &Node<'_>, most: Points) -> Vec<Level> {
    let levels = super::list(node, "levels", |level| Level {
        reads: super::reads(level, FactShape::Count),
        each: level.points("each"),
    });
    if node.trusts_points() && levels.iter().any(|level| level.each > most) {
        let says = format!("levels 里有一级超过这一部分的 {} 分", most.short());
        node.flaw_at("levels", says);
    }
    levels
}

pub(super) fn write(levels: &[Level], keys: &mut Keys) {
    keys.list("levels", levels, |level, keys| {
        super::write_reads(&level.reads, keys);
        keys.points("each", level.each);
    });
}
