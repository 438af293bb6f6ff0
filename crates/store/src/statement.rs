//! Statements and what is put into them.

use std::fmt::Write;

use jiff::Timestamp;
use jiff::civil::Date;
use model::id::{
    AttachmentId, CampaignId, CellId, ChangeId, EntryId, EvaluationId, GrantId, MemberId, OrgId,
    PersonId, RecordId, SelfCheckId, TermId,
};
use sqlx::postgres::PgArguments;
use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments, AssertSqlSafe, SqlSafeStr, SqlStr};
use uuid::Uuid;

/// The text of a statement, the same for both databases: parameters are `$1`, `$2`, ….
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    text: &'static str,
    is_planned_anew: bool,
}

impl Statement {
    /// A statement; its text is a literal in the file of its noun.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self { text, is_planned_anew: false }
    }

    /// It, but PostgreSQL plans it each time for what is put into it, where the way through a
    /// province is not the way through a village. Any other is planned once for a connection:
    /// planning it takes longer than running it.
    #[must_use]
    pub(crate) const fn planned_anew(mut self) -> Self {
        self.is_planned_anew = true;
        self
    }

    /// Its text.
    #[must_use]
    pub fn text(&self) -> &'static str {
        self.text
    }

    /// Whether its plan hangs on what is put into it.
    pub(crate) fn is_planned_anew(&self) -> bool {
        self.is_planned_anew
    }

    /// It with parameters where they are put to it for as many as there are: behind `values` and
    /// behind `in`.
    pub(crate) fn whole(&self, marks: Marks) -> SqlStr {
        let (_, names) = self.text.split_once('(').unwrap_or_default();
        match self.text.rsplit_once(' ') {
            Some((_, "values")) => repeated(self.text, names.split(',').count(), 2, marks),
            Some((_, "in")) => repeated(self.text, CHUNK, 1, marks),
            _ => SqlStr::from_static(self.text),
        }
    }
}

/// The most rows that one `insert` takes.
pub(crate) const CHUNK: usize = 256;

/// Longer lists go in pieces of so many rows, so that a database plans a few texts and not
/// thousands.
pub(crate) const PIECES: [usize; 4] = [CHUNK, 64, 16, 1];

/// How parameters are written where there are hundreds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Marks {
    /// `$1`, `$2`, …: PostgreSQL knows no other.
    Numbered,
    /// `?`: SQLite takes `$1` for a name, and seeks each name among all others.
    Plain,
}

/// An `insert … values` with its row of parameters again and again.
pub(crate) fn repeated(insert: &str, columns: usize, rows: usize, marks: Marks) -> SqlStr {
    let mut text = String::with_capacity(insert.len() + rows * columns * 6);
    text.push_str(insert);
    for row in 0..rows {
        text.push_str(if row == 0 { " (" } else { ", (" });
        for column in 0..columns {
            let comma = if column == 0 { "" } else { ", " };
            // Writing to a text cannot fail.
            let _ = match marks {
                Marks::Numbered => write!(text, "{comma}${}", row * columns + column + 1),
                Marks::Plain => write!(text, "{comma}?"),
            };
        }
        text.push(')');
    }
    // Only names and numbers of ours are in it.
    AssertSqlSafe(text).into_sql_str()
}

/// Lists the statements of a noun: each becomes a constant, and all of them `ALL`. Behind a text
/// may stand `planned_anew`.
macro_rules! sql {
    ($($(#[$doc:meta])* $name:ident = $text:expr $(, $how:ident)?;)*) => {
        $($(#[$doc])* const $name: $crate::Statement =
            $crate::Statement::new($text)$(.$how())?;)*

        /// Every statement of this file.
        pub(crate) const ALL: &[$crate::Statement] = &[$($name),*];
    };
}
pub(crate) use sql;

/// A value for a parameter. Nothing has a type too: PostgreSQL asks for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Arg<'a> {
    /// An identity.
    Id(Option<Uuid>),
    /// A text without U+0000, which PostgreSQL refuses.
    Text(Option<&'a str>),
    /// A whole number, or a time in microseconds.
    Int(Option<i64>),
    /// Bytes.
    Bytes(Option<&'a [u8]>),
}

impl From<Uuid> for Arg<'_> {
    fn from(id: Uuid) -> Self {
        Self::Id(Some(id))
    }
}

macro_rules! id_args {
    ($($id:ty),*) => {$(
        impl From<$id> for Arg<'_> {
            fn from(id: $id) -> Self {
                Self::Id(Some(id.uuid()))
            }
        }

        impl From<Option<$id>> for Arg<'_> {
            fn from(id: Option<$id>) -> Self {
                Self::Id(id.map(<$id>::uuid))
            }
        }
    )*};
}
id_args!(
    AttachmentId,
    CampaignId,
    CellId,
    ChangeId,
    EntryId,
    EvaluationId,
    GrantId,
    MemberId,
    OrgId,
    PersonId,
    RecordId,
    SelfCheckId,
    TermId
);

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(Some(text))
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(Some(text))
    }
}

impl<'a> From<Option<&'a str>> for Arg<'a> {
    fn from(text: Option<&'a str>) -> Self {
        Self::Text(text)
    }
}

impl From<i64> for Arg<'_> {
    fn from(number: i64) -> Self {
        Self::Int(Some(number))
    }
}

impl From<Option<i64>> for Arg<'_> {
    fn from(number: Option<i64>) -> Self {
        Self::Int(number)
    }
}

impl From<Timestamp> for Arg<'_> {
    fn from(at: Timestamp) -> Self {
        Self::Int(Some(at.as_microsecond()))
    }
}

impl<'a> From<&'a [u8]> for Arg<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self::Bytes(Some(bytes))
    }
}

impl<'a> From<Option<&'a [u8]>> for Arg<'a> {
    fn from(bytes: Option<&'a [u8]>) -> Self {
        Self::Bytes(bytes)
    }
}

/// Days are whole numbers too, 20161231: they sort as they should and a person can read them.
///
/// # Panics
/// Before the year 0: such a day could not be read again. Whoever reads what is typed refuses it.
#[must_use]
pub(crate) fn day(date: Date) -> i64 {
    assert!(date.year() >= 0, "{date} cannot be kept");
    i64::from(date.year()) * 10_000 + i64::from(date.month()) * 100 + i64::from(date.day())
}

/// Puts values of several types into a list of [`Arg`].
macro_rules! args {
    ($($value:expr),* $(,)?) => { &[$($crate::Arg::from($value)),*] };
}
pub(crate) use args;

/// Values as SQLite takes them.
pub(crate) fn sqlite_args(args: &[Arg<'_>]) -> Result<SqliteArguments, sqlx::Error> {
    let mut list = SqliteArguments::default();
    for arg in args {
        match *arg {
            Arg::Id(id) => list.add(id),
            Arg::Text(text) => list.add(text.map(str::to_owned)),
            Arg::Int(number) => list.add(number),
            Arg::Bytes(bytes) => list.add(bytes.map(<[u8]>::to_vec)),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(list)
}

/// Values as PostgreSQL takes them.
pub(crate) fn postgres_args(args: &[Arg<'_>]) -> Result<PgArguments, sqlx::Error> {
    let mut list = PgArguments::default();
    for arg in args {
        match *arg {
            Arg::Id(id) => list.add::<Option<Uuid>>(id),
            Arg::Text(text) => list.add(text),
            Arg::Int(number) => list.add(number),
            Arg::Bytes(bytes) => list.add(bytes),
        }
        .map_err(sqlx::Error::Encode)?;
    }
    Ok(list)
}
