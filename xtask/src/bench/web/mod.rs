//! `cargo xtask bench web`: how quick and how small `dukao serve` is with a province in it.
//!
//! The server has one core, whoever asks has the other. Everything goes through the pages that
//! people use: the first run, the import, appointments, moves.

mod client;
mod fill;
pub(super) mod job;
mod load;
mod people;
mod postgres;
mod server;
mod tree;
mod workbook;

use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use client::{Client, field};
use load::{Done, Kind, Pace, Until, World};
use postgres::Cluster;
use server::Server;
use tree::Province;

use super::{Work, positive, say};

pub(super) const USAGE: &str = "\
usage: cargo xtask bench web [--branches 120000] [--people] [--minutes 10] [--database postgres]
  --branches  of the tree; above 120000 it has several provinces of so many
  --people    the sheet names each branch's secretary and clerk as well
  --minutes   of the mixed load; 0 leaves it out
  --database  postgres: a server of its own, from the installed programs";

/// Branches of a province; a larger tree has several.
const PROVINCE: u64 = 120_000;
/// Part of a sheet's name: goes up when tree.rs gives other rows.
const SHEET_VERSION: u32 = 1;
/// For how long each list and search is asked for.
const SECONDS: f64 = 10.0;
/// Links that ask without a pause.
const LINKS: u64 = 4;
/// Requests a second of the mixed load.
const MIXED_A_SECOND: u32 = 100;
/// Requests a second that go on during a move and an import.
const MEANWHILE: u32 = 100;
/// Branches of a province that comes in while others read, and its number: no other has it.
const LATER: (u64, u64) = (20_000, 80);

struct Options {
    branches: u64,
    minutes: u64,
    postgres: bool,
    is_named: bool,
}

impl Options {
    fn parse(args: &[String]) -> Result<Self, String> {
        let mut options =
            Self { branches: PROVINCE, minutes: 10, postgres: false, is_named: false };
        let mut args = args.iter().map(String::as_str);
        while let Some(arg) = args.next() {
            if arg == "--people" {
                options.is_named = true;
                continue;
            }
            match (arg, args.next()) {
                ("--branches", value) => options.branches = positive(arg, value)?,
                ("--minutes", Some("0")) => options.minutes = 0,
                ("--minutes", value) => options.minutes = positive(arg, value)?,
                ("--database", Some("postgres")) => options.postgres = true,
                _ => return Err(format!("what is {arg}?\n{USAGE}")),
            }
        }
        Ok(options)
    }
}

/// A server's data, and how to start a server on it.
struct Bench {
    work: Work,
    dir: PathBuf,
    data: Vec<OsString>,
    cluster: Option<Cluster>,
}

impl Bench {
    fn start(&self) -> Result<Server, String> {
        let database = self.cluster.as_ref().map(Cluster::process);
        Server::start(&self.work.dukao, &self.data, database, &self.dir.join("serve.log"))
    }

    /// A province's sheet, made if absent.
    fn sheet(&self, province: &Province, number: u64) -> Result<Vec<u8>, String> {
        let named = if province.is_named { "-named" } else { "" };
        let name = format!("tree-{}-{number}{named}.v{SHEET_VERSION}.xlsx", province.branches);
        let path = self.work.dir.join(name);
        let fault = |e: std::io::Error| format!("no sheet: {e}");
        if !path.exists() {
            workbook::write(&path, &province.heads(), |row| province.each(number, row))
                .map_err(fault)?;
        }
        fs::read(path).map_err(fault)
    }
}

/// `cargo xtask bench web …`.
pub(super) fn main(args: &[String]) -> Result<(), String> {
    let options = Options::parse(args)?;
    let work = Work::prepare()?;
    server::take_other_core()?;
    let dir = work.dir.join("web");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).map_err(|e| format!("no folder: {e}"))?;
    let cluster = options.postgres.then(Cluster::start).transpose()?;
    let data = match &cluster {
        Some(cluster) => ["--database".into(), cluster.address().into()],
        None => ["--data".into(), dir.join("data").into_os_string()],
    };
    let bench = Bench { work, dir, data: data.into(), cluster };
    say(&format!(
        "{} branches on {}\n\n| what | goal | measured |\n| --- | --- | --- |",
        options.branches,
        if options.postgres { "PostgreSQL" } else { "SQLite" }
    ))?;
    let world = fill::fill(&bench, options.branches, options.is_named)?;
    start(&bench)?;
    read(&bench, &world)?;
    relocate(&bench, &world)?;
    arrive(&bench, &world)?;
    if options.minutes > 0 {
        mix(&bench, &world, options.minutes)?;
    }
    row(
        "an open GRC server at 3,000 units, as given with the goals",
        "",
        "list 404 ms CPU at province scope, tree 8 s, restart 147 s",
    )
}

