//! `results.xlsx`: 结果, 汇总, 失分, 薄弱项, 说明.
//!
//! A sheet holds a million rows. What doesn't fit is left out, and 说明 says so: the results are
//! in `results.csv` in any case.

use std::fs::File;
use std::io::BufWriter;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

use ::score::{Group, Level};
use model::{Points, limit};
use table::book::Unwritable;
use table::{Book, Column, Kind, Sheet, Unreadable, Value};

use super::branch::Given;
use super::folder::{Folder, RESULTS_XLSX};
use super::results;
use super::tally::Tally;
use super::{Job, Origin, rollup};
use crate::stop::Stop;

mod remarks;

/// What goes into the workbook, by its size.
pub(super) struct Plan {
    /// 结果 is there.
    results: bool,
    /// 失分 is there.
    lost: bool,
    /// Levels whose lines are in 汇总, by their place in [`Level::ALL`].
    sums: [bool; 5],
    /// The same for 薄弱项.
    weak: [bool; 5],
}

impl Plan {
    fn new(job: &Job<'_>, tally: &Tally) -> Self {
        let branches = tally.whole().figures.branches;
        let criteria = job.scheme.criteria_count() as u64;
        let results = branches <= limit::SHEET_ROWS;
        let committees = if results { limit::SHEET_ROWS } else { limit::COMMITTEE_ROWS };
        Self {
            results,
            lost: results && tally.lost_lines <= limit::SHEET_ROWS,
            sums: levels(tally, 1, committees),
            weak: levels(tally, criteria, committees),
        }
    }

    /// Levels that are left out of a sheet.
    fn left_out(shown: [bool; 5]) -> Vec<&'static str> {
        let levels = Level::ALL.iter().zip(shown).filter(|(_, shown)| !shown);
        levels.map(|(level, _)| level.word()).collect()
    }
}

/// The levels whose lines fit a sheet, `rows` a group: the committees, of which there are most,
/// come last and have a limit of their own.
fn levels(tally: &Tally, rows: u64, committee_rows: u64) -> [bool; 5] {
    let mut shown = [false; 5];
    let mut taken = 0;
    for level in [Level::Whole, Level::City, Level::County, Level::Sector, Level::Committee] {
        let lines = match level {
            Level::Committee if tally.committees > limit::COMMITTEES_HELD => continue,
            Level::Committee => tally.committees * rows,
            level => rows * tally.groups.iter().filter(|group| group.level == level).count() as u64,
        };
        let most = if level == Level::Committee { committee_rows } else { limit::SHEET_ROWS };
        if lines <= most && taken + lines <= limit::SHEET_ROWS {
            shown[level as usize] = true;
            taken += lines;
        }
    }
    shown
}

/// Why a sheet was not filled.
enum Halt {
    Read(Unreadable),
    Write(Unwritable),
}

impl From<Unwritable> for Halt {
    fn from(error: Unwritable) -> Self {
        Self::Write(error)
    }
}

/// A workbook whose sheet 结果 is filled on a thread of its own, while the input is still read:
/// it takes longer than all the rest.
pub(super) struct Draft {
    book: Book,
    lines: Option<SyncSender<Vec<u8>>>,
    results: JoinHandle<Result<Sheet, Unwritable>>,
}

impl Draft {
    /// Begins the workbook.
    pub(super) fn begin(job: &Job<'_>, folder: &Folder) -> Result<Self, Stop> {
        let begin = || {
            let mut book = Book::new(folder.path());
            let mut sheet = results_sheet(job, &mut book)?;
            let (lines, receiver) = sync_channel(4);
            let fill = move || {
                for block in receiver {
                    fill_results(&mut sheet, block)?;
                }
                Ok(sheet)
            };
            let results = thread::Builder::new().spawn(fill)?;
            Ok(Self { book, lines: Some(lines), results })
        };
        begin().map_err(|error| unwritable(job, &error))
    }

    /// Hands lines of `results.csv` on to the sheet. A failure shows when the sheet is taken.
    pub(super) fn feed(&mut self, lines: Vec<u8>) {
        if let Some(sender) = &self.lines {
            let _ = sender.send(lines);
        }
    }

    /// Feeds no more lines: there are more than a sheet holds.
    pub(super) fn give_up(&mut self) {
        self.lines = None;
    }
}

