//! What came of looking at a sheet, as it is kept with it: lines of a word and texts, which any
//! process can show.

use std::fmt::Write;

use model::Place;

use super::trial::{Change, Counts, Trial, What};
use crate::session::{hex, unhex};

/// What came of looking at a sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The sheet's SHA-256.
    pub digest: [u8; 32],
    /// How many it would do what to.
    pub counts: Counts,
    /// Whether it was looked at again because what is there had changed.
    pub again: bool,
    /// Heads that mean nothing here.
    pub unknown: Vec<String>,
    /// What is wrong, each with its place.
    pub flaws: Vec<(String, String)>,
    /// How much more is wrong.
    pub flaws_unlisted: u64,
    /// What would change.
    pub changes: Vec<Change>,
    /// How much more would change.
    pub unlisted: u64,
}

impl Outcome {
    /// What is shown of a dry run.
    pub(super) fn of(trial: &Trial, again: bool) -> Self {
        let flaws = trial
            .flaws
            .listed()
            .iter()
            .map(|flaw| (place_in_words(&flaw.place), flaw.says.clone()));
        Self {
            digest: trial.digest,
            counts: trial.counts,
            again,
            unknown: trial.unknown.clone(),
            flaws: flaws.collect(),
            flaws_unlisted: trial.flaws.unlisted(),
            changes: trial.changes.clone(),
            unlisted: trial.unlisted as u64,
        }
    }

    /// As it is kept.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        let counts = self.counts.numbers().map(|count| count.to_string()).join("\t");
        // Writing to a text cannot fail.
        let _ = writeln!(text, "digest\t{}\ncounts\t{counts}", hex(&self.digest));
        let _ = writeln!(text, "more\t{}\t{}", self.flaws_unlisted, self.unlisted);
        if self.again {
            text.push_str("again\n");
        }
        for head in &self.unknown {
            let _ = writeln!(text, "unknown\t{}", plain(head));
        }
        for (place, says) in &self.flaws {
            let _ = writeln!(text, "flaw\t{}\t{}", plain(place), plain(says));
        }
        for Change { what, name, row, before, after } in &self.changes {
            let row = row.map_or(String::new(), |row| row.to_string());
            let [name, before, after] = [name, before, after].map(|text| plain(text));
            let _ = writeln!(text, "{}\t{name}\t{row}\t{before}\t{after}", what.name());
        }
        text
    }

    /// Reads what was kept; what it doesn't know it passes over.
    pub(super) fn parse(text: &str) -> Self {
        let mut outcome = Self::default();
        for line in text.lines() {
            let parts: Vec<&str> = line.split('\t').collect();
            match parts.as_slice() {
                ["digest", digits] => outcome.digest = unhex(digits).unwrap_or_default(),
                ["counts", counts @ ..] => {
                    let counts = counts.iter().map(|count| count.parse().unwrap_or(0));
                    outcome.counts = Counts::from_numbers(counts);
                }
                ["more", flaws, changes] => {
                    outcome.flaws_unlisted = flaws.parse().unwrap_or(0);
                    outcome.unlisted = changes.parse().unwrap_or(0);
                }
                ["again"] => outcome.again = true,
                ["unknown", head] => outcome.unknown.push((*head).to_owned()),
                ["flaw", place, says] => {
                    outcome.flaws.push(((*place).to_owned(), (*says).to_owned()));
                }
                [what, name, row, before, after] => {
                    let Some(what) = What::named(what) else { continue };
                    let [name, before, after] = [*name, *before, *after].map(str::to_owned);
                    outcome.changes.push(Change {
                        what,
                        name,
                        row: row.parse().ok(),
                        before,
                        after,
                    });
                }
                _ => {}
            }
        }
        outcome
    }
}

/// A place in a sheet, as a person says it.
#[must_use]
pub fn place_in_words(place: &Place) -> String {
    let text = place.to_string();
    match text.strip_prefix(':') {
        Some(rest) => {
            let head = rest.trim_start_matches(char::is_numeric).trim_start_matches(" 列");
            format!("第 {} 行{head}", place.row)
        }
        None => text.trim().to_owned(),
    }
}

/// Without what would end a line, or what a database refuses.
fn plain(text: &str) -> String {
    text.replace(char::is_control, " ")
}

#[cfg(test)]
mod tests {
    use super::super::trial::{Change, Counts, What};
    use super::Outcome;

    #[test]
    fn what_is_kept_is_read_again() {
        let outcome = Outcome {
            digest: [0xa7; 32],
            counts: Counts { made: 1, left: 7, ..Counts::default() },
            again: true,
            unknown: vec!["备注".to_owned()],
            flaws: vec![("B3「种类」".to_owned(), "「小 组」不是种类".to_owned())],
            flaws_unlisted: 4,
            changes: vec![Change {
                what: What::Moved,
                name: "青禾镇党委".to_owned(),
                row: Some(3),
                before: String::new(),
                after: "隶属 甲".to_owned(),
            }],
            unlisted: 5,
        };
        assert_eq!(Outcome::parse(&outcome.text()), outcome);
        let sly = Outcome {
            flaws: vec![("1".to_owned(), "一行\n两行\t三\0".to_owned())],
            ..Outcome::default()
        };
        assert_eq!(Outcome::parse(&sly.text()).flaws[0].1, "一行 两行 三 ");
    }
}
