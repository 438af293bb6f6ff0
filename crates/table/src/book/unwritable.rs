//! Why a workbook could not be written, and what a panic of the library means.

use std::any::Any;
use std::fmt;
use std::io;

use rust_xlsxwriter::XlsxError;

use crate::unreadable::io_sentence;

/// Why a workbook could not be written.
#[derive(Debug)]
pub enum Unwritable {
    /// The operating system refused.
    Io(io::Error),
    /// The rows' temporary file could not be written: nearly always a full disk.
    Spill,
    /// Something that we asked of the library and should not have.
    Library(String),
}

impl std::error::Error for Unwritable {}

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => f.write_str(&io_sentence(error)),
            Self::Spill => f.write_str("临时文件写不进去,多半是磁盘空间不足"),
            Self::Library(reason) => write!(f, "工作簿写不成({reason})"),
        }
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

/// The name of threads that fill or save sheets. The library panics where its temporary file
/// cannot be written, so that work goes on threads of their own and a panic is a sentence.
pub const THREAD: &str = "workbook";

/// Turns a panic of a [`THREAD`] into what it means.
///
/// # Panics
/// Anew, where the panic was not the library's own about its file.
#[must_use]
pub fn unwritable(panic: Box<dyn Any + Send>) -> Unwritable {
    if is_spill(&*panic) {
        return Unwritable::Spill;
    }
    std::panic::resume_unwind(panic)
}

/// Whether a panic is the library's own about its temporary file.
#[must_use]
pub fn is_spill(panic: &(dyn Any + Send)) -> bool {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    let text = text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or_default();
    text.contains("xml file") || text.contains("StorageFull")
}
