//! 考核方案: what is assessed, for how many points, by whose word.

use jiff::civil::Date;

use crate::organisation::Sector;
use crate::points::Points;
use crate::record::RecordKind;
use crate::record::descriptor::slot;

pub mod fact;
pub mod rule;

pub use fact::{Fact, FactNeeds, FactShape, Reads};
pub use rule::{Rule, RuleKind};

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
    /// 专题, in order; a scheme may have none.
    pub topics: Vec<Topic>,
    /// 考核内容, in order.
    pub indicators: Vec<Indicator>,
    /// 附加分; a scheme may have none.
    pub bonus: Option<Bonus>,
    /// 等次, from the highest down; the last begins at zero.
    pub bands: Vec<Band>,
    /// What sets the band whatever the total: 一票否决, 一票否优.
    pub vetoes: Vec<Veto>,
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

/// 专题: what the campaign studies and discusses, one after another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Topic {
    /// Its number, from 1 without gaps.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// Whose word the title is.
    pub provenance: Provenance,
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
    /// 规定任务: what has to be done, whatever the points.
    pub required_tasks: Vec<RequiredTask>,
    /// To which branches it doesn't apply, and what then stands for its points.
    pub exception: Option<Exception>,
}

/// A part of a criterion's points, settled by one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The rule.
    pub rule: Rule,
    /// The records that it reads, or that a judgement looks at; none for a pure judgement.
    pub record: Option<RecordKind>,
    /// The most it gives.
    pub points: Points,
    /// What earns the points, in a sentence.
    pub says: String,
    /// The sectors whose branches it is for; for all where there are none.
    pub sectors: Vec<Sector>,
}

/// 规定任务: one of those whose list decides «完不成规定任务» (notice 三.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredTask {
    /// The task, in a few words.
    pub says: String,
    /// What fulfils it.
    pub asks: rule::AtLeast,
}

/// A criterion that doesn't apply to some branches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Their sectors.
    pub sectors: Vec<Sector>,
    /// What stands for its points there.
    pub instead: Instead,
}

/// What stands for the points of a criterion that doesn't apply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Instead {
    /// 分摊: the branch's own share of the points of all others.
    Spread,
    /// 同类平均: what its peers got on average.
    Peers,
}

impl Instead {
    /// Both, each with its word in a scheme's file.
    pub const ALL: [(Self, &'static str); 2] = [(Self::Spread, "分摊"), (Self::Peers, "同类平均")];

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(instead, _)| *instead == self).map_or("", |(_, word)| word)
    }
}

/// What sets the band whatever the total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Veto {
    /// [`RuleKind::Veto`] or [`RuleKind::VetoTop`].
    pub kind: RuleKind,
    /// What brings it about.
    pub asks: rule::AtLeast,
    /// What brings it about, in a sentence.
    pub says: String,
    /// Whose word it is.
    pub provenance: Provenance,
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
    /// What is suggested by rule, where the scheme says so; together at most `points`.
    pub parts: Vec<Part>,
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

    /// The word in a record for a topic that it serves.
    #[must_use]
    pub fn topic_slot(&self, number: u32) -> String {
        slot(&self.id, "topic", &number.to_string())
    }

    /// The word in a record for a criterion that it serves.
    #[must_use]
    pub fn criterion_slot(&self, id: &str) -> String {
        slot(&self.id, "criterion", id)
    }

    /// The same as a part beside another scheme: its criteria's ids carry a mark, so that both can
    /// stand in one form and one evaluation.
    #[must_use]
    pub fn beside(&self, mark: &str) -> Self {
        let mut scheme = self.clone();
        for criterion in scheme.indicators.iter_mut().flat_map(|one| &mut one.criteria) {
            criterion.id = format!("{mark}{MARK}{}", criterion.id);
        }
        scheme
    }

    /// The index of the band that a total belongs to.
    #[must_use]
    pub fn band(&self, total: Points) -> usize {
        let last = self.bands.len().saturating_sub(1);
        self.bands.iter().position(|band| total >= band.from).unwrap_or(last)
    }
}

/// What stands between a part's mark and the id that a criterion has in its own scheme.
const MARK: char = '-';

/// A criterion's id as people read it: one of a 本地附加部分 says so, and not by which mark.
#[must_use]
pub fn number(id: &str) -> String {
    match id.split_once(MARK) {
        Some((_, own)) => format!("本地{own}"),
        None => id.to_owned(),
    }
}

impl Part {
    /// Whether it is for branches of a sector.
    #[must_use]
    pub fn is_for(&self, sector: Sector) -> bool {
        self.sectors.is_empty() || self.sectors.contains(&sector)
    }
}

impl Criterion {
    /// What stands for its points in branches of a sector to which it doesn't apply.
    #[must_use]
    pub fn instead(&self, sector: Sector) -> Option<Instead> {
        let exception = self.exception.as_ref()?;
        exception.sectors.contains(&sector).then_some(exception.instead)
    }
}
