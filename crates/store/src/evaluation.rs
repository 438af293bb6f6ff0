//! Evaluations (量化评定): rounds, and every line that was ever given in them.

use jiff::Timestamp;
use jiff::civil::Date;
use model::assessment::{Round, Suggestion, cited_of, cited_text};
use model::authority::{Permit, Verb};
use model::evaluation::{Line, State};
use model::id::{CampaignId, EvaluationId, OrgId, PersonId, TermId};
use model::path::OrgPath;
use model::points::Points;
use model::record::Content;
use model::record::content::Texts;

use crate::fault::Fault;
use crate::link::Link;
use crate::row::Row;
use crate::self_check::round;
use crate::statement::{Arg, args, day, sql};
use crate::write::Write;

macro_rules! columns {
    () => {
        "select org, campaign, term, period, round, id, committee, state, begun_at, submitted_at,
        submitted_by, sent_back_why, confirmed_at, confirmed_by from evaluation "
    };
}

sql! {
    OF = concat!(columns!(), "where org = $1 and campaign = $2 and term = $3 and period = $4
        and round = $5");
    ALL_OF = concat!(columns!(), "where org = $1 and campaign = $2
        order by period, term, round");
    OF_COMMITTEE = concat!(columns!(), "where committee = $1 and campaign = $2 and period = $3
        order by org, term, round");
    // As `post::secretary` finds one: the last of those that it gives for a branch.
    TERMS_OF_COMMITTEE = "select p.org, p.id from enrolment e
        join post p on p.org = e.branch and p.role = 'secretary'
        and p.from_day <= $3 and (p.to_day is null or p.to_day >= $3)
        where e.campaign = $1 and e.committee = $2 and e.to_day is null
        order by p.org, p.from_day, p.id";
    GIVEN_OF_COMMITTEE = "select distinct v.org from evaluation v
        join evaluation_line l on l.evaluation = v.id and l.criterion = $4
        where v.committee = $1 and v.campaign = $2 and v.period = $3";
    BEGUN_BELOW = "select count(*) from (select 1 from organisation o cross join evaluation v
        where v.committee = o.id and v.campaign = $3 and o.path >= $1 and o.path < $2 limit 1)
        as begun";
    OFFICIAL = concat!(columns!(), "where org = $1 and campaign = $2 and state = 'confirmed'
        order by period desc, confirmed_at desc, id desc limit 1");
    BEGIN = "insert into evaluation (org, campaign, term, period, round, id, committee, state,
        begun_at) values";
    LINES = "select criterion, version, at, by_person, content from evaluation_line
        where evaluation = $1 order by version";
    LAST = "select coalesce(max(version), 0) from evaluation_line where evaluation = $1";
    GIVE = "insert into evaluation_line (evaluation, criterion, version, at, by_person, content,
        salt, digest) values";
    SUBMIT = "update evaluation set state = 'submitted', submitted_at = $3, submitted_by = $4,
        sent_back_why = null where org = $1 and id = $2 and state = 'draft'";
    SEND_BACK = "update evaluation set state = 'draft', sent_back_why = $3
        where org = $1 and id = $2 and state = 'submitted'";
    CONFIRM = "update evaluation set state = 'confirmed', confirmed_at = $3, confirmed_by = $4
        where org = $1 and id = $2 and state = 'submitted'
        and (submitted_by is null or submitted_by <> $4)";
}

/// An evaluation as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Which round it is.
    pub round: Round,
    /// Its identity.
    pub id: EvaluationId,
    /// Who evaluates.
    pub committee: OrgId,
    /// How far it has come.
    pub state: State,
    /// When the first criterion was given.
    pub begun_at: Timestamp,
    /// When and by whom it was submitted last.
    pub submitted: Option<(Timestamp, Option<PersonId>)>,
    /// Why it was sent back, while it is.
    pub sent_back: Option<String>,
    /// When and by whom it was confirmed.
    pub confirmed: Option<(Timestamp, Option<PersonId>)>,
}

/// A line that holds, or once held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// The line.
    pub line: Line,
    /// Its number among the evaluation's lines, from 1.
    pub version: u32,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: Option<PersonId>,
}

