//! `cargo xtask bench job`: how quick the main job is, with a whole campaign in the database: a
//! criterion saved, a department's overview, and a deadline's burst of submissions and reads.
//!
//! The campaign is what `dukao demo` lays. Everything goes through the pages that people use.

use std::collections::VecDeque;
use std::fs;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::client::{Client, escaped, field, links};
use super::fill;
use super::load::{self, Done, Pace, Until, World};
use super::people::{self, Entered, new_form};
use super::postgres::Cluster;
use super::server::Server;
use super::{Bench, row, told};
use crate::bench::{Work, positive, say};
use crate::sheet::Dice;

pub(in crate::bench) const USAGE: &str = "\
usage: cargo xtask bench job [--branches 120000] [--minutes 10] [--database postgres]
  --branches  of the campaign, 40 to 120000
  --minutes   of the burst; 0 leaves it out
  --database  postgres: a server of its own, from the installed programs";

/// Secretaries who submit, again and again.
const PEOPLE: usize = 1_500;
/// Criteria that are saved one by one.
const SAVES: u32 = 400;
/// Overviews that are asked for.
const OVERVIEWS: usize = 1_000;
/// Writes a second while they are.
const WRITES_A_SECOND: u32 = 10;
/// Of the burst.
const READS_A_SECOND: u32 = 500;
const SUBMISSIONS_A_SECOND: u32 = 25;
/// Links of each.
const READERS: u64 = 8;
const WRITERS: u64 = 4;

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
    save(&bench, &server, &cast, &desk)?;
    overview(&server, &cast, &world, &desk)?;
    if options.minutes > 0 {
        let people = enrol(&server, &cast)?;
        shown(&server, &cast, &world, &people)?;
        burst(&server, &cast, &world, people, options.minutes)?;
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

/// The branches that the committee still evaluates: their pages' addresses.
struct Desk {
    pages: Vec<String>,
    criteria: Vec<String>,
}

impl Desk {
    fn of(server: &Server, cast: &Cast) -> Result<Self, String> {
        let mut client = Client::new(&server.at, &cast.supervisor);
        let own = fill::own(&mut client)?;
        let desk = format!("{own}/evaluation-desk/{}", cast.campaign);
        let page = client.get(&desk)?.be(200)?.text();
        let all = links(&page, "/organisations/").filter(|href| href.contains("/evaluations/"));
        let (mut pages, mut criteria) = (Vec::new(), Vec::new());
        for href in all {
            let page = client.get(href)?.be(200)?.text();
            if !page.contains("保存评分") || pages.iter().any(|known| known == href) {
                continue;
            }
            pages.push(href.to_owned());
            criteria = page
                .split("name=\"points-")
                .skip(1)
                .filter_map(|rest| Some(rest.split('"').next()?.to_owned()))
                .collect();
        }
        match pages.is_empty() {
            true => Err("no branch is open to its committee".to_owned()),
            false => Ok(Self { pages, criteria }),
        }
    }
}

/// Saves one criterion after another, and knows which version each has.
struct Pen<'d> {
    desk: &'d Desk,
    client: Client,
    seen: Vec<u32>,
    at: usize,
}

impl<'d> Pen<'d> {
    fn new(server: &Server, cast: &Cast, desk: &'d Desk) -> Result<Self, String> {
        let mut client = Client::new(&server.at, &cast.supervisor);
        let mut seen = Vec::new();
        for href in &desk.pages {
            let page = client.get(href)?.be(200)?.text();
            for id in &desk.criteria {
                let seen_now = field(&page, &format!("seen-{id}"))?;
                seen.push(seen_now.parse().map_err(|_| format!("{seen_now} is no version"))?);
            }
        }
        Ok(Self { desk, client, seen, at: 0 })
    }

    /// One criterion of the next branch.
    fn save(&mut self) -> Result<(), String> {
        let (branches, count) = (self.desk.pages.len(), self.desk.criteria.len());
        let (branch, criterion) = (self.at % branches, self.at / branches % count);
        let seen = &mut self.seen[branch * count + criterion];
        let id = &self.desk.criteria[criterion];
        // Each time other points than before.
        let points = ["0.5", "1"][self.at / branches / count % 2];
        let form = format!(
            "form={}&seen-{id}={seen}&points-{id}={points}&reason-{id}={}",
            new_form(),
            escaped("看了记录")
        );
        self.client.post(&self.desk.pages[branch], &form)?.be(303)?;
        *seen += 1;
        self.at += 1;
        Ok(())
    }
}

