//! Filling the database: by the import that people use, province by province, and by appointing
//! those who will ask.

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use super::client::{Client, links};
use super::load::World;
use super::server::Server;
use super::tree::{self, Province};
use super::{Bench, PROVINCE, people, row, workbook};

/// Fills the empty database by imports, and appoints who will ask.
pub(super) fn fill(bench: &Bench, branches: u64, is_named: bool) -> Result<World, String> {
    let mut server = bench.start()?;
    let first = server.first()?;
    let mut client = Client::new(&server.at, "");
    let top = people::begin(&mut client, &first)?;
    let provinces = branches.div_ceil(PROVINCE);
    let province = Province { is_named, ..Province::of(branches / provinces) };
    let mut homes = vec![top.clone()];
    if provinces > 1 {
        homes = found_provinces(&mut client, bench, &top, provinces)?;
    }
    for (number, home) in (0..).zip(&homes) {
        let sheet = bench.sheet(&province, number)?;
        let taken = import(&server, &mut client, home, &sheet)?;
        if number == 0 || number + 1 == provinces {
            let what = format!(
                "import of {} organisations{} from xlsx ({:.1} MB) with checks{}",
                province.organisations(),
                if is_named {
                    format!(" and {} people", 2 * province.branches)
                } else {
                    String::new()
                },
                sheet.len() as f64 / 1e6,
                if number == 0 { "" } else { ", the last one" }
            );
            row(&what, "< 60 s, < 300 MB", &taken)?;
        }
    }
    if let Some(cluster) = &bench.cluster {
        cluster.analyse()?;
    }
    let world = look_around(&mut client, top, &homes[0])?;
    server.stop()?;
    Ok(world)
}

/// Puts the departments of provinces below the highest; their addresses.
fn found_provinces(
    client: &mut Client,
    bench: &Bench,
    top: &str,
    provinces: u64,
) -> Result<Vec<String>, String> {
    let path = bench.dir.join("provinces.xlsx");
    let all = workbook::write(&path, &tree::HEADS, |row| {
        (0..provinces).try_for_each(|number| {
            let (code, name) = (tree::province_code(number), tree::province_name(number));
            row(&[&code, &name, "组织部", "", "", ""])
        })
    });
    all.map_err(|e| format!("no sheet: {e}"))?;
    let sheet = fs::read(&path).map_err(|e| e.to_string())?;
    take_in(client, top, &sheet)?;
    let mut homes = Vec::new();
    let mut place = Some(top.to_owned());
    while let Some(now) = place {
        let page = client.get(&now)?.be(200)?.text();
        homes.extend(below(&page, &[top.to_owned()]));
        place = later(&page, top);
    }
    Ok(homes)
}

/// Puts one more below the highest, by the form for one; its address.
pub(super) fn found_province(
    client: &mut Client,
    top: &str,
    number: u64,
) -> Result<String, String> {
    let name = super::client::escaped(&tree::province_name(number));
    let form = format!("form={}&name={name}&kind=department", people::new_form());
    let place = client.post(&format!("{top}/founding"), &form)?.be(303)?.location;
    Ok(place.split('?').next().unwrap_or_default().to_owned())
}

/// Has a sheet taken in; what it took.
fn import(
    server: &Server,
    client: &mut Client,
    home: &str,
    sheet: &[u8],
) -> Result<String, String> {
    let (begun, cpu) = (Instant::now(), server.cpu_seconds());
    take_in(client, home, sheet)?;
    let (wall, cpu) = (begun.elapsed().as_secs_f64(), server.cpu_seconds() - cpu);
    let peak = server.peak_megabytes();
    Ok(format!("{wall:.1} s ({cpu:.1} s CPU), peak {peak:.0} MB"))
}

/// Has a sheet looked at and taken in.
pub(super) fn take_in(client: &mut Client, home: &str, sheet: &[u8]) -> Result<(), String> {
    let sent = client.send(&format!("{home}/import"), "组织.xlsx", sheet)?.be(303)?;
    let place = sent.location;
    wait(client, &place)?;
    client.post(&place, &format!("form={}", people::new_form()))?.be(303)?;
    let page = wait(client, &place)?;
    match page.contains("已导入") {
        true => Ok(()),
        false => Err(format!("not taken in: {page}")),
    }
}

/// Asks for a page until it is no longer about waiting.
fn wait(client: &mut Client, place: &str) -> Result<String, String> {
    loop {
        let answer = client.get(place)?.be(200)?;
        if !answer.again {
            return Ok(answer.text());
        }
        thread::park_timeout(Duration::from_millis(200));
    }
}

/// The organisations that a page lists, but those that are known.
fn below(page: &str, known: &[String]) -> Vec<String> {
    let plain = links(page, "/organisations/").filter(|href| href.matches('/').count() == 2);
    let mut found: Vec<String> = Vec::new();
    for href in plain.filter(|href| !href.contains('?')) {
        if !known.iter().chain(&found).any(|known| known == href) {
            found.push(href.to_owned());
        }
    }
    found
}

fn later(page: &str, org: &str) -> Option<String> {
    links(page, &format!("{org}?after=")).next().map(str::to_owned)
}

/// Walks from a province down, a page here and there, and appoints who will ask.
fn look_around(client: &mut Client, top: String, province: &str) -> Result<World, String> {
    let mut world = walk(client, top, province)?;
    world.homes = [world.top.clone(), world.counties[0].clone(), world.committees[0].clone()];
    world.cookies[0] = client.cookie.clone();
    for (scope, role) in [(1, "department_officer"), (2, "committee_administrator")] {
        world.cookies[scope] = people::appoint(client, &world.homes[scope], role)?;
    }
    Ok(world)
}

/// The page of one's own organisation.
pub(super) fn own(client: &mut Client) -> Result<String, String> {
    let page = client.get("/organisations")?.be(200)?.text();
    let acts = links(&page, "/organisations/").filter(|href| href.matches('/').count() > 2);
    let own = acts.map(|href| href.split('/').take(3).collect::<Vec<_>>().join("/")).next();
    own.ok_or_else(|| "no organisation of one's own".to_owned())
}

/// What stands right below an organisation, those on its first page.
pub(super) fn children(
    client: &mut Client,
    place: &str,
    known: &[String],
) -> Result<Vec<String>, String> {
    let page = client.get(place)?.be(200)?.text();
    // What stands above is linked to as well, before the table.
    Ok(page.split_once("<tbody").map_or_else(Vec::new, |(_, table)| below(table, known)))
}

/// What stands below a province, a page here and there.
pub(super) fn walk(client: &mut Client, top: String, province: &str) -> Result<World, String> {
    let mut world = World { top: top.clone(), province: province.to_owned(), ..World::default() };
    let mut step = |world: &mut World, place: &str, known: &[String]| {
        let page = client.get(place)?.be(200)?.text();
        world.later.extend(later(&page, place));
        Ok::<_, String>(below(&page, known))
    };
    let above = vec![top.clone(), province.to_owned()];
    for city in step(&mut world, province, &above)? {
        let known = [above.clone(), vec![city.clone()]].concat();
        for county in step(&mut world, &city, &known)? {
            let known = [known.clone(), vec![county.clone()]].concat();
            let committees = step(&mut world, &county, &known)?;
            let one = committees.first().ok_or("a county without a committee")?;
            let known = [known, vec![one.clone()]].concat();
            let branches = step(&mut world, one, &known)?;
            world.branches.extend(branches);
            world.committees.extend(committees);
            world.counties.push(county);
        }
        world.cities.push(city);
    }
    world.later.push(top);
    Ok(world)
}
