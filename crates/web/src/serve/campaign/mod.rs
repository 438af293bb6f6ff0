//! 学习教育: the list, one's page, who takes part, its documents.

pub(super) mod branches;
pub(super) mod change;
pub(super) mod closing;
pub(super) mod document;
pub(super) mod scheme;
pub(super) mod set_up;
pub(super) mod step;
mod version;

use app::Refusal;
use app::campaign::{self, PeriodNow, View};
use axum::extract::{Path, Query};
use axum::response::Response;
use jiff::civil::Date;
use model::campaign::{Stage, State, Window, WindowState};
use model::id::CampaignId;
use model::organisation::OrgKind;

use self::version::versions;
use super::account::moment;
use super::organisation::{Done, address as org_address};
use super::refuse::page as shown;
use super::who::Signed;
use crate::page::campaign::{
    Campaign, CampaignRow, Campaigns, DocumentLine, ExtensionLine, LocalLine, PeriodLine, StageLine,
};
use crate::part::badge::{Badge, Standing};
use crate::part::facts::Fact;
use crate::part::link::{Act, Link};
use crate::part::way::Way;

/// A campaign's page.
pub(super) fn address(id: CampaignId) -> String {
    format!("/campaigns/{id}")
}

/// The identity in an address; another text is nobody's.
pub(super) fn id(text: &str) -> Result<CampaignId, Refusal> {
    text.parse().map_err(|_| Refusal::Unseen)
}

/// The way to a page about campaigns.
pub(super) fn way(steps: &[(&str, String)], here: &str) -> Way {
    let first = Link::new("学习教育", "/campaigns");
    let rest = steps.iter().map(|(text, href)| Link::new(*text, href.clone()));
    Way { steps: std::iter::once(first).chain(rest).collect(), here: here.to_owned() }
}

/// From when to when, both included.
pub(super) fn days(window: Window) -> String {
    format!("{} 至 {}", window.from, window.to)
}

pub(super) fn state_badge(state: State) -> Badge {
    let tone = match state {
        State::Draft => Standing::Near,
        State::Open => Standing::Good,
        State::Closed => Standing::Plain,
    };
    Badge::new(state.word(), tone)
}

/// How a window stands, in words that need no colour.
pub(super) fn window_badge(state: WindowState) -> Badge {
    match state {
        WindowState::NotYet(from) => Badge::new(format!("{from} 开始"), Standing::Plain),
        WindowState::Open(until) => Badge::new(format!("进行中,到 {until}"), Standing::Good),
        WindowState::Extended(until) => Badge::new(format!("已延期到 {until}"), Standing::Near),
        WindowState::Over(until) => Badge::new(format!("{until} 已结束"), Standing::Plain),
        WindowState::Ended => Badge::new("已提前结束", Standing::Plain),
    }
}

pub(super) async fn list(signed: Signed, asked: Query<Done>) -> Response {
    let campaigns = match campaign::campaigns(&signed.cx).await {
        Ok(campaigns) => campaigns,
        Err(refusal) => return signed.refuse(&refusal),
    };
    let owners = campaign::owners(&signed.cx).await.unwrap_or_default();
    let found = owners.iter().map(|org| {
        let text = match owners.len() {
            1 => "新建学习教育".to_owned(),
            _ => format!("新建学习教育({})", org.name.as_str()),
        };
        Act::new(text, format!("{}/campaign-founding", org_address(org.id)))
    });
    let row = |one: &campaign::Campaign| CampaignRow {
        name: Link::new(&one.facts.name, address(one.id)),
        owner: one.owner.clone(),
        days: days(one.facts.days),
        state: state_badge(one.facts.state),
    };
    let page = Campaigns {
        way: Way { steps: Vec::new(), here: "学习教育".to_owned() },
        found: found.collect(),
        rows: campaigns.iter().map(row).collect(),
    };
    shown(&signed.told(asked.done.as_deref()), &page)
}

