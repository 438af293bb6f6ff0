//! The peer's installation, and whether two outputs are the same.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::Command;

const PEER: &str = "duckdb==2.0.0";

/// Installs the peer into an environment of its own under `dir` unless it is there; gives its
/// Python. The first time needs the network.
pub(super) fn install(dir: &Path) -> Result<PathBuf, String> {
    let venv = dir.join("venv");
    let python = venv.join("bin").join("python");
    let version = PEER.trim_start_matches("duckdb==");
    let says = format!("import duckdb; assert duckdb.__version__ == '{version}'");
    if Command::new(&python).args(["-c", &says]).output().is_ok_and(|out| out.status.success()) {
        return Ok(python);
    }
    succeed(
        Command::new("python3").args(["-m", "venv"]).arg(&venv),
        "cannot make a Python environment (apt-get install python3-venv), or use --no-peer",
    )?;
    succeed(
        Command::new(&python).args(["-m", "pip", "install", "--quiet", PEER]),
        "cannot install DuckDB from PyPI, or use --no-peer",
    )?;
    Ok(python)
}

fn succeed(command: &mut Command, else_say: &str) -> Result<(), String> {
    let out = command.output().map_err(|e| format!("{else_say}: {e}"))?;
    if out.status.success() {
        return Ok(());
    }
    Err(format!("{else_say}\n{}", String::from_utf8_lossy(&out.stderr)))
}

/// Fails with the first line in which two files differ.
pub(super) fn compare(one: &Path, other: &Path) -> Result<(), String> {
    let open = |path: &Path| {
        let file = File::open(path).map_err(|e| format!("{}: {e}", shown(path)))?;
        Ok::<_, String>(BufReader::with_capacity(1 << 20, file))
    };
    let (mut left, mut right) = (open(one)?, open(other)?);
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for line in 1_u64.. {
        a.clear();
        b.clear();
        left.read_until(b'\n', &mut a).map_err(|e| format!("{}: {e}", shown(one)))?;
        right.read_until(b'\n', &mut b).map_err(|e| format!("{}: {e}", shown(other)))?;
        if a != b {
            let (a, b) = (String::from_utf8_lossy(&a), String::from_utf8_lossy(&b));
            let (one, other) = (shown(one), shown(other));
            return Err(format!("{one} and {other} differ in line {line}:\n{a:?}\n{b:?}"));
        }
        if a.is_empty() {
            break;
        }
    }
    Ok(())
}

/// The file's name with its folder: `out/results.csv`.
fn shown(path: &Path) -> String {
    let folder = path.parent().and_then(Path::file_name).unwrap_or_default();
    Path::new(folder).join(path.file_name().unwrap_or_default()).display().to_string()
}
