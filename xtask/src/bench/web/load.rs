//! Loads: who asks what how often, and what came of it.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::client::{Answer, Client};
use super::people::new_form;
use crate::bench::rows::place;
use crate::sheet::Dice;

/// What is known of the database: addresses of pages.
#[derive(Clone, Default)]
pub(super) struct World {
    /// The highest organisation's page.
    pub(super) top: String,
    /// A province's page: the highest, where there is one only.
    pub(super) province: String,
    pub(super) cities: Vec<String>,
    pub(super) counties: Vec<String>,
    pub(super) committees: Vec<String>,
    pub(super) branches: Vec<String>,
    /// Later pages of long lists.
    pub(super) later: Vec<String>,
    /// Cookies of somebody at the top, at the first county and at a committee there.
    pub(super) cookies: [String; 3],
    /// The pages of those three.
    pub(super) homes: [String; 3],
}

/// A kind of request in a mix.
pub(super) struct Kind {
    /// How many of a mix's requests are of it, relative to the others.
    pub(super) share: u64,
    pub(super) name: &'static str,
    pub(super) method: &'static str,
    /// The address, and the form where one is sent.
    pub(super) request: fn(&World, &mut Dice) -> (String, String),
}

/// 60 lists, 15 searches, 15 pages of one branch, 8 of the own account, 2 new branches.
pub(super) const MIXED: [Kind; 5] = [
    Kind { share: 60, name: "list", method: "GET", request: any_list },
    Kind { share: 15, name: "search", method: "GET", request: any_search },
    Kind { share: 15, name: "branch", method: "GET", request: branch },
    Kind { share: 8, name: "account", method: "GET", request: |_, _| read("/account") },
    Kind { share: 2, name: "founding", method: "POST", request: founding },
];

/// Lists of 20 as somebody sees them whose role is held at the top, at a county, at a committee.
pub(super) const LISTS: [Kind; 3] = [
    Kind { share: 1, name: "province", method: "GET", request: any_list },
    Kind { share: 1, name: "county", method: "GET", request: |world, _| read(&world.homes[1]) },
    Kind { share: 1, name: "committee", method: "GET", request: |world, _| read(&world.homes[2]) },
];

/// Searches for two characters of a place's name.
pub(super) const SEARCH: Kind =
    Kind { share: 1, name: "search", method: "GET", request: any_search };

/// Searches for what stands in nearly every name.
pub(super) const COMMON_SEARCH: Kind = Kind {
    share: 1,
    name: "search for 支部",
    method: "GET",
    request: |_, _| read("/search?q=%E6%94%AF%E9%83%A8"),
};

fn read(place: &str) -> (String, String) {
    (place.to_owned(), String::new())
}

fn any<'w>(places: &'w [String], dice: &mut Dice) -> &'w str {
    &places[dice.below(places.len() as u64) as usize]
}

pub(super) fn any_list(world: &World, dice: &mut Dice) -> (String, String) {
    read(match dice.below(10) {
        0 => &world.top,
        1..5 => any(&world.counties, dice),
        5..9 => any(&world.committees, dice),
        _ => any(&world.later, dice),
    })
}

fn any_search(_: &World, dice: &mut Dice) -> (String, String) {
    let words = super::client::escaped(&place(dice.below(1_600)).concat());
    (format!("/search?q={words}"), String::new())
}

fn branch(world: &World, dice: &mut Dice) -> (String, String) {
    read(any(&world.branches, dice))
}

fn founding(world: &World, dice: &mut Dice) -> (String, String) {
    let below = any(&world.committees, dice);
    let name = super::client::escaped(&place(dice.below(1_600)).concat());
    (format!("{below}/founding"), format!("form={}&name={name}&kind=branch", new_form()))
}

/// What came of a load.
#[derive(Default)]
pub(super) struct Done {
    /// How long each took, in microseconds, by the kind's place in its mix.
    pub(super) micros: Vec<(usize, u32)>,
    /// Answers that were none.
    pub(super) errors: Vec<String>,
    pub(super) seconds: f64,
}

