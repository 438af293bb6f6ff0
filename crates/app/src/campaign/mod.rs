//! Campaigns (学习教育): setting one up, opening it, who takes part, when its stages are open.

mod current;
mod document;
mod extend;
mod file;
mod local;
mod open;
mod scheme;
mod scope;
mod set_up;
mod sheet;
mod typed;
mod view;

pub use current::{
    Current, Local, PeriodNow, campaigns_ever, campaigns_of, current, ever, locals, periods,
    term_on,
};
pub(crate) use current::{matters, window_of};
pub use document::{DocumentDraft, TaskDraft, issue, withdraw};
pub use extend::{ExtensionDraft, View as ExtensionView, extend, extension};
pub use file::{Coming, arrive, attach, file};
pub use local::{add_local, end_local, local_settled};
pub use model::id::CampaignId;
pub use open::{Lack, Lateness, Opening, close, late, open, opening, take_in};
pub(crate) use scheme::Schemes;
pub use scheme::{
    As, Listed, Looked, SchemeDigest, SchemeKey, SchemeView, download, look_at, publish, scheme,
    scheme_of, schemes,
};
pub use scope::Scope;
pub(crate) use scope::not_joined;
pub use set_up::{
    Choosing, FactsDraft, PeriodDraft, ScopeDraft, Units, choose_scheme, choose_scope, found,
    owners, put_periods, rename, set_up, units,
};
pub use sheet::write as scheme_sheet;
pub use store::campaign::{
    Campaign, Document, DocumentFile, Enrolled, Extension, Facts, LocalPart, Period, Task,
    Version as CampaignVersion, enrolled, extensions, find, of_branch, of_committee,
    tasks_of_campaign, within,
};
pub use view::{Branches, DocumentView, View, branches, campaigns, document, view};

use model::authority::{Permit, Verb};
use model::campaign::State;

use store::Link;
use store::organisation::{self, Organisation};

use crate::cx::Cx;
use crate::refusal::Refusal;

/// The address of a campaign's page.
pub(crate) fn place(campaign: CampaignId) -> String {
    format!("/campaigns/{campaign}")
}

/// A campaign that this person may see. A draft is seen by who sets it up; one that is for some
/// units only, by those who stand there or above.
async fn seen(
    cx: &Cx,
    link: &mut Link,
    id: CampaignId,
) -> Result<(Campaign, Organisation), Refusal> {
    let campaign = find(link, id).await?.ok_or(Refusal::Unseen)?;
    let owner = organisation::find(link, campaign.org).await?.ok_or(Refusal::Unseen)?;
    match visible(cx, link, &campaign, &owner).await? {
        true => Ok((campaign, owner)),
        false => Err(Refusal::Unseen),
    }
}

/// Whether a person may see a campaign.
async fn visible(
    cx: &Cx,
    link: &mut Link,
    campaign: &Campaign,
    owner: &Organisation,
) -> Result<bool, Refusal> {
    if cx.may(Verb::SetUpCampaign, owner).is_ok() {
        return Ok(true);
    }
    if cx.may(Verb::SeeCampaign, owner).is_err() || campaign.facts.state == State::Draft {
        return Ok(false);
    }
    if campaign.facts.units.is_empty() {
        return Ok(true);
    }
    for unit in &campaign.facts.units {
        let Some(unit) = organisation::find(link, *unit).await? else { continue };
        let tops = cx.tops();
        if tops.iter().any(|top| top.path.holds(&unit.path) || unit.path.holds(&top.path)) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A campaign with leave to set it up, while it is not closed.
async fn permitted(
    cx: &Cx,
    link: &mut Link,
    id: CampaignId,
) -> Result<(Campaign, Organisation, Permit), Refusal> {
    let (campaign, owner) = seen(cx, link, id).await?;
    let permit = cx.may(Verb::SetUpCampaign, &owner)?;
    if campaign.facts.state == State::Closed {
        return Err(Refusal::flaw("", "这次学习教育已经结束,不能再改"));
    }
    Ok((campaign, owner, permit))
}

/// The same, of the version that the person saw.
async fn permitted_version(
    cx: &Cx,
    link: &mut Link,
    id: CampaignId,
    version: u32,
) -> Result<(Campaign, Organisation, Permit), Refusal> {
    let (campaign, owner, permit) = permitted(cx, link, id).await?;
    match campaign.version == version {
        true => Ok((campaign, owner, permit)),
        false => Err(Refusal::Stale),
    }
}
