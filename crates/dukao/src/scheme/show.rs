//! A scheme as text.

use std::fmt::Write;

use model::Scheme;
use model::organisation::Sector;
use model::scheme::{Criterion, Indicator, Part, Rule};

/// The whole scheme, for reading.
pub(super) fn text(scheme: &Scheme) -> String {
    let mut text = String::new();
    head(&mut text, scheme);
    for indicator in &scheme.indicators {
        indicator_text(&mut text, indicator);
    }
    if let Some(bonus) = &scheme.bonus {
        let points = bonus.points.short();
        let _ = writeln!(text, "\n{}({},至多 {points} 分)", bonus.annex_text, bonus.annex_points);
        let _ = writeln!(text, "  考核标准: {}", bonus.annex_standard);
        bonus.parts.iter().for_each(|part| part_text(&mut text, part));
    }
    let _ = writeln!(text, "\n等次(按总分,含附加分)");
    for band in &scheme.bands {
        let _ = writeln!(
            text,
            "  {} ≥ {} 〔{}〕",
            band.name,
            band.from.short(),
            band.provenance.word()
        );
    }
    for veto in &scheme.vetoes {
        let (kind, by) = (veto.kind.word(), veto.provenance.word());
        let _ = writeln!(text, "  {kind}({}): {} 〔{by}〕", veto.asks.reads.words(), veto.says);
    }
    rest(&mut text, scheme);
    text
}

fn head(text: &mut String, scheme: &Scheme) {
    let source = &scheme.source;
    let _ = writeln!(text, "{}", scheme.title);
    let _ = writeln!(text, "{} 第 {} 版: {}", scheme.id, scheme.version, scheme.summary);
    let _ = writeln!(text, "依据: {} {} {}", source.issuer, source.number, source.date);
    let _ = writeln!(text, "      {}", source.title);
    let bonus = scheme.bonus.as_ref().map(|b| format!(",附加分至多 {} 分", b.points.short()));
    let _ = writeln!(text, "总分 {} 分{}", scheme.total.short(), bonus.unwrap_or_default());
    for topic in &scheme.topics {
        let by = topic.provenance.word();
        let _ = writeln!(text, "第 {} 专题: {} 〔{by}〕", topic.number, topic.title);
    }
}

fn indicator_text(text: &mut String, indicator: &Indicator) {
    let points = indicator.points.short();
    let _ = writeln!(text, "\n考核内容 {} {}({points} 分)", indicator.number, indicator.title);
    let _ = writeln!(text, "  附件原文: {}", indicator.annex_text);
    if !indicator.body_text.is_empty() && indicator.body_text != indicator.annex_text {
        let _ = writeln!(text, "  正文原文: {}", indicator.body_text);
    }
    let _ = writeln!(text, "  考核标准: {}", indicator.annex_standard);
    for criterion in &indicator.criteria {
        criterion_text(text, criterion);
    }
}

fn criterion_text(text: &mut String, criterion: &Criterion) {
    let points = criterion.points.short();
    let _ = writeln!(
        text,
        "  {} {} {points} 分 〔{}〕",
        criterion.id,
        criterion.title,
        criterion.provenance.word()
    );
    if !criterion.reading.is_empty() {
        let _ = writeln!(text, "      说明: {}", criterion.reading);
    }
    for part in &criterion.parts {
        part_text(text, part);
    }
    for task in &criterion.required_tasks {
        let _ = writeln!(text, "      规定任务: {} 〔平台设定〕", task.says);
    }
    if let Some(exception) = &criterion.exception {
        let not_for = sectors(&exception.sectors);
        let instead = exception.instead.word();
        let _ =
            writeln!(text, "      不适用于{not_for}支部,所占分数按「{instead}」处理 〔平台设定〕");
    }
}

fn part_text(text: &mut String, part: &Part) {
    let points = part.points.short();
    let _ = writeln!(text, "      {points} 分 {}: {} 〔平台设定〕", settled_by(part), part.says);
}

/// How a part is settled, by which facts or records and for whom, in a few words.
pub(super) fn settled_by(part: &Part) -> String {
    let mut reads: Vec<String> = Vec::new();
    for read in part.rule.reads() {
        reads.push(read.words());
    }
    if let (Rule::Judgement, Some(record)) = (&part.rule, part.record) {
        reads.push(record.word().to_owned());
    }
    let mut words = part.rule.kind().word().to_owned();
    if !reads.is_empty() {
        let _ = write!(words, "({})", reads.join("、"));
    }
    if !part.sectors.is_empty() {
        let _ = write!(words, ",限{}支部", sectors(&part.sectors));
    }
    words
}

/// Sectors in words.
pub(super) fn sectors(sectors: &[Sector]) -> String {
    sectors.iter().map(|sector| sector.word()).collect::<Vec<_>>().join("、")
}

fn rest(text: &mut String, scheme: &Scheme) {
    if !scheme.errata.is_empty() {
        let _ = writeln!(text, "\n原文笔误(原文照录,旁注读法)");
        for erratum in &scheme.errata {
            let _ = writeln!(
                text,
                "  考核内容 {}: 「{}」读作「{}」",
                erratum.indicator, erratum.text, erratum.reading
            );
        }
    }
    if !scheme.differences.is_empty() {
        let _ = writeln!(text, "\n正文与附件用语不同(两者都照录)");
        for difference in &scheme.differences {
            let shown = |text: &str| {
                if text.is_empty() { "(无)".to_owned() } else { format!("「{text}」") }
            };
            let _ = writeln!(
                text,
                "  考核内容 {}: 正文{},附件{};{}",
                difference.indicator,
                shown(&difference.body),
                shown(&difference.annex),
                difference.reading
            );
        }
    }
    if !scheme.clauses.is_empty() {
        let _ = writeln!(text, "\n有关条文(原文)");
        for clause in &scheme.clauses {
            let _ = writeln!(text, "  {} {}: {}", clause.id, clause.title, clause.official_text);
        }
    }
}
