//! 考核方案: those that come with the program and those that were published. A published one never
//! changes, so it is read once and kept in memory.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use model::authority::Verb;
use model::event::Event;
use model::id::OrgId;
use model::path::OrgPath;
use model::{Flaw, Flaws, Scheme, limit};
use score::scheme::{BUILT_IN, BuiltIn, built_in, read};
use store::organisation::Organisation;
pub use store::scheme_pin::SchemeDigest;
use store::scheme_pin::{self, Pin};
use store::{Fault, Link, Locks, Write};

use super::sheet;
use crate::App;
use crate::cx::{Cx, Form};
use crate::organisation::permitted;
use crate::refusal::Refusal;

/// Schemes that are kept in memory, 100 kB each at most; beyond it all are read anew.
const KEPT: usize = 64;

/// Digits of a scheme's digest that mark the criteria of a part: the same scheme has the same ids,
/// whoever added it and however often.
const MARK: usize = 12;

/// How a scheme's criteria are called: by their own ids, or with a mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Ids {
    Own,
    Marked,
}

/// Schemes that were read, by their digests.
#[derive(Default)]
pub(crate) struct Schemes(Mutex<HashMap<(SchemeDigest, Ids), Arc<Scheme>>>);

/// A published scheme, read.
///
/// # Errors
/// A fault, where its bytes are gone or no scheme.
pub async fn scheme_of(
    app: &App,
    link: &mut Link,
    digest: &SchemeDigest,
) -> Result<Arc<Scheme>, Refusal> {
    kept(app, link, digest, Ids::Own).await
}

/// The same as it stands beside another one, with ids that the other doesn't have.
pub(super) async fn scheme_beside(
    app: &App,
    link: &mut Link,
    digest: &SchemeDigest,
) -> Result<Arc<Scheme>, Refusal> {
    kept(app, link, digest, Ids::Marked).await
}

async fn kept(
    app: &App,
    link: &mut Link,
    digest: &SchemeDigest,
    ids: Ids,
) -> Result<Arc<Scheme>, Refusal> {
    let key = (*digest, ids);
    let kept = app.schemes.0.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
    if let Some(scheme) = kept {
        return Ok(scheme);
    }
    let corrupt = || Fault::Corrupt("a published scheme cannot be read".to_owned());
    let content = scheme_pin::content(link, digest).await?.ok_or_else(corrupt)?;
    let text = String::from_utf8(content).map_err(|_| corrupt())?;
    let scheme = read(&text).scheme.ok_or_else(corrupt)?;
    let scheme = Arc::new(match ids {
        Ids::Own => scheme,
        Ids::Marked => {
            let mark = SchemeKey::Pinned(*digest).to_string();
            scheme.beside(mark.get(..MARK).unwrap_or(&mark))
        }
    });
    let mut kept = app.schemes.0.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(key, Arc::clone(&scheme));
    Ok(scheme)
}

/// By what a scheme is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SchemeKey {
    /// One that comes with the program, by its id; nobody published it yet.
    BuiltIn(&'static str),
    /// One that was published, by its digest.
    Pinned(SchemeDigest),
}

impl SchemeKey {
    /// Reads one out of an address or a form.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(BuiltIn { id, .. }) = built_in(text) {
            return Some(Self::BuiltIn(id));
        }
        let digits = text.as_bytes();
        if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        let mut digest = [0; 32];
        for (byte, pair) in digest.iter_mut().zip(digits.chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self::Pinned(digest))
    }
}

impl std::fmt::Display for SchemeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::BuiltIn(id) => f.write_str(id),
            Self::Pinned(digest) => digest.iter().try_for_each(|byte| write!(f, "{byte:02x}")),
        }
    }
}

/// A scheme in a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// By what it is asked for.
    pub key: SchemeKey,
    /// Its id.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// Its title.
    pub title: String,
    /// When and where it was published; none while it only comes with the program.
    pub pin: Option<Pin>,
    /// Whether it comes with the program.
    pub is_built_in: bool,
}

