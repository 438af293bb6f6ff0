//! People and their posts. A post gives its role at an organisation and below, on its days.
//!
//! Long because a post is read from many sides, and its columns are one list.

mod bulk;
mod people;
mod place;

use std::slice;

use jiff::civil::Date;
use model::authority::{Grant, Permit, Role, Verb};
use model::id::{GrantId, OrgId, PersonId};
use model::path::OrgPath;

pub use self::bulk::{Along, Beginning, along, begin_all};
pub use self::people::{AccountState, Asked, Listed, known, list};
use self::place::placed;
pub use self::place::{Place, ever_of_person, of_people, of_person};
use crate::fault::Fault;
use crate::link::Link;
pub use crate::person::Person;
use crate::person::enter;
use crate::row::Row;
use crate::statement::{args, day, sql};
use crate::version;
use crate::write::{Once, Write};

/// A post `p` that is held on a day.
macro_rules! held_on {
    ($day:literal) => {
        concat!("p.from_day <= ", $day, " and (p.to_day is null or p.to_day >= ", $day, ")")
    };
}
pub(crate) use held_on;

sql! {
    PLACE = "select o.name from post p join organisation o on o.id = p.org
        where p.person = $1 order by p.from_day desc, p.id desc limit 1";
    NAMED = "select distinct e.id, e.name from person e join post p on p.person = e.id
        join organisation o on o.id = p.org
        where e.name = $1 and o.path >= $2 and o.path < $3 order by e.id limit $4";
    APPOINT = "insert into post (id, person, role, org, from_day, to_day, acting, version) values";
    END = "update post set to_day = $2, version = version + 1 where id = $1 and org = $3
        and (to_day is null or to_day > $2)
        returning id, person, role, from_day, to_day, acting, org, version";
    GRANTS = concat!("select p.id, p.role, p.org, o.path
        from post p join organisation o on o.id = p.org
        where p.person = $1 and ", held_on!("$2"), " and o.closed is null order by p.id");
    OF_ORG = "select p.id, p.person, n.name, p.role, p.from_day, p.to_day, p.acting
        from post p join person n on n.id = p.person
        where p.org = $1 and (p.to_day is null or p.to_day >= $2)
        order by p.from_day, p.id limit $3";
    ENDED = "select p.id, p.person, n.name, p.role, p.from_day, p.to_day, p.acting
        from post p join person n on n.id = p.person
        where p.org = $1 and p.to_day < $2 and (p.to_day, p.id) < ($3, $4)
        order by p.to_day desc, p.id desc limit $5";
    FIND = "select p.id, p.person, n.name, p.role, p.from_day, p.to_day, p.acting
        from post p join person n on n.id = p.person where p.id = $1 and p.org = $2";
    // Of two at once, the one who came later.
    SECRETARY = "select p.id, p.person, n.name, p.role, p.from_day, p.to_day, p.acting
        from post p join person n on n.id = p.person where p.org = $1 and p.role = 'secretary'
        and p.from_day <= $2 and (p.to_day is null or p.to_day >= $2)
        order by p.from_day desc, p.id desc limit 1";
    VACANCY = "select max(case when to_day < $2 then to_day end),
        min(case when from_day > $2 then from_day end)
        from post where org = $1 and role = 'secretary'";
    ANY = "select count(*) from (select 1 from post where role = $1
        and (to_day is null or to_day >= $2) limit 1) as few";
    ACCOUNTED = "select count(*) from (select 1 from post p join account a on a.person = p.person
        where p.role = $1 and (p.to_day is null or p.to_day >= $2) limit 1) as few";
    NAME = "select name from person where id = $1";
    ADMINISTRATOR = "select count(*) from post where person = $1 and role in
        ('system_administrator', 'security_administrator', 'audit_administrator')
        and role <> $2 and (to_day is null or to_day >= $3) and from_day <= $4";
    WALK = "select id, person, role, from_day, to_day, acting, org, version from post
        where id > $1 order by id limit $2";
}

/// Every statement of this noun.
pub(crate) fn all() -> impl Iterator<Item = &'static crate::Statement> {
    [ALL, bulk::ALL, people::ALL, place::ALL].into_iter().flatten()
}

