//! What holds whatever is done in whatever order.

use std::collections::HashMap;
use std::sync::Arc;

use model::authority::Verb;
use model::event::Event;
use model::id::OrgId;
use model::organisation::OrgKind;
use model::path::OrgPath;
use store::organisation::{self, Organisation};
use store::{Locks, journal};

use crate::desk::{Desk, TODAY, entry, moment, on_both, permit};

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

/// Writers with their locks in any order: none waits for ever, none is lost, numbers are dense.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_writers_at_once_neither_deadlock_nor_lose_anything() {
    let desk = Arc::new(Desk::postgres().await);
    let top = desk.begin().await;
    let mut orgs = vec![top.id];
    for number in 0..7 {
        orgs.push(desk.found(&top, &format!("{number}县组织部"), OrgKind::Department).await.id);
    }
    let orgs = Arc::new(orgs);
    let writers = (0..8_u64).map(|writer| {
        let (desk, orgs) = (Arc::clone(&desk), Arc::clone(&orgs));
        tokio::spawn(async move {
            let mut dice = Dice(writer);
            for turn in 0..25 {
                let locked: Vec<OrgId> =
                    (0..1 + dice.throw(4)).map(|_| orgs[dice.throw(orgs.len())]).collect();
                let org = locked[0];
                let locks = if dice.throw(20) == 0 { Locks::Tree } else { Locks::Orgs(locked) };
                let at = moment(turn);
                let write = desk.store.write(locks, None, at, [0; 32]).await.unwrap();
                write.commit(entry(), org, Event::LoggedIn).await.unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    while journal::seal(&desk.store).await.unwrap() > 0 {}
    let mut link = desk.store.link().await.unwrap();
    assert_eq!(journal::verify(&mut link).await.unwrap(), (8 + 8 * 25, None));
}
