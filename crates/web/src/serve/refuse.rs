//! Refusals as pages: the number, what happened, what is kept, what to do.

use app::{Cause, Refusal};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use tracing::error;

use super::Served;
use super::guard::RequestId;
use crate::layout::{Frame, Page};
pub(super) use crate::page::error::Refusal as Kind;
use crate::part::link::Link;

/// A page, whole.
pub(super) fn page(frame: &Frame, page: &impl Page) -> Response {
    Html(page.show(frame)).into_response()
}

/// The same page again with what has to be mended.
pub(super) fn flawed(frame: &Frame, page: &impl Page) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Html(page.show(frame))).into_response()
}

/// A refusal's page.
pub(super) fn refused(frame: &Frame, request: &RequestId, refusal: &Refusal) -> Response {
    let kind = match refusal {
        Refusal::SignIn | Refusal::SecondFactor => Kind::SignIn,
        Refusal::Unseen => Kind::Unseen,
        Refusal::Denied => Kind::Denied,
        Refusal::Flawed(_) => Kind::Flawed,
        Refusal::Stale => Kind::Stale,
        Refusal::TooMuch => Kind::TooOften,
        Refusal::Busy(fault) => match fault.cause() {
            Cause::Away => Kind::Away,
            Cause::Full | Cause::ReadOnly => Kind::Unwritable,
            Cause::Busy | Cause::Other => Kind::Busy,
        },
        Refusal::Fault(_) => Kind::Fault,
    };
    // Once, with the id that the page shows; refusals are nobody's fault.
    if let Refusal::Busy(fault) | Refusal::Fault(fault) = refusal {
        error!(request = %request.0, %fault, "fault");
    }
    let links = match kind {
        Kind::SignIn => vec![Link::new("登录", "/login")],
        _ => vec![Link::new("党组织", "/organisations")],
    };
    let number = Kind::ALL.iter().find(|(k, _)| *k == kind).map_or(500, |(_, number)| *number);
    let status = StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut page = kind.page(&request.0, links);
    // What was wrong without a field of its own is said in the page's words.
    if let Refusal::Flawed(flaws) = refusal {
        let says: Vec<&str> = flaws.iter().map(|flaw| flaw.says.as_str()).collect();
        page.heading = "现在不能办理".to_owned();
        page.happened = format!("{}。", says.join(";"));
    }
    (status, Html(page.show(frame))).into_response()
}

/// A refusal's page where no person is known, with a number of its own.
pub(super) fn house(served: &Served, id: &RequestId, kind: Kind, status: StatusCode) -> Response {
    let page = kind.page(&id.0, vec![Link::new("党组织", "/organisations")]);
    (status, Html(page.show(&served.outside()))).into_response()
}

/// An address that leads nowhere.
pub(super) async fn nothing_here(
    State(served): State<Served>,
    Extension(request): Extension<RequestId>,
) -> Response {
    refused(&served.outside(), &request, &Refusal::Unseen)
}
