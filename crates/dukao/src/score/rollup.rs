//! `rollup.csv`: a line a group.

use model::Scheme;
use score::Group;
use table::delimited::{push_hundredths, push_text, push_whole};

use super::results::push_points;

/// The heads of the columns.
pub(super) fn heads(scheme: &Scheme) -> Vec<String> {
    let names = ["层级", "市", "县(市、区)", "上级党委", "类别"];
    let figures = ["支部数", "已评定", "评定率", "平均", "中位数", "最低", "最高"];
    let fixed = names.into_iter().chain(figures).map(str::to_owned);
    let bands = scheme.bands.iter().map(|band| band.name.clone());
    let criteria = scheme.criteria().map(|(_, criterion)| criterion.id.clone());
    fixed.chain(bands).chain(criteria).collect()
}

/// Adds a group's line.
pub(super) fn push_line(line: &mut Vec<u8>, group: &Group) {
    let names = [group.level.word(), &group.city, &group.county, &group.committee, &group.sector];
    for name in names {
        push_text(line, name);
        line.push(b',');
    }
    let figures = &group.figures;
    push_whole(line, figures.branches);
    line.push(b',');
    push_whole(line, figures.rated());
    line.push(b',');
    push_hundredths(line, i64::try_from(figures.rate()).unwrap_or(i64::MAX));
    for points in [figures.mean, figures.median, figures.least, figures.most] {
        line.push(b',');
        push_points(line, points);
    }
    for count in &figures.bands {
        line.push(b',');
        push_whole(line, *count);
    }
    for index in 0..figures.sums.len() {
        line.push(b',');
        push_points(line, figures.criterion_mean(index));
    }
    line.push(b'\n');
}
