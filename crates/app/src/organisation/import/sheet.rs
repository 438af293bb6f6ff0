//! A sheet of organisations, read: which column means what, what each row says, and every flaw by
//! its cell.

use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use model::authority::Role;
use model::fold::fold;
use model::organisation::{OrgCode, OrgKind, OrgName, OrgPhone, Sector, Sectors};
use model::{Flaw, Flaws, Place, limit};
use sha2::{Digest, Sha256};
use store::organisation::{Facts, Organisation};
use table::{Head, Input, Row, Unreadable};

use super::cells::{Cells, long_and_rounded};
pub(in crate::organisation) use super::column::{COLUMNS, Column};
use crate::post::roles_at;

/// How a row names its superior.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Above {
    /// It stands directly below the scope.
    Scope,
    Code(OrgCode),
    /// By the names of ones without a code: down from one that has one, or from the scope.
    Names(Option<OrgCode>, Vec<OrgName>),
}

/// Somebody whom a row names for a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) column: Column,
    pub(super) name: OrgName,
}

impl Named {
    /// The role.
    pub(super) fn role(&self) -> Role {
        let role = Column::POSTS.iter().find(|(column, _)| *column == self.column);
        role.expect("people are named in these columns only").1
    }
}

/// What a row says of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// The row.
    pub(super) number: u64,
    /// Its code; none where it speaks of one that has none.
    pub(super) code: Option<OrgCode>,
    pub(super) name: OrgName,
    pub(super) kind: OrgKind,
    pub(super) superior: Above,
    pub(super) sector: Option<Sector>,
    pub(super) sectors: Sectors,
    pub(super) phone: Option<OrgPhone>,
    /// Who holds what there, column by column.
    pub(super) posts: Vec<Named>,
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
    /// Whether all of its long codes look as if a spreadsheet had taken them for numbers. One that
    /// ends in noughts may well be right.
    pub(super) looks_rounded: bool,
    /// Its SHA-256.
    pub(super) digest: [u8; 32],
    /// Where each column stands, from 0.
    at: [Option<usize>; COLUMNS],
    /// The head's row.
    head: u64,
    /// People that it names in all.
    pub(super) people: usize,
    is_workbook: bool,
}

impl Sheet {
    /// Whether it has a column.
    pub(super) fn has(&self, column: Column) -> bool {
        self.at[column as usize].is_some()
    }

    /// The place of a cell.
    pub(super) fn place(&self, row: u64, column: Column) -> Place {
        let at = self.at[column as usize].and_then(|at| u32::try_from(at + 1).ok());
        let head = column.head().to_owned();
        Place { row, column: at.unwrap_or(0), head, cell: self.is_workbook }
    }

    /// The place of a column's head.
    pub(super) fn head_place(&self, column: Column) -> Place {
        self.place(self.head, column)
    }

    /// What a row says of an organisation. Columns that the sheet lacks leave things as they are.
    pub(super) fn facts(&self, line: &Line, now: Option<&Organisation>) -> Facts {
        let is_branch = line.kind == OrgKind::Branch;
        let sector = match self.has(Column::Sector) {
            true => line.sector,
            false => now.and_then(|now| now.sector).filter(|_| is_branch),
        };
        let sectors = match (self.has(Column::Sectors), now) {
            (false, Some(now)) if !is_branch => now.sectors.clone(),
            _ => line.sectors.clone(),
        };
        let phone = match self.has(Column::Phone) {
            true => line.phone.clone(),
            false => now.and_then(|now| now.phone.clone()),
        };
        let (code, name) = (line.code.clone(), line.name.clone());
        Facts { code, name, kind: line.kind, sector, sectors, phone }
    }

    /// A sheet with these rows and all columns.
    #[cfg(test)]
    pub(super) fn of(lines: Vec<Line>) -> Self {
        let at = std::array::from_fn(Some);
        Self { lines, at, ..Self::default() }
    }
}

