//! 待办: what a person has to do, by the roles that they hold, with deadlines.

use jiff::civil::Date;
use model::authority::{Role, Verb};
use model::campaign::{Stage, WindowState};
use model::evaluation::State;
use model::id::{CampaignId, OrgId};
use model::path::OrgPath;
use store::organisation::{self, Organisation};
use store::record;

use crate::campaign;
use crate::cx::Cx;
use crate::refusal::Refusal;
use crate::{evaluation, self_check};

/// Something to do.
#[derive(Clone, Debug)]
pub struct Todo {
    /// For which organisation.
    pub org: Organisation,
    /// What.
    pub what: What,
    /// Until when; none where it has no date.
    pub until: Option<Date>,
}

/// What is to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Check oneself in a campaign; with the reason where it was given back.
    SelfCheck {
        /// The campaign.
        campaign: CampaignId,
        /// Its name.
        name: String,
        /// Whether a draft was begun.
        begun: bool,
        /// Why it was given back, where it was.
        returned: Option<String>,
    },
    /// Records that are drafts.
    Drafts {
        /// How many.
        count: u32,
    },
    /// Branches of a committee to evaluate.
    Evaluate {
        /// The campaign.
        campaign: CampaignId,
        /// Its name.
        name: String,
        /// Branches that are not submitted yet.
        open: u32,
        /// All of them.
        all: u32,
        /// Those that were sent back.
        sent_back: u32,
        /// The first that is open and has checked itself.
        next: Option<OrgId>,
    },
    /// Evaluations that wait to be confirmed.
    Confirm {
        /// The campaign.
        campaign: CampaignId,
        /// Its name.
        name: String,
        /// How many.
        waiting: u32,
        /// The first of them.
        next: Option<OrgId>,
    },
    /// How a campaign goes below a department.
    Follow {
        /// The campaign.
        campaign: CampaignId,
        /// Its name.
        name: String,
        /// Branches that take part.
        enrolled: i64,
        /// Those that have checked themselves in the period.
        self_checked: i64,
        /// Those that are rated in it.
        rated: i64,
        /// The period's number.
        period: u32,
    },
}

/// Everything that a person has to do, what ends first at first.
///
/// # Errors
/// [`Refusal`].
pub async fn todos(cx: &Cx) -> Result<Vec<Todo>, Refusal> {
    let mut todos = Vec::new();
    let mut orgs: Vec<OrgId> = Vec::new();
    for grant in &cx.grants {
        if matches!(grant.role, Role::Secretary | Role::Clerk) && !orgs.contains(&grant.org) {
            orgs.push(grant.org);
        }
    }
    for org in orgs {
        todos.extend(of_branch(cx, org).await?);
    }
    todos.extend(of_committee(cx).await?);
    todos.extend(of_department(cx).await?);
    // What has no date comes last.
    todos.sort_by_key(|todo| (todo.until.is_none(), todo.until));
    Ok(todos)
}

/// The last day of a window that is open.
fn until(window: WindowState) -> Option<Date> {
    match window {
        WindowState::Open(last) | WindowState::Extended(last) => Some(last),
        WindowState::NotYet(_) | WindowState::Over(_) => None,
    }
}

async fn of_branch(cx: &Cx, org: OrgId) -> Result<Vec<Todo>, Refusal> {
    let mut todos = Vec::new();
    let mut link = cx.link().await?;
    let found = organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
    for due in self_check::due(cx, org).await? {
        let is_submitted =
            due.kept.as_ref().is_some_and(|kept| kept.state == model::self_check::State::Submitted);
        let Some(last) = until(due.period.self_check).filter(|_| !is_submitted) else { continue };
        let returned = due.kept.as_ref().and_then(|kept| kept.returned.as_ref());
        let what = What::SelfCheck {
            campaign: due.current.campaign.id,
            name: due.current.campaign.facts.name.clone(),
            begun: due.kept.is_some(),
            returned: returned.map(|(_, why)| why.clone()),
        };
        todos.push(Todo { org: found.clone(), what, until: Some(last) });
    }
    let drafts = record::drafts(&mut link, org, i64::from(u16::MAX)).await?;
    if !drafts.is_empty() {
        let count = u32::try_from(drafts.len()).unwrap_or(u32::MAX);
        todos.push(Todo { org: found, what: What::Drafts { count }, until: None });
    }
    Ok(todos)
}

