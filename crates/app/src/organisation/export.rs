//! 导出组织: what stands below one, as a sheet that can be taken in again.

use std::collections::HashMap;
use std::io::Write;

use model::authority::Verb;
use model::id::OrgId;
use model::organisation::{OrgCode, OrgKind, OrgName};
use store::Fault;
use store::organisation::Organisation;
use table::delimited::{BYTE_ORDER_MARK, push_text};

use super::browse::permitted;
use super::import::sheet::Column;
use super::import::{below, words};
use crate::cx::Cx;
use crate::refusal::Refusal;

/// Writes the organisations below one as comma-separated text, superiors before those below them.
///
/// Who stands below one without a code has its name in place of the code. Such a sheet is refused
/// when it is taken in, with the place: nobody moves because a code was missing.
///
/// # Errors
/// [`Refusal::Denied`] and [`Refusal::Unseen`]; a fault where it cannot be written.
pub async fn export(cx: &Cx, scope: OrgId, mut to: impl Write + Send) -> Result<(), Refusal> {
    let mut link = cx.link().await?;
    let (scope, _) = permitted(cx, &mut link, Verb::ExportOrganisations, scope).await?;
    let mut text = BYTE_ORDER_MARK.to_vec();
    push_row(&mut text, Column::ALL.map(|(_, head)| head));
    let mut superiors: HashMap<OrgId, String> = HashMap::from([(scope.id, String::new())]);
    let mut last: Option<Organisation> = None;
    loop {
        to.write_all(&text).map_err(unwritable)?;
        text.clear();
        let Some(page) = below(&mut link, &scope, last.as_ref()).await? else { break };
        for org in &page {
            let code = org.code.as_ref().map_or("", |code| code.as_str());
            if org.kind != OrgKind::Branch {
                let known_by = if code.is_empty() { no_code(&org.name) } else { code.to_owned() };
                superiors.insert(org.id, known_by);
            }
            let superior = org.parent.and_then(|parent| superiors.get(&parent));
            push_row(
                &mut text,
                [
                    code,
                    org.name.as_str(),
                    org.kind.word(),
                    superior.map_or("", String::as_str),
                    org.sector.map_or("", |sector| sector.word()),
                    &words(&org.sectors),
                ],
            );
        }
        last = page.into_iter().next_back();
    }
    to.flush().map_err(unwritable)
}

/// A superior's name in place of its code, such that it cannot be taken for one.
fn no_code(name: &OrgName) -> String {
    let name = name.as_str();
    if OrgCode::parse(name).is_ok() { format!("「{name}」") } else { name.to_owned() }
}

fn push_row(text: &mut Vec<u8>, cells: [&str; 6]) {
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
