//! 新建下级组织, 修改 and 撤销.

use app::Refusal;
use app::organisation::{self, Act, Draft, Listing, Organisation as Org, View};
use axum::extract::{Path, RawForm};
use axum::response::Response;
use jiff::civil::Date;
use model::authority::Verb;
use model::day;
use model::organisation::{OrgKind, Sector};

use super::act::{acted, again, day_says, facts, says};
use super::organisation::{address, done, id, way};
use super::refuse::{self, page as shown};
use super::who::{Signed, form, whole};
use crate::page::organisation_act::OrganisationAct;
use crate::page::organisation_close::OrganisationClose;
use crate::page::organisation_form::{FactsOf, OrganisationForm};
use crate::part::choice::Choice;
use crate::part::flaws::Flaws;
use crate::part::kept::Kept;
use crate::part::link::Link;

/// The fields of a form, by name; one may come several times.
#[derive(Clone, Default)]
pub(super) struct Sent(Vec<(String, String)>);

impl Sent {
    pub(super) fn read(RawForm(bytes): RawForm) -> Self {
        Self(form_urlencoded::parse(&bytes).into_owned().collect())
    }

    pub(super) fn one(&self, name: &str) -> String {
        self.all(name).next().unwrap_or_default()
    }

    /// The names of its fields, in the order in which they came.
    pub(super) fn names(&self) -> Vec<&str> {
        self.0.iter().map(|(name, _)| name.as_str()).collect()
    }

    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = String> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.clone())
    }

    /// What was sent before a login was asked for.
    pub(super) fn kept(&self) -> Option<Kept> {
        Kept::found(&self.0)
    }

    pub(super) fn draft(&self) -> Draft {
        Draft {
            name: self.one("name"),
            code: self.one("code"),
            kind: self.one("kind"),
            sector: self.one("sector"),
            sectors: self.all("sectors").collect(),
            phone: self.one("phone"),
        }
    }

    /// A day as a browser sends it.
    pub(super) fn day(&self, name: &'static str) -> Result<Date, Refusal> {
        day::parse(&self.one(name)).map_err(|not| Refusal::flaw(name, not.to_string()))
    }
}

/// An organisation with what this person may do to it.
pub(super) async fn seen(signed: &Signed, org: &str, verb: Verb) -> Result<View, Refusal> {
    let view = organisation::browse(&signed.cx, Some(id(org)?), &Listing::default()).await?;
    if !view.may.contains(&verb) {
        return Err(Refusal::Denied);
    }
    Ok(view)
}

/// The way to a page about an organisation.
pub(super) fn way_below(view: &View, here: &str) -> crate::part::way::Way {
    let above: Vec<Org> = view.way.iter().chain([&view.org]).cloned().collect();
    way(&above, here)
}

/// A form about an organisation that is to stand below one of this kind.
pub(super) fn facts_page(
    signed: &Signed,
    view: &View,
    draft: &Draft,
    below: Option<OrgKind>,
    of: FactsOf,
    flaws: Flaws,
) -> OrganisationForm {
    let here = address(view.org.id);
    let kinds = OrgKind::ALL
        .iter()
        .filter(|(kind, ..)| below.is_none_or(|below| kind.may_stand_below(below)));
    let kinds = kinds.map(|(_, name, word)| Choice::new(*name, *word, *name == draft.kind));
    let sector = |name: &str, word: &str| Choice::new(name, word, name == draft.sector);
    let sectors = Sector::ALL.iter().map(|(_, name, word)| sector(name, word));
    let responsible = Sector::ALL.iter().map(|(_, name, word)| {
        Choice::new(*name, *word, draft.sectors.iter().any(|chosen| chosen == name))
    });
    let (here_word, place) = match of {
        FactsOf::New => ("新建下级组织", "founding"),
        FactsOf::Changed => ("修改", "facts"),
        FactsOf::Split => ("分设", "split"),
    };
    let changing = of == FactsOf::Changed;
    OrganisationForm {
        way: way_below(view, here_word),
        of,
        organisation: view.org.name.as_str().to_owned(),
        form: signed.form(),
        action: format!("{here}/{place}"),
        children: Vec::new(),
        on: signed.cx.today().to_string(),
        name: draft.name.clone(),
        code: draft.code.clone(),
        phone: draft.phone.clone(),
        kinds: kinds.collect(),
        sectors: sectors.collect(),
        responsible: responsible.collect(),
        version: if changing { view.org.version.to_string() } else { String::new() },
        back_href: here,
        flaws,
    }
}

/// The page of a new one below an organisation.
fn founding(signed: &Signed, view: &View, draft: &Draft, flaws: Flaws) -> OrganisationForm {
    facts_page(signed, view, draft, Some(view.org.kind), FactsOf::New, flaws)
}

/// The page of a change to an organisation.
fn changing(signed: &Signed, view: &View, draft: &Draft, flaws: Flaws) -> OrganisationForm {
    let below = view.way.last().map(|org| org.kind);
    facts_page(signed, view, draft, below, FactsOf::Changed, flaws)
}

