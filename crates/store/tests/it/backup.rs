//! Backups: taken while the database is in use, read back, and put into either kind of database.

use model::event::Event;
use model::organisation::OrgKind;
use model::path::OrgPath;
use store::{At, Store, backup, journal, organisation};

use crate::desk::{Desk, commit, entry, on_both};

/// A backup of a desk's database, while it is open.
async fn taken(desk: &Desk, file: &std::path::Path) -> backup::Sound {
    match &desk.at {
        At::Folder(folder) => backup::of_folder(folder, file).await.unwrap(),
        At::Postgres(_) => backup::of_store(&desk.store, file).await.unwrap(),
    }
}

on_both!(a_backup_goes_into_either_kind_of_database);
async fn a_backup_goes_into_either_kind_of_database(desk: Desk) {
    let top = desk.begin().await;
    let county = desk.found(&top, "甲县组织部", OrgKind::Department).await;
    let branch = desk.found(&county, "青禾村党支部", OrgKind::Branch).await;
    journal::seal(&desk.store).await.unwrap();
    commit(desk.write().await, &county).await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("备份.db");
    let sound = taken(&desk, &file).await;
    assert_eq!((sound.organisations, sound.entries, sound.sealed), (3, 4, 3));
    // What comes later is not in it.
    commit(desk.write().await, &county).await;
    assert_eq!(backup::read_back(&file).await.unwrap(), sound);

    let at = folder.path().join("data");
    // What another database left there would be played into this one.
    let left = at.join(format!("{}-wal", store::FILE));
    std::fs::create_dir(&at).unwrap();
    std::fs::write(&left, b"left").unwrap();
    assert!(backup::into_folder(&file, &at).await.is_err());
    std::fs::remove_file(&left).unwrap();
    assert_eq!(backup::into_folder(&file, &at).await.unwrap(), sound);
    let one = Store::open(&At::Folder(at)).await.unwrap();
    let other = Store::open(&At::Postgres(testkit::postgres::database())).await.unwrap();
    assert_eq!(backup::into_store(&file, &other).await.unwrap(), sound);
    for store in [&one, &other] {
        let mut link = store.link().await.unwrap();
        let found = organisation::find(&mut link, branch.id).await.unwrap();
        assert_eq!(found, Some(branch.clone()));
        let start = OrgPath::above_all();
        let hits = organisation::search(&mut link, &top.path, "禾村", &start, 5).await.unwrap();
        assert_eq!(hits.len(), 1);
        // It goes on where it was: the waiting entry is sealed, the next number is the next.
        assert_eq!(journal::seal(store).await.unwrap(), 1);
        let locks = store::Locks::Tree;
        let write = store.write(locks, None, crate::desk::moment(9), [3; 32]).await.unwrap();
        write.commit(entry(), county.id, Event::LoggedIn).await.unwrap();
        assert_eq!(journal::seal(store).await.unwrap(), 1);
        assert_eq!(journal::verify(&mut link).await.unwrap(), (5, None));
    }
    let again = backup::into_store(&file, &other).await;
    assert!(again.unwrap_err().to_string().contains("不会覆盖"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_that_was_damaged_is_found_out() {
    let desk = Desk::sqlite().await;
    let top = desk.begin().await;
    for _ in 0..50 {
        commit(desk.write().await, &top).await;
    }
    journal::seal(&desk.store).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("备份.db");
    taken(&desk, &file).await;
    let mut bytes = std::fs::read(&file).unwrap();
    // Pages also hold what is left of rows that moved, so it is changed wherever it stands.
    let places: Vec<usize> =
        (0..bytes.len()).filter(|at| bytes[*at..].starts_with(b"\nevent o")).collect();
    for at in places {
        bytes[at + 7] = b'O';
    }
    std::fs::write(&file, &bytes).unwrap();
    assert!(backup::read_back(&file).await.is_err());
    let into = folder.path().join("data");
    assert!(backup::into_folder(&file, &into).await.is_err());
    assert!(!into.exists(), "nothing was written");
}
