//! `veto@1` 一票否决: the lowest band, whatever the total.
//!
//! A veto is no rule of a part's points: it stands in the scheme's `[[veto]]`, asks for a fact like
//! `present@1` does, and says which bands are still to be had. It suggests; people decide.

use model::scheme::Veto;

use crate::fact::{Answer, Facts};
use crate::sheet::Flag;

/// What it says where its fact is there often enough.
pub(crate) fn flag(veto: &Veto, facts: &Facts<'_>) -> Option<Flag> {
    let Answer::Found(found) = facts.ask(&veto.asks.reads, "") else {
        return None;
    };
    (found.done >= veto.asks.at_least).then(|| Flag {
        kind: veto.kind,
        says: veto.says.clone(),
        reason: found.says,
        evidence: found.evidence,
        provenance: veto.provenance,
    })
}

/// The band in place of what the total gives: the last.
pub(super) fn band(last: usize) -> usize {
    last
}
