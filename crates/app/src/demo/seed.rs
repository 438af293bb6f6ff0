//! Chance that can be had again: the same seed gives the same demonstration.

use jiff::Timestamp;
use uuid::Uuid;

/// Numbers that follow from a seed (splitmix64), and identities in the order of being made.
pub(super) struct Seed {
    state: u64,
    made: u64,
}

impl Seed {
    pub(super) fn new(seed: u64) -> Self {
        Self { state: seed, made: 0 }
    }

    pub(super) fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below another.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).unwrap_or(u64::MAX);
        usize::try_from(self.next() % end).unwrap_or(0)
    }

    /// A number from one to another, both included.
    pub(super) fn between(&mut self, least: usize, most: usize) -> usize {
        least + self.below(most.saturating_sub(least) + 1)
    }

    /// Whether something happens that does so many times in a hundred.
    pub(super) fn happens(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(super) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    pub(super) fn bytes(&mut self) -> [u8; 32] {
        let mut bytes = [0; 32];
        bytes.chunks_mut(8).for_each(|piece| piece.copy_from_slice(&self.next().to_be_bytes()));
        bytes
    }

    /// A new identity (UUID v7) of a moment; one that is made later is greater.
    pub(super) fn identity(&mut self, at: Timestamp) -> Uuid {
        self.made += 1;
        let millis = u64::try_from(at.as_millisecond()).unwrap_or(0) + (self.made >> 12);
        let [low, high] = [self.made.to_le_bytes()[0], self.made.to_le_bytes()[1]];
        let mut rest = [0; 10];
        rest[2..].copy_from_slice(&self.next().to_be_bytes());
        (rest[0], rest[1]) = (high & 0x0f, low);
        uuid::Builder::from_unix_timestamp_millis(millis, &rest).into_uuid()
    }
}
