//! Schemes (考核方案) that were published: their exact bytes, by digest. A version that was
//! published never changes.

use jiff::Timestamp;
use model::authority::{Permit, Verb};
use model::id::{OrgId, PersonId};
use model::limit;
use model::path::OrgPath;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::fault::Fault;
use crate::link::Link;
use crate::organisation::places;
use crate::row::Row;
use crate::statement::{Arg, args, sql};
use crate::write::Write;

macro_rules! published {
    ($which:literal) => {
        concat!(
            "select s.digest, s.scheme, s.version, s.title, p.org, o.path, p.published, p.by_person
            from scheme_publication p join scheme_pin s on s.digest = p.digest
            join organisation o on o.id = p.org where ",
            $which
        )
    };
}

sql! {
    KEEP = "insert into scheme_pin (digest, scheme, version, title, content)
        values ($1, $2, $3, $4, $5) on conflict do nothing";
    PUT = "insert into scheme_publication (digest, org, published, by_person) values";
    CONTENT = "select content from scheme_pin where digest = $1";
    OF_DIGEST = published!("p.digest = $1 order by p.published, p.org");
    NAMED = published!("s.scheme = $1 and s.version = $2 order by p.published, p.org");
    // Those of a subtree and of all above it.
    SEEN = published!("((o.path >= $1 and o.path < $2) or o.path in
        ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14))
        order by p.published desc, s.digest, p.org limit $15");
}

/// The digest of a scheme's bytes, by which it is known.
pub type SchemeDigest = [u8; 32];

/// A scheme that was published somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pin {
    /// SHA-256 of its bytes.
    pub digest: SchemeDigest,
    /// The scheme's own id.
    pub scheme: String,
    /// Its version.
    pub version: u32,
    /// Its title.
    pub title: String,
    /// Which organisation published it.
    pub org: OrgId,
    /// Where that stands today.
    pub path: OrgPath,
    /// When.
    pub published: Timestamp,
    /// Who did.
    pub by: PersonId,
}

/// The digest of bytes.
#[must_use]
pub fn digest_of(content: &[u8]) -> SchemeDigest {
    Sha256::digest(content).into()
}

fn pin(row: &Row) -> Result<Pin, Fault> {
    Ok(Pin {
        digest: digest_at(row, 0)?,
        scheme: row.get(1)?,
        version: u32::try_from(row.get::<i64>(2)?).map_err(|_| corrupt("version"))?,
        title: row.get(3)?,
        org: row.id(4, OrgId::new)?,
        path: row.parsed(5, OrgPath::parse)?,
        published: row.time(6)?,
        by: row.id(7, PersonId::new)?,
    })
}

fn corrupt(what: &str) -> Fault {
    Fault::Corrupt(what.to_owned())
}

/// A digest in a row.
pub(crate) fn digest_at(row: &Row, at: usize) -> Result<SchemeDigest, Fault> {
    row.get::<Vec<u8>>(at)?.try_into().map_err(|_| corrupt("digest"))
}

/// Publishes a scheme at the organisation that the permit is for: keeps its bytes for ever. The
/// caller holds the tree, which serialises what is unique: along a line of superiors one version
/// of a scheme is one file. Units beside each other may call theirs the same.
///
/// # Errors
/// [`Fault`], also where it, or other bytes as the same version, was published along that line.
pub async fn publish(
    write: &mut Write,
    permit: &Permit,
    (scheme, version, title): (&str, u32, &str),
    content: &[u8],
) -> Result<SchemeDigest, Fault> {
    if permit.verb() != Verb::PublishScheme {
        return Err(Fault::Unfit("the permit is for something else".to_owned()));
    }
    let digest = digest_of(content);
    let along = named(write, (scheme, version), permit.path()).await?;
    if along.iter().any(|pin| pin.digest != digest) {
        return Err(Fault::Unfit("a published version never changes".to_owned()));
    }
    if along.iter().any(|pin| pin.org == permit.org()) {
        return Err(Fault::Unfit("it is published there".to_owned()));
    }
    let (at, by, org) = (write.at(), permit.person(), permit.org());
    let number = i64::from(version);
    write.run(KEEP, args![digest.as_slice(), scheme, number, title, content]).await?;
    let values = args![digest.as_slice(), org, at, by];
    write.insert(PUT, values.len(), values).await?;
    // Of one place and one file there is one publication.
    let mut hasher = Sha256::new_with_prefix(digest);
    hasher.update(org.uuid().as_bytes());
    let mut id = [0; 16];
    id.copy_from_slice(&hasher.finalize()[..16]);
    let says = format!("scheme {scheme}\nversion {version}\ntitle {title}\norg {org}\n");
    write.note("scheme_pin", Uuid::from_bytes(id), 1, &says);
    Ok(digest)
}

/// A scheme's bytes.
///
/// # Errors
/// [`Fault`], also where they are no longer what was published.
pub async fn content(link: &mut Link, digest: &SchemeDigest) -> Result<Option<Vec<u8>>, Fault> {
    let Some(row) = link.row(CONTENT, args![digest.as_slice()]).await? else { return Ok(None) };
    let content = row.get::<Vec<u8>>(0)?;
    match digest_of(&content) == *digest {
        true => Ok(Some(content)),
        false => Err(corrupt("a scheme's bytes differ from their digest")),
    }
}

/// Where a scheme was published, the first place first.
///
/// # Errors
/// [`Fault`].
pub async fn publications(link: &mut Link, digest: &SchemeDigest) -> Result<Vec<Pin>, Fault> {
    link.rows(OF_DIGEST, args![digest.as_slice()]).await?.iter().map(pin).collect()
}

/// Where a version of a scheme was published at, above or below a place.
///
/// # Errors
/// [`Fault`].
pub async fn named(
    link: &mut Link,
    (scheme, version): (&str, u32),
    at: &OrgPath,
) -> Result<Vec<Pin>, Fault> {
    let rows = link.rows(NAMED, args![scheme, i64::from(version)]).await?;
    let pins: Vec<Pin> = rows.iter().map(pin).collect::<Result<_, _>>()?;
    Ok(pins.into_iter().filter(|pin| pin.path.holds(at) || at.holds(&pin.path)).collect())
}

/// Those that were published within a subtree or by those above it, the latest first.
///
/// # Errors
/// [`Fault`].
pub async fn seen_from(link: &mut Link, top: &OrgPath) -> Result<Vec<Pin>, Fault> {
    let end = top.end();
    let way = places(top);
    let mut values = vec![Arg::from(top.as_str()), Arg::from(&end)];
    values.extend(way.iter().map(Arg::from));
    values.push(Arg::from(limit::SCHEMES));
    link.rows(SEEN, &values).await?.iter().map(pin).collect()
}
