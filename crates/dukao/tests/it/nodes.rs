//! Several processes at work on one database: two servers of which one is killed, and a backup that
//! is taken while others write.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use model::path::OrgPath;
use store::{At, Store, organisation};

use crate::desk::Desk;
use crate::server::{Server, Visitor};

/// Writers at a time.
const WRITERS: u32 = 8;

/// Writes of each.
const WRITES: u32 = 30;

/// Tries after which a write has failed for good.
const TRIES: u32 = 200;

/// Founds until it is acknowledged; sent again as a browser would, where an answer was lost, and
/// then to the other server.
fn insist(visitor: &mut Visitor, other: &str, top: &str, number: u32) {
    for _ in 0..TRIES {
        if visitor.found(top, number) {
            return;
        }
        other.clone_into(&mut visitor.at);
    }
    panic!("{number} is never acknowledged");
}

#[test]
fn of_two_servers_on_one_database_one_is_killed_and_nothing_is_lost_or_there_twice() {
    let (desk, address) = (Desk::new(), testkit::postgres::database());
    let mut one = Server::start(&desk, &["--database", &address]);
    let top = one.begin();
    let two = Server::start(&desk, &["--database", &address]);
    let (sender, acknowledged): (Sender<bool>, Receiver<bool>) = channel();
    let (first, second) = (one.at.clone(), two.at.clone());
    let next = AtomicU32::new(0);
    thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (mut visitor, sender) = (one.visitor(), sender.clone());
            let (top, first, second, next) = (&top, &first, &second, &next);
            scope.spawn(move || {
                let at = if writer % 2 == 0 { first } else { second };
                at.clone_into(&mut visitor.at);
                for _ in 0..WRITES {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    insist(&mut visitor, second, top, number);
                    let _ = sender.send(visitor.at == *first);
                }
            });
        }
        // Once it is well under way, and others go on.
        acknowledged.iter().filter(|of_first| *of_first).nth(WRITES as usize).unwrap();
        one.process.kill().unwrap();
        one.process.wait().unwrap();
    });
    let written = WRITERS * WRITES;
    assert_eq!(next.load(Ordering::Relaxed), written);
    let late = acknowledged.try_iter().filter(|of_first| !of_first).count();
    assert!(late > 0, "the other went on");
    assert_eq!(two.end("TERM"), Some(0));
    // The first organisation, and an entry for its beginning and for the second factor.
    let says = format!("党组织 {} 个,留痕已排序 {} 条,没有发现问题\n", written + 1, written + 2);
    assert_eq!(desk.run(&["doctor", "--database", &address]).well().out, says);
}

/// The names right below the highest organisation.
fn names(at: &At) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(at).await.unwrap();
        let mut link = store.link().await.unwrap();
        let after = OrgPath::above_all();
        let top = organisation::children(&mut link, None, &after, 1).await.unwrap()[0].id;
        let below = organisation::children(&mut link, Some(top), &after, 100_000).await.unwrap();
        drop(link);
        store.close().await;
        below.iter().map(|org| org.name.as_str().to_owned()).collect()
    })
}

/// Takes a backup while others write, restores it elsewhere, and looks for what was acknowledged
/// before the backup began.
fn backed_up_under_load(from: &[&str], to: &[&str], restored: impl Fn(&Desk) -> At) {
    let desk = Desk::new();
    let mut server = Server::start(&desk, from);
    let top = server.begin();
    let is_over = AtomicBool::new(false);
    let (sender, acknowledged) = channel();
    let next = AtomicU32::new(0);
    let mut before = BTreeSet::new();
    thread::scope(|scope| {
        for _ in 0..3 {
            let (mut visitor, sender) = (server.visitor(), sender.clone());
            let (top, next, is_over) = (&top, &next, &is_over);
            scope.spawn(move || {
                while !is_over.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    assert!(visitor.found(top, number), "{number}");
                    sender.send(number).unwrap();
                }
            });
        }
        before.extend(acknowledged.iter().take(40));
        before.extend(acknowledged.try_iter());
        let taken = desk.run(&[&["backup", "备份.db"], from].concat());
        let after = acknowledged.try_iter().count();
        is_over.store(true, Ordering::Relaxed);
        assert!(taken.well().out.contains("内容完好"));
        assert!(after > 0, "others wrote meanwhile");
    });
    drop(server);
    // The empty machine.
    desk.run(&[&["restore", "备份.db"], to].concat()).well();
    let names = names(&restored(&desk));
    let unique: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    assert_eq!(unique.len(), names.len(), "none twice");
    for number in before {
        assert!(unique.contains(&*format!("n{number}n")), "{number} is lost");
    }
    let looked = desk.run(&[&["doctor"], to].concat()).well().out;
    assert!(looked.ends_with("没有发现问题\n"), "{looked}");
}

#[test]
fn a_backup_of_a_folder_under_load_has_all_that_was_acknowledged_before() {
    let restored = |desk: &Desk| At::Folder(desk.path("new"));
    backed_up_under_load(&["--data", "data"], &["--data", "new"], restored);
}

#[test]
fn a_backup_of_postgresql_under_load_has_all_that_was_acknowledged_before() {
    let (from, to) = (testkit::postgres::database(), testkit::postgres::database());
    let restored = |_: &Desk| At::Postgres(to.clone());
    backed_up_under_load(&["--database", &from], &["--database", &to], restored);
}
