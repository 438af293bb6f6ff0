//! `cargo xtask bench score`: how quick and how small `dukao score` is, beside its peer; and in
//! `web/` the same of `dukao serve`.
//!
//! The peer is DuckDB doing the same work, with its SQL in `bench/score/peer.sql`. Runs alternate,
//! so that whatever else the machine does falls on both; figures of unequal outputs are not given.

mod measure;
mod peer;
mod rows;
mod web;

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use measure::{Program, Runs};

const USAGE: &str = "usage: cargo xtask bench score [--rows N|all] [--runs 5] [--no-peer] [--check]
  --rows     120000, 5250000, another number, or all (the first two); default 120000
  --runs     how often each program runs; default 5
  --no-peer  only dukao; needs no network
  --check    also compare outputs with bench/score/reference.py on a small sheet";

const PROVINCE: u64 = 120_000;
const NATION: u64 = 5_250_000;
/// Beyond this a workbook cannot hold the results, so only csv is measured.
const WHOLE_OUTPUT_ROWS_MAX: u64 = 1_000_000;
/// The reference is slow: this many rows take it two seconds.
const CHECKED_ROWS: u64 = 20_000;
/// Part of an input's name: goes up when rows.rs writes other bytes for the same number of rows.
const SHEET_VERSION: u32 = 1;

struct Options {
    rows: Vec<u64>,
    runs: usize,
    peer: bool,
    check: bool,
}

impl Options {
    fn parse(args: &[String]) -> Result<Self, String> {
        let mut options = Self { rows: vec![PROVINCE], runs: 5, peer: true, check: false };
        let mut args = args.iter().map(String::as_str);
        while let Some(arg) = args.next() {
            match arg {
                "--rows" => {
                    options.rows = match args.next() {
                        Some("all") => vec![PROVINCE, NATION],
                        number => vec![positive(arg, number)?],
                    }
                }
                "--runs" => {
                    let runs = positive(arg, args.next())?;
                    options.runs = usize::try_from(runs).map_err(|e| e.to_string())?;
                }
                "--no-peer" => options.peer = false,
                "--check" => options.check = true,
                _ => return Err(format!("what is {arg}?\n{USAGE}")),
            }
        }
        Ok(options)
    }
}

fn positive(option: &str, value: Option<&str>) -> Result<u64, String> {
    value
        .and_then(|v| v.parse().ok())
        .filter(|v| *v > 0)
        .ok_or_else(|| format!("{option} wants a number\n{USAGE}"))
}

/// `cargo xtask bench …`.
pub(crate) fn main(args: &[String]) -> Result<(), String> {
    match args.split_first() {
        Some((what, rest)) if what == "score" => score(&Options::parse(rest)?),
        Some((what, rest)) if what == "web" => web::main(rest),
        Some((what, rest)) if what == "job" => web::job::main(rest),
        _ => Err(format!("{USAGE}\n{}\n{}", web::USAGE, web::job::USAGE)),
    }
}

/// `cargo xtask bench-sheet N FILE`: a made-up sheet of any length.
pub(crate) fn sheet(args: &[String]) -> Result<(), String> {
    let [rows, file] = args else {
        return Err("usage: cargo xtask bench-sheet ROWS FILE".into());
    };
    let rows = positive("bench-sheet", Some(rows))?;
    rows::write(rows, Path::new(file)).map_err(|e| format!("cannot write {file}: {e}"))
}

fn score(options: &Options) -> Result<(), String> {
    let work = Work::prepare()?;
    let peer = if options.peer { Some(peer::install(&work.dir)?) } else { None };
    if options.check {
        check(&work, peer.as_ref())?;
    }
    for &rows in &options.rows {
        let input = work.input(rows)?;
        let size = fs::metadata(&input).map_err(|e| e.to_string())?.len();
        say(&format!("\n{rows} rows, {:.1} MB, {} runs each\n", size as f64 / 1e6, options.runs))?;
        say(measure::TABLE_HEAD)?;
        if rows <= WHOLE_OUTPUT_ROWS_MAX {
            let whole = work.dukao("dukao, all outputs", &input, &[]);
            say(&alternate(&[&whole], options.runs)?[0].table_row())?;
        }
        let csv_only: &[&str] = if rows == PROVINCE {
            &["--only", "csv"]
        } else {
            &["--only", "csv", "--threads", "2"]
        };
        let dukao = work.dukao("dukao, csv", &input, csv_only);
        let Some(python) = &peer else {
            say(&alternate(&[&dukao], options.runs)?[0].table_row())?;
            continue;
        };
        let duckdb = work.script("DuckDB, csv", python, "peer.py", &input, "peer");
        let both = alternate(&[&dukao, &duckdb], options.runs)?;
        for name in ["results.csv", "rollup.csv"] {
            peer::compare(&work.dir.join("out").join(name), &work.dir.join("peer").join(name))?;
        }
        for runs in &both {
            say(&runs.table_row())?;
        }
        let (wall, memory) = both[1].ratio_to(&both[0]);
        say(&format!(
            "\nDuckDB takes {wall:.2} × the wall time and {memory:.2} × the memory; both outputs \
             are equal byte for byte."
        ))?;
    }
    Ok(())
}

