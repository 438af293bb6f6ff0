//! How far the assessment of a branch has come.

use std::fmt;

/// 状态 of a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// 已评定: the committee gave every criterion's points.
    Rated,
    /// 部分评定: the committee gave some.
    PartlyRated,
    /// 暂定: the committee gave none, the self-check is full.
    Provisional,
    /// 自查未完: the committee gave none, the self-check some.
    SelfCheckUnfinished,
    /// 未报: nothing was given.
    Unreported,
}

impl Status {
    /// All, from the furthest to the least.
    pub const ALL: [Self; 5] = [
        Self::Rated,
        Self::PartlyRated,
        Self::Provisional,
        Self::SelfCheckUnfinished,
        Self::Unreported,
    ];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Rated => "已评定",
            Self::PartlyRated => "部分评定",
            Self::Provisional => "暂定",
            Self::SelfCheckUnfinished => "自查未完",
            Self::Unreported => "未报",
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}
