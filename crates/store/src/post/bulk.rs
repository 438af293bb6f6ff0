//! Many posts at once, as a sheet names them: who holds what along a stretch of the tree, and who
//! begins there or takes over.

use std::collections::{BTreeSet, HashMap};

use jiff::civil::Date;
use model::authority::{Permit, Role, Verb};
use model::id::{GrantId, OrgId};
use model::path::OrgPath;

use super::{Appointment, post_content, put_all, whole};
use crate::fault::Fault;
use crate::link::Link;
use crate::list::{rows_in, run_in};
use crate::person::{Person, enter};
use crate::statement::{Arg, args, day, sql};
use crate::version::{self, Version};
use crate::write::Write;

sql! {
    // Without the roles that are looked for: a database would go through all who hold them.
    ALONG = "select p.id, p.org, p.role, n.name, p.from_day, p.to_day
        from organisation o join post p on p.org = o.id join person n on n.id = p.person
        where o.path >= $1 and o.path <= $2 and o.closed is null
        and (p.to_day is null or p.to_day >= $3) order by o.path, p.from_day, p.id";
    PLACES = "select id, path from organisation where closed is null and id in";
    HELD = "select id, person, role, from_day, to_day, acting, org, version from post where id in";
    END = "update post set to_day = $257, version = version + 1
        where (to_day is null or to_day > $257) and from_day <= $257 and id in";
}

/// A post, as a sheet of organisations is compared with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Along {
    /// Its identity.
    pub id: GrantId,
    /// At which organisation.
    pub org: OrgId,
    /// What it is.
    pub role: Role,
    /// Who holds it.
    pub name: String,
    /// From this day on.
    pub from: Date,
    /// Until this day, itself included.
    pub to: Option<Date>,
}

/// The posts from one place to another, both included, in the order of places, that have not ended
/// by a day.
///
/// # Errors
/// [`Fault`].
pub async fn along(
    link: &mut Link,
    first: &OrgPath,
    last: &OrgPath,
    on: Date,
) -> Result<Vec<Along>, Fault> {
    let rows = link.rows(ALONG, args![first.as_str(), last.as_str(), day(on)]).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        found.push(Along {
            id: row.id(0, GrantId::new)?,
            org: row.id(1, OrgId::new)?,
            role: row.parsed(2, |name| Role::named(name).ok_or(()))?,
            name: row.get(3)?,
            from: row.day(4)?.ok_or_else(|| Fault::Corrupt("from_day".to_owned()))?,
            to: row.day(5)?,
        });
    }
    Ok(found)
}

/// Somebody new who begins at a post, or takes it over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Beginning {
    /// At which organisation.
    pub org: OrgId,
    /// Who.
    pub person: Person,
    /// To what.
    pub post: Appointment,
    /// The post that it takes over: it ends the day before.
    pub from: Option<GrantId>,
}

fn unfit(why: &str) -> Fault {
    Fault::Unfit(why.to_owned())
}

/// Enters people and appoints them, each where the permit is for or below it, and ends the posts
/// that they take over.
///
/// # Errors
/// [`Fault`], also where one stands elsewhere, or a post that is taken over is not there any more.
pub async fn begin_all(
    write: &mut Write,
    permit: &Permit,
    beginnings: &[Beginning],
) -> Result<(), Fault> {
    write.permitted(permit, &[Verb::Appoint], permit.org())?;
    if beginnings.iter().any(|one| one.post.role.appointed_by() != Verb::Appoint) {
        return Err(unfit("the department's people and the three are appointed one by one"));
    }
    let mut places: HashMap<OrgId, OrgPath> = HashMap::new();
    let orgs: BTreeSet<OrgId> = beginnings.iter().map(|one| one.org).collect();
    let orgs: Vec<Arg<'_>> = orgs.into_iter().map(Arg::from).collect();
    for row in rows_in(write, PLACES, &orgs, &[]).await? {
        places.insert(row.id(0, OrgId::new)?, row.parsed(1, OrgPath::parse)?);
    }
    let is_inside =
        |one: &Beginning| places.get(&one.org).is_some_and(|at| permit.path().holds(at));
    if !beginnings.iter().all(is_inside) {
        return Err(unfit("the post stands outside of what the permit is for"));
    }
    end_all(write, beginnings).await?;
    let people: Vec<Person> = beginnings.iter().map(|one| one.person.clone()).collect();
    enter(write, &people).await?;
    let posts: Vec<_> = beginnings.iter().map(|one| (one.org, &one.post)).collect();
    put_all(write, &posts).await
}

/// Ends the posts that are taken over.
async fn end_all(write: &mut Write, beginnings: &[Beginning]) -> Result<(), Fault> {
    let mut ends: HashMap<GrantId, &Beginning> = HashMap::new();
    for one in beginnings {
        if let Some(id) = one.from
            && ends.insert(id, one).is_some()
        {
            return Err(unfit("a post is taken over by one"));
        }
    }
    if ends.is_empty() {
        return Ok(());
    }
    let ids: Vec<Arg<'_>> = ends.keys().map(|id| Arg::from(*id)).collect();
    let mut versions: Vec<Version> = Vec::with_capacity(ids.len());
    let mut by_day: HashMap<Date, Vec<Arg<'_>>> = HashMap::new();
    for row in rows_in(write, HELD, &ids, &[]).await? {
        let (org, number, mut post) = whole(&row)?;
        let one = ends.get(&post.id).ok_or_else(|| unfit("no such post"))?;
        let last = one.post.from.yesterday().map_err(|_| unfit("the first day there is"))?;
        if org != one.org || post.role != one.post.role {
            return Err(unfit("the post is another one"));
        }
        post.to = Some(last);
        by_day.entry(last).or_default().push(Arg::from(post.id));
        let number = version::number(number + 1)?;
        versions.push((post.id.uuid(), number, post_content(org, &post)));
    }
    let mut ended = 0;
    for (last, ids) in &by_day {
        ended += run_in(write, END, ids, args![day(*last)]).await?;
    }
    if ended != ends.len() as u64 || versions.len() != ends.len() {
        return Err(unfit("a post that is taken over has ended meanwhile"));
    }
    version::keep(write, &version::POST, &versions).await
}
