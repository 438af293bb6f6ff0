//! The kinds of facts that a ledger holds.

/// 台账记录种类: what a criterion's points are settled by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    /// 工作计划.
    WorkPlan,
    /// 会议: mobilisation, deployment, topic discussion, group study, organisational life.
    Meeting,
    /// 讲党课.
    PartyLecture,
    /// 学习成效: interviews or quizzes of sampled members.
    LearningOutcome,
    /// 合格党员具体标准.
    MemberStandard,
    /// 先锋创绩: pledge, fulfilment, appraisal of it.
    Pioneer,
    /// 征集意见.
    Opinion,
    /// 查摆问题.
    Problem,
    /// 整改: plan, order, closure.
    Rectification,
    /// 党员评议.
    MemberAppraisal,
    /// 微信学习群声明: the branch's own word, never message contents.
    WechatAttestation,
    /// 精彩微信: submitted upwards, picked, shared down.
    Highlight,
    /// 特色项目.
    SpecialProject,
    /// 其他佐证: serves any criterion.
    Other,
}

impl RecordKind {
    /// All, each with its name in a scheme's file and the word for it.
    pub const ALL: [(Self, &'static str, &'static str); 14] = [
        (Self::WorkPlan, "work_plan", "工作计划"),
        (Self::Meeting, "meeting", "会议"),
        (Self::PartyLecture, "party_lecture", "讲党课"),
        (Self::LearningOutcome, "learning_outcome", "学习成效"),
        (Self::MemberStandard, "member_standard", "合格党员具体标准"),
        (Self::Pioneer, "pioneer", "先锋创绩"),
        (Self::Opinion, "opinion", "征集意见"),
        (Self::Problem, "problem", "查摆问题"),
        (Self::Rectification, "rectification", "问题整改"),
        (Self::MemberAppraisal, "member_appraisal", "党员评议"),
        (Self::WechatAttestation, "wechat_attestation", "微信学习群声明"),
        (Self::Highlight, "highlight", "精彩微信"),
        (Self::SpecialProject, "special_project", "特色项目"),
        (Self::Other, "other", "其他佐证"),
    ];

    /// Finds a kind by its name in a scheme's file.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n, _)| *n == name).map(|(kind, _, _)| *kind)
    }

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _, _)| *kind == self).map_or("", |(_, _, word)| word)
    }
}
