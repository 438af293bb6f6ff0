//! `checklist@1` 逐项计分: each thing that is there gives its own points.

use model::Points;
use model::scheme::rule::Item;

use super::{Ask, Settled};
use crate::exact::Exact;
use crate::scheme::keys::Keys;
use crate::scheme::walk::Node;

pub(super) fn read(node: &Node<'_>, most: Points) -> Vec<Item> {
    let items = super::list(node, "items", |item| Item {
        asks: super::at_least(item),
        points: item.points("points"),
    });
    let sum: i64 = items.iter().map(|item| i64::from(item.points.hundredths())).sum();
    if node.trusts_points() && sum != i64::from(most.hundredths()) {
        let says = format!("items 各项的 points 加起来应等于这一部分的 {} 分", most.short());
        node.flaw_at("items", says);
    }
    items
}

pub(super) fn write(items: &[Item], keys: &mut Keys) {
    keys.list("items", items, |item, keys| {
        super::write_at_least(&item.asks, keys);
        keys.points("points", item.points);
    });
}

pub(super) fn settle(items: &[Item], ask: Ask<'_>) -> Settled {
    let mut sum = Points::ZERO;
    let (mut evidence, mut reasons, mut changes, mut unseen) = (vec![], vec![], vec![], None);
    for item in items {
        let settled = super::present::settle(&item.asks, item.points, ask);
        match settled.suggestion {
            Some(points) => sum += points.rounded(),
            None => unseen = unseen.or(Some(settled.change.clone())),
        }
        evidence.extend(settled.evidence);
        reasons.push(settled.reason);
        changes.extend(Some(settled.change).filter(|change| !change.is_empty()));
    }
    let reason = reasons.join(";");
    evidence.sort_unstable();
    evidence.dedup();
    match unseen {
        // Where one item can't be seen, the sum of the others would look like a judgement.
        Some(change) => Settled { evidence, ..Settled::none(reason, change) },
        None => {
            let exact = Exact::whole(sum);
            Settled::points(exact, evidence, reason).changed_by(changes.join(";"))
        }
    }
}