/// A post that somebody is appointed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// Its identity.
    pub id: GrantId,
    /// Who.
    pub person: PersonId,
    /// To what.
    pub role: Role,
    /// From this day on.
    pub from: Date,
    /// Until this day, itself included.
    pub to: Option<Date>,
    /// For the time being (代理).
    pub acting: bool,
}

/// A post as an organisation's page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Its identity.
    pub id: GrantId,
    /// Who holds it.
    pub person: Person,
    /// What it is.
    pub role: Role,
    /// From this day on.
    pub from: Date,
    /// Until this day, itself included.
    pub to: Option<Date>,
    /// For the time being.
    pub acting: bool,
}

fn post_content(org: OrgId, post: &Appointment) -> String {
    let Appointment { person, role, from, to, acting, .. } = post;
    let to = to.map_or("-".to_owned(), |to| to.to_string());
    format!(
        "person {person}\nrole {}\norg {org}\nfrom {from}\nto {to}\nacting {acting}\n",
        role.name()
    )
}

/// A post's row, with its organisation and version.
fn whole(row: &Row) -> Result<(OrgId, i64, Appointment), Fault> {
    let post = Appointment {
        id: row.id(0, GrantId::new)?,
        person: row.id(1, PersonId::new)?,
        role: row.parsed(2, |name| Role::named(name).ok_or(()))?,
        from: row.day(3)?.ok_or_else(|| Fault::Corrupt("from_day".to_owned()))?,
        to: row.day(4)?,
        acting: row.get::<i64>(5)? == 1,
    };
    Ok((row.id(6, OrgId::new)?, row.get(7)?, post))
}

async fn put(write: &mut Write, org: OrgId, post: &Appointment) -> Result<(), Fault> {
    put_all(write, &[(org, post)]).await
}

async fn put_all(write: &mut Write, posts: &[(OrgId, &Appointment)]) -> Result<(), Fault> {
    let mut values = Vec::with_capacity(8 * posts.len());
    let mut versions = Vec::with_capacity(posts.len());
    for (org, post) in posts {
        let Appointment { id, person, role, from, to, acting } = post;
        if role.is_administrator() {
            one_by_one(write).await?;
            if is_other_administrator(write, *person, *role, *from, *to).await? {
                return Err(Fault::Unfit("nobody holds two of the three".to_owned()));
            }
        }
        let (last, acts) = (to.map(day), i64::from(*acting));
        let row = args![*id, *person, role.name(), *org, day(*from), last, acts, 1];
        values.extend_from_slice(row);
        versions.push((id.uuid(), 1, post_content(*org, post)));
    }
    write.insert(APPOINT, 8, &values).await?;
    version::keep(write, &version::POST, &versions).await
}

/// Enters the first person and appoints them, in a database that has none.
///
/// # Errors
/// [`Fault`].
pub async fn begin(
    write: &mut Write,
    org: OrgId,
    person: &Person,
    post: &Appointment,
) -> Result<(), Fault> {
    enter(write, slice::from_ref(person)).await?;
    put(write, org, post).await
}

/// Enters a person and appoints them at the organisation that the permit is for.
///
/// # Errors
/// [`Fault`].
pub async fn appoint_new(
    write: &mut Write,
    permit: &Permit,
    person: &Person,
    post: &Appointment,
) -> Result<(), Fault> {
    enter(write, slice::from_ref(person)).await?;
    appoint(write, permit, post).await
}

/// Appoints a person at the organisation that the permit is for.
///
/// # Errors
/// [`Fault`].
pub async fn appoint(write: &mut Write, permit: &Permit, post: &Appointment) -> Result<(), Fault> {
    appoint_all(write, &[(permit, post)]).await
}

/// Appoints people who are entered, each at the organisation that its permit is for.
///
/// # Errors
/// [`Fault`].
pub async fn appoint_all(
    write: &mut Write,
    posts: &[(&Permit, &Appointment)],
) -> Result<(), Fault> {
    for (permit, post) in posts {
        write.permitted(permit, &[post.role.appointed_by()], permit.org())?;
    }
    let posts: Vec<_> = posts.iter().map(|(permit, post)| (permit.org(), *post)).collect();
    put_all(write, &posts).await
}

