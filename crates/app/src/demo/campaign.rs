//! The invented campaign: the scheme that comes with the program, one document, one period.

use model::authority::Verb;
use model::campaign::{Enrolling, State};
use model::event::Event;
use model::id::CampaignId;
use score::scheme::BUILT_IN;
use store::campaign::{self, Campaign, Document, Facts, Joining, Place, Task};
use store::scheme_pin;

use super::{Actor, Work};
use crate::refusal::Refusal;

/// What the document asks for: what, for which criterion, by how many days from today.
const TASKS: [(&str, &str, i64); 3] = [
    ("制定支部学习教育工作计划", "1.1", -50),
    ("开展四个专题的学习讨论", "3.1", -10),
    ("支部书记讲党课", "3.2", -10),
];

impl Work<'_> {
    /// Publishes the scheme, sets the campaign up and opens it for everybody.
    pub(super) async fn open_campaign(&mut self, officer: &Actor) -> Result<CampaignId, Refusal> {
        let at = self.times.opened;
        let (org, path) = self.top();
        let mut write = self.write(at).await?;
        let permit = officer.may(Verb::PublishScheme, org, &path)?;
        let named = (self.scheme.id.as_str(), self.scheme.version, self.scheme.title.as_str());
        let bytes = BUILT_IN[0].text.as_bytes();
        let digest = scheme_pin::publish(&mut write, &permit, named, bytes).await?;
        let event = Event::SchemePublished { scheme: digest };
        self.tell(&mut write, org, officer.person, event).await?;

        let permit = officer.may(Verb::SetUpCampaign, org, &path)?;
        let id = CampaignId::new(self.seed.identity(at));
        let facts = Facts {
            name: "基层党支部学习教育(演示)".to_owned(),
            scheme: Some(digest),
            days: self.times.campaign(),
            units: Vec::new(),
            sectors: Vec::new(),
            state: State::Draft,
            periods: vec![self.times.period()],
        };
        campaign::found(&mut write, &permit, id, &facts).await?;
        self.tell(&mut write, org, officer.person, Event::CampaignFounded { campaign: id }).await?;
        let owner = self.tree.units[0].facts.name.as_str().to_owned();
        let mut campaign =
            Campaign { id, org, path, owner, facts, version: 1, has_local_parts: false };
        let (document, tasks) = self.document();
        let number = campaign::issue(&mut write, &permit, &campaign, &document, &tasks).await?;
        let event = Event::DocumentChanged { campaign: id, document: number };
        self.tell(&mut write, org, officer.person, event).await?;

        let facts = Facts { state: State::Open, ..campaign.facts.clone() };
        campaign::change(&mut write, &permit, &mut campaign, facts).await?;
        let joining = self.joining();
        let (from, why) = (campaign.facts.days.from, Enrolling::Opening);
        campaign::enrol(&mut write, &permit, &campaign, from, why, &joining).await?;
        let event = Event::CampaignOpened { campaign: id, branches: joining.len() as u64 };
        self.tell(&mut write, org, officer.person, event).await?;
        self.commit(write, joining.len(), 0).await?;
        Ok(id)
    }

    fn document(&self) -> (Document, Vec<Task>) {
        let issued = self.times.day(-62);
        let document = Document {
            number: 1,
            title: "关于做好学习教育考核督查工作的通知(示例)".to_owned(),
            symbol: format!("示组字〔{}〕1号", issued.year()),
            issued,
            content: "本文件是演示用的示例,不是真实文件。".to_owned(),
            at: self.times.opened,
            file: None,
            withdrawn: None,
        };
        let task = |((says, criterion, days), number): (&(&str, &str, i64), u32)| Task {
            document: 1,
            number,
            says: (*says).to_owned(),
            criterion: Some((*criterion).to_owned()),
            due: Some(self.times.day(*days)),
        };
        (document, TASKS.iter().zip(1..).map(task).collect())
    }

    fn joining(&mut self) -> Vec<Joining> {
        let mut joining = Vec::new();
        for committee in &self.tree.committees {
            let evaluator = self.tree.units[committee.unit].id;
            for branch in &committee.branches {
                let place = Place {
                    branch: branch.id,
                    path: branch.path.clone(),
                    parent: branch.parent,
                    sector: branch.facts.sector,
                    committee: evaluator,
                };
                let id = self.seed.identity(self.times.opened);
                joining.push(Joining { place, id, before: None, counts: false });
            }
        }
        joining
    }
}
