//! The organisation browser and the search.

use app::Refusal;
use app::organisation::{self, Below, Listing, Organisation as Org, View};
use app::roster::Counts;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::civil::Date;
use model::authority::Verb;
use model::id::OrgId;
use model::organisation::{OrgKind, Sector};
use serde::Deserialize;

use super::account::moment;
use super::children::{self, Wanted};
use super::entry::said;
use super::past;
use super::people;
use super::refuse::{flawed, page as shown};
use super::who::Signed;
use crate::page::organisation::{AsOf, Child, Organisation, Span};
use crate::page::search::{Hit, Search};
use crate::part::badge::{Badge, Standing};
use crate::part::facts::Fact;
use crate::part::find::Find;
use crate::part::link::{Act, Link};
use crate::part::marked::Marked;
use crate::part::pager::Pager;
use crate::part::way::Way;

/// What a page is asked for.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    after: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    on: String,
    done: Option<String>,
}

/// What has just been done, as an address says it.
#[derive(Deserialize)]
pub(super) struct Done {
    pub(super) done: Option<String>,
}

/// An organisation's page.
pub(super) fn address(org: OrgId) -> String {
    format!("/organisations/{org}")
}

/// The identity in an address; another text is nobody's.
pub(super) fn id(text: &str) -> Result<OrgId, Refusal> {
    text.parse().map_err(|_| Refusal::Unseen)
}

/// The way to an organisation, for a page about it.
pub(super) fn way(above: &[Org], here: &str) -> Way {
    let steps = above.iter().map(|org| Link::new(org.name.as_str(), address(org.id)));
    Way { steps: steps.collect(), here: here.to_owned() }
}

/// From when to when.
pub(super) fn days(from: Date, to: Option<Date>) -> String {
    match to {
        Some(to) => format!("{from} 至 {to}"),
        None => format!("{from} 起"),
    }
}

