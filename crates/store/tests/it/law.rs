//! What holds whatever is done in whatever order.

use std::collections::HashMap;

use model::authority::{Grant, Role, Verb, decide};
use model::event::Event;
use model::id::{GrantId, OrgId, PersonId};
use model::organisation::OrgKind;
use model::path::OrgPath;
use store::doctor;
use store::organisation::{self, Organisation};
use store::post::{self, Appointment, Person};

use crate::desk::{Desk, TODAY, commit, entry, facts, id, on_both, permit, permit_of};

/// Numbers that look like chance and are the same each time.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn throw(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// Every organisation that is open, by identity.
async fn all(desk: &Desk) -> HashMap<OrgId, Organisation> {
    let mut link = desk.store.link().await.unwrap();
    let top = OrgPath::above_all();
    let all = organisation::within(&mut link, &top, &top, 10_000).await.unwrap();
    all.into_iter().map(|org| (org.id, org)).collect()
}

/// How many stand at and below one, counted by superiors alone.
fn recount(all: &HashMap<OrgId, Organisation>, org: OrgId) -> i64 {
    let below = all.values().filter(|other| other.parent == Some(org));
    1 + below.map(|other| recount(all, other.id)).sum::<i64>()
}

on_both!(places_agree_with_superiors_after_any_moves);
async fn places_agree_with_superiors_after_any_moves(desk: Desk) {
    let top = desk.begin().await;
    let mut dice = Dice(52);
    let mut orgs = vec![top];
    for step in 0..120 {
        let below = orgs[dice.throw(orgs.len())].clone();
        if step < 40 || dice.throw(3) == 0 {
            if desk.find(below.id).await.path.depth() < 10 {
                let name = format!("第{step}号组织");
                orgs.push(desk.found(&below, &name, OrgKind::Department).await);
            }
            continue;
        }
        let org = orgs[1 + dice.throw(orgs.len() - 1)].clone();
        let (mut org, below) = (desk.find(org.id).await, desk.find(below.id).await);
        let mut write = desk.write().await;
        let leave = permit(Verb::MoveOrganisation, &org);
        let enter = permit(Verb::FoundOrganisation, &below);
        let under_itself = org.path.holds(&below.path);
        let moved = organisation::move_below(&mut write, &leave, &enter, &mut org, TODAY).await;
        if under_itself {
            assert!(moved.is_err(), "below itself");
        } else if moved.is_ok() {
            write.commit(entry(), org.id, Event::OrganisationRenamed).await.unwrap();
        }
    }
    let all = all(&desk).await;
    assert_eq!(all.len(), orgs.len());
    let mut link = desk.store.link().await.unwrap();
    for org in all.values() {
        let above = org.parent.map_or(OrgPath::above_all(), |parent| all[&parent].path.clone());
        assert_eq!(org.path.above(), Some(above), "{}", org.name.as_str());
        let count = organisation::count(&mut link, &org.path).await.unwrap();
        assert_eq!(count, recount(&all, org.id), "{}", org.name.as_str());
        let start = OrgPath::above_all();
        let name = org.name.as_str();
        let found = organisation::search(&mut link, &org.path, name, &start, 5).await.unwrap();
        assert!(found.iter().any(|hit| hit.id == org.id), "{name} is found where it stands");
    }
}

/// Where one stands as seen from another, by superiors alone: itself, below, above or beside.
fn stand(all: &HashMap<OrgId, Organisation>, target: OrgId, from: OrgId) -> &'static str {
    let is_below = |one: OrgId, other: OrgId| {
        let mut above = all[&one].parent;
        while let Some(org) = above.filter(|org| *org != other) {
            above = all[&org].parent;
        }
        above.is_some()
    };
    match (target == from, is_below(target, from), is_below(from, target)) {
        (true, ..) => "00010002",
        (_, true, _) => "000100020003",
        (.., true) => "0001",
        _ => "00010009",
    }
}

