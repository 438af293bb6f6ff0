//! A PostgreSQL of our own, from the server programs that are installed: in a temporary folder,
//! on a socket in it, gone with the process that started it.

use std::fs;
use std::os::unix::fs::{PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::channel;
use std::thread;

use tempfile::TempDir;

/// A server that runs.
struct Server {
    folder: TempDir,
    process: Child,
}

/// A server of a test's own, which can be away for a while.
pub struct Cluster(Server);

impl Cluster {
    /// Starts one.
    ///
    /// # Panics
    /// Where it does not start.
    #[must_use]
    pub fn start() -> Self {
        Self(Server::start(false))
    }

    /// The address of a database in it.
    #[must_use]
    pub fn address(&self) -> String {
        address(&self.0, "postgres")
    }

    /// Ends it, as its administrator would; what it kept stays.
    ///
    /// # Panics
    /// Where it does not end.
    pub fn stop(&mut self) {
        let kill = ["-INT", &self.0.process.id().to_string()];
        let killed = Command::new("kill").args(kill).status();
        assert!(killed.is_ok_and(|status| status.success()), "PostgreSQL cannot be ended");
        self.0.process.wait().expect("its end");
    }

    /// Starts it again, where it was.
    ///
    /// # Panics
    /// Where it does not start.
    pub fn start_again(&mut self) {
        self.0.process = serve(self.0.folder.path(), false);
        self.0.wait();
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let _ = self.0.process.kill();
        let _ = self.0.process.wait();
    }
}

/// One for all tests of a process: starting takes half a second.
static SERVER: Mutex<Option<Server>> = Mutex::new(None);

static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The address of a new, empty database. Starts the server where none runs.
///
/// # Panics
/// Where the server's programs are not installed, or it does not start: a test that needs it says
/// so, and is never passed over.
#[must_use]
pub fn database() -> String {
    made_of("template0")
}

/// The address of a copy of a database that nobody is connected to.
///
/// # Panics
/// Where it is none of [`database`]'s.
#[must_use]
pub fn copy(address: &str) -> String {
    let name = address.split(['/', '?']).find(|part| part.starts_with("test"));
    made_of(name.expect("a database of ours"))
}

fn made_of(template: &str) -> String {
    let mut server = SERVER.lock().expect("another test broke the server");
    let server = server.get_or_insert_with(|| {
        // The server ends with the thread that started it, and a test's thread is soon gone.
        let (sender, started) = channel();
        thread::spawn(move || {
            let _ = sender.send(Server::start(true));
            loop {
                thread::park();
            }
        });
        started.recv().expect("PostgreSQL did not start")
    });
    let name = format!("test{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    let made = server.psql(&format!("create database {name} template {template}"));
    assert!(made, "PostgreSQL made no database");
    address(server, &name)
}

/// Does to a database what no statement of ours does.
///
/// # Panics
/// Where the database refuses it.
pub fn alter(address: &str, sql: &str) {
    let _ = ask(address, sql);
}

/// Asks a database for what no statement of ours asks for; gives the answer as text.
///
/// # Panics
/// Where the database refuses it.
#[must_use]
pub fn ask(address: &str, sql: &str) -> String {
    let mut psql = Command::new(programs().join("psql"));
    let done = psql.args(["-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, address]).output();
    let done = done.expect("psql runs");
    assert!(done.status.success(), "{sql}: {}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8_lossy(&done.stdout).trim().to_owned()
}

fn address(server: &Server, database: &str) -> String {
    format!("postgres://dukao@localhost/{database}?host={}", server.folder.path().display())
}

impl Server {
    fn start(is_lasting: bool) -> Self {
        let programs = programs();
        let folder =
            tempfile::Builder::new().prefix("dukao-pg-").tempdir().expect("a temporary folder");
        let data = folder.path().join("data");
        let owner = owner(folder.path());
        let mut init = as_user(owner, &programs.join("initdb"));
        init.arg("--pgdata").arg(&data);
        init.args(["--no-locale", "--encoding=UTF8", "--no-sync", "--username=dukao"]);
        let made = init.args(["--auth=trust"]).output().expect("initdb runs");
        assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));
        let process = serve(folder.path(), is_lasting);
        let mut server = Self { folder, process };
        server.wait();
        server
    }

    /// Waits until it answers.
    fn wait(&mut self) {
        while !self.psql("select 1") {
            let ended = self.process.try_wait().expect("its state");
            assert!(ended.is_none(), "PostgreSQL ended at once: {ended:?}");
        }
    }

    fn psql(&self, sql: &str) -> bool {
        let mut psql = Command::new(programs().join("psql"));
        psql.arg("-h").arg(self.folder.path());
        psql.args(["-U", "dukao", "-d", "postgres", "-q", "-c", sql]);
        let done = psql.stdout(Stdio::null()).stderr(Stdio::null()).status();
        done.is_ok_and(|status| status.success())
    }
}

/// Ends the server when its parent does, and takes its folder away.
const LASTING: &str = "folder=$1; shift; \"$@\" & server=$!; trap 'kill -INT $server' TERM; \
    wait $server; wait $server; rm -rf \"$folder\"";

/// Starts the server. One that lasts as long as the process has nobody to clear up after it, so it
/// does that itself.
fn serve(folder: &Path, is_lasting: bool) -> Child {
    let (owner, postgres) = (user(), programs().join("postgres"));
    let mut serve = match is_lasting {
        true => {
            let mut serve = as_user(owner, Path::new("sh"));
            serve.args(["-c", LASTING, "sh"]).arg(folder).arg(postgres);
            serve
        }
        false => as_user(owner, &postgres),
    };
    serve.arg("-D").arg(folder.join("data")).arg("-k").arg(folder);
    serve.args(["-h", "", "-F", "-c", "max_connections=200", "-c", "logging_collector=off"]);
    serve.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("postgres runs")
}

/// Where the newest server's programs are.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut folders: Vec<PathBuf> = versions.map(|version| version.path().join("bin")).collect();
    folders.retain(|folder| folder.join("initdb").is_file());
    folders.sort();
    folders
        .pop()
        .expect("this test needs a PostgreSQL server; on Debian: apt-get install postgresql")
}

/// The server refuses to run as root: then it runs as the user that its package made.
fn user() -> Option<u32> {
    let id = |arguments: &[&str]| -> Option<u32> {
        let output = Command::new("id").args(arguments).output().ok()?;
        String::from_utf8(output.stdout).ok()?.trim().parse().ok()
    };
    if id(&["-u"]) != Some(0) {
        return None;
    }
    Some(id(&["-u", "postgres"]).expect("PostgreSQL's package makes a user postgres"))
}

/// Gives the folder to that user.
fn owner(folder: &Path) -> Option<u32> {
    let user = user()?;
    chown(folder, Some(user), None).expect("root gives a folder away");
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).expect("its own folder");
    Some(user)
}

/// A command that ends when the thread that started it does.
fn as_user(owner: Option<u32>, program: &Path) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "TERM"]);
    if let Some(user) = owner {
        command.args(["--reuid", &user.to_string(), "--clear-groups"]);
    }
    command.arg("--").arg(program);
    command.current_dir("/");
    command
}
