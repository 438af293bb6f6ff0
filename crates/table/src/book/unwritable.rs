//! Why a workbook could not be written.

use std::fmt;
use std::io;

use rust_xlsxwriter::XlsxError;

use crate::unreadable::io_sentence;

/// Why a workbook could not be written.
#[derive(Debug)]
pub enum Unwritable {
    /// The operating system refused.
    Io(io::Error),
    /// Something that we asked of the library and should not have.
    Library(String),
}

impl std::error::Error for Unwritable {}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => f.write_str(&io_sentence(error)),
            Self::Library(reason) => write!(f, "工作簿写不成({reason})"),
        }
    }
}

impl From<io::Error> for Unwritable {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<XlsxError> for Unwritable {
    fn from(error: XlsxError) -> Self {
        match error {
            XlsxError::IoError(error) => Self::Io(error),
            other => Self::Library(other.to_string()),
        }
    }
}
