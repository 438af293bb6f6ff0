//! The invented province: eleven cities, a hundred counties, and as many committees as the branches
//! need. It is planned as a whole; places follow from the order.

use jiff::Timestamp;
use model::id::OrgId;
use model::organisation::{NotAName, OrgCode, OrgKind, OrgName, OrgPhone, Sector, Sectors};
use model::path::OrgPath;
use store::organisation::{Facts, Group};

use super::names;
use super::seed::Seed;
use crate::refusal::Refusal;

/// Branches of a committee, mostly.
const BRANCHES_MOST: usize = 20;

/// Branches of the one large committee.
const LARGE: usize = 60;

/// What its name ends with.
const LARGE_NAME: &str = "示范镇党委";

/// An organisation that is to be.
pub(super) struct Unit {
    pub(super) id: OrgId,
    pub(super) path: OrgPath,
    pub(super) parent: Option<OrgId>,
    pub(super) facts: Facts,
}

/// A committee with its branches.
pub(super) struct Committee {
    pub(super) unit: usize,
    pub(super) branches: Vec<Unit>,
}

/// All of it.
pub(super) struct Tree {
    /// No branches, superiors first; the province's department is the first of all.
    pub(super) units: Vec<Unit>,
    /// How many children each has by now.
    children: Vec<u32>,
    /// Those who evaluate; the large one is the first.
    pub(super) committees: Vec<Committee>,
    /// The county of the large one, and its city.
    pub(super) county: usize,
    pub(super) city: usize,
}

const RURAL: [Sector; 10] = [
    Sector::Rural,
    Sector::Rural,
    Sector::Rural,
    Sector::Community,
    Sector::Rural,
    Sector::Institution,
    Sector::Rural,
    Sector::Private,
    Sector::Community,
    Sector::Society,
];

/// Those right below the province: name, the sectors they are responsible for.
const OF_PROVINCE: [(&str, &[Sector]); 4] = [
    ("示范省直机关工委", &[Sector::Office, Sector::Institution]),
    ("示范省委教育工委", &[Sector::University]),
    ("示范省国资委党委", &[Sector::StateEnterprise]),
    ("示范省两新工委", &[Sector::Private, Sector::Society]),
];

/// Those right below a city, behind its name.
const OF_CITY: [(&str, &[Sector]); 2] = [
    ("直机关工委", &[Sector::Office, Sector::Institution]),
    ("属企业工委", &[Sector::StateEnterprise, Sector::Private]),
];

/// Plans it, for so many branches.
pub(super) fn plan(branches: usize, at: Timestamp, seed: &mut Seed) -> Result<Tree, Refusal> {
    let path = OrgPath::above_all().child(0).map_err(|_| Refusal::TooMuch)?;
    let facts = facts(names::PROVINCE, OrgKind::Department, None, &[], Some("36990000"))?;
    let first = Unit { id: OrgId::new(seed.identity(at)), path, parent: None, facts };
    let mut tree =
        Tree { units: vec![first], children: vec![0], committees: Vec::new(), county: 0, city: 0 };
    let large = LARGE.min(branches / 4).max(1);
    let rest = branches - large;
    // Six in a hundred right below the province, fourteen below cities, the others in counties.
    let (of_province, of_cities) = (rest * 6 / 100, rest * 14 / 100);
    let of_counties = rest - of_province - of_cities;
    let mut grow = Grow { tree: &mut tree, seed, at };
    for (number, (name, sectors)) in OF_PROVINCE.iter().enumerate() {
        let host = grow.unit(0, name, OrgKind::WorkCommittee, sectors, None)?;
        grow.committees(host, "", sectors, share(of_province, OF_PROVINCE.len(), number))?;
    }
    let mut cities = Vec::new();
    for (number, stem) in names::STEMS.iter().enumerate() {
        let code = format!("3699{:02}00", number + 1);
        let name = format!("{stem}川市委组织部");
        let city = grow.unit(0, &name, OrgKind::Department, &[], Some(&code))?;
        cities.push((city, *stem));
        for (of, (name, sectors)) in OF_CITY.iter().enumerate() {
            let host = format!("{stem}川市{name}");
            let host = grow.unit(city, &host, OrgKind::WorkCommittee, sectors, None)?;
            let all = OF_CITY.len() * names::STEMS.len();
            let share = share(of_cities, all, number * OF_CITY.len() + of);
            grow.committees(host, &format!("{stem}川"), sectors, share)?;
        }
    }
    grow.counties(&cities, large, of_counties)?;
    // The large one stands first: people come to it first.
    let is_large = |one: &Committee| tree.units[one.unit].facts.name.as_str().ends_with(LARGE_NAME);
    let at_large = tree.committees.iter().position(is_large);
    tree.committees.swap(0, at_large.unwrap_or(0));
    Ok(tree)
}

/// The `number`th of so many equal shares, the first ones being one larger.
fn share(of: usize, shares: usize, number: usize) -> usize {
    of / shares + usize::from(number < of % shares)
}

