//! Spreadsheets and delimited text, in and out.
//!
//! This crate knows rows, cells and where they stand. What a column means is the caller's.

pub mod book;
pub mod cell;
pub mod delimited;
pub mod fold;
pub mod guard;
pub mod input;
pub mod said;
pub mod scan;
mod text;
pub mod unreadable;
mod workbook;

pub use book::{Book, Column, Kind, Sheet, Value};
pub use cell::{Cell, Row};
pub use input::{Format, Head, Input};
pub use scan::{each, scan};
pub use unreadable::Unreadable;
pub use workbook::SheetName;
