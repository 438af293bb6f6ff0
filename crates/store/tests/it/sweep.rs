//! What nobody can ask for any more is taken away, a piece at a time, and nothing else.

use model::authority::Role;
use model::id::{GrantId, PersonId};
use store::post::{Appointment, Person};
use store::{Housekeeping, Locks, SWEPT_AT_ONCE, account, answer};

use crate::desk::{Desk, TODAY, commit, id, moment, on_both};

const DAY: i64 = 86_400;

async fn old_rows_go(desk: Desk) {
    let top = desk.begin().await;
    let person = PersonId::new(id());
    let mut write = desk.write().await;
    let whose = Person { id: person, name: "王示例".to_owned() };
    let post = Appointment {
        id: GrantId::new(id()),
        person,
        role: Role::SystemAdministrator,
        from: TODAY,
        to: None,
        acting: false,
    };
    store::post::begin(&mut write, top.id, &whose, &post).await.unwrap();
    commit(write, &top).await;
    let token = |number: i64| {
        let mut token = [0; 32];
        token[..8].copy_from_slice(&number.to_be_bytes());
        token
    };
    let old = SWEPT_AT_ONCE + 3;
    let at = async |second: i64| {
        desk.store.write(Locks::Tree, None, moment(second), [7; 32]).await.unwrap()
    };
    let mut write = at(0).await;
    let own = account::begin(&mut write, person, "guanli", "a hash").await.unwrap();
    commit(write, &top).await;
    let mut write = at(0).await;
    for number in 0..old {
        account::begin_session(&mut write, &own, &token(number), "", true).await.unwrap();
    }
    let first = id();
    answer::give(&mut write, first, person, "/a").await.unwrap();
    write.commit_quietly(Housekeeping::Session).await.unwrap();
    let mut write = at(DAY).await;
    account::begin_session(&mut write, &own, &token(old), "", true).await.unwrap();
    let second = id();
    answer::give(&mut write, second, person, "/b").await.unwrap();
    write.commit_quietly(Housekeeping::Session).await.unwrap();

    let sweep = async || store::sweep(&desk.store, moment(DAY), moment(DAY)).await.unwrap();
    let most = u64::try_from(SWEPT_AT_ONCE).unwrap();
    assert_eq!(sweep().await, most + 1, "a piece, and the answer");
    assert_eq!(sweep().await, 3);
    assert_eq!(sweep().await, 0);
    let mut link = desk.store.link().await.unwrap();
    let known = async |link: &mut store::Link, number| {
        account::session(link, &token(number), moment(-1)).await.unwrap().is_some()
    };
    assert!(!known(&mut link, 0).await && known(&mut link, old).await);
    assert_eq!(answer::given(&mut link, first, person).await.unwrap(), None);
    assert_eq!(answer::given(&mut link, second, person).await.unwrap().as_deref(), Some("/b"));
}
on_both!(old_rows_go);

/// Whoever waits for a file's one writer hears that it is busy; nothing is away.
#[tokio::test(flavor = "multi_thread")]
async fn a_writer_that_is_held_for_long_is_busy() {
    let desk = Desk::sqlite().await;
    let held = desk.write().await;
    let waited = desk.store.write(Locks::Tree, None, moment(1), [7; 32]).await;
    assert_eq!(waited.err().map(|fault| fault.cause()), Some(store::Cause::Busy));
    drop(held);
}
