//! What is assessed when by whom: a round of a branch, in a secretary's term, in a period of a
//! campaign; and what may be given in it.

use std::collections::BTreeSet;
use std::fmt;

use crate::id::{CampaignId, OrgId, RecordId, TermId};
use crate::points::Points;

/// A round. Rounds are never overwritten: a re-evaluation is the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Round {
    /// The branch.
    pub org: OrgId,
    /// The campaign.
    pub campaign: CampaignId,
    /// The secretary's term.
    pub term: TermId,
    /// The campaign's period, from 1.
    pub period: u32,
    /// The round within it, from 1.
    pub round: u32,
}

/// A version of a record, as something that was decided cites it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cited {
    /// The record.
    pub record: RecordId,
    /// Its version, from 1.
    pub version: u32,
}

/// What a rule suggests: points between these, both the same where nothing is left to judgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// The least.
    pub least: Points,
    /// The most.
    pub most: Points,
}

/// A text that is no such thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotThat;

impl Suggestion {
    /// Exactly so many.
    #[must_use]
    pub fn exactly(points: Points) -> Self {
        Self { least: points, most: points }
    }

    /// Whether it leaves nothing to judgement.
    #[must_use]
    pub fn is_exact(self) -> bool {
        self.least == self.most
    }

    /// Whether points are as suggested.
    #[must_use]
    pub fn holds(self, points: Points) -> bool {
        self.least <= points && points <= self.most
    }

    /// Reads what [`fmt::Display`] wrote.
    ///
    /// # Errors
    /// [`NotThat`].
    pub fn parse(text: &str) -> Result<Self, NotThat> {
        let points = |text: &str| Points::parse(text).map_err(|_| NotThat);
        let (least, most) = text.split_once('~').unwrap_or((text, text));
        let suggestion = Self { least: points(least)?, most: points(most)? };
        let is_ours = suggestion.least <= suggestion.most && suggestion.to_string() == text;
        if is_ours { Ok(suggestion) } else { Err(NotThat) }
    }
}

impl fmt::Display for Suggestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_exact() {
            true => self.least.fmt(f),
            false => write!(f, "{}~{}", self.least, self.most),
        }
    }
}

/// Whether points need a sentence of grounds: they differ from what is suggested, or nothing is
/// suggested and nothing is cited.
#[must_use]
pub fn needs_reason(points: Points, suggestion: Option<Suggestion>, cites: bool) -> bool {
    match suggestion {
        Some(suggestion) => !suggestion.holds(points),
        None => points > Points::ZERO && !cites,
    }
}

/// Citations as they are kept: `record@version`, joined by commas, in order, each once.
#[must_use]
pub fn cited_text(cited: &[Cited]) -> String {
    let cited: BTreeSet<&Cited> = cited.iter().collect();
    let text = |cited: &Cited| format!("{}@{}", cited.record, cited.version);
    cited.into_iter().map(text).collect::<Vec<_>>().join(",")
}

/// Reads citations.
///
/// # Errors
/// [`NotThat`].
pub fn cited_of(text: &str) -> Result<Vec<Cited>, NotThat> {
    let pieces = text.split(',').filter(|piece| !piece.is_empty());
    let one = |piece: &str| {
        let (record, version) = piece.split_once('@').ok_or(NotThat)?;
        let record = record.parse().map_err(|_| NotThat)?;
        Ok(Cited { record, version: version.parse().map_err(|_| NotThat)? })
    };
    pieces.map(one).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{Cited, NotThat, Suggestion, cited_of, cited_text, needs_reason};
    use crate::id::RecordId;
    use crate::points::Points;

    fn points(text: &str) -> Points {
        Points::parse(text).unwrap()
    }

    #[test]
    fn a_suggestion_reads_as_it_was_written() {
        for text in ["0.00", "2.50", "6.00~10.00"] {
            assert_eq!(Suggestion::parse(text).unwrap().to_string(), text);
        }
        for text in ["", "3.00~2.00", "2", "2.00~2.00", "a"] {
            assert_eq!(Suggestion::parse(text), Err(NotThat), "{text}");
        }
    }

    #[test]
    fn grounds_are_needed_where_nothing_speaks_for_the_points() {
        let range = Some(Suggestion::parse("6.00~10.00").unwrap());
        let cases = [
            ("8", range, false, false),
            ("5.99", range, true, true),
            ("10.01", range, true, true),
            ("1", None, true, false),
            ("1", None, false, true),
            ("0", None, false, false),
        ];
        for (given, suggestion, cites, needs) in cases {
            assert_eq!(needs_reason(points(given), suggestion, cites), needs, "{given}");
        }
    }

    #[test]
    fn citations_have_an_order_of_their_own() {
        let cited =
            |id: u128, version| Cited { record: RecordId::new(Uuid::from_u128(id)), version };
        let text = cited_text(&[cited(2, 1), cited(1, 3), cited(2, 1)]);
        assert_eq!(cited_of(&text).unwrap(), [cited(1, 3), cited(2, 1)]);
        assert_eq!((cited_of(""), cited_of("x@1")), (Ok(Vec::new()), Err(NotThat)));
    }
}
