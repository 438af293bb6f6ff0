//! `cargo xtask test`: everything that must hold before a change lands, in the order in which it
//! fails soonest.

use std::process::Command;

use crate::needs;

const STEPS: [(&str, &[&str]); 4] = [
    ("the code is formatted", &["fmt", "--all", "--check"]),
    (
        "no warning",
        &["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"],
    ),
    ("the tests", &["test", "--workspace", "--no-fail-fast"]),
    (
        "the fuzz targets compile",
        &["check", "--quiet", "--locked", "--manifest-path", "fuzz/Cargo.toml"],
    ),
];

/// Runs all of it; `quick` leaves out what needs programs beside the toolchain, and says so.
pub(crate) fn main(arguments: &[String]) -> Result<(), String> {
    let quick = match arguments {
        [] => false,
        [word] if word == "quick" => true,
        _ => return Err("usage: cargo xtask test [quick]".to_owned()),
    };
    if quick {
        println!(
            "quick: leaving out `dukao` and `paper` (LibreOffice, Chromium), PostgreSQL, and:"
        );
        SLOW.iter().for_each(|test| println!("  {test}"));
        return cargo("the quick tests", &quick_tests());
    }
    needs::all()?;
    for (what, arguments) in STEPS {
        cargo(what, arguments)?;
    }
    if !needs::is_there("cargo-deny") {
        println!("left out: cargo deny (cargo install --locked cargo-deny)");
        return Ok(());
    }
    // What is known of weak crates comes from the network, so that is asked by hand.
    cargo("dependencies are as allowed", &["deny", "check", "bans", "licenses", "sources"])
}

/// The database's tables as they are now become those that are known.
pub(crate) fn schema(arguments: &[String]) -> Result<(), String> {
    match arguments {
        [] => versions("DUKAO_SNAPSHOT", "1"),
        _ => Err("usage: cargo xtask schema".to_owned()),
    }
}

/// A database as this release writes it goes to those that later ones have to open.
pub(crate) fn release_database(arguments: &[String]) -> Result<(), String> {
    match arguments {
        [version] if version.starts_with(|c: char| c.is_ascii_digit()) => {
            versions("DUKAO_RELEASE", version)
        }
        _ => Err("usage: cargo xtask release-database 0.1.0".to_owned()),
    }
}

/// The store's own tests write both: only they know how.
fn versions(name: &str, value: &str) -> Result<(), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut test = Command::new(cargo);
    test.args(["test", "-p", "store", "--test", "it", "version::"]).env(name, value);
    let status = test.status().map_err(|error| format!("cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err("not written".to_owned()) }
}

/// What takes long by itself.
const SLOW: [&str; 2] =
    ["a_writer_that_is_held_for_long_is_busy", "every_route_answers_every_role"];

/// All crates that need nothing beside the toolchain, on SQLite.
fn quick_tests() -> Vec<&'static str> {
    let mut quick = vec!["test"];
    for known in ["model", "score", "table", "store", "app", "web", "xtask"] {
        quick.extend(["-p", known]);
    }
    quick.extend(["--", "--skip", "postgres"]);
    SLOW.iter().for_each(|test| quick.extend(["--skip", test]));
    quick
}

fn cargo(what: &str, arguments: &[&str]) -> Result<(), String> {
    println!("{what}: cargo {}", arguments.join(" "));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status =
        Command::new(cargo).args(arguments).status().map_err(|error| format!("cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("failed: {what}")) }
}
