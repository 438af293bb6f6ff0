//! Self-checks (支部自查): the draft that is typed into, and every version that was submitted.

use jiff::Timestamp;
use model::assessment::Round;
use model::authority::{Permit, Verb};
use model::id::{CampaignId, OrgId, PersonId, SelfCheckId, TermId};
use model::record::Content;
use model::self_check::{SelfCheck, State};

use crate::fault::Fault;
use crate::link::Link;
use crate::row::Row;
use crate::statement::{Arg, args, sql};
use crate::write::Write;

macro_rules! columns {
    () => {
        "select org, campaign, term, period, round, id, state, version, draft, draft_version,
        draft_at, draft_by, submitted_at, submitted_by, returned_at, returned_why from self_check "
    };
}

sql! {
    OF = concat!(columns!(), "where org = $1 and campaign = $2 and term = $3 and period = $4
        and round = $5");
    ALL_OF = concat!(columns!(), "where org = $1 and campaign = $2
        order by period, term, round");
    BEGIN = "insert into self_check (org, campaign, term, period, round, id, state, version, draft,
        draft_version, draft_at, draft_by) values";
    DRAFT = "update self_check set draft = $3, draft_version = draft_version + 1, draft_at = $4,
        draft_by = $5 where org = $1 and id = $2 and state = 'draft' and draft_version = $6";
    SUBMIT = "update self_check set state = 'submitted', version = version + 1, draft = $3,
        draft_version = draft_version + 1, draft_at = $4, draft_by = $5, submitted_at = $4,
        submitted_by = $5
        where org = $1 and id = $2 and state = 'draft' and draft_version = $6 returning version";
    KEEP = "insert into self_check_version (self_check, version, at, by_person, content, salt,
        digest) values";
    REOPEN = "update self_check set state = 'draft' where org = $1 and id = $2
        and state = 'submitted'";
    RETURN = "update self_check set state = 'draft', returned_at = $3, returned_by = $4,
        returned_why = $5 where org = $1 and id = $2 and state = 'submitted'
        and returned_at is null";
    OF_COMMITTEE = "select s.org, s.term, s.state, s.submitted_at, s.returned_at from enrolment e
        join self_check s on s.org = e.branch and s.campaign = e.campaign
        where e.campaign = $1 and e.committee = $2 and e.to_day is null and s.period = $3
        order by s.org, s.term, s.round";
    VERSION = "select content from self_check_version where self_check = $1 and version = $2";
}

/// A self-check as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Which round it is.
    pub round: Round,
    /// Its identity.
    pub id: SelfCheckId,
    /// How far it has come.
    pub state: State,
    /// How often it was submitted.
    pub version: u32,
    /// What is typed so far, or was submitted last.
    pub draft: SelfCheck,
    /// Goes up with every saving.
    pub draft_version: i64,
    /// When it was saved last.
    pub draft_at: Timestamp,
    /// By whom.
    pub draft_by: Option<PersonId>,
    /// When and by whom it was submitted last.
    pub submitted: Option<(Timestamp, Option<PersonId>)>,
    /// When it was given back, and why.
    pub returned: Option<(Timestamp, String)>,
}

fn corrupt(what: &str) -> Fault {
    Fault::Corrupt(format!("self-check: {what}"))
}

pub(crate) fn content(row: &Row, at: usize) -> Result<SelfCheck, Fault> {
    let content = row.parsed(at, Content::parse)?;
    SelfCheck::of(content).map_err(|_| corrupt("its content"))
}

impl Kept {
    /// When it was given back and why, while it hasn't come again.
    #[must_use]
    pub fn given_back(&self) -> Option<&(Timestamp, String)> {
        let submitted = self.submitted.map(|(at, _)| at);
        self.returned.as_ref().filter(|returned| is_given_back(self.state, submitted, returned.0))
    }
}

/// Whether one that was given back at a moment hasn't come again.
fn is_given_back(state: State, submitted: Option<Timestamp>, returned: Timestamp) -> bool {
    state == State::Draft && submitted.is_none_or(|at| at <= returned)
}

fn kept(row: &Row) -> Result<Kept, Fault> {
    let person = |at| Ok::<_, Fault>(row.get::<Option<uuid::Uuid>>(at)?.map(PersonId::new));
    let submitted = row.get::<Option<i64>>(12)?.map(|_| row.time(12)).transpose()?;
    let returned = row.get::<Option<i64>>(14)?.map(|_| row.time(14)).transpose()?;
    Ok(Kept {
        round: round(row)?,
        id: row.id(5, SelfCheckId::new)?,
        state: row.parsed(6, |name| State::named(name).ok_or(()))?,
        version: row.whole(7)?,
        draft: content(row, 8)?,
        draft_version: row.get(9)?,
        draft_at: row.time(10)?,
        draft_by: person(11)?,
        submitted: submitted.map(|at| Ok::<_, Fault>((at, person(13)?))).transpose()?,
        returned: returned.zip(row.get(15)?),
    })
}

/// The round that the first five columns say.
pub(crate) fn round(row: &Row) -> Result<Round, Fault> {
    Ok(Round {
        org: row.id(0, OrgId::new)?,
        campaign: row.id(1, CampaignId::new)?,
        term: row.id(2, TermId::new)?,
        period: row.whole(3)?,
        round: row.whole(4)?,
    })
}

fn permitted(permit: &Permit, verbs: &[Verb], org: OrgId) -> Result<(), Fault> {
    match verbs.contains(&permit.verb()) && permit.org() == org {
        true => Ok(()),
        false => Err(Fault::Unfit("the permit is for something else".to_owned())),
    }
}

