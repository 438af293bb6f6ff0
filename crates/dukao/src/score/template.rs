//! The empty sheet, to be filled in.

use std::io::Cursor;
use std::path::Path;

use model::Scheme;
use table::book::{Accepts, Unwritable};
use table::{Book, Column, Kind};

use super::columns::{UNIT_HEADS, point_heads};
use crate::say;
use crate::scheme::write_new;
use crate::stop::Stop;

/// Sectors that a sheet may name; others are taken too.
const SECTORS: [&str; 8] = ["农村", "社区", "机关", "事业", "高校", "国企", "非公", "社会组织"];

/// Room for what will be typed into each of [`UNIT_HEADS`].
const UNIT_WIDTHS: [usize; 7] = [16, 32, 10, 10, 12, 14, 28];

/// Writes the sheet.
pub(super) fn write(scheme: &Scheme, path: &Path, overwrite: bool) -> Result<(), Stop> {
    write_new(path, overwrite, |spill| workbook(scheme, spill))?;
    say::out(&format!("已写入 {}: {} 的空表\n", path.display(), scheme.id));
    Ok(())
}

fn workbook(scheme: &Scheme, spill: &Path) -> Result<Vec<u8>, Unwritable> {
    let mut heads: Vec<String> = UNIT_HEADS.iter().map(ToString::to_string).collect();
    heads.extend(point_heads(scheme));
    let title = format!("{}({})", scheme.title, scheme.id);
    let lines = [
        title.as_str(),
        "从表头下一行填起,一个支部一行;不要加合计行。未评的留空。「自查」各列由支部填,编号各列由上级党委填,「附加分」填审核通过的分数。没有用的列可以整列删去。",
    ];
    let criteria = scheme.criteria_count();
    let mut notes = unit_notes();
    notes.extend(scheme.criteria().map(|(_, c)| format!("满分 {}\n{}", c.points.short(), c.title)));
    notes.extend(scheme.criteria().map(|(_, c)| format!("满分 {}", c.points.short())));
    notes.extend(scheme.bonus.as_ref().map(|b| format!("至多 {}", b.points.short())));
    let columns = heads.iter().enumerate().map(|(at, head)| {
        let points_until = UNIT_HEADS.len() + 2 * criteria + usize::from(scheme.bonus.is_some());
        let is_points = (UNIT_HEADS.len()..points_until).contains(&at);
        match UNIT_WIDTHS.get(at) {
            _ if is_points => Column::new(head, Kind::Hundredths).at_least(9),
            Some(width) => Column::new(head, Kind::Text).at_least(*width),
            None => Column::new(head, Kind::Text).at_least(20),
        }
    });
    let mut book = Book::new(spill);
    let mut sheet = book.form("考核表", &lines, &notes, columns.collect())?;
    let most: Vec<i32> = scheme.criteria().map(|(_, c)| c.points.hundredths()).collect();
    for (at, most) in most.iter().enumerate() {
        sheet.accept(UNIT_HEADS.len() + at, &Accepts::UpTo(*most))?;
        sheet.accept(UNIT_HEADS.len() + criteria + at, &Accepts::UpTo(*most))?;
    }
    if let Some(bonus) = &scheme.bonus {
        let at = UNIT_HEADS.len() + 2 * criteria;
        sheet.accept(at, &Accepts::UpTo(bonus.points.hundredths()))?;
    }
    sheet.accept(2, &Accepts::OneOf(SECTORS.map(str::to_owned).to_vec()))?;
    book.push(sheet)?;
    let mut bytes = Cursor::new(Vec::new());
    book.save(&mut bytes)?;
    Ok(bytes.into_inner())
}

/// A note for each of [`UNIT_HEADS`].
fn unit_notes() -> Vec<String> {
    ["每个支部一个,不重复", "必填", "从列表选", "", "", "", "直接负责的党委"]
        .map(str::to_owned)
        .to_vec()
}
