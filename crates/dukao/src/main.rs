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

/// The libraries that write and read workbooks panic where the disk is full and over some damaged
/// files; both are caught and said as a sentence (`table`), so their own reports would be noise.
fn quiet_workbook_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        let writes = std::thread::current().name() == Some(table::book::THREAD)
            && table::book::is_spill(panic.payload());
        let reads = panic.location().is_some_and(|at| at.file().contains("calamine"));
        if !writes && !reads {
            usual(panic);
        }
    }));
}
