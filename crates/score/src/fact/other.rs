//! 其他佐证 for a criterion.

use model::RecordKind;

use super::{Answer, Facts, Found};

pub(super) fn evidence(facts: &Facts<'_>, criterion: &str) -> Answer {
    let slot = facts.scheme.criterion_slot(criterion);
    let those =
        facts.of_kind(RecordKind::Other).filter(|evidence| evidence.serves("criteria", &slot));
    Answer::Found(Found::records("其他佐证", those, "补记"))
}
