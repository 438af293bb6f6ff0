//! Adding all standings up anew, to prove the tally or to put it right.

use std::collections::HashMap;

use model::id::{CampaignId, TermId};
use model::path::OrgPath;
use model::tally::Figures;
use uuid::Uuid;

use super::{Differences, add_all, fold_alone, line, who_adds_up};
use crate::fault::Fault;
use crate::standing::sector_at;
use crate::statement::{args, sql};
use crate::write::Write;

sql! {
    ENTIRE = "select org, campaign, sector, figures from tally";
    STANDINGS = "select o.path, s.campaign, s.term, s.sector, s.figures from organisation o
        join standing s on s.org = o.id where (o.path, s.campaign, s.term) > ($1, $2, $3)
        order by o.path, s.campaign, s.term limit $4";
}

/// Standings that are read at once.
const AT_ONCE: i64 = 5_000;

/// What a recount found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recounted {
    /// Sums that there are.
    pub sums: usize,
    /// Sums that were others and were put right.
    pub wrong: usize,
}

/// Adds all standings up anew and puts right what the tally has otherwise. The write has the tree
/// locked, so nothing is put aside meanwhile.
///
/// # Errors
/// [`Fault`].
pub async fn recount(write: &mut Write) -> Result<Recounted, Fault> {
    fold_alone(write).await?;
    let mut due = Differences::new();
    let mut known = HashMap::new();
    let mut after = (OrgPath::above_all(), CampaignId::new(Uuid::nil()), TermId::new(Uuid::nil()));
    loop {
        let (place, campaign, term) = &after;
        let last = args![place.as_str(), *campaign, *term, AT_ONCE];
        let rows = write.rows(STANDINGS, last).await?;
        for row in &rows {
            let place = row.parsed(0, OrgPath::parse)?;
            let (campaign, sector) = (row.id(1, CampaignId::new)?, sector_at(row, 3)?);
            let figures = row.parsed(4, Figures::parse)?;
            for place in place.way() {
                if let Some(org) = who_adds_up(write, &mut known, &place).await? {
                    due.entry((org, campaign, sector)).or_default().add(&figures, 1);
                }
            }
            after = (place, campaign, row.id(2, TermId::new)?);
        }
        if i64::try_from(rows.len()).is_ok_and(|rows| rows < AT_ONCE) {
            break;
        }
    }
    due.retain(|_, figures| !figures.is_nought());
    let sums = due.len();
    for row in write.rows(ENTIRE, &[]).await? {
        let (key, figures) = line(&row)?;
        due.entry(key).or_default().add(&figures, -1);
    }
    due.retain(|_, figures| !figures.is_nought());
    add_all(write, &due, 1).await?;
    Ok(Recounted { sums, wrong: due.len() })
}
