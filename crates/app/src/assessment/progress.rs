//! How a branch stands in a campaign, brought up to date in the write that changes it.

use std::collections::BTreeMap;

use model::authority::Permit;
use model::id::{CampaignId, OrgId, TermId};
use model::progress::{InPeriod, Official, Progress};
use model::{Points, Scheme, evaluation as evaluated, self_check as checked};
use score::{Marks, Settler};
use store::standing::{self, Standing};
use store::{Link, Write, evaluation, self_check};

use crate::refusal::Refusal;

/// Brings what stands of the permit's branch up to date. Counts are of branches, not of terms: a
/// branch whose secretary changed is rated once, by the last confirmed evaluation.
///
/// # Errors
/// [`Refusal`].
pub async fn renew(
    write: &mut Write,
    permit: &Permit,
    campaign: CampaignId,
    scheme: &Scheme,
) -> Result<(), Refusal> {
    let org = permit.org();
    let Some(before) = standing::of(write, org, campaign, TermId::NONE).await? else {
        return Ok(());
    };
    let figures = progress(write, org, campaign, scheme).await?.figures();
    let standing = Standing { figures, ..before };
    Ok(standing::put_for(write, permit, campaign, TermId::NONE, &standing).await?)
}

/// What there is of a branch.
async fn progress(
    link: &mut Link,
    org: OrgId,
    campaign: CampaignId,
    scheme: &Scheme,
) -> Result<Progress, Refusal> {
    let mut periods: BTreeMap<u32, InPeriod> = BTreeMap::new();
    let checks = self_check::all_of(link, org, campaign).await?;
    for check in &checks {
        let one = of_period(&mut periods, check.round.period);
        one.self_checked |= check.state == checked::State::Submitted;
    }
    for kept in evaluation::all_of(link, org, campaign).await? {
        let one = of_period(&mut periods, kept.round.period);
        one.evaluation = one.evaluation.max(Some(kept.state));
    }
    let official = match evaluation::official(link, org, campaign).await? {
        None => None,
        Some(kept) => Some(official(link, &kept, &checks, scheme).await?),
    };
    Ok(Progress { periods: periods.into_values().collect(), official })
}

fn of_period(periods: &mut BTreeMap<u32, InPeriod>, period: u32) -> &mut InPeriod {
    periods.entry(period).or_insert(InPeriod { period, ..InPeriod::default() })
}

async fn official(
    link: &mut Link,
    kept: &evaluation::Kept,
    checks: &[self_check::Kept],
    scheme: &Scheme,
) -> Result<Official, Refusal> {
    let lines = evaluation::lines(link, kept.id).await?;
    let lines: Vec<evaluated::Line> = lines.into_iter().map(|given| given.line).collect();
    let committee = evaluated::points(&lines, scheme);
    // What was given back is no self-check until it comes again.
    let is_it = |check: &&self_check::Kept| {
        check.round == kept.round && check.state == checked::State::Submitted
    };
    let check = checks.iter().find(is_it);
    let own = match check {
        None => None,
        Some(check) => {
            let filled = self_check::version(link, check.id, check.version).await?;
            filled.map(|filled| filled.own(scheme))
        }
    };
    Ok(official_of(&committee, own, scheme))
}

/// What points of a committee, beside the branch's own where it has given them, come to.
pub(crate) fn official_of(
    committee: &[Option<Points>],
    own: Option<Vec<Option<Points>>>,
    scheme: &Scheme,
) -> Official {
    let none = vec![None; committee.len()];
    let mut indicators = vec![None; scheme.indicators.len()];
    let marks = Marks { committee, own: own.as_deref().unwrap_or(&none), bonus: None };
    let outcome = Settler::new(scheme).settle(&marks, &mut indicators);
    let points: Vec<Points> = committee.iter().map(|one| one.unwrap_or(Points::ZERO)).collect();
    let lost = scheme.criteria().zip(&points).map(|((_, one), points)| *points < one.points);
    Official {
        lost: lost.collect(),
        points,
        total: outcome.total.unwrap_or(Points::ZERO),
        band: outcome.band.unwrap_or(scheme.bands.len().saturating_sub(1)),
        own,
    }
}
