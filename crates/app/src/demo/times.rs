//! The days of an invented campaign, laid around today so that its windows are open.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan};
use model::campaign::Window;
use store::campaign::Period;

/// When what is written, all counted from now.
pub(super) struct Times {
    now: Timestamp,
    /// When organisations and rosters were entered.
    pub(super) founded: Timestamp,
    /// When the campaign was opened.
    pub(super) opened: Timestamp,
    /// When records of the first weeks were entered.
    pub(super) early: Timestamp,
    /// When the later ones were, and those that came late.
    pub(super) later: Timestamp,
    /// When branches checked themselves.
    pub(super) checked: Timestamp,
    /// When committees gave points.
    pub(super) evaluated: Timestamp,
    /// When they were confirmed.
    pub(super) confirmed: Timestamp,
}

impl Times {
    /// The day on which organisations and people were entered, from today.
    pub(super) const FOUNDED: i64 = -400;

    pub(super) fn around(now: Timestamp) -> Self {
        let days_ago = |days: i64| now - SignedDuration::from_hours(24 * days);
        Self {
            now,
            founded: days_ago(400),
            opened: days_ago(61),
            early: days_ago(30),
            later: days_ago(9),
            checked: days_ago(3),
            evaluated: days_ago(2),
            confirmed: days_ago(1),
        }
    }

    /// A day, so many days from today.
    pub(super) fn day(&self, days: i64) -> Date {
        let today = crate::day(self.now);
        today.checked_add(days.days()).unwrap_or(today)
    }

    fn window(&self, from: i64, to: i64) -> Window {
        Window { from: self.day(from), to: self.day(to) }
    }

    pub(super) fn campaign(&self) -> Window {
        self.window(-60, 60)
    }

    pub(super) fn period(&self) -> Period {
        Period {
            title: "第一阶段".to_owned(),
            self_check: self.window(-10, 5),
            evaluation: self.window(-7, 15),
        }
    }
}