/// Schemes that a person may see: those of the program, then those that were published by an
/// organisation that stands at, above or below where a role is held, the latest first. One that
/// is both is there once.
///
/// # Errors
/// [`Refusal`], as for all here.
pub async fn schemes(cx: &Cx) -> Result<Vec<Listed>, Refusal> {
    let mut link = cx.link().await?;
    let mut pins: Vec<Pin> = Vec::new();
    let tops: Vec<OrgPath> = cx.tops().into_iter().map(|top| top.path.clone()).collect();
    for top in &tops {
        for pin in scheme_pin::seen_from(&mut link, top).await? {
            if !pins.iter().any(|known| known.digest == pin.digest) {
                pins.push(pin);
            }
        }
    }
    let mut listed = Vec::new();
    for BuiltIn { id, text, .. } in BUILT_IN {
        let digest = scheme_pin::digest_of(text.as_bytes());
        let at = pins.iter().position(|pin| pin.digest == digest);
        let pin = at.map(|at| pins.remove(at));
        let Some(scheme) = read(text).scheme else { continue };
        let key = pin.as_ref().map_or(SchemeKey::BuiltIn(id), |_| SchemeKey::Pinned(digest));
        let (version, title) = (scheme.version, scheme.title);
        listed.push(Listed { key, id: id.to_owned(), version, title, pin, is_built_in: true });
    }
    listed.extend(pins.into_iter().map(|pin| Listed {
        key: SchemeKey::Pinned(pin.digest),
        id: pin.scheme.clone(),
        version: pin.version,
        title: pin.title.clone(),
        pin: Some(pin),
        is_built_in: false,
    }));
    Ok(listed)
}

/// A scheme, with what its page shows.
#[derive(Clone, Debug)]
pub struct SchemeView {
    /// By what it is asked for.
    pub key: SchemeKey,
    /// The scheme.
    pub scheme: Arc<Scheme>,
    /// When and where it was published.
    pub pin: Option<Pin>,
    /// Criteria that today's rules would not allow.
    pub warnings: Vec<Flaw>,
    /// Its file.
    pub text: String,
}

/// A scheme's page.
///
/// # Errors
/// [`Refusal::Unseen`].
pub async fn scheme(cx: &Cx, key: &SchemeKey) -> Result<SchemeView, Refusal> {
    let mut link = cx.link().await?;
    let (text, pin) = match key {
        SchemeKey::BuiltIn(id) => (built_in(id).ok_or(Refusal::Unseen)?.text.to_owned(), None),
        SchemeKey::Pinned(digest) => {
            let pin = seen(cx, &mut link, digest).await?.into_iter().next();
            let pin = pin.ok_or(Refusal::Unseen)?;
            let content = scheme_pin::content(&mut link, digest).await?.ok_or(Refusal::Unseen)?;
            (String::from_utf8_lossy(&content).into_owned(), Some(pin))
        }
    };
    let reading = read(&text);
    let corrupt = || Fault::Corrupt("a published scheme cannot be read".to_owned());
    let scheme = Arc::new(reading.scheme.ok_or_else(corrupt)?);
    Ok(SchemeView { key: key.clone(), scheme, pin, warnings: reading.warnings, text })
}

/// Whether it comes with the program: everybody may see that, whoever published it.
fn is_built_in(digest: &SchemeDigest) -> bool {
    BUILT_IN.iter().any(|ours| scheme_pin::digest_of(ours.text.as_bytes()) == *digest)
}

/// Where a scheme was published, as far as one sees it.
async fn seen(cx: &Cx, link: &mut Link, digest: &SchemeDigest) -> Result<Vec<Pin>, Fault> {
    let mut pins = scheme_pin::publications(link, digest).await?;
    pins.retain(|pin| may_see(cx, pin) || is_built_in(digest));
    Ok(pins)
}

/// Whoever stands at, above or below where a scheme was published sees it.
fn may_see(cx: &Cx, pin: &Pin) -> bool {
    cx.tops().iter().any(|top| top.path.holds(&pin.path) || pin.path.holds(&top.path))
}

/// As what a scheme is taken out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum As {
    /// As the file that is pinned.
    Toml,
    /// As a sheet.
    Workbook,
}

/// A scheme's file, and what it is called without its ending.
///
/// # Errors
/// [`Refusal::Unseen`].
pub async fn download(cx: &Cx, key: &SchemeKey, how: As) -> Result<(String, Vec<u8>), Refusal> {
    let view = scheme(cx, key).await?;
    let name = format!("{}-{}", view.scheme.id, view.scheme.version);
    let bytes = match how {
        As::Toml => view.text.into_bytes(),
        As::Workbook => sheet::write(&view.text)?,
    };
    Ok((name, bytes))
}

/// What looking at a file gave.
#[derive(Clone, Debug)]
pub struct Looked {
    /// The scheme's file, as it would be pinned; a sheet was turned into one.
    pub text: String,
    /// The scheme, where there is no flaw.
    pub scheme: Option<Scheme>,
    /// What must be mended, by cell or line.
    pub flaws: Flaws,
    /// What should be known.
    pub warnings: Vec<Flaw>,
}

/// Looks at a file that somebody wants to publish: a TOML file or a sheet.
///
/// # Errors
/// [`Refusal::Flawed`] where it is neither.
pub fn look_at(bytes: &[u8]) -> Result<Looked, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::flaw("sheet", "文件是空的,请重新选择"));
    }
    if bytes.len() as u64 > limit::SCHEME_BYTES {
        let most = limit::SCHEME_BYTES >> 10;
        return Err(Refusal::flaw("sheet", format!("文件超过 {most} KB,不像是考核方案")));
    }
    if sheet::is_sheet(bytes) {
        return sheet::look_at(bytes);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text_of(text)),
        Err(_) => Err(Refusal::flaw("sheet", "不是 UTF-8 文本,也不是表格;请另存为 xlsx 再试")),
    }
}

