//! 量化评定: a committee's list, a branch's page, one criterion across branches.

pub(in crate::serve) mod across;
pub(in crate::serve) mod desk;
pub(in crate::serve) mod sheet;
mod unsaved;
mod words;

use app::assessment::{Assessed, RoundOf};
use app::evaluation::{self, Row, Typed, View};
use app::{Cx, Refusal};
use axum::extract::{Path, Query, RawForm};
use axum::response::Response;
use model::evaluation::State;
use model::id::{CampaignId, OrgId};
use model::scheme::number;
use model::{Points, limit};

use self::unsaved::Unsaved;
pub(in crate::serve) use self::words::{branch_words, term_fact, window};
use self::words::{reason_hint, state_badge};
use crate::page::evaluation::{Criterion, Evaluation};
use crate::part::above::Above;
use crate::part::facts::Fact;
use crate::part::flaws::Flaws;
use crate::part::link::Link;
use crate::part::news::News;
use crate::part::way::Way;
use crate::serve::account::moment;
use crate::serve::change::Sent;
use crate::serve::ground::{above, exact, ground, or_dash, said, suggested};
use crate::serve::organisation::{Done, address, done, id};
use crate::serve::refuse::{self, flawed, overtaken, page as shown};
use crate::serve::who::{Signed, form, whole};

pub(in crate::serve) fn campaign_id(text: &str) -> Result<CampaignId, Refusal> {
    text.parse().map_err(|_| Refusal::Unseen)
}

/// A campaign, with which of its periods and whose term where they are named.
pub(in crate::serve) fn round_of(text: &str) -> Result<RoundOf, Refusal> {
    text.parse().map_err(|_| Refusal::Unseen)
}

/// A branch's evaluation.
fn place(branch: OrgId, of: RoundOf) -> String {
    format!("{}/evaluations/{of}", address(branch))
}

/// A committee's list.
fn desk_place(committee: OrgId, of: RoundOf) -> String {
    format!("{}/evaluation-desk/{of}", address(committee))
}

