//! Forms on their way in: read once, kept where nobody is logged in, sent again after the login.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::extract::{OriginalUri, Request, State};
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE, COOKIE, SET_COOKIE};
use axum::http::{Extensions, HeaderMap, HeaderValue, Method, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::Response;
use model::limit;
use tokio::time::timeout;

use super::Served;
use super::guard::RequestId;
use super::refuse::{Kind, house};
use crate::part::kept::{Kept, SECRETS};

const FORM: &str = "application/x-www-form-urlencoded";

/// How long a form without files may take to arrive: anybody may send one.
const FORM_WAIT: Duration = Duration::from_secs(60);

/// The fields of the form that a request brought, in their order.
#[derive(Clone, Debug, Default)]
pub(super) struct Posted(Arc<Vec<(String, String)>>);

/// Whether a request brought a form with files, of which nothing can be kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct WithFiles;

/// An answer that is no page, since a script reads it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plain;

impl Posted {
    fn one(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// What is carried through a login, to be sent to a place again; nothing of a form that has a
    /// secret, which is in no page ever.
    pub(super) fn kept(&self, place: &str) -> Option<Kept> {
        let is_secret = |name: &str| SECRETS.contains(&name);
        let has_secret = self.0.iter().any(|(name, _)| is_secret(name));
        (!self.0.is_empty() && !has_secret)
            .then(|| Kept { place: place.to_owned(), fields: self.0.to_vec() })
    }
}

/// Reads what every request may bring, once: U+0000 is no text, a form has its bounds.
pub(super) async fn read(State(served): State<Served>, request: Request, next: Next) -> Response {
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    let refuse = |kind, status| house(&served, &id, kind, status);
    if has_nul(request.uri()) {
        return refuse(Kind::Flawed, StatusCode::BAD_REQUEST);
    }
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().to_owned();
    let (mut parts, body) = request.into_parts();
    if kind.starts_with("multipart/") {
        parts.extensions.insert(WithFiles);
        let cookies = parts.headers.get(COOKIE).cloned();
        let mut response = next.run(Request::from_parts(parts, body)).await;
        // Only who reads such a form knows its identity.
        if let Some(DraftSent(form)) = response.extensions_mut().remove::<DraftSent>() {
            note_sent(&form, cookies.as_ref(), response.headers_mut());
        }
        return dressed(&served, &id, response);
    }
    if !kind.starts_with(FORM) {
        return dressed(&served, &id, next.run(Request::from_parts(parts, body)).await);
    }
    let bytes = match timeout(FORM_WAIT, to_bytes(body, limit::FORM_BYTES)).await {
        Ok(Ok(bytes)) => bytes,
        Ok(Err(_)) => return refuse(Kind::TooLarge, StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => return refuse(Kind::TooSlow, StatusCode::REQUEST_TIMEOUT),
    };
    let fields: Vec<_> = form_urlencoded::parse(&bytes).into_owned().collect();
    if fields.iter().any(|(name, value)| name.contains('\0') || value.contains('\0')) {
        return refuse(Kind::Flawed, StatusCode::BAD_REQUEST);
    }
    let posted = Posted(Arc::new(fields));
    let draft = posted.one(DRAFT).and_then(|_| posted.one("form").map(str::to_owned));
    let cookies = parts.headers.get(COOKIE).cloned();
    parts.extensions.insert(posted);
    let mut response = next.run(Request::from_parts(parts, Body::from(bytes))).await;
    if let (Some(form), StatusCode::SEE_OTHER) = (draft, response.status()) {
        note_sent(&form, cookies.as_ref(), response.headers_mut());
    }
    dressed(&served, &id, response)
}

/// Whether an address has U+0000 in it, which no text of ours has and PostgreSQL doesn't take.
fn has_nul(uri: &Uri) -> bool {
    uri.path_and_query().is_some_and(|whole| whole.as_str().contains("%00"))
}

/// An answer of the library that has no page gets one of ours.
fn dressed(served: &Served, id: &RequestId, response: Response) -> Response {
    let kind = match response.status() {
        StatusCode::BAD_REQUEST
        | StatusCode::UNPROCESSABLE_ENTITY
        | StatusCode::UNSUPPORTED_MEDIA_TYPE => Kind::Flawed,
        StatusCode::METHOD_NOT_ALLOWED => Kind::NoPage,
        StatusCode::PAYLOAD_TOO_LARGE => Kind::TooLarge,
        _ => return response,
    };
    let is_page = response
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|kind| kind.to_str().is_ok_and(|kind| kind.starts_with("text/html")));
    if is_page || response.extensions().get::<Plain>().is_some() {
        return response;
    }
    let mut page = house(served, id, kind, response.status());
    if let Some(allow) = response.headers().get("allow") {
        page.headers_mut().insert("allow", allow.clone());
    }
    page
}

/// Beside an answer: the identity of a form with files whose draft a script keeps no longer.
#[derive(Clone)]
pub(super) struct DraftSent(pub(super) String);

/// What a script adds to a form whose draft it keeps.
pub(super) const DRAFT: &str = "draft";

/// The cookie from which a script learns which drafts were sent and can be forgotten: identities of
/// forms, which say nothing.
const SENT: &str = "sent";

/// Forms that it names: one for each tab that somebody has open.
const SENT_FORMS: usize = 8;

fn note_sent(form: &str, cookies: Option<&HeaderValue>, headers: &mut HeaderMap) {
    let is_form = |form: &str| form.len() <= 36 && form.chars().all(|c| c.is_ascii_alphanumeric());
    if !is_form(form) {
        return;
    }
    let cookies = cookies.and_then(|value| value.to_str().ok()).unwrap_or_default();
    let mut pairs = cookies.split(';').filter_map(|pair| pair.trim().split_once('='));
    let before = pairs.find(|(name, _)| *name == SENT).map_or("", |(_, value)| value);
    let mut forms: Vec<&str> = before.split('.').filter(|form| is_form(form)).collect();
    forms.retain(|known| !known.is_empty() && *known != form);
    forms.push(form);
    let forms = forms[forms.len().saturating_sub(SENT_FORMS)..].join(".");
    let cookie = format!("{SENT}={forms}; Path=/; SameSite=Lax; Max-Age=1209600");
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        headers.append(SET_COOKIE, value);
    }
}

/// A form that a login let go on.
#[derive(Clone, Debug)]
pub(super) struct Replay(pub(super) Kept);

/// Sends a form again that was kept through a login, as the person who logged in: it is the same
/// form with the same identity, so that nothing is lost and nothing is done twice.
pub(super) async fn again(request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let (headers, extensions) = (parts.headers.clone(), parts.extensions.clone());
    let mut answer = next.clone().run(Request::from_parts(parts, body)).await;
    let Some(Replay(kept)) = answer.extensions_mut().remove::<Replay>() else { return answer };
    let given: Vec<HeaderValue> = answer.headers().get_all(SET_COOKIE).iter().cloned().collect();
    let Some(request) = form_again(&kept, headers, extensions, &given) else { return answer };
    let mut done = next.run(request).await;
    for cookie in given {
        done.headers_mut().append(SET_COOKIE, cookie);
    }
    done
}

/// The kept form as a request, from the same browser with the cookies that it has just been given.
fn form_again(
    kept: &Kept,
    mut headers: HeaderMap,
    mut extensions: Extensions,
    given: &[HeaderValue],
) -> Option<Request> {
    let cookies = headers.get_all(COOKIE).iter().chain(given);
    let pair = |cookie: &HeaderValue, given: bool| {
        let cookie = cookie.to_str().unwrap_or_default();
        let end = if given { cookie.find(';') } else { None };
        cookie[..end.unwrap_or(cookie.len())].to_owned()
    };
    let had = headers.get_all(COOKIE).iter().count();
    // The newest first: of two of a name, that one counts.
    let mut cookies: Vec<String> =
        cookies.enumerate().map(|(at, cookie)| pair(cookie, at >= had)).collect();
    cookies.reverse();
    headers.insert(COOKIE, HeaderValue::from_str(&cookies.join("; ")).ok()?);
    headers.remove(CONTENT_LENGTH);
    extensions.remove::<OriginalUri>();
    let mut form = form_urlencoded::Serializer::new(String::new());
    let mut request = Request::new(Body::from(form.extend_pairs(&kept.fields).finish()));
    *request.method_mut() = Method::POST;
    *request.uri_mut() = kept.place.parse().ok()?;
    *request.extensions_mut() = extensions;
    *request.headers_mut() = headers;
    Some(request)
}

#[cfg(test)]
mod tests {
    use axum::http::header::SET_COOKIE;
    use axum::http::{HeaderMap, HeaderValue};

    use super::note_sent;

    #[test]
    fn forms_that_were_sent_are_named_to_the_script_and_no_more_than_a_few() {
        let named = |form: &str, cookies: &str| {
            let mut headers = HeaderMap::new();
            let cookies = HeaderValue::from_str(cookies).expect("a cookie");
            note_sent(form, Some(&cookies), &mut headers);
            let cookie = headers.get(SET_COOKIE)?.to_str().expect("text").to_owned();
            cookie.split(';').next().map(str::to_owned)
        };
        let cases = [
            ("a1", "dukao=x", Some("sent=a1")),
            ("a2", "dukao=x; sent=a1", Some("sent=a1.a2")),
            ("a1", "sent=a1.a2", Some("sent=a2.a1")),
            ("9", "sent=1.2.3.4.5.6.7.8", Some("sent=2.3.4.5.6.7.8.9")),
            ("3", "sent=1.<b>.2", Some("sent=1.2.3")),
            ("a;b", "sent=1", None),
        ];
        for (form, cookies, expected) in cases {
            assert_eq!(named(form, cookies).as_deref(), expected, "{form} {cookies}");
        }
    }
}
