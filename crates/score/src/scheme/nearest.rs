//! Which word was meant.

/// The word that a mistyped one most likely was: at most a third of its letters differ.
pub(super) fn nearest(word: &str, words: &[&'static str]) -> Option<&'static str> {
    let best = words.iter().map(|known| (distance(word, known), *known)).min()?;
    (best.0 * 3 <= best.1.chars().count().max(3)).then_some(best.1)
}

/// Levenshtein's distance by the row method.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().unwrap_or(0)
}
