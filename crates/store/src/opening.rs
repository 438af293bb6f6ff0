//! Opening a database: as who wants to serve, or as who only looks after it.

use std::str::FromStr;
use std::time::Duration;

use sqlx::Connection;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::engine::{At, Engine, LOCK_WAIT, PLANNED, PREPARED, Store, open_sqlite};
use crate::fault::Fault;
use crate::migration::{self, Found};

/// Connections to PostgreSQL.
const LINKS: u32 = 16;

/// A link that lay idle for longer is asked whether it still leads there before it is used. One
/// that was given back a moment ago was asked then, and no database is away and back in so little.
const TRUSTED: Duration = Duration::from_millis(20);

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
    Ok(Engine::Postgres(pool))
}
