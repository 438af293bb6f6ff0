//! 启动, 更新参加支部, 结束, 延期, 撤下文件 and 本地附加部分.

use app::Refusal;
use app::campaign::{self, ExtensionDraft, ExtensionView, Lack, Lateness, Opening, SchemeKey};
use axum::extract::{Path, RawForm};
use axum::response::Response;
use model::authority::Verb;
use model::campaign::Stage;
use model::limit;

use super::super::account::moment;
use super::super::change::{Sent, seen};
use super::super::organisation::{address as org_address, done, id as org_id};
use super::super::refuse::{self, page as shown};
use super::super::who::{Signed, form, whole};
use super::scheme::{address as scheme_address, publishing};
use super::set_up::{again, at, frame, schemes};
use super::{address, id, period_title, window_badge};
use crate::page::campaign_step::{ConfirmStep, Extension, Frame, LocalPart, OpeningStep};
use crate::part::choice::Choice;
use crate::part::facts::Fact;
use crate::part::flaws::Flaws;
use crate::part::link::Link;

// ---- opening

fn opening_page(signed: &Signed, looked: &Opening, flaws: Flaws) -> OpeningStep {
    let campaign = &looked.campaign;
    let here = address(campaign.id);
    let link = |lack: Lack| match lack {
        Lack::Scheme => Link::new("还没有选考核方案", format!("{here}/scheme")),
        Lack::Periods => Link::new("还没有填写期次和期限", format!("{here}/periods")),
        Lack::Branches => Link::new("范围内没有支部", format!("{here}/scope")),
        Lack::Evaluators => Link::new("有的支部无人评定,不参加", format!("{here}/scope")),
        Lack::Documents => Link::new("还没有录入文件和任务", format!("{here}/documents")),
    };
    let of = |blocks: bool| {
        let lacks = looked.lacks.iter().filter(move |lack| lack.blocks() == blocks);
        lacks.map(|lack| link(*lack)).collect::<Vec<_>>()
    };
    let scope = &looked.scope;
    let mut counts = vec![
        Fact::new("支部", format!("{} 个", scope.branches.len())),
        Fact::new("由谁评定", format!("{} 个党委、党(工)委或组织部", scope.committees)),
    ];
    if scope.mismatched > 0 {
        counts.push(Fact::new("类别与上级不符", format!("{} 个,照样参加", scope.mismatched)));
    }
    let more = scope.unevaluated.len().saturating_sub(limit::BRANCHES_NAMED);
    let named = scope.unevaluated.iter().take(limit::BRANCHES_NAMED).cloned();
    let more = (more > 0).then(|| format!("另有 {more} 个"));
    let frame = frame(signed, campaign, ("opening", "核对启动"), flaws);
    OpeningStep {
        frame: Frame { button: "启动".to_owned(), ..frame },
        blocking: of(true),
        soft: of(false),
        counts,
        unevaluated: named.chain(more).collect(),
        says: vec![
            format!("{} 个支部从 {} 起参加。", scope.branches.len(), campaign.facts.days.from),
            "这些支部和它们的上级都能看到这次学习教育。".to_owned(),
            "考核方案不能再换;名称、起止、期限和文件还可以改,每次修改都有记录。".to_owned(),
        ],
    }
}