/// One criterion of one branch at a time.
fn save(bench: &Bench, server: &Server, cast: &Cast, desk: &Desk) -> Result<(), String> {
    let mut pen = Pen::new(server, cast, desk)?;
    for _ in 0..20 {
        pen.save()?;
    }
    let (cpu, database) = (server.cpu_seconds(), server.database_seconds());
    let mut done = Done::default();
    for _ in 0..SAVES {
        let begun = Instant::now();
        pen.save()?;
        done.micros.push((0, u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX)));
    }
    let each = |seconds: f64| seconds * 1e3 / f64::from(SAVES);
    let (cpu, database) =
        (each(server.cpu_seconds() - cpu), each(server.database_seconds() - database));
    let of_database = match bench.cluster {
        Some(_) => format!(" (of which the database {database:.2})"),
        None => String::new(),
    };
    let measured = format!(
        "{cpu:.2} ms CPU with its commit{of_database}; half within {:.1} ms, 99 % within {:.1} ms",
        done.within(50, None),
        done.within(99, None)
    );
    row("saving one criterion", "< 1 ms CPU beside the commit", &measured)
}

/// A department's overview of any unit, while others write.
fn overview(server: &Server, cast: &Cast, world: &World, desk: &Desk) -> Result<(), String> {
    let mut pen = Pen::new(server, cast, desk)?;
    let levels: [(&str, &[String]); 4] = [
        ("the province", std::slice::from_ref(&world.top)),
        ("a city", &world.cities),
        ("a county", &world.counties),
        ("a committee", &world.committees),
    ];
    let mut client = Client::new(&server.at, &cast.province);
    let mut dice = Dice::new(7);
    let is_over = AtomicBool::new(false);
    let done = thread::scope(|scope| {
        let writing = scope.spawn(|| {
            let mut next = Instant::now();
            while !is_over.load(Ordering::Relaxed) {
                pen.save()?;
                next += Duration::from_secs(1) / WRITES_A_SECOND;
                thread::park_timeout(next.saturating_duration_since(Instant::now()));
            }
            Ok::<_, String>(())
        });
        let mut done = Done::default();
        let mut ask = || -> Result<(), String> {
            for number in 0..OVERVIEWS {
                let level = number % levels.len();
                let places = levels[level].1;
                let place = &places[dice.below(places.len() as u64) as usize];
                let begun = Instant::now();
                client.get(&format!("{place}/progress/{}", cast.campaign))?.be(200)?;
                let micros = u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX);
                done.micros.push((level, micros));
            }
            Ok(())
        };
        let asked = ask();
        is_over.store(true, Ordering::Relaxed);
        let wrote = writing.join().unwrap_or_else(|_| Err("the writer fell".to_owned()));
        asked.and(wrote).map(|()| done)
    })?;
    let measured = format!(
        "95 % within {:.1} ms, half {:.1} ms",
        done.within(95, None),
        done.within(50, None)
    );
    let what = format!(
        "overview of {OVERVIEWS} random units, {WRITES_A_SECOND} criteria a second saved meanwhile"
    );
    row(&what, "95 % < 20 ms", &measured)?;
    for (at, (level, _)) in levels.iter().enumerate() {
        let [half, most] = [50, 95].map(|share| done.within(share, Some(at)));
        row(&format!("… of {level}"), "", &format!("95 % within {most:.1} ms, half {half:.1} ms"))?;
    }
    Ok(())
}

/// A secretary with their branch's self-check.
struct Secretary {
    cookie: String,
    page: String,
    is_submitted: bool,
}

