//! Fractions of points: exact until a criterion's sum is rounded, once, half up.

use model::Points;

/// Hundredths of a point: whole ones and a proper fraction in lowest terms; never below nought.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Exact {
    whole: i64,
    above: i128,
    below: i128,
}

impl Exact {
    /// No points.
    pub const ZERO: Self = Self { whole: 0, above: 0, below: 1 };

    /// So many points.
    #[must_use]
    pub fn whole(points: Points) -> Self {
        Self { whole: points.hundredths().max(0).into(), ..Self::ZERO }
    }

    /// `points × done ÷ due`; no more than the points, and none where nothing is due.
    #[must_use]
    pub fn share(points: Points, done: u64, due: u64) -> Self {
        if due == 0 {
            return Self::ZERO;
        }
        let above = i128::from(points.hundredths().max(0)) * i128::from(done.min(due));
        Self::lowest(0, above, i128::from(due))
    }

    fn lowest(whole: i64, above: i128, below: i128) -> Self {
        let (mut a, mut b) = (above, below);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let common = a.max(1);
        let (above, below) = (above / common, below / common);
        let more = i64::try_from(above / below).unwrap_or(i64::MAX);
        Self { whole: whole.saturating_add(more), above: above % below, below }
    }

    /// The sum, where it can be said exactly: twelve fractions of a thousand always can.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        let left = self.above.checked_mul(other.below)?;
        let right = other.above.checked_mul(self.below)?;
        let below = self.below.checked_mul(other.below)?;
        let whole = self.whole.checked_add(other.whole)?;
        Some(Self::lowest(whole, left.checked_add(right)?, below))
    }

    /// To hundredths, half up.
    #[must_use]
    pub fn rounded(self) -> Points {
        // Half up without doubling, which could overflow: what is there against what lacks.
        let up = i64::from(self.above > 0 && self.above >= self.below - self.above);
        let hundredths = self.whole.saturating_add(up);
        Points::from_hundredths(i32::try_from(hundredths).unwrap_or(i32::MAX))
    }

    /// Whether nothing is lost by rounding.
    #[must_use]
    pub fn is_whole(self) -> bool {
        self.below == 1
    }
}

#[cfg(test)]
mod tests {
    use model::Points;

    use super::Exact;

    #[test]
    fn a_sum_is_rounded_once_and_half_up() {
        type Shares<'a> = &'a [(i32, u64, u64)];
        let cases: [(Shares<'_>, i32); 9] = [
            (&[], 0),
            (&[(400, 2, 3)], 267),
            (&[(400, 2, 3), (400, 2, 3), (400, 2, 3), (400, 2, 3)], 1067),
            (&[(1, 1, 2)], 1),
            (&[(1, 1, 3)], 0),
            (&[(1, 499, 1000)], 0),
            (&[(1, 1, 4), (1, 1, 4)], 1),
            (&[(500, 7, 5)], 500),
            (&[(500, 1, 0)], 0),
        ];
        for (parts, hundredths) in cases {
            let shares =
                parts.iter().map(|(p, a, b)| Exact::share(Points::from_hundredths(*p), *a, *b));
            let sum = shares.fold(Exact::ZERO, |sum, share| sum.plus(share).unwrap());
            assert_eq!(sum.rounded().hundredths(), hundredths, "{parts:?}");
        }
    }

    #[test]
    fn twelve_fractions_of_a_thousand_have_a_sum() {
        let primes = [997, 991, 983, 977, 971, 967, 953, 947, 941, 937, 929, 919];
        let share = |p: u64| Exact::share(Points::from_hundredths(1_000), p - 1, p);
        let sum = primes.into_iter().try_fold(Exact::ZERO, |sum, p| sum.plus(share(p)));
        assert_eq!(sum.unwrap().rounded().hundredths(), 11_987);
        assert_eq!(share(997).plus(Exact { whole: 0, above: 1, below: i128::MAX }), None);
    }
}
