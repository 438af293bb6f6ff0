//! What a sheet would give: each cell beside what its row was made from and what is given now.

use std::collections::HashMap;
use std::fmt::Write as _;

use model::assessment::needs_reason;
use model::authority::Verb;
use model::id::OrgId;
use model::{Flaw, Points};
use sha2::{Digest, Sha256};
use store::Link;
use store::evaluation::{self, Given};

use super::super::act::{Giving, Stand, Typed, stand};
use super::super::view::submitted;
use super::Ground;
use super::known::Known;
use super::read::{Line, Sheet};
use crate::assessment::RoundOf;
use crate::campaign::Enrolled;
use crate::cx::Cx;
use crate::refusal::Refusal;

/// What a sheet would do.
#[derive(Default)]
pub(super) struct Plan {
    /// Branch by branch, in the order of the sheet.
    pub(super) giving: Vec<(OrgId, Giving)>,
    /// The same, for the person to look at.
    pub(super) changes: Vec<Change>,
    /// Branches to which nothing is given, but to which somebody gave something later.
    pub(super) kept_later: Vec<Change>,
    pub(super) counts: Counts,
    pub(super) flaws: Vec<Flaw>,
}

/// What would change for a branch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Change {
    /// The sheet's row.
    pub row: u64,
    /// The branch.
    pub branch: String,
    /// What is given for the first time: criterion and points.
    pub fresh: Vec<String>,
    /// What is given otherwise: criterion, before and after.
    pub changed: Vec<String>,
    /// Given by somebody after the sheet was made, and left so: criterion and points.
    pub later: Vec<String>,
    /// The reasons that are given with them: criterion and sentence.
    pub reasons: Vec<String>,
}

/// How much.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Points that are given for the first time.
    pub fresh: usize,
    /// Points or reasons that become others.
    pub changed: usize,
    /// Points that somebody gave after the sheet was made.
    pub later: usize,
    /// Branches for which nothing changes.
    pub unchanged: usize,
    /// Branches that the sheet lacks.
    pub left: usize,
    /// Rows that don't say what they were made from.
    pub unmarked: usize,
    /// Rows whose remark is left out, since nothing that they give needs a reason.
    pub unused: usize,
}

impl Counts {
    /// How much would change.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.fresh + self.changed
    }
}

impl Plan {
    /// Digests everything that would be given and what it rests on.
    pub(super) fn seen(&self) -> [u8; 32] {
        let mut text = String::new();
        for ((branch, giving), change) in self.giving.iter().zip(&self.changes) {
            let _ = writeln!(text, "{branch} {change:?}");
            for line in &giving.lines {
                let _ = writeln!(text, "{:?} {:?}", line.suggested, line.own);
            }
        }
        let _ = writeln!(text, "{:?}", self.counts);
        Sha256::digest(text).into()
    }
}

/// What becomes of a cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Becomes {
    /// What is given stays.
    Same,
    /// What somebody gave after the sheet was made stays.
    Later,
    /// The cell's points are given.
    Given,
    /// The cell and somebody else say different things.
    Torn,
}

/// What becomes of a cell: what it says, what it said when it was made, what is given now, and
/// whether that came later.
fn becomes(
    typed: Option<Points>,
    base: Option<Points>,
    now: Option<Points>,
    is_later: bool,
) -> Becomes {
    match typed {
        _ if typed == now => Becomes::Same,
        None if is_later && base.is_none() => Becomes::Later,
        None => Becomes::Same,
        _ if is_later && typed == base => Becomes::Later,
        _ if is_later => Becomes::Torn,
        _ => Becomes::Given,
    }
}

/// Plans a sheet's rows.
pub(super) async fn plan(
    cx: &Cx,
    link: &mut Link,
    ground: &Ground,
    sheet: &Sheet,
) -> Result<Plan, Refusal> {
    let mut plan = Plan::default();
    let known = Known::of(link, ground, sheet).await?;
    let mut rows: HashMap<OrgId, u64> = HashMap::new();
    for line in &sheet.lines {
        let mut flaw = |says: String| plan.flaws.push(Flaw::new(sheet.of_row(line.number), says));
        let enrolled = match known.find(ground, line) {
            Ok(enrolled) => enrolled,
            Err(says) => {
                flaw(says.to_owned());
                continue;
            }
        };
        if let Some(first) = rows.insert(enrolled.branch, line.number) {
            flaw(format!("与第 {first} 行是同一个支部;请删去一行"));
            continue;
        }
        plan.counts.unmarked += usize::from(line.made_from.is_none());
        if says_nothing_new(link, ground, enrolled, line).await? {
            plan.counts.unchanged += 1;
            continue;
        }
        row(cx, link, ground, (sheet, line, enrolled), &mut plan).await?;
    }
    plan.counts.left = ground.enrolled.len() - rows.len();
    plan.flaws.sort();
    Ok(plan)
}

