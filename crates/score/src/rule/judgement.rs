//! `judgement@1` 综合评判: whatever a person finds right, between nothing and the part's points. No
//! fact is asked: it opens a range, and names no number in it.

use model::Points;

use super::Settled;

pub(super) fn settle(most: Points) -> Settled {
    Settled::none(format!("由评定者在 0 到 {} 分之间评判", most.short()), String::new())
}
