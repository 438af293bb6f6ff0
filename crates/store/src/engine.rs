//! The seam: which database it is, is known here, in its links and in the migrations, and nowhere
//! else.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::Sqlite;
use sqlx::{PgPool, SqlitePool, Transaction};
use tokio::sync::Semaphore;
use tokio::time::timeout;

use crate::fault::Fault;
use crate::held::Held;
use crate::link::{Link, Way};
use crate::migration::Found;

/// Where a database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum At {
    /// SQLite, in a folder of ours.
    Folder(PathBuf),
    /// PostgreSQL, by its address: `postgres://…`.
    Postgres(String),
}

/// The database's file in the folder.
pub const FILE: &str = "dukao.db";

/// How long a write waits for a lock before the person is told that it is busy.
pub(crate) const LOCK_WAIT: Duration = Duration::from_secs(5);

/// The same for a write on the way to something else, which may as well be done later.
pub(crate) const BRIEF_WAIT: Duration = Duration::from_millis(200);

/// A database, open.
#[derive(Debug)]
pub struct Store {
    pub(crate) engine: Engine,
}

#[derive(Debug)]
pub(crate) enum Engine {
    Sqlite {
        write: SqlitePool,
        read: SqlitePool,
        /// Given back when the store is dropped.
        _lock: File,
    },
    Postgres {
        pool: PgPool,
        /// So many write at a time. The others wait without a link, that those who read have one:
        /// during a long write everybody else who writes waits for it.
        writers: Arc<Semaphore>,
    },
}

impl Store {
    /// Opens a database, and brings it to this version where it is older.
    ///
    /// # Errors
    /// [`Fault`]: it cannot be reached, is in use by another process, or is newer than we are.
    pub async fn open(at: &At) -> Result<Self, Fault> {
        Self::open_if(at, Found::Older).await
    }

    /// A link for reading.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn link(&self) -> Result<Link, Fault> {
        let held = Held::alone();
        let way = match &self.engine {
            Engine::Sqlite { read, .. } => Way::Sqlite(read.acquire().await.map_err(waited)?),
            Engine::Postgres { pool, .. } => Way::Postgres(pool.acquire().await?),
        };
        Ok(Link::new(way, Some(held)))
    }

    /// A link within a transaction, the only one that writes where the database is SQLite.
    pub(crate) async fn begin(&self) -> Result<Link, Fault> {
        self.begin_within(LOCK_WAIT).await
    }

    /// The same, where others who write are waited for so long at the most.
    pub(crate) async fn begin_within(&self, wait: Duration) -> Result<Link, Fault> {
        let held = Held::alone();
        Ok(match &self.engine {
            Engine::Sqlite { write, .. } => {
                let begun = timeout(wait, begin_sqlite(write)).await.map_err(|_| Fault::Waited)?;
                Link::new(Way::SqliteWrite(begun.map_err(waited)?), Some(held))
            }
            Engine::Postgres { pool, writers } => {
                let turn = timeout(wait, Arc::clone(writers).acquire_owned()).await;
                let turn = turn.map_err(|_| Fault::Waited)?.ok();
                Link::of_turn(Way::PostgresWrite(pool.begin().await?), held, turn)
            }
        })
    }

    /// Whether it is PostgreSQL, for what the two cannot say alike: locks and their types' names.
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.engine, Engine::Postgres { .. })
    }

    /// A link that sees everything as it is at one moment, whoever writes meanwhile.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn snapshot(&self) -> Result<Link, Fault> {
        const BEGIN: &str = "begin isolation level repeatable read read only";
        let held = Held::alone();
        let way = match &self.engine {
            Engine::Sqlite { read, .. } => Way::SqliteWrite(read.begin().await?),
            Engine::Postgres { pool, .. } => Way::PostgresWrite(pool.begin_with(BEGIN).await?),
        };
        Ok(Link::new(way, Some(held)))
    }

    /// Ends all connections.
    pub async fn close(&self) {
        match &self.engine {
            Engine::Sqlite { write, read, .. } => {
                read.close().await;
                write.close().await;
            }
            Engine::Postgres { pool, .. } => pool.close().await,
        }
    }
}

/// Begins a write. Where the disk is full SQLite ends a transaction itself, and the connection goes
/// on believing that it is within one: then another takes its place.
async fn begin_sqlite(write: &SqlitePool) -> Result<Transaction<'static, Sqlite>, sqlx::Error> {
    const BEGIN: &str = "begin immediate";
    match write.begin_with(BEGIN).await {
        Err(sqlx::Error::InvalidSavePointStatement) => {
            write.acquire().await?.close().await?;
            write.begin_with(BEGIN).await
        }
        begun => begun,
    }
}

/// Of a file's pool there is one thing to wait for: that others are done.
fn waited(error: sqlx::Error) -> Fault {
    if matches!(error, sqlx::Error::PoolTimedOut) { Fault::Waited } else { error.into() }
}
