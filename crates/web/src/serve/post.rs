//! 任职, accounts and their activation.

use app::account::{self, Slip as Given};
use app::organisation::View as Org;
use app::post::{self, Draft, View};
use app::{Refusal, password_rules};
use axum::Extension;
use axum::extract::{Path, RawForm, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use model::authority::Verb;
use model::id::GrantId;

use super::Served;
use super::account::moment;
use super::change::{Sent, seen, way_below};
use super::entry::{agent, said};
use super::organisation::{address, days, done, id, way};
use super::peer::Peer;
use super::refuse::{flawed, page as shown, refused};
use super::tries::Guess;
use super::who::{Id, Signed, form, whole, with_cookie};
use crate::page::activation::Activation;
use crate::page::appoint::Appoint;
use crate::page::post::{Post, PostForm};
use crate::page::slip::Slip;
use crate::part::choice::Choice;
use crate::part::facts::Fact;
use crate::part::flaws::Flaws;

fn posting(signed: &Signed, view: &Org, draft: &Draft, flaws: Flaws) -> Appoint {
    let here = address(view.org.id);
    let roles = post::roles_at(view.org.kind, view.org.parent.is_none());
    let roles = roles
        .into_iter()
        .map(|role| Choice::new(role.name(), role.word(), role.name() == draft.role));
    Appoint {
        way: way_below(view, "新增任职"),
        organisation: view.org.name.as_str().to_owned(),
        form: signed.form(),
        action: format!("{here}/posting"),
        name: draft.name.clone(),
        roles: roles.collect(),
        from: draft.from.clone(),
        to: draft.to.clone(),
        acting: draft.acting,
        back_href: here,
        flaws,
    }
}

pub(super) async fn appoint_form(signed: Signed, Path(org): Path<String>) -> Response {
    match seen(&signed, &org, Verb::Appoint).await {
        Ok(view) => {
            let from = signed.cx.today().to_string();
            let draft = Draft { from, ..Draft::default() };
            shown(&signed.frame(), &posting(&signed, &view, &draft, Flaws::default()))
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn appoint(signed: Signed, Path(org): Path<String>, sent: RawForm) -> Response {
    let sent = Sent::read(sent);
    let draft = Draft {
        name: sent.one("name"),
        role: sent.one("role"),
        from: sent.one("from"),
        to: sent.one("to"),
        acting: sent.one("acting") == "yes",
    };
    let (cx, typed, own) = (signed.cx.clone(), draft.clone(), org.clone());
    let appointed =
        whole(async move { post::appoint(&cx, form(&sent.one("form"))?, id(&own)?, &typed).await });
    match appointed.await {
        Ok(place) => done(&place, "appointed"),
        Err(Refusal::Flawed(flaws)) => match seen(&signed, &org, Verb::Appoint).await {
            Ok(view) => flawed(&signed.frame(), &posting(&signed, &view, &draft, said(&flaws))),
            Err(refusal) => signed.refuse(&refusal),
        },
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn post_id(text: &str) -> Result<GrantId, Refusal> {
    text.parse().map_err(|_| Refusal::Unseen)
}

async fn viewed(signed: &Signed, org: &str, post: &str) -> Result<View, Refusal> {
    post::view(&signed.cx, id(org)?, post_id(post)?).await
}

fn post_page(signed: &Signed, view: View, typed: [String; 2], flaws: Flaws) -> Post {
    let View { org, held, login, may_end, may_account } = view;
    let here = format!("{}/posts/{}", address(org.id), held.id);
    let form = |verb: &str| PostForm { form: signed.form(), action: format!("{here}/{verb}") };
    let has_account = login.is_some();
    let mut facts = vec![
        Fact::new("党组织", org.name.as_str()),
        Fact::new("职务", held.role.word()),
        Fact::new("任期", days(held.from, held.to)),
        Fact::new("登录名", login.unwrap_or_else(|| "没有账号".to_owned())),
    ];
    if held.acting {
        facts.push(Fact::new("说明", "代理(主持工作)"));
    }
    let [login, last] = typed;
    Post {
        way: way(std::slice::from_ref(&org), &held.person.name),
        name: held.person.name,
        facts,
        open: (may_account && !has_account).then(|| form("account")),
        login,
        reset: (may_account && has_account).then(|| form("reset")),
        end: may_end.then(|| form("end")),
        last,
        back_href: address(org.id),
        flaws,
    }
}

pub(super) async fn page(signed: Signed, Path((org, post)): Path<(String, String)>) -> Response {
    match viewed(&signed, &org, &post).await {
        Ok(view) => {
            let typed = [String::new(), signed.cx.today().to_string()];
            shown(&signed.frame(), &post_page(&signed, view, typed, Flaws::default()))
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

/// The page again with what has to be mended, or the refusal's own.
async fn again(
    signed: &Signed,
    [org, post]: [&str; 2],
    typed: [String; 2],
    refusal: Refusal,
) -> Response {
    match (refusal, viewed(signed, org, post).await) {
        (Refusal::Flawed(flaws), Ok(view)) => {
            flawed(&signed.frame(), &post_page(signed, view, typed, said(&flaws)))
        }
        (refusal, _) => signed.refuse(&refusal),
    }
}

pub(super) async fn end(
    signed: Signed,
    Path((org, post)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let sent = Sent::read(sent);
    let last = sent.one("last");
    let (cx, own) = (signed.cx.clone(), (org.clone(), post.clone()));
    let ended = whole(async move {
        let last = sent.day("last")?;
        let (org, post) = (id(&own.0)?, post_id(&own.1)?);
        post::end(&cx, form(&sent.one("form"))?, org, post, last).await
    });
    match ended.await {
        Ok(place) => done(&place, "unposted"),
        Err(refusal) => again(&signed, [&org, &post], [String::new(), last], refusal).await,
    }
}

pub(super) async fn open(
    signed: Signed,
    Path((org, post)): Path<(String, String)>,
    sent: RawForm,
) -> Response {
    let login = Sent::read(sent).one("login");
    let (cx, typed, own) = (signed.cx.clone(), login.clone(), (org.clone(), post.clone()));
    let opened =
        whole(async move { account::open(&cx, id(&own.0)?, post_id(&own.1)?, &typed).await });
    match opened.await {
        Ok(given) => slip(&signed, &org, &post, &given),
        Err(refusal) => {
            let today = signed.cx.today().to_string();
            again(&signed, [&org, &post], [login, today], refusal).await
        }
    }
}

pub(super) async fn reset(signed: Signed, Path((org, post)): Path<(String, String)>) -> Response {
    let (cx, own) = (signed.cx.clone(), (org.clone(), post.clone()));
    let reset = whole(async move { account::reset(&cx, id(&own.0)?, post_id(&own.1)?).await });
    match reset.await {
        Ok(given) => slip(&signed, &org, &post, &given),
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn slip(signed: &Signed, org: &str, post: &str, given: &Given) -> Response {
    let back_href = format!("/organisations/{org}/posts/{post}");
    let page = Slip {
        way: crate::part::way::Way { steps: Vec::new(), here: "账号条".to_owned() },
        facts: vec![
            Fact::new("姓名", &given.name),
            Fact::new("登录名", &given.login),
            Fact::new("有效期至", moment(given.until)),
        ],
        address: format!("{}/activation/{}", signed.site, given.code),
        back_href,
    };
    shown(&signed.frame(), &page)
}

fn activation_page(served: &Served, code: &str, whose: (String, String)) -> Activation {
    Activation {
        form: served.app.identity().simple().to_string(),
        action: format!("/activation/{code}"),
        facts: vec![Fact::new("姓名", whose.0), Fact::new("登录名", whose.1)],
        rules: password_rules(),
        flaws: Flaws::default(),
    }
}

/// Whose account a code is for; whoever guesses too often waits.
async fn whose(served: &Served, peer: Peer, code: &str) -> Result<(String, String), Refusal> {
    if !served.tries.allow(&served.app, Guess::Code, peer.from) {
        return Err(Refusal::TooMuch);
    }
    let whose = account::activation(&served.app, code).await?;
    served.tries.forgive(Guess::Code, peer.from);
    Ok(whose)
}

pub(super) async fn activation(
    State(served): State<Served>,
    Extension(request): Id,
    Extension(peer): Extension<Peer>,
    Path(code): Path<String>,
) -> Response {
    match whose(&served, peer, &code).await {
        Ok(whose) => shown(&served.outside(), &activation_page(&served, &code, whose)),
        Err(refusal) => refused(&served.outside(), &request, &refusal),
    }
}

pub(super) async fn activate(
    State(served): State<Served>,
    Extension(request): Id,
    Extension(peer): Extension<Peer>,
    Path(code): Path<String>,
    headers: HeaderMap,
    sent: RawForm,
) -> Response {
    let known = match whose(&served, peer, &code).await {
        Ok(known) => known,
        Err(refusal) => return refused(&served.outside(), &request, &refusal),
    };
    let sent = Sent::read(sent);
    let (app, own, agent) = (served.app.clone(), code.clone(), agent(&headers));
    let activated = whole(async move {
        let (new, again) = (sent.one("password"), sent.one("password_again"));
        account::activate(&app, &own, &new, &again, &agent).await
    });
    match activated.await {
        Ok(token) => with_cookie(peer, &token, Redirect::to("/").into_response()),
        Err(Refusal::Flawed(flaws)) => {
            let page = activation_page(&served, &code, known);
            flawed(&served.outside(), &Activation { flaws: said(&flaws), ..page })
        }
        Err(refusal) => refused(&served.outside(), &request, &refusal),
    }
}
