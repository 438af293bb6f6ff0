//! `ratio@1` 按比例计分: the points × done ÷ due.

use model::Points;
use model::scheme::{FactShape, Reads};

use super::{Ask, Settled, lost_and_won};
use crate::exact::Exact;
use crate::fact::Answer;
use crate::scheme::keys::Keys;
use crate::scheme::walk::Node;

pub(super) fn read(node: &Node<'_>) -> Reads {
    super::reads(node, FactShape::Ratio)
}

pub(super) fn write(reads: &Reads, keys: &mut Keys) {
    super::write_reads(reads, keys);
}

pub(super) fn settle(reads: &Reads, most: Points, ask: Ask<'_>) -> Settled {
    let found = match ask(reads) {
        Answer::Found(found) => found,
        other => return Settled::unseen(other),
    };
    // Where it did not come to a ratio, nothing was done.
    let (done, due) = found.due.map_or((0, 1), |due| (found.done.min(due), due));
    if due == 0 {
        let change = format!("{}后再算", found.mend);
        return Settled::none(format!("{},不提建议分", found.says), change);
    }
    let exact = Exact::share(most, done.into(), due.into());
    let (full, points) = (most.short(), exact.rounded());
    let reason = match done {
        0 => format!("{},得 0 分", found.says),
        done if done == due => format!("{},得 {full} 分", found.says),
        done => {
            let about = if exact.is_whole() { "得" } else { "约" };
            format!("{},{full}×{done}/{due},{about} {} 分", found.says, points.short())
        }
    };
    let change = match most - points {
        Points::ZERO => String::new(),
        lost => lost_and_won(&format!("缺{}", found.lacks), found.mend, lost),
    };
    Settled::points(exact, found.evidence, reason).changed_by(change)
}
