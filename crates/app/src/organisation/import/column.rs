//! Columns of a sheet of organisations, in the order of a sheet of ours.

use model::authority::Role;

/// How many there are.
pub(in crate::organisation) const COLUMNS: usize = Column::ALL.len();

/// What a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::organisation) enum Column {
    Code,
    Name,
    Kind,
    Superior,
    Sector,
    Sectors,
    Phone,
    Secretary,
    Clerk,
    Administrator,
    Supervisor,
}

impl Column {
    /// All, each with its head.
    pub(in crate::organisation) const ALL: [(Self, &'static str); 11] = [
        (Self::Code, "党组织代码"),
        (Self::Name, "党组织名称"),
        (Self::Kind, "种类"),
        (Self::Superior, "上级代码"),
        (Self::Sector, "类别"),
        (Self::Sectors, "负责的类别"),
        (Self::Phone, "联系电话"),
        (Self::Secretary, "书记"),
        (Self::Clerk, "联络员"),
        (Self::Administrator, "党委管理员"),
        (Self::Supervisor, "督导员"),
    ];

    /// Those that name people, each with the role that they hold.
    pub(in crate::organisation) const POSTS: [(Self, Role); 4] = [
        (Self::Secretary, Role::Secretary),
        (Self::Clerk, Role::Clerk),
        (Self::Administrator, Role::CommitteeAdministrator),
        (Self::Supervisor, Role::Supervisor),
    ];

    /// Its head.
    pub(in crate::organisation) fn head(self) -> &'static str {
        Self::ALL[self as usize].1
    }

    /// What stands above its head in an empty sheet.
    pub(in crate::organisation) fn note(self) -> &'static str {
        match self {
            Self::Code => "新建的必填,每个组织一个,不重复;现有而没有代码的留空,或填上就是补代码",
            Self::Name => "必填",
            Self::Kind => "必填,从列表选",
            Self::Superior => {
                "上级组织的代码,上级没有代码的填「名称」;留空的直接放在导入的那个组织下面"
            }
            Self::Sector => "选填,只有党支部填,从列表选",
            Self::Sectors => "选填,党委、党(工)委填,如 机关、高校",
            Self::Phone => "选填,单位的办公电话,如 0796-8220001;不要填个人手机号",
            Self::Secretary => "选填,只有党支部填,一人;换了人就是交接;留空不是免职,保持原样",
            Self::Clerk => "选填,只有党支部填;几个人用、隔开,写全;留空不是免职,保持原样",
            Self::Administrator | Self::Supervisor => {
                "选填,党(工)委、党组、党委、党总支填;几个人用、隔开,写全;留空不是免职,保持原样"
            }
        }
    }

    /// Whether there is no sheet without it. Where the superiors' column was forgotten, all would
    /// move to the top.
    pub(super) fn is_needed(self) -> bool {
        matches!(self, Self::Code | Self::Name | Self::Kind | Self::Superior)
    }
}
