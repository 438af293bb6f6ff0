//! 评分表: a committee's branches with the points that it has given, as the sheet that `dukao score`
//! reads; filled in without a network, it is read again, tried out, and only then taken in, all or
//! nothing.
//!
//! Each row carries what it was made from, so that what somebody else gave meanwhile is never
//! overwritten: a cell that was left as it was gives way to them, one that was changed is a flaw.

mod download;
mod import;
mod known;
mod made_from;
mod plan;
mod read;

use std::sync::Arc;

use model::authority::{Permit, Verb};
use model::id::OrgId;
use model::path::OrgPath;
use model::{Scheme, limit};
use store::organisation::{self, Organisation};
use store::{Link, evaluation};

pub use self::download::download;
pub use self::import::{Trial, dry_run, stage, take};
pub use self::plan::{Change, Counts};
use super::desk::periods_of;
use crate::assessment::RoundOf;
use crate::campaign::{self, Campaign, Enrolled};
use crate::cx::Cx;
use crate::reading::Looked;
use crate::refusal::Refusal;

/// Whose sheet it is: a committee with its branches, in a campaign's period.
struct Ground {
    committee: Organisation,
    permit: Permit,
    campaign: Campaign,
    scheme: Arc<Scheme>,
    period: u32,
    enrolled: Vec<Enrolled>,
    /// What was begun in the period.
    begun: Vec<evaluation::Kept>,
}

impl Ground {
    async fn of(cx: &Cx, link: &mut Link, committee: OrgId, of: RoundOf) -> Result<Self, Refusal> {
        let id = of.campaign;
        let committee = organisation::find(link, committee).await?.ok_or(Refusal::Unseen)?;
        let permit = cx.may(Verb::ImportEvaluations, &committee)?;
        let campaign = campaign::find(link, id).await?.ok_or(Refusal::Unseen)?;
        let digest = campaign.facts.scheme.ok_or(Refusal::Unseen)?;
        let scheme = campaign::scheme_of(&cx.app, link, &digest).await?;
        let period = periods_of(cx, &campaign, of)?.0.number;
        let most = i64::try_from(limit::BRANCHES_OF_COMMITTEE).unwrap_or(i64::MAX);
        let top = OrgPath::above_all();
        let enrolled = campaign::of_committee(link, id, committee.id, &top, most).await?;
        if enrolled.is_empty() {
            return Err(Refusal::Unseen);
        }
        let begun = evaluation::of_committee(link, committee.id, id, period).await?;
        Ok(Self { committee, permit, campaign, scheme, period, enrolled, begun })
    }
}

/// The committee, to whoever may fill in its sheet.
///
/// # Errors
/// [`Refusal::Denied`] and [`Refusal::Unseen`].
pub async fn whose(
    cx: &Cx,
    committee: OrgId,
    of: impl Into<RoundOf>,
) -> Result<Organisation, Refusal> {
    let of = of.into();
    Ok(Ground::of(cx, &mut cx.link().await?, committee, of).await?.committee)
}

/// Reads a file alone.
pub(crate) fn look(path: &std::path::Path, scheme: &Scheme) -> Result<Looked, String> {
    let sheet = read::read(path, scheme)?;
    let (rows, flaws) = (sheet.lines.len(), sheet.flaws.count());
    Ok(Looked { rows, flaws, unknown: sheet.unknown })
}
