//! A committee's sheet, read: which column means what, what each row says, and every flaw by its
//! cell.

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::Path;

use model::fold::fold;
use model::{Flaw, Flaws, Place, Points, Scheme, limit};
use table::{Cell, Head, Input, Row, Unreadable, said};

use super::made_from::MadeFrom;
use crate::score_sheet::form::{
    BONUS, CITY, CODE, COMMITTEE, COUNTY, MADE_FROM, NAME, OWN, REMARK, SECRETARY, SECTOR,
    SUGGESTED,
};

/// What a row says of a branch.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// The row.
    pub(super) number: u64,
    pub(super) code: String,
    pub(super) name: String,
    /// By criterion; none where nothing is said.
    pub(super) points: Vec<Option<Points>>,
    /// By criterion, where the sheet has a column of it; blank where nothing is said.
    pub(super) reasons: Vec<String>,
    /// About any criterion that needs one.
    pub(super) remark: String,
    /// What it was made from; none in a sheet that somebody made.
    pub(super) made_from: Option<MadeFrom>,
}

/// A sheet that was read.
#[derive(Clone, Debug, Default)]
pub(super) struct Sheet {
    /// Its rows, but those with flaws.
    pub(super) lines: Vec<Line>,
    /// What is wrong with it.
    pub(super) flaws: Flaws,
    /// Heads that mean nothing here.
    pub(super) unknown: Vec<String>,
    at: At,
    most: Vec<Points>,
    width: usize,
    is_workbook: bool,
}

/// Where each meaning stands, as a column from 0.
#[derive(Clone, Debug, Default)]
struct At {
    heads: Vec<String>,
    code: Option<usize>,
    name: Option<usize>,
    points: Vec<Option<usize>>,
    reasons: Vec<Option<usize>>,
    remark: Option<usize>,
    made_from: Option<usize>,
}

impl Sheet {
    fn place_at(&self, row: u64, at: Option<usize>) -> Place {
        let head = at.and_then(|at| self.at.heads.get(at)).cloned().unwrap_or_default();
        let column = at.and_then(|at| u32::try_from(at + 1).ok()).unwrap_or(0);
        Place { row, column, head, cell: self.is_workbook }
    }

    /// The place of a row's name.
    pub(super) fn of_row(&self, row: u64) -> Place {
        self.place_at(row, self.at.name)
    }

    /// The place of a criterion's points.
    pub(super) fn of_points(&self, row: u64, criterion: usize) -> Place {
        self.place_at(row, self.at.points.get(criterion).copied().flatten())
    }

    /// What a reason is to be written under.
    pub(super) fn reason_head(&self, criterion: usize) -> &str {
        let own = self.at.reasons.get(criterion).copied().flatten();
        let at = own.or(self.at.remark).and_then(|at| self.at.heads.get(at));
        at.map_or(REMARK, String::as_str)
    }

    fn find_columns(&mut self, head: &Head, scheme: &Scheme) {
        self.width = head.names.len();
        self.at.heads = head.names.iter().map(|name| name.trim().to_owned()).collect();
        let mut places: HashMap<String, usize> = HashMap::new();
        let mut flaws = Vec::new();
        for (at, name) in head.names.iter().enumerate() {
            let folded = fold(name);
            match places.get(&folded) {
                _ if folded.is_empty() => {}
                Some(first) => {
                    let says = format!("与第 {} 列的列名相同;请删去或改名", first + 1);
                    flaws.push(Flaw::new(self.place_at(head.row, Some(at)), says));
                }
                None => drop(places.insert(folded, at)),
            }
        }
        let mut take = |name: &str| places.remove(&fold(name));
        let mut criteria = |before: &str| -> Vec<Option<usize>> {
            scheme.criteria().map(|(_, one)| take(&format!("{before}{}", one.id))).collect()
        };
        self.at.points = criteria("");
        self.at.reasons = criteria(REMARK);
        // What is shown beside is not read.
        drop((criteria(OWN), criteria(SUGGESTED)));
        self.at.remark = take(REMARK);
        self.at.made_from = take(MADE_FROM);
        (self.at.code, self.at.name) = (take(CODE), take(NAME));
        for shown in [SECTOR, SECRETARY, CITY, COUNTY, COMMITTEE, BONUS] {
            take(shown);
        }
        let mut rest: Vec<usize> = places.into_values().collect();
        rest.sort_unstable();
        for at in rest {
            let name = self.at.heads[at].clone();
            if is_criterion(&fold(&name)) {
                let says = "本次学习教育的考核方案里没有这一项;请从评定名单下载评分表".to_owned();
                flaws.push(Flaw::new(self.place_at(head.row, Some(at)), says));
            } else {
                self.unknown.push(name);
            }
        }
        if self.at.points.iter().all(Option::is_none) {
            let first = scheme.criteria().next().map_or("1.1", |(_, one)| one.id.as_str());
            let says = format!("没有一列评分;请加上「{first}」等列,或从评定名单下载评分表");
            flaws.push(Flaw::new(self.place_at(head.row, None), says));
        }
        flaws.sort();
        flaws.into_iter().for_each(|flaw| self.flaws.push(flaw));
    }
}

