//! 党小组: founded, named, closed, and who belongs to which.

use jiff::civil::Date;
use model::event::Event;
use model::id::{CellId, MemberId, OrgId};
use model::limit;
use model::organisation::OrgName;
use model::roster::Days;
use store::roster::{self, Cell, Named};

use super::{Keeping, keep};
use crate::cx::{Cx, Form};
use crate::refusal::Refusal;

/// The address of a branch's cells.
fn place(org: OrgId) -> String {
    format!("{}/cells", super::place(org))
}

impl Keeping {
    /// A name that no other open cell has.
    fn cell_name(&self, typed: &str, own: Option<CellId>) -> Result<String, Refusal> {
        let name = OrgName::parse(typed);
        let name = name.map_err(|not| Refusal::flaw("name", not.to_string()))?;
        let mut open = self.cells.iter().filter(|cell| cell.days.to.is_none());
        if open.any(|cell| Some(cell.id) != own && cell.name == name.as_str()) {
            return Err(Refusal::flaw("name", "已经有这个名称的党小组"));
        }
        Ok(name.as_str().to_owned())
    }

    /// A cell that is open, as this person saw it.
    fn cell(&self, id: CellId, version: u32) -> Result<Cell, Refusal> {
        let cell = self.cells.iter().find(|cell| cell.id == id).ok_or(Refusal::Unseen)?;
        if cell.version != version || cell.days.to.is_some() {
            return Err(Refusal::Stale);
        }
        Ok(cell.clone())
    }

    async fn change_cell(&mut self, cell: &mut Cell) -> Result<(), Refusal> {
        match roster::change_cell(&mut self.write, &self.permit, cell).await? {
            true => Ok(()),
            false => Err(Refusal::Stale),
        }
    }

    async fn commit_cell(self, form: Form, event: Event) -> Result<String, Refusal> {
        let place = place(self.org.id);
        self.cx.commit(self.write, form, self.org.id, event, &place).await
    }
}

/// Founds a cell from today on.
///
/// # Errors
/// [`Refusal`].
pub async fn found_cell(cx: &Cx, form: Form, org: OrgId, name: &str) -> Result<String, Refusal> {
    let mut keeping = match keep(cx, form, org).await? {
        Ok(keeping) => keeping,
        Err(place) => return Ok(place),
    };
    if keeping.cells.len() >= limit::CELLS {
        return Err(Refusal::flaw("name", format!("党小组连同撤销的最多 {} 个", limit::CELLS)));
    }
    let name = keeping.cell_name(name, None)?;
    let id = CellId::new(keeping.cx.app.identity());
    let days = Days { from: keeping.cx.today(), to: None };
    let cell = Cell { id, name, days, version: 1 };
    roster::found_cells(&mut keeping.write, &keeping.permit, &[cell]).await?;
    keeping.commit_cell(form, Event::CellFounded { cell: id }).await
}

/// Gives a cell another name.
///
/// # Errors
/// [`Refusal`].
pub async fn rename_cell(
    cx: &Cx,
    form: Form,
    org: OrgId,
    (id, version): (CellId, u32),
    name: &str,
) -> Result<String, Refusal> {
    let mut keeping = match keep(cx, form, org).await? {
        Ok(keeping) => keeping,
        Err(place) => return Ok(place),
    };
    let mut cell = keeping.cell(id, version)?;
    let name = keeping.cell_name(name, Some(id))?;
    if cell.name == name {
        return Ok(place(org));
    }
    cell.name = name;
    keeping.change_cell(&mut cell).await?;
    keeping.commit_cell(form, Event::CellRenamed { cell: id }).await
}

/// Closes a cell with today as its last day; whoever belongs to it belongs to none.
///
/// # Errors
/// [`Refusal`].
pub async fn close_cell(
    cx: &Cx,
    form: Form,
    org: OrgId,
    (id, version): (CellId, u32),
) -> Result<String, Refusal> {
    let mut keeping = match keep(cx, form, org).await? {
        Ok(keeping) => keeping,
        Err(place) => return Ok(place),
    };
    let mut cell = keeping.cell(id, version)?;
    let on: Date = keeping.cx.today().max(cell.days.from);
    let belongs = |named: &&Named| named.member.cell == Some(id) && named.member.days.to.is_none();
    let mut members: Vec<Named> = keeping.members.iter().filter(belongs).cloned().collect();
    members.iter_mut().for_each(|named| named.member.cell = None);
    keeping.change(&mut members).await?;
    cell.days.to = Some(on);
    keeping.change_cell(&mut cell).await?;
    keeping.commit_cell(form, Event::CellClosed { cell: id, on }).await
}

/// Puts members into a cell from today on, or out of theirs.
///
/// # Errors
/// [`Refusal`].
pub async fn assign(
    cx: &Cx,
    form: Form,
    org: OrgId,
    cell: Option<CellId>,
    members: &[MemberId],
) -> Result<String, Refusal> {
    let mut keeping = match keep(cx, form, org).await? {
        Ok(keeping) => keeping,
        Err(place) => return Ok(place),
    };
    if members.is_empty() {
        return Err(Refusal::flaw("member", "请勾选要编入的党员"));
    }
    let is_open = |open: &Cell| Some(open.id) == cell && open.days.to.is_none();
    if cell.is_some() && !keeping.cells.iter().any(is_open) {
        return Err(Refusal::flaw("cell", "没有这个党小组,请从列表选"));
    }
    let today = keeping.cx.today();
    let mut moved = Vec::new();
    for id in members {
        let named = keeping.members.iter().find(|named| named.member.id == *id);
        let named = named.ok_or(Refusal::Unseen)?;
        if !named.member.days.hold(today) {
            return Err(Refusal::Stale);
        }
        if named.member.cell != cell && !moved.iter().any(|m: &Named| m.member.id == *id) {
            moved.push(named.clone());
        }
    }
    moved.iter_mut().for_each(|named| named.member.cell = cell);
    if moved.is_empty() {
        return Ok(place(org));
    }
    keeping.change(&mut moved).await?;
    let members = u32::try_from(moved.len()).unwrap_or(u32::MAX);
    keeping.commit_cell(form, Event::CellFilled { cell, members }).await
}
