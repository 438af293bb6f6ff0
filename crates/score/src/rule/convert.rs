//! `convert@1` 引用外部结果折算: the points × a result from outside ÷ its full marks.

use model::Points;
use model::scheme::rule::Convert;
use model::scheme::{Fact, Reads};

use super::{Ask, Settled};
use crate::exact::Exact;
use crate::fact::Answer;
use crate::scheme::keys::Keys;
use crate::scheme::walk::Node;

pub(super) fn read(node: &Node<'_>) -> Convert {
    Convert { of: node.text("of"), out_of: node.points("out_of") }
}

pub(super) fn write(rule: &Convert, keys: &mut Keys) {
    keys.text("of", &rule.of);
    keys.points("out_of", rule.out_of);
}

pub(super) fn settle(rule: &Convert, most: Points, ask: Ask<'_>) -> Settled {
    let reads = Reads { of: rule.of.clone(), ..Reads::fact(Fact::Outside) };
    let Answer::Found(found) = ask(&reads) else {
        return Settled::none(format!("没有「{}」", rule.of), String::new());
    };
    let Some(value) = found.value.filter(|value| *value >= Points::ZERO) else {
        let change = format!("录入「{}」后再算", rule.of);
        return Settled::none(format!("{},不提建议分", found.says), change);
    };
    let of = |points: Points| u64::from(points.hundredths().unsigned_abs());
    let exact = Exact::share(most, of(value), of(rule.out_of));
    let (full, out_of) = (most.short(), rule.out_of.short());
    let reason =
        format!("{}(满分 {out_of}),折算 {full} 分制得 {} 分", found.says, exact.rounded().short());
    Settled::points(exact, found.evidence, reason)
}