/// The self-check of a round.
///
/// # Errors
/// [`Fault`].
pub async fn of(link: &mut Link, of: &Round) -> Result<Option<Kept>, Fault> {
    let Round { org, campaign, term, period, round } = *of;
    let values = args![org, campaign, term, i64::from(period), i64::from(round)];
    link.row(OF, values).await?.as_ref().map(kept).transpose()
}

/// All of a branch in a campaign: by period, term and round.
///
/// # Errors
/// [`Fault`].
pub async fn all_of(link: &mut Link, org: OrgId, campaign: CampaignId) -> Result<Vec<Kept>, Fault> {
    link.rows(ALL_OF, args![org, campaign]).await?.iter().map(kept).collect()
}

/// Begins a draft. Nothing is told of it: it counts for nothing before it is submitted.
///
/// # Errors
/// [`Fault`].
pub async fn begin(
    write: &mut Write,
    permit: &Permit,
    id: SelfCheckId,
    of: &Round,
    typed: &SelfCheck,
) -> Result<(), Fault> {
    permitted(permit, &[Verb::DraftSelfCheck, Verb::SubmitSelfCheck], of.org)?;
    let Round { org, campaign, term, period, round } = *of;
    let (at, by) = (write.at(), permit.person());
    let text = typed.content().to_string();
    let (period, round) = (i64::from(period), i64::from(round));
    let state = State::Draft.name();
    let values: &[Arg<'_>] =
        args![org, campaign, term, period, round, id, state, 0_i64, &text, 1_i64, at, by];
    write.insert(BEGIN, values.len(), values).await
}

/// Keeps what was typed; false where somebody else saved or submitted meanwhile.
///
/// # Errors
/// [`Fault`].
pub async fn draft(
    write: &mut Write,
    permit: &Permit,
    id: SelfCheckId,
    draft_version: i64,
    typed: &SelfCheck,
) -> Result<bool, Fault> {
    permitted(permit, &[Verb::DraftSelfCheck], permit.org())?;
    let (at, text) = (write.at(), typed.content().to_string());
    let values = args![permit.org(), id, &text, at, permit.person(), draft_version];
    Ok(write.run(DRAFT, values).await? == 1)
}

/// Submits it as it now is; its version, or none where somebody else saved or submitted meanwhile.
///
/// # Errors
/// [`Fault`].
pub async fn submit(
    write: &mut Write,
    permit: &Permit,
    id: SelfCheckId,
    draft_version: i64,
    filled: &SelfCheck,
) -> Result<Option<u32>, Fault> {
    permitted(permit, &[Verb::SubmitSelfCheck], permit.org())?;
    let (at, by, text) = (write.at(), permit.person(), filled.content().to_string());
    let values = args![permit.org(), id, &text, at, by, draft_version];
    let Some(row) = write.row(SUBMIT, values).await? else { return Ok(None) };
    let version: u32 = row.whole(0)?;
    let (salt, digest) = write.note("self_check", id.uuid(), version, &text);
    let number = i64::from(version);
    let values = args![id, number, at, by, &text, salt.as_slice(), digest.as_slice()];
    write.insert(KEEP, values.len(), values).await?;
    Ok(Some(version))
}

/// Takes it back; false where it isn't submitted any more. That no criterion was evaluated is for
/// whoever asks to see to.
///
/// # Errors
/// [`Fault`].
pub async fn withdraw(write: &mut Write, permit: &Permit, id: SelfCheckId) -> Result<bool, Fault> {
    permitted(permit, &[Verb::SubmitSelfCheck], permit.org())?;
    Ok(write.run(REOPEN, args![permit.org(), id]).await? == 1)
}

/// Gives it back; false where it isn't submitted any more, or was given back before.
///
/// # Errors
/// [`Fault`].
pub async fn give_back(
    write: &mut Write,
    permit: &Permit,
    id: SelfCheckId,
    why: &str,
) -> Result<bool, Fault> {
    permitted(permit, &[Verb::ReturnSelfCheck], permit.org())?;
    let at = write.at();
    Ok(write.run(RETURN, args![permit.org(), id, at, permit.person(), why]).await? == 1)
}

/// What was submitted as a version.
///
/// # Errors
/// [`Fault`].
pub async fn version(
    link: &mut Link,
    id: SelfCheckId,
    version: u32,
) -> Result<Option<SelfCheck>, Fault> {
    let row = link.row(VERSION, args![id, i64::from(version)]).await?;
    row.as_ref().map(|row| content(row, 0)).transpose()
}

/// How far a branch's self-check has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Come {
    /// The branch.
    pub org: OrgId,
    /// The secretary's term.
    pub term: TermId,
    /// How far.
    pub state: State,
    /// When it was submitted last.
    pub submitted_at: Option<Timestamp>,
    /// When it was given back, where it was.
    pub returned_at: Option<Timestamp>,
}

impl Come {
    /// Whether it was given back and hasn't come again.
    #[must_use]
    pub fn is_given_back(&self) -> bool {
        self.returned_at.is_some_and(|at| is_given_back(self.state, self.submitted_at, at))
    }
}

/// How far the self-checks of a committee's branches have come in a period; those that were begun.
///
/// # Errors
/// [`Fault`].
pub async fn of_committee(
    link: &mut Link,
    campaign: CampaignId,
    committee: OrgId,
    period: u32,
) -> Result<Vec<Come>, Fault> {
    let rows = link.rows(OF_COMMITTEE, args![campaign, committee, i64::from(period)]).await?;
    let read = |row: &Row| {
        let time = |at| row.get::<Option<i64>>(at)?.map(|_| row.time(at)).transpose();
        Ok(Come {
            org: row.id(0, OrgId::new)?,
            term: row.id(1, TermId::new)?,
            state: row.parsed(2, |name| State::named(name).ok_or(()))?,
            submitted_at: time(3)?,
            returned_at: time(4)?,
        })
    };
    rows.iter().map(read).collect()
}
