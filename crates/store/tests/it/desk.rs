//! A database of each kind to tell a story to, and short words for what is said often.

use std::sync::atomic::{AtomicU64, Ordering};

use jiff::Timestamp;
use jiff::civil::{Date, date};
use model::authority::{Grant, Permit, Role, Verb, decide};
use model::event::Event;
use model::id::{EntryId, GrantId, OrgId, PersonId};
use model::organisation::{OrgCode, OrgKind, OrgName, Sectors};
use model::path::OrgPath;
use store::organisation::{self, Facts, Organisation};
use store::{At, Locks, Store, Write};
use tempfile::TempDir;
use uuid::Uuid;

/// The day of these stories.
pub(crate) const TODAY: Date = date(2026, 11, 24);

static NEXT: AtomicU64 = AtomicU64::new(1);

/// The next identity: they go up, as those of the program do.
pub(crate) fn id() -> Uuid {
    Uuid::from_u128(NEXT.fetch_add(1, Ordering::Relaxed).into())
}

pub(crate) fn entry() -> EntryId {
    EntryId::new(id())
}

/// A moment so many seconds into the day.
pub(crate) fn moment(second: i64) -> Timestamp {
    Timestamp::from_second(1_795_500_000 + second).unwrap()
}

/// A database for a story.
pub(crate) struct Desk {
    pub(crate) store: Store,
    pub(crate) at: At,
    folder: TempDir,
}

impl Desk {
    pub(crate) async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = At::Folder(folder.path().join("data"));
        Self { store: Store::open(&at).await.unwrap(), at, folder }
    }

    pub(crate) async fn postgres() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = At::Postgres(testkit::postgres::database());
        Self { store: Store::open(&at).await.unwrap(), at, folder }
    }

    /// Opens the same database anew.
    pub(crate) async fn reopened(self) -> Self {
        let Self { store, at, folder } = self;
        store.close().await;
        drop(store);
        Self { store: Store::open(&at).await.unwrap(), at, folder }
    }

    /// Closes it; where it is, as long as the folder is kept.
    pub(crate) async fn closed(self) -> (At, TempDir) {
        let Self { store, at, folder } = self;
        store.close().await;
        (at, folder)
    }

    /// Does what no statement of ours does to a SQLite file, from another process.
    pub(crate) fn tamper(&self, sql: &str) {
        alter(&self.at, sql);
    }

    pub(crate) async fn write(&self) -> Write {
        self.store.write(Locks::Tree, None, moment(0), [7; 32]).await.unwrap()
    }

    /// Puts the highest organisation there.
    pub(crate) async fn begin(&self) -> Organisation {
        self.begin_on(TODAY).await
    }

    /// The same, on a day.
    pub(crate) async fn begin_on(&self, on: Date) -> Organisation {
        let mut write = self.write().await;
        let facts = facts("某省组织部", OrgKind::Department);
        let org = organisation::begin(&mut write, OrgId::new(id()), facts, on).await.unwrap();
        commit(write, &org).await;
        org
    }

    /// Puts an organisation below another.
    pub(crate) async fn found(
        &self,
        below: &Organisation,
        name: &str,
        kind: OrgKind,
    ) -> Organisation {
        self.found_on(below, name, kind, TODAY).await
    }

    /// The same, on a day.
    pub(crate) async fn found_on(
        &self,
        below: &Organisation,
        name: &str,
        kind: OrgKind,
        on: Date,
    ) -> Organisation {
        let below = self.find(below.id).await;
        let mut write = self.write().await;
        let permit = permit(Verb::FoundOrganisation, &below);
        let org = OrgId::new(id());
        let org = organisation::found(&mut write, &permit, org, facts(name, kind), on).await;
        let org = org.unwrap();
        commit(write, &org).await;
        org
    }

    /// Moves an organisation to below another.
    pub(crate) async fn move_below(&self, org: &Organisation, to: &Organisation, on: Date) {
        let (mut org, to) = (self.find(org.id).await, self.find(to.id).await);
        let mut write = self.write().await;
        let (one, other) =
            (permit(Verb::MoveOrganisation, &org), permit(Verb::FoundOrganisation, &to));
        organisation::move_below(&mut write, &one, &other, &mut org, on).await.unwrap();
        commit(write, &org).await;
    }

    pub(crate) async fn find(&self, org: OrgId) -> Organisation {
        organisation::find(&mut self.store.link().await.unwrap(), org).await.unwrap().unwrap()
    }
}

/// Does what no statement of ours does to a database, from another process.
pub(crate) fn alter(at: &At, sql: &str) {
    let folder = match at {
        At::Folder(folder) => folder,
        At::Postgres(address) => return testkit::postgres::alter(address, sql),
    };
    let script = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); \
        c.execute(sys.argv[2]); c.commit()";
    let mut python = std::process::Command::new("python3");
    python.args(["-c", script]).arg(folder.join(store::FILE)).arg(sql);
    assert!(python.status().unwrap().success());
}

pub(crate) fn facts(name: &str, kind: OrgKind) -> Facts {
    Facts {
        code: None,
        name: OrgName::parse(name).unwrap(),
        kind,
        sector: None,
        sectors: Sectors::default(),
        phone: None,
    }
}

pub(crate) fn coded(name: &str, code: &str) -> Facts {
    Facts { code: Some(OrgCode::parse(code).unwrap()), ..facts(name, OrgKind::Branch) }
}

/// Leave to do something to an organisation, as somebody at the very top has it.
pub(crate) fn permit(verb: Verb, org: &Organisation) -> Permit {
    leave(Role::SystemAdministrator, OrgPath::above_all(), verb, org)
}

/// Leave to do something to a branch, as its secretary has it.
pub(crate) fn own_permit(verb: Verb, branch: &Organisation) -> Permit {
    leave(Role::Secretary, branch.path.clone(), verb, branch)
}

fn leave(role: Role, path: OrgPath, verb: Verb, org: &Organisation) -> Permit {
    let grant = Grant { id: GrantId::new(id()), role, org: org.id, path };
    decide(PersonId::new(id()), &[grant], verb, org.id, &org.path).unwrap()
}

/// The same, for what only the one who guards permissions does.
pub(crate) fn permit_of(verb: Verb, org: &Organisation) -> Permit {
    let role = match verb {
        Verb::GrantRole => Role::SecurityAdministrator,
        _ => Role::SystemAdministrator,
    };
    let (id, path) = (GrantId::new(id()), OrgPath::above_all());
    let grant = Grant { id, role, org: org.id, path };
    decide(PersonId::new(crate::desk::id()), &[grant], verb, org.id, &org.path).unwrap()
}

pub(crate) async fn commit(write: Write, org: &Organisation) {
    write.commit(entry(), org.id, Event::OrganisationRenamed).await.unwrap();
}

/// Tells a story to both databases.
macro_rules! on_both {
    ($(#[$doc:meta])* $name:ident) => {
        mod $name {
            #[tokio::test(flavor = "multi_thread")]
            async fn sqlite() {
                super::$name(crate::desk::Desk::sqlite().await).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            async fn postgres() {
                super::$name(crate::desk::Desk::postgres().await).await;
            }
        }
    };
}
pub(crate) use on_both;