/// Ends a post at the organisation that the permit is for, with a day as its last; false where
/// there is no such post any more.
///
/// # Errors
/// [`Fault`].
pub async fn end(
    write: &mut Write,
    permit: &Permit,
    post: GrantId,
    last: Date,
) -> Result<bool, Fault> {
    let verbs = [Verb::Appoint, Verb::AppointOfficer, Verb::GrantRole];
    write.permitted(permit, &verbs, permit.org())?;
    let row = write.row(END, args![post, day(last), permit.org()]).await?;
    let Some(row) = row else { return Ok(false) };
    let (org, number, post) = whole(&row)?;
    if post.role.appointed_by() != permit.verb() {
        return Err(Fault::Unfit("the permit is for other posts".to_owned()));
    }
    let version = (post.id.uuid(), version::number(number)?, post_content(org, &post));
    version::keep(write, &version::POST, &[version]).await?;
    Ok(true)
}

/// Waits until nobody else appoints one of 三员, before looking who there is.
///
/// # Errors
/// [`Fault`].
pub async fn one_by_one(write: &mut Write) -> Result<(), Fault> {
    write.alone(Once::Administrator).await
}

/// Whether a person holds another of 三员 on any of these days: nobody ever holds two.
///
/// # Errors
/// [`Fault`].
pub async fn is_other_administrator(
    link: &mut Link,
    person: PersonId,
    role: Role,
    from: Date,
    to: Option<Date>,
) -> Result<bool, Fault> {
    let last = day(to.unwrap_or(Date::MAX));
    Ok(link.number(ADMINISTRATOR, args![person, role.name(), day(from), last]).await? > 0)
}

/// The roles that a person holds on a day, with where they are held.
///
/// # Errors
/// [`Fault`].
pub async fn grants(link: &mut Link, person: PersonId, on: Date) -> Result<Vec<Grant>, Fault> {
    let rows = link.rows(GRANTS, args![person, day(on)]).await?;
    rows.iter().map(|row| grant_at(row, 0)).collect()
}

/// A role with where it is held, whose columns begin at one of a row.
pub(crate) fn grant_at(row: &Row, at: usize) -> Result<Grant, Fault> {
    Ok(Grant {
        id: row.id(at, GrantId::new)?,
        role: row.parsed(at + 1, |name| Role::named(name).ok_or(()))?,
        org: row.id(at + 2, OrgId::new)?,
        path: row.parsed(at + 3, OrgPath::parse)?,
    })
}

/// The posts at an organisation that have not ended by a day.
///
/// # Errors
/// [`Fault`].
pub async fn of_org(link: &mut Link, org: OrgId, on: Date, most: i64) -> Result<Vec<Held>, Fault> {
    let rows = link.rows(OF_ORG, args![org, day(on), most]).await?;
    rows.iter().map(held).collect()
}

fn held(row: &Row) -> Result<Held, Fault> {
    Ok(Held {
        id: row.id(0, GrantId::new)?,
        person: Person { id: row.id(1, PersonId::new)?, name: row.get(2)? },
        role: row.parsed(3, |name| Role::named(name).ok_or(()))?,
        from: row.day(4)?.ok_or_else(|| Fault::Corrupt("from_day".to_owned()))?,
        to: row.day(5)?,
        acting: row.get::<i64>(6)? == 1,
    })
}

/// A post at an organisation, whether it has ended or not.
///
/// # Errors
/// [`Fault`].
pub async fn find(link: &mut Link, id: GrantId, org: OrgId) -> Result<Option<Held>, Fault> {
    link.row(FIND, args![id, org]).await?.as_ref().map(held).transpose()
}

/// Who is a branch's secretary on a day; nobody while the post is vacant.
///
/// # Errors
/// [`Fault`].
pub async fn secretary(link: &mut Link, branch: OrgId, on: Date) -> Result<Option<Held>, Fault> {
    link.row(SECRETARY, args![branch, day(on)]).await?.as_ref().map(held).transpose()
}

