//! Official documents: content in, the bytes of a `.docx` out.
//!
//! Nothing here reads a file, a clock or a random number, and equal content gives equal bytes.
//! [`official`] knows the page of GB/T 9704-2012 and no subject; [`bulletin`](mod@bulletin)
//! knows what a 通报 says and no page.
#![warn(missing_docs)]

pub mod bulletin;
mod error;
mod lines;
pub mod official;
mod text;

pub use bulletin::bulletin;
pub use error::PaperError;
