//! Eight writers at once, who do whatever comes to their minds: none waits for ever, nothing is
//! lost, and what they leave behind is as it must be.

use std::sync::Arc;

use model::authority::{Role, Verb};
use model::event::Event;
use model::id::{GrantId, OrgId, PersonId};
use model::organisation::OrgKind;
use model::path::OrgPath;
use store::organisation::{self, Organisation};
use store::post::{self, Appointment, Person};
use store::{Cause, Fault, Locks, Write, doctor, journal, tally};

use crate::desk::{Desk, TODAY, entry, facts, id, moment, permit};
use crate::law::Dice;

/// What each does.
const TURNS: i64 = 40;

/// What happened, where something did.
type Told = Result<Option<OrgId>, Fault>;

/// Everything that stands there, closed ones left out.
async fn all(desk: &Desk) -> Vec<Organisation> {
    let (mut link, top) = (desk.store.link().await.unwrap(), OrgPath::above_all());
    organisation::within(&mut link, &top, &top, 10_000).await.unwrap()
}

/// One as it is within a write, unless it was closed meanwhile.
async fn open_one(write: &mut Write, org: OrgId) -> Result<Option<Organisation>, Fault> {
    let org = organisation::find(write, org).await?;
    Ok(org.filter(|org| org.closed.is_none()))
}

async fn found(write: &mut Write, below: OrgId, name: &str) -> Told {
    let Some(below) = open_one(write, below).await? else { return Ok(None) };
    if below.is_branch() || below.path.depth() > 8 {
        return Ok(None);
    }
    let kind = if id().as_u128().is_multiple_of(2) { OrgKind::Branch } else { OrgKind::Department };
    let kind = if kind.may_stand_below(below.kind) { kind } else { OrgKind::Branch };
    let leave = permit(Verb::FoundOrganisation, &below);
    let org =
        organisation::found(write, &leave, OrgId::new(id()), facts(name, kind), TODAY).await?;
    Ok(Some(org.id))
}

async fn relocate(write: &mut Write, org: OrgId, below: OrgId) -> Told {
    let Some(mut org) = open_one(write, org).await? else { return Ok(None) };
    let Some(below) = open_one(write, below).await? else { return Ok(None) };
    let is_fit = org.kind.may_stand_below(below.kind) && !org.path.holds(&below.path);
    if org.parent.is_none() || !is_fit || below.path.depth() > 5 {
        return Ok(None);
    }
    let leave = permit(Verb::MoveOrganisation, &org);
    let enter = permit(Verb::FoundOrganisation, &below);
    organisation::move_below(write, &leave, &enter, &mut org, TODAY).await?;
    Ok(Some(org.id))
}

async fn close(write: &mut Write, org: OrgId) -> Told {
    let Some(mut org) = open_one(write, org).await? else { return Ok(None) };
    let top = org.path.clone();
    if org.parent.is_none() || !organisation::within(write, &top, &top, 1).await?.is_empty() {
        return Ok(None);
    }
    let leave = permit(Verb::CloseOrganisation, &org);
    organisation::close(write, &leave, &mut org, TODAY).await?;
    Ok(Some(org.id))
}

async fn appoint(write: &mut Write, org: OrgId) -> Told {
    let Some(org) = open_one(write, org).await? else { return Ok(None) };
    let person = Person { id: PersonId::new(id()), name: "王示例".to_owned() };
    let post = Appointment {
        id: GrantId::new(id()),
        person: person.id,
        role: Role::Clerk,
        from: TODAY,
        to: None,
        acting: false,
    };
    post::begin(write, org.id, &person, &post).await?;
    Ok(Some(org.id))
}

/// Writes something; whether something happened. What is folded and sealed has no entry.
async fn turn(desk: &Desk, dice: &mut Dice, name: &str, second: i64) -> Result<bool, Fault> {
    let known = all(desk).await;
    let mut any = || known[dice.throw(known.len())].id;
    let [org, other] = [any(), any()];
    let act = dice.throw(10);
    let locks = match act {
        0..2 => Locks::Tree,
        _ => Locks::Orgs(vec![org, other]),
    };
    match act {
        8 => return tally::fold(&desk.store).await.map(|_| false),
        9 => return journal::seal(&desk.store).await.map(|_| false),
        _ => {}
    }
    let mut write = desk.store.write(locks, None, moment(second), [9; 32]).await?;
    let told = match act {
        0..2 => relocate(&mut write, org, other).await?,
        2..5 => found(&mut write, org, name).await?,
        5 => close(&mut write, org).await?,
        _ => appoint(&mut write, org).await?,
    };
    let Some(org) = told else { return Ok(false) };
    write.commit(entry(), org, Event::OrganisationRenamed).await?;
    Ok(true)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn eight_writers_at_once_neither_deadlock_nor_lose_anything() {
    let desk = Arc::new(Desk::postgres().await);
    let top = desk.begin().await;
    for number in 0..7 {
        desk.found(&top, &format!("{number}县组织部"), OrgKind::Department).await;
    }
    let writers = (0..8_u64).map(|writer| {
        let desk = Arc::clone(&desk);
        tokio::spawn(async move {
            let (mut dice, mut written) = (Dice(writer), 0);
            for number in 0..TURNS {
                let name = format!("{writer}之{number}组织");
                let done = turn(&desk, &mut dice, &name, number).await;
                let done = done.unwrap_or_else(|fault| {
                    let is_lock = fault.cause() == Cause::Busy;
                    panic!("writer {writer}, turn {number}, a lock: {is_lock}: {fault}")
                });
                written += i64::from(done);
            }
            written
        })
    });
    let mut written = 0;
    for writer in writers.collect::<Vec<_>>() {
        written += writer.await.unwrap();
    }
    assert!(written > 8 * TURNS / 4, "only {written} of {} turns wrote", 8 * TURNS);
    while journal::seal(&desk.store).await.unwrap() > 0 {}
    while tally::fold(&desk.store).await.unwrap() > 0 {}
    let mut link = desk.store.link().await.unwrap();
    assert_eq!(journal::verify(&mut link).await.unwrap(), (8 + written, None));
    let looked = doctor::look(&mut link).await.unwrap();
    assert_eq!(looked.ills, Vec::<String>::new());
    let mut write = desk.write().await;
    assert_eq!(tally::recount(&mut write).await.unwrap().wrong, 0);
}

// One thread: whoever is polled once has asked for what they wait for.
#[tokio::test]
async fn reading_goes_on_while_many_wait_to_write() {
    let desk = Arc::new(Desk::postgres().await);
    let top = desk.begin().await.id;
    let long = desk.write().await;
    let mut waiting = tokio::task::JoinSet::new();
    for second in 0..40 {
        let desk = Arc::clone(&desk);
        waiting.spawn(async move {
            let locks = Locks::Orgs(vec![top]);
            let mut write = desk.store.write(locks, None, moment(second), [9; 32]).await?;
            appoint(&mut write, top).await?;
            write.commit(entry(), top, Event::OrganisationRenamed).await
        });
    }
    // All of them have asked.
    tokio::task::yield_now().await;
    for _ in 0..3 {
        let mut link = desk.store.link().await.unwrap();
        assert!(organisation::find(&mut link, top).await.unwrap().is_some());
    }
    drop(long);
    while let Some(done) = waiting.join_next().await {
        done.unwrap().unwrap();
    }
}
