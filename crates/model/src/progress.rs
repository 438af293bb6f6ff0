//! How a branch stands in a campaign, as figures that add up.

use crate::evaluation;
use crate::points::Points;
use crate::tally::Figures;

/// What there is of a branch in a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct InPeriod {
    /// The period, from 1.
    pub period: u32,
    /// Whether its self-check is submitted.
    pub self_checked: bool,
    /// How far its evaluation has come, once it was begun.
    pub evaluation: Option<evaluation::State>,
}

/// The last confirmed evaluation, which is the official score: nothing is averaged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Official {
    /// By criterion, in the scheme's order.
    pub points: Vec<Points>,
    /// Whether points were lost, in the same order.
    pub lost: Vec<bool>,
    /// Together with the bonus.
    pub total: Points,
    /// The band, as an index into the scheme's.
    pub band: usize,
    /// 自评分 by criterion in the self-check that it answers; none where there was none.
    pub own: Option<Vec<Option<Points>>>,
}

/// How a branch stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// By period.
    pub periods: Vec<InPeriod>,
    /// The official score, once there is one.
    pub official: Option<Official>,
}

impl Progress {
    /// The figures of one branch that is enrolled. Their words:
    ///
    /// - `enrolled`; `p1.self`, `p1.begun`, `p1.submitted`, `p1.rated` by period, each also where
    ///   it has come further;
    /// - `rated`, `band.0`, `total` (hundredths), `t.18` (a histogram: totals from 90 to below 95),
    ///   `c.3` (hundredths of the fourth criterion), `l.3` (whether any of its points were lost);
    /// - of those that have checked themselves, too: `pair`, `g.3` and `o.3` (hundredths given and
    ///   their own, where both are), `b.3` (whether they left it blank, to those who judge),
    ///   `pair.given` and `pair.own` (sums of all that both have given).
    #[must_use]
    pub fn figures(&self) -> Figures {
        let mut figures = Figures::one("enrolled");
        for one in &self.periods {
            let mut count = |word: &str, is: bool| {
                figures.put(&format!("p{}.{word}", one.period), i64::from(is));
            };
            let reached = |state| one.evaluation.is_some_and(|evaluation| evaluation >= state);
            count("self", one.self_checked);
            count("begun", one.evaluation.is_some());
            count("submitted", reached(evaluation::State::Submitted));
            count("rated", reached(evaluation::State::Confirmed));
        }
        if let Some(official) = &self.official {
            official.count(&mut figures);
        }
        figures
    }
}

impl Official {
    fn count(&self, figures: &mut Figures) {
        let hundredths = |points: Points| i64::from(points.hundredths());
        figures.put("rated", 1);
        figures.put(&format!("band.{}", self.band), 1);
        figures.put("total", hundredths(self.total));
        figures.put(&format!("t.{}", self.total.hundredths() / HISTOGRAM_STEP), 1);
        for (at, points) in self.points.iter().enumerate() {
            figures.put(&format!("c.{at}"), hundredths(*points));
        }
        for (at, lost) in self.lost.iter().enumerate() {
            figures.put(&format!("l.{at}"), i64::from(*lost));
        }
        let Some(own) = &self.own else { return };
        figures.put("pair", 1);
        let both = self.points.iter().zip(own).enumerate();
        let (mut given_sum, mut own_sum) = (0, 0);
        for (at, (given, own)) in both {
            let Some(own) = own else {
                figures.put(&format!("b.{at}"), 1);
                continue;
            };
            figures.put(&format!("g.{at}"), hundredths(*given));
            figures.put(&format!("o.{at}"), hundredths(*own));
            given_sum += hundredths(*given);
            own_sum += hundredths(*own);
        }
        figures.put("pair.given", given_sum);
        figures.put("pair.own", own_sum);
    }
}

/// The width of a step of the histogram of totals: five points.
pub const HISTOGRAM_STEP: i32 = 500;

#[cfg(test)]
mod tests {
    use super::{InPeriod, Official, Progress};
    use crate::evaluation::State;
    use crate::points::Points;

    fn points(text: &str) -> Points {
        Points::parse(text).unwrap()
    }

    #[test]
    fn what_there_is_of_a_branch_is_counted() {
        let mut progress = Progress::default();
        assert_eq!(progress.figures().to_string(), "enrolled=1");
        progress.periods = vec![
            InPeriod { period: 1, self_checked: true, evaluation: Some(State::Confirmed) },
            InPeriod { period: 2, self_checked: true, evaluation: None },
        ];
        progress.official = Some(Official {
            points: vec![points("3"), points("1.5")],
            lost: vec![false, true],
            total: points("94.5"),
            band: 0,
            own: Some(vec![Some(points("3")), None]),
        });
        let text = "b.1=1 band.0=1 c.0=300 c.1=150 enrolled=1 g.0=300 l.1=1 o.0=300 p1.begun=1 \
            p1.rated=1 p1.self=1 p1.submitted=1 p2.self=1 pair=1 pair.given=300 pair.own=300 \
            rated=1 t.18=1 total=9450";
        assert_eq!(progress.figures().to_string(), text);
    }
}
