//! Who asks: the first administrator, and others whom they appoint.

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{SystemTime, UNIX_EPOCH};

use super::client::{Client, escaped, field, links};

/// A good password, as a form sends it.
const PASSWORD: &str = "%E7%A7%8B%E5%A4%A9-rice-field-gold";

/// Seconds that a one-time code counts.
const CODE_SECONDS: u64 = 30;

/// Makes the first organisation and its administrator, who is logged in then; the organisation's
/// address.
pub(super) fn begin(client: &mut Client, first: &str) -> Result<String, String> {
    let form = format!(
        "organisation={}&name={}&login=guanli&password={PASSWORD}&password_again={PASSWORD}",
        escaped("示例省委组织部"),
        escaped("王示例")
    );
    client.post(first, &form)?.be(303)?;
    let page = client.get("/account/second-factor")?.be(200)?.text();
    let secret = field(&page, "secret")?;
    let code = one_time_code(&secret)?;
    let form = format!("form={}&secret={secret}&code={code}", new_form());
    client.post("/account/second-factor", &form)?.be(303)?;
    let page = client.get("/organisations")?.be(200)?.text();
    let own = links(&page, "/organisations/").next().ok_or("no organisation")?;
    Ok(own.split('/').take(3).collect::<Vec<_>>().join("/"))
}

/// Appoints somebody at an organisation and gives them an account; their cookie.
pub(super) fn appoint(client: &mut Client, org: &str, role: &str) -> Result<String, String> {
    let page = client.get(&format!("{org}/posting"))?.be(200)?.text();
    let form = format!(
        "form={}&name={}&role={role}&from={}",
        new_form(),
        escaped("李示例"),
        field(&page, "from")?
    );
    client.post(&format!("{org}/posting"), &form)?.be(303)?;
    let page = client.get(org)?.be(200)?.text();
    let posts = format!("{org}/posts/");
    let post = links(&page, &posts).next().ok_or("no post")?;
    let login = format!("form={}&login={role}", new_form());
    let slip = client.post(&format!("{post}/account"), &login)?.be(200)?.text();
    let (_, rest) = slip.split_once("/activation/").ok_or("no slip")?;
    let code: String = rest.chars().take_while(char::is_ascii_hexdigit).collect();
    activate(client.at(), &code)
}

/// Sets a password by a slip's code; the cookie of whoever is in then.
fn activate(at: &str, code: &str) -> Result<String, String> {
    let mut own = Client::new(at, "");
    let form = format!("form={}&password={PASSWORD}&password_again={PASSWORD}", new_form());
    own.post(&format!("/activation/{code}"), &form)?.be(303)?;
    Ok(own.cookie)
}

/// Somebody who came in by a slip.
pub(super) struct Entered {
    pub(super) cookie: String,
    pub(super) role: String,
}

/// Comes in by one of many printed slips; nothing where it is none.
pub(super) fn enter(at: &str, slip: &str) -> Result<Option<Entered>, String> {
    let Some((name, rest)) = slip.split_once("/activation/") else { return Ok(None) };
    let (address, _) = rest.split_once("</p>").ok_or("a slip without an end")?;
    // The code stands in pieces, so that it is typed without a mistake.
    let pieces = address.split('>').map(|piece| piece.split('<').next().unwrap_or_default());
    let code: String = pieces.collect();
    let role = name.split_once("</strong>").and_then(|(_, rest)| rest.split('<').next());
    let role = role.unwrap_or_default().to_owned();
    Ok(Some(Entered { cookie: activate(at, &code)?, role }))
}

/// A form's identity that was not there before.
pub(super) fn new_form() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    format!("{:032x}", now.as_nanos())
}

/// The code of the moment (RFC 6238), by the secret as people copy it.
fn one_time_code(secret: &str) -> Result<String, String> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let digest = hmac_sha1(&base32(secret), &(now / CODE_SECONDS).to_be_bytes())?;
    let at = usize::from(digest[19] & 15);
    let number = u32::from_be_bytes([digest[at], digest[at + 1], digest[at + 2], digest[at + 3]]);
    Ok(format!("{:06}", (number & 0x7FFF_FFFF) % 1_000_000))
}

fn base32(text: &str) -> Vec<u8> {
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for sign in text.bytes() {
        let value = match sign {
            b'A'..=b'Z' => sign - b'A',
            b'2'..=b'7' => sign - b'2' + 26,
            _ => continue,
        };
        held = held << 5 | u32::from(value);
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits) as u8);
        }
    }
    bytes
}

fn hmac_sha1(key: &[u8], message: &[u8]) -> Result<Vec<u8>, String> {
    let padded = |pad: u8| {
        let key = key.iter().copied().chain(std::iter::repeat(0)).take(64);
        key.map(|byte| byte ^ pad).collect::<Vec<u8>>()
    };
    let inner = sha1(&[padded(0x36).as_slice(), message].concat())?;
    sha1(&[padded(0x5C), inner].concat())
}

/// By the program that every Linux has.
fn sha1(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let fault = |e: std::io::Error| format!("sha1sum: {e}");
    let mut sum = Command::new("sha1sum");
    let mut sum = sum.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().map_err(fault)?;
    sum.stdin.take().ok_or("sha1sum reads nothing")?.write_all(bytes).map_err(fault)?;
    let out = sum.wait_with_output().map_err(fault)?.stdout;
    let digits = out.get(..40).ok_or("sha1sum says nothing")?;
    let pairs = digits.chunks(2).map(|pair| std::str::from_utf8(pair).unwrap_or_default());
    pairs.map(|pair| u8::from_str_radix(pair, 16).map_err(|e| e.to_string())).collect()
}

#[cfg(test)]
mod tests {
    use super::{base32, hmac_sha1};

    #[test]
    fn a_code_is_made_as_the_standards_examples_are() {
        // RFC 4648 and RFC 2202.
        assert_eq!(base32("MZXW6YTBOI======"), b"foobar");
        let digest = hmac_sha1(b"Jefe", b"what do ya want for nothing?").unwrap();
        assert_eq!(digest[..4], [0xef, 0xfc, 0xdf, 0x6a]);
    }
}
