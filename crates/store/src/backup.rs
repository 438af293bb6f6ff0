//! Backups: always a SQLite file of this schema, whichever database it was taken from. So a backup
//! can be opened and looked at by itself, and moves a county's data into a province's PostgreSQL.

use std::fs;
use std::path::Path;

use futures_util::TryStreamExt;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{AssertSqlSafe, PgPool, SqlSafeStr, SqlitePool};
use tempfile::TempDir;
use uuid::Uuid;

use crate::engine::{Engine, FILE, Store};
use crate::fault::Fault;
use crate::journal::{self, Broken};
use crate::link::Link;
use crate::migration::{self, Table};
use crate::row::Row;
use crate::statement::{Arg, Statement};

/// Rows that are carried over at once.
const CARRIED: usize = 500;

/// What a backup holds that was read back and found sound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sound {
    /// Organisations.
    pub organisations: i64,
    /// Entries of the journal.
    pub entries: i64,
    /// Of those, entries that are sealed and as they were sealed.
    pub sealed: i64,
}

const ORGANISATIONS: Statement = Statement::new("select count(*) from organisation");
const ENTRIES: Statement = Statement::new("select count(*) from journal");

/// A SQLite file, opened by itself.
async fn file(path: &Path, read_only: bool) -> Result<SqlitePool, Fault> {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(!read_only)
        .read_only(read_only)
        .synchronous(SqliteSynchronous::Full);
    Ok(SqlitePoolOptions::new().max_connections(1).connect_with(options).await?)
}

/// Writes a backup of a folder's SQLite database, which may be in use.
///
/// # Errors
/// [`Fault`]; then there is no file.
pub async fn of_folder(folder: &Path, to: &Path) -> Result<Sound, Fault> {
    let from = folder.join(FILE);
    if !from.is_file() {
        return Err(Fault::Unfit(format!("{}: 没有数据库", folder.display())));
    }
    let pool = file(&from, true).await?;
    let name = to.display().to_string();
    let copied = sqlx::query("vacuum into ?1").bind(name).execute(&pool).await;
    pool.close().await;
    let sound = match copied {
        Ok(_) => read_back(to).await,
        Err(error) => Err(error.into()),
    };
    if sound.is_err() {
        // Half a backup is none. It was not there before: the copy refuses a file with content.
        let _ = fs::remove_file(to);
    }
    sound
}

/// Writes a backup of a PostgreSQL database as it is at one moment.
///
/// # Errors
/// [`Fault`].
pub async fn of_store(store: &Store, to: &Path) -> Result<Sound, Fault> {
    let Engine::Postgres { pool, .. } = &store.engine else {
        return Err(Fault::Unfit("a folder is backed up by itself".to_owned()));
    };
    // A whole database of its own, in a folder that is gone afterwards. Each has another name: one
    // that was left behind by a power cut is in nobody's way.
    let place = to.parent().filter(|place| !place.as_os_str().is_empty());
    let beside = folder_in(place.unwrap_or(Path::new(".")))?;
    let target = Store::open(&crate::At::Folder(beside.path().to_owned())).await?;
    let carried = carry_out(pool, &target).await;
    target.close().await;
    drop(target);
    carried?;
    let sound = of_folder(beside.path(), to).await?;
    beside.close()?;
    Ok(sound)
}

/// A folder for a while.
fn folder_in(place: &Path) -> Result<TempDir, Fault> {
    Ok(tempfile::Builder::new().prefix(".dukao-").tempdir_in(place)?)
}

async fn carry_out(from: &PgPool, to: &Store) -> Result<(), Fault> {
    let mut snapshot = from.begin_with("begin isolation level repeatable read read only").await?;
    // Sheets that only wait are large, and nobody misses them.
    for table in migration::tables().into_iter().filter(|table| !table.name.starts_with("staged_"))
    {
        let text = AssertSqlSafe(table.select()).into_sql_str();
        let mut rows = sqlx::query(text).fetch(&mut *snapshot);
        let mut carried = Vec::new();
        while let Some(row) = rows.try_next().await? {
            carried.extend(values(&table, &Row::Postgres(row))?);
            if carried.len() >= CARRIED * table.columns.len() {
                put(to, &table, &std::mem::take(&mut carried)).await?;
            }
        }
        put(to, &table, &carried).await?;
    }
    Ok(())
}

/// A value on its way from one database to the other.
enum Value {
    Id(Option<Uuid>),
    Int(Option<i64>),
    Bytes(Option<Vec<u8>>),
    Text(Option<String>),
}

impl Value {
    fn arg(&self) -> Arg<'_> {
        match self {
            Self::Id(id) => Arg::Id(*id),
            Self::Int(number) => Arg::Int(*number),
            Self::Bytes(bytes) => Arg::Bytes(bytes.as_deref()),
            Self::Text(text) => Arg::Text(text.as_deref()),
        }
    }
}

/// A row's values, by what its table says of them.
fn values(table: &Table, row: &Row) -> Result<Vec<Value>, Fault> {
    let value = |(at, (_, kind)): (usize, &(String, String))| {
        Ok(match kind.as_str() {
            "@id" => Value::Id(row.get(at)?),
            "@int" => Value::Int(row.get(at)?),
            "@bytes" => Value::Bytes(row.get(at)?),
            _ => Value::Text(row.get(at)?),
        })
    };
    table.columns.iter().enumerate().map(value).collect()
}

