//! Refusals as pages: the number, what happened, what is kept, what to do.

use app::{Cause, Refusal};
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};
use tracing::error;

use super::Served;
use super::entry::said;
use super::guard::RequestId;
use super::who::Signed;
use crate::layout::{Frame, Page};
pub(super) use crate::page::error::Refusal as Kind;
use crate::part::flaws::Flaws;
use crate::part::link::Link;

/// A page, whole.
pub(super) fn page(frame: &Frame, page: &impl Page) -> Response {
    Html(page.show(frame)).into_response()
}

/// The same page again with what has to be mended.
pub(super) fn flawed(frame: &Frame, page: &impl Page) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Html(page.show(frame))).into_response()
}

/// The same page again with all that was typed, where others were first.
pub(super) fn overtaken(frame: &Frame, page: &impl Page) -> Response {
    (StatusCode::CONFLICT, Html(page.show(frame))).into_response()
}

/// What is said above a form where others were first.
const OTHERS: &str = "您打开以后,别人先改过同一处内容。您填的都在,还没有保存;请核对再提交。";

/// What comes of a form that was not taken: its page again with all that was typed, with what is
/// wrong, or below a word that others were first; else the refusal's page.
pub(super) async fn again<P: Page>(
    signed: &Signed,
    refusal: Refusal,
    page: impl AsyncFnOnce(Flaws) -> Result<P, Refusal>,
) -> Response {
    again_after(signed, refusal, OTHERS, page).await
}

/// The same with what others did.
pub(super) async fn again_after<P: Page>(
    signed: &Signed,
    refusal: Refusal,
    others: &str,
    page: impl AsyncFnOnce(Flaws) -> Result<P, Refusal>,
) -> Response {
    let flaws = match &refusal {
        Refusal::Flawed(flaws) => said(flaws),
        Refusal::Stale => Flaws::default(),
        _ => return signed.refuse(&refusal),
    };
    match page(flaws).await {
        Ok(page) if matches!(refusal, Refusal::Stale) => {
            overtaken(&signed.minded(Some(others)), &page)
        }
        Ok(page) => flawed(&signed.frame(), &page),
        Err(refusal) => signed.refuse(&refusal),
    }
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

/// An address that leads nowhere. Who is logged in finds their way on.
pub(super) async fn nothing_here(
    State(served): State<Served>,
    Extension(request): Extension<RequestId>,
    signed: Result<Signed, Response>,
) -> Response {
    match signed {
        Ok(signed) => signed.refuse(&Refusal::Unseen),
        Err(_) => refused(&served.outside(), &request, &Refusal::Unseen),
    }
}