/// Runs the programs in turn: A B A B …
fn alternate(programs: &[&Program], times: usize) -> Result<Vec<Runs>, String> {
    let mut all: Vec<Runs> = programs.iter().map(|p| Runs::of(p)).collect();
    for _ in 0..times {
        for (program, runs) in programs.iter().zip(&mut all) {
            runs.push(program.run()?);
        }
    }
    Ok(all)
}

/// Compares dukao, and the peer, with the reference: on a made-up sheet, and on the example, which
/// has self-checks that the peer doesn't read.
fn check(work: &Work, peer: Option<&PathBuf>) -> Result<(), String> {
    let python = PathBuf::from("python3");
    let small = work.input(CHECKED_ROWS)?;
    let example = root().join("examples/county.csv");
    for (input, with_peer) in [(&small, true), (&example, false)] {
        work.dukao("dukao", input, &["--only", "csv"]).run()?;
        work.script("reference", &python, "reference.py", input, "reference").run()?;
        let mut others = vec!["out"];
        if let (Some(python), true) = (peer, with_peer) {
            work.script("DuckDB", python, "peer.py", input, "peer").run()?;
            others.push("peer");
        }
        for other in others {
            for name in ["results.csv", "rollup.csv"] {
                let reference = work.dir.join("reference").join(name);
                peer::compare(&work.dir.join(other).join(name), &reference)?;
            }
        }
    }
    say("dukao, its peer and the reference agree.")
}

/// Where the benchmark works, `target/bench`, and the program that it measures.
struct Work {
    dir: PathBuf,
    dukao: PathBuf,
}

impl Work {
    /// Builds the program as a user would.
    fn prepare() -> Result<Self, String> {
        measure::require()?;
        let target = target();
        let dir = target.join("bench");
        fs::create_dir_all(&dir).map_err(|e| format!("cannot make target/bench: {e}"))?;
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = Command::new(cargo);
        build.args(["build", "--release", "--package", "dukao"]).current_dir(root());
        // What `cargo run` tells of xtask is not for this build: some libraries would begin anew.
        let told = std::env::vars_os().map(|(name, _)| name);
        let of_package = |name: &std::ffi::OsString| {
            let name = name.to_string_lossy();
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        };
        told.filter(of_package).for_each(|name| {
            build.env_remove(name);
        });
        match build.status() {
            Ok(status) if status.success() => {
                Ok(Self { dir, dukao: target.join("release").join("dukao") })
            }
            Ok(status) => Err(format!("cargo build ended with {status}")),
            Err(e) => Err(format!("cannot start cargo: {e}")),
        }
    }

    /// The input of so many rows, made if absent, and read once: every run finds it in the
    /// machine's file cache.
    fn input(&self, rows: u64) -> Result<PathBuf, String> {
        let path = self.dir.join(format!("{rows}.v{SHEET_VERSION}.csv"));
        let fault = |e: io::Error| format!("cannot make a sheet of {rows} rows: {e}");
        if !path.exists() {
            // Under another name until it is whole: an interrupted run leaves no half of one.
            let part = path.with_extension("part");
            rows::write(rows, &part).map_err(fault)?;
            fs::rename(&part, &path).map_err(fault)?;
        }
        let mut file = fs::File::open(&path).map_err(fault)?;
        io::copy(&mut file, &mut io::sink()).map_err(fault)?;
        Ok(path)
    }

    fn dukao(&self, name: &'static str, input: &Path, more: &[&str]) -> Program {
        let mut args = vec!["score".into(), input.into(), "--out".into()];
        args.extend([self.dir.join("out").into_os_string(), "--overwrite".into()]);
        args.extend(more.iter().map(Into::into));
        Program { name, path: self.dukao.clone(), args, notes: self.dir.join("time.txt") }
    }

    fn script(
        &self,
        name: &'static str,
        python: &Path,
        script: &str,
        input: &Path,
        out: &str,
    ) -> Program {
        let script = root().join("bench/score").join(script);
        let args = vec![script.into(), input.into(), self.dir.join(out).into()];
        Program { name, path: python.into(), args, notes: self.dir.join("time.txt") }
    }
}

/// Where cargo builds.
pub(crate) fn target() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR");
    root().join(target.map_or_else(|| "target".into(), PathBuf::from))
}

fn root() -> PathBuf {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask).to_owned()
}

fn say(text: &str) -> Result<(), String> {
    writeln!(io::stdout(), "{text}").map_err(|e| e.to_string())
}
