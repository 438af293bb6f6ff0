//! No branch twice.
//!
//! The first reading keeps eight bytes a branch. Where two agree, a second reading compares the
//! keys themselves, so that the answer is exact and five million branches need 42 MB.

use std::collections::{HashMap, HashSet};
use std::thread;

use model::{Flaw, Flaws};
use table::{Input, Unreadable};

use super::branch::{BranchReader, Given};

/// Fingerprints that more than one branch has.
pub(super) fn suspects(mut fingerprints: Vec<u64>, threads: usize) -> HashSet<u64> {
    // Two sorted halves do as well as one whole, and each takes a core.
    let middle = if threads > 1 { fingerprints.len() / 2 } else { 0 };
    let (one, other) = fingerprints.split_at_mut(middle);
    thread::scope(|scope| {
        scope.spawn(|| one.sort_unstable());
        other.sort_unstable();
    });
    let twice = |half: &[u64]| -> Vec<u64> {
        half.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect()
    };
    let mut suspects: HashSet<u64> = twice(one).into_iter().chain(twice(other)).collect();
    let mut rest = other.iter().peekable();
    for fingerprint in one.iter() {
        while rest.next_if(|next| *next < fingerprint).is_some() {}
        if rest.peek() == Some(&fingerprint) {
            suspects.insert(*fingerprint);
        }
    }
    suspects
}

/// Reads again and compares the keys of suspects; a flaw for each that was there before.
pub(super) fn compare(
    input: &Input,
    reader: &BranchReader,
    suspects: &HashSet<u64>,
) -> Result<Flaws, Unreadable> {
    let columns = &reader.columns;
    let mut first_rows: HashMap<Vec<String>, u64> = HashMap::new();
    let mut flaws = Flaws::default();
    let column = columns.code.unwrap_or(columns.name);
    let mut given = Given::default();
    table::each(input, |row| {
        let Some(branch) = reader.read(&row, &mut given, &mut Flaws::default()) else {
            return true;
        };
        if !suspects.contains(&branch.fingerprint(columns)) {
            return true;
        }
        let key = branch.compared_key(columns);
        // A blank code is a flaw of its own.
        if key.iter().all(String::is_empty) {
            return true;
        }
        if let Some(first) = first_rows.get(&key) {
            let place = reader.place(row.number(), Some(column));
            flaws.push(Flaw::new(place, says(&branch.key(columns), *first)));
        } else {
            first_rows.insert(key, row.number());
        }
        true
    })?;
    Ok(flaws)
}

fn says(key: &[&str], first: u64) -> String {
    match key {
        [code] => format!("支部代码 {code} 与第 {first} 行重复;代码每个支部只能有一个"),
        names => {
            let names: Vec<&str> = names.iter().filter(|name| !name.is_empty()).copied().collect();
            let names = names.join(" ");
            format!("「{names}」与第 {first} 行重复;请删去一行,或加「支部代码」一列以区别")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::suspects;

    #[test]
    fn what_is_there_twice_is_found_on_either_side_and_across() {
        let cases: [(&[u64], &[u64]); 5] = [
            (&[], &[]),
            (&[1, 2, 3, 4], &[]),
            (&[1, 1, 3, 4], &[1]),
            (&[4, 9, 3, 3], &[3]),
            (&[7, 2, 8, 1, 8, 7, 7, 0], &[7, 8]),
        ];
        for (fingerprints, expected) in cases {
            for threads in [1, 2] {
                let mut found: Vec<u64> =
                    suspects(fingerprints.to_vec(), threads).into_iter().collect();
                found.sort_unstable();
                assert_eq!(found, expected, "{fingerprints:?}");
            }
        }
    }
}
