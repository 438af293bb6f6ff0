//! 查看以往: an organisation as it was on a day. Rights follow today's tree: what may not be seen
//! today is not seen for having stood there once.

use jiff::civil::Date;
use model::authority::Verb;
use model::id::OrgId;
use model::path::OrgPath;
use store::Link;
use store::organisation::{self, Facts, Organisation};

use crate::cx::Cx;
use crate::refusal::Refusal;

/// Organisations of a page.
const PAGE: usize = 20;

/// Levels that are climbed: twice those of a tree, in which no day has more.
const CLIMBED: usize = 2 * model::limit::TREE_DEPTH;

/// An organisation as it was.
#[derive(Clone, Debug)]
pub struct Past {
    /// What it is today.
    pub org: Organisation,
    /// What was said of it.
    pub facts: Facts,
    /// Those above it, from the highest: by the name of that day; no identity where this person may
    /// not see it today.
    pub way: Vec<(Option<OrgId>, String)>,
    /// Those right below it that may be seen today, with what was said of them.
    pub children: Vec<(OrgId, Facts)>,
    /// How many of this page stand today where this person may not see them.
    pub unseen: usize,
    /// Behind which place the next page begins, where there is one.
    pub next: Option<OrgPath>,
}

/// An organisation's page as of a day before today.
///
/// # Errors
/// [`Refusal::Unseen`], and [`Refusal::Flawed`] where it was not there that day.
pub async fn past(cx: &Cx, org: OrgId, on: Date, after: &OrgPath) -> Result<Past, Refusal> {
    let mut link = cx.link().await?;
    let org = organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeeOrganisation, &org)?;
    if on > cx.today() {
        return Err(Refusal::flaw("on", format!("{on} 还没有到,请填今天或以前的日期")));
    }
    let superior = organisation::superior_on(&mut link, org.id, on).await?;
    let facts = organisation::facts_on(&mut link, org.id, on).await?;
    let (Some(superior), Some(facts)) = (superior, facts) else {
        let until = org.closed.map_or_else(String::new, |closed| format!(",{closed} 起撤销"));
        return Err(Refusal::flaw("on", format!("它 {} 起才有{until},请改日期", org.opened)));
    };
    let way = climb(cx, &mut link, superior, on).await?;
    let is_inside = cx.tops().iter().any(|top| top.path.holds(&org.path));
    let (children, unseen, next) = match is_inside {
        true => children(cx, &mut link, org.id, on, after).await?,
        // From above one sees the way down to one's own; which way that was is not told.
        false => (Vec::new(), 0, None),
    };
    Ok(Past { org, facts, way, children, unseen, next })
}

/// Those above, as of that day.
async fn climb(
    cx: &Cx,
    link: &mut Link,
    superior: Option<OrgId>,
    on: Date,
) -> Result<Vec<(Option<OrgId>, String)>, Refusal> {
    let (mut way, mut next) = (Vec::new(), superior);
    while let Some(id) = next.filter(|_| way.len() < CLIMBED) {
        let org = organisation::find(link, id).await?.ok_or(Refusal::Unseen)?;
        let facts = organisation::facts_on(link, id, on).await?;
        way.push(match cx.may(Verb::SeeOrganisation, &org) {
            Ok(_) => {
                let name = facts.map_or(org.name, |facts| facts.name);
                (Some(id), name.as_str().to_owned())
            }
            Err(_) => (None, "您现在看不到的一个组织".to_owned()),
        });
        next = organisation::superior_on(link, id, on).await?.flatten();
    }
    way.reverse();
    Ok(way)
}

type Children = (Vec<(OrgId, Facts)>, usize, Option<OrgPath>);

async fn children(
    cx: &Cx,
    link: &mut Link,
    org: OrgId,
    on: Date,
    after: &OrgPath,
) -> Result<Children, Refusal> {
    let most = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
    let mut page = organisation::children_on(link, org, on, after, most).await?;
    let more = page.len() > PAGE;
    page.truncate(PAGE);
    let next = page.last().filter(|_| more).map(|last| last.path.clone());
    let (mut children, mut unseen) = (Vec::new(), 0);
    for child in page {
        if cx.may(Verb::SeeOrganisation, &child).is_err() {
            unseen += 1;
            continue;
        }
        let facts = organisation::facts_on(link, child.id, on).await?;
        children.push((child.id, facts.unwrap_or_else(|| child.facts())));
    }
    Ok((children, unseen, next))
}
