//! Branches behind a figure: those of a subtree that have come so far in a campaign, and no
//! further.

use model::id::{CampaignId, OrgId, PersonId};
use model::organisation::OrgPhone;
use model::path::OrgPath;

use crate::fault::Fault;
use crate::link::Link;
use crate::organisation::phone_at;
use crate::row::Row;
use crate::statement::{Statement, args, sql};

/// Behind a place, at and below another, in a campaign: what stands of each, its committee, and its
/// secretary of the day.
macro_rules! branches {
    ($which:expr) => {
        concat!(
            "select o.id, o.name, o.path, c.id, c.name, n.id, n.name, s.figures,
            o.phone, c.phone
            from organisation o cross join enrolment e
            join organisation c on c.id = e.committee
            left join standing s on s.org = o.id and s.campaign = $3
            left join post p on p.org = o.id and p.role = 'secretary' and p.from_day <= $6
                and (p.to_day is null or p.to_day >= $6) and not exists
                (select 1 from post q where q.org = p.org and q.role = 'secretary'
                and q.from_day <= $6 and (q.to_day is null or q.to_day >= $6)
                and (q.from_day > p.from_day or (q.from_day = p.from_day and q.id > p.id)))
            left join person n on n.id = p.person
            where e.branch = o.id and e.campaign = $3 and e.to_day is null
            and o.path >= $1 and o.path < $2 and o.path > $4 ",
            $which,
            " order by o.path limit $5"
        )
    };
}

macro_rules! checked {
    () => {
        "(select 1 from self_check k where k.org = o.id and k.campaign = $3 and k.period = $7
        and k.state = 'submitted')"
    };
}

macro_rules! evaluated {
    ($state:expr) => {
        concat!(
            "(select 1 from evaluation v where v.org = o.id and v.campaign = $3
            and v.period = $7 ",
            $state,
            ")"
        )
    };
}

sql! {
    ALL_BRANCHES = branches!(" and $7 = $7");
    SELF_CHECKED = branches!(concat!("and exists ", checked!()));
    NOT_SELF_CHECKED = branches!(concat!("and not exists ", checked!()));
    BEGUN = branches!(concat!("and exists ", evaluated!("")));
    NOT_BEGUN = branches!(concat!("and not exists ", evaluated!("")));
    SUBMITTED = branches!(concat!("and exists ", evaluated!("and v.state = 'submitted'")));
    CONFIRMED = branches!(concat!("and exists ", evaluated!("and v.state = 'confirmed'")));
    NOT_CONFIRMED =
        branches!(concat!("and not exists ", evaluated!("and v.state = 'confirmed'")));
    OF_FIGURE = branches!("and $7 = $7 and ' ' || s.figures || ' ' like $8");
}

/// Which branches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All that take part.
    All,
    /// 已自查: the self-check of the period is submitted.
    SelfChecked,
    /// 未自查.
    NotSelfChecked,
    /// 已开始评定.
    Begun,
    /// 未开始评定.
    NotBegun,
    /// 待确认: submitted by a supervisor and not confirmed.
    Submitted,
    /// 已评定: confirmed.
    Confirmed,
    /// 未评定.
    NotConfirmed,
    /// Of a band, as an index into the scheme's.
    Band(u32),
    /// With a total on this step of the histogram ([`model::progress::HISTOGRAM_STEP`]).
    Total(u32),
    /// That lost points of a criterion, by its index in the scheme.
    Lost(u32),
    /// Both checked and evaluated.
    Paired,
}

impl Which {
    /// The word of the figure that is one for such branches, where one says it.
    fn figure(self) -> Option<String> {
        match self {
            Self::Band(band) => Some(format!("band.{band}")),
            Self::Total(step) => Some(format!("t.{step}")),
            Self::Lost(criterion) => Some(format!("l.{criterion}")),
            Self::Paired => Some("pair".to_owned()),
            _ => None,
        }
    }
}

/// A branch with what stands of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// The branch.
    pub id: OrgId,
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub path: OrgPath,
    /// Who evaluates it, by identity and name.
    pub committee: (OrgId, String),
    /// Its secretary, by identity and name; none while the post is vacant.
    pub secretary: Option<(PersonId, String)>,
    /// Its figures.
    pub figures: model::tally::Figures,
    /// Where its office and that of its committee are reached.
    pub phones: [Option<OrgPhone>; 2],
}

fn branch(row: &Row) -> Result<Branch, Fault> {
    let secretary = row.get::<Option<uuid::Uuid>>(5)?.map(PersonId::new);
    let figures = row.get::<Option<String>>(7)?.unwrap_or_default();
    let figures = model::tally::Figures::parse(&figures)
        .map_err(|_| Fault::Corrupt(format!("figures «{figures}»")))?;
    Ok(Branch {
        id: row.id(0, OrgId::new)?,
        name: row.get(1)?,
        path: row.parsed(2, OrgPath::parse)?,
        committee: (row.id(3, OrgId::new)?, row.get(4)?),
        secretary: secretary.zip(row.get(6)?),
        figures,
        phones: [phone_at(row, 8)?, phone_at(row, 9)?],
    })
}

/// Where and when branches are looked for.
#[derive(Clone, Copy, Debug)]
pub struct Where<'w> {
    /// At and below this place.
    pub top: &'w OrgPath,
    /// Behind this one.
    pub after: &'w OrgPath,
    /// In this campaign.
    pub campaign: CampaignId,
    /// In this period.
    pub period: u32,
    /// Whose secretary is who is it on this day.
    pub on: jiff::civil::Date,
}

/// Branches that a figure counts, in the order of the tree.
///
/// # Errors
/// [`Fault`].
pub async fn branches(
    link: &mut Link,
    at: Where<'_>,
    which: Which,
    most: i64,
) -> Result<Vec<Branch>, Fault> {
    let statement: Statement = match which {
        Which::All => ALL_BRANCHES,
        Which::SelfChecked => SELF_CHECKED,
        Which::NotSelfChecked => NOT_SELF_CHECKED,
        Which::Begun => BEGUN,
        Which::NotBegun => NOT_BEGUN,
        Which::Submitted => SUBMITTED,
        Which::Confirmed => CONFIRMED,
        Which::NotConfirmed => NOT_CONFIRMED,
        Which::Band(_) | Which::Total(_) | Which::Lost(_) | Which::Paired => OF_FIGURE,
    };
    let (end, day) = (at.top.end(), crate::statement::day(at.on));
    let (top, after, period) = (at.top.as_str(), at.after.as_str(), i64::from(at.period));
    let values = args![top, &end, at.campaign, after, most, day, period];
    let rows = match which.figure() {
        Some(figure) => {
            // A figure stands between spaces, and none has a sign that a pattern knows.
            let figure = format!("% {figure}=1 %");
            let mut values = values.to_vec();
            values.extend_from_slice(args![&figure]);
            link.rows(statement, &values).await?
        }
        None => link.rows(statement, values).await?,
    };
    rows.iter().map(branch).collect()
}
