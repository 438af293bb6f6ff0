//! Looking at campaigns: the list, one's page, who takes part.

use std::sync::Arc;

use jiff::Timestamp;
use model::Scheme;
use model::authority::Verb;
use model::campaign::State;
use model::id::{CampaignId, OrgId};
use model::organisation::OrgKind;
use model::path::OrgPath;
use store::campaign::{self, Campaign, Document, Enrolled, Extension, LocalPart, Task, Version};
use store::organisation::{self, Organisation};
use store::{Link, standing, tally};

use super::current::{PeriodNow, parts_for, periods};
use super::scheme::scheme_of;
use super::scope::not_joined;
use super::{seen, visible};
use crate::cx::Cx;
use crate::refusal::Refusal;

/// Branches of a page.
const PAGE: i64 = 50;

/// Extensions and versions that a page shows.
const SHOWN: i64 = 50;

/// Campaigns that a person may see, the latest first.
///
/// # Errors
/// [`Refusal`], as for all here.
pub async fn campaigns(cx: &Cx) -> Result<Vec<Campaign>, Refusal> {
    let mut link = cx.link().await?;
    let tops: Vec<OrgPath> = cx.tops().into_iter().map(|top| top.path.clone()).collect();
    let mut found: Vec<Campaign> = Vec::new();
    for top in &tops {
        for campaign in campaign::seen_from(&mut link, top).await? {
            if found.iter().any(|known| known.id == campaign.id) {
                continue;
            }
            let owner = organisation::find(&mut link, campaign.org).await?;
            let Some(owner) = owner else { continue };
            if visible(cx, &mut link, &campaign, &owner).await? {
                found.push(campaign);
            }
        }
    }
    found.sort_by(|one, other| {
        (other.facts.days.from, other.id).cmp(&(one.facts.days.from, one.id))
    });
    Ok(found)
}

/// What a campaign's page shows.
#[derive(Clone, Debug)]
pub struct View {
    /// The campaign.
    pub campaign: Campaign,
    /// Its scheme, once it has one.
    pub scheme: Option<Arc<Scheme>>,
    /// Its periods as they are today: for a branch with its extensions, else for all.
    pub periods: Vec<PeriodNow>,
    /// Its documents, those that were withdrawn left out, each with what it asks for.
    pub documents: Vec<(Document, Vec<Task>)>,
    /// Documents that were withdrawn; for who sets it up.
    pub withdrawn: Vec<Document>,
    /// Parts that organisations added: for who stands in their subtrees or above.
    pub local_parts: Vec<LocalPart>,
    /// Of whom the figures are: the highest that this person may see into.
    pub scope: Organisation,
    /// Branches there that take part, and as of when.
    pub enrolled: (i64, Option<Timestamp>),
    /// Branches in its scope that take no part yet; for who sets it up, while it is open.
    pub not_joined: u64,
    /// Where the scope is a branch: as what it takes part; none where it doesn't.
    pub own: Option<Enrolled>,
    /// Units that the scope names.
    pub units: Vec<Organisation>,
    /// Last days that were put off there, the latest first.
    pub extensions: Vec<Extension>,
    /// What was said of it, the latest first; for who sets it up.
    pub versions: Vec<Version>,
    /// Whether this person sets it up.
    pub may_set_up: bool,
    /// Organisations at which this person may add a part of their own.
    pub may_add_local: Vec<Organisation>,
}

/// A document, with what its page shows.
#[derive(Clone, Debug)]
pub struct DocumentView {
    /// The campaign.
    pub campaign: Campaign,
    /// Its scheme, once it has one.
    pub scheme: Option<Arc<Scheme>>,
    /// The document.
    pub document: Document,
    /// What it asks for.
    pub tasks: Vec<Task>,
    /// Whether this person sets the campaign up.
    pub may_set_up: bool,
}

