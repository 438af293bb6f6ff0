//! 检索: by a piece of the name or the beginning of the code, wherever the person may see.

use model::fold::{fold, narrow};
use model::organisation::OrgCode;
use model::path::OrgPath;
use store::Link;
use store::organisation::{self, Organisation};

use crate::cx::Cx;
use crate::refusal::Refusal;

/// Hits of a page.
const PAGE: usize = 20;

/// A hit of a search, with the way to it.
#[derive(Clone, Debug)]
pub struct Hit {
    /// The organisation.
    pub org: Organisation,
    /// The names above it, from the highest.
    pub way: Vec<String>,
}

/// Behind which hit a page begins: first come those with such a code, in the order of codes, then
/// those with such a name, in the order of places.
enum After {
    Code(String),
    Name(OrgPath),
}

impl After {
    /// Reads what [`search`] gave; another text begins the search.
    fn read(text: &str) -> Self {
        match text.strip_prefix(CODE) {
            Some(code) => Self::Code(code.to_owned()),
            None => match OrgPath::parse(text) {
                Ok(path) if !path.as_str().is_empty() => Self::Name(path),
                _ => Self::Code(String::new()),
            },
        }
    }
}

/// What a code begins with where a page begins behind it; no place has this sign.
const CODE: char = '~';

/// Where the names begin, once all codes were shown: before every place.
const NAMES: &str = "~~";

/// Finds a page of organisations; with it behind what the next page begins, where there is one.
///
/// # Errors
/// [`Refusal::Flawed`] where fewer than two characters were typed.
pub async fn search(
    cx: &Cx,
    text: &str,
    after: &str,
) -> Result<(Vec<Hit>, Option<String>), Refusal> {
    Refusal::unless_short("text", text)?;
    let typed: String = fold(text);
    if typed.chars().count() < 2 {
        return Err(Refusal::flaw("text", "请输入至少两个字,或代码的前几位"));
    }
    let codes = codes(text);
    let mut link = cx.link().await?;
    let tops: Vec<OrgPath> = cx.tops().into_iter().map(|top| top.path.clone()).collect();
    let mut found: Vec<Organisation> = Vec::new();
    let mut behind = OrgPath::above_all();
    match After::read(after) {
        After::Name(path) => behind = path,
        After::Code(code) if after != NAMES => {
            found = coded(&mut link, &tops, &codes, &code).await?;
            if found.len() > PAGE {
                found.truncate(PAGE);
                let last = found.last().and_then(|org| org.code.as_ref());
                let next = last.map(|code| format!("{CODE}{}", code.as_str()));
                return Ok((hits(&mut link, found).await?, next));
            }
        }
        After::Code(_) => {}
    }
    let coded = found.len();
    named(&mut link, &tops, text, &behind, &codes, &mut found).await?;
    let mut next = None;
    if found.len() > PAGE {
        found.truncate(PAGE);
        // A page that codes fill to the last hit leaves all names to the next one.
        next = Some(match found.last().filter(|_| coded < PAGE) {
            Some(last) => last.path.to_string(),
            None => NAMES.to_owned(),
        });
    }
    Ok((hits(&mut link, found).await?, next))
}

/// The beginnings of codes that a text may be, whether its letters are large or small: nobody
/// remembers which. None where it is no code.
fn codes(text: &str) -> Vec<String> {
    let code: String = narrow(text).collect();
    if OrgCode::parse(&code).is_err() {
        return Vec::new();
    }
    let mut codes = vec![code.to_ascii_uppercase(), code.to_ascii_lowercase(), code];
    codes.sort_unstable();
    codes.dedup();
    codes
}

/// Those with such a code behind one, in the order of codes.
async fn coded(
    link: &mut Link,
    tops: &[OrgPath],
    codes: &[String],
    after: &str,
) -> Result<Vec<Organisation>, Refusal> {
    let mut found = Vec::new();
    for top in tops {
        for code in codes {
            found.extend(organisation::by_code(link, top, code, after, most()).await?);
        }
    }
    found.sort_by(|one, other| one.code.cmp(&other.code));
    Ok(found)
}

/// Adds those with such a name behind a place, until there is more than a page.
async fn named(
    link: &mut Link,
    tops: &[OrgPath],
    text: &str,
    after: &OrgPath,
    codes: &[String],
    found: &mut Vec<Organisation>,
) -> Result<(), Refusal> {
    // Those with such a code were shown before.
    let has_code = |org: &Organisation| {
        let own = org.code.as_ref().map(OrgCode::as_str);
        own.is_some_and(|own| codes.iter().any(|code| own.starts_with(code)))
    };
    for top in tops.iter().filter(|top| top.end() > after.to_string()) {
        let mut behind = if top.holds(after) { after.clone() } else { OrgPath::above_all() };
        while found.len() <= PAGE {
            let page = organisation::search(link, top, text, &behind, most()).await?;
            let Some(last) = page.last() else { break };
            behind = last.path.clone();
            let is_last = page.len() <= PAGE;
            found.extend(page.into_iter().filter(|org| !has_code(org)));
            if is_last {
                break;
            }
        }
    }
    Ok(())
}

fn most() -> i64 {
    i64::try_from(PAGE + 1).unwrap_or(i64::MAX)
}

async fn hits(link: &mut Link, found: Vec<Organisation>) -> Result<Vec<Hit>, Refusal> {
    let mut hits = Vec::with_capacity(found.len());
    for org in found {
        let mut way = organisation::way(link, &org.path).await?;
        way.pop();
        let way = way.into_iter().map(|org| org.name.as_str().to_owned()).collect();
        hits.push(Hit { org, way });
    }
    Ok(hits)
}
