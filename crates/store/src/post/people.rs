//! Who holds what in a subtree: listed by place, found by name, role and account.

use jiff::Timestamp;
use jiff::civil::Date;
use model::authority::Role;
use model::fold::fold;
use model::id::{GrantId, OrgId, PersonId};
use model::path::OrgPath;

use super::{Held, Place, held, placed};
use crate::fault::Fault;
use crate::link::Link;
use crate::organisation::{escaped, rarest};
use crate::row::Row;
use crate::statement::{Arg, Statement, args, day, sql};

macro_rules! columns {
    () => {
        "p.id, p.person, n.name, p.role, p.from_day, p.to_day, p.acting, o.id, o.name, o.path,
        a.login, cast(case when a.person is null then 0 when a.locked_until > $7 then 3
        when a.password is null then 1 else 2 end as bigint)"
    };
}

/// A page of a subtree in its order, of those whom two more conditions let through.
macro_rules! listed {
    ($role:literal, $state:literal) => {
        concat!(
            "select ", columns!(), " from organisation o join post p on p.org = o.id
            join person n on n.id = p.person left join account a on a.person = p.person
            where o.path >= $1 and o.path < $2 and (o.path, p.id) > ($3, $4) and o.closed is null
            and (p.to_day is null or p.to_day >= $5)", $role, $state,
            " order by o.path, p.id limit $6"
        )
    };
}

