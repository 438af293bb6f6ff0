//! `dukao scheme`: see, check and export schemes.

mod export;
mod show;

pub(crate) use export::write_new;

use std::io::Read;
use std::path::{Path, PathBuf};

use model::{Flaw, Scheme, limit};
use score::scheme::{BUILT_IN, built_in, read};
use table::unreadable::io_sentence;

use crate::cli::SchemeCommand;
use crate::say;
use crate::stop::Stop;

/// A scheme with the file it came from.
pub(crate) struct Loaded {
    /// The scheme.
    pub(crate) scheme: Scheme,
    /// Its file, whole.
    pub(crate) text: String,
}

/// Runs the command.
pub(crate) fn run(command: &SchemeCommand) -> Result<(), Stop> {
    match command {
        SchemeCommand::List => {
            for scheme in BUILT_IN {
                let loaded = load(scheme.id)?.scheme;
                let (id, version) = (&loaded.id, loaded.version);
                say::out(&format!(
                    "{id}  第 {version} 版  {}\n  {}\n",
                    loaded.title, loaded.summary
                ));
            }
            Ok(())
        }
        SchemeCommand::Show { scheme } => {
            say::out(&show::text(&load(scheme)?.scheme));
            Ok(())
        }
        SchemeCommand::Check { scheme } => check(scheme),
        SchemeCommand::Export { scheme, xlsx, overwrite } => {
            let loaded = load(scheme)?;
            let Some(path) = xlsx else {
                say::out(&loaded.text);
                return Ok(());
            };
            let own_name = PathBuf::from(format!("{}.xlsx", loaded.scheme.id));
            let path = if path.is_dir() { &path.join(own_name) } else { path };
            export::write(&loaded, path, *overwrite)?;
            say::out(&format!("已写入 {}\n", path.display()));
            Ok(())
        }
    }
}

fn check(named: &str) -> Result<(), Stop> {
    let (file, text) = named_text(named)?;
    let reading = read(&text);
    say::error(&warning_list(&file, &reading.warnings));
    let Some(scheme) = reading.scheme else {
        return Err(Stop::Flawed { file, flaws: reading.flaws, means: "" });
    };
    let (indicators, criteria) = (scheme.indicators.len(), scheme.criteria_count());
    let total = scheme.total.short();
    let bonus = scheme.bonus.as_ref().map(|b| format!(",附加分至多 {} 分", b.points.short()));
    let bonus = bonus.unwrap_or_default();
    say::out(&format!(
        "{file}: 合格。{indicators} 项考核内容,{criteria} 个评分要点,{total} 分{bonus};今不允许的要点 {} 个。\n",
        reading.warnings.len()
    ));
    Ok(())
}

fn warning_list(file: &str, warnings: &[Flaw]) -> String {
    warnings.iter().map(|warning| format!("{file}{warning}\n")).collect()
}

/// Reads a scheme by the id of a built-in one, else by its file.
pub(crate) fn load(named: &str) -> Result<Loaded, Stop> {
    let (file, text) = named_text(named)?;
    let reading = read(&text);
    match reading.scheme {
        Some(scheme) => Ok(Loaded { scheme, text }),
        None => Err(Stop::Flawed { file, flaws: reading.flaws, means: ",方案不能用" }),
    }
}

/// The file that is meant, and its text.
fn named_text(named: &str) -> Result<(String, String), Stop> {
    match built_in(named) {
        Some(scheme) => Ok((scheme.file.to_owned(), scheme.text.to_owned())),
        None if Path::new(named).exists() => Ok((named.to_owned(), file_text(Path::new(named))?)),
        None => {
            let ids = BUILT_IN.map(|scheme| scheme.id).join("、");
            let says = format!("没有这个内置方案,也没有这个文件;内置方案有 {ids}");
            Err(Stop::failed(named, says))
        }
    }
}

fn file_text(path: &Path) -> Result<String, Stop> {
    let failed = |says: String| Stop::failed(path.display(), says);
    let file = std::fs::File::open(path).map_err(|error| failed(io_sentence(&error)))?;
    let mut bytes = Vec::new();
    file.take(limit::SCHEME_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| failed(io_sentence(&error)))?;
    if bytes.len() as u64 > limit::SCHEME_BYTES {
        return Err(failed(format!("方案文件超过 {} KiB", limit::SCHEME_BYTES >> 10)));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| failed("方案文件应为 UTF-8 文本;请另存为 UTF-8".to_owned()))?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}
