//! Campaigns (学习教育): what they are, their periods, and every version of both.

mod document;
mod enrolment;
mod extension;
mod local;
mod version;

use jiff::civil::Date;
use model::authority::{Permit, Verb};
use model::campaign::{Stage, State, Window};
use model::id::{CampaignId, OrgId};
use model::limit;
use model::organisation::Sector;
use model::path::OrgPath;

pub use self::document::{
    Document, DocumentFile, Task, add_file, document, document_identity, documents, issue, tasks,
    tasks_of_campaign, withdraw,
};
pub use self::enrolment::{
    Enrolled, Joining, Place, called, enrol, enrolled, enrolments_between, leave, of_branch,
    of_committee, within,
};
pub use self::extension::{Extension, extend, extensions, until};
pub use self::local::{LocalPart, add_local, end_local, local_parts};
pub use self::version::{Version, versions};
use crate::fault::Fault;
use crate::link::Link;
use crate::organisation::places;
use crate::row::Row;
use crate::scheme_pin::{SchemeDigest, digest_at};
use crate::statement::{Arg, Statement, args, day, sql};
use crate::write::Write;

macro_rules! columns {
    () => {
        "c.id, c.org, o.path, o.name, c.name, c.scheme, c.from_day, c.to_day, c.units, c.sectors,
        c.state, c.version, cast(case when exists (select 1 from local_part l
        where l.campaign = c.id and l.ended is null) then 1 else 0 end as bigint)"
    };
}

/// The same with a period, a row for each of them: what every page of a campaign asks for shall
/// take one question.
macro_rules! whole {
    ($from:literal) => {
        concat!(
            "select ",
            columns!(),
            ", q.title, q.check_from, q.check_to, q.evaluation_from, q.evaluation_to from ",
            $from,
            " join organisation o on o.id = c.org
            left join campaign_period q on q.campaign = c.id "
        )
    };
}

sql! {
    FIND = concat!(whole!("campaign c"), "where c.id = $1 order by q.number");
    // In which a branch takes part, or ever did.
    OF_BRANCH = concat!(whole!("enrolment e join campaign c on c.id = e.campaign"),
        "where e.branch = $1 and c.state <> 'draft' and c.from_day <= $2
        and not exists (select 1 from enrolment l where l.branch = e.branch
        and l.campaign = e.campaign and l.number > e.number)
        order by c.from_day desc, c.id desc, q.number");
    // Those of a subtree and of all above it.
    SEEN = concat!("select ", columns!(), " from campaign c join organisation o on o.id = c.org
        where (o.path >= $1 and o.path < $2) or o.path in
        ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        order by c.from_day desc, c.id desc limit $15");
    OPEN = concat!("select ", columns!(), " from campaign c join organisation o on o.id = c.org
        where c.state = 'open' order by c.id limit $1");
    INSERT = "insert into campaign (id, org, name, scheme, from_day, to_day, units, sectors, state,
        version) values";
    UPDATE = "update campaign set name = $2, scheme = $3, from_day = $4, to_day = $5, units = $6,
        sectors = $7, state = $8, version = $9 where id = $1 and version = $10";
    KEEP = "insert into campaign_version
        (campaign, version, at, by_person, content, salt, digest) values";
    EMPTY = "delete from campaign_period where campaign = $1";
    PERIOD = "insert into campaign_period
        (campaign, number, title, check_from, check_to, evaluation_from, evaluation_to) values";
}

/// Every statement of this noun.
pub(crate) fn all() -> impl Iterator<Item = &'static Statement> {
    [ALL, document::ALL, enrolment::ALL, extension::ALL, local::ALL, version::ALL]
        .into_iter()
        .flatten()
}

/// What somebody says of a campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    /// Its name.
    pub name: String,
    /// The scheme that was chosen.
    pub scheme: Option<SchemeDigest>,
    /// Its days: what happened on them counts.
    pub days: Window,
    /// Units in whose subtrees branches take part; none is all of the owner's.
    pub units: Vec<OrgId>,
    /// Sectors that take part; none is all.
    pub sectors: Vec<Sector>,
    /// How far it has come.
    pub state: State,
    /// Its periods, in order; the first has number 1.
    pub periods: Vec<Period>,
}

/// A campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    /// Its identity.
    pub id: CampaignId,
    /// Whose it is.
    pub org: OrgId,
    /// Where that stands today.
    pub path: OrgPath,
    /// What that is called today.
    pub owner: String,
    /// What is said of it. A campaign of a list has no periods here.
    pub facts: Facts,
    /// How often it was changed, from 1.
    pub version: u32,
    /// Whether somebody adds a part of their own ([`local_parts`]).
    pub has_local_parts: bool,
}