async fn put(to: &Store, table: &Table, values: &[Value]) -> Result<(), Fault> {
    let mut link = to.begin().await?;
    put_within(&mut link, table, values).await?;
    link.commit().await
}

async fn put_within(link: &mut Link, table: &Table, values: &[Value]) -> Result<(), Fault> {
    let columns = table.columns.len();
    for rows in values.chunks(columns * crate::statement::CHUNK) {
        let args: Vec<Arg<'_>> = rows.iter().map(Value::arg).collect();
        link.insert_text(&table.insert(), columns, &args).await?;
    }
    Ok(())
}

/// Reads a backup back: it is whole, and its journal is as it was sealed.
///
/// # Errors
/// [`Fault::Corrupt`] where it isn't.
pub async fn read_back(path: &Path) -> Result<Sound, Fault> {
    let pool = file(path, true).await?;
    let whole: String = sqlx::query_scalar("pragma integrity_check").fetch_one(&pool).await?;
    if whole != "ok" {
        return Err(Fault::Corrupt(format!("a damaged file: {whole}")));
    }
    let mut link = Link::of_file(pool.acquire().await?);
    let sound = sound(&mut link).await;
    drop(link);
    pool.close().await;
    sound
}

/// What a database holds, once all of its journal was read.
async fn sound(link: &mut Link) -> Result<Sound, Fault> {
    let organisations = link.number(ORGANISATIONS, &[]).await?;
    let entries = link.number(ENTRIES, &[]).await?;
    let (sealed, broken) = journal::verify(link).await?;
    match broken {
        None => Ok(Sound { organisations, entries, sealed }),
        Some(Broken::Missing(at)) => Err(Fault::Corrupt(format!("no entry at {at}"))),
        Some(Broken::Changed(at)) => Err(Fault::Corrupt(format!("another entry at {at}"))),
    }
}

/// What SQLite writes beside a database, and plays into whatever stands there when it is opened.
const LEFT_BEHIND: [&str; 2] = ["-wal", "-journal"];

/// Refuses what was restored where it is not what the backup holds.
fn same(backup: Sound, restored: Sound) -> Result<Sound, Fault> {
    match restored == backup {
        true => Ok(restored),
        false => Err(Fault::Corrupt(format!("{restored:?} where the backup has {backup:?}"))),
    }
}

/// Puts a backup into a folder that has no database yet, and reads back what stands there then.
///
/// # Errors
/// [`Fault`]; after one there is no database.
pub async fn into_folder(from: &Path, folder: &Path) -> Result<Sound, Fault> {
    let sound = read_back(from).await?;
    let to = folder.join(FILE);
    if to.exists() {
        return Err(Fault::Unfit(format!("{}: 已有数据库,不会覆盖", folder.display())));
    }
    // SQLite would play what another database left there into this one.
    for left in LEFT_BEHIND {
        let left = folder.join(format!("{FILE}{left}"));
        if left.exists() {
            let says = "是另一个数据库留下的,会混进恢复的数据;请换一个空的文件夹";
            return Err(Fault::Unfit(format!("{}: {says}", left.display())));
        }
    }
    fs::create_dir_all(folder)?;
    // Beside first: a copy that breaks off is no database.
    let beside = folder.join("restoring.db");
    let copied = fs::copy(from, &beside)
        .and_then(|_| fs::File::open(&beside)?.sync_all())
        .and_then(|()| fs::rename(&beside, &to));
    if let Err(error) = copied {
        let _ = fs::remove_file(&beside);
        return Err(error.into());
    }
    let restored = restored(folder, sound).await;
    if restored.is_err() {
        let _ = fs::remove_file(&to);
    }
    restored
}

/// Opens what was put into a folder and reads it back. It may come from an older version.
async fn restored(folder: &Path, backup: Sound) -> Result<Sound, Fault> {
    Store::open(&crate::At::Folder(folder.to_owned())).await?.close().await;
    same(backup, read_back(&folder.join(FILE)).await?)
}

/// Puts a backup into a PostgreSQL database that has no organisation yet, and reads it back there:
/// all of it or nothing.
///
/// # Errors
/// [`Fault`].
pub async fn into_store(from: &Path, store: &Store) -> Result<Sound, Fault> {
    let backup = read_back(from).await?;
    // It may come from an older version: then a copy of it is brought to this one first.
    let copy = folder_in(&std::env::temp_dir())?;
    let own = copy.path().join(FILE);
    fs::copy(from, &own)?;
    let at = crate::At::Folder(copy.path().to_owned());
    Store::open(&at).await?.close().await;
    let pool = file(&own, true).await?;
    let mut link = store.begin().await?;
    if link.number(ORGANISATIONS, &[]).await? > 0 {
        return Err(Fault::Unfit("数据库里已有组织,不会覆盖;请给一个空的数据库".to_owned()));
    }
    for table in migration::tables() {
        let text = AssertSqlSafe(table.select()).into_sql_str();
        let mut rows = sqlx::query(text).fetch(&pool);
        let mut carried = Vec::new();
        while let Some(row) = rows.try_next().await? {
            carried.extend(values(&table, &Row::Sqlite(row))?);
            if carried.len() >= CARRIED * table.columns.len() {
                put_within(&mut link, &table, &std::mem::take(&mut carried)).await?;
            }
        }
        put_within(&mut link, &table, &carried).await?;
    }
    pool.close().await;
    let sound = same(backup, sound(&mut link).await?)?;
    link.commit().await?;
    Ok(sound)
}