/// A campaign's page.
///
/// # Errors
/// [`Refusal::Unseen`].
pub async fn view(cx: &Cx, id: CampaignId) -> Result<View, Refusal> {
    let mut link = cx.link().await?;
    let (campaign, owner) = seen(cx, &mut link, id).await?;
    let scope = scope(cx, &mut link, &owner).await?;
    let scheme = match &campaign.facts.scheme {
        Some(digest) => Some(scheme_of(&cx.app, &mut link, digest).await?),
        None => None,
    };
    let own = match scope.kind {
        OrgKind::Branch => campaign::of_branch(&mut link, scope.id, id).await?,
        _ => None,
    };
    let own = own.filter(|(row, _)| row.to.is_none());
    let (own, of_own) = own.map_or((None, Vec::new()), |(row, all)| (Some(row), all));
    let parts = campaign::local_parts(&mut link, id).await?;
    let parts = match scope.kind {
        OrgKind::Branch => {
            let evaluator = own.as_ref().map_or(scope.id, |row| row.committee);
            parts_for(&mut link, parts, evaluator).await?
        }
        _ => parts
            .into_iter()
            .filter(|part| part.path.holds(&scope.path) || scope.path.holds(&part.path))
            .collect(),
    };
    let may_set_up = cx.may(Verb::SetUpCampaign, &owner).is_ok();
    let mut units = Vec::new();
    for unit in &campaign.facts.units {
        units.extend(organisation::find(&mut link, *unit).await?);
    }
    let not_joined = match may_set_up && campaign.facts.state == State::Open {
        true => not_joined(&mut link, &campaign).await?,
        false => 0,
    };
    let (withdrawn, documents) =
        campaign::documents(&mut link, id).await?.into_iter().partition(is_withdrawn);
    Ok(View {
        not_joined,
        periods: periods(&campaign, &of_own, cx.today()),
        documents: with_tasks(&mut link, id, documents).await?,
        withdrawn: if may_set_up { withdrawn } else { Vec::new() },
        enrolled: counted(cx, &mut link, id, &scope).await?,
        extensions: campaign::extensions(&mut link, id, &scope.path, SHOWN).await?,
        versions: match may_set_up {
            true => campaign::versions(&mut link, id, SHOWN).await?,
            false => Vec::new(),
        },
        may_add_local: may_add(cx, &mut link, &campaign, &owner).await?,
        local_parts: parts,
        campaign,
        scheme,
        scope,
        own,
        units,
        may_set_up,
    })
}

/// A document's page: the campaign, the document and what it asks for. One that was withdrawn is
/// seen by who sets the campaign up.
///
/// # Errors
/// [`Refusal::Unseen`].
pub async fn document(cx: &Cx, id: CampaignId, number: u32) -> Result<DocumentView, Refusal> {
    let mut link = cx.link().await?;
    let (campaign, owner) = seen(cx, &mut link, id).await?;
    let scheme = match &campaign.facts.scheme {
        Some(digest) => Some(scheme_of(&cx.app, &mut link, digest).await?),
        None => None,
    };
    Ok(DocumentView {
        document: seen_document(cx, &mut link, (id, number), &owner).await?,
        tasks: campaign::tasks(&mut link, id, number).await?,
        may_set_up: cx.may(Verb::SetUpCampaign, &owner).is_ok(),
        campaign,
        scheme,
    })
}

/// A document of a campaign that somebody sees.
pub(super) async fn seen_document(
    cx: &Cx,
    link: &mut Link,
    (id, number): (CampaignId, u32),
    owner: &Organisation,
) -> Result<Document, Refusal> {
    let document = campaign::document(link, id, number).await?;
    let may = |one: &Document| !is_withdrawn(one) || cx.may(Verb::SetUpCampaign, owner).is_ok();
    document.filter(may).ok_or(Refusal::Unseen)
}

/// Of whom a person sees figures: the owner, or else the highest of their own below it.
async fn scope(cx: &Cx, link: &mut Link, owner: &Organisation) -> Result<Organisation, Refusal> {
    let tops = cx.tops();
    if tops.iter().any(|top| top.path.holds(&owner.path)) {
        return Ok(owner.clone());
    }
    let own = tops.iter().find(|top| owner.path.holds(&top.path)).map(|top| top.org);
    let own = own.ok_or(Refusal::Unseen)?;
    organisation::find(link, own).await?.ok_or(Refusal::Unseen)
}

