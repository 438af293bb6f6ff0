//! Migrations: one file for both databases, with tokens where their types have other names.
//!
//! Each runs once, under a lock, in a transaction; its digest is kept, so that a changed file is
//! told from the one that ran.

use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, SqlSafeStr};

use crate::engine::Store;
use crate::fault::Fault;
use crate::link::Link;
use crate::statement::{Statement, args};

/// All, in their order. A new one is a file and a line.
const MIGRATIONS: [(&str, &str); 1] = [("0001", include_str!("0001.sql"))];

/// What a type is called: by us, by SQLite, by PostgreSQL.
const TYPES: [(&str, &str, &str); 5] = [
    ("@id", "blob", "uuid"),
    ("@int", "integer", "bigint"),
    ("@bytes", "blob", "bytea"),
    // Text is ordered by its bytes in both.
    ("@text", "text", "text collate \"C\""),
    ("@strict", "strict", ""),
];

/// Whoever migrates holds this lock of PostgreSQL's; in SQLite the transaction is one.
const LOCK: Statement = Statement::new("select pg_advisory_xact_lock(6011)");

/// Whether there is the table below.
const IN_POSTGRES: Statement = Statement::new(
    "select count(*) from pg_tables where tablename = 'migration'
        and schemaname = current_schema()",
);
const IN_SQLITE: Statement =
    Statement::new("select count(*) from sqlite_master where name = 'migration'");

const TABLE: &str = "create table migration (
    number @text primary key, digest @bytes not null
) @strict";

const DONE: Statement = Statement::new("select number, digest from migration order by number");
const NOTE: Statement = Statement::new("insert into migration (number, digest) values");

/// A table, as the migrations make it.
pub(crate) struct Table {
    pub(crate) name: String,
    /// Names and types, by our tokens.
    pub(crate) columns: Vec<(String, String)>,
}

impl Table {
    fn names(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|(name, _)| name.as_str()).collect();
        names.join(", ")
    }

    /// All its rows; what others refer to comes before them.
    pub(crate) fn select(&self) -> String {
        // Superiors before those below them.
        let order = if self.name == "organisation" { " order by path" } else { "" };
        format!("select {} from {}{order}", self.names(), self.name)
    }

    /// As many of its rows as one likes.
    pub(crate) fn insert(&self) -> String {
        format!("insert into {} ({}) values", self.name, self.names())
    }
}

/// Every table of ours, in the order in which they were made: none refers to a later one.
pub(crate) fn tables() -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for line in MIGRATIONS.iter().flat_map(|(_, text)| text.lines()) {
        if let Some(rest) = line.strip_prefix("create table ") {
            let name = rest.trim_end_matches(" (").to_owned();
            tables.push(Table { name, columns: Vec::new() });
            continue;
        }
        let mut words = line.split_whitespace();
        if let (true, Some(name), Some(kind), Some(table)) =
            (line.starts_with(' '), words.next(), words.next(), tables.last_mut())
            && kind.starts_with('@')
        {
            let kind = kind.trim_end_matches(',').to_owned();
            table.columns.push((name.to_owned(), kind));
        }
    }
    tables
}

/// What a database may be found as, beside one of this version; that is brought to it then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// Of this version, and nothing else.
    Current,
    /// Or nothing of ours is in it yet.
    Empty,
    /// Or of an earlier one.
    Older,
}

/// Brings a database to this version, where it was found as it may be.
pub(crate) async fn run(store: &Store, may_be: Found) -> Result<(), Fault> {
    let mut link = store.begin().await?;
    let is_there = if store.is_postgres() {
        link.rows(LOCK, &[]).await?;
        IN_POSTGRES
    } else {
        IN_SQLITE
    };
    let is_empty = link.number(is_there, &[]).await? == 0;
    if is_empty && may_be == Found::Current {
        return Err(Fault::Unfit("没有督考的数据;请核对地址".to_owned()));
    }
    if is_empty {
        script(store, &mut link, TABLE).await?;
    }
    let mut done = link.rows(DONE, &[]).await?.into_iter();
    let mut is_changed = is_empty;
    for (number, text) in MIGRATIONS {
        let digest = Sha256::digest(text.as_bytes());
        if let Some(row) = done.next() {
            if row.get::<String>(0)? != number || row.get::<Vec<u8>>(1)? != digest.as_slice() {
                let says = format!("migration {number} is not the one that ran here");
                return Err(Fault::Unfit(says));
            }
            continue;
        }
        if !is_empty && may_be != Found::Older {
            let says = "数据库来自较早的版本,可能还在用;请先用新版的 dukao serve 升级它,或用原来的版本操作";
            return Err(Fault::Unfit(says.to_owned()));
        }
        script(store, &mut link, text).await?;
        link.insert(NOTE, 2, args![number, digest.as_slice()]).await?;
        is_changed = true;
    }
    if done.next().is_some() {
        return Err(Fault::Unfit("这个数据库来自更新的版本,请用新版程序打开".to_owned()));
    }
    if is_changed { link.commit().await } else { Ok(()) }
}

async fn script(store: &Store, link: &mut Link, text: &str) -> Result<(), Fault> {
    let mut text = text.to_owned();
    for (token, sqlite, postgres) in TYPES {
        text = text.replace(token, if store.is_postgres() { postgres } else { sqlite });
    }
    // Nothing of a person's is in it: it came with the program.
    link.script(AssertSqlSafe(text).into_sql_str()).await
}

#[cfg(test)]
mod tests {
    use super::{TYPES, tables};

    #[test]
    fn every_table_is_known_with_its_columns() {
        let tables = tables();
        let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names.first(), Some(&"organisation"));
        assert!(names.contains(&"journal_leaf") && names.len() >= 12, "{names:?}");
        for table in &tables {
            assert!(!table.columns.is_empty(), "{}", table.name);
            for (name, kind) in &table.columns {
                let known = TYPES.iter().any(|(token, ..)| token == kind);
                assert!(known, "{}.{name} {kind}", table.name);
            }
        }
        let account = tables.iter().find(|table| table.name == "account").unwrap();
        assert_eq!(account.columns.len(), 10);
        assert_eq!(account.insert().matches(',').count(), 9);
    }
}
