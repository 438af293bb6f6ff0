//! `threshold@1` 达标得满分、每低一档扣分: all points from a percentage on, and so many less for
//! each whole step below it (每低 1% 扣 0.1), down to none.

use model::Points;
use model::scheme::FactShape;
use model::scheme::rule::Threshold;

use super::{Ask, Settled, lost_and_won, times};
use crate::exact::Exact;
use crate::fact::Answer;
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

pub(super) fn settle(rule: &Threshold, most: Points, ask: Ask<'_>) -> Settled {
    let found = match ask(&rule.reads) {
        Answer::Found(found) => found,
        other => return Settled::unseen(other),
    };
    let (done, due) = found.due.map_or((0, 1), |due| (found.done.min(due), due));
    if due == 0 {
        let change = format!("{}后再算", found.mend);
        return Settled::none(format!("{},不提建议分", found.says), change);
    }
    let (from, step) = (u64::from(rule.from_percent), u64::from(rule.step_percent.max(1)));
    let lacking = (from * u64::from(due)).saturating_sub(100 * u64::from(done));
    let steps = u32::try_from(lacking / (step * u64::from(due))).unwrap_or(u32::MAX);
    let points = most - times(rule.less, steps).min(most);
    let reason = match lacking {
        0 => format!("{},达到 {from}%,得 {} 分", found.says, most.short()),
        _ => format!(
            "{},未达 {from}%,差 {steps} 档、每档扣 {} 分,得 {} 分",
            found.says,
            rule.less.short(),
            points.short()
        ),
    };
    let change = match most - points {
        Points::ZERO => String::new(),
        lost => lost_and_won(&format!("缺{}", found.lacks), found.mend, lost),
    };
    Settled::points(Exact::whole(points), found.evidence, reason).changed_by(change)
}