pub(in crate::serve) async fn opening(signed: Signed, Path(campaign): Path<String>) -> Response {
    let looked = async || campaign::opening(&signed.cx, id(&campaign)?).await;
    match looked().await {
        Ok(looked) => shown(&signed.frame(), &opening_page(&signed, &looked, Flaws::default())),
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(in crate::serve) async fn open(
    signed: Signed,
    Path(campaign): Path<String>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let (cx, own, seen) = (signed.cx.clone(), campaign.clone(), sent.one("version"));
    let opened =
        whole(async move { campaign::open(&cx, form(&sent.one("form"))?, at(&own, &sent)?).await });
    let page = async |flaws| {
        let looked = campaign::opening(&signed.cx, id(&campaign)?).await?;
        Ok(opening_page(&signed, &looked, flaws))
    };
    match opened.await {
        Ok(place) => done(&place, "opened"),
        Err(refusal) => again(&signed, (&campaign, &seen), refusal, page).await,
    }
}

// ---- late ones, closing

fn late_page(signed: &Signed, campaign: &campaign::Campaign, late: &Lateness) -> ConfirmStep {
    let frame = frame(signed, campaign, ("enrolment", "更新参加支部"), Flaws::default());
    let [joined, moved, left] = [late.joined.len(), late.moved.len(), late.left.len()];
    let lines = late.moved.iter().map(|(row, _)| format!("{}:改由另一党委评定", row.name));
    let lines = lines.chain(late.left.iter().map(|row| format!("{}:退出", row.name)));
    let nobody = late.unevaluated.iter().map(|name| format!("{name}:上级里无人评定,不参加"));
    let lines: Vec<String> = lines.chain(nobody).take(limit::BRANCHES_NAMED).collect();
    let says = match late.is_none() {
        true => Vec::new(),
        false => vec![
            "新加入的支部从今天起参加,期限与别的支部相同;来不及的,另行延期。".to_owned(),
            "改由另一党委评定的,从今天起算;已经确认的评定不变。".to_owned(),
            "退出的支部不再计入,已有的记录都保留。".to_owned(),
        ],
    };
    ConfirmStep {
        frame: Frame { button: "更新".to_owned(), version: String::new(), ..frame },
        heading: "更新参加支部".to_owned(),
        lead: match late.is_none() {
            true => "参加名单和现在的党组织一致,不用更新。".to_owned(),
            false => "启动以后,范围内的支部有了变化。请核对。".to_owned(),
        },
        counts: vec![
            Fact::new("新加入", format!("{joined} 个")),
            Fact::new("改由另一党委评定", format!("{moved} 个")),
            Fact::new("退出", format!("{left} 个")),
        ],
        lines,
        says,
        grave: false,
    }
}

pub(in crate::serve) async fn late(signed: Signed, Path(campaign): Path<String>) -> Response {
    let looked = async || campaign::late(&signed.cx, id(&campaign)?).await;
    match looked().await {
        Ok((campaign, late)) => shown(&signed.frame(), &late_page(&signed, &campaign, &late)),
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(in crate::serve) async fn take_in(
    signed: Signed,
    Path(campaign): Path<String>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let cx = signed.cx.clone();
    let taken =
        whole(
            async move { campaign::take_in(&cx, form(&sent.one("form"))?, id(&campaign)?).await },
        );
    match taken.await {
        Ok(place) => done(&place, "enrolled"),
        Err(refusal) => signed.refuse(&refusal),
    }
}

// ---- extension

fn extension_page(
    signed: &Signed,
    view: &ExtensionView,
    draft: &ExtensionDraft,
    flaws: Flaws,
) -> Extension {
    let campaign = &view.campaign;
    let here = format!("{}/branches", address(campaign.id));
    let frame = frame(signed, campaign, ("branches", "延期"), flaws);
    let chosen = format!("{}.{}", draft.period, draft.stage);
    let windows = view.periods.iter().flat_map(|period| {
        let chosen = chosen.clone();
        Stage::ALL.iter().map(move |(stage, name, word)| {
            let value = format!("{}.{name}", period.number);
            let is_chosen = value == chosen;
            let text = format!("{} {word}", period.period.title);
            let hint = window_badge(period.window(*stage)).word;
            Choice { hint, ..Choice::new(value, text, is_chosen) }
        })
    });
    let before = view.extensions.iter().map(|one| {
        let title = period_title(campaign, one.period);
        let (word, until, by) = (one.stage.word(), one.until, moment(one.at));
        format!("{title} {word}延到 {until}:{}({} {by})", one.reason, one.by)
    });
    Extension {
        branch: view.branch.name.as_str().to_owned(),
        windows: windows.collect(),
        until: draft.until.clone(),
        reason: draft.reason.clone(),
        before: before.collect(),
        frame: Frame {
            action: format!("{here}/{}/extension", view.branch.id),
            version: String::new(),
            button: "延期".to_owned(),
            back: Link::new("返回参加支部", here),
            steps: None,
            ..frame
        },
    }
}

async fn extended(signed: &Signed, campaign: &str, branch: &str) -> Result<ExtensionView, Refusal> {
    campaign::extension(&signed.cx, id(campaign)?, org_id(branch)?).await
}

pub(in crate::serve) async fn extension(
    signed: Signed,
    Path((campaign, branch)): Path<(String, String)>,
    asked: axum::extract::Query<super::Done>,
) -> Response {
    match extended(&signed, &campaign, &branch).await {
        Ok(view) => {
            let draft = ExtensionDraft::default();
            let page = extension_page(&signed, &view, &draft, Flaws::default());
            shown(&signed.told(asked.done.as_deref()), &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(in crate::serve) async fn extend(
    signed: Signed,
    Path((campaign, branch)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let window = sent.one("window");
    let (period, stage) = window.split_once('.').unwrap_or_default();
    let draft = ExtensionDraft {
        period: period.to_owned(),
        stage: stage.to_owned(),
        until: sent.one("until"),
        reason: sent.one("reason"),
    };
    let (cx, typed, own) = (signed.cx.clone(), draft.clone(), (campaign.clone(), branch.clone()));
    let done_with = whole(async move {
        let (campaign, branch) = (id(&own.0)?, org_id(&own.1)?);
        campaign::extend(&cx, form(&sent.one("form"))?, campaign, branch, &typed).await
    });
    let page = async |flaws| {
        let view = extended(&signed, &campaign, &branch).await?;
        Ok(extension_page(&signed, &view, &draft, flaws))
    };
    match done_with.await {
        Ok(place) => done(&place, "extended"),
        Err(refusal) => refuse::again(&signed, refusal, page).await,
    }
}

pub(in crate::serve) async fn withdraw(
    signed: Signed,
    Path((campaign, number)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let cx = signed.cx.clone();
    let withdrawn = whole(async move {
        let number = number.parse().map_err(|_| Refusal::Unseen)?;
        campaign::withdraw(&cx, form(&sent.one("form"))?, id(&campaign)?, number).await
    });
    match withdrawn.await {
        Ok(place) => done(&place, "taken-away"),
        Err(refusal) => signed.refuse(&refusal),
    }
}

async fn local_page(
    signed: &Signed,
    (org, campaign): (&str, &str),
    chosen: &str,
    flaws: Flaws,
) -> Result<LocalPart, Refusal> {
    let org = seen(signed, org, Verb::PublishScheme).await?.org;
    let view = campaign::view(&signed.cx, id(campaign)?).await?;
    let of = &view.campaign;
    if org.id == of.org || !of.path.holds(&org.path) {
        return Err(Refusal::Denied);
    }
    let settled = campaign::local_settled(&signed.cx, of, &org).await?.unwrap_or_default();
    let part = view.local_parts.iter().find(|part| part.org == org.id);
    let href = |part: &campaign::LocalPart| scheme_address(&SchemeKey::Pinned(part.scheme));
    let own = of.facts.scheme.map(|digest| SchemeKey::Pinned(digest).to_string());
    // What comes with the program, or is the campaign's own, is no part of anybody's own.
    let mut schemes = schemes(signed, chosen).await?;
    schemes.retain(|choice| !choice.hint.ends_with("内置") && Some(&choice.value) != own.as_ref());
    let frame = frame(signed, &view.campaign, ("local-parts", "本地附加部分"), flaws);
    let action = format!("{}/local-parts/{}", org_address(org.id), view.campaign.id);
    Ok(LocalPart {
        organisation: org.name.as_str().to_owned(),
        settled: settled.to_owned(),
        current: part.map(|part| Link::new(&part.title, href(part))),
        end: (format!("{action}/end"), signed.form()),
        schemes,
        publish: Link::new("发布一个新的方案", publishing(org.id)),
        frame: Frame {
            action,
            version: String::new(),
            button: "附加".to_owned(),
            steps: None,
            ..frame
        },
    })
}

pub(in crate::serve) async fn local_form(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
) -> Response {
    match local_page(&signed, (&org, &campaign), "", Flaws::default()).await {
        Ok(page) => shown(&signed.frame(), &page),
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(in crate::serve) async fn add_local(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let chosen = sent.one("scheme");
    let (cx, key) = (signed.cx.clone(), SchemeKey::parse(&chosen));
    let own = (org.clone(), campaign.clone());
    let added = whole(async move {
        let (org, campaign) = (org_id(&own.0)?, id(&own.1)?);
        campaign::add_local(&cx, form(&sent.one("form"))?, campaign, org, key).await
    });
    let page = async |flaws| local_page(&signed, (&org, &campaign), &chosen, flaws).await;
    match added.await {
        Ok(place) => done(&place, "changed"),
        Err(refusal) => refuse::again(&signed, refusal, page).await,
    }
}

pub(in crate::serve) async fn end_local(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let cx = signed.cx.clone();
    let ended = whole(async move {
        let (org, campaign) = (org_id(&org)?, id(&campaign)?);
        campaign::end_local(&cx, form(&sent.one("form"))?, campaign, org).await
    });
    match ended.await {
        Ok(place) => done(&place, "changed"),
        Err(refusal) => signed.refuse(&refusal),
    }
}