/// A period, with the days of its stages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    /// What it is called.
    pub title: String,
    /// When branches check themselves.
    pub self_check: Window,
    /// When committees evaluate.
    pub evaluation: Window,
}

impl Period {
    /// The days of a stage.
    #[must_use]
    pub fn window(&self, stage: Stage) -> Window {
        match stage {
            Stage::SelfCheck => self.self_check,
            Stage::Evaluation => self.evaluation,
        }
    }
}

impl Facts {
    /// A version's content: lines that a person can read and a digest is made of.
    fn content(&self, org: OrgId) -> String {
        let Window { from, to } = self.days;
        let scheme = self.scheme.as_ref().map_or("-".to_owned(), |digest| hex(digest));
        let mut text = format!(
            "name {}\norg {org}\nscheme {scheme}\nfrom {from}\nto {to}\nunits {}\nsectors {}\n\
             state {}\n",
            self.name,
            units(&self.units),
            sectors(&self.sectors),
            self.state.name()
        );
        for Period { title, self_check, evaluation } in &self.periods {
            let (a, b, c, d) = (self_check.from, self_check.to, evaluation.from, evaluation.to);
            text.push_str(&format!("period {a} {b} {c} {d} {title}\n"));
        }
        text
    }
}

/// Bytes as a person reads them out.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn units(units: &[OrgId]) -> String {
    units.iter().map(OrgId::to_string).collect::<Vec<_>>().join(",")
}

fn sectors(sectors: &[Sector]) -> String {
    sectors.iter().map(|sector| sector.name()).collect::<Vec<_>>().join(",")
}

fn corrupt(what: &str) -> Fault {
    Fault::Corrupt(what.to_owned())
}

fn unfit() -> Fault {
    Fault::Unfit("the permit is for something else".to_owned())
}

/// That a permit is for setting up this campaign.
fn permitted(permit: &Permit, campaign: &Campaign) -> Result<(), Fault> {
    let fits = permit.verb() == Verb::SetUpCampaign && permit.org() == campaign.org;
    if fits { Ok(()) } else { Err(unfit()) }
}

fn date_at(row: &Row, at: usize) -> Result<Date, Fault> {
    row.day(at)?.ok_or_else(|| corrupt("a day"))
}

fn window_at(row: &Row, at: usize) -> Result<Window, Fault> {
    Ok(Window { from: date_at(row, at)?, to: date_at(row, at + 1)? })
}

fn listed<T, E>(text: &str, parse: impl Fn(&str) -> Result<T, E>) -> Result<Vec<T>, E> {
    text.split(',').filter(|piece| !piece.is_empty()).map(parse).collect()
}

fn campaign(row: &Row) -> Result<Campaign, Fault> {
    let scheme = row.get::<Option<Vec<u8>>>(5)?.map(|_| digest_at(row, 5)).transpose()?;
    let facts = Facts {
        name: row.get(4)?,
        scheme,
        days: window_at(row, 6)?,
        units: row.parsed(8, |text| listed(text, str::parse))?,
        sectors: row.parsed(9, |text| listed(text, |name| Sector::named(name).ok_or(())))?,
        state: row.parsed(10, |name| State::named(name).ok_or(()))?,
        periods: Vec::new(),
    };
    Ok(Campaign {
        id: row.id(0, CampaignId::new)?,
        org: row.id(1, OrgId::new)?,
        path: row.parsed(2, OrgPath::parse)?,
        owner: row.get(3)?,
        facts,
        version: u32::try_from(row.get::<i64>(11)?).map_err(|_| corrupt("version"))?,
        has_local_parts: row.get::<i64>(12)? == 1,
    })
}

/// Campaigns from rows of which each has one period.
fn whole(rows: &[Row]) -> Result<Vec<Campaign>, Fault> {
    let mut found: Vec<Campaign> = Vec::new();
    for row in rows {
        if found.last().map(|last| last.id) != Some(row.id(0, CampaignId::new)?) {
            found.push(campaign(row)?);
        }
        let (Some(last), Some(title)) = (found.last_mut(), row.get(13)?) else { continue };
        let (self_check, evaluation) = (window_at(row, 14)?, window_at(row, 16)?);
        last.facts.periods.push(Period { title, self_check, evaluation });
    }
    Ok(found)
}

/// A campaign with its periods.
///
/// # Errors
/// [`Fault`], as for all here.
pub async fn find(link: &mut Link, id: CampaignId) -> Result<Option<Campaign>, Fault> {
    Ok(whole(&link.rows(FIND, args![id]).await?)?.pop())
}

