//! Who asks: from the cookie to the person, and what frames every page of theirs.

use app::session::{self, Token};
use app::{Cx, Form, Refusal, installation};
use axum::Extension;
use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Redirect, Response};

use super::guard::{RequestId, for_request};
use super::peer::Peer;
use super::posted::{Posted, WithFiles};
use super::refuse::refused;
use super::{Served, entry, nav};
use crate::layout::{Frame, Notice, Page, Tone, Who};
use crate::page::login::Login;
use crate::page::second_factor::SecondFactor;

/// The cookie's name.
const COOKIE: &str = "dukao";

/// A person who is logged in, with the frame of their pages.
pub(super) struct Signed {
    pub(super) cx: Cx,
    pub(super) request: RequestId,
    /// Where browsers find us, for what is printed.
    pub(super) site: String,
    path: String,
}

impl FromRequestParts<Served> for Signed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, served: &Served) -> Result<Self, Response> {
        let request = parts.extensions.get::<RequestId>().cloned();
        let request = request.unwrap_or_default();
        let uri = parts.extensions.get::<OriginalUri>().map(|uri| uri.0.clone());
        let uri = uri.unwrap_or_else(|| parts.uri.clone());
        let path = uri.path().to_owned();
        let peer = parts.extensions.get::<Peer>().copied().unwrap_or_default();
        let site = served.door.site(peer, &parts.headers);
        let known = match token(&parts.headers) {
            Some(token) => session::who(&served.app, &token).await,
            None => Err(Refusal::SignIn),
        };
        match known {
            // Their own account and the way out stay open to them.
            Ok(cx)
                if cx.second_factor_due && !path.starts_with("/account") && path != "/logout" =>
            {
                Err(Redirect::to("/account/second-factor").into_response())
            }
            Ok(cx) => Ok(Self { cx, request, site, path }),
            Err(refusal @ (Refusal::SignIn | Refusal::SecondFactor)) => {
                Err(unknown(parts, served, &uri, &refusal))
            }
            Err(refusal) => Err(refused(&served.outside(), &request, &refusal)),
        }
    }
}

/// Who is not known yet logs in first. What was asked for is asked for again after it, and a form
/// that was sent is kept on the page of the login and sent again.
fn unknown(parts: &Parts, served: &Served, uri: &Uri, refusal: &Refusal) -> Response {
    let place = uri.path_and_query().map_or("/", |path| path.as_str());
    let half = matches!(refusal, Refusal::SecondFactor);
    if parts.method == Method::GET {
        let next: String = form_urlencoded::byte_serialize(place.as_bytes()).collect();
        let login = if half { "/login/code" } else { "/login" };
        return Redirect::to(&format!("{login}?next={next}")).into_response();
    }
    let kept = parts.extensions.get::<Posted>().and_then(|posted| posted.kept(place));
    let lost = match (&kept, parts.extensions.get::<WithFiles>()) {
        (Some(_), _) => "",
        (None, Some(_)) => "选好的文件没有保留,登录后请重新选择文件,再提交一次。",
        (None, None) => "密码和口令不会保留,登录后请重新填写,再提交一次。",
    };
    let next = if kept.is_some() { String::new() } else { uri.path().to_owned() };
    let form = served.app.identity().simple().to_string();
    let page = if half {
        let page = SecondFactor { next, kept, ..entry::code_page(served) };
        page.show(&served.outside())
    } else {
        let (action, lost) = ("/login".to_owned(), lost.to_owned());
        let page = Login { form, action, next, kept, lost, ..Login::default() };
        page.show(&served.outside())
    };
    (StatusCode::UNAUTHORIZED, Html(page)).into_response()
}

/// The token that a browser sent.
pub(super) fn token(headers: &HeaderMap) -> Option<Token> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|c| c.split_once('='));
    let (_, value) = pairs.find(|(name, _)| name.trim() == COOKIE)?;
    Some(Token::sent(value.trim()))
}

