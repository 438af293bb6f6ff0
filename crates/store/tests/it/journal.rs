//! The journal: every commit has its entry, and every entry its place, once.

use model::event::Event;
use model::id::EntryId;
use model::organisation::OrgKind;
use model::path::OrgPath;
use store::journal::{self, Broken};
use store::{Housekeeping, Locks};
use uuid::Uuid;

use crate::desk::{Desk, commit, entry, moment, on_both};

async fn all(desk: &Desk) -> Vec<journal::Kept> {
    let mut link = desk.store.link().await.unwrap();
    let before = (moment(1_000_000), EntryId::new(Uuid::max()));
    journal::latest(&mut link, &OrgPath::above_all(), before, None, 1_000).await.unwrap()
}

on_both!(every_commit_leaves_its_entry_and_gets_a_place);
async fn every_commit_leaves_its_entry_and_gets_a_place(desk: Desk) {
    let top = desk.begin().await;
    for name in ["甲县组织部", "乙县组织部"] {
        desk.found(&top, name, OrgKind::Department).await;
    }
    let kept = all(&desk).await;
    assert_eq!(kept.len(), 3);
    assert!(kept.iter().all(|entry| entry.leaf_index.is_none()), "not sealed yet");
    assert_eq!(journal::seal(&desk.store).await.unwrap(), 3);
    assert_eq!(journal::seal(&desk.store).await.unwrap(), 0);
    let mut places: Vec<_> = all(&desk).await.iter().map(|entry| entry.leaf_index).collect();
    places.sort_unstable();
    assert_eq!(places, [Some(0), Some(1), Some(2)]);
    let body = String::from_utf8(all(&desk).await.pop().unwrap().body).unwrap();
    assert!(body.starts_with("dukao journal 1\nentry "), "{body}");
    assert!(body.contains(&format!("\nrow organisation {} 1 ", top.id)), "{body}");
    assert!(!body.contains("组织部"), "names stay out of it: {body}");
    let mut link = desk.store.link().await.unwrap();
    assert_eq!(journal::verify(&mut link).await.unwrap(), (3, None));
}

on_both!(a_write_that_is_dropped_never_was);
async fn a_write_that_is_dropped_never_was(desk: Desk) {
    let top = desk.begin().await;
    let mut write = desk.write().await;
    let leave = crate::desk::permit(model::authority::Verb::CloseOrganisation, &top);
    store::organisation::close(&mut write, &leave, &mut top.clone(), crate::desk::TODAY)
        .await
        .unwrap();
    drop(write);
    assert_eq!(desk.find(top.id).await, top);
    assert_eq!(all(&desk).await.len(), 1);
}

on_both!(what_an_event_has_to_name_is_not_committed_quietly);
async fn what_an_event_has_to_name_is_not_committed_quietly(desk: Desk) {
    let top = desk.begin().await;
    let mut write = desk.write().await;
    let leave = crate::desk::permit(model::authority::Verb::CloseOrganisation, &top);
    store::organisation::close(&mut write, &leave, &mut top.clone(), crate::desk::TODAY)
        .await
        .unwrap();
    assert!(write.commit_quietly(Housekeeping::Session).await.is_err());
    assert_eq!(desk.find(top.id).await, top);
}

