//! Accounts that are due: whoever holds a post at an organisation or right below it and has none,
//! or has not chosen a password yet.

use jiff::civil::Date;
use model::authority::Role;
use model::id::{GrantId, OrgId, PersonId};
use model::organisation::OrgCode;

use crate::fault::Fault;
use crate::link::Link;
use crate::person::Person;
use crate::row::Row;
use crate::statement::{args, day, sql};

/// Those at an organisation, right below it, and right below its 总支, which look after no
/// accounts.
macro_rules! due {
    ($state:literal) => {
        concat!(
            "select o.id, o.name, o.code, p.id, p.person, n.name, p.role, a.login
            from organisation o join post p on p.org = o.id join person n on n.id = p.person
            left join account a on a.person = p.person where o.id in
            (select id from organisation where id = $1
            union all select id from organisation where parent = $1
            union all select g.id from organisation c join organisation g on g.parent = c.id
            where c.parent = $1 and c.kind = 'general_branch')
            and o.closed is null and p.from_day <= $2 and (p.to_day is null or p.to_day >= $2)",
            $state,
            " order by o.path, p.id limit $3"
        )
    };
}

sql! {
    WITHOUT = due!(" and a.person is null");
    WAITING = due!(" and a.person is not null and a.password is null");
}

/// Somebody whose account is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Due {
    /// At which organisation.
    pub org: OrgId,
    /// What that is called.
    pub organisation: String,
    /// Its code.
    pub code: Option<OrgCode>,
    /// The post.
    pub post: GrantId,
    /// Who holds it.
    pub person: Person,
    /// What it is.
    pub role: Role,
    /// What is typed to log in, where there is an account that waits for a password.
    pub login: Option<String>,
}

fn due(row: &Row) -> Result<Due, Fault> {
    let code = row.get::<Option<String>>(2)?;
    let code = code.map(|code| OrgCode::parse(&code).map_err(|_| Fault::Corrupt(code)));
    Ok(Due {
        org: row.id(0, OrgId::new)?,
        organisation: row.get(1)?,
        code: code.transpose()?,
        post: row.id(3, GrantId::new)?,
        person: Person { id: row.id(4, PersonId::new)?, name: row.get(5)? },
        role: row.parsed(6, |name| Role::named(name).ok_or(()))?,
        login: row.get(7)?,
    })
}

/// Those without an account, in the order of places; who holds several posts comes several times.
///
/// # Errors
/// [`Fault`].
pub async fn without(link: &mut Link, org: OrgId, on: Date, most: i64) -> Result<Vec<Due>, Fault> {
    let rows = link.rows(WITHOUT, args![org, day(on), most]).await?;
    rows.iter().map(due).collect()
}

/// Those whose account waits for a password, likewise.
///
/// # Errors
/// [`Fault`].
pub async fn waiting(link: &mut Link, org: OrgId, on: Date, most: i64) -> Result<Vec<Due>, Fault> {
    let rows = link.rows(WAITING, args![org, day(on), most]).await?;
    rows.iter().map(due).collect()
}