/// Campaigns in which a branch takes part, or ever did, and that have begun by a day, the latest
/// first, with their periods.
///
/// # Errors
/// [`Fault`].
pub async fn ever_of(link: &mut Link, branch: OrgId, on: Date) -> Result<Vec<Campaign>, Fault> {
    whole(&link.rows(OF_BRANCH, args![branch, day(on)]).await?)
}

/// Campaigns of a subtree and of those above it, the latest first, without their periods.
///
/// # Errors
/// [`Fault`].
pub async fn seen_from(link: &mut Link, top: &OrgPath) -> Result<Vec<Campaign>, Fault> {
    let end = top.end();
    let way = places(top);
    let mut values = vec![Arg::from(top.as_str()), Arg::from(&end)];
    values.extend(way.iter().map(Arg::from));
    values.push(Arg::from(limit::CAMPAIGNS));
    link.rows(SEEN, &values).await?.iter().map(campaign).collect()
}

/// Campaigns that are open, without their periods.
///
/// # Errors
/// [`Fault`].
pub async fn open(link: &mut Link) -> Result<Vec<Campaign>, Fault> {
    link.rows(OPEN, args![limit::CAMPAIGNS]).await?.iter().map(campaign).collect()
}

/// Begins a campaign of the organisation that the permit is for.
///
/// # Errors
/// [`Fault`].
pub async fn found(
    write: &mut Write,
    permit: &Permit,
    id: CampaignId,
    facts: &Facts,
) -> Result<(), Fault> {
    if permit.verb() != Verb::SetUpCampaign {
        return Err(unfit());
    }
    let (scheme, Window { from, to }) =
        (facts.scheme.as_ref().map(<[u8; 32]>::as_slice), facts.days);
    let (units, sectors) = (units(&facts.units), sectors(&facts.sectors));
    let values = args![
        id,
        permit.org(),
        &facts.name,
        scheme,
        day(from),
        day(to),
        &units,
        &sectors,
        facts.state.name(),
        1
    ];
    write.insert(INSERT, values.len(), values).await?;
    put_periods(write, id, &facts.periods).await?;
    keep(write, permit, id, 1, &facts.content(permit.org())).await
}

/// Writes a campaign's next version.
///
/// # Errors
/// [`Fault`], also where it was changed meanwhile.
pub async fn change(
    write: &mut Write,
    permit: &Permit,
    campaign: &mut Campaign,
    facts: Facts,
) -> Result<(), Fault> {
    permitted(permit, campaign)?;
    let before = i64::from(campaign.version);
    campaign.version += 1;
    let periods_before = std::mem::replace(&mut campaign.facts, facts).periods;
    let facts = &campaign.facts;
    let (scheme, Window { from, to }) =
        (facts.scheme.as_ref().map(<[u8; 32]>::as_slice), facts.days);
    let (units, sectors) = (units(&facts.units), sectors(&facts.sectors));
    let values = args![
        campaign.id,
        &facts.name,
        scheme,
        day(from),
        day(to),
        &units,
        &sectors,
        facts.state.name(),
        i64::from(campaign.version),
        before
    ];
    if write.run(UPDATE, values).await? != 1 {
        return Err(Fault::Unfit("the campaign was changed meanwhile".to_owned()));
    }
    if facts.periods != periods_before {
        // What they were is in the version before.
        write.run(EMPTY, args![campaign.id]).await?;
        put_periods(write, campaign.id, &facts.periods).await?;
    }
    let content = facts.content(campaign.org);
    keep(write, permit, campaign.id, campaign.version, &content).await
}

async fn put_periods(write: &mut Write, id: CampaignId, periods: &[Period]) -> Result<(), Fault> {
    let mut values = Vec::with_capacity(7 * periods.len());
    for (Period { title, self_check, evaluation }, number) in periods.iter().zip(1_i64..) {
        let [a, b] = [self_check.from, self_check.to].map(day);
        let [c, d] = [evaluation.from, evaluation.to].map(day);
        values.extend_from_slice(args![id, number, title, a, b, c, d]);
    }
    write.insert(PERIOD, 7, &values).await
}

async fn keep(
    write: &mut Write,
    permit: &Permit,
    id: CampaignId,
    version: u32,
    content: &str,
) -> Result<(), Fault> {
    let (salt, digest) = write.note("campaign", id.uuid(), version, content);
    let (at, by) = (write.at(), permit.person());
    let (salt, digest) = (salt.as_slice(), digest.as_slice());
    write.insert(KEEP, 7, args![id, i64::from(version), at, by, content, salt, digest]).await
}
