//! What holds for every request: where it may come from, what its answer may do, how often.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Mutex, PoisonError};

use app::App;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use jiff::{SignedDuration, Timestamp};
use tracing::info;

use super::Served;

/// What a page may load: its own stylesheet, and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; \
    frame-ancestors 'none'; base-uri 'none'";

/// The request's id, for the page and the log.
#[derive(Clone, Debug)]
pub(super) struct RequestId(pub(super) String);

/// Gives each request an id and each answer its headers; notes what was answered, without names.
pub(super) async fn every_answer(
    State(served): State<Served>,
    mut request: Request,
    next: Next,
) -> Response {
    let id = RequestId(served.app.identity().simple().to_string());
    let begun = served.app.now();
    let method = request.method().clone();
    // An address may hold a one-time code or what somebody looked for: its first part is enough.
    let path = request.uri().path();
    let place: String = path.split('/').nth(1).unwrap_or_default().chars().take(20).collect();
    request.extensions_mut().insert(id.clone());
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let set = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    for (name, value) in set {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if served.secure {
        let value = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    let micros = served.app.now().duration_since(begun).as_micros();
    let status = response.status().as_u16();
    info!(request = %id.0, %method, place, status, micros, "answered");
    response
}

/// Refuses forms that another site's page has sent.
pub(super) async fn same_origin(request: Request, next: Next) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_read || is_own(request.headers()) {
        return next.run(request).await;
    }
    (StatusCode::FORBIDDEN, "表单来自别的网站,没有受理\n").into_response()
}

/// A browser says itself whether a form comes from the same site; an older one names the origin.
fn is_own(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        (Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, from)| from == host)
        }
        // No browser leaves both out of a form; what is no browser carries no cookie of ours.
        (None, _) => true,
        (Some(_), None) => false,
    }
}

/// Logins that one address may try in a minute; a committee's office shares one.
const TRIES_A_MINUTE: u32 = 30;

/// Addresses that are remembered; beyond it the oldest minute is forgotten.
const ADDRESSES: usize = 10_000;

/// How often who tried to log in. A restart forgets it, which the accounts' own lock does not.
#[derive(Default)]
pub(super) struct Tries(Mutex<HashMap<IpAddr, (Timestamp, u32)>>);

impl Tries {
    /// Counts a try; false where there were too many.
    pub(super) fn allow(&self, app: &App, from: Option<SocketAddr>) -> bool {
        let Some(from) = from else { return true };
        let now = app.now();
        let mut tries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if tries.len() >= ADDRESSES {
            tries.retain(|_, (begun, _)| now.duration_since(*begun) < SignedDuration::from_mins(1));
        }
        let (begun, count) = tries.entry(from.ip()).or_insert((now, 0));
        if now.duration_since(*begun) >= SignedDuration::from_mins(1) {
            (*begun, *count) = (now, 0);
        }
        *count += 1;
        *count <= TRIES_A_MINUTE
    }
}

/// Where a request comes from, where that is known.
pub(super) fn from(
    connect: Option<axum::Extension<ConnectInfo<SocketAddr>>>,
) -> Option<SocketAddr> {
    connect.map(|axum::Extension(ConnectInfo(from))| from)
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::is_own;

    #[test]
    fn a_form_of_another_site_is_told_from_ones_own() {
        let cases: [(&[(&str, &str)], bool); 6] = [
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site"), ("origin", "http://a"), ("host", "a")], false),
            (&[("origin", "http://a:8080"), ("host", "a:8080")], true),
            (&[("origin", "http://b"), ("host", "a")], false),
            (&[("origin", "null"), ("host", "a")], false),
        ];
        for (headers, expected) in cases {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.insert(*name, value.parse().unwrap());
            }
            assert_eq!(is_own(&map), expected, "{headers:?}");
        }
    }
}
