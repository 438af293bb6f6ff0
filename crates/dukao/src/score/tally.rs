//! The first reading: flaws, the two csv files, the roll-up and the names for the bulletin.

use std::io::{BufWriter, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};

use ::score::{Group, Level, Outcome, Rollup, Settler, Unit};
use model::{Flaw, Flaws, Place, Points, Scheme, limit};
use table::Row;
use table::delimited::{BYTE_ORDER_MARK, push_text};

use super::branch::{Branch, Given};
use super::folder::{Folder, RESULTS_CSV, ROLLUP_CSV};
use super::results::{self, Words};
use super::sheets::Draft;
use super::{Job, flawed, rollup, unique};
use crate::cli::Only;
use crate::say::Progress;
use crate::stop::Stop;

/// What the first reading found.
pub(super) struct Tally {
    /// The lines of the roll-up; without the committees' where they are too many to hold.
    pub(super) groups: Vec<Group>,
    /// How many committees there are.
    pub(super) committees: u64,
    /// Lines that 失分 has.
    pub(super) lost_lines: u64,
    /// Branches that don't say their city, county, committee or sector, in this order.
    pub(super) blanks: [u64; 4],
    /// Branches by name under each band but the lowest, in the order of the input; nothing where
    /// there are more than a bulletin names.
    pub(super) named: Vec<Option<Vec<Named>>>,
}

impl Tally {
    /// The roll-up's first line: everything.
    pub(super) fn whole(&self) -> &Group {
        &self.groups[0]
    }
}

/// A branch by name, and whose it is.
#[derive(Clone, Debug)]
pub(super) struct Named {
    pub(super) band: usize,
    /// City, county and committee: only together do they tell a committee from all others.
    pub(super) unit: [String; 3],
    pub(super) name: String,
}

/// What a worker makes of a block of rows.
#[derive(Default)]
struct Block {
    csv: Vec<u8>,
    flaws: Flaws,
    fingerprints: Vec<u64>,
    lines: Vec<Line>,
    points: Vec<Option<Points>>,
    units: Vec<OwnUnit>,
    named: Vec<Named>,
    lost_lines: u64,
    blanks: [u64; 4],
    given: Given,
    indicators: Vec<Option<Points>>,
}

/// Blocks that are done with, whose memory serves again.
#[derive(Default)]
struct Spares(Mutex<Vec<Block>>);

impl Spares {
    /// Gives an empty block its memory, at its first row.
    fn furnish(&self, block: &mut Block, scheme: &Scheme) {
        if block.indicators.is_empty() {
            *block = self.lock().pop().unwrap_or_default();
            block.indicators.resize(scheme.indicators.len(), None);
        }
    }

