//! `late@1` 按期得满分、逾期得部分分: all points up to a day, a part of them later.

use model::Points;
use model::scheme::FactShape;
use model::scheme::rule::Late;

use super::{Ask, Settled, lost_and_won};
use crate::exact::Exact;
use crate::fact::Answer;
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

pub(super) fn settle(rule: &Late, most: Points, ask: Ask<'_>) -> Settled {
    let found = match ask(&rule.reads) {
        Answer::Found(found) => found,
        other => return Settled::unseen(other),
    };
    let due = rule.due;
    match found.days.first() {
        None => {
            let exact = Exact::share(most, rule.late_percent.into(), 100);
            let change = lost_and_won(&format!("缺{}", found.lacks), found.mend, exact.rounded());
            let reason = format!("{},应在 {due} 前,得 0 分", found.says);
            Settled::points(Exact::ZERO, Vec::new(), reason).changed_by(change)
        }
        Some(day) if *day <= due => {
            let reason = format!("{day} 完成,没有超过 {due},得 {} 分", most.short());
            Settled::points(Exact::whole(most), found.evidence, reason)
        }
        Some(day) => {
            let percent = rule.late_percent;
            let exact = Exact::share(most, percent.into(), 100);
            let points = exact.rounded().short();
            let reason = format!("{day} 完成,超过 {due},按 {percent}% 得 {points} 分");
            Settled::points(exact, found.evidence, reason)
        }
    }
}
