//! The tests of `table` from outside: what is written is read back, every kind of file is read
//! alike, on one core or on many, and what cannot be read is refused in a sentence.
#![expect(clippy::unwrap_used, reason = "the helpers of a test may fail as the test itself does")]

mod book;
mod corpus;
mod delimited;
mod encoding;
mod entry;
mod head;
mod order;
mod package;
mod refused;
mod stop;
mod workbook;
