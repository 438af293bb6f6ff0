//! `results.csv`: a line a branch, in the order of the input.

use model::{Points, Scheme};
use score::{Criteria, Outcome};
use table::delimited::{push_hundredths, push_text};

use super::branch::Branch;

/// The heads of the columns.
pub(super) fn heads(scheme: &Scheme) -> Vec<String> {
    let fixed = [
        "支部代码",
        "支部名称",
        "市",
        "县(市、区)",
        "上级党委",
        "类别",
        "书记",
        "总分",
        "暂计",
        "自查总分",
        "附加分",
        "状态",
        "缺项",
        "未评项",
        "等次",
    ];
    let indicators = scheme.indicators.iter().map(|i| format!("内容{}", i.number));
    fixed.into_iter().map(str::to_owned).chain(indicators).collect()
}

/// Puts what only depends on the scheme together once.
#[derive(Clone, Debug)]
pub(super) struct Words {
    ids: Vec<String>,
    all: String,
    bands: Vec<String>,
}

impl Words {
    pub(super) fn new(scheme: &Scheme) -> Self {
        let ids: Vec<String> = scheme.criteria().map(|(_, c)| c.id.clone()).collect();
        let bands = scheme.bands.iter().map(|band| band.name.clone()).collect();
        Self { all: ids.join("、"), ids, bands }
    }

    /// Criteria joined by `、`.
    pub(super) fn list(&self, criteria: Criteria) -> String {
        if criteria.len() == self.ids.len() {
            return self.all.clone();
        }
        let ids: Vec<&str> = criteria.iter().map(|index| self.ids[index].as_str()).collect();
        ids.join("、")
    }

    /// 未评项, which says something only where the rating has begun and isn't complete.
    pub(super) fn unrated(&self, outcome: &Outcome) -> String {
        if outcome.status == model::Status::PartlyRated {
            return self.list(outcome.unrated);
        }
        String::new()
    }

    /// 等次.
    pub(super) fn band(&self, outcome: &Outcome) -> &str {
        outcome.band.map_or("", |band| &self.bands[band])
    }
}

/// Adds a branch's line.
pub(super) fn push_line(
    line: &mut Vec<u8>,
    words: &Words,
    branch: &Branch<'_>,
    outcome: &Outcome,
    indicators: &[Option<Points>],
) {
    let names = [
        &branch.code,
        &branch.name,
        &branch.city,
        &branch.county,
        &branch.committee,
        &branch.sector,
        &branch.secretary,
    ];
    for name in names {
        push_text(line, name);
        line.push(b',');
    }
    for points in [outcome.total, outcome.provisional, outcome.own_total, Some(outcome.bonus)] {
        push_points(line, points);
        line.push(b',');
    }
    line.extend_from_slice(outcome.status.word().as_bytes());
    line.push(b',');
    if !outcome.missing.is_empty() {
        line.extend_from_slice(words.list(outcome.missing).as_bytes());
    }
    line.push(b',');
    line.extend_from_slice(words.unrated(outcome).as_bytes());
    line.push(b',');
    push_text(line, words.band(outcome));
    for points in indicators {
        line.push(b',');
        push_points(line, *points);
    }
    line.push(b'\n');
}

/// Adds points with two decimals, or nothing.
pub(super) fn push_points(line: &mut Vec<u8>, points: Option<Points>) {
    if let Some(points) = points {
        push_hundredths(line, points.hundredths().into());
    }
}
