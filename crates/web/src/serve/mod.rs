//! Routes: addresses, forms and cookies in, pages out. The only place that knows HTTP.

mod account;
mod act;
mod campaign;
mod cells;
mod change;
mod children;
mod entry;
mod evaluation;
mod export;
mod ground;
mod guard;
mod import;
mod journal;
mod listed;
mod member;
mod mismatch;
mod nav;
mod organisation;
mod past;
mod peer;
mod people;
mod post;
mod posted;
mod progress;
mod record;
mod refuse;
mod relocate;
mod result;
mod roster;
mod roster_import;
mod self_check;
mod slip;
mod slips;
mod todo;
mod tries;
mod who;

use std::sync::Arc;

use app::{App, Refusal, installation};
use axum::extract::{DefaultBodyLimit, OriginalUri, State};
use axum::http::{StatusCode, header};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post as sending};
use axum::{Extension, Router};
use model::limit;
use tracing::warn;

pub use self::guard::log_panic;
use self::listed::Listed;
pub use self::peer::Door;
use self::tries::Tries;
use self::who::Id;
use crate::layout::Frame;
use crate::{look, script};

/// What every request shares.
#[derive(Clone)]
pub struct Served {
    app: Arc<App>,
    door: Arc<Door>,
    tries: Arc<Tries>,
}

impl Served {
    /// The frame of a page for whom nobody knows.
    fn outside(&self) -> Frame {
        let demonstration = installation::is_known_demonstration(&self.app);
        Frame { demonstration, ..Frame::default() }
    }
}

/// The program's pages.
pub fn router(app: Arc<App>, door: Door) -> Router {
    let served = Served { app, door: Arc::new(door), tries: Arc::default() };
    let pages = listed()
        .router
        .fallback(refuse::nothing_here)
        .layer(DefaultBodyLimit::max(limit::FORM_BYTES))
        .with_state(served.clone());
    // Around the whole, so that a form which is sent again after a login finds its own way.
    Router::new()
        .fallback_service(pages)
        .layer(from_fn_with_state(served.clone(), posted::read))
        .layer(from_fn(posted::again))
        .layer(from_fn_with_state(served.clone(), guard::same_origin))
        .layer(from_fn_with_state(served, guard::every_answer))
}

/// Every address as the list has it, for the test of who may what: one that its table doesn't have
/// fails there.
pub fn places() -> Vec<&'static str> {
    listed().places
}

