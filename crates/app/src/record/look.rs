//! A look at a file that has come: what it is by its bytes, and whether it bears a mark of secrecy.

use model::id::{AttachmentId, OrgId};
use model::record::FileKind;
use model::record::file::{Look, Seen, archive_list, office};
use sha2::{Digest, Sha256};
use store::record::File;
use store::{Link, attachment};

use super::attach::{FIELD, PIECE};
use super::settle;
use crate::cx::Cx;
use crate::refusal::Refusal;
use crate::staging::quiet;

pub(super) fn secret(name: &str, mark: &str) -> Refusal {
    let says = format!("「{}」标有「{mark}」,本系统不得存放国家秘密,没有接收", shown(name));
    Refusal::flaw(FIELD, says)
}

/// As much of a name as a sentence quotes.
pub(super) fn shown(name: &str) -> String {
    name.chars().take(20).collect()
}

/// Reads a file back, and notes what it is and its digests.
pub(super) async fn looked(
    cx: &Cx,
    org: OrgId,
    id: AttachmentId,
    name: &str,
    bytes: u64,
    sent: Option<[u8; 32]>,
) -> Result<File, Refusal> {
    let mut link = cx.link().await?;
    let (mut look, mut hasher, mut next) = (Look::default(), Sha256::new(), 0);
    loop {
        let pieces = attachment::pieces(&mut link, org, id, next).await?;
        let Some((last, _)) = pieces.last() else { break };
        next = last + 1;
        for (_, piece) in &pieces {
            look.piece(piece);
            hasher.update(piece);
        }
    }
    let digest: [u8; 32] = hasher.finalize().into();
    if sent.is_some_and(|sent| sent != digest) {
        let says = format!("「{}」没有传完整,请再选一次", shown(name));
        return Err(Refusal::flaw(FIELD, says));
    }
    let kind = match look.seen() {
        Seen::Kind(kind) if kind.is_belied(name) => {
            Err("内容是纯文本,和它的名称不符,可能没有保存好;请打开看一看,重新导出后再附")
        }
        Seen::Kind(kind) => Ok(kind),
        Seen::Archive => of_archive(&mut link, org, id, bytes).await?.ok_or(
            "是压缩包或带宏的文档,不能附;请解压后一份一份附,文档请另存为不带宏的 docx、xlsx 或 pptx",
        ),
        Seen::OldOffice => Err("是旧格式的文档(doc、xls、ppt、wps),请另存为 docx、xlsx、pptx 或 PDF"),
        Seen::Unknown => Err("看不出是什么文件;可以附 PDF、Word、Excel、PPT、照片和纯文本"),
    };
    drop(link);
    let kind = kind.map_err(|says| Refusal::flaw(FIELD, format!("「{}」{says}", shown(name))))?;
    if let Some(mark) = look.mark() {
        return Err(secret(name, mark));
    }
    let mut write = quiet(cx).await?;
    let digests = [&sent.unwrap_or(digest), &digest];
    if !attachment::whole(&mut write, org, id, kind, digests).await? {
        return Err(Refusal::Stale);
    }
    settle(write).await?;
    Ok(File { id, kind, bytes, digest, name: name.to_owned() })
}

/// What office document an archive is, by the list of contents at its end.
async fn of_archive(
    link: &mut Link,
    org: OrgId,
    id: AttachmentId,
    bytes: u64,
) -> Result<Option<FileKind>, Refusal> {
    let bytes = usize::try_from(bytes).unwrap_or(0);
    // A comment of 64 KiB may stand behind the list's own end.
    let from = bytes.saturating_sub(66 << 10);
    let tail = between(link, org, id, from, bytes).await?;
    let Some((place, length)) = archive_list(&tail) else { return Ok(None) };
    let list = between(link, org, id, place, place.saturating_add(length)).await?;
    Ok(if list.len() == length { office(&list) } else { None })
}

/// Bytes of a file from a place to another.
async fn between(
    link: &mut Link,
    org: OrgId,
    id: AttachmentId,
    from: usize,
    to: usize,
) -> Result<Vec<u8>, Refusal> {
    let (mut found, mut at) = (Vec::new(), from / PIECE);
    while at * PIECE < to {
        let pieces = attachment::pieces(link, org, id, i64::try_from(at).unwrap_or(0)).await?;
        if pieces.is_empty() {
            break;
        }
        for (_, piece) in pieces {
            let begins = at * PIECE;
            let (one, other) = (from.saturating_sub(begins), to.saturating_sub(begins));
            let other = other.min(piece.len());
            found.extend_from_slice(piece.get(one..other).unwrap_or_default());
            at += 1;
        }
    }
    Ok(found)
}
