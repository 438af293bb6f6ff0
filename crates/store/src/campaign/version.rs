//! Every version of what was said of a campaign.

use model::id::CampaignId;

use crate::fault::Fault;
use crate::link::Link;
use crate::row::Row;
use crate::statement::{args, sql};

sql! {
    VERSIONS = "select v.version, v.at, p.name, v.content from campaign_version v
        left join person p on p.id = v.by_person
        where v.campaign = $1 order by v.version desc limit $2";
}

/// A version of what is said of a campaign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    /// Its number, from 1.
    pub version: i64,
    /// When it was written.
    pub at: jiff::Timestamp,
    /// Who wrote it.
    pub by: Option<String>,
    /// Its lines.
    pub content: String,
}

/// What was said of a campaign, the latest first.
///
/// # Errors
/// [`Fault`].
pub async fn versions(link: &mut Link, id: CampaignId, most: i64) -> Result<Vec<Version>, Fault> {
    let read = |row: &Row| {
        let (version, at) = (row.get(0)?, row.time(1)?);
        Ok(Version { version, at, by: row.get(2)?, content: row.get(3)? })
    };
    link.rows(VERSIONS, args![id, most]).await?.iter().map(read).collect()
}
