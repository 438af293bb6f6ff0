//! Documents (文件) of a campaign, and what they ask for. One that is wrong is withdrawn, with its
//! tasks, and put there anew.

use jiff::Timestamp;
use jiff::civil::Date;
use model::authority::Permit;
use model::id::{AttachmentId, CampaignId, RecordId};
use uuid::Uuid;

use super::{Campaign, corrupt, date_at, permitted};
use crate::attachment;
use crate::fault::Fault;
use crate::link::Link;
use crate::record::File;
use crate::row::Row;
use crate::statement::{args, day, sql};
use crate::write::Write;

macro_rules! documents {
    ($which:literal) => {
        concat!(
            "select d.number, d.title, d.symbol, d.issued, d.content, d.at, d.withdrawn,
            a.id, a.name, a.bytes
            from campaign_document d join campaign c on c.id = d.campaign
            left join attachment a on a.org = c.org and a.id = d.file
            where d.campaign = $1",
            $which
        )
    };
}

sql! {
    NEXT = "select coalesce(max(number), 0) + 1 from campaign_document where campaign = $1";
    PUT = "insert into campaign_document
        (campaign, number, title, symbol, issued, content, at, by_person) values";
    TASK = "insert into campaign_task (campaign, document, number, says, criterion, due) values";
    WITHDRAW = "update campaign_document set withdrawn = $3
        where campaign = $1 and number = $2 and withdrawn is null";
    ADD_FILE = "update campaign_document set file = $3
        where campaign = $1 and number = $2 and file is null and withdrawn is null";
    DOCUMENTS = documents!(" order by d.issued, d.number");
    DOCUMENT = documents!(" and d.number = $2");
    TASKS = "select document, number, says, criterion, due from campaign_task
        where campaign = $1 and document = $2 order by number";
    TASKS_OF_CAMPAIGN = "select t.document, t.number, t.says, t.criterion, t.due
        from campaign_task t
        join campaign_document d on d.campaign = t.campaign and d.number = t.document
        where t.campaign = $1 and d.withdrawn is null order by t.document, t.number";
}

/// A document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its number among the campaign's, from 1; never given twice.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// 文号; blank where it has none.
    pub symbol: String,
    /// When it was issued.
    pub issued: Date,
    /// Its text, or what of it matters; may be blank.
    pub content: String,
    /// When it was put here.
    pub at: Timestamp,
    /// 原件, where it was laid beside.
    pub file: Option<DocumentFile>,
    /// When it was taken away, where it was.
    pub withdrawn: Option<Timestamp>,
}

/// 原件: the file as it was issued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DocumentFile {
    /// The file, kept at the campaign's owner.
    pub id: AttachmentId,
    /// What it is called.
    pub name: String,
    /// How large it is.
    pub bytes: u64,
}

/// What a document asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The document.
    pub document: u32,
    /// Its number within it, from 1.
    pub number: u32,
    /// What has to be done.
    pub says: String,
    /// The criterion that it belongs to, by its id.
    pub criterion: Option<String>,
    /// By which day.
    pub due: Option<Date>,
}

/// Lays a document beside a campaign; its number. The numbers in `document` and `tasks` are
/// given here.
///
/// # Errors
/// [`Fault`].
pub async fn issue(
    write: &mut Write,
    permit: &Permit,
    campaign: &Campaign,
    document: &Document,
    tasks: &[Task],
) -> Result<u32, Fault> {
    permitted(permit, campaign)?;
    let number = write.number(NEXT, args![campaign.id]).await?;
    let Document { title, symbol, issued, content, at, .. } = document;
    let by = permit.person();
    let values = args![campaign.id, number, title, symbol, day(*issued), content, *at, by];
    write.insert(PUT, values.len(), values).await?;
    let mut values = Vec::with_capacity(6 * tasks.len());
    let mut says = format!("title {title}\nsymbol {symbol}\nissued {issued}\n");
    for (task, at) in tasks.iter().zip(1_i64..) {
        let (criterion, due) = (task.criterion.as_deref(), task.due.map(day));
        values.extend_from_slice(args![campaign.id, number, at, &task.says, criterion, due]);
        let due = task.due.map_or("-".to_owned(), |due| due.to_string());
        says.push_str(&format!("task {} {due} {}\n", criterion.unwrap_or("-"), task.says));
    }
    write.insert(TASK, 6, &values).await?;
    says.push_str("content\n");
    says.push_str(content);
    let number = u32::try_from(number).map_err(|_| corrupt("number"))?;
    write.note("campaign_document", document_identity(campaign.id, number), 1, &says);
    Ok(number)
}

