//! Looking whether the data is as it must be: places and superiors agree, the journal is whole.

use model::id::{CampaignId, OrgId};
use model::path::OrgPath;
use uuid::Uuid;

use crate::fault::Fault;
use crate::journal::{self, Broken};
use crate::link::Link;
use crate::statement::{args, sql};
use crate::{account, organisation, person, post, version};

sql! {
    // An organisation whose place is not right below its superior's.
    ASTRAY = "select o.id, o.path from organisation o left join organisation p on p.id = o.parent
        where (o.parent is null and length(o.path) <> 4)
        or (o.parent is not null and (p.path is null or length(o.path) <> length(p.path) + 4
        or substr(o.path, 1, length(p.path)) <> p.path)) order by o.path limit $1";
    // A superior who is not the one of the last jurisdiction.
    DISOWNED = "select o.id, o.path from organisation o where o.closed is null and not exists
        (select 1 from jurisdiction j where j.org = o.id and j.to_day is null
        and (j.parent = o.parent or (j.parent is null and o.parent is null)))
        order by o.path limit $1";
    // Open ones below a closed one.
    ORPHANED = "select o.id, o.path from organisation o join organisation p on p.id = o.parent
        where o.closed is null and p.closed is not null order by o.path limit $1";
    // Closed ones that are still somebody's on the day from which they are no more, or after it.
    LASTING = "select o.id, o.path from organisation o where o.closed is not null and exists
        (select 1 from jurisdiction j where j.org = o.id
        and (j.to_day is null or j.to_day >= o.closed)) order by o.path limit $1";
    // Those that were below one on a day on which that one was no more.
    BEREFT = "select o.id, o.path from organisation o where exists
        (select 1 from jurisdiction j join organisation p on p.id = j.parent where j.org = o.id
        and p.closed is not null and (j.to_day is null or j.to_day >= p.closed))
        order by o.path limit $1";
    // Those that were two superiors' on one day.
    SHARED = "select o.id, o.path from organisation o where exists
        (select 1 from jurisdiction j join jurisdiction k on k.org = j.org where j.org = o.id
        and k.from_day > j.from_day and (j.to_day is null or j.to_day >= k.from_day))
        order by o.path limit $1";
    UNVERSIONED = "select o.id, o.path from organisation o where not exists
        (select 1 from organisation_version v where v.org = o.id and v.version = o.version)
        order by o.path limit $1";
    // Numbers in the journal that an organisation was given and no entry has.
    UNTOLD = "select o.id, o.path from organisation o where o.org_seq <>
        (select count(*) from journal j where j.org = o.id) order by o.path limit $1";
    // Open ones that are not counted as one of their kind and sector, and closed ones that are.
    UNCOUNTED = "select o.id, o.path from organisation o left join standing s on s.org = o.id
        and s.campaign = $2 and s.term = $2 where s.figures is null
        or s.figures <> case when o.closed is null then o.kind || '=1' else '' end
        or s.sector <> coalesce(o.sector, '') order by o.path limit $1";
}

/// Ills of a kind that are named.
const NAMED: i64 = 20;

/// The same, of what is counted here.
const NAMED_MOST: usize = 20;

/// Rows that are read at once.
const PAGE: i64 = 1_000;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Looked {
    /// Organisations.
    pub organisations: i64,
    /// Entries of the journal that are as they were sealed.
    pub sealed: i64,
    /// What is wrong, a sentence each.
    pub ills: Vec<String>,
}

/// Looks at everything; nothing is changed.
///
/// # Errors
/// [`Fault`], where the database doesn't answer.
pub async fn look(link: &mut Link) -> Result<Looked, Fault> {
    let mut ills = Vec::new();
    let kinds = [
        (ASTRAY, "位置与上级不符"),
        (DISOWNED, "隶属沿革与现在的上级不符"),
        (ORPHANED, "上级已撤销"),
        (LASTING, "撤销以后还有隶属"),
        (BEREFT, "曾隶属于当时已撤销的上级"),
        (SHARED, "同一天有两个上级"),
        (UNVERSIONED, "缺少当前版本"),
        (UNTOLD, "留痕条数与编号不符"),
    ];
    for (statement, says) in kinds {
        for row in link.rows(statement, args![NAMED]).await? {
            ills.push(format!("党组织 {}: {says}", row.id(0, OrgId::new)?));
        }
    }
    for row in link.rows(UNCOUNTED, args![NAMED, CampaignId::NONE]).await? {
        ills.push(format!("党组织 {}: 计数与现状不符", row.id(0, OrgId::new)?));
    }
    ills.extend(version::verify(link, NAMED_MOST).await?);
    ills.extend(astray(link).await?);
    let (sealed, broken) = journal::verify(link).await?;
    match broken {
        None => {}
        Some(Broken::Missing(at)) => ills.push(format!("留痕第 {at} 条缺失")),
        Some(Broken::Changed(at)) => ills.push(format!("留痕第 {at} 条被改动过")),
    }
    let organisations = organisation::count(link, &OrgPath::above_all()).await?;
    Ok(Looked { organisations, sealed, ills })
}

/// Nouns whose rows are held against their last versions.
#[derive(Clone, Copy)]
enum Of {
    People,
    Posts,
    Accounts,
}

/// People, posts and accounts that were changed without a version.
async fn astray(link: &mut Link) -> Result<Vec<String>, Fault> {
    let mut ills = Vec::new();
    for of in [Of::People, Of::Posts, Of::Accounts] {
        let (mut last, mut found) = (Uuid::nil(), Vec::new());
        loop {
            let (noun, rows) = match of {
                Of::People => (&version::PERSON, person::walk(link, last, PAGE).await?),
                Of::Posts => (&version::POST, post::walk(link, last, PAGE).await?),
                Of::Accounts => (&version::ACCOUNT, account::walk(link, last, PAGE).await?),
            };
            let Some((id, ..)) = rows.last() else { break };
            last = *id;
            found.extend(version::astray(link, noun, &rows).await?);
        }
        found.truncate(NAMED_MOST);
        ills.extend(found);
    }
    Ok(ills)
}
