//! What must hold across a scheme's parts: sums, ids, caps, order. Each flaw says the figure that
//! is there, the one that would fit, and both ways to mend it.

use std::collections::BTreeMap;

use model::organisation::Sector;
use model::scheme::{Criterion, Indicator, Scheme};
use model::{Flaw, Place, Points, limit};

use super::today;
use super::walk::Walk;

/// Where things stand in the file, in the scheme's order.
#[derive(Default)]
pub(super) struct Lines {
    pub(super) id: u64,
    pub(super) version: u64,
    pub(super) total: u64,
    pub(super) bonus: u64,
    pub(super) indicators: Vec<u64>,
    pub(super) criteria: Vec<u64>,
    pub(super) topics: Vec<u64>,
    /// Each topic that something asks for, where it does.
    pub(super) topics_read: Vec<(u64, u32)>,
    pub(super) vetoes: Vec<u64>,
    pub(super) bands: Vec<u64>,
    pub(super) clauses: Vec<u64>,
    pub(super) errata: Vec<u64>,
    pub(super) differences: Vec<u64>,
}

/// Checks a scheme as read; returns warnings.
///
/// Sums and bands are only spoken of where all points could be read: a sum over a guess helps
/// nobody.
pub(super) fn check(scheme: &Scheme, lines: &Lines, walk: &Walk) -> Vec<Flaw> {
    ids(scheme, lines, walk);
    numbers(scheme, lines, walk);
    quotations(scheme, lines, walk);
    limits(scheme, lines, walk);
    topics(scheme, lines, walk);
    exceptions(scheme, lines, walk);
    if !walk.has_guessed() {
        bands(scheme, lines, walk);
        sums(scheme, lines, walk);
    }
    let criteria = scheme.criteria().zip(&lines.criteria);
    criteria
        .flat_map(|((_, criterion), line)| {
            let at = Place::line(*line);
            let objections = today::objections(criterion, scheme.id == today::HAS_LEAN);
            objections.into_iter().map(move |says| Flaw::new(at.clone(), says))
        })
        .collect()
}

fn ids(scheme: &Scheme, lines: &Lines, walk: &Walk) {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !scheme.id.is_empty() && (!scheme.id.chars().all(fits) || scheme.id.len() > 64) {
        let says = format!("方案 id「{}」只能用小写字母、数字和连字符,至多 64 个", scheme.id);
        walk.flaw_on(lines.id, says);
    }
    let mut seen: BTreeMap<String, (&str, u64)> = BTreeMap::new();
    for ((indicator, criterion), line) in scheme.criteria().zip(&lines.criteria) {
        let id = criterion.id.as_str();
        if id.is_empty() {
            continue;
        }
        let Some(own) = own_number(indicator, id) else {
            let says = format!(
                "评分要点的 id「{id}」应为「{}.」加从 1 起的序号,如 {}.1",
                indicator.number, indicator.number
            );
            walk.flaw_on(*line, says);
            continue;
        };
        // A spreadsheet turns a head of 1.10 into 1.1, so the two would be one column.
        let as_number = format!("{}.{}", indicator.number, own.trim_end_matches('0'));
        match seen.get(&as_number) {
            Some((other, at)) if *other == id => {
                walk.flaw_on(*line, format!("评分要点的 id「{id}」与第 {at} 行重复;请改为未用过的序号"));
            }
            Some((other, at)) => walk.flaw_on(
                *line,
                format!("评分要点的 id「{id}」在电子表格里与第 {at} 行的「{other}」是同一个数;请改用别的序号"),
            ),
            None => {
                seen.insert(as_number, (id, *line));
            }
        }
    }
}

fn own_number<'a>(indicator: &Indicator, id: &'a str) -> Option<&'a str> {
    let own = id.strip_prefix(&format!("{}.", indicator.number))?;
    let well_formed = own.bytes().all(|b| b.is_ascii_digit()) && !own.starts_with('0');
    (well_formed && !own.is_empty() && own.len() <= 3).then_some(own)
}

