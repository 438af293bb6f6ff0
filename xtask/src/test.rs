//! `cargo xtask test`: everything that must hold before a change lands, in the order in which it
//! fails soonest.

use std::process::Command;

use crate::needs;

const STEPS: [(&str, &[&str]); 3] = [
    ("the code is formatted", &["fmt", "--all", "--check"]),
    (
        "no warning",
        &["clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"],
    ),
    ("the tests", &["test", "--workspace", "--no-fail-fast"]),
];

/// Runs all of it; `quick` leaves out what needs programs beside the toolchain, and says so.
pub(crate) fn main(arguments: &[String]) -> Result<(), String> {
    let quick = match arguments {
        [] => false,
        [word] if word == "quick" => true,
        _ => return Err("usage: cargo xtask test [quick]".to_owned()),
    };
    if quick {
        println!("quick: leaving out the tests of `dukao` and `paper`, which open LibreOffice");
        let quick = ["test", "-p", "model", "-p", "score", "-p", "table", "-p", "xtask"];
        return cargo("the quick tests", &quick);
    }
    needs::all()?;
    for (what, arguments) in STEPS {
        cargo(what, arguments)?;
    }
    Ok(())
}

fn cargo(what: &str, arguments: &[&str]) -> Result<(), String> {
    println!("{what}: cargo {}", arguments.join(" "));
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status =
        Command::new(cargo).args(arguments).status().map_err(|error| format!("cargo: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("failed: {what}")) }
}
