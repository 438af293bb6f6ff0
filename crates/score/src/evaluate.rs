//! From a branch's case to its sheet: every part by its rule, every rule by its facts.
//!
//! It suggests and never fails: what cannot be told is said so, and left to people.

use model::organisation::Sector;
use model::scheme::{Criterion, Instead, Part, Provenance, RuleKind};
use model::{Flaw, Place, Points, Scheme};

use crate::case::{Case, Norms};
use crate::exact::Exact;
use crate::fact::{Answer, Facts};
use crate::rule::{self, Ask};
use crate::sheet::{CriterionSheet, Line, Sheet, Suggestion, Sum, Task, TaskState};

/// Evaluates one branch. The flaws are about the records: what was there and could not be counted.
#[must_use]
pub fn evaluate(scheme: &Scheme, norms: &Norms, case: &Case) -> (Sheet, Vec<Flaw>) {
    let facts = Facts::new(scheme, case);
    let mut flaws = Vec::new();
    let mut criteria: Vec<CriterionSheet> =
        scheme.criteria().map(|(_, one)| criterion(one, case.sector, &facts, &mut flaws)).collect();
    fill(&mut criteria, norms);
    let mut rest = criteria.iter();
    let sum = |sums: &mut dyn Iterator<Item = Sum>| {
        sums.fold(Sum::default(), |mut all, one| {
            all.add(one);
            all
        })
    };
    let of_indicators = scheme
        .indicators
        .iter()
        .map(|indicator| sum(&mut rest.by_ref().take(indicator.criteria.len()).map(|one| one.sum)));
    let indicators: Vec<Sum> = of_indicators.collect();
    let total = sum(&mut indicators.iter().copied());
    let (bonus, bonus_sum) = bonus(scheme, case.sector, &facts, &mut flaws);
    let sheet = Sheet {
        criteria,
        indicators,
        total,
        bonus,
        bonus_sum,
        flags: scheme.vetoes.iter().filter_map(|veto| rule::flag(veto, &facts)).collect(),
        tasks: scheme.criteria().flat_map(|(_, one)| tasks(one, &facts)).collect(),
        topics: facts.topics(),
    };
    flaws.extend(facts.into_flaws());
    (sheet, flaws)
}

fn criterion(
    criterion: &Criterion,
    sector: Sector,
    facts: &Facts<'_>,
    flaws: &mut Vec<Flaw>,
) -> CriterionSheet {
    let instead = criterion.instead(sector);
    let own = criterion.parts.iter().filter(|part| instead.is_none() && part.is_for(sector));
    let ask = |reads: &_| facts.ask(reads, &criterion.id);
    let (lines, sum) = lines(own, criterion.points, &ask, &criterion.id, flaws);
    CriterionSheet {
        id: criterion.id.clone(),
        title: criterion.title.clone(),
        provenance: criterion.provenance,
        lines,
        sum,
        instead,
    }
}

/// Parts in order, with their sum rounded once.
fn lines<'p>(
    parts: impl Iterator<Item = &'p Part>,
    most: Points,
    ask: Ask<'_>,
    id: &str,
    flaws: &mut Vec<Flaw>,
) -> (Vec<Line>, Sum) {
    let (mut lines, mut exact, mut open) = (Vec::new(), Some(Exact::ZERO), Points::ZERO);
    for part in parts {
        let (line, points) = line(part, ask);
        match points {
            Some(points) => exact = exact.and_then(|sum| sum.plus(points)),
            None => open += part.points,
        }
        lines.push(line);
    }
    let Some(exact) = exact else {
        // More different fractions than can be added: rather no suggestion than a wrong one.
        let says = format!("{id} 各部分的分数太零碎,合计算不出准数,不提建议分");
        flaws.push(Flaw::new(Place::whole(), says));
        return (lines, Sum { settled: Points::ZERO, open: most, most });
    };
    let settled = exact.rounded().min(most);
    (lines, Sum { settled, open: open.min(most - settled), most })
}

