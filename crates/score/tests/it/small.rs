//! A small scheme that tests can see through: 3 + 2, 5, and a bonus of 1.

use std::sync::LazyLock;

use model::{Points, Scheme};

/// Its file.
pub(crate) const TEXT: &str = include_str!("small.toml");

static SMALL: LazyLock<Scheme> = LazyLock::new(|| score::scheme::read(TEXT).scheme.unwrap());

static NOTICE: LazyLock<Scheme> =
    LazyLock::new(|| score::scheme::read(score::scheme::BUILT_IN[0].text).scheme.unwrap());

/// The scheme.
pub(crate) fn scheme() -> &'static Scheme {
    &SMALL
}

/// The notice's own scheme.
pub(crate) fn notice() -> &'static Scheme {
    &NOTICE
}

/// Points from a text such as `2.5`; `-` is none.
pub(crate) fn points(text: &str) -> Option<Points> {
    (text != "-").then(|| Points::parse(text).unwrap())
}
