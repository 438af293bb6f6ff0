//! 下载评分表.

use std::collections::HashSet;
use std::io::Cursor;

use model::id::OrgId;
use model::path::OrgPath;
use store::score_sheet::{self, OnSheet};
use store::{Fault, Link, evaluation, organisation};

use super::super::view::submitted;
use super::Ground;
use super::made_from::MadeFrom;
use crate::assessment::{Basis, RoundOf};
use crate::cx::Cx;
use crate::exporting;
use crate::installation;
use crate::organisation::As;
use crate::refusal::Refusal;
use crate::score_sheet::form::{Filled, For, Form, More, Text, Units};
use crate::score_sheet::title;

/// Rows that are read at a time.
const PAGE: i64 = 500;

/// What to do with it, above its head.
const SAYS: &str = "只改评分各列和「备注」。与建议不同或没有建议的,在「备注」写明理由;不评的留空。不要删行首的代码,不要只排其中几列;存好后回到评定名单导入。";

/// A committee's sheet as a file, with the committee's name.
///
/// # Errors
/// [`Refusal`]; [`Refusal::TooMuch`] where others wait already.
pub async fn download(
    cx: &Cx,
    committee: OrgId,
    of: impl Into<RoundOf>,
    how: As,
) -> Result<(String, Vec<u8>), Refusal> {
    let of = of.into();
    let mut link = cx.link().await?;
    Ground::of(cx, &mut link, committee, of).await?;
    drop(link);
    let _turn = exporting::turn(&cx.app.exporting).await?;
    let mut link = cx.app.store().snapshot().await?;
    let ground = Ground::of(cx, &mut link, committee, of).await?;
    let units = Units::below(&mut link, &ground.committee).await?;
    let form = Form::new(ground.scheme.clone(), units, For::Filling);
    let title = title(&ground.campaign, installation::is_demonstration(&cx.app).await?);
    let rows = rows(cx, &mut link, &ground).await?;
    let name = ground.committee.name.as_str().to_owned();
    match how {
        As::Text => {
            let mut text = Text::begin(form, &title, Vec::new())?;
            rows.iter().try_for_each(|(one, more)| text.row(one, more))?;
            Ok((name, text.end()))
        }
        As::Workbook => {
            let spill = tempfile::tempdir().map_err(Fault::from)?;
            let mut book = Filled::begin(form, (&title, SAYS), spill.path())?;
            rows.iter().try_for_each(|(one, more)| book.row(one, more))?;
            let mut bytes = Cursor::new(Vec::new());
            book.end(&mut bytes)?;
            Ok((name, bytes.into_inner()))
        }
    }
}

/// The committee's branches, in the order of the tree.
async fn rows(cx: &Cx, link: &mut Link, ground: &Ground) -> Result<Vec<(OnSheet, More)>, Refusal> {
    let own: HashSet<OrgId> = ground.enrolled.iter().map(|one| one.branch).collect();
    let (mut after, mut rows) = (OrgPath::above_all(), Vec::new());
    let (top, id) = (&ground.committee.path, ground.campaign.id);
    loop {
        let page = score_sheet::page(link, (top, &after), id, cx.today(), PAGE).await?;
        let Some(last) = page.last() else { return Ok(rows) };
        after = last.path.clone();
        for one in page.into_iter().filter(|one| own.contains(&one.id)) {
            rows.extend(row(cx, link, ground, one).await?);
        }
    }
}

/// A branch's row: what is given in the round that is open to the committee, not what is official.
async fn row(
    cx: &Cx,
    link: &mut Link,
    ground: &Ground,
    mut one: OnSheet,
) -> Result<Option<(OnSheet, More)>, Refusal> {
    let id = ground.campaign.id;
    let Some(branch) = organisation::find(link, one.id).await? else { return Ok(None) };
    let Some(basis) = Basis::of(&cx.app, link, &branch, id, cx.today()).await? else {
        return Ok(None);
    };
    let round = basis.round(ground.period);
    let history = match evaluation::of(link, &round).await? {
        Some(kept) => evaluation::history(link, kept.id).await?,
        None => Vec::new(),
    };
    let version = history.last().map_or(0, |given| given.version);
    one.lines = evaluation::held(history).into_iter().map(|given| given.line).collect();
    one.check = submitted(link, &basis, ground.period).await?;
    let suggested = basis.grounds().into_iter().map(|grounds| match grounds.suggestion {
        None => String::new(),
        Some(exact) if exact.is_exact() => exact.least.short(),
        Some(open) => format!("{} 到 {}", open.least.short(), open.most.short()),
    });
    let (term, period) = (round.term, round.period);
    let made = MadeFrom { campaign: id, branch: one.id, term, period, version };
    let more = More { suggested: suggested.collect(), made_from: made.to_string() };
    Ok(Some((one, more)))
}