fn kept(row: &Row) -> Result<Kept, Fault> {
    let when = |at: usize| -> Result<Option<(Timestamp, Option<PersonId>)>, Fault> {
        let Some(_) = row.get::<Option<i64>>(at)? else { return Ok(None) };
        let by = row.get::<Option<uuid::Uuid>>(at + 1)?.map(PersonId::new);
        Ok(Some((row.time(at)?, by)))
    };
    Ok(Kept {
        round: round(row)?,
        id: row.id(5, EvaluationId::new)?,
        committee: row.id(6, OrgId::new)?,
        state: row.parsed(7, |name| State::named(name).ok_or(()))?,
        begun_at: row.time(8)?,
        submitted: when(9)?,
        sent_back: row.get(11)?,
        confirmed: when(12)?,
    })
}

/// As a line is kept and digested.
fn content(line: &Line) -> String {
    let mut texts = Texts::from([("criterion", line.criterion.as_str())]);
    let points = |points: Option<Points>| points.map_or_else(String::new, |p| p.to_string());
    texts.put("points", points(line.points));
    texts.put("reason", line.reason.as_str());
    texts.put("suggested", line.suggested.map_or_else(String::new, |s| s.to_string()));
    texts.put("own", points(line.own));
    texts.put("cited", cited_text(&line.cited));
    Content { texts, rows: Vec::new() }.to_string()
}

pub(crate) fn given(row: &Row) -> Result<Given, Fault> {
    let texts = row.parsed(4, Content::parse)?.texts;
    let corrupt = |name: &str| Fault::Corrupt(format!("evaluation line: «{}»", texts.get(name)));
    let points = |name: &str| match texts.get(name) {
        "" => Ok(None),
        text => Points::parse(text).map(Some).map_err(|_| corrupt(name)),
    };
    let suggested = match texts.get("suggested") {
        "" => None,
        text => Some(Suggestion::parse(text).map_err(|_| corrupt("suggested"))?),
    };
    let line = Line {
        criterion: row.get(0)?,
        points: points("points")?,
        reason: texts.get("reason").to_owned(),
        suggested,
        own: points("own")?,
        cited: cited_of(texts.get("cited")).map_err(|_| corrupt("cited"))?,
    };
    let by = row.get::<Option<uuid::Uuid>>(3)?.map(PersonId::new);
    Ok(Given { line, version: row.whole(1)?, at: row.time(2)?, by })
}

fn permitted(permit: &Permit, verbs: &[Verb]) -> Result<(), Fault> {
    match verbs.contains(&permit.verb()) {
        true => Ok(()),
        false => Err(Fault::Unfit("the permit is for something else".to_owned())),
    }
}

/// The evaluation of a round.
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

/// All that a committee has begun in a period.
///
/// # Errors
/// [`Fault`].
pub async fn of_committee(
    link: &mut Link,
    committee: OrgId,
    campaign: CampaignId,
    period: u32,
) -> Result<Vec<Kept>, Fault> {
    let rows = link.rows(OF_COMMITTEE, args![committee, campaign, i64::from(period)]).await?;
    rows.iter().map(kept).collect()
}

/// The terms into which a day falls, of those branches of a committee that have a secretary then;
/// where a branch has two, the last is the one that counts.
///
/// # Errors
/// [`Fault`].
pub async fn terms_of_committee(
    link: &mut Link,
    committee: OrgId,
    campaign: CampaignId,
    on: Date,
) -> Result<Vec<(OrgId, TermId)>, Fault> {
    let rows = link.rows(TERMS_OF_COMMITTEE, args![campaign, committee, day(on)]).await?;
    rows.iter().map(|row| Ok((row.id(0, OrgId::new)?, row.id(1, TermId::new)?))).collect()
}

/// The branches of a committee that have points for a criterion in a period.
///
/// # Errors
/// [`Fault`].
pub async fn given_of_committee(
    link: &mut Link,
    committee: OrgId,
    campaign: CampaignId,
    period: u32,
    criterion: &str,
) -> Result<Vec<OrgId>, Fault> {
    let values = args![committee, campaign, i64::from(period), criterion];
    let rows = link.rows(GIVEN_OF_COMMITTEE, values).await?;
    rows.iter().map(|row| row.id(0, OrgId::new)).collect()
}

/// Whether any evaluation was begun by who stands at a place or below it.
///
/// # Errors
/// [`Fault`].
pub async fn begun_below(
    link: &mut Link,
    top: &OrgPath,
    campaign: CampaignId,
) -> Result<bool, Fault> {
    Ok(link.number(BEGUN_BELOW, args![top.as_str(), &top.end(), campaign]).await? > 0)
}

