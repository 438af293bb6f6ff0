//! Why a command stops short, and what it exits with.

use std::fmt::Write;
use std::process::ExitCode;

use model::Flaws;
use store::{Cause, Fault};

use crate::say;

/// Exit code where the input has flaws: the person mends them and tries again.
const FLAWED: u8 = 2;

/// Exit code where something could not be read or written at all.
const FAILED: u8 = 3;

/// Why a command stops short.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The input has flaws.
    Flawed { file: String, flaws: Flaws, means: &'static str },
    /// One sentence.
    Failed(String),
}

impl Stop {
    /// A failure about a file or folder.
    pub(crate) fn failed(about: impl std::fmt::Display, says: impl std::fmt::Display) -> Self {
        Self::Failed(format!("{about}: {says}"))
    }

    /// A failure of the database at a place: what can be done about it, else what it says itself.
    pub(crate) fn fault(about: impl std::fmt::Display, fault: &Fault) -> Self {
        let says = match fault.cause() {
            Cause::Full => "磁盘空间不足",
            Cause::ReadOnly => "没有权限写入,或磁盘是只读的",
            Cause::Away => "连不上数据库;请核对地址,并确认数据库在运行",
            Cause::Busy => "数据库正忙,请稍后再试",
            Cause::Other => return Self::failed(about, fault),
        };
        Self::failed(about, says)
    }

    /// Tells the person on the standard error.
    pub(crate) fn tell(self) -> ExitCode {
        match self {
            Self::Flawed { file, flaws, means } => {
                say::error(&flaw_list(&file, &flaws, means));
                ExitCode::from(FLAWED)
            }
            Self::Failed(says) => {
                say::error(&format!("{says}\n"));
                ExitCode::from(FAILED)
            }
        }
    }
}

/// The flaws, one a line, then how many there are.
fn flaw_list(file: &str, flaws: &Flaws, means: &str) -> String {
    let mut text = String::new();
    for flaw in flaws.listed() {
        // What was typed may hold line breaks; a flaw stands on one line all the same.
        let _ = writeln!(text, "{}", format!("{file}{flaw}").replace(char::is_control, " "));
    }
    if flaws.unlisted() > 0 {
        let _ = writeln!(text, "……另有 {} 处未列出", flaws.unlisted());
    }
    let _ = writeln!(text, "共 {} 处要改{means}。", flaws.count());
    text
}
