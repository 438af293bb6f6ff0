//! What branches did, read from ledger.txt.

use jiff::civil::Date;

const TEXT: &str = include_str!("ledger.txt");

/// A branch.
#[derive(Clone, Debug)]
pub(super) struct Branch {
    pub(super) no: usize,
    pub(super) name: String,
    pub(super) sector: String,
    /// The committee's letter.
    pub(super) below: String,
    /// Whether nobody is its secretary.
    pub(super) is_vacant: bool,
    /// Whether its secretary belongs to another branch.
    pub(super) is_outside: bool,
    /// Whether it is founded in the middle of the year.
    pub(super) is_late: bool,
    pub(super) lines: Vec<Line>,
}

/// A line: what happened on a day, and when it was entered.
#[derive(Clone, Debug)]
pub(super) struct Line {
    pub(super) entered: Date,
    /// The day that it is about; none where it is about a record as a whole.
    pub(super) on: Option<Date>,
    /// A record's name, by which it is corrected or withdrawn.
    pub(super) label: String,
    pub(super) is_again: bool,
    pub(super) words: Vec<String>,
}

impl Line {
    pub(super) fn word(&self, at: usize) -> &str {
        self.words.get(at).map_or("", String::as_str)
    }

    /// What stands behind `key=`.
    pub(super) fn value(&self, key: &str) -> Option<&str> {
        self.words.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
    }
}

/// A day of the year.
pub(super) fn day(text: &str) -> Date {
    format!("2026-{text}").parse().unwrap()
}

/// `1-4,6`, or `-` for nobody.
pub(super) fn numbers(text: &str) -> Vec<usize> {
    let range = |piece: &str| {
        let (from, to) = piece.split_once('-').unwrap_or((piece, piece));
        from.parse::<usize>().unwrap()..=to.parse().unwrap()
    };
    if text == "-" { Vec::new() } else { text.split(',').flat_map(range).collect() }
}

pub(super) fn branches() -> Vec<Branch> {
    let mut branches: Vec<Branch> = Vec::new();
    let lines = TEXT.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    for line in lines {
        let words: Vec<&str> = line.split(' ').collect();
        match (words.as_slice(), branches.last_mut()) {
            (["branch", no, name, sector, below], _) => branches.push(Branch {
                no: no.parse().unwrap(),
                name: (*name).to_owned(),
                sector: (*sector).to_owned(),
                below: (*below).to_owned(),
                is_vacant: false,
                is_outside: false,
                is_late: false,
                lines: Vec::new(),
            }),
            (["vacant"], Some(last)) => last.is_vacant = true,
            (["outside"], Some(last)) => last.is_outside = true,
            (["since", _], Some(last)) => last.is_late = true,
            (words, Some(last)) => last.lines.push(read(words)),
            _ => panic!("«{line}» is no line"),
        }
    }
    branches
}

fn read(words: &[&str]) -> Line {
    let mut words: Vec<&str> = words.to_vec();
    let label = words[0].strip_suffix(':').unwrap_or_default();
    if !label.is_empty() {
        words.remove(0);
    }
    let is_again = words[0] == "again";
    if is_again {
        words.remove(0);
    }
    let on = words[0].contains('-').then(|| day(words.remove(0)));
    let entered = words.last().and_then(|last| last.strip_prefix('@')).map(day);
    if entered.is_some() {
        words.pop();
    }
    Line {
        entered: entered.or(on).unwrap(),
        on,
        label: label.to_owned(),
        is_again,
        words: words.into_iter().map(str::to_owned).collect(),
    }
}
