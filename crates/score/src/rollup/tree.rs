//! The units' names, and the committees in the order of their tree.

use std::borrow::Cow;
use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::{DefaultHashBuilder, HashTable};
use model::fold::narrowed;

use super::Rollup;

/// Names within a parent, numbered by first appearance. A name typed in another width or with
/// spaces is the same; the first spelling is shown.
#[derive(Debug, Default)]
pub(super) struct Names {
    hasher: DefaultHashBuilder,
    numbers: HashTable<u32>,
    pub(super) list: Vec<(u32, Box<str>)>,
}

impl Names {
    pub(super) fn number(&mut self, parent: u32, name: &str) -> u32 {
        let key = (parent, narrowed(name));
        let hash = self.hasher.hash_one(&key);
        let (hasher, list) = (&self.hasher, &self.list);
        let same = |number: &u32| narrow(list, *number) == key;
        if let Some(number) = self.numbers.find(hash, same) {
            return *number;
        }
        let number = index32(self.list.len());
        self.list.push((parent, name.into()));
        let list = &self.list;
        let hash_of = |number: &u32| hasher.hash_one(narrow(list, *number));
        self.numbers.insert_unique(hash, number, hash_of);
        number
    }
}

/// What a name is told by.
fn narrow(list: &[(u32, Box<str>)], number: u32) -> (u32, Cow<'_, str>) {
    let (parent, name) = &list[number as usize];
    (*parent, narrowed(name))
}

#[expect(clippy::expect_used, reason = "the limit of rows keeps it within 32 bits")]
pub(super) fn index32(index: usize) -> u32 {
    u32::try_from(index).expect("fewer than 2^32 groups")
}

/// The committees in the order of city, county and first appearance, so that every group above
/// them is a run of neighbours, and the totals of rated branches in the same order.
pub(super) struct Tree {
    /// Committees by place.
    pub(super) order: Vec<u32>,
    /// Places by committee.
    pub(super) place: Vec<usize>,
    /// Where each place's totals begin, and one end.
    pub(super) starts: Vec<usize>,
    pub(super) totals: Vec<i32>,
    pub(super) counties: Vec<Range<usize>>,
    pub(super) cities: Vec<Range<usize>>,
}

impl Tree {
    pub(super) fn new(rollup: &Rollup) -> Self {
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
