//! What a self-check's form brings, and what it comes to with what the ledger suggests.

use std::collections::BTreeMap;

use model::Points;
use model::record::content::Texts;
use model::self_check::{Answer, SENTENCES, SelfCheck};

use crate::assessment::{Basis, Grounds};
use crate::refusal::Flawed;

/// A form's fields, as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typed {
    /// 自评分 by criterion; blank where the suggestion is taken.
    pub own: BTreeMap<String, String>,
    /// A sentence by criterion.
    pub reasons: BTreeMap<String, String>,
    /// The four sentences, by name.
    pub said: BTreeMap<String, String>,
    /// The version of the draft that was on the page; nought where there was none.
    pub draft_version: i64,
}

impl Typed {
    /// As a self-check over what its points rest on now; the flaws are points that are none.
    pub(super) fn filled(&self, basis: &Basis) -> (SelfCheck, Vec<Flawed>) {
        let mut flaws = Vec::new();
        let mut filled = fresh(basis);
        for answer in &mut filled.answers {
            let id = answer.criterion.clone();
            let text = |of: &BTreeMap<String, String>| {
                of.get(&id).map_or("", |text| text.trim()).to_owned()
            };
            answer.reason = text(&self.reasons);
            let own = text(&self.own);
            if own.is_empty() {
                continue;
            }
            match Points::parse(&own) {
                Ok(points) => answer.own = Some(points),
                Err(not) => flaws.push(Flawed::new(format!("own-{id}"), not.to_string())),
            }
        }
        for (name, ..) in SENTENCES {
            let said = self.said.get(name).map_or("", |text| text.trim());
            // A browser sends the line ends of another system.
            filled.said.put(name, said.replace("\r\n", "\n"));
        }
        (filled, flaws)
    }
}

/// A self-check in which nothing was typed yet: what is suggested, and what speaks for it.
pub(super) fn fresh(basis: &Basis) -> SelfCheck {
    let answers = basis.assessed().map(|one| {
        let Grounds { suggestion: suggested, cited } = basis.grounds_of(&one);
        let criterion = one.criterion.id.clone();
        Answer { criterion, suggested, own: None, reason: String::new(), cited }
    });
    SelfCheck { answers: answers.collect(), said: Texts::default() }
}

/// What was typed before, over what is suggested now.
pub(super) fn renewed(typed: &SelfCheck, basis: &Basis) -> SelfCheck {
    let mut renewed = fresh(basis);
    for answer in &mut renewed.answers {
        if let Some(before) = typed.answers.iter().find(|a| a.criterion == answer.criterion) {
            answer.own = before.own;
            answer.reason.clone_from(&before.reason);
        }
    }
    renewed.said = typed.said.clone();
    renewed
}

/// As it is submitted: what was left open takes the suggestion, where that is one number.
pub(super) fn settled(mut filled: SelfCheck) -> SelfCheck {
    for answer in &mut filled.answers {
        let exact = answer.suggested.filter(|suggestion| suggestion.is_exact());
        answer.own = answer.own.or(exact.map(|suggestion| suggestion.least));
    }
    filled
}
