//! 参加支部: which branch takes part in which campaign, evaluated by whom, on which days.
//!
//! Whoever is enrolled counts as one under `enrolled` in the campaign's figures, whatever term.

use jiff::civil::Date;
use model::authority::Permit;
use model::campaign::Enrolling;
use model::id::{CampaignId, OrgId};
use model::organisation::Sector;
use model::path::OrgPath;
use uuid::Uuid;

use super::extension::{Extension, extension_at, extension_columns};
use super::{Campaign, corrupt, date_at, permitted};
use crate::fault::Fault;
use crate::link::Link;
use crate::organisation::sought;
use crate::row::Row;
use crate::standing::{self, sector_at, sector_name};
use crate::statement::{args, day, sql};
use crate::write::Write;

macro_rules! columns {
    () => {
        "e.branch, o.name, o.path, e.number, e.id, e.committee, e.sector, e.from_day, e.to_day,
        e.reason"
    };
}

sql! {
    PUT = "insert into enrolment
        (branch, campaign, number, id, committee, sector, from_day, to_day, reason) values";
    END = "update enrolment set to_day = $4, ended = $5
        where branch = $1 and campaign = $2 and number = $3 and to_day is null";
    // A row for each extension, or one without.
    OF_BRANCH = concat!("select ", columns!(), ", ", extension_columns!(), " from enrolment e
        join organisation o on o.id = e.branch
        left join extension x on x.branch = e.branch and x.campaign = e.campaign
        left join person p on p.id = x.by_person
        where e.branch = $1 and e.campaign = $2 and not exists
        (select 1 from enrolment l where l.branch = e.branch and l.campaign = e.campaign
        and l.number > e.number) order by x.period, x.stage, x.number");
    // Places first, in their order: a page of them is all that is looked at. SQLite takes the
    // tables of a `cross join` in the order in which they are written.
    WITHIN = concat!("select ", columns!(), " from organisation o cross join enrolment e
        where e.branch = o.id and e.campaign = $3 and e.to_day is null
        and o.path > $1 and o.path < $2 order by o.path limit $4");
    // Names first, in the order of places, as they are looked for among all.
    CALLED = concat!("select ", columns!(), " from (select path from bigram
        where pair = $1 and path > $2 and path < $3 order by path limit 1000000000) b
        join organisation o on o.path = b.path join enrolment e on e.branch = o.id
        where e.campaign = $4 and e.to_day is null and o.folded like $5 escape '!'
        order by b.path limit $6");
    OF_COMMITTEE = concat!("select ", columns!(), " from enrolment e
        join organisation o on o.id = e.branch
        where e.campaign = $1 and e.committee = $2 and e.to_day is null and o.path > $3
        order by o.path limit $4");
    // Every branch that ever took part, each by its latest row.
    BETWEEN = concat!("select ", columns!(), " from organisation o cross join enrolment e
        where e.branch = o.id and e.campaign = $3 and o.path > $1 and o.path < $2 and not exists
        (select 1 from enrolment l where l.branch = e.branch and l.campaign = e.campaign
        and l.number > e.number) order by o.path limit $4");
    COUNT = "select count(*) from organisation o cross join enrolment e
        where e.branch = o.id and e.campaign = $3 and e.to_day is null
        and o.path >= $1 and o.path < $2";
}

/// A branch that takes part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Enrolled {
    /// The branch.
    pub branch: OrgId,
    /// What it is called today.
    pub name: String,
    /// Where it stands today.
    pub path: OrgPath,
    /// Which of its rows in this campaign it is, from 1.
    pub number: u32,
    /// Its identity in the journal.
    pub id: Uuid,
    /// Who evaluates it: the nearest above it that evaluates.
    pub committee: OrgId,
    /// Its sector on its first day.
    pub sector: Option<Sector>,
    /// From this day on.
    pub from: Date,
    /// Until this day, itself included; the day before the first where it never came to count.
    pub to: Option<Date>,
    /// Why.
    pub reason: Enrolling,
}

/// Where a branch stands that comes to take part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The branch.
    pub branch: OrgId,
    /// Where it stands.
    pub path: OrgPath,
    /// Its superior, under whose figures it is counted.
    pub parent: Option<OrgId>,
    /// Its sector.
    pub sector: Option<Sector>,
    /// Who evaluates it.
    pub committee: OrgId,
}

/// A branch that comes to take part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joining {
    /// Where it stands.
    pub place: Place,
    /// Its identity in the journal.
    pub id: Uuid,
    /// Its latest row in this campaign; none where it takes part for the first time.
    pub before: Option<u32>,
    /// Whether it counts already: another committee came to be responsible for it.
    pub counts: bool,
}

fn enrolled_at(row: &Row) -> Result<Enrolled, Fault> {
    Ok(Enrolled {
        branch: row.id(0, OrgId::new)?,
        name: row.get(1)?,
        path: row.parsed(2, OrgPath::parse)?,
        number: u32::try_from(row.get::<i64>(3)?).map_err(|_| corrupt("number"))?,
        id: row.get(4)?,
        committee: row.id(5, OrgId::new)?,
        sector: sector_at(row, 6)?,
        from: date_at(row, 7)?,
        to: row.day(8)?,
        reason: row.parsed(9, |name| Enrolling::named(name).ok_or(()))?,
    })
}

/// Branches that are held as values for the database at a time.
const AT_ONCE: usize = 4_096;

/// Enrols branches that stand at or below the campaign's owner, from a day on.
///
/// # Errors
/// [`Fault`], also where one stands elsewhere.
pub async fn enrol(
    write: &mut Write,
    permit: &Permit,
    campaign: &Campaign,
    from: Date,
    reason: Enrolling,
    joining: &[Joining],
) -> Result<(), Fault> {
    permitted(permit, campaign)?;
    for joining in joining.chunks(AT_ONCE) {
        let mut values = Vec::with_capacity(9 * joining.len());
        for Joining { place, id, before, .. } in joining {
            if !permit.path().holds(&place.path) {
                return Err(Fault::Unfit("a branch stands outside the permit".to_owned()));
            }
            let number = before.map_or(1, |before| i64::from(before) + 1);
            let sector = sector_name(place.sector);
            values.extend_from_slice(args![
                place.branch,
                campaign.id,
                number,
                *id,
                place.committee,
                sector,
                day(from),
                None::<i64>,
                reason.name()
            ]);
            let content = format!(
                "branch {}\ncampaign {}\nnumber {number}\ncommittee {}\nsector {sector}\n\
                 from {from}\nreason {}\n",
                place.branch,
                campaign.id,
                place.committee,
                reason.name()
            );
            write.note("enrolment", *id, 1, &content);
        }
        write.insert(PUT, 9, &values).await?;
        let counted: Vec<(&Place, bool)> = joining
            .iter()
            .filter(|one| !one.counts)
            .map(|one| (&one.place, one.before.is_some()))
            .collect();
        standing::enrol(write, campaign.id, &counted).await?;
    }
    Ok(())
}

/// Ends the rows of branches, with a day as their last. Those that left count no more; those that
/// got another committee do, and go on in another row.
///
/// # Errors
/// [`Fault`], also where one was ended meanwhile.
pub async fn leave(
    write: &mut Write,
    permit: &Permit,
    campaign: &Campaign,
    last: Date,
    reason: Enrolling,
    rows: &[Enrolled],
) -> Result<(), Fault> {
    permitted(permit, campaign)?;
    for row in rows {
        let number = i64::from(row.number);
        let values = args![row.branch, campaign.id, number, day(last), reason.name()];
        if write.run(END, values).await? != 1 {
            return Err(Fault::Unfit("the enrolment was ended meanwhile".to_owned()));
        }
        write.note("enrolment", row.id, 2, &format!("to {last}\nended {}\n", reason.name()));
        if reason == Enrolling::Left {
            standing::unenrol(write, campaign.id, row.branch).await?;
        }
    }
    Ok(())
}

/// A branch's latest row in a campaign, ended or not, with all extensions that it got there, in
/// order; of each period and stage the last counts.
///
/// # Errors
/// [`Fault`].
pub async fn of_branch(
    link: &mut Link,
    branch: OrgId,
    campaign: CampaignId,
) -> Result<Option<(Enrolled, Vec<Extension>)>, Fault> {
    let rows = link.rows(OF_BRANCH, args![branch, campaign]).await?;
    let Some(first) = rows.first() else { return Ok(None) };
    let enrolled = enrolled_at(first)?;
    let mut extensions = Vec::new();
    for row in &rows {
        if row.get::<Option<i64>>(10)?.is_some() {
            extensions.push(extension_at(row, 10, branch, enrolled.name.clone())?);
        }
    }
    Ok(Some((enrolled, extensions)))
}

/// Branches at and below a place that take part, as they are at this moment.
///
/// # Errors
/// [`Fault`].
pub async fn enrolled(link: &mut Link, campaign: CampaignId, top: &OrgPath) -> Result<i64, Fault> {
    link.number(COUNT, args![top.as_str(), &top.end(), campaign]).await
}

/// A text behind which a page of a place and all below it begins: the place where the last one
/// ended, or else one that is right before the place itself. One bound, so that an index begins
/// there and not at the top each time.
fn behind(top: &OrgPath, after: &OrgPath) -> String {
    if after >= top {
        return after.as_str().to_owned();
    }
    // The last sign's neighbour, and all that may stand below that.
    let mut bytes = top.as_str().as_bytes().to_vec();
    if let Some(last) = bytes.last_mut() {
        *last -= 1;
        bytes.push(b'~');
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Branches at and below a place that take part, behind a place in their order.
///
/// # Errors
/// [`Fault`].
pub async fn within(
    link: &mut Link,
    campaign: CampaignId,
    top: &OrgPath,
    after: &OrgPath,
    most: i64,
) -> Result<Vec<Enrolled>, Fault> {
    let (start, end) = (behind(top, after), top.end());
    let values = args![&start, &end, campaign, most];
    link.rows(WITHIN, values).await?.iter().map(enrolled_at).collect()
}

/// The same of those whose name has a text in it, in whatever width it was typed. A text of fewer
/// than two characters finds nothing.
///
/// # Errors
/// [`Fault`].
pub async fn called(
    link: &mut Link,
    campaign: CampaignId,
    top: &OrgPath,
    text: &str,
    after: &OrgPath,
    most: i64,
) -> Result<Vec<Enrolled>, Fault> {
    let Some((pair, pattern)) = sought(link, top, text).await? else { return Ok(Vec::new()) };
    let (start, end) = (behind(top, after), top.end());
    let values = args![&pair, &start, &end, campaign, &pattern, most];
    link.rows(CALLED, values).await?.iter().map(enrolled_at).collect()
}

/// Branches that a committee evaluates, behind a place in their order.
///
/// # Errors
/// [`Fault`].
pub async fn of_committee(
    link: &mut Link,
    campaign: CampaignId,
    committee: OrgId,
    after: &OrgPath,
    most: i64,
) -> Result<Vec<Enrolled>, Fault> {
    let rows = link.rows(OF_COMMITTEE, args![campaign, committee, after.as_str(), most]).await?;
    rows.iter().map(enrolled_at).collect()
}

/// The latest row of every branch at and below a place that ever took part, ended ones too,
/// behind a place in their order.
///
/// # Errors
/// [`Fault`].
pub async fn enrolments_between(
    link: &mut Link,
    campaign: CampaignId,
    top: &OrgPath,
    after: &OrgPath,
    most: i64,
) -> Result<Vec<Enrolled>, Fault> {
    let (start, end) = (behind(top, after), top.end());
    let values = args![&start, &end, campaign, most];
    link.rows(BETWEEN, values).await?.iter().map(enrolled_at).collect()
}

#[cfg(test)]
mod tests {
    use model::path::OrgPath;

    use super::behind;

    #[test]
    fn a_page_begins_right_before_a_place_or_behind_the_last() {
        let path = |text: &str| OrgPath::parse(text).unwrap();
        let cases = [
            ("", "", ""),
            ("0001", "", "0000~"),
            ("000a", "", "000`~"),
            ("00010000", "0001", "0001000/~"),
            ("0001", "0001", "0001"),
            ("0001", "00010002", "00010002"),
        ];
        for (top, after, start) in cases {
            assert_eq!(behind(&path(top), &path(after)), start, "{top} {after}");
            let is_before = start <= top || after >= top;
            assert!(is_before, "{top} {after}");
        }
        // Behind whatever stands below the neighbour before.
        assert!("000zzzzz" < "0010" && "000z0001" < behind(&path("0010"), &path("")).as_str());
        assert!("0009zzzz" < behind(&path("000a"), &path("")).as_str());
    }
}
