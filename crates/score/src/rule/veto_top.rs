//! `veto_top@1` 一票否优: any band but the highest. All else is as with `veto@1`.

/// The band in place of what the total gives: the second, where it would be the first; a scheme of
/// one band has no other.
pub(super) fn band(of_total: usize, last: usize) -> usize {
    of_total.max(1).min(last)
}
