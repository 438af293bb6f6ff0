//! A deadline's evening: secretaries submit, and everybody reads.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use super::Cast;
use crate::bench::say;
use crate::bench::web::client::{Client, escaped, field, links};
use crate::bench::web::load::{self, Done, Pace, Until, World};
use crate::bench::web::people::{self, Entered, new_form};
use crate::bench::web::server::Server;
use crate::bench::web::{fill, row, told};
use crate::sheet::Dice;

/// Secretaries who submit, again and again.
const PEOPLE: usize = 1_500;
/// Of the burst.
const READS_A_SECOND: u32 = 500;
const SUBMISSIONS_A_SECOND: u32 = 25;
/// Links of each.
const READERS: u64 = 8;
const WRITERS: u64 = 4;

/// A secretary with their branch's self-check.
pub(super) struct Secretary {
    cookie: String,
    page: String,
    is_submitted: bool,
}

/// Gives secretaries of a city accounts, committee by committee, until enough of them have a
/// self-check to submit.
pub(super) fn enrol(server: &Server, cast: &Cast) -> Result<Vec<Secretary>, String> {
    let mut client = Client::new(&server.at, &cast.city);
    let city = fill::own(&mut client)?;
    let mut known = vec![city.clone()];
    let mut committees = Vec::new();
    for county in fill::children(&mut client, &city, &known)? {
        known.push(county.clone());
        committees.extend(fill::children(&mut client, &county, &known)?);
    }
    let mut people = Vec::new();
    let begun = Instant::now();
    for committee in &committees {
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

/// Whoever is a secretary with a self-check that is still to be submitted, and which they may take
/// back: where the committee has begun to evaluate, they no longer may.
fn secretary(server: &Server, cast: &Cast, entered: Entered) -> Result<Option<Secretary>, String> {
    if !entered.role.contains("支部书记") {
        return Ok(None);
    }
    let mut client = Client::new(&server.at, &entered.cookie);
    let own = fill::own(&mut client)?;
    let page = format!("{own}/self-checks/{}", cast.campaign);
    if !client.get(&page)?.be(200)?.text().contains("提交自查") {
        return Ok(None);
    }
    let mut one = Secretary { cookie: entered.cookie, page, is_submitted: false };
    one.act(&mut client)?;
    if !client.get(&one.page)?.be(200)?.text().contains("确认撤回") {
        return Ok(None);
    }
    one.act(&mut client)?;
    Ok(Some(one))
}

impl Secretary {
    /// Submits, or takes back what was submitted; how long that took, from the press of the button.
    fn act(&mut self, client: &mut Client) -> Result<Duration, String> {
        client.cookie.clone_from(&self.cookie);
        let (place, form) = match self.is_submitted {
            true => ("withdrawal", format!("form={}", new_form())),
            // Whoever submits has the page before them.
            false => {
                let page = client.get(&self.page)?.be(200)?.text();
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
pub(super) fn shown(
    server: &Server,
    cast: &Cast,
    world: &World,
    people: &[Secretary],
) -> Result<(), String> {
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

/// A deadline's evening: submissions and reads together, in rounds in which each secretary submits
/// once. Between rounds, and measured by nobody, all is taken back.
pub(super) fn burst(
    server: &Server,
    cast: &Cast,
    world: &World,
    mut people: Vec<Secretary>,
    minutes: u64,
) -> Result<(), String> {
    let whole = 60.0 * minutes as f64;
    let seconds = (people.len() as f64 / f64::from(SUBMISSIONS_A_SECOND)).min(whole);
    let (mut reads, mut writes, mut cpu) = (Done::default(), Done::default(), 0.0);
    while reads.seconds < whole {
        let before = server.cpu_seconds();
        let (read, written) = round(server, cast, world, &mut people, seconds);
        cpu += server.cpu_seconds() - before;
        reads.add(read);
        writes.add(written);
        take_back(server, &mut people)?;
    }
    let cpu = cpu / reads.seconds * 100.0;
    let errors = [told(&reads)?, told(&writes)?].concat();
    let what = format!(
        "{SUBMISSIONS_A_SECOND} submissions and {READS_A_SECOND} reads a second for {minutes} \
         minutes, in rounds of {seconds:.0} s"
    );
    let measured = format!(
        "{:.1} submissions and {:.0} reads a second came; {cpu:.0} % of a core, most memory \
         {:.0} MB{errors}",
        writes.a_second(),
        reads.a_second(),
        server.peak_megabytes()
    );
    row(&what, "no error", &measured)?;
    for (done, at, name, goal) in [
        (&writes, 0, "submission", "99 % < 100 ms"),
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

/// Everybody submits once, and everybody reads: what came of the reads and of the submissions.
fn round(
    server: &Server,
    cast: &Cast,
    world: &World,
    people: &mut Vec<Secretary>,
    seconds: f64,
) -> (Done, Done) {
    let cookies: Vec<String> = people.iter().map(|one| one.cookie.clone()).collect();
    let queue = Mutex::new(VecDeque::from(std::mem::take(people)));
    let over = Mutex::new(Vec::new());
    let pace = |links: u64, a_second: u32| Pace {
        links,
        every: Duration::from_secs(1) * (links as u32) / a_second,
        until: Until::Seconds(seconds),
    };
    let done = thread::scope(|scope| {
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
        let pace = pace(WRITERS, SUBMISSIONS_A_SECOND);
        let writing = load::each(&server.at, &pace, |client, _, done| {
            let Some(mut one) = queue.lock().ok().and_then(|mut all| all.pop_front()) else {
                return;
            };
            match one.act(client) {
                Ok(took) => done.took(0, took),
                Err(says) => done.errors.push(says),
            }
            if let Ok(mut over) = over.lock() {
                over.push(one);
            }
        });
        (reading.join().unwrap_or_default(), writing)
    });
    people.extend(over.into_inner().unwrap_or_default());
    people.extend(queue.into_inner().unwrap_or_default());
    done
}

/// Takes back whatever is submitted, so that it can be submitted again.
fn take_back(server: &Server, people: &mut [Secretary]) -> Result<(), String> {
    let share = people.len().div_ceil(WRITERS as usize).max(1);
    thread::scope(|scope| {
        let taking = people.chunks_mut(share).map(|some| {
            scope.spawn(|| {
                let mut client = Client::new(&server.at, "");
                let mut submitted = some.iter_mut().filter(|one| one.is_submitted);
                submitted.try_for_each(|one| one.act(&mut client).map(drop))
            })
        });
        let taking: Vec<_> = taking.collect();
        let joined = taking
            .into_iter()
            .map(|one| one.join().unwrap_or_else(|_| Err("whoever takes back fell".to_owned())));
        joined.collect()
    })
}
