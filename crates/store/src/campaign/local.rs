//! 本地附加部分: what an organisation adds to a campaign for its own subtree. Its points are its
//! own and never summed into the campaign's.

use jiff::Timestamp;
use model::authority::{Permit, Verb};
use model::id::{CampaignId, OrgId};
use model::path::OrgPath;
use uuid::Uuid;

use super::{corrupt, unfit};
use crate::fault::Fault;
use crate::link::Link;
use crate::row::Row;
use crate::scheme_pin::{SchemeDigest, digest_at};
use crate::statement::{args, sql};
use crate::write::Write;

sql! {
    NEXT = "select coalesce(max(number), 0) + 1 from local_part where campaign = $1 and org = $2";
    PUT = "insert into local_part (campaign, org, number, scheme, at, by_person) values";
    END = "update local_part set ended = $3
        where campaign = $1 and org = $2 and ended is null";
    ALL_OF = "select l.org, o.name, o.path, l.number, l.scheme, s.title, l.at
        from local_part l join organisation o on o.id = l.org
        join scheme_pin s on s.digest = l.scheme
        where l.campaign = $1 and l.ended is null order by o.path";
}

/// A part that an organisation added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LocalPart {
    /// Whose it is.
    pub org: OrgId,
    /// What that is called today.
    pub owner: String,
    /// Where that stands today: it is for what stands here and below.
    pub path: OrgPath,
    /// Which of its owner's it is, from 1.
    pub number: u32,
    /// Its scheme.
    pub scheme: SchemeDigest,
    /// That scheme's title.
    pub title: String,
    /// Since when.
    pub at: Timestamp,
}

fn identity(campaign: CampaignId, org: OrgId) -> Uuid {
    Uuid::from_u128(campaign.uuid().as_u128() ^ org.uuid().as_u128())
}

/// Adds a part at the organisation that the permit is for, in place of one that it had.
///
/// # Errors
/// [`Fault`].
pub async fn add_local(
    write: &mut Write,
    permit: &Permit,
    campaign: CampaignId,
    scheme: &SchemeDigest,
) -> Result<u32, Fault> {
    end_local(write, permit, campaign).await?;
    let (org, at, by) = (permit.org(), write.at(), permit.person());
    let number = write.number(NEXT, args![campaign, org]).await?;
    write.insert(PUT, 6, args![campaign, org, number, scheme.as_slice(), at, by]).await?;
    let says = format!("campaign {campaign}\norg {org}\nscheme {}\n", super::hex(scheme));
    let version = u32::try_from(number).map_err(|_| corrupt("number"))?;
    write.note("local_part", identity(campaign, org), version, &says);
    Ok(version)
}

/// Ends the part of the organisation that the permit is for; false where it has none.
///
/// # Errors
/// [`Fault`].
pub async fn end_local(
    write: &mut Write,
    permit: &Permit,
    campaign: CampaignId,
) -> Result<bool, Fault> {
    if permit.verb() != Verb::PublishScheme {
        return Err(unfit());
    }
    let at = write.at();
    Ok(write.run(END, args![campaign, permit.org(), at]).await? == 1)
}

/// The parts that organisations added to a campaign, in the order of their places.
///
/// # Errors
/// [`Fault`].
pub async fn local_parts(link: &mut Link, campaign: CampaignId) -> Result<Vec<LocalPart>, Fault> {
    let read = |row: &Row| {
        Ok(LocalPart {
            org: row.id(0, OrgId::new)?,
            owner: row.get(1)?,
            path: row.parsed(2, OrgPath::parse)?,
            number: u32::try_from(row.get::<i64>(3)?).map_err(|_| corrupt("number"))?,
            scheme: digest_at(row, 4)?,
            title: row.get(5)?,
            at: row.time(6)?,
        })
    };
    link.rows(ALL_OF, args![campaign]).await?.iter().map(read).collect()
}
