//! The roster of a branch: who is on it on which day, in which cell, and who is excused.

use jiff::civil::{Date, date};
use model::authority::Verb;
use model::id::{CellId, MemberId, PersonId};
use model::organisation::OrgKind;
use model::roster::{Days, Excuse, Member, Membership};
use store::organisation::Organisation;
use store::person::Person;
use store::roster::{self, Cell, Counts, Named};

use crate::desk::{Desk, commit, id, on_both, own_permit, permit};

fn days(from: Date, to: Option<Date>) -> Days {
    Days { from, to }
}

fn member(name: &str, days: Days) -> (Person, Named) {
    let person = Person { id: PersonId::new(id()), name: name.to_owned() };
    let member = Member {
        id: MemberId::new(id()),
        person: person.id,
        membership: Membership::Full,
        cell: None,
        days,
        excused: Vec::new(),
    };
    (person, Named { member, name: name.to_owned(), version: 1 })
}

fn names(members: &[Named]) -> Vec<&str> {
    members.iter().map(|named| named.name.as_str()).collect()
}

async fn branch(desk: &Desk) -> Organisation {
    let top = desk.begin().await;
    let committee = desk.found(&top, "青禾镇党委", OrgKind::Committee).await;
    desk.found(&committee, "青禾村党支部", OrgKind::Branch).await
}

on_both!(a_roster_is_known_by_day);
async fn a_roster_is_known_by_day(desk: Desk) {
    let branch = branch(&desk).await;
    let other = desk.found(&desk.find(branch.parent.unwrap()).await, "白石", OrgKind::Branch).await;
    let keep = own_permit(Verb::KeepRoster, &branch);
    let cell = Cell {
        id: CellId::new(id()),
        name: "第一党小组".to_owned(),
        days: days(date(2016, 1, 1), None),
        version: 1,
    };
    let (first, mut one) = member("赵示例", days(date(2016, 1, 1), None));
    let (second, two) = member("钱示例", days(date(2016, 3, 1), Some(date(2016, 6, 30))));
    let (third, mut three) = member("孙示例", days(date(2016, 3, 1), None));
    one.member.cell = Some(cell.id);
    three.member.membership = Membership::Probationary;
    three.member.excused = vec![(Excuse::Away, days(date(2016, 5, 1), Some(date(2016, 5, 31))))];

    let mut write = desk.write().await;
    roster::found_cells(&mut write, &keep, std::slice::from_ref(&cell)).await.unwrap();
    let all = [one.clone(), two.clone(), three.clone()];
    roster::enter(&mut write, &keep, &[first, second, third], &all).await.unwrap();
    commit(write, &branch).await;

    let mut link = desk.store.link().await.unwrap();
    assert_eq!(roster::of_branch(&mut link, branch.id).await.unwrap(), all);
    assert_eq!(roster::cells(&mut link, branch.id).await.unwrap(), std::slice::from_ref(&cell));
    assert!(roster::of_branch(&mut link, other.id).await.unwrap().is_empty());
    for (day, expected) in [
        (date(2015, 12, 31), vec![]),
        (date(2016, 2, 29), vec!["赵示例"]),
        (date(2016, 6, 30), vec!["赵示例", "钱示例", "孙示例"]),
        (date(2016, 7, 1), vec!["赵示例", "孙示例"]),
    ] {
        let members = roster::on(&mut link, branch.id, day).await.unwrap();
        assert_eq!(names(&members), expected, "{day}");
    }
    let may = roster::on(&mut link, branch.id, date(2016, 5, 31)).await.unwrap();
    let due: Vec<bool> = may.iter().map(|named| named.member.is_due(date(2016, 5, 31))).collect();
    assert_eq!(due, [true, true, false]);
    let counts = roster::counts(&mut link, branch.id, date(2016, 5, 31)).await.unwrap();
    assert_eq!(counts, Counts { full: 2, probationary: 1, excused: 1 });
    assert_eq!(counts.members(), 3);
}

on_both!(a_changed_member_leaves_a_version_behind_and_the_cell_of_the_day_stays_known);
async fn a_changed_member_leaves_a_version_behind_and_the_cell_of_the_day_stays_known(desk: Desk) {
    let branch = branch(&desk).await;
    let keep = own_permit(Verb::KeepRoster, &branch);
    let cells: Vec<Cell> = ["第一党小组", "第二党小组"]
        .iter()
        .map(|name| Cell {
            id: CellId::new(id()),
            name: (*name).to_owned(),
            days: days(date(2016, 1, 1), None),
            version: 1,
        })
        .collect();
    let (person, mut one) = member("赵示例", days(date(2016, 1, 1), None));
    one.member.cell = Some(cells[0].id);
    let mut write = desk.write().await;
    roster::found_cells(&mut write, &keep, &cells).await.unwrap();
    roster::enter(&mut write, &keep, &[person], &[one.clone()]).await.unwrap();
    commit(write, &branch).await;

    let mut seen = [one.clone()];
    seen[0].member.cell = Some(cells[1].id);
    seen[0].member.excused = vec![(Excuse::Frail, days(date(2016, 9, 1), None))];
    let mut write = desk.write().await;
    let from = date(2016, 7, 1);
    assert!(roster::change(&mut write, &keep, from, &mut seen).await.unwrap());
    commit(write, &branch).await;
    assert_eq!(seen[0].version, 2);

    let mut link = desk.store.link().await.unwrap();
    let cell_on = async |link: &mut store::Link, day| {
        roster::on(link, branch.id, day).await.unwrap()[0].member.cell
    };
    assert_eq!(cell_on(&mut link, date(2016, 6, 30)).await, Some(cells[0].id));
    assert_eq!(cell_on(&mut link, from).await, Some(cells[1].id));
    assert_eq!(roster::of_branch(&mut link, branch.id).await.unwrap(), seen);
    drop(link);

    // What somebody saw before it was changed counts no more.
    let mut write = desk.write().await;
    let mut late = [one];
    assert!(!roster::change(&mut write, &keep, from, &mut late).await.unwrap());
    drop(write);

    let mut write = desk.write().await;
    let mut closing = cells[1].clone();
    closing.days.to = Some(date(2016, 12, 31));
    let refused = roster::change_cell(&mut write, &keep, &mut closing).await;
    assert!(refused.is_err(), "somebody belongs to it");
    let mut closing = cells[0].clone();
    closing.days.to = Some(date(2016, 12, 31));
    assert!(roster::change_cell(&mut write, &keep, &mut closing).await.unwrap());
    let mut again = cells[0].clone();
    assert!(!roster::change_cell(&mut write, &keep, &mut again).await.unwrap());
    commit(write, &branch).await;
}

on_both!(nobody_keeps_a_roster_by_leave_for_something_else);
async fn nobody_keeps_a_roster_by_leave_for_something_else(desk: Desk) {
    let branch = branch(&desk).await;
    let (person, one) = member("赵示例", days(date(2016, 1, 1), None));
    let mut write = desk.write().await;
    let other = permit(Verb::Appoint, &branch);
    let refused = roster::enter(&mut write, &other, &[person], &[one]).await;
    assert!(refused.unwrap_err().to_string().contains("permit"));
}
