//! 批量开通账号: an organisation's own accounts and those right below it, made at once, with a slip
//! (账号条) each to be printed and handed on.

use std::collections::{HashMap, HashSet};

use model::authority::{Permit, Verb};
use model::event::Event;
use model::id::{OrgId, PersonId};
use model::limit;
use store::account::New;
use store::due;
pub use store::due::Due;
use store::organisation::Organisation;
use store::{Link, Locks, Write, account as kept, organisation, post};

use crate::account::{self, Slip};
use crate::cx::{Cx, Form};
use crate::refusal::Refusal;

/// What the page shows.
#[derive(Clone, Debug)]
pub struct View {
    /// The organisation.
    pub org: Organisation,
    /// Those above it, from the highest.
    pub way: Vec<Organisation>,
    /// Who gets an account.
    pub without: Vec<Due>,
    /// Whose account waits for a password: they may get a new slip.
    pub waiting: Vec<Due>,
    /// Who needs an account and gets it elsewhere, each with the reason.
    pub elsewhere: Vec<(Due, String)>,
    /// Whether there are more than are done at once.
    pub more: bool,
}

/// A slip with where and as what its owner serves.
#[derive(Clone, PartialEq, Eq)]
pub struct Issued {
    /// The organisation's name.
    pub organisation: String,
    /// The post's word.
    pub role: &'static str,
    /// The slip.
    pub slip: Slip,
}

/// Leave for each of those who are due, and why not for the others; a person comes once.
async fn leaves(
    cx: &Cx,
    link: &mut Link,
    due: Vec<Due>,
    verb: Verb,
) -> Result<(Vec<(Due, Permit)>, Vec<(Due, String)>), Refusal> {
    let mut orgs: Vec<OrgId> = due.iter().map(|due| due.org).collect();
    orgs.dedup();
    let orgs = organisation::with_ids(link, &orgs).await?;
    let orgs: HashMap<OrgId, Organisation> = orgs.into_iter().map(|org| (org.id, org)).collect();
    let people: HashSet<PersonId> = due.iter().map(|due| due.person.id).collect();
    let people: Vec<PersonId> = people.into_iter().collect();
    let places = post::of_people(link, &people, cx.today()).await?;
    let (mut met, mut may, mut may_not) = (HashSet::new(), Vec::new(), Vec::new());
    for due in due {
        let person = due.person.id;
        if !met.insert(person) {
            continue;
        }
        let org = orgs.get(&due.org).ok_or(Refusal::Unseen)?;
        let places = places.get(&person).map_or(&[][..], Vec::as_slice);
        let leave = match cx.may(Verb::SeePosts, org) {
            Ok(_) => account::leave_by(cx, link, org, person, places, verb).await,
            Err(refusal) => Err(refusal),
        };
        match leave {
            Ok(permit) => may.push((due, permit)),
            Err(Refusal::Flawed(flaws)) => {
                let says = flaws.into_iter().map(|flaw| flaw.says).collect::<Vec<_>>().join(";");
                may_not.push((due, says));
            }
            // Whoever stands beside, as a committee's supervisor beside its administrator.
            Err(Refusal::Denied) if person != cx.person => {
                may_not.push((due, "由上级组织部管理员或系统管理员开通".to_owned()));
            }
            Err(Refusal::Denied | Refusal::Unseen) => {}
            Err(refusal) => return Err(refusal),
        }
    }
    Ok((may, may_not))
}

fn most() -> i64 {
    i64::try_from(limit::SLIPS).unwrap_or(i64::MAX)
}

/// An organisation whose accounts this person makes: their own, or one below it. Branches have none
/// below them.
async fn of(cx: &Cx, link: &mut Link, org: OrgId) -> Result<Organisation, Refusal> {
    let org = organisation::find(link, org).await?.ok_or(Refusal::Unseen)?;
    // Who appoints there makes the accounts below: the same roles by the table.
    cx.may(Verb::Appoint, &org)?;
    if org.closed.is_some() {
        return Err(Refusal::flaw("", "这个组织已经撤销"));
    }
    Ok(org)
}

