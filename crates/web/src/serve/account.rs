//! 我的账号.

use app::{Refusal, account, password_rules, second_factor, session};
use axum::Form;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use jiff::Timestamp;
use serde::Deserialize;

use super::entry::said;
use super::organisation::Done;
use super::refuse::{flawed, page as shown};
use super::who::{Signed, whole};
use crate::page::account::{Account, PasswordChange, SecondFactorState, Session};
use crate::part::facts::Fact;
use crate::part::flaws::Flaws;

/// A moment as a person reads it.
pub(super) fn moment(at: Timestamp) -> String {
    let at = app::local(at);
    format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())
}

/// The second factor's state, with the form for its next one.
async fn factor(signed: &Signed) -> Result<SecondFactorState, Refusal> {
    let form = signed.form();
    Ok(match second_factor::is_on(&signed.cx).await? {
        true => SecondFactorState::On { form, action: "/account/second-factor/end".to_owned() },
        false => SecondFactorState::Off { action: "/account/second-factor".to_owned() },
    })
}

/// The state in which a secret is shown and has to be proved.
fn setting_up(signed: &Signed, secret: String) -> SecondFactorState {
    SecondFactorState::SettingUp {
        secret,
        account: format!("督考 {}", signed.cx.name),
        form: signed.form(),
        action: "/account/second-factor".to_owned(),
        cancel_href: "/account".to_owned(),
    }
}

pub(super) async fn second_factor(signed: Signed) -> Response {
    let state = setting_up(&signed, second_factor::new_secret(&signed.cx.app));
    match account(&signed, Some(state), Flaws::default()).await {
        Ok(page) => {
            let due = "三员要先设置动态口令,才能办理其他事情。";
            let frame = signed.minded(signed.cx.second_factor_due.then_some(due));
            shown(&frame, &page)
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

#[derive(Deserialize)]
pub(super) struct FactorForm {
    #[serde(default)]
    secret: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    current_password: String,
}

pub(super) async fn set_up(signed: Signed, Form(sent): Form<FactorForm>) -> Response {
    let (cx, secret) = (signed.cx.clone(), sent.secret.clone());
    let set = whole(async move { second_factor::set_up(&cx, &secret, &sent.code).await });
    match set.await {
        Ok(()) => Redirect::to("/account?done=factor").into_response(),
        Err(Refusal::Flawed(flaws)) => {
            let state = setting_up(&signed, sent.secret);
            match account(&signed, Some(state), said(&flaws)).await {
                Ok(page) => flawed(&signed.frame(), &page),
                Err(refusal) => signed.refuse(&refusal),
            }
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn end_second_factor(signed: Signed, Form(sent): Form<FactorForm>) -> Response {
    let cx = signed.cx.clone();
    let ended = whole(async move { second_factor::turn_off(&cx, &sent.current_password).await });
    match ended.await {
        Ok(()) => Redirect::to("/account?done=no-factor").into_response(),
        Err(Refusal::Flawed(flaws)) => match account(&signed, None, said(&flaws)).await {
            Ok(page) => flawed(&signed.frame(), &page),
            Err(refusal) => signed.refuse(&refusal),
        },
        Err(refusal) => signed.refuse(&refusal),
    }
}

/// The whole page; without a state of the second factor, that which it has.
async fn account(
    signed: &Signed,
    state: Option<SecondFactorState>,
    flaws: Flaws,
) -> Result<Account, Refusal> {
    let state = match state {
        Some(state) => state,
        None => factor(signed).await?,
    };
    let sessions = session::own(&signed.cx).await?;
    let session = |own: session::Session| Session {
        device: own.agent.clone(),
        address: String::new(),
        since: moment(own.begun),
        last_seen: moment(own.seen),
        current: own.token == signed.cx.session,
        revoke_action: format!("/account/sessions/{}/end", session::hex(&own.token)),
        revoke_form: signed.form(),
    };
    let roles = signed.cx.grants.iter().map(|grant| Fact::new("职务", grant.role.word()));
    Ok(Account {
        facts: std::iter::once(Fact::new("姓名", &signed.cx.name)).chain(roles).collect(),
        sessions: sessions.into_iter().map(session).collect(),
        password: PasswordChange {
            form: signed.form(),
            action: "/account/password".to_owned(),
            rules: password_rules(),
        },
        second_factor: Some(state),
        flaws,
    })
}

pub(super) async fn page(signed: Signed, Query(done): Query<Done>) -> Response {
    match account(&signed, None, Flaws::default()).await {
        Ok(page) => shown(&signed.told(done.done.as_deref()), &page),
        Err(refusal) => signed.refuse(&refusal),
    }
}

#[derive(Deserialize)]
pub(super) struct PasswordForm {
    #[serde(default)]
    password: String,
    #[serde(default)]
    new_password: String,
    #[serde(default)]
    new_password_again: String,
}

pub(super) async fn change_password(signed: Signed, Form(sent): Form<PasswordForm>) -> Response {
    let cx = signed.cx.clone();
    let changed = whole(async move {
        let PasswordForm { password, new_password, new_password_again } = sent;
        account::change_password(&cx, &password, &new_password, &new_password_again).await
    });
    match changed.await {
        Ok(()) => Redirect::to("/account?done=password").into_response(),
        Err(Refusal::Flawed(flaws)) => match account(&signed, None, said(&flaws)).await {
            Ok(page) => flawed(&signed.frame(), &page),
            Err(refusal) => signed.refuse(&refusal),
        },
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn end_session(signed: Signed, Path(token): Path<String>) -> Response {
    let cx = signed.cx.clone();
    let ended = whole(async move { session::end(&cx, &token).await });
    match ended.await {
        Ok(()) => Redirect::to("/account?done=ended").into_response(),
        Err(refusal) => signed.refuse(&refusal),
    }
}