fn facts(
    name: &str,
    kind: OrgKind,
    sector: Option<Sector>,
    sectors: &[Sector],
    code: Option<&str>,
) -> Result<Facts, Refusal> {
    Ok(Facts {
        code: code.map(OrgCode::parse).transpose().map_err(flaw)?,
        name: OrgName::parse(name).map_err(flaw)?,
        kind,
        sector,
        sectors: Sectors::new(sectors.iter().copied()),
        phone: None,
    })
}

fn flaw(what: NotAName) -> Refusal {
    Refusal::flaw("", what.to_string())
}

/// A telephone of an office, in an area that there is none of.
fn phone(number: usize) -> Result<OrgPhone, Refusal> {
    OrgPhone::parse(&format!("0000-{:07}", 8_000_000 + number)).map_err(flaw)
}

struct Grow<'g> {
    tree: &'g mut Tree,
    seed: &'g mut Seed,
    at: Timestamp,
}

impl Grow<'_> {
    fn below(&mut self, parent: usize) -> Result<(OrgId, OrgPath), Refusal> {
        let number = self.tree.children[parent];
        self.tree.children[parent] += 1;
        let path = self.tree.units[parent].path.child(number).map_err(|_| Refusal::TooMuch)?;
        Ok((OrgId::new(self.seed.identity(self.at)), path))
    }

    fn unit(
        &mut self,
        parent: usize,
        name: &str,
        kind: OrgKind,
        sectors: &[Sector],
        code: Option<&str>,
    ) -> Result<usize, Refusal> {
        let (id, path) = self.below(parent)?;
        let facts = Facts {
            phone: Some(phone(self.tree.units.len())?),
            ..facts(name, kind, None, sectors, code)?
        };
        let parent = Some(self.tree.units[parent].id);
        self.tree.units.push(Unit { id, path, parent, facts });
        self.tree.children.push(0);
        Ok(self.tree.units.len() - 1)
    }

    /// Committees with so many branches together, below a place.
    fn committees(
        &mut self,
        below: usize,
        stem: &str,
        sectors: &[Sector],
        branches: usize,
    ) -> Result<(), Refusal> {
        let count = branches.div_ceil(BRANCHES_MOST);
        let is_rural = sectors == RURAL;
        for number in 0..count {
            let place = names::place(number);
            let name = match (is_rural, number % 3) {
                (true, 0) => format!("{stem}{place}镇党委"),
                (true, _) => format!("{stem}{place}乡党委"),
                (false, _) => format!("{stem}{place}单位党委"),
            };
            self.committee(below, &name, sectors, share(branches, count, number))?;
        }
        Ok(())
    }

    fn committee(
        &mut self,
        below: usize,
        name: &str,
        sectors: &[Sector],
        count: usize,
    ) -> Result<(), Refusal> {
        let unit = self.unit(below, name, OrgKind::Committee, sectors, None)?;
        let short = name.trim_end_matches("党委").to_owned();
        let mut branches = Vec::with_capacity(count);
        for number in 0..count {
            let sector = sectors[number % sectors.len()];
            let (id, path) = self.below(unit)?;
            let name = format!("{short}{}", names::branch(sector, number));
            let facts = facts(&name, OrgKind::Branch, Some(sector), &[], None)?;
            let parent = Some(self.tree.units[unit].id);
            branches.push(Unit { id, path, parent, facts });
        }
        self.tree.committees.push(Committee { unit, branches });
        Ok(())
    }

    fn counties(
        &mut self,
        cities: &[(usize, &str)],
        large: usize,
        branches: usize,
    ) -> Result<(), Refusal> {
        let mut number = 0;
        for (of, (city, stem)) in cities.iter().enumerate() {
            for (at, crop) in names::CROPS.iter().enumerate().take(if of == 0 { 10 } else { 9 }) {
                let code = format!("3699{:02}{:02}", of + 1, at + 1);
                let name = format!("{stem}{crop}县委组织部");
                let kind = OrgKind::Department;
                let county = self.unit(*city, &name, kind, &[], Some(&code))?;
                let stem = format!("{stem}{crop}");
                if number == 0 {
                    (self.tree.county, self.tree.city) = (county, *city);
                    self.committee(county, &format!("{stem}{LARGE_NAME}"), &RURAL, large)?;
                }
                self.committees(county, &stem, &RURAL, share(branches, 100, number))?;
                number += 1;
            }
        }
        Ok(())
    }
}

impl Tree {
    /// What is put below superiors that are there by then, level by level.
    pub(super) fn levels(&self) -> Vec<Vec<Group>> {
        let mut levels: Vec<Vec<Group>> = Vec::new();
        let branches = self.committees.iter().flat_map(|committee| &committee.branches);
        for unit in self.units.iter().skip(1).chain(branches) {
            let Some(below) = unit.parent else { continue };
            // The province is the first level, and is there.
            let depth = unit.path.depth() - 2;
            levels.resize_with(levels.len().max(depth + 1), Vec::new);
            let founded = (unit.id, unit.facts.clone());
            match levels[depth].last_mut().filter(|group| group.below == below) {
                Some(group) => group.founded.push(founded),
                None => levels[depth].push(Group { below, founded: vec![founded] }),
            }
        }
        levels
    }
}
