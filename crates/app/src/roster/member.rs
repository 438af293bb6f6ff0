//! Members: entered, changed, excused, gone.

use jiff::civil::Date;
use model::day;
use model::event::Event;
use model::id::{CellId, MemberId, OrgId, PersonId};
use model::limit;
use model::organisation::OrgName;
use model::roster::{Days, Excuse, Member, Membership};
use store::person::Person;
use store::roster::{Cell, Named};
use store::{post, roster};

use super::view::{holding, known};
use super::{Keeping, keep};
use crate::cx::{Cx, Form};
use crate::refusal::{Flawed, Refusal};

/// A form's fields, as they were typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// Somebody who is known here, by the identity; blank for a new one.
    pub person: String,
    /// 姓名 of a new one.
    pub name: String,
    /// That another of the same name is somebody else.
    pub namesake: bool,
    /// 正式 or 预备, by its name in a database.
    pub membership: String,
    /// The 党小组, by its identity; blank for none.
    pub cell: String,
    /// The first day.
    pub from: String,
    /// The last; blank where it is open.
    pub to: String,
}

impl Draft {
    /// A form with what is said of a member now.
    #[must_use]
    pub fn of(named: &Named) -> Self {
        let member = &named.member;
        Self {
            membership: member.membership.name().to_owned(),
            cell: member.cell.map_or_else(String::new, |cell| cell.to_string()),
            from: member.days.from.to_string(),
            to: member.days.to.map_or_else(String::new, |to| to.to_string()),
            ..Self::default()
        }
    }
}

/// What was typed, taken.
struct Taken {
    membership: Membership,
    cell: Option<CellId>,
    days: Days,
}

/// Reads what both forms have. A cell that was closed may stay where it was.
fn taken(
    draft: &Draft,
    cells: &[Cell],
    now: Option<CellId>,
    today: Date,
    flaws: &mut Vec<Flawed>,
) -> Option<Taken> {
    let membership = Membership::named(&draft.membership);
    if membership.is_none() {
        flaws.push(Flawed::new("membership", "请选择正式党员或预备党员"));
    }
    let cell = cell(&draft.cell, cells, now);
    if cell.is_none() {
        flaws.push(Flawed::new("cell", "没有这个党小组,请从列表选"));
    }
    let days = days(&draft.from, &draft.to, today, ["from", "to"], flaws);
    Some(Taken { membership: membership?, cell: cell?, days: days? })
}

/// A cell that is open, or none.
fn cell(typed: &str, cells: &[Cell], now: Option<CellId>) -> Option<Option<CellId>> {
    if typed.is_empty() {
        return Some(None);
    }
    let id: CellId = typed.parse().ok()?;
    let is_open = |cell: &&Cell| cell.id == id && (cell.days.to.is_none() || now == Some(id));
    cells.iter().find(is_open).map(|cell| Some(cell.id))
}