fn limits(scheme: &Scheme, lines: &Lines, walk: &Walk) {
    let counts = [
        ("考核内容", scheme.indicators.len(), limit::INDICATORS, lines.indicators.last()),
        ("评分要点", scheme.criteria_count(), limit::CRITERIA, lines.criteria.last()),
        ("等次", scheme.bands.len(), limit::BANDS, lines.bands.last()),
        ("专题", scheme.topics.len(), limit::TOPICS, lines.topics.last()),
        ("否决", scheme.vetoes.len(), limit::VETOES, lines.vetoes.last()),
    ];
    for (noun, count, most, line) in counts {
        if count > most {
            let line = line.copied().unwrap_or(0);
            walk.flaw_on(line, format!("{noun}有 {count} 个,至多 {most} 个;请合并"));
        }
    }
    for ((_, criterion), line) in scheme.criteria().zip(&lines.criteria) {
        let (parts, tasks) = (criterion.parts.len(), criterion.required_tasks.len());
        if parts > limit::PARTS || tasks > limit::REQUIRED_TASKS {
            let says = format!(
                "评分要点 {} 有 {parts} 个部分、{tasks} 项规定任务,至多 {} 个、{} 项",
                criterion.id,
                limit::PARTS,
                limit::REQUIRED_TASKS
            );
            walk.flaw_on(*line, says);
        }
    }
    let most = Points::from_hundredths(limit::SCHEME_HUNDREDTHS);
    let all = i64::from(scheme.total.hundredths()) + i64::from(scheme.bonus_points().hundredths());
    if all > i64::from(limit::SCHEME_HUNDREDTHS) {
        walk.flaw_on(lines.total, format!("总分连附加分至多 {}", most.short()));
    }
}

fn numbers(scheme: &Scheme, lines: &Lines, walk: &Walk) {
    for (index, (indicator, line)) in scheme.indicators.iter().zip(&lines.indicators).enumerate() {
        let due = index + 1;
        if indicator.number as usize != due {
            let says = format!("考核内容的 number 是 {},按次序应为 {due}", indicator.number);
            walk.flaw_on(*line, says);
        }
    }
    if let Some(bonus) = &scheme.bonus
        && bonus.number as usize <= scheme.indicators.len()
    {
        let says = format!(
            "附加分的 number 是 {},已被考核内容用过;应为 {}",
            bonus.number,
            scheme.indicators.len() + 1
        );
        walk.flaw_on(lines.bonus, says);
    }
}

/// Topics are numbered in order, and whoever asks for one asks for one that is there.
fn topics(scheme: &Scheme, lines: &Lines, walk: &Walk) {
    for (index, (topic, line)) in scheme.topics.iter().zip(&lines.topics).enumerate() {
        let due = index + 1;
        if topic.number as usize != due {
            let says = format!("专题的 number 是 {},按次序应为 {due}", topic.number);
            walk.flaw_on(*line, says);
        }
    }
    for (line, topic) in &lines.topics_read {
        if *topic as usize > scheme.topics.len() {
            let says = match scheme.topics.len() {
                0 => format!("没有第 {topic} 专题;请先写 [[topic]],一个专题一节"),
                last => format!("没有第 {topic} 专题;专题有 1 到 {last}"),
            };
            walk.flaw_on(*line, says);
        }
    }
}

/// Where a criterion's points are spread over the others, there must be others.
fn exceptions(scheme: &Scheme, lines: &Lines, walk: &Walk) {
    for sector in Sector::ALL.map(|(sector, ..)| sector) {
        let mut criteria = scheme.criteria().map(|(_, criterion)| criterion.instead(sector));
        if lines.criteria.is_empty() || criteria.any(|instead| instead.is_none()) {
            continue;
        }
        let line = lines.criteria.first().copied().unwrap_or(0);
        let says = format!("{}支部没有一个适用的评分要点;请改 not_for", sector.word());
        walk.flaw_on(line, says);
    }
}

fn bands(scheme: &Scheme, lines: &Lines, walk: &Walk) {
    let most = Points::from_hundredths(
        scheme.total.hundredths().saturating_add(scheme.bonus_points().hundredths()),
    );
    for (index, (band, line)) in scheme.bands.iter().zip(&lines.bands).enumerate() {
        let above = index.checked_sub(1).map(|above| &scheme.bands[above]);
        if let Some(above) = above.filter(|above| above.from <= band.from) {
            let says = format!(
                "等次「{}」从 {} 起,应低于前一等次「{}」的 {};请由高到低排列",
                band.name,
                band.from.short(),
                above.name,
                above.from.short()
            );
            walk.flaw_on(*line, says);
        }
        if band.from > most {
            let says = format!(
                "等次「{}」从 {} 起,超过满分 {}",
                band.name,
                band.from.short(),
                most.short()
            );
            walk.flaw_on(*line, says);
        }
        if scheme.bands[..index].iter().any(|other| other.name == band.name) {
            walk.flaw_on(*line, format!("等次「{}」重名;请改名", band.name));
        }
    }
    if let (Some(last), Some(line)) = (scheme.bands.last(), lines.bands.last())
        && last.from != Points::ZERO
    {
        let says =
            format!("最低的等次「{}」应从 0 起,否则有的总分没有等次;请写 from = 0", last.name);
        walk.flaw_on(*line, says);
    }
}

