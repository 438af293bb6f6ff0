//! The first run, logging in and out.

use std::time::Duration;

use app::installation::{self, Beginning};
use app::{Refusal, password_rules, second_factor, session};
use axum::extract::{Path, Query, RawForm, State};
use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;
use tokio::time::{Instant, sleep_until};

use super::Served;
use super::change::Sent;
use super::peer::Peer;
use super::posted::Replay;
use super::refuse::{flawed, page, refused};
use super::tries::Guess;
use super::who::{Id, Signed, token, whole, with_cookie, without_cookie};
use crate::page::first_run::FirstRun;
use crate::page::login::Login;
use crate::page::second_factor::SecondFactor;
use crate::part::flaws::Flaws;
use crate::part::kept::Kept;

type From = Extension<Peer>;

/// What a browser says of itself.
pub(super) fn agent(headers: &HeaderMap) -> String {
    headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default().to_owned()
}

/// Mistakes as a page shows them.
pub(super) fn said(flaws: &[app::Flawed]) -> Flaws {
    Flaws::new(flaws.iter().map(|flaw| (flaw.field.clone(), flaw.says.clone())))
}

fn first_page(served: &Served, code: &str) -> FirstRun {
    FirstRun {
        form: served.app.identity().simple().to_string(),
        action: format!("/first/{code}"),
        rules: password_rules(),
        ..FirstRun::default()
    }
}

/// Whether a code is that of the first run; whoever guesses too often waits.
fn is_first(served: &Served, peer: Peer, code: &str) -> Result<(), Refusal> {
    if !served.tries.allow(&served.app, Guess::Code, peer.from) {
        return Err(Refusal::TooMuch);
    }
    if !installation::is_first_code(&served.app, code) {
        return Err(Refusal::Unseen);
    }
    served.tries.forgive(Guess::Code, peer.from);
    Ok(())
}

pub(super) async fn first(
    State(served): State<Served>,
    Extension(request): Id,
    Extension(peer): From,
    Path(code): Path<String>,
) -> Response {
    if let Err(refusal) = is_first(&served, peer, &code) {
        return refused(&served.outside(), &request, &refusal);
    }
    page(&served.outside(), &first_page(&served, &code))
}

#[derive(Deserialize)]
pub(super) struct FirstForm {
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    password_again: String,
}

pub(super) async fn begin(
    State(served): State<Served>,
    Extension(request): Id,
    Extension(peer): From,
    Path(code): Path<String>,
    headers: HeaderMap,
    Form(sent): Form<FirstForm>,
) -> Response {
    if let Err(refusal) = is_first(&served, peer, &code) {
        return refused(&served.outside(), &request, &refusal);
    }
    let beginning = Beginning {
        organisation: sent.organisation.clone(),
        name: sent.name.clone(),
        login: sent.login.clone(),
        password: sent.password,
        again: sent.password_again,
    };
    let (app, agent, own_code) = (served.app.clone(), agent(&headers), code.clone());
    let begun =
        whole(async move { installation::begin(&app, &own_code, &beginning, &agent).await });
    match begun.await {
        Ok(token) => with_cookie(peer, &token, Redirect::to("/organisations").into_response()),
        Err(Refusal::Flawed(flaws)) => {
            let again = FirstRun {
                organisation: sent.organisation,
                name: sent.name,
                login: sent.login,
                flaws: said(&flaws),
                ..first_page(&served, &code)
            };
            flawed(&served.outside(), &again)
        }
        Err(refusal) => refused(&served.outside(), &request, &refusal),
    }
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    next: String,
}

pub(super) async fn login_form(
    State(served): State<Served>,
    Query(asked): Query<Asked>,
) -> Response {
    let login = Login {
        form: served.app.identity().simple().to_string(),
        action: "/login".to_owned(),
        next: asked.next,
        ..Login::default()
    };
    page(&served.outside(), &login)
}

/// How long a login that fails takes: a wrong password of somebody is counted, and what that takes
/// would tell that there is somebody.
const WRONG_TAKES: Duration = Duration::from_millis(300);

