//! 待办: what a person has to do, by the roles that they hold, with deadlines; then how what they
//! look after stands.

use jiff::civil::Date;
use model::authority::{Role, Verb};
use model::campaign::{self as campaigns, Stage, WindowState};
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
    /// Branches of an open campaign's scope that take no part yet.
    TakeIn {
        /// The campaign.
        campaign: CampaignId,
        /// Its name.
        name: String,
        /// How many.
        count: u64,
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
}

/// How a campaign stands for an organisation.
#[derive(Clone, Debug)]
pub struct Stand {
    /// The organisation.
    pub org: Organisation,
    /// The campaign.
    pub campaign: CampaignId,
    /// Its name.
    pub name: String,
    /// How far it has come.
    pub come: Come,
}

/// How far a campaign has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Come {
    /// At a branch.
    Branch {
        /// Whether its self-check of the period is submitted.
        self_checked: bool,
        /// Whether an evaluation of it is confirmed: there is a result to read.
        is_rated: bool,
    },
    /// At a committee that evaluates.
    Committee {
        /// Branches that it evaluates.
        all: u32,
        /// Those whose evaluation of the period is confirmed.
        confirmed: u32,
    },
    /// Below a department.
    Department {
        /// Branches that take part.
        enrolled: i64,
        /// Those that have checked themselves in the period.
        self_checked: i64,
        /// Those that are rated in it.
        rated: i64,
    },
}

/// What a person finds first.
#[derive(Clone, Debug, Default)]
pub struct Home {
    /// What is to be done, what ends first at first.
    pub todos: Vec<Todo>,
    /// How what they look after stands.
    pub stands: Vec<Stand>,
}

/// Everything that a person has to do, and how what they look after stands.
///
/// # Errors
/// [`Refusal`].
pub async fn home(cx: &Cx) -> Result<Home, Refusal> {
    let mut home = Home::default();
    for org in held(cx, |role| matches!(role, Role::Secretary | Role::Clerk)) {
        of_branch(cx, org, &mut home).await?;
    }
    of_committees(cx, &mut home).await?;
    of_departments(cx, &mut home).await?;
    // What has no date comes last.
    home.todos.sort_by_key(|todo| (todo.until.is_none(), todo.until));
    Ok(home)
}

/// Organisations at which one of some roles is held, each once.
fn held(cx: &Cx, is: fn(Role) -> bool) -> Vec<OrgId> {
    let mut orgs: Vec<OrgId> = Vec::new();
    for grant in cx.grants.iter().filter(|grant| is(grant.role)) {
        if !orgs.contains(&grant.org) {
            orgs.push(grant.org);
        }
    }
    orgs
}

/// The last day of a window that has begun: one that is over is overdue for whoever isn't done.
fn until(window: WindowState) -> Option<Date> {
    match window {
        WindowState::Open(last) | WindowState::Extended(last) | WindowState::Over(last) => {
            Some(last)
        }
        WindowState::NotYet(_) => None,
    }
}

async fn of_branch(cx: &Cx, org: OrgId, home: &mut Home) -> Result<(), Refusal> {
    let (found, dues) = self_check::due(cx, org).await?;
    let mut link = cx.link().await?;
    for due in dues {
        let campaign = &due.current.campaign;
        let kept = due.kept.as_ref();
        let self_checked =
            kept.is_some_and(|kept| kept.state == model::self_check::State::Submitted);
        let is_rated = store::evaluation::official(&mut link, org, campaign.id).await?.is_some();
        home.stands.push(Stand {
            org: found.clone(),
            campaign: campaign.id,
            name: campaign.facts.name.clone(),
            come: Come::Branch { self_checked, is_rated },
        });
        let is_on = campaign.facts.state == campaigns::State::Open;
        let Some(last) = until(due.period.self_check).filter(|_| is_on && !self_checked) else {
            continue;
        };
        let returned = kept.and_then(|kept| kept.returned.as_ref());
        let what = What::SelfCheck {
            campaign: campaign.id,
            name: campaign.facts.name.clone(),
            begun: kept.is_some(),
            returned: returned.map(|(_, why)| why.clone()),
        };
        home.todos.push(Todo { org: found.clone(), what, until: Some(last) });
    }
    let drafts = record::drafts(&mut link, org, i64::from(u16::MAX)).await?;
    if !drafts.is_empty() {
        let count = u32::try_from(drafts.len()).unwrap_or(u32::MAX);
        home.todos.push(Todo { org: found, what: What::Drafts { count }, until: None });
    }
    Ok(())
}