    fn put(&self, mut block: Block) {
        block.csv.clear();
        block.fingerprints.clear();
        block.lines.clear();
        block.points.clear();
        block.units.clear();
        block.named.clear();
        block.lost_lines = 0;
        block.blanks = [0; 4];
        block.flaws = Flaws::default();
        self.lock().push(block);
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Block>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A branch's part in the roll-up.
struct Line {
    unit: usize,
    outcome: Outcome,
}

#[derive(Default)]
struct OwnUnit {
    city: String,
    county: String,
    committee: String,
    sector: String,
}

impl OwnUnit {
    fn of(unit: &Unit<'_>) -> Self {
        Self {
            city: unit.city.to_owned(),
            county: unit.county.to_owned(),
            committee: unit.committee.to_owned(),
            sector: unit.sector.to_owned(),
        }
    }

    fn unit(&self) -> Unit<'_> {
        Unit {
            city: &self.city,
            county: &self.county,
            committee: &self.committee,
            sector: &self.sector,
        }
    }
}

/// Reads the sheet and writes the csv files.
pub(super) fn run(
    job: &Job<'_>,
    folder: &Folder,
    mut draft: Option<&mut Draft>,
) -> Result<Tally, Stop> {
    let words = Words::new(job.scheme);
    let settler = Settler::new(job.scheme);
    let mut rollup = Rollup::new(job.scheme, job.reader.columns.levels());
    let mut flaws = Flaws::default();
    let mut fingerprints = Vec::new();
    let mut names = Names::new(job);
    let (mut lost_lines, mut blanks) = (0, [0; 4]);
    let spares = Spares::default();
    let mut csv = folder.create(RESULTS_CSV)?;
    let mut written = csv.write_all(&head(&results::heads(job.scheme)));
    let progress = Progress::new((!job.input.is_workbook()).then_some(job.input.bytes));
    // The workbook's thread is what all wait for in the end, so it gets a core of its own.
    let threads = if draft.is_some() { (job.threads - 1).max(1) } else { job.threads };
    table::scan(
        job.input,
        threads,
        |block: &mut Block, row| {
            spares.furnish(block, job.scheme);
            judge(job, &settler, &words, block, &row);
        },
        |mut block, bytes| {
            fingerprints.extend_from_slice(&block.fingerprints);
            flaws.append(std::mem::take(&mut block.flaws));
            let criteria = job.reader.columns.rated.len();
            for (line, points) in block.lines.iter().zip(block.points.chunks_exact(criteria)) {
                rollup.add(&block.units[line.unit].unit(), points, &line.outcome);
            }
            names.add(std::mem::take(&mut block.named));
            lost_lines += block.lost_lines;
            blanks.iter_mut().zip(block.blanks).for_each(|(all, here)| *all += here);
            if flaws.is_empty() && written.is_ok() {
                written = csv.write_all(&block.csv);
                if let Some(draft) = &mut draft {
                    // Beyond a sheet's rows 结果 is left out, so its beginning is of no use.
                    match fingerprints.len() as u64 <= limit::SHEET_ROWS {
                        true => draft.feed(std::mem::take(&mut block.csv)),
                        false => draft.give_up(),
                    }
                }
            }
            spares.put(block);
            progress.advance(bytes, || format!("已读 {} 个支部", fingerprints.len()));
            written.is_ok() && fingerprints.len() as u64 <= limit::ROWS
        },
    )
    .map_err(|error| Stop::failed(job.input.path.display(), error))?;
    drop(progress);
    written.map_err(|error| folder.failed(RESULTS_CSV, &error))?;
    check(job, fingerprints, flaws)?;
    let groups = write_rollup(job, folder, &rollup)?;
    let committees = rollup.committees() as u64;
    Ok(Tally { groups, committees, lost_lines, blanks, named: names.by_band })
}

/// Stops where the sheet has flaws, those among several branches included.
fn check(job: &Job<'_>, fingerprints: Vec<u64>, mut flaws: Flaws) -> Result<(), Stop> {
    let unreadable = |error| Stop::failed(job.input.path.display(), error);
    let rows = fingerprints.len() as u64;
    if rows > limit::ROWS {
        return Err(unreadable(table::Unreadable::TooManyRows(limit::ROWS)));
    }
    if rows == 0 && flaws.is_empty() {
        let row = job.input.head.as_ref().map_or(0, |head| head.row);
        let place = Place { row, cell: job.input.is_workbook(), ..Place::whole() };
        flaws.push(Flaw::new(place, "表头以下没有支部;请填写后再算"));
    }
    let suspects = unique::suspects(fingerprints, job.threads);
    let mut found = Flaws::default();
    if !suspects.is_empty() {
        found = unique::compare(job.input, &job.reader, &suspects).map_err(unreadable)?;
    }
    // This puts them into the order of columns too: a row's name is read first.
    flaws.merge(found);
    if flaws.is_empty() { Ok(()) } else { Err(flawed(job.input, flaws)) }
}

fn judge(job: &Job<'_>, settler: &Settler<'_>, words: &Words, block: &mut Block, row: &Row<'_>) {
    let Some(branch) = job.reader.read(row, &mut block.given, &mut block.flaws) else {
        return;
    };
    block.fingerprints.push(branch.fingerprint(&job.reader.columns));
    let outcome = settler.settle(&block.given.marks(), &mut block.indicators);
    results::push_line(&mut block.csv, words, &branch, &outcome, &block.indicators);
    let unit = branch.unit();
    for (blanks, said) in block.blanks.iter_mut().zip(branch.units()) {
        *blanks += u64::from(said.is_empty());
    }
    if block.units.last().is_none_or(|last| last.unit() != unit) {
        block.units.push(OwnUnit::of(&unit));
    }
    block.points.extend_from_slice(&block.given.committee);
    block.lines.push(Line { unit: block.units.len() - 1, outcome });
    if job.arguments.only != Some(Only::Csv) {
        block.lost_lines += job.reader.lost_lines(row, &block.given);
        name(job, block, &branch, &outcome);
    }
}

/// Notes a branch's name for the bulletin, unless it is in the lowest band.
fn name(job: &Job<'_>, block: &mut Block, branch: &Branch<'_>, outcome: &Outcome) {
    let Some(band) = outcome.band.filter(|band| band + 1 < job.scheme.bands.len()) else {
        return;
    };
    let known = block.named.iter().filter(|named| named.band == band).count();
    if known <= limit::BULLETIN_NAMES {
        let unit = [&branch.city, &branch.county, &branch.committee].map(ToString::to_string);
        block.named.push(Named { band, unit, name: branch.name.to_string() });
    }
}

/// The names gathered so far, band by band.
struct Names {
    by_band: Vec<Option<Vec<Named>>>,
}

impl Names {
    fn new(job: &Job<'_>) -> Self {
        Self { by_band: vec![Some(Vec::new()); job.scheme.bands.len()] }
    }

    fn add(&mut self, named: Vec<Named>) {
        for named in named {
            let slot = &mut self.by_band[named.band];
            if let Some(list) = slot {
                list.push(named);
                if list.len() > limit::BULLETIN_NAMES {
                    *slot = None;
                }
            }
        }
    }
}

fn head(heads: &[String]) -> Vec<u8> {
    let mut line = BYTE_ORDER_MARK.to_vec();
    for (at, head) in heads.iter().enumerate() {
        if at > 0 {
            line.push(b',');
        }
        push_text(&mut line, head);
    }
    line.push(b'\n');
    line
}

/// Writes the roll-up; gives those of its lines that the other documents need.
fn write_rollup(job: &Job<'_>, folder: &Folder, rollup: &Rollup) -> Result<Vec<Group>, Stop> {
    let failed = |error: std::io::Error| folder.failed(ROLLUP_CSV, &error);
    let mut file = BufWriter::new(folder.create(ROLLUP_CSV)?);
    file.write_all(&head(&rollup::heads(job.scheme))).map_err(failed)?;
    let only_csv = job.arguments.only == Some(Only::Csv);
    let committees_kept = !only_csv && rollup.committees() as u64 <= limit::COMMITTEES_HELD;
    let mut kept = Vec::new();
    let mut line = Vec::new();
    for group in rollup.lines() {
        line.clear();
        rollup::push_line(&mut line, &group);
        file.write_all(&line).map_err(failed)?;
        if group.level != Level::Committee || committees_kept {
            kept.push(group);
        }
    }
    file.flush().map_err(failed)?;
    Ok(kept)
}
