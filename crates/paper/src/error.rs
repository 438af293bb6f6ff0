//! Why a document is not made.

use std::fmt;

/// Why a document is not made. Each says one sentence to a person.
///
/// An official document with figures that don't add up, or with a name that must not stand in
/// it, is worse than none: what is wrong is refused, never printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PaperError {
    /// A line of the head is longer than a head can be.
    TooLong {
        /// What it is, in the reader's words.
        what: &'static str,
        /// Its characters.
        chars: usize,
        /// The most it may have.
        chars_max: usize,
    },
    /// More of something than a document lists.
    TooMany {
        /// What it is, in the reader's words.
        what: &'static str,
        /// How many there are.
        count: usize,
        /// The most there may be.
        count_max: usize,
    },
    /// Figures that contradict each other.
    Contradiction(String),
    /// Branches of the lowest band were given by name.
    LowestBandNamed {
        /// The band.
        band: String,
    },
    /// The parts could not be packed into a file.
    Pack(String),
}

impl fmt::Display for PaperError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLong { what, chars, chars_max } => {
                write!(f, "{what}有{chars}个字，最多{chars_max}个字，请写简称")
            }
            Self::TooMany { what, count, count_max } => {
                write!(f, "{what}有{count}个，公文中最多列{count_max}个")
            }
            Self::Contradiction(says) => write!(f, "数据前后不一致：{says}"),
            Self::LowestBandNamed { band } => {
                write!(f, "最低等次“{band}”给了党支部名单，通报中不能列名")
            }
            Self::Pack(says) => write!(f, "公文打包失败：{says}"),
        }
    }
}

impl std::error::Error for PaperError {}