/// Gives secretaries of a city accounts, committee by committee, until enough of them have a
/// self-check to submit.
fn enrol(server: &Server, cast: &Cast) -> Result<Vec<Secretary>, String> {
    let mut client = Client::new(&server.at, &cast.city);
    let city = fill::own(&mut client)?;
    let inside = fill::walk(&mut client, city.clone(), &city)?;
    let mut people = Vec::new();
    let begun = Instant::now();
    // A level lower than a province: its counties stand where those of the walk are committees.
    for committee in &inside.counties {
        let slips = client.post(&format!("{committee}/accounts"), &format!("form={}", new_form()));
        // Where everybody has an account there is nothing to print.
        let Ok(slips) = slips?.be(200) else { continue };
        for slip in slips.text().split("<li>").skip(1) {
            let Some(entered) = people::enter(&server.at, slip)? else { continue };
            people.extend(secretary(server, cast, entered)?);
            if people.len() == PEOPLE {
                break;
            }
        }
        if people.len() == PEOPLE {
            break;
        }
    }
    let took = begun.elapsed().as_secs_f64();
    say(&format!("<!-- {} secretaries got accounts in {took:.0} s -->", people.len()))?;
    match people.is_empty() {
        true => Err("nobody has a self-check to submit".to_owned()),
        false => Ok(people),
    }
}

/// Whoever is a secretary with a self-check that is still to be submitted.
fn secretary(server: &Server, cast: &Cast, entered: Entered) -> Result<Option<Secretary>, String> {
    if !entered.role.contains("支部书记") {
        return Ok(None);
    }
    let mut client = Client::new(&server.at, &entered.cookie);
    let own = fill::own(&mut client)?;
    let page = format!("{own}/self-checks/{}", cast.campaign);
    let is_open = client.get(&page)?.be(200)?.text().contains("提交自查");
    Ok(is_open.then_some(Secretary { cookie: entered.cookie, page, is_submitted: false }))
}

impl Secretary {
    /// Submits, or takes back what was submitted; how long that took, from the press of the button.
    fn act(&mut self, client: &mut Client) -> Result<Duration, String> {
        client.cookie.clone_from(&self.cookie);
        let page = client.get(&self.page)?.be(200)?.text();
        let (place, form) = match self.is_submitted {
            true => ("withdrawal", format!("form={}", new_form())),
            false => {
                let version = field(&page, "draft_version")?;
                let said = ["done", "problems", "measures", "next_steps"]
                    .map(|name| format!("&{name}={}", escaped("四个专题都学了,问题正在改。")));
                let form = new_form();
                let form = format!("form={form}&submission={form}&draft_version={version}");
                ("submission", form + &said.concat())
            }
        };
        let begun = Instant::now();
        client.post(&format!("{}/{place}", self.page), &form)?.be(303)?;
        self.is_submitted = !self.is_submitted;
        Ok(begun.elapsed())
    }
}

/// How soon a submission is in the figures: of its county, which is counted exactly, and of the
/// province, which is folded once a second.
fn shown(server: &Server, cast: &Cast, world: &World, people: &[Secretary]) -> Result<(), String> {
    let mut client = Client::new(&server.at, &cast.province);
    let branch = people[0].page.split("/self-checks").next().unwrap_or_default();
    let page = client.get(branch)?.be(200)?.text();
    let above = links(&page, "/organisations/").filter(|href| href.matches('/').count() == 2);
    let above: Vec<&str> = above.filter(|href| *href != world.top && *href != branch).collect();
    let county = above.iter().find(|place| world.counties.iter().any(|county| county == *place));
    let county = county.ok_or("no county above the branch")?;
    let mut checked = |place: &str| -> Result<u64, String> {
        let page = client.get(&format!("{place}/progress/{}", cast.campaign))?.be(200)?.text();
        let (_, rest) = page.split_once("<dt>已自查</dt>").ok_or("no figure of self-checks")?;
        let digits = rest.split_once(" 个").ok_or("no figure of self-checks")?.0;
        let digits: String = digits.chars().rev().take_while(char::is_ascii_digit).collect();
        digits.chars().rev().collect::<String>().parse().map_err(|_| format!("{digits}?"))
    };
    let (in_county, in_province) = (checked(county)?, checked(&world.top)?);
    let mut secretary = Secretary {
        cookie: people[0].cookie.clone(),
        page: people[0].page.clone(),
        is_submitted: false,
    };
    let mut own = Client::new(&server.at, "");
    secretary.act(&mut own)?;
    let begun = Instant::now();
    let at_once = checked(county)? == in_county + 1;
    while checked(&world.top)? <= in_province {
        if begun.elapsed() > Duration::from_secs(60) {
            return Err("a submission does not show in the province".to_owned());
        }
        thread::park_timeout(Duration::from_millis(20));
    }
    let took = begun.elapsed().as_secs_f64();
    secretary.act(&mut own)?;
    let county = if at_once { "at once" } else { "NOT at once" };
    let measured = format!("in its county {county}, in the province after {took:.1} s");
    row("a submission shows", "at once to 2,000 branches, else < 2 s", &measured)
}