/// Whose accounts are due at an organisation and right below it.
///
/// # Errors
/// [`Refusal::Denied`] and [`Refusal::Unseen`].
pub async fn view(cx: &Cx, org: OrgId) -> Result<View, Refusal> {
    let mut link = cx.link().await?;
    let org = of(cx, &mut link, org).await?;
    let mut way = organisation::way(&mut link, &org.path).await?;
    way.pop();
    let without = due::without(&mut link, org.id, cx.today(), most() + 1).await?;
    let waiting = due::waiting(&mut link, org.id, cx.today(), most()).await?;
    let more = without.len() > limit::SLIPS;
    let (without, elsewhere) = leaves(cx, &mut link, without, Verb::MakeAccounts).await?;
    let (waiting, _) = leaves(cx, &mut link, waiting, Verb::ResetAccount).await?;
    let only = |due: Vec<(Due, Permit)>| due.into_iter().map(|(due, _)| due).collect();
    let mut without: Vec<Due> = only(without);
    without.truncate(limit::SLIPS);
    Ok(View { org, way, without, waiting: only(waiting), elsewhere, more })
}

/// Where a form of the page leads.
fn place(org: OrgId) -> String {
    format!("/organisations/{org}/accounts")
}

/// The organisations that a write is about.
fn locks(org: OrgId, due: &[Due]) -> Locks {
    let mut orgs: Vec<OrgId> = due.iter().map(|due| due.org).chain([org]).collect();
    orgs.sort_unstable();
    orgs.dedup();
    Locks::Orgs(orgs)
}

/// A second click is told so: codes are shown once.
fn given() -> Refusal {
    Refusal::flaw("", "已经办好,账号条只显示一次;没有打印的,请点「补发账号条」")
}

/// Makes accounts for all who have none; their slips, in the order of places.
///
/// # Errors
/// [`Refusal`]; [`Refusal::Stale`] where nobody is without one any more.
pub async fn open(cx: &Cx, form: Form, org: OrgId) -> Result<Vec<Issued>, Refusal> {
    let mut link = cx.link().await?;
    let org = of(cx, &mut link, org).await?;
    let due = due::without(&mut link, org.id, cx.today(), most()).await?;
    drop(link);
    let (cx, mut write) = cx.write(locks(org.id, &due)).await?;
    if cx.answered(&mut write, form).await?.is_some() {
        return Err(given());
    }
    of(&cx, &mut write, org.id).await?;
    let now = due::without(&mut write, org.id, cx.today(), most()).await?;
    let locked: HashSet<OrgId> = due.iter().map(|due| due.org).chain([org.id]).collect();
    let now = now.into_iter().filter(|due| locked.contains(&due.org)).collect();
    let (due, _) = leaves(&cx, &mut write, now, Verb::MakeAccounts).await?;
    let logins = logins(&mut write, &due).await?;
    let (mut issued, mut new) = (Vec::with_capacity(due.len()), Vec::with_capacity(due.len()));
    for ((due, permit), login) in due.iter().zip(logins) {
        let (code, activation) = account::new_code(&cx);
        new.push((permit, New { person: due.person.id, login: login.clone(), activation }));
        let name = due.person.name.clone();
        let slip = Slip { name, login, code, until: activation.until };
        let organisation = due.organisation.clone();
        issued.push(Issued { organisation, role: due.role.word(), slip });
    }
    kept::make_all(&mut write, &new).await?;
    finish(&cx, write, form, org.id, issued, |accounts| Event::AccountsMade { accounts }).await
}

/// Gives new codes to all who have not chosen a password yet; those that are out count no more.
///
/// # Errors
/// [`Refusal`]; [`Refusal::Stale`] where nobody waits any more.
pub async fn renew(cx: &Cx, form: Form, org: OrgId) -> Result<Vec<Issued>, Refusal> {
    let mut link = cx.link().await?;
    let org = of(cx, &mut link, org).await?;
    let due = due::waiting(&mut link, org.id, cx.today(), most()).await?;
    drop(link);
    let (cx, mut write) = cx.write(locks(org.id, &due)).await?;
    if cx.answered(&mut write, form).await?.is_some() {
        return Err(given());
    }
    of(&cx, &mut write, org.id).await?;
    let now = due::waiting(&mut write, org.id, cx.today(), most()).await?;
    let locked: HashSet<OrgId> = due.iter().map(|due| due.org).chain([org.id]).collect();
    let now = now.into_iter().filter(|due| locked.contains(&due.org)).collect();
    let (due, _) = leaves(&cx, &mut write, now, Verb::ResetAccount).await?;
    let mut issued = Vec::with_capacity(due.len());
    for (due, permit) in due {
        let (code, activation) = account::new_code(&cx);
        kept::reset(&mut write, &permit, due.person.id, activation).await?;
        let login = due.login.unwrap_or_default();
        let slip = Slip { name: due.person.name, login, code, until: activation.until };
        issued.push(Issued { organisation: due.organisation, role: due.role.word(), slip });
    }
    finish(&cx, write, form, org.id, issued, |accounts| Event::SlipsRenewed { accounts }).await
}

