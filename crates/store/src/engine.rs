//! The seam: which database it is, is known here and in the migrations, and nowhere else.
//!
//! Long because both kinds of connection are one thing here, and what differs is nowhere else.

use std::fs::File;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgQueryResult, PgRow, Postgres};
use sqlx::sqlite::{Sqlite, SqliteQueryResult, SqliteRow};
use sqlx::{AssertSqlSafe, Executor, PgPool, SqlSafeStr, SqlStr, SqlitePool, Transaction};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::fault::Fault;
use crate::held::Held;
use crate::migration::Found;
use crate::row::Row;
use crate::statement::{Arg, Marks, PIECES, Statement, postgres_args, repeated, sqlite_args};

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

/// Around a statement that is planned for what is put into it. Where that fails and the second is
/// never run, the connection plans more often than it need.
const PLAN_ANEW: Statement = Statement::new("set plan_cache_mode = force_custom_plan");
const PLAN_ONCE: Statement = Statement::new("set plan_cache_mode = force_generic_plan");

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
                let way = Way::PostgresWrite(pool.begin().await?);
                Link { _turn: turn, ..Link::new(way, Some(held)) }
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

/// A way to the database: for reading, or within a transaction.
pub struct Link {
    way: Way,
    /// Both are there until they are dropped.
    _held: Option<Held>,
    _turn: Option<OwnedSemaphorePermit>,
    /// Whether all of its statements are planned for what is put into them.
    plans_anew: bool,
}

