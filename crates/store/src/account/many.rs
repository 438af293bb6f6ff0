//! Accounts that are made by somebody else, one or hundreds: each check is one question for all.

use std::collections::HashMap;

use model::authority::{Permit, Role, Verb};
use model::id::PersonId;
use model::path::OrgPath;

use super::{Activation, New, make};
use crate::fault::Fault;
use crate::list::rows_in;
use crate::post;
use crate::statement::{Arg, args, day, sql};
use crate::write::{Once, Write};

sql! {
    POSTS = "select p.person, p.role, o.path from post p join organisation o on o.id = p.org
        where (p.to_day is null or p.to_day >= $257) and p.person in";
    TAKEN = "select login from account where login in";
}

/// Makes an account whose owner chooses the password.
///
/// # Errors
/// [`Fault`].
pub async fn make_for(
    write: &mut Write,
    permit: &Permit,
    person: PersonId,
    login: &str,
    activation: Activation,
) -> Result<(), Fault> {
    make_all(write, &[(permit, New { person, login: login.to_owned(), activation })]).await
}

/// Makes accounts for many, each of whom holds a post where their permit is for or below it.
///
/// # Errors
/// [`Fault`], also where one doesn't belong there, or a login is taken.
pub async fn make_all(write: &mut Write, new: &[(&Permit, New)]) -> Result<(), Fault> {
    let logins: Vec<&str> = new.iter().map(|(_, new)| new.login.as_str()).collect();
    if !taken(write, &logins).await?.is_empty() {
        return Err(Fault::Unfit("a login is taken".to_owned()));
    }
    let posts = posts(write, new).await?;
    for (permit, new) in new {
        write.permitted(permit, &[Verb::MakeAccounts, Verb::GrantRole], permit.org())?;
        let posts = posts.get(&new.person).map_or(&[][..], Vec::as_slice);
        if !posts.iter().any(|(_, path)| permit.path().holds(path)) {
            return Err(Fault::Unfit("the person holds no post there".to_owned()));
        }
        made_by(write, permit, posts).await?;
    }
    let rows: Vec<_> = new
        .iter()
        .map(|(_, new)| (new.person, new.login.as_str(), None, Some(new.activation)))
        .collect();
    make(write, &rows).await
}

/// What those hold, or will, who get accounts, and where.
async fn posts(
    write: &mut Write,
    new: &[(&Permit, New)],
) -> Result<HashMap<PersonId, Vec<(Role, OrgPath)>>, Fault> {
    let people: Vec<Arg<'_>> = new.iter().map(|(_, new)| Arg::from(new.person)).collect();
    let today = day(write.today());
    let mut posts: HashMap<PersonId, Vec<(Role, OrgPath)>> = HashMap::new();
    for row in rows_in(write, POSTS, &people, args![today]).await? {
        let role = row.parsed(1, |name| Role::named(name).ok_or(()))?;
        let post = (role, row.parsed(2, OrgPath::parse)?);
        posts.entry(row.id(0, PersonId::new)?).or_default().push(post);
    }
    Ok(posts)
}

/// Asserts that a permit is for making the account of whoever holds these posts: 三员's are made by
/// the security administrator; the first of these by whoever makes accounts.
async fn made_by(
    write: &mut Write,
    permit: &Permit,
    posts: &[(Role, OrgPath)],
) -> Result<(), Fault> {
    let mut three = posts.iter().map(|(role, _)| *role).filter(|role| role.is_administrator());
    let is_administrator = three.clone().next().is_some();
    let today = write.today();
    let is_first = permit.verb() == Verb::MakeAccounts
        && is_administrator
        && three.all(|role| role == Role::SecurityAdministrator)
        && !post::is_any_accounted(write, Role::SecurityAdministrator, today).await?;
    match is_first || (permit.verb() == Verb::GrantRole) == is_administrator {
        true => Ok(()),
        false => Err(Fault::Unfit("the permit is for other accounts".to_owned())),
    }
}

/// Which of these logins somebody has already. Until the write ends, nobody else takes one.
///
/// # Errors
/// [`Fault`].
pub async fn taken(write: &mut Write, logins: &[&str]) -> Result<Vec<String>, Fault> {
    write.alone(Once::Login).await?;
    let logins: Vec<Arg<'_>> = logins.iter().copied().map(Arg::from).collect();
    let rows = rows_in(write, TAKEN, &logins, &[]).await?;
    rows.iter().map(|row| row.get(0)).collect()
}
