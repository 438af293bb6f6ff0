//! Databases of other versions: who only looks changes nothing, and a backup of any version goes
//! into this one.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use model::authority::Verb;
use model::organisation::OrgKind;
use store::{At, Locks, Store, backup, doctor, journal, organisation, tally};

use crate::desk::{Desk, TODAY, alter, commit, facts, moment, on_both, permit};

/// Where a database of every release is kept, and the schema of this version.
fn kept() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/release")
}

/// Set, the snapshot is written anew: `cargo xtask schema` does it.
const SNAPSHOT: &str = "DUKAO_SNAPSHOT";

/// A table as the database itself tells it, a column a line.
fn columns(database: &Path) -> String {
    let script = "import sqlite3, sys\n\
        c = sqlite3.connect(sys.argv[1])\n\
        names = \"select type, name from sqlite_master where name not like 'sqlite_%' \\\n\
        order by 1 desc, 2\"\n\
        for kind, name in c.execute(names).fetchall():\n\
        \tif kind == 'index':\n\
        \t\ton = [r[2] for r in c.execute(f'pragma index_info({name})')]\n\
        \t\tprint(f'index {name}: ' + ', '.join(x or '(…)' for x in on))\n\
        \t\tcontinue\n\
        \tprint(f'table {name}')\n\
        \tfor _, column, type, needed, _, key in c.execute(f'pragma table_info({name})'):\n\
        \t\ttold = f'    {column} {type.lower()}' + ' not null' * needed\n\
        \t\tprint(told + f' key {key}' * (key > 0))";
    let mut python = std::process::Command::new("python3");
    let told = python.args(["-c", script]).arg(database).output().unwrap();
    assert!(told.status.success(), "{}", String::from_utf8_lossy(&told.stderr));
    String::from_utf8(told.stdout).unwrap()
}

/// What changes in the schema is seen in a review, by table and column.
#[tokio::test(flavor = "multi_thread")]
async fn the_schema_is_the_one_that_was_looked_at() {
    let desk = Desk::sqlite().await;
    let At::Folder(folder) = &desk.at else { panic!("a folder") };
    let now = columns(&folder.join(store::FILE));
    let file = kept().join("schema.txt");
    if std::env::var_os(SNAPSHOT).is_some() {
        fs::write(&file, &now).unwrap();
    }
    let known = fs::read_to_string(&file).unwrap_or_default();
    let mut lines: BTreeMap<&str, i32> = BTreeMap::new();
    now.lines().for_each(|line| *lines.entry(line).or_default() += 1);
    known.lines().for_each(|line| *lines.entry(line).or_default() -= 1);
    lines.retain(|_, times| *times != 0);
    assert!(known == now, "meant? Then: cargo xtask schema\n{lines:#?}");
}

/// Set to a version, that release's database is written, to be kept for ever.
const RELEASE: &str = "DUKAO_RELEASE";

/// Writes a database of this version, with every table in use that a story of the store can fill.
async fn write_database(to: &Path) {
    let desk = Desk::sqlite().await;
    let top = desk.begin().await;
    let one = desk.found(&top, "甲县组织部", OrgKind::Department).await;
    let other = desk.found(&top, "乙县组织部", OrgKind::Department).await;
    let committee = desk.found(&one, "青禾镇党委", OrgKind::Committee).await;
    let mut first = desk.found(&committee, "青禾村党支部", OrgKind::Branch).await;
    let mut second = desk.found(&committee, "白石村党支部", OrgKind::Branch).await;
    journal::seal(&desk.store).await.unwrap();
    tally::fold(&desk.store).await.unwrap();
    desk.move_below(&committee, &other, TODAY).await;
    (first, second) = (desk.find(first.id).await, desk.find(second.id).await);
    let mut write = desk.write().await;
    let facts = facts("青禾党支部", OrgKind::Branch);
    let leave = permit(Verb::RenameOrganisation, &first);
    organisation::rename(&mut write, &leave, &mut first, facts, TODAY).await.unwrap();
    commit(write, &first).await;
    let mut write = desk.write().await;
    let leave = permit(Verb::CloseOrganisation, &second);
    organisation::close(&mut write, &leave, &mut second, TODAY).await.unwrap();
    // This one waits to be sealed and folded.
    commit(write, &second).await;
    let At::Folder(folder) = &desk.at else { panic!("a folder") };
    backup::of_folder(folder, to).await.unwrap();
}

/// The databases in `release/`, each written by the release that it is called after, and one of
/// this very version.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_of_every_release_opens_and_is_sound() {
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("own.db");
    write_database(&own).await;
    if let Ok(version) = std::env::var(RELEASE) {
        let file = kept().join(format!("{version}.db"));
        assert!(!file.exists(), "{version} was released already");
        fs::copy(&own, file).unwrap();
    }
    let files = fs::read_dir(kept()).unwrap().map(|entry| entry.unwrap().path());
    let files = files.filter(|file| file.extension().is_some_and(|ending| ending == "db"));
    for file in files.chain([own]) {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        let at = folder.path().join(&name).with_extension("data");
        let sound = backup::into_folder(&file, &at).await;
        let sound = sound.unwrap_or_else(|fault| panic!("{name}: {fault}"));
        assert_eq!((sound.organisations, sound.entries, sound.sealed), (6, 9, 6), "{name}");
        let one = Store::open(&At::Folder(at)).await.unwrap();
        let other = Store::open(&At::Postgres(testkit::postgres::database())).await.unwrap();
        assert_eq!(backup::into_store(&file, &other).await.unwrap(), sound, "{name}");
        for store in [&one, &other] {
            let looked = doctor::look(&mut store.link().await.unwrap()).await.unwrap();
            assert_eq!(looked.ills, Vec::<String>::new(), "{name}");
            assert_eq!(journal::seal(store).await.unwrap(), 3, "{name}");
            let mut write = store.write(Locks::Tree, None, moment(9), [3; 32]).await.unwrap();
            assert_eq!(tally::recount(&mut write).await.unwrap().wrong, 0, "{name}");
        }
    }
}

on_both!(who_only_looks_takes_no_database_of_another_version);
async fn who_only_looks_takes_no_database_of_another_version(desk: Desk) {
    desk.begin().await;
    let (at, _folder) = desk.closed().await;
    Store::open_as_it_is(&at).await.unwrap().close().await;
    Store::open_new(&at).await.unwrap().close().await;
    let opened = async || [Store::open_as_it_is(&at).await, Store::open_new(&at).await];
    alter(&at, "insert into migration (number, digest) select '9998', digest from migration");
    for opened in opened().await {
        let says = opened.unwrap_err().to_string();
        assert!(says.contains("更新的版本"), "{says}");
    }
    // As one from before the first migration.
    alter(&at, "delete from migration");
    for opened in opened().await {
        let says = opened.unwrap_err().to_string();
        assert!(says.contains("较早的版本"), "{says}");
    }
}

on_both!(an_empty_database_is_made_ready_but_not_by_who_only_looks);
async fn an_empty_database_is_made_ready_but_not_by_who_only_looks(desk: Desk) {
    let at = match &desk.at {
        At::Folder(folder) => At::Folder(folder.with_file_name("other")),
        At::Postgres(_) => At::Postgres(testkit::postgres::database()),
    };
    let opened = Store::open_as_it_is(&at).await;
    assert!(opened.unwrap_err().to_string().contains("没有督考的数据"));
    Store::open_new(&at).await.unwrap().close().await;
    Store::open_as_it_is(&at).await.unwrap();
}
