//! What holds for every request: where it may come from, what its answer may do, and that a mistake
//! of ours ends no more than the one answer.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, Location, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use app::installation;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use tracing::{error, info};

use super::Served;
use super::refuse::{Kind, house};

/// What a page may load: its own stylesheet and scripts, and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
    connect-src 'self'; img-src 'self'; form-action 'self'; frame-ancestors 'none'; \
    base-uri 'none'";

/// The request's id, for the page and the log.
#[derive(Clone, Debug, Default)]
pub(super) struct RequestId(pub(super) String);

tokio::task_local! {
    /// The id of the request that this task works for, for whoever logs a mistake.
    static REQUEST: RequestId;
}

/// Logs where a mistake of ours was found, with the request's id. Its words stay out: they may
/// quote what a person typed. The program hangs this up as its panic hook.
pub fn log_panic(place: Option<&Location<'_>>) {
    let request = REQUEST.try_with(Clone::clone).unwrap_or_default();
    let place = place.map_or_else(String::new, ToString::to_string);
    error!(request = %request.0, place, "a mistake of ours");
}

/// Has a task of its own work for the request that this one works for.
pub(super) fn for_request<T: Send + 'static>(
    work: impl Future<Output = T> + Send + 'static,
) -> tokio::task::JoinHandle<T> {
    let request = REQUEST.try_with(Clone::clone).unwrap_or_default();
    tokio::spawn(REQUEST.scope(request, work))
}

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
    let peer = served.door.peer(request.extensions(), request.headers());
    request.extensions_mut().insert(id.clone());
    request.extensions_mut().insert(peer);
    // Pages say so from the first one on. Where the database is away, no names are shown anyway.
    let _ = installation::is_demonstration(&served.app).await;
    let answered = REQUEST.scope(id.clone(), caught(next.run(request))).await;
    let mut response = answered
        .unwrap_or_else(|()| house(&served, &id, Kind::Fault, StatusCode::INTERNAL_SERVER_ERROR));
    let headers = response.headers_mut();
    let set = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
    ];
    for (name, value) in set {
        // A file's own policy is stricter.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if peer.secure {
        let value = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    let micros = served.app.now().duration_since(begun).as_micros();
    let status = response.status().as_u16();
    info!(request = %id.0, %method, place, status, micros, "answered");
    response
}

/// Waits for an answer; a mistake of ours on the way is no end of the line.
async fn caught<T>(answer: impl Future<Output = T>) -> Result<T, ()> {
    let mut answer = pin!(answer);
    poll_fn(move |cx| match catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(cx))) {
        Ok(Poll::Pending) => Poll::Pending,
        Ok(Poll::Ready(answer)) => Poll::Ready(Ok(answer)),
        Err(_) => Poll::Ready(Err(())),
    })
    .await
}

/// Refuses forms that another site's page has sent.
pub(super) async fn same_origin(
    State(served): State<Served>,
    request: Request,
    next: Next,
) -> Response {
    let is_read = matches!(*request.method(), Method::GET | Method::HEAD);
    if is_read || is_own(request.headers(), served.door.address.as_deref()) {
        return next.run(request).await;
    }
    let id = request.extensions().get::<RequestId>().cloned().unwrap_or_default();
    house(&served, &id, Kind::Foreign, StatusCode::FORBIDDEN)
}

/// A browser says itself whether a form comes from the same site; an older one names the origin.
fn is_own(headers: &HeaderMap, address: Option<&str>) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match (text("origin"), text("host")) {
        // A proxy may call us by another name than people do.
        (Some(origin), _) if Some(origin) == address => true,
        (Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, from)| from == host)
        }
        // No browser leaves both out of a form; what is no browser carries no cookie of ours.
        (None, _) => true,
        (Some(_), None) => false,
    }
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderMap;

    use super::{caught, is_own};

    #[test]
    fn a_form_of_another_site_is_told_from_ones_own() {
        let cases: [(&[(&str, &str)], bool); 7] = [
            (&[("sec-fetch-site", "same-origin")], true),
            (&[("sec-fetch-site", "same-site")], false),
            (&[("sec-fetch-site", "cross-site"), ("origin", "http://a"), ("host", "a")], false),
            (&[("origin", "http://a:8080"), ("host", "a:8080")], true),
            (&[("origin", "http://b"), ("host", "a")], false),
            (&[("origin", "null"), ("host", "a")], false),
            (&[("origin", "https://ours"), ("host", "a")], true),
        ];
        for (headers, expected) in cases {
            let mut map = HeaderMap::new();
            for (name, value) in headers {
                map.insert(*name, value.parse().unwrap());
            }
            assert_eq!(is_own(&map, Some("https://ours")), expected, "{headers:?}");
        }
    }

    #[tokio::test]
    async fn a_mistake_ends_the_answer_and_nothing_else() {
        assert_eq!(caught(async { 1 }).await, Ok(1));
        let mistaken = caught(async {
            tokio::task::yield_now().await;
            assert_eq!(1, 2, "a mistake that this test makes");
        });
        assert_eq!(mistaken.await, Err(()));
    }
}
