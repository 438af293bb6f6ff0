//! `tiers@1` 分档计分: the highest step that is reached.

use model::scheme::FactShape;
use model::scheme::rule::{Step, Tiers};
use model::{Points, limit};

use super::{Ask, Settled};
use crate::exact::Exact;
use crate::fact::Answer;
use crate::scheme::keys::Keys;
use crate::scheme::walk::Node;

pub(super) fn read(node: &Node<'_>, most: Points) -> Tiers {
    let reads = super::reads(node, FactShape::Count);
    let steps = super::list(node, "steps", |step| Step {
        at_least: step.count("at_least", 1, limit::RULE_COUNT),
        points: step.points("points"),
    });
    let goes_up =
        |pair: &[Step]| pair[0].at_least < pair[1].at_least && pair[0].points < pair[1].points;
    if !steps.windows(2).all(goes_up) {
        node.flaw_at("steps", "steps 各档应由低到高,数量和分数都逐档增加".to_owned());
    }
    if node.trusts_points() && steps.last().is_some_and(|step| step.points != most) {
        let says = format!("steps 最高一档应等于这一部分的 {} 分", most.short());
        node.flaw_at("steps", says);
    }
    Tiers { reads, steps }
}

pub(super) fn write(rule: &Tiers, keys: &mut Keys) {
    super::write_reads(&rule.reads, keys);
    keys.list("steps", &rule.steps, |step, keys| {
        keys.whole("at_least", step.at_least);
        keys.points("points", step.points);
    });
}

pub(super) fn settle(rule: &Tiers, ask: Ask<'_>) -> Settled {
    let found = match ask(&rule.reads) {
        Answer::Found(found) => found,
        other => return Settled::unseen(other),
    };
    let reached = rule.steps.iter().rev().find(|step| found.done >= step.at_least);
    let points = reached.map_or(Points::ZERO, |step| step.points);
    let reason = match reached {
        Some(step) => {
            format!("{},满 {} 得 {} 分", found.says, step.at_least, points.short())
        }
        None => format!("{},得 0 分", found.says),
    };
    let next = rule.steps.iter().find(|step| found.done < step.at_least);
    let change = next.map_or_else(String::new, |next| {
        let (more, won) = (next.at_least - found.done, next.points - points);
        format!("再有 {more} 次{}并补记后 +{}", found.lacks, won.short())
    });
    Settled::points(Exact::whole(points), found.evidence, reason).changed_by(change)
}