/// Lays a file that has come for it beside a document that has none.
///
/// # Errors
/// [`Fault`]; where it has one, or is gone.
pub async fn add_file(
    write: &mut Write,
    permit: &Permit,
    campaign: &Campaign,
    number: u32,
    file: &File,
) -> Result<(), Fault> {
    permitted(permit, campaign)?;
    let identity = document_identity(campaign.id, number);
    if write.run(ADD_FILE, args![campaign.id, i64::from(number), file.id]).await? != 1 {
        return Err(Fault::Unfit(format!("document {number} takes no file")));
    }
    attachment::take(write, campaign.org, RecordId::new(identity), file).await?;
    let says = format!("file {} {}\nname {}\n", file.id, super::hex(&file.digest), file.name);
    write.note("campaign_document", identity, 2, &says);
    Ok(())
}

/// A document's identity in the journal, made of the campaign's and its number.
#[must_use]
pub fn document_identity(campaign: CampaignId, number: u32) -> Uuid {
    Uuid::from_u128(campaign.uuid().as_u128() ^ (u128::from(number) << 64))
}

/// Withdraws a document; false where there is none any more.
///
/// # Errors
/// [`Fault`].
pub async fn withdraw(
    write: &mut Write,
    permit: &Permit,
    campaign: &Campaign,
    number: u32,
) -> Result<bool, Fault> {
    permitted(permit, campaign)?;
    let at = write.at();
    let withdrawn = write.run(WITHDRAW, args![campaign.id, i64::from(number), at]).await? == 1;
    if withdrawn {
        let identity = document_identity(campaign.id, number);
        write.note("campaign_document", identity, 3, "withdrawn\n");
    }
    Ok(withdrawn)
}

fn document_at(row: &Row) -> Result<Document, Fault> {
    Ok(Document {
        number: u32::try_from(row.get::<i64>(0)?).map_err(|_| corrupt("number"))?,
        title: row.get(1)?,
        symbol: row.get(2)?,
        issued: date_at(row, 3)?,
        content: row.get(4)?,
        at: row.time(5)?,
        withdrawn: row.get::<Option<i64>>(6)?.map(|_| row.time(6)).transpose()?,
        file: match row.get::<Option<Uuid>>(7)? {
            Some(id) => Some(DocumentFile {
                id: AttachmentId::new(id),
                name: row.get(8)?,
                bytes: u64::try_from(row.get::<i64>(9)?).map_err(|_| corrupt("bytes"))?,
            }),
            None => None,
        },
    })
}

fn task_at(row: &Row) -> Result<Task, Fault> {
    let number = |at| u32::try_from(row.get::<i64>(at)?).map_err(|_| corrupt("number"));
    let (document, number) = (number(0)?, number(1)?);
    Ok(Task { document, number, says: row.get(2)?, criterion: row.get(3)?, due: row.day(4)? })
}

/// A campaign's documents by their day, withdrawn ones too.
///
/// # Errors
/// [`Fault`].
pub async fn documents(link: &mut Link, campaign: CampaignId) -> Result<Vec<Document>, Fault> {
    link.rows(DOCUMENTS, args![campaign]).await?.iter().map(document_at).collect()
}

/// One document.
///
/// # Errors
/// [`Fault`].
pub async fn document(
    link: &mut Link,
    campaign: CampaignId,
    number: u32,
) -> Result<Option<Document>, Fault> {
    let row = link.row(DOCUMENT, args![campaign, i64::from(number)]).await?;
    row.as_ref().map(document_at).transpose()
}

/// What a document asks for.
///
/// # Errors
/// [`Fault`].
pub async fn tasks(link: &mut Link, campaign: CampaignId, number: u32) -> Result<Vec<Task>, Fault> {
    link.rows(TASKS, args![campaign, i64::from(number)]).await?.iter().map(task_at).collect()
}

/// What all documents of a campaign ask for that were not withdrawn.
///
/// # Errors
/// [`Fault`].
pub async fn tasks_of_campaign(link: &mut Link, campaign: CampaignId) -> Result<Vec<Task>, Fault> {
    link.rows(TASKS_OF_CAMPAIGN, args![campaign]).await?.iter().map(task_at).collect()
}
