//! What an invented branch gives itself, and what its committee gives: over what the rules suggest.

use model::assessment::{Suggestion, needs_reason};
use model::evaluation::Line;
use model::record::content::Texts;
use model::scheme::Criterion;
use model::self_check::{Answer, SENTENCES, SelfCheck};
use model::{Points, Scheme};

use super::seed::Seed;
use crate::assessment::Grounds;

/// A part of points, in steps of a half.
fn part(of: Points, percent: usize) -> Points {
    let percent = i32::try_from(percent.min(100)).unwrap_or(100);
    let halves = (of.hundredths() * percent / 100 + 25) / 50;
    Points::from_hundredths((halves * 50).min(of.hundredths()))
}

/// Points within what is suggested, or of all there are where nothing is.
fn within(suggestion: Option<Suggestion>, most: Points, percent: usize) -> Points {
    match suggestion {
        Some(Suggestion { least, most }) => least + part(most - least, percent),
        None => part(most, percent),
    }
}

fn open(points: Points, grounds: &Grounds) -> bool {
    needs_reason(points, grounds.suggestion, !grounds.cited.is_empty())
}

/// A self-check of a branch that does so well.
pub(super) fn self_check(
    scheme: &Scheme,
    grounds: &[Grounds],
    quality: usize,
    seed: &mut Seed,
) -> SelfCheck {
    const MORE: [&str; 2] = ["活动已经开展,记录正在补录", "补学已经安排,本周内补记"];
    const BARE: [&str; 2] = ["支部有会议记录可查,正在整理", "有工作笔记,可当面查看"];
    let answer = |((_, criterion), grounds): ((_, &Criterion), &Grounds)| {
        let percent = (quality + seed.between(0, 12)).min(100);
        let mut own = within(grounds.suggestion, criterion.points, percent);
        let half = Points::from_hundredths(50);
        let is_exact = grounds.suggestion.is_some_and(Suggestion::is_exact);
        if is_exact && own + half <= criterion.points && seed.happens(15) {
            own += half;
        }
        let reasons = if grounds.suggestion.is_some() { &MORE } else { &BARE };
        let reason = if open(own, grounds) { seed.pick(reasons) } else { "" };
        Answer {
            criterion: criterion.id.clone(),
            suggested: grounds.suggestion,
            own: Some(own),
            reason: reason.to_owned(),
            cited: grounds.cited.clone(),
        }
    };
    let answers = scheme.criteria().zip(grounds).map(answer).collect();
    let mut said = Texts::default();
    let done =
        ["四个专题讨论和两次党课都已完成,台账随做随记。", "专题讨论完成了大部分,党课讲了一次。"];
    let problems = ["个别流动党员参加讨论少,补学不够及时。", "联系岗位实际还不够,发言偏虚。"];
    let measures = ["由党小组长逐人联系补学,本月底前完成。", "下次讨论每人带一件身边事来谈。"];
    let next = ["下月开展评议和整改回头看。", "把整改事项逐条销号,向党员大会报告。"];
    for ((name, ..), text) in SENTENCES.iter().zip([done, problems, measures, next]) {
        said.put(name, seed.pick(&text));
    }
    SelfCheck { answers, said }
}

/// The lines of an evaluation; only the first few where it has just begun.
pub(super) fn lines(
    scheme: &Scheme,
    grounds: &[Grounds],
    check: &SelfCheck,
    quality: usize,
    seed: &mut Seed,
) -> Vec<Line> {
    const LESS: [&str; 3] =
        ["记录过简,看不出讨论内容", "现场核对,签到与记录不一致", "做法一般,没有结合岗位"];
    const BARE: [&str; 2] = ["督导时当面查看了支部的工作笔记", "听取汇报并走访党员后评定"];
    let line = |(((_, criterion), grounds), answer): (((_, &Criterion), &Grounds), &Answer)| {
        let percent = (quality + seed.between(0, 8)).min(100);
        let mut points = within(grounds.suggestion, criterion.points, percent);
        let half = Points::from_hundredths(50);
        let is_exact = grounds.suggestion.is_some_and(Suggestion::is_exact);
        if is_exact && points >= half && seed.happens(100_usize.saturating_sub(quality) / 2) {
            points = points - half;
        }
        let reasons = if grounds.suggestion.is_some() { &LESS[..] } else { &BARE[..] };
        let reason = if open(points, grounds) { seed.pick(reasons) } else { "" };
        Line {
            criterion: criterion.id.clone(),
            points: Some(points),
            reason: reason.to_owned(),
            suggested: grounds.suggestion,
            own: answer.own,
            cited: grounds.cited.clone(),
        }
    };
    scheme.criteria().zip(grounds).zip(&check.answers).map(line).collect()
}
