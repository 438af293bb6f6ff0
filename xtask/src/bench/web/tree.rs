//! The tree of invented provinces, as rows of a sheet of organisations.
//!
//! The same number of branches gives the same rows on every machine.

use std::collections::BTreeSet;
use std::io;

use crate::bench::rows::{KINDS, place};
use crate::sheet::Dice;

/// The columns that a sheet of organisations has.
pub(super) const HEADS: [&str; 6] =
    ["党组织代码", "党组织名称", "种类", "上级代码", "类别", "负责的类别"];
/// Those behind them of a sheet that names people.
const NAMED: [&str; 2] = ["书记", "联络员"];

/// What a row says.
pub(super) type Cells<'c> = [&'c str];

/// Branches of a province, and of the one county that is moved.
const PROVINCE: u64 = 120_000;
const LARGE_COUNTY: u64 = 2_000;

/// A province: how many it has of each.
#[derive(Clone, Copy)]
pub(super) struct Province {
    pub(super) branches: u64,
    pub(super) committees: u64,
    pub(super) counties: u64,
    pub(super) cities: u64,
    /// The first county's branches.
    pub(super) large: u64,
    /// Whether each branch's row names its secretary and its clerk.
    pub(super) is_named: bool,
}

impl Province {
    /// One of so many branches: the whole has 11 cities with 101 counties, which are 112 units, and
    /// 6,500 committees; a smaller one has less of all.
    pub(super) fn of(branches: u64) -> Self {
        let share = |whole: u64, least: u64| (whole * branches / PROVINCE).max(least);
        Self {
            branches,
            committees: share(6_500, 6),
            counties: share(101, 3),
            cities: share(11, 2),
            large: share(LARGE_COUNTY, 1),
            is_named: false,
        }
    }

    /// The heads of its sheet.
    pub(super) fn heads(&self) -> Vec<&'static str> {
        [&HEADS[..], if self.is_named { &NAMED } else { &[] }].concat()
    }

    /// All its organisations.
    pub(super) fn organisations(&self) -> u64 {
        self.branches + self.committees + self.counties + self.cities
    }

    /// Its rows, superiors before those below them. `number` tells one province from another.
    pub(super) fn each(
        &self,
        number: u64,
        mut row: impl FnMut(&Cells<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut dice = Dice::new(number + 1);
        for city in 0..self.cities {
            let (code, name) = (city_code(number, city), format!("{}市委组织部", words(city)));
            row(&[&code, &name, "组织部", "", "", ""])?;
        }
        for county in 0..self.counties {
            let city = county * self.cities / self.counties;
            let (above, code) = (city_code(number, city), county_code(number, county));
            let name = format!("{}县委组织部", words(county + 3));
            row(&[&code, &name, "组织部", &above, "", ""])?;
            let first = county * self.committees / self.counties;
            let last = (county + 1) * self.committees / self.counties;
            let branches = self.branches_of(county);
            for committee in first..last {
                let (at, of) = (committee - first, last - first);
                let branches = (at + 1) * branches / of - at * branches / of;
                self.committee(&mut row, &code, committee, branches, &mut dice)?;
            }
        }
        Ok(())
    }

    /// The first county is large, the rest are alike.
    fn branches_of(&self, county: u64) -> u64 {
        let (rest, others) = (self.branches - self.large, self.counties - 1);
        match county {
            0 => self.large,
            _ => county * rest / others - (county - 1) * rest / others,
        }
    }

    fn committee(
        &self,
        row: &mut impl FnMut(&Cells<'_>) -> io::Result<()>,
        county: &str,
        number: u64,
        branches: u64,
        dice: &mut Dice,
    ) -> io::Result<()> {
        let kind = KINDS[(number % KINDS.len() as u64) as usize];
        let code = format!("{county}{:04}", number % 10_000);
        let name = format!("{}{}", words(number), kind.committee);
        let is_work = kind.committee.ends_with("工委");
        let word = if is_work { "党(工)委" } else { "基层党委" };
        let sectors: BTreeSet<&str> = kind.sectors.iter().copied().collect();
        let sectors = sectors.into_iter().collect::<Vec<_>>().join("、");
        row(&[&code, &name, word, county, "", &sectors])?;
        for branch in 0..branches {
            let own = format!("{code}{:03}", branch + 1);
            let name = format!("{}{}", words(number * 7 + branch), kind.branch);
            let cells = [&own, &*name, "党支部", &code, dice.pick(kind.sectors), ""];
            if self.is_named {
                let name = |more: u64| format!("示例{}", words(number * 11 + branch + more));
                row(&[&cells[..], &[&name(0), &name(3)]].concat())?;
            } else {
                row(&cells)?;
            }
        }
        Ok(())
    }
}

/// The department of a province, where there are several.
pub(super) fn province_name(number: u64) -> String {
    format!("{}省委组织部", words(number * 41 + 5))
}

/// Its code.
pub(super) fn province_code(number: u64) -> String {
    format!("{}", 10 + number)
}

fn city_code(province: u64, city: u64) -> String {
    format!("{}{:02}", province_code(province), city + 1)
}

fn county_code(province: u64, county: u64) -> String {
    format!("{}9{:03}", province_code(province), county + 1)
}

fn words(number: u64) -> String {
    place(number).concat()
}
