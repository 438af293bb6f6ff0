//! Branches are laid some committees at a time, stage by stage, each stage on its own day.

use jiff::Timestamp;
use model::authority::{Permit, Role, Verb};
use model::event::Event;
use model::id::{CampaignId, TermId};
use model::progress::{InPeriod, Progress};
use model::self_check::SelfCheck;
use model::{evaluation as evaluated, id::OrgId};
use store::person::Person;
use store::record::Entry;
use store::roster::Named;
use store::standing::{self, Standing};
use store::{attachment, evaluation, post, record, roster, self_check};

use super::branch::{self, Branch, Fate, Place};
use super::{AT_ONCE, Actor, Work, assess, ledger};
use crate::assessment::{Grounds, official_of};
use crate::refusal::Refusal;

/// A committee's people, and which of the branches are theirs.
struct Desk {
    org: OrgId,
    supervisor: Actor,
    administrator: Actor,
    branches: std::ops::Range<usize>,
}

/// What a branch that has begun its self-check gave itself.
struct Checked {
    at: usize,
    desk: usize,
    grounds: Vec<Grounds>,
    check: SelfCheck,
    points: Vec<Option<model::Points>>,
}

impl Work<'_> {
    pub(super) async fn lay_branches(
        &mut self,
        manager: &Actor,
        campaign: CampaignId,
    ) -> Result<(), Refusal> {
        let mut first = 0;
        while first < self.tree.committees.len() {
            let (mut last, mut count) = (first, 0);
            while last < self.tree.committees.len() && (count == 0 || count < AT_ONCE) {
                count += self.tree.committees[last].branches.len();
                last += 1;
            }
            self.lay_some(manager, campaign, first..last).await?;
            first = last;
        }
        Ok(())
    }

    async fn lay_some(
        &mut self,
        manager: &Actor,
        campaign: CampaignId,
        committees: std::ops::Range<usize>,
    ) -> Result<(), Refusal> {
        let mut branches = Vec::new();
        for committee in committees.clone() {
            self.invent(committee, &mut branches);
        }
        let desks = self.lay_people(manager, committees, &branches).await?;
        self.lay_records(&branches, true).await?;
        self.lay_records(&branches, false).await?;
        let mut checked = self.check(&branches, &desks);
        self.lay_checks(&branches, &checked, campaign).await?;
        self.lay_evaluations(&branches, &desks, &mut checked, campaign).await?;
        self.lay_confirmations(&branches, &desks, &checked, campaign).await
    }

    fn invent(&mut self, committee: usize, branches: &mut Vec<Branch>) {
        for (number, unit) in self.tree.committees[committee].branches.iter().enumerate() {
            let drawn = Fate::draw(&mut self.seed);
            let shown = Fate::SHOWN.get(number).filter(|_| committee == 0);
            let quality = match shown {
                Some(_) => 88,
                None => branch::quality(&mut self.seed),
            };
            let fate = shown.copied().unwrap_or(drawn);
            let (org, path, sector) = (unit.id, unit.path.clone(), unit.facts.sector);
            let place = Place { org, path, sector, fate, quality };
            let (times, scheme) = (&self.times, &self.scheme);
            branches.push(branch::invent(times, scheme, place, self.is_brief, &mut self.seed));
        }
    }

    /// Enters rosters, secretaries and those who evaluate.
    async fn lay_people(
        &mut self,
        manager: &Actor,
        committees: std::ops::Range<usize>,
        branches: &[Branch],
    ) -> Result<Vec<Desk>, Refusal> {
        let mut write = self.write(self.times.founded).await?;
        let (mut permits, mut posts) = (Vec::new(), Vec::new());
        for one in branches {
            permits.push(one.secretary.may(Verb::KeepRoster, one.org, &one.path)?);
            posts.push(manager.may(Verb::Appoint, one.org, &one.path)?);
        }
        let people: Vec<Person> =
            branches.iter().flat_map(|one| &one.roster.people).cloned().collect();
        for (one, permit) in branches.iter().zip(&permits) {
            roster::found_cells(&mut write, permit, &one.roster.cells).await?;
        }
        let rosters: Vec<(&Permit, &[Named])> =
            permits.iter().zip(branches).map(|(p, one)| (p, &*one.roster.members)).collect();
        roster::enter_all(&mut write, &people, &rosters).await?;
        let posts: Vec<_> = posts.iter().zip(branches).map(|(p, one)| (p, &one.post)).collect();
        post::appoint_all(&mut write, &posts).await?;
        let mut desks = Vec::new();
        let mut from = 0;
        for committee in committees {
            let unit = self.tree.committees[committee].unit;
            let to = from + self.tree.committees[committee].branches.len();
            let is_large = committee == 0;
            let mut of = [Role::Supervisor, Role::CommitteeAdministrator].into_iter();
            let mut logins = ["dudao", "dangwei"].into_iter();
            let mut actors = Vec::new();
            for role in of.by_ref() {
                let login = logins.next().filter(|_| is_large);
                actors.push(self.appoint_at(&mut write, manager, unit, role, login).await?);
            }
            let org = self.tree.units[unit].id;
            let [supervisor, administrator] =
                <[Actor; 2]>::try_from(actors).map_err(|_| Refusal::Stale)?;
            desks.push(Desk { org, supervisor, administrator, branches: from..to });
            if is_large {
                self.lay_shown(&mut write, manager, branches).await?;
            }
            from = to;
        }
        self.commit(write, branches.len(), people.len()).await?;
        Ok(desks)
    }

    /// Accounts of the first branches of the large committee.
    async fn lay_shown(
        &mut self,
        write: &mut store::Write,
        manager: &Actor,
        branches: &[Branch],
    ) -> Result<(), Refusal> {
        let names: Vec<String> = self.tree.committees[0]
            .branches
            .iter()
            .map(|unit| unit.facts.name.as_str().to_owned())
            .collect();
        let makes = (manager, Verb::MakeAccounts);
        let logins = ["shuji", "shuji2", "shuji3"];
        for ((one, login), name) in branches.iter().zip(logins).zip(&names) {
            let person = &one.roster.people[0];
            self.account(write, makes, (one.org, &one.path), person, login).await?;
            self.list(login, &person.name, name.clone(), None);
        }
        let (Some(one), Some(name)) = (branches.first(), names.first()) else { return Ok(()) };
        // The clerk is a member of the branch, too.
        let person = one.roster.people[1].clone();
        let post = self.appointment(person.id, Role::Clerk);
        let permit = manager.may(Verb::Appoint, one.org, &one.path)?;
        post::appoint(write, &permit, &post).await?;
        self.account(write, makes, (one.org, &one.path), &person, "lianluo").await?;
        self.list("lianluo", &person.name, name.clone(), None);
        Ok(())
    }

    /// Enters the records of the first weeks, or the later ones.
    async fn lay_records(&mut self, branches: &[Branch], is_early: bool) -> Result<(), Refusal> {
        let at: Timestamp = if is_early { self.times.early } else { self.times.later };
        let mut write = self.write(at).await?;
        let mut kept: Vec<(Permit, &Entry)> = Vec::new();
        for one in branches {
            for record in one.records.iter().filter(|record| record.is_early == is_early) {
                let permit = one.secretary.may(Verb::KeepLedger, one.org, &one.path)?;
                kept.push((permit, &record.entry));
            }
        }
        for (permit, entry) in &kept {
            for file in &entry.files {
                attachment::keep(&mut write, permit, entry.id, file, ledger::PLAN).await?;
            }
        }
        if self.is_brief {
            let all: Vec<(&Permit, &Entry)> = kept.iter().map(|(p, entry)| (p, *entry)).collect();
            record::submit_new(&mut write, &all).await?;
        } else {
            for (permit, entry) in &kept {
                record::submit_new(&mut write, &[(permit, *entry)]).await?;
                let event = Event::RecordSubmitted { record: entry.id };
                self.tell(&mut write, permit.org(), permit.person(), event).await?;
            }
        }
        self.commit(write, branches.len(), 0).await
    }

    /// What branches give themselves, over what the rules make of their ledgers.
    fn check(&mut self, branches: &[Branch], desks: &[Desk]) -> Vec<Checked> {
        let mut checked = Vec::new();
        for (desk, of) in desks.iter().enumerate() {
            for at in of.branches.clone() {
                let one = &branches[at];
                if one.fate < Fate::Draft {
                    continue;
                }
                let grounds = one.grounds(&self.times, &self.scheme);
                let quality = one.quality;
                let check = assess::self_check(&self.scheme, &grounds, quality, &mut self.seed);
                checked.push(Checked { at, desk, grounds, check, points: Vec::new() });
            }
        }
        checked
    }

    async fn lay_checks(
        &mut self,
        branches: &[Branch],
        checked: &[Checked],
        campaign: CampaignId,
    ) -> Result<(), Refusal> {
        let mut write = self.write(self.times.checked).await?;
        for Checked { at, check, .. } in checked {
            let one = &branches[*at];
            let (person, org) = (one.secretary.person, one.org);
            let permit = one.secretary.may(Verb::SubmitSelfCheck, org, &one.path)?;
            let round = one.round(campaign);
            self_check::begin(&mut write, &permit, one.check, &round, check).await?;
            if one.fate == Fate::Draft {
                continue;
            }
            let version = self_check::submit(&mut write, &permit, one.check, 1, check).await?;
            let version = version.ok_or(Refusal::Stale)?;
            let event = Event::SelfCheckSubmitted { self_check: one.check, version };
            self.tell(&mut write, org, person, event).await?;
        }
        self.commit(write, branches.len(), 0).await
    }

    /// What supervisors did: gave back, began, submitted.
    async fn lay_evaluations(
        &mut self,
        branches: &[Branch],
        desks: &[Desk],
        checked: &mut [Checked],
        campaign: CampaignId,
    ) -> Result<(), Refusal> {
        let mut write = self.write(self.times.evaluated).await?;
        for Checked { at, desk, grounds, check, points } in checked {
            let (one, desk) = (&branches[*at], &desks[*desk]);
            let (org, by) = (one.org, &desk.supervisor);
            if one.fate == Fate::Returned {
                let permit = by.may(Verb::ReturnSelfCheck, org, &one.path)?;
                let why = "第 5.1 项只写了“已完成”,请附上问题清单或写明情况";
                self_check::give_back(&mut write, &permit, one.check, why).await?;
                let event = Event::SelfCheckReturned { self_check: one.check };
                self.tell(&mut write, org, by.person, event).await?;
            }
            if one.fate < Fate::Begun {
                continue;
            }
            let permit = by.may(Verb::Evaluate, org, &one.path)?;
            let quality = one.quality;
            let mut lines = assess::lines(&self.scheme, grounds, check, quality, &mut self.seed);
            if one.fate == Fate::Begun {
                lines.truncate(self.seed.between(4, 12));
            }
            let round = one.round(campaign);
            evaluation::begin(&mut write, &permit, one.evaluation, &round, desk.org).await?;
            evaluation::give(&mut write, &permit, one.evaluation, &lines).await?;
            let (evaluation, criteria) = (one.evaluation, lines.len() as u32);
            let event = Event::CriteriaEvaluated { evaluation, criteria };
            self.tell(&mut write, org, by.person, event).await?;
            if one.fate > Fate::Begun {
                evaluation::submit(&mut write, &permit, evaluation).await?;
                let event = Event::EvaluationSubmitted { evaluation };
                self.tell(&mut write, org, by.person, event).await?;
            }
            *points = evaluated::points(&lines, &self.scheme);
        }
        self.commit(write, branches.len(), 0).await
    }

    /// What administrators confirmed, and with it how every branch stands.
    async fn lay_confirmations(
        &mut self,
        branches: &[Branch],
        desks: &[Desk],
        checked: &[Checked],
        campaign: CampaignId,
    ) -> Result<(), Refusal> {
        let mut write = self.write(self.times.confirmed).await?;
        for one_checked in checked {
            let (one, by) = (&branches[one_checked.at], &desks[one_checked.desk].administrator);
            let permit = by.may(Verb::ConfirmEvaluation, one.org, &one.path)?;
            if one.fate == Fate::Confirmed {
                evaluation::confirm(&mut write, &permit, one.evaluation).await?;
            }
            let figures = self.progress(one, one_checked).figures();
            let standing = Standing { sector: one.sector, figures };
            standing::put_for(&mut write, &permit, campaign, TermId::NONE, &standing).await?;
            if one.fate == Fate::Confirmed {
                let event = Event::EvaluationConfirmed { evaluation: one.evaluation };
                self.tell(&mut write, one.org, by.person, event).await?;
            }
        }
        self.commit(write, branches.len(), 0).await
    }

    fn progress(&self, one: &Branch, checked: &Checked) -> Progress {
        let state = match one.fate {
            Fate::Begun => Some(evaluated::State::Draft),
            Fate::Submitted => Some(evaluated::State::Submitted),
            Fate::Confirmed => Some(evaluated::State::Confirmed),
            _ => None,
        };
        let self_checked = one.fate.is_checked();
        let period = InPeriod { period: 1, self_checked, evaluation: state };
        let own = || Some(checked.check.own(&self.scheme));
        let is_official = one.fate == Fate::Confirmed;
        let official = is_official.then(|| official_of(&checked.points, own(), &self.scheme));
        Progress { periods: vec![period], official }
    }
}