async fn of_committees(cx: &Cx, home: &mut Home) -> Result<(), Refusal> {
    for (org, campaign) in evaluation::desks(cx).await? {
        let desk = evaluation::desk(cx, org.id, campaign.id).await?;
        let until = until(desk.period.window(Stage::Evaluation));
        let count = |is: &dyn Fn(&&evaluation::OfBranch) -> bool| {
            u32::try_from(desk.branches.iter().filter(is).count()).unwrap_or(u32::MAX)
        };
        let is_open = |one: &&evaluation::OfBranch| one.state.is_none_or(|s| s == State::Draft);
        let is_waiting = |one: &&evaluation::OfBranch| one.state == Some(State::Submitted);
        let is_done = |one: &&evaluation::OfBranch| one.state == Some(State::Confirmed);
        let mut open_ones = desk.branches.iter().filter(is_open);
        let ready = open_ones.clone().find(|one| one.self_checked.is_some());
        let next = ready.or_else(|| open_ones.next()).map(|one| one.enrolled.branch);
        let (id, name) = (campaign.id, campaign.facts.name.clone());
        let (open, all) = (count(&is_open), count(&|_| true));
        let come = Come::Committee { all, confirmed: count(&is_done) };
        home.stands.push(Stand { org: org.clone(), campaign: id, name: name.clone(), come });
        if open > 0 && until.is_some() {
            let sent_back = count(&|one| one.sent_back.is_some());
            let name = name.clone();
            let what = What::Evaluate { campaign: id, name, open, all, sent_back, next };
            home.todos.push(Todo { org: org.clone(), what, until });
        }
        let confirms = cx.grants.iter().any(|grant| {
            let roles = [Role::CommitteeAdministrator, Role::DepartmentOfficer];
            grant.org == org.id && roles.contains(&grant.role)
        });
        let waiting = count(&is_waiting);
        if waiting > 0 && confirms {
            let next = desk.branches.iter().find(is_waiting).map(|one| one.enrolled.branch);
            let what = What::Confirm { campaign: id, name, waiting, next };
            home.todos.push(Todo { org, what, until });
        }
    }
    Ok(())
}

async fn of_departments(cx: &Cx, home: &mut Home) -> Result<(), Refusal> {
    let follows = |role| matches!(role, Role::DepartmentOfficer | Role::Leader | Role::Partner);
    let orgs = held(cx, follows);
    if orgs.is_empty() {
        return Ok(());
    }
    let campaigns = campaign::campaigns(cx).await?;
    for org in orgs {
        let Some(org) = organisation::find(&mut cx.link().await?, org).await? else { continue };
        cx.may(Verb::SeeResult, &org)?;
        for campaign in &campaigns {
            let touches = campaign.path.holds(&org.path) || org.path.holds(&campaign.path);
            if !touches || campaign.facts.state != campaigns::State::Open {
                continue;
            }
            if campaign.org == org.id && cx.may(Verb::SetUpCampaign, &org).is_ok() {
                let count = campaign::not_joined(&mut cx.link().await?, campaign).await?;
                let (id, name) = (campaign.id, campaign.facts.name.clone());
                let what = What::TakeIn { campaign: id, name, count };
                let due = Todo { org: org.clone(), what, until: None };
                home.todos.extend((count > 0).then_some(due));
            }
            let place = OrgPath::above_all();
            let view = crate::overview::view(cx, org.id, campaign.id, None, &place).await?;
            let of = |word: &str| view.figures.get(&format!("p{}.{word}", view.period.number));
            home.stands.push(Stand {
                org: org.clone(),
                campaign: campaign.id,
                name: campaign.facts.name.clone(),
                come: Come::Department {
                    enrolled: view.figures.get("enrolled"),
                    self_checked: of("self"),
                    rated: of("rated"),
                },
            });
        }
    }
    Ok(())
}
