//! 考核结果 of a branch.

use app::assessment::Assessed;
use app::result::{self, Row, Status, View};
use axum::extract::Path;
use axum::response::Response;
use model::Points;

use super::account::moment;
use super::evaluation::campaign_id;
use super::ground::{above, evidence, ground, or_dash, suggested};
use super::organisation::{address, id};
use super::refuse::page as shown;
use super::who::Signed;
use crate::page::result::{BranchResult, Criterion};
use crate::page::results::Results;
use crate::part::above::Above;
use crate::part::badge::{Badge, Standing};
use crate::part::facts::Fact;
use crate::part::link::Link;
use crate::part::way::Way;
use crate::serve::evaluation::term_fact;

pub(super) async fn list(signed: Signed, Path(org): Path<String>) -> Response {
    let found = async || {
        let org = id(&org)?;
        let (org, campaigns) = result::campaigns(&signed.cx, org).await?;
        let name = org.name.as_str().to_owned();
        let of = |current: &app::campaign::Current| {
            let facts = &current.campaign.facts;
            let href = format!("{}/results/{}", address(org.id), current.campaign.id);
            let days = format!("{} 至 {}", facts.days.from, facts.days.to);
            (Link::new(facts.name.clone(), href), days)
        };
        Ok(Results {
            way: Way {
                steps: vec![Link::new(name.clone(), address(org.id))],
                here: "考核结果".to_owned(),
            },
            branch: name,
            campaigns: campaigns.iter().map(of).collect(),
        })
    };
    match found().await {
        Ok(page) => shown(&signed.frame(), &page),
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn page(
    signed: Signed,
    Path((org, campaign)): Path<(String, String)>,
) -> Response {
    let found = async || result::view(&signed.cx, id(&org)?, campaign_id(&campaign)?).await;
    match found().await {
        Ok(view) => shown(&signed.frame(), &page_of(&view)),
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn tone(status: Status) -> Standing {
    match status {
        Status::Rated => Standing::Good,
        Status::Unreported => Standing::Plain,
        _ => Standing::Near,
    }
}

/// What the points are.
fn lead(view: &View) -> String {
    let missing: Vec<&str> =
        view.missing.iter().map(|at| view.rows[at].sheet.id.as_str()).collect();
    match view.status {
        Status::Rated => "上级党委评定并确认的结果。每一项下面是依据和理由。".to_owned(),
        Status::PartlyRated => "上级党委只评定了一部分,其余按支部自评暂计,还会变。".to_owned(),
        Status::Provisional => "还没有评定。这是按支部自评暂计的分数,还会变。".to_owned(),
        Status::SelfCheckUnfinished => {
            format!("还没有评定,自查也不完整:{} 没有分数。", missing.join("、"))
        }
        Status::Unreported => "还没有分数:支部没有提交自查,上级党委也没有评定。".to_owned(),
    }
}

fn page_of(view: &View) -> BranchResult {
    let (org, current) = (&view.basis.org, &view.basis.current);
    let at = address(org.id);
    let campaign = &current.campaign;
    let total = match (view.total, view.provisional) {
        (Some(total), _) => Some(("总分".to_owned(), total.short())),
        (None, Some(points)) => Some(("暂计".to_owned(), points.short())),
        (None, None) => None,
    };
    let earlier = view.earlier.iter().map(|(at, total)| (moment(*at), total.short())).collect();
    let mut links = vec![
        Link::new("支部台账", format!("{at}/records")),
        Link::new("以往的考核结果", format!("{at}/results")),
    ];
    // One that takes part no more has no self-check to look at.
    if current.enrolled.to.is_none() {
        links.insert(0, Link::new("支部自查", format!("{at}/self-checks/{}", campaign.id)));
    }
    BranchResult {
        way: Way {
            steps: vec![
                Link::new(org.name.as_str(), at.clone()),
                Link::new("考核结果", format!("{at}/results")),
            ],
            here: campaign.facts.name.clone(),
        },
        branch: org.name.as_str().to_owned(),
        badges: vec![Badge::new(view.status.word(), tone(view.status))],
        lead: lead(view),
        total,
        facts: facts(view),
        criteria: criteria(view),
        earlier,
        ask: match view.committee.as_str() {
            "" => String::new(),
            name => format!("对分数有疑问的,请联系负责评定的{name}。"),
        },
        links,
    }
}

fn facts(view: &View) -> Vec<Fact> {
    let current = &view.basis.current;
    let mut facts = vec![Fact::link(
        "学习教育",
        Link::new(
            current.campaign.facts.name.clone(),
            format!("/campaigns/{}", current.campaign.id),
        ),
    )];
    facts.push(term_fact(&view.basis));
    if let Some(closed) = view.basis.org.closed {
        facts.push(Fact::new("支部", format!("{closed} 起撤销")));
    } else if let Some(to) = current.enrolled.to {
        facts.push(Fact::new("支部", format!("{to} 以后不再参加")));
    }
    if let Some(band) = view.band.and_then(|band| current.scheme.bands.get(band)) {
        facts.push(Fact::new("等次", band.name.clone()));
    }
    if let Some(own) = view.own_total {
        facts.push(Fact::new("自评总分", own.short()));
    }
    if let Some(at) = view.self_checked {
        facts.push(Fact::new("自查提交", moment(at)));
    }
    facts.push(Fact::new("由谁评定", view.committee.clone()));
    let Some(official) = &view.official else { return facts };
    let [submitted, confirmed] = &view.people;
    let said = |what: &str, when: Option<(jiff::Timestamp, _)>, who: &Option<String>| {
        let (at, _) = when?;
        let who = who.as_deref().unwrap_or("系统");
        Some(Fact::new(what, format!("{who} {}", moment(at))))
    };
    facts.extend(said("评定", official.submitted, submitted));
    facts.extend(said("确认", official.confirmed, confirmed));
    facts
}

fn criteria(view: &View) -> Vec<Criterion> {
    let is_official = view.official.is_some();
    let points = |row: &Row| match is_official {
        true => row.given.as_ref().and_then(|given| given.line.points),
        false => row.own,
    };
    let got: Vec<Option<Points>> = view.rows.iter().map(points).collect();
    let assessed: Vec<Assessed<'_>> = view.basis.assessed().collect();
    let above = above(&assessed, &got, "得", true);
    let all = assessed.iter().zip(&view.rows).zip(got).zip(above);
    let one = |(((one, row), got), above): (((&Assessed<'_>, &Row), Option<Points>), Above)| {
        let line = row.given.as_ref().map(|given| &given.line);
        let (cited, said, suggestion) = match line {
            Some(line) => (line.cited.clone(), "当时建议", line.suggested),
            None => {
                let now = view.basis.grounds_of(one);
                (now.cited, "建议", now.suggestion)
            }
        };
        let mut ground = ground(&view.basis, one.criterion, one.sheet, &cited);
        ground.later = evidence(&view.basis, &row.later);
        let own = row.own.filter(|_| is_official);
        Criterion {
            above,
            ground,
            points: or_dash(got),
            whose: if is_official { "评定" } else { "自评" }.to_owned(),
            reason: match line {
                Some(line) => line.reason.clone(),
                None => row.own_reason.clone(),
            },
            own: own.map_or_else(String::new, Points::short),
            own_reason: row.own_reason.clone(),
            suggested: Fact::new(said, suggested(suggestion)),
            given: row.given.as_ref().map_or_else(String::new, |given| {
                format!("{} {} 评", row.by.as_deref().unwrap_or("系统"), moment(given.at))
            }),
        }
    };
    all.map(one).collect()
}
