//! `dukao serve` as a process: begun, used, backed up, killed and begun again.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::desk::{DUKAO, Desk};

/// A good password, as a form sends it.
const PASSWORD: &str = "%E7%A7%8B%E5%A4%A9-rice-field-gold";

/// A server that is killed with the test.
struct Server {
    process: Child,
    /// `127.0.0.1:52011`.
    at: String,
    /// The one-time address of an empty database.
    first: Option<String>,
    cookie: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Server {
    fn start(desk: &Desk) -> Self {
        let mut serve = Command::new(DUKAO);
        serve.args(["serve", "--data", "data", "--listen", "127.0.0.1:0"]);
        serve.current_dir(desk.path(".")).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = serve.spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap()).lines();
        let line = lines.next().unwrap().unwrap();
        let at = line.split("http://").nth(1).unwrap().split(' ').next().unwrap().to_owned();
        let mut server = Self { process, at, first: None, cookie: String::new() };
        if server.ask("GET", "/organisations", "").starts_with("HTTP/1.1 303")
            && !desk.path("begun").exists()
        {
            lines.next().unwrap().unwrap();
            let line = lines.next().unwrap().unwrap();
            server.first = line.split_once("/first/").map(|(_, code)| format!("/first/{code}"));
        }
        server
    }

    /// A whole answer, head and body.
    fn ask(&mut self, method: &str, place: &str, form: &str) -> String {
        // Who is killed meanwhile answers nothing.
        let Ok(mut link) = TcpStream::connect(&self.at) else { return String::new() };
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

    /// The first organisation and its administrator, who is logged in then; its page's address.
    fn begin(&mut self, desk: &Desk) -> String {
        let first = self.first.clone().unwrap();
        let form = format!(
            "organisation=%E7%A4%BA%E4%BE%8B&name=%E7%8E%8B&login=guanli&password={PASSWORD}\
             &password_again={PASSWORD}"
        );
        let answer = self.ask("POST", &first, &form);
        assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
        desk.put("begun", "");
        self.set_up_second_factor();
        self.top()
    }

    /// Sets up the second factor that an administrator has to have.
    fn set_up_second_factor(&mut self) {
        let page = self.ask("GET", "/account/second-factor", "");
        let (_, rest) = page.split_once("name=\"secret\" value=\"").unwrap();
        let text = rest.split('"').next().unwrap();
        let secret = totp_rs::Secret::try_from_base32(text).unwrap();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        let code = totp_rs::Builder::new().with_secret(secret).build_noncompliant().generate(now);
        let form = format!("secret={text}&code={code}");
        let answer = self.ask("POST", "/account/second-factor", &form);
        assert!(answer.starts_with("HTTP/1.1 303"), "{answer}");
    }

    fn top(&mut self) -> String {
        let page = self.ask("GET", "/organisations", "");
        let (_, rest) = page.split_once("href=\"/organisations/").unwrap();
        format!("/organisations/{}", rest.split('/').next().unwrap())
    }

    /// Founds an organisation below another; whether that was acknowledged.
    fn found(&mut self, below: &str, number: u32) -> bool {
        let form = format!("form={:032x}&name=n{number}n&kind=department", number + 1);
        self.ask("POST", &format!("{below}/founding"), &form).starts_with("HTTP/1.1 303")
    }

    /// Sends a signal and waits; its exit code.
    fn end(mut self, signal: &str) -> Option<i32> {
        let kill = format!("kill -{signal} {}", self.process.id());
        Command::new("sh").args(["-c", &kill]).status().unwrap();
        self.process.wait().unwrap().code()
    }
}

#[test]
fn it_is_begun_used_backed_up_and_ended() {
    let desk = Desk::new();
    let mut server = Server::start(&desk);
    assert!(server.ask("GET", "/healthz", "").ends_with("ok\n"));
    assert!(server.ask("GET", "/readyz", "").ends_with("ready\n"));
    let top = server.begin(&desk);
    for number in 0..3 {
        assert!(server.found(&top, number));
    }
    let other = desk.run(&["serve", "--data", "data", "--listen", "127.0.0.1:0"]);
    other.stopped(3, "data: 另一个 dukao 正在使用这个数据文件夹\n");
    // While it runs.
    let taken = desk.run(&["backup", "备份.db", "--data", "data"]).well().out;
    assert!(taken.starts_with("已备份到 备份.db;读回核对: 党组织 4 个,留痕 5 条"), "{taken}");
    let again = desk.run(&["backup", "备份.db", "--data", "data"]);
    again.stopped(3, "备份.db: 已有这个文件,不会覆盖;请换一个文件名\n");
    assert!(server.found(&top, 3), "later than the backup");
    assert_eq!(server.end("TERM"), Some(0));

    let looked = desk.run(&["doctor", "--data", "data"]).well().out;
    assert_eq!(looked, "党组织 5 个,留痕已排序 6 条,没有发现问题\n");
    desk.run(&["restore", "备份.db", "--data", "old"]).well();
    let looked = desk.run(&["doctor", "--data", "old"]).well().out;
    assert!(looked.starts_with("党组织 4 个"), "{looked}");
    let over = desk.run(&["restore", "备份.db", "--data", "old"]);
    over.stopped(3, "备份.db: old: 已有数据库,不会覆盖\n");
    desk.run(&["doctor", "--data", "没有"]).stopped(3, "没有: 没有数据库\n");
}

/// Whatever was acknowledged is there after a power cut, and nothing is there twice.
#[test]
fn what_was_acknowledged_survives_being_killed_and_is_there_once() {
    let desk = Desk::new();
    let mut server = Server::start(&desk);
    let top = server.begin(&desk);
    let mut acknowledged = Vec::new();
    let mut number = 0;
    for round in 0..200 {
        let killer = server.process.id();
        for turn in 0..2 {
            if turn == round % 2 {
                Command::new("sh")
                    .args(["-c", &format!("kill -KILL {killer} &")])
                    .status()
                    .unwrap();
            }
            if server.found(&top, number) {
                acknowledged.push(number);
            }
            number += 1;
        }
        server.process.wait().unwrap();
        // The session goes on.
        let cookie = server.cookie.clone();
        server = Server::start(&desk);
        server.cookie = cookie;
        // Sent again, as a browser would after a lost answer.
        for again in number - 2..number {
            assert!(server.found(&top, again), "{again}");
            acknowledged.push(again);
        }
    }
    acknowledged.sort_unstable();
    acknowledged.dedup();
    assert_eq!(acknowledged.len(), 400);
    assert_eq!(server.end("TERM"), Some(0));
    let looked = desk.run(&["doctor", "--data", "data"]).well().out;
    assert!(looked.starts_with("党组织 401 个"), "each once: {looked}");
}