/// Whether a row says what is given already, so that nobody has to look further.
async fn says_nothing_new(
    link: &mut Link,
    ground: &Ground,
    enrolled: &Enrolled,
    line: &Line,
) -> Result<bool, Refusal> {
    if line.points.iter().all(Option::is_none) && line.made_from.is_none() {
        return Ok(true);
    }
    let begun = ground.begun.iter().filter(|kept| kept.round.org == enrolled.branch);
    let term = line.made_from.map(|made| made.term);
    let kept = begun.rev().find(|kept| term.is_none_or(|term| term == kept.round.term));
    let given = match kept {
        Some(kept) => evaluation::lines(link, kept.id).await?,
        None => Vec::new(),
    };
    let is_same = |((at, points), (_, criterion)): ((usize, &Option<Points>), _)| {
        let criterion: &model::Criterion = criterion;
        let given = given.iter().find(|given| given.line.criterion == criterion.id);
        let reason = line.reasons.get(at).map_or("", String::as_str);
        let reason_now = given.map_or("", |given| given.line.reason.as_str());
        given.and_then(|given| given.line.points) == *points
            && (reason.is_empty() || points.is_none() || reason == reason_now)
    };
    Ok(line.points.iter().enumerate().zip(ground.scheme.criteria()).all(is_same))
}

async fn row(
    cx: &Cx,
    link: &mut Link,
    ground: &Ground,
    (sheet, line, enrolled): (&Sheet, &Line, &Enrolled),
    plan: &mut Plan,
) -> Result<(), Refusal> {
    let whole = sheet.of_row(line.number);
    let of = RoundOf::period(ground.campaign.id, ground.period);
    let stand = match stand(cx, link, enrolled.branch, of, Verb::Evaluate).await {
        Err(Refusal::Unseen | Refusal::Denied) => {
            plan.flaws.push(Flaw::new(whole, "现在不由您评定;请删去这一行"));
            return Ok(());
        }
        stand => stand?,
    };
    let history = match &stand.kept {
        Some(kept) => evaluation::history(link, kept.id).await?,
        None => Vec::new(),
    };
    let check = submitted(link, &stand.basis, stand.period.number).await?;
    let mut change =
        Change { row: line.number, branch: enrolled.name.clone(), ..Change::default() };
    let (typed, torn) = typed(&stand, &history, line, &mut change);
    let is_used = line.remark.is_empty() || typed.iter().any(|one| one.reason == line.remark);
    plan.counts.unused += usize::from(!typed.is_empty() && !is_used);
    if typed.is_empty() && torn.is_empty() {
        match change.later.is_empty() {
            true => plan.counts.unchanged += 1,
            false => {
                plan.counts.later += change.later.len();
                plan.kept_later.push(change);
            }
        }
        return Ok(());
    }
    if let Some(says) = unfit(&stand, line, ground.period) {
        plan.flaws.push(Flaw::new(whole, says));
        return Ok(());
    }
    for (criterion, now) in torn {
        let says =
            format!("下载以后已由别人评为 {};请重新下载,或把这一格改成同样的分数", now.short());
        plan.flaws.push(Flaw::new(sheet.of_points(line.number, criterion), says));
    }
    match stand.lines(&typed, &history, check.as_ref()) {
        Ok(lines) => {
            plan.counts.fresh += change.fresh.len();
            plan.counts.changed += change.changed.len();
            plan.counts.later += change.later.len();
            plan.giving.push((enrolled.branch, stand.giving(lines)));
            plan.changes.push(change);
        }
        Err(Refusal::Flawed(flaws)) => {
            for flaw in flaws {
                let id = flaw.field.split_once('-').map_or("", |(_, id)| id);
                let mut criteria = ground.scheme.criteria();
                let at = criteria.position(|(_, one)| one.id == id).unwrap_or(0);
                let says = match flaw.field.starts_with("reason") {
                    true => format!("{}(写在「{}」一列)", flaw.says, sheet.reason_head(at)),
                    false => flaw.says,
                };
                plan.flaws.push(Flaw::new(sheet.of_points(line.number, at), says));
            }
        }
        Err(refusal) => return Err(refusal),
    }
    Ok(())
}

