//! Changing organisations. Each needs its permit, and leaves a version behind.

use std::collections::BTreeSet;
use std::slice;

use jiff::civil::Date;
use model::authority::{Permit, Verb};
use model::id::OrgId;
use model::limit;
use model::path::{NoPlace, OrgPath};

use super::{Facts, Organisation, days, folded, pairs, sector_names};
use crate::fault::Fault;
use crate::statement::{Arg, CHUNK, args, repeated, sql};
use crate::write::Write;
use crate::{standing, tally};

sql! {
    NUMBER = "update organisation set next_child = next_child + 1 where id = $1
        returning next_child - 1";
    INSERT = "insert into organisation (id, code, name, folded, kind, sector, sectors, phone,
        parent, path, next_child, opened, closed, version, org_seq) values";
    KEEP = "insert into organisation_version (org, version, at, from_day, content, salt, digest)
        values";
    SINCE = "select from_day from organisation_version where org = $1 and version = $2";
    BELONG = "insert into jurisdiction (org, parent, from_day, to_day) values";
    PAIR = "insert into bigram (pair, path) values";
    UNPAIR = "delete from bigram where pair = $1 and path = $2";

    UPDATE = "update organisation set code = $2, name = $3, folded = $4, kind = $5, sector = $6,
        sectors = $7, phone = $12, parent = $8, closed = $9, version = $10
        where id = $1 and version = $11";
    NAMES = "select folded from organisation where path >= $1 and path < $2 and closed is null";
    REPAIR = "update bigram set path = $259 || substr(path, cast($260 as integer))
        where path >= $257 and path < $258 and pair in";
    PLACE = "update organisation set path = $2 || substr(path, cast($3 as integer)) where path >= $1
        and path < $4";
    LEAVE = "update jurisdiction set to_day = $2 where org = $1 and to_day is null
        and from_day <= $2";
    // A superior since today that is corrected today: it was so on no day.
    FORGET = "delete from jurisdiction where org = $1 and to_day is null and from_day > $2";
    STAYED = "select count(*) from jurisdiction where parent = $1 and to_day >= $2";
    OPEN_BELOW = "select count(*) from organisation where parent = $1 and closed is null";
}

/// Something that the caller should have looked at before: our mistake, not the person's.
pub(super) fn unfit(why: &str) -> Fault {
    Fault::Unfit(why.to_owned())
}

pub(super) fn no_place(no: NoPlace) -> Fault {
    Fault::Unfit(format!("{no:?}"))
}

/// Puts the first organisation into an empty database. There is nobody yet to permit it.
///
/// # Errors
/// [`Fault`], also where there is one already.
pub async fn begin(
    write: &mut Write,
    id: OrgId,
    facts: Facts,
    on: Date,
) -> Result<Organisation, Fault> {
    if super::is_any(write).await? {
        return Err(unfit("the first organisation is there already"));
    }
    let path = OrgPath::above_all().child(0).map_err(no_place)?;
    insert_one(write, new(id, facts, None, path, on)).await
}

/// Puts a new organisation below the one that the permit is for.
///
/// # Errors
/// [`Fault`].
pub async fn found(
    write: &mut Write,
    permit: &Permit,
    id: OrgId,
    facts: Facts,
    on: Date,
) -> Result<Organisation, Fault> {
    write.permitted(permit, &[Verb::FoundOrganisation], permit.org())?;
    let path = next_place(write, permit).await?;
    insert_one(write, new(id, facts, Some(permit.org()), path, on)).await
}

async fn next_place(write: &mut Write, below: &Permit) -> Result<OrgPath, Fault> {
    let number = write.number(NUMBER, args![below.org()]).await?;
    let number = u32::try_from(number).map_err(|_| unfit("next_child"))?;
    below.path().child(number).map_err(no_place)
}

/// An organisation at its beginning.
pub(super) fn new(
    id: OrgId,
    facts: Facts,
    parent: Option<OrgId>,
    path: OrgPath,
    on: Date,
) -> Organisation {
    let Facts { code, name, kind, sector, sectors, phone } = facts;
    Organisation {
        id,
        code,
        name,
        kind,
        sector,
        sectors,
        phone,
        parent,
        path,
        opened: on,
        closed: None,
        version: 1,
    }
}

async fn insert_one(write: &mut Write, org: Organisation) -> Result<Organisation, Fault> {
    insert(write, slice::from_ref(&org)).await?;
    Ok(org)
}