impl Done {
    /// The time within which so many hundredths of a kind's answers came, in milliseconds.
    pub(super) fn within(&self, hundredths: usize, kind: Option<usize>) -> f64 {
        let of_kind = self.micros.iter().filter(|(at, _)| kind.is_none_or(|kind| *at == kind));
        let mut micros: Vec<u32> = of_kind.map(|(_, micros)| *micros).collect();
        micros.sort_unstable();
        let at = (micros.len() * hundredths / 100).min(micros.len().saturating_sub(1));
        micros.get(at).map_or(f64::NAN, |micros| f64::from(*micros) / 1e3)
    }

    /// Adds how long one took.
    pub(super) fn took(&mut self, kind: usize, took: Duration) {
        self.micros.push((kind, u32::try_from(took.as_micros()).unwrap_or(u32::MAX)));
    }

    /// Adds what came of one that was begun then.
    pub(super) fn note(&mut self, kind: usize, begun: Instant, answer: Result<Answer, String>) {
        match answer {
            Ok(_) => self.took(kind, begun.elapsed()),
            Err(says) => self.errors.push(says),
        }
    }

    /// Adds what came of another stretch of the same load.
    pub(super) fn add(&mut self, other: Self) {
        self.micros.extend(other.micros);
        self.errors.extend(other.errors);
        self.seconds += other.seconds;
    }

    pub(super) fn a_second(&self) -> f64 {
        self.micros.len() as f64 / self.seconds
    }
}

/// How a load is put on.
pub(super) struct Pace<'p> {
    /// Those who ask at a time, each on a link of their own.
    pub(super) links: u64,
    /// For how long each waits between two requests' beginnings.
    pub(super) every: Duration,
    /// Until when.
    pub(super) until: Until<'p>,
}

#[derive(Clone, Copy)]
pub(super) enum Until<'p> {
    Seconds(f64),
    Told(&'p AtomicBool),
}

/// Puts a load on a server.
pub(super) fn run(at: &str, cookie: &str, world: &World, mix: &[&Kind], pace: &Pace<'_>) -> Done {
    each(at, pace, |client, dice, done| {
        client.cookie.clear();
        client.cookie.push_str(cookie);
        ask(client, world, mix, dice, done);
    })
}

/// Has each link ask what it is told to, at a pace.
pub(super) fn each<F>(at: &str, pace: &Pace<'_>, act: F) -> Done
where
    F: Fn(&mut Client, &mut Dice, &mut Done) + Sync,
{
    let begun = Instant::now();
    let is_over = || match pace.until {
        Until::Seconds(seconds) => begun.elapsed().as_secs_f64() >= seconds,
        Until::Told(told) => told.load(Ordering::Relaxed),
    };
    let mut all = thread::scope(|scope| {
        let asking = (0..pace.links).map(|link| {
            let (is_over, every, act) = (&is_over, pace.every, &act);
            scope.spawn(move || {
                let (mut client, mut done) = (Client::new(at, ""), Done::default());
                let mut dice = Dice::new(link + 1);
                // Not all at once.
                let mut next = begun + every * (link as u32) / (pace.links as u32);
                while !is_over() {
                    thread::park_timeout(next.saturating_duration_since(Instant::now()));
                    next = (next + every).max(Instant::now());
                    act(&mut client, &mut dice, &mut done);
                }
                done
            })
        });
        let asking: Vec<_> = asking.collect();
        let mut all = Done::default();
        for one in asking {
            all.add(one.join().unwrap_or_default());
        }
        all
    });
    all.seconds = begun.elapsed().as_secs_f64();
    all
}

fn ask(client: &mut Client, world: &World, mix: &[&Kind], dice: &mut Dice, done: &mut Done) {
    let mut thrown = dice.below(mix.iter().map(|kind| kind.share).sum());
    let at = mix.iter().position(|kind| {
        let is_it = thrown < kind.share;
        thrown = thrown.saturating_sub(kind.share);
        is_it
    });
    let at = at.unwrap_or_default();
    let kind = mix[at];
    let (place, form) = (kind.request)(world, dice);
    let begun = Instant::now();
    let type_ = "application/x-www-form-urlencoded";
    let answer = client.ask(kind.method, &place, type_, form.as_bytes());
    let well = answer.and_then(|answer| match answer.status {
        200 | 303 => Ok(answer),
        status => Err(format!("{} {place}: {status} {}", kind.name, answer.text())),
    });
    done.note(at, begun, well);
}
