//! Who belongs to an invented branch.

use jiff::ToSpan;
use jiff::civil::Date;
use model::id::{CellId, MemberId, PersonId};
use model::roster::{Days, Excuse, Member, Membership};
use store::person::Person;
use store::roster::{Cell, Named};

use super::names;
use super::seed::Seed;
use super::times::Times;

/// A roster: the secretary comes first.
pub(super) struct Roster {
    pub(super) people: Vec<Person>,
    pub(super) members: Vec<Named>,
    pub(super) cells: Vec<Cell>,
}

/// From how many members on a branch has 党小组.
const CELLS_FROM: usize = 15;

const CELLS: [&str; 3] = ["第一党小组", "第二党小组", "第三党小组"];

/// Invents a roster; a small one where there are very many.
pub(super) fn invent(times: &Times, is_small: bool, seed: &mut Seed) -> Roster {
    let count = match (is_small, seed.below(10)) {
        (true, _) => seed.between(4, 7),
        (_, 0) => seed.between(25, 40),
        _ => seed.between(8, 22),
    };
    let at = times.founded;
    let founded = times.day(Times::FOUNDED);
    let kept = if count < CELLS_FROM { 0 } else { count / 12 + 1 };
    let cell = |name: &&str, seed: &mut Seed| Cell {
        id: CellId::new(seed.identity(at)),
        name: (*name).to_owned(),
        days: Days { from: founded, to: None },
        version: 1,
    };
    let cells: Vec<Cell> = CELLS.iter().take(kept).map(|name| cell(name, seed)).collect();
    let mut roster = Roster { people: Vec::new(), members: Vec::new(), cells };
    for number in 0..count {
        let person = Person { id: PersonId::new(seed.identity(at)), name: names::person(seed) };
        let since = seed.between(0, 6_000);
        let years_ago = founded.checked_sub(i64::try_from(since).unwrap_or(0).days());
        let is_new = number > 0 && seed.happens(4);
        // Whoever belongs to a cell does so from its first day on.
        let from = if roster.cells.is_empty() { years_ago.unwrap_or(founded) } else { founded };
        let member = Member {
            id: MemberId::new(seed.identity(at)),
            person: person.id,
            membership: if is_new { Membership::Probationary } else { Membership::Full },
            cell: roster.cells.get(number % kept.max(1)).map(|cell| cell.id),
            days: Days { from, to: None },
            excused: if number == 0 { Vec::new() } else { excused(founded, seed) },
        };
        roster.members.push(Named { member, name: person.name.clone(), version: 1 });
        roster.people.push(person);
    }
    roster
}

fn excused(since: Date, seed: &mut Seed) -> Vec<(Excuse, Days)> {
    if !seed.happens(6) {
        return Vec::new();
    }
    let excuse = seed.pick(&[Excuse::Away, Excuse::Frail, Excuse::Frail, Excuse::Posted]);
    vec![(excuse, Days { from: since, to: None })]
}
