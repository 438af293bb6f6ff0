//! What the tests use beside the Rust toolchain: found, installed, or named.

use std::process::{Command, Stdio};

/// A program or a font, and the Debian packages that bring it.
struct Need {
    what: What,
    why: &'static str,
    packages: &'static [&'static str],
}

enum What {
    Program(&'static str),
    /// Any font for Chinese.
    ChineseFont,
    /// The programs of a PostgreSQL server, which are on nobody's path.
    Postgres,
}

const NEEDS: [Need; 12] = [
    Need {
        what: What::Program("localc"),
        why: "LibreOffice Calc opens the workbooks that the program writes",
        packages: &["libreoffice-calc"],
    },
    Need {
        what: What::Program("lowriter"),
        why: "LibreOffice Writer opens the documents",
        packages: &["libreoffice-writer"],
    },
    Need {
        what: What::ChineseFont,
        why: "pages without one have boxes for characters, and other line breaks",
        packages: &["fonts-noto-cjk", "fontconfig"],
    },
    Need {
        what: What::Program("pdftotext"),
        why: "reads the pages of a document",
        packages: &["poppler-utils"],
    },
    Need { what: What::Program("pdfinfo"), why: "counts them", packages: &["poppler-utils"] },
    Need {
        what: What::Program("script"),
        why: "is a terminal on which the program shows its progress",
        packages: &["bsdutils"],
    },
    Need {
        what: What::Postgres,
        why: "is one of the two databases that every story is told to",
        packages: &["postgresql"],
    },
    Need {
        what: What::Program("chromium"),
        why: "is the browser in which people would use the pages",
        packages: &["chromium"],
    },
    Need { what: What::Program("chromedriver"), why: "drives it", packages: &["chromium-driver"] },
    Need {
        what: What::Program("npm"),
        why: "fetches axe-core, which looks whether pages are accessible",
        packages: &["npm"],
    },
    Need {
        what: What::Program("openssl"),
        why: "makes a certificate and asks by https",
        packages: &["openssl"],
    },
    Need {
        what: What::Program("c++"),
        why: "builds the fuzzer, and a disk that turns read-only",
        packages: &["g++"],
    },
];

impl Need {
    fn is_there(&self) -> bool {
        match self.what {
            What::Program(program) => is_there(program),
            What::ChineseFont => {
                let fonts = Command::new("fc-list").arg(":lang=zh").stderr(Stdio::null()).output();
                fonts.is_ok_and(|fonts| !fonts.stdout.is_empty())
            }
            What::Postgres => {
                let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
                versions.flatten().any(|version| version.path().join("bin/initdb").is_file())
            }
        }
    }

    fn name(&self) -> &'static str {
        match self.what {
            What::Program(program) => program,
            What::ChineseFont => "a Chinese font",
            What::Postgres => "a PostgreSQL server",
        }
    }
}

/// Looks at pages as somebody would who cannot see them, or has no mouse. A script of others, so it
/// is fetched into `target` and never kept in the repository.
const AXE: &str = "axe-core@4.14.1";

/// Makes sure that all of it is there: where it can, it installs what is missing.
pub(crate) fn all() -> Result<(), String> {
    programs()?;
    let folder = crate::bench::target().join("axe");
    if folder.join("node_modules/axe-core/axe.min.js").is_file() {
        return Ok(());
    }
    println!("fetching {AXE}");
    let prefix = folder.display().to_string();
    run("npm", &["install", "--prefix", &prefix, "--no-audit", "--no-fund", "--no-save", AXE])
}

fn programs() -> Result<(), String> {
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
    let mut says = String::from("the tests need these, and they are not installed:\n");
    for need in missing {
        says.push_str(&format!("  {}: {}\n", need.name(), need.why));
    }
    says.push_str(&format!("on Debian: sudo apt-get install {}", packages.join(" ")));
    Err(says)
}

fn missing() -> Vec<&'static Need> {
    NEEDS.iter().filter(|need| !need.is_there()).collect()
}

/// Whether a program can be run by its name.
pub(crate) fn is_there(program: &str) -> bool {
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