/// A deadline's evening: submissions and reads together.
fn burst(
    server: &Server,
    cast: &Cast,
    world: &World,
    people: Vec<Secretary>,
    minutes: u64,
) -> Result<(), String> {
    let seconds = 60.0 * minutes as f64;
    let cookies: Vec<String> = people.iter().map(|one| one.cookie.clone()).collect();
    let queue = Mutex::new(VecDeque::from(people));
    let pace = |links: u64, a_second: u32| Pace {
        links,
        every: Duration::from_secs(1) * (links as u32) / a_second,
        until: Until::Seconds(seconds),
    };
    let cpu = server.cpu_seconds();
    let (reads, writes) = thread::scope(|scope| {
        let reading = scope.spawn(|| {
            load::each(&server.at, &pace(READERS, READS_A_SECOND), |client, dice, done| {
                let any = |all: &[String], dice: &mut Dice| {
                    all[dice.below(all.len() as u64) as usize].clone()
                };
                let (kind, cookie, place) = match dice.below(10) {
                    0..6 => (0, any(&cookies, dice), "/todo".to_owned()),
                    6..8 => (1, cast.province.clone(), load::any_list(world, dice).0),
                    _ => {
                        let branch = any(&world.branches, dice);
                        let place = format!("{branch}/results/{}", cast.campaign);
                        (2, cast.province.clone(), place)
                    }
                };
                client.cookie = cookie;
                let begun = Instant::now();
                done.note(kind, begun, client.get(&place).and_then(|answer| answer.be(200)));
            })
        });
        // A submission and its withdrawal: each person acts twice in the time of one.
        let both = SUBMISSIONS_A_SECOND * 2;
        let writing = load::each(&server.at, &pace(WRITERS, both), |client, _, done| {
            let Some(mut one) = queue.lock().ok().and_then(|mut all| all.pop_front()) else {
                return;
            };
            let kind = usize::from(one.is_submitted);
            match one.act(client) {
                Ok(took) => done.took(kind, took),
                Err(says) => done.errors.push(says),
            }
            if let Ok(mut all) = queue.lock() {
                // At the end of the queue once taken back, so that the next to submit comes first.
                match one.is_submitted {
                    true => all.push_front(one),
                    false => all.push_back(one),
                }
            }
        });
        (reading.join().unwrap_or_default(), writing)
    });
    let cpu = (server.cpu_seconds() - cpu) / seconds * 100.0;
    let errors = [told(&reads)?, told(&writes)?].concat();
    let what = format!(
        "{SUBMISSIONS_A_SECOND} submissions a second, each taken back, and {READS_A_SECOND} reads \
         a second for {minutes} minutes"
    );
    let measured = format!(
        "{:.1} submissions and withdrawals and {:.0} reads a second came; {cpu:.0} % of a core, \
         most memory {:.0} MB{errors}",
        writes.a_second(),
        reads.a_second(),
        server.peak_megabytes()
    );
    row(&what, "no error", &measured)?;
    for (done, at, name, goal) in [
        (&writes, 0, "submission", "99 % < 100 ms"),
        (&writes, 1, "withdrawal", "99 % < 100 ms"),
        (&reads, 0, "to-do of a secretary (60 %)", ""),
        (&reads, 1, "list at any level (20 %)", ""),
        (&reads, 2, "result of a branch (20 %)", ""),
    ] {
        let [half, most, all] = [50, 99, 100].map(|share| done.within(share, Some(at)));
        let measured =
            format!("half within {half:.1} ms, 99 % within {most:.1} ms, all {all:.0} ms");
        row(&format!("… {name}"), goal, &measured)?;
    }
    Ok(())
}
