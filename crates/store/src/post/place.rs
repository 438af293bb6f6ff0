//! A person's posts, each with the organisation at which it is held.

use std::collections::HashMap;

use jiff::civil::Date;
use model::authority::Role;
use model::id::{GrantId, OrgId, PersonId};
use model::path::OrgPath;

use crate::fault::Fault;
use crate::link::Link;
use crate::list::rows_in;
use crate::row::Row;
use crate::statement::{Arg, args, day, sql};

sql! {
    OF_PERSON = "select p.id, p.role, p.org, o.name, o.path, p.from_day, p.to_day, p.acting
        from post p join organisation o on o.id = p.org
        where p.person = $1 and (p.to_day is null or p.to_day >= $2) and o.closed is null
        order by o.path, p.id";
    OF_PEOPLE = "select p.id, p.role, p.org, o.name, o.path, p.from_day, p.to_day, p.acting,
        p.person from post p join organisation o on o.id = p.org
        where (p.to_day is null or p.to_day >= $257) and o.closed is null and p.person in";
    PAST = "select p.id, p.role, p.org, o.name, o.path, p.from_day, p.to_day, p.acting
        from post p join organisation o on o.id = p.org where p.person = $1
        order by p.from_day desc, p.id desc limit $2";
}

/// A post with the organisation at which it is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its identity.
    pub id: GrantId,
    /// What it is.
    pub role: Role,
    /// Where.
    pub org: OrgId,
    /// What that is called.
    pub name: String,
    /// Where that stands.
    pub path: OrgPath,
    /// From this day on.
    pub from: Date,
    /// Until this day, itself included.
    pub to: Option<Date>,
    /// For the time being.
    pub acting: bool,
}

pub(super) fn placed(row: &Row) -> Result<Place, Fault> {
    Ok(Place {
        id: row.id(0, GrantId::new)?,
        role: row.parsed(1, |name| Role::named(name).ok_or(()))?,
        org: row.id(2, OrgId::new)?,
        name: row.get(3)?,
        path: row.parsed(4, OrgPath::parse)?,
        from: row.day(5)?.ok_or_else(|| Fault::Corrupt("from_day".to_owned()))?,
        to: row.day(6)?,
        acting: row.get::<i64>(7)? == 1,
    })
}

/// The posts that a person holds on a day, or will, at organisations that are not closed.
///
/// # Errors
/// [`Fault`].
pub async fn of_person(link: &mut Link, person: PersonId, on: Date) -> Result<Vec<Place>, Fault> {
    link.rows(OF_PERSON, args![person, day(on)]).await?.iter().map(placed).collect()
}

/// The same of many people, in one question for hundreds of them.
///
/// # Errors
/// [`Fault`].
pub async fn of_people(
    link: &mut Link,
    people: &[PersonId],
    on: Date,
) -> Result<HashMap<PersonId, Vec<Place>>, Fault> {
    let mut places: HashMap<PersonId, Vec<Place>> = HashMap::new();
    let people: Vec<Arg<'_>> = people.iter().map(|person| Arg::from(*person)).collect();
    for row in rows_in(link, OF_PEOPLE, &people, args![day(on)]).await? {
        places.entry(row.id(8, PersonId::new)?).or_default().push(placed(&row)?);
    }
    Ok(places)
}

/// The posts that a person ever held, the latest first.
///
/// # Errors
/// [`Fault`].
pub async fn ever_of_person(
    link: &mut Link,
    person: PersonId,
    most: i64,
) -> Result<Vec<Place>, Fault> {
    link.rows(PAST, args![person, most]).await?.iter().map(placed).collect()
}
