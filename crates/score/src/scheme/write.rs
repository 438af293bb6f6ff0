//! From a scheme to its file. Equal schemes give equal bytes, and what is written reads the same.

use model::Scheme;
use model::scheme::{Criterion, Indicator, Part};

use super::keys::Keys;
use crate::rule;

/// The file of a scheme. Remarks of the file that it was read from are not kept.
#[must_use]
pub fn write(scheme: &Scheme) -> String {
    let mut text = head(scheme);
    for topic in &scheme.topics {
        section(&mut text, "[[topic]]", |keys| {
            keys.whole("number", topic.number);
            keys.text("title", &topic.title);
            keys.text("provenance", topic.provenance.word());
        });
    }
    for indicator in &scheme.indicators {
        indicator_text(&mut text, indicator);
    }
    if let Some(bonus) = &scheme.bonus {
        section(&mut text, "[bonus]", |keys| {
            keys.whole("number", bonus.number);
            keys.points("points", bonus.points);
            keys.text("annex_text", &bonus.annex_text);
            keys.text_if_any("annex_points", &bonus.annex_points);
            keys.text_if_any("annex_standard", &bonus.annex_standard);
        });
        for part in &bonus.parts {
            section(&mut text, "[[bonus.part]]", |keys| part_keys(part, keys));
        }
    }
    rest(&mut text, scheme);
    text
}

/// What a scheme says to a part's rule, in one line: `fact = "党课", each = 1`.
#[must_use]
pub fn parameters(part: &Part) -> String {
    let mut keys = Keys::default();
    rule::write(&part.rule, &mut keys);
    keys.in_one_line()
}

fn section(text: &mut String, head: &str, fill: impl FnOnce(&mut Keys)) {
    let mut keys = Keys::default();
    fill(&mut keys);
    text.push_str(&format!("\n{head}\n"));
    text.push_str(&keys.in_lines());
}

fn head(scheme: &Scheme) -> String {
    let mut keys = Keys::default();
    keys.whole("format", 1);
    keys.text("id", &scheme.id);
    keys.whole("version", scheme.version);
    keys.text("title", &scheme.title);
    keys.text("summary", &scheme.summary);
    keys.points("total", scheme.total);
    let mut text = keys.in_lines();
    section(&mut text, "[source]", |keys| {
        keys.text("issuer", &scheme.source.issuer);
        keys.text("number", &scheme.source.number);
        keys.text("title", &scheme.source.title);
        keys.date("date", scheme.source.date);
    });
    text
}

fn indicator_text(text: &mut String, indicator: &Indicator) {
    section(text, "[[indicator]]", |keys| {
        keys.whole("number", indicator.number);
        keys.text("title", &indicator.title);
        keys.points("points", indicator.points);
        keys.text_if_any("body_text", &indicator.body_text);
        keys.text("annex_text", &indicator.annex_text);
        keys.text_if_any("annex_points", &indicator.annex_points);
        keys.text_if_any("annex_standard", &indicator.annex_standard);
    });
    for criterion in &indicator.criteria {
        criterion_text(text, criterion);
    }
}

fn criterion_text(text: &mut String, criterion: &Criterion) {
    section(text, "[[indicator.criterion]]", |keys| {
        keys.text("id", &criterion.id);
        keys.text("title", &criterion.title);
        keys.points("points", criterion.points);
        keys.text_if_any("official_text", &criterion.official_text);
        keys.text("provenance", criterion.provenance.word());
        keys.text_if_any("reading", &criterion.reading);
        if let Some(exception) = &criterion.exception {
            let words: Vec<&str> = exception.sectors.iter().map(|sector| sector.word()).collect();
            keys.words("not_for", &words);
            keys.text("instead", exception.instead.word());
        }
    });
    for part in &criterion.parts {
        section(text, "[[indicator.criterion.part]]", |keys| part_keys(part, keys));
    }
    for task in &criterion.required_tasks {
        section(text, "[[indicator.criterion.required_task]]", |keys| {
            keys.text("says", &task.says);
            rule::write_at_least(&task.asks, keys);
        });
    }
}

fn part_keys(part: &Part, keys: &mut Keys) {
    keys.text("kind", part.rule.kind().name());
    if let (Some(record), None) = (part.record, part.rule.record()) {
        keys.text("record", record.name());
    }
    rule::write(&part.rule, keys);
    keys.points("points", part.points);
    keys.text("says", &part.says);
    if !part.sectors.is_empty() {
        let words: Vec<&str> = part.sectors.iter().map(|sector| sector.word()).collect();
        keys.words("sectors", &words);
    }
}

fn rest(text: &mut String, scheme: &Scheme) {
    for band in &scheme.bands {
        section(text, "[[band]]", |keys| {
            keys.text("name", &band.name);
            keys.points("from", band.from);
            keys.text("provenance", band.provenance.word());
        });
    }
    for veto in &scheme.vetoes {
        section(text, "[[veto]]", |keys| {
            keys.text("kind", veto.kind.name());
            rule::write_at_least(&veto.asks, keys);
            keys.text("says", &veto.says);
            keys.text("provenance", veto.provenance.word());
        });
    }
    for clause in &scheme.clauses {
        section(text, "[[clause]]", |keys| {
            keys.text("id", &clause.id);
            keys.text("title", &clause.title);
            keys.text("official_text", &clause.official_text);
        });
    }
    for erratum in &scheme.errata {
        section(text, "[[erratum]]", |keys| {
            keys.whole("indicator", erratum.indicator);
            keys.text("text", &erratum.text);
            keys.text("reading", &erratum.reading);
        });
    }
    for difference in &scheme.differences {
        section(text, "[[difference]]", |keys| {
            keys.whole("indicator", difference.indicator);
            keys.text_if_any("body", &difference.body);
            keys.text_if_any("annex", &difference.annex);
            keys.text("reading", &difference.reading);
        });
    }
}
