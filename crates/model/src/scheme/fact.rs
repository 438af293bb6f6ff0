//! 事实: what a rule reads off a branch's ledger, each by one word in a scheme's file.

use crate::record::RecordKind;

/// What the ledger says, and a rule asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fact {
    /// Plans that were adopted and have their text attached.
    PlanAdopted,
    /// Meetings that mobilised.
    Mobilisation,
    /// Meetings that deployed the work.
    Deployment,
    /// Discussions of one topic.
    TopicDiscussion,
    /// Members who took part in a topic's discussions or made up for it, of those due.
    TopicAttendance,
    /// Topics that were discussed.
    TopicsDiscussed,
    /// 集中学习.
    GroupStudy,
    /// Topic discussions with the secretary present.
    SecretaryDiscusses,
    /// Lectures by the secretary.
    SecretaryLectures,
    /// Problems that the secretary named.
    SecretaryFindsProblems,
    /// Appraisal meetings with the secretary present.
    SecretaryAppraised,
    /// The secretary's own pledges.
    SecretaryPledges,
    /// Lectures, whoever gave them.
    Lectures,
    /// Lectures in another form than the classroom's.
    InnovativeLectures,
    /// Records of what members learned.
    LearningOutcomes,
    /// Standards of a qualified member, with their text.
    MemberStandard,
    /// Pledges kept, of those made.
    PledgesKept,
    /// Opinions collected.
    Opinions,
    /// Problems listed.
    Problems,
    /// Plans of rectification that were adopted.
    RectificationPlan,
    /// Problems closed in time and verified, of those listed.
    ProblemsClosed,
    /// 专题组织生活会.
    OrganisationalLife,
    /// 民主评议会.
    AppraisalMeeting,
    /// Members appraised, of those due.
    MembersAppraised,
    /// The branch's word that it has a group for learning.
    WechatGroup,
    /// Topics that were talked about there, by the branch's word.
    WechatTopics,
    /// Highlights handed up, by the branch's word.
    HighlightsSubmitted,
    /// Highlights of those above handed on, by the branch's word.
    HighlightsShared,
    /// 其他佐证 for the criterion that asks.
    OtherEvidence,
    /// What somebody outside found: a number under a name.
    Outside,
}

/// What a fact's answer looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactShape {
    /// How many.
    Count,
    /// How many of how many.
    Ratio,
}

/// What has to be said besides a fact's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactNeeds {
    /// Nothing.
    Nothing,
    /// Which topic: `topic = 1`.
    Topic,
    /// Which result from outside: `of = "…"`.
    Name,
}

type Entry = (Fact, &'static str, Option<RecordKind>, FactShape);

/// A fact as a scheme names it, with what it asks for besides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reads {
    /// The fact.
    pub fact: Fact,
    /// The topic's number, for the facts that need one.
    pub topic: Option<u32>,
    /// The name of a result from outside, for the fact that needs one; else blank.
    pub of: String,
}

