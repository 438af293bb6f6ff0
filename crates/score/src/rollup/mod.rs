//! The figures of many branches: by city, county, committee and sector, exact.
//!
//! Branches are added in the order of the input, one pass, and a group appears where its first
//! branch did. What is kept is one line a committee and ten bytes or so a rated branch, so that
//! the whole country fits a small machine; medians need the branches' own totals.

mod figures;
mod tree;

use model::{Points, Scheme};

use self::figures::Counts;
pub use self::figures::{Figures, share};
use self::tree::{Names, Tree, index32};
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
        levels
            .map(move |(level, number)| self.group(level, number, &tree))
            .chain(sectors.into_iter().flatten())
    }

    fn group(&self, level: Level, number: usize, tree: &Tree) -> Group {
        let slice = match level {
            Level::City => tree.cities[number].clone(),
            Level::County => tree.counties[number].clone(),
            Level::Committee => tree.place[number]..tree.place[number] + 1,
            Level::Whole | Level::Sector => 0..tree.order.len(),
        };
        let totals = &tree.totals[tree.starts[slice.start]..tree.starts[slice.end]];
        let committees = tree.order[slice].iter().copied();
        let figures = self.by_committee.figures(committees, totals);
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
                .figures(std::iter::once(index32(index)), &totals[range[0]..range[1]]),
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
