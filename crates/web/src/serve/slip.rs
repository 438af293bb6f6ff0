//! Accounts of others: made, reset and unlocked by those who look after them, activated by their
//! owners.

use app::account::{self, Slip as Given};
use app::{Refusal, password_rules};
use axum::Extension;
use axum::extract::{Path, RawForm, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};

use super::Served;
use super::account::moment;
use super::change::Sent;
use super::entry::{agent, said};
use super::organisation::{done, id};
use super::peer::Peer;
use super::post::{again, post_id};
use super::refuse::{flawed, page as shown, refused};
use super::tries::Guess;
use super::who::{Id, Signed, form, whole, with_cookie};
use crate::page::activation::Activation;
use crate::page::slip::Slip;
use crate::part::facts::Fact;
use crate::part::flaws::Flaws;

type At = Path<(String, String)>;

pub(super) async fn open(signed: Signed, Path((org, post)): At, sent: RawForm) -> Response {
    let sent = Sent::read(sent);
    let login = sent.one("login");
    let (cx, typed, own) = (signed.cx.clone(), login.clone(), (org.clone(), post.clone()));
    let opened = whole(async move {
        let (org, post) = (id(&own.0)?, post_id(&own.1)?);
        account::open(&cx, form(&sent.one("form"))?, org, post, &typed).await
    });
    match opened.await {
        Ok(given) => slip(&signed, &org, &post, &given),
        Err(refusal) => again(&signed, [&org, &post], [login, String::new()], refusal).await,
    }
}

pub(super) async fn reset(signed: Signed, Path((org, post)): At, sent: RawForm) -> Response {
    let (cx, own, sent) = (signed.cx.clone(), (org.clone(), post.clone()), Sent::read(sent));
    let reset = whole(async move {
        let (org, post) = (id(&own.0)?, post_id(&own.1)?);
        account::reset(&cx, form(&sent.one("form"))?, org, post).await
    });
    match reset.await {
        Ok(given) => slip(&signed, &org, &post, &given),
        Err(refusal) => again(&signed, [&org, &post], Default::default(), refusal).await,
    }
}

pub(super) async fn unlock(signed: Signed, Path((org, post)): At, sent: RawForm) -> Response {
    let (cx, own, sent) = (signed.cx.clone(), (org.clone(), post.clone()), Sent::read(sent));
    let unlocked = whole(async move {
        let (org, post) = (id(&own.0)?, post_id(&own.1)?);
        account::unlock(&cx, form(&sent.one("form"))?, org, post).await
    });
    match unlocked.await {
        Ok(place) => done(&place, "unlocked"),
        Err(refusal) => again(&signed, [&org, &post], Default::default(), refusal).await,
    }
}

pub(super) async fn take_factor(signed: Signed, Path((org, post)): At, sent: RawForm) -> Response {
    let (cx, own, sent) = (signed.cx.clone(), (org.clone(), post.clone()), Sent::read(sent));
    let taken = whole(async move {
        let (org, post) = (id(&own.0)?, post_id(&own.1)?);
        account::take_factor(&cx, form(&sent.one("form"))?, org, post).await
    });
    match taken.await {
        Ok(place) => done(&place, "factor-taken"),
        Err(refusal) => again(&signed, [&org, &post], Default::default(), refusal).await,
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
    let sent = Sent::read(sent);
    let known = match whose(&served, peer, &code).await {
        Ok(known) => Some(known),
        // The same form may have come before: the code is gone then, and the form known.
        Err(Refusal::Unseen) => None,
        Err(refusal) => return refused(&served.outside(), &request, &refusal),
    };
    let (app, own, agent) = (served.app.clone(), code.clone(), agent(&headers));
    let activated = whole(async move {
        let (new, again) = (sent.one("password"), sent.one("password_again"));
        let form = form(&sent.one("form"))?;
        account::activate(&app, form, &own, [&new, &again], &agent).await
    });
    let home = || Redirect::to("/").into_response();
    match (activated.await, known) {
        (Ok(Some(token)), _) => with_cookie(peer, &token, home()),
        // Its first answer brought the cookie, or the password is known.
        (Ok(None), _) => home(),
        (Err(Refusal::Flawed(flaws)), Some(known)) => {
            let page = activation_page(&served, &code, known);
            flawed(&served.outside(), &Activation { flaws: said(&flaws), ..page })
        }
        (Err(refusal), _) => refused(&served.outside(), &request, &refusal),
    }
}