/// What is said to be a piece of the official text must be one.
fn quotations(scheme: &Scheme, lines: &Lines, walk: &Walk) {
    for ((indicator, criterion), line) in scheme.criteria().zip(&lines.criteria) {
        let text = &criterion.official_text;
        if !text.is_empty() && !indicator.annex_standard.contains(text.as_str()) {
            let says = format!(
                "评分要点 {} 的 official_text「{text}」不是本项 annex_standard 中的原文;请照录",
                criterion.id
            );
            walk.flaw_on(*line, says);
        }
    }
    let of = |number: u32| scheme.indicators.iter().find(|i| i.number == number);
    let holds = |text: &str, within: &[&str]| within.iter().any(|whole| whole.contains(text));
    for (erratum, line) in scheme.errata.iter().zip(&lines.errata) {
        if of(erratum.indicator).is_none() {
            walk.flaw_on(*line, no_indicator(erratum.indicator, scheme));
            continue;
        }
        let found = of(erratum.indicator).is_some_and(|i| {
            holds(&erratum.text, &[&i.body_text, &i.annex_text, &i.annex_standard])
        });
        if !found {
            let says = format!("考核内容 {} 的原文里没有「{}」", erratum.indicator, erratum.text);
            walk.flaw_on(*line, says);
        }
    }
    for (difference, line) in scheme.differences.iter().zip(&lines.differences) {
        if of(difference.indicator).is_none() {
            walk.flaw_on(*line, no_indicator(difference.indicator, scheme));
            continue;
        }
        let found = of(difference.indicator).is_some_and(|i| {
            i.body_text.contains(&difference.body)
                && holds(&difference.annex, &[&i.annex_text, &i.annex_standard])
        });
        if !found {
            let says = format!(
                "考核内容 {}: 正文里没有「{}」,或附件里没有「{}」",
                difference.indicator, difference.body, difference.annex
            );
            walk.flaw_on(*line, says);
        }
    }
    for (index, (clause, line)) in scheme.clauses.iter().zip(&lines.clauses).enumerate() {
        if scheme.clauses[..index].iter().any(|other| other.id == clause.id) {
            walk.flaw_on(*line, format!("条文 id「{}」重复", clause.id));
        }
    }
}

fn no_indicator(number: u32, scheme: &Scheme) -> String {
    format!("没有考核内容 {number};请改为 1 到 {}", scheme.indicators.len())
}

fn sums(scheme: &Scheme, lines: &Lines, walk: &Walk) {
    for ((_, criterion), line) in scheme.criteria().zip(&lines.criteria) {
        parts(criterion, *line, walk);
    }
    for (indicator, line) in scheme.indicators.iter().zip(&lines.indicators) {
        let criteria = add(indicator.criteria.iter().map(|criterion| criterion.points));
        let noun = format!("考核内容 {} 的评分要点", indicator.number);
        sum(walk, *line, &noun, criteria, indicator.points);
    }
    let indicators = add(scheme.indicators.iter().map(|indicator| indicator.points));
    sum(walk, lines.total, "各项考核内容", indicators, scheme.total);
}

/// The parts of a criterion for one branch, whatever its sector, add up to the criterion.
fn parts(criterion: &Criterion, line: u64, walk: &Walk) {
    let noun = format!("评分要点 {} 的各部分", criterion.id);
    if criterion.parts.iter().all(|part| part.sectors.is_empty()) {
        let parts = add(criterion.parts.iter().map(|part| part.points));
        return sum(walk, line, &noun, parts, criterion.points);
    }
    for sector in Sector::ALL.map(|(sector, ..)| sector) {
        let own = criterion.parts.iter().filter(|part| part.is_for(sector));
        let parts = add(own.map(|part| part.points));
        let is_out = criterion.instead(sector).is_some();
        if !is_out && parts != i64::from(criterion.points.hundredths()) {
            let noun = format!("{noun}({}支部)", sector.word());
            return sum(walk, line, &noun, parts, criterion.points);
        }
    }
}

fn add(points: impl Iterator<Item = Points>) -> i64 {
    points.map(|points| i64::from(points.hundredths())).sum()
}

fn sum(walk: &Walk, line: u64, noun: &str, found: i64, due: Points) {
    if found == i64::from(due.hundredths()) {
        return;
    }
    let found = match i32::try_from(found) {
        Ok(hundredths) => Points::from_hundredths(hundredths).short(),
        Err(_) => format!("{}", found / 100),
    };
    let due = due.short();
    let says = format!("{noun}合计 {found} 分,应为 {due} 分;请改各项分数,或把合计改为 {found}");
    walk.flaw_on(line, says);
}
