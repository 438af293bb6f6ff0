//! 考核方案: what is assessed, for how many points, by whose word.

use jiff::civil::Date;

use crate::points::Points;
use crate::record::RecordKind;

/// Whose word something is. Nothing that the notice doesn't say is ever shown as its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Provenance {
    /// 文件规定: the notice says so.
    Notice,
    /// 平台设定: a setting of ours, open to change.
    Setting,
}

impl Provenance {
    /// The word for it, in a scheme's file and on every page.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Notice => "文件规定",
            Self::Setting => "平台设定",
        }
    }
}

/// How a part of a criterion's points is settled. A kind's number never changes its meaning; a
/// new meaning gets a new number.
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
    /// A person's judgement between nothing and the points.
    Judgement,
}

impl RuleKind {
    /// All, each with its name in a scheme's file and the words for it.
    pub const ALL: [(Self, &'static str, &'static str); 6] = [
        (Self::Present, "present@1", "有则得分"),
        (Self::Checklist, "checklist@1", "逐项计分"),
        (Self::Count, "count@1", "按次计分、封顶"),
        (Self::Ratio, "ratio@1", "按比例计分"),
        (Self::Tiers, "tiers@1", "分档计分"),
        (Self::Judgement, "judgement@1", "综合评判"),
    ];

    /// Finds a kind by its name in a scheme's file.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n, _)| *n == name).map(|(kind, _, _)| *kind)
    }

    /// The words for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _, _)| *kind == self).map_or("", |(_, _, word)| word)
    }
}

/// A whole scheme. Its parts were checked when it was read: the points add up, ids are unique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme {
    /// Short name, unique among schemes: `jx-2016-52`.
    pub id: String,
    /// Version; a published one never changes.
    pub version: u32,
    /// 考核方案's title.
    pub title: String,
    /// One sentence: what this scheme is, and how it differs from its neighbours.
    pub summary: String,
    /// The document that the scheme follows.
    pub source: Source,
    /// Points of all criteria together, bonus apart.
    pub total: Points,
    /// 考核内容, in order.
    pub indicators: Vec<Indicator>,
    /// 附加分; a scheme may have none.
    pub bonus: Option<Bonus>,
    /// 等次, from the highest down; the last begins at zero.
    pub bands: Vec<Band>,
    /// The document's other clauses that the assessment rests on.
    pub clauses: Vec<Clause>,
    /// Typing errors of the document, with our reading beside them.
    pub errata: Vec<Erratum>,
    /// Where the document's body and annex differ; neither is corrected.
    pub differences: Vec<Difference>,
}

/// The document behind a scheme.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Issuing body.
    pub issuer: String,
    /// Document number.
    pub number: String,
    /// Title.
    pub title: String,
    /// Day of issue.
    pub date: Date,
}

/// 考核内容: a row of the annex.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indicator {
    /// Its number, from 1 without gaps.
    pub number: u32,
    /// A short name of ours for heads of columns and charts.
    pub title: String,
    /// Points of its criteria together.
    pub points: Points,
    /// The item in the document's body, unaltered; blank where the scheme is not the document's.
    pub body_text: String,
    /// 考核内容 in the annex, unaltered.
    pub annex_text: String,
    /// 分值 in the annex, unaltered.
    pub annex_points: String,
    /// 考核标准 in the annex, unaltered.
    pub annex_standard: String,
    /// 评分要点, in order.
    pub criteria: Vec<Criterion>,
}

/// 评分要点: one scored point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Criterion {
    /// `1.1`: the indicator's number, a dot, its own number; also the head of its column.
    pub id: String,
    /// Short name.
    pub title: String,
    /// The most it gives.
    pub points: Points,
    /// The piece of the annex that sets it, unaltered.
    pub official_text: String,
    /// What it means here, where that is not what the document says.
    pub reading: String,
    /// Whose word the criterion, as read, is.
    pub provenance: Provenance,
    /// How its points are settled; the split is always ours.
    pub parts: Vec<Part>,
}

/// A part of a criterion's points, settled by one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The rule's kind.
    pub kind: RuleKind,
    /// The records it reads; none for a pure judgement.
    pub record: Option<RecordKind>,
    /// The most it gives.
    pub points: Points,
    /// What earns the points, in a sentence.
    pub says: String,
}

/// 附加分.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bonus {
    /// Its number among the indicators.
    pub number: u32,
    /// 考核内容 in the annex, unaltered.
    pub annex_text: String,
    /// 分值 in the annex, unaltered.
    pub annex_points: String,
    /// 考核标准 in the annex, unaltered.
    pub annex_standard: String,
    /// The most that may be approved.
    pub points: Points,
}

/// 等次.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Band {
    /// Its name.
    pub name: String,
    /// The least total that belongs to it.
    pub from: Points,
    /// Whose word it is.
    pub provenance: Provenance,
}

/// A clause of the document beside the indicators: a mode (二), a requirement (三), a remark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clause {
    /// Where it stands: `二.1`.
    pub id: String,
    /// Short name.
    pub title: String,
    /// Its text, unaltered.
    pub official_text: String,
}

/// A typing error in the official text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Erratum {
    /// The indicator it stands in.
    pub indicator: u32,
    /// As it stands.
    pub text: String,
    /// As we read it.
    pub reading: String,
}

/// A place where body and annex say it differently.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The indicator.
    pub indicator: u32,
    /// The body's words; blank where it says nothing.
    pub body: String,
    /// The annex's words; blank where it says nothing.
    pub annex: String,
    /// What follows for the assessment.
    pub reading: String,
}

impl Scheme {
    /// All criteria with their indicators, in order. A criterion's place in this order is its
    /// index everywhere else.
    pub fn criteria(&self) -> impl Iterator<Item = (&Indicator, &Criterion)> {
        self.indicators.iter().flat_map(|i| i.criteria.iter().map(move |c| (i, c)))
    }

    /// How many criteria there are.
    #[must_use]
    pub fn criteria_count(&self) -> usize {
        self.indicators.iter().map(|i| i.criteria.len()).sum()
    }

    /// The most that may be approved as a bonus.
    #[must_use]
    pub fn bonus_points(&self) -> Points {
        self.bonus.as_ref().map_or(Points::ZERO, |b| b.points)
    }

    /// The index of the band that a total belongs to.
    #[must_use]
    pub fn band(&self, total: Points) -> usize {
        let last = self.bands.len().saturating_sub(1);
        self.bands.iter().position(|band| total >= band.from).unwrap_or(last)
    }
}
