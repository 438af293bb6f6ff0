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
