//! The scheme's file: schemes are data, the built-in ones too.

mod check;
pub(crate) mod keys;
mod nearest;
mod parts;
mod pending;
mod read;
mod today;
pub(crate) mod walk;
mod write;

pub use read::{Reading, read, read_bytes};
pub use write::{parameters, write};

/// A scheme that comes with the program: its id, its file's name and its file.
#[derive(Clone, Copy, Debug)]
pub struct BuiltIn {
    /// Its id.
    pub id: &'static str,
    /// Its file's name.
    pub file: &'static str,
    /// Its file.
    pub text: &'static str,
}

/// The schemes that come with the program; the first is the default.
pub const BUILT_IN: [BuiltIn; 2] = [
    BuiltIn {
        id: "jx-2016-52",
        file: "jx-2016-52.toml",
        text: include_str!("../../../../schemes/jx-2016-52.toml"),
    },
    BuiltIn {
        id: "jx-2016-52-lean",
        file: "jx-2016-52-lean.toml",
        text: include_str!("../../../../schemes/jx-2016-52-lean.toml"),
    },
];

/// Finds a built-in scheme by its id.
#[must_use]
pub fn built_in(id: &str) -> Option<BuiltIn> {
    BUILT_IN.iter().find(|scheme| scheme.id == id).copied()
}
