//! 任职, 交接 and 免职.

use jiff::civil::Date;
use model::authority::{Permit, Role, Verb};
use model::day;
use model::event::Event;
use model::id::{GrantId, OrgId, PersonId};
use model::organisation::OrgName;
use store::post::{Appointment, Held, Person};
use store::{Locks, Write, organisation, post};

use super::{people, roles_at};
use crate::account::post_place;
use crate::cx::{Cx, Form};
use crate::organisation::place;
use crate::refusal::{Flawed, Refusal};

/// A form's fields, as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Somebody who is known, by identity; blank for a new person.
    pub person: String,
    /// 姓名 of a new one.
    pub name: String,
    /// 职务, by its name in a database.
    pub role: String,
    /// The first day.
    pub from: String,
    /// The last, blank where it is open.
    pub to: String,
    /// 代理.
    pub acting: bool,
}

/// What was typed, taken.
struct Taken {
    /// A new person's name; none for one who is known.
    name: Option<String>,
    role: Role,
    from: Date,
    to: Option<Date>,
}

fn taken(draft: &Draft, roles: &[Role]) -> Result<Taken, Refusal> {
    let mut flaws = Vec::new();
    let name = draft.person.is_empty().then(|| OrgName::parse(&draft.name)).transpose();
    let name = name.map_err(|not| flaws.push(Flawed::new("name", not.to_string()))).ok();
    let role = Role::named(&draft.role).filter(|role| roles.contains(role));
    if role.is_none() {
        flaws.push(Flawed::new("role", "请选择职务"));
    }
    let mut day = |field, text: &str| {
        day::parse(text).map_err(|not| flaws.push(Flawed::new(field, not.to_string()))).ok()
    };
    let from = day("from", &draft.from);
    let to = if draft.to.trim().is_empty() { None } else { day("to", &draft.to) };
    if from.is_some_and(|from| to.is_some_and(|to| to < from)) {
        flaws.push(Flawed::new("to", "不能早于开始的日期"));
    }
    match (name, role, from, flaws.is_empty()) {
        (Some(name), Some(role), Some(from), true) => {
            let name = name.map(|name| name.as_str().to_owned());
            Ok(Taken { name, role, from, to })
        }
        _ => Err(Refusal::Flawed(flaws)),
    }
}

/// Roles that this person may give at an organisation.
///
/// # Errors
/// [`Refusal`].
pub async fn roles_for(cx: &Cx, org: &organisation::Organisation) -> Result<Vec<Role>, Refusal> {
    let mut link = cx.link().await?;
    let mut roles = Vec::new();
    for role in roles_at(org.kind, org.parent.is_none()) {
        let may = cx.may(role.appointed_by(), org).is_ok()
            || role.is_administrator()
                && cx.may(Verb::Appoint, org).is_ok()
                && cx.holds(Role::SystemAdministrator)
                && !post::is_any(&mut link, role, cx.today()).await?;
        if may {
            roles.push(role);
        }
    }
    Ok(roles)
}

/// Leave to appoint somebody to a role, and whether it is one of the first of 三员. They are
/// granted by the security administrator; the first ones, while there are none and none is to
/// come, by the system administrator.
async fn leave(
    cx: &Cx,
    write: &mut Write,
    org: &organisation::Organisation,
    role: Role,
) -> Result<(Permit, bool), Refusal> {
    if !role.is_administrator() {
        return Ok((cx.may(role.appointed_by(), org)?, false));
    }
    post::one_by_one(write).await?;
    match cx.may(role.appointed_by(), org) {
        Ok(permit) => Ok((permit, false)),
        Err(refusal) => {
            let is_first = cx.holds(Role::SystemAdministrator)
                && !post::is_any(write, role, cx.today()).await?;
            if is_first { Ok((cx.may(Verb::Appoint, org)?, true)) } else { Err(refusal) }
        }
    }
}

/// Refuses a post that somebody known cannot take: another of 三员, or the same one twice.
async fn fits(cx: &Cx, write: &mut Write, org: OrgId, post: &Appointment) -> Result<(), Refusal> {
    let Appointment { person, role, from, to, .. } = post;
    if role.is_administrator()
        && post::is_other_administrator(write, *person, *role, *from, *to).await?
    {
        let says = "系统管理员、安全管理员、审计管理员,一个人不能兼任两员";
        return Err(Refusal::flaw("role", says));
    }
    let places = post::of_person(write, *person, cx.today()).await?;
    let overlaps = |place: &post::Place| {
        place.to.is_none_or(|last| last >= *from) && to.is_none_or(|last| place.from <= last)
    };
    match places.iter().any(|one| one.org == org && one.role == *role && overlaps(one)) {
        true => Err(Refusal::flaw("role", "这段时间已经担任这个职务")),
        false => Ok(()),
    }
}

