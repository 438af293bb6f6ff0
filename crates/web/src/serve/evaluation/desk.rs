//! A committee's list.

use std::sync::Arc;

use app::Cx;
use app::assessment::RoundOf;
use app::evaluation::{self, Desk, OfBranch};
use axum::extract::{Path, Query};
use axum::response::Response;
use model::Scheme;
use model::campaign::State::Closed;
use model::evaluation::State;
use model::scheme::number;
use serde::Deserialize;

use super::words::{former_word, state_badge};
use super::{desk_place, place, round_of, sheet, window};
use crate::page::evaluation_desk::{Branch, EvaluationDesk, View};
use crate::part::facts::Fact;
use crate::part::link::Link;
use crate::part::way::Way;
use crate::serve::organisation::{address, id};
use crate::serve::refuse::page as shown;
use crate::serve::who::Signed;

pub(in crate::serve) async fn page(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
    Query(asked): Query<Asked>,
) -> Response {
    let found = async |cx: &Cx| {
        let desk = evaluation::desk(cx, id(&org)?, round_of(&campaign)?).await?;
        let schemes = evaluation::schemes(cx, &desk).await?;
        Ok((desk, schemes))
    };
    match found(&signed.cx).await {
        Ok((desk, schemes)) => {
            let page = desk_page(&desk, &schemes, Which::asked(&asked.which));
            shown(&signed.told(asked.done.as_deref()), &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn confirmed_words(confirmed: usize, all: usize, former: usize) -> String {
    match former {
        0 => format!("{confirmed} / {all} 个"),
        former => format!("{confirmed} / {all} 个(含前任书记 {former} 个)"),
    }
}

/// Which branches of the list are looked at, as an address says it, in words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    All,
    Unchecked,
    Open,
    Waiting,
    Confirmed,
}

impl Which {
    const ALL: [(Self, &str, &str); 5] = [
        (Self::All, "", "全部"),
        (Self::Unchecked, "unchecked", "自查未交"),
        (Self::Open, "open", "未评"),
        (Self::Waiting, "waiting", "待确认"),
        (Self::Confirmed, "confirmed", "已确认"),
    ];

    /// What is asked for; what nobody knows is all.
    fn asked(text: &str) -> Self {
        Self::ALL.iter().find(|(_, name, _)| *name == text).map_or(Self::All, |(which, ..)| *which)
    }

    fn holds(self, one: &OfBranch) -> bool {
        match self {
            Self::All => true,
            Self::Unchecked => one.self_checked.is_none() && one.is_open(),
            Self::Open => one.is_open(),
            Self::Waiting => one.state == Some(State::Submitted),
            Self::Confirmed => one.state == Some(State::Confirmed),
        }
    }
}

/// What may be looked at of the list, with how many there are.
fn views(desk: &Desk, which: Which) -> Vec<View> {
    let here = desk_place(desk.committee.id, desk.of);
    let view = |(one, name, word): &(Which, &str, &str)| {
        let count = desk.branches.iter().filter(|branch| one.holds(branch)).count();
        let href = match one {
            Which::All => here.clone(),
            _ => format!("{here}?which={name}"),
        };
        View { link: Link::new(format!("{word} {count} 个"), href), is_current: *one == which }
    };
    Which::ALL.iter().map(view).collect()
}

/// What is asked of the list.
#[derive(Deserialize)]
pub(in crate::serve) struct Asked {
    #[serde(default)]
    which: String,
    done: Option<String>,
}

fn desk_page(desk: &Desk, schemes: &[Arc<Scheme>], which: Which) -> EvaluationDesk {
    let (committee, id) = (desk.committee.id, desk.campaign.id);
    let all = desk.branches.len();
    let count = |is: &dyn Fn(&OfBranch) -> bool| desk.branches.iter().filter(|one| is(one)).count();
    let confirmed = count(&|one| Which::Confirmed.holds(one));
    let waiting = count(&|one| Which::Waiting.holds(one));
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
    let branch = |one: &OfBranch| Branch {
        name: match one.former {
            None => one.enrolled.name.clone(),
            Some(term) => format!("{}({})", one.enrolled.name, former_word(term)),
        },
        href: place(one.enrolled.branch, desk.round(one)),
        self_check: match (one.self_checked, one.is_given_back) {
            (Some(at), _) => format!("{} 提交", app::day(at)),
            (None, true) => "已退回".to_owned(),
            (None, false) => "未提交".to_owned(),
        },
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
        branches: desk.branches.iter().filter(|one| which.holds(one)).map(branch).collect(),
        views: if all > 0 { views(desk, which) } else { Vec::new() },
    }
}
