//! Wall time, processor time and peak memory of a program, as GNU time reports them.

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

/// A command to measure.
pub(super) struct Program {
    pub(super) name: &'static str,
    pub(super) path: PathBuf,
    pub(super) args: Vec<OsString>,
    /// Where GNU time leaves its figures.
    pub(super) notes: PathBuf,
}

/// One run.
#[derive(Clone, Copy)]
pub(super) struct Run {
    wall_seconds: f64,
    cpu_seconds: f64,
    peak_megabytes: f64,
}

/// The runs of one program.
pub(super) struct Runs {
    name: &'static str,
    all: Vec<Run>,
}

pub(super) const TABLE_HEAD: &str = "\
| program | wall s: min | median | max | CPU s: median | peak MB: median | max |
|---|--:|--:|--:|--:|--:|--:|";

/// Only GNU time reports a child's peak memory without `unsafe` of ours.
pub(super) fn require() -> Result<(), String> {
    let found = Command::new("time").arg("--version").output();
    if found.is_ok_and(|out| out.status.success()) {
        return Ok(());
    }
    Err("GNU time is missing, which reads the peak memory: apt-get install time".into())
}

impl Program {
    /// Runs it once; its own messages are shown only if it fails.
    pub(super) fn run(&self) -> Result<Run, String> {
        let mut command = Command::new("time");
        command.args(["--format", "%U %S %M", "--output"]).arg(&self.notes).arg("--");
        command.arg(&self.path).args(&self.args).stdin(Stdio::null());
        let start = Instant::now();
        let out = command.output().map_err(|e| format!("cannot start {}: {e}", self.name))?;
        let wall_seconds = start.elapsed().as_secs_f64();
        if !out.status.success() {
            let says = String::from_utf8_lossy(&out.stderr);
            return Err(format!("{} ended with {}\n{says}", self.name, out.status));
        }
        let notes = fs::read_to_string(&self.notes).map_err(|e| format!("no figures: {e}"))?;
        let figures: Vec<f64> = notes.split_whitespace().filter_map(|f| f.parse().ok()).collect();
        let [user, system, peak_kibibytes] = figures[..] else {
            return Err(format!("not figures of GNU time: {notes}"));
        };
        Ok(Run {
            wall_seconds,
            cpu_seconds: user + system,
            peak_megabytes: peak_kibibytes * 1024.0 / 1e6,
        })
    }
}

impl Runs {
    pub(super) fn of(program: &Program) -> Self {
        Self { name: program.name, all: Vec::new() }
    }

    pub(super) fn push(&mut self, run: Run) {
        self.all.push(run);
    }

    /// A row under [`TABLE_HEAD`].
    pub(super) fn table_row(&self) -> String {
        let [low, middle, high] = self.spread(|run| run.wall_seconds);
        let [_, cpu, _] = self.spread(|run| run.cpu_seconds);
        let [_, peak, peak_high] = self.spread(|run| run.peak_megabytes);
        format!(
            "| {} | {low:.2} | {middle:.2} | {high:.2} | {cpu:.2} | {peak:.0} | {peak_high:.0} |",
            self.name
        )
    }

    /// Our medians over another's: wall time and memory.
    pub(super) fn ratio_to(&self, other: &Self) -> (f64, f64) {
        let over = |figure: fn(&Run) -> f64| self.spread(figure)[1] / other.spread(figure)[1];
        (over(|run| run.wall_seconds), over(|run| run.peak_megabytes))
    }

    /// Least, median and most of a figure.
    fn spread(&self, figure: fn(&Run) -> f64) -> [f64; 3] {
        let mut figures: Vec<f64> = self.all.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        let last = figures.len() - 1;
        [figures[0], (figures[last / 2] + figures[last.div_ceil(2)]) / 2.0, figures[last]]
    }
}
