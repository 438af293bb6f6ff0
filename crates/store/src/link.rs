//! A link: one connection of either database, and all that is asked through it.

use sqlx::pool::PoolConnection;
use sqlx::postgres::{PgQueryResult, PgRow, Postgres};
use sqlx::sqlite::{Sqlite, SqliteQueryResult, SqliteRow};
use sqlx::{AssertSqlSafe, Executor, SqlSafeStr, SqlStr, Transaction};
use tokio::sync::OwnedSemaphorePermit;

use crate::fault::Fault;
use crate::held::Held;
use crate::row::Row;
use crate::statement::{Arg, Marks, PIECES, Statement, postgres_args, repeated, sqlite_args};

/// Around a statement that is planned for what is put into it. Where that fails and the second is
/// never run, the connection plans more often than it need.
const PLAN_ANEW: Statement = Statement::new("set plan_cache_mode = force_custom_plan");
const PLAN_ONCE: Statement = Statement::new("set plan_cache_mode = force_generic_plan");

/// A way to the database: for reading, or within a transaction.
pub struct Link {
    way: Way,
    /// Both are there until they are dropped.
    _held: Option<Held>,
    _turn: Option<OwnedSemaphorePermit>,
    /// Whether all of its statements are planned for what is put into them.
    plans_anew: bool,
}

pub(crate) enum Way {
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
    pub(crate) fn new(way: Way, held: Option<Held>) -> Self {
        Self { way, _held: held, _turn: None, plans_anew: false }
    }

    /// One that writes when its turn has come.
    pub(crate) fn of_turn(way: Way, held: Held, turn: Option<OwnedSemaphorePermit>) -> Self {
        Self { _turn: turn, ..Self::new(way, Some(held)) }
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

    /// Whether it does.
    pub(crate) fn plans_anew(&self) -> bool {
        self.plans_anew
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