fn line(part: &Part, ask: Ask<'_>) -> (Line, Option<Exact>) {
    let settled = rule::settle(&part.rule, part.points, ask);
    let kind = part.rule.kind();
    let suggestion = match settled.suggestion {
        Some(exact) => Suggestion::Points(exact.rounded()),
        None if kind == RuleKind::Judgement => Suggestion::Judgement,
        None => Suggestion::None,
    };
    let line = Line {
        rule: Some(kind),
        most: part.points,
        suggestion,
        evidence: settled.evidence,
        says: part.says.clone(),
        reason: settled.reason,
        change: settled.change,
        provenance: Provenance::Setting,
    };
    (line, settled.suggestion)
}

/// What stands for the points of criteria that don't apply to this branch.
fn fill(criteria: &mut [CriterionSheet], norms: &Norms) {
    let mut rest = Sum::default();
    criteria.iter().filter(|one| one.instead.is_none()).for_each(|one| rest.add(one.sum));
    for one in criteria {
        let Some(instead) = one.instead else {
            continue;
        };
        let most = one.sum.most;
        let share = |got: Points| {
            let of = |points: Points| u64::from(points.hundredths().unsigned_abs());
            Exact::share(most, of(got), of(rest.most)).rounded()
        };
        let (points, reason, change) = match (instead, norms.means.get(&one.id)) {
            (Instead::Spread, _) if rest.open == Points::ZERO => {
                let (got, all) = (rest.settled.short(), rest.most.short());
                let reason = format!("不适用于本支部,按其余要点的得分率 {got}/{all} 折算");
                (Some(share(rest.settled)), reason, String::new())
            }
            (Instead::Spread, _) => {
                let reason = "不适用于本支部,按其余要点的得分率折算".to_owned();
                (None, reason, "其余要点都有分后再算".to_owned())
            }
            (Instead::Peers, Some(mean)) => {
                let reason = "不适用于本支部,按同类支部的平均分".to_owned();
                (Some((*mean).clamp(Points::ZERO, most)), reason, String::new())
            }
            (Instead::Peers, None) => {
                let reason = "不适用于本支部,按同类支部的平均分".to_owned();
                (None, reason, "同类支部有评定后再算".to_owned())
            }
        };
        one.sum = Sum {
            settled: points.unwrap_or(Points::ZERO),
            open: if points.is_some() { Points::ZERO } else { most },
            most,
        };
        one.lines = vec![Line {
            rule: None,
            most,
            suggestion: points.map_or(Suggestion::None, Suggestion::Points),
            evidence: Vec::new(),
            says: instead.word().to_owned(),
            reason,
            change,
            provenance: Provenance::Setting,
        }];
    }
}

fn bonus(
    scheme: &Scheme,
    sector: Sector,
    facts: &Facts<'_>,
    flaws: &mut Vec<Flaw>,
) -> (Vec<Line>, Sum) {
    let Some(bonus) = &scheme.bonus else {
        return Default::default();
    };
    let own = bonus.parts.iter().filter(|part| part.is_for(sector));
    let number = bonus.number.to_string();
    lines(own, bonus.points, &|reads| facts.ask(reads, &number), &number, flaws)
}

fn tasks(criterion: &Criterion, facts: &Facts<'_>) -> Vec<Task> {
    let tasks = criterion.required_tasks.iter().map(|task| {
        let (state, evidence) = match facts.ask(&task.asks.reads, &criterion.id) {
            Answer::Found(found) if found.done >= task.asks.at_least => {
                (TaskState::Done, found.evidence)
            }
            Answer::Found(found) => (TaskState::Undone, found.evidence),
            _ => (TaskState::Unknown, Vec::new()),
        };
        Task { criterion: criterion.id.clone(), says: task.says.clone(), state, evidence }
    });
    tasks.collect()
}
