//! Opening a database: as who wants to serve, or as who only looks after it.

use crate::engine::{At, Store, open_postgres, open_sqlite};
use crate::fault::Fault;
use crate::migration::{self, Found};

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
