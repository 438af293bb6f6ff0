//! 党组织: the nodes of the tree, what they are and what may stand below what.

mod name;

use std::fmt;

pub use self::name::{NotAName, OrgCode, OrgName, OrgPhone};

/// What an organisation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OrgKind {
    /// 组织部, of a province, city or county.
    Department,
    /// 省直单位和人民团体组织人事部门: what a department is, over its own subtree.
    UnitPersonnel,
    /// 党(工)委: 机关工委, 教育工委, 国资委党委, 两新工委.
    WorkCommittee,
    /// 党组.
    LeadingGroup,
    /// 基层党委.
    Committee,
    /// 总支.
    GeneralBranch,
    /// 支部.
    Branch,
}

impl OrgKind {
    /// All, each with its name in a database and its word.
    pub const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::Department, "department", "组织部"),
        (Self::UnitPersonnel, "unit_personnel", "单位组织人事部门"),
        (Self::WorkCommittee, "work_committee", "党(工)委"),
        (Self::LeadingGroup, "leading_group", "党组"),
        (Self::Committee, "committee", "基层党委"),
        (Self::GeneralBranch, "general_branch", "党总支"),
        (Self::Branch, "branch", "党支部"),
    ];

    /// Its name in a database.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, name, _)| name)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(kind, ..)| *kind == self).map_or("", |(.., word)| word)
    }

    /// By its name in a database.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n, _)| *n == name).map(|(kind, ..)| *kind)
    }

    /// By its word, as people type it.
    #[must_use]
    pub fn worded(word: &str) -> Option<Self> {
        let by_word = Self::ALL.iter().find(|(.., w)| *w == word).map(|(kind, ..)| *kind);
        by_word.or(match word {
            "组织人事部门" | "单位" => Some(Self::UnitPersonnel),
            "党工委" | "工委" => Some(Self::WorkCommittee),
            "党委" => Some(Self::Committee),
            "总支" => Some(Self::GeneralBranch),
            "支部" => Some(Self::Branch),
            _ => None,
        })
    }

    /// Whether it may stand directly below another. Whoever stands over a branch at last evaluates
    /// it, so nothing stands below one, and only branches below a general branch, which evaluates
    /// nobody (rules.md, «evaluate»).
    #[must_use]
    pub fn may_stand_below(self, parent: Self) -> bool {
        use OrgKind::{
            Branch, Committee, Department, GeneralBranch, LeadingGroup, UnitPersonnel,
            WorkCommittee,
        };
        match parent {
            Branch => false,
            GeneralBranch => self == Branch,
            Committee | LeadingGroup => matches!(self, Committee | GeneralBranch | Branch),
            WorkCommittee => !matches!(self, Department | UnitPersonnel),
            UnitPersonnel => self != Department,
            Department => true,
        }
    }

    /// Whether it evaluates the branches below it that stand below no other such (notice 二.2).
    #[must_use]
    pub fn evaluates(self) -> bool {
        matches!(self, Self::Committee | Self::WorkCommittee | Self::Department)
    }
}

impl fmt::Display for OrgKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// 类别 of a branch: which kind of committee is responsible for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sector {
    /// 农村.
    Rural,
    /// 社区.
    Community,
    /// 机关.
    Office,
    /// 事业.
    Institution,
    /// 高校.
    University,
    /// 国企.
    StateEnterprise,
    /// 非公.
    Private,
    /// 社会组织.
    Society,
    /// 其他.
    Other,
}

impl Sector {
    /// All, each with its name in a database and its word.
    pub const ALL: [(Self, &'static str, &'static str); 9] = [
        (Self::Rural, "rural", "农村"),
        (Self::Community, "community", "社区"),
        (Self::Office, "office", "机关"),
        (Self::Institution, "institution", "事业"),
        (Self::University, "university", "高校"),
        (Self::StateEnterprise, "state_enterprise", "国企"),
        (Self::Private, "private", "非公"),
        (Self::Society, "society", "社会组织"),
        (Self::Other, "other", "其他"),
    ];