on_both!(entries_are_filtered_and_paged);
async fn entries_are_filtered_and_paged(desk: Desk) {
    let top = desk.begin().await;
    for second in 1..=5 {
        let locks = Locks::Orgs(vec![top.id]);
        let write = desk.store.write(locks, None, moment(second), [1; 32]).await.unwrap();
        let event = if second == 3 { Event::LoggedOut } else { Event::LoggedIn };
        write.commit(entry(), top.id, event).await.unwrap();
    }
    let mut link = desk.store.link().await.unwrap();
    let within = OrgPath::above_all();
    let before = (moment(100), EntryId::new(Uuid::max()));
    let first = journal::latest(&mut link, &within, before, None, 2).await.unwrap();
    assert_eq!(first.iter().map(|e| e.at).collect::<Vec<_>>(), [moment(5), moment(4)]);
    let before = (first[1].at, first[1].id);
    let next = journal::latest(&mut link, &within, before, None, 2).await.unwrap();
    assert_eq!(next.iter().map(|e| e.at).collect::<Vec<_>>(), [moment(3), moment(2)]);
    let before = (moment(100), EntryId::new(Uuid::max()));
    let out = journal::latest(&mut link, &within, before, Some("logged_out"), 9).await.unwrap();
    assert_eq!(out.iter().map(|e| e.org_seq).collect::<Vec<_>>(), [4]);
}

/// What stands open for long is sealed later, and nothing is passed over.
#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_was_open_while_later_ones_came_is_not_passed_over() {
    let desk = Desk::postgres().await;
    let top = desk.begin().await;
    let other = desk.found(&top, "甲县组织部", OrgKind::Department).await;
    let locks = |org| Locks::Orgs(vec![org]);
    let slow = desk.store.write(locks(top.id), None, moment(1), [1; 32]).await.unwrap();
    let slow_id = entry();
    for second in 2..=4 {
        let write = desk.store.write(locks(other.id), None, moment(second), [1; 32]).await.unwrap();
        write.commit(entry(), other.id, Event::LoggedIn).await.unwrap();
    }
    assert_eq!(journal::seal(&desk.store).await.unwrap(), 5);
    slow.commit(slow_id, top.id, Event::LoggedOut).await.unwrap();
    assert_eq!(journal::seal(&desk.store).await.unwrap(), 1);
    let slow = all(&desk).await.into_iter().find(|kept| kept.id == slow_id).unwrap();
    assert_eq!(slow.leaf_index, Some(5));
    let mut link = desk.store.link().await.unwrap();
    assert_eq!(journal::verify(&mut link).await.unwrap(), (6, None));
}

/// Several processes seal at once: each entry gets one place, and no place is left out.
#[tokio::test(flavor = "multi_thread")]
async fn two_that_seal_at_once_give_each_entry_one_place() {
    let desk = Desk::postgres().await;
    let other = store::Store::open(&desk.at).await.unwrap();
    let top = desk.begin().await;
    for _ in 0..20 {
        commit(desk.write().await, &top).await;
    }
    let sealed = tokio::join!(journal::seal(&desk.store), journal::seal(&other));
    let rest = journal::seal(&other).await.unwrap();
    assert_eq!(sealed.0.unwrap() + sealed.1.unwrap() + rest, 21);
    let mut places: Vec<_> = all(&desk).await.iter().filter_map(|kept| kept.leaf_index).collect();
    places.sort_unstable();
    assert!(places.into_iter().eq(0..21));
}

/// Whoever ends leaves nothing unsealed, though another seals at that moment and may have looked
/// before the last entry came.
#[tokio::test(flavor = "multi_thread")]
async fn the_last_round_waits_for_whoever_seals() {
    for desk in [Desk::postgres().await, Desk::sqlite().await] {
        let top = desk.begin().await;
        for _ in 0..20 {
            commit(desk.write().await, &top).await;
        }
        let (one, last) =
            tokio::join!(journal::seal(&desk.store), journal::seal_in_turn(&desk.store));
        assert_eq!(one.unwrap() + last.unwrap(), 21);
        assert_eq!(journal::seal(&desk.store).await.unwrap(), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_entry_that_was_changed_is_found() {
    let desk = Desk::sqlite().await;
    let top = desk.begin().await;
    commit(desk.write().await, &top).await;
    journal::seal(&desk.store).await.unwrap();
    desk.tamper("update journal set body = x'00' where org_seq = 2");
    let mut link = desk.store.link().await.unwrap();
    assert_eq!(journal::verify(&mut link).await.unwrap(), (1, Some(Broken::Changed(1))));
}