/// Why nothing of a row can be given, where nothing can.
fn unfit(stand: &Stand, line: &Line, period: u32) -> Option<String> {
    if let Some(made) = line.made_from {
        if made.period != stand.period.number {
            return Some(format!("是第 {} 阶段的评分表;请重新下载", made.period.min(period)));
        }
        if made.term != stand.basis.term.id {
            return Some("下载以后换了书记,要另行评定;请重新下载评分表".to_owned());
        }
    }
    match stand.is_open() {
        Err(Refusal::Flawed(flaws)) => flaws.into_iter().next().map(|flaw| flaw.says),
        _ => None,
    }
}

/// What of a row is to be given, as if somebody had typed it; and which criteria somebody else
/// gave otherwise, with what they gave.
fn typed(
    stand: &Stand,
    history: &[Given],
    line: &Line,
    change: &mut Change,
) -> (Vec<Typed>, Vec<(usize, Points)>) {
    let (mut typed, mut torn) = (Vec::new(), Vec::new());
    let made = line.made_from.map_or(u32::MAX, |made| made.version);
    let then = history.iter().filter(|given| given.version <= made).cloned();
    let (then, now) = (evaluation::held(then), evaluation::held(history.iter().cloned()));
    let scheme = &stand.basis.current.scheme;
    let all = scheme.criteria().zip(stand.basis.grounds()).zip(&line.points).enumerate();
    for (at, (((_, criterion), grounds), points)) in all {
        let of = |lines: &[Given]| lines.iter().find(|g| g.line.criterion == criterion.id).cloned();
        let (base, now) = (of(&then).and_then(|given| given.line.points), of(&now));
        let is_later = now.as_ref().is_some_and(|given| given.version > made);
        let now_points = now.as_ref().and_then(|given| given.line.points);
        let own = line.reasons.get(at).cloned().unwrap_or_default();
        let shown = |points: Option<Points>| points.map_or_else(String::new, Points::short);
        let becomes = becomes(*points, base, now_points, is_later);
        let says_otherwise = points.is_some()
            && !is_later
            && !own.is_empty()
            && now.as_ref().is_some_and(|given| given.line.reason != own);
        let points = match (becomes, points) {
            (Becomes::Given, Some(points)) => *points,
            (Becomes::Same, Some(points)) if says_otherwise => *points,
            (Becomes::Later, _) => {
                change.later.push(format!("{} {}", criterion.id, shown(now_points)));
                continue;
            }
            (Becomes::Torn, _) => {
                torn.extend(now_points.map(|now| (at, now)));
                continue;
            }
            _ => continue,
        };
        let needs = needs_reason(points, grounds.suggestion, !grounds.cited.is_empty());
        let reason = if own.is_empty() && needs { line.remark.clone() } else { own };
        match now_points {
            None => change.fresh.push(format!("{} {}", criterion.id, points.short())),
            Some(now) => {
                let (now, points) = (now.short(), points.short());
                change.changed.push(format!("{} {now} → {points}", criterion.id));
            }
        }
        if !reason.is_empty() {
            change.reasons.push(format!("{} {reason}", criterion.id));
        }
        typed.push(Typed {
            criterion: criterion.id.clone(),
            points: points.short(),
            reason,
            is_given: true,
            seen: now.map_or(0, |given| given.version),
        });
    }
    (typed, torn)
}

#[cfg(test)]
mod tests {
    use model::Points;

    use super::{Becomes, becomes};

    #[test]
    fn a_cell_gives_way_to_what_came_later_unless_somebody_changed_it() {
        let of = |text: &str| Points::parse(text).ok();
        let cases = [
            // Typed, when it was made, now, whether that came later.
            ("3", "", "", false, Becomes::Given),
            ("3", "2", "2", false, Becomes::Given),
            ("3", "3", "3", false, Becomes::Same),
            ("", "", "", false, Becomes::Same),
            ("", "2", "2", false, Becomes::Same),
            ("2", "2", "3", true, Becomes::Later),
            ("", "", "3", true, Becomes::Later),
            ("1", "2", "3", true, Becomes::Torn),
            ("1", "", "3", true, Becomes::Torn),
            ("3", "2", "3", true, Becomes::Same),
        ];
        for (typed, base, now, is_later, expected) in cases {
            let found = becomes(of(typed), of(base), of(now), is_later);
            assert_eq!(found, expected, "{typed} {base} {now}");
        }
    }
}