/// Adds lines of `results.csv`, as long as they fit.
fn fill_results(sheet: &mut Sheet, lines: Vec<u8>) -> Result<(), Unwritable> {
    let mut failed = Ok(());
    let read = table::delimited::each_row(lines, &mut |row| {
        if failed.is_ok() && sheet.rows() < limit::SHEET_ROWS {
            failed = sheet.text_row(&row);
        }
    });
    read.map_err(|error| Unwritable::Library(error.to_string()))?;
    failed
}

fn unwritable(job: &Job<'_>, error: &Unwritable) -> Stop {
    Stop::failed(job.arguments.out.join(RESULTS_XLSX).display(), error)
}

/// Writes the workbook; gives what was left out of it.
pub(super) fn write(
    job: &Job<'_>,
    folder: &Folder,
    draft: Draft,
    tally: &Tally,
    origin: &Origin<'_>,
) -> Result<Vec<(&'static str, String)>, Stop> {
    let file = folder.create(RESULTS_XLSX)?;
    fill(job, draft, tally, origin, file).map_err(|halt| match halt {
        Halt::Read(error) => Stop::failed(job.input.path.display(), error),
        Halt::Write(error) => unwritable(job, &error),
    })
}

fn fill(
    job: &Job<'_>,
    draft: Draft,
    tally: &Tally,
    origin: &Origin<'_>,
    file: File,
) -> Result<Vec<(&'static str, String)>, Halt> {
    let plan = Plan::new(job, tally);
    let Draft { mut book, lines, results } = draft;
    drop(lines);
    // The longest first: it is still packed while the others are filled.
    let mut lost = if plan.lost { Some(lost_sheet(job, &mut book)?) } else { None };
    if let Some(sheet) = &mut lost {
        fill_lost(job, sheet)?;
    }
    let mut sums = sums_sheet(job, &mut book)?;
    fill_sums(&plan, &tally.groups, &mut sums)?;
    let mut weak = weak_sheet(&mut book)?;
    fill_weak(job, &plan, &tally.groups, &mut weak)?;
    let filled = results.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
    let results = plan.results.then_some(filled);
    for sheet in [results, Some(sums), lost, Some(weak)].into_iter().flatten() {
        book.push(sheet)?;
    }
    let left_out = remarks::left_out(&plan, tally);
    let remarks = remarks::sheet(job, &left_out, origin, &mut book)?;
    book.push(remarks)?;
    book.save(BufWriter::new(file))?;
    Ok(left_out)
}

fn points(points: Option<Points>) -> Value<'static> {
    points.map_or(Value::Blank, |points| Value::Hundredths(points.hundredths().into()))
}

fn text(text: &str) -> Value<'_> {
    if text.is_empty() { Value::Blank } else { Value::Text(text) }
}

fn results_sheet(job: &Job<'_>, book: &mut Book) -> Result<Sheet, Unwritable> {
    let kind = |at: usize| match at {
        7..=10 | 15.. => Kind::Hundredths,
        12 | 13 => Kind::List,
        _ => Kind::Text,
    };
    let heads = results::heads(job.scheme).into_iter().enumerate();
    book.sheet("结果", heads.map(|(at, head)| Column::new(head, kind(at))).collect())
}

fn lost_sheet(job: &Job<'_>, book: &mut Book) -> Result<Sheet, Unwritable> {
    let mut columns = Vec::new();
    if job.reader.columns.code.is_some() {
        columns.push(Column::new("支部代码", Kind::Text));
    }
    columns.push(Column::new("支部名称", Kind::Text));
    let units = job.reader.columns.units();
    columns.extend(units[..3].iter().flatten().map(|head| Column::new(*head, Kind::Text)));
    for head in ["评分要点", "要点名称"] {
        columns.push(Column::new(head, Kind::Text));
    }
    for head in ["满分", "得分", "失分"] {
        columns.push(Column::new(head, Kind::Hundredths));
    }
    columns.push(Column::new("得分来源", Kind::Text));
    columns.push(Column::new("备注", Kind::Prose));
    book.sheet("失分", columns)
}

