//! What one branch's marks mean.
//!
//! The notice (二.2) makes the committee's 量化评定 the official score; until it is complete a
//! branch has none, only a provisional count that says so.

use model::{Points, Scheme, Status, limit};

/// A set of criteria by their index in the scheme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Criteria(u64);

const _: () = assert!(limit::CRITERIA <= 64, "a set of criteria is one word");

impl Criteria {
    /// Adds a criterion.
    pub fn insert(&mut self, index: usize) {
        self.0 |= 1 << index;
    }

    /// Whether a criterion is in it.
    #[must_use]
    pub fn contains(self, index: usize) -> bool {
        self.0 & (1 << index) != 0
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many there are.
    #[must_use]
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The indexes, ascending.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..limit::CRITERIA).filter(move |index| self.contains(*index))
    }
}

/// What was given to one branch. Each slice has one entry a criterion, in the scheme's order, and
/// no entry above its criterion's points: the door saw to it.
#[derive(Clone, Copy, Debug)]
pub struct Marks<'a> {
    /// The committee's points.
    pub committee: &'a [Option<Points>],
    /// The branch's own points, from its self-check.
    pub own: &'a [Option<Points>],
    /// The approved bonus.
    pub bonus: Option<Points>,
}

/// What follows from the marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// 状态.
    pub status: Status,
    /// 总分: the committee's points and the bonus; only where all criteria are rated.
    pub total: Option<Points>,
    /// 暂计: by criterion the committee's points, else the branch's own, and the bonus.
    pub provisional: Option<Points>,
    /// 自查总分: only where the self-check is full.
    pub own_total: Option<Points>,
    /// 附加分; none given is nought.
    pub bonus: Points,
    /// 缺项: criteria with neither.
    pub missing: Criteria,
    /// 未评项: criteria without the committee's points.
    pub unrated: Criteria,
    /// 等次 as an index into the scheme's bands; only where all criteria are rated.
    pub band: Option<usize>,
}

/// Settles branches by one scheme.
#[derive(Clone, Debug)]
pub struct Settler<'s> {
    scheme: &'s Scheme,
    indicator_of: Vec<usize>,
}

impl<'s> Settler<'s> {
    /// For one scheme.
    #[must_use]
    pub fn new(scheme: &'s Scheme) -> Self {
        let indicator_of = scheme
            .indicators
            .iter()
            .enumerate()
            .flat_map(|(index, indicator)| indicator.criteria.iter().map(move |_| index))
            .collect();
        Self { scheme, indicator_of }
    }

    /// The scheme.
    #[must_use]
    pub fn scheme(&self) -> &'s Scheme {
        self.scheme
    }

    /// What a branch's marks mean. `indicators` has one entry an indicator and gets 暂计's points
    /// by indicator; none where none of its criteria has any.
    #[must_use]
    pub fn settle(&self, marks: &Marks<'_>, indicators: &mut [Option<Points>]) -> Outcome {
        let bonus = marks.bonus.unwrap_or(Points::ZERO);
        indicators.fill(None);
        let (mut missing, mut unrated) = (Criteria::default(), Criteria::default());
        let (mut rated_sum, mut own_sum) = (Points::ZERO, Points::ZERO);
        let (mut rated, mut own) = (0_usize, 0_usize);
        let pairs = marks.committee.iter().zip(marks.own);
        for (index, (by_committee, by_branch)) in pairs.enumerate() {
            match by_committee {
                Some(points) => {
                    rated += 1;
                    rated_sum += *points;
                }
                None => unrated.insert(index),
            }
            if let Some(points) = by_branch {
                own += 1;
                own_sum += *points;
            }
            match by_committee.or(*by_branch) {
                Some(points) => {
                    let sum = &mut indicators[self.indicator_of[index]];
                    *sum = Some(sum.unwrap_or(Points::ZERO) + points);
                }
                None => missing.insert(index),
            }
        }
        let status = status(self.indicator_of.len(), rated, own);
        let total = (status == Status::Rated).then(|| rated_sum + bonus);
        let counted = indicators.iter().flatten().copied().sum::<Points>();
        Outcome {
            status,
            total,
            provisional: (status != Status::Unreported).then(|| counted + bonus),
            own_total: (own == self.indicator_of.len()).then_some(own_sum),
            bonus,
            missing,
            unrated,
            band: total.map(|total| self.scheme.band(total)),
        }
    }
}

fn status(all: usize, rated: usize, own: usize) -> Status {
    match (rated, own) {
        (rated, _) if rated == all => Status::Rated,
        (1.., _) => Status::PartlyRated,
        (0, own) if own == all => Status::Provisional,
        (0, 1..) => Status::SelfCheckUnfinished,
        (0, 0) => Status::Unreported,
    }
}
