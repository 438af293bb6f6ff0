//! `dukao`, the program: one binary for the whole job.

mod callers;
mod cli;
mod data;
mod demo;
mod interrupt;
mod say;
mod scheme;
mod score;
mod serve;
mod stop;
mod tls;

use std::process::ExitCode;

fn main() -> ExitCode {
    quiet_workbook_panics();
    let command = match cli::parse() {
        Ok(command) => command,
        Err(code) => return code,
    };
    let done = match command {
        cli::Command::Demo(arguments) => demo::run(&arguments),
        cli::Command::Score(arguments) => score::run(&arguments),
        cli::Command::Data(command) => data::run(&command),
        cli::Command::Serve(arguments) => serve::run(&arguments),
        cli::Command::Scheme { command } => scheme::run(&command),
    };
    interrupt::pause();
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => stop.tell(),
    }
}

/// The library that reads workbooks panics over some damaged files; that is caught and said as a
/// sentence (`table`), so its own report would be noise.
fn quiet_workbook_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic.location().is_some_and(|at| at.file().contains("calamine")) {
            usual(panic);
        }
    }));
}
