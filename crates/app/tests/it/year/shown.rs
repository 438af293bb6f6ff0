//! The whole state at the end of the year, as the product shows it, and the journal's root.

use std::fmt::Write;
use std::io::Read;

use app::assessment::Basis;
use app::journal::{self, Asked, Filter};
use app::organisation::{self, As, Listing};
use app::{overview, record, result, roster, score_sheet, tally, todo};
use model::id::{EntryId, OrgId};
use model::path::OrgPath;
use sha2::{Digest, Sha256};

use super::county::County;
use super::lists;

/// What came of a year.
pub(super) struct Shown {
    /// Everything that is shown.
    pub(super) text: String,
    /// The score sheet.
    pub(super) sheet: String,
    /// The county's figures, a word and a number each.
    pub(super) figures: String,
    /// Every entry of the journal, in the order of leaves.
    pub(super) journal: Vec<String>,
    /// SHA-256 over their bytes in that order.
    pub(super) root: String,
    pub(super) entries: usize,
    /// What was suggested otherwise than by hand.
    pub(super) differs: Vec<String>,
}

pub(super) fn read(file: &mut std::fs::File) -> String {
    let mut text = String::new();
    file.read_to_string(&mut text).unwrap();
    text
}

pub(super) async fn all(county: &mut County) -> Shown {
    let mut text = String::new();
    // What waits to be folded is in the figures already.
    figures(county, &mut text).await;
    while journal::seal(&county.desk.app).await.unwrap() > 0 {}
    while tally::fold(&county.desk.app).await.unwrap() > 0 {}
    figures(county, &mut text).await;
    let officer = county.cx(county.officer).await;
    let (_, mut file) = score_sheet::sheet(&officer, county.org, county.campaign).await.unwrap();
    let sheet = read(&mut file);
    text += &sheet;
    of_committees(county, &sheet).await;
    let (_, mut file) = organisation::download(&county.admin, county.top, As::Text).await.unwrap();
    text += &read(&mut file);
    let nos: Vec<usize> = county.branches.keys().copied().collect();
    for no in nos {
        branch(county, no, &mut text).await;
    }
    people(county, &mut text).await;
    lists::all(county, &mut text).await;
    let auditor = county.cx(county.auditor).await;
    let filter = Filter::read(&auditor, &Asked::default()).await;
    let filter = filter.unwrap_or_else(|_| panic!("the auditor asks"));
    let mut exported = journal::export(&auditor, &filter, As::Text).await.unwrap();
    text += &read(&mut exported.file);
    sound(county).await;
    let journal = entries(county).await;
    let mut hasher = Sha256::new();
    journal.iter().for_each(|body| hasher.update(body));
    let root = hasher.finalize().iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    });
    let top = OrgPath::above_all();
    let figures = overview::view(&officer, county.org, county.campaign, None, &top).await;
    let figures = figures.unwrap().figures.to_string();
    let (entries, differs) = (journal.len(), std::mem::take(&mut county.differs));
    Shown { text, sheet, figures, journal, root, entries, differs }
}

/// Progress at each level.
async fn figures(county: &County, text: &mut String) {
    let top = OrgPath::above_all();
    let officer = county.cx(county.officer).await;
    let committees = county.committees.values().map(|committee| committee.org);
    let orgs: Vec<OrgId> = std::iter::once(county.org).chain(committees).collect();
    for org in orgs {
        for period in [1, 2] {
            let view = overview::view(&officer, org, county.campaign, Some(period), &top).await;
            let view = view.unwrap();
            let name = view.org.name.as_str();
            let _ = writeln!(text, "{name} {period} {} {:?}", view.figures, view.as_of);
            for (child, figures) in view.children {
                let _ = writeln!(text, "  {} {figures}", child.name.as_str());
            }
        }
    }
}

/// The sheet of each committee has its rows of the county's, and together they are all of it.
async fn of_committees(county: &County, whole: &str) {
    let mut rows: Vec<String> = Vec::new();
    for committee in county.committees.values() {
        let cx = county.cx(committee.administrator).await;
        let sheet = score_sheet::sheet(&cx, committee.org, county.campaign).await;
        rows.extend(read(&mut sheet.unwrap().1).lines().skip(2).map(str::to_owned));
    }
    let mut all: Vec<&str> = whole.lines().skip(2).collect();
    all.sort_unstable();
    rows.sort_unstable();
    assert_eq!(rows, all);
}

