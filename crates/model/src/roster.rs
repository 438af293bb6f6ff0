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

    /// Its name in a database.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(one, ..)| *one == self).map_or("", |(_, name, _)| name)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(one, ..)| *one == self).map_or("", |(.., word)| word)
    }

    /// By its name in a database.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n, _)| *n == name).map(|(one, ..)| *one)
    }
}

impl Excuse {
    /// All, each with its name in a database and its word.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Away, "away", "流动党员"),
        (Self::Frail, "frail", "年老体弱或生病"),
        (Self::Posted, "posted", "外派"),
    ];

    /// Its name in a database.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(one, ..)| *one == self).map_or("", |(_, name, _)| name)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(one, ..)| *one == self).map_or("", |(.., word)| word)
    }

    /// By its name in a database.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n, _)| *n == name).map(|(one, ..)| *one)
    }
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

    /// Whether a day is among both.
    #[must_use]
    pub fn meet(&self, other: &Self) -> bool {
        other.to.is_none_or(|to| self.from <= to) && self.to.is_none_or(|to| other.from <= to)
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
        self.days.hold(day) && self.excuse(day).is_none()
    }

    /// Why the member is excused on a day, where that is so.
    #[must_use]
    pub fn excuse(&self, day: Date) -> Option<Excuse> {
        self.excused.iter().find(|(_, days)| days.hold(day)).map(|(excuse, _)| *excuse)
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
        assert_eq!(member.excuse(date(2016, 6, 30)), Some(Excuse::Frail));
        assert_eq!(member.excuse(date(2016, 7, 1)), None);
    }

    #[test]
    fn days_meet_where_a_day_is_among_both() {
        let days = |from: i8, to: i8| Days {
            from: date(2016, 6, from),
            to: (to > 0).then(|| date(2016, 6, to)),
        };
        for (one, other, meet) in [
            (days(1, 10), days(10, 20), true),
            (days(1, 9), days(10, 20), false),
            (days(1, 0), days(20, 0), true),
            (days(1, 9), days(10, 0), false),
            (days(5, 6), days(1, 30), true),
        ] {
            assert_eq!((one.meet(&other), other.meet(&one)), (meet, meet), "{one:?} {other:?}");
        }
    }

    #[test]
    fn names_and_words_lead_back() {
        for (membership, name, word) in Membership::ALL {
            assert_eq!((Membership::named(name), membership.word()), (Some(membership), word));
            assert_eq!(membership.name(), name);
        }
        for (excuse, name, word) in Excuse::ALL {
            assert_eq!((Excuse::named(name), excuse.word()), (Some(excuse), word));
            assert_eq!(excuse.name(), name);
        }
    }
}
