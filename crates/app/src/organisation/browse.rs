//! Looking around: one organisation with what stands above and below it.

use model::authority::{Permit, Verb, decide};
use model::id::OrgId;
use store::organisation::{self, Behind, Jurisdiction, Organisation, Version};
use store::post::{self, Held};
use store::roster;

use super::act::{PlannedView, plans};
use super::children::{self, Below, Listing, Page};
use crate::cx::Cx;
use crate::refusal::Refusal;

/// Posts and versions that a page shows.
const SHOWN: i64 = 50;

/// What an organisation's page shows.
#[derive(Clone, Debug)]
pub struct View {
    /// The organisation.
    pub org: Organisation,
    /// Those above it, from the highest.
    pub way: Vec<Organisation>,
    /// Those right below it, each with the branches at and below it.
    pub children: Vec<(Organisation, i64)>,
    /// How many organisations of each kind stand below it, and how many branches of each sector;
    /// none where one may not see what stands there.
    pub below: Option<Below>,
    /// Behind which one the next page begins, where there is one.
    pub next: Option<Behind>,
    /// Whether they are too many to be listed by their branches, as was asked for.
    pub too_many: bool,
    /// The posts held here, where they may be seen.
    pub posts: Option<Vec<Held>>,
    /// Whose it was, with the superiors' names of today; none where this person may not see one.
    pub history: Vec<(Jurisdiction, Option<String>)>,
    /// What was said of it, the latest first.
    pub versions: Vec<Version>,
    /// What is planned for it, what waits first; nothing where one may not plan.
    pub plans: Vec<PlannedView>,
    /// What this person may do to it.
    pub may: Vec<Verb>,
    /// How many are on a branch's roster; none where one may not see what stands there.
    pub roster: Option<roster::Counts>,
}

/// An organisation's page; without an identity, that of the highest one where this person holds a
/// role.
///
/// # Errors
/// [`Refusal::Unseen`].
pub async fn browse(cx: &Cx, org: Option<OrgId>, listing: &Listing) -> Result<View, Refusal> {
    let mut link = cx.link().await?;
    let org = match org {
        Some(org) => org,
        None => cx.tops().first().map(|grant| grant.org).ok_or(Refusal::Unseen)?,
    };
    let org = organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeeOrganisation, &org)?;
    let mut way = organisation::way(&mut link, &org.path).await?;
    way.pop();

    // From above one sees the way down to one's own, not what stands beside it.
    let is_inside = cx.tops().iter().any(|top| top.path.holds(&org.path));
    let Page { children, below, next, too_many } = match is_inside {
        true => children::page(cx, &mut link, &org, listing).await?,
        false => children::own_way(cx, &mut link, &org).await?,
    };

    let may = |verb| cx.may(verb, &org).is_ok();
    let posts = match may(Verb::SeePosts) {
        true => Some(post::of_org(&mut link, org.id, cx.today(), SHOWN).await?),
        false => None,
    };
    let superiors = organisation::superiors(&mut link, org.id).await?.into_iter();
    let history = superiors.map(|(past, superior)| {
        // One that may not be seen today is not named for having been its superior once.
        let seen = past.parent.zip(superior).filter(|(parent, (path, _))| {
            decide(cx.person, &cx.grants, Verb::SeeOrganisation, *parent, path).is_ok()
        });
        (past, seen.map(|(_, (_, name))| name))
    });
    let history = history.collect();
    let versions = match is_inside {
        true => organisation::versions(&mut link, org.id, SHOWN).await?,
        false => Vec::new(),
    };
    let roster = match org.is_branch() && is_inside {
        true => Some(roster::counts(&mut link, org.id, cx.today()).await?),
        false => None,
    };
    let plans = plans(cx, &mut link, &org).await?;
    let may = Verb::ALL.iter().map(|(verb, _)| *verb).filter(|verb| may(*verb)).collect();
    Ok(View {
        org,
        way,
        children,
        below,
        next,
        too_many,
        posts,
        history,
        versions,
        plans,
        may,
        roster,
    })
}

/// An organisation with leave to do something to it, within a write.
pub(crate) async fn permitted(
    cx: &Cx,
    link: &mut store::Link,
    verb: Verb,
    org: OrgId,
) -> Result<(Organisation, Permit), Refusal> {
    let org = organisation::find(link, org).await?.ok_or(Refusal::Unseen)?;
    let permit = cx.may(verb, &org)?;
    if org.closed.is_some() {
        return Err(Refusal::flaw("", "这个组织已经撤销"));
    }
    Ok((org, permit))
}
