//! 类别不符: branches whose sector is not that of whoever evaluates them (notice 二.2).

use std::fs::File;
use std::io::BufWriter;

use model::authority::Verb;
use model::id::OrgId;
use model::path::OrgPath;
use store::organisation::{self, Mismatch, Organisation};
use table::Kind;

use super::browse::permitted;
use super::export::{As, Rows, taken_out, unwritable};
use super::import::words;
use crate::cx::Cx;
use crate::refusal::Refusal;

/// Mismatches of a page.
const PAGE: usize = 50;

/// Branches that are looked through for one page; beyond it the next page goes on.
const LOOKED: usize = 20_000;

/// The heads of the sheet.
const HEADS: [&str; 7] =
    ["支部代码", "支部名称", "类别", "评定它的组织代码", "评定它的组织", "种类", "负责的类别"];

/// A page of mismatches.
#[derive(Clone, Debug)]
pub struct Mismatches {
    /// In whose subtree.
    pub org: Organisation,
    /// They.
    pub found: Vec<Mismatch>,
    /// Behind which place the next page begins, where there may be more.
    pub next: Option<OrgPath>,
    /// Whether this person may take them out as a sheet.
    pub may_export: bool,
}

/// The mismatches at and below an organisation, behind a place in their order.
///
/// # Errors
/// [`Refusal::Unseen`]; [`Refusal::Denied`] where one may not look into it.
pub async fn mismatches(cx: &Cx, org: OrgId, after: &OrgPath) -> Result<Mismatches, Refusal> {
    let mut link = cx.link().await?;
    let org = organisation::find(&mut link, org).await?.ok_or(Refusal::Unseen)?;
    cx.may(Verb::SeeOrganisation, &org)?;
    if !cx.tops().iter().any(|top| top.path.holds(&org.path)) {
        return Err(Refusal::Denied);
    }
    let (found, next) = organisation::mismatches(&mut link, &org.path, after, PAGE, LOOKED).await?;
    let may_export = cx.may(Verb::ExportOrganisations, &org).is_ok();
    Ok(Mismatches { org, found, next, may_export })
}

/// All of them as a file, with the scope's name.
///
/// # Errors
/// [`Refusal`].
pub async fn mismatches_out(cx: &Cx, org: OrgId, how: As) -> Result<(String, File), Refusal> {
    taken_out(cx, org, move |cx, to| async move { write_out(&cx, org, how, to).await }).await
}

async fn write_out(
    cx: &Cx,
    org: OrgId,
    how: As,
    to: BufWriter<File>,
) -> Result<(Organisation, BufWriter<File>, u64), Refusal> {
    let mut link = cx.app.store().snapshot().await?;
    let (org, _) = permitted(cx, &mut link, Verb::ExportOrganisations, org).await?;
    let spill = tempfile::tempdir().map_err(unwritable)?;
    let mut rows =
        Rows::new(how, to, spill.path(), "类别不符", &HEADS.map(|head| (head, Kind::Text)))?;
    let (mut after, mut count) = (OrgPath::above_all(), 0);
    loop {
        let (found, next) =
            organisation::mismatches(&mut link, &org.path, &after, PAGE, LOOKED).await?;
        for Mismatch { branch, evaluator } in &found {
            let code = |org: &Organisation| {
                org.code.as_ref().map_or_else(String::new, |code| code.as_str().to_owned())
            };
            let evaluator = evaluator.as_ref();
            count += 1;
            rows.row(&[
                &code(branch),
                branch.name.as_str(),
                branch.sector.map_or("", |sector| sector.word()),
                &evaluator.map(code).unwrap_or_default(),
                evaluator.map_or("", |org| org.name.as_str()),
                evaluator.map_or("", |org| org.kind.word()),
                &evaluator.map(|org| words(&org.sectors)).unwrap_or_default(),
            ])?;
        }
        match next {
            Some(next) => after = next,
            None => return Ok((org, rows.finish()?, count)),
        }
    }
}
