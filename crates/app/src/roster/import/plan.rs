//! What a sheet would do to a roster, and why it cannot. Pure: identities are an argument, and
//! nothing is read or written.

use jiff::civil::Date;
use model::id::{CellId, MemberId, PersonId};
use model::roster::{Days, Member};
use model::{Flaw, limit};
use store::person::Person;
use store::roster::{Cell, Named};
use uuid::Uuid;

use super::super::view::Known;
use super::sheet::{Column, Line, Sheet};
use super::trial::{Change, What, said};

/// What is there before the sheet comes.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    pub(super) members: Vec<Named>,
    pub(super) cells: Vec<Cell>,
    /// Who is known at the branch and not on the roster.
    pub(super) known: Vec<Known>,
    pub(super) today: Date,
}

/// What a sheet would do.
#[derive(Clone, Debug, Default)]
pub(super) struct Plan {
    /// People who are new to the database.
    pub(super) people: Vec<Person>,
    pub(super) entered: Vec<Named>,
    pub(super) changed: Vec<Named>,
    pub(super) cells: Vec<Cell>,
    /// Rows that say what is so already.
    pub(super) unchanged: usize,
    /// Members that the sheet lacks and that stay as they are.
    pub(super) left: usize,
    /// Each change, in the order of the sheet; cells first.
    pub(super) changes: Vec<Change>,
    pub(super) flaws: Vec<Flaw>,
}

/// Plans what a sheet does.
pub(super) fn plan(ground: &Ground, sheet: &Sheet, identity: &mut dyn FnMut() -> Uuid) -> Plan {
    let mut draft = Draft { ground, sheet, identity, plan: Plan::default(), spoken_of: Vec::new() };
    for line in &sheet.lines {
        draft.line(line);
    }
    let Draft { mut plan, spoken_of, .. } = draft;
    plan.left = ground.members.len() - spoken_of.len();
    if ground.members.len() + plan.entered.len() > limit::ROSTER {
        let says = format!("名册连同以往的党员最多 {} 名", limit::ROSTER);
        plan.flaws.push(Flaw::new(model::Place::whole(), says));
    }
    if ground.cells.len() + plan.cells.len() > limit::CELLS {
        let says = format!("党小组连同撤销的最多 {} 个", limit::CELLS);
        plan.flaws.push(Flaw::new(model::Place::whole(), says));
    }
    plan.flaws.sort();
    plan
}

struct Draft<'a> {
    ground: &'a Ground,
    sheet: &'a Sheet,
    identity: &'a mut dyn FnMut() -> Uuid,
    plan: Plan,
    /// Members that a line spoke of.
    spoken_of: Vec<MemberId>,
}