/// The official one of a branch: the last that was confirmed.
///
/// # Errors
/// [`Fault`].
pub async fn official(
    link: &mut Link,
    org: OrgId,
    campaign: CampaignId,
) -> Result<Option<Kept>, Fault> {
    link.row(OFFICIAL, args![org, campaign]).await?.as_ref().map(kept).transpose()
}

/// Every line that was given in an evaluation, in order.
///
/// # Errors
/// [`Fault`].
pub async fn history(link: &mut Link, id: EvaluationId) -> Result<Vec<Given>, Fault> {
    link.rows(LINES, args![id]).await?.iter().map(given).collect()
}

/// The lines that hold: the last of each criterion.
///
/// # Errors
/// [`Fault`].
pub async fn lines(link: &mut Link, id: EvaluationId) -> Result<Vec<Given>, Fault> {
    Ok(held(history(link, id).await?))
}

/// The lines that hold of a history, or of its beginning: the last of each criterion.
#[must_use]
pub fn held(history: impl IntoIterator<Item = Given>) -> Vec<Given> {
    let mut held: Vec<Given> = Vec::new();
    for given in history {
        match held.iter_mut().find(|held| held.line.criterion == given.line.criterion) {
            Some(held) => *held = given,
            None => held.push(given),
        }
    }
    held
}

/// Begins an evaluation, with its first criterion.
///
/// # Errors
/// [`Fault`].
pub async fn begin(
    write: &mut Write,
    permit: &Permit,
    id: EvaluationId,
    of: &Round,
    committee: OrgId,
) -> Result<(), Fault> {
    permitted(permit, &[Verb::Evaluate])?;
    let Round { org, campaign, term, period, round } = *of;
    if org != permit.org() {
        return Err(Fault::Unfit("the permit is for something else".to_owned()));
    }
    let (period, round, at) = (i64::from(period), i64::from(round), write.at());
    let state = State::Draft.name();
    let values: &[Arg<'_>] = args![org, campaign, term, period, round, id, committee, state, at];
    write.insert(BEGIN, values.len(), values).await
}

/// Gives lines in an evaluation of the branch that the permit is for; none is overwritten. That it
/// is still a draft is for whoever asks to see to, within the same write.
///
/// # Errors
/// [`Fault`].
pub async fn give(
    write: &mut Write,
    permit: &Permit,
    id: EvaluationId,
    lines: &[Line],
) -> Result<(), Fault> {
    permitted(permit, &[Verb::Evaluate])?;
    let (at, by) = (write.at(), permit.person());
    let mut version = write.number(LAST, args![id]).await?;
    let texts: Vec<String> = lines.iter().map(content).collect();
    let mut note = |text: &String| {
        version += 1;
        let number = u32::try_from(version).unwrap_or(u32::MAX);
        (version, write.note("evaluation_line", id.uuid(), number, text))
    };
    let notes: Vec<_> = texts.iter().map(&mut note).collect();
    let mut values: Vec<Arg<'_>> = Vec::with_capacity(8 * lines.len());
    for ((line, text), (version, (salt, digest))) in lines.iter().zip(&texts).zip(&notes) {
        let (salt, digest) = (salt.as_slice(), digest.as_slice());
        values.extend_from_slice(args![id, &line.criterion, *version, at, by, text, salt, digest]);
    }
    write.insert(GIVE, 8, &values).await
}

/// Submits it; false where it is no draft any more.
///
/// # Errors
/// [`Fault`].
pub async fn submit(write: &mut Write, permit: &Permit, id: EvaluationId) -> Result<bool, Fault> {
    permitted(permit, &[Verb::Evaluate])?;
    let at = write.at();
    Ok(write.run(SUBMIT, args![permit.org(), id, at, permit.person()]).await? == 1)
}

/// Sends it back to the supervisor; false where it isn't submitted any more.
///
/// # Errors
/// [`Fault`].
pub async fn send_back(
    write: &mut Write,
    permit: &Permit,
    id: EvaluationId,
    why: &str,
) -> Result<bool, Fault> {
    permitted(permit, &[Verb::ConfirmEvaluation])?;
    Ok(write.run(SEND_BACK, args![permit.org(), id, why]).await? == 1)
}

/// Confirms it; false where it isn't submitted any more, or by the one who submitted it.
///
/// # Errors
/// [`Fault`].
pub async fn confirm(write: &mut Write, permit: &Permit, id: EvaluationId) -> Result<bool, Fault> {
    permitted(permit, &[Verb::ConfirmEvaluation])?;
    let at = write.at();
    Ok(write.run(CONFIRM, args![permit.org(), id, at, permit.person()]).await? == 1)
}
