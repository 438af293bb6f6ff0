//! What a sheet would do, for the person to look at before it is done.

use std::fmt;

use model::event::Event;
use model::organisation::Sectors;
use model::{Flaws, limit};
use store::organisation::{Facts, Organisation};

use super::plan::{Ground, Plan, Superior};
use super::sheet::Sheet;

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
    /// Those among them without a code, which no sheet can name.
    pub uncoded: usize,
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
        }
    }

    /// All of them, in their order.
    pub(super) fn numbers(self) -> [usize; 7] {
        let Self { made, moved, renamed, closed, unchanged, left, uncoded } = self;
        [made, moved, renamed, closed, unchanged, left, uncoded]
    }

    /// From all of them, in their order; what is missing is none.
    pub(super) fn from_numbers(numbers: impl Iterator<Item = usize>) -> Self {
        let mut numbers = numbers.chain(std::iter::repeat(0));
        let [made, moved, renamed, closed, unchanged, left, uncoded] =
            std::array::from_fn(|_| numbers.next().unwrap_or(0));
        Self { made, moved, renamed, closed, unchanged, left, uncoded }
    }

    /// How much would change.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.made + self.moved + self.renamed + self.closed
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
    /// 撤销.
    Closed,
}

impl What {
    const ALL: [(Self, &'static str); 4] = [
        (Self::Made, "made"),
        (Self::Moved, "moved"),
        (Self::Renamed, "renamed"),
        (Self::Closed, "closed"),
    ];

    /// Its name, as it is kept.
    pub(super) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(what, _)| *what == self).map_or("", |(_, name)| name)
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(what, _)| *what)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Made => "新建",
            Self::Moved => "调整隶属",
            Self::Renamed => "修改",
            Self::Closed => "撤销",
        }
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

/// The first changes of a plan, in the order of the sheet.
pub(super) fn changes(ground: &Ground, sheet: &Sheet, plan: &Plan) -> Vec<Change> {
    let made = plan.made.iter().enumerate().map(|(at, made)| (made.line, What::Made, at));
    let moved = plan.moved.iter().enumerate().map(|(at, moved)| (moved.line, What::Moved, at));
    let renamed = plan.renamed.iter().enumerate().map(|(at, (_, line))| (*line, What::Renamed, at));
    let closed = (0..plan.closed.len()).map(|at| (usize::MAX, What::Closed, at));
    let mut all: Vec<_> = made.chain(moved).chain(renamed).chain(closed).collect();
    all.sort_unstable();
    all.truncate(limit::CHANGES_LISTED);

    let within = |superior: Superior| match superior {
        Superior::Scope => format!("隶属 {}", ground.scope.name.as_str()),
        Superior::Existing(org) => format!("隶属 {}", ground.existing[org].name.as_str()),
        Superior::Made(line) => format!("隶属 {}", sheet.lines[line].name.as_str()),
    };
    // Only a few are asked for, so that a search is quick enough.
    let now = |org: &Organisation| {
        let above = ground.existing.iter().find(|above| Some(above.id) == org.parent);
        format!("隶属 {}", above.unwrap_or(&ground.scope).name.as_str())
    };
    let change = |(line, what, at): (usize, What, usize)| {
        let row = sheet.lines.get(line).map(|line| line.number);
        let (name, before, after) = match what {
            What::Made => (&sheet.lines[line].name, String::new(), within(plan.made[at].below)),
            What::Moved => {
                let org = &ground.existing[plan.moved[at].org];
                (&org.name, now(org), within(plan.moved[at].to))
            }
            What::Renamed => {
                let org = &ground.existing[plan.renamed[at].0];
                let facts = sheet.facts(&sheet.lines[line], Some(org));
                let (before, after) = differences(&org.facts(), &facts);
                (&org.name, before, after)
            }
            What::Closed => {
                let org = &ground.existing[plan.closed[at]];
                (&org.name, now(org), String::new())
            }
        };
        Change { what, name: name.as_str().to_owned(), row, before, after }
    };
    all.into_iter().map(change).collect()
}

/// What two differ in, each as it says so.
fn differences(before: &Facts, after: &Facts) -> (String, String) {
    let said = |facts: &Facts| {
        [
            ("名称", facts.name.as_str().to_owned()),
            ("种类", facts.kind.word().to_owned()),
            ("类别", facts.sector.map_or("", |sector| sector.word()).to_owned()),
            ("负责的类别", words(&facts.sectors)),
        ]
    };
    let (mut was, mut will) = (Vec::new(), Vec::new());
    for ((what, before), (_, after)) in said(before).into_iter().zip(said(after)) {
        if before != after {
            let or_none = |text: String| if text.is_empty() { "未填".to_owned() } else { text };
            was.push(format!("{what} {}", or_none(before)));
            will.push(format!("{what} {}", or_none(after)));
        }
    }
    (was.join(";"), will.join(";"))
}

/// Sectors as a sheet has them.
pub(in crate::organisation) fn words(sectors: &Sectors) -> String {
    sectors.iter().map(|sector| sector.word()).collect::<Vec<_>>().join("、")
}