/// Notes what was done, where anything was.
async fn finish(
    cx: &Cx,
    write: Write,
    form: Form,
    org: OrgId,
    issued: Vec<Issued>,
    event: impl FnOnce(u32) -> Event,
) -> Result<Vec<Issued>, Refusal> {
    if issued.is_empty() {
        return Err(Refusal::Stale);
    }
    let accounts = u32::try_from(issued.len()).unwrap_or(u32::MAX);
    cx.commit(write, form, org, event(accounts), &place(org)).await?;
    Ok(issued)
}

/// A login each that nobody has: the name, else the name with the end of the organisation's code,
/// else with a number. Which are taken is asked for all at once, and again for those who had to
/// choose anew.
async fn logins(write: &mut Write, due: &[(Due, Permit)]) -> Result<Vec<String>, Refusal> {
    let (mut free, mut taken): (HashSet<String>, HashSet<String>) = Default::default();
    loop {
        let (mut logins, mut met) = (Vec::with_capacity(due.len()), HashSet::new());
        for (due, _) in due {
            let code = due.code.as_ref().map_or("", |code| code.as_str());
            let may = |login: &String| {
                !met.contains(login) && !taken.contains(login) && account::login(login).is_ok()
            };
            let login = candidates(&due.person.name, code).find(may);
            let login = login.ok_or_else(|| {
                let says = "这个名字想不出没有人用的登录名,请在这个人的任职页面开通账号";
                Refusal::flaw("", format!("「{}」{says}", due.person.name))
            })?;
            met.insert(login.clone());
            logins.push(login);
        }
        let unasked = logins.iter().filter(|login| !free.contains(*login)).map(String::as_str);
        let unasked: Vec<&str> = unasked.collect();
        let others = kept::taken(write, &unasked).await?;
        if others.is_empty() {
            return Ok(logins);
        }
        taken.extend(others);
        let untaken = unasked.into_iter().filter(|login| !taken.contains(*login));
        free.extend(untaken.map(str::to_owned));
    }
}

/// The last number that a login gets.
const NUMBERS: u32 = 9_999;

/// Logins for a name, the best first.
fn candidates(name: &str, code: &str) -> impl Iterator<Item = String> {
    // Some letters have marks of their own when they are lowered: İ.
    let lowered = name.to_lowercase();
    let name: String = lowered.chars().filter(|c| c.is_alphanumeric()).take(20).collect();
    let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    let end = code[code.len().saturating_sub(4)..].to_lowercase();
    let ended = (!end.is_empty()).then(|| format!("{name}{end}"));
    let numbered = format!("{name}{end}");
    let numbers = (2_u32..=NUMBERS).map(move |number| match number {
        // Nobody should have to guess where a code ends and a number begins.
        number if end.is_empty() => format!("{numbered}{number:02}"),
        number => format!("{numbered}-{number}"),
    });
    std::iter::once(name).chain(ended).chain(numbers)
}

#[cfg(test)]
mod tests {
    use super::candidates;
    use crate::account;

    #[test]
    fn a_login_is_the_name_or_begins_with_it() {
        let first =
            |name: &str, code: &str| candidates(name, code).take(3).collect::<Vec<_>>().join(" ");
        assert_eq!(first("赵示例", "360100-A003"), "赵示例 赵示例a003 赵示例a003-2");
        assert_eq!(first("赵例", ""), "赵例 赵例02 赵例03");
        assert_eq!(first("İbrahim", ""), "ibrahim ibrahim02 ibrahim03");
        assert_eq!(first("阿里·示例(大)", "7"), "阿里示例大 阿里示例大7 阿里示例大7-2");
    }

    #[test]
    fn every_name_gets_a_login() {
        let long = "İ".repeat(100);
        for name in ["İ", "ΑΣ", "ẞ", "·", "(大)", "👩🏽", "\u{200b}", long.as_str()] {
            for code in ["", "360100-A003", "---"] {
                let is_one = |login: &String| account::login(login).as_ref() == Ok(login);
                assert!(candidates(name, code).any(|login| is_one(&login)), "{name} {code}");
            }
        }
    }
}
