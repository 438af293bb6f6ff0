//! `dukao serve` as a process, and whoever visits it.

use std::io::{BufRead, BufReader, Lines, Read, Write};
use std::net::TcpStream;
use std::ops::{Deref, DerefMut};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::desk::{DUKAO, Desk};

/// A good password, as a form sends it.
const PASSWORD: &str = "%E7%A7%8B%E5%A4%A9-rice-field-gold";

/// Beyond this a server that says nothing has failed.
const PATIENCE: Duration = Duration::from_secs(30);

/// A browser at an address.
#[derive(Clone)]
pub(crate) struct Visitor {
    /// `127.0.0.1:52011`.
    pub(crate) at: String,
    pub(crate) cookie: String,
}

impl Visitor {
    /// A whole answer, head and body; nothing from who is killed meanwhile.
    pub(crate) fn ask(&mut self, method: &str, place: &str, form: &str) -> String {
        let Ok(mut link) = TcpStream::connect(&self.at) else { return String::new() };
        link.set_read_timeout(Some(PATIENCE)).unwrap();
        let (at, cookie, length) = (&self.at, &self.cookie, form.len());
        let request = format!(
            "{method} {place} HTTP/1.1\r\nhost: {at}\r\ncookie: {cookie}\r\nconnection: close\r\n\
             sec-fetch-site: same-origin\r\ncontent-length: {length}\r\n\
             content-type: application/x-www-form-urlencoded\r\n\r\n{form}"
        );
        let mut answer = String::new();
        let _ = link.write_all(request.as_bytes());
        let _ = link.read_to_string(&mut answer);
        if let Some((_, rest)) = answer.split_once("set-cookie: ") {
            self.cookie = rest.split(';').next().unwrap().to_owned();
        }
        answer
    }

    /// A page that is there, and what stands on it.
    #[track_caller]
    pub(crate) fn sees(&mut self, place: &str, status: u16, text: &str) {
        let answer = self.ask("GET", place, "");
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{place}: {answer}");
        assert!(answer.contains(text), "{place}: {answer}");
    }

    /// Sets up the second factor that an administrator has to have.
    fn set_up_second_factor(&mut self) {
        let page = self.ask("GET", "/account/second-factor", "");
        let (_, rest) = page.split_once("name=\"secret\" value=\"").unwrap();
        let text = rest.split('"').next().unwrap();
        let secret = totp_rs::Secret::try_from_base32(text).unwrap();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let code = totp_rs::Builder::new().with_secret(secret).build_noncompliant().generate(now);
        let (_, rest) = page.split_once("name=\"form\" value=\"").unwrap();
        let form = rest.split('"').next().unwrap();
        let form = format!("form={form}&secret={text}&code={code}");
        let answer = self.ask("POST", "/account/second-factor", &form);
        assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    }

    /// The page of the highest organisation.
    fn top(&mut self) -> String {
        let page = self.ask("GET", "/organisations", "");
        let (_, rest) = page.split_once("href=\"/organisations/").unwrap();
        format!("/organisations/{}", rest.split('/').next().unwrap())
    }

    /// Asks to found an organisation below another; the whole answer.
    pub(crate) fn ask_to_found(&mut self, below: &str, number: u32) -> String {
        let form = format!("form={:032x}&name=n{number}n&kind=department", number + 1);
        self.ask("POST", &format!("{below}/founding"), &form)
    }

    /// The same; whether it was acknowledged.
    pub(crate) fn found(&mut self, below: &str, number: u32) -> bool {
        self.ask_to_found(below, number).starts_with("HTTP/1.1 303")
    }
}

/// A server that is killed with the test.
pub(crate) struct Server {
    pub(crate) process: Child,
    /// What it says.
    pub(crate) lines: Lines<BufReader<ChildStdout>>,
    visitor: Visitor,
}

impl Deref for Server {
    type Target = Visitor;

    fn deref(&self) -> &Visitor {
        &self.visitor
    }
}

impl DerefMut for Server {
    fn deref_mut(&mut self) -> &mut Visitor {
        &mut self.visitor
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    /// On the folder `data`.
    pub(crate) fn in_folder(desk: &Desk) -> Self {
        Self::start(desk, &["--data", "data"])
    }

    pub(crate) fn start(desk: &Desk, data: &[&str]) -> Self {
        let mut serve = Command::new(DUKAO);
        serve.arg("serve").args(data).args(["--listen", "127.0.0.1:0"]);
        Self::of(serve.current_dir(desk.path(".")))
    }

    /// A command that becomes a server or starts one.
    pub(crate) fn of(command: &mut Command) -> Self {
        let mut process = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let line = lines.next().unwrap().unwrap();
        let at = line.split("://").nth(1).unwrap().split(' ').next().unwrap().to_owned();
        Self { process, lines, visitor: Visitor { at, cookie: String::new() } }
    }

    /// The one-time address that it shows in an empty database.
    pub(crate) fn first(&mut self) -> String {
        self.lines.next().unwrap().unwrap();
        let line = self.lines.next().unwrap().unwrap();
        let (_, code) = line.split_once("/first/").unwrap();
        format!("/first/{code}")
    }

    /// The first organisation and its administrator, who is logged in then; its page's address.
    pub(crate) fn begin(&mut self) -> String {
        let first = self.first();
        let form = format!(
            "organisation=%E7%A4%BA%E4%BE%8B&name=%E7%8E%8B&login=guanli&password={PASSWORD}\
             &password_again={PASSWORD}"
        );
        let answer = self.ask("POST", &first, &form);
        assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
        self.set_up_second_factor();
        self.top()
    }

    /// Somebody else who comes as the same person.
    pub(crate) fn visitor(&self) -> Visitor {
        self.visitor.clone()
    }

    /// Sends a signal and waits; its exit code.
    pub(crate) fn end(mut self, signal: &str) -> Option<i32> {
        let kill = format!("kill -{signal} {}", self.process.id());
        Command::new("sh").args(["-c", &kill]).status().unwrap();
        self.process.wait().unwrap().code()
    }
}
