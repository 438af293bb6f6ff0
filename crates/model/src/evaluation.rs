//! 量化评定 (notice 二.2): the official points, by the directly superior committee.

use crate::assessment::{Cited, Suggestion, needs_reason};
use crate::limit;
use crate::points::Points;
use crate::scheme::{Criterion, Scheme};

/// How far it has come. Official, and seen by the branch, once it is confirmed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// 草稿.
    Draft,
    /// 已提交 by a supervisor.
    Submitted,
    /// 已确认 by another person, the committee's administrator.
    Confirmed,
}

impl State {
    /// All, each with its name in a database and its word.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Draft, "draft", "草稿"),
        (Self::Submitted, "submitted", "已提交"),
        (Self::Confirmed, "confirmed", "已确认"),
    ];

    /// Its name in a database.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(state, ..)| *state == self).map_or("", |(_, name, _)| name)
    }

    /// By its name in a database.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n, _)| *n == name).map(|(state, ..)| *state)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(state, ..)| *state == self).map_or("", |(.., word)| word)
    }
}

/// What the committee gives for a criterion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The criterion's id.
    pub criterion: String,
    /// 评定分; none where the points that were given are taken back.
    pub points: Option<Points>,
    /// Why they differ from what is suggested, or their grounds where nothing is.
    pub reason: String,
    /// What was suggested at that moment.
    pub suggested: Option<Suggestion>,
    /// 自评分 at that moment.
    pub own: Option<Points>,
    /// The versions of records that were looked at.
    pub cited: Vec<Cited>,
}

impl Line {
    /// What is wrong with it: about the points, else about the reason.
    ///
    /// # Errors
    /// A sentence, and whether it is about the points.
    pub fn check(&self, criterion: &Criterion) -> Result<(), (bool, String)> {
        let Some(points) = self.points else { return Ok(()) };
        if points > criterion.points {
            let (points, most) = (points.short(), criterion.points.short());
            return Err((true, format!("{points} 超过满分 {most}")));
        }
        if points < Points::ZERO {
            return Err((true, "不能是负数".to_owned()));
        }
        if self.reason.chars().count() > limit::REASON_CHARS {
            return Err((false, format!("最多 {} 字,请缩短", limit::REASON_CHARS)));
        }
        let is_grounded = !self.reason.is_empty();
        match self.suggested {
            _ if is_grounded => Ok(()),
            suggested if !needs_reason(points, suggested, !self.cited.is_empty()) => Ok(()),
            Some(_) => Err((false, "与系统建议不同,请用一句话说明理由".to_owned())),
            None => Err((false, "没有系统建议,请用一句话写明依据".to_owned())),
        }
    }
}

/// Points by criterion, in the scheme's order, of the lines that there are.
#[must_use]
pub fn points(lines: &[Line], scheme: &Scheme) -> Vec<Option<Points>> {
    let of = |id: &str| lines.iter().find(|line| line.criterion == id)?.points;
    scheme.criteria().map(|(_, criterion)| of(&criterion.id)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Line, State};
    use crate::assessment::Suggestion;
    use crate::points::Points;
    use crate::scheme::{Criterion, Provenance};

    #[test]
    fn a_line_is_checked_against_its_criterion_and_what_is_suggested() {
        let criterion = Criterion {
            id: "3.2".to_owned(),
            title: String::new(),
            points: Points::parse("4").unwrap(),
            official_text: String::new(),
            reading: String::new(),
            provenance: Provenance::Notice,
            parts: Vec::new(),
            required_tasks: Vec::new(),
            exception: None,
        };
        let line = |points: &str, suggested: &str, reason: &str| Line {
            points: Points::parse(points).ok(),
            suggested: Suggestion::parse(suggested).ok(),
            reason: reason.to_owned(),
            ..Line::default()
        };
        let cases = [
            (line("4", "4.00", ""), Ok(())),
            (line("", "4.00", ""), Ok(())),
            (line("4.01", "4.00", "多"), Err((true, "4.01 超过满分 4".to_owned()))),
            (line("3", "4.00", "讲稿是抄的"), Ok(())),
            (line("3", "4.00", ""), Err((false, "与系统建议不同,请用一句话说明理由".to_owned()))),
            (line("3", "", ""), Err((false, "没有系统建议,请用一句话写明依据".to_owned()))),
            (line("0", "", ""), Ok(())),
        ];
        for (line, says) in cases {
            assert_eq!(line.check(&criterion), says, "{line:?}");
        }
    }

    #[test]
    fn states_lead_back() {
        for (state, name, word) in State::ALL {
            assert_eq!((State::named(name), state.name(), state.word()), (Some(state), name, word));
        }
    }
}