/// The days of a branch without a secretary around a day without one: the last day of the last who
/// was it, and the first of the next.
///
/// # Errors
/// [`Fault`].
pub async fn vacancy(
    link: &mut Link,
    branch: OrgId,
    on: Date,
) -> Result<(Option<Date>, Option<Date>), Fault> {
    match link.row(VACANCY, args![branch, day(on)]).await? {
        Some(row) => Ok((row.day(0)?, row.day(1)?)),
        None => Ok((None, None)),
    }
}

/// Whether anybody holds a role on a day, or will.
///
/// # Errors
/// [`Fault`].
pub async fn is_any(link: &mut Link, role: Role, on: Date) -> Result<bool, Fault> {
    Ok(link.number(ANY, args![role.name(), day(on)]).await? > 0)
}

/// Whether anybody who holds a role, or will, has an account.
///
/// # Errors
/// [`Fault`].
pub async fn is_any_accounted(link: &mut Link, role: Role, on: Date) -> Result<bool, Fault> {
    Ok(link.number(ACCOUNTED, args![role.name(), day(on)]).await? > 0)
}

/// Enters a person as the first of one of 三员, while nobody is there yet to grant it.
///
/// # Errors
/// [`Fault`].
pub async fn appoint_first_administrator(
    write: &mut Write,
    permit: &Permit,
    person: &Person,
    post: &Appointment,
) -> Result<(), Fault> {
    enter(write, slice::from_ref(person)).await?;
    appoint_known_first(write, permit, post).await
}

/// The same for a person who is known.
///
/// # Errors
/// [`Fault`].
pub async fn appoint_known_first(
    write: &mut Write,
    permit: &Permit,
    post: &Appointment,
) -> Result<(), Fault> {
    write.permitted(permit, &[Verb::Appoint], permit.org())?;
    one_by_one(write).await?;
    let today = write.today();
    if !post.role.is_administrator() || is_any(write, post.role, today).await? {
        return Err(Fault::Unfit("it is not the first of the three".to_owned()));
    }
    put(write, permit.org(), post).await
}

/// The posts at an organisation that ended before a day, the latest first, behind one of them.
///
/// # Errors
/// [`Fault`].
pub async fn ended(
    link: &mut Link,
    org: OrgId,
    on: Date,
    after: Option<(Date, GrantId)>,
    most: i64,
) -> Result<Vec<Held>, Fault> {
    let (last, id) = after.unwrap_or((Date::MAX, GrantId::new(uuid::Uuid::max())));
    let rows = link.rows(ENDED, args![org, day(on), day(last), id, most]).await?;
    rows.iter().map(held).collect()
}

/// A person's name.
///
/// # Errors
/// [`Fault`].
pub async fn name(link: &mut Link, person: PersonId) -> Result<Option<String>, Fault> {
    link.row(NAME, args![person]).await?.map(|row| row.get(0)).transpose()
}

/// People of exactly this name who hold or held a post in a subtree.
///
/// # Errors
/// [`Fault`].
pub async fn named(
    link: &mut Link,
    name: &str,
    within: &OrgPath,
    most: i64,
) -> Result<Vec<Person>, Fault> {
    let rows = link.rows(NAMED, args![name, within.as_str(), &within.end(), most]).await?;
    rows.iter().map(|row| Ok(Person { id: row.id(0, PersonId::new)?, name: row.get(1)? })).collect()
}

/// The name of the organisation where a person's latest post is or was, to tell two of a name
/// apart.
///
/// # Errors
/// [`Fault`].
pub async fn place(link: &mut Link, person: PersonId) -> Result<Option<String>, Fault> {
    link.row(PLACE, args![person]).await?.map(|row| row.get(0)).transpose()
}

/// Posts behind one, in the order of identities, as they are and as their versions should say.
pub(crate) async fn walk(
    link: &mut Link,
    after: uuid::Uuid,
    most: i64,
) -> Result<Vec<(uuid::Uuid, i64, String)>, Fault> {
    let rows = link.rows(WALK, args![after, most]).await?;
    let read = |row: &Row| {
        let (org, version, post) = whole(row)?;
        Ok((post.id.uuid(), version, post_content(org, &post)))
    };
    rows.iter().map(read).collect()
}
