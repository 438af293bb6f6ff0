//! One driver a test process, on a port that is free, which ends with the process and takes its
//! browsers along: they live in a process space of their own.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::mpsc::channel;
use std::thread;

use thirtyfour::{ChromiumLikeCapabilities, DesiredCapabilities, WebDriver};

const NEEDED: &str = "this test needs Chromium; `cargo xtask test` installs it, or on Debian: \
                      apt-get install chromium chromium-driver fonts-noto-cjk";

/// Where it listens.
fn port() -> &'static str {
    static PORT: OnceLock<String> = OnceLock::new();
    PORT.get_or_init(|| {
        let (sender, started) = channel();
        // It ends with the thread that started it, and a test's thread is soon gone.
        thread::spawn(move || {
            let _ = sender.send(start());
            loop {
                thread::park();
            }
        });
        started.recv().unwrap()
    })
}

/// A process space of their own, for the driver and its browsers.
const APART: [&str; 6] =
    ["unshare", "--map-root-user", "--pid", "--mount-proc", "--fork", "--kill-child=KILL"];

/// Whether this machine lets us have one; without it a test that fails leaves its browser behind.
fn may_be_apart() -> bool {
    let mut nothing = Command::new(APART[0]);
    nothing.args(&APART[1..]).arg("true").stdout(Stdio::null()).stderr(Stdio::null());
    nothing.status().is_ok_and(|status| status.success())
}

#[expect(clippy::zombie_processes, reason = "it lives as long as the tests and dies with them")]
fn start() -> String {
    let mut driver = Command::new("setpriv");
    driver.args(["--pdeathsig", "KILL"]);
    if may_be_apart() {
        driver.args(APART);
    }
    driver.args(["chromedriver", "--port=0"]);
    let mut driver = driver.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect(NEEDED);
    let lines = BufReader::new(driver.stdout.take().unwrap()).lines();
    let mut said = lines.map_while(Result::ok);
    let line = said.find_map(|line| {
        let (_, port) = line.split_once("started successfully on port ")?;
        Some(port.trim_end_matches('.').to_owned())
    });
    line.expect(NEEDED)
}

/// A browser as wide as a phone or a desk's screen.
pub(super) async fn open(width: u32) -> WebDriver {
    let mut wanted = DesiredCapabilities::chrome();
    for argument in [
        "--headless=new",
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-gpu",
        "--disable-background-networking",
        "--lang=zh-CN",
    ] {
        wanted.add_arg(argument).unwrap();
    }
    let size = BTreeMap::from([("width", width), ("height", 900), ("pixelRatio", 1)]);
    let emulated = BTreeMap::from([("deviceMetrics", size)]);
    wanted.add_experimental_option("mobileEmulation", emulated).unwrap();
    WebDriver::new(format!("http://127.0.0.1:{}", port()), wanted).await.expect(NEEDED)
}
