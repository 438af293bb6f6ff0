//! Changing a roster. Each needs the permit to keep it, and leaves versions behind.

use jiff::civil::Date;
use model::authority::{Permit, Verb};
use model::id::OrgId;

use super::{Cell, Named, of_branch};
use crate::fault::Fault;
use crate::person::{self, Person};
use crate::statement::{Arg, args, day, sql};
use crate::write::Write;

sql! {
    ENTER = "insert into member (org, id, person, membership, from_day, to_day, version) values";
    CHANGE = "update member set person = $3, membership = $4, from_day = $5, to_day = $6,
        version = $7 where org = $1 and id = $2 and version = $8";
    KEEP = "insert into member_version (org, member, version, at, content, salt, digest) values";
    BELONG = "insert into cell_member (org, member, from_day, cell) values";
    // What was said of the same day or a later one counts no more.
    UNBELONG = "delete from cell_member where org = $1 and member = $2 and from_day >= $3";
    EXCUSE = "insert into exemption (org, member, from_day, to_day, reason) values";
    UNEXCUSE = "delete from exemption where org = $1 and member = $2";
    FOUND = "insert into cell (org, id, name, from_day, to_day, version) values";
    RENAME = "update cell set name = $3, to_day = $4, version = $5
        where org = $1 and id = $2 and version = $6";
    KEEP_CELL = "insert into cell_version (org, cell, version, at, content, salt, digest) values";
}

fn unfit(why: &str) -> Fault {
    Fault::Unfit(why.to_owned())
}

fn permitted(permit: &Permit) -> Result<OrgId, Fault> {
    match permit.verb() {
        Verb::KeepRoster => Ok(permit.org()),
        _ => Err(unfit("the permit is for something else")),
    }
}

/// A version's content: lines that a person can read and a digest is made of.
fn content(named: &Named) -> String {
    let member = &named.member;
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let mut text = format!(
        "person {}\nmembership {}\ncell {}\nfrom {}\nto {}\n",
        member.person,
        member.membership.name(),
        or_none(member.cell.map(|cell| cell.to_string())),
        member.days.from,
        or_none(member.days.to.map(|to| to.to_string())),
    );
    for (excuse, days) in &member.excused {
        let to = or_none(days.to.map(|to| to.to_string()));
        text.push_str(&format!("exempt {} {} {to}\n", excuse.name(), days.from));
    }
    text
}

/// Enters members, and those of them who are new to the database, at the branch that the permit is
/// for. Each belongs to the cell from the first day on.
///
/// # Errors
/// [`Fault`].
pub async fn enter(
    write: &mut Write,
    permit: &Permit,
    people: &[Person],
    members: &[Named],
) -> Result<(), Fault> {
    enter_all(write, people, &[(permit, members)]).await
}

/// The same for several branches at once, each with its permit.
///
/// # Errors
/// [`Fault`].
pub async fn enter_all(
    write: &mut Write,
    people: &[Person],
    branches: &[(&Permit, &[Named])],
) -> Result<(), Fault> {
    let mut entered: Vec<(OrgId, &Named)> = Vec::new();
    for (permit, members) in branches {
        let org = permitted(permit)?;
        entered.extend(members.iter().map(|named| (org, named)));
    }
    person::enter(write, people).await?;
    let (mut rows, mut belong) = (Vec::with_capacity(7 * entered.len()), Vec::new());
    for (org, Named { member, version, .. }) in &entered {
        let org = *org;
        if *version != 1 {
            return Err(unfit("a new member is its first version"));
        }
        let days = &member.days;
        let (from, to) = (day(days.from), days.to.map(day));
        let membership = member.membership.name();
        rows.extend_from_slice(args![org, member.id, member.person, membership, from, to, 1]);
        if member.cell.is_some() {
            belong.extend_from_slice(args![org, member.id, from, member.cell]);
        }
    }
    write.insert(ENTER, 7, &rows).await?;
    write.insert(BELONG, 4, &belong).await?;
    excuse(write, &entered).await?;
    keep(write, &entered).await
}

async fn excuse(write: &mut Write, members: &[(OrgId, &Named)]) -> Result<(), Fault> {
    let mut rows = Vec::new();
    for (org, Named { member, .. }) in members {
        let org = *org;
        for (excuse, days) in &member.excused {
            let (from, to) = (day(days.from), days.to.map(day));
            rows.extend_from_slice(args![org, member.id, from, to, excuse.name()]);
        }
    }
    write.insert(EXCUSE, 5, &rows).await
}

