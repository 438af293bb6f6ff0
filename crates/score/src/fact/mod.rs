//! Facts: from a branch's records to what rules read. A file a kind of record that has a form; a
//! kind without one answers that it has none yet.

mod attendance;
mod meeting;
mod other;
mod outside;
mod party_lecture;
mod work_plan;

use jiff::civil::Date;
use model::id::MemberId;
use model::scheme::{Fact, Reads};
use model::{Flaw, Place, Points, RecordKind, Scheme};

use model::assessment::Cited;

use crate::case::{Case, Evidence};
use crate::sheet::TopicAttendance;

/// What the ledger answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    /// The records that it would be read off have no form yet.
    NoForm(RecordKind),
    /// It cannot be seen: why, and what to do.
    Unseen(&'static str, &'static str),
    /// What was found, be it nothing.
    Found(Found),
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// How many.
    pub(crate) done: u32,
    /// Of how many, for a ratio; none where it did not come to that.
    pub(crate) due: Option<u32>,
    /// The value of a result from outside.
    pub(crate) value: Option<Points>,
    /// The records, by their days.
    pub(crate) evidence: Vec<Cited>,
    /// The day of each, in order.
    pub(crate) days: Vec<Date>,
    /// What was found, in words: `党课 2 次`.
    pub(crate) says: String,
    /// What lacks where it is not enough: `第 3 专题学习讨论`.
    pub(crate) lacks: String,
    /// How to mend it: `补开并补记`.
    pub(crate) mend: &'static str,
}

impl Found {
    /// So many records.
    fn records<'c>(
        words: &str,
        records: impl Iterator<Item = &'c Evidence>,
        mend: &'static str,
    ) -> Self {
        let (evidence, days): (Vec<Cited>, Vec<Date>) =
            records.map(|record| (record.cited(), record.day)).unzip();
        let done = u32::try_from(evidence.len()).unwrap_or(u32::MAX);
        let says = match done {
            0 => format!("没有{words}的记录"),
            done => format!("{words} {done} 次"),
        };
        Self { done, evidence, days, says, lacks: words.to_owned(), mend, ..Self::default() }
    }
}

/// A branch's records, ready to be asked.
pub(crate) struct Facts<'c> {
    scheme: &'c Scheme,
    case: &'c Case,
    /// Those that count, by day and identity: the order in which they came in is no matter.
    counted: Vec<&'c Evidence>,
    topics: Vec<attendance::Topic<'c>>,
    flaws: Vec<Flaw>,
}

impl<'c> Facts<'c> {
    pub(crate) fn new(scheme: &'c Scheme, case: &'c Case) -> Self {
        let mut flaws = Vec::new();
        let mut counted: Vec<&Evidence> = Vec::new();
        for evidence in case.evidence.iter().filter(|evidence| case.counts(evidence.day)) {
            match evidence.kind.descriptor() {
                Some(form) if evidence.kind_version <= form.version => counted.push(evidence),
                form => {
                    let known = form.map_or(0, |form| form.version);
                    flaws.push(newer(evidence, known));
                }
            }
        }
        let out = case.evidence.iter().filter(|evidence| !case.counts(evidence.day)).count();
        if out > 0 {
            let says = format!("有 {out} 条记录的日期不在考核时间或书记任期内,没有计入");
            flaws.push(Flaw::new(Place::whole(), says));
        }
        counted.sort_by_key(|evidence| (evidence.day, evidence.record));
        counted.dedup_by_key(|evidence| evidence.record);
        let topics = attendance::topics(scheme, case, &counted, &mut flaws);
        Self { scheme, case, counted, topics, flaws }
    }

    /// What the ledger says about a fact; `criterion` is who asks.
    pub(crate) fn ask(&self, reads: &Reads, criterion: &str) -> Answer {
        if let Some(record) = reads.fact.record()
            && record.descriptor().is_none()
        {
            return Answer::NoForm(record);
        }
        match reads.fact {
            Fact::PlanAdopted => work_plan::adopted(self),
            Fact::Mobilisation
            | Fact::Deployment
            | Fact::GroupStudy
            | Fact::OrganisationalLife
            | Fact::AppraisalMeeting => meeting::serving(self, reads.fact),
            Fact::SecretaryDiscusses | Fact::SecretaryAppraised => {
                meeting::with_secretary(self, reads.fact)
            }
            Fact::TopicDiscussion => attendance::discussion(self, reads),
            Fact::TopicAttendance => attendance::ratio(self, reads),
            Fact::TopicsDiscussed => attendance::discussed(self),
            Fact::SecretaryLectures | Fact::Lectures | Fact::InnovativeLectures => {
                party_lecture::lectures(self, reads.fact)
            }
            Fact::OtherEvidence => other::evidence(self, criterion),
            Fact::Outside => outside::result(self, &reads.of),
            // Their kinds have no form yet and were answered above; what they will say is settled
            // with their forms.
            Fact::SecretaryFindsProblems
            | Fact::SecretaryPledges
            | Fact::LearningOutcomes
            | Fact::MemberStandard
            | Fact::PledgesKept
            | Fact::Opinions
            | Fact::Problems
            | Fact::RectificationPlan
            | Fact::ProblemsClosed
            | Fact::MembersAppraised
            | Fact::WechatGroup
            | Fact::WechatTopics
            | Fact::HighlightsSubmitted
            | Fact::HighlightsShared => {
                Answer::Unseen("还读不出这种台账", "由评定者给分并写明依据")
            }
        }
    }

    fn of_kind(&self, kind: RecordKind) -> impl Iterator<Item = &'c Evidence> {
        self.counted.iter().copied().filter(move |evidence| evidence.kind == kind)
    }

    /// The secretary's stays in the branch.
    fn secretary(&self) -> Vec<MemberId> {
        let own = self.case.roster.iter().filter(|m| Some(m.person) == self.case.secretary);
        own.map(|member| member.id).collect()
    }

    pub(crate) fn topics(&self) -> Vec<TopicAttendance> {
        self.topics.iter().map(attendance::Topic::sheet).collect()
    }

    pub(crate) fn into_flaws(self) -> Vec<Flaw> {
        let mut flaws = self.flaws;
        flaws.sort();
        flaws.dedup();
        flaws
    }
}

fn newer(evidence: &Evidence, known: u32) -> Flaw {
    let (word, day) = (evidence.kind.word(), evidence.day);
    let version = evidence.kind_version;
    let says = match known {
        0 => format!("{day} 的{word}还没有表单,没有计入"),
        known => {
            format!(
                "{day} 的{word}是用第 {version} 版表单填的,本程序只认识到第 {known} 版,没有计入"
            )
        }
    };
    Flaw::new(Place::whole(), says)
}
