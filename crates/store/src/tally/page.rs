//! The figures of a page of the organisation browser: what stands below an organisation and below
//! the children that are shown, in one question where nothing waits.

use std::collections::HashMap;

use jiff::Timestamp;
use model::id::{CampaignId, OrgId};
use model::limit;
use model::organisation::{OrgKind, Sector};
use model::tally::Figures;

use super::{Tally, as_of, of, of_children};
use crate::fault::Fault;
use crate::link::Link;
use crate::organisation::Organisation;
use crate::standing::sector_at;
use crate::statement::{Arg, sql};

sql! {
    // What is folded of one organisation and of twenty others, and how much waits.
    SHOWN = "select org, sector, figures, 0 from tally where campaign = $1 and org in (
        $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16,
        $17, $18, $19, $20, $21, $22)
        union all select null, '', '', count(*) from
        (select 1 from tally_pending limit 200) as few";
}

/// Children that are asked for at once.
pub const SHOWN_AT_ONCE: usize = 20;

/// The figures of an organisation by sector, and of each of its children that are shown; a branch,
/// which has nobody below it, gets none.
pub type Shown = (Tally<Vec<(Option<Sector>, Figures)>>, Vec<Option<Figures>>);

/// The figures of an organisation that is no branch, by sector, and those of so many of its
/// children as are asked for at once, in their order.
///
/// # Errors
/// [`Fault`].
pub async fn shown(
    link: &mut Link,
    org: &Organisation,
    children: &[Organisation],
    now: Timestamp,
) -> Result<Shown, Fault> {
    assert!(children.len() <= SHOWN_AT_ONCE, "no more children than there are places");
    let others = children.iter().filter(|child| !child.is_branch());
    // The places that are left name the organisation itself once more.
    let mut values = vec![Arg::from(CampaignId::NONE), Arg::from(org.id)];
    values.extend(others.map(|child| Arg::from(child.id)));
    values.resize(SHOWN_AT_ONCE + 2, Arg::from(org.id));
    let (mut by_sector, mut waiting) = (Vec::new(), 0);
    let mut by_org: HashMap<OrgId, Figures> = HashMap::new();
    for row in link.rows(SHOWN, &values).await? {
        let Some(id) = row.get::<Option<uuid::Uuid>>(0)?.map(OrgId::new) else {
            waiting = row.get::<i64>(3)?;
            continue;
        };
        let figures = row.parsed(2, Figures::parse)?;
        if id == org.id {
            by_sector.push((sector_at(&row, 1)?, figures));
        } else {
            by_org.entry(id).or_default().add(&figures, 1);
        }
    }
    let branches: i64 =
        by_sector.iter().map(|(_, figures)| figures.get(OrgKind::Branch.name())).sum();
    let is_exact = branches <= limit::EXACT_BRANCHES;
    if is_exact && waiting > 0 {
        return now_shown(link, org, children, now).await;
    }
    let as_of = match (is_exact, waiting) {
        (true, _) => None,
        (false, 0) => Some(now),
        (false, _) => Some(as_of(link, now).await?),
    };
    by_sector.sort_by_key(|(sector, _)| *sector);
    let figures = children
        .iter()
        .map(|child| (!child.is_branch()).then(|| by_org.remove(&child.id).unwrap_or_default()));
    let figures = figures.collect();
    Ok((Tally { figures: by_sector, as_of }, figures))
}

/// The same with what waits.
async fn now_shown(
    link: &mut Link,
    org: &Organisation,
    children: &[Organisation],
    now: Timestamp,
) -> Result<Shown, Fault> {
    let whole = of(link, org, CampaignId::NONE, now).await?;
    // They are read as a piece of the tree, whatever order they are shown in.
    let mut others: Vec<Organisation> =
        children.iter().filter(|child| !child.is_branch()).cloned().collect();
    others.sort_by(|one, other| one.path.cmp(&other.path));
    let each = of_children(link, org, &others, CampaignId::NONE, now).await?;
    let mut by_org: HashMap<OrgId, Figures> =
        others.iter().map(|child| child.id).zip(each.figures).collect();
    let figures = children.iter().map(|child| by_org.remove(&child.id));
    Ok((whole, figures.collect()))
}
