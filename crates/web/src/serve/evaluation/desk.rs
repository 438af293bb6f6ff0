//! A committee's list.

use std::sync::Arc;

use app::Cx;
use app::assessment::RoundOf;
use app::evaluation::{self, Desk};
use axum::extract::{Path, Query};
use axum::response::Response;
use model::Scheme;
use model::campaign::State::Closed;
use model::evaluation::State;
use model::scheme::number;

use super::words::state_badge;
use super::{desk_place, place, round_of, sheet, window};
use crate::page::evaluation_desk::{Branch, EvaluationDesk};
use crate::part::facts::Fact;
use crate::part::link::Link;
use crate::part::way::Way;
use crate::serve::organisation::{Done, address, id};
use crate::serve::refuse::page as shown;
use crate::serve::who::Signed;

pub(in crate::serve) async fn page(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
    Query(asked): Query<Done>,
) -> Response {
    let found = async |cx: &Cx| {
        let desk = evaluation::desk(cx, id(&org)?, round_of(&campaign)?).await?;
        let schemes = evaluation::schemes(cx, &desk).await?;
        Ok((desk, schemes))
    };
    match found(&signed.cx).await {
        Ok((desk, schemes)) => {
            shown(&signed.told(asked.done.as_deref()), &desk_page(&desk, &schemes))
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn confirmed_words(confirmed: usize, all: usize, former: usize) -> String {
    match former {
        0 => format!("{confirmed} / {all} 个"),
        former => format!("{confirmed} / {all} 个(前任书记 {former} 个另计)"),
    }
}

fn desk_page(desk: &Desk, schemes: &[Arc<Scheme>]) -> EvaluationDesk {
    let (committee, id) = (desk.committee.id, desk.campaign.id);
    let all = desk.branches.len();
    let count = |is: &dyn Fn(&evaluation::OfBranch) -> bool| {
        desk.branches.iter().filter(|one| is(one)).count()
    };
    let confirmed = count(&|one| one.state == Some(State::Confirmed));
    let waiting = count(&|one| one.state == Some(State::Submitted));
    let ready = desk.branches.iter().find(|one| one.is_open() && one.self_checked.is_some());
    let next = ready.or_else(|| desk.branches.iter().find(|one| one.is_open()));
    let next = next.map(|one| {
        let text = format!("评定下一个:{}", one.enrolled.name);
        Link::new(text, place(one.enrolled.branch, desk.round(one)))
    });
    let is_over = desk.campaign.facts.state == Closed;
    let next = next.filter(|_| !is_over);
    let former = count(&|one| one.former.is_some());
    let lead = match (next.is_some(), waiting) {
        _ if is_over => "学习教育已结束,只能查看。",
        (true, _) => "按顺序逐个评定,或者在下面选一项评分要点,一次看所有支部。",
        (false, 0) => "所属支部都已评定并确认。",
        (false, _) => "都已评完,等待另一个人确认。",
    };
    let branch = |one: &evaluation::OfBranch| Branch {
        name: match one.former {
            None => one.enrolled.name.clone(),
            Some(_) => format!("{}(前任书记)", one.enrolled.name),
        },
        href: place(one.enrolled.branch, desk.round(one)),
        self_check: one
            .self_checked
            .map_or_else(|| "未提交".to_owned(), |at| format!("{} 提交", app::day(at))),
        badges: vec![state_badge(one.state, one.sent_back.is_some())],
    };
    let here = desk_place(committee, desk.of);
    let criteria = schemes.iter().flat_map(|scheme| {
        scheme.criteria().map(|(_, one)| {
            let text = format!("{} {}", number(&one.id), one.title);
            Link::new(text, format!("{here}/criteria/{}", one.id))
        })
    });
    EvaluationDesk {
        way: Way {
            steps: vec![Link::new(desk.committee.name.as_str(), address(committee))],
            here: "评定".to_owned(),
        },
        committee: desk.committee.name.as_str().to_owned(),
        facts: vec![
            Fact::link(
                "学习教育",
                Link::new(desk.campaign.facts.name.clone(), format!("/campaigns/{id}")),
            ),
            Fact::new("阶段", desk.period.period.title.clone()),
            Fact::new("评定期限", window(desk.period.evaluation)),
            Fact::new("已确认", confirmed_words(confirmed, all, former)),
            Fact::new("待确认", format!("{waiting} 个")),
        ],
        lead: lead.to_owned(),
        next,
        criteria: criteria.collect(),
        periods: desk
            .others
            .iter()
            .map(|one| {
                let of = RoundOf::period(id, one.number);
                Link::new(one.period.title.clone(), desk_place(committee, of))
            })
            .collect(),
        offline: match desk.branches.is_empty() {
            true => Vec::new(),
            false => sheet::acts(&here, is_over),
        },
        branches: desk.branches.iter().map(branch).collect(),
    }
}
