//! `present@1` 有则得分: all points where the fact is there, once or as often as is asked.

use model::scheme::FactShape;
use model::scheme::rule::AtLeast;
use model::{Points, limit};

use super::{Ask, Settled, lost_and_won};
use crate::exact::Exact;
use crate::fact::Answer;
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

pub(super) fn settle(rule: &AtLeast, most: Points, ask: Ask<'_>) -> Settled {
    let found = match ask(&rule.reads) {
        Answer::Found(found) => found,
        other => return Settled::unseen(other),
    };
    if found.done >= rule.at_least {
        let reason = format!("{},得 {} 分", found.says, most.short());
        return Settled::points(Exact::whole(most), found.evidence, reason);
    }
    let asked = match rule.at_least {
        1 => String::new(),
        least => format!(",要求 {least} 次"),
    };
    let lacks = match rule.at_least - found.done {
        1 => format!("缺{}", found.lacks),
        more => format!("缺 {more} 次{}", found.lacks),
    };
    let change = lost_and_won(&lacks, found.mend, most);
    let reason = format!("{}{asked},得 0 分", found.says);
    Settled::points(Exact::ZERO, found.evidence, reason).changed_by(change)
}