/// Days that have begun.
fn days(
    from: &str,
    to: &str,
    today: Date,
    [from_field, to_field]: [&'static str; 2],
    flaws: &mut Vec<Flawed>,
) -> Option<Days> {
    let mut flaw = |field, says: String| flaws.push(Flawed::new(field, says));
    let from = match day::parse(from) {
        Ok(from) if from > today => {
            flaw(from_field, format!("不能晚于今天({today})"));
            None
        }
        from => from.map_err(|not| flaw(from_field, not.to_string())).ok(),
    };
    let to = match to.trim() {
        "" => Some(None),
        to => match day::parse(to) {
            Ok(to) if from.is_some_and(|from| to < from) => {
                flaw(to_field, "不能早于开始的日期".to_owned());
                None
            }
            to => to.map_err(|not| flaw(to_field, not.to_string())).ok().map(Some),
        },
    };
    Some(Days { from: from?, to: to? })
}

/// Refuses days on which the same person is on the roster already.
fn alone(
    members: &[Named],
    person: PersonId,
    own: Option<MemberId>,
    days: &Days,
) -> Option<Flawed> {
    let others = members.iter().map(|named| &named.member);
    let mut others = others.filter(|member| member.person == person && Some(member.id) != own);
    let meets = others.find(|member| member.days.meet(days))?;
    let to = meets.days.to.map_or("现在".to_owned(), |to| to.to_string());
    let says = format!("这个人从 {} 到 {to} 已经在册,日期不能重叠", meets.days.from);
    Some(Flawed::new("from", says))
}

fn whole(flaws: Vec<Flawed>) -> Result<(), Refusal> {
    if flaws.is_empty() { Ok(()) } else { Err(Refusal::Flawed(flaws)) }
}

/// Who is entered: somebody known, or a new one.
async fn who(keeping: &mut Keeping, draft: &Draft) -> Result<(Person, bool), Refusal> {
    let today = keeping.cx.today();
    if !draft.person.is_empty() {
        let posts = post::of_org(&mut keeping.write, keeping.org.id, today, 50).await?;
        let known = known(&holding(posts, today), &keeping.members, today);
        let found = known.into_iter().find(|one| one.person.to_string() == draft.person);
        let found = found.ok_or_else(|| Refusal::flaw("person", "这个人已经在册,请重新选择"))?;
        return Ok((Person { id: found.person, name: found.name }, false));
    }
    let name = OrgName::parse(&draft.name).map_err(|not| Refusal::flaw("name", not.to_string()))?;
    let mut present = keeping.members.iter().filter(|named| named.member.days.hold(today));
    if !draft.namesake && present.any(|named| named.name == name.as_str()) {
        let says = "已有同名的党员在册;不是同一个人的,请勾选「同名,不是同一个人」";
        return Err(Refusal::flaw("name", says));
    }
    let id = PersonId::new(keeping.cx.app.identity());
    Ok((Person { id, name: name.as_str().to_owned() }, true))
}

/// Enters somebody on a roster; gives the address of the roster.
///
/// # Errors
/// [`Refusal`].
pub async fn enter(cx: &Cx, form: Form, org: OrgId, draft: &Draft) -> Result<String, Refusal> {
    let mut keeping = match keep(cx, form, org).await? {
        Ok(keeping) => keeping,
        Err(place) => return Ok(place),
    };
    if keeping.members.len() >= limit::ROSTER {
        return Err(Refusal::flaw("", format!("名册连同以往的党员最多 {} 名", limit::ROSTER)));
    }
    let mut flaws = Vec::new();
    let taken = taken(draft, &keeping.cells, None, keeping.cx.today(), &mut flaws);
    let who = match who(&mut keeping, draft).await {
        Ok(who) => Some(who),
        Err(Refusal::Flawed(more)) => {
            flaws.splice(0..0, more);
            None
        }
        Err(refusal) => return Err(refusal),
    };
    let (Some(Taken { membership, cell, days }), Some((person, is_new))) = (taken, who) else {
        return Err(Refusal::Flawed(flaws));
    };
    flaws.extend(alone(&keeping.members, person.id, None, &days));
    whole(flaws)?;
    let id = MemberId::new(keeping.cx.app.identity());
    let member = Member { id, person: person.id, membership, cell, days, excused: Vec::new() };
    let named = Named { member, name: person.name.clone(), version: 1 };
    let people = if is_new { std::slice::from_ref(&person) } else { &[] };
    roster::enter(&mut keeping.write, &keeping.permit, people, &[named]).await?;
    keeping.commit(form, Event::MemberEntered { member: id, person: person.id }).await
}

/// Says something else of a member; `version` is the one that the person saw.
///
/// # Errors
/// [`Refusal`]; [`Refusal::Stale`] where somebody else was quicker.
pub async fn change(
    cx: &Cx,
    form: Form,
    org: OrgId,
    (id, version): (MemberId, u32),
    draft: &Draft,
) -> Result<String, Refusal> {
    let mut keeping = match keep(cx, form, org).await? {
        Ok(keeping) => keeping,
        Err(place) => return Ok(place),
    };
    let before = keeping.member(id, version)?;
    let mut flaws = Vec::new();
    let now = before.member.cell;
    let taken = taken(draft, &keeping.cells, now, keeping.cx.today(), &mut flaws);
    let Some(Taken { membership, cell, days }) = taken else {
        return Err(Refusal::Flawed(flaws));
    };
    flaws.extend(alone(&keeping.members, before.member.person, Some(id), &days));
    whole(flaws)?;
    let member = Member { membership, cell, days, ..before.member.clone() };
    if member == before.member {
        return Ok(super::place(org));
    }
    keeping.change(&mut [Named { member, ..before }]).await?;
    keeping.commit(form, Event::MemberChanged { member: id }).await
}

/// Ends a stay with a day as its last.
///
/// # Errors
/// [`Refusal`].
pub async fn end(
    cx: &Cx,
    form: Form,
    org: OrgId,
    (id, version): (MemberId, u32),
    last: Date,
) -> Result<String, Refusal> {
    let mut keeping = match keep(cx, form, org).await? {
        Ok(keeping) => keeping,
        Err(place) => return Ok(place),
    };
    let mut named = keeping.member(id, version)?;
    if last < named.member.days.from {
        let says = format!("不能早于入册的 {}", named.member.days.from);
        return Err(Refusal::flaw("last", says));
    }
    named.member.days.to = Some(last);
    keeping.change(&mut [named]).await?;
    keeping.commit(form, Event::MemberEnded { member: id, on: last }).await
}

/// 免予参加, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExcuseDraft {
    /// Why, by its name in a database.
    pub reason: String,
    /// The first day.
    pub from: String,
    /// The last; blank where it is open.
    pub to: String,
}

