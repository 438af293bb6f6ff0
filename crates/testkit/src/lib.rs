//! What the tests of several crates share: databases to try things on.

pub mod postgres;