/// Writes an appointment, of a new person together with the person; gives who it is.
///
/// Nobody appoints themselves: what one may do somewhere, somebody else has given.
async fn put(
    cx: &Cx,
    write: &mut Write,
    org: &organisation::Organisation,
    draft: &Draft,
    taken: &Taken,
) -> Result<Appointment, Refusal> {
    let (permit, is_first) = leave(cx, write, org, taken.role).await?;
    let (person, is_new) = match &taken.name {
        Some(name) => (Person { id: PersonId::new(cx.app.identity()), name: name.clone() }, true),
        None => {
            let id = draft.person.parse().map_err(|_| Refusal::Unseen)?;
            if id == cx.person {
                return Err(Refusal::flaw("role", "不能给自己任职,请由别的管理员办理"));
            }
            (people::acquaintance(cx, write, id).await?, false)
        }
    };
    let (id, acting) = (GrantId::new(cx.app.identity()), draft.acting);
    let Taken { role, from, to, .. } = *taken;
    let post = Appointment { id, person: person.id, role, from, to, acting };
    if !is_new {
        fits(cx, write, org.id, &post).await?;
    }
    match (is_new, is_first) {
        (true, true) => post::appoint_first_administrator(write, &permit, &person, &post).await?,
        (true, false) => post::appoint_new(write, &permit, &person, &post).await?,
        (false, true) => post::appoint_known_first(write, &permit, &post).await?,
        (false, false) => post::appoint(write, &permit, &post).await?,
    }
    Ok(post)
}

/// An organisation at which somebody may be appointed.
async fn open_at(
    cx: &Cx,
    write: &mut Write,
    org: OrgId,
) -> Result<organisation::Organisation, Refusal> {
    let org = organisation::find(write, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeeOrganisation, &org)?;
    match org.closed {
        Some(_) => Err(Refusal::flaw("", "这个组织已经撤销")),
        None => Ok(org),
    }
}

/// Appoints somebody at an organisation; gives the address of its page.
///
/// # Errors
/// [`Refusal`].
pub async fn appoint(cx: &Cx, form: Form, org: OrgId, draft: &Draft) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let org = open_at(&cx, &mut write, org).await?;
    let taken = taken(draft, &roles_at(org.kind, org.parent.is_none()))?;
    let post = put(&cx, &mut write, &org, draft, &taken).await?;
    let event = Event::Appointed { person: post.person, role: post.role, grant: post.id };
    cx.commit(write, form, org.id, event, &place(org.id)).await
}

/// Leave to end a post.
fn end_leave(cx: &Cx, org: &organisation::Organisation, held: &Held) -> Result<Permit, Refusal> {
    cx.may(held.role.appointed_by(), org)
}

/// Whether this person may end a post, or hand it over.
pub(super) fn may_end(cx: &Cx, org: &organisation::Organisation, held: &Held) -> bool {
    end_leave(cx, org, held).is_ok() && held.to.is_none_or(|to| to > cx.today())
}

/// Ends a post the day before its successor's first, whom it appoints; gives the address of the
/// successor's post, where their account is made.
///
/// Accounts are people's and never handed on: with the day the predecessor's right ends, and the
/// successor has, keeps or gets an account of their own.
///
/// # Errors
/// [`Refusal`].
pub async fn hand_over(
    cx: &Cx,
    form: Form,
    org: OrgId,
    id: GrantId,
    draft: &Draft,
) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let org = open_at(&cx, &mut write, org).await?;
    cx.may(Verb::SeePosts, &org)?;
    let held = post::find(&mut write, id, org.id).await?.ok_or(Refusal::Unseen)?;
    let permit = end_leave(&cx, &org, &held)?;
    let draft = Draft { role: held.role.name().to_owned(), ..draft.clone() };
    let taken = taken(&draft, &[held.role])?;
    let last = taken.from.yesterday().map_err(|_| Refusal::flaw("from", "日期太早"))?;
    if last < held.from {
        let says = format!("要晚于前任任职的 {}", held.from);
        return Err(Refusal::flaw("from", says));
    }
    if held.to.is_some_and(|to| to <= last) {
        let says = "前任在这之前已经离任,请用「新增任职」";
        return Err(Refusal::flaw("from", says));
    }
    if draft.person == held.person.id.to_string() {
        return Err(Refusal::flaw("name", "接任的和离任的是同一个人"));
    }
    if !post::end(&mut write, &permit, id, last).await? {
        return Err(Refusal::Stale);
    }
    let post = put(&cx, &mut write, &org, &draft, &taken).await?;
    let event = Event::PostHandedOver { from: id, person: post.person, grant: post.id };
    cx.commit(write, form, org.id, event, &post_place(org.id, post.id)).await
}

/// Ends a post with a day as its last; gives the address of the organisation's page.
///
/// # Errors
/// [`Refusal`].
pub async fn end(
    cx: &Cx,
    form: Form,
    org: OrgId,
    id: GrantId,
    last: Date,
) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Orgs(vec![org])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let org = organisation::find(&mut write, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeePosts, &org)?;
    let held = post::find(&mut write, id, org.id).await?.ok_or(Refusal::Unseen)?;
    let permit = end_leave(&cx, &org, &held)?;
    if last < held.from {
        return Err(Refusal::flaw("last", format!("不能早于任职的 {}", held.from)));
    }
    if !post::end(&mut write, &permit, id, last).await? {
        return Err(Refusal::Stale);
    }
    let event = Event::PostEnded { person: held.person.id, grant: id };
    cx.commit(write, form, org.id, event, &place(org.id)).await
}