pub(super) async fn found_form(signed: Signed, Path(org): Path<String>) -> Response {
    match seen(&signed, &org, Verb::FoundOrganisation).await {
        Ok(view) => {
            let page = founding(&signed, &view, &Draft::default(), Flaws::default());
            shown(&signed.frame(), &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn found(signed: Signed, Path(org): Path<String>, sent: RawForm) -> Response {
    let sent = Sent::read(sent);
    let draft = sent.draft();
    let (cx, typed, below) = (signed.cx.clone(), draft.clone(), org.clone());
    let founded = whole(async move {
        organisation::found(&cx, form(&sent.one("form"))?, id(&below)?, &typed).await
    });
    let page = async |flaws| {
        let view = seen(&signed, &org, Verb::FoundOrganisation).await?;
        Ok(founding(&signed, &view, &draft, flaws))
    };
    match founded.await {
        Ok(place) => done(&place, "founded"),
        Err(refusal) => refuse::again(&signed, refusal, page).await,
    }
}

pub(super) async fn change_form(signed: Signed, Path(org): Path<String>) -> Response {
    match seen(&signed, &org, Verb::RenameOrganisation).await {
        Ok(view) => {
            let draft = Draft::of(&view.org);
            shown(&signed.frame(), &changing(&signed, &view, &draft, Flaws::default()))
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn change(signed: Signed, Path(org): Path<String>, sent: RawForm) -> Response {
    let sent = Sent::read(sent);
    let draft = sent.draft();
    let answer = match sent.one("sure").is_empty() {
        true => change_preview(&signed, &org, &sent).await,
        false => {
            let (cx, typed, own, sent) =
                (signed.cx.clone(), draft.clone(), org.clone(), sent.clone());
            let changed = whole(async move {
                let version = sent.one("version").parse().map_err(|_| Refusal::Stale)?;
                let (form, on) = (form(&sent.one("form"))?, sent.day("on")?);
                let place = organisation::change(&cx, form, id(&own)?, version, &typed, on).await?;
                Ok((place, on))
            });
            changed.await.map(|(place, on)| acted(&signed.cx, &place, on, "changed"))
        }
    };
    let page = async |flaws| {
        let view = seen(&signed, &org, Verb::RenameOrganisation).await?;
        let page = changing(&signed, &view, &draft, flaws);
        Ok(OrganisationForm { on: sent.one("on"), ..page })
    };
    match answer {
        Ok(answer) => answer,
        Err(refusal) => refuse::again(&signed, refusal, page).await,
    }
}

/// What changes, before it does.
async fn change_preview(signed: &Signed, org: &str, sent: &Sent) -> Result<Response, Refusal> {
    let own = id(org)?;
    let on = sent.day("on")?;
    let act = organisation::renaming(&signed.cx, own, &sent.draft()).await?;
    let preview = organisation::preview(&signed.cx, own, &act, on).await?;
    let view = seen(signed, org, Verb::RenameOrganisation).await?;
    let before = facts(&view.org.facts());
    let after = preview.facts.iter().flat_map(facts);
    let or_none = |text: &str| if text.is_empty() { "不填".to_owned() } else { text.to_owned() };
    let changed = before.into_iter().zip(after).filter(|((_, before), (_, after))| before != after);
    let mut change: Vec<(String, String)> = changed
        .map(|((term, before), (_, after))| {
            (term.to_owned(), format!("{} → {}", or_none(&before), or_none(&after)))
        })
        .collect();
    change.push(day_says(&preview));
    let here = address(own);
    let page = OrganisationAct {
        way: way_below(&view, "修改"),
        heading: "核对修改".to_owned(),
        lead: format!("请核对「{}」要改的内容,再确认。", view.org.name.as_str()),
        change,
        says: says(&act, &preview),
        hidden: again(sent),
        button: "保存修改".to_owned(),
        form: signed.form(),
        action: format!("{here}/facts"),
        back: Link::new("返回,重新填写", format!("{here}/facts")),
        ..OrganisationAct::default()
    };
    Ok(shown(&signed.frame(), &page))
}

fn closing(signed: &Signed, view: &View, on: String, flaws: Flaws) -> OrganisationClose {
    let here = address(view.org.id);
    let below: i64 = view.below.iter().flat_map(|below| &below.kinds).map(|(_, count)| count).sum();
    let first = match below {
        0 => Vec::new(),
        below => {
            vec![format!("下面还有 {below} 个组织,请先调整或撤销它们;也可以一次并入别的组织。")]
        }
    };
    let merger = (below > 0).then(|| Link::new("并入别的组织", format!("{here}/merger")));
    let posts = view.posts.as_ref().map_or(0, Vec::len);
    OrganisationClose {
        way: way_below(view, "撤销"),
        name: view.org.name.as_str().to_owned(),
        first,
        merger,
        says: vec![
            format!("「{}」从这一天起不再存在,名称和以往的记录都保留。", view.org.name.as_str()),
            format!("在这里任职的 {posts} 人从这一天起没有这里的权限。"),
            "撤销以后不能恢复,可以另外新建。".to_owned(),
        ],
        on,
        form: signed.form(),
        action: format!("{here}/closure"),
        back_href: here,
        flaws,
    }
}

pub(super) async fn close_form(signed: Signed, Path(org): Path<String>) -> Response {
    match seen(&signed, &org, Verb::CloseOrganisation).await {
        Ok(view) => {
            let today = signed.cx.today().to_string();
            shown(&signed.frame(), &closing(&signed, &view, today, Flaws::default()))
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn close(signed: Signed, Path(org): Path<String>, sent: RawForm) -> Response {
    let sent = Sent::read(sent);
    let typed = sent.one("on");
    let (cx, own) = (signed.cx.clone(), org.clone());
    let closed = whole(async move {
        let on = sent.day("on")?;
        let form = form(&sent.one("form"))?;
        Ok((organisation::act(&cx, form, id(&own)?, &Act::Close, on).await?, on))
    });
    let page = async |flaws| {
        let view = seen(&signed, &org, Verb::CloseOrganisation).await?;
        Ok(closing(&signed, &view, typed, flaws))
    };
    match closed.await {
        Ok((place, on)) => acted(&signed.cx, &place, on, "closed"),
        Err(refusal) => refuse::again(&signed, refusal, page).await,
    }
}