fn row(what: &str, goal: &str, measured: &str) -> Result<(), String> {
    say(&format!("| {what} | {goal} | {measured} |"))
}

/// From the start to the first answer, with nothing to migrate.
fn start(bench: &Bench) -> Result<(), String> {
    let mut seconds = Vec::new();
    for _ in 0..5 {
        let server = bench.start()?;
        Client::new(&server.at, "").get("/login")?.be(200)?;
        seconds.push(server.begun.elapsed().as_secs_f64());
        server.stop()?;
    }
    seconds.sort_by(f64::total_cmp);
    let measured = format!("{:.3} s (median of 5)", seconds[2]);
    row("start to the first answer, no migration pending", "< 0.3 s", &measured)
}

/// Lists and searches, each alone and without a pause.
fn read(bench: &Bench, world: &World) -> Result<(), String> {
    let server = bench.start()?;
    for (scope, kind) in load::LISTS.iter().enumerate() {
        let cookie = &world.cookies[scope];
        let what = format!("a list of 20, role held at the {}", kind.name);
        alone(bench, &server, world, cookie, kind, &what, "< 2 ms CPU, > 500 a second")?;
    }
    for (kind, what) in [
        (&load::SEARCH, "search for two characters of a place"),
        (&load::COMMON_SEARCH, "search for what is in nearly every name (支部)"),
    ] {
        alone(bench, &server, world, &world.cookies[0], kind, what, "< 10 ms")?;
    }
    server.stop()
}

fn alone(
    bench: &Bench,
    server: &Server,
    world: &World,
    cookie: &str,
    kind: &Kind,
    what: &str,
    goal: &str,
) -> Result<(), String> {
    let pace =
        |links, seconds| Pace { links, every: Duration::ZERO, until: Until::Seconds(seconds) };
    // What a server does once, it has done by then.
    load::run(&server.at, cookie, world, &[kind], &pace(LINKS, 1.0));
    let one = load::run(&server.at, cookie, world, &[kind], &pace(1, SECONDS / 5.0));
    let (cpu, database) = (server.cpu_seconds(), server.database_seconds());
    let done = load::run(&server.at, cookie, world, &[kind], &pace(LINKS, SECONDS));
    let each = |seconds: f64| seconds * 1e3 / done.micros.len() as f64;
    let (cpu, database) =
        (each(server.cpu_seconds() - cpu), each(server.database_seconds() - database));
    let of_database = match bench.cluster {
        Some(_) => format!(" (of which the database {database:.2})"),
        None => String::new(),
    };
    let errors = told(&done)?;
    let measured = format!(
        "{cpu:.2} ms CPU{of_database}, {:.0} a second; one at a time {:.1} ms, \
         99 % within {:.1} ms{errors}",
        done.a_second(),
        one.within(50, None),
        one.within(99, None)
    );
    row(what, goal, &measured)
}

/// Errors of a load, in words; the first ones in full.
fn told(done: &Done) -> Result<String, String> {
    for error in done.errors.iter().take(3) {
        let shown: String = error.chars().take(400).collect();
        say(&format!("<!-- {shown} -->"))?;
    }
    match done.errors.len() {
        0 => Ok(String::new()),
        errors => Ok(format!(", {errors} ERRORS")),
    }
}

/// Moves the large county to another city while others read.
fn relocate(bench: &Bench, world: &World) -> Result<(), String> {
    let server = bench.start()?;
    let mut client = Client::new(&server.at, &world.cookies[0]);
    let county = &world.counties[0];
    let to = world.cities.last().ok_or("no city")?;
    let to_id = to.rsplit('/').next().unwrap_or_default();
    let preview = client.get(&format!("{county}/superior/{to_id}"))?.be(200)?.text();
    let on = field(&preview, "on")?;
    let form = format!("form={}&to={to_id}&on={on}", people::new_form());
    let superior = format!("{county}/superior");
    let (moved, measured) = beside(&server, world, || client.post(&superior, &form))?;
    moved?.be(303)?;
    row("moving a county of 2,000 branches while others read", "< 1 s", &measured)?;
    server.stop()
}

