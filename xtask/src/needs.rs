//! Programs that the tests use beside the Rust toolchain: found, installed, or named.

use std::process::{Command, Stdio};

/// A program, and the Debian packages that bring it.
struct Need {
    program: &'static str,
    why: &'static str,
    packages: &'static [&'static str],
}

const NEEDS: [Need; 3] = [
    Need {
        program: "soffice",
        why: "opens the workbooks and documents that the program writes",
        packages: &["libreoffice-calc", "libreoffice-writer", "fonts-noto-cjk"],
    },
    Need {
        program: "pdftotext",
        why: "reads the pages of a document",
        packages: &["poppler-utils"],
    },
    Need { program: "pdfinfo", why: "counts them", packages: &["poppler-utils"] },
];

/// Makes sure that every program is there: where it can, it installs what is missing.
pub(crate) fn all() -> Result<(), String> {
    let missing = missing();
    if missing.is_empty() {
        return Ok(());
    }
    let mut packages: Vec<&str> =
        missing.iter().flat_map(|need| need.packages.iter().copied()).collect();
    packages.sort_unstable();
    packages.dedup();
    if can_install() {
        println!("installing {}", packages.join(" "));
        run("apt-get", &["update", "--quiet"])?;
        let mut install = vec!["install", "--quiet", "--yes", "--no-install-recommends"];
        install.extend(&packages);
        run("apt-get", &install)?;
    }
    let missing = self::missing();
    if missing.is_empty() {
        return Ok(());
    }
    let mut says = String::from("the tests need these programs, and they are not installed:\n");
    for need in missing {
        says.push_str(&format!("  {}: {}\n", need.program, need.why));
    }
    says.push_str(&format!("on Debian: sudo apt-get install {}", packages.join(" ")));
    Err(says)
}

fn missing() -> Vec<&'static Need> {
    NEEDS.iter().filter(|need| !is_there(need.program)).collect()
}

fn is_there(program: &str) -> bool {
    let paths = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&paths).any(|path| path.join(program).is_file())
}

/// Whether we may install Debian's packages without asking anybody for a password.
fn can_install() -> bool {
    let id = Command::new("id").arg("-u").stderr(Stdio::null()).output();
    let is_root = id.is_ok_and(|id| id.stdout.starts_with(b"0\n"));
    is_root && is_there("apt-get")
}

fn run(program: &str, arguments: &[&str]) -> Result<(), String> {
    let status = Command::new(program)
        .args(arguments)
        .env("DEBIAN_FRONTEND", "noninteractive")
        .status()
        .map_err(|error| format!("{program}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program} {} failed", arguments.join(" "))) }
}
