//! Changes of organisations that are planned for a day to come. What became of one is a row beside
//! it: done, withdrawn before its day, or refused on it with the reason.

use jiff::Timestamp;
use jiff::civil::Date;
use model::authority::{Permit, Verb};
use model::id::{ChangeId, OrgId, PersonId};
use model::organisation::{OrgCode, OrgKind, OrgName, OrgPhone, Sector, Sectors};

use crate::fault::Fault;
use crate::link::Link;
use crate::organisation::{Facts, Organisation, phone_at, phone_line, sector_names, sectors_named};
use crate::row::Row;
use crate::statement::{args, day, sql};
use crate::write::Write;

macro_rules! columns {
    () => {
        "p.id, p.org, p.what, p.to_org, p.on_day, p.code, p.name, p.kind, p.sector, p.sectors,
        p.by_person, p.version, n.name, e.state, e.at, e.reason, p.phone"
    };
}

sql! {
    PUT = "insert into planned_change (id, org, what, to_org, on_day, code, name, kind, sector,
        sectors, phone, by_person, at, version, waits) values";
    COME_ALONG = "insert into planned_child (change, org) values";
    CHILDREN = "select org from planned_child where change = $1 order by org";
    FIND = concat!("select ", columns!(), " from planned_change p
        join person n on n.id = p.by_person left join planned_end e on e.change = p.id
        where p.id = $1");
    OF_ORG = concat!("select ", columns!(), " from planned_change p
        join person n on n.id = p.by_person left join planned_end e on e.change = p.id
        where p.org = $1 order by p.waits desc, p.on_day desc, p.id desc limit $2");
    DUE = "select id from planned_change where waits = 1 and on_day <= $1 order by on_day, id
        limit $2";
    WAITING = "select count(*) from planned_change where org = $1 and waits = 1";
    NO_LONGER = "update planned_change set waits = 0 where id = $1 and waits = 1";
    END = "insert into planned_end (change, state, at, by_person, reason) values";
}

/// What is to be done to an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Take it to below another one.
    Move {
        /// That one.
        to: OrgId,
    },
    /// Close it.
    Close,
    /// Take those below it to below another one, and close it.
    Merge {
        /// That one.
        into: OrgId,
    },
    /// Found another one beside it, and take some of those below it to below that one.
    Split {
        /// The new one.
        facts: Facts,
        /// Those that come along.
        children: Vec<OrgId>,
    },
    /// Give it other facts.
    Rename {
        /// The new ones.
        facts: Facts,
    },
}

impl Act {
    /// Its name in a database.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            Self::Move { .. } => "move",
            Self::Close => "close",
            Self::Merge { .. } => "merge",
            Self::Split { .. } => "split",
            Self::Rename { .. } => "rename",
        }
    }

    /// What one has to be allowed to do to the organisation, whatever else.
    #[must_use]
    pub fn verb(&self) -> Verb {
        match self {
            Self::Move { .. } | Self::Split { .. } => Verb::MoveOrganisation,
            Self::Close | Self::Merge { .. } => Verb::CloseOrganisation,
            Self::Rename { .. } => Verb::RenameOrganisation,
        }
    }

    fn other(&self) -> Option<OrgId> {
        match self {
            Self::Move { to: other } | Self::Merge { into: other } => Some(*other),
            _ => None,
        }
    }

    fn facts(&self) -> Option<&Facts> {
        match self {
            Self::Split { facts, .. } | Self::Rename { facts } => Some(facts),
            _ => None,
        }
    }
}

/// How a planned change ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It was done on its day.
    Done,
    /// It was taken back before.
    Withdrawn,
    /// It was no longer allowed or possible.
    Refused,
}

impl State {
    /// All, each with its name in a database.
    pub const ALL: [(Self, &'static str); 3] =
        [(Self::Done, "done"), (Self::Withdrawn, "withdrawn"), (Self::Refused, "refused")];

    fn name(self) -> &'static str {
        Self::ALL.iter().find(|(state, _)| *state == self).map_or("", |(_, name)| name)
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n)| *n == name).map(|(state, _)| *state)
    }
}

/// The end of a planned change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// How.
    pub state: State,
    /// When.
    pub at: Timestamp,
    /// Why, where it was refused; else empty.
    pub reason: String,
}

