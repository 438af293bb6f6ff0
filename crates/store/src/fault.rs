//! What goes wrong with a database and is nobody's input: for the log, and an apology to the
//! person.

use std::fmt;

/// An operating fault.
#[derive(Debug)]
pub enum Fault {
    /// The database, or the way to it.
    Database(sqlx::Error),
    /// It holds something that we never wrote.
    Corrupt(String),
    /// It belongs to another program, version or process.
    Unfit(String),
    /// Files beside it.
    Io(std::io::Error),
}

impl Fault {
    /// Whether it may be gone when one tries again: the database is away or busy.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Database(error) => match error {
                sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => true,
                sqlx::Error::Database(error) => {
                    // SQLite: busy. PostgreSQL: lock not available, deadlock, shutting down, too
                    // many connections.
                    let codes = ["5", "55P03", "40P01", "57P01", "57P03", "53300"];
                    error.code().is_some_and(|code| codes.contains(&code.as_ref()))
                }
                _ => false,
            },
            Self::Corrupt(_) | Self::Unfit(_) | Self::Io(_) => false,
        }
    }
}

impl std::error::Error for Fault {}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Database(error) => write!(f, "database: {error}"),
            Self::Corrupt(what) => write!(f, "the database holds {what}"),
            Self::Unfit(why) => f.write_str(why),
            Self::Io(error) => write!(f, "file: {error}"),
        }
    }
}

impl From<sqlx::Error> for Fault {
    fn from(error: sqlx::Error) -> Self {
        Self::Database(error)
    }
}

impl From<std::io::Error> for Fault {
    fn from(error: std::io::Error) -> Self {
        Self::Io(error)
    }
}