/// A branch's result with its explanation, its roster, its records, and how it is shown.
async fn branch(county: &mut County, no: usize, text: &mut String) {
    let officer = county.cx(county.officer).await;
    // Nobody holds a post at one that is no more; its committee looks at what it kept.
    let keeper = match no {
        18 => county.committee_of(no).administrator,
        _ => county.branches[&no].clerk,
    };
    let clerk = county.cx(keeper).await;
    let org = county.branches[&no].org;
    match result::view(&officer, org, county.campaign).await {
        Ok(view) => {
            let _ = writeln!(text, "{no} {:#?}", view.rows);
            let View { status, total, provisional, own_total, band, people, earlier, .. } = view;
            let said = (status, total, provisional, own_total, band, people, earlier);
            let _ = writeln!(text, "{said:#?} {:#?} {:#?}", view.official, view.self_checked);
            later(no, &view.rows);
        }
        Err(refusal) => {
            let _ = writeln!(text, "{no} {refusal:?}");
        }
    }
    // What was never evaluated is suggested by hand, too.
    if no == 21 {
        let mut link = county.desk.app.store().link().await.unwrap();
        let today = county.desk.app.today();
        let branch = store::organisation::find(&mut link, org).await.unwrap().unwrap();
        let basis = Basis::of(&county.desk.app, &mut link, &branch, county.campaign, today).await;
        let grounds = basis.unwrap().unwrap().grounds();
        let suggested: Vec<_> = grounds.into_iter().map(|one| one.suggestion).collect();
        county.differs.extend(county.golden.differs((no, 2), &suggested));
    }
    let (_, roster) = roster::export(&clerk, org, As::Text).await.unwrap();
    *text += std::str::from_utf8(&roster).unwrap();
    let listing = record::list(&clerk, org, &record::Wanted::default(), None).await.unwrap();
    assert!(listing.drafts.is_empty() && !listing.more);
    for listed in listing.records {
        let view = record::view(&clerk, org, listed.id).await.unwrap();
        let _ = writeln!(text, "{:#?} {:?}", view.record, view.is_late);
        let _ = writeln!(text, "{:#?} {:#?}", view.said, view.attendance);
        let _ = writeln!(text, "{:#?} {:#?}", view.files, view.revisions);
    }
    let view = organisation::browse(&county.admin, Some(org), &Listing::default()).await;
    let _ = writeln!(text, "{:#?}", view.unwrap());
}

use app::result::View;

/// What came after the evaluation is shown beside it, and moves nothing.
fn later(no: usize, rows: &[result::Row]) {
    let late: Vec<&str> =
        rows.iter().filter(|row| !row.later.is_empty()).map(|row| row.sheet.id.as_str()).collect();
    match no {
        2 => assert_eq!(late, ["3.3"]),
        _ => assert_eq!(late, [""; 0], "{no}"),
    }
}

/// What everybody who acts finds first.
async fn people(county: &County, text: &mut String) {
    let committees = county.committees.values();
    let above = committees.flat_map(|one| [one.supervisor, one.administrator]);
    let secretaries = county.branches.values().filter_map(|one| Some(one.secretary?.0));
    for person in above.chain(secretaries).chain([county.officer]) {
        let home = todo::home(&county.cx(person).await).await.unwrap();
        let _ = writeln!(text, "{home:#?}");
    }
}

/// Nothing is wrong in the database.
async fn sound(county: &County) {
    let app = &county.desk.app;
    while journal::seal(app).await.unwrap() > 0 {}
    while tally::fold(app).await.unwrap() > 0 {}
    let mut link = app.store().link().await.unwrap();
    let looked = store::doctor::look(&mut link).await.unwrap();
    assert_eq!(looked.ills, Vec::<String>::new());
    drop(link);
    assert_eq!(tally::recount(app).await.unwrap().wrong, 0);
}

/// The journal in the order of its leaves.
async fn entries(county: &County) -> Vec<String> {
    let mut link = county.desk.app.store().link().await.unwrap();
    let before = (jiff::Timestamp::MAX, EntryId::new(uuid::Uuid::max()));
    let top = OrgPath::above_all();
    let found = store::journal::latest(&mut link, &top, before, None, 100_000).await.unwrap();
    let mut leaves: Vec<(i64, String)> = found
        .into_iter()
        .map(|kept| (kept.leaf_index.unwrap(), String::from_utf8(kept.body).unwrap()))
        .collect();
    leaves.sort_unstable();
    assert!(leaves.iter().zip(0..).all(|((index, _), at)| *index == at));
    leaves.into_iter().map(|(_, body)| body).collect()
}
