//! Organisations: where they stand, what they are called, and every version of both.

mod affected;
mod bulk;
mod change;
mod children;
mod mismatch;
mod past;
mod search;

use jiff::civil::Date;
use model::fold::fold;
use model::id::OrgId;
use model::limit;
use model::organisation::{OrgCode, OrgKind, OrgName, OrgPhone, Sector, Sectors};
use model::path::OrgPath;

pub use self::affected::{Affected, affected, deepest};
pub use self::bulk::{Group, found_all, with_codes, with_ids};
pub use self::change::{begin, close, found, move_below, rename};
pub use self::children::{Behind, Only, Order, listed};
pub use self::mismatch::{Mismatch, mismatches};
pub use self::past::{
    Jurisdiction, Superior, children_on, facts_on, history, superior_on, superiors,
};
pub use self::search::{by_code, coded, one_code_at_once, search};
pub(crate) use self::search::{escaped, rarest, sought};
use crate::fault::Fault;
use crate::link::Link;
use crate::row::Row;
use crate::statement::{Arg, args, day, sql};

/// What follows what is said of it in a version's content: where and when it is.
const BEHIND_FACTS: &str = "parent ";

macro_rules! columns {
    () => {
        "o.id, o.code, o.name, o.kind, o.sector, o.sectors, o.parent, o.path, o.opened, o.closed,
        o.version, o.phone"
    };
}
use columns;

sql! {
    FIND = concat!("select ", columns!(), " from organisation o where o.id = $1");
    AT = concat!("select ", columns!(), " from organisation o where o.path = $1");
    WAY = concat!("select ", columns!(), " from organisation o where o.path in
        ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) order by o.path");
    CHILDREN = concat!("select ", columns!(), " from organisation o
        where o.parent = $1 and o.path > $2 and o.closed is null order by o.path limit $3");
    HIGHEST = concat!("select ", columns!(), " from organisation o
        where o.parent is null and o.path > $1 and o.closed is null order by o.path limit $2");
    WITHIN = concat!("select ", columns!(), " from organisation o
        where o.path > $1 and o.path < $2 and o.closed is null order by o.path limit $3");
    COUNT = "select count(*) from organisation where path >= $1 and path < $2 and closed is null";
    ANY = "select count(*) from (select 1 from organisation limit 1) as few";
    KINDS_BELOW = "select kind, min(name) from organisation where parent = $1 and closed is null
        group by kind";
    LAST_BELOW = "select max(to_day) from jurisdiction where parent = $1";
    VERSION = "select version, at, content, from_day from organisation_version
        where org = $1 and version = $2";
    VERSIONS = "select version, at, content, from_day from organisation_version where org = $1
        order by version desc limit $2";
}

/// Every statement of this noun.
pub(crate) fn all() -> impl Iterator<Item = &'static crate::Statement> {
    let others = [affected::ALL, bulk::ALL, change::ALL, children::ALL, mismatch::ALL, past::ALL];
    others.into_iter().chain([ALL, search::ALL]).flatten()
}

/// An organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Its identity, whatever it is called.
    pub id: OrgId,
    /// Its official code.
    pub code: Option<OrgCode>,
    /// Its name.
    pub name: OrgName,
    /// What it is.
    pub kind: OrgKind,
    /// A branch's sector.
    pub sector: Option<Sector>,
    /// Sectors that it is responsible for.
    pub sectors: Sectors,
    /// Where its office is reached.
    pub phone: Option<OrgPhone>,
    /// Its superior.
    pub parent: Option<OrgId>,
    /// Where it stands.
    pub path: OrgPath,
    /// Since when it is.
    pub opened: Date,
    /// Since when it is no more.
    pub closed: Option<Date>,
    /// How often it was changed, from 1.
    pub version: u32,
}

/// What somebody says of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Its official code.
    pub code: Option<OrgCode>,
    /// Its name.
    pub name: OrgName,
    /// What it is.
    pub kind: OrgKind,
    /// A branch's sector.
    pub sector: Option<Sector>,
    /// Sectors that it is responsible for.
    pub sectors: Sectors,
    /// Where its office is reached.
    pub phone: Option<OrgPhone>,
}

impl Organisation {
    /// Whether nobody stands below it, and it is counted as one.
    #[must_use]
    pub fn is_branch(&self) -> bool {
        self.kind == OrgKind::Branch
    }

