//! Tables: thin black lines, as wide as the text area, the head repeated on every page.

use docx_rs::{
    HeightRule, Table as DocxTable, TableBorder, TableBorderPosition, TableBorders, TableCell,
    TableCellMargins, TableLayoutType, TableRow, VAlignType, WidthType,
};

use super::Table;
use super::page::TEXT_WIDTH;
use super::piece::{Align, Face, Stand};
use crate::text::{clean, width_halves};

/// 小四, 五号 and 小五 in halves of a point, tried in this order.
const SIZES: [usize; 3] = [24, 21, 18];

/// A cell's margin at its left and right.
const MARGIN: i32 = 70;

/// Characters that the first column must have room for before a smaller size is tried. Most
/// names then take one line or two.
const NAME_CHARS: i32 = 10;

/// A head wider than this is broken.
const HEAD_HALVES: usize = 8;

/// Makes the table. The first column holds names and takes what the others leave; the others
/// hold numbers and are as wide as the widest.
pub(super) fn draw(table: &Table) -> DocxTable {
    let (size, widths) = fit(table);
    let head = row(&table.heads, &widths, Face::table_head(size), true);
    let body = table.rows.iter().map(|cells| row(cells, &widths, Face::table_cell(size), false));
    let margin = usize::try_from(MARGIN).unwrap_or(0);
    let grid = widths.iter().map(|w| usize::try_from(*w).unwrap_or(0)).collect();
    let width = usize::try_from(TEXT_WIDTH).unwrap_or(0);
    DocxTable::new(std::iter::once(head).chain(body).collect())
        .set_grid(grid)
        .width(width, WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .indent(0)
        .margins(TableCellMargins::new().margin(30, margin, 30, margin))
        .set_borders(thin_borders())
}

fn thin_borders() -> TableBorders {
    use TableBorderPosition::{Bottom, InsideH, InsideV, Left, Right, Top};
    [Top, Left, Bottom, Right, InsideH, InsideV]
        .into_iter()
        .fold(TableBorders::with_empty(), |all, at| all.set(TableBorder::new(at).size(4)))
}

/// The largest size at which the first column has room, and the columns' widths at it.
fn fit(table: &Table) -> (usize, Vec<i32>) {
    let mut fitted = (SIZES[0], vec![TEXT_WIDTH]);
    for size in SIZES {
        let char_twips = i32::try_from(size).unwrap_or(0) * 10;
        let name_least = NAME_CHARS * char_twips + 2 * MARGIN;
        let mut others: Vec<i32> =
            (1..table.heads.len()).map(|i| number_width(table, i, char_twips)).collect();
        let taken: i32 = others.iter().sum();
        let fits = taken + name_least <= TEXT_WIDTH;
        if !fits {
            // What stays if no smaller size fits either: all columns give way alike.
            let room = TEXT_WIDTH - name_least;
            others.iter_mut().for_each(|width| *width = *width * room / taken.max(1));
        }
        let name = TEXT_WIDTH - others.iter().sum::<i32>();
        fitted = (size, std::iter::once(name).chain(others).collect());
        if fits {
            break;
        }
    }
    fitted
}

fn number_width(table: &Table, column: usize, char_twips: i32) -> i32 {
    let head = table.heads.get(column).map_or(0, |head| width_halves(head)).min(HEAD_HALVES);
    let cell = |row: &Vec<String>| row.get(column).map_or(0, |cell| width_halves(cell));
    // A column of its own digits only would look cramped: at least two characters.
    let widest = table.rows.iter().map(cell).max().unwrap_or(0).max(head).max(4);
    // A digit of a stand-in font is a tenth wider than half a character.
    i32::try_from(widest).unwrap_or(i32::MAX / 20_000) * char_twips * 11 / 20 + 2 * MARGIN
}

fn row(cells: &[String], widths: &[i32], face: Face, head: bool) -> TableRow {
    let line = i32::try_from(face.size_half_points).unwrap_or(24) * 15;
    let make = |(column, width): (usize, &i32)| {
        let text = cells.get(column).map_or(String::new(), |cell| clean(cell));
        let align = if column == 0 && !head { Align::Left } else { Align::Centre };
        let stand = Stand { align, line, ..Stand::FLUSH };
        TableCell::new()
            .width(usize::try_from(*width).unwrap_or(0), WidthType::Dxa)
            .vertical_align(VAlignType::Center)
            .add_paragraph(stand.text(face, &text))
    };
    TableRow::new(widths.iter().enumerate().map(make).collect())
        .row_height(460.0)
        .height_rule(HeightRule::AtLeast)
        .cant_split()
}

#[cfg(test)]
mod tests {
    use super::{Table, fit};
    use crate::official::page::TEXT_WIDTH;

    fn table(heads: usize, number: &str) -> Table {
        let heads: Vec<String> = (0..heads).map(|i| format!("列{i}")).collect();
        let mut row = vec![number.to_owned(); heads.len()];
        "某某镇党委".clone_into(&mut row[0]);
        Table { heads, rows: vec![row] }
    }

    #[test]
    fn the_columns_are_together_as_wide_as_the_text() {
        for heads in 1..=14 {
            for number in ["", "12", "4614000", "123456789012"] {
                let (size, widths) = fit(&table(heads, number));
                assert_eq!(widths.iter().sum::<i32>(), TEXT_WIDTH, "{heads} × {number}");
                assert_eq!(widths.len(), heads);
                assert!(widths.iter().all(|width| *width > 150), "{widths:?}");
                assert!(widths[0] >= i32::try_from(size).unwrap() * 100, "{widths:?}");
            }
        }
    }

    #[test]
    fn a_table_with_many_columns_is_set_smaller() {
        assert_eq!(fit(&table(8, "120")).0, 24);
        assert_eq!(fit(&table(11, "12")).0, 21);
        assert_eq!(fit(&table(12, "4614000")).0, 18);
    }
}