/// Merges, splits, moves and closures, whatever comes first.
async fn change_something(desk: &Desk, dice: &mut Dice, step: usize) {
    let orgs: Vec<Organisation> = all(desk).await.into_values().collect();
    let mut org = orgs[dice.throw(orgs.len())].clone();
    let mut to = orgs[dice.throw(orgs.len())].clone();
    if org.parent.is_none() || org.path.holds(&to.path) || to.path.depth() > 5 {
        return;
    }
    let mut children: Vec<Organisation> =
        orgs.iter().filter(|child| child.parent == Some(org.id)).cloned().collect();
    let mut write = desk.write().await;
    match dice.throw(3) {
        0 => {
            let (leave, enter) =
                (permit(Verb::MoveOrganisation, &org), permit(Verb::FoundOrganisation, &to));
            organisation::move_below(&mut write, &leave, &enter, &mut org, TODAY).await.unwrap();
        }
        which => {
            if which == 1 {
                // A new one beside another, with the first of those below that one.
                let beside = all_of(&orgs, org.parent);
                let leave = permit(Verb::FoundOrganisation, &beside);
                let facts = facts(&format!("分设{step}"), OrgKind::Department);
                let new = OrgId::new(id());
                to = organisation::found(&mut write, &leave, new, facts, TODAY).await.unwrap();
                children.truncate(2);
            }
            for child in &mut children {
                let (leave, enter) =
                    (permit(Verb::MoveOrganisation, child), permit(Verb::FoundOrganisation, &to));
                let moved = organisation::move_below(&mut write, &leave, &enter, child, TODAY);
                moved.await.unwrap();
            }
            if which == 2 {
                let leave = permit(Verb::CloseOrganisation, &org);
                organisation::close(&mut write, &leave, &mut org, TODAY).await.unwrap();
            }
        }
    }
    commit(write, &org).await;
}

fn all_of(orgs: &[Organisation], id: Option<OrgId>) -> Organisation {
    orgs.iter().find(|org| Some(org.id) == id).unwrap().clone()
}

on_both!(who_may_what_is_what_superiors_alone_say_after_any_changes);
async fn who_may_what_is_what_superiors_alone_say_after_any_changes(desk: Desk) {
    let top = desk.begin().await;
    let mut dice = Dice(11);
    let mut orgs = vec![top];
    for number in 0..30 {
        let below = orgs[dice.throw(orgs.len())].clone();
        if below.path.depth() < 6 {
            orgs.push(desk.found(&below, &format!("{number}号"), OrgKind::Department).await);
        }
    }
    let mut people = Vec::new();
    for (at, (role, ..)) in Role::ALL.iter().cycle().take(26).enumerate() {
        let org = &orgs[dice.throw(orgs.len())];
        let person = Person { id: PersonId::new(id()), name: format!("示例{at}") };
        let grant = GrantId::new(id());
        let post = Appointment {
            id: grant,
            person: person.id,
            role: *role,
            from: TODAY,
            to: None,
            acting: false,
        };
        let verb = role.appointed_by();
        let mut write = desk.write().await;
        post::appoint_new(&mut write, &permit_of(verb, org), &person, &post).await.unwrap();
        write.commit(entry(), org.id, Event::LoggedIn).await.unwrap();
        people.push((person.id, *role, org.id));
    }
    for step in 0..60 {
        change_something(&desk, &mut dice, step).await;
    }
    let all = all(&desk).await;
    assert!(all.len() > 15, "{} are left", all.len());
    let mut link = desk.store.link().await.unwrap();
    let mut asked = 0;
    for (person, role, at) in people {
        let grants = post::grants(&mut link, person, TODAY).await.unwrap();
        // A role at one that is no more is none.
        assert_eq!(grants.len(), usize::from(all.contains_key(&at)));
        for target in all.values().filter(|_| !grants.is_empty()) {
            let place = OrgPath::parse(stand(&all, target.id, at)).unwrap();
            let known = Grant { path: OrgPath::parse("00010002").unwrap(), ..grants[0].clone() };
            for (verb, _) in Verb::ALL {
                let is = decide(person, &grants, *verb, target.id, &target.path).map(drop);
                let due = decide(person, std::slice::from_ref(&known), *verb, target.id, &place);
                assert_eq!(is, due.map(drop), "{role:?} {verb:?} {}", target.name.as_str());
                asked += 1;
            }
        }
    }
    assert!(asked > 1_000, "{asked}");
    let looked = doctor::look(&mut link).await.unwrap();
    assert_eq!(looked.ills, Vec::<String>::new());
}