/// Reads a file.
///
/// # Errors
/// A sentence, where it cannot be read or has no head.
pub(super) fn read(path: &Path) -> Result<Sheet, String> {
    let says = |unreadable: Unreadable| unreadable.to_string();
    let digest = digest(path).map_err(|error| says(error.into()))?;
    let mut input = Input::open(path, &is_head).map_err(says)?;
    input.carry_merged(&carries_merged).map_err(says)?;
    let Some(head) = input.head.clone() else {
        let rows = limit::HEAD_ROWS;
        let name = Column::Name.head();
        return Err(format!(
            "{}前 {rows} 行里没有表头;表头要有「{name}」一列",
            first_sheet(&input).map_err(says)?
        ));
    };
    let mut sheet = Sheet { digest, is_workbook: input.is_workbook(), ..Sheet::default() };
    sheet.find_columns(&head);
    if sheet.flaws.is_empty() {
        let mut reader = Reader { head: &head, first_rows: HashMap::new(), sheet };
        table::each(&input, |row| reader.row(&row)).map_err(says)?;
        sheet = reader.sheet;
        let codes = sheet.lines.iter().filter_map(|line| line.code.as_ref()).map(long_and_rounded);
        let mut long = codes.filter(|(is_long, _)| *is_long).peekable();
        sheet.looks_rounded =
            !sheet.is_workbook && long.peek().is_some() && long.all(|(_, rounded)| rounded);
    }
    if self::digest(path).map_err(|error| says(error.into()))? != digest {
        return Err(says(Unreadable::Changed));
    }
    Ok(sheet)
}

fn is_head(name: &str) -> bool {
    fold(name) == Column::Name.head()
}

/// A code, a name and people must be each organisation's own.
fn carries_merged(head: &str) -> bool {
    let head = fold(head);
    let carried = [Column::Kind, Column::Superior, Column::Sector, Column::Sectors];
    carried.iter().any(|column| column.head() == head)
}

/// Which of a workbook's sheets was looked at, where there are several.
fn first_sheet(input: &Input) -> Result<String, Unreadable> {
    Ok(match input.sheet_names()?.as_slice() {
        [first, _, ..] => {
            let hidden = if first.hidden { "(隐藏的)" } else { "" };
            format!("只读第一张工作表,要导入的表请移到最前;现在最前的是{hidden}「{}」,", first.name)
        }
        _ => String::new(),
    })
}

fn digest(path: &Path) -> std::io::Result<[u8; 32]> {
    let (mut file, mut hasher) = (File::open(path)?, Sha256::new());
    let mut bytes = vec![0; 1 << 16];
    loop {
        match file.read(&mut bytes)? {
            0 => return Ok(hasher.finalize().into()),
            read => hasher.update(&bytes[..read]),
        }
    }
}

impl Sheet {
    fn find_columns(&mut self, head: &Head) {
        let cell = self.is_workbook;
        self.head = head.row;
        let mut again = Vec::new();
        for (at, name) in head.names.iter().enumerate() {
            let folded = fold(name);
            let known = Column::ALL.iter().find(|(_, head)| *head == folded);
            match known.map(|(column, _)| &mut self.at[*column as usize]) {
                None if folded.is_empty() => {}
                None => self.unknown.push(name.split_whitespace().collect()),
                Some(place @ None) => *place = Some(at),
                Some(Some(first)) => {
                    let says = format!("与第 {} 列的列名相同;请删去或改名", *first + 1);
                    let column = u32::try_from(at + 1).unwrap_or(0);
                    let place = Place { row: head.row, column, head: folded, cell };
                    again.push(Flaw::new(place, says));
                }
            }
        }
        for (column, name) in Column::ALL {
            if column.is_needed() && !self.has(column) {
                let place = Place { row: head.row, cell, ..Place::whole() };
                self.flaws.push(Flaw::new(place, format!("没有「{name}」一列;请加上")));
            }
        }
        again.into_iter().for_each(|flaw| self.flaws.push(flaw));
    }
}

/// Reads row after row.
struct Reader<'h> {
    head: &'h Head,
    /// Where each code stood first.
    first_rows: HashMap<OrgCode, u64>,
    sheet: Sheet,
}