pub(super) async fn page(
    signed: Signed,
    Path(campaign): Path<String>,
    asked: Query<Done>,
) -> Response {
    let viewed = async |text: &str| campaign::view(&signed.cx, id(text)?).await;
    match viewed(&campaign).await {
        Ok(view) => shown(&signed.told(asked.done.as_deref()), &page_of(&signed, &view)),
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn page_of(signed: &Signed, view: &View) -> Campaign {
    let facts = &view.campaign.facts;
    let name = facts.name.as_str();
    let here = &address(view.campaign.id);
    Campaign {
        way: way(&[], name),
        name: name.to_owned(),
        state: state_badge(facts.state),
        lead: lead(view),
        late: (view.not_joined > 0).then(|| {
            let href = format!("{here}/enrolment");
            (Badge::new("名单待更新", Standing::Near), Link::new(not_joined(view.not_joined), href))
        }),
        facts: facts_of(view),
        acts: acts(view),
        periods: view.periods.iter().map(|one| period(view, one, signed.cx.today())).collect(),
        content: view.scheme.as_deref().map(scheme::content),
        scheme: view.scheme.as_ref().zip(facts.scheme).map(|(scheme, digest)| {
            Link::new(&scheme.title, scheme::address(&campaign::SchemeKey::Pinned(digest)))
        }),
        documents: view
            .documents
            .iter()
            .map(|(one, tasks)| document_line(one, tasks, here))
            .collect(),
        withdrawn: view.withdrawn.iter().map(|one| document_line(one, &[], here)).collect(),
        local_parts: view.local_parts.iter().map(local_line).collect(),
        local_acts: local_acts(view),
        extensions: view.extensions.iter().map(|one| extension_line(view, one)).collect(),
        versions: versions(view),
    }
}

/// What matters first to whoever looks.
fn lead(view: &View) -> String {
    match (view.campaign.facts.state, view.scope.kind) {
        (State::Draft, _) => "正在筹备,下级还看不到。做完各步,再核对启动。".to_owned(),
        (State::Closed, _) => "已经结束,内容不再改动。".to_owned(),
        (State::Open, OrgKind::Branch) if view.own.is_none() => "本支部不参加。".to_owned(),
        (State::Open, OrgKind::Branch) => {
            let open = view.periods.iter().find(|period| period.self_check.is_open());
            match open.map(|period| (period, period.self_check)) {
                Some((period, WindowState::Open(until) | WindowState::Extended(until))) => {
                    format!("「{}」正在自查,请在 {until} 以前提交。", period.period.title)
                }
                _ => "现在没有要提交的自查。".to_owned(),
            }
        }
        (State::Open, _) => "正在进行。点数字可看名单。".to_owned(),
    }
}

/// How many branches take no part yet.
pub(super) fn not_joined(count: u64) -> String {
    format!("有 {count} 个支部在范围内还没有参加")
}

fn facts_of(view: &View) -> Vec<Fact> {
    let facts = &view.campaign.facts;
    let (count, as_of) = view.enrolled;
    let mut list = vec![
        Fact::new("发起单位", &view.campaign.owner),
        Fact::new("开始", facts.days.from.to_string()),
        Fact::new("结束", facts.days.to.to_string()),
    ];
    if view.scope.kind != OrgKind::Branch && facts.state != State::Draft {
        let as_of = as_of.map_or_else(String::new, |at| format!(",截至 {}", moment(at)));
        let text = format!("{count} 个{as_of}");
        let href = format!("{}/branches", address(view.campaign.id));
        list.push(Fact::link("参加支部", Link::new(text, href)));
    }
    let units: Vec<&str> = view.units.iter().map(|unit| unit.name.as_str()).collect();
    list.push(Fact::new(
        "单位",
        if units.is_empty() { "全部下级".into() } else { units.join("、") },
    ));
    let sectors: Vec<&str> = facts.sectors.iter().map(|sector| sector.word()).collect();
    let sectors = if sectors.is_empty() { "全部类别".into() } else { sectors.join("、") };
    list.push(Fact::new("支部类别", sectors));
    list
}

fn acts(view: &View) -> Vec<Act> {
    let here = address(view.campaign.id);
    let act = |text, step: &str| Act::new(text, format!("{here}/{step}"));
    if !view.may_set_up {
        return Vec::new();
    }
    match view.campaign.facts.state {
        State::Draft => vec![act("继续筹备", next_step(view)), act("核对启动", "opening")],
        State::Open => vec![
            act("修改名称和起止", "facts"),
            act("修改期次和期限", "periods"),
            act("修改参加范围", "scope"),
            act("录入文件", "documents"),
            act("更新参加支部", "enrolment"),
            Act::grave("结束", format!("{here}/closure")),
        ],
        State::Closed => Vec::new(),
    }
}

/// The first step that is not finished.
fn next_step(view: &View) -> &'static str {
    let facts = &view.campaign.facts;
    match (facts.scheme.is_some(), facts.periods.is_empty(), view.documents.is_empty()) {
        (false, ..) => "scheme",
        (true, true, _) => "scope",
        (true, false, true) => "documents",
        (true, false, false) => "opening",
    }
}

/// Where a day stands, in thousandths of all days.
fn thousandth(whole: Window, day: Date) -> u32 {
    let days = |from: Date, to: Date| from.until(to).map_or(0, |span| span.get_days());
    let all = days(whole.from, whole.to).max(1) + 1;
    let at = days(whole.from, day).clamp(0, all);
    u32::try_from(i64::from(at) * 1_000 / i64::from(all)).unwrap_or(0)
}

fn period(view: &View, now: &PeriodNow, today: Date) -> PeriodLine {
    let last = view.periods.iter().map(|one| one.period.evaluation.to).max();
    let days_of = view.campaign.facts.days;
    let whole = Window { from: days_of.from, to: last.map_or(days_of.to, |to| to.max(days_of.to)) };
    let stage = |(stage, _, word): &(Stage, &str, &str)| {
        let window = now.period.window(*stage);
        let after = window.to.tomorrow().unwrap_or(window.to);
        let from = thousandth(whole, window.from);
        StageLine {
            word: (*word).to_owned(),
            days: days(window),
            state: window_badge(now.window(*stage)),
            from,
            length: thousandth(whole, after).saturating_sub(from).max(4),
        }
    };
    PeriodLine {
        title: now.period.title.clone(),
        stages: Stage::ALL.iter().map(stage).collect(),
        today: (whole.from <= today && today <= whole.to).then(|| thousandth(whole, today)),
    }
}

fn task_line(task: &campaign::Task) -> String {
    let criterion = task.criterion.as_ref().map(|id| format!("评分要点 {id}"));
    let due = task.due.map(|due| format!("{due} 以前"));
    let more: Vec<String> = criterion.into_iter().chain(due).collect();
    match more.is_empty() {
        true => task.says.clone(),
        false => format!("{}({})", task.says, more.join(",")),
    }
}

fn document_line(
    document: &campaign::Document,
    tasks: &[campaign::Task],
    here: &str,
) -> DocumentLine {
    let href = format!("{here}/documents/{}", document.number);
    let symbol = Some(document.symbol.clone()).filter(|symbol| !symbol.is_empty());
    let issued = format!("{} 印发", document.issued);
    let withdrawn = document.withdrawn.map(|at| format!("{} 撤下", moment(at)));
    let more: Vec<String> = symbol.into_iter().chain([issued]).chain(withdrawn).collect();
    DocumentLine {
        title: Link::new(&document.title, href),
        more: more.join(" "),
        tasks: tasks.iter().map(task_line).collect(),
    }
}

fn local_line(part: &campaign::LocalPart) -> LocalLine {
    let href = scheme::address(&campaign::SchemeKey::Pinned(part.scheme));
    LocalLine { title: Link::new(&part.title, href), owner: part.owner.clone() }
}

fn local_acts(view: &View) -> Vec<Act> {
    let act = |org: &app::organisation::Organisation| {
        let href = format!("{}/local-parts/{}", org_address(org.id), view.campaign.id);
        Act::new(format!("{}的附加部分", org.name.as_str()), href)
    };
    view.may_add_local.iter().map(act).collect()
}

/// A period's name by its number.
fn period_title(campaign: &campaign::Campaign, number: u32) -> String {
    let at = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
    let period = at.and_then(|at| campaign.facts.periods.get(at));
    period.map_or_else(|| format!("第 {number} 期"), |period| period.title.clone())
}

fn extension_line(view: &View, one: &campaign::Extension) -> ExtensionLine {
    let title = period_title(&view.campaign, one.period);
    ExtensionLine {
        branch: Link::new(&one.name, org_address(one.branch)),
        what: format!("{title} {}", one.stage.word()),
        until: one.until.to_string(),
        reason: one.reason.clone(),
        by: format!("{} {}", one.by, moment(one.at)),
    }
}
