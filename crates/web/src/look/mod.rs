//! The stylesheet: small files in their order, joined when the program is built.
//!
//! Later files win over earlier ones, so the order is the cascade: reset, tokens, base, parts,
//! pages, print. The floor is Chromium 86; a test keeps out what it doesn't know.

use std::sync::LazyLock;

/// The whole stylesheet.
pub const SHEET: &str = concat!(
    include_str!("reset.css"),
    include_str!("tokens.css"),
    include_str!("base.css"),
    include_str!("part/header.css"),
    include_str!("part/way.css"),
    include_str!("part/button.css"),
    include_str!("part/field.css"),
    include_str!("part/summary.css"),
    include_str!("part/table.css"),
    include_str!("part/list.css"),
    include_str!("part/confirm.css"),
    include_str!("part/said.css"),
    include_str!("page/entry.css"),
    include_str!("page/organisation.css"),
    include_str!("page/hits.css"),
    include_str!("page/account.css"),
    include_str!("page/slips.css"),
    include_str!("page/trial.css"),
    include_str!("page/journal.css"),
    include_str!("page/record.css"),
    include_str!("page/evaluation.css"),
    include_str!("page/self_check.css"),
    include_str!("page/progress.css"),
    include_str!("page/campaign.css"),
    include_str!("page/refusal.css"),
    include_str!("print.css"),
);

/// Changes with the sheet, so that a browser may keep the sheet for ever.
const HASH: u64 = hash(SHEET.as_bytes());

/// Where the sheet is asked for: `/look-<hash>.css`.
pub fn address() -> &'static str {
    static ADDRESS: LazyLock<String> = LazyLock::new(|| format!("/look-{HASH:016x}.css"));
    &ADDRESS
}

/// FNV-1a: it tells two sheets of ours apart, which is all that is asked of it.
pub(crate) const fn hash(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut at = 0;
    while at < bytes.len() {
        hash ^= bytes[at] as u64;
        hash = hash.wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::{SHEET, address, hash};

    #[test]
    fn the_address_follows_the_sheet() {
        // The hash of one letter, from the published test values of the method.
        assert_eq!(hash(b"a"), 0xaf63_dc4c_8601_ec8c);
        assert_eq!(address(), format!("/look-{:016x}.css", hash(SHEET.as_bytes())));
    }
}
