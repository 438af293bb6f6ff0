//! Lists of the year's end: a database has an order of its own for texts, and must not show it.

use std::fmt::Write;

use app::organisation::{self, As};
use app::overview::{self, Which};
use app::post::{self, Filter};
use app::{campaign, evaluation, self_check};
use model::path::OrgPath;

use super::county::County;
use super::shown::read;

pub(super) async fn all(county: &County, text: &mut String) {
    people(county, text).await;
    branches(county, text).await;
    desks(county, text).await;
    let (admin, top) = (&county.admin, OrgPath::above_all());
    for typed in ["青禾", "党支部", "0369", "白石"] {
        let (hits, next) = organisation::search(admin, typed, "").await.unwrap();
        let names: Vec<_> = hits.iter().map(|hit| hit.org.name.as_str()).collect();
        let _ = writeln!(text, "{typed} {names:?} {next:?}");
    }
    let odd = organisation::mismatches(admin, county.top, &top).await.unwrap();
    let _ = writeln!(text, "{:#?}", odd.found);
    let odd = organisation::mismatches_out(admin, county.top, As::Text).await;
    *text += &read(&mut odd.unwrap().1);
    let officer = county.cx(county.officer).await;
    let view = campaign::view(&officer, county.campaign).await.unwrap();
    let _ = writeln!(text, "{:#?} {:#?}", view.campaign, view.documents);
    let listed = campaign::branches(&officer, county.campaign, None, "", &top).await.unwrap();
    let _ = writeln!(text, "{:#?}", listed.rows);
}

/// Everybody who holds a post, page by page, and by a piece of the name.
async fn people(county: &County, text: &mut String) {
    for name in ["", "书记", "联络1"] {
        let mut filter = Filter { name: name.to_owned(), ..Filter::default() };
        loop {
            let page = post::people(&county.admin, county.top, &filter).await.unwrap();
            let _ = writeln!(text, "{:#?}", page.listed);
            let Some(last) = page.listed.last().filter(|_| page.more) else { break };
            filter.after = Some((last.path.clone(), last.held.id));
        }
    }
}

/// The branches behind each figure.
async fn branches(county: &County, text: &mut String) {
    let officer = county.cx(county.officer).await;
    let bands = (0..4).map(Which::Band);
    let which = [
        Which::All,
        Which::SelfChecked,
        Which::NotSelfChecked,
        Which::Begun,
        Which::NotBegun,
        Which::Submitted,
        Which::Confirmed,
        Which::NotConfirmed,
    ];
    let totals = (0..=20).map(Which::Total);
    let lost = (0..17).map(Which::Lost);
    let figures = bands.chain(totals).chain(lost).chain([Which::Paired]);
    for which in which.into_iter().chain(figures) {
        for period in [Some(1), Some(2)] {
            let (org, id, top) = (county.org, county.campaign, OrgPath::above_all());
            let rows = overview::rows(&officer, org, id, period, which, &top, true).await;
            let _ = writeln!(text, "{which:?} {:#?}", rows.unwrap().branches);
        }
    }
}

/// What each committee works through, and a criterion across its branches; what each branch sees of
/// its self-check.
async fn desks(county: &County, text: &mut String) {
    for committee in county.committees.values() {
        let cx = county.cx(committee.supervisor).await;
        let desk = evaluation::desk(&cx, committee.org, county.campaign).await.unwrap();
        let _ = writeln!(text, "{:#?} {:#?}", desk.branches, desk.phrases);
        let (org, id) = (committee.org, county.campaign);
        let all = evaluation::Among::default();
        let across = evaluation::across(&cx, org, id, "3.1", all).await.unwrap();
        for (view, row) in across.rows {
            let _ = writeln!(text, "{:#?} {:#?} {:?}", view.basis.sheet, row, view.next);
        }
    }
    for (no, branch) in &county.branches {
        let cx = county.cx(branch.clerk).await;
        match self_check::view(&cx, branch.org, county.campaign).await {
            Ok(view) => {
                let said = (view.kept, view.filled, view.saved, view.submitted, view.short);
                let _ = writeln!(text, "{no} {said:#?} {:#?} {:?}", view.tasks, view.receipt);
            }
            Err(refusal) => {
                let _ = writeln!(text, "{no} {refusal:?}");
            }
        }
    }
}
