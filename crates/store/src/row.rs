//! A row of an answer, of either database.

use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::postgres::{PgRow, Postgres};
use sqlx::sqlite::{Sqlite, SqliteRow};
use sqlx::{Decode, Row as _, Type};
use uuid::Uuid;

use crate::fault::Fault;

/// A row.
pub(crate) enum Row {
    /// Of SQLite.
    Sqlite(SqliteRow),
    /// Of PostgreSQL.
    Postgres(PgRow),
}

/// What both databases can give: `i64`, `String`, `Vec<u8>`, `Uuid`, and an `Option` of each.
pub(crate) trait Column:
    for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}

impl<T> Column for T where
    T: for<'r> Decode<'r, Sqlite> + Type<Sqlite> + for<'r> Decode<'r, Postgres> + Type<Postgres>
{
}

impl Row {
    /// A column, from 0.
    pub(crate) fn get<T: Column>(&self, at: usize) -> Result<T, Fault> {
        match self {
            Self::Sqlite(row) => Ok(row.try_get(at)?),
            Self::Postgres(row) => Ok(row.try_get(at)?),
        }
    }

    /// An identity.
    pub(crate) fn id<T>(&self, at: usize, new: impl Fn(Uuid) -> T) -> Result<T, Fault> {
        self.get::<Uuid>(at).map(new)
    }

    /// A whole number that is never negative.
    pub(crate) fn whole(&self, at: usize) -> Result<u32, Fault> {
        let number = self.get::<i64>(at)?;
        u32::try_from(number).map_err(|_| Fault::Corrupt(format!("number {number}")))
    }

    /// A time.
    pub(crate) fn time(&self, at: usize) -> Result<Timestamp, Fault> {
        let micros = self.get::<i64>(at)?;
        Timestamp::from_microsecond(micros).map_err(|_| Fault::Corrupt(format!("time {micros}")))
    }

    /// A day, as [`crate::statement::day`] puts it.
    pub(crate) fn day(&self, at: usize) -> Result<Option<Date>, Fault> {
        let Some(number) = self.get::<Option<i64>>(at)? else { return Ok(None) };
        let corrupt = || Fault::Corrupt(format!("day {number}"));
        let part = |part: i64| i8::try_from(part % 100).map_err(|_| corrupt());
        let year = i16::try_from(number / 10_000).map_err(|_| corrupt())?;
        Date::new(year, part(number / 100)?, part(number)?).map(Some).map_err(|_| corrupt())
    }

    /// A text that is one of ours.
    pub(crate) fn parsed<T, E>(
        &self,
        at: usize,
        parse: impl Fn(&str) -> Result<T, E>,
    ) -> Result<T, Fault> {
        let text = self.get::<String>(at)?;
        parse(&text).map_err(|_| Fault::Corrupt(format!("«{text}»")))
    }
}
