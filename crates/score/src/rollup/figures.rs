//! The figures of a group, and the counts and sums that they come from.

use model::{Points, Scheme};

use crate::settle::Outcome;

/// Figures of a group. Those of totals and points are over rated branches only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// 支部数.
    pub branches: u64,
    /// Branches by status, in the order of [`model::Status::ALL`].
    pub statuses: [u64; 5],
    /// 平均 of totals, half up.
    pub mean: Option<Points>,
    /// 中位数 of totals; of an even count the mean of the middle two, half up.
    pub median: Option<Points>,
    /// 最低.
    pub least: Option<Points>,
    /// 最高.
    pub most: Option<Points>,
    /// Branches by band, in the scheme's order.
    pub bands: Vec<u64>,
    /// Sums of the committee's points by criterion, in hundredths.
    pub sums: Vec<u64>,
}

impl Figures {
    /// 已评定: rated branches.
    #[must_use]
    pub fn rated(&self) -> u64 {
        self.statuses[0]
    }

    /// 评定率 in hundredths of a percent, half up.
    #[must_use]
    pub fn rate(&self) -> u64 {
        share(self.rated(), self.branches)
    }

    /// The mean of the committee's points for a criterion, half up.
    #[must_use]
    pub fn criterion_mean(&self, index: usize) -> Option<Points> {
        mean(self.sums[index], self.rated())
    }

    /// The share of a criterion's points that was not given, in hundredths of a percent, half up.
    #[must_use]
    pub fn lost_share(&self, index: usize, points: Points) -> Option<u64> {
        let most = u64::from(points.hundredths().unsigned_abs()) * self.rated();
        (most > 0).then(|| share(most - self.sums[index].min(most), most))
    }
}

/// `part ÷ whole` in hundredths of a percent, half up; nought of nought is nought.
#[must_use]
pub fn share(part: u64, whole: u64) -> u64 {
    if whole == 0 {
        return 0;
    }
    let (part, whole) = (u128::from(part), u128::from(whole));
    u64::try_from((part * 20_000 + whole) / (2 * whole)).unwrap_or(u64::MAX)
}

fn mean(sum: u64, count: u64) -> Option<Points> {
    let rounded = (2 * sum + count).checked_div(2 * count)?;
    i32::try_from(rounded).ok().map(Points::from_hundredths)
}

/// Counts of some groups, one after another, and sums of criteria.
#[derive(Debug)]
pub(super) struct Counts {
    bands: usize,
    criteria: usize,
    statuses: Vec<[u32; 5]>,
    in_band: Vec<u32>,
    /// Sums of hundredths, modulo 2³²: a committee's rarely come near it, and there may be a
    /// quarter of a million committees.
    sums: Vec<u32>,
    /// Which sums went over 2³², once each time.
    carries: Vec<usize>,
}

