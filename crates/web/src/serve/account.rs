//! 我的账号.

use app::post::Place;
use app::{Refusal, account, password_rules, second_factor, session};
use axum::Form;
use axum::extract::{Path, Query, RawForm};
use axum::response::Response;
use jiff::Timestamp;
use serde::Deserialize;

use super::change::Sent;
use super::entry::said;
use super::organisation::{Done, days, done};
use super::refuse::{flawed, page as shown};
use super::who::{Signed, form, whole};
use crate::page::account::{Account, PasswordChange, SecondFactorState, Session};
use crate::part::facts::Fact;
use crate::part::flaws::Flaws;

/// A moment as a person reads it.
pub(super) fn moment(at: Timestamp) -> String {
    let at = app::local(at);
    format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())
}

/// A post in a line: `青禾镇党委 · 党委管理员(代理),2026-11-24 起`.
pub(super) fn post_line(place: &Place) -> String {
    let acting = if place.acting { "(代理)" } else { "" };
    let days = days(place.from, place.to);
    format!("{} · {}{acting},{days}", place.name, place.role.word())
}

/// What a browser says of itself, in words: `Windows · Edge`. The order matters, for browsers say
/// of themselves that they are others too.
fn device(agent: &str) -> String {
    const SYSTEMS: [(&str, &str); 9] = [
        ("OpenHarmony", "鸿蒙手机"),
        ("HarmonyOS", "鸿蒙手机"),
        ("Android", "安卓手机"),
        ("iPhone", "苹果手机"),
        ("iPad", "苹果平板"),
        ("Windows", "Windows 电脑"),
        ("Mac OS", "苹果电脑"),
        ("CrOS", "Chrome 电脑"),
        ("Linux", "Linux 电脑"),
    ];
    const BROWSERS: [(&str, &str); 11] = [
        ("MicroMessenger", "微信"),
        ("DingTalk", "钉钉"),
        ("QQBrowser", "QQ 浏览器"),
        ("360SE", "360 浏览器"),
        ("360EE", "360 浏览器"),
        ("HuaweiBrowser", "华为浏览器"),
        ("MiuiBrowser", "小米浏览器"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];
    let known = |list: &[(&str, &'static str)]| {
        list.iter().find(|(sign, _)| agent.contains(sign)).map(|(_, word)| *word)
    };
    match (known(&SYSTEMS), known(&BROWSERS)) {
        (Some(system), Some(browser)) => format!("{system} · {browser}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => "不认识的设备".to_owned(),
    }
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
    // One that is on is taken away first, with the password.
    let state = match second_factor::is_on(&signed.cx).await {
        Ok(true) => None,
        Ok(false) => Some(setting_up(&signed, second_factor::new_secret(&signed.cx.app))),
        Err(refusal) => return signed.refuse(&refusal),
    };
    match account(&signed, state, Flaws::default()).await {
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
    form: String,
    #[serde(default)]
    secret: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    current_password: String,
}

pub(super) async fn set_up(signed: Signed, Form(sent): Form<FactorForm>) -> Response {
    let (cx, secret) = (signed.cx.clone(), sent.secret.clone());
    let FactorForm { form: id, code, .. } = sent;
    let set = whole(async move { second_factor::set_up(&cx, form(&id)?, &secret, &code).await });
    match set.await {
        Ok(place) => done(&place, "factor"),
        Err(Refusal::Flawed(flaws)) => {
            // One that is on already is shown as it is.
            let state = match second_factor::is_on(&signed.cx).await {
                Ok(false) => Some(setting_up(&signed, sent.secret)),
                _ => None,
            };
            match account(&signed, state, said(&flaws)).await {
                Ok(page) => flawed(&signed.frame(), &page),
                Err(refusal) => signed.refuse(&refusal),
            }
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn end_second_factor(signed: Signed, Form(sent): Form<FactorForm>) -> Response {
    let cx = signed.cx.clone();
    let FactorForm { form: id, current_password, .. } = sent;
    let ended =
        whole(async move { second_factor::turn_off(&cx, form(&id)?, &current_password).await });
    match ended.await {
        Ok(place) => done(&place, "no-factor"),
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
        device: device(&own.agent),
        address: String::new(),
        since: moment(own.begun),
        last_seen: moment(own.seen),
        current: own.token == signed.cx.session,
        revoke_action: format!("/account/sessions/{}/end", session::hex(&own.token)),
        revoke_form: signed.form(),
    };
    let (login, places) = session::of_oneself(&signed.cx).await?;
    let mut facts = vec![Fact::new("姓名", &signed.cx.name), Fact::new("登录名", login)];
    facts.extend(places.iter().map(|place| Fact::new("职务", post_line(place))));
    Ok(Account {
        facts,
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

pub(super) async fn page(signed: Signed, Query(told): Query<Done>) -> Response {
    match account(&signed, None, Flaws::default()).await {
        Ok(page) => shown(&signed.told(told.done.as_deref()), &page),
        Err(refusal) => signed.refuse(&refusal),
    }
}

#[derive(Deserialize)]
pub(super) struct PasswordForm {
    #[serde(default)]
    form: String,
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
        let PasswordForm { form: id, password, new_password, new_password_again } = sent;
        let (new, again) = (&new_password, &new_password_again);
        account::change_password(&cx, form(&id)?, &password, new, again).await
    });
    match changed.await {
        Ok(place) => done(&place, "password"),
        Err(Refusal::Flawed(flaws)) => match account(&signed, None, said(&flaws)).await {
            Ok(page) => flawed(&signed.frame(), &page),
            Err(refusal) => signed.refuse(&refusal),
        },
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn end_session(
    signed: Signed,
    Path(token): Path<String>,
    sent: RawForm,
) -> Response {
    let (cx, sent) = (signed.cx.clone(), Sent::read(sent));
    let ended = whole(async move { session::end(&cx, form(&sent.one("form"))?, &token).await });
    match ended.await {
        Ok(place) => done(&place, "ended"),
        Err(refusal) => signed.refuse(&refusal),
    }
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn a_device_is_said_in_words_and_not_by_what_else_it_claims_to_be() {
        let phone = "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/100 Safari/537.36";
        let desk = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/86 Safari/537 Edg/86";
        let cases = [
            (phone, "安卓手机 · Chrome"),
            (desk, "Windows 电脑 · Edge"),
            ("Mozilla/5.0 (iPhone) Safari/604 MicroMessenger/8", "苹果手机 · 微信"),
            ("curl/8", "不认识的设备"),
            ("", "不认识的设备"),
        ];
        for (agent, said) in cases {
            assert_eq!(device(agent), said, "{agent}");
        }
    }
}