/// Writes new organisations: their rows, first versions, whose they are, and what they are found
/// by.
pub(super) async fn insert(write: &mut Write, orgs: &[Organisation]) -> Result<(), Fault> {
    let texts = |org: &Organisation| (folded(&org.name), sector_names(&org.sectors));
    let texts: Vec<(String, String)> = orgs.iter().map(texts).collect();
    let (mut rows, mut belong) = (Vec::with_capacity(15 * orgs.len()), Vec::new());
    for (org, (folded, sectors)) in orgs.iter().zip(&texts) {
        rows.extend_from_slice(args![
            org.id,
            org.code.as_ref().map(|code| code.as_str()),
            org.name.as_str(),
            folded,
            org.kind.name(),
            org.sector.map(|sector| sector.name()),
            sectors,
            org.phone.as_ref().map(|phone| phone.as_str()),
            org.parent,
            org.path.as_str(),
            0,
            days(org.opened),
            None::<i64>,
            1,
            0
        ]);
        belong.extend_from_slice(args![org.id, org.parent, days(org.opened), None::<i64>]);
    }
    write.insert(INSERT, 15, &rows).await?;
    keep(write, orgs, None).await?;
    write.insert(BELONG, 4, &belong).await?;
    standing::begin(write, orgs).await?;
    let named: Vec<_> = texts.iter().zip(orgs).map(|((name, _), org)| (name, &org.path)).collect();
    pair(write, &named).await
}

/// Keeps the versions that organisations now have, with facts that hold from a day on; of new ones
/// since they are.
async fn keep(write: &mut Write, orgs: &[Organisation], from: Option<Date>) -> Result<(), Fault> {
    let contents: Vec<String> = orgs.iter().map(Organisation::content).collect();
    let note = |(org, content): (&Organisation, &String)| {
        write.note("organisation", org.id.uuid(), org.version, content)
    };
    let notes: Vec<_> = orgs.iter().zip(&contents).map(note).collect();
    let mut rows = Vec::with_capacity(7 * orgs.len());
    for ((org, content), (salt, digest)) in orgs.iter().zip(&contents).zip(&notes) {
        let (version, at) = (i64::from(org.version), write.at());
        rows.extend_from_slice(args![
            org.id,
            version,
            at,
            days(from.unwrap_or(org.opened)),
            content,
            salt.as_slice(),
            digest.as_slice()
        ]);
    }
    write.insert(KEEP, 7, &rows).await
}

/// Has organisations found by their names, folded, at their places.
async fn pair(write: &mut Write, named: &[(&String, &OrgPath)]) -> Result<(), Fault> {
    let of_name = |(folded, path): &(&String, &OrgPath)| {
        let path = path.to_string();
        pairs(folded).into_iter().map(move |pair| (pair, path.clone()))
    };
    let mut rows: Vec<(String, String)> = named.iter().flat_map(of_name).collect();
    // In the order of the table's key, so that neighbours go to the same pages.
    rows.sort_unstable();
    let values: Vec<Arg<'_>> =
        rows.iter().flat_map(|(pair, path)| [Arg::from(pair), Arg::from(path)]).collect();
    write.insert(PAIR, 2, &values).await
}

async fn unpair(write: &mut Write, folded: &str, path: &OrgPath) -> Result<(), Fault> {
    for pair in pairs(folded) {
        write.run(UNPAIR, args![&pair, path.as_str()]).await?;
    }
    Ok(())
}

/// Writes an organisation's next version. Without a day its facts hold since the one before: only
/// whose it is was changed, or that it is no more.
async fn update(
    write: &mut Write,
    org: &mut Organisation,
    from: Option<Date>,
) -> Result<(), Fault> {
    let before = i64::from(org.version);
    let from = match from {
        Some(from) => Some(from),
        None => match write.row(SINCE, args![org.id, before]).await? {
            Some(row) => row.day(0)?,
            None => None,
        },
    };
    org.version += 1;
    let (folded, sectors) = (folded(&org.name), sector_names(&org.sectors));
    let values: &[Arg<'_>] = args![
        org.id,
        org.code.as_ref().map(|code| code.as_str()),
        org.name.as_str(),
        &folded,
        org.kind.name(),
        org.sector.map(|sector| sector.name()),
        &sectors,
        org.parent,
        org.closed.map(days),
        i64::from(org.version),
        before,
        org.phone.as_ref().map(|phone| phone.as_str())
    ];
    let changed = write.run(UPDATE, values).await?;
    if changed != 1 {
        return Err(unfit("the organisation was changed meanwhile"));
    }
    standing::renew(write, org).await?;
    keep(write, slice::from_ref(org), from).await
}

