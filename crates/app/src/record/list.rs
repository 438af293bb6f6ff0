//! 台账: what a branch has recorded, and what is still being written.

use jiff::civil::Date;
use model::authority::Verb;
use model::id::{OrgId, RecordId};
use model::limit;
use store::organisation;
use store::record::{self, Draft, Record, Wanted};

use super::seen;
use crate::cx::Cx;
use crate::organisation::Organisation;
use crate::refusal::Refusal;

/// Records of a page.
const PAGE: i64 = 30;

/// What a ledger's page shows.
#[derive(Clone, Debug)]
pub struct Listing {
    /// The branch.
    pub org: Organisation,
    /// Those above it, from the highest.
    pub way: Vec<Organisation>,
    /// The records of this page, the latest day first.
    pub records: Vec<Record>,
    /// Whether there are more behind the last one.
    pub more: bool,
    /// What is being written, for those who write.
    pub drafts: Vec<Draft>,
    /// Whether this person keeps the ledger.
    pub may_keep: bool,
}

/// A branch's ledger, or what of it is wanted, behind a place in its order.
///
/// # Errors
/// [`Refusal::Denied`] and [`Refusal::Unseen`].
pub async fn list(
    cx: &Cx,
    org: OrgId,
    wanted: &Wanted,
    after: Option<(Date, RecordId)>,
) -> Result<Listing, Refusal> {
    let mut link = cx.link().await?;
    let org = seen(cx, &mut link, org).await?;
    let mut way = organisation::way(&mut link, &org.path).await?;
    way.pop();
    let mut records = record::list(&mut link, org.id, wanted, after, PAGE + 1).await?;
    let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let more = records.len() > page;
    records.truncate(page);
    let may_keep = org.closed.is_none() && cx.may(Verb::KeepLedger, &org).is_ok();
    let drafts = match may_keep {
        true => record::drafts(&mut link, org.id, limit::DRAFTS).await?,
        false => Vec::new(),
    };
    Ok(Listing { org, way, records, more, drafts, may_keep })
}
