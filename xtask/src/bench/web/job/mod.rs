//! `cargo xtask bench job`: how quick the main job is, with a whole campaign in the database: a
//! criterion saved, a department's overview, and a deadline's burst of submissions and reads.
//!
//! The campaign is what `dukao demo` lays. Everything goes through the pages that people use.

mod burst;
mod pen;

use std::fs;
use std::process::Command;
use std::time::Instant;

use self::pen::Desk;
use super::client::{Client, links};
use super::postgres::Cluster;
use super::{Bench, fill, row};
use crate::bench::{Work, positive, say};

pub(in crate::bench) const USAGE: &str = "\
usage: cargo xtask bench job [--branches 120000] [--minutes 10] [--database postgres]
  --branches  of the campaign, 40 to 120000
  --minutes   of the burst; 0 leaves it out
  --database  postgres: a server of its own, from the installed programs";

struct Options {
    branches: u64,
    minutes: u64,
    postgres: bool,
}

impl Options {
    fn parse(args: &[String]) -> Result<Self, String> {
        let mut options = Self { branches: super::PROVINCE, minutes: 10, postgres: false };
        let mut args = args.iter().map(String::as_str);
        while let Some(arg) = args.next() {
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

/// Who acts, each with their cookie.
struct Cast {
    campaign: String,
    province: String,
    city: String,
    supervisor: String,
}

/// `cargo xtask bench job …`.
pub(in crate::bench) fn main(args: &[String]) -> Result<(), String> {
    let options = Options::parse(args)?;
    let work = Work::prepare()?;
    super::server::take_other_core()?;
    let dir = work.dir.join("job");
    let _ = fs::remove_dir_all(&dir);
    fs::create_dir_all(&dir).map_err(|e| format!("no folder: {e}"))?;
    let cluster = options.postgres.then(Cluster::start).transpose()?;
    let data = match &cluster {
        Some(cluster) => ["--database".into(), cluster.address().into()],
        None => ["--data".into(), dir.join("data").into_os_string()],
    };
    let bench = Bench { work, dir, data: data.into(), cluster };
    say(&format!(
        "a campaign of {} branches on {}\n\n| what | goal | measured |\n| --- | --- | --- |",
        options.branches,
        if options.postgres { "PostgreSQL" } else { "SQLite" }
    ))?;
    let password = lay(&bench, options.branches)?;
    let server = bench.start()?;
    let log_in = |login: &str| {
        let mut client = Client::new(&server.at, "");
        client.post("/login", &format!("login={login}&password={password}"))?.be(303)?;
        Ok::<_, String>(client.cookie)
    };
    let mut client = Client::new(&server.at, &log_in("sheng")?);
    let campaigns = client.get("/campaigns")?.be(200)?.text();
    let campaign = links(&campaigns, "/campaigns/").next().ok_or("no campaign")?;
    let campaign = campaign.rsplit('/').next().unwrap_or_default().to_owned();
    let cast = Cast {
        campaign,
        province: client.cookie.clone(),
        city: log_in("shi")?,
        supervisor: log_in("dudao")?,
    };
    let top = fill::own(&mut client)?;
    let world = fill::walk(&mut client, top.clone(), &top)?;
    let desk = Desk::of(&server, &cast)?;
    pen::save(&bench, &server, &cast, &desk)?;
    pen::overview(&server, &cast, &world, &desk)?;
    if options.minutes > 0 {
        let people = burst::enrol(&server, &cast)?;
        burst::shown(&server, &cast, &world, &people)?;
        burst::burst(&server, &cast, &world, people, options.minutes)?;
    }
    server.stop()
}

/// Lays the campaign and looks it over; the accounts' password.
fn lay(bench: &Bench, branches: u64) -> Result<String, String> {
    let goal = match branches {
        ..=1_200 => "< 10 s",
        _ => "< 90 s",
    };
    let run = |arguments: &[&str]| {
        let mut command = Command::new("taskset");
        command.args(["--cpu-list", "0-1"]).arg(&bench.work.dukao).args(arguments);
        let done = command.args(&bench.data).output().map_err(|e| format!("taskset: {e}"))?;
        match done.status.success() {
            true => Ok(String::from_utf8_lossy(&done.stdout).into_owned()),
            false => Err(String::from_utf8_lossy(&done.stderr).into_owned()),
        }
    };
    let begun = Instant::now();
    let laid = run(&["demo", "--no-serve", "--branches", &branches.to_string()])?;
    let took = begun.elapsed().as_secs_f64();
    row(&format!("demo of {branches} branches laid"), goal, &format!("{took:.1} s"))?;
    if let Some(cluster) = &bench.cluster {
        cluster.analyse()?;
    }
    let begun = Instant::now();
    let looked = run(&["doctor", "--recount"])?;
    let took = begun.elapsed().as_secs_f64();
    let is_sound = looked.contains("没有发现问题") && looked.contains("改正 0 项");
    let says = if is_sound { "sound" } else { "NOT SOUND" };
    row("doctor --recount over it", "sound", &format!("{says}, {took:.1} s"))?;
    let (_, rest) = laid.split_once("密码: ").ok_or("the demonstration names no password")?;
    Ok(rest.lines().next().unwrap_or_default().to_owned())
}
