//! Who is there beside who takes part: branches at and below an organisation, and those of them
//! that are enrolled in a campaign, at one moment and without looking at each.

use std::collections::BTreeMap;

use model::id::CampaignId;
use model::organisation::{OrgKind, Sector};
use model::tally::Figures;

use super::many_wait;
use crate::fault::Fault;
use crate::link::Link;
use crate::organisation::Organisation;
use crate::standing::{self, sector_at};
use crate::statement::{args, sql};

sql! {
    // What is folded, what waits, and those that were closed and still take part, taken away.
    JOINED = "select campaign, sector, figures from tally
        where org = $1 and campaign in ($2, $3)
        union all select p.campaign, p.sector, p.figures from tally_pending p
        join organisation o on o.id = p.org
        where p.campaign in ($2, $3) and o.path >= $4 and o.path < $5
        union all select e.campaign, '', 'enrolled=-' || count(*)
        from organisation o cross join enrolment e
        where e.branch = o.id and e.campaign = $3 and e.to_day is null and o.closed is not null
        and o.path >= $4 and o.path < $5 group by e.campaign";
}

/// Branches that are there and branches that take part.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// Branches that are not closed, by sector.
    pub branches: BTreeMap<Option<Sector>, i64>,
    /// Those that take part and are not closed, whatever their sector.
    pub enrolled: i64,
}

/// Branches at and below an organisation, with how many of them take part in a campaign; none
/// while so much waits for the tally that it would be looked through at length.
///
/// # Errors
/// [`Fault`].
pub async fn joined(
    link: &mut Link,
    org: &Organisation,
    campaign: CampaignId,
) -> Result<Option<Joined>, Fault> {
    let mut joined = Joined::default();
    let mut add = |of: CampaignId, sector: Option<Sector>, figures: &Figures| {
        if of == campaign {
            joined.enrolled += figures.get(standing::ENROLLED);
        } else if of == CampaignId::NONE {
            *joined.branches.entry(sector).or_default() += figures.get(OrgKind::Branch.name());
        }
    };
    // A branch has no tally: it is what stands of it.
    if org.is_branch() {
        for (of, sector, figures) in standing::all_of(link, org.id).await? {
            add(of, sector, &figures);
        }
        return Ok(Some(joined));
    }
    if many_wait(link).await? {
        return Ok(None);
    }
    let (top, end) = (org.path.as_str(), org.path.end());
    let values = args![org.id, CampaignId::NONE, campaign, top, &end];
    for row in link.rows(JOINED, values).await? {
        let figures = row.parsed(2, Figures::parse)?;
        add(row.id(0, CampaignId::new)?, sector_at(&row, 1)?, &figures);
    }
    Ok(Some(joined))
}
