//! 评分单: what an evaluation found, criterion by criterion, each line with its reason.

use model::assessment::Cited;
use model::id::MemberId;
use model::scheme::{Instead, Provenance, RuleKind};
use model::{Points, Scheme};

use crate::rule;

/// A whole sheet. It suggests; people decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sheet {
    /// One a criterion, in the scheme's order.
    pub criteria: Vec<CriterionSheet>,
    /// One an indicator, in the scheme's order.
    pub indicators: Vec<Sum>,
    /// All criteria together, bonus apart.
    pub total: Sum,
    /// 附加分 by rule, where the scheme has rules for it.
    pub bonus: Vec<Line>,
    /// 附加分 together, at most what may be approved.
    pub bonus_sum: Sum,
    /// 一票否决 and the like that came about.
    pub flags: Vec<Flag>,
    /// 规定任务, in the scheme's order.
    pub tasks: Vec<Task>,
    /// Who lacks which topic: for the branch alone.
    pub topics: Vec<TopicAttendance>,
}

/// What came of one criterion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CriterionSheet {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Whose word the criterion is; how it is split into lines is always ours.
    pub provenance: Provenance,
    /// One a part that is for this branch.
    pub lines: Vec<Line>,
    /// The lines together, rounded once.
    pub sum: Sum,
    /// What stands for its points where it doesn't apply to this branch.
    pub instead: Option<Instead>,
}

/// Points together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// What rules suggest.
    pub settled: Points,
    /// The most that people may give where no rule suggests: judgement, and kinds without a form.
    pub open: Points,
    /// The most there is.
    pub most: Points,
}

/// What came of one part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The rule; none where the criterion doesn't apply.
    pub rule: Option<RuleKind>,
    /// The part's points.
    pub most: Points,
    /// What is suggested.
    pub suggestion: Suggestion,
    /// The records it rests on, by their days.
    pub evidence: Vec<Cited>,
    /// What earns the points, in the scheme's words.
    pub says: String,
    /// Why, in a sentence.
    pub reason: String,
    /// What would change it, in a sentence; blank where nothing would.
    pub change: String,
    /// Whose word the split is.
    pub provenance: Provenance,
}

/// What is suggested for a part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suggestion {
    /// So many points; rounded for itself, while the criterion's sum is rounded once.
    Points(Points),
    /// A person judges between nought and the part's points.
    Judgement,
    /// 无建议: points need a sentence of grounds.
    None,
}

/// What sets the band whatever the total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// [`RuleKind::Veto`] or [`RuleKind::VetoTop`].
    pub kind: RuleKind,
    /// What brings it about, in the scheme's words.
    pub says: String,
    /// What was found, in a sentence.
    pub reason: String,
    /// The records it rests on.
    pub evidence: Vec<Cited>,
    /// Whose word it is.
    pub provenance: Provenance,
}

/// A required task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The criterion that names it.
    pub criterion: String,
    /// The task.
    pub says: String,
    /// Whether it is done.
    pub state: TaskState,
    /// The records that show it.
    pub evidence: Vec<Cited>,
}

/// Whether a required task is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TaskState {
    /// 已完成.
    Done,
    /// 未完成.
    Undone,
    /// 看不出: no form for its records yet.
    Unknown,
}

/// Who took part in a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicAttendance {
    /// The topic's number.
    pub topic: u32,
    /// Whether it was discussed at all.
    pub held: bool,
    /// How many were due.
    pub due: u32,
    /// Those who took part, of those due.
    pub there: u32,
    /// Those who were due, did not take part and did not make up for it.
    pub short: Vec<MemberId>,
}

impl Sum {
    /// What is suggested, where nothing is left to people.
    #[must_use]
    pub fn suggested(self) -> Option<Points> {
        (self.open == Points::ZERO).then_some(self.settled)
    }

    pub(crate) fn add(&mut self, other: Self) {
        self.settled += other.settled;
        self.open += other.open;
        self.most += other.most;
    }
}

impl Sheet {
    /// The index of the band for a total: what the scheme says, less what a veto takes.
    #[must_use]
    pub fn band(&self, scheme: &Scheme, total: Points) -> usize {
        let last = scheme.bands.len().saturating_sub(1);
        rule::band(&self.flags, scheme.band(total), last)
    }

    /// Required tasks that are not done.
    pub fn undone(&self) -> impl Iterator<Item = &Task> {
        self.tasks.iter().filter(|task| task.state == TaskState::Undone)
    }
}
