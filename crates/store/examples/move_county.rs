//! How long it takes to move a county of 2,000 branches in a province of 20,000, on both databases,
//! with eight readers that never rest: `cargo run -p store --example move_county`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a chore, not a part of the program")]

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use jiff::civil::{Date, date};
use model::authority::{Grant, Permit, Role, Verb, decide};
use model::event::Event;
use model::id::{EntryId, GrantId, OrgId, PersonId};
use model::organisation::{OrgKind, OrgName, Sectors};
use model::path::OrgPath;
use store::organisation::{self, Facts, Group, Organisation};
use store::{At, Locks, Store, Write};
use uuid::Uuid;

const ON: Date = date(2026, 11, 24);
const COUNTIES: usize = 10;
const COMMITTEES: usize = 20;
const BRANCHES: usize = 100;

static NEXT: AtomicU64 = AtomicU64::new(1);

fn id() -> Uuid {
    Uuid::from_u128(NEXT.fetch_add(1, Ordering::Relaxed).into())
}

fn facts(name: &str, kind: OrgKind) -> Facts {
    let name = OrgName::parse(name).unwrap();
    Facts { code: None, name, kind, sector: None, sectors: Sectors::default(), phone: None }
}

fn permit(verb: Verb, org: &Organisation) -> Permit {
    let (role, path) = (Role::SystemAdministrator, OrgPath::above_all());
    let grant = Grant { id: GrantId::new(id()), role, org: org.id, path };
    decide(PersonId::new(id()), &[grant], verb, org.id, &org.path).unwrap()
}

async fn write(store: &Store) -> Write {
    let at = Timestamp::from_second(1_795_500_000).unwrap();
    store.write(Locks::Tree, None, at, [7; 32]).await.unwrap()
}

async fn commit(write: Write, org: OrgId) {
    write.commit(EntryId::new(id()), org, Event::OrganisationRenamed).await.unwrap();
}

/// Signs by which villages differ, so that their names share some pairs and not all.
fn name(number: usize) -> String {
    let sign = |at: usize| char::from_u32(0x4e00 + u32::try_from(at % 900).unwrap()).unwrap();
    format!("{}{}{}村党支部", sign(number), sign(number / 30), sign(number * 7))
}

async fn province(store: &Store) -> (Organisation, Vec<Organisation>) {
    let mut one = write(store).await;
    let department = |name: &str| facts(name, OrgKind::Department);
    let top = organisation::begin(&mut one, OrgId::new(id()), department("某省组织部"), ON)
        .await
        .unwrap();
    let leave = permit(Verb::ImportOrganisations, &top);
    let ids = |count: usize| (0..count).map(|_| OrgId::new(id())).collect::<Vec<_>>();
    let counties = ids(COUNTIES);
    let county = |(at, id): (usize, &OrgId)| (*id, department(&format!("第{at}县组织部")));
    let founded = counties.iter().enumerate().map(county).collect();
    let group = Group { below: top.id, founded };
    organisation::found_all(&mut one, &leave, [group], ON).await.unwrap();
    for county in &counties {
        let committees = ids(COMMITTEES);
        let committee =
            |(at, id): (usize, &OrgId)| (*id, facts(&format!("第{at}镇党委"), OrgKind::Committee));
        let founded = committees.iter().enumerate().map(committee).collect();
        let group = Group { below: *county, founded };
        organisation::found_all(&mut one, &leave, [group], ON).await.unwrap();
        let groups = committees.iter().enumerate().map(|(at, committee)| Group {
            below: *committee,
            founded: (0..BRANCHES)
                .map(|branch| (OrgId::new(id()), facts(&name(at * 100 + branch), OrgKind::Branch)))
                .collect(),
        });
        organisation::found_all(&mut one, &leave, groups, ON).await.unwrap();
    }
    commit(one, top.id).await;
    let mut link = store.link().await.unwrap();
    let start = OrgPath::above_all();
    let counties = organisation::children(&mut link, Some(top.id), &start, 100).await.unwrap();
    (top, counties)
}

async fn measure(what: &str, store: Store) {
    let store = Arc::new(store);
    let (top, counties) = province(&store).await;
    let (ends, reads) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let readers: Vec<_> = (0..8)
        .map(|_| {
            let (store, ends, reads) = (Arc::clone(&store), Arc::clone(&ends), Arc::clone(&reads));
            let top = top.clone();
            tokio::spawn(async move {
                let (mut slowest, start) = (Duration::ZERO, OrgPath::above_all());
                while !ends.load(Ordering::Relaxed) {
                    let began = Instant::now();
                    let mut link = store.link().await.unwrap();
                    let found =
                        organisation::search(&mut link, &top.path, "村党", &start, 20).await;
                    assert_eq!(found.unwrap().len(), 20);
                    slowest = slowest.max(began.elapsed());
                    reads.fetch_add(1, Ordering::Relaxed);
                }
                slowest
            })
        })
        .collect();
    for pass in 0..3 {
        let (began, before) = (Instant::now(), reads.load(Ordering::Relaxed));
        let mut one = write(&store).await;
        let mut org = organisation::find(&mut one, counties[0].id).await.unwrap().unwrap();
        let to = organisation::find(&mut one, counties[1 + pass].id).await.unwrap().unwrap();
        let (leave, enter) =
            (permit(Verb::MoveOrganisation, &org), permit(Verb::FoundOrganisation, &to));
        organisation::move_below(&mut one, &leave, &enter, &mut org, ON).await.unwrap();
        commit(one, org.id).await;
        let took = began.elapsed().as_millis();
        let read = reads.load(Ordering::Relaxed) - before;
        println!("{what}: 2,021 organisations moved in {took} ms, {read} searches meanwhile");
    }
    ends.store(true, Ordering::Relaxed);
    let mut slowest = Duration::ZERO;
    for reader in readers {
        slowest = slowest.max(reader.await.unwrap());
    }
    println!("{what}: the slowest search took {} ms", slowest.as_millis());
}

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let at = At::Folder(folder.path().join("data"));
    measure("SQLite", Store::open(&at).await.unwrap()).await;
    let at = At::Postgres(testkit::postgres::database());
    measure("PostgreSQL", Store::open(&at).await.unwrap()).await;
}
