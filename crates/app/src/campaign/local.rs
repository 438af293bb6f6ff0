//! 本地附加部分: what an organisation below the owner adds for its own subtree. It is filled in and
//! evaluated with the campaign's scheme; its points are its own: they are shown apart and never
//! summed into the campaign's. Once evaluations have begun it stays as it is.

use model::authority::Verb;
use model::campaign::State;
use model::event::Event;
use model::id::{CampaignId, OrgId};
use store::campaign::Campaign;
use store::organisation::Organisation;
use store::{Link, Locks, campaign, evaluation};

use super::scheme::{SchemeKey, pinned, scheme_of};
use super::{place, seen};
use crate::cx::{Cx, Form};
use crate::organisation::permitted;
use crate::refusal::Refusal;

/// Why a part can no longer be changed, where it can't: what was given by one standard would stand
/// beside what is given by another.
async fn settled(
    link: &mut Link,
    campaign: &Campaign,
    org: &Organisation,
) -> Result<Option<&'static str>, Refusal> {
    if campaign.facts.state == State::Closed {
        return Ok(Some("这次学习教育已经结束,不能再改"));
    }
    let begun = evaluation::begun_below(link, &org.path, campaign.id).await?;
    Ok(begun.then_some("管辖范围内已经有支部开始评定,附加部分不能再改,以免前后标准不一"))
}

async fn is_open(link: &mut Link, campaign: &Campaign, org: &Organisation) -> Result<(), Refusal> {
    match settled(link, campaign, org).await? {
        Some(says) => Err(Refusal::flaw("", says)),
        None => Ok(()),
    }
}

/// The same for who is about to ask.
///
/// # Errors
/// [`Refusal`].
pub async fn local_settled(
    cx: &Cx,
    campaign: &Campaign,
    org: &Organisation,
) -> Result<Option<&'static str>, Refusal> {
    settled(&mut cx.link().await?, campaign, org).await
}

/// Adds a part of an organisation's own, in place of one that it had.
///
/// # Errors
/// [`Refusal`].
pub async fn add_local(
    cx: &Cx,
    form: Form,
    id: CampaignId,
    org: OrgId,
    key: Option<SchemeKey>,
) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Tree).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (org, permit) = permitted(&cx, &mut write, Verb::PublishScheme, org).await?;
    let (campaign, owner) = seen(&cx, &mut write, id).await?;
    is_open(&mut write, &campaign, &org).await?;
    if org.id == owner.id || !owner.path.holds(&org.path) {
        return Err(Refusal::flaw("org", "只有发起单位的下级可以附加本地部分"));
    }
    let key = key.ok_or_else(|| Refusal::flaw("scheme", "请选择一个考核方案"))?;
    let digest = pinned(&cx, &mut write, &org, &key).await?;
    if Some(digest) == campaign.facts.scheme {
        return Err(Refusal::flaw("scheme", "这就是本次学习教育的方案,不必附加"));
    }
    let scheme = scheme_of(&cx.app, &mut write, &digest).await?;
    if scheme.bonus.is_some() {
        return Err(Refusal::flaw("scheme", "本地部分不能有附加分,请选没有附加分的方案"));
    }
    campaign::add_local(&mut write, &permit, id, &digest).await?;
    let event = Event::LocalPartChanged { campaign: id, scheme: digest };
    cx.commit(write, form, org.id, event, &place(id)).await
}

/// Ends an organisation's own part.
///
/// # Errors
/// [`Refusal`].
pub async fn end_local(cx: &Cx, form: Form, id: CampaignId, org: OrgId) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Tree).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let (org, permit) = permitted(&cx, &mut write, Verb::PublishScheme, org).await?;
    let (campaign, _) = seen(&cx, &mut write, id).await?;
    is_open(&mut write, &campaign, &org).await?;
    let parts = campaign::local_parts(&mut write, id).await?;
    let part = parts.into_iter().find(|part| part.org == org.id).ok_or(Refusal::Unseen)?;
    campaign::end_local(&mut write, &permit, id).await?;
    let event = Event::LocalPartChanged { campaign: id, scheme: part.scheme };
    cx.commit(write, form, org.id, event, &place(id)).await
}
