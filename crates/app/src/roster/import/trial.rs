//! What a sheet would do to a roster, for the person to look at before it is done.

use std::fmt;

use model::Flaws;
use model::event::Event;
use model::roster::Member;
use sha2::{Digest, Sha256};
use store::organisation::Organisation;
use store::roster::Cell;

use super::plan::Plan;

/// What a sheet would do.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The branch.
    pub org: Organisation,
    /// What the file was called.
    pub file: String,
    /// Changes with everything that they rest on: what was looked at is what is taken in.
    pub seen: [u8; 32],
    /// Heads that mean nothing here.
    pub unknown: Vec<String>,
    /// What is wrong. Where anything is, nothing can be taken in.
    pub flaws: Flaws,
    /// How many it would do what to.
    pub counts: Counts,
    /// All changes, in the order of the sheet.
    pub changes: Vec<Change>,
    /// Whether it was taken in already.
    pub taken: bool,
}

/// How many members something would happen to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// 登记.
    pub entered: usize,
    /// 修改.
    pub changed: usize,
    /// 新建党小组.
    pub cells: usize,
    /// Rows that say what is so already.
    pub unchanged: usize,
    /// Members that the sheet lacks and that stay as they are.
    pub left: usize,
}

impl Counts {
    pub(super) fn of(plan: &Plan) -> Self {
        Self {
            entered: plan.entered.len(),
            changed: plan.changed.len(),
            cells: plan.cells.len(),
            unchanged: plan.unchanged,
            left: plan.left,
        }
    }

    /// How much would change.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.entered + self.changed + self.cells
    }

    /// As the journal keeps them.
    pub(super) fn event(self, sheet: [u8; 32]) -> Event {
        let count = |count| u32::try_from(count).unwrap_or(u32::MAX);
        let (entered, changed) = (count(self.entered), count(self.changed));
        Event::RosterImported { sheet, entered, changed, cells: count(self.cells) }
    }
}

/// What would happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// 登记.
    Entered,
    /// 修改.
    Changed,
    /// 新建党小组.
    Founded,
}

impl What {
    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Entered => "登记",
            Self::Changed => "修改",
            Self::Founded => "新建党小组",
        }
    }
}

/// One thing that a sheet would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What.
    pub what: What,
    /// The member's name, or the cell's.
    pub name: String,
    /// The sheet's row.
    pub row: u64,
    /// What was so; blank for what is new.
    pub before: String,
    /// What will be so.
    pub after: String,
}

/// `修改「赵示例」: 预备党员 → 正式党员`.
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

/// A digest over all changes with their rows and the versions that they rest on.
pub(super) fn seen(plan: &Plan) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for change in &plan.changes {
        hasher.update(format!("{} {change}\n", change.row));
    }
    for named in &plan.changed {
        hasher.update(format!("{} {}\n", named.member.id, named.version));
    }
    hasher.update(format!("{:?}", Counts::of(plan)));
    hasher.finalize().into()
}

/// What is said of a member, a fact each.
pub(super) fn said(member: &Member, cells: &[Cell]) -> Vec<String> {
    let cell = cells.iter().find(|cell| Some(cell.id) == member.cell);
    let mut said = vec![
        member.membership.word().to_owned(),
        cell.map_or("不在党小组".to_owned(), |cell| cell.name.clone()),
        format!("{} 入册", member.days.from),
    ];
    said.extend(member.days.to.map(|to| format!("{to} 转出")));
    for (excuse, days) in &member.excused {
        let to = days.to.map_or("起".to_owned(), |to| format!(" 至 {to}"));
        said.push(format!("{}免予参加 {}{to}", excuse.word(), days.from));
    }
    said
}
