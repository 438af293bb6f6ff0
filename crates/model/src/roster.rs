//! 党员名册: who belongs to a branch on which days, and who is excused.

use jiff::civil::Date;

use crate::id::{CellId, MemberId, PersonId};

/// 正式党员 or 预备党员.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Membership {
    /// 正式党员.
    Full,
    /// 预备党员.
    Probationary,
}

/// Why a member is excused: 流动、病老、外派.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Excuse {
    /// 流动党员, away for work.
    Away,
    /// 年老体弱 or ill.
    Frail,
    /// 外派, sent elsewhere.
    Posted,
}

impl Membership {
    /// All, each with its name in a database and its word.
    pub const ALL: [(Self, &'static str, &'static str); 2] =
        [(Self::Full, "full", "正式党员"), (Self::Probationary, "probationary", "预备党员")];
}

impl Excuse {
    /// All, each with its name in a database and its word.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Away, "away", "流动党员"),
        (Self::Frail, "frail", "年老体弱或生病"),
        (Self::Posted, "posted", "外派"),
    ];
}

/// Days, both inclusive; the last one may be open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first.
    pub from: Date,
    /// The last.
    pub to: Option<Date>,
}

impl Days {
    /// Whether a day is one of them.
    #[must_use]
    pub fn hold(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }
}

/// A member's stay in a branch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its identity: the same person in another branch is another member.
    pub id: MemberId,
    /// Who.
    pub person: PersonId,
    /// Full or probationary.
    pub membership: Membership,
    /// The 党小组, if any.
    pub cell: Option<CellId>,
    /// From when to when.
    pub days: Days,
    /// The days on which the member is excused, each with its reason.
    pub excused: Vec<(Excuse, Days)>,
}

impl Member {
    /// Whether the member is expected on a day: on the roster and not excused.
    #[must_use]
    pub fn is_due(&self, day: Date) -> bool {
        self.days.hold(day) && !self.excused.iter().any(|(_, days)| days.hold(day))
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use uuid::Uuid;

    use super::{Days, Excuse, Member, Membership};
    use crate::id::{MemberId, PersonId};

    #[test]
    fn a_member_is_due_on_the_days_of_the_roster_that_are_not_excused() {
        let member = Member {
            id: MemberId::new(Uuid::nil()),
            person: PersonId::new(Uuid::nil()),
            membership: Membership::Full,
            cell: None,
            days: Days { from: date(2016, 1, 1), to: Some(date(2016, 12, 31)) },
            excused: vec![(
                Excuse::Frail,
                Days { from: date(2016, 6, 1), to: Some(date(2016, 6, 30)) },
            )],
        };
        let due = |month, day| member.is_due(date(2016, month, day));
        assert!(due(1, 1) && due(5, 31) && due(7, 1) && due(12, 31));
        assert!(!due(6, 1) && !due(6, 30));
        assert!(!member.is_due(date(2015, 12, 31)) && !member.is_due(date(2017, 1, 1)));
    }
}
