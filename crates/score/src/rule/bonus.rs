//! `bonus@1` 分级加分、封顶: so many points a piece by level (省级 3 分、市级 2 分), up to a cap.

use model::Points;
use model::scheme::FactShape;
use model::scheme::rule::Level;

use super::{Ask, Settled, times};
use crate::exact::Exact;
use crate::fact::Answer;
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

pub(super) fn settle(levels: &[Level], most: Points, ask: Ask<'_>) -> Settled {
    let mut sum = Points::ZERO;
    let (mut evidence, mut reasons) = (Vec::new(), Vec::new());
    for level in levels {
        let found = match ask(&level.reads) {
            Answer::Found(found) => found,
            other => return Settled::unseen(other),
        };
        // Each level is cut at the cap, so that no count can overflow the sum.
        let points = times(level.each, found.done).min(most);
        sum = (sum + points).min(most);
        reasons.push(format!("{},每次 {} 分", found.says, level.each.short()));
        evidence.extend(found.evidence);
    }
    evidence.sort_unstable();
    evidence.dedup();
    let reason = format!("{};加 {} 分(至多 {} 分)", reasons.join(";"), sum.short(), most.short());
    Settled::points(Exact::whole(sum), evidence, reason)
}