impl Counts {
    pub(super) fn new(scheme: &Scheme) -> Self {
        Self {
            bands: scheme.bands.len(),
            criteria: scheme.criteria_count(),
            statuses: Vec::new(),
            in_band: Vec::new(),
            sums: Vec::new(),
            carries: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, group: u32, committee: &[Option<Points>], outcome: &Outcome) {
        let group = group as usize;
        if group == self.statuses.len() {
            self.statuses.push([0; 5]);
            self.in_band.extend(std::iter::repeat_n(0, self.bands));
            self.sums.extend(std::iter::repeat_n(0, self.criteria));
        }
        self.statuses[group][outcome.status as usize] += 1;
        if let Some(band) = outcome.band {
            self.in_band[group * self.bands + band] += 1;
            let first = group * self.criteria;
            let sums = &mut self.sums[first..][..self.criteria];
            for (at, (sum, points)) in (first..).zip(sums.iter_mut().zip(committee)) {
                let hundredths = points.unwrap_or(Points::ZERO).hundredths().unsigned_abs();
                let (added, went_over) = sum.overflowing_add(hundredths);
                *sum = added;
                if went_over {
                    self.carries.push(at);
                }
            }
        }
    }

    /// The figures of some of the groups together; `totals` are theirs, in any order.
    pub(super) fn figures(&self, groups: impl Iterator<Item = u32>, totals: &[i32]) -> Figures {
        let mut figures = Figures {
            bands: vec![0; self.bands],
            sums: vec![0; self.criteria],
            ..Figures::default()
        };
        for group in groups.map(|group| group as usize) {
            for (all, one) in figures.statuses.iter_mut().zip(self.statuses[group]) {
                *all += u64::from(one);
            }
            let in_band = &self.in_band[group * self.bands..][..self.bands];
            for (all, one) in figures.bands.iter_mut().zip(in_band) {
                *all += u64::from(*one);
            }
            let first = group * self.criteria;
            let sums = &self.sums[first..][..self.criteria];
            for (all, one) in figures.sums.iter_mut().zip(sums) {
                *all += u64::from(*one);
            }
            let own = first..first + self.criteria;
            for carry in self.carries.iter().filter(|carry| own.contains(carry)) {
                figures.sums[carry - first] += 1 << 32;
            }
        }
        figures.branches = figures.statuses.iter().sum();
        debug_assert_eq!(figures.rated(), totals.len() as u64, "one total a rated branch");
        let sum: u64 = totals.iter().map(|total| u64::from(total.unsigned_abs())).sum();
        figures.mean = mean(sum, totals.len() as u64);
        figures.least = totals.iter().min().copied().map(Points::from_hundredths);
        figures.most = totals.iter().max().copied().map(Points::from_hundredths);
        figures.median = median(totals).map(Points::from_hundredths);
        figures
    }
}

/// Totals beyond which they are counted by value instead of being sorted: a copy of five million
/// would take more memory than all their committees.
const COUNTED_FROM: usize = 1 << 16;

/// The median in hundredths, half up; `totals` stay as they are.
fn median(totals: &[i32]) -> Option<i32> {
    if totals.is_empty() {
        return None;
    }
    let (below, above) =
        if totals.len() < COUNTED_FROM { middle_sorted(totals) } else { middle_counted(totals) };
    Some((below + above + 1).div_euclid(2))
}

/// The middle two, or the middle one twice.
fn middle_sorted(totals: &[i32]) -> (i32, i32) {
    let mut totals = totals.to_vec();
    let middle = totals.len() / 2;
    let odd = totals.len() % 2 == 1;
    let (lower, above, _) = totals.select_nth_unstable(middle);
    let above = *above;
    let below = lower.iter().copied().max().filter(|_| !odd);
    (below.unwrap_or(above), above)
}

/// The same by counting; a total is at most [`model::limit::SCHEME_HUNDREDTHS`].
fn middle_counted(totals: &[i32]) -> (i32, i32) {
    let most = totals.iter().copied().max().unwrap_or(0);
    let mut counts = vec![0_usize; usize::try_from(most).unwrap_or(0) + 1];
    for total in totals {
        counts[usize::try_from(*total).unwrap_or(0)] += 1;
    }
    let nth = |place: usize| {
        let mut before = 0;
        let found = counts.iter().position(|count| {
            before += count;
            before > place
        });
        found.and_then(|total| i32::try_from(total).ok()).unwrap_or(most)
    };
    (nth((totals.len() - 1) / 2), nth(totals.len() / 2))
}

#[cfg(test)]
mod tests {
    use super::{median, middle_counted, middle_sorted};

    #[test]
    fn both_ways_to_the_middle_agree() {
        // A small generator of our own: the same totals every time.
        let mut state = 1_u64;
        for length in 1..300 {
            let totals: Vec<i32> = (0..length)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    i32::try_from((state >> 33) % 500).unwrap_or(0)
                })
                .collect();
            assert_eq!(middle_sorted(&totals), middle_counted(&totals), "{totals:?}");
        }
    }

    #[test]
    fn the_median_of_an_even_count_is_rounded_half_up() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[9_000]), Some(9_000));
        assert_eq!(median(&[8_999, 9_000]), Some(9_000));
        assert_eq!(median(&[0, 1, 2, 9_000]), Some(2));
    }
}
