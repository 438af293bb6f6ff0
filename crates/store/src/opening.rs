//! Opening a database: as who wants to serve, or as who only looks after it.

use std::fs::{self, File};
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use tokio::sync::Semaphore;

use crate::engine::{At, Engine, FILE, LOCK_WAIT, Store};
use crate::fault::Fault;
use crate::migration::{self, Found};

/// Held by the one process that may write to the folder.
const LOCK: &str = "dukao.lock";

/// Connections that read a SQLite file at a time; beyond the cores there is nothing to gain.
const READERS: u32 = 4;

/// Connections to PostgreSQL.
const LINKS: u32 = 16;

/// Those of them that write at a time: the others are left for whoever reads.
const WRITERS: usize = 10;

/// A link that lay idle for longer is asked whether it still leads there before it is used. One
/// that was given back a moment ago was asked then, and no database is away and back in so little.
const TRUSTED: Duration = Duration::from_millis(20);

/// Statements that a connection keeps prepared.
const PREPARED: usize = 1_024;

/// How PostgreSQL plans what a connection keeps prepared, unless a statement asks for more.
const PLANNED: (&str, &str) = ("plan_cache_mode", "force_generic_plan");

impl Store {
    /// Opens a database that is at this version, and refuses every other: another program may be
    /// using an older one at this moment.
    ///
    /// # Errors
    /// [`Fault`], as for [`Store::open`].
    pub async fn open_as_it_is(at: &At) -> Result<Self, Fault> {
        Self::open_if(at, Found::Current).await
    }

    /// The same, but one that is empty is made ready.
    ///
    /// # Errors
    /// [`Fault`], as for [`Store::open`].
    pub async fn open_new(at: &At) -> Result<Self, Fault> {
        Self::open_if(at, Found::Empty).await
    }

    pub(crate) async fn open_if(at: &At, found: Found) -> Result<Self, Fault> {
        let engine = match at {
            At::Folder(folder) => open_sqlite(folder).await?,
            At::Postgres(address) => open_postgres(address).await?,
        };
        let store = Self { engine };
        match migration::run(&store, found).await {
            Ok(()) => Ok(store),
            Err(fault) => {
                store.close().await;
                Err(fault)
            }
        }
    }
}

async fn open_postgres(address: &str) -> Result<Engine, Fault> {
    let options = PgConnectOptions::from_str(address)?
        .statement_cache_capacity(PREPARED)
        .application_name("dukao")
        .options([
            ("lock_timeout", "5s"),
            PLANNED,
            ("default_transaction_isolation", "read committed"),
            ("client_min_messages", "warning"),
        ]);
    let pool = PgPoolOptions::new()
        .max_connections(LINKS)
        .acquire_timeout(LOCK_WAIT)
        .test_before_acquire(false)
        .before_acquire(|link, known| {
            Box::pin(async move {
                if known.idle_for > TRUSTED {
                    link.ping().await?;
                }
                Ok(true)
            })
        })
        .connect_with(options)
        .await?;
    Ok(Engine::Postgres { pool, writers: Arc::new(Semaphore::new(WRITERS)) })
}

async fn open_sqlite(folder: &Path) -> Result<Engine, Fault> {
    fs::create_dir_all(folder)?;
    let lock = File::options().create(true).append(true).open(folder.join(LOCK))?;
    lock.try_lock().map_err(|_| Fault::Unfit("另一个 dukao 正在使用这个数据文件夹".to_owned()))?;
    let options = SqliteConnectOptions::new()
        .filename(folder.join(FILE))
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // A commit that was acknowledged survives a power cut.
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(LOCK_WAIT)
        .statement_cache_capacity(PREPARED)
        .pragma("mmap_size", "0")
        .pragma("cache_size", "-4000")
        .pragma("trusted_schema", "off");
    let write = SqlitePoolOptions::new()
        .max_connections(1)
        .acquire_timeout(LOCK_WAIT)
        .connect_with(options.clone())
        .await?;
    let read = SqlitePoolOptions::new()
        .max_connections(READERS)
        .acquire_timeout(LOCK_WAIT)
        .connect_lazy_with(options.pragma("query_only", "on"));
    Ok(Engine::Sqlite { write, read, _lock: lock })
}
