//! 党课: by whom, and in what form.

use model::RecordKind;
use model::scheme::Fact;

use super::{Answer, Facts, Found};
use crate::case::Evidence;

pub(super) fn lectures(facts: &Facts<'_>, fact: Fact) -> Answer {
    if fact == Fact::SecretaryLectures && facts.case.secretary.is_none() {
        return Answer::Unseen("这段时间没有支部书记", "由评定者给分并写明依据");
    }
    let counts = |lecture: &&Evidence| {
        let texts = &lecture.content.texts;
        match fact {
            Fact::SecretaryLectures => texts.get("lecturer") == "secretary",
            Fact::InnovativeLectures => !matches!(texts.get("lecture_form"), "" | "classroom"),
            _ => true,
        }
    };
    let those = facts.of_kind(RecordKind::PartyLecture).filter(counts);
    Answer::Found(Found::records(fact.word(), those, "补讲并补记"))
}
