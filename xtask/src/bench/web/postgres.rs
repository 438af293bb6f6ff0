//! A PostgreSQL for a measurement: from the installed programs, in a folder of its own, on the
//! server's core.

use std::fs;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::server::SERVER_CORE;

pub(super) struct Cluster {
    folder: PathBuf,
    process: Child,
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let id = self.process.id().to_string();
        let _ = Command::new("kill").args(["-INT", &id]).status();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

impl Cluster {
    /// Starts one, as it comes but for its cache: a quarter of a gigabyte.
    pub(super) fn start() -> Result<Self, String> {
        let programs = programs()?;
        let folder = std::env::temp_dir().join(format!("dukao-bench-{}", std::process::id()));
        fs::create_dir(&folder).map_err(|e| format!("no folder for PostgreSQL: {e}"))?;
        let user = user()?;
        if let Some(user) = user {
            chown(&folder, Some(user), None).map_err(|e| e.to_string())?;
        }
        let data = folder.join("data");
        let mut init = as_user(user, &programs.join("initdb"));
        init.arg("--pgdata").arg(&data).args(["--no-locale", "--encoding=UTF8", "--auth=trust"]);
        let made = init.arg("--username=dukao").output().map_err(|e| format!("initdb: {e}"))?;
        if !made.status.success() {
            return Err(format!("initdb: {}", String::from_utf8_lossy(&made.stderr)));
        }
        let mut serve = as_user(user, &programs.join("postgres"));
        serve.arg("-D").arg(&data).arg("-k").arg(&folder).args(["-h", ""]);
        serve.args(["-c", "shared_buffers=256MB", "-c", "max_wal_size=4GB"]);
        serve.stdout(Stdio::null()).stderr(Stdio::null());
        let process = serve.spawn().map_err(|e| format!("postgres: {e}"))?;
        let cluster = Self { folder, process };
        while !cluster.psql(&programs, "select 1") {}
        Ok(cluster)
    }

    pub(super) fn address(&self) -> String {
        format!("postgres://dukao@localhost/postgres?host={}", self.folder.display())
    }

    /// Its first process.
    pub(super) fn process(&self) -> u32 {
        self.process.id()
    }

    /// Counts its rows, as it does by itself after a while.
    pub(super) fn analyse(&self) -> Result<(), String> {
        match self.psql(&programs()?, "vacuum analyze") {
            true => Ok(()),
            false => Err("PostgreSQL does not count its rows".to_owned()),
        }
    }

    fn psql(&self, programs: &Path, sql: &str) -> bool {
        let mut psql = Command::new(programs.join("psql"));
        psql.arg("-h").arg(&self.folder).args(["-U", "dukao", "-d", "postgres", "-qc", sql]);
        psql.stdout(Stdio::null()).stderr(Stdio::null());
        psql.status().is_ok_and(|status| status.success())
    }
}

/// Where the newest server's programs are.
fn programs() -> Result<PathBuf, String> {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let folders = versions.map(|version| version.path().join("bin"));
    let newest = folders.filter(|folder| folder.join("initdb").is_file()).max();
    newest.ok_or_else(|| "no PostgreSQL server: apt-get install postgresql".to_owned())
}

/// It refuses to run as root: then it runs as the user that its package made.
fn user() -> Result<Option<u32>, String> {
    let id = |arguments: &[&str]| -> Option<u32> {
        let output = Command::new("id").args(arguments).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    match id(&["-u"]) {
        Some(0) => id(&["-u", "postgres"]).map(Some).ok_or("no user postgres".to_owned()),
        _ => Ok(None),
    }
}

/// A command on the server's core that ends with us.
fn as_user(user: Option<u32>, program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "TERM"]);
    if let Some(user) = user {
        command.args(["--reuid", &user.to_string(), "--clear-groups"]);
    }
    command.args(["--", "taskset", "--cpu-list", SERVER_CORE]).arg(program).current_dir("/");
    command
}