/// Gives an organisation other facts, from a day on.
///
/// # Errors
/// [`Fault`].
pub async fn rename(
    write: &mut Write,
    permit: &Permit,
    org: &mut Organisation,
    facts: Facts,
    on: Date,
) -> Result<(), Fault> {
    write.permitted(permit, &[Verb::RenameOrganisation], org.id)?;
    let before = folded(&org.name);
    let Facts { code, name, kind, sector, sectors, phone } = facts;
    tally::change_kind(write, org, kind).await?;
    *org = Organisation { code, name, kind, sector, sectors, phone, ..org.clone() };
    update(write, org, Some(on)).await?;
    let after = folded(&org.name);
    if after != before {
        unpair(write, &before, &org.path).await?;
        pair(write, &[(&after, &org.path)]).await?;
    }
    Ok(())
}

/// Takes an organisation with all below it to below another one, from a day on.
///
/// # Errors
/// [`Fault`], also where that one stands below it.
pub async fn move_below(
    write: &mut Write,
    permit: &Permit,
    below: &Permit,
    org: &mut Organisation,
    on: Date,
) -> Result<(), Fault> {
    write.permitted(permit, &[Verb::MoveOrganisation], org.id)?;
    write.permitted(below, &[Verb::FoundOrganisation], below.org())?;
    if org.path.holds(below.path()) {
        return Err(unfit("an organisation cannot stand below itself"));
    }
    let (from, to) = (org.path.clone(), next_place(write, below).await?);
    tally::shift(write, org, &to).await?;
    if super::deepest(write, &from).await? + below.path().depth() > limit::TREE_DEPTH {
        return Err(no_place(NoPlace::TooDeep));
    }
    repair(write, &from, &to).await?;
    let rest = rest_of(&from);
    write.run(PLACE, args![from.as_str(), to.as_str(), rest, &from.end()]).await?;
    org.path = to;
    org.parent = Some(below.org());
    update(write, org, None).await?;
    leave(write, org.id, on).await?;
    write.insert(BELONG, 4, args![org.id, org.parent, days(on), None::<i64>]).await
}

/// Where in a path of a subtree that begins what is below its top, from 1.
fn rest_of(top: &OrgPath) -> i64 {
    i64::try_from(top.as_str().len() + 1).unwrap_or(i64::MAX)
}

/// Has those of a subtree found at their new places. Names share most of their pairs, so that a
/// statement for some hundreds of pairs is one for thousands of rows.
async fn repair(write: &mut Write, from: &OrgPath, to: &OrgPath) -> Result<(), Fault> {
    let end = from.end();
    let mut shared = BTreeSet::new();
    for row in write.rows(NAMES, args![from.as_str(), &end]).await? {
        shared.extend(pairs(&row.get::<String>(0)?));
    }
    let shared: Vec<String> = shared.into_iter().collect();
    for some in shared.chunks(CHUNK) {
        // The last ones are filled up with a pair that is there already: one text for all.
        let filling = std::iter::repeat_n(&some[0], CHUNK - some.len());
        let mut values: Vec<Arg<'_>> = some.iter().chain(filling).map(Arg::from).collect();
        values.extend_from_slice(args![from.as_str(), &end, to.as_str(), rest_of(from)]);
        let text = repeated(REPAIR.text(), CHUNK, 1, write.marks());
        write.run_text(text, &values).await?;
    }
    Ok(())
}

/// Ends whose it was with the day before: on the day itself it is somebody else's, or is no more.
async fn leave(write: &mut Write, org: OrgId, on: Date) -> Result<(), Fault> {
    let last = on.yesterday().map_err(|_| unfit("the first day there is"))?;
    let mut ended = write.run(LEAVE, args![org, days(last)]).await?;
    if on == write.today() {
        ended += write.run(FORGET, args![org, days(last)]).await?;
    }
    match ended {
        1 => Ok(()),
        _ => Err(unfit("it has its superior since that day, or a later one")),
    }
}

/// Closes an organisation that has none below it any more: from that day on it is no more, so the
/// day before is its last.
///
/// # Errors
/// [`Fault`].
pub async fn close(
    write: &mut Write,
    permit: &Permit,
    org: &mut Organisation,
    on: Date,
) -> Result<(), Fault> {
    write.permitted(permit, &[Verb::CloseOrganisation], org.id)?;
    if write.number(OPEN_BELOW, args![org.id]).await? > 0 {
        return Err(unfit("there are organisations below it"));
    }
    if write.number(STAYED, args![org.id, days(on)]).await? > 0 {
        return Err(unfit("somebody stood below it on that day or later"));
    }
    org.closed = Some(on);
    update(write, org, None).await?;
    leave(write, org.id, on).await?;
    unpair(write, &folded(&org.name), &org.path).await
}
