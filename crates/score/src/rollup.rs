//! The figures of many branches: by city, county, committee and sector, exact.
//!
//! Branches are added in the order of the input, one pass, and a group appears where its first
//! branch did. What is kept is one line a committee and ten bytes or so a rated branch, so that
//! the whole country fits a small machine; medians need the branches' own totals.

use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::{DefaultHashBuilder, HashTable};
use model::{Points, Scheme};

use crate::settle::Outcome;

/// Whom a branch belongs to. A name may be blank.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unit<'a> {
    /// 市.
    pub city: &'a str,
    /// 县(市、区), which is one within its city.
    pub county: &'a str,
    /// 上级党委, which is one within its county.
    pub committee: &'a str,
    /// 类别.
    pub sector: &'a str,
}

/// 层级 of a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// 合计.
    Whole,
    /// 市.
    City,
    /// 县.
    County,
    /// 党委.
    Committee,
    /// 类别.
    Sector,
}

impl Level {
    /// All, in the order of a roll-up.
    pub const ALL: [Self; 5] =
        [Self::Whole, Self::City, Self::County, Self::Committee, Self::Sector];

    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Whole => "合计",
            Self::City => "市",
            Self::County => "县",
            Self::Committee => "党委",
            Self::Sector => "类别",
        }
    }
}

/// A line of the roll-up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// 层级.
    pub level: Level,
    /// 市, where it applies.
    pub city: String,
    /// 县(市、区), where it applies.
    pub county: String,
    /// 上级党委, where it applies.
    pub committee: String,
    /// 类别, where it applies.
    pub sector: String,
    /// Its figures.
    pub figures: Figures,
}

impl Group {
    /// The name that tells it from its neighbours at the same level.
    #[must_use]
    pub fn name(&self) -> &str {
        match self.level {
            Level::Whole => Level::Whole.word(),
            Level::City => &self.city,
            Level::County => &self.county,
            Level::Committee => &self.committee,
            Level::Sector => &self.sector,
        }
    }
}

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

/// Which of a unit's names the input has at all. A level without its column is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    /// 市.
    pub city: bool,
    /// 县(市、区).
    pub county: bool,
    /// 上级党委.
    pub committee: bool,
    /// 类别.
    pub sector: bool,
}

/// What a blank name is called, where its column is there.
pub const BLANK: &str = "(未填)";

/// Names within a parent, numbered by first appearance.
#[derive(Debug, Default)]
struct Names {
    hasher: DefaultHashBuilder,
    numbers: HashTable<u32>,
    list: Vec<(u32, Box<str>)>,
}

impl Names {
    fn number(&mut self, parent: u32, name: &str) -> u32 {
        let hash = self.hasher.hash_one((parent, name));
        let same = |number: &u32| {
            let (its_parent, its_name) = &self.list[*number as usize];
            *its_parent == parent && **its_name == *name
        };
        if let Some(number) = self.numbers.find(hash, same) {
            return *number;
        }
        let number = index32(self.list.len());
        self.list.push((parent, name.into()));
        let hash_of = |number: &u32| {
            let (parent, name) = &self.list[*number as usize];
            self.hasher.hash_one((*parent, &**name))
        };
        self.numbers.insert_unique(hash, number, hash_of);
        number
    }
}

#[expect(clippy::expect_used, reason = "the limit of rows keeps it within 32 bits")]
fn index32(index: usize) -> u32 {
    u32::try_from(index).expect("fewer than 2^32 groups")
}

/// Counts of some groups, one after another, and sums of criteria.
#[derive(Debug)]
struct Counts {
    bands: usize,
    criteria: usize,
    statuses: Vec<[u32; 5]>,
    in_band: Vec<u32>,
    sums: Vec<u64>,
}

impl Counts {
    fn new(scheme: &Scheme) -> Self {
        Self {
            bands: scheme.bands.len(),
            criteria: scheme.criteria_count(),
            statuses: Vec::new(),
            in_band: Vec::new(),
            sums: Vec::new(),
        }
    }

    fn add(&mut self, group: u32, committee: &[Option<Points>], outcome: &Outcome) {
        let group = group as usize;
        if group == self.statuses.len() {
            self.statuses.push([0; 5]);
            self.in_band.extend(std::iter::repeat_n(0, self.bands));
            self.sums.extend(std::iter::repeat_n(0, self.criteria));
        }
        self.statuses[group][outcome.status as usize] += 1;
        if let Some(band) = outcome.band {
            self.in_band[group * self.bands + band] += 1;
            let sums = &mut self.sums[group * self.criteria..][..self.criteria];
            for (sum, points) in sums.iter_mut().zip(committee) {
                let points = points.unwrap_or(Points::ZERO);
                *sum += u64::from(points.hundredths().unsigned_abs());
            }
        }
    }

