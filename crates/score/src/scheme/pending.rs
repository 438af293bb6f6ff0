//! What a scheme may say already and nothing follows from yet: a department should know before it
//! publishes one. Each sentence goes when what it speaks of comes.

use model::scheme::{Fact, Instead, Scheme};
use model::{Flaw, Place};

use super::check::Lines;

/// What has no effect yet, a warning each.
pub(super) fn warnings(scheme: &Scheme, lines: &Lines) -> Vec<Flaw> {
    let mut warnings = Vec::new();
    for ((_, criterion), line) in scheme.criteria().zip(&lines.criteria) {
        let mut warn = |says: &str| {
            let says = format!("评分要点 {} {}: {says}", criterion.id, criterion.title);
            warnings.push(Flaw::new(Place::line(*line), says));
        };
        let reads = criterion.parts.iter().flat_map(|part| part.rule.reads());
        if reads.into_iter().any(|reads| reads.fact == Fact::Outside) {
            warn("外部结果眼下没有录入的地方,这一部分不提建议分,由评定者给分");
        }
        if criterion.exception.as_ref().is_some_and(|one| one.instead == Instead::Peers) {
            warn("同类平均眼下还不计算,不适用的支部这一项没有分");
        }
    }
    if scheme.bonus.as_ref().is_some_and(|bonus| !bonus.parts.is_empty()) {
        let says = "附加分眼下不能在网上申报,各部分只显示,不计算";
        warnings.push(Flaw::new(Place::line(lines.bonus), says));
    }
    for at in &lines.vetoes {
        let says = "否决眼下只显示在方案里,不影响等次";
        warnings.push(Flaw::new(Place::line(*at), says));
    }
    warnings
}
