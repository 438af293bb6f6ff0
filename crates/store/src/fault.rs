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
    /// Others held a file's only writer, or all of its readers, for longer than anybody waits. A
    /// file is never away, so that it is a matter of patience.
    Waited,
}

/// What a fault comes from, as far as somebody can do something about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Others hold what a write needs.
    Busy,
    /// The database does not answer.
    Away,
    /// There is no space left.
    Full,
    /// Nothing may be written there.
    ReadOnly,
    /// Our mistake, or the data's.
    Other,
}

impl Fault {
    /// What it comes from.
    #[must_use]
    pub fn cause(&self) -> Cause {
        match self {
            Self::Database(sqlx::Error::Io(error)) | Self::Io(error) => match of_io(error) {
                // A file of ours is never away; a connection is nothing else.
                Cause::Other if matches!(self, Self::Database(_)) => Cause::Away,
                cause => cause,
            },
            Self::Waited => Cause::Busy,
            Self::Database(sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed) => Cause::Away,
            Self::Database(sqlx::Error::Database(error)) => {
                error.code().map_or(Cause::Other, |code| of_code(&code))
            }
            Self::Database(_) | Self::Corrupt(_) | Self::Unfit(_) => Cause::Other,
        }
    }

    /// Whether it may be gone when one tries again, once the database is back or the disk mended.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        self.cause() != Cause::Other
    }
}

fn of_io(error: &std::io::Error) -> Cause {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Cause::Full,
        ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied => Cause::ReadOnly,
        _ => Cause::Other,
    }
}

/// By what the database calls it: PostgreSQL's codes have five characters, SQLite's are numbers
/// whose low byte is the kind.
fn of_code(code: &str) -> Cause {
    match code {
        // Lock not available, deadlock, too many connections.
        "55P03" | "40P01" | "53300" => Cause::Busy,
        // Shutting down, crashed, starting.
        "57P01" | "57P02" | "57P03" => Cause::Away,
        "53100" => Cause::Full,
        "25006" => Cause::ReadOnly,
        _ if code.len() == 5 => Cause::Other,
        // What is shared between readers could not grow: there is no other reason for it.
        "4874" => Cause::Full,
        // Writing, syncing, cutting a file: the disk that took it a moment ago takes nothing now.
        "778" | "1034" | "1290" | "1546" => Cause::ReadOnly,
        _ => match code.parse::<u32>().map(|code| code & 0xff) {
            Ok(5 | 6) => Cause::Busy,
            Ok(8 | 14) => Cause::ReadOnly,
            Ok(13) => Cause::Full,
            _ => Cause::Other,
        },
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
            Self::Waited => f.write_str("others hold what a write needs"),
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

#[cfg(test)]
mod tests {
    use std::io::{Error, ErrorKind};

    use super::{Cause, Fault, of_code};

    #[test]
    fn what_a_database_calls_it_tells_what_it_comes_from() {
        let cases = [
            ("5", Cause::Busy),
            ("517", Cause::Busy),
            ("55P03", Cause::Busy),
            ("57P01", Cause::Away),
            ("13", Cause::Full),
            ("53100", Cause::Full),
            ("4874", Cause::Full),
            ("1032", Cause::ReadOnly),
            ("14", Cause::ReadOnly),
            ("25006", Cause::ReadOnly),
            ("778", Cause::ReadOnly),
            ("266", Cause::Other),
            ("1555", Cause::Other),
            ("23505", Cause::Other),
        ];
        for (code, cause) in cases {
            assert_eq!(of_code(code), cause, "{code}");
        }
    }

    #[test]
    fn a_broken_connection_is_a_database_that_is_away_and_a_broken_file_is_not() {
        let broken = || Error::from(ErrorKind::ConnectionReset);
        assert_eq!(Fault::Database(sqlx::Error::Io(broken())).cause(), Cause::Away);
        assert_eq!(Fault::Io(broken()).cause(), Cause::Other);
        assert_eq!(Fault::Io(Error::from(ErrorKind::StorageFull)).cause(), Cause::Full);
        assert!(Fault::Database(sqlx::Error::PoolTimedOut).is_passing());
        assert_eq!(Fault::Waited.cause(), Cause::Busy);
        assert!(!Fault::Corrupt("a stone".to_owned()).is_passing());
    }
}
