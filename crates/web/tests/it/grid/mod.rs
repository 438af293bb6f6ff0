//! Who may what: every route, asked by every role, about its own organisation, one below, one
//! beside, one above. The table was written first, by hand; a route that it doesn't have fails.

mod table;
mod world;

use std::collections::BTreeSet;

use axum::body::Body;
use axum::http::{Request, header};
use jiff::Timestamp;
use model::id::EntryId;
use model::organisation::OrgKind;
use model::path::OrgPath;
use web::look;

use self::table::{Row, pattern};
use self::world::{Holder, KNOWN, Target, World};
use crate::browser::{Answer, Browser, on_both};

const TABLE: &str = include_str!("grid.txt");

/// The order in which the places around a holder are asked about: what is done to one's own
/// organisation comes last, for it may end the role itself.
const ORDER: [usize; 4] = [2, 3, 1, 0];

on_both!(every_route_answers_every_role_as_the_table_says);
async fn every_route_answers_every_role_as_the_table_says() {
    let world = World::build().await;
    let mut reading = world.copy().await;
    let mut wrong = Vec::new();
    for row in table::read(TABLE) {
        let cells = match row.method.as_str() {
            "GET" => asked(&world, &mut reading, &row, &mut wrong).await,
            _ => asked(&world, &mut world.copy().await, &row, &mut wrong).await,
        };
        // The clock of these stories stands, and PostgreSQL has one of its own that doesn't.
        let is_off = world.has_clock() && row.place == "/readyz";
        let due = if is_off { vec!["!".to_owned(); cells.len()] } else { row.cells.clone() };
        if cells != due {
            wrong.push(format!("table:  {}\nanswer: {}", row.line(&due), row.line(&cells)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn every_route_is_in_the_table_and_nothing_else() {
    let mut browser = Browser::begun().await;
    let mut there = BTreeSet::new();
    for place in web::serve::places() {
        let asked = pattern(place).replace("{}", "0").replace("/look", look::address());
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE"] {
            let request = Request::builder().method(method).uri(&asked);
            let request = request.header("sec-fetch-site", "same-origin");
            let answer = browser.ask(request.body(Body::empty()).unwrap()).await;
            if answer.status != 405 {
                there.insert(format!("{method} {}", pattern(place)));
            }
        }
    }
    let rows = table::read(TABLE);
    let listed = rows.iter().map(|row| format!("{} {}", row.method, pattern(&row.place)));
    let listed: BTreeSet<String> = listed.collect();
    let missing: Vec<_> = there.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&there).collect();
    assert!(missing.is_empty(), "not in grid.txt, whose head says how: {missing:?}");
    assert!(gone.is_empty(), "in grid.txt, and nowhere else: {gone:?}");
}

/// Asks a route on behalf of all; a cell each.
async fn asked(
    world: &World,
    browser: &mut Browser,
    row: &Row,
    wrong: &mut Vec<String>,
) -> Vec<String> {
    let mut cells = Vec::new();
    for holder in &world.holders {
        let mut cell = ['/'; 4];
        for at in ORDER {
            let target = match (at, row.is_about_branch(), &holder.branch) {
                (1, true, branch) => branch.as_ref(),
                _ => holder.around[at].as_ref(),
            };
            let Some(target) = target else { continue };
            let before = newest(browser).await;
            let answer = ask(world, browser, row, holder, target, &holder.cookie).await;
            cell[at] = letter(&answer);
            let is_done = row.method != "GET" && matches!(cell[at], 'k' | 'g');
            if is_done && !row.quiet && newest(browser).await == before {
                let login = &holder.login;
                wrong.push(format!(
                    "{} {}: done by {login} without an entry",
                    row.method, row.place
                ));
            }
            if !row.is_about_organisation() {
                break;
            }
        }
        let cell = match row.is_about_organisation() {
            true => cell.iter().collect(),
            false => cell[ORDER[0]].to_string(),
        };
        cells.push(cell);
    }
    let holder = &world.holders[0];
    let target = holder.around[0].as_ref().unwrap();
    let answer = ask(world, browser, row, holder, target, "").await;
    cells.push(letter(&answer).to_string());
    cells
}

/// The newest entry of the journal.
async fn newest(browser: &Browser) -> Option<EntryId> {
    let mut link = browser.app.store().link().await.unwrap();
    let last = "ffffffff-ffff-ffff-ffff-ffffffffffff".parse().unwrap();
    let before = (Timestamp::from_second(9_000_000_000).unwrap(), last);
    let entries = store::journal::latest(&mut link, &OrgPath::above_all(), before, None, 1).await;
    entries.unwrap().first().map(|entry| entry.id)
}

/// The first entry of the journal, about the highest organisation.
async fn first_entry(browser: &Browser) -> String {
    let mut link = browser.app.store().link().await.unwrap();
    let before = (Timestamp::from_second(9_000_000_000).unwrap(), EntryId::new(uuid::Uuid::max()));
    let all = OrgPath::above_all();
    let begun = Some("installation_begun");
    let entries = store::journal::latest(&mut link, &all, before, begun, 1).await.unwrap();
    entries[0].id.to_string()
}

/// What an answer comes to, as the table's head has it.
fn letter(answer: &Answer) -> char {
    let to = answer.headers.get(header::LOCATION).and_then(|to| to.to_str().ok());
    let to = to.unwrap_or_default();
    match answer.status.as_u16() {
        200 => 'k',
        303 if to.starts_with("/login?") || to.starts_with("/login/code?") => 'l',
        303 => 'g',
        401 => 'u',
        403 => 'd',
        404 => 'n',
        409 => 's',
        422 => 'f',
        _ => '!',
    }
}

async fn ask(
    world: &World,
    browser: &mut Browser,
    row: &Row,
    holder: &Holder,
    target: &Target,
    cookie: &str,
) -> Answer {
    let (secret, totp) = world::second_factor(&browser.app);
    let form = browser.app.identity().simple().to_string();
    let role = match target.kind {
        OrgKind::Branch => "clerk",
        OrgKind::Department => "leader",
        _ => "supervisor",
    };
    let known = [
        ("{org}", target.org.to_string()),
        ("{branch}", target.org.to_string()),
        ("{post}", target.post.to_string()),
        ("{staff}", target.staff.to_string()),
        ("{member}", target.member.to_string()),
        ("{cell}", target.cell.to_string()),
        ("{change}", target.change.to_string()),
        ("{record}", target.record.to_string()),
        ("{kind}", "work_plan".to_owned()),
        ("{role}", role.to_owned()),
        ("{shelter}", holder.shelter.to_string()),
        ("{top}", world.top.to_string()),
        ("{login}", holder.login.clone()),
        ("{session}", holder.session.clone()),
        ("{code}", holder.code.clone()),
        ("{password}", KNOWN.to_owned()),
        ("{secret}", secret),
        ("{totp}", totp),
        ("{today}", browser.app.today().to_string()),
        ("{tomorrow}", browser.app.today().tomorrow().unwrap().to_string()),
        ("{campaign}", target.campaign.to_string()),
        ("{draft}", target.draft.to_string()),
        ("{province}", world.province.to_string()),
        ("{scheme}", world.scheme.clone()),
        ("{built_in}", "jx-2016-52".to_owned()),
        ("{number}", "1".to_owned()),
        ("{scheme_text}", world::scheme(3)),
        ("{form}", form.clone()),
        ("{look}", look::address().to_owned()),
        ("{entry}", first_entry(browser).await),
        ("{script}", web::script::address("send").unwrap().replace("/script/", "")),
    ];
    let filled = |text: &str| known.iter().fold(text.to_owned(), |text, (n, v)| text.replace(n, v));
    let place = filled(&row.place);
    assert!(!place.contains('{'), "an unknown placeholder: {place}");
    let mut fields = vec![("form".to_owned(), form.clone())];
    fields.extend(row.fields.iter().map(|(name, value)| (name.clone(), filled(value))));
    browser.cookie = cookie.to_owned();
    if row.method == "GET" {
        return browser.get(&place).await;
    }
    let request = Request::builder().method(row.method.as_str()).uri(&place);
    let request = request.header(header::COOKIE, cookie).header("sec-fetch-site", "same-origin");
    let request = match &row.file {
        Some(file) => {
            let kind = "multipart/form-data; boundary=edge";
            request.header(header::CONTENT_TYPE, kind).body(Body::from(parts(&fields, file)))
        }
        None => {
            let mut body = form_urlencoded::Serializer::new(String::new());
            let body = body.extend_pairs(&fields).finish();
            let kind = "application/x-www-form-urlencoded";
            request.header(header::CONTENT_TYPE, kind).body(Body::from(body))
        }
    };
    browser.ask(request.unwrap()).await
}

/// A form with a file in it, as a browser sends it.
fn parts(fields: &[(String, String)], (field, name, content): &(String, String, String)) -> String {
    let part = |head: &str, body: &str| {
        format!("--edge\r\nContent-Disposition: form-data; {head}\r\n\r\n{body}\r\n")
    };
    let fields = fields.iter().map(|(name, value)| part(&format!("name=\"{name}\""), value));
    let file = part(&format!("name=\"{field}\"; filename=\"{name}\""), content);
    fields.chain([file, "--edge--\r\n".to_owned()]).collect()
}
