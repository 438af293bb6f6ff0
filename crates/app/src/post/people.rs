//! People of a subtree: those who hold posts, those who held some, and whoever may be chosen for
//! another.

use jiff::civil::Date;
use model::authority::{Role, Verb, decide};
use model::fold::fold;
use model::id::{GrantId, OrgId, PersonId};
use model::path::OrgPath;
use store::organisation::Organisation;
use store::post::{self, AccountState, Asked, Held, Listed, Person, Place};
use store::{Link, organisation};

use crate::cx::Cx;
use crate::refusal::Refusal;

/// Posts of a page.
const PAGE: i64 = 20;

/// Posts of known people that a search reads; people that it shows.
const KNOWN_POSTS: i64 = 60;
const KNOWN: usize = 12;

/// Posts of one person that are looked through.
const EVER: i64 = 100;

/// What a list of people is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Two characters of the name or more; all where it is blank.
    pub name: String,
    /// With this role only.
    pub role: Option<Role>,
    /// Whose accounts stand so only.
    pub state: Option<AccountState>,
    /// Behind this one.
    pub after: Option<(OrgPath, GrantId)>,
}

/// A page of a list of people.
#[derive(Clone, Debug)]
pub struct Page {
    /// At and below which organisation.
    pub org: Organisation,
    /// Those above it, from the highest.
    pub way: Vec<Organisation>,
    /// The posts, in the order of places.
    pub listed: Vec<Listed>,
    /// Whether there are more behind the last one.
    pub more: bool,
    /// Whether this person may give roles there.
    pub may_grant: bool,
}

/// Who holds which post at and below an organisation, and how their accounts stand.
///
/// # Errors
/// [`Refusal::Flawed`] where one character was typed.
pub async fn people(cx: &Cx, org: OrgId, filter: &Filter) -> Result<Page, Refusal> {
    page(cx, Verb::SeePosts, org, filter).await
}

/// Who was given which role at and below an organisation, since when and until when.
///
/// # Errors
/// [`Refusal::Flawed`] where one character was typed.
pub async fn grants(cx: &Cx, org: OrgId, filter: &Filter) -> Result<Page, Refusal> {
    page(cx, Verb::SeeGrants, org, filter).await
}

async fn page(cx: &Cx, verb: Verb, org: OrgId, filter: &Filter) -> Result<Page, Refusal> {
    let mut link = cx.link().await?;
    let org = organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(verb, &org)?;
    two_characters("name", &filter.name)?;
    let asked = Asked {
        top: &org.path,
        name: &filter.name,
        role: filter.role,
        state: filter.state,
        after: filter.after.clone(),
        on: cx.today(),
        at: cx.now(),
    };
    let mut listed = post::list(&mut link, &asked, PAGE + 1).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = listed.len() > page;
    listed.truncate(page);
    let mut way = organisation::way(&mut link, &org.path).await?;
    way.pop();
    let may_grant = cx.may(Verb::GrantRole, &org).is_ok() && org.parent.is_none();
    Ok(Page { org, way, listed, more, may_grant })
}

/// A name is found by two of its characters.
fn two_characters(field: &'static str, text: &str) -> Result<(), Refusal> {
    Refusal::unless_short(field, text)?;
    match fold(text).chars().count() {
        1 => Err(Refusal::flaw(field, "请输入姓名中的至少两个字")),
        _ => Ok(()),
    }
}

/// Somebody who is known here, with what they hold and held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acquaintance {
    /// Who.
    pub person: Person,
    /// Posts at organisations that this person looks after, the latest first.
    pub places: Vec<Place>,
}

/// The places at and below which this person appoints.
fn tops(cx: &Cx) -> Vec<OrgPath> {
    let mut tops: Vec<OrgPath> = cx
        .grants
        .iter()
        .filter(|grant| {
            let may = |verb| decide(cx.person, &cx.grants, verb, grant.org, &grant.path).is_ok();
            may(Verb::Appoint) || may(Verb::GrantRole)
        })
        .map(|grant| grant.path.clone())
        .collect();
    tops.sort();
    tops.dedup_by(|later, earlier| earlier.holds(later));
    tops
}

/// People whom this person may choose for a post: those who hold or held one where they appoint.
///
/// # Errors
/// [`Refusal::Flawed`] where fewer than two characters of the name were typed.
pub async fn known(
    cx: &Cx,
    name: &str,
    organisation: &str,
) -> Result<(Vec<Acquaintance>, bool), Refusal> {
    if fold(name).chars().count() < 2 {
        return Err(Refusal::flaw("who", "请输入姓名中的至少两个字"));
    }
    Refusal::unless_short("who", name)?;
    Refusal::unless_short("at", organisation)?;
    let mut link = cx.link().await?;
    let mut found: Vec<Acquaintance> = Vec::new();
    let mut more = false;
    for top in tops(cx) {
        let rows = post::known(&mut link, &top, name, organisation, KNOWN_POSTS).await?;
        more |= rows.len() as i64 == KNOWN_POSTS;
        for (id, name, place) in rows {
            match found.iter_mut().find(|one| one.person.id == id) {
                Some(one) => one.places.push(place),
                None => {
                    let person = Person { id, name };
                    found.push(Acquaintance { person, places: vec![place] });
                }
            }
        }
    }
    more |= found.len() > KNOWN;
    found.truncate(KNOWN);
    Ok((found, more))
}

/// Somebody whom this person may choose for a post.
pub(crate) async fn acquaintance(
    cx: &Cx,
    link: &mut Link,
    person: PersonId,
) -> Result<Person, Refusal> {
    let tops = tops(cx);
    let places = post::ever_of_person(link, person, EVER).await?;
    if !places.iter().any(|place| tops.iter().any(|top| top.holds(&place.path))) {
        return Err(Refusal::Unseen);
    }
    let name = post::name(link, person).await?.ok_or(Refusal::Unseen)?;
    Ok(Person { id: person, name })
}

/// The name of somebody whom this person may choose for a post.
///
/// # Errors
/// [`Refusal::Unseen`] for all others.
pub async fn chosen(cx: &Cx, person: PersonId) -> Result<String, Refusal> {
    Ok(acquaintance(cx, &mut cx.link().await?, person).await?.name)
}

/// Posts of an organisation that have ended.
#[derive(Clone, Debug)]
pub struct Past {
    /// The organisation.
    pub org: Organisation,
    /// Those above it, from the highest.
    pub way: Vec<Organisation>,
    /// The posts, the latest first.
    pub held: Vec<Held>,
    /// Whether there are more behind the last one.
    pub more: bool,
}

/// The posts of an organisation that have ended, the latest first.
///
/// # Errors
/// [`Refusal::Unseen`] and [`Refusal::Denied`].
pub async fn past(cx: &Cx, org: OrgId, after: Option<(Date, GrantId)>) -> Result<Past, Refusal> {
    let mut link = cx.link().await?;
    let org = organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeePosts, &org)?;
    let mut held = post::ended(&mut link, org.id, cx.today(), after, PAGE + 1).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = held.len() > page;
    held.truncate(page);
    let mut way = organisation::way(&mut link, &org.path).await?;
    way.pop();
    Ok(Past { org, way, held, more })
}
