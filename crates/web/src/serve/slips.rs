//! 开通账号 for many at once, and their slips.

use app::slips::{self, Issued, View};
use app::{Cx, Form, Refusal};
use axum::extract::{Path, RawForm};
use axum::response::Response;
use model::id::OrgId;
use model::limit;

use super::account::moment;
use super::change::Sent;
use super::entry::said;
use super::organisation::{address, id, way};
use super::refuse::{flawed, page as shown};
use super::who::{Signed, form, whole};
use crate::page::accounts::{Accounts, Row};
use crate::page::slips::{One, Slips};
use crate::part::flaws::Flaws;

/// Characters of a piece of a code.
const PIECE: usize = 4;

fn accounts_page(signed: &Signed, view: &View, flaws: Flaws) -> Accounts {
    let row = |due: &slips::Due, says: &str| Row {
        name: due.person.name.clone(),
        role: due.role.word().to_owned(),
        organisation: due.organisation.clone(),
        says: says.to_owned(),
    };
    let waiting = view.waiting.iter().map(|due| row(due, due.login.as_deref().unwrap_or("")));
    let above: Vec<_> = view.way.iter().chain([&view.org]).cloned().collect();
    let here = address(view.org.id);
    Accounts {
        way: way(&above, "开通账号"),
        name: view.org.name.as_str().to_owned(),
        without: view.without.iter().map(|due| row(due, "")).collect(),
        more: match view.more {
            true => format!("一次最多开通 {} 个,打印以后再来开通其余的。", limit::SLIPS),
            false => String::new(),
        },
        waiting: waiting.collect(),
        elsewhere: view.elsewhere.iter().map(|(due, says)| row(due, says)).collect(),
        form: signed.form(),
        action: format!("{here}/accounts"),
        back_href: here,
        flaws,
    }
}

pub(super) async fn page(signed: Signed, Path(org): Path<String>) -> Response {
    let viewed = async |org: &str| slips::view(&signed.cx, id(org)?).await;
    match viewed(&org).await {
        Ok(view) => shown(&signed.frame(), &accounts_page(&signed, &view, Flaws::default())),
        Err(refusal) => signed.refuse(&refusal),
    }
}

/// Does it, on a task of its own, and shows the slips.
async fn issue<F>(
    signed: &Signed,
    org: String,
    sent: RawForm,
    act: impl FnOnce(Cx, Form, OrgId) -> F,
) -> Response
where
    F: Future<Output = Result<Vec<Issued>, Refusal>> + Send + 'static,
{
    let asked = form(&Sent::read(sent).one("form")).and_then(|form| Ok((form, id(&org)?)));
    let done = match asked {
        Ok((form, org)) => whole(act(signed.cx.clone(), form, org)).await,
        Err(refusal) => Err(refusal),
    };
    match done {
        Ok(issued) => shown(&signed.frame(), &slips_page(signed, &org, issued)),
        Err(Refusal::Flawed(flaws)) => {
            let viewed = async |org: &str| slips::view(&signed.cx, id(org)?).await;
            match viewed(&org).await {
                Ok(view) => flawed(&signed.frame(), &accounts_page(signed, &view, said(&flaws))),
                Err(refusal) => signed.refuse(&refusal),
            }
        }
        Err(refusal) => signed.refuse(&refusal),
    }
}

pub(super) async fn open(signed: Signed, Path(org): Path<String>, sent: RawForm) -> Response {
    let act = |cx: Cx, form, org| async move { slips::open(&cx, form, org).await };
    issue(&signed, org, sent, act).await
}

pub(super) async fn renew(signed: Signed, Path(org): Path<String>, sent: RawForm) -> Response {
    let act = |cx: Cx, form, org| async move { slips::renew(&cx, form, org).await };
    issue(&signed, org, sent, act).await
}

fn slips_page(signed: &Signed, org: &str, issued: Vec<Issued>) -> Slips {
    let site = &signed.site;
    let one = |issued: Issued| {
        let code: Vec<char> = issued.slip.code.chars().collect();
        One {
            name: issued.slip.name,
            role: issued.role.to_owned(),
            organisation: issued.organisation,
            login: issued.slip.login,
            address: format!("{site}/activation/"),
            code: code.chunks(PIECE).map(|piece| piece.iter().collect()).collect(),
            until: moment(issued.slip.until),
        }
    };
    Slips {
        way: crate::part::way::Way { steps: Vec::new(), here: "账号条".to_owned() },
        slips: issued.into_iter().map(one).collect(),
        login_address: site.clone(),
        back_href: format!("/organisations/{org}/accounts"),
    }
}