enum Way {
    Sqlite(PoolConnection<Sqlite>),
    Postgres(PoolConnection<Postgres>),
    SqliteWrite(Transaction<'static, Sqlite>),
    PostgresWrite(Transaction<'static, Postgres>),
}

/// Does the same with whichever connection it is. Rows are collected: every list has a limit.
macro_rules! either {
    ($link:expr, $sql:expr, $args:expr, $method:ident, $sqlite:expr, $postgres:expr) => {{
        let sql: SqlStr = $sql;
        match &mut $link.way {
            Way::Sqlite(link) => {
                let query = sqlx::query_with(sql, sqlite_args($args)?);
                $sqlite(query.$method(&mut **link).await?)
            }
            Way::SqliteWrite(link) => {
                let query = sqlx::query_with(sql, sqlite_args($args)?);
                $sqlite(query.$method(&mut **link).await?)
            }
            Way::Postgres(link) => {
                let query = sqlx::query_with(sql, postgres_args($args)?);
                $postgres(query.$method(&mut **link).await?)
            }
            Way::PostgresWrite(link) => {
                let query = sqlx::query_with(sql, postgres_args($args)?);
                $postgres(query.$method(&mut **link).await?)
            }
        }
    }};
}

impl Link {
    fn new(way: Way, held: Option<Held>) -> Self {
        Self { way, _held: held, _turn: None, plans_anew: false }
    }

    /// The rows of an answer.
    pub(crate) async fn rows(
        &mut self,
        statement: Statement,
        args: &[Arg<'_>],
    ) -> Result<Vec<Row>, Fault> {
        let text = SqlStr::from_static(statement.text());
        if !statement.is_planned_anew() || self.plans_anew || !self.is_postgres() {
            return self.rows_text(text, args).await;
        }
        self.run(PLAN_ANEW, &[]).await?;
        let rows = self.rows_text(text, args).await?;
        self.run(PLAN_ONCE, &[]).await?;
        Ok(rows)
    }

    /// The rows of an answer to a text that was put together.
    pub(crate) async fn rows_text(
        &mut self,
        sql: SqlStr,
        args: &[Arg<'_>],
    ) -> Result<Vec<Row>, Fault> {
        Ok(either!(
            self,
            sql,
            args,
            fetch_all,
            |rows: Vec<SqliteRow>| rows.into_iter().map(Row::Sqlite).collect(),
            |rows: Vec<PgRow>| rows.into_iter().map(Row::Postgres).collect()
        ))
    }

    /// The first row of an answer.
    pub(crate) async fn row(
        &mut self,
        statement: Statement,
        args: &[Arg<'_>],
    ) -> Result<Option<Row>, Fault> {
        Ok(either!(
            self,
            SqlStr::from_static(statement.text()),
            args,
            fetch_optional,
            |row: Option<SqliteRow>| row.map(Row::Sqlite),
            |row: Option<PgRow>| row.map(Row::Postgres)
        ))
    }

    /// A whole number that a statement answers with.
    pub(crate) async fn number(
        &mut self,
        statement: Statement,
        args: &[Arg<'_>],
    ) -> Result<i64, Fault> {
        match self.row(statement, args).await? {
            Some(row) => row.get(0),
            None => Err(Fault::Corrupt("no row where one was due".to_owned())),
        }
    }

    /// Changes rows; how many.
    pub(crate) async fn run(
        &mut self,
        statement: Statement,
        args: &[Arg<'_>],
    ) -> Result<u64, Fault> {
        self.run_text(SqlStr::from_static(statement.text()), args).await
    }

    /// Inserts rows, `columns` values each.
    pub(crate) async fn insert(
        &mut self,
        insert: Statement,
        columns: usize,
        args: &[Arg<'_>],
    ) -> Result<(), Fault> {
        let mut rest = args;
        while !rest.is_empty() {
            let rows = PIECES.into_iter().find(|rows| rest.len() >= rows * columns).unwrap_or(1);
            let (now, later) = rest.split_at(rows * columns);
            self.run_text(repeated(insert.text(), columns, rows, self.marks()), now).await?;
            rest = later;
        }
        Ok(())
    }

    /// Inserts rows into a table by a text that names it and its columns.
    pub(crate) async fn insert_text(
        &mut self,
        insert: &str,
        columns: usize,
        args: &[Arg<'_>],
    ) -> Result<(), Fault> {
        if args.is_empty() {
            return Ok(());
        }
        let text = repeated(insert, columns, args.len() / columns, self.marks());
        self.run_text(text, args).await.map(drop)
    }

    /// Has PostgreSQL plan every statement anew until the transaction ends, for one that makes
    /// tables many times as large: the best way through an empty table reads all of a full one.
    pub(crate) async fn plan_anew(&mut self) -> Result<(), Fault> {
        const ANEW: Statement = Statement::new("set local plan_cache_mode = force_custom_plan");
        self.run(ANEW, &[]).await?;
        self.plans_anew = true;
        Ok(())
    }

    /// A link to a SQLite file that is no store of its own.
    pub(crate) fn of_file(file: PoolConnection<Sqlite>) -> Self {
        Self::new(Way::Sqlite(file), None)
    }

    /// Whether it leads to PostgreSQL.
    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self.way, Way::Postgres(_) | Way::PostgresWrite(_))
    }

    /// How it wants many parameters written.
    pub(crate) fn marks(&self) -> Marks {
        if self.is_postgres() { Marks::Numbered } else { Marks::Plain }
    }

    /// Changes rows by a text that was put together; how many.
    pub(crate) async fn run_text(&mut self, sql: SqlStr, args: &[Arg<'_>]) -> Result<u64, Fault> {
        Ok(either!(
            self,
            sql,
            args,
            execute,
            |done: SqliteQueryResult| done.rows_affected(),
            |done: PgQueryResult| done.rows_affected()
        ))
    }

    /// Runs a migration's text, which has no parameters and may be of several statements.
    pub(crate) async fn script(&mut self, sql: SqlStr) -> Result<(), Fault> {
        match &mut self.way {
            Way::SqliteWrite(link) => {
                link.execute(sqlx::raw_sql(sql)).await?;
            }
            Way::PostgresWrite(link) => {
                link.execute(sqlx::raw_sql(sql)).await?;
            }
            Way::Sqlite(_) | Way::Postgres(_) => {
                return Err(Fault::Unfit("a script outside a transaction".to_owned()));
            }
        }
        Ok(())
    }

    /// What the database's own clock says, in seconds since 1970; nothing where it has none.
    ///
    /// # Errors
    /// [`Fault`], where it doesn't answer.
    pub async fn clock(&mut self) -> Result<Option<i64>, Fault> {
        const CLOCK: Statement =
            Statement::new("select extract(epoch from clock_timestamp())::bigint");
        const ALIVE: Statement = Statement::new("select 1");
        match &self.way {
            Way::Postgres(_) | Way::PostgresWrite(_) => self.number(CLOCK, &[]).await.map(Some),
            Way::Sqlite(_) | Way::SqliteWrite(_) => self.number(ALIVE, &[]).await.map(|_| None),
        }
    }

    /// Has the database understand a statement without running it.
    ///
    /// # Errors
    /// [`Fault`], where it doesn't.
    pub async fn prepare(&mut self, statement: &Statement) -> Result<(), Fault> {
        let sql = statement.whole(self.marks());
        match &mut self.way {
            Way::Sqlite(link) => drop((&mut **link).prepare(sql).await?),
            Way::Postgres(link) => drop((&mut **link).prepare(sql).await?),
            Way::SqliteWrite(link) => drop((&mut **link).prepare(sql).await?),
            Way::PostgresWrite(link) => drop((&mut **link).prepare(sql).await?),
        }
        Ok(())
    }

    /// How SQLite seeks what a statement asks for, a line for each table; empty on PostgreSQL,
    /// whose plans hang on what is there.
    ///
    /// # Errors
    /// [`Fault`].
    pub async fn plan(&mut self, statement: &Statement) -> Result<Vec<String>, Fault> {
        if self.is_postgres() {
            return Ok(Vec::new());
        }
        let text = format!("explain query plan {}", statement.whole(self.marks()).as_str());
        let rows = self.rows_text(AssertSqlSafe(text).into_sql_str(), &[]).await?;
        rows.iter().map(|row| row.get(3)).collect()
    }

    /// Makes what was written in a transaction last.
    pub(crate) async fn commit(self) -> Result<(), Fault> {
        match self.way {
            Way::SqliteWrite(link) => Ok(link.commit().await?),
            Way::PostgresWrite(link) => Ok(link.commit().await?),
            Way::Sqlite(_) | Way::Postgres(_) => {
                Err(Fault::Unfit("a commit outside a transaction".to_owned()))
            }
        }
    }
}