async fn counted(
    cx: &Cx,
    link: &mut Link,
    id: CampaignId,
    scope: &Organisation,
) -> Result<(i64, Option<Timestamp>), Refusal> {
    let tally = tally::of(link, scope, id, cx.now()).await?;
    let count = tally.figures.iter().map(|(_, figures)| figures.get(standing::ENROLLED)).sum();
    Ok((count, tally.as_of))
}

fn is_withdrawn(document: &Document) -> bool {
    document.withdrawn.is_some()
}

async fn with_tasks(
    link: &mut Link,
    id: CampaignId,
    documents: Vec<Document>,
) -> Result<Vec<(Document, Vec<Task>)>, Refusal> {
    let tasks = campaign::tasks_of_campaign(link, id).await?;
    let with_tasks = documents.into_iter().map(|document| {
        let own = tasks.iter().filter(|task| task.document == document.number);
        let own = own.cloned().collect();
        (document, own)
    });
    Ok(with_tasks.collect())
}

/// Where a person may add a part of their own: organisations below the owner where they are an
/// officer.
async fn may_add(
    cx: &Cx,
    link: &mut Link,
    campaign: &Campaign,
    owner: &Organisation,
) -> Result<Vec<Organisation>, Refusal> {
    let mut orgs = Vec::new();
    if campaign.facts.state == State::Closed {
        return Ok(orgs);
    }
    for grant in &cx.grants {
        if grant.org == owner.id || !owner.path.holds(&grant.path) {
            continue;
        }
        let Some(org) = organisation::find(link, grant.org).await? else { continue };
        if cx.may(Verb::PublishScheme, &org).is_ok() {
            orgs.push(org);
        }
    }
    Ok(orgs)
}

/// Branches that take part, a page of them.
#[derive(Clone, Debug)]
pub struct Branches {
    /// The campaign.
    pub campaign: Campaign,
    /// Of whom they are.
    pub scope: Organisation,
    /// The branches, each with who evaluates it, and whether this person may put its last day off.
    pub rows: Vec<(Enrolled, Option<Organisation>, bool)>,
    /// Whether there are more behind the last one.
    pub more: bool,
    /// How many there are in all, and as of when.
    pub enrolled: (i64, Option<Timestamp>),
}

/// Branches at and below an organisation that take part, behind a place in their order; without
/// an organisation, all that this person may see. With a piece of a name, those that are called so.
///
/// # Errors
/// [`Refusal`]; of the field `text` where the name is too short or too long to look for.
pub async fn branches(
    cx: &Cx,
    id: CampaignId,
    org: Option<OrgId>,
    named: &str,
    after: &OrgPath,
) -> Result<Branches, Refusal> {
    Refusal::unless_sought("text", named)?;
    let mut link = cx.link().await?;
    let (campaign, owner) = seen(cx, &mut link, id).await?;
    let scope = match org {
        Some(org) => {
            let org = organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
            let is_inside = cx.tops().iter().any(|top| top.path.holds(&org.path));
            if !is_inside || !owner.path.holds(&org.path) {
                return Err(Refusal::Unseen);
            }
            org
        }
        None => scope(cx, &mut link, &owner).await?,
    };
    let mut found = match named.trim() {
        "" => campaign::within(&mut link, id, &scope.path, after, PAGE + 1).await?,
        named => campaign::called(&mut link, id, &scope.path, named, after, PAGE + 1).await?,
    };
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = found.len() > page;
    found.truncate(page);
    let mut rows: Vec<(Enrolled, Option<Organisation>, bool)> = Vec::new();
    for row in found {
        let known =
            rows.iter().find_map(|(_, org, _)| org.as_ref().filter(|o| o.id == row.committee));
        let evaluator = match known {
            Some(org) => Some(org.clone()),
            None => organisation::find(&mut link, row.committee).await?,
        };
        let branch = organisation::find(&mut link, row.branch).await?;
        let is_open = campaign.facts.state == State::Open;
        let may = branch.is_some_and(|branch| cx.may(Verb::ExtendWindow, &branch).is_ok());
        rows.push((row, evaluator, may && is_open));
    }
    let enrolled = counted(cx, &mut link, id, &scope).await?;
    Ok(Branches { campaign, scope, rows, more, enrolled })
}