    /// What is said of it.
    #[must_use]
    pub fn facts(&self) -> Facts {
        Facts {
            code: self.code.clone(),
            name: self.name.clone(),
            kind: self.kind,
            sector: self.sector,
            sectors: self.sectors.clone(),
            phone: self.phone.clone(),
        }
    }

    /// A version's content: first what is said of it, then where and when it is. Lines that a
    /// person can read and a digest is made of.
    fn content(&self) -> String {
        let or_none = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
        format!(
            "name {}\ncode {}\nkind {}\nsector {}\nsectors {}\n{}\
             parent {}\nopened {}\nclosed {}\n",
            self.name.as_str(),
            or_none(self.code.as_ref().map(|code| code.as_str().to_owned())),
            self.kind.name(),
            or_none(self.sector.map(|sector| sector.name().to_owned())),
            sector_names(&self.sectors),
            phone_line(self.phone.as_ref()),
            or_none(self.parent.map(|parent| parent.to_string())),
            self.opened,
            or_none(self.closed.map(|day| day.to_string())),
        )
    }
}

pub(crate) fn sector_names(sectors: &Sectors) -> String {
    sectors.iter().map(Sector::name).collect::<Vec<_>>().join(",")
}

/// Sectors by their names, as [`sector_names`] joined them.
pub(crate) fn sectors_named(names: &str) -> Result<Vec<Sector>, Fault> {
    let names = names.split(',').filter(|name| !name.is_empty());
    let named =
        |name| Sector::named(name).ok_or_else(|| Fault::Corrupt(format!("sector «{name}»")));
    names.map(named).collect()
}

fn organisation(row: &Row) -> Result<Organisation, Fault> {
    let text = |at| row.get::<Option<String>>(at);
    let corrupt = |what: &str| Fault::Corrupt(format!("«{what}»"));
    let code = text(1)?.map(|code| OrgCode::parse(&code).map_err(|_| corrupt(&code)));
    let sector = text(4)?.map(|name| Sector::named(&name).ok_or_else(|| corrupt(&name)));
    let sectors = sectors_named(&row.get::<String>(5)?)?;
    let opened = row.day(8)?.ok_or_else(|| corrupt("opened"))?;
    let version = row.get::<i64>(10)?;
    Ok(Organisation {
        id: row.id(0, OrgId::new)?,
        code: code.transpose()?,
        name: row.parsed(2, OrgName::parse)?,
        kind: row.parsed(3, |name| OrgKind::named(name).ok_or(()))?,
        sector: sector.transpose()?,
        sectors: Sectors::new(sectors),
        parent: row.get::<Option<uuid::Uuid>>(6)?.map(OrgId::new),
        path: row.parsed(7, OrgPath::parse)?,
        opened,
        closed: row.day(9)?,
        version: u32::try_from(version).map_err(|_| corrupt("version"))?,
        phone: phone_at(row, 11)?,
    })
}

/// A telephone in a version's content; nothing where there is none.
pub(crate) fn phone_line(phone: Option<&OrgPhone>) -> String {
    phone.map_or_else(String::new, |phone| format!("phone {}\n", phone.as_str()))
}

/// A telephone that a row carries, where there is one.
pub(crate) fn phone_at(row: &Row, at: usize) -> Result<Option<OrgPhone>, Fault> {
    let text = row.get::<Option<String>>(at)?;
    let phone = text
        .map(|text| OrgPhone::parse(&text).map_err(|_| Fault::Corrupt(format!("phone «{text}»"))));
    phone.transpose()
}

fn organisations(rows: Vec<Row>) -> Result<Vec<Organisation>, Fault> {
    rows.iter().map(organisation).collect()
}

/// Whether there is any.
///
/// # Errors
/// [`Fault`], as for all here.
pub async fn is_any(link: &mut Link) -> Result<bool, Fault> {
    Ok(link.number(ANY, &[]).await? > 0)
}

/// One by its identity, closed ones too.
///
/// # Errors
/// [`Fault`].
pub async fn find(link: &mut Link, id: OrgId) -> Result<Option<Organisation>, Fault> {
    link.row(FIND, args![id]).await?.as_ref().map(organisation).transpose()
}

/// The one that stands at a place.
///
/// # Errors
/// [`Fault`].
pub async fn at(link: &mut Link, path: &OrgPath) -> Result<Option<Organisation>, Fault> {
    link.row(AT, args![path.as_str()]).await?.as_ref().map(organisation).transpose()
}