/// A planned change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Planned {
    /// Its identity.
    pub id: ChangeId,
    /// Of which organisation.
    pub org: OrgId,
    /// What.
    pub act: Act,
    /// From this day on.
    pub on: Date,
    /// Who planned it.
    pub by: PersonId,
    /// That person's name; of no meaning where it is put.
    pub by_name: String,
    /// The organisation's version that this person saw.
    pub version: u32,
    /// How it ended; nothing while it waits.
    pub ended: Option<Ended>,
}

/// Plans a change of the organisation that the permit is for.
///
/// # Errors
/// [`Fault`].
pub async fn put(
    write: &mut Write,
    permit: &Permit,
    org: &Organisation,
    change: ChangeId,
    act: &Act,
    on: Date,
) -> Result<(), Fault> {
    if permit.verb() != act.verb() || permit.org() != org.id {
        return Err(Fault::Unfit("the permit is for something else".to_owned()));
    }
    if on <= write.today() {
        return Err(Fault::Unfit("what is planned is for a day to come".to_owned()));
    }
    let facts = act.facts();
    let sectors = facts.map(|facts| sector_names(&facts.sectors));
    let code = facts.and_then(|facts| facts.code.as_ref()).map(OrgCode::as_str);
    let sector = facts.and_then(|facts| facts.sector).map(Sector::name);
    let phone = facts.and_then(|facts| facts.phone.as_ref());
    let values = args![
        change,
        org.id,
        act.name(),
        act.other(),
        day(on),
        code,
        facts.map(|facts| facts.name.as_str()),
        facts.map(|facts| facts.kind.name()),
        sector,
        sectors.as_deref(),
        phone.map(OrgPhone::as_str),
        permit.person(),
        write.at(),
        i64::from(org.version),
        1
    ];
    write.insert(PUT, values.len(), values).await?;
    let mut along = String::new();
    if let Act::Split { children, .. } = act {
        let mut rows = Vec::with_capacity(2 * children.len());
        for child in children {
            rows.extend_from_slice(args![change, *child]);
            along.push_str(&format!("child {child}\n"));
        }
        write.insert(COME_ALONG, 2, &rows).await?;
    }
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    let facts = facts.map(|facts| {
        let code = or_none(code.map(str::to_owned));
        let sector = or_none(sector.map(str::to_owned));
        let (name, kind) = (facts.name.as_str(), facts.kind.name());
        let sectors = sectors.as_deref().unwrap_or_default();
        let phone = phone_line(phone);
        format!(
            "name {name}\ncode {code}\nkind {kind}\nsector {sector}\nsectors {sectors}\n{phone}"
        )
    });
    let other = or_none(act.other().map(|other| other.to_string()));
    let content = format!(
        "org {}\nwhat {}\nto {other}\non {on}\n{}{along}",
        org.id,
        act.name(),
        facts.unwrap_or_default(),
    );
    write.note("planned_change", change.uuid(), 1, &content);
    Ok(())
}

/// Ends a planned change; false where it ended before.
async fn end(
    write: &mut Write,
    change: ChangeId,
    state: State,
    by: Option<PersonId>,
    reason: &str,
) -> Result<bool, Fault> {
    if write.run(NO_LONGER, args![change]).await? == 0 {
        return Ok(false);
    }
    let at = write.at();
    write.insert(END, 5, args![change, state.name(), at, by, reason]).await?;
    let content = format!("state {}\nreason {reason}\n", state.name());
    write.note("planned_change", change.uuid(), 2, &content);
    Ok(true)
}

/// Takes a change back that waits for its day; false where it ended before.
///
/// # Errors
/// [`Fault`].
pub async fn withdraw(
    write: &mut Write,
    permit: &Permit,
    planned: &Planned,
) -> Result<bool, Fault> {
    if permit.verb() != planned.act.verb() || permit.org() != planned.org {
        return Err(Fault::Unfit("the permit is for something else".to_owned()));
    }
    end(write, planned.id, State::Withdrawn, Some(permit.person()), "").await
}

