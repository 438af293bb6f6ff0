//! 待办: what a person has to do, by the roles that they hold, with deadlines; then how what they
//! look after stands.

use jiff::civil::Date;
use model::authority::{Role, Verb};
use model::campaign::{self as campaigns, WindowState};
use model::evaluation::State;
use model::id::{CampaignId, OrgId};
use model::path::OrgPath;
use store::organisation::{self, Organisation};
use store::record;

use crate::assessment::{RoundOf, confirms_at};
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
        /// Which round.
        of: RoundOf,
        /// The campaign's name.
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
        /// The campaign and its period.
        of: RoundOf,
        /// The campaign's name.
        name: String,
        /// Branches that are not submitted yet.
        open: u32,
        /// All of them.
        all: u32,
        /// Those among them that are of a secretary before.
        former: u32,
        /// Those that were sent back.
        sent_back: u32,
        /// The first that is open and has checked itself, and which round it is.
        next: Option<(OrgId, RoundOf)>,
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
        /// The campaign and its period.
        of: RoundOf,
        /// The campaign's name.
        name: String,
        /// How many.
        waiting: u32,
        /// The first of them, and which round it is.
        next: Option<(OrgId, RoundOf)>,
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
        /// Branches that it evaluates, each once more for a secretary before.
        all: u32,
        /// Those among them that are of a secretary before.
        former: u32,
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
        WindowState::NotYet(_) | WindowState::Ended => None,
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
        if due.is_main {
            let official = store::evaluation::official(&mut link, org, campaign.id).await?;
            home.stands.push(Stand {
                org: found.clone(),
                campaign: campaign.id,
                name: campaign.facts.name.clone(),
                come: Come::Branch { self_checked, is_rated: official.is_some() },
            });
        }
        // Of the other periods those alone that were put off.
        let is_on = campaign.facts.state == campaigns::State::Open
            && (due.is_main || due.period.self_check.is_open());
        let Some(last) = until(due.period.self_check).filter(|_| is_on && !self_checked) else {
            continue;
        };
        let name = match due.is_main {
            true => campaign.facts.name.clone(),
            false => format!("{}({})", campaign.facts.name, due.period.period.title),
        };
        let returned = kept.and_then(|kept| kept.given_back());
        let what = What::SelfCheck {
            of: due.round(),
            name,
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
        let main = evaluation::desk(cx, org.id, campaign.id).await?;
        let all = main.branches.iter();
        let confirmed = all.clone().filter(|one| one.state == Some(State::Confirmed));
        let (all, confirmed) = (number(all), number(confirmed));
        let come = Come::Committee { all, former: former(&main), confirmed };
        let (id, name) = (campaign.id, campaign.facts.name.clone());
        home.stands.push(Stand { org: org.clone(), campaign: id, name, come });
        for other in &main.others {
            let of = RoundOf::period(id, other.number);
            let desk = evaluation::desk(cx, org.id, of).await?;
            of_desk(cx, &desk, home);
        }
        of_desk(cx, &main, home);
    }
    Ok(())
}

fn number<T>(of: impl Iterator<Item = T>) -> u32 {
    u32::try_from(of.count()).unwrap_or(u32::MAX)
}

/// How many of a list are of a secretary before.
fn former(desk: &evaluation::Desk) -> u32 {
    number(desk.branches.iter().filter(|one| one.former.is_some()))
}

/// What is to be done of a committee's list. What other periods than the one that matters now have
/// left open is due where somebody put it off; what was submitted is due in any.
fn of_desk(cx: &Cx, desk: &evaluation::Desk, home: &mut Home) {
    let org = &desk.committee;
    let is_main = desk.of.period.is_none();
    let name = match is_main {
        true => desk.campaign.facts.name.clone(),
        false => format!("{}({})", desk.campaign.facts.name, desk.period.period.title),
    };
    let is_due = |one: &&evaluation::OfBranch| one.is_open() && (is_main || one.window.is_open());
    let open_ones = desk.branches.iter().filter(is_due);
    let open = number(open_ones.clone());
    // One that is put off ends last.
    let put_off = open_ones.clone().filter(|one| one.window.is_open());
    let last = put_off.filter_map(|one| until(one.window)).max();
    let until = last.or(until(desk.period.evaluation));
    if open > 0 && until.is_some() {
        let ready = open_ones.clone().find(|one| one.self_checked.is_some());
        let next = ready.or_else(|| open_ones.clone().next());
        let next = next.map(|one| (one.enrolled.branch, desk.round(one)));
        let (all, former) = (number(desk.branches.iter()), former(desk));
        let sent_back = number(open_ones.filter(|one| one.sent_back.is_some()));
        let name = name.clone();
        let what = What::Evaluate { of: desk.of, name, open, all, former, sent_back, next };
        home.todos.push(Todo { org: org.clone(), what, until });
    }
    let is_waiting = |one: &&evaluation::OfBranch| one.state == Some(State::Submitted);
    let mut waiting_ones = desk.branches.iter().filter(is_waiting);
    let waiting = number(waiting_ones.clone());
    if waiting > 0 && confirms_at(cx, org.id) {
        let next = waiting_ones.next().map(|one| (one.enrolled.branch, desk.round(one)));
        let what = What::Confirm { of: desk.of, name, waiting, next };
        home.todos.push(Todo { org: org.clone(), what, until });
    }
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