pub(in crate::serve) async fn page(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
    Query(asked): Query<Done>,
) -> Response {
    match found(&signed.cx, &org, &campaign).await {
        Ok((view, phrases)) => {
            let page = page_of(&signed, &view, phrases, None, Flaws::default());
            shown(&signed.told(asked.done.as_deref()), &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

async fn found(cx: &Cx, org: &str, campaign: &str) -> Result<(View, Vec<String>), Refusal> {
    let (org, of) = (id(org)?, round_of(campaign)?);
    let view = evaluation::view(cx, org, of).await?;
    let committee = view.basis.current.enrolled.committee;
    let phrases = evaluation::desk(cx, committee, of).await?.phrases;
    Ok((view, phrases))
}

fn page_of(
    signed: &Signed,
    view: &View,
    phrases: Vec<String>,
    typed: Option<&Unsaved<'_>>,
    flaws: Flaws,
) -> Evaluation {
    let (org, current, of) = (&view.basis.org, &view.basis.current, view.of);
    let kept = view.kept.as_ref();
    let state = kept.map(|kept| kept.state);
    let sent_back = kept.and_then(|kept| kept.sent_back.clone()).unwrap_or_default();
    let given: Vec<Option<Points>> =
        view.rows.iter().map(|row| row.given.as_ref().and_then(|g| g.line.points)).collect();
    let open = view.rows.iter().zip(&given).filter(|(_, points)| points.is_none());
    let open: Vec<String> = open.map(|(row, _)| number(&row.sheet.id)).collect();
    let own = current.scheme.criteria_count();
    let desk = desk_place(current.enrolled.committee, of.today());
    let mut facts = vec![
        term_fact(&view.basis),
        Fact::new("阶段", view.period.period.title.clone()),
        Fact::new("评定期限", window(view.period.evaluation)),
        Fact::link(
            "支部自查",
            Link::new(
                match (&view.self_check, view.is_given_back) {
                    (Some(_), _) => "已提交",
                    (None, true) => "已退回,还没有重新提交",
                    (None, false) => "未提交",
                },
                format!("{}/self-checks/{of}", address(org.id)),
            ),
        ),
    ];
    if let Some((at, _)) = kept.and_then(|kept| kept.submitted) {
        facts.push(Fact::new("提交时间", moment(at)));
    }
    Evaluation {
        way: Way {
            steps: vec![Link::new("评定名单", desk.clone())],
            here: org.name.as_str().to_owned(),
        },
        branch: branch_words(&view.basis, of),
        badges: vec![state_badge(state, !sent_back.is_empty())],
        lead: lead(view).to_owned(),
        sent_back,
        facts,
        news: News::default(),
        criteria: criteria(view, &given, typed),
        may_give: view.may_evaluate,
        action: place(org.id, of),
        forms: [signed.form(), signed.form(), signed.form(), signed.form()],
        may_submit: view.may_submit && open.is_empty(),
        may_confirm: view.may_confirm,
        open: match open.len() {
            0 => String::new(),
            count => format!(
                "还有 {count} 项没有打分:{}。全部打分并保存以后,这里出现「提交评定」。",
                open.join("、")
            ),
        },
        sum: given.iter().take(own).flatten().copied().sum::<Points>().short(),
        phrases,
        why: String::new(),
        next: view.next.map(|next| Link::new("下一个未评", place(next, of.today()))),
        desk: Link::new("回到评定名单", desk),
        flaws,
    }
}

fn lead(view: &View) -> &'static str {
    let state = view.kept.as_ref().map(|kept| kept.state);
    match state {
        _ if view.may_evaluate => "逐项看证据和建议,再打分。留空并勾选「采用建议」就按建议的分数。",
        Some(State::Submitted) if view.may_confirm => "请核对每一项,然后确认,或者写明原因退回。",
        Some(State::Submitted) if view.is_own_submission => "是您提交的,要由本党委的另一个人确认。",
        Some(State::Submitted) => "已提交,等待党委管理员确认。",
        Some(State::Confirmed) => "已确认,正式生效,支部看得到。",
        _ if view.basis.current.is_over() => "学习教育已结束,只能查看。",
        _ => "现在不在评定期限内,只能查看。",
    }
}

fn criteria(view: &View, given: &[Option<Points>], typed: Option<&Unsaved<'_>>) -> Vec<Criterion> {
    let assessed: Vec<Assessed<'_>> = view.basis.assessed().collect();
    let above = above(&assessed, given, "已评", false);
    let all = assessed.iter().zip(&view.rows).zip(above);
    let one = |((one, row), above): ((&Assessed<'_>, &Row), Above)| Criterion {
        above,
        ..criterion_of(view, one.criterion, row, typed)
    };
    all.map(one).collect()
}

fn criterion_of(
    view: &View,
    criterion: &model::Criterion,
    row: &Row,
    typed: Option<&Unsaved<'_>>,
) -> Criterion {
    let line = row.given.as_ref().map(|given| &given.line);
    let kept = |text: Option<String>| text.unwrap_or_default();
    let points = kept(line.and_then(|line| line.points).map(Points::short));
    let reason = kept(line.map(|line| line.reason.clone()));
    // A form may have been about one criterion alone, of many that have points.
    let typed = typed.filter(|typed| typed.has(&criterion.id));
    let of = |what: &str, kept: String| match typed {
        Some(typed) => typed.sent.one(&format!("{what}-{}", criterion.id)),
        None => kept,
    };
    Criterion {
        above: Above::default(),
        ground: ground(&view.basis, criterion, &row.sheet, &row.grounds.cited),
        suggested: suggested(row.grounds.suggestion),
        exact: exact(row.grounds.suggestion),
        own: match &row.answer {
            Some(answer) => or_dash(answer.own),
            None => "未自查".to_owned(),
        },
        own_reason: row.answer.as_ref().map_or_else(String::new, |a| a.reason.clone()),
        last: row.last.map_or_else(String::new, Points::short),
        points: of("points", points),
        reason: of("reason", reason),
        taken: typed
            .is_some_and(|typed| !typed.sent.one(&format!("take-{}", criterion.id)).is_empty()),
        reason_hint: reason_hint(&row.grounds),
        given: row.given.as_ref().map_or_else(String::new, |g| format!("{} 评", moment(g.at))),
        seen: row.given.as_ref().map_or(0, |given| given.version).to_string(),
    }
}

/// The page again with all that was typed: with what is wrong, or beside what others gave since.
async fn again(
    signed: &Signed,
    (org, campaign): (&str, &str),
    sent: &Sent,
    refusal: Refusal,
) -> Response {
    let flaws = match &refusal {
        Refusal::Flawed(flaws) => said(flaws),
        Refusal::Stale => Flaws::default(),
        _ => return signed.refuse(&refusal),
    };
    let looked = async || {
        let (view, phrases) = found(&signed.cx, org, campaign).await?;
        let since = evaluation::since(&signed.cx, &view, &typed(sent)).await?;
        Ok((since, view, phrases))
    };
    let (since, view, phrases) = match looked().await {
        Ok(looked) => looked,
        Err(refusal) => return signed.refuse(&refusal),
    };
    let unsaved = Unsaved { sent, since };
    // Where nothing can be given any more, what stands there is what was given.
    let typed = Some(&unsaved).filter(|_| view.may_evaluate);
    let mut page = page_of(signed, &view, phrases, typed, flaws);
    if !view.may_evaluate {
        page.news = unsaved.lost(&view);
    }
    if !matches!(refusal, Refusal::Stale) {
        return flawed(&signed.frame(), &page);
    }
    if !view.may_evaluate {
        return overtaken(&signed.frame(), &page);
    }
    page.news = unsaved.news("别人刚刚评过,您的还没有保存", "您填写的都在下面。");
    overtaken(&signed.frame(), &page)
}

/// What was typed, criterion by criterion, in the order in which it came.
fn typed(sent: &Sent) -> Vec<Typed> {
    let names = sent.names();
    let ids = names.iter().filter_map(|name| name.strip_prefix("seen-"));
    let one = |id: &str| {
        let of = |what: &str| sent.one(&format!("{what}-{id}"));
        let (points, reason, take) = (of("points"), of("reason"), of("take"));
        Typed {
            criterion: id.to_owned(),
            is_given: !points.trim().is_empty() || !reason.trim().is_empty() || !take.is_empty(),
            points,
            reason,
            seen: of("seen").parse().unwrap_or(0),
        }
    };
    ids.take(limit::ASSESSED).map(one).collect()
}

pub(in crate::serve) async fn save(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let (cx, all, form_id) = (signed.cx.clone(), typed(&sent), sent.one("form"));
    let at = (org.clone(), campaign.clone());
    let saved = whole(async move {
        let (branch, campaign) = (id(&at.0)?, round_of(&at.1)?);
        evaluation::save(&cx, form(&form_id)?, branch, campaign, &all).await
    });
    let saved = saved.await;
    match saved {
        // Back to where one criterion is given across branches; nowhere else.
        Ok(place) => match across::Origin::of(&sent).zip(id(&org).ok()) {
            Some((origin, branch)) => done(&origin.behind(branch), "evaluated"),
            None => done(&place, "evaluated"),
        },
        Err(refusal) => again_there(&signed, (&org, &campaign), &sent, refusal).await,
    }
}

/// The page that the form came from again, with all that was typed.
async fn again_there(
    signed: &Signed,
    (org, campaign): (&str, &str),
    sent: &Sent,
    refusal: Refusal,
) -> Response {
    let origin = across::Origin::of(sent);
    if let (Some(origin), Refusal::Flawed(_) | Refusal::Stale) = (origin, &refusal) {
        match across::again(signed, &origin, org, sent, &refusal).await {
            Ok(Some(answer)) => return answer,
            Ok(None) => {}
            Err(refusal) => return signed.refuse(&refusal),
        }
    }
    again(signed, (org, campaign), sent, refusal).await
}

pub(in crate::serve) async fn submit(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let cx = signed.cx.clone();
    let done_so = whole(async move {
        let (branch, campaign) = (id(&org)?, round_of(&campaign)?);
        evaluation::submit(&cx, form(&sent.one("form"))?, branch, campaign).await
    });
    match done_so.await {
        Ok(place) => done(&place, "evaluation-submitted"),
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(in crate::serve) async fn confirm(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let cx = signed.cx.clone();
    let confirmed = whole(async move {
        let (branch, campaign) = (id(&org)?, round_of(&campaign)?);
        evaluation::confirm(&cx, form(&sent.one("form"))?, branch, campaign).await
    });
    match confirmed.await {
        Ok(place) => done(&place, "evaluation-confirmed"),
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(in crate::serve) async fn send_back(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let (cx, at) = (signed.cx.clone(), (org.clone(), campaign.clone()));
    let (why, typed) = (sent.one("why"), sent.one("why"));
    let sent_back = whole(async move {
        let (branch, campaign) = (id(&at.0)?, round_of(&at.1)?);
        evaluation::send_back(&cx, form(&sent.one("form"))?, branch, campaign, &typed).await
    });
    match sent_back.await {
        Ok(place) => done(&place, "evaluation-returned"),
        Err(refusal) => {
            let page = async |flaws| {
                let (view, phrases) = found(&signed.cx, &org, &campaign).await?;
                Ok(Evaluation { why, ..page_of(&signed, &view, phrases, None, flaws) })
            };
            refuse::again(&signed, refusal, page).await
        }
    }
}