/// Whether a head looks like a criterion's id: `8.1`, or points of its own.
fn is_criterion(head: &str) -> bool {
    let head = [OWN, REMARK, SUGGESTED].iter().find_map(|b| head.strip_prefix(b)).unwrap_or(head);
    head.contains('.') && head.split('.').all(|n| !n.is_empty() && n.bytes().all(is_digit))
}

fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

/// Reads a file by a scheme.
///
/// # Errors
/// A sentence, where it cannot be read or has no head.
pub(super) fn read(path: &Path, scheme: &Scheme) -> Result<Sheet, String> {
    let says = |unreadable: Unreadable| unreadable.to_string();
    let mut input = Input::open(path, &is_head).map_err(says)?;
    input.carry_merged(&carries_merged).map_err(says)?;
    let Some(head) = input.head.clone() else {
        let rows = limit::HEAD_ROWS;
        return Err(format!("前 {rows} 行里没有表头;表头要有「{NAME}」一列"));
    };
    let most = scheme.criteria().map(|(_, one)| one.points).collect();
    let mut sheet = Sheet { is_workbook: input.is_workbook(), most, ..Sheet::default() };
    sheet.find_columns(&head, scheme);
    if sheet.flaws.is_empty() {
        let mut rows = 0;
        table::each(&input, |row| sheet.row(&row, &mut rows)).map_err(says)?;
    }
    Ok(sheet)
}

fn is_head(name: &str) -> bool {
    fold(name) == NAME
}

/// Names and points must be each branch's own; a remark may be about several.
fn carries_merged(head: &str) -> bool {
    fold(head).starts_with(REMARK)
}

impl Sheet {
    /// Reads a row; whether to go on.
    fn row(&mut self, row: &Row<'_>, rows: &mut usize) -> bool {
        // What stands right of a workbook's table is somebody's scratch.
        let table = if self.is_workbook { self.width.min(row.len()) } else { row.len() };
        if (0..table).all(|at| row.cell(at) == Cell::Blank) {
            return true;
        }
        *rows += 1;
        if *rows > limit::BRANCHES_OF_COMMITTEE {
            let says = format!("超过 {} 个支部;请核对是不是本党委的评分表", *rows - 1);
            self.flaws.push(Flaw::new(self.of_row(row.number()), says));
            return false;
        }
        let mut flaws = Vec::new();
        let line = self.line(row, table, &mut flaws);
        if flaws.is_empty() {
            self.lines.push(line);
        }
        flaws.sort();
        flaws.into_iter().for_each(|flaw| self.flaws.push(flaw));
        true
    }

    fn line(&self, row: &Row<'_>, table: usize, flaws: &mut Vec<Flaw>) -> Line {
        let number = row.number();
        let mut flaw = |at, says: String| flaws.push(Flaw::new(self.place_at(number, at), says));
        let mut text = |at: Option<usize>| {
            let said = at.map_or(Ok(Cow::Borrowed("")), |at| said::text(row.cell(at)));
            let said = said.unwrap_or_else(|says| {
                flaw(at, says);
                Cow::Borrowed("")
            });
            said.trim().to_owned()
        };
        let (code, name) = (text(self.at.code), text(self.at.name));
        let reasons = self.at.reasons.iter().map(|at| text(*at)).collect();
        let (remark, made_from) = (text(self.at.remark), text(self.at.made_from));
        if is_head(&name) {
            flaw(self.at.name, "又是一行表头;请删去这一行".to_owned());
        }
        let parsed = MadeFrom::parse(&made_from);
        if parsed.is_none() && !made_from.is_empty() {
            flaw(self.at.made_from, "被改动了,认不出来;请重新下载评分表".to_owned());
        }
        let columns = self.at.points.iter().zip(&self.most);
        let points = columns.map(|(at, most)| {
            let said = at.map_or(Ok(None), |at| said::points(row.cell(at), (*most, "满分")));
            said.unwrap_or_else(|says| {
                flaw(*at, says);
                None
            })
        });
        let points = points.collect();
        if let Some(at) = (self.width..table).find(|at| row.cell(*at) != Cell::Blank) {
            let (width, at) = (self.width, at + 1);
            let says = format!(
                "表头有 {width} 列,这一行在第 {at} 列还有内容;多半是文字里的分隔符没有加双引号"
            );
            flaw(None, says);
        }
        Line { number, code, name, points, reasons, remark, made_from: parsed }
    }
}

#[cfg(test)]
#[path = "read_test.rs"]
mod tests;
