//! The table against what is decided, cell by cell.

use uuid::Uuid;

use super::{Grant, NoPermit, Role, Verb, decide};
use crate::id::{GrantId, OrgId, PersonId};
use crate::path::OrgPath;

const TABLE: &str = include_str!("table.txt");

fn path(text: &str) -> OrgPath {
    OrgPath::parse(text).unwrap()
}

fn grant(role: Role, at: &str) -> Grant {
    let (id, org) = (GrantId::new(Uuid::nil()), OrgId::new(Uuid::nil()));
    Grant { id, role, org, path: path(at) }
}

fn may(grants: &[Grant], verb: Verb, at: &str) -> Result<(), NoPermit> {
    let (person, org) = (PersonId::new(Uuid::nil()), OrgId::new(Uuid::nil()));
    decide(person, grants, verb, org, &path(at)).map(|permit| {
        assert_eq!((permit.verb(), permit.path()), (verb, &path(at)));
    })
}

/// Where a target stands from an organisation at `00010002`, by the table's letters.
const PLACES: [(char, &str); 4] =
    [('o', "00010002"), ('b', "000100020003"), ('s', "00010009"), ('a', "0001")];

#[test]
fn every_cell_of_the_table_is_what_is_decided() {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let rows: Vec<Vec<&str>> = lines.map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(rows.len(), Verb::ALL.len() + 1, "a head and every verb");
    for (row, &(verb, name)) in rows[1..].iter().zip(Verb::ALL) {
        assert_eq!((row[0], row.len()), (name, Role::ALL.len() + 1));
        for (cell, (role, ..)) in row[1..].iter().zip(Role::ALL) {
            for (letter, at) in PLACES {
                let allowed = may(&[grant(role, "00010002")], verb, at).is_ok();
                assert_eq!(allowed, cell.contains(letter), "{name} {role:?} {letter}");
            }
        }
    }
}

#[test]
fn what_may_not_be_seen_is_not_there() {
    let officer = grant(Role::DepartmentOfficer, "00010002");
    let denied = may(std::slice::from_ref(&officer), Verb::CloseOrganisation, "0001");
    assert_eq!(denied, Err(NoPermit::Denied));
    let unseen = may(&[officer], Verb::CloseOrganisation, "00010009");
    assert_eq!(unseen, Err(NoPermit::Unseen));
    assert_eq!(may(&[], Verb::SeeOrganisation, "0001"), Err(NoPermit::Unseen));
}

#[test]
fn roles_add_up_and_never_take_away() {
    let both = [grant(Role::Clerk, "00010009"), grant(Role::Supervisor, "00010002")];
    assert_eq!(may(&both, Verb::KeepRoster, "00010009"), Ok(()));
    assert_eq!(may(&both, Verb::SeeRoster, "000100020003"), Ok(()));
    assert_eq!(may(&both, Verb::KeepRoster, "000100020003"), Err(NoPermit::Denied));
}