pub(super) async fn log_in(
    State(served): State<Served>,
    Extension(request): Id,
    Extension(peer): From,
    headers: HeaderMap,
    sent: RawForm,
) -> Response {
    if !served.tries.allow(&served.app, Guess::Login, peer.from) {
        return refused(&served.outside(), &request, &Refusal::TooMuch);
    }
    let begun = Instant::now();
    let sent = Sent::read(sent);
    let (login, password, next) = (sent.one("login"), sent.one("password"), sent.one("next"));
    let (app, agent, typed) = (served.app.clone(), agent(&headers), login.clone());
    let known = whole(async move { session::log_in(&app, &typed, &password, &agent).await });
    match known.await {
        Ok(token) => {
            served.tries.forgive(Guess::Login, peer.from);
            with_cookie(peer, &token, onwards(&sent, &next))
        }
        Err(Refusal::Flawed(flaws)) => {
            sleep_until(begun + WRONG_TAKES).await;
            let again = Login {
                form: served.app.identity().simple().to_string(),
                action: "/login".to_owned(),
                login,
                next,
                kept: sent.kept(),
                flaws: said(&flaws),
                ..Login::default()
            };
            flawed(&served.outside(), &again)
        }
        Err(refusal) => refused(&served.outside(), &request, &refusal),
    }
}

/// Where a login leads: to what was asked for before, or on with the form that was kept.
fn onwards(sent: &Sent, next: &str) -> Response {
    let mut onwards = Redirect::to(own_place(next)).into_response();
    // A login within a login would go round in circles.
    let is_form = |kept: &Kept| own_place(&kept.place) == kept.place && !is_login(&kept.place);
    if let Some(kept) = sent.kept().filter(is_form) {
        onwards.extensions_mut().insert(Replay(kept));
    }
    onwards
}

fn is_login(place: &str) -> bool {
    place.starts_with("/login") || place == "/logout"
}

/// Only a place of ours: a link may bring anything.
fn own_place(next: &str) -> &str {
    let is_own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.contains(char::is_control);
    if is_own { next } else { "/todo" }
}

pub(super) async fn log_out(signed: Signed) -> Response {
    let cx = signed.cx.clone();
    match whole(async move { session::log_out(&cx).await }).await {
        Ok(()) | Err(Refusal::Unseen) => without_cookie(Redirect::to("/login").into_response()),
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) fn code_page(served: &Served) -> SecondFactor {
    SecondFactor {
        form: served.app.identity().simple().to_string(),
        action: "/login/code".to_owned(),
        back_href: "/login".to_owned(),
        ..SecondFactor::default()
    }
}

pub(super) async fn code_form(
    State(served): State<Served>,
    Query(asked): Query<Asked>,
) -> Response {
    page(&served.outside(), &SecondFactor { next: asked.next, ..code_page(&served) })
}

pub(super) async fn prove(
    State(served): State<Served>,
    Extension(request): Id,
    Extension(peer): From,
    headers: HeaderMap,
    sent: RawForm,
) -> Response {
    if !served.tries.allow(&served.app, Guess::Login, peer.from) {
        return refused(&served.outside(), &request, &Refusal::TooMuch);
    }
    let Some(token) = token(&headers) else {
        return Redirect::to("/login").into_response();
    };
    let sent = Sent::read(sent);
    let (app, code) = (served.app.clone(), sent.one("code"));
    let proved = whole(async move { second_factor::prove(&app, &token, &code).await });
    match proved.await {
        Ok(()) => {
            served.tries.forgive(Guess::Login, peer.from);
            onwards(&sent, &sent.one("next"))
        }
        Err(Refusal::SignIn) => Redirect::to("/login").into_response(),
        Err(Refusal::Flawed(flaws)) => {
            let (next, kept, flaws) = (sent.one("next"), sent.kept(), said(&flaws));
            let again = SecondFactor { next, kept, flaws, ..code_page(&served) };
            flawed(&served.outside(), &again)
        }
        Err(refusal) => refused(&served.outside(), &request, &refusal),
    }
}

#[cfg(test)]
mod tests {
    use super::own_place;

    #[test]
    fn a_login_leads_to_a_place_of_ours_only() {
        for own in ["/", "/organisations/1?after=2", "/search?q=%E7%94%B2"] {
            assert_eq!(own_place(own), own);
        }
        for foreign in ["", "https://x", "//x", "/\\x", "javascript:x", "/a\nb"] {
            assert_eq!(own_place(foreign), "/todo");
        }
    }
}