/// Puts a session's cookie into an answer.
pub(super) fn with_cookie(peer: Peer, token: &Token, mut response: Response) -> Response {
    let secure = if peer.secure { "; Secure" } else { "" };
    let cookie = format!("{COOKIE}={}; Path=/; HttpOnly; SameSite=Lax{secure}", token.text());
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

/// Takes the cookie out of the browser.
pub(super) fn without_cookie(mut response: Response) -> Response {
    let value = HeaderValue::from_static("dukao=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    response.headers_mut().append(header::SET_COOKIE, value);
    response
}

impl Signed {
    /// The frame of this person's pages.
    pub(super) fn frame(&self) -> Frame {
        let mut roles: Vec<&str> = self.cx.grants.iter().map(|grant| grant.role.word()).collect();
        roles.dedup();
        let who = Who {
            id: self.cx.person.to_string(),
            name: self.cx.name.clone(),
            roles: roles.join("、"),
            account_href: "/account".to_owned(),
            logout_action: "/logout".to_owned(),
            logout_form: self.form(),
        };
        Frame {
            demonstration: installation::is_known_demonstration(&self.cx.app),
            who: Some(who),
            nav: nav::items(&self.cx, &self.path),
            notice: None,
        }
    }

    /// The same with what has just been done.
    pub(super) fn told(&self, said: Option<&str>) -> Frame {
        let told = said.and_then(done);
        let notice =
            told.map(|text| Notice { tone: Tone::Done, text: text.to_owned(), link: None });
        Frame { notice, ..self.frame() }
    }

    /// The same with something to mind first.
    pub(super) fn minded(&self, said: Option<&str>) -> Frame {
        let notice =
            said.map(|text| Notice { tone: Tone::Mind, text: text.to_owned(), link: None });
        Frame { notice, ..self.frame() }
    }

    /// A new form's identity.
    pub(super) fn form(&self) -> String {
        self.cx.app.identity().simple().to_string()
    }

    /// A refusal's page.
    pub(super) fn refuse(&self, refusal: &Refusal) -> Response {
        refused(&self.frame(), &self.request, refusal)
    }
}

/// The identity that a form brought back.
pub(super) fn form(text: &str) -> Result<Form, Refusal> {
    text.parse().map(Form).map_err(|_| Refusal::flaw("", "表单不完整,请返回重新打开"))
}

/// What was done, by the word that the address has: never a text of its own, which anybody could
/// put into a link.
fn done(word: &str) -> Option<&'static str> {
    Some(match word {
        "founded" => "已新建。",
        "changed" => "已修改。",
        "moved" => "已调整隶属。",
        "merged" => "已合并。",
        "split" => "已分设。",
        "planned" => "已预定,到那一天自动办理;在那之前可以在「预定的变动」里收回。",
        "withdrawn" => "已收回。",
        "appointed" => "已任职。要开通账号,请在任职里点「办理」。",
        "handed-over" => "已交接。接任的人还没有账号的,请在这里开通。",
        "unlocked" => "账号已解锁,本人可以登录了。",
        "factor-taken" => "动态口令已停用,本人登录后要重新设置。",
        "unposted" => "任职已结束。",
        "closed" => "已撤销。",
        "opened" => "已启动,范围内的支部和上级现在能看到。",
        "published" => "已发布。",
        "issued" => "已录入。",
        "enrolled" => "参加名单已更新。",
        "extended" => "已延期。",
        "ended-campaign" => "已结束。",
        "taken-away" => "已撤下。",
        "entered" => "已登记到名册。",
        "left" => "已登记转出。",
        "imported" => "已全部导入。",
        "factor" => "动态口令已启用,下次登录时要用。",
        "no-factor" => "动态口令已停用。",
        "password" => "密码已修改,其他设备上的登录已退出。",
        "submitted" => "已提交。",
        "drafted" => "草稿已保存,还没有提交。",
        "discarded" => "草稿已删去。",
        "record-withdrawn" => "已撤回。",
        "self-check-submitted" => "自查已提交,回执号在下面。",
        "self-check-withdrawn" => "自查已撤回,改好后请重新提交。",
        "self-check-returned" => "已退回给支部。",
        "evaluated" => "已保存评分。",
        "evaluation-submitted" => "已提交,等待另一个人确认。",
        "evaluation-confirmed" => "已确认,正式生效。",
        "evaluation-returned" => "已退回给督导员。",
        "ended" => "那台设备上的登录已退出。",
        _ => return None,
    })
}

/// Runs a write on a task of its own: a browser that is closed meanwhile stops no commit.
pub(super) async fn whole<T: Send + 'static>(
    work: impl Future<Output = Result<T, Refusal>> + Send + 'static,
) -> Result<T, Refusal> {
    match for_request(work).await {
        Ok(done) => done,
        Err(panic) => std::panic::resume_unwind(panic.into_panic()),
    }
}

/// The request's id, where no person is known.
pub(super) type Id = Extension<RequestId>;
