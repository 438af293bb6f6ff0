//! A folder to work in, and the program run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// The program that is tested.
pub(crate) const DUKAO: &str = env!("CARGO_BIN_EXE_dukao");

/// A folder of a test's own. File names in it are short, so that sentences can be compared whole.
pub(crate) struct Desk(TempDir);

/// What a run of the program came to.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl Ran {
    /// Everything went well.
    #[track_caller]
    pub(crate) fn well(self) -> Self {
        assert_eq!(self.code, Some(0), "{self:?}");
        self
    }

    /// It stopped with a code and said exactly this, to the person and to nobody else.
    #[track_caller]
    pub(crate) fn stopped(self, code: i32, says: &str) {
        assert_eq!(self.err, says);
        assert_eq!((self.code, self.out.as_str()), (Some(code), ""));
    }
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A desk with one file on it.
    pub(crate) fn with(name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let desk = Self::new();
        desk.put(name, bytes);
        desk
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn put(&self, name: &str, bytes: impl AsRef<[u8]>) {
        fs::write(self.path(name), bytes).unwrap();
    }

    pub(crate) fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn text(&self, name: &str) -> String {
        String::from_utf8(self.bytes(name)).unwrap()
    }

    /// Everything on the desk, hidden files and folders included, by path.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names = Vec::new();
        gather(self.0.path(), "", &mut names);
        names.sort();
        names
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        Command::new(DUKAO).args(arguments).current_dir(self.0.path()).output().unwrap().into()
    }

    /// A shell's words on a disk of their own, `盘`, gone with the process: as root or not, wherever
    /// Linux lets a person have a mount namespace. They are not run yet.
    pub(crate) fn with_disk(&self, options: &str, script: &str) -> Command {
        fs::create_dir_all(self.path("盘")).unwrap();
        let script = format!("mount -t tmpfs -o {options} tmpfs 盘 || exit 99\n{script}");
        let mut command = Command::new("unshare");
        command.args(["--mount", "--map-root-user", "sh", "-c", &script]);
        command.current_dir(self.0.path());
        command
    }

    /// The same, run to their end.
    pub(crate) fn on_a_disk(&self, options: &str, script: &str) -> Ran {
        let ran: Ran = self.with_disk(options, script).output().unwrap().into();
        let why = "this test needs a mount namespace for a disk of its own: allow user namespaces \
                   (sysctl kernel.unprivileged_userns_clone=1), or run it as root";
        assert_ne!(ran.code, Some(99), "{why}\n{}", ran.err);
        assert!(!ran.err.contains("unshare:"), "{why}\n{}", ran.err);
        ran
    }

    /// `dukao score FILE --out out …`.
    pub(crate) fn score(&self, file: &str, more: &[&str]) -> Ran {
        self.run(&[&["score", file, "--out", "out"], more].concat())
    }
}

fn gather(folder: &Path, before: &str, names: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{before}{}", entry.file_name().to_str().unwrap());
        if entry.file_type().unwrap().is_dir() {
            gather(&entry.path(), &format!("{name}/"), names);
        }
        names.push(name);
    }
}