/// Every address, in one list.
fn listed() -> Listed {
    let first = get(entry::first).post(entry::begin);
    let factor = get(account::second_factor).post(account::set_up);
    let change = get(change::change_form).post(change::change);
    let founding = get(change::found_form).post(change::found);
    let closure = get(change::close_form).post(change::close);
    let posting = get(post::appoint_form).post(post::appoint);
    let succeeding = get(post::successor_form).post(post::hand_over);
    let importing = get(import::form).post(import::upload);
    let importing = importing.layer(DefaultBodyLimit::max(import::BODY_BYTES));
    let sheet_in = get(import::sheet).post(import::take);
    let merging = get(relocate::merger).post(act::merge);
    let split = get(act::split_form).post(act::split);
    let superior = get(relocate::superior).post(relocate::relocate);
    let entering = get(roster::entry_form).post(roster::enter);
    let cells = get(cells::page).post(cells::found);
    let roster_in = get(roster_import::form).post(roster_import::upload);
    let roster_in = roster_in.layer(DefaultBodyLimit::max(roster_import::BODY_BYTES));
    let roster_sheet = get(roster_import::sheet).post(roster_import::take);
    let recording = get(record::form::begin).post(record::form::begun);
    let recording = recording.layer(DefaultBodyLimit::max(record::form::BODY_BYTES));
    let correcting = get(record::form::go_on).post(record::form::gone_on);
    let correcting = correcting.layer(DefaultBodyLimit::max(record::form::BODY_BYTES));
    let records_in = get(record::sheet::form).post(record::sheet::upload);
    let records_in = records_in.layer(DefaultBodyLimit::max(import::BODY_BYTES));
    let records_tried = get(record::sheet::trial).post(record::sheet::take);
    let uploading = get(record::upload::progress).put(record::upload::more);
    let withdrawing = get(record::withdraw_form).post(record::withdraw);
    let checking = get(self_check::page).post(self_check::save);
    let points_in = get(evaluation::sheet::form).post(evaluation::sheet::upload);
    let points_in = points_in.layer(DefaultBodyLimit::max(evaluation::sheet::BODY_BYTES));
    let points_sheet = get(evaluation::sheet::trial).post(evaluation::sheet::take);
    let evaluating = get(evaluation::page).post(evaluation::save);
    let sized = DefaultBodyLimit::max(campaign::scheme::BODY_BYTES);
    let looking = get(campaign::scheme::form_page).post(campaign::scheme::look).layer(sized);
    let publishing = sending(campaign::scheme::publish).layer(sized);
    let found = get(campaign::set_up::found_form).post(campaign::set_up::found);
    let facts = get(campaign::set_up::facts_form).post(campaign::set_up::facts);
    let scheme = get(campaign::set_up::scheme_form).post(campaign::set_up::scheme);
    let scope = get(campaign::set_up::scope_form).post(campaign::set_up::scope);
    let periods = get(campaign::step::periods_form).post(campaign::step::periods);
    let documents = get(campaign::step::document_form).post(campaign::step::document);
    let original = get(campaign::document::fetch).post(campaign::document::attach);
    let original = original.layer(DefaultBodyLimit::max(campaign::document::BODY_BYTES));
    let opening = get(campaign::change::opening).post(campaign::change::open);
    let late = get(campaign::change::late).post(campaign::change::take_in);
    let ending = get(campaign::closing::closing).post(campaign::closing::close);
    let extension = get(campaign::change::extension).post(campaign::change::extend);
    let local = get(campaign::change::local_form).post(campaign::change::add_local);
    Listed::default()
        .route("/", get(|| async { Redirect::to("/todo") }))
        .route("/first/{code}", first)
        .route("/login", get(entry::login_form).post(entry::log_in))
        .route("/logout", sending(entry::log_out))
        .route("/account", get(account::page))
        .route("/account/second-factor", factor)
        .route("/account/second-factor/end", sending(account::end_second_factor))
        .route("/login/code", get(entry::code_form).post(entry::prove))
        .route("/account/password", sending(account::change_password))
        .route("/account/sessions/{token}/end", sending(account::end_session))
        .route("/organisations", get(organisation::top))
        .route("/organisations/{org}", get(organisation::page))
        .route("/organisations/{org}/founding", founding)
        .route("/organisations/{org}/facts", change)
        .route("/organisations/{org}/superior", superior)
        .route("/organisations/{org}/superior/{to}", get(relocate::preview))
        .route("/organisations/{org}/closure", closure)
        .route("/organisations/{org}/merger", merging)
        .route("/organisations/{org}/merger/{to}", get(act::merger))
        .route("/organisations/{org}/mismatches", get(mismatch::page))
        .route("/organisations/{org}/mismatches/export", get(mismatch::export))
        .route("/organisations/{org}/split", split)
        .route("/organisations/{org}/changes/{change}", get(act::planned))
        .route("/organisations/{org}/changes/{change}/withdrawal", sending(act::withdraw))
        .route("/organisations/{org}/import", importing)
        .route("/organisations/{org}/import/blank.xlsx", get(import::blank))
        .route("/organisations/{org}/imports/{sheet}", sheet_in)
        .route("/organisations/{org}/export", get(export::export))
        .route("/organisations/{org}/children/export", get(children::export))
        .route("/organisations/{org}/accounts", get(slips::page).post(slips::open))
        .route("/organisations/{org}/accounts/renewal", sending(slips::renew))
        .route("/organisations/{org}/posting", posting)
        .route("/organisations/{org}/people", get(people::people))
        .route("/organisations/{org}/grants", get(people::grants))
        .route("/organisations/{org}/posts", get(people::past))
        .route("/organisations/{org}/posts/{post}", get(post::page))
        .route("/organisations/{org}/posts/{post}/end", sending(post::end))
        .route("/organisations/{org}/posts/{post}/account", sending(slip::open))
        .route("/organisations/{org}/posts/{post}/reset", sending(slip::reset))
        .route("/organisations/{org}/posts/{post}/lock/end", sending(slip::unlock))
        .route("/organisations/{org}/posts/{post}/second-factor/end", sending(slip::take_factor))
        .route("/organisations/{org}/posts/{post}/successor", succeeding)
        .route("/organisations/{org}/roster", get(roster::page))
        .route("/organisations/{org}/roster/entry", entering)
        .route("/organisations/{org}/roster/members/{member}", get(member::page))
        .route("/organisations/{org}/roster/members/{member}/facts", sending(member::change))
        .route("/organisations/{org}/roster/members/{member}/end", sending(member::end))
        .route("/organisations/{org}/roster/members/{member}/exemption", sending(member::exempt))
        .route(
            "/organisations/{org}/roster/members/{member}/exemption-end",
            sending(member::end_exemption),
        )
        .route("/organisations/{org}/roster/cells", cells)
        .route("/organisations/{org}/roster/cells/assignment", sending(cells::assign))
        .route("/organisations/{org}/roster/cells/{cell}", get(cells::cell))
        .route("/organisations/{org}/roster/cells/{cell}/name", sending(cells::rename))
        .route("/organisations/{org}/roster/cells/{cell}/closure", sending(cells::close))
        .route("/organisations/{org}/roster/import", roster_in)
        .route("/organisations/{org}/roster/import/blank.xlsx", get(roster_import::blank))
        .route("/organisations/{org}/roster/imports/{sheet}", roster_sheet)
        .route("/organisations/{org}/roster/export", get(roster_import::export))
        .route("/organisations/{org}/records", get(record::list))
        .route("/organisations/{org}/records/new/{kind}", recording)
        .route("/organisations/{org}/records/export/{kind}", get(record::sheet::export))
        .route("/organisations/{org}/records/import/{kind}", records_in)
        .route("/organisations/{org}/records/import/{kind}/blank.xlsx", get(record::sheet::blank))
        .route("/organisations/{org}/records/import/{kind}/{sheet}", records_tried)
        .route("/organisations/{org}/records/{record}", get(record::page))
        .route("/organisations/{org}/records/{record}/form", correcting)
        .route("/organisations/{org}/records/{record}/discard", sending(record::discard))
        .route("/organisations/{org}/records/{record}/withdrawal", withdrawing)
        .route("/organisations/{org}/records/{record}/files/{file}", get(record::file::fetch))
        .route("/organisations/{org}/records/{record}/uploads", sending(record::upload::begin))
        .route("/organisations/{org}/records/{record}/uploads/{file}", uploading)
        .route("/organisations/{org}/self-checks", get(self_check::list))
        .route("/organisations/{org}/self-checks/{campaign}", checking)
        .route(
            "/organisations/{org}/self-checks/{campaign}/submission",
            sending(self_check::submit),
        )
        .route(
            "/organisations/{org}/self-checks/{campaign}/withdrawal",
            sending(self_check::withdraw),
        )
        .route("/organisations/{org}/self-checks/{campaign}/return", sending(self_check::give_back))
        .route("/organisations/{org}/evaluation-desk/{campaign}", get(evaluation::desk::page))
        .route(
            "/organisations/{org}/evaluation-desk/{campaign}/sheet",
            get(evaluation::sheet::download),
        )
        .route("/organisations/{org}/evaluation-desk/{campaign}/import", points_in)
        .route("/organisations/{org}/evaluation-desk/{campaign}/imports/{sheet}", points_sheet)
        .route(
            "/organisations/{org}/evaluation-desk/{campaign}/criteria/{criterion}",
            get(evaluation::across::across),
        )
        .route("/organisations/{org}/evaluations/{campaign}", evaluating)
        .route(
            "/organisations/{org}/evaluations/{campaign}/submission",
            sending(evaluation::submit),
        )
        .route(
            "/organisations/{org}/evaluations/{campaign}/confirmation",
            sending(evaluation::confirm),
        )
        .route("/organisations/{org}/evaluations/{campaign}/return", sending(evaluation::send_back))
        .route("/activation/{code}", get(slip::activation).post(slip::activate))
        .route("/organisations/{org}/results", get(result::list))
        .route("/organisations/{org}/results/{campaign}", get(result::page))
        .route("/organisations/{org}/progress/{campaign}", get(progress::page))
        .route("/organisations/{org}/progress/{campaign}/branches", get(progress::branches::page))
        .route("/organisations/{org}/progress/{campaign}/sheet.csv", get(progress::document::sheet))
        .route(
            "/organisations/{org}/progress/{campaign}/results.xlsx",
            get(progress::document::results),
        )
        .route(
            "/organisations/{org}/progress/{campaign}/bulletin.docx",
            get(progress::document::bulletin),
        )
        .route("/todo", get(todo::page))
        .route("/organisations/{org}/campaign-founding", found)
        .route("/organisations/{org}/scheme-publishing", looking)
        .route("/organisations/{org}/schemes", publishing)
        .route("/organisations/{org}/local-parts/{campaign}", local)
        .route(
            "/organisations/{org}/local-parts/{campaign}/end",
            sending(campaign::change::end_local),
        )
        .route("/campaigns", get(campaign::list))
        .route("/campaigns/{campaign}", get(campaign::page))
        .route("/campaigns/{campaign}/facts", facts)
        .route("/campaigns/{campaign}/scheme", scheme)
        .route("/campaigns/{campaign}/scope", scope)
        .route("/campaigns/{campaign}/periods", periods)
        .route("/campaigns/{campaign}/documents", documents)
        .route("/campaigns/{campaign}/documents/{number}", get(campaign::document::page))
        .route("/campaigns/{campaign}/documents/{number}/file", original)
        .route(
            "/campaigns/{campaign}/documents/{number}/withdrawal",
            sending(campaign::change::withdraw),
        )
        .route("/campaigns/{campaign}/opening", opening)
        .route("/campaigns/{campaign}/enrolment", late)
        .route("/campaigns/{campaign}/closure", ending)
        .route("/campaigns/{campaign}/branches", get(campaign::branches::page))
        .route("/campaigns/{campaign}/branches/{branch}/extension", extension)
        .route("/schemes", get(campaign::scheme::list))
        .route("/schemes/{scheme}", get(campaign::scheme::page))
        .route("/schemes/{scheme}/scheme.toml", get(campaign::scheme::as_toml))
        .route("/schemes/{scheme}/scheme.xlsx", get(campaign::scheme::as_sheet))
        .route("/search", get(organisation::search))
        .route("/journal", get(journal::page))
        .route("/journal/{entry}", get(journal::one))
        .route("/journal/export", sending(journal::export))
        .route(look::address(), get(sheet))
        .route("/script/{file}", get(module))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
}

async fn sheet() -> Response {
    for_ever("text/css; charset=utf-8", look::SHEET)
}

async fn module(
    State(served): State<Served>,
    Extension(request): Id,
    OriginalUri(uri): OriginalUri,
) -> Response {
    match script::text(uri.path()) {
        Some(text) => for_ever("text/javascript; charset=utf-8", text),
        None => refuse::refused(&served.outside(), &request, &Refusal::Unseen),
    }
}

/// What a browser never asks for again: its address changes with it.
fn for_ever(kind: &'static str, text: &'static str) -> Response {
    let kept = "public, max-age=31536000, immutable";
    let headers = [(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)];
    (headers, text).into_response()
}

/// Whether the database answers, and agrees on the time: a clock that is off puts entries into
/// the wrong day.
async fn ready(State(served): State<Served>) -> Response {
    match served.app.check_clock().await {
        Ok(()) => "ready\n".into_response(),
        Err(says) => {
            // Why is for the log: anybody may ask.
            warn!(says, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "not ready\n").into_response()
        }
    }
}
