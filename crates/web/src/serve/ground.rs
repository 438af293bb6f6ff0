//! From what points rest on to what a page shows of it.

use app::Flawed;
use app::assessment::{Assessed, Basis, CriterionSheet, SheetLine as Line, Suggested};
use model::Points;
use model::assessment::{Cited, Suggestion};
use model::id::{OrgId, RecordId};
use model::record::{Content, RecordKind};
use model::scheme::{Criterion, Indicator, Scheme, number};

use super::organisation::address;
use crate::part::above::Above;
use crate::part::facts::Fact;
use crate::part::flaws::Flaws;
use crate::part::ground::{Evidence, Ground, GroundLine};
use crate::part::link::Link;

/// A record's page.
fn record(org: OrgId, id: RecordId) -> String {
    format!("{}/records/{id}", address(org))
}

/// A criterion with its grounds.
pub(super) fn ground(
    basis: &Basis,
    criterion: &Criterion,
    sheet: &CriterionSheet,
    cited: &[Cited],
) -> Ground {
    Ground {
        id: criterion.id.clone(),
        number: number(&criterion.id),
        title: criterion.title.clone(),
        most: criterion.points.short(),
        official: criterion.official_text.clone(),
        reading: criterion.reading.clone(),
        provenance: criterion.provenance.word().to_owned(),
        lines: sheet.lines.iter().map(line).collect(),
        evidence: evidence(basis, cited),
        later: Vec::new(),
        mend: Vec::new(),
    }
}

fn line(line: &Line) -> GroundLine {
    let suggested = match line.suggestion {
        Suggested::Points(points) => format!("{} / {}", points.short(), line.most.short()),
        Suggested::Judgement => format!("评判 {}", line.most.short()),
        Suggested::None => "无建议".to_owned(),
    };
    GroundLine {
        says: line.says.clone(),
        suggested,
        reason: line.reason.clone(),
        change: line.change.clone(),
    }
}

/// Records as they are opened in place, in the order of their days; those that are gone since are
/// left out.
pub(super) fn evidence(basis: &Basis, cited: &[Cited]) -> Vec<Evidence> {
    let of = |cited: &Cited| basis.case.evidence.iter().find(|one| one.record == cited.record);
    let mut found: Vec<_> = cited.iter().filter_map(of).collect();
    found.sort_by_key(|one| (one.day, one.record));
    let one = |found: &app::assessment::Evidence| Evidence {
        title: format!("{} {} {}", found.day, found.kind.word(), title(found.kind, &found.content)),
        href: record(basis.org.id, found.record),
        facts: facts(basis, found.kind, &found.content, found.files),
    };
    found.into_iter().map(one).collect()
}

fn title(kind: RecordKind, content: &Content) -> String {
    let title = kind.descriptor().map_or("", |descriptor| descriptor.title);
    content.texts.get(title).to_owned()
}

fn facts(basis: &Basis, kind: RecordKind, content: &Content, files: u32) -> Vec<Fact> {
    let fields = kind.descriptor().map_or(&[][..], |descriptor| descriptor.fields);
    let said = fields.iter().filter(|field| !content.texts.get(field.name).is_empty());
    let mut facts: Vec<Fact> = said
        .map(|field| Fact::new(field.label, words(basis, &field.words(&content.texts))))
        .collect();
    if !content.rows.is_empty() {
        let count = |state: &str| content.rows.iter().filter(|r| r.get("state") == state).count();
        let text = format!(
            "参加 {} 人、已补学 {} 人、缺席 {} 人",
            count("present"),
            count("made_up"),
            count("absent")
        );
        facts.push(Fact::new("出席", text));
    }
    if files > 0 {
        facts.push(Fact::new("附件", format!("{files} 个")));
    }
    facts
}

/// A scheme's words for topics and criteria in place of how they are kept.
fn words(basis: &Basis, text: &str) -> String {
    let topic = |scheme: &Scheme, word: &str| {
        let of = |topic: &&model::scheme::Topic| scheme.topic_slot(topic.number) == word;
        scheme.topics.iter().find(of).map(|topic| topic.title.clone())
    };
    let criterion = |scheme: &Scheme, word: &str| {
        let mut all = scheme.criteria().map(|(_, one)| one);
        let of = |one: &&Criterion| scheme.criterion_slot(&one.id) == word;
        all.find(of).map(|one| format!("{} {}", number(&one.id), one.title))
    };
    if !text.contains(':') {
        return text.to_owned();
    }
    let current = &basis.current;
    let locals = current.locals.iter().map(|local| &local.scheme);
    let schemes: Vec<&Scheme> = [&current.scheme].into_iter().chain(locals).map(|s| &**s).collect();
    let word = |word: &str| {
        let mut said = schemes.iter().map(|one| topic(one, word).or_else(|| criterion(one, word)));
        said.find_map(|said| said).unwrap_or(word.to_owned())
    };
    text.split(',').map(word).collect::<Vec<_>>().join("、")
}

