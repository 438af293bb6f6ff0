//! 台账记录: facts that a branch keeps, each of a kind that one descriptor describes.

pub mod content;
pub mod descriptor;
pub mod file;
pub mod meeting;
mod other;
mod party_lecture;
mod work_plan;

use jiff::ToSpan;
use jiff::civil::Date;

use crate::limit;

pub use content::Content;
pub use descriptor::{Descriptor, Field, Shape};
pub use file::FileKind;

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

    /// Its name, in a scheme's file and in a database.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _, _)| *kind == self).map_or("", |(_, name, _)| name)
    }

    /// What its form asks; none while there is no form for it yet.
    #[must_use]
    pub fn descriptor(self) -> Option<&'static Descriptor> {
        DESCRIPTORS.iter().copied().find(|descriptor| descriptor.kind == self)
    }

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _, _)| *kind == self).map_or("", |(_, _, word)| word)
    }
}

/// How far a record has come. What is still written is no record yet: it is a draft under the
/// identity that the record will have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// 已提交: it counts by its day.
    Submitted,
    /// 已撤回: it counts no more, and says why.
    Withdrawn,
}

impl State {
    /// All, each with its name in a database and its word.
    pub const ALL: [(Self, &'static str, &'static str); 2] =
        [(Self::Submitted, "submitted", "已提交"), (Self::Withdrawn, "withdrawn", "已撤回")];

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

/// Whether what was entered on a day about an earlier one came late (补录). That alone costs
/// nothing.
#[must_use]
pub fn is_late(day: Date, entered: Date) -> bool {
    day.checked_add(limit::LATE_DAYS.days()).is_ok_and(|last| last < entered)
}

/// Kinds that have a form, in the order in which a ledger offers them.
pub const DESCRIPTORS: [&Descriptor; 4] =
    [&work_plan::DESCRIPTOR, &meeting::DESCRIPTOR, &party_lecture::DESCRIPTOR, &other::DESCRIPTOR];

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{DESCRIPTORS, RecordKind, is_late};

    #[test]
    fn every_descriptor_is_found_by_its_kind_and_names_fields_that_it_has() {
        for descriptor in DESCRIPTORS {
            let kind = descriptor.kind;
            assert_eq!(kind.descriptor(), Some(descriptor));
            assert_eq!(RecordKind::named(kind.name()), Some(kind));
            for name in [descriptor.day, descriptor.title] {
                assert!(descriptor.field(name).is_some(), "{} has no «{name}»", kind.name());
            }
            let names: Vec<&str> = descriptor.fields.iter().map(|field| field.name).collect();
            for (at, name) in names.iter().enumerate() {
                assert!(!names[..at].contains(name), "{} has two «{name}»", kind.name());
                // What a form carries besides.
                let others = ["form", "record", "kind", "base", "revision", "reason"];
                let others = others.iter().chain(&["act", "file", "files", "draft", "attendance"]);
                assert!(others.clone().all(|other| other != name), "{}: {name}", kind.name());
            }
        }
    }

    #[test]
    fn what_is_entered_a_month_later_came_late() {
        let day = date(2016, 6, 20);
        assert!(!is_late(day, date(2016, 6, 20)) && !is_late(day, date(2016, 7, 20)));
        assert!(is_late(day, date(2016, 7, 21)) && !is_late(day, date(2016, 1, 1)));
        assert!(!is_late(date(9999, 12, 31), day));
    }
}
