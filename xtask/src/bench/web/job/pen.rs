//! Points: a criterion saved at a time, and a department's overview meanwhile.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::Cast;
use crate::bench::web::client::{Client, escaped, field, links};
use crate::bench::web::load::{Done, World};
use crate::bench::web::people::new_form;
use crate::bench::web::server::Server;
use crate::bench::web::{Bench, fill, row};
use crate::sheet::Dice;

/// Criteria that are saved one by one.
const SAVES: u32 = 400;
/// Overviews that are asked for.
const OVERVIEWS: usize = 1_000;
/// Writes a second while they are.
const WRITES_A_SECOND: u32 = 10;

/// The branches that the committee still evaluates: their pages' addresses.
pub(super) struct Desk {
    pages: Vec<String>,
    criteria: Vec<String>,
}

impl Desk {
    pub(super) fn of(server: &Server, cast: &Cast) -> Result<Self, String> {
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
pub(super) fn save(bench: &Bench, server: &Server, cast: &Cast, desk: &Desk) -> Result<(), String> {
    let mut pen = Pen::new(server, cast, desk)?;
    for _ in 0..20 {
        pen.save()?;
    }
    let seconds = || [server.cpu_seconds(), server.database_seconds(), server.kernel_seconds()];
    let before = seconds();
    let mut done = Done::default();
    for _ in 0..SAVES {
        let begun = Instant::now();
        pen.save()?;
        done.micros.push((0, u32::try_from(begun.elapsed().as_micros()).unwrap_or(u32::MAX)));
    }
    let [cpu, database, kernel] = {
        let after = seconds();
        [0, 1, 2].map(|at| (after[at] - before[at]) * 1e3 / f64::from(SAVES))
    };
    let of_database = match bench.cluster {
        Some(_) => format!("the database {database:.2}, "),
        None => String::new(),
    };
    let measured = format!(
        "{cpu:.2} ms CPU with its commit (of which {of_database}the kernel {kernel:.2}); half \
         within {:.1} ms, 99 % within {:.1} ms",
        done.within(50, None),
        done.within(99, None)
    );
    row("saving one criterion", "< 1 ms CPU beside the commit", &measured)
}

/// A department's overview of any unit, while others write.
pub(super) fn overview(
    server: &Server,
    cast: &Cast,
    world: &World,
    desk: &Desk,
) -> Result<(), String> {
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
