//! Cells merged downwards: one 上级党委 over all its branches is how many sheets are typed.
//!
//! A workbook keeps the content in the first cell only. Without a look at the merges, the cells
//! below it would silently be blank.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;

use calamine::{Dimensions, Reader, Xls, Xlsx};
use model::limit;

use super::{without_panic, xls_error, xlsx_error};
use crate::cell::{ACROSS, Kept, UNDER};
use crate::unreadable::Unreadable;

/// The merges of a sheet below its head, by column from 0.
#[derive(Clone, Debug, Default)]
pub(crate) struct Merges {
    columns: BTreeMap<usize, Column>,
}

#[derive(Clone, Debug)]
struct Column {
    /// Whether the content counts for all rows of a merge.
    carries: bool,
    /// Merges that begin in it, in the order of their first rows.
    merges: Vec<Merge>,
}

/// Rows from 1.
#[derive(Clone, Debug)]
struct Merge {
    first: u64,
    last: u64,
    /// Its last column.
    right: usize,
    content: Kept,
}

impl Merges {
    /// The merges of a workbook's first sheet that lie below `head`.
    pub(crate) fn read(
        file: File,
        xlsx: bool,
        head: u64,
        carries: &dyn Fn(usize) -> bool,
    ) -> Result<Self, Unreadable> {
        let mut merges = Self::default();
        for Dimensions { start, end } in regions(file, xlsx)? {
            let (first, last) = (u64::from(start.0) + 1, u64::from(end.0) + 1);
            if first <= head {
                continue;
            }
            let at = start.1 as usize;
            if at >= limit::COLUMNS {
                continue;
            }
            let column = merges.columns.entry(at);
            let column =
                column.or_insert_with(|| Column { carries: carries(at), merges: Vec::new() });
            let right = (end.1 as usize).min(limit::COLUMNS - 1);
            column.merges.push(Merge { first, last, right, content: Kept::Blank });
        }
        for column in merges.columns.values_mut() {
            column.merges.sort_by_key(|merge| merge.first);
        }
        Ok(merges)
    }

    /// Fills what is merged in a row. A row without cells of its own stays blank.
    pub(super) fn fill(&mut self, row: u64, cells: &mut Vec<Kept>, start: usize) {
        if cells[start..].iter().all(is_blank) {
            return;
        }
        for (at, column) in &mut self.columns {
            let after = column.merges.partition_point(|merge| merge.first <= row);
            let Some(merge) = after.checked_sub(1).and_then(|at| column.merges.get_mut(at)) else {
                continue;
            };
            if merge.last < row {
                continue;
            }
            if merge.first == row {
                merge.content = cells.get(start + at).cloned().unwrap_or(Kept::Blank);
            } else {
                // What is hidden under a merge doesn't count: nobody sees it.
                let content = match (column.carries, &merge.content) {
                    (true, content) => content.clone(),
                    (false, Kept::Blank) => Kept::Blank,
                    (false, _) => Kept::Odd(UNDER),
                };
                put(cells, start + at, content);
            }
            if merge.content != Kept::Blank {
                for right in at + 1..=merge.right {
                    put(cells, start + right, Kept::Odd(ACROSS));
                }
            }
        }
    }
}

fn put(cells: &mut Vec<Kept>, at: usize, content: Kept) {
    if cells.len() <= at {
        cells.resize(at + 1, Kept::Blank);
    }
    cells[at] = content;
}

fn is_blank(cell: &Kept) -> bool {
    match cell {
        Kept::Blank => true,
        Kept::Text(text) => text.trim().is_empty(),
        Kept::Number(_) | Kept::Odd(_) => false,
    }
}

fn regions(file: File, xlsx: bool) -> Result<Vec<Dimensions>, Unreadable> {
    let read = || match xlsx {
        true => {
            let mut workbook = Xlsx::new(BufReader::new(file)).map_err(xlsx_error)?;
            workbook.merge_cells_by_sheet_id(0).map_err(xlsx_error)
        }
        false => {
            let workbook = Xls::new(BufReader::new(file)).map_err(xls_error)?;
            workbook.merge_cells_by_sheet_id(0).map_err(xls_error)
        }
    };
    without_panic(read)?
}
