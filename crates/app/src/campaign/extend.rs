//! 延期: for one branch, with a reason.

use model::authority::Verb;
use model::campaign::{Stage, State};
use model::event::Event;
use model::id::{CampaignId, OrgId};
use model::limit;
use store::campaign::{self, Campaign, Extension};
use store::organisation::{self, Organisation};
use store::{Link, Locks};

use super::current::{PeriodNow, periods};
use super::typed::Typed;
use super::{place, seen};
use crate::cx::{Cx, Form};
use crate::refusal::Refusal;

/// An extension, as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExtensionDraft {
    /// The period, by its number.
    pub period: String,
    /// The stage, by its name.
    pub stage: String,
    /// The new last day.
    pub until: String,
    /// 理由.
    pub reason: String,
}

/// What the form for an extension shows.
#[derive(Clone, Debug)]
pub struct View {
    /// The campaign.
    pub campaign: Campaign,
    /// The branch.
    pub branch: Organisation,
    /// The periods as they are for it today.
    pub periods: Vec<PeriodNow>,
    /// What was put off before.
    pub extensions: Vec<Extension>,
}

async fn prepared(
    cx: &Cx,
    link: &mut Link,
    id: CampaignId,
    branch: OrgId,
) -> Result<View, Refusal> {
    let branch = organisation::find(link, branch).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::ExtendWindow, &branch)?;
    let (campaign, _) = seen(cx, link, id).await?;
    let found = campaign::of_branch(link, branch.id, id).await?;
    let Some((_, extensions)) = found.filter(|(row, _)| row.to.is_none()) else {
        return Err(Refusal::Unseen);
    };
    if campaign.facts.state != State::Open {
        return Err(Refusal::flaw("", "这次学习教育已经结束,不能再改"));
    }
    let periods = periods(&campaign, &extensions, cx.today());
    Ok(View { campaign, branch, periods, extensions })
}

/// What the form for an extension shows.
///
/// # Errors
/// [`Refusal`].
pub async fn extension(cx: &Cx, id: CampaignId, branch: OrgId) -> Result<View, Refusal> {
    let mut link = cx.link().await?;
    prepared(cx, &mut link, id, branch).await
}

/// Puts a last day off for a branch.
///
/// # Errors
/// [`Refusal`].
pub async fn extend(
    cx: &Cx,
    form: Form,
    id: CampaignId,
    branch: OrgId,
    draft: &ExtensionDraft,
) -> Result<String, Refusal> {
    let (cx, mut write) = cx.write(Locks::Orgs(vec![branch])).await?;
    if let Some(place) = cx.answered(&mut write, form).await? {
        return Ok(place);
    }
    let view = prepared(&cx, &mut write, id, branch).await?;
    let permit = cx.may(Verb::ExtendWindow, &view.branch)?;
    let mut typed = Typed::new();
    let number: Option<u32> = draft.period.parse().ok();
    let period = view.periods.iter().find(|period| Some(period.number) == number);
    let stage = Stage::named(&draft.stage);
    if period.is_none() || stage.is_none() {
        typed.flaw("window", "请选择要延长哪一期的自查或评定");
    }
    let until = typed.day("until", &draft.until);
    let reason = typed.sentences("reason", &draft.reason, limit::SENTENCES_CHARS);
    if reason.is_empty() {
        typed.flaw("reason", "请写明理由");
    }
    if let (Some(period), Some(stage), Some(until)) = (period, stage, until) {
        let last = period.period.window(stage).to;
        if until <= last {
            typed.flaw("until", format!("原来就到 {last},请选更晚的日期"));
        } else if until < cx.today() {
            typed.flaw("until", "这一天已经过去了,请选今天或以后");
        }
        let of_it = |one: &&Extension| one.period == period.number && one.stage == stage;
        if view.extensions.iter().filter(of_it).count() >= limit::EXTENSIONS as usize {
            typed.flaw("window", "已经延了太多次;请改这一期的日期");
        }
    }
    let (Some(period), Some(stage), Some(until), true) =
        (period, stage, until, typed.flaws.is_empty())
    else {
        return Err(Refusal::Flawed(typed.flaws));
    };
    let number = period.number;
    campaign::extend(&mut write, &permit, id, (number, stage), until, &reason).await?;
    let event = Event::WindowExtended { campaign: id, period: number, until };
    let place = format!("{}/branches/{branch}/extension", place(id));
    cx.commit(write, form, branch, event, &place).await
}
