//! What a sheet would do, for the person to look at before it is done.

use std::fmt;

use model::Flaws;
use model::event::Event;
use store::organisation::Organisation;

use super::plan::Plan;

/// What a sheet would do.
#[derive(Clone, Debug)]
pub struct Trial {
    /// Below this one the sheet's organisations stand.
    pub scope: Organisation,
    /// The sheet's SHA-256: what was looked at is what is taken in.
    pub digest: [u8; 32],
    /// Heads that mean nothing here.
    pub unknown: Vec<String>,
    /// What is wrong. Where anything is, nothing can be taken in; what is wrong with the rows
    /// together is only looked for once each is right.
    pub flaws: Flaws,
    /// How many it would do what to.
    pub counts: Counts,
    /// The first changes, in the order of the sheet; closures last.
    pub changes: Vec<Change>,
    /// Changes beyond those listed.
    pub unlisted: usize,
}

/// How many organisations something would happen to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// 新建.
    pub made: usize,
    /// 调整隶属.
    pub moved: usize,
    /// 修改.
    pub renamed: usize,
    /// 撤销.
    pub closed: usize,
    /// Rows that say what is so already.
    pub unchanged: usize,
    /// Organisations that the sheet lacks and that stay as they are.
    pub left: usize,
    /// Those among them without a code, which are never closed by a sheet.
    pub uncoded: usize,
    /// 任职: people who begin at a post.
    pub appointed: usize,
    /// 交接: people who take a post over.
    pub handed_over: usize,
}

impl Counts {
    pub(super) fn of(plan: &Plan) -> Self {
        Self {
            made: plan.made.len(),
            moved: plan.moved.len(),
            renamed: plan.renamed.len(),
            closed: plan.closed.len(),
            unchanged: plan.unchanged,
            left: plan.left,
            uncoded: plan.uncoded,
            appointed: plan.posts.iter().filter(|post| post.from.is_none()).count(),
            handed_over: plan.posts.iter().filter(|post| post.from.is_some()).count(),
        }
    }

    /// All of them, in their order.
    pub(super) fn numbers(self) -> [usize; 9] {
        let Self { made, moved, renamed, closed, unchanged, left, uncoded, .. } = self;
        let Self { appointed, handed_over, .. } = self;
        [made, moved, renamed, closed, unchanged, left, uncoded, appointed, handed_over]
    }

    /// From all of them, in their order; what is missing is none.
    pub(super) fn from_numbers(numbers: impl Iterator<Item = usize>) -> Self {
        let mut numbers = numbers.chain(std::iter::repeat(0));
        let [made, moved, renamed, closed, unchanged, left, uncoded, appointed, handed_over] =
            std::array::from_fn(|_| numbers.next().unwrap_or(0));
        Self { made, moved, renamed, closed, unchanged, left, uncoded, appointed, handed_over }
    }

    /// How much would change.
    #[must_use]
    pub fn changes(&self) -> usize {
        let organisations = self.made + self.moved + self.renamed + self.closed;
        organisations + self.appointed + self.handed_over
    }

    /// As the journal keeps them.
    pub(super) fn event(self, sheet: [u8; 32]) -> Event {
        let count = |count| u32::try_from(count).unwrap_or(u32::MAX);
        Event::OrganisationsImported {
            sheet,
            made: count(self.made),
            moved: count(self.moved),
            renamed: count(self.renamed),
            closed: count(self.closed),
            appointed: count(self.appointed),
            handed_over: count(self.handed_over),
        }
    }
}

/// What would happen to an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// 新建.
    Made,
    /// 调整隶属.
    Moved,
    /// 修改.
    Renamed,
    /// 补代码: it had none so far.
    Coded,
    /// 撤销.
    Closed,
    /// 任职.
    Appointed,
    /// 交接.
    HandedOver,
}

impl What {
    const ALL: [(Self, &'static str, &'static str); 7] = [
        (Self::Made, "made", "新建"),
        (Self::Moved, "moved", "调整隶属"),
        (Self::Renamed, "renamed", "修改"),
        (Self::Coded, "coded", "补代码"),
        (Self::Closed, "closed", "撤销"),
        (Self::Appointed, "appointed", "任职"),
        (Self::HandedOver, "handed_over", "交接"),
    ];

    /// Its name, as it is kept.
    pub(super) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(what, ..)| *what == self).map_or("", |(_, name, _)| name)
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n, _)| *n == name).map(|(what, ..)| *what)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(what, ..)| *what == self).map_or("", |(.., word)| word)
    }
}

/// One thing that a sheet would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What.
    pub what: What,
    /// The organisation's name, as it is; a new one's, as it will be.
    pub name: String,
    /// The sheet's row; none for one that it lacks.
    pub row: Option<u64>,
    /// What was so; blank for a new one.
    pub before: String,
    /// What will be so; blank for a closed one.
    pub after: String,
}

/// `调整隶属「青禾镇党委」: 隶属 甲县组织部 → 隶属 乙县组织部`.
impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, name, before, after, .. } = self;
        write!(f, "{}「{name}」", what.word())?;
        match (before.as_str(), after.as_str()) {
            ("", "") => Ok(()),
            ("", only) | (only, "") => write!(f, ": {only}"),
            (before, after) => write!(f, ": {before} → {after}"),
        }
    }
}
