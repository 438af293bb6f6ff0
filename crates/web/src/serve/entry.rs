//! The first run, logging in and out.

use std::net::SocketAddr;

use app::installation::{self, Beginning};
use app::{Refusal, password_rules, second_factor, session};
use axum::extract::{ConnectInfo, Path, Query, State};
use axum::http::HeaderMap;
use axum::http::header::USER_AGENT;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use serde::Deserialize;

use super::Served;
use super::guard;
use super::refuse::{flawed, page, refused};
use super::who::{Id, Signed, token, whole, with_cookie, without_cookie};
use crate::layout::Frame;
use crate::page::first_run::FirstRun;
use crate::page::login::Login;
use crate::page::second_factor::SecondFactor;
use crate::part::flaws::Flaws;

type From = Option<Extension<ConnectInfo<SocketAddr>>>;

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

pub(super) async fn first(
    State(served): State<Served>,
    Extension(request): Id,
    Path(code): Path<String>,
) -> Response {
    if !installation::is_first_code(&served.app, &code) {
        return refused(&Frame::default(), &request, &Refusal::Unseen);
    }
    page(&Frame::default(), &first_page(&served, &code))
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
    Path(code): Path<String>,
    headers: HeaderMap,
    Form(sent): Form<FirstForm>,
) -> Response {
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
        Ok(token) => with_cookie(&served, &token, Redirect::to("/organisations").into_response()),
        Err(Refusal::Flawed(flaws)) => {
            let again = FirstRun {
                organisation: sent.organisation,
                name: sent.name,
                login: sent.login,
                flaws: said(&flaws),
                ..first_page(&served, &code)
            };
            flawed(&Frame::default(), &again)
        }
        Err(refusal) => refused(&Frame::default(), &request, &refusal),
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
    page(&Frame::default(), &login)
}

#[derive(Deserialize)]
pub(super) struct LoginForm {
    #[serde(default)]
    login: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

pub(super) async fn log_in(
    State(served): State<Served>,
    Extension(request): Id,
    from: From,
    headers: HeaderMap,
    Form(sent): Form<LoginForm>,
) -> Response {
    if !served.tries.allow(&served.app, guard::from(from)) {
        return refused(&Frame::default(), &request, &Refusal::TooMuch);
    }
    let (app, agent, login) = (served.app.clone(), agent(&headers), sent.login.clone());
    let known = whole(async move { session::log_in(&app, &login, &sent.password, &agent).await });
    match known.await {
        Ok(token) => {
            let to = Redirect::to(own_place(&sent.next)).into_response();
            with_cookie(&served, &token, to)
        }
        Err(Refusal::Flawed(flaws)) => {
            let again = Login {
                form: served.app.identity().simple().to_string(),
                action: "/login".to_owned(),
                login: sent.login,
                next: sent.next,
                flaws: said(&flaws),
            };
            flawed(&Frame::default(), &again)
        }
        Err(refusal) => refused(&Frame::default(), &request, &refusal),
    }
}

/// Only a place of ours: a link may bring anything.
fn own_place(next: &str) -> &str {
    let is_own = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.contains(char::is_control);
    if is_own { next } else { "/organisations" }
}

pub(super) async fn log_out(signed: Signed) -> Response {
    let cx = signed.cx.clone();
    match whole(async move { session::log_out(&cx).await }).await {
        Ok(()) | Err(Refusal::Unseen) => without_cookie(Redirect::to("/login").into_response()),
        Err(refusal) => signed.refuse(&refusal),
    }
}

fn code_page(served: &Served, flaws: Flaws) -> SecondFactor {
    SecondFactor {
        form: served.app.identity().simple().to_string(),
        action: "/login/code".to_owned(),
        back_href: "/login".to_owned(),
        flaws,
    }
}

pub(super) async fn code_form(State(served): State<Served>) -> Response {
    page(&Frame::default(), &code_page(&served, Flaws::default()))
}

#[derive(Deserialize)]
pub(super) struct CodeForm {
    #[serde(default)]
    code: String,
}

pub(super) async fn prove(
    State(served): State<Served>,
    Extension(request): Id,
    from: From,
    headers: HeaderMap,
    Form(sent): Form<CodeForm>,
) -> Response {
    if !served.tries.allow(&served.app, guard::from(from)) {
        return refused(&Frame::default(), &request, &Refusal::TooMuch);
    }
    let Some(token) = token(&headers) else {
        return Redirect::to("/login").into_response();
    };
    let app = served.app.clone();
    let proved = whole(async move { second_factor::prove(&app, &token, &sent.code).await });
    match proved.await {
        Ok(()) => Redirect::to("/organisations").into_response(),
        Err(Refusal::SignIn) => Redirect::to("/login").into_response(),
        Err(Refusal::Flawed(flaws)) => flawed(&Frame::default(), &code_page(&served, said(&flaws))),
        Err(refusal) => refused(&Frame::default(), &request, &refusal),
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
            assert_eq!(own_place(foreign), "/organisations");
        }
    }
}
