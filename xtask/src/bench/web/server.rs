//! The server that is measured: on a core of its own, with what the system counts of it.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Instant;

/// The server's core, and that of whoever asks.
pub(super) const SERVER_CORE: &str = "0";
const LOAD_CORE: &str = "1";

/// In what the system counts a process's time: hundredths of a second, on every Linux.
const TICKS: f64 = 100.0;

pub(super) struct Server {
    process: Child,
    pub(super) at: String,
    lines: BufReader<ChildStdout>,
    /// When it was started.
    pub(super) begun: Instant,
    /// Its database's first process, where that is a server too.
    database: Option<u32>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    /// Starts it and waits for its address.
    pub(super) fn start(
        dukao: &Path,
        data: &[OsString],
        database: Option<u32>,
        log: &Path,
    ) -> Result<Self, String> {
        let begun = Instant::now();
        let mut command = Command::new("taskset");
        command.args(["--cpu-list", SERVER_CORE]).arg(dukao).arg("serve").args(data);
        command.args(["--listen", "127.0.0.1:0"]).stdin(Stdio::null()).stdout(Stdio::piped());
        let log = File::create(log).map_err(|e| format!("no log: {e}"))?;
        let mut process =
            command.stderr(log).spawn().map_err(|e| format!("cannot start taskset: {e}"))?;
        let lines = BufReader::new(process.stdout.take().ok_or("the server says nothing")?);
        let mut server = Self { process, at: String::new(), lines, begun, database };
        let line = server.line()?;
        let at = line.split("http://").nth(1).and_then(|rest| rest.split(' ').next());
        server.at = at.ok_or_else(|| format!("no address: {line}"))?.to_owned();
        Ok(server)
    }

    fn line(&mut self) -> Result<String, String> {
        let mut line = String::new();
        self.lines.read_line(&mut line).map_err(|e| e.to_string())?;
        Ok(line)
    }

    /// The one-time address that it shows in an empty database.
    pub(super) fn first(&mut self) -> Result<String, String> {
        self.line()?;
        let line = self.line()?;
        let (_, code) = line.trim().split_once("/first/").ok_or("the database is not empty")?;
        Ok(format!("/first/{code}"))
    }

    /// Processor time that it took so far, and its database where that is a server.
    pub(super) fn cpu_seconds(&self) -> f64 {
        ticks(self.process.id(), &OWN) + self.database_seconds()
    }

    /// What its database took of that.
    pub(super) fn database_seconds(&self) -> f64 {
        self.of_database(&OWN_AND_ENDED, &OWN)
    }

    /// What the kernel took of all, for files and sockets: a commit is little else.
    pub(super) fn kernel_seconds(&self) -> f64 {
        let [_, kernel] = OWN;
        let [.., ended] = OWN_AND_ENDED;
        ticks(self.process.id(), &[kernel]) + self.of_database(&[kernel, ended], &[kernel])
    }

    fn of_database(&self, of_first: &[usize], of_each: &[usize]) -> f64 {
        self.database.map_or(0.0, |first| {
            let each = children(first).into_iter().map(|child| ticks(child, of_each));
            ticks(first, of_first) + each.sum::<f64>()
        })
    }

    /// The most memory that it had at a time.
    pub(super) fn peak_megabytes(&self) -> f64 {
        let path = format!("/proc/{}/status", self.process.id());
        let status = fs::read_to_string(path).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kibibytes = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
        kibibytes.unwrap_or(f64::NAN) * 1024.0 / 1e6
    }

    /// Ends it as its administrator would.
    pub(super) fn stop(mut self) -> Result<(), String> {
        let id = self.process.id().to_string();
        let kill = Command::new("kill").args(["-TERM", &id]).status();
        kill.map_err(|e| format!("cannot run kill: {e}"))?;
        match self.process.wait() {
            Ok(status) if status.success() => Ok(()),
            other => Err(format!("the server ended badly: {other:?}")),
        }
    }
}

/// Where a process's line has its time, outside the kernel and in it; then that of its children
/// that ended.
const OWN: [usize; 2] = [11, 12];
const OWN_AND_ENDED: [usize; 4] = [11, 12, 13, 14];

/// A process's time: of its line's fields behind the name, some together.
fn ticks(process: u32, places: &[usize]) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // Its name stands in brackets and may hold anything.
    let (_, rest) = stat.rsplit_once(") ").unwrap_or_default();
    let fields: Vec<f64> = rest.split(' ').map(|field| field.parse().unwrap_or(0.0)).collect();
    places.iter().filter_map(|place| fields.get(*place)).sum::<f64>() / TICKS
}

fn children(process: u32) -> Vec<u32> {
    let path = format!("/proc/{process}/task/{process}/children");
    let children = fs::read_to_string(path).unwrap_or_default();
    children.split_whitespace().filter_map(|child| child.parse().ok()).collect()
}

/// Goes to the other core, with all that is started from here.
pub(super) fn take_other_core() -> Result<(), String> {
    let id = std::process::id().to_string();
    let mut taskset = Command::new("taskset");
    taskset.args(["--all-tasks", "--cpu-list", "--pid", LOAD_CORE, &id]).stdout(Stdio::null());
    match taskset.status() {
        Ok(status) if status.success() => Ok(()),
        _ => Err("two cores and taskset are needed: apt-get install util-linux".to_owned()),
    }
}
