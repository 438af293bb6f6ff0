//! 导出留痕: what was asked for, as a sheet.

use std::fs::File;
use std::io::Write;

use model::event::Event;
use model::id::EntryId;
use model::limit;
use store::{Fault, Locks};
use table::delimited::{BYTE_ORDER_MARK, push_text};
use table::{Book, Column, Kind, Value};

use super::{Before, Filter, Line, Names, find};
use crate::cx::Cx;
use crate::exporting;
use crate::local;
use crate::organisation::As;
use crate::refusal::Refusal;

/// Entries that are read at a time.
const READ_AT_ONCE: i64 = 1_000;

const HEADS: [&str; 8] = ["序号", "时间", "事项", "人员", "党组织", "内容", "编号", "哈希"];

/// A sheet of entries.
#[derive(Debug)]
pub struct Exported {
    /// Its bytes, from their beginning.
    pub file: File,
    /// How many entries it has.
    pub entries: u64,
}

/// Writes what was asked for into a file that nobody else sees, at most
/// [`limit::JOURNAL_EXPORTED`] entries, the latest first; leaves an entry with the file's digest.
///
/// # Errors
/// [`Refusal::Flawed`] where there is none, or more than that; [`Refusal::TooMuch`] where others
/// wait already.
pub async fn export(cx: &Cx, filter: &Filter, how: As) -> Result<Exported, Refusal> {
    // A few at a time: the lines are held in memory.
    let _turn = exporting::turn(&cx.app.exporting).await?;
    let mut link = cx.link().await?;
    let (mut names, mut before) = (Names::default(), Before::latest());
    let mut lines: Vec<[String; HEADS.len()]> = Vec::new();
    loop {
        let page = find(&mut link, filter, before, READ_AT_ONCE).await?;
        let Some(last) = page.last() else { break };
        before = Before { at: last.at, id: last.id };
        if lines.len() as u64 + page.len() as u64 > limit::JOURNAL_EXPORTED {
            let says = format!("超过 {} 条,请缩短日期或加上条件", limit::JOURNAL_EXPORTED);
            return Err(Refusal::flaw("from", says));
        }
        for kept in page {
            lines.push(cells(&names.line(cx, &mut link, kept).await?));
        }
    }
    drop(link);
    let entries = lines.len() as u64;
    if entries == 0 {
        return Err(Refusal::flaw("from", "没有符合条件的记录,没有可以导出的"));
    }
    // Packing a workbook takes a core for seconds: not one of those that answer.
    let written = tokio::task::spawn_blocking(move || write(&lines, how));
    let (file, sheet) = written.await.map_err(|error| failed(error.to_string()))??;
    let (cx, write) = cx.write(Locks::Orgs(vec![filter.scope.id])).await?;
    let event = Event::JournalExported { sheet, entries };
    write.commit(EntryId::new(cx.app.identity()), filter.scope.id, event).await?;
    Ok(Exported { file, entries })
}

fn cells(line: &Line) -> [String; HEADS.len()] {
    let kept = &line.kept;
    let at = local(kept.at);
    [
        kept.leaf_index.map_or_else(String::new, |index| index.to_string()),
        format!("{} {:02}:{:02}:{:02}", at.date(), at.hour(), at.minute(), at.second()),
        line.word.clone(),
        line.by.clone().unwrap_or_else(|| "系统".to_owned()),
        line.org.clone(),
        line.says.clone(),
        kept.id.to_string(),
        crate::session::hex(&store::journal::leaf_hash(&kept.body)),
    ]
}

fn write(lines: &[[String; HEADS.len()]], how: As) -> Result<(File, [u8; 32]), Refusal> {
    let mut to = exporting::aside()?;
    match how {
        As::Text => {
            to.write_all(BYTE_ORDER_MARK).map_err(unwritable)?;
            let mut text = Vec::new();
            push_row(&mut text, HEADS);
            for line in lines {
                push_row(&mut text, line.each_ref().map(String::as_str));
            }
            to.write_all(&text).map_err(unwritable)?;
        }
        As::Workbook => {
            let spill = tempfile::tempdir().map_err(unwritable)?;
            let mut book = Book::new(spill.path());
            let columns = HEADS.map(|head| Column::new(head, Kind::Text)).to_vec();
            let mut sheet =
                book.sheet("留痕", columns).map_err(|error| failed(error.to_string()))?;
            for line in lines {
                let values: Vec<Value<'_>> = line.iter().map(|cell| value(cell)).collect();
                sheet.row(&values).map_err(|error| failed(error.to_string()))?;
            }
            book.push(sheet).map_err(|error| failed(error.to_string()))?;
            book.save(&mut to).map_err(|error| failed(error.to_string()))?;
        }
    }
    let mut file = exporting::whole(to)?;
    let digest = exporting::digest(&mut file).map_err(unwritable)?;
    Ok((file, digest))
}

fn value(cell: &str) -> Value<'_> {
    if cell.is_empty() { Value::Blank } else { Value::Text(cell) }
}

fn push_row(text: &mut Vec<u8>, cells: [&str; HEADS.len()]) {
    for (at, cell) in cells.into_iter().enumerate() {
        if at > 0 {
            text.push(b',');
        }
        push_text(text, cell);
    }
    text.push(b'\n');
}

fn unwritable(error: std::io::Error) -> Refusal {
    Fault::from(error).into()
}

fn failed(error: String) -> Refusal {
    Fault::from(std::io::Error::other(error)).into()
}