/// Notes that a change's day came and it is being done, in the write that does it; false where it
/// ended before.
///
/// # Errors
/// [`Fault`].
pub async fn fulfil(write: &mut Write, planned: &Planned) -> Result<bool, Fault> {
    end(write, planned.id, State::Done, None, "").await
}

/// Notes that a change's day came and it could not be done; false where it ended before.
///
/// # Errors
/// [`Fault`].
pub async fn refuse(write: &mut Write, planned: &Planned, reason: &str) -> Result<bool, Fault> {
    end(write, planned.id, State::Refused, None, reason).await
}

async fn read(link: &mut Link, row: &Row) -> Result<Planned, Fault> {
    let corrupt = |what: &str| Fault::Corrupt(format!("«{what}»"));
    let id = row.id(0, ChangeId::new)?;
    let other = || {
        let other = row.get::<Option<uuid::Uuid>>(3)?.map(OrgId::new);
        other.ok_or_else(|| corrupt("to_org"))
    };
    let what = row.get::<String>(2)?;
    let act = match what.as_str() {
        "move" => Act::Move { to: other()? },
        "close" => Act::Close,
        "merge" => Act::Merge { into: other()? },
        "rename" => Act::Rename { facts: facts(row)? },
        "split" => {
            let rows = link.rows(CHILDREN, args![id]).await?;
            let children: Result<_, Fault> = rows.iter().map(|row| row.id(0, OrgId::new)).collect();
            Act::Split { facts: facts(row)?, children: children? }
        }
        what => return Err(corrupt(what)),
    };
    let ended = match row.get::<Option<String>>(13)? {
        None => None,
        Some(name) => Some(Ended {
            state: State::named(&name).ok_or_else(|| corrupt(&name))?,
            at: row.time(14)?,
            reason: row.get(15)?,
        }),
    };
    Ok(Planned {
        id,
        org: row.id(1, OrgId::new)?,
        act,
        on: row.day(4)?.ok_or_else(|| corrupt("on_day"))?,
        by: row.id(10, PersonId::new)?,
        by_name: row.get(12)?,
        version: u32::try_from(row.get::<i64>(11)?).map_err(|_| corrupt("version"))?,
        ended,
    })
}

fn facts(row: &Row) -> Result<Facts, Fault> {
    let corrupt = |what: &str| Fault::Corrupt(format!("«{what}»"));
    let text = |at| row.get::<Option<String>>(at);
    let code = text(5)?.map(|code| OrgCode::parse(&code).map_err(|_| corrupt(&code)));
    let sector = text(8)?.map(|name| Sector::named(&name).ok_or_else(|| corrupt(&name)));
    Ok(Facts {
        code: code.transpose()?,
        name: row.parsed(6, OrgName::parse)?,
        kind: row.parsed(7, |name| OrgKind::named(name).ok_or(()))?,
        sector: sector.transpose()?,
        sectors: Sectors::new(sectors_named(&row.get::<String>(9)?)?),
        phone: phone_at(row, 16)?,
    })
}

/// One by its identity.
///
/// # Errors
/// [`Fault`].
pub async fn find(link: &mut Link, change: ChangeId) -> Result<Option<Planned>, Fault> {
    match link.row(FIND, args![change]).await? {
        Some(row) => Ok(Some(read(link, &row).await?)),
        None => Ok(None),
    }
}

/// Those of an organisation: what waits first, then the latest.
///
/// # Errors
/// [`Fault`].
pub async fn of_org(link: &mut Link, org: OrgId, most: i64) -> Result<Vec<Planned>, Fault> {
    let mut found = Vec::new();
    for row in link.rows(OF_ORG, args![org, most]).await? {
        found.push(read(link, &row).await?);
    }
    Ok(found)
}

/// How many of an organisation wait for their day.
///
/// # Errors
/// [`Fault`].
pub async fn waiting(link: &mut Link, org: OrgId) -> Result<i64, Fault> {
    link.number(WAITING, args![org]).await
}

/// Those whose day has come, the earliest first.
///
/// # Errors
/// [`Fault`].
pub async fn due(link: &mut Link, today: Date, most: i64) -> Result<Vec<ChangeId>, Fault> {
    let rows = link.rows(DUE, args![day(today), most]).await?;
    rows.iter().map(|row| row.id(0, ChangeId::new)).collect()
}