/// Excuses a member for a time.
///
/// # Errors
/// [`Refusal`].
pub async fn exempt(
    cx: &Cx,
    form: Form,
    org: OrgId,
    (id, version): (MemberId, u32),
    draft: &ExcuseDraft,
) -> Result<String, Refusal> {
    let mut keeping = match keep(cx, form, org).await? {
        Ok(keeping) => keeping,
        Err(place) => return Ok(place),
    };
    let mut named = keeping.member(id, version)?;
    let mut flaws = Vec::new();
    let excuse = Excuse::named(&draft.reason);
    if excuse.is_none() {
        flaws.push(Flawed::new("reason", "请选择原因"));
    }
    let fields = ["excused_from", "excused_to"];
    let days = days(&draft.from, &draft.to, keeping.cx.today(), fields, &mut flaws);
    let (Some(excuse), Some(days)) = (excuse, days) else { return Err(Refusal::Flawed(flaws)) };
    flaws.extend(excused_alone(&named.member, &days));
    whole(flaws)?;
    named.member.excused.push((excuse, days));
    named.member.excused.sort_by_key(|(_, days)| days.from);
    keeping.change(&mut [named]).await?;
    keeping.commit(form, Event::MemberExempted { member: id }).await
}

/// Refuses days on which a member is excused already, and more of them than are kept.
fn excused_alone(member: &Member, days: &Days) -> Option<Flawed> {
    if let Some((_, other)) = member.excused.iter().find(|(_, other)| other.meet(days)) {
        let to = other.to.map_or("现在".to_owned(), |to| to.to_string());
        let says = format!("从 {} 到 {to} 已经免予参加,日期不能重叠", other.from);
        return Some(Flawed::new("excused_from", says));
    }
    let is_full = member.excused.len() >= limit::EXEMPTIONS;
    is_full.then(|| Flawed::new("", format!("每人最多登记 {} 次免予参加", limit::EXEMPTIONS)))
}

/// Ends the exemption that began on a day; without a last day it never was.
///
/// # Errors
/// [`Refusal`].
pub async fn end_exemption(
    cx: &Cx,
    form: Form,
    org: OrgId,
    (id, version): (MemberId, u32),
    from: Date,
    last: Option<Date>,
) -> Result<String, Refusal> {
    let mut keeping = match keep(cx, form, org).await? {
        Ok(keeping) => keeping,
        Err(place) => return Ok(place),
    };
    let mut named = keeping.member(id, version)?;
    let excused = &mut named.member.excused;
    let at = excused.iter().position(|(_, days)| days.from == from).ok_or(Refusal::Unseen)?;
    match last {
        None => drop(excused.remove(at)),
        Some(last) if last < from => {
            return Err(Refusal::flaw("excused_last", format!("不能早于开始的 {from}")));
        }
        Some(last) => excused[at].1.to = Some(last),
    }
    let meets =
        |(_, days): &&(Excuse, Days)| days.from > from && last.is_some_and(|l| days.from <= l);
    if let Some((_, next)) = excused.iter().find(meets) {
        let says = format!("与 {} 开始的另一次免予参加重叠", next.from);
        return Err(Refusal::flaw("excused_last", says));
    }
    keeping.change(&mut [named]).await?;
    keeping.commit(form, Event::ExemptionEnded { member: id }).await
}
