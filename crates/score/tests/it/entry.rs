//! What must hold of any text that is read as a scheme. The fuzz target runs the same.

use model::{Points, Scheme};
use score::{Marks, Settler};

/// Reads a text as a scheme and looks at what came of it.
pub(crate) fn scheme(text: &str) {
    let reading = score::scheme::read(text);
    let lines = text.bytes().filter(|byte| *byte == b'\n').count() as u64 + 1;
    assert_eq!(reading.scheme.is_some(), reading.flaws.is_empty(), "a scheme or its flaws");
    for flaw in reading.flaws.listed().iter().chain(&reading.warnings) {
        assert!((1..=lines).contains(&flaw.place.row), "{flaw} is beyond line {lines}");
        assert!(!flaw.says.is_empty(), "a flaw says what to do");
    }
    if let Some(scheme) = reading.scheme {
        adds_up(&scheme);
        settles(&scheme);
    }
}

/// Whether the points of every level are those of the level above.
pub(crate) fn adds_up(scheme: &Scheme) {
    for (_, criterion) in scheme.criteria() {
        let parts: Points = criterion.parts.iter().map(|part| part.points).sum();
        assert_eq!(parts, criterion.points, "the parts of {}", criterion.id);
    }
    for indicator in &scheme.indicators {
        let criteria: Points = indicator.criteria.iter().map(|c| c.points).sum();
        assert_eq!(criteria, indicator.points, "the criteria of {}", indicator.number);
    }
    let indicators: Points = scheme.indicators.iter().map(|indicator| indicator.points).sum();
    assert_eq!(indicators, scheme.total, "the indicators");
    let most = scheme.total + scheme.bonus_points();
    assert!(most.hundredths() <= model::limit::SCHEME_HUNDREDTHS, "within the limit");
    assert_eq!(scheme.bands.last().map(|band| band.from), Some(Points::ZERO), "the lowest band");
}

/// A scheme that reads cleanly can be used: full marks are its total, no marks are its least band.
fn settles(scheme: &Scheme) {
    let settler = Settler::new(scheme);
    let mut indicators = vec![None; scheme.indicators.len()];
    let full: Vec<_> = scheme.criteria().map(|(_, criterion)| Some(criterion.points)).collect();
    let none = vec![None; full.len()];
    let bonus = scheme.bonus.as_ref().map(|bonus| bonus.points);
    let marks = Marks { committee: &full, own: &none, bonus };
    let outcome = settler.settle(&marks, &mut indicators);
    assert_eq!(outcome.total, Some(scheme.total + scheme.bonus_points()), "full marks");
    let nought = vec![Some(Points::ZERO); full.len()];
    let marks = Marks { committee: &nought, own: &none, bonus: None };
    let outcome = settler.settle(&marks, &mut indicators);
    assert_eq!(outcome.band, Some(scheme.bands.len() - 1), "no marks");
}
