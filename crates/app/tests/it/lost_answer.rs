//! Drafts whose answer was lost on the way: sent once more they are kept once, and what was typed
//! meanwhile is not lost.

use app::record::{self, Sent};
use app::{Refusal, record::Wanted};

use crate::desk::{Desk, on_both};
use crate::ledger::{Branch, NOVEMBER};

on_both!(a_draft_that_is_sent_twice_is_kept_once_and_goes_on);
async fn a_draft_that_is_sent_twice_is_kept_once_and_goes_on(desk: Desk) {
    let branch = Branch::of(&desk).await;
    let (org, clerk) = (branch.org, &branch.clerk);
    let mut sent = branch.meeting(&desk, "十一月学习", NOVEMBER);
    let file = async || {
        let mut arriving = record::stage(clerk, org, sent.record, "签到.pdf").await.unwrap();
        arriving.push(b"%PDF-1.4 \n").await.unwrap();
        arriving.whole().await.unwrap().id
    };
    // A browser sends its files again, too: others by their identity, the same by their bytes.
    let [first, second] = [file().await, file().await];
    sent.files = vec![first];
    let place = record::save(clerk, org, &sent).await.unwrap();
    sent.files = vec![second];
    assert_eq!(record::save(clerk, org, &sent).await.unwrap(), place);
    let opened = record::opened(clerk, org, sent.record).await.unwrap();
    assert_eq!((opened.sent.revision, opened.sent.files.as_slice()), (1, [first].as_slice()));
    // Who typed on is told that there is another draft, and keeps what was typed.
    let mut more = sent.clone();
    more.content.texts.put("place", "村部");
    for refused in [
        record::save(clerk, org, &more).await,
        record::submit(clerk, desk.form(), org, &more).await,
    ] {
        assert!(matches!(refused, Err(Refusal::Stale)), "{refused:?}");
    }
    let overtaken = record::overtaken(clerk, org, more).await.unwrap();
    assert_eq!(overtaken.sent.content.texts.get("place"), "村部");
    record::save(clerk, org, &overtaken.sent).await.unwrap();
    // What is there is submitted from the form that saved it first.
    let last = Sent { revision: 0, ..overtaken.sent };
    record::submit(clerk, desk.form(), org, &last).await.unwrap();
    let listing = record::list(clerk, org, &Wanted::default(), None).await.unwrap();
    assert_eq!((listing.records.len(), listing.drafts.len()), (1, 0));
}
