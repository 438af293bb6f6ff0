//! How a part of a criterion's points is settled. What a rule does stands in `score::rule`, a file
//! a kind; here stands what a scheme says to it.

use jiff::civil::Date;

use super::fact::Reads;
use crate::points::Points;
use crate::record::RecordKind;

/// A kind of rule. Its number never changes its meaning; a new meaning gets a new number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RuleKind {
    /// Present or absent: all points or none.
    Present,
    /// A list of things, each with its points.
    Checklist,
    /// So many points a piece, up to a cap.
    Count,
    /// Points × done ÷ due.
    Ratio,
    /// Steps: at least so many gives so many points.
    Tiers,
    /// All points from a percentage on, so many less for each step below it.
    Threshold,
    /// So many less for each shortfall, down to a floor.
    Deduction,
    /// All points in time, a part of them later.
    Late,
    /// A result from outside, converted to points.
    Convert,
    /// A person's judgement between nothing and the points.
    Judgement,
    /// So many points a piece by level, up to a cap.
    Bonus,
    /// 一票否决: the lowest band, whatever the total.
    Veto,
    /// 一票否优: not the highest band.
    VetoTop,
}

impl RuleKind {
    /// All, each with its name in a scheme's file and the words for it.
    pub const ALL: [(Self, &'static str, &'static str); 13] = [
        (Self::Present, "present@1", "有则得分"),
        (Self::Checklist, "checklist@1", "逐项计分"),
        (Self::Count, "count@1", "按次计分、封顶"),
        (Self::Ratio, "ratio@1", "按比例计分"),
        (Self::Tiers, "tiers@1", "分档计分"),
        (Self::Threshold, "threshold@1", "达标得满分、每低一档扣分"),
        (Self::Deduction, "deduction@1", "按缺少的扣分、扣完为止"),
        (Self::Late, "late@1", "按期得满分、逾期得部分分"),
        (Self::Convert, "convert@1", "引用外部结果折算"),
        (Self::Judgement, "judgement@1", "综合评判"),
        (Self::Bonus, "bonus@1", "分级加分、封顶"),
        (Self::Veto, "veto@1", "一票否决"),
        (Self::VetoTop, "veto_top@1", "一票否优"),
    ];

    /// Kinds that settle points; the others stand apart, in `[[veto]]`.
    pub const OF_PARTS: usize = 11;

    /// Finds a kind by its name in a scheme's file.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n, _)| *n == name).map(|(kind, _, _)| *kind)
    }

    /// Its name in a scheme's file.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _, _)| *kind == self).map_or("", |(_, name, _)| name)
    }

    /// The words for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _, _)| *kind == self).map_or("", |(_, _, word)| word)
    }
}

/// A rule of a part, with what the scheme says to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rule {
    /// All points where there are at least so many.
    Present(AtLeast),
    /// Each item that is there gives its own points.
    Checklist(Vec<Item>),
    /// Each piece gives so many points, up to the part's.
    Count(Each),
    /// The part's points × done ÷ due.
    Ratio(Reads),
    /// The highest step that is reached.
    Tiers(Tiers),
    /// All points at or above a percentage.
    Threshold(Threshold),
    /// The part's points less so many a shortfall.
    Deduction(Deduction),
    /// All points up to a day.
    Late(Late),
    /// The part's points × the result ÷ its full marks.
    Convert(Convert),
    /// Whatever a person finds right.
    Judgement,
    /// Points a piece by level, up to the part's.
    Bonus(Vec<Level>),
}

/// A fact that has to be there so many times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AtLeast {
    /// The fact.
    pub reads: Reads,
    /// How many times; one at the least.
    pub at_least: u32,
}

/// One thing of a checklist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What has to be there.
    pub asks: AtLeast,
    /// What it gives.
    pub points: Points,
}

/// Points a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Each {
    /// What is counted.
    pub reads: Reads,
    /// What a piece gives.
    pub each: Points,
}

/// Steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tiers {
    /// What is counted.
    pub reads: Reads,
    /// The steps, from the lowest up; the last one gives the part's points.
    pub steps: Vec<Step>,
}

/// At least so many gives so many points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// How many.
    pub at_least: u32,
    /// What it gives.
    pub points: Points,
}

/// A percentage that gives all points, and what each step below it costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Threshold {
    /// A fact that is a ratio.
    pub reads: Reads,
    /// The percentage that gives all points.
    pub from_percent: u32,
    /// How many percent are one step; a step begun is not counted.
    pub step_percent: u32,
    /// What a step costs.
    pub less: Points,
}

/// What a shortfall costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deduction {
    /// What is counted.
    pub reads: Reads,
    /// How many are expected, each one missing being a shortfall; none where the fact itself says
    /// how many are due, or where each one found is a shortfall (a result from outside).
    pub expected: Option<u32>,
    /// What one costs.
    pub each: Points,
    /// What is left at the least.
    pub floor: Points,
}

/// A day, and what is left of the points after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Late {
    /// What has to be there.
    pub reads: Reads,
    /// The last day in time.
    pub due: Date,
    /// How many percent of the points are left later.
    pub late_percent: u32,
}

/// A result from outside and its full marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Convert {
    /// The result's name.
    pub of: String,
    /// Its full marks.
    pub out_of: Points,
}

/// One level of a bonus: 省级 3 分.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Level {
    /// What is counted.
    pub reads: Reads,
    /// What a piece gives.
    pub each: Points,
}

impl Rule {
    /// Its kind.
    #[must_use]
    pub fn kind(&self) -> RuleKind {
        match self {
            Self::Present(_) => RuleKind::Present,
            Self::Checklist(_) => RuleKind::Checklist,
            Self::Count(_) => RuleKind::Count,
            Self::Ratio(_) => RuleKind::Ratio,
            Self::Tiers(_) => RuleKind::Tiers,
            Self::Threshold(_) => RuleKind::Threshold,
            Self::Deduction(_) => RuleKind::Deduction,
            Self::Late(_) => RuleKind::Late,
            Self::Convert(_) => RuleKind::Convert,
            Self::Judgement => RuleKind::Judgement,
            Self::Bonus(_) => RuleKind::Bonus,
        }
    }

    /// Everything that it reads, in order.
    #[must_use]
    pub fn reads(&self) -> Vec<&Reads> {
        match self {
            Self::Present(rule) => vec![&rule.reads],
            Self::Checklist(items) => items.iter().map(|item| &item.asks.reads).collect(),
            Self::Count(rule) => vec![&rule.reads],
            Self::Ratio(reads) => vec![reads],
            Self::Tiers(rule) => vec![&rule.reads],
            Self::Threshold(rule) => vec![&rule.reads],
            Self::Deduction(rule) => vec![&rule.reads],
            Self::Late(rule) => vec![&rule.reads],
            Self::Convert(_) | Self::Judgement => Vec::new(),
            Self::Bonus(levels) => levels.iter().map(|level| &level.reads).collect(),
        }
    }

    /// The kind of records that it reads first, if any.
    #[must_use]
    pub fn record(&self) -> Option<RecordKind> {
        self.reads().first().and_then(|reads| reads.fact.record())
    }
}

#[cfg(test)]
mod tests {
    use super::RuleKind;

    #[test]
    fn the_list_of_kinds_is_whole_and_in_order() {
        for (at, (kind, name, word)) in RuleKind::ALL.into_iter().enumerate() {
            assert_eq!(kind as usize, at, "{name}");
            assert_eq!((kind.name(), kind.word()), (name, word));
            assert_eq!(RuleKind::named(name), Some(kind));
        }
        assert_eq!(RuleKind::VetoTop as usize + 1, RuleKind::ALL.len(), "the last one is listed");
        assert_eq!(RuleKind::Veto as usize, RuleKind::OF_PARTS);
    }
}
