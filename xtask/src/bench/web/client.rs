//! A browser as far as a load needs one: HTTP/1.1 on a link that stays, and fields of pages.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Beyond this a server that says nothing has failed.
const PATIENCE: Duration = Duration::from_secs(600);

/// Somebody who asks.
pub(super) struct Client {
    at: String,
    pub(super) cookie: String,
    link: Option<BufReader<TcpStream>>,
}

/// What was answered.
#[derive(Default)]
pub(super) struct Answer {
    pub(super) status: u16,
    /// Where it leads.
    pub(super) location: String,
    /// Whether it is to be asked for again.
    pub(super) again: bool,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Fails unless it is as it should be.
    pub(super) fn be(self, status: u16) -> Result<Self, String> {
        match self.status == status {
            true => Ok(self),
            false => {
                let text = self.text();
                // What a page says, without its head and its frame.
                let says = text.split_once("<main").map_or(text.as_str(), |(_, says)| says);
                Err(format!("{} instead of {status}: {says}", self.status))
            }
        }
    }
}

impl Client {
    pub(super) fn new(at: &str, cookie: &str) -> Self {
        Self { at: at.to_owned(), cookie: cookie.to_owned(), link: None }
    }

    pub(super) fn at(&self) -> &str {
        &self.at
    }

    pub(super) fn get(&mut self, place: &str) -> Result<Answer, String> {
        self.ask("GET", place, "", b"")
    }

    pub(super) fn post(&mut self, place: &str, form: &str) -> Result<Answer, String> {
        self.ask("POST", place, "application/x-www-form-urlencoded", form.as_bytes())
    }

    /// A form with one file.
    pub(super) fn send(&mut self, place: &str, name: &str, file: &[u8]) -> Result<Answer, String> {
        let head = format!(
            "--edge\r\nContent-Disposition: form-data; name=\"sheet\"; filename=\"{name}\"\r\n\r\n"
        );
        let body = [head.as_bytes(), file, b"\r\n--edge--\r\n"].concat();
        self.ask("POST", place, "multipart/form-data; boundary=edge", &body)
    }

    pub(super) fn ask(
        &mut self,
        method: &str,
        place: &str,
        kind: &str,
        body: &[u8],
    ) -> Result<Answer, String> {
        let asked = self.try_to_ask(method, place, kind, body);
        if asked.is_err() {
            self.link = None;
        }
        asked.map_err(|error| format!("{method} {place}: {error}"))
    }

    fn try_to_ask(
        &mut self,
        method: &str,
        place: &str,
        kind: &str,
        body: &[u8],
    ) -> std::io::Result<Answer> {
        let (at, cookie, length) = (&self.at, &self.cookie, body.len());
        let head = format!(
            "{method} {place} HTTP/1.1\r\nhost: {at}\r\ncookie: {cookie}\r\n\
             sec-fetch-site: same-origin\r\ncontent-length: {length}\r\n\
             content-type: {kind}\r\n\r\n"
        );
        let link = match self.link.take() {
            Some(link) => link,
            None => {
                let link = TcpStream::connect(&self.at)?;
                link.set_nodelay(true)?;
                link.set_read_timeout(Some(PATIENCE))?;
                BufReader::new(link)
            }
        };
        let link = self.link.insert(link);
        link.get_mut().write_all(&[head.as_bytes(), body].concat())?;
        let mut answer = Answer::default();
        let mut line = String::new();
        link.read_line(&mut line)?;
        answer.status = line.split(' ').nth(1).and_then(|s| s.parse().ok()).unwrap_or(0);
        let mut length = Some(0);
        loop {
            line.clear();
            link.read_line(&mut line)?;
            let Some((name, value)) = line.trim_end().split_once(": ") else { break };
            match name {
                "content-length" => length = value.parse().ok(),
                "transfer-encoding" => length = None,
                "location" => answer.location = value.to_owned(),
                "refresh" => answer.again = true,
                "set-cookie" => {
                    self.cookie = value.split(';').next().unwrap_or_default().to_owned();
                }
                _ => {}
            }
        }
        match length {
            Some(length) => {
                answer.body.resize(length, 0);
                link.read_exact(&mut answer.body)?;
            }
            None => read_chunks(link, &mut answer.body)?,
        }
        Ok(answer)
    }
}

fn read_chunks(link: &mut BufReader<TcpStream>, body: &mut Vec<u8>) -> std::io::Result<()> {
    loop {
        let mut line = String::new();
        link.read_line(&mut line)?;
        let length = usize::from_str_radix(line.trim(), 16).map_err(std::io::Error::other)?;
        let before = body.len();
        body.resize(before + length, 0);
        link.read_exact(&mut body[before..])?;
        link.read_line(&mut line)?;
        if length == 0 {
            return Ok(());
        }
    }
}

/// The value of a page's field.
pub(super) fn field(page: &str, name: &str) -> Result<String, String> {
    let missing = || format!("the page has no field {name}");
    let (_, rest) = page.split_once(&format!("name=\"{name}\"")).ok_or_else(missing)?;
    let (tag, _) = rest.split_once('>').ok_or_else(missing)?;
    let (_, value) = tag.split_once("value=\"").ok_or_else(missing)?;
    Ok(value.split('"').next().unwrap_or_default().to_owned())
}

/// The addresses to which a page's links lead, those that begin so.
pub(super) fn links<'p>(page: &'p str, begin: &'p str) -> impl Iterator<Item = &'p str> {
    let hrefs = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    hrefs.filter(move |href| href.starts_with(begin))
}

/// A text as an address holds it.
pub(super) fn escaped(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02X}")).collect()
}