/// Those on the way from the highest to a place, itself last.
///
/// # Errors
/// [`Fault`].
pub async fn way(link: &mut Link, path: &OrgPath) -> Result<Vec<Organisation>, Fault> {
    let places = places(path);
    let values: Vec<Arg<'_>> = places.iter().map(Arg::from).collect();
    organisations(link.rows(WAY, &values).await?)
}

/// The places on the way to one, filled up with the empty one, at which nobody stands.
pub(crate) fn places(path: &OrgPath) -> [String; limit::TREE_DEPTH] {
    let mut way = path.way().map(|place| place.as_str().to_owned());
    std::array::from_fn(|_| way.next().unwrap_or_default())
}

/// Those right below one, or the highest, behind a place in their order.
///
/// # Errors
/// [`Fault`].
pub async fn children(
    link: &mut Link,
    parent: Option<OrgId>,
    after: &OrgPath,
    most: i64,
) -> Result<Vec<Organisation>, Fault> {
    organisations(match parent {
        Some(parent) => link.rows(CHILDREN, args![parent, after.as_str(), most]).await?,
        None => link.rows(HIGHEST, args![after.as_str(), most]).await?,
    })
}

/// A subtree without its top, behind a place in its order.
///
/// # Errors
/// [`Fault`].
pub async fn within(
    link: &mut Link,
    top: &OrgPath,
    after: &OrgPath,
    most: i64,
) -> Result<Vec<Organisation>, Fault> {
    let after = after.max(top);
    organisations(link.rows(WITHIN, args![after.as_str(), &top.end(), most]).await?)
}

/// How many a subtree has, its top included.
///
/// # Errors
/// [`Fault`].
pub async fn count(link: &mut Link, top: &OrgPath) -> Result<i64, Fault> {
    link.number(COUNT, args![top.as_str(), &top.end()]).await
}

/// The kinds of those right below one, each with a name of that kind.
///
/// # Errors
/// [`Fault`].
pub async fn kinds_below(link: &mut Link, org: OrgId) -> Result<Vec<(OrgKind, String)>, Fault> {
    let rows = link.rows(KINDS_BELOW, args![org]).await?;
    let read = |row: &Row| {
        Ok((row.parsed(0, |name| OrgKind::named(name).ok_or(()))?, row.get::<String>(1)?))
    };
    rows.iter().map(read).collect()
}

/// The last day on which somebody stood below one and then no more.
///
/// # Errors
/// [`Fault`].
pub async fn last_below(link: &mut Link, org: OrgId) -> Result<Option<Date>, Fault> {
    let row = link.row(LAST_BELOW, args![org]).await?;
    row.map_or(Ok(None), |row| row.day(0))
}

/// A version of what is said of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its number, from 1.
    pub version: i64,
    /// When it was written.
    pub at: jiff::Timestamp,
    /// Its lines.
    pub content: String,
    /// From this day on what it says holds.
    pub from: Date,
}

/// What was said of an organisation, the latest first.
///
/// # Errors
/// [`Fault`].
pub async fn versions(link: &mut Link, org: OrgId, most: i64) -> Result<Vec<Version>, Fault> {
    let rows = link.rows(VERSIONS, args![org, most]).await?;
    rows.iter().map(version).collect()
}

/// Whether what is said of an organisation now is what its version said that somebody saw; whose
/// it is, and since when, is not asked.
///
/// # Errors
/// [`Fault`].
pub async fn says_the_same(link: &mut Link, org: &Organisation, seen: u32) -> Result<bool, Fault> {
    let row = link.row(VERSION, args![org.id, i64::from(seen)]).await?;
    let seen = row.as_ref().map(version).transpose()?;
    let facts = |content: &str| {
        let of_facts = content.lines().take_while(|line| !line.starts_with(BEHIND_FACTS));
        of_facts.map(str::to_owned).collect::<Vec<_>>()
    };
    Ok(seen.is_some_and(|seen| facts(&seen.content) == facts(&org.content())))
}

fn version(row: &Row) -> Result<Version, Fault> {
    let from = row.day(3)?.ok_or_else(|| Fault::Corrupt("from_day".to_owned()))?;
    Ok(Version { version: row.get(0)?, at: row.time(1)?, content: row.get(2)?, from })
}

/// The pairs of characters that a name is found by.
pub(crate) fn pairs(folded: &str) -> Vec<String> {
    let chars: Vec<char> = folded.chars().collect();
    let mut pairs: Vec<String> = chars.windows(2).map(|pair| pair.iter().collect()).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn folded(name: &OrgName) -> String {
    fold(name.as_str())
}

fn days(date: Date) -> i64 {
    day(date)
}