/// What is pinned has no mark at its beginning and plain ends of lines: a form on a page keeps
/// neither, and the file that is published is the one that was looked at.
fn text_of(text: &str) -> Looked {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let reading = read(&text);
    let (scheme, flaws, warnings) = (reading.scheme, reading.flaws, reading.warnings);
    Looked { text, scheme, flaws, warnings }
}

/// Publishes a scheme at an organisation; gives the address of its page. What was published there
/// or above already, byte by byte, is left as it is: whoever stands here and below sees that.
///
/// # Errors
/// [`Refusal`].
pub async fn publish(cx: &Cx, form: Form, org: OrgId, text: &str) -> Result<String, Refusal> {
    let Looked { text, scheme, flaws, .. } = text_of(text);
    let (cx, mut write) = cx.write(Locks::Tree).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (org, permit) = permitted(&cx, &mut write, Verb::PublishScheme, org).await?;
    let Some(scheme) = scheme else {
        let first = flaws.listed().first().map_or(String::new(), ToString::to_string);
        return Err(Refusal::flaw("text", format!("方案还有 {} 处问题:{first}", flaws.count())));
    };
    let digest = scheme_pin::digest_of(text.as_bytes());
    let place = |digest| format!("/schemes/{}", SchemeKey::Pinned(digest));
    unpublished(&mut write, &scheme, &digest, &org).await?;
    let published = scheme_pin::publications(&mut write, &digest).await?;
    if published.iter().any(|pin| pin.path.holds(&org.path)) {
        return Ok(place(digest));
    }
    let name = (scheme.id.as_str(), scheme.version, scheme.title.as_str());
    scheme_pin::publish(&mut write, &permit, name, text.as_bytes()).await?;
    let event = Event::SchemePublished { scheme: digest };
    cx.commit(write, form, org.id, event, &place(digest)).await
}

/// Refuses other bytes as a version that was published at, above or below an organisation, or
/// comes with the program.
async fn unpublished(
    link: &mut Link,
    scheme: &Scheme,
    digest: &SchemeDigest,
    org: &Organisation,
) -> Result<(), Refusal> {
    let (id, version) = (scheme.id.as_str(), scheme.version);
    let pinned = scheme_pin::named(link, (id, version), &org.path).await?;
    let of_ours = built_in(id).map(|ours| (read(ours.text).scheme, ours.text));
    let of_ours = of_ours.filter(|(ours, _)| ours.as_ref().is_some_and(|o| o.version == version));
    let of_ours = of_ours.map(|(_, text)| scheme_pin::digest_of(text.as_bytes()));
    if pinned.into_iter().map(|pin| pin.digest).chain(of_ours).any(|known| known != *digest) {
        let says = format!(
            "方案 {id} 第 {version} 版已经有了,内容与这份不同;发布过的版本不能改,请把版本改为 {}",
            version + 1
        );
        return Err(Refusal::flaw("text", says));
    }
    Ok(())
}

/// A scheme's digest, for a campaign to be held by. One that comes with the program is published
/// by its first use, as it stands.
pub(super) async fn pinned(
    cx: &Cx,
    write: &mut Write,
    org: &Organisation,
    key: &SchemeKey,
) -> Result<SchemeDigest, Refusal> {
    let id = match key {
        SchemeKey::Pinned(digest) => {
            let pins = seen(cx, write, digest).await?;
            if pins.is_empty() {
                return Err(Refusal::Unseen);
            }
            // Whoever takes part stands below the owner, and sees what was published above.
            if !is_built_in(digest) && !pins.iter().any(|pin| pin.path.holds(&org.path)) {
                let says = "这个方案是别处发布的,下级看不到;请先在本单位发布一份";
                return Err(Refusal::flaw("scheme", says));
            }
            return Ok(*digest);
        }
        SchemeKey::BuiltIn(id) => id,
    };
    let text = built_in(id).ok_or(Refusal::Unseen)?.text;
    let digest = scheme_pin::digest_of(text.as_bytes());
    if !scheme_pin::publications(write, &digest).await?.is_empty() {
        return Ok(digest);
    }
    let scheme = read(text).scheme.ok_or(Refusal::Unseen)?;
    unpublished(write, &scheme, &digest, org).await?;
    let permit = cx.may(Verb::PublishScheme, org)?;
    let name = (scheme.id.as_str(), scheme.version, scheme.title.as_str());
    Ok(scheme_pin::publish(write, &permit, name, text.as_bytes()).await?)
}