    /// Its name in a database.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(sector, ..)| *sector == self).map_or("", |(_, name, _)| name)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(sector, ..)| *sector == self).map_or("", |(.., word)| word)
    }

    /// By its name in a database.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n, _)| *n == name).map(|(sector, ..)| *sector)
    }

    /// Whether it is checked who is responsible for it (rules.md).
    #[must_use]
    pub fn is_checked(self) -> bool {
        matches!(self, Self::Office | Self::University | Self::StateEnterprise | Self::Private)
    }

    /// By its word.
    #[must_use]
    pub fn worded(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(.., w)| *w == word).map(|(sector, ..)| *sector)
    }
}

impl fmt::Display for Sector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Sectors that a committee is responsible for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sectors(Vec<Sector>);

impl Sectors {
    /// Each once, in their own order.
    #[must_use]
    pub fn new(sectors: impl IntoIterator<Item = Sector>) -> Self {
        let mut sectors: Vec<Sector> = sectors.into_iter().collect();
        sectors.sort_unstable();
        sectors.dedup();
        Self(sectors)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = Sector> + '_ {
        self.0.iter().copied()
    }

    /// Whether a branch of this sector under a superior of this kind is as notice 二.2 has it.
    ///
    /// 机关, 高校 and 国企 belong to a superior that lists them; 非公 to any 党(工)委; the others
    /// are not checked (rules.md).
    #[must_use]
    pub fn fit(&self, superior: OrgKind, branch: Sector) -> bool {
        match branch {
            Sector::Office | Sector::University | Sector::StateEnterprise => {
                self.0.contains(&branch)
            }
            Sector::Private => {
                matches!(superior, OrgKind::WorkCommittee | OrgKind::Committee)
            }
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{OrgKind, Sector, Sectors};

    /// Below what (a row) may stand what (a column), in the order of [`OrgKind::ALL`].
    const MAY_STAND_BELOW: [&str; 7] = [
        "yyyyyyy", // 组织部
        "nyyyyyy", // 单位组织人事部门
        "nnyyyyy", // 党(工)委
        "nnnnyyy", // 党组
        "nnnnyyy", // 基层党委
        "nnnnnny", // 党总支
        "nnnnnnn", // 党支部
    ];

    #[test]
    fn what_may_stand_below_what_is_as_the_table_has_it() {
        for ((parent, ..), row) in OrgKind::ALL.iter().zip(MAY_STAND_BELOW) {
            for ((kind, ..), may) in OrgKind::ALL.iter().zip(row.chars()) {
                assert_eq!(kind.may_stand_below(*parent), may == 'y', "{kind} below {parent}");
            }
        }
    }

    #[test]
    fn names_and_words_lead_back() {
        for (kind, name, word) in OrgKind::ALL {
            assert_eq!((OrgKind::named(name), OrgKind::worded(word)), (Some(kind), Some(kind)));
        }
        for (sector, name, word) in Sector::ALL {
            assert_eq!((Sector::named(name), Sector::worded(word)), (Some(sector), Some(sector)));
        }
    }

    #[test]
    fn a_sector_fits_who_is_responsible_for_it() {
        let schools = Sectors::new([Sector::University, Sector::University]);
        let none = Sectors::default();
        let cases = [
            (&schools, OrgKind::WorkCommittee, Sector::University, true),
            (&none, OrgKind::WorkCommittee, Sector::University, false),
            (&schools, OrgKind::Committee, Sector::Office, false),
            (&none, OrgKind::Committee, Sector::Private, true),
            (&none, OrgKind::Department, Sector::Private, false),
            (&none, OrgKind::Department, Sector::Rural, true),
        ];
        for (sectors, superior, branch, fits) in cases {
            assert_eq!(sectors.fit(superior, branch), fits, "{branch} under {superior}");
        }
    }
}
