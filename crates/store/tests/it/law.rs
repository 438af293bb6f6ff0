//! What holds whatever is done in whatever order.

use std::collections::HashMap;

use model::authority::Verb;
use model::event::Event;
use model::id::OrgId;
use model::organisation::OrgKind;
use model::path::OrgPath;
use store::organisation::{self, Organisation};

use crate::desk::{Desk, TODAY, entry, on_both, permit};

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
