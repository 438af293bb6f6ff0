//! The tree as it was on a day: whose an organisation was, who was below it, what was said of it.

use jiff::civil::Date;
use model::id::OrgId;
use model::organisation::{OrgCode, OrgKind, OrgName, OrgPhone, Sector, Sectors};
use model::path::OrgPath;

use super::{Facts, Organisation, columns, organisations, sectors_named, version};
use crate::fault::Fault;
use crate::link::Link;
use crate::row::Row;
use crate::statement::{args, day, sql};

sql! {
    SUPERIORS = "select j.parent, j.from_day, j.to_day, o.path, o.name from jurisdiction j
        left join organisation o on o.id = j.parent where j.org = $1 order by j.from_day";
    SUPERIOR = "select parent from jurisdiction where org = $1 and from_day <= $2
        and (to_day is null or to_day >= $2)";
    CHILDREN = concat!("select ", columns!(), " from jurisdiction j
        join organisation o on o.id = j.org where j.parent = $1 and j.from_day <= $2
        and (j.to_day is null or j.to_day >= $2) and o.path > $3 order by o.path limit $4");
    SAID = "select version, at, content, from_day from organisation_version
        where org = $1 and from_day <= $2 order by version desc limit 1";
}

/// Whose an organisation was on a day; nothing where it was not there that day.
///
/// # Errors
/// [`Fault`].
pub async fn superior_on(
    link: &mut Link,
    org: OrgId,
    on: Date,
) -> Result<Option<Option<OrgId>>, Fault> {
    let row = link.row(SUPERIOR, args![org, day(on)]).await?;
    row.map(|row| Ok(row.get::<Option<uuid::Uuid>>(0)?.map(OrgId::new))).transpose()
}

/// Those that were right below one on a day, as they stand today, behind a place in today's order.
///
/// # Errors
/// [`Fault`].
pub async fn children_on(
    link: &mut Link,
    parent: OrgId,
    on: Date,
    after: &OrgPath,
    most: i64,
) -> Result<Vec<Organisation>, Fault> {
    organisations(link.rows(CHILDREN, args![parent, day(on), after.as_str(), most]).await?)
}

/// What was said of an organisation on a day; nothing where it was not there yet.
///
/// # Errors
/// [`Fault`].
pub async fn facts_on(link: &mut Link, org: OrgId, on: Date) -> Result<Option<Facts>, Fault> {
    let row = link.row(SAID, args![org, day(on)]).await?;
    row.map(|row| facts(&version(&row)?.content)).transpose()
}

/// Reads the facts of a version's content.
fn facts(content: &str) -> Result<Facts, Fault> {
    let corrupt = |what: &str| Fault::Corrupt(format!("version «{what}»"));
    let line = |name: &str| {
        let mut lines = content.lines();
        let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        value.ok_or_else(|| corrupt(name))
    };
    let some = |name| Ok::<_, Fault>(Some(line(name)?).filter(|value| *value != "-"));
    let code = some("code")?.map(|code| OrgCode::parse(code).map_err(|_| corrupt(code)));
    let phone = line("phone").ok();
    let phone = phone.map(|text| OrgPhone::parse(text).map_err(|_| corrupt(text)));
    let sector = some("sector")?.map(|name| Sector::named(name).ok_or_else(|| corrupt(name)));
    Ok(Facts {
        code: code.transpose()?,
        name: OrgName::parse(line("name")?).map_err(|_| corrupt("name"))?,
        kind: OrgKind::named(line("kind")?).ok_or_else(|| corrupt("kind"))?,
        sector: sector.transpose()?,
        sectors: Sectors::new(sectors_named(line("sectors")?)?),
        phone: phone.transpose()?,
    })
}

/// Whose an organisation was on which days, both inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Jurisdiction {
    /// Its superior.
    pub parent: Option<OrgId>,
    /// The first day.
    pub from: Date,
    /// The last, once there is one.
    pub to: Option<Date>,
}

/// A superior, by where it stands today and what it is called.
pub type Superior = (OrgPath, String);

/// Whose an organisation was, from the first day on, with what the superiors are today.
///
/// # Errors
/// [`Fault`].
pub async fn superiors(
    link: &mut Link,
    org: OrgId,
) -> Result<Vec<(Jurisdiction, Option<Superior>)>, Fault> {
    let rows = link.rows(SUPERIORS, args![org]).await?;
    let read = |row: &Row| {
        let from = row.day(1)?.ok_or_else(|| Fault::Corrupt("from_day".to_owned()))?;
        let parent = row.get::<Option<uuid::Uuid>>(0)?.map(OrgId::new);
        let superior = match parent {
            Some(_) => Some((row.parsed(3, OrgPath::parse)?, row.get(4)?)),
            None => None,
        };
        Ok((Jurisdiction { parent, from, to: row.day(2)? }, superior))
    };
    rows.iter().map(read).collect()
}

/// Whose an organisation was, from the first day on.
///
/// # Errors
/// [`Fault`].
pub async fn history(link: &mut Link, org: OrgId) -> Result<Vec<Jurisdiction>, Fault> {
    Ok(superiors(link, org).await?.into_iter().map(|(past, _)| past).collect())
}