impl Draft<'_> {
    fn line(&mut self, line: &Line) {
        match self.found(line) {
            Some(named) => {
                self.spoken_of.push(named.member.id);
                self.change(line, named);
            }
            None => self.enter(line),
        }
    }

    fn flaw(&mut self, line: &Line, column: Column, says: impl Into<String>) {
        self.plan.flaws.push(Flaw::new(self.sheet.place(line.number, column), says));
    }

    /// The member that a line speaks of: who has the name and came on that day, else the one who
    /// has the name and was here on one of those days, where it is one.
    fn found(&self, line: &Line) -> Option<Named> {
        let free =
            |named: &&Named| named.name == line.name && !self.spoken_of.contains(&named.member.id);
        let of_name = self.ground.members.iter().filter(free);
        if let Some(named) = of_name.clone().find(|named| named.member.days.from == line.days.from)
        {
            return Some(named.clone());
        }
        // Whom another line names to the day is that line's.
        let is_others = |named: &&Named| {
            let days = &named.member.days;
            let mut lines = self.sheet.lines.iter();
            lines.any(|other| other.name == named.name && other.days.from == days.from)
        };
        let mut met =
            of_name.filter(|named| named.member.days.meet(&line.days) && !is_others(named));
        match (met.next(), met.next()) {
            (Some(named), None) => Some(named.clone()),
            _ => None,
        }
    }

    /// The cell of a name; one that isn't there is founded. A closed one may stay where it is.
    fn cell(&mut self, line: &Line, now: Option<CellId>) -> Option<CellId> {
        if line.cell.is_empty() {
            return None;
        }
        let mut named = self.ground.cells.iter().chain(&self.plan.cells);
        let fits = |cell: &&Cell| {
            cell.name == line.cell && (cell.days.to.is_none() || now == Some(cell.id))
        };
        if let Some(cell) = named.find(fits) {
            return Some(cell.id);
        }
        let id = CellId::new((self.identity)());
        let days = Days { from: self.ground.today, to: None };
        self.plan.cells.push(Cell { id, name: line.cell.clone(), days, version: 1 });
        let change = Change {
            what: What::Founded,
            name: line.cell.clone(),
            row: line.number,
            before: String::new(),
            after: String::new(),
        };
        self.plan.changes.push(change);
        Some(id)
    }

    fn change(&mut self, line: &Line, before: Named) {
        let mut member = Member {
            membership: line.membership,
            days: Days { from: line.days.from, to: before.member.days.to },
            ..before.member.clone()
        };
        if self.sheet.has(Column::To) {
            member.days.to = line.days.to;
        }
        if self.sheet.has(Column::Cell) {
            member.cell = self.cell(line, member.cell);
        }
        if let Some((excuse, days)) = line.excused {
            match member.excused.iter_mut().find(|(_, at)| at.from == days.from) {
                Some(one) => *one = (excuse, days),
                None => member.excused.push((excuse, days)),
            }
            member.excused.sort_by_key(|(_, days)| days.from);
        }
        self.check(line, &member);
        if member == before.member {
            self.plan.unchanged += 1;
            return;
        }
        let cells: Vec<Cell> = self.ground.cells.iter().chain(&self.plan.cells).cloned().collect();
        let (was, will) = (said(&before.member, &cells), said(&member, &cells));
        let differ = |this: &[String], other: &[String]| {
            let differing = this.iter().filter(|fact| !other.contains(fact));
            differing.cloned().collect::<Vec<_>>().join(";")
        };
        let change = Change {
            what: What::Changed,
            name: before.name.clone(),
            row: line.number,
            before: differ(&was, &will),
            after: differ(&will, &was),
        };
        self.plan.changes.push(change);
        self.plan.changed.push(Named { member, ..before });
    }

    fn enter(&mut self, line: &Line) {
        let cell = self.cell(line, None);
        let mut known = self.ground.known.iter().filter(|known| known.name == line.name);
        let taken = self.plan.entered.iter().any(|named| named.name == line.name);
        let known = match (known.next(), known.next()) {
            (Some(one), None) if !taken => Some(one.clone()),
            _ => None,
        };
        let person = match &known {
            Some(known) => known.person,
            None => {
                let id = PersonId::new((self.identity)());
                self.plan.people.push(Person { id, name: line.name.clone() });
                id
            }
        };
        let member = Member {
            id: MemberId::new((self.identity)()),
            person,
            membership: line.membership,
            cell,
            days: line.days,
            excused: line.excused.into_iter().collect(),
        };
        self.check(line, &member);
        let cells: Vec<Cell> = self.ground.cells.iter().chain(&self.plan.cells).cloned().collect();
        let mut facts = said(&member, &cells);
        facts.extend(known.map(|known| format!("就是{}{}", known.as_what, known.name)));
        let change = Change {
            what: What::Entered,
            name: line.name.clone(),
            row: line.number,
            before: String::new(),
            after: facts.join(";"),
        };
        self.plan.changes.push(change);
        self.plan.entered.push(Named { member, name: line.name.clone(), version: 1 });
    }

    /// What may not be: the same person twice at a time, or excused twice at a time.
    fn check(&mut self, line: &Line, member: &Member) {
        let as_planned = |named: &Named| {
            let changed = self.plan.changed.iter().find(|c| c.member.id == named.member.id);
            changed.map_or(named.member.days, |changed| changed.member.days)
        };
        let there = self.ground.members.iter().map(|named| (named, as_planned(named)));
        let new = self.plan.entered.iter().map(|named| (named, named.member.days));
        let mut same = there.chain(new).filter(|(named, _)| {
            let other = &named.member;
            other.id != member.id && other.person == member.person
        });
        if let Some((_, days)) = same.find(|(_, days)| days.meet(&member.days)) {
            let to = days.to.map_or("现在".to_owned(), |to| to.to_string());
            let says = format!("这个人从 {} 到 {to} 已经在册,日期不能重叠", days.from);
            self.flaw(line, Column::From, says);
        }
        let pairs = member.excused.windows(2);
        if let Some([(_, one), _]) = pairs.into_iter().find(|pair| pair[0].1.meet(&pair[1].1)) {
            let says = format!("与 {} 开始的另一次免予参加重叠", one.from);
            self.flaw(line, Column::ExcusedFrom, says);
        }
        if member.excused.len() > limit::EXEMPTIONS {
            let says = format!("每人最多登记 {} 次免予参加", limit::EXEMPTIONS);
            self.flaw(line, Column::Excuse, says);
        }
    }
}

#[cfg(test)]
#[path = "plan_test.rs"]
mod tests;