/// What has to be mended; above the form it has to say of which criterion.
pub(super) fn said(flaws: &[Flawed]) -> Flaws {
    let one = |flaw: &Flawed| {
        let of = flaw.field.split_once('-').map(|(_, criterion)| criterion);
        let says =
            of.map_or_else(|| flaw.says.clone(), |id| format!("{}:{}", number(id), flaw.says));
        (flaw.field.clone(), says)
    };
    Flaws::new(flaws.iter().map(one))
}

/// Points, or a dash.
pub(super) fn or_dash(points: Option<Points>) -> String {
    points.map_or_else(|| "—".to_owned(), Points::short)
}

/// What is suggested, in words.
pub(super) fn suggested(suggestion: Option<Suggestion>) -> String {
    match suggestion {
        None => "无建议".to_owned(),
        Some(one) if one.is_exact() => one.least.short(),
        Some(one) => format!("{}~{},请评判", one.least.short(), one.most.short()),
    }
}

/// The suggestion, where it is one number.
pub(super) fn exact(suggestion: Option<Suggestion>) -> String {
    suggestion.filter(|one| one.is_exact()).map_or_else(String::new, |one| one.least.short())
}

/// The ledger's forms where what a criterion lacks is entered.
pub(super) fn mend(basis: &Basis, criterion: &Criterion) -> Vec<Link> {
    let kinds = criterion.parts.iter().filter_map(|part| part.rule.record());
    let mut kinds: Vec<RecordKind> = kinds.chain([RecordKind::Other]).collect();
    kinds.sort_unstable();
    kinds.dedup();
    let with_forms = kinds.into_iter().filter(|kind| kind.descriptor().is_some());
    let place = |kind: RecordKind| {
        Link::new(kind.word(), format!("{}/records/new/{}", address(basis.org.id), kind.name()))
    };
    with_forms.map(place).collect()
}

/// What begins with each criterion, where `got` are the points that there are so far, each by
/// whose word; with `is_open` an indicator says what was got of it, too.
pub(super) fn above(
    all: &[Assessed<'_>],
    got: &[Option<Points>],
    word: &str,
    is_open: bool,
) -> Vec<Above> {
    let part_of = |one: &Assessed<'_>| one.local.map(|local| local.part.scheme);
    let says = |most: Points, is_of: &dyn Fn(&Assessed<'_>) -> bool| {
        let of = all.iter().zip(got).filter(|(one, _)| is_of(one));
        let got: Vec<Points> = of.filter_map(|(_, got)| *got).collect();
        match got.len() {
            0 => format!("满分 {}", most.short()),
            _ => {
                let got = got.into_iter().sum::<Points>().short();
                format!("{word} {got} 分,满分 {}", most.short())
            }
        }
    };
    let mut before: Option<(Option<_>, u32)> = None;
    let one = |one: &Assessed<'_>| {
        let (part, indicator) = (part_of(one), one.indicator);
        let last = before.replace((part, indicator.number));
        let mut above = Above::default();
        if let Some(local) = one.local.filter(|_| last.is_none_or(|last| last.0 != part)) {
            let (owner, of_part) = (&local.part.owner, |one: &Assessed<'_>| part_of(one) == part);
            let says = says(local.scheme.total, &of_part);
            above.part = format!("本地附加部分:{}", local.part.title);
            above.part_says = format!("由{owner}附加,分数另计,不计入总分。{says}。");
        }
        if last != before {
            let of_it = |one: &Assessed<'_>| {
                (part_of(one), one.indicator.number) == (part, indicator.number)
            };
            let points = match is_open {
                true => says(indicator.points, &of_it),
                false => format!("{} 分", indicator.points.short()),
            };
            above.indicator = format!("{}({points})", indicator_text(indicator));
        }
        above
    };
    all.iter().map(one).collect()
}

/// An indicator's official text, with its number before it where the text has none of its own.
fn indicator_text(indicator: &Indicator) -> String {
    let (number, text) = (indicator.number.to_string(), &indicator.annex_text);
    if text.starts_with(&number) { text.clone() } else { format!("{number} {text}") }
}