impl Reader<'_> {
    /// Reads a row; whether to go on.
    fn row(&mut self, row: &Row<'_>) -> bool {
        let sheet = &mut self.sheet;
        let width = self.head.names.len();
        // What stands right of a workbook's table is somebody's scratch.
        let table = if sheet.is_workbook { width.min(row.len()) } else { row.len() };
        if (0..table).all(|at| row.cell(at) == table::Cell::Blank) {
            return true;
        }
        if sheet.lines.len() >= limit::IMPORT_ORGS {
            let says = format!("超过 {} 个组织;请分几份导入", limit::IMPORT_ORGS);
            sheet.flaws.push(Flaw::new(sheet.place(row.number(), Column::Code), says));
            return false;
        }
        let mut cells = Cells { row, at: sheet.at, flaws: Vec::new(), cell: sheet.is_workbook };
        if cells.says(Column::Name).is_some_and(|name| is_head(&name)) {
            cells.flaw(Column::Name, "又是一行表头;请删去这一行".to_owned());
        } else {
            if let Some(line) = line(&mut cells, &mut self.first_rows) {
                sheet.people += line.posts.len();
                sheet.lines.push(line);
            }
            if table > width
                && let Some(at) = (width..table).find(|at| row.cell(*at) != table::Cell::Blank)
            {
                let says = format!(
                    "表头有 {width} 列,这一行在第 {} 列还有内容;多半是文字里的分隔符没有加双引号",
                    at + 1
                );
                cells.flaws.push(Flaw::new(Place::line(row.number()), says));
            }
        }
        cells.flaws.sort();
        cells.flaws.into_iter().for_each(|flaw| sheet.flaws.push(flaw));
        if sheet.people > limit::IMPORT_POSTS {
            let says = format!("任职超过 {} 人;请分几份导入", limit::IMPORT_POSTS);
            sheet.flaws.push(Flaw::new(Place::line(row.number()), says));
            return false;
        }
        true
    }
}

fn line(cells: &mut Cells<'_>, first_rows: &mut HashMap<OrgCode, u64>) -> Option<Line> {
    let number = cells.row.number();
    let code = cells.code(Column::Code);
    if let Some(Some(code)) = &code {
        let first = *first_rows.entry(code.clone()).or_insert(number);
        if first != number {
            let code = code.as_str();
            let says = format!("代码 {code} 与第 {first} 行重复;代码每个组织只能有一个");
            cells.flaw(Column::Code, says);
        }
    }
    let name = cells.name();
    let kind = cells.kind();
    let superior = cells.superior();
    if let (Some(Above::Code(superior)), Some(Some(code))) = (&superior, &code)
        && superior == code
    {
        cells.flaw(Column::Superior, "上级是自己;请填上级的代码".to_owned());
    }
    let sectors = cells.sectors();
    let sector = cells.sector();
    let phone = cells.phone();
    match kind {
        Some(kind) if kind != OrgKind::Branch && sector.is_some_and(|s| s.is_some()) => {
            let says = format!("只有党支部才有类别,这里是{kind};请删去");
            cells.flaw(Column::Sector, says);
        }
        Some(OrgKind::Branch) if sectors.as_ref().is_some_and(|s| s.iter().next().is_some()) => {
            let says = "党支部不负责别的支部;请删去".to_owned();
            cells.flaw(Column::Sectors, says);
        }
        _ => {}
    }
    let mut posts = Vec::new();
    for (column, role) in Column::POSTS {
        let names = cells.names(column);
        match kind {
            Some(kind) if !names.is_empty() && !roles_at(kind, false).contains(&role) => {
                let (role, holders) = (role.word(), holders(column));
                let says = format!("这里是{kind},没有{role};{holders}才有,请删去");
                cells.flaw(column, says);
            }
            _ => posts.extend(names.into_iter().map(|name| Named { column, name })),
        }
    }
    Some(Line {
        number,
        code: code?,
        name: name?,
        kind: kind?,
        superior: superior?,
        sector: sector?,
        sectors: sectors?,
        phone: phone?,
        posts,
    })
}

/// Where the role of a column is held.
fn holders(column: Column) -> &'static str {
    match column {
        Column::Secretary | Column::Clerk => "党支部",
        _ => "党(工)委、党组、党委、党总支",
    }
}