fn fill_lost(job: &Job<'_>, sheet: &mut Sheet) -> Result<(), Halt> {
    let mut given = Given::default();
    let mut failed = Ok(());
    table::each(job.input, |row| {
        let flaws = &mut model::Flaws::default();
        let Some(branch) = job.reader.read(&row, &mut given, flaws) else {
            return true;
        };
        for (at, (_, criterion)) in job.scheme.criteria().enumerate() {
            let remark = job.reader.remark(&row, at);
            let (got, source) = match given.of(at) {
                Some((got, source)) => (Some(got), source),
                None => (None, "未报"),
            };
            let lost = got.map(|got| criterion.points - got);
            if lost.is_none_or(|lost| lost == Points::ZERO) && remark.is_empty() {
                continue;
            }
            let mut cells = Vec::with_capacity(12);
            if job.reader.columns.code.is_some() {
                cells.push(text(&branch.code));
            }
            cells.push(text(&branch.name));
            let units = job.reader.columns.units().into_iter().zip(branch.units());
            cells.extend(units.take(3).filter_map(|(head, said)| head.map(|_| text(said))));
            cells.extend([
                Value::Text(&criterion.id),
                Value::Text(&criterion.title),
                points(Some(criterion.points)),
                points(got),
                points(lost),
                Value::Text(source),
                text(&remark),
            ]);
            failed = sheet.row(&cells);
            if failed.is_err() {
                return false;
            }
        }
        true
    })
    .map_err(Halt::Read)?;
    Ok(failed?)
}

fn sums_sheet(job: &Job<'_>, book: &mut Book) -> Result<Sheet, Unwritable> {
    let bands = 12..12 + job.scheme.bands.len();
    let kind = |at: usize| match at {
        0..=4 => Kind::Text,
        5 | 6 => Kind::Whole,
        7 => Kind::Percent,
        at if bands.contains(&at) => Kind::Whole,
        _ => Kind::Hundredths,
    };
    let heads = rollup::heads(job.scheme).into_iter().enumerate();
    book.sheet("汇总", heads.map(|(at, head)| Column::new(head, kind(at))).collect())
}

fn fill_sums(plan: &Plan, groups: &[Group], sheet: &mut Sheet) -> Result<(), Unwritable> {
    let shown = |group: &&Group| plan.sums[group.level as usize];
    for group in groups.iter().filter(shown) {
        let figures = &group.figures;
        let mut cells = vec![
            Value::Text(group.level.word()),
            text(&group.city),
            text(&group.county),
            text(&group.committee),
            text(&group.sector),
            Value::Whole(figures.branches),
            Value::Whole(figures.rated()),
            Value::Percent(figures.rate()),
            points(figures.mean),
            points(figures.median),
            points(figures.least),
            points(figures.most),
        ];
        cells.extend(figures.bands.iter().map(|count| Value::Whole(*count)));
        cells.extend((0..figures.sums.len()).map(|at| points(figures.criterion_mean(at))));
        sheet.row(&cells)?;
    }
    Ok(())
}

fn weak_sheet(book: &mut Book) -> Result<Sheet, Unwritable> {
    let mut columns: Vec<Column> =
        ["层级", "市", "县(市、区)", "上级党委", "类别", "评分要点", "要点名称"]
            .map(|head| Column::new(head, Kind::Text))
            .to_vec();
    columns.push(Column::new("满分", Kind::Hundredths));
    columns.push(Column::new("平均得分", Kind::Hundredths));
    columns.push(Column::new("失分率", Kind::Percent));
    columns.push(Column::new("已评定", Kind::Whole));
    book.sheet("薄弱项", columns)
}

fn fill_weak(
    job: &Job<'_>,
    plan: &Plan,
    groups: &[Group],
    sheet: &mut Sheet,
) -> Result<(), Unwritable> {
    let shown = |group: &&Group| plan.weak[group.level as usize];
    for group in groups.iter().filter(shown) {
        for (at, share) in by_share_lost(job, group) {
            let Some((_, criterion)) = job.scheme.criteria().nth(at) else {
                continue;
            };
            sheet.row(&[
                Value::Text(group.level.word()),
                text(&group.city),
                text(&group.county),
                text(&group.committee),
                text(&group.sector),
                Value::Text(&criterion.id),
                Value::Text(&criterion.title),
                points(Some(criterion.points)),
                points(group.figures.criterion_mean(at)),
                Value::Percent(share),
                Value::Whole(group.figures.rated()),
            ])?;
        }
    }
    Ok(())
}

/// The criteria of a group by the share of points lost, the largest first; equal ones in the
/// scheme's order. Empty where no branch is rated.
pub(super) fn by_share_lost(job: &Job<'_>, group: &Group) -> Vec<(usize, u64)> {
    let mut shares: Vec<(usize, u64)> = job
        .scheme
        .criteria()
        .enumerate()
        .filter_map(|(at, (_, c))| Some((at, group.figures.lost_share(at, c.points)?)))
        .collect();
    shares.sort_by_key(|(at, share)| (std::cmp::Reverse(*share), *at));
    shares
}