impl Fact {
    /// All, each with its word in a scheme's file, the records that it is read off and its shape.
    pub const ALL: [Entry; 30] = {
        use FactShape::{Count, Ratio};
        use RecordKind as Kind;
        [
            (Self::PlanAdopted, "工作计划已通过并附全文", Some(Kind::WorkPlan), Count),
            (Self::Mobilisation, "学习教育动员会", Some(Kind::Meeting), Count),
            (Self::Deployment, "研究部署会", Some(Kind::Meeting), Count),
            (Self::TopicDiscussion, "专题学习讨论", Some(Kind::Meeting), Count),
            (Self::TopicAttendance, "专题学习讨论参加率", Some(Kind::Meeting), Ratio),
            (Self::TopicsDiscussed, "讨论过的专题", Some(Kind::Meeting), Count),
            (Self::GroupStudy, "集中学习", Some(Kind::Meeting), Count),
            (Self::SecretaryDiscusses, "书记参加专题学习讨论", Some(Kind::Meeting), Count),
            (Self::SecretaryLectures, "书记讲党课", Some(Kind::PartyLecture), Count),
            (Self::SecretaryFindsProblems, "书记查摆问题", Some(Kind::Problem), Count),
            (Self::SecretaryAppraised, "书记参加民主评议会", Some(Kind::Meeting), Count),
            (Self::SecretaryPledges, "书记落实先锋创绩", Some(Kind::Pioneer), Count),
            (Self::Lectures, "党课", Some(Kind::PartyLecture), Count),
            (Self::InnovativeLectures, "创新形式的党课", Some(Kind::PartyLecture), Count),
            (Self::LearningOutcomes, "学习成效记录", Some(Kind::LearningOutcome), Count),
            (Self::MemberStandard, "合格党员具体标准已附文本", Some(Kind::MemberStandard), Count),
            (Self::PledgesKept, "先锋创绩履诺率", Some(Kind::Pioneer), Ratio),
            (Self::Opinions, "征集到的意见建议", Some(Kind::Opinion), Count),
            (Self::Problems, "查摆出的问题", Some(Kind::Problem), Count),
            (Self::RectificationPlan, "整改方案已通过", Some(Kind::Rectification), Count),
            (Self::ProblemsClosed, "问题按期整改销号率", Some(Kind::Rectification), Ratio),
            (Self::OrganisationalLife, "专题组织生活会", Some(Kind::Meeting), Count),
            (Self::AppraisalMeeting, "民主评议会", Some(Kind::Meeting), Count),
            (Self::MembersAppraised, "党员评议率", Some(Kind::MemberAppraisal), Ratio),
            (Self::WechatGroup, "声明已建学习微信群", Some(Kind::WechatAttestation), Count),
            (Self::WechatTopics, "声明在群内讨论过的专题", Some(Kind::WechatAttestation), Count),
            (Self::HighlightsSubmitted, "声明已上报精彩微信", Some(Kind::Highlight), Count),
            (Self::HighlightsShared, "声明已转发精彩微信", Some(Kind::Highlight), Count),
            (Self::OtherEvidence, "其他佐证", Some(Kind::Other), Count),
            (Self::Outside, "外部结果", None, Count),
        ]
    };

    fn entry(self) -> &'static Entry {
        // A test proves that the list is whole.
        Self::ALL.iter().find(|(fact, ..)| *fact == self).unwrap_or(&Self::ALL[0])
    }

    /// Finds a fact by its word in a scheme's file.
    #[must_use]
    pub fn worded(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, w, ..)| *w == word).map(|(fact, ..)| *fact)
    }

    /// Its word, in a scheme's file and in sentences.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.entry().1
    }

    /// The records that it is read off; none for what comes from outside the ledger.
    #[must_use]
    pub fn record(self) -> Option<RecordKind> {
        self.entry().2
    }

    /// What its answer looks like.
    #[must_use]
    pub fn shape(self) -> FactShape {
        self.entry().3
    }

    /// What has to be said besides its word.
    #[must_use]
    pub fn needs(self) -> FactNeeds {
        match self {
            Self::TopicDiscussion | Self::TopicAttendance => FactNeeds::Topic,
            Self::Outside => FactNeeds::Name,
            _ => FactNeeds::Nothing,
        }
    }
}

impl Reads {
    /// A fact that needs nothing besides.
    #[must_use]
    pub fn fact(fact: Fact) -> Self {
        Self { fact, topic: None, of: String::new() }
    }

    /// In words: `第 3 专题学习讨论`.
    #[must_use]
    pub fn words(&self) -> String {
        match (self.topic, self.of.as_str()) {
            (Some(topic), _) => format!("第 {topic} {}", self.fact.word()),
            (None, "") => self.fact.word().to_owned(),
            (None, of) => format!("{}「{of}」", self.fact.word()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Fact;

    #[test]
    fn the_list_of_facts_is_whole_and_in_order() {
        for (at, (fact, word, ..)) in Fact::ALL.into_iter().enumerate() {
            assert_eq!(fact as usize, at, "{word}");
            assert_eq!((fact.word(), Fact::worded(word)), (word, Some(fact)));
        }
        assert_eq!(Fact::Outside as usize + 1, Fact::ALL.len(), "the last one is listed");
    }
}