/// Takes another province in while others read.
fn arrive(bench: &Bench, world: &World) -> Result<(), String> {
    let server = bench.start()?;
    let mut client = Client::new(&server.at, &world.cookies[0]);
    let (branches, number) = LATER;
    let province = Province::of(branches);
    let home = fill::found_province(&mut client, &world.top, number)?;
    let sheet = bench.sheet(&province, number)?;
    let (taken, measured) = beside(&server, world, || fill::take_in(&mut client, &home, &sheet))?;
    taken?;
    let what = format!("import of {} organisations while others read", province.organisations());
    row(&what, "", &measured)?;
    server.stop()
}

/// Does something while lists are asked for; what came of it, and how long both took.
fn beside<T>(
    server: &Server,
    world: &World,
    act: impl FnOnce() -> T,
) -> Result<(T, String), String> {
    let told_to_end = AtomicBool::new(false);
    let every = Duration::from_secs(1) * 4 / MEANWHILE;
    let pace = Pace { links: 4, every, until: Until::Told(&told_to_end) };
    let cookie = &world.cookies[0];
    let (done, wall, reads) = thread::scope(|scope| {
        let reads = scope.spawn(|| load::run(&server.at, cookie, world, &[&load::LISTS[0]], &pace));
        thread::park_timeout(Duration::from_secs(1));
        let begun = Instant::now();
        let done = act();
        let wall = begun.elapsed().as_secs_f64();
        told_to_end.store(true, Ordering::Relaxed);
        (done, wall, reads.join().unwrap_or_default())
    });
    let errors = told(&reads)?;
    let [most, all] = [99, 100].map(|share| reads.within(share, None));
    let count = reads.micros.len();
    let measured = format!(
        "{wall:.2} s; of {count} lists meanwhile 99 % within {most:.0} ms, all {all:.0} ms{errors}"
    );
    Ok((done, measured))
}

/// Minutes of everything at once, with one export in between.
fn mix(bench: &Bench, world: &World, minutes: u64) -> Result<(), String> {
    let server = bench.start()?;
    let seconds = 60.0 * minutes as f64;
    let kinds: Vec<&Kind> = load::MIXED.iter().collect();
    let every = Duration::from_secs(1) * 4 / MIXED_A_SECOND;
    let pace = Pace { links: 4, every, until: Until::Seconds(seconds) };
    let (cookie, cpu) = (&world.cookies[0], server.cpu_seconds());
    let (done, exported) = thread::scope(|scope| {
        let done = scope.spawn(|| load::run(&server.at, cookie, world, &kinds, &pace));
        thread::park_timeout(Duration::from_secs_f64(seconds / 3.0));
        let begun = Instant::now();
        let mut client = Client::new(&server.at, cookie);
        let exported =
            client.get(&format!("{}/export", world.province)).and_then(|answer| answer.be(200));
        let exported = exported.map(|answer| (answer.body.len(), begun.elapsed().as_secs_f64()));
        (done.join().unwrap_or_default(), exported)
    });
    let cpu = (server.cpu_seconds() - cpu) / seconds * 100.0;
    let (bytes, took) = exported?;
    let errors = told(&done)?;
    let measured = format!(
        "{:.0} MB; {cpu:.0} % of the core{errors}; export of {:.1} MB in {took:.1} s",
        server.peak_megabytes(),
        bytes as f64 / 1e6,
    );
    let what = format!("most memory over {minutes} minutes of {MIXED_A_SECOND} requests a second");
    row(&what, "< 150 MB", &measured)?;
    for (at, kind) in kinds.iter().enumerate() {
        let [half, most, all] = [50, 99, 100].map(|share| done.within(share, Some(at)));
        let measured =
            format!("half within {half:.1} ms, 99 % within {most:.1} ms, all {all:.0} ms");
        row(&format!("… {} ({} %)", kind.name, kind.share), "", &measured)?;
    }
    server.stop()
}
