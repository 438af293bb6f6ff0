//! 延期: a last day that was put off for one branch, with the reason. The latest counts.

use jiff::Timestamp;
use jiff::civil::Date;
use model::authority::{Permit, Verb};
use model::campaign::Stage;
use model::id::{CampaignId, OrgId};
use model::path::OrgPath;
use uuid::Uuid;

use super::{corrupt, date_at, unfit};
use crate::fault::Fault;
use crate::link::Link;
use crate::row::Row;
use crate::statement::{args, day, sql};
use crate::write::Write;

/// Of an extension `x` by a person `p`.
macro_rules! extension_columns {
    () => {
        "x.period, x.stage, x.number, x.until, x.reason, x.at, p.name"
    };
}
pub(super) use extension_columns;

sql! {
    NEXT = "select coalesce(max(number), 0) + 1 from extension
        where branch = $1 and campaign = $2 and period = $3 and stage = $4";
    PUT = "insert into extension
        (branch, campaign, period, stage, number, until, reason, at, by_person) values";
    UNTIL = "select until from extension where branch = $1 and campaign = $2 and period = $3
        and stage = $4 order by number desc limit 1";
    OF_CAMPAIGN = concat!("select x.branch, o.name, ", extension_columns!(), " from extension x
        join organisation o on o.id = x.branch join person p on p.id = x.by_person
        where x.campaign = $1 and o.path >= $2 and o.path < $3 order by x.at desc limit $4");
}

/// A last day that was put off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// For which branch.
    pub branch: OrgId,
    /// What that is called today.
    pub name: String,
    /// In which period.
    pub period: u32,
    /// Of which stage.
    pub stage: Stage,
    /// How many it is, from 1.
    pub number: u32,
    /// The new last day.
    pub until: Date,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
}

/// A branch's extension, whose columns begin at one of a row.
pub(super) fn extension_at(
    row: &Row,
    at: usize,
    branch: OrgId,
    name: String,
) -> Result<Extension, Fault> {
    let number = |at| u32::try_from(row.get::<i64>(at)?).map_err(|_| corrupt("number"));
    Ok(Extension {
        branch,
        name,
        period: number(at)?,
        stage: row.parsed(at + 1, |name| Stage::named(name).ok_or(()))?,
        number: number(at + 2)?,
        until: date_at(row, at + 3)?,
        reason: row.get(at + 4)?,
        at: row.time(at + 5)?,
        by: row.get(at + 6)?,
    })
}

/// Puts the last day of a stage off for the branch that the permit is for; which time it is.
///
/// # Errors
/// [`Fault`].
pub async fn extend(
    write: &mut Write,
    permit: &Permit,
    campaign: CampaignId,
    (period, stage): (u32, Stage),
    until: Date,
    reason: &str,
) -> Result<u32, Fault> {
    if permit.verb() != Verb::ExtendWindow {
        return Err(unfit());
    }
    let (branch, at, by) = (permit.org(), write.at(), permit.person());
    let (nth, name) = (i64::from(period), stage.name());
    let number = write.number(NEXT, args![branch, campaign, nth, name]).await?;
    let values = args![branch, campaign, nth, name, number, day(until), reason, at, by];
    write.insert(PUT, values.len(), values).await?;
    let number = u32::try_from(number).map_err(|_| corrupt("number"))?;
    let says = format!(
        "branch {branch}\ncampaign {campaign}\nperiod {period}\nstage {name}\nuntil {until}\n\
         reason {reason}\n"
    );
    // Its identity is the branch's, the campaign's and where it belongs, in one.
    let place = (u128::from(period) << 64) | (stage as u128);
    let id = Uuid::from_u128(branch.uuid().as_u128() ^ campaign.uuid().as_u128() ^ place);
    write.note("extension", id, number, &says);
    Ok(number)
}

/// Until when a stage's last day was put off for a branch.
///
/// # Errors
/// [`Fault`].
pub async fn until(
    link: &mut Link,
    branch: OrgId,
    campaign: CampaignId,
    period: u32,
    stage: Stage,
) -> Result<Option<Date>, Fault> {
    let values = args![branch, campaign, i64::from(period), stage.name()];
    link.row(UNTIL, values).await?.as_ref().map(|row| date_at(row, 0)).transpose()
}

/// Extensions in a campaign at and below a place, the latest first.
///
/// # Errors
/// [`Fault`].
pub async fn extensions(
    link: &mut Link,
    campaign: CampaignId,
    top: &OrgPath,
    most: i64,
) -> Result<Vec<Extension>, Fault> {
    let end = top.end();
    let values = args![campaign, top.as_str(), &end, most];
    let read = |row: &Row| extension_at(row, 2, row.id(0, OrgId::new)?, row.get(1)?);
    link.rows(OF_CAMPAIGN, values).await?.iter().map(read).collect()
}