/// The highest of one's own; whoever has several places, or none to look into, is told first.
pub(super) async fn top(
    signed: Signed,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Response {
    match people::places(&signed).await {
        Ok(Some(places)) => shown(&signed.told(asked.done.as_deref()), &places),
        Ok(None) => answer(&signed, None, &asked, &wanted).await,
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn page(
    signed: Signed,
    Path(org): Path<String>,
    Query(asked): Query<Asked>,
    Query(wanted): Query<Wanted>,
) -> Response {
    match id(&org) {
        Ok(org) => answer(&signed, Some(org), &asked, &wanted).await,
        Err(refusal) => signed.refuse(&refusal),
    }
}

async fn answer(signed: &Signed, org: Option<OrgId>, asked: &Asked, wanted: &Wanted) -> Response {
    let listing = wanted.listing();
    let told = asked.done.as_deref();
    let day: Result<Option<Date>, Refusal> = match asked.on.trim() {
        "" => Ok(None),
        text => match model::day::parse(text) {
            Ok(day) => Ok(Some(day).filter(|day| *day != signed.cx.today())),
            Err(not) => Err(Refusal::flaw("on", not.to_string())),
        },
    };
    let flaw = match day {
        Ok(Some(on)) => match past::page(signed, org, on, &listing.behind.path).await {
            Ok(page) => return shown(&signed.frame(), &page),
            Err(Refusal::Flawed(flaws)) => Some(flaws),
            Err(refusal) => return signed.refuse(&refusal),
        },
        Ok(None) => None,
        Err(Refusal::Flawed(flaws)) => Some(flaws),
        Err(refusal) => return signed.refuse(&refusal),
    };
    match organisation::browse(&signed.cx, org, &listing).await {
        Ok(view) => {
            let action = address(view.org.id);
            let mut page = page_of(view, &listing, signed.cx.today());
            let mut as_of = AsOf { action, on: signed.cx.today().to_string(), ..AsOf::default() };
            match flaw {
                None => {
                    page.as_of = Some(as_of);
                    shown(&signed.told(told), &page)
                }
                Some(flaws) => {
                    as_of.on = asked.on.clone();
                    as_of.flaw = flaws.first().map(|flaw| format!("{}。", flaw.says));
                    page.as_of = Some(as_of);
                    flawed(&signed.frame(), &page)
                }
            }
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn page_of(view: View, listing: &Listing, today: Date) -> Organisation {
    let (sorts, sieve) = (children::sorts(&view, listing), children::sieve(&view, listing));
    let pager = children::pager(&view, listing);
    let View {
        org,
        way: above,
        children: shown_children,
        below,
        posts,
        history,
        versions,
        plans,
        ..
    } = view;
    let (may, roster) = (view.may, view.roster);
    let here = address(org.id);
    let unseen = below.is_none();
    let on_the_way: Vec<&Org> = above.iter().chain([&org]).collect();
    let child = |(child, branches): (Org, i64)| Child {
        href: address(child.id),
        kind: child.kind.word().to_owned(),
        code: child.code.as_ref().map_or_else(String::new, |code| code.as_str().to_owned()),
        branches: if child.is_branch() || unseen { String::new() } else { branches.to_string() },
        badges: mismatch(&on_the_way, &child),
        name: child.name.as_str().to_owned(),
    };
    let found = may.contains(&Verb::FoundOrganisation);
    Organisation {
        way: way(&above, org.name.as_str()),
        name: org.name.as_str().to_owned(),
        badges: org.closed.map(|_| Badge::new("已撤销", Standing::Grave)).into_iter().collect(),
        facts: facts(&org, below.as_ref(), roster),
        acts: acts(&org, &may, !unseen),
        find: Find {
            action: "/search".to_owned(),
            label: "在管理范围内检索".to_owned(),
            query: String::new(),
            hidden: Vec::new(),
        },
        as_of: None,
        may_have_children: org.kind != OrgKind::Branch,
        found: (found && org.closed.is_none())
            .then(|| Link::new("新建下级组织", format!("{here}/founding"))),
        children: shown_children.into_iter().map(child).collect(),
        sorts,
        sieve,
        pager,
        posts: posts.map(|posts| people::served(&org, &posts, today)),
        superiors: history.iter().rev().filter_map(span).collect(),
        names: names(&versions),
        plans: plans.iter().map(super::act::plan).collect(),
    }
}

fn facts(org: &Org, below: Option<&Below>, roster: Option<Counts>) -> Vec<Fact> {
    let mut facts = vec![Fact::new("种类", org.kind.word())];
    if let Some(code) = &org.code {
        facts.push(Fact::new("代码", code.as_str()));
    }
    if let Some(sector) = org.sector {
        facts.push(Fact::new("类别", sector.word()));
    }
    let responsible: Vec<&str> = org.sectors.iter().map(|sector| sector.word()).collect();
    if !responsible.is_empty() {
        facts.push(Fact::new("负责的类别", responsible.join("、")));
    }
    if let Some(phone) = &org.phone {
        facts.push(Fact::new("联系电话", phone.as_str()));
    }
    facts.push(Fact::new("存续", days(org.opened, org.closed)));
    if let Some(counts) = roster {
        let mut text = format!("{} 名", counts.members());
        if counts.probationary > 0 {
            text.push_str(&format!("(预备 {})", counts.probationary));
        }
        facts.push(Fact::new("党员", text));
    }
    if let Some(below) = below.filter(|below| !below.kinds.is_empty()) {
        facts.push(Fact::new("下辖", counted(below)));
    }
    facts
}

/// How many of what stand below: `党委 12 个、支部 340 个(农村 200、机关 140)`.
fn counted(below: &Below) -> String {
    let kinds = below.kinds.iter().map(|(kind, count)| {
        let mut text = format!("{kind} {count} 个");
        let sectors = below.sectors.iter();
        let sectors: Vec<String> = sectors
            .map(|(sector, count)| format!("{} {count}", sector.map_or("未定", Sector::word)))
            .collect();
        if *kind == OrgKind::Branch && below.sectors.iter().any(|(sector, _)| sector.is_some()) {
            text.push_str(&format!("({})", sectors.join("、")));
        }
        text
    });
    let mut text = kinds.collect::<Vec<_>>().join("、");
    if let Some(as_of) = below.as_of {
        text.push_str(&format!(",截至 {}", moment(as_of)));
    }
    text
}

fn acts(org: &Org, may: &[Verb], is_inside: bool) -> Vec<Act> {
    if org.closed.is_some() {
        return Vec::new();
    }
    let here = address(org.id);
    let mut acts = Vec::new();
    let mut act = |verb, act: Act| {
        if may.contains(&verb) {
            acts.push(act);
        }
    };
    if org.kind != OrgKind::Branch {
        let founding = Act::new("新建下级组织", format!("{here}/founding"));
        act(Verb::FoundOrganisation, founding);
    }
    if org.kind != OrgKind::Branch {
        act(Verb::ImportOrganisations, Act::new("导入", format!("{here}/import")));
        act(Verb::ExportOrganisations, Act::new("导出", format!("{here}/export")));
    }
    if org.kind == OrgKind::Branch {
        act(Verb::SeeRoster, Act::new("党员名册", format!("{here}/roster")));
    }
    if org.kind != OrgKind::Branch && is_inside {
        let mismatches = Act::new("类别不符名单", format!("{here}/mismatches"));
        act(Verb::SeeOrganisation, mismatches);
    }
    if org.kind == OrgKind::Branch {
        act(Verb::SeeLedger, Act::new("台账", format!("{here}/records")));
        act(Verb::SeeSelfCheck, Act::new("自查", format!("{here}/self-checks")));
        act(Verb::SeeResult, Act::new("考核结果", format!("{here}/results")));
    }
    if org.kind != OrgKind::Branch {
        act(Verb::SeePosts, Act::new("人员", format!("{here}/people")));
        act(Verb::SeeGrants, Act::new("授权", format!("{here}/grants")));
    }
    act(Verb::SeePosts, Act::new("以往任职", format!("{here}/posts")));
    // Who gives 三员 appoints nobody else, and that at the highest organisation only.
    let granting = !may.contains(&Verb::Appoint) && org.parent.is_none();
    let appointing = if granting { Verb::GrantRole } else { Verb::Appoint };
    act(appointing, Act::new("新增任职", format!("{here}/posting")));
    if org.kind != OrgKind::Branch {
        act(Verb::Appoint, Act::new("开通账号", format!("{here}/accounts")));
    }
    act(Verb::RenameOrganisation, Act::new("修改", format!("{here}/facts")));
    if org.parent.is_some() {
        act(Verb::MoveOrganisation, Act::new("调整隶属", format!("{here}/superior")));
    }
    if org.parent.is_some() {
        act(Verb::MoveOrganisation, Act::new("分设", format!("{here}/split")));
        act(Verb::CloseOrganisation, Act::grave("合并", format!("{here}/merger")));
    }
    act(Verb::CloseOrganisation, Act::grave("撤销", format!("{here}/closure")));
    acts
}

/// A branch whose sector is not that of whoever evaluates it: the nearest on the way (notice 二.2).
fn mismatch(above: &[&Org], child: &Org) -> Vec<Badge> {
    let evaluator = above.iter().rev().find(|org| org.kind.evaluates());
    let fits = child.sector.is_none_or(|sector| {
        evaluator.is_some_and(|org| org.sectors.fit(org.kind, sector)) || !sector.is_checked()
    });
    if fits { Vec::new() } else { vec![Badge::new("类别不符", Standing::Near)] }
}

pub(super) fn span((past, name): &(organisation::Jurisdiction, Option<String>)) -> Option<Span> {
    let parent = past.parent?;
    let days = days(past.from, past.to);
    Some(match name {
        Some(name) => Span { text: name.clone(), href: Some(address(parent)), days },
        None => Span { text: "您现在看不到的一个组织".to_owned(), href: None, days },
    })
}

/// Names with the days on which they held, the newest first; a version that changed something else
/// is no new name, and one that holds from an earlier day takes the place of what came between.
pub(super) fn names(versions: &[organisation::Version]) -> Vec<Span> {
    let name = |version: &organisation::Version| {
        let line = version.content.lines().find_map(|line| line.strip_prefix("name "));
        line.unwrap_or_default().to_owned()
    };
    let mut held: Vec<(String, Date)> = Vec::new();
    for version in versions.iter().rev() {
        held.retain(|(_, from)| *from < version.from);
        held.push((name(version), version.from));
    }
    held.dedup_by(|later, earlier| later.0 == earlier.0);
    let ends = held.iter().skip(1).map(|(_, from)| from.yesterday().ok());
    let ends: Vec<Option<Date>> = ends.chain([None]).collect();
    let span = |((text, from), to): ((String, Date), Option<Date>)| Span {
        text,
        href: None,
        days: days(from, to),
    };
    held.into_iter().zip(ends).map(span).rev().collect()
}

pub(super) async fn search(signed: Signed, Query(asked): Query<Asked>) -> Response {
    let find = Find {
        action: "/search".to_owned(),
        label: "党组织的名称或代码".to_owned(),
        query: asked.q.clone(),
        hidden: Vec::new(),
    };
    let way = Way { steps: Vec::new(), here: "检索".to_owned() };
    let empty =
        Search { way, find, said: String::new(), hits: Vec::new(), pager: Pager::default() };
    if asked.q.trim().is_empty() {
        return shown(&signed.frame(), &empty);
    }
    match organisation::search(&signed.cx, &asked.q, &asked.after).await {
        Ok((hits, next)) => {
            let encoded = |text: &str| -> String {
                form_urlencoded::byte_serialize(text.as_bytes()).collect()
            };
            let q = encoded(&asked.q);
            let next = next.map(|next| format!("/search?q={q}&after={}", encoded(&next)));
            let first = (!asked.after.is_empty()).then(|| format!("/search?q={q}"));
            let said = if next.is_some() || first.is_some() {
                format!("本页 {} 个。", hits.len())
            } else {
                format!("找到 {} 个。", hits.len())
            };
            let said = if hits.is_empty() { String::new() } else { said };
            let hits = hits.iter().map(|hit| self::hit(hit, &asked.q)).collect();
            let pager = Pager { said: String::new(), first, next };
            shown(&signed.frame(), &Search { said, hits, pager, ..empty })
        }
        Err(Refusal::Flawed(flaws)) => {
            let text = said(&flaws).of("text").unwrap_or_default().to_owned();
            flawed(&signed.frame(), &Search { said: text, ..empty })
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) fn hit(hit: &organisation::Hit, query: &str) -> Hit {
    let code = hit.org.code.as_ref().map_or("", |code| code.as_str());
    Hit {
        id: hit.org.id.to_string(),
        name: Marked::new(hit.org.name.as_str(), query),
        href: address(hit.org.id),
        way: hit.way.clone(),
        kind: hit.org.kind.word().to_owned(),
        code: Marked::new(code, query),
        badges: Vec::new(),
    }
}

/// Leads to a place, with a word of what was done.
pub(super) fn done(place: &str, word: &str) -> Response {
    let joint = if place.contains('?') { '&' } else { '?' };
    Redirect::to(&format!("{place}{joint}done={word}")).into_response()
}
