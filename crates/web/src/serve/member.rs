//! A member's own page: what is known, and the forms that change it.

use app::Refusal;
use app::roster::{self, Draft, ExcuseDraft, Named, View};
use axum::extract::{Path, RawForm};
use axum::response::Response;
use jiff::civil::Date;
use model::id::MemberId;
use model::roster::{Days, Excuse};

use super::change::Sent;
use super::organisation::{days, done, id};
use super::refuse::{again, page as shown};
use super::roster::{cell_choices, cell_name, draft, kept, memberships, place, version, way_to};
use super::who::{Signed, form, whole};
use crate::page::roster::{Member, MemberForms, Running};
use crate::part::choice::Choice;
use crate::part::facts::Fact;
use crate::part::flaws::Flaws;

fn member_id(text: &str) -> Result<MemberId, Refusal> {
    text.parse().map_err(|_| Refusal::Unseen)
}

/// What was typed into the forms of a member's page.
#[derive(Clone, Default)]
struct Typed {
    draft: Option<Draft>,
    excuse: ExcuseDraft,
    excused_last: String,
    void: bool,
    last: String,
}

/// The exemption that may be ended: the one that goes on, else the latest.
fn running(excused: &[(Excuse, Days)], today: Date) -> Option<Running> {
    let now = excused.iter().find(|(_, days)| days.hold(today)).or(excused.last());
    now.map(|(excuse, at)| Running {
        began: at.from.to_string(),
        says: format!("{}: {}", excuse.word(), days(at.from, at.to)),
    })
}

fn member_page(signed: &Signed, view: &View, named: &Named, typed: Typed, flaws: Flaws) -> Member {
    let member = &named.member;
    let posts: Vec<&str> = view.posts_of(member.person).map(|held| held.role.word()).collect();
    let mut facts = vec![Fact::new("党员类别", member.membership.word())];
    if !posts.is_empty() {
        facts.push(Fact::new("职务", posts.join("、")));
    }
    let cell = cell_name(view, named);
    facts.push(Fact::new("党小组", if cell.is_empty() { "不在党小组" } else { &cell }));
    facts.push(Fact::new("在册", days(member.days.from, member.days.to)));
    for (excuse, at) in &member.excused {
        let text = format!("{} {}", excuse.word(), days(at.from, at.to));
        facts.push(Fact::new("免予参加", text));
    }
    let Typed { draft, excuse, excused_last, void, last } = typed;
    let draft = draft.unwrap_or_else(|| Draft::of(named));
    let reasons = Excuse::ALL.iter();
    let forms = view.may_keep.then(|| MemberForms {
        form: signed.form(),
        action: format!("{}/members/{}", place(view), member.id),
        version: named.version.to_string(),
        memberships: memberships(&draft.membership),
        cells: cell_choices(view, &draft.cell),
        from: draft.from,
        to: draft.to,
        reasons: reasons
            .map(|(_, name, word)| Choice::new(*name, *word, *name == excuse.reason))
            .collect(),
        excused_from: excuse.from,
        excused_to: excuse.to,
        running: running(&member.excused, view.today),
        excused_last,
        void,
        may_end: member.days.to.is_none(),
        last,
    });
    Member {
        way: way_to(view, Some(&named.name)),
        name: named.name.clone(),
        facts,
        forms,
        back_href: place(view),
        flaws,
    }
}

pub(super) async fn page(signed: Signed, Path((org, member)): Path<(String, String)>) -> Response {
    let viewed = async || {
        let (view, id) = (roster::view(&signed.cx, id(&org)?).await?, member_id(&member)?);
        let named = view.member(id).cloned().ok_or(Refusal::Unseen)?;
        Ok::<_, Refusal>((view, named))
    };
    match viewed().await {
        Ok((view, named)) => {
            let typed = Typed { last: view.today.to_string(), ..Typed::default() };
            let page = member_page(&signed, &view, &named, typed, Flaws::default());
            shown(&signed.frame(), &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

/// What came of a member's form: the roster, the page again, or a refusal.
async fn answer(
    signed: &Signed,
    (org, member): (String, String),
    changed: Result<String, Refusal>,
    (word, typed): (&str, Typed),
) -> Response {
    let page = async |flaws| {
        let (view, id) = (kept(signed, &org).await?, member_id(&member)?);
        let named = view.member(id).cloned().ok_or(Refusal::Unseen)?;
        Ok(member_page(signed, &view, &named, typed, flaws))
    };
    match changed {
        Ok(place) => done(&place, word),
        Err(refusal) => again(signed, refusal, page).await,
    }
}

pub(super) async fn change(
    signed: Signed,
    Path(at): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let draft = draft(&sent);
    let (cx, own) = (signed.cx.clone(), at.clone());
    let typed = Typed { draft: Some(draft.clone()), ..Typed::default() };
    let changed = whole(async move {
        let member = (member_id(&own.1)?, version(&sent)?);
        roster::change(&cx, form(&sent.one("form"))?, id(&own.0)?, member, &draft).await
    });
    answer(&signed, at, changed.await, ("changed", typed)).await
}

pub(super) async fn end(
    signed: Signed,
    Path(at): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let (cx, own) = (signed.cx.clone(), at.clone());
    let typed = Typed { last: sent.one("last"), ..Typed::default() };
    let ended = whole(async move {
        let (member, last) = ((member_id(&own.1)?, version(&sent)?), sent.day("last")?);
        roster::end(&cx, form(&sent.one("form"))?, id(&own.0)?, member, last).await
    });
    answer(&signed, at, ended.await, ("left", typed)).await
}

pub(super) async fn exempt(
    signed: Signed,
    Path(at): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let (cx, own) = (signed.cx.clone(), at.clone());
    let [reason, from, to] = ["reason", "excused_from", "excused_to"].map(|name| sent.one(name));
    let excuse = ExcuseDraft { reason, from, to };
    let typed = Typed { excuse: excuse.clone(), ..Typed::default() };
    let exempted = whole(async move {
        let member = (member_id(&own.1)?, version(&sent)?);
        roster::exempt(&cx, form(&sent.one("form"))?, id(&own.0)?, member, &excuse).await
    });
    answer(&signed, at, exempted.await, ("changed", typed)).await
}

pub(super) async fn end_exemption(
    signed: Signed,
    Path(at): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let (cx, own) = (signed.cx.clone(), at.clone());
    let (excused_last, void) = (sent.one("excused_last"), sent.one("void") == "yes");
    let typed = Typed { excused_last, void, ..Typed::default() };
    let ended = whole(async move {
        let member = (member_id(&own.1)?, version(&sent)?);
        let began = sent.one("began").parse().map_err(|_| Refusal::Stale)?;
        let last = if void { None } else { Some(sent.day("excused_last")?) };
        roster::end_exemption(&cx, form(&sent.one("form"))?, id(&own.0)?, member, began, last).await
    });
    answer(&signed, at, ended.await, ("changed", typed)).await
}