sql! {
    ALL_ROLES = listed!("", ""), planned_anew;
    ALL_ROLES_NONE = listed!("", " and a.person is null"), planned_anew;
    ALL_ROLES_SLIP = listed!("", " and a.person is not null and a.password is null
        and (a.locked_until is null or a.locked_until <= $7)"), planned_anew;
    ALL_ROLES_ACTIVE = listed!("", " and a.password is not null
        and (a.locked_until is null or a.locked_until <= $7)"), planned_anew;
    ALL_ROLES_LOCKED = listed!("", " and a.locked_until > $7"), planned_anew;
    OF_ROLE = listed!(" and p.role = $8", ""), planned_anew;
    OF_ROLE_NONE = listed!(" and p.role = $8", " and a.person is null"), planned_anew;
    OF_ROLE_SLIP = listed!(" and p.role = $8", " and a.person is not null and a.password is null
        and (a.locked_until is null or a.locked_until <= $7)"), planned_anew;
    OF_ROLE_ACTIVE = listed!(" and p.role = $8", " and a.password is not null
        and (a.locked_until is null or a.locked_until <= $7)"), planned_anew;
    OF_ROLE_LOCKED = listed!(" and p.role = $8", " and a.locked_until > $7"), planned_anew;
    // Every branch has them: sought by place, as everybody is. Joined to nothing, the role is no
    // column that SQLite could seek by.
    OF_COMMON_ROLE = listed!(" and p.role || '' = $8", ""), planned_anew;
    OF_COMMON_ROLE_NONE =
        listed!(" and p.role || '' = $8", " and a.person is null"), planned_anew;
    OF_COMMON_ROLE_SLIP = listed!(" and p.role || '' = $8", " and a.person is not null
        and a.password is null and (a.locked_until is null or a.locked_until <= $7)"), planned_anew;
    OF_COMMON_ROLE_ACTIVE = listed!(" and p.role || '' = $8", " and a.password is not null
        and (a.locked_until is null or a.locked_until <= $7)"), planned_anew;
    OF_COMMON_ROLE_LOCKED =
        listed!(" and p.role || '' = $8", " and a.locked_until > $7"), planned_anew;
    // Of a name there are few: what else is asked is looked at one by one.
    OF_NAME = concat!("select ", columns!(), " from person_pair b join person n on n.id = b.person
        join post p on p.person = n.id join organisation o on o.id = p.org
        left join account a on a.person = p.person
        where b.pair = $9 and n.folded like $10 escape '!'
        and o.path >= $1 and o.path < $2 and (o.path, p.id) > ($3, $4) and o.closed is null
        and (p.to_day is null or p.to_day >= $5) and ($8 = '' or p.role = $8)
        and ($11 = '' or ($11 = 'none' and a.person is null)
        or ($11 = 'locked' and a.locked_until > $7)
        or ($11 = 'slip' and a.person is not null and a.password is null
        and (a.locked_until is null or a.locked_until <= $7))
        or ($11 = 'active' and a.password is not null
        and (a.locked_until is null or a.locked_until <= $7)))
        order by o.path, p.id limit $6"), planned_anew;
    RARITY = "select count(*) from (select 1 from person_pair where pair = $1 limit 1000) as few";
    KNOWN = "select p.id, p.role, p.org, o.name, o.path, p.from_day, p.to_day, p.acting, n.id,
        n.name from person_pair b join person n on n.id = b.person
        join post p on p.person = n.id join organisation o on o.id = p.org
        where b.pair = $1 and n.folded like $2 escape '!' and o.path >= $3 and o.path < $4
        and o.folded like $5 escape '!' order by n.folded, n.id, p.from_day desc, p.id
        limit $6", planned_anew;
}

/// How an account stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountState {
    /// There is none.
    None,
    /// A slip is out, and its owner has chosen no password yet.
    Slip,
    /// Its owner can log in.
    Active,
    /// Wrong passwords locked it for a while.
    Locked,
}

impl AccountState {
    /// All, each with its name in an address and its word.
    pub const ALL: [(Self, &'static str, &'static str); 4] = [
        (Self::None, "none", "没有账号"),
        (Self::Slip, "slip", "待激活"),
        (Self::Active, "active", "已启用"),
        (Self::Locked, "locked", "已锁定"),
    ];

    /// Its name in an address.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(state, ..)| *state == self).map_or("", |(_, name, _)| name)
    }

    /// Its word.
    #[must_use]
    pub fn word(self) -> &'static str {
        Self::ALL.iter().find(|(state, ..)| *state == self).map_or("", |(.., word)| word)
    }

    /// By its name in an address.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, n, _)| *n == name).map(|(state, ..)| *state)
    }
}

/// A post in a list of a subtree.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The post and who holds it.
    pub held: Held,
    /// At which organisation.
    pub org: OrgId,
    /// What that is called.
    pub name: String,
    /// Where that stands.
    pub path: OrgPath,
    /// What is typed to log in, where there is an account.
    pub login: Option<String>,
    /// How the account stands.
    pub state: AccountState,
}

fn listed(row: &Row) -> Result<Listed, Fault> {
    let state = row.get::<i64>(11)?;
    let at = usize::try_from(state).ok().and_then(|at| AccountState::ALL.get(at));
    let (state, ..) = at.ok_or_else(|| Fault::Corrupt(format!("state {state}")))?;
    Ok(Listed {
        held: held(row)?,
        org: row.id(7, OrgId::new)?,
        name: row.get(8)?,
        path: row.parsed(9, OrgPath::parse)?,
        login: row.get(10)?,
        state: *state,
    })
}

/// What a list of people is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked<'a> {
    /// At and below this place.
    pub top: &'a OrgPath,
    /// Two characters of the name or more; all where it is blank.
    pub name: &'a str,
    /// With this role only.
    pub role: Option<Role>,
    /// Whose accounts stand so only.
    pub state: Option<AccountState>,
    /// Behind this one.
    pub after: Option<(OrgPath, GrantId)>,
    /// On this day, or later.
    pub on: Date,
    /// At this moment.
    pub at: Timestamp,
}

/// A page of those who hold posts at and below a place, in the order of places.
///
/// # Errors
/// [`Fault`].
pub async fn list(link: &mut Link, asked: &Asked<'_>, most: i64) -> Result<Vec<Listed>, Fault> {
    let start = (OrgPath::above_all(), GrantId::new(uuid::Uuid::nil()));
    let (path, id) = asked.after.as_ref().unwrap_or(&start);
    let (end, role) = (asked.top.end(), asked.role.map_or("", Role::name));
    let (top, path, on) = (asked.top.as_str(), path.as_str(), day(asked.on));
    let mut values: Vec<Arg<'_>> = args![top, &end, path, *id, on, most, asked.at].to_vec();
    let folded = fold(asked.name);
    let rows = if folded.is_empty() {
        if asked.role.is_some() {
            values.push(Arg::from(role));
        }
        link.rows(statement(asked), &values).await?
    } else {
        let Some(pair) = rarest(link, RARITY, &folded, &[]).await? else { return Ok(Vec::new()) };
        let pattern = format!("%{}%", escaped(&folded));
        let state = asked.state.map_or("", AccountState::name);
        values.extend_from_slice(args![role, &pair, &pattern, state]);
        link.rows(OF_NAME, &values).await?
    };
    rows.iter().map(listed).collect()
}

/// The literal statement of what is asked.
fn statement(asked: &Asked<'_>) -> Statement {
    // Whatever the state first, then in the order of the states.
    let at = asked.state.map_or(0, |state| state as usize + 1);
    let all = match asked.role {
        None => [ALL_ROLES, ALL_ROLES_NONE, ALL_ROLES_SLIP, ALL_ROLES_ACTIVE, ALL_ROLES_LOCKED],
        Some(Role::Secretary | Role::Clerk) => [
            OF_COMMON_ROLE,
            OF_COMMON_ROLE_NONE,
            OF_COMMON_ROLE_SLIP,
            OF_COMMON_ROLE_ACTIVE,
            OF_COMMON_ROLE_LOCKED,
        ],
        Some(_) => [OF_ROLE, OF_ROLE_NONE, OF_ROLE_SLIP, OF_ROLE_ACTIVE, OF_ROLE_LOCKED],
    };
    all[at]
}

/// People who hold or held a post at or below a place, by two characters of their name or more and
/// a piece of that organisation's; each with such posts, one after another.
///
/// # Errors
/// [`Fault`].
pub async fn known(
    link: &mut Link,
    top: &OrgPath,
    name: &str,
    organisation: &str,
    most: i64,
) -> Result<Vec<(PersonId, String, Place)>, Fault> {
    let folded = fold(name);
    let Some(pair) = rarest(link, RARITY, &folded, &[]).await? else { return Ok(Vec::new()) };
    let pattern = format!("%{}%", escaped(&folded));
    let org = format!("%{}%", escaped(&fold(organisation)));
    let end = top.end();
    let values = args![&pair, &pattern, top.as_str(), &end, &org, most];
    let rows = link.rows(KNOWN, values).await?;
    rows.iter().map(|row| Ok((row.id(8, PersonId::new)?, row.get(9)?, placed(row)?))).collect()
}
