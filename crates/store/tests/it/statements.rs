//! Every statement is understood by both databases.

use crate::desk::{Desk, on_both};

on_both!(every_statement_is_understood);
async fn every_statement_is_understood(desk: Desk) {
    let mut link = desk.store.link().await.unwrap();
    let mut seen = 0;
    for statement in store::statements() {
        let prepared = link.prepare(statement).await;
        assert!(prepared.is_ok(), "{}\n{}", statement.text(), prepared.unwrap_err());
        seen += 1;
    }
    assert!(seen > 50, "only {seen} statements are listed");
}

/// What is asked of one organisation, person or record, or of a place.
const NARROW: [&str; 5] = ["org = $", "person = $", "branch = $", "record = $", "path >= $"];
/// Seeks by what a whole province shares, as a plan tells them.
const BROAD: [&str; 5] = ["SCAN", "(role=?", "(campaign=?)", "(state=?", "(event=?)"];
/// What stays short whatever the province: changes that wait for the next fold, what a statement
/// gathered itself, days that were put off, a campaign's periods and parts.
const SHORT: [&str; 7] = [
    "SCAN p",
    "SCAN few",
    "SCAN b",
    "tally_pending",
    "extension_campaign",
    "campaign_period",
    "local_part",
];
/// A list of those few who hold a role above the branches.
const OF_ROLE: &str = "p.role = $8";

/// Saving points once took 25 ms in a province and 1 ms in a county: SQLite sought a branch's
/// secretary among all secretaries.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_asked_of_one_is_not_sought_among_all() {
    let desk = Desk::sqlite().await;
    let mut link = desk.store.link().await.unwrap();
    let mut looked = 0;
    for statement in store::statements() {
        let text = statement.text();
        let is_read = !text.trim_start().starts_with("insert");
        if !is_read || !NARROW.iter().any(|asked| text.contains(asked)) {
            continue;
        }
        looked += 1;
        for line in link.plan(statement).await.unwrap() {
            let is_broad = BROAD.iter().any(|seek| line.contains(seek));
            let is_short = SHORT.iter().any(|table| line.contains(table))
                || line.contains("post_role") && text.contains(OF_ROLE);
            assert!(!is_broad || is_short, "{line}\n{text}");
        }
    }
    assert!(looked > 50, "only {looked} statements ask so");
}

on_both!(a_database_opens_again_as_it_was);
async fn a_database_opens_again_as_it_was(desk: Desk) {
    let org = desk.begin().await;
    let desk = desk.reopened().await;
    assert_eq!(desk.find(org.id).await, org);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_has_one_process_at_a_time() {
    let desk = Desk::sqlite().await;
    let other = store::Store::open(&desk.at).await;
    assert!(other.unwrap_err().to_string().contains("正在使用"), "refused");
}
