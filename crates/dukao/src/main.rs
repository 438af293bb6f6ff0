//! `dukao`, the program: one binary for the whole job.

mod cli;
mod interrupt;
mod say;
mod scheme;
mod score;
mod stop;

use std::process::ExitCode;

fn main() -> ExitCode {
    quiet_workbook_panics();
    let command = match cli::parse() {
        Ok(command) => command,
        Err(code) => return code,
    };
    let done = match command {
        cli::Command::Score(arguments) => score::run(&arguments),
        cli::Command::Scheme { command } => scheme::run(&command),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(stop) => stop.tell(),
    }
}

/// The library that writes workbooks panics where the disk is full; that is caught and said as a
/// sentence (`table::book::unwritable`), so its own report would only be noise.
fn quiet_workbook_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if std::thread::current().name() != Some(table::book::THREAD) {
            usual(panic);
        }
    }));
}