    /// The figures of some of the groups together; `totals` are theirs, in any order.
    fn figures(&self, groups: impl Iterator<Item = u32>, totals: &mut [i32]) -> Figures {
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
            let sums = &self.sums[group * self.criteria..][..self.criteria];
            for (all, one) in figures.sums.iter_mut().zip(sums) {
                *all += *one;
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

/// The median in hundredths, half up; puts the totals in another order.
fn median(totals: &mut [i32]) -> Option<i32> {
    if totals.is_empty() {
        return None;
    }
    let odd = totals.len() % 2 == 1;
    let (lower, upper, _) = totals.select_nth_unstable(totals.len() / 2);
    let upper = *upper;
    if odd {
        return Some(upper);
    }
    let below = lower.iter().copied().max().unwrap_or(upper);
    Some((below + upper + 1).div_euclid(2))
}

/// A rated branch's total, and whose it is.
#[derive(Clone, Copy, Debug)]
struct Rated {
    committee: u32,
    sector: u32,
    total: i32,
}

/// Adds branches up.
#[derive(Debug)]
pub struct Rollup {
    columns: Columns,
    cities: Names,
    counties: Names,
    committees: Names,
    sectors: Names,
    by_committee: Counts,
    by_sector: Counts,
    rated: Vec<Rated>,
    /// Committee and sector of the branch before: most branches share theirs with it.
    last: Option<(u32, u32)>,
}

impl Rollup {
    /// Nothing added yet.
    #[must_use]
    pub fn new(scheme: &Scheme, columns: Columns) -> Self {
        Self {
            columns,
            cities: Names::default(),
            counties: Names::default(),
            committees: Names::default(),
            sectors: Names::default(),
            by_committee: Counts::new(scheme),
            by_sector: Counts::new(scheme),
            rated: Vec::new(),
            last: None,
        }
    }

    /// Adds the next branch of the input: whose it is, the committee's points, what follows.
    pub fn add(&mut self, unit: &Unit<'_>, points: &[Option<Points>], outcome: &Outcome) {
        let (committee, sector) = self.place(unit);
        self.by_committee.add(committee, points, outcome);
        self.by_sector.add(sector, points, outcome);
        if let Some(total) = outcome.total {
            self.rated.push(Rated { committee, sector, total: total.hundredths() });
        }
    }

    /// How many committees there are so far.
    #[must_use]
    pub fn committees(&self) -> usize {
        self.committees.list.len()
    }

    fn place(&mut self, unit: &Unit<'_>) -> (u32, u32) {
        if let Some(last) = self.last
            && self.is(last, unit)
        {
            return last;
        }
        let city = self.cities.number(0, unit.city);
        let county = self.counties.number(city, unit.county);
        let committee = self.committees.number(county, unit.committee);
        let sector = self.sectors.number(0, unit.sector);
        self.last = Some((committee, sector));
        (committee, sector)
    }

    fn is(&self, (committee, sector): (u32, u32), unit: &Unit<'_>) -> bool {
        let (county, committee) = &self.committees.list[committee as usize];
        let (city, county) = &self.counties.list[*county as usize];
        **committee == *unit.committee
            && **county == *unit.county
            && *self.cities.list[*city as usize].1 == *unit.city
            && *self.sectors.list[sector as usize].1 == *unit.sector
    }

    /// The lines of the roll-up, in its order, one after another: there may be a quarter of a
    /// million.
    pub fn lines(&self) -> impl Iterator<Item = Group> {
        let tree = Tree::new(self);
        let (cities, counties) = (self.cities.list.len(), self.counties.list.len());
        let committees = self.committees.list.len();
        let level = |level: Level, there: bool, count: usize| {
            (0..if there { count } else { 0 }).map(move |number| (level, number))
        };
        let levels = level(Level::Whole, true, 1)
            .chain(level(Level::City, self.columns.city, cities))
            .chain(level(Level::County, self.columns.county, counties))
            .chain(level(Level::Committee, self.columns.committee, committees));
        let sectors = self.columns.sector.then(|| self.sector_lines());
        let mut scratch = Vec::new();
        levels
            .map(move |(level, number)| self.group(level, number, &tree, &mut scratch))
            .chain(sectors.into_iter().flatten())
    }

    fn group(&self, level: Level, number: usize, tree: &Tree, scratch: &mut Vec<i32>) -> Group {
        let slice = match level {
            Level::City => tree.cities[number].clone(),
            Level::County => tree.counties[number].clone(),
            Level::Committee => tree.place[number]..tree.place[number] + 1,
            Level::Whole | Level::Sector => 0..tree.order.len(),
        };
        // A median puts totals in another order, which the groups within this one still need.
        scratch.clear();
        scratch.extend_from_slice(&tree.totals[tree.starts[slice.start]..tree.starts[slice.end]]);
        let committees = tree.order[slice].iter().copied();
        let figures = self.by_committee.figures(committees, scratch);
        let (mut city, mut county, mut committee) = (None, None, None);
        if level == Level::Committee {
            committee = Some(number);
        }
        if level == Level::County {
            county = Some(number);
        } else if let Some(number) = committee {
            county = Some(self.committees.list[number].0 as usize);
        }
        if level == Level::City {
            city = Some(number);
        } else if let Some(number) = county {
            city = Some(self.counties.list[number].0 as usize);
        }
        Group {
            level,
            city: shown(&self.cities, city, self.columns.city),
            county: shown(&self.counties, county, self.columns.county),
            committee: shown(&self.committees, committee, self.columns.committee),
            sector: String::new(),
            figures,
        }
    }

    fn sector_lines(&self) -> Vec<Group> {
        let mut starts = vec![0_usize; self.sectors.list.len() + 1];
        for rated in &self.rated {
            starts[rated.sector as usize + 1] += 1;
        }
        for index in 1..starts.len() {
            starts[index] += starts[index - 1];
        }
        let mut next = starts.clone();
        let mut totals = vec![0; self.rated.len()];
        for rated in &self.rated {
            let place = &mut next[rated.sector as usize];
            totals[*place] = rated.total;
            *place += 1;
        }
        let line = |(index, range): (usize, &[usize])| Group {
            level: Level::Sector,
            city: String::new(),
            county: String::new(),
            committee: String::new(),
            sector: shown(&self.sectors, Some(index), true),
            figures: self
                .by_sector
                .figures(std::iter::once(index32(index)), &mut totals[range[0]..range[1]]),
        };
        starts.windows(2).enumerate().map(line).collect()
    }
}

fn shown(names: &Names, number: Option<usize>, has_column: bool) -> String {
    match number.map(|number| &*names.list[number].1) {
        Some("") if has_column => BLANK.to_owned(),
        Some(name) if has_column => name.to_owned(),
        _ => String::new(),
    }
}

/// The committees in the order of city, county and first appearance, so that every group above
/// them is a run of neighbours, and the totals of rated branches in the same order.
struct Tree {
    /// Committees by place.
    order: Vec<u32>,
    /// Places by committee.
    place: Vec<usize>,
    /// Where each place's totals begin, and one end.
    starts: Vec<usize>,
    totals: Vec<i32>,
    counties: Vec<Range<usize>>,
    cities: Vec<Range<usize>>,
}

impl Tree {
    fn new(rollup: &Rollup) -> Self {
        let county_of = |committee: u32| rollup.committees.list[committee as usize].0;
        let city_of = |committee: u32| rollup.counties.list[county_of(committee) as usize].0;
        let mut order: Vec<u32> = (0..index32(rollup.committees.list.len())).collect();
        order.sort_by_key(|committee| (city_of(*committee), county_of(*committee), *committee));
        let mut place = vec![0; order.len()];
        for (at, committee) in order.iter().enumerate() {
            place[*committee as usize] = at;
        }
        let mut starts = vec![0_usize; order.len() + 1];
        for rated in &rollup.rated {
            starts[place[rated.committee as usize] + 1] += 1;
        }
        for index in 1..starts.len() {
            starts[index] += starts[index - 1];
        }
        let mut next = starts.clone();
        let mut totals = vec![0; rollup.rated.len()];
        for rated in &rollup.rated {
            let at = &mut next[place[rated.committee as usize]];
            totals[*at] = rated.total;
            *at += 1;
        }
        let counties = runs(&order, rollup.counties.list.len(), county_of);
        let cities = runs(&order, rollup.cities.list.len(), city_of);
        Self { order, place, starts, totals, counties, cities }
    }
}

/// The run of neighbours that belongs to each parent.
fn runs(order: &[u32], parents: usize, parent_of: impl Fn(u32) -> u32) -> Vec<Range<usize>> {
    let mut runs = vec![0..0; parents];
    for (at, committee) in order.iter().enumerate() {
        let run = &mut runs[parent_of(*committee) as usize];
        if run.end == 0 {
            *run = at..at;
        }
        run.end = at + 1;
    }
    runs
}
