//! `dukao score`: a score sheet in, explained results out.
//!
//! The sheet is read once for the flaws, the two csv files and the roll-up, and only when it is
//! clean once more for each large sheet of the workbook. So nothing but the roll-up is held.

mod branch;
mod bulletin;
mod columns;
mod folder;
mod results;
mod rollup;
mod sheets;
mod tally;
mod template;
mod unique;

use std::fs::File;
use std::path::Path;
use std::time::SystemTime;

use model::{Flaw, Flaws, Place, Scheme, limit};
use sha2::{Digest, Sha256};
use table::{Input, Unreadable};

use self::branch::BranchReader;
use self::columns::Columns;
use self::folder::Folder;
use self::tally::Tally;
use crate::cli::{Only, ScoreArgs};
use crate::say;
use crate::scheme;
use crate::stop::Stop;

/// A sheet that is being scored, with all that was settled before its first row.
struct Job<'a> {
    arguments: &'a ScoreArgs,
    scheme: &'a Scheme,
    input: &'a Input,
    reader: BranchReader,
    threads: usize,
    /// Whether the sheet says of itself that its figures are invented.
    demonstration: bool,
}

/// What 说明 says of the input.
struct Origin<'a> {
    /// Its SHA-256, in hexadecimal digits.
    digest: String,
    remarks: &'a [(&'static str, String)],
}

/// Runs the command.
pub(crate) fn run(arguments: &ScoreArgs) -> Result<(), Stop> {
    let loaded = scheme::load(&arguments.scheme)?;
    let Some(path) = &arguments.input else {
        return template::write(&loaded.scheme, &arguments.out, arguments.overwrite);
    };
    let unreadable = |error: Unreadable| Stop::failed(path.display(), error);
    if path.as_os_str() == "-" {
        return Err(Stop::failed("-", "考核表要读几遍,不能从管道读;请先存成文件"));
    }
    let before = state(path).map_err(|error| unreadable(error.into()))?;
    let mut input = Input::open(path, &columns::is_head).map_err(unreadable)?;
    input.carry_merged(&columns::carries_merged).map_err(unreadable)?;
    let job = job(arguments, &loaded.scheme, &input)?;
    let folder = Folder::prepare(&arguments.out, arguments.overwrite)?;
    let mut draft = match arguments.only {
        Some(Only::Csv) => None,
        None => Some(sheets::Draft::begin(&job, &folder)?),
    };
    let tally = tally::run(&job, &folder, draft.as_mut())?;
    let remarks = remarks(&job, &tally);
    let mut left_out = Vec::new();
    if let Some(draft) = draft {
        let digest = digest(path).map_err(|error| unreadable(error.into()))?;
        left_out =
            sheets::write(&job, &folder, draft, &tally, &Origin { digest, remarks: &remarks })?;
        bulletin::write(&job, &folder, &tally)?;
    }
    if state(path).map_err(|error| unreadable(error.into()))? != before {
        return Err(unreadable(Unreadable::Changed));
    }
    let written = folder.commit()?;
    for (item, says) in left_out.iter().chain(&remarks) {
        say::error(&format!("{item}: {says}\n"));
    }
    say::out(&summary(&job, &tally, &written));
    Ok(())
}

fn job<'a>(
    arguments: &'a ScoreArgs,
    scheme: &'a Scheme,
    input: &'a Input,
) -> Result<Job<'a>, Stop> {
    let mut flaws = Flaws::default();
    let cell = input.is_workbook();
    let Some(head) = &input.head else {
        let says = format!(
            "{}前 {} 行里没有表头;表头要有「{}」一列(可用 dukao score --template --out 空表.xlsx 写一张空表)",
            first_sheet(input)?,
            limit::HEAD_ROWS,
            columns::NAME
        );
        flaws.push(Flaw::new(Place::whole(), says));
        return Err(flawed(input, flaws));
    };
    let columns = Columns::of(head, scheme, cell, &mut flaws);
    if !flaws.is_empty() {
        return Err(flawed(input, flaws));
    }
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    Ok(Job {
        arguments,
        scheme,
        input,
        reader: BranchReader::new(columns, scheme, cell),
        threads: arguments.threads.map_or_else(cores, usize::from),
        demonstration: head.above.iter().any(|line| line.contains("演示")),
    })
}

/// Which of a workbook's sheets was looked at, where there are several.
fn first_sheet(input: &Input) -> Result<String, Stop> {
    let sheets = input.sheet_names().map_err(|e| Stop::failed(input.path.display(), e))?;
    Ok(match sheets.as_slice() {
        [first, _, ..] => {
            let hidden = if first.hidden { "(隐藏的)" } else { "" };
            format!("只读第一张工作表,要算的表请移到最前;现在最前的是{hidden}「{}」,", first.name)
        }
        _ => String::new(),
    })
}

fn flawed(input: &Input, flaws: Flaws) -> Stop {
    let file = input.path.display().to_string();
    Stop::Flawed { file, flaws, means: ",没有写出任何文件" }
}

/// What tells that a file was changed under our hands.
fn state(path: &Path) -> std::io::Result<(u64, Option<SystemTime>)> {
    let metadata = std::fs::metadata(path)?;
    Ok((metadata.len(), metadata.modified().ok()))
}

/// The file's SHA-256, in hexadecimal digits.
fn digest(path: &Path) -> std::io::Result<String> {
    let mut hasher = Sha256::new();
    std::io::copy(&mut File::open(path)?, &mut DigestWriter(&mut hasher))?;
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

struct DigestWriter<'a>(&'a mut Sha256);

impl std::io::Write for DigestWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// What the person should know beside the figures: columns that were not used or not found, units
/// that were not said.
fn remarks(job: &Job<'_>, tally: &Tally) -> Vec<(&'static str, String)> {
    let columns = &job.reader.columns;
    let mut remarks = Vec::new();
    if !columns.unknown.is_empty() {
        remarks.push(("没有用到的列", columns.unknown.join("、")));
    }
    let absent = columns.absent_remark();
    if !absent.is_empty() {
        remarks.push(("缺的列", absent));
    }
    let blanks = columns.units().into_iter().zip(tally.blanks);
    let blanks = blanks.filter_map(|(head, branches)| Some((head?, branches)));
    let blanks: Vec<String> = blanks
        .filter(|(_, branches)| *branches > 0)
        .map(|(head, branches)| format!("{head} {branches} 个支部"))
        .collect();
    if !blanks.is_empty() {
        let says = format!("{};汇总中记作「{}」", blanks.join(","), ::score::rollup::BLANK);
        remarks.push(("没有填的", says));
    }
    remarks
}

fn summary(job: &Job<'_>, tally: &Tally, written: &[&str]) -> String {
    let figures = &tally.whole().figures;
    let shown = |points: Option<model::Points>| points.map_or("—".to_owned(), |p| p.to_string());
    let bands: Vec<String> = job
        .scheme
        .bands
        .iter()
        .zip(&figures.bands)
        .map(|(band, count)| format!("{} {count}", band.name))
        .collect();
    format!(
        "支部 {},已评定 {}(评定率 {}%),平均 {},中位数 {};{}\n已写入 {}: {}\n",
        figures.branches,
        figures.rated(),
        percent(figures.rate()),
        shown(figures.mean),
        shown(figures.median),
        bands.join(","),
        job.arguments.out.display(),
        written.join("、")
    )
}

/// Hundredths of a percent, with two decimals and no sign.
fn percent(share: u64) -> String {
    format!("{}.{:02}", share / 100, share % 100)
}