async fn of_committee(cx: &Cx) -> Result<Vec<Todo>, Refusal> {
    let mut todos = Vec::new();
    for (org, campaign) in evaluation::desks(cx).await? {
        let desk = evaluation::desk(cx, org.id, campaign.id).await?;
        let until = until(desk.period.window(Stage::Evaluation));
        let count = |is: &dyn Fn(&&evaluation::OfBranch) -> bool| {
            u32::try_from(desk.branches.iter().filter(is).count()).unwrap_or(u32::MAX)
        };
        let is_open = |one: &&evaluation::OfBranch| one.state.is_none_or(|s| s == State::Draft);
        let is_waiting = |one: &&evaluation::OfBranch| one.state == Some(State::Submitted);
        let mut open_ones = desk.branches.iter().filter(is_open);
        let ready = open_ones.clone().find(|one| one.self_checked.is_some());
        let next = ready.or_else(|| open_ones.next()).map(|one| one.enrolled.branch);
        let (id, name) = (campaign.id, campaign.facts.name.clone());
        let open = count(&is_open);
        if open > 0 && until.is_some() {
            let what = What::Evaluate {
                campaign: id,
                name: name.clone(),
                open,
                all: count(&|_| true),
                sent_back: count(&|one| one.sent_back.is_some()),
                next,
            };
            todos.push(Todo { org: org.clone(), what, until });
        }
        let confirms = cx.grants.iter().any(|grant| {
            let roles = [Role::CommitteeAdministrator, Role::DepartmentOfficer];
            grant.org == org.id && roles.contains(&grant.role)
        });
        let waiting = count(&is_waiting);
        if waiting > 0 && confirms {
            let next = desk.branches.iter().find(is_waiting).map(|one| one.enrolled.branch);
            let what = What::Confirm { campaign: id, name, waiting, next };
            todos.push(Todo { org, what, until });
        }
    }
    Ok(todos)
}

async fn of_department(cx: &Cx) -> Result<Vec<Todo>, Refusal> {
    let mut todos = Vec::new();
    let mut link = cx.link().await?;
    let follows = |role| matches!(role, Role::DepartmentOfficer | Role::Leader | Role::Partner);
    let mut orgs: Vec<OrgId> = Vec::new();
    for grant in cx.grants.iter().filter(|grant| follows(grant.role)) {
        if !orgs.contains(&grant.org) {
            orgs.push(grant.org);
        }
    }
    for org in orgs {
        let Some(org) = organisation::find(&mut link, org).await? else { continue };
        cx.may(Verb::SeeResult, &org)?;
        for campaign in campaign::campaigns(cx).await? {
            let touches = campaign.path.holds(&org.path) || org.path.holds(&campaign.path);
            if !touches || campaign.facts.state != model::campaign::State::Open {
                continue;
            }
            let place = OrgPath::above_all();
            let view = crate::overview::view(cx, org.id, campaign.id, None, &place).await?;
            let of = |word: &str| view.figures.get(&format!("p{}.{word}", view.period.number));
            let what = What::Follow {
                campaign: campaign.id,
                name: campaign.facts.name.clone(),
                enrolled: view.figures.get("enrolled"),
                self_checked: of("self"),
                rated: of("rated"),
                period: view.period.number,
            };
            let until = until(view.period.self_check).or(until(view.period.evaluation));
            todos.push(Todo { org: org.clone(), what, until });
        }
    }
    Ok(todos)
}
