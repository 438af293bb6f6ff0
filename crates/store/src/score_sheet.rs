//! The score sheet (考核表) of a campaign: branches of a subtree with what was given to each last and
//! what each gave itself, a page at a time.

use std::collections::HashMap;

use jiff::civil::Date;
use model::assessment::Round;
use model::evaluation::Line;
use model::id::{CampaignId, EvaluationId, OrgId};
use model::organisation::Sector;
use model::path::OrgPath;
use model::self_check::SelfCheck;

use crate::evaluation::given;
use crate::fault::Fault;
use crate::link::Link;
use crate::self_check::{content, round};
use crate::standing::sector_at;
use crate::statement::{args, day, sql};

sql! {
    BRANCHES = "select o.id, o.name, o.path, o.code, e.sector, c.name, n.name
        from organisation o cross join enrolment e
        join organisation c on c.id = e.committee
        left join post p on p.org = o.id and p.role = 'secretary' and p.from_day <= $6
            and (p.to_day is null or p.to_day >= $6) and not exists
            (select 1 from post q where q.org = p.org and q.role = 'secretary'
            and q.from_day <= $6 and (q.to_day is null or q.to_day >= $6)
            and (q.from_day > p.from_day or (q.from_day = p.from_day and q.id > p.id)))
        left join person n on n.id = p.person
        where e.branch = o.id and e.campaign = $3 and e.to_day is null
        and o.path >= $1 and o.path < $2 and o.path > $4 order by o.path limit $5";
    // Of several confirmed evaluations the last is the official one.
    LINES = "select l.criterion, l.version, l.at, l.by_person, l.content, v.id
        from organisation o
        join evaluation v on v.org = o.id and v.campaign = $3 and v.state = 'confirmed'
        and not exists (select 1 from evaluation w where w.org = v.org
            and w.campaign = v.campaign and w.state = 'confirmed'
            and (w.confirmed_at > v.confirmed_at
            or (w.confirmed_at = v.confirmed_at and w.id > v.id)))
        join evaluation_line l on l.evaluation = v.id
        where o.path >= $1 and o.path <= $2 order by o.path, l.version", planned_anew;
    OFFICIAL = "select v.org, v.campaign, v.term, v.period, v.round, v.id
        from organisation o
        join evaluation v on v.org = o.id and v.campaign = $3 and v.state = 'confirmed'
        where o.path >= $1 and o.path <= $2 order by o.path, v.confirmed_at, v.id", planned_anew;
    CHECKS = "select k.org, k.campaign, k.term, k.period, k.round, w.content
        from organisation o
        join self_check k on k.org = o.id and k.campaign = $3 and k.state = 'submitted'
        join self_check_version w on w.self_check = k.id and w.version = k.version
        where o.path >= $1 and o.path <= $2 order by o.path, k.period, k.term, k.round";
    DEPARTMENTS = "select path, name from organisation
        where kind = 'department' and path >= $1 and path < $2 order by path";
}

/// A row of the sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OnSheet {
    /// The branch.
    pub id: OrgId,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub path: OrgPath,
    /// Its official code.
    pub code: Option<String>,
    /// Its sector on its first day in the campaign.
    pub sector: Option<Sector>,
    /// Who evaluates it.
    pub committee: String,
    /// Its secretary of the day; none while the post is vacant.
    pub secretary: Option<String>,
    /// The official points, the last line of each criterion; none before they are confirmed.
    pub lines: Vec<Line>,
    /// The self-check that they answer, else the last that was submitted.
    pub check: Option<SelfCheck>,
}

/// Rows at and below a place, behind another, in the order of the tree.
///
/// # Errors
/// [`Fault`].
pub async fn page(
    link: &mut Link,
    (top, after): (&OrgPath, &OrgPath),
    campaign: CampaignId,
    on: Date,
    most: i64,
) -> Result<Vec<OnSheet>, Fault> {
    let end = top.end();
    let values = args![top.as_str(), &end, campaign, after.as_str(), most, day(on)];
    let mut found = Vec::new();
    for row in link.rows(BRANCHES, values).await? {
        found.push(OnSheet {
            id: row.id(0, OrgId::new)?,
            name: row.get(1)?,
            path: row.parsed(2, OrgPath::parse)?,
            code: row.get(3)?,
            sector: sector_at(&row, 4)?,
            committee: row.get(5)?,
            secretary: row.get(6)?,
            lines: Vec::new(),
            check: None,
        });
    }
    let (Some(first), Some(last)) = (found.first(), found.last()) else { return Ok(found) };
    let (first, last) = (first.path.as_str().to_owned(), last.path.as_str().to_owned());
    let between = args![&first, &last, campaign];
    let mut official: HashMap<OrgId, (Round, EvaluationId)> = HashMap::new();
    for row in link.rows(OFFICIAL, between).await? {
        let of = round(&row)?;
        official.insert(of.org, (of, row.id(5, EvaluationId::new)?));
    }
    let mut lines: HashMap<EvaluationId, Vec<Line>> = HashMap::new();
    for row in link.rows(LINES, between).await? {
        let line = given(&row)?.line;
        let of = lines.entry(row.id(5, EvaluationId::new)?).or_default();
        match of.iter_mut().find(|held| held.criterion == line.criterion) {
            Some(held) => *held = line,
            None => of.push(line),
        }
    }
    let mut checks: HashMap<OrgId, SelfCheck> = HashMap::new();
    for row in link.rows(CHECKS, between).await? {
        let of = round(&row)?;
        if official.get(&of.org).is_none_or(|(answered, _)| *answered == of) {
            checks.insert(of.org, content(&row, 5)?);
        }
    }
    for one in &mut found {
        let id = official.get(&one.id).map(|(_, id)| id);
        one.lines = id.and_then(|id| lines.remove(id)).unwrap_or_default();
        one.check = checks.remove(&one.id);
    }
    Ok(found)
}

/// Departments at and below a place with their names, in the order of the tree: what lies between a
/// branch and the highest is its city, then its county.
///
/// # Errors
/// [`Fault`].
pub async fn departments(link: &mut Link, top: &OrgPath) -> Result<Vec<(OrgPath, String)>, Fault> {
    let rows = link.rows(DEPARTMENTS, args![top.as_str(), &top.end()]).await?;
    rows.iter().map(|row| Ok((row.parsed(0, OrgPath::parse)?, row.get(1)?))).collect()
}
