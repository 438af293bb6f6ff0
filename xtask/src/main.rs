//! The project's own chores: `cargo xtask`.
#![expect(clippy::print_stdout, reason = "a chore speaks to the person who runs it")]

mod bench;
mod needs;
mod sheet;
mod test;
mod tidy;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask COMMAND
  test [quick]         everything that must hold before a change lands
  tidy                 what the compiler cannot keep (part of test)
  bench score|web …    the figures of docs/benchmarks.md
  bench-sheet N FILE   a sheet of N invented branches
  example-sheet        examples/county.csv anew
  schema               the snapshot of the database's tables anew
  release-database V   a database of release V, to be kept and reopened for ever";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let (command, rest) = args.split_first().map_or(("", &args[..]), |(c, r)| (c.as_str(), r));
    let done = match command {
        "test" => test::main(rest),
        "tidy" => tidy::main(),
        "bench" => bench::main(rest),
        "bench-sheet" => bench::sheet(rest),
        "schema" => test::schema(rest),
        "release-database" => test::release_database(rest),
        "example-sheet" => sheet::main(rest),
        _ => Err(USAGE.to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(says) => {
            eprintln!("{says}");
            ExitCode::FAILURE
        }
    }
}