/// Keeps the versions that members now have.
async fn keep(write: &mut Write, members: &[(OrgId, &Named)]) -> Result<(), Fault> {
    let contents: Vec<String> = members.iter().map(|(_, named)| content(named)).collect();
    let note = |((_, named), content): (&(OrgId, &Named), &String)| {
        write.note("member", named.member.id.uuid(), named.version, content)
    };
    let notes: Vec<_> = members.iter().zip(&contents).map(note).collect();
    let mut rows: Vec<Arg<'_>> = Vec::with_capacity(7 * members.len());
    for (((org, named), content), (salt, digest)) in members.iter().zip(&contents).zip(&notes) {
        let (id, version, at) = (named.member.id, i64::from(named.version), write.at());
        rows.extend_from_slice(args![
            *org,
            id,
            version,
            at,
            content,
            salt.as_slice(),
            digest.as_slice()
        ]);
    }
    write.insert(KEEP, 7, &rows).await
}

/// Gives members other facts. Each comes with the version that was seen and is one further
/// afterwards; a cell counts from `from` on. False where one was changed meanwhile or is not there:
/// then nothing of this write may last.
///
/// # Errors
/// [`Fault`].
pub async fn change(
    write: &mut Write,
    permit: &Permit,
    from: Date,
    members: &mut [Named],
) -> Result<bool, Fault> {
    let org = permitted(permit)?;
    let before = of_branch(write, org).await?;
    for named in &mut *members {
        let Some(was) = before.iter().find(|was| was.member.id == named.member.id) else {
            return Ok(false);
        };
        named.version += 1;
        let Named { member, version, .. } = &*named;
        let days = &member.days;
        let values: &[Arg<'_>] = args![
            org,
            member.id,
            member.person,
            member.membership.name(),
            day(days.from),
            days.to.map(day),
            i64::from(*version),
            i64::from(*version) - 1
        ];
        if write.run(CHANGE, values).await? != 1 {
            return Ok(false);
        }
        if member.cell != was.member.cell {
            write.run(UNBELONG, args![org, member.id, day(from)]).await?;
            write.insert(BELONG, 4, args![org, member.id, day(from), member.cell]).await?;
        }
        if member.excused != was.member.excused {
            write.run(UNEXCUSE, args![org, member.id]).await?;
            excuse(write, &[(org, &*named)]).await?;
        }
    }
    let kept: Vec<(OrgId, &Named)> = members.iter().map(|named| (org, named)).collect();
    keep(write, &kept).await?;
    Ok(true)
}

/// A cell's content, as of a member.
fn cell_content(cell: &Cell) -> String {
    let to = cell.days.to.map_or("-".to_owned(), |to| to.to_string());
    format!("name {}\nfrom {}\nto {to}\n", cell.name, cell.days.from)
}

async fn keep_cells(write: &mut Write, org: OrgId, cells: &[Cell]) -> Result<(), Fault> {
    let contents: Vec<String> = cells.iter().map(cell_content).collect();
    for (cell, content) in cells.iter().zip(&contents) {
        let (salt, digest) = write.note("cell", cell.id.uuid(), cell.version, content);
        let (version, at) = (i64::from(cell.version), write.at());
        let values: &[Arg<'_>] =
            args![org, cell.id, version, at, content, salt.as_slice(), digest.as_slice()];
        write.insert(KEEP_CELL, values.len(), values).await?;
    }
    Ok(())
}

/// Founds cells in the branch that the permit is for.
///
/// # Errors
/// [`Fault`].
pub async fn found_cells(write: &mut Write, permit: &Permit, cells: &[Cell]) -> Result<(), Fault> {
    let org = permitted(permit)?;
    let mut rows = Vec::with_capacity(6 * cells.len());
    for cell in cells {
        let (from, to) = (day(cell.days.from), cell.days.to.map(day));
        rows.extend_from_slice(args![org, cell.id, &cell.name, from, to, i64::from(cell.version)]);
    }
    write.insert(FOUND, 6, &rows).await?;
    keep_cells(write, org, cells).await
}

/// Gives a cell another name or a last day. It comes with the version that was seen; false where
/// that is no longer so.
///
/// # Errors
/// [`Fault`], also where a cell is closed that somebody belongs to.
pub async fn change_cell(
    write: &mut Write,
    permit: &Permit,
    cell: &mut Cell,
) -> Result<bool, Fault> {
    let org = permitted(permit)?;
    if cell.days.to.is_some() {
        let members = of_branch(write, org).await?;
        let belongs =
            |named: &Named| named.member.cell == Some(cell.id) && named.member.days.to.is_none();
        if members.iter().any(belongs) {
            return Err(unfit("somebody belongs to the cell"));
        }
    }
    cell.version += 1;
    let version = i64::from(cell.version);
    let to = cell.days.to.map(day);
    let values = args![org, cell.id, &cell.name, to, version, version - 1];
    if write.run(RENAME, values).await? != 1 {
        return Ok(false);
    }
    keep_cells(write, org, std::slice::from_ref(cell)).await?;
    Ok(true)
}
