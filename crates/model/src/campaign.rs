//! 学习教育: one round of assessment, the stages of its periods and the windows in which each is
//! open. Days are those of Asia/Shanghai, the last one included.

use jiff::civil::Date;

/// How far a campaign has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// It is being set up; only who sets it up sees it.
    Draft,
    /// Branches take part in it.
    Open,
    /// It is over; nothing of it changes any more.
    Closed,
}

impl State {
    /// All, each with its name in a database and its word.
    pub const ALL: [(Self, &'static str, &'static str); 3] = [
        (Self::Draft, "draft", "筹备中"),
        (Self::Open, "open", "进行中"),
        (Self::Closed, "closed", "已结束"),
    ];

    /// Its name in a database.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(state, ..)| *state == self).map_or("", |(_, name, _)| name)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(state, ..)| *state == self).map_or("", |(.., word)| word)
    }

    /// By its name in a database.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n, _)| *n == name).map(|(state, ..)| *state)
    }
}

/// A stage that every period has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Stage {
    /// 支部自查.
    SelfCheck,
    /// 督导评定.
    Evaluation,
}

impl Stage {
    /// All, each with its name in a database and its word.
    pub const ALL: [(Self, &'static str, &'static str); 2] =
        [(Self::SelfCheck, "self_check", "支部自查"), (Self::Evaluation, "evaluation", "党委评定")];

    /// Its name in a database.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(stage, ..)| *stage == self).map_or("", |(_, name, _)| name)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(stage, ..)| *stage == self).map_or("", |(.., word)| word)
    }

    /// By its name in a database.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n, _)| *n == name).map(|(stage, ..)| *stage)
    }
}

/// The days on which a stage is open, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first.
    pub from: Date,
    /// The last.
    pub to: Date,
}

/// What a window is on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowState {
    /// It opens on this day.
    NotYet(Date),
    /// It is open, this day included.
    Open(Date),
    /// It is open for this branch alone, or for longer, this day included.
    Extended(Date),
    /// It was open until this day.
    Over(Date),
    /// The campaign was closed before its last day.
    Ended,
}

impl WindowState {
    /// Whether something may be handed in.
    #[must_use]
    pub fn is_open(self) -> bool {
        matches!(self, Self::Open(_) | Self::Extended(_))
    }
}

impl Window {
    /// What it is on a day, for somebody whose last day was put off to another.
    #[must_use]
    pub fn state(self, day: Date, extended: Option<Date>) -> WindowState {
        let last = extended.map_or(self.to, |until| until.max(self.to));
        match (day < self.from, day <= last) {
            (true, _) => WindowState::NotYet(self.from),
            (false, true) if last > self.to => WindowState::Extended(last),
            (false, true) => WindowState::Open(last),
            (false, false) => WindowState::Over(last),
        }
    }
}

/// Why a branch takes part, or does so no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Enrolling {
    /// It was there when the campaign opened.
    Opening,
    /// It came into the campaign's scope later.
    Joined,
    /// Another committee came to be responsible for it.
    Moved,
    /// It was closed, or went out of the campaign's scope.
    Left,
}

impl Enrolling {
    /// All, each with its name in a database and its word.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::Opening, "opening", "开始时参加"),
        (Self::Joined, "joined", "后来加入"),
        (Self::Moved, "moved", "改由另一党委评定"),
        (Self::Left, "left", "退出"),
    ];

    /// Its name in a database.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(why, ..)| *why == self).map_or("", |(_, name, _)| name)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(why, ..)| *why == self).map_or("", |(.., word)| word)
    }

    /// By its name in a database.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n, _)| *n == name).map(|(why, ..)| *why)
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::{Date, date};

    use super::{Enrolling, Stage, State, Window, WindowState};

    #[test]
    fn every_name_leads_back_to_what_it_names() {
        for (state, name, word) in State::ALL {
            assert_eq!((State::named(name), state.name(), state.word()), (Some(state), name, word));
        }
        for (stage, name, word) in Stage::ALL {
            assert_eq!((Stage::named(name), stage.name(), stage.word()), (Some(stage), name, word));
        }
        for (why, name, word) in Enrolling::ALL {
            assert_eq!((Enrolling::named(name), why.name(), why.word()), (Some(why), name, word));
        }
        assert_eq!(
            (State::named(""), Stage::named("x"), Enrolling::named("x")),
            (None, None, None)
        );
    }

    #[test]
    fn a_window_is_open_on_its_last_day_and_over_on_the_next() {
        let day = |day| date(2026, 11, day);
        let window = Window { from: day(10), to: day(20) };
        let cases: [(Date, Option<Date>, WindowState); 9] = [
            (day(9), None, WindowState::NotYet(day(10))),
            (day(9), Some(day(25)), WindowState::NotYet(day(10))),
            (day(10), None, WindowState::Open(day(20))),
            (day(20), None, WindowState::Open(day(20))),
            (day(21), None, WindowState::Over(day(20))),
            (day(15), Some(day(25)), WindowState::Extended(day(25))),
            (day(25), Some(day(25)), WindowState::Extended(day(25))),
            (day(26), Some(day(25)), WindowState::Over(day(25))),
            // A window that was made longer for all swallows an older extension.
            (day(20), Some(day(15)), WindowState::Open(day(20))),
        ];
        for (on, extended, state) in cases {
            assert_eq!(window.state(on, extended), state, "{on} {extended:?}");
            let open = matches!(state, WindowState::Open(_) | WindowState::Extended(_));
            assert_eq!(state.is_open(), open);
        }
    }
}
